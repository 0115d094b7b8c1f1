"""A run killed at any moment leaves the old or the new result whole, and the next one clears up."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.results_on_disk import content, names, publish, put, read

ROOT = Path(__file__).parent.parent
PREVIOUS = "2025 (прежний результат)"
KILLS = int(os.environ.get("KUZBASS_KILLS", "120"))
"""How many random kills of the publishing stage; `make kills` asks for more."""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")


def start(target, moment="never", number=0, system="exchange", word="новый"):
    command = [sys.executable, "-m", "tests.dying_run", target, word, moment, str(number), system]
    return subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, text=True)


def laid_out(folder):
    """Make the folder anew with an old result and one before it."""
    shutil.rmtree(folder, ignore_errors=True)
    put(folder / "2025", "прежний")
    put(folder / PREVIOUS, "позапрошлый")
    return folder / "2025"


def is_whole(target):
    return target.exists() and read(target) in (content("прежний"), content("новый"))


def check_next_run(target):
    """The next run succeeds; what is left beside it are whole results and nothing else."""
    found = read(target) if target.exists() else content("прежний")
    publish(target, "следующий")
    assert read(target) == content("следующий")
    assert names(target.parent) == ["2025", PREVIOUS]
    assert read(target.parent / PREVIOUS) == found


def calls_of_a_run(folder, system):
    with start(laid_out(folder), system=system) as run:
        return int(run.stdout.read())


@pytest.mark.parametrize("system", ["exchange", "renames"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_every_call_to_the_disk(tmp_path, system, moment):
    seen, gone = set(), []
    total = calls_of_a_run(tmp_path / "count", system)
    assert total > 30
    for number in range(1, total + 1):
        target = laid_out(tmp_path / "run")
        with start(target, moment, number, system) as run:
            assert run.wait() == -signal.SIGKILL, number
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
def test_one_death_after_another(tmp_path, system):
    """What a dead run left is put in order by a run that dies of it, and so on."""
    chance, target = random.Random(system), laid_out(tmp_path / "run")
    total, whole = calls_of_a_run(tmp_path / "count", system), [content("прежний")]
    for number in range(40):
        word = f"расчёт {number}"
        whole.append(content(word))
        moment = chance.choice(["before", "after"])
        with start(target, moment, chance.randint(1, total), system, word) as run:
            assert run.wait() in (-signal.SIGKILL, 0)
        if system == "exchange":
            assert read(target) in whole
    publish(target, "следующий")
    assert read(target) == content("следующий")
    assert names(target.parent) == ["2025", PREVIOUS]
    assert read(target.parent / PREVIOUS) in whole


def test_random_kills_of_the_publishing(tmp_path):
    chance, results = random.Random(20251215), []
    target = laid_out(tmp_path / "run")
    begun = time.monotonic()
    with start(target) as run:
        run.wait()
    duration = time.monotonic() - begun
    for _ in range(KILLS):
        target = laid_out(tmp_path / "run")
        with start(target) as run:
            # The interpreter takes its time to start: most kills fall on the publishing.
            time.sleep(duration * chance.uniform(0.4, 1.05))
            run.kill()
        assert is_whole(target)
        results.append(read(target) == content("новый"))
        check_next_run(target)
    print(
        f"{KILLS} kills: {results.count(False)} left the old result, {results.count(True)} the new"
    )
    assert set(results) == {True, False}
