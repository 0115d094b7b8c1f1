"""Measure the batch and write `docs/performance.md` (`make bench`, `make bench PART=whole`).

Its parts (`PARTS`) are measured one by one or all; each says itself when and on what machine, and
those that are not asked for stay as they stand in the document. `whole`: every size of SIZES with
one worker and with as many as the machine has cores, each time from nothing, both leaving the same
bytes; up to PLAIN returns in turn with the plain script, and medians. `again`: what a run costs
that comes after another, of the sizes of AGAIN (`reruns`). What stands behind `BY_HAND` is
somebody's own words and stays.

Each line is written as soon as it is measured, and a part that breaks off says so behind what it
had; the next part is measured all the same. Exit code 1 then.
"""

import argparse
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import books, criteria, parts, reruns
from benchmarks.driver import HOME, told_by
from benchmarks.make_returns import REGISTRY, make
from benchmarks.reruns import PLAIN, ROUNDS

PARTS = ("whole", "criteria", "again", "books")
"""What is measured, in the order of the document."""
BEGIN = "<!-- `make bench PART={}` -->"
BEGUN = re.compile(re.escape(BEGIN).replace(r"\{\}", "([a-z]+)"))
BY_HAND = "<!-- From here on written by hand: `make bench` leaves it as it is. -->"
REPORT = HOME / "docs" / "performance.md"
Figures = dict[str, Any]


def main(names: Sequence[str], sizes: Sequence[int], again: Sequence[int]) -> int:
    """Measure the parts of these names and write them into the report; return the exit code.

    sizes: of whole runs; again: of runs that come after another.
    """
    ways: Mapping[str, Callable[[], Iterable[str]]] = {
        "whole": lambda: whole_runs(sizes),
        "criteria": criteria.section,
        "again": lambda: reruns.section(again),
        "books": books.section,
    }
    whole = [written(name, ways[name]()) for name in names or PARTS]
    return 0 if all(whole) else 1


def written(name: str, lines: Iterable[str]) -> bool:
    """Write a part into the report line by line; tell whether it came to its end.

    Whatever breaks it off, what was measured until then stays, and the other parts go on.
    """
    begun, load, kept, fault = time.perf_counter(), os.getloadavg()[0], list[str](), ""
    try:
        for line in lines:
            kept.append(line)
            REPORT.write_text(renewed({name: kept}, REPORT.read_text("utf-8")), "utf-8")
    except Exception as error:
        traceback.print_exc()
        fault = f"Broken off: {type(error).__name__}. "
    kept += ["", fault + measured_on(time.perf_counter() - begun, load)]
    REPORT.write_text(renewed({name: kept}, REPORT.read_text("utf-8")), "utf-8")
    print("\n".join(kept))
    return not fault


def whole_runs(sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines on whole runs of these sizes, and on single parts of the first of them.

    What breaks off a size comes out behind the lines on the sizes before it.
    """
    found: dict[int, Figures] = {}
    fault: Exception | None = None
    with tempfile.TemporaryDirectory(prefix="kuzbass-bench-") as name:
        room = Path(name)
        for size in sizes:
            try:
                found[size] = measure(size, room)
            except Exception as error:
                fault = error
                break
        yield from report(found)
        if fault:
            raise fault
        files = sorted((room / f"in{sizes[0]}").rglob("*.xlsx"))
        sample = [path for path in files if path.name != REGISTRY][:100]
        yield from parts_table({"reading": parts.reading(sample), "letters": parts.letters(),
                                "blanks": parts.blanks(), "help": starts()})  # fmt: skip


def measured_on(seconds: float, load: float) -> str:
    """Return the sentence on machine and day.

    seconds: how long the measuring took; load: that of the machine before it.
    """
    return (
        f"Measured on {time.strftime('%Y-%m-%d')} in {seconds / 60:.0f} min: {os.cpu_count() or 1} "
        f"cores ({processor()}), {platform.system()}, Python {platform.python_version()}, "
        f"load {load:.1f} before it."
    )


def renewed(measured: Mapping[str, Sequence[str]], before: str) -> str:
    """Return the document with these parts; the others, and what is written by hand, stay."""
    made, mark, own = before.partition(BY_HAND)
    parted = BEGUN.split(made)
    kept = dict(zip(parted[1::2], (each.strip("\n") for each in parted[2::2]), strict=True))
    text = parted[0].rstrip("\n") + "\n"
    for name in PARTS:
        lines = "\n".join(measured[name]) if name in measured else kept.get(name)
        text += "" if lines is None else f"\n{BEGIN.format(name)}\n\n{lines}\n"
    return text + (f"\n{mark}{own}" if mark else "")


def measure(size: int, room: Path) -> Figures:
    """Return the figures of one size: of each way the run with the median of the seconds."""
    workers = tuple(dict.fromkeys((1, os.cpu_count() or 1)))
    folder, output, script = (room / f"{what}{size}" for what in ("in", "out", "plain"))
    make(size, folder)
    runs: dict[str, list[Figures]] = {}
    left: list[dict[str, str]] = []
    for _ in range(ROUNDS if size <= PLAIN else 1):
        for many in workers:
            forget(output)
            runs.setdefault(f"workers{many}", []).append(driven("batch", folder, output, many))
            left.append(reruns.held(output))
        if size <= PLAIN:
            forget(script)
            runs.setdefault("plain", []).append(driven("plain", folder, script, 1))
    assert all(each == left[0] for each in left), (
        f"{size} returns: the number of workers changes the result"
    )
    return {"floor": parts.floor(folder, output)} | {name: middle(of) for name, of in runs.items()}


def middle(runs: Sequence[Figures]) -> Figures:
    """Return the run that took the median of the seconds, with the processor's median."""
    took = sorted(runs, key=lambda run: float(run["seconds"]))[len(runs) // 2]
    return took | {"cpu": median(run["cpu"] for run in runs)}


def forget(output: Path) -> None:
    """Remove a result and what is remembered beside it."""
    for path in output.parent.glob(f"*{output.name}*"):
        shutil.rmtree(path)


def driven(what: str, folder: Path, output: Path, workers: int, *templates: Path) -> Figures:
    """Return the figures of a run in a process of its own; templates: a folder of own ones."""
    asked = (what, folder, output, str(workers), *templates)
    figures = told_by("benchmarks.driver", *asked)
    print(f"{what} {folder.name} {workers}: {figures['seconds']:.1f} s", file=sys.stderr)
    return figures


def starts() -> dict[str, float]:
    """Return the milliseconds of `--help` and of an interpreter that does nothing."""
    ways = {"help": ["-m", "kuzbass_batch", "--help"], "bare": ["-c", "pass"]}
    return {name: 1000 * parts.best(lambda way=way: started(way)) for name, way in ways.items()}


def started(arguments: list[str]) -> None:
    """Start the interpreter and wait."""
    subprocess.run([sys.executable, *arguments], cwd=HOME, capture_output=True, check=True)


def report(found: dict[int, Figures]) -> list[str]:
    """Return the lines on whole runs."""
    cores = os.cpu_count() or 1
    once = "".join(f" {size} once." for size in found if size > PLAIN)
    return [
        "## Whole runs",
        "",
        "The returns are made from the program's own blanks, no two alike: of a hundred",
        "participants two send nothing, four send a form that goes back, two share evidence, one",
        "sends two forms, ten a passport. Every run reads all files and writes results.json, the",
        "ranking workbook, a letter to everybody, the forms to be mended and to object with, the",
        "decisions workbook, the register of letters and the package of 1 April. All of them leave",
        f"the same bytes, whatever the number of workers. Medians of {ROUNDS} in turn.{once}",
        "",
        *whole_table(found, cores),
        "",
        *stage_table(found, cores),
        *growth(found, cores),
        "",
    ]


def whole_table(found: dict[int, Figures], cores: int) -> list[str]:
    """Return the table of whole runs."""
    lines = [
        f"| returns | plain script, s | batch, 1 worker, s | batch, {cores} workers, s | "
        f"times faster (1 / {cores}) | processor, s | floor, s | main MiB | worker MiB | at |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for size, figures in found.items():
        one, many = figures["workers1"], figures[f"workers{cores}"]
        plain = figures.get("plain", {}).get("seconds")
        ratio = f"{plain / one['seconds']:.1f} / {plain / many['seconds']:.1f}" if plain else "–"
        lines.append(
            f"| {size} | {f'{plain:.1f}' if plain else '–'} | {one['seconds']:.1f} | "
            f"{many['seconds']:.1f} | {ratio} | {many['cpu']:.1f} | {figures['floor']:.1f} | "
            f"{many['main_mib']:.0f} | {many['worker_mib']:.0f} | `{many['largest']}` |"
        )
    return [
        *lines,
        "",
        "Plain script: `benchmarks/plain.py` and `plain_committee.py` (pandas.read_excel with",
        "openpyxl, a new DocxTemplate per letter and diploma, openpyxl for workbooks and forms).",
        "It writes less: plain tables for the workbooks, no memo, list of levels or public page.",
        *plain_parts(found),
        "Floor: inflating the inputs, deflating each distinct member of the outputs once, writing",
        "every output to the disk: processor seconds, beside which those of the batch stand.",
        "Main: peak memory of the main process; worker: of the largest worker, both as the system",
        "itself counts them (`VmHWM`, and `ru_maxrss` of the processes that have ended); at: the",
        "task after which a worker had grown to the most.",
    ]


def plain_parts(found: dict[int, Figures]) -> Iterator[str]:
    """Yield how long the plain script takes over its two parts."""
    for size, figures in found.items():
        stages = figures.get("plain", {}).get("stages", {})
        if stages:
            yield (
                f"At {size} returns {stages['write_year']:.1f} s go by for reading, ranking, "
                f"letters and forms to mend, {stages['write_committee']:.1f} s for the rest."
            )


def stage_table(found: dict[int, Figures], cores: int) -> list[str]:
    """Return the table of stages of the runs on all cores."""
    names = {"work_out": "read and rank", "write_workbook": "workbook (– where a worker draws it)",
             "write_redrawn": "forms to mend", "write_letters": "letters",
             "write_outputs": "all outputs"}  # fmt: skip
    lines = [
        f"| stage, s (workbook beside forms and letters) | {' | '.join(map(str, found))} |",
        f"| --- |{' ---: |' * len(found)}",
    ]
    for key, words in names.items():
        seconds = (each[f"workers{cores}"]["stages"].get(key) for each in found.values())
        shown = (f"{each:.1f}" if each is not None else "–" for each in seconds)
        lines.append(f"| {words} | {' | '.join(shown)} |")
    return lines


def parts_table(own: Figures) -> list[str]:
    """Return the table of single parts."""
    reading, letters, blanks, starting = own["reading"], own["letters"], own["blanks"], own["help"]
    return [
        "| part | figure | against | ratio |",
        "| --- | ---: | ---: | ---: |",
        f"| read a return with all guards | {reading['read']:.2f} ms | inflate it: "
        f"{reading['inflate']:.2f} ms | {reading['read'] / reading['inflate']:.1f} × the floor |",
        f"| examine a return (read, parse, check, score) | {reading['examine']:.2f} ms | inflate "
        f"it: {reading['inflate']:.2f} ms | {reading['examine'] / reading['inflate']:.1f} × the "
        "floor |",
        f"| a letter, equal in canonical XML | {letters['letter']:.2f} ms | fresh DocxTemplate: "
        f"{letters['fresh']:.1f} ms | {letters['fresh'] / letters['letter']:.0f} times faster |",
        f"| 1,000 personal self-assessments | {blanks['printed']:.1f} s | drawn one by one: "
        f"{blanks['drawn']:.1f} s | {blanks['drawn'] / blanks['printed']:.0f} times faster |",
        f"| start of the program (its help) | {starting['help']:.0f} ms | bare interpreter: "
        f"{starting['bare']:.0f} ms | {starting['help'] / starting['bare']:.1f} starts |",
    ]


def growth(found: dict[int, Figures], cores: int) -> list[str]:
    """Return the exponent of growth between the two largest sizes."""
    sizes = sorted(found)[-2:]
    if len(sizes) < 2:
        return []
    small, large = (found[size][f"workers{cores}"]["seconds"] for size in sizes)
    exponent = math.log(large / small) / math.log(sizes[1] / sizes[0])
    return ["", f"Growth from {sizes[0]} to {sizes[1]} returns: exponent {exponent:.2f}."]


def processor() -> str:
    """Return the processor's name as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text("utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        return names[0] if names else platform.machine()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--again", type=int, nargs="+", default=[100, 1000, 10_000])
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    sys.exit(main(asked.parts, asked.sizes, asked.again))
