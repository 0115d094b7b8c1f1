"""The whole run under faults: killed, stopped, its input changed or gone, its inputs untouched."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kuzbass_batch import batch, usage
from tests.results_on_disk import let_strangers_in, names, read
from tests.runs import run_at_once
from tests.small_folder import AS_OF, command, run, small_folder, today

PREVIOUS = "2025 (прежний результат)"
FULL_KILLS = int(os.environ.get("KUZBASS_FULL_KILLS", "6"))
"""How many random kills of the whole run: a second each. `make deep` asks for 500."""
MARK = "KUZBASS_TEST_FOLDER"
"""In the environment of a run and of every process it begins: so all of them can be found."""
posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


@pytest.fixture
def folder(tmp_path):
    return small_folder(tmp_path / "in")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """The result of the small folder, with what the program remembers beside it."""
    base = tmp_path_factory.mktemp("once")
    done = run(small_folder(base / "in"), base / "out" / "2025")
    assert done.returncode == 1, done.stderr
    return base / "out"


@pytest.fixture
def finished(made_once, folder, tmp_path):
    """The small folder with a result that the same run replaces."""
    shutil.copytree(made_once, tmp_path / "out")
    let_strangers_in(tmp_path / "out" / "2025")
    return tmp_path / "out" / "2025"


def state_of(folder):
    """Return name, bytes, times, rights and number on the disk of everything in a folder."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        state = path.lstat()
        data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[path.relative_to(folder.parent).as_posix()] = (
            data, state.st_mtime_ns, state.st_ctime_ns, state.st_mode, state.st_ino
        )  # fmt: skip
    return found


def processes_of(folder):
    """Return the living processes of runs on the folder, workers and all (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={folder}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_for_none(folder, seconds=10):
    until = time.monotonic() + seconds
    while processes_of(folder) and time.monotonic() < until:
        time.sleep(0.1)
    return processes_of(folder)


def start(folder, target, **options):
    arguments = ("run", folder, "--output", target, "--as-of", AS_OF)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    marked = os.environ | {MARK: str(folder)}
    return subprocess.Popen(
        command(*arguments), env=marked, preexec_fn=hear_all, **streams, **options
    )


def hear_all():
    """Let a run hear what the shell of the tests ignores: SIGHUP under nohup."""
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


@posix_only
def test_the_processes_of_a_run_can_be_found(folder, finished):
    """The tests that find none left would hold nothing if none could be found."""
    most = 0
    with start(folder, finished) as running:
        while running.poll() is None:
            most = max(most, len(processes_of(folder)))
    assert most > 2


def test_inputs_are_never_written_to_moved_or_renamed(folder, tmp_path):
    before = state_of(folder)
    for _ in range(2):
        assert run(folder, tmp_path / "out" / "2025").returncode == 1
    assert state_of(folder) == before


@posix_only
def test_random_kills_of_the_whole_run(folder, finished):
    chance, old, outcomes = random.Random(1), read(finished), []
    before = state_of(folder)
    begun = time.monotonic()
    run(folder, finished)
    longest = time.monotonic() - begun
    for _ in range(3 * FULL_KILLS):
        let_strangers_in(finished)
        stamp = finished.stat().st_ino
        with start(folder, finished) as running:
            time.sleep(longest * chance.uniform(0.1, 1))
            running.kill()
        # The same input gives the same bytes: whole is whole, old or new.
        assert read(finished) == old
        was_killed = running.returncode == -signal.SIGKILL
        longest *= 1.04 if was_killed else 0.9
        if was_killed:
            outcomes.append(finished.stat().st_ino != stamp)
        if len(outcomes) == FULL_KILLS:
            break
    print(f"{len(outcomes)} kills: {outcomes.count(False)} left the old result, "
          f"{outcomes.count(True)} the new one")  # fmt: skip
    assert len(outcomes) == FULL_KILLS  # Runs that were over before the kill do not count.
    assert wait_for_none(folder) == []
    assert state_of(folder) == before
    let_strangers_in(finished)
    done = run(folder, finished)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert read(finished) == old
    assert names(finished.parent) == [".2025.state", "2025", PREVIOUS]
    assert names(finished.parent / ".2025.state") == ["key", "parsed.sqlite"]


STOPPED_IN_TEXT = """
import os, signal, sys
from kuzbass_batch.publishing.stopping import heeded
signal.signal(signal.SIGINT, signal.default_int_handler)  # A shell may start us without it.
try:
    with heeded():
        exec("os.kill(os.getpid(), signal.SIGINT)\\nwhile True: pass")
except KeyboardInterrupt:
    sys.exit(2)
"""


@posix_only
def test_a_stop_while_python_executes_text_keeps_the_exit_code(tmp_path):
    (tmp_path / "stopped.py").write_text(STOPPED_IN_TEXT, "utf-8")
    command = [sys.executable, "-m", "stopped"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, timeout=30)
    assert done.returncode == 2


@posix_only
@pytest.mark.parametrize("stop", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_run_asked_to_stop_clears_up_and_says_so(folder, finished, stop):
    old, state = read(finished), finished.parent / ".2025.state"
    for _ in range(20):
        let_strangers_in(finished)
        with start(folder, finished) as running:
            # The work begins with the lock.
            while running.poll() is None and "lock" not in names(state):
                time.sleep(0.005)
            running.send_signal(getattr(signal, stop))
            _, errors = running.communicate(timeout=20)
        assert "Traceback" not in errors
        if "Остановлено" in errors:
            break
    assert running.returncode == 2
    assert errors.strip().count("\n") == 0
    assert read(finished) == old
    assert names(state) == ["key", "parsed.sqlite"]
    assert wait_for_none(folder) == []


def meddled(monkeypatch, meddle):
    """Do something to the disk while the run is between reading and publishing."""
    conclude = batch.rate

    def concluded(*arguments):
        outcome = conclude(*arguments)
        meddle()
        return outcome

    monkeypatch.setattr(batch, "rate", concluded)


def calculate(folder, target):
    return run_at_once(folder, target, year=2025, as_of=today())


def touch_file(folder):
    path = folder / "ИО-01.xlsx"
    path.write_bytes(path.read_bytes() + b" ")


MEDDLING = {
    "a file is changed": (touch_file, "«ИО-01.xlsx»"),
    "a file goes away": (lambda f: (f / "ИО-01.xlsx").unlink(), "«ИО-01.xlsx»"),
    "a file comes": (lambda f: (f / "новая.xlsx").touch(), "«новая.xlsx»"),
    "a file is renamed": (lambda f: (f / "ИО-01.xlsx").rename(f / "б.xlsx"), "«ИО-01.xlsx», «б.xl"),
    "a folder goes away": (lambda f: shutil.rmtree(f / "паспорта"), "«паспорта/ИО-02.xlsx»"),
    "all goes away": (shutil.rmtree, "Не удалось прочитать папку"),
}


@pytest.mark.parametrize("case", MEDDLING)
def test_a_folder_that_does_not_hold_still_gives_no_result(folder, finished, monkeypatch, case):
    meddle, words = MEDDLING[case]
    old = read(finished)
    meddled(monkeypatch, lambda: meddle(folder))
    with pytest.raises(usage.WrongUsage) as refused:
        calculate(folder, finished)
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert read(finished) == old
    assert names(finished.parent) == [".2025.state", "2025"]


@pytest.mark.parametrize("name", ["~$ИО-01.xlsx", ".~lock.ИО-01.xlsx#", "ИО-09.xlsx.crdownload"])
def test_a_return_opened_meanwhile_disturbs_nobody(folder, finished, monkeypatch, name):
    old = read(finished)
    meddled(monkeypatch, lambda: (folder / name).touch())
    calculate(folder, finished)
    assert (folder / name).exists() and read(finished) == old


def test_a_file_that_vanishes_while_the_folder_is_listed(folder, tmp_path, monkeypatch):
    from kuzbass_batch.reading.files import discover

    opened = discover.opened

    def vanished(path):
        (folder / "ИО-01.xlsx").unlink(missing_ok=True)
        return opened(path)

    monkeypatch.setattr(discover, "opened", vanished)
    with pytest.raises(usage.WrongUsage, match=r"«ИО-01\.xlsx»"):
        calculate(folder, tmp_path / "2025")
    assert not (tmp_path / "2025").exists()


@posix_only
def test_a_second_run_is_refused_while_the_first_works(folder, finished, monkeypatch):
    refusals = []
    meddled(monkeypatch, lambda: refusals.append(run(folder, finished)))
    calculate(folder, finished)
    (refused,) = refusals
    assert refused.returncode == 2
    assert f"процесс {os.getpid()}" in refused.stderr
    assert refused.stderr.strip().count("\n") == 0


def test_the_result_deleted_meanwhile_is_made_again(folder, finished, monkeypatch):
    old = read(finished)
    meddled(monkeypatch, lambda: shutil.rmtree(finished))
    calculate(folder, finished)
    made = read(finished)
    # It was there when the run began: what has changed since is told beside it.
    assert made.pop("Изменения-2025.xlsx") and made == old


def test_an_internal_fault_tells_no_traceback_and_leaves_the_old_result(folder, finished):
    fault = "import kuzbass_batch.batch as b; b.rate; b.rate = lambda *a: 1 / 0; "
    code = f"{fault}from kuzbass_batch.command_line.cli import main; main()"
    line = [command()[0], "-c", code, "run", folder, "--output", finished, "--as-of", AS_OF]
    line.append("--fresh")
    old = read(finished)
    done = subprocess.run(list(map(str, line)), capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1 and "ZeroDivisionError" in done.stderr
    details = finished.with_name("2025.ошибка.txt")
    assert "Traceback" in details.read_text("utf-8")
    details.unlink()
    assert read(finished) == old
    assert names(finished.parent) == [".2025.state", "2025"]


def test_nothing_is_left_of_a_run_that_wrote_nothing(folder, tmp_path):
    (folder / "Реестр.xlsx").unlink()
    before = names(tmp_path)
    done = run(folder, tmp_path / "отчёт" / "за год" / "2025")
    assert done.returncode == 2 and "нет реестра" in done.stderr
    assert names(tmp_path) == before
