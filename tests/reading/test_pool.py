"""Isolation: a worker that dies or sleeps costs one file, and the others keep their order."""

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from kuzbass_batch.reading import pool
from kuzbass_batch.reading.examine import Examined
from kuzbass_batch.reading.packing import pack
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.read_files import OtherFile
from kuzbass_batch.records.sources import Source
from kuzbass_batch.workers.crew import AHEAD, HEAVY, Lost, done_by
from kuzbass_batch.workers.local import local_crew
from tests.filled import METHODOLOGY
from tests.paths import ROOT

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
    with local_crew(None, 2, seconds=1.5) as crew:
        done = list(done_by(crew, behave, LETTERS, group=group))
    results = ["А", Lost.DIED, "В", Lost.STUCK, Lost.DIED, "Е"]
    assert done == list(zip(LETTERS, results, strict=True))


WHOSE_CHILD = """
import os
from tests.reading.test_pool import child_of
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


def examine_badly(_year, content):
    if content.data == "б.xlsx".encode():
        os._exit(9)
    if content.data == "г.xlsx".encode():
        time.sleep(60)
    found = Examined(file=OtherFile(source=Source(path="", size=0, sha256="")))
    return pack(found, hashlib.sha256(content.data).hexdigest())


def test_a_lost_file_has_a_finding_of_its_own(monkeypatch, tmp_path):
    names = [f"{letter}.xlsx" for letter in LETTERS]
    sources = tuple(Source(path=name, size=1, sha256="") for name in names)
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.setattr(pool, "examine_one", examine_badly)
    with local_crew(None, 2, seconds=1.5) as crew, opened_store(None, METHODOLOGY) as store:
        files = list(pool.FolderReader(tmp_path, crew, store).read(sources))
    assert [file.source.path for file in files] == names
    found = {file.source.path[0]: [f.code for f in file.findings] for file in files}
    assert found == {"а": [], "б": ["F011"], "в": [], "г": ["F010"], "д": [], "е": []}
    for file in files:
        if file.findings:
            continue
        assert file.source.sha256 == hashlib.sha256(file.source.path.encode()).hexdigest()


def test_a_file_that_vanishes_is_told(tmp_path):
    gone = Source(path="нет.xlsx", size=1, sha256="")
    with local_crew(None, 1) as crew, opened_store(None, METHODOLOGY) as store:
        (file,) = pool.FolderReader(tmp_path, crew, store).read([gone])
    assert [finding.code for finding in file.findings] == ["F009"]
    assert file.findings[0].file == "нет.xlsx"


class Ledger:
    """A crew that counts what it has been given and not yet been asked for."""

    width, seconds, died, stuck = 2, 60.0, (), ()

    def __init__(self):
        self.open, self.most = [], 0

    def begin(self, work, tasks):
        self.open.append(tasks)
        self.most = max(self.most, sum(map(len, self.open)))
        return self

    def result(self):
        return self.open.pop(0)


@pytest.mark.parametrize(("weight", "most"), [(0, AHEAD * 2 * 8), (HEAVY // 4, 4), (2 * HEAVY, 1)])
def test_few_tasks_are_out_at_once_and_fewer_heavy_ones(weight, most):
    crew = Ledger()
    done = list(done_by(crew, None, range(500), group=8, weigh=lambda _: weight))
    assert [task for task, _ in done] == list(range(500))
    assert crew.most == most


def fail(_common, _task):
    raise ValueError("the work's own fault")


def test_an_exception_of_the_work_itself_comes_out():
    with local_crew(None, 1) as crew, pytest.raises(ValueError, match="own fault"):
        list(done_by(crew, fail, [1], group=1))
