"""Time limits by a clock that nobody sets, locks that need no shared memory, one worker at need."""

import multiprocessing
import os
import time
from concurrent.futures import TimeoutError as FutureTimeout

import pytest

from kuzbass_batch.workers import local
from kuzbass_batch.workers.crew import Lost, done_by
from kuzbass_batch.workers.local import done_apart, local_crew
from kuzbass_batch.workers.process_lock import PipeLock

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has locks of its own")


def slowly(_common, seconds):
    time.sleep(seconds)
    return seconds


@pytest.fixture(params=[3600, -3600], ids=["an hour on", "an hour back"])
def jumps(request, monkeypatch):
    """The wall clock jumps by an hour each time it is asked for the third time."""
    real, asked = time.time, []

    def jumping():
        asked.append(1)
        return real() + (request.param if len(asked) > 2 else 0)

    monkeypatch.setattr(time, "time", jumping)


@pytest.mark.usefixtures("jumps")
def test_a_clock_that_jumps_calls_no_task_stuck():
    with local_crew(None, 2) as crew:
        done = list(done_by(crew, slowly, [0.3, 0.4, 0.5, 0.6], group=1))
    assert done == [(each, each) for each in (0.3, 0.4, 0.5, 0.6)]
    assert done_apart(abs, [-1, -2], seconds=20, width=2) == [1, 2]


@pytest.mark.usefixtures("jumps")
def test_a_clock_that_jumps_lets_no_stuck_task_go_on():
    begun = time.monotonic()
    with local_crew(None, 2) as crew:
        done = dict(done_by(crew, slowly, [0.1, 600], group=1, limit=lambda _: 0.5))
    assert done == {0.1: 0.1, 600: Lost.STUCK}
    assert time.monotonic() - begun < 20


def test_a_task_that_is_waited_for_itself_is_ended_in_time():
    with local_crew(None, 1) as crew, pytest.raises(FutureTimeout):
        crew.begin(slowly, [600], 0.3).result()


def taking_turns(lock, inside, most):
    for _ in range(200):
        assert lock.acquire(timeout=30)
        assert lock.acquire()  # By whoever holds it, again.
        most.value = max(most.value, 1 + inside.value)
        inside.value = 1
        inside.value = 0
        lock.release()
        lock.release()


@posix
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_only_one_process_holds_the_lock(method):
    context = multiprocessing.get_context(method)
    lock, inside, most = (PipeLock(), *(context.Value("i", 0, lock=False) for _ in range(2)))
    processes = [context.Process(target=taking_turns, args=(lock, inside, most)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0] and most.value == 1


def hold(lock, held, seconds):
    with_it = lock.acquire()
    held.set()
    time.sleep(seconds)
    lock.release()
    assert with_it


@posix
def test_whoever_waits_for_the_lock_gets_it_or_is_told_in_time():
    context = multiprocessing.get_context("spawn")
    lock, held = PipeLock(), context.Event()
    process = context.Process(target=hold, args=(lock, held, 1.5))
    process.start()
    assert held.wait(60)
    assert not lock.acquire(block=False)
    assert not lock.acquire(timeout=0.2)
    assert lock.acquire(timeout=30)
    lock.release()
    process.join()


def test_a_machine_with_room_for_one_process_does_the_work_with_one(monkeypatch):
    real, told = local.started, []

    def refuse(pool):
        if pool._context.workers > 1:
            pool.stop()
            raise BlockingIOError(11, "no more processes")
        return real(pool)

    monkeypatch.setattr(local, "started", refuse)
    with local_crew(None, 4, tell=told.append) as crew:
        assert dict(done_by(crew, slowly, [0.01, 0.02, 0.03], group=1)) == {
            0.01: 0.01, 0.02: 0.02, 0.03: 0.03,
        }  # fmt: skip
        assert crew.width == 1
    assert told == [local.ONE_WORKER]
    assert done_apart(abs, [-1, -2], seconds=20, width=2) == [1, 2]


def test_a_machine_without_room_for_one_says_what_it_lacks(monkeypatch):
    def refuse(pool):
        raise BlockingIOError(11, "no more processes")

    monkeypatch.setattr(local, "started", refuse)
    with local_crew(None, 4) as crew, pytest.raises(BlockingIOError):
        crew.begin(slowly, [0.01])
