"""A crew: what a lost worker costs, who does the work again, and how much is out at once."""

import os
import subprocess
import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from kuzbass_batch.workers.crew import (
    AGAIN,
    AHEAD,
    HEAVY,
    Lost,
    OutOfTime,
    WorkerLost,
    begun_by,
    done_by,
)
from kuzbass_batch.workers.limits import SECONDS, seconds_for
from kuzbass_batch.workers.local import done_apart, local_crew
from tests.crews import Losing
from tests.paths import ROOT

SHORT = 0.3
"""Processor seconds: what is to be lost is lost soon."""
LETTERS = "абвгде"


def behave(_common, letter):
    if letter == "б":
        os._exit(9)
    if letter == "г":
        time.sleep(60)
    if letter == "д":
        return bytearray(3 * 2**30)
    return letter.upper()


@pytest.mark.parametrize("group", [1, 4, 10])
def test_a_dead_a_stuck_and_a_greedy_worker_cost_one_task_each(group):
    with local_crew(None, 2) as crew:
        done = list(done_by(crew, behave, LETTERS, group=group, limit=lambda _: SHORT))
    results = ["А", Lost.DIED, "В", Lost.STUCK, Lost.DIED, "Е"]
    assert done == list(zip(LETTERS, results, strict=True))


WHOSE_CHILD = """
import os
from tests.workers.test_crew import child_of
from kuzbass_batch.workers.crew import done_by
from kuzbass_batch.workers.local import local_crew
if __name__ == "__main__":
    with local_crew(None, 1) as crew:
        for task, parent in done_by(crew, child_of, ["first", "die", "replaced"], group=1):
            print(task, parent, parent == os.getpid())
"""


def child_of(_common, word):
    if word == "die":
        os._exit(9)
    return os.getppid()


@pytest.mark.skipif(os.name == "nt", reason="Windows forks nothing")
def test_no_process_is_forked_beside_threads():
    """A forked process may wait for ever for a lock that a thread held; Python 3.12 warns of it."""
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "-c", WHOSE_CHILD],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [(line[0], line[-1]) for line in lines] == [
        ("first", "True"), ("die", "False"), ("replaced", "False")
    ]  # fmt: skip


def wait_a_little(_common, number):
    time.sleep(0.2)
    return number


@pytest.mark.parametrize("moment", [0, 0.1, 0.3])
def test_a_crew_that_is_abandoned_keeps_nobody_waiting(moment):
    """A full disk stops the workbook while another thread waits for the letters."""
    with local_crew(None, 2) as crew, ThreadPoolExecutor(1) as beside:
        tasks = done_by(crew, wait_a_little, range(100), group=1)
        waiting = beside.submit(list, tasks)
        time.sleep(moment)
        crew.abandon()
        with pytest.raises((CancelledError, RuntimeError)):
            waiting.result(timeout=10)


def work_in_one_call(_common, number):
    """Keep the processor busy without a moment in which Python could handle a signal."""
    return sum(range(number))


@pytest.mark.skipif(os.name == "nt", reason="Windows bounds the time by the clock only")
@pytest.mark.parametrize("group", [1, 2])
def test_work_that_never_ends_is_stuck_though_it_never_comes_back_to_python(group):
    began = time.process_time()
    with local_crew(None, 1) as crew:
        done = done_by(crew, work_in_one_call, [3, 10**12], group=group, limit=lambda _: SHORT)
        assert list(done) == [(3, 3), (10**12, Lost.STUCK)]
    assert time.process_time() - began < 5


def sleep(_common, seconds):
    time.sleep(seconds)
    return seconds


def test_who_waits_for_the_processor_is_not_stuck():
    """On a busy machine a worker stands still for longer than it may work."""
    with local_crew(None, 1) as crew:
        ((_, found),) = done_by(crew, sleep, [2 * SHORT], group=1, limit=lambda _: SHORT)
    assert found == 2 * SHORT


def lost_at_first(_common, task):
    """Be lost the first time that the mark is not there, as the task says."""
    mark, how = task
    if mark.exists():
        return "done"
    mark.touch()
    if how == "died":
        os._exit(9)
    time.sleep(60)
    return "late"


@pytest.mark.parametrize("how", ["died", "stuck"])
def test_a_task_that_is_lost_once_is_done_by_another_worker(tmp_path, how):
    task = (tmp_path / "mark", how)
    with local_crew(None, 1) as crew:
        found = begun_by(crew, lost_at_first, task, what="книга", seconds=SHORT)()
    assert found == "done"


def shout(_common, word):
    return word.upper()


def test_a_task_that_is_tried_again_gets_more_time():
    crew = Losing(None, 1)
    assert begun_by(crew, shout, "а", what="книга", seconds=40)() == "А"
    assert crew.limits == [40, AGAIN * 40]


def test_no_task_is_tried_a_third_time_and_none_falls_to_this_process():
    stuck, died = Losing(None, 2), Losing(None, 2, EOFError)
    with pytest.raises(OutOfTime, match="Не хватило времени: книга"):
        begun_by(stuck, shout, "а", what="книга")()
    with pytest.raises(WorkerLost, match="книга") as lost:
        begun_by(died, shout, "а", what="книга")()
    assert not isinstance(lost.value, OutOfTime)
    assert len(stuck.limits) == len(died.limits) == 2


def test_a_group_that_is_lost_is_taken_apart_each_with_its_own_limit():
    crew = Losing(None, 1)
    done = done_by(crew, shout, "абв", group=3, limit={"а": 1, "б": 5, "в": 2}.get)
    assert list(done) == [("а", "А"), ("б", "Б"), ("в", "В")]
    assert crew.limits == [5, AGAIN * 1, AGAIN * 5, AGAIN * 2]


def test_longer_tables_may_take_more_time():
    assert seconds_for(0) == SECONDS
    assert seconds_for(80_000) > 3 * SECONDS


def apart(task):
    return lost_at_first(None, task)


def test_before_the_crew_begins_a_lost_task_is_tried_again_too(tmp_path):
    tasks = [(tmp_path / "a", "died"), (tmp_path / "b", "stuck")]
    (tmp_path / "c").touch()
    tasks.append((tmp_path / "c", "died"))
    assert done_apart(apart, tasks, seconds=SHORT, width=2) == ["done"] * 3


class CountingCrew:
    """A crew that counts what it has been given and not yet been asked for."""

    width, losses = 2, ()

    def __init__(self):
        self.open, self.most = [], 0

    def begin(self, work, tasks, _seconds):
        self.open.append(tasks)
        self.most = max(self.most, sum(map(len, self.open)))
        return self

    def result(self):
        return self.open.pop(0)


@pytest.mark.parametrize(("weight", "most"), [(0, AHEAD * 2 * 8), (HEAVY // 4, 4), (2 * HEAVY, 1)])
def test_few_tasks_are_out_at_once_and_fewer_heavy_ones(weight, most):
    crew = CountingCrew()
    done = list(done_by(crew, None, range(500), group=8, size_of=lambda _: weight))
    assert [task for task, _ in done] == list(range(500))
    assert crew.most == most


def fail(_common, _task):
    raise ValueError("the work's own fault")


def test_an_exception_of_the_work_itself_comes_out():
    with local_crew(None, 1) as crew, pytest.raises(ValueError, match="own fault"):
        list(done_by(crew, fail, [1], group=1))
