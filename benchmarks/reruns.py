"""The clerk's daily run, timed: the same folder again, with one return more, on the next day.

Each is run from a copy of the same input and the same earlier result, in turn with a run that
works out all anew (`--fresh`), `ROUNDS` times; the figures are medians. Both must leave the same
result, byte by byte, or the measurement ends.

Run: python -m benchmarks.reruns 100 1000
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median

from benchmarks.make_returns import Body, make, personal

HOME = Path(__file__).parent.parent
ROUNDS = 3
DAY, NEXT_DAY = "2026-01-20", "2026-01-21"
INPUT, RESULT, STATE = "in", "result", ".result.state"
LATECOMER = Body(number=11)
"""Sends nothing in the folder that is made."""


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
    (folder / f"{LATECOMER.code}.xlsx").write_bytes(personal("33333234", LATECOMER))


def nothing(_folder: Path) -> None:
    """Leave all as it is."""


CHANGES = (
    Change("nothing changed", nothing),
    Change("one return more", one_return_more),
    Change("the next day", nothing, NEXT_DAY),
)


def section(sizes: list[int]) -> list[str]:
    """Return the lines of the report."""
    lines = [
        "## Run again",
        "",
        "The same command once more, as every day (`python -m benchmarks.reruns`), beside a run",
        "that reads and works out all anew (`--fresh`) from the same inputs and the same earlier",
        f"result. Medians of {ROUNDS} in turn; each pair left the same files, byte by byte.",
        "",
        "| returns | since the last run | processor, s | wall, s | anew: processor, s | wall, s |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory(prefix="kuzbass-again-") as name:
        for size in sizes:
            for change, again, fresh in measured(size, Path(name, str(size))):
                lines.append(
                    f"| {size} | {change.name} | {again.processor:.2f} | {again.wall:.2f} | "
                    f"{fresh.processor:.2f} | {fresh.wall:.2f} |"
                )
    return lines


def measured(size: int, room: Path) -> Iterator[tuple[Change, Timed, Timed]]:
    """Yield the medians of each change: of the run again, and of one that works out all anew."""
    start = room / "start"
    make(size, start / INPUT)
    run_in(start, DAY)
    for change in CHANGES:
        pairs = [tuple(pair(start, room, change)) for _ in range(ROUNDS)]
        again, fresh = (
            Timed(median(each.processor for each in way), median(each.wall for each in way))
            for way in zip(*pairs, strict=True)
        )
        print(f"{size} {change.name}: {again} {fresh}", file=sys.stderr)
        yield change, again, fresh


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
