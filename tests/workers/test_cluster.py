"""The same work on a cluster: a real scheduler and two workers, one of them killed on the way."""

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import trustme

from kuzbass_batch.outputs.progress import READING, Watcher
from kuzbass_batch.usage import WrongUsage
from kuzbass_batch.workers import cluster as cluster_module
from kuzbass_batch.workers.cluster import SECONDS_TO_CONNECT
from tests.paths import ROOT
from tests.runs import run_batch
from tests.small_folder import cli
from tests.test_batch import hashes

SAMPLES = ROOT / "input_samples" / "2025"
AS_OF = dt.date(2026, 1, 20)
SECONDS = 60


def started(command, *arguments):
    full = [sys.executable, "-m", f"distributed.cli.{command}", *map(str, arguments)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(full, **quiet)


def begun(tmp_path, *security):
    """Start a scheduler and two workers, each a process of its own; yield address and processes."""
    where = tmp_path / "scheduler.json"
    local = ("--host", "127.0.0.1", "--no-dashboard", *security)
    processes = [started("dask_scheduler", *local, "--port", 0, "--scheduler-file", where)]
    try:
        address = scheduler_address(where)
        for number in range(2):
            folder = tmp_path / f"worker{number}"
            own = ("--nthreads", 1, "--no-nanny", "--local-directory", folder)
            processes.append(started("dask_worker", address, *own, *local))
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    """A cluster over tcp: its address and its workers."""
    for address, workers in begun(tmp_path):
        wait_for_workers(address, 2)
        yield address, workers


def scheduler_address(where):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if where.exists() and where.read_text():
            return json.loads(where.read_text())["address"]
        time.sleep(0.1)
    raise TimeoutError


def wait_for_workers(address, count, security=None):
    from distributed import Client

    with Client(address, set_as_default=False, security=security) as client:
        client.wait_for_workers(count, timeout=SECONDS)


def test_a_run_on_a_cluster_gives_the_same_bytes_though_a_worker_dies(
    cluster, samples_in_january, tmp_path
):
    address, workers = cluster
    killed = []

    def kill_one(stage, done, _total):
        if (stage, done) == (READING, 30) and not killed:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(workers[0].wait())

    run_batch(
        SAMPLES,
        tmp_path / "there",
        year=2025,
        as_of=AS_OF,
        cluster=address,
        remember=False,
        watcher=Watcher(report=kill_one),
    )
    assert killed == [-signal.SIGKILL] and workers[1].poll() is None
    assert hashes(tmp_path / "there") == hashes(samples_in_january.folder)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """An authority, a certificate and key of it, and the same of another authority: PEM files."""
    folder = tmp_path_factory.mktemp("papers")
    files = {}
    for name in ("ours", "theirs"):
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        files[name] = tuple(folder / f"{name}-{each}.pem" for each in ("ca", "cert", "key"))
        authority.cert_pem.write_to_path(str(files[name][0]))
        certificate.cert_chain_pems[0].write_to_path(str(files[name][1]))
        certificate.private_key_pem.write_to_path(str(files[name][2]))
    return files


def shown(papers):
    return dict(zip(("cluster_ca", "cluster_cert", "cluster_key"), papers, strict=True))


@pytest.fixture
def impatient(monkeypatch):
    """Wait for an answer that never comes two seconds, not as long as the program does."""
    assert SECONDS_TO_CONNECT + 1 < 10
    monkeypatch.setattr(cluster_module, "SECONDS_TO_CONNECT", 2)


def test_an_encrypted_cluster_gives_the_same_bytes_to_who_shows_a_certificate(
    papers, samples_in_january, tmp_path
):
    from distributed.security import Security

    ca, cert, key = papers["ours"]
    flags = ("--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key, "--protocol", "tls")
    for address, _workers in begun(tmp_path, *flags):
        assert address.startswith("tls://")
        files = {"tls_ca_file": ca, "tls_client_cert": cert, "tls_client_key": key}
        own = Security(**{name: str(path) for name, path in files.items()})
        wait_for_workers(address, 2, own)
        there = {"year": 2025, "as_of": AS_OF, "remember": False, "cluster": address}
        for other in (shown(papers["theirs"]), shown((ca, *papers["theirs"][1:]))):
            with pytest.raises(WrongUsage, match=r"не отвечает\. Проверьте и сертификаты"):
                run_batch(SAMPLES, tmp_path / "out", **there, **other)
        open_address = address.replace("tls:", "tcp:")
        with pytest.raises(WrongUsage, match="не отвечает"):
            run_batch(SAMPLES, tmp_path / "out", **{**there, "cluster": open_address})
        run_batch(SAMPLES, tmp_path / "there", **there, **shown(papers["ours"]))
    assert not (tmp_path / "out").exists()
    assert hashes(tmp_path / "there") == hashes(samples_in_january.folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: {"cluster_ca": files[0]}, "нужны --cluster-ca, --cluster-cert и"),
        (lambda files: {}, "нужны --cluster-ca, --cluster-cert и --cluster-key"),
        (lambda files: shown((files[0], files[1], files[0])), "не пара"),
        (lambda files: shown((files[2], files[1], files[2])), "--cluster-ca: не сертификат"),
        (lambda files: shown((files[0].parent, *files[1:])), "--cluster-ca: файл не читается"),
        (lambda files: shown((files[0].parent / "нет", *files[1:])), "файл не читается"),
    ],
)
def test_certificates_that_are_no_use_are_one_sentence(change, words, papers, tmp_path):
    with pytest.raises(WrongUsage, match=words):
        run_batch(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF,
                  cluster="tls://127.0.0.1:9", **change(papers["ours"]))  # fmt: skip


def test_certificates_for_an_open_address_are_refused(papers, tmp_path):
    with pytest.raises(WrongUsage, match="соединение осталось бы открытым"):
        run_batch(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF,
                  cluster="tcp://127.0.0.1:9", **shown(papers["ours"]))  # fmt: skip


def listening(answer):
    """A server that accepts everybody and says `answer`, or nothing; its port."""
    server = socket.create_server(("127.0.0.1", 0))
    kept = []

    def accept():
        while True:
            try:
                kept.append(server.accept()[0])
            except OSError:
                return
            if answer:
                kept[-1].sendall(answer)
                kept[-1].close()

    threading.Thread(target=accept, daemon=True).start()
    return server


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:9", "не отвечает"),
        ("tcp://nowhere.invalid:8786", "не отвечает"),
        ("tcp://127.0.0.1:{silent}", "не отвечает"),
        ("tcp://127.0.0.1:{web}", "не отвечает"),
        ("127.0.0.1:8786", "не адрес планировщика"),
        ("кластер", "не адрес планировщика"),
        ("tcp://", "не адрес планировщика"),
        ("tcp://127.0.0.1", "не адрес планировщика"),
        ("tcp://127.0.0.1:99999", "не адрес планировщика"),
        ("tcp://127.0.0.1:0", "не адрес планировщика"),
        ("http://127.0.0.1:8786", "не адрес планировщика"),
        ("inproc://1", "не адрес планировщика"),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_wrong_address_is_one_sentence_within_ten_seconds(address, words, tmp_path):
    pytest.importorskip("distributed")
    with listening(b"") as silent, listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as web:
        ports = {"silent": silent.getsockname()[1], "web": web.getsockname()[1]}
        began = time.monotonic()
        with pytest.raises(WrongUsage, match=words) as refusal:
            run_batch(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF,
                      cluster=address.format(**ports))  # fmt: skip
        assert time.monotonic() - began < 10
    assert "\n" not in str(refusal.value) and not (tmp_path / "out").exists()


def test_the_command_leaves_at_once_where_a_server_says_nothing(tmp_path):
    with listening(b"") as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        done = cli("run", SAMPLES, "--output", tmp_path / "out", "--year", 2025, "--as-of",
                   AS_OF, "--cluster", address, timeout=60)  # fmt: skip
    assert done.returncode == 2 and "не отвечает" in done.stderr
    # Loading the program and the library of the cluster takes its time, too.
    assert time.monotonic() - began < SECONDS_TO_CONNECT + 15


def test_workers_of_another_program_are_refused(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr("kuzbass_batch.session.program_edition", lambda: "other")
    with pytest.raises(WrongUsage, match="другая версия"):
        run_batch(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF, cluster=cluster[0])
