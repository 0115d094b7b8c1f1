"""What the registers of the programme cost a run: the same returns with them and without.

Of N participants the book holds 300 projects with two reports each, a topic plan, people trained,
processes, samples, events and life situations, as the committee enters them. A third folder has a
contest with its jury and partner checks with their commissions besides. All are run from nothing,
in turn, ROUNDS times; the figures are the medians of the processors' seconds of all processes, and
of what each round says is above: a machine is quicker in one minute than in another.

Run: python -m benchmarks.programme [N]
"""

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

import openpyxl

from benchmarks import contest_and_checks
from benchmarks.__main__ import driven, forget
from benchmarks.make_returns import Body, bodies_for, make
from input_samples.clerk import HEAD_ROW, Value
from input_samples.make_samples import FORMS
from kuzbass_batch.forms.spec.specification import Block, SheetSpec
from kuzbass_batch.reading.committee.template_books import CONTEST
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import MONTH_WORDS
from kuzbass_batch.records.files.sources import Kind

BOOK, TEMPLATES = "Реестры программы.xlsx", "templates"
ROUNDS = 5
PROJECTS, TRAINED, PROCESSES, SAMPLES, EVENTS, TOPICS, SITUATIONS = (
    300,
    3000,
    2000,
    100,
    200,
    20,
    30,
)
Row = Mapping[str, Value]
Rows = Iterator[Row]


def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="kuzbass-programme-") as name:
        room = Path(name)
        without, beside, every = room / "plain", room / "kept", room / "all"
        make(count, without)
        seconds: dict[Path, list[float]] = {without: [], beside: [], every: []}
        driven("batch", without, room / "first", 1)
        fill((without, beside, every), bodies_for(count), room)
        for _ in range(ROUNDS):
            for folder, found in seconds.items():
                forget(room / "result")
                own = (room / TEMPLATES,) if folder == every else ()
                ran = driven("batch", folder, room / "result", os.cpu_count() or 1, *own)
                found.append(ran["cpu"])
        plain, *others = seconds.values()
        print(f"without: {plain}, with: {seconds[beside]}, all of it: {seconds[every]}")
        for what, found in zip(("the programme", "contest and checks, too"), others, strict=True):
            above = median(more / less - 1 for less, more in zip(plain, found, strict=True))
            figures = f"{median(plain):.1f} s, with {what} {median(found):.1f} s"
            print(f"{count}: {figures}: {above:+.0%}")


def fill(folders: tuple[Path, Path, Path], bodies: tuple[Body, ...], room: Path) -> None:
    """Lay out the two other folders: with the registers alone, and with all that may be there.

    room: holds the result of the first folder.
    """
    (without, beside, every), drawn = folders, room / "first" / BOOK
    shutil.copytree(without, beside)
    (beside / BOOK).write_bytes(filled(drawn, bodies, room, REGISTERS))
    shutil.copytree(without, every)
    (every / BOOK).write_bytes(filled(drawn, bodies, room, REGISTERS | WITH_FORMS))
    (room / TEMPLATES).mkdir()
    (room / TEMPLATES / CONTEST.file_name).write_bytes(contest_and_checks.announcement())
    (every / contest_and_checks.FOLDER).mkdir()
    for path, data in contest_and_checks.sheets(bodies):
        (every / path).write_bytes(data)


def filled(drawn: Path, bodies: tuple[Body, ...], room: Path, registers: "Registers") -> bytes:
    """Return the book that a run drew with these registers filled in."""
    book = openpyxl.load_workbook(drawn)
    for sheet, block in FORMS[Kind.REGISTERS].blocks():
        rows_of = registers.get(ProgrammeTable(block.key)) if block.kind == "table" else None
        if rows_of:
            enter(book, sheet, block, rows_of(bodies))
    path = room / "filled.xlsx"
    book.save(path)
    return path.read_bytes()


def enter(book: openpyxl.Workbook, sheet: SheetSpec, block: Block, rows: Rows) -> None:
    """Fill in the rows of a register; those beyond the drawn ones get their codes, too."""
    columns = {field.column: at for at, field in enumerate(block.rows[0].fields, start=2)}
    for number, row in enumerate(rows, start=1):
        cells = {"row": number, "who": "Секретарёва", **row}
        at = HEAD_ROW + number
        book[sheet.name].cell(at, 1).value = f"{block.prefix}.{number}"
        for column, value in cells.items():
            if column in columns:
                book[sheet.name].cell(at, columns[column]).value = value


def _code(bodies: tuple[Body, ...], number: int) -> str:
    return bodies[number % len(bodies)].code


def _day(number: int) -> dt.date:
    return dt.date(2025, 1, 13) + dt.timedelta(days=number % 340)


def projects(bodies: tuple[Body, ...]) -> Rows:
    """Yield projects under way, each with a goal."""
    for n in range(PROJECTS):
        yield {
            "number": f"2025/{n + 1}",
            "participant": _code(bodies, n),
            "project": f"Проект № {n}",
            "sphere": f"сфера {n % 12}",
            "status": "внедрение",
            "opened": dt.date(2025, 2, 3),
            "stage": 7,
            "goals": f"Срок ответа, дней: {n % 20 + 10} → 5",
        }


def reports(_bodies: tuple[Body, ...]) -> Rows:
    """Yield two quarters of each project."""
    for n in range(PROJECTS):
        for quarter, stage in (("III", 7), ("IV", 8)):
            yield {
                "project": f"2025/{n + 1}",
                "participant": _code(_bodies, n),
                "year": 2025,
                "quarter": quarter,
                "status": "внедрение",
                "stage": stage,
                "before": 90,
                "after": 40 + n % 20,
                "cases": 1200 + n,
                "residents": 500 + n,
            }


def topics(_bodies: tuple[Body, ...]) -> Rows:
    """Yield the topic plan of the year."""
    for n in range(TOPICS):
        yield {
            "year": 2025,
            "month": MONTH_WORDS[n % 12],
            "topic": f"Тема обучения № {n}",
            "form": "очно",
            "hours": 16,
            "seats": 150,
        }


def trained(bodies: tuple[Body, ...]) -> Rows:
    """Yield people of all participants by name."""
    surnames = ("Иванов", "Петрова", "Сидоров", "Зимина", "Крылов", "Белова", "Громов")
    for n in range(TRAINED):
        yield {
            "date": _day(n),
            "participant": _code(bodies, n),
            "person": f"{surnames[n % 7]}{'ин' * (n % 3)} Илья {n}",
            "post": "консультант",
            "topic": f"Тема обучения № {n % TOPICS}",
            "document": f"удостоверение № {n}",
        }


def processes(bodies: tuple[Body, ...]) -> Rows:
    """Yield processes, some of them kept by several under like words, a few redesigned."""
    for n in range(PROCESSES):
        redesigned: Row = {"redesigned": _day(n), "project": f"2025/{n % PROJECTS + 1}"}
        yield {
            "participant": _code(bodies, n),
            "process": f"Выдача справок вида {n % 1500}",
            "service": f"Справка вида {n % 700}",
            "situation": f"Жизненная ситуация № {n % SITUATIONS}",
            "contacts": n % 9,
            "days_before": 10 + n % 20,
            "days_after": 5 + n % 5,
            "satisfied": 60 + n % 40,
            "asked": 20 + n % 100,
            **(redesigned if n % 5 == 0 else {}),
        }


def samples(bodies: tuple[Body, ...]) -> Rows:
    """Yield certificates."""
    for n in range(SAMPLES):
        yield {
            "participant": _code(bodies, n * 7),
            "sample": f"Образец № {n}",
            "checked": dt.date(2025, 6, 2),
            "decision": "сертификат выдан",
            "level": "региональный",
            "number": f"ППКО-{n + 1}",
            "date": dt.date(2025, 6, 20),
        }


def events(bodies: tuple[Body, ...]) -> Rows:
    """Yield consultations and round tables."""
    for n in range(EVENTS):
        yield {
            "date": _day(n),
            "kind": "семинар" if n % 50 == 0 else "консультация",
            "topic": f"Вопрос № {n}",
            "participant": _code(bodies, n),
            "quantity": 1 + n % 3,
        }


def situations(_bodies: tuple[Body, ...]) -> Rows:
    """Yield the committee's list."""
    for n in range(SITUATIONS):
        yield {"situation": f"Жизненная ситуация № {n}", "segment": "граждане"}


Registers = Mapping[ProgrammeTable, Callable[[tuple[Body, ...]], Rows]]
REGISTERS = {
    ProgrammeTable.PROJECTS: projects,
    ProgrammeTable.REPORTS: reports,
    ProgrammeTable.TRAINING_PLAN: topics,
    ProgrammeTable.TRAINING: trained,
    ProgrammeTable.PROCESSES: processes,
    ProgrammeTable.SAMPLES: samples,
    ProgrammeTable.EVENTS: events,
    ProgrammeTable.SITUATIONS: situations,
}
"""What makes the rows of each register."""
WITH_FORMS = {
    ProgrammeTable.CONTEST: contest_and_checks.entries,
    ProgrammeTable.CHECK_APPLICATIONS: contest_and_checks.applications,
}
"""The registers that go on with what jurors and commissions send."""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
