"""The committee's own production calendar, `календарь.csv`: date;рабочий|выходной."""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings import calendar as rules
from kuzbass_batch.findings.finding import CellRef, Finding, Rule, in_file
from kuzbass_batch.forms.parsing.values import fold, understand_date
from kuzbass_batch.reading.files.opening import load
from kuzbass_batch.reading.own_names import is_calendar_name
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.returns.read_files import ReadCalendar
from kuzbass_batch.rules.deadlines import incomplete_years

WORDS = {"рабочий": True, "рабочий день": True, "выходной": False, "выходной день": False}
HEAD = "дата"
MAX_SIZE = 2**18
"""Bytes: some thousands of days; a calendar is no longer."""
MAX_FAULTS, SHOWN = 50, 40
"""Faulty rows after which the file is no calendar; letters of a cell that a sentence repeats."""

CalendarRow = tuple[int, dt.date, bool]


def is_calendar(source: Source) -> bool:
    """Tell whether a source is a calendar; one that came by mail decides nothing."""
    return source.member is None and is_calendar_name(name_of(source.path))


def examine_calendar(folder: Path, source: Source) -> ReadCalendar:
    """Return the days that the file names, with a finding at each faulty row."""
    data = load(folder, source)
    lines, findings = ((), (data,)) if isinstance(data, Finding) else read_calendar(data)
    return ReadCalendar(
        source=source,
        days=lines,
        findings=in_file((*source.findings, *findings), source.path),
    )


def read_calendar(data: bytes) -> tuple[tuple[tuple[dt.date, bool], ...], tuple[Finding, ...]]:
    """Return the days in their order, each whether it is a working day, and the faults."""
    if len(data) > MAX_SIZE:
        return (), (rules.CALENDAR_UNREAD.at(why="файл слишком велик"),)
    findings: list[Finding] = []
    try:
        lines = list(_lines(_decoded(data), findings))
    except (UnicodeDecodeError, csv.Error):
        return (), (rules.CALENDAR_UNREAD.at(why="это не текст CSV"),)
    if len(findings) > MAX_FAULTS:
        why = f"строк с ошибками больше {MAX_FAULTS}"
        return (), (rules.CALENDAR_UNREAD.at(why=why),)
    days = _days(lines, findings)
    for year, missing in incomplete_years(days).items():
        listed = ", ".join(f"{day:%d.%m}" for day in missing)
        findings.append(rules.YEAR_NOT_WHOLE.at(year=year, days=listed))
    if not days and not findings:
        findings.append(rules.CALENDAR_EMPTY.at())
    return tuple(sorted(days.items())), tuple(findings)


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8, or what Excel on Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251")


def _lines(text: str, findings: list[Finding]) -> Iterator[CalendarRow]:
    """Yield number, day and state of every row that is understood."""
    reader = csv.reader(io.StringIO(text), delimiter=";")
    for cells in reader:
        first, second = (*(cell.strip() for cell in cells), "", "")[:2]
        number, is_head = reader.line_num, fold(first) == HEAD
        if not (first or second) or first.startswith("#") or is_head:
            continue
        day, state = understand_date(first), WORDS.get(fold(second))
        if day is None:
            findings.append(_at(rules.NOT_A_DAY, "A", number, first))
        elif state is None:
            findings.append(_at(rules.NOT_A_STATE, "B", number, second))
        else:
            yield number, day, state


def _at(rule: Rule, column: str, row: int, found: str) -> Finding:
    return rule.at(CellRef(cell=f"{column}{row}"), row=row, found=found[:SHOWN])


def _days(lines: list[CalendarRow], findings: list[Finding]) -> dict[dt.date, bool]:
    """Return each day once; one that is named both working and off is left as it was."""
    states: dict[dt.date, set[bool]] = defaultdict(set)
    rows: dict[dt.date, list[int]] = defaultdict(list)
    for number, day, state in lines:
        states[day].add(state)
        rows[day].append(number)
    for day in (day for day, found in states.items() if len(found) > 1):
        listed = ", ".join(map(str, rows[day]))
        cells = ", ".join(f"A{row}" for row in rows[day])
        place = CellRef(cell=cells)
        findings.append(rules.DAY_TWICE.at(place, date=wording.day(day), rows=listed))
    return {day: found.pop() for day, found in states.items() if len(found) == 1}
