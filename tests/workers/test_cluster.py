"""The same work on a cluster: a real scheduler and two workers, one of them killed on the way."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from kuzbass_batch.outputs.progress import READING, Watcher
from kuzbass_batch.usage import WrongUsage
from tests.paths import ROOT
from tests.runs import run_batch
from tests.test_batch import hashes

SAMPLES = ROOT / "input_samples" / "2025"
AS_OF = dt.date(2026, 1, 20)
SECONDS = 60


def started(command, *arguments):
    full = [sys.executable, "-m", f"distributed.cli.{command}", *map(str, arguments)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(full, **quiet)


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and two workers, each a process of its own; yield address and workers."""
    pytest.importorskip("distributed")
    where = tmp_path / "scheduler.json"
    local = ("--host", "127.0.0.1", "--no-dashboard")
    processes = [started("dask_scheduler", *local, "--port", 0, "--scheduler-file", where)]
    try:
        address = scheduler_address(where)
        for number in range(2):
            folder = tmp_path / f"worker{number}"
            own = ("--nthreads", 1, "--no-nanny", "--local-directory", folder)
            processes.append(started("dask_worker", address, *own, *local))
        wait_for_workers(address, 2)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def scheduler_address(where):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if where.exists() and where.read_text():
            return json.loads(where.read_text())["address"]
        time.sleep(0.1)
    raise TimeoutError


def wait_for_workers(address, count):
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=SECONDS)


def test_a_run_on_a_cluster_gives_the_same_bytes_though_a_worker_dies(cluster, tmp_path):
    address, workers = cluster
    run_batch(SAMPLES, tmp_path / "here", year=2025, as_of=AS_OF, remember=False)
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
    assert hashes(tmp_path / "there") == hashes(tmp_path / "here")


def test_a_cluster_that_is_not_there_is_one_sentence(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("kuzbass_batch.workers.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(WrongUsage, match="не отвечает"):
        run_batch(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF, cluster="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()


def test_workers_of_another_program_are_refused(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr("kuzbass_batch.session.program_edition", lambda: "other")
    with pytest.raises(WrongUsage, match="другая версия"):
        run_batch(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF, cluster=cluster[0])
