"""A run killed at any moment leaves the old or the new result whole, and the next one clears up."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from unittest import mock

import pytest

from tests.paths import ROOT
from tests.results_on_disk import content, names, publish, put, read

PREVIOUS = "2025 (прежний результат)"
KILLS = int(os.environ.get("KUZBASS_KILLS", "120"))
"""How many random kills of the publishing stage; `make kills` asks for more."""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")


class Runs:
    """Runs that publish, one at a time, each in a process of its own that may be killed.

    They are forked by a server that has imported everything: a kill falls on the publishing, not
    on the start of an interpreter.
    """

    def __init__(self, server):
        self.server = server

    def run(self, target, moment="never", number=0, system="exchange", word="новый"):
        """Let one publish; return its exit code and how many calls to the disk it made."""
        order = json.dumps([str(target), word, moment, number, system])
        print(order, file=self.server.stdin, flush=True)
        return tuple(map(int, self.server.stdout.readline().split()))


@pytest.fixture(scope="module")
def runs():
    command = [sys.executable, "-m", "tests.dying_run"]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **streams) as server:
        yield Runs(server)
        server.stdin.close()


def laid_out(folder):
    """Make the folder anew with an old result and one before it."""
    shutil.rmtree(folder, ignore_errors=True)
    put(folder / "2025", "прежний")
    put(folder / PREVIOUS, "позапрошлый")
    return folder / "2025"


def is_whole(target):
    return target.exists() and read(target) in (content("прежний"), content("новый"))


def publish_next(target):
    """Publish in this process, which nobody kills: it need not wait for the disk."""
    with mock.patch("os.fsync"):
        publish(target, "следующий")


def check_next_run(target):
    """The next run succeeds; what is left beside it are whole results and nothing else."""
    found = read(target) if target.exists() else content("прежний")
    publish_next(target)
    assert read(target) == content("следующий")
    assert names(target.parent) == ["2025", PREVIOUS]
    assert read(target.parent / PREVIOUS) == found


def calls_of_a_run(runs, folder, system):
    code, calls = runs.run(laid_out(folder), system=system)
    assert code == 0
    return calls


@pytest.mark.parametrize("system", ["exchange", "renames"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_every_call_to_the_disk(runs, tmp_path, system, moment):
    seen, gone = set(), []
    total = calls_of_a_run(runs, tmp_path / "count", system)
    assert total > 30
    for number in range(1, total + 1):
        target = laid_out(tmp_path / "run")
        code, _ = runs.run(target, moment, number, system)
        assert code == -signal.SIGKILL, number
        if target.exists():
            assert is_whole(target), number
            seen.add(read(target) == content("новый"))
        else:
            gone.append(number)
        check_next_run(target)
    assert seen == {True, False}
    # Between two renames, and only there, the result is out of sight until the next run.
    assert len(gone) == (0 if system == "exchange" else 1)


@pytest.mark.parametrize("system", ["exchange", "renames"])
def test_one_death_after_another(runs, tmp_path, system):
    """What a dead run left is put in order by a run that dies of it, and so on."""
    chance, target = random.Random(system), laid_out(tmp_path / "run")
    total, whole = calls_of_a_run(runs, tmp_path / "count", system), [content("прежний")]
    for number in range(40):
        word = f"расчёт {number}"
        whole.append(content(word))
        moment = chance.choice(["before", "after"])
        code, _ = runs.run(target, moment, chance.randint(1, total), system, word)
        assert code in (-signal.SIGKILL, 0)
        if system == "exchange":
            assert read(target) in whole
    publish_next(target)
    assert read(target) == content("следующий")
    assert names(target.parent) == ["2025", PREVIOUS]
    assert read(target.parent / PREVIOUS) in whole


def test_random_kills_of_the_publishing(runs, tmp_path):
    """At any moment from the first call to the last, whatever a run takes on this disk just now."""
    chance, results = random.Random(20251215), []
    begun = time.monotonic()
    assert runs.run(laid_out(tmp_path / "run"))[0] == 0
    longest = time.monotonic() - begun
    for _ in range(3 * KILLS):
        target = laid_out(tmp_path / "run")
        code, _ = runs.run(target, "later", chance.uniform(0, longest))
        assert code in (-signal.SIGKILL, 0)
        assert is_whole(target)
        longest *= 1.04 if code else 0.9
        if code:
            results.append(read(target) == content("новый"))
            check_next_run(target)
        if len(results) == KILLS:
            break
    print(
        f"{len(results)} kills: {results.count(False)} left the old result, "
        f"{results.count(True)} the new"
    )
    assert len(results) == KILLS  # Runs that were over before the kill do not count.
    assert set(results) == {True, False}
