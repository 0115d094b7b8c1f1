"""The decisions workbook of a large year: drawn, read, saved by LibreOffice, read again.

Participants are made up here. Each step is a process of its own, as a worker is; its memory is the
most that the system counted for it. Where LibreOffice is missing its rows are left out.

Run: python -m benchmarks.books 20000
"""

import datetime as dt
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.driver import peak_of_this_process, told_by
from input_samples.make_samples import METHODOLOGY
from kuzbass_batch.forms.drawing.table_rows import FileLink, LongTableRow
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.decisions.short_rows import PICK, SPARE_EXPERTISE
from kuzbass_batch.outputs.decisions.workbook import IN_FORCE, SheetContent, draw_decisions
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.packing import pack
from kuzbass_batch.records.returns.read_files import ReadDecisions
from kuzbass_batch.workers.limits import collect_seldom
from kuzbass_batch.workers.packed import packed

PARTICIPANTS = 20_000
SMALLER = 2
"""So many times fewer participants show how it grows; LibreOffice is not asked about them."""
CRITERIA = tuple(str(number) for number in range(1, 9))
MEMORY = 400
"""MiB that a worker may take (a goal)."""
DAY = dt.datetime(2026, 1, 15)
SAVED = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
"""What LibreOffice saves, by the end of the file's name."""


def content(count: int, *, entered: bool) -> SheetContent:
    """Return the workbook of so many participants; entered: a decision on each criterion of all."""
    people = [(f"ИО-{at:05}", f"Учреждение номер {at} района") for at in range(count)]
    blank = LongTableRow(values={}, lookup=True)
    tables: dict[str, Iterable[LongTableRow]] = {
        "expertise": _expertise(people, entered=entered),
        "confirmation": _bulk(people),
        "delivery": (*_sent(people), *[blank] * 2020),
        "receipts": [LongTableRow(values={})] * (count + 20),
        "admission": [blank] * 30,
        "objection": [blank] * 40,
        "notes": [LongTableRow(values={})] * 20,
        "protocol": [LongTableRow(values={})] * 20,
    }
    words = {"criteria": [(each,) for each in CRITERIA], "topics": [("другое",)],
             "ways": [("почта",)], "registers": [], "scopes": []}  # fmt: skip
    lists = {"participants": people, **words}
    return {key: packed(each) for key, each in tables.items()}, lists, ""


def _expertise(people: list[tuple[str, str]], *, entered: bool) -> Iterator[LongTableRow]:
    for at, person in enumerate(people):
        if entered:
            yield from (_decided(at, person, criterion) for criterion in CRITERIA)
            continue
        values = _row(at, person) | {"title": PICK, "evidence": f"Засчитано: {_counted(at)}"}
        yield LongTableRow(values=values, opened=frozenset({"criterion"}))
    opened = frozenset({"participant", "criterion"})
    yield from [LongTableRow(values={}, lookup=True, opened=opened)] * SPARE_EXPERTISE


def _decided(at: int, person: tuple[str, str], criterion: str) -> LongTableRow:
    own = _row(at, person)
    link = own.pop("source")
    values = own | {
        "criterion": criterion, "title": f"К{criterion}. Наименование критерия",
        "claimed": Decimal(2), "counted": Decimal(2),
        "evidence": f"{criterion}.1: приказ от 12.03.2025 № {at}-{criterion}; письмо",
        "source": link if criterion == CRITERIA[0] else link.text,
        "stamp": "0123456789 0123456789 0123456789 2", "points": Decimal(1),
        "reason": f"По документам, приказ № {at}", "document": f"Приказ {at}",
        "who": "Проверова П. П.", "date": DAY, "remark": IN_FORCE,
    }  # fmt: skip
    return LongTableRow(values=values, choices={"points": ("0", "1", "2")})


def _bulk(people: list[tuple[str, str]]) -> Iterator[LongTableRow]:
    for at, person in enumerate(people):
        yield LongTableRow(values=_row(at, person) | {"counted": _counted(at)})


def _sent(people: list[tuple[str, str]]) -> Iterator[LongTableRow]:
    for who, name in people:
        yield LongTableRow(
            values={"participant": who, "name": name, "subject": "результаты",
                    "number": f"01-07/{who}", "sent": DAY, "origin": "по реестру исходящих"},
            lookup=True,
        )  # fmt: skip


def _row(at: int, person: tuple[str, str]) -> dict[str, Any]:
    who, name = person
    link = FileLink(f"2025-12-{at % 28 + 1:02}/{who} Самооценка.xlsx", "Самооце….xlsx")
    marks = ",".join(f"{(at * 7919 + each) % 16**10:010x}" for each in range(len(CRITERIA)))
    stamp = f"{marks} 2,1,0,2,1,2,2,1"
    return {"participant": who, "name": name, "source": link, "stamp": stamp}


def _counted(at: int) -> str:
    return f"1 – 2; 2 – 1; 3 – {at % 3}; 4 – 2; 5 – 1; 6 – 2; 7 – 2; 8 – 1"


def draw(path: Path, count: int, *, entered: bool) -> dict[str, float]:
    """Draw the workbook into a file (in a process of its own)."""
    collect_seldom()
    data = draw_decisions(year_of(METHODOLOGY), content(count, entered=entered))
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        inflated = sum(each.file_size for each in archive.infolist())
    return {"size": len(data) / 2**20, "inflated": inflated / 2**20}


def read(path: Path) -> dict[str, float]:
    """Read the workbook as a worker does (in a process of its own)."""
    collect_seldom()
    year = year_of(METHODOLOGY)
    found = examine_content(path.read_bytes(), year.methodology, year.forms)
    parcel = pack(found, "")
    book = found.file.book if isinstance(found.file, ReadDecisions) else None
    entries = -1 if book is None else len(book.entries)
    return {"entries": entries, "packed": len(parcel.file) / 2**20}


def step(*words: object) -> dict[str, float]:
    """Return what a step tells, with its processor seconds and its memory in MiB."""
    return told_by("benchmarks.books", *words)


def saved(path: Path, kind: str) -> tuple[Path, float]:
    """Have LibreOffice open and save a workbook; return the new one and its processor seconds."""
    place = path.parent / f"saved-{kind}"
    before = os.times()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless",
         "--convert-to", f"{kind}:{SAVED[kind]}", "--outdir", place, path],
        capture_output=True, check=True, timeout=1800,
    )  # fmt: skip
    after = os.times()
    used = after.children_user + after.children_system
    return place / f"{path.stem}.{kind}", used - before.children_user - before.children_system


def section(count: int = PARTICIPANTS) -> Iterator[str]:
    """Yield the lines of the report, each row as soon as it is measured."""
    yield from (
        "## The decisions workbook of a large year",
        "",
        f"Invented participants (`python -m benchmarks.books {count}`): nothing entered, or a",
        "decision on each criterion of each. Each step is a process of its own, read as a worker",
        "reads it and packed for the main process; memory is the most that the system counted for",
        f"it. The goal is {MEMORY} MiB.",
        "",
        "| participants | workbook | step | processor, s | memory, MiB | what came of it |",
        "| ---: | --- | --- | ---: | ---: | --- |",
    )
    grown: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="kuzbass-books-") as name:
        for entered in (False, True):
            for size in (count // SMALLER, count):
                book = Book(Path(name, f"{size}-{entered}.xlsx"), size, entered)
                yield from _rows(book, grown, saves=size == count)
    growth = (
        f"{step} {math.log(after / before, SMALLER):.2f}" for step, (before, after) in grown.items()
    )
    yield ""
    yield f"Exponents of the seconds from {count // SMALLER} to {count}: {', '.join(growth)}."


class Book(NamedTuple):
    """A workbook to be made: where, of how many participants, and with all entered or nothing."""

    path: Path
    count: int
    entered: bool

    @property
    def name(self) -> str:
        """Return the beginning of its rows."""
        return f"{self.count} | {'all' if self.entered else 'nothing'} entered"


def _rows(book: Book, grown: dict[str, list[float]], *, saves: bool) -> Iterator[str]:
    """Yield the rows of a workbook; `grown` gets the seconds of drawing and reading."""
    drawn = step("draw", book.path, book.count, int(book.entered))
    told = f"{drawn['size']:.1f} MiB, inflated {drawn['inflated']:.0f}"
    yield _line(book, "drawn", drawn, told)
    read_, told = _read_again(book.path)
    yield _line(book, "read", read_, told)
    for name, found in (("drawn", drawn), ("read", read_)):
        words = f"{name} with {'all' if book.entered else 'nothing'} entered"
        grown.setdefault(words, []).append(found["cpu"])
    for kind in SAVED if saves and shutil.which("soffice") else ():
        file, seconds = saved(book.path, kind)
        size = file.stat().st_size / 2**20 if file.is_file() else 0.0
        how = f"saved by LibreOffice as .{kind}"
        yield f"| {book.name} | {how} | {seconds:.1f} | – | {size:.1f} MiB |"
        yield _line(book, f"that .{kind} read", *_read_again(file))


def _read_again(path: Path) -> tuple[dict[str, float], str]:
    found = step("read", path)
    entries = int(found["entries"])
    told = f"{entries} entries, packed {found['packed']:.1f} MiB"
    return found, "refused" if entries < 0 else told


def _line(book: Book, how: str, found: dict[str, float], told: str) -> str:
    row = f"| {book.name} | {how} | {found['cpu']:.1f} | {found['mib']:.0f} | {told} |"
    print(row, file=sys.stderr)
    return row


def main(words: list[str]) -> None:
    """Carry out a step, or print the section."""
    steps = {"draw": lambda path, count, all_: draw(Path(path), int(count), entered=all_ == "1"),
             "read": lambda path: read(Path(path))}  # fmt: skip
    if words[0] not in steps:
        print("\n".join(section(int(words[0]))))
        return
    import resource  # Not on Windows.

    found = steps[words[0]](*words[1:])
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "cpu": used.ru_utime + used.ru_stime,
        "mib": peak_of_this_process() or used.ru_maxrss / 2**10,
    }
    print(json.dumps(found | figures))


if __name__ == "__main__":
    main(sys.argv[1:] or [str(PARTICIPANTS)])
