"""The clerk's daily run, timed: the same folder again, one or ten returns more, the next day.

Each is run from a copy of the same input and the same earlier result, in turn with a run that
works out all anew (`--fresh`), and up to `PLAIN` returns with the plain script, `ROUNDS` times; the
figures are medians. Run and fresh run must leave the same result, byte by byte, or the measurement
ends.

Run: python -m benchmarks.reruns 100 1000
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from statistics import median

from benchmarks.driver import HOME
from benchmarks.make_returns import Body, make, personal

PLAIN = 1000
"""The plain script takes minutes beyond this."""
ROUNDS = 3
"""Runs of each way, whose medians are told; of whole runs beyond PLAIN returns there is one."""
DAY, NEXT_DAY = "2026-01-20", "2026-01-21"
INPUT, RESULT, STATE = "in", "result", ".result.state"
LATECOMERS = tuple(Body(number=number) for number in range(11, 21))
"""The first sends nothing in the folder that is made, the others one form each."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the run before: its name, what is done to the input, the day."""

    name: str
    alter: Callable[[Path], object]
    day: str = DAY


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of a run: of the processors, all processes together, and by the clock."""

    processor: float
    wall: float


def one_return_more(folder: Path) -> None:
    """Let somebody who was missing send a form."""
    _send(folder, LATECOMERS[:1])


def ten_returns_more(folder: Path) -> None:
    """Let the same send a form, and nine others another one."""
    _send(folder, LATECOMERS)


def _send(folder: Path, bodies: Iterable[Body]) -> None:
    for body in bodies:
        (folder / f"{body.code}.xlsx").write_bytes(personal("33333234", body))


def nothing(_folder: Path) -> None:
    """Leave all as it is."""


CHANGES = (
    Change("nothing changed", nothing),
    Change("one return more", one_return_more),
    Change("ten returns more", ten_returns_more),
    Change("the next day", nothing, NEXT_DAY),
)


def section(sizes: Iterable[int]) -> Iterator[str]:
    """Yield the lines of the report, each row as soon as it is measured."""
    yield from (
        "## Run again",
        "",
        "The same command once more, as every day (`python -m benchmarks.reruns`), beside a run",
        "that reads and works out all anew (`--fresh`) from the same inputs and the same earlier",
        f"result. Medians of {ROUNDS} in turn; each pair left the same files, byte by byte.",
        "Processor: seconds of all processes, user and system, as the system counts them. The",
        "plain script does the same whatever has changed: it is run in turn with the first.",
        "",
        "| returns | since the last run | processor, s | wall, s | anew: processor, s | wall, s | "
        "plain script: processor, s | wall, s |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    )
    with tempfile.TemporaryDirectory(prefix="kuzbass-again-") as name:
        for size in sizes:
            yield from measured(size, Path(name, str(size)))


def measured(size: int, room: Path) -> Iterator[str]:
    """Yield the medians of each change as a row: of the run again, of one anew, of the script."""
    start = room / "start"
    make(size, start / INPUT)
    run_in(start, DAY)
    scripts: list[Timed] = []
    for change in CHANGES:
        pairs = []
        for _ in range(ROUNDS):
            pairs.append(pair(start, room, change))
            if size <= PLAIN and len(scripts) < ROUNDS:
                scripts.append(plainly(start / INPUT, room / "plain"))
        ways = [*zip(*pairs, strict=True), *([scripts] if scripts else [])]
        figures = [str(size), change.name, *(words for way in ways for words in _medians(way))]
        row = f"| {' | '.join(figures + ['–'] * (8 - len(figures)))} |"
        print(row, file=sys.stderr)
        yield row


def _medians(way: Sequence[Timed]) -> tuple[str, str]:
    processor, wall = (median(map(attrgetter(name), way)) for name in ("processor", "wall"))
    return f"{processor:.2f}", f"{wall:.2f}"


def plainly(folder: Path, output: Path) -> Timed:
    """Return how long the plain script takes over a folder."""
    shutil.rmtree(output, ignore_errors=True)
    return timed(
        [sys.executable, "-m", "benchmarks.driver", "plain", str(folder), str(output), "1"]
    )


def pair(start: Path, room: Path, change: Change) -> list[Timed]:
    """Return how long both ways take from the same start; AssertionError if results differ."""
    taken, left = [], []
    for options in ((), ("--fresh",)):
        place = room / "place"
        shutil.copytree(start, place)
        change.alter(place / INPUT)
        taken.append(run_in(place, change.day, *options))
        left.append(held(place))
        shutil.rmtree(place)
    assert left[0] == left[1], f"{change.name}: a run that works out all anew gives another result"
    return taken


def run_in(place: Path, day: str, *options: str) -> Timed:
    """Run the command line over a place in a process of its own; return how long it took."""
    command = [sys.executable, "-m", "kuzbass_batch", "run", str(place / INPUT), "--output",
               str(place / RESULT), "--year", "2025", "--as-of", day, *options]  # fmt: skip
    return timed(command)


def timed(command: list[str]) -> Timed:
    """Return how long a command takes in a process of its own; RuntimeError if it fails."""
    begun, before = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    taken = Timed(processor_seconds() - before, time.perf_counter() - begun)
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    return taken


def processor_seconds() -> float:
    """Return what all children that have ended used, and their own (0 on Windows)."""
    times = os.times()
    return times.children_user + times.children_system


def held(place: Path) -> dict[str, str]:
    """Return every file that a run left, by its hash: the result and those kept beside it.

    What the program remembers for the next run is no result.
    """
    return {
        path.relative_to(place).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.relative_to(place).parts[0] not in (INPUT, STATE)
    }


if __name__ == "__main__":
    print("\n".join(section([int(size) for size in sys.argv[1:]] or [100, 1000])))
