"""One run at a time per result folder: who holds it is named, a dead holder is recognised."""

import json
import multiprocessing
import os
import platform
import signal
import threading
import time

import pytest

from kuzbass_batch.publishing import lock as locks
from kuzbass_batch.publishing.lock import FolderTaken, locked
from kuzbass_batch.publishing.staging import claimed
from kuzbass_batch.publishing.stopping import Stopped, heeded
from kuzbass_batch.publishing.targets import CannotPublish
from tests.results_on_disk import content, names, publish, read, write

SPAWN = multiprocessing.get_context("spawn")


def hold(path, ready):
    with locked(path):
        ready.set()
        time.sleep(60)


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock until the test ends."""
    ready, path = SPAWN.Event(), tmp_path / ".2025.state" / "lock"
    process = SPAWN.Process(target=hold, args=(path, ready))
    process.start()
    assert ready.wait(60)
    yield process, path
    process.kill()
    process.join()


def test_the_second_run_is_told_who_runs_and_waits_for_nothing(tmp_path, holder):
    process, path = holder
    owner = json.loads(path.read_text())
    assert (owner["pid"], owner["host"]) == (process.pid, platform.node())
    assert time.strptime(owner["since"], "%d.%m.%Y %H:%M")
    begun = time.monotonic()
    with pytest.raises(CannotPublish) as refused:
        publish(tmp_path / "2025", "второй")
    assert time.monotonic() - begun < 5
    for word in (str(process.pid), platform.node(), owner["user"], owner["since"]):
        assert word in str(refused.value)
    assert names(tmp_path) == [".2025.state"] and names(path.parent) == ["lock"]


def test_a_holder_that_was_killed_is_no_holder_and_is_told(tmp_path, holder):
    process, path = holder
    process.kill()
    process.join()
    assert path.exists()
    told = publish(tmp_path / "2025", "второй")
    assert len(told) == 1 and f"процесс {process.pid}" in told[0] and "был прерван" in told[0]
    assert names(tmp_path) == ["2025"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_that_outlives_its_killed_run_does_not_hold_the_lock(tmp_path):
    path = tmp_path / ".2025.state" / "lock"
    reader, writer = os.pipe()
    run = os.fork()
    if run == 0:
        with locked(path):
            child = os.fork()
            if child == 0:
                time.sleep(60)
            os.write(writer, str(child).encode())
            time.sleep(60)
        os._exit(0)
    child = int(os.read(reader, 20))
    try:
        os.kill(run, signal.SIGKILL)
        os.waitpid(run, 0)
        publish(tmp_path / "2025", "второй")
    finally:
        os.kill(child, signal.SIGKILL)
    assert names(tmp_path) == ["2025"]


def left_by(path, **changes):
    owner = {"user": "petrova", "host": "другой", "pid": os.getpid(), "since": "20.01.2026 10:15"}
    path.parent.mkdir()
    path.write_text(json.dumps(owner | changes))


def test_a_lock_of_another_computer_is_never_taken_away(tmp_path):
    path = tmp_path / ".2025.state" / "lock"
    left_by(path)
    with pytest.raises(CannotPublish) as refused:
        publish(tmp_path / "2025", "второй")
    for word in ("petrova", "другой", "20.01.2026 10:15", f"удалите файл «{path}»"):
        assert word in str(refused.value)
    assert path.exists() and not (tmp_path / "2025").exists()
    path.unlink()
    assert publish(tmp_path / "2025", "второй") == []


def test_a_number_that_a_living_process_bears_again_is_not_taken_for_the_dead_run(tmp_path):
    left_by(tmp_path / ".2025.state" / "lock", host=platform.node())
    told = publish(tmp_path / "2025", "второй")
    assert "petrova" in told[0] and read(tmp_path / "2025") == content("второй")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "\0" * 100])
def test_a_lock_file_that_tells_nothing_holds_nothing(tmp_path, text):
    write(tmp_path / ".2025.state", {"lock": text.encode()})
    assert publish(tmp_path / "2025", "второй") == []
    assert names(tmp_path) == ["2025"]


def test_a_disk_without_locks_goes_by_what_the_file_says(tmp_path, monkeypatch):
    def unsupported(descriptor):
        raise OSError(locks.errno.ENOLCK, "no locks")

    monkeypatch.setattr(locks, "_lock", unsupported)
    assert publish(tmp_path / "2025", "первый") == []
    left_by(tmp_path / ".2025.state" / "lock", host=platform.node())
    with pytest.raises(CannotPublish, match="удалите файл"):
        publish(tmp_path / "2025", "второй")


def test_the_lock_is_released_at_every_end(tmp_path):
    for end in (ValueError, KeyboardInterrupt, SystemExit):
        with pytest.raises(end), claimed(tmp_path / "2025"):
            raise end
        assert names(tmp_path) == []


def test_two_threads_of_one_program_do_not_share_a_folder(tmp_path):
    told = []

    def try_it():
        try:
            publish(tmp_path / "2025", "второй")
        except CannotPublish as error:
            told.append(str(error))

    with claimed(tmp_path / "2025"):
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert len(told) == 1 and "занята" in told[0]


def test_runs_that_come_and_go_never_meet_in_the_lock(tmp_path):
    """A lock file removed by one run while another opens it must not let two runs in."""
    path, inside, most = tmp_path / "state" / "lock", SPAWN.Value("i", 0), SPAWN.Value("i", 0)
    runs = [SPAWN.Process(target=come_and_go, args=(path, inside, most)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0, 0]
    assert most.value == 1


def come_and_go(path, inside, most):
    entered = 0
    while entered < 100:
        try:
            with locked(path):
                with inside.get_lock():
                    inside.value += 1
                    most.value = max(most.value, inside.value)
                entered += 1
                with inside.get_lock():
                    inside.value -= 1
        except FolderTaken:
            time.sleep(0.0005)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("moment", ["_take", "_bears_name", "_write", "_release"])
def test_a_request_to_stop_at_any_moment_leaves_no_lock(tmp_path, monkeypatch, moment):
    done, path = getattr(locks, moment), tmp_path / ".2025.state" / "lock"

    def stopped(*arguments):
        result = done(*arguments)
        signal.raise_signal(signal.SIGTERM)
        return result

    monkeypatch.setattr(locks, moment, stopped)
    with heeded(), pytest.raises(Stopped), locked(path):
        pass
    assert not path.exists()
    monkeypatch.undo()
    with locked(path) as dead:
        assert dead is None
