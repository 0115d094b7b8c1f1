"""Measure the batch beside a plain script and beside the floor, all in one run; ratios count.

For each N a folder of N returns is made. The plain script (`benchmarks.plain`) and the batch read
the same folder as whole processes; the stages are taken apart in this process. The floor is what
no program can save: inflating the inputs and deflating the outputs.

Run: python -m benchmarks.measure 100 1000 > docs/performance.md
"""

import datetime as dt
import io
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docxtpl import DocxTemplate

from benchmarks.make_returns import make
from kuzbass_batch.forms.year import year_of
from kuzbass_batch.intake.discover import discover
from kuzbass_batch.intake.pool import examine_all
from kuzbass_batch.intake.store import opened_store
from kuzbass_batch.model.methodology_file import load_methodology
from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.workers.local import local_crew

YEAR, AS_OF = 2025, "2026-01-20"
PLAIN_UP_TO = 1000
"""Beyond that the plain script would only make the measuring long: its time grows evenly."""
LETTERS = 200
TEMPLATE = Path(__file__).parent.parent / "templates" / "letters" / "result.docx"
SPY = (
    "import resource, runpy, sys\n"
    "try:\n"
    "    runpy.run_module('kuzbass_batch', run_name='__main__', alter_sys=True)\n"
    "finally:\n"
    "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """What was measured at one N: seconds of wall time, and MiB of the main process."""

    count: int
    plain: float | None
    one: float
    two: float
    again: float
    reading: float
    inflating: float
    deflating: float
    memory: float


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes, in seconds of wall time."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def batch(folder: Path, output: Path, workers: int) -> float:
    """Run the batch as a process; return the highest memory of its main process in MiB."""
    command = [sys.executable, "-c", SPY, "run", str(folder), "--output", str(output)]
    command += ["--as-of", AS_OF, "--workers", str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return int(done.stderr.split()[-1]) / 1024


def plain(folder: Path, output: Path) -> None:
    """Run the plain script as a process."""
    command = [sys.executable, "-m", "benchmarks.plain", str(folder), str(output)]
    subprocess.run(command, capture_output=True, check=True)


def read_all(folder: Path, workers: int) -> None:
    """Read, recognise, check and score every file, behind the guard and in workers."""
    methodology = load_methodology(YEAR)
    with (
        opened_store(None, methodology) as store,
        local_crew(year_of(methodology), workers) as crew,
    ):
        for _ in examine_all(folder, discover(folder), crew, store):
            pass


def inflate(folder: Path) -> None:
    """Inflate every member of every input."""
    for path in sorted(folder.rglob("*.xlsx")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                archive.read(name)


def deflate(output: Path) -> float:
    """Return the seconds that deflating every member of every output takes."""
    total = 0.0
    for path in sorted(output.rglob("*.[dx]*x")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                total += seconds(lambda data=data: zlib.compress(data, 6))
    return total


def measure(count: int, room: Path) -> Size:
    """Measure one N in an empty folder."""
    folder, output = room / "in", room / "out"
    make(count, folder)
    one = seconds(lambda: batch(folder, room / "one", 1))
    memory: list[float] = []
    two = seconds(lambda: memory.append(batch(folder, output, 2)))
    again = seconds(lambda: batch(folder, output, 2))
    slow = seconds(lambda: plain(folder, room / "plain")) if count <= PLAIN_UP_TO else None
    return Size(
        count=count,
        plain=slow,
        one=one,
        two=two,
        again=again,
        reading=seconds(lambda: read_all(folder, 1)),
        inflating=seconds(lambda: inflate(folder)),
        deflating=deflate(output),
        memory=memory[0],
    )


def letters(room: Path) -> tuple[float, float]:
    """Return milliseconds per letter: compiled once, and with a fresh DocxTemplate each time."""
    contexts = contexts_of(room / "in")
    data = TEMPLATE.read_bytes()
    template = LetterTemplate(data, TEMPLATE.name)
    fast = seconds(lambda: [template.render(context) for context in contexts])
    slow = seconds(lambda: [fresh_letter(data, context) for context in contexts])
    return fast / len(contexts) * 1000, slow / len(contexts) * 1000


def fresh_letter(data: bytes, context: dict[str, object]) -> bytes:
    """Return a letter as docxtpl's manual writes one."""
    template, stream = DocxTemplate(io.BytesIO(data)), io.BytesIO()
    template.render(context, autoescape=True)
    template.save(stream)
    return stream.getvalue()


def contexts_of(folder: Path) -> list[dict[str, object]]:
    """Return what fills the letters with the result of some participants of the folder."""
    from benchmarks import plain as script

    sheets = script.read(folder / "Реестр участников.xlsx")[2]
    registry = script.read_registry(sheets)
    found = []
    for path in sorted(folder.rglob("ИО-*.xlsx"))[: LETTERS * 2]:
        kind, owner, sheets = script.read(path)
        if kind == "SELF" and len(found) < LETTERS:
            form = script.read_assessment(path, sheets)
            script.score(form, has_passport=True)
            place = {"place": 1, "within": 1, "size": 1}
            line = registry[owner]
            common = {
                "committee": script.COMMITTEE,
                "act": script.METHODOLOGY["act"],
                "addressee": script.address(line),
                "year": YEAR,
                "name": line["Полное наименование"],
            }
            found.append(common | script.result_context(form, place, line, 1))
    return found


def starts() -> float:
    """Return how many bare interpreter starts `--help` costs (the best of ten each)."""

    def best(*arguments: str) -> float:
        command = [sys.executable, *arguments]
        runs = (seconds(lambda: subprocess.run(command, capture_output=True)) for _ in range(10))
        return min(runs)

    return best("-m", "kuzbass_batch", "--help") / best("-c", "")


def number(value: float | None, digits: int = 1) -> str:
    """Return a number for the table, a dash for one that was not measured."""
    return "–" if value is None else f"{value:.{digits}f}"


def row_of(size: Size) -> str:
    """Return the line of the table for one N."""
    cells = (
        str(size.count), number(size.plain), number(size.one), number(size.two),
        number(size.plain and size.plain / size.one), number(size.plain and size.plain / size.two),
        number(size.again), number(size.reading), number(size.reading / size.inflating),
        number(size.one / (size.inflating + size.deflating)), number(size.memory, 0),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


HEAD = """# Performance

Written by `make bench`; every figure was measured in one run, in seconds of wall time. Ratios are
what can be compared: machines differ. The plain script (`benchmarks/plain.py`) does less than the
batch: pandas.read_excel per file, plain Python scoring, a new DocxTemplate per letter, openpyxl;
no guard, no isolation, no passport checks. The floor is inflating the inputs and deflating the
outputs in one thread.

| N | plain, s | batch, 1 worker, s | batch, 2 workers, s | times faster, 1 | times faster, 2 | run again, s | reading alone, 1 worker, s | reading to its floor | whole (1) to its floor | main process, MiB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""  # noqa: E501


def report(sizes: list[Size], per_letter: tuple[float, float], help_starts: float) -> str:
    """Return the text of docs/performance.md."""
    fast, slow = per_letter
    lines = [HEAD + "\n".join(map(row_of, sizes)), ""]
    lines.append(
        f"- A letter takes {fast:.2f} ms, with a fresh DocxTemplate {slow:.1f} ms: "
        f"{slow / fast:.0f} times faster; the documents are equal (`tests/test_docx_engine.py`)."
    )
    lines.append(f"- `--help` costs {help_starts:.1f} bare interpreter starts.")
    if len(sizes) > 1:
        first, last = sizes[-2], sizes[-1]
        exponent = math.log(last.two / first.two) / math.log(last.count / first.count)
        lines.append(
            f"- From {first.count} to {last.count} returns the time grows with the exponent "
            f"{exponent:.2f} (1 is twice the returns, twice the time)."
        )
    lines.append(
        "- «Run again» is the same folder a second time: what the files say is known by their "
        "hashes, the outputs are written anew."
    )
    lines.append(
        f"\nMachine: {platform.system()}, {platform.machine()}, {os.cpu_count()} cores; Python "
        f"{platform.python_version()}; {dt.date.today():%Y-%m-%d}."
    )
    return "\n".join(lines) + "\n"


def main(counts: list[int]) -> None:
    """Measure every N and print the document."""
    sizes = []
    per_letter = (0.0, 0.0)
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            room = Path(name)
            sizes.append(measure(count, room))
            if count <= PLAIN_UP_TO:
                per_letter = letters(room)
            print(row_of(sizes[-1]), file=sys.stderr, flush=True)
    sys.stdout.write(report(sizes, per_letter, starts()))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [100, 1000, 10000])
