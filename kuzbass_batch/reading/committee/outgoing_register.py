"""The register of outgoing letters of the result before this one, with what was filled in there."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from kuzbass_batch.ceilings import COMMITTEES
from kuzbass_batch.contents import opened
from kuzbass_batch.forms.parsing.values import show, understand_date
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.reading.files.opening import reason_of
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.records.committee.outgoing import REGISTER_HEADS, Outgoing
from kuzbass_batch.records.files.workbooks import RawSheet, Scalar
from kuzbass_batch.rules.year.letters.register_checks import first_moved, recorded_in
from kuzbass_batch.wording import AGAIN_IN_QUIET
from kuzbass_batch.workers.crew import Crew, Lost, tried_by

LINES = ("line", "line_sent")
"""The number of the row in each of its parts."""
PROGRAM_COLUMNS = frozenset({"state", "remark", *LINES})
"""Columns that the program rewrites; the others are the letter."""
ADDED = frozenset({"content", "editions", "recorded"})
"""Columns that registers of earlier versions do not have."""
KNOWN = frozenset(REGISTER_HEADS.values())
DATES = frozenset({"day", "sent"})
EARLIEST = dt.date(2000, 1, 1)
"""A «date» before it, where a text is asked for, is a number in a cell with the format of dates."""
DAY_ZERO, LEAP_FAULT = dt.datetime(1899, 12, 30), dt.datetime(1900, 3, 1)
"""Where workbooks count their days from; they know a 29 February 1900 that never was."""
HEAD_WITHIN = 20
"""Rows from the top among which the heads are looked for: somebody may have added lines above."""
MENDED_OR_AWAY = "Исправьте файл или уберите его из папки."
SORTED_APART = "графы отсортированы отдельно одна от другой"
SORT_BACK = (
    "Отмените сортировку или отсортируйте графы до «Отметки программы» по графе «Строка», графы "
    "отправки – по графе «Строка отправки», остальные – по «Учтено программой»."
)


def earlier_register(path: Path, crew: Crew) -> Callable[[], tuple[Outgoing, ...] | str]:
    """Begin to read a register; what is returned waits for its lines.

    Or for the sentence that says why it cannot be read. There need not be one. It may have been
    edited by anybody: a worker reads it.
    """
    if not path.exists():
        return lambda: ()
    try:
        with opened(path) as stream:
            data = stream.read(COMMITTEES.size + 1)
    except OSError as error:
        why = _unread(path, reason_of(error))
        return lambda: why
    found = tried_by(crew, read_register, data)
    return lambda: _lines_of(path, found())


def _lines_of(path: Path, found: tuple[Outgoing, ...] | str | Lost) -> tuple[Outgoing, ...] | str:
    if found is Lost.STUCK:
        return _unread(path, "не хватило времени", AGAIN_IN_QUIET)
    if isinstance(found, Lost):
        return _unread(path, "файл слишком велик или повреждён")
    if isinstance(found, str):
        return _unread(path, found, SORT_BACK if SORTED_APART in found else MENDED_OR_AWAY)
    return found


def _unread(path: Path, why: str, remedy: str = MENDED_OR_AWAY) -> str:
    return (
        f"Реестр исходящих прежнего результата не прочитан: «{path}» – {why.rstrip('.')}. Без него "
        f"номера отправленных писем изменились бы. {remedy}"
    )


def read_register(year: ReportingYear, data: bytes) -> tuple[Outgoing, ...] | str:
    """Read a register (in a worker); a string says what is wrong with it."""
    form, findings = read_form(data, COMMITTEES)
    if form is None:
        return next(finding.message for finding in findings)
    hours = year.methodology.words.bodies.utc_hours
    sheets = [found for sheet in form.sheets if (found := LetterSheet(sheet, hours)).columns]
    if not sheets:
        return "в нём нет таблицы реестра"
    rows = tuple(row for sheet in sheets for row in sheet.letters())
    moved = next(filter(None, (sheet.torn() for sheet in sheets)), "") or first_moved(rows)
    return f"{SORTED_APART}, в строку {moved} попало чужое" if moved else rows


class LetterSheet:
    """A sheet with the register's heads: columns may have been moved, hidden or added."""

    def __init__(self, sheet: RawSheet, utc_hours: int) -> None:
        self.sheet, self.utc_hours = sheet, utc_hours

    @cached_property
    def head(self) -> int:
        """Return the number of the row with the heads, -1 if there is none."""
        wanted = {
            head for key, head in REGISTER_HEADS.items() if key not in PROGRAM_COLUMNS | ADDED
        }
        rows = enumerate(self.sheet.rows[:HEAD_WITHIN])
        return next((at for at, row in rows if wanted <= set(map(_text, row))), -1)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Return where each field of a letter stands, nothing if the sheet is no register."""
        if self.head < 0:
            return {}
        heads = [_text(cell) for cell in self.sheet.rows[self.head]]
        return {
            key: heads.index(head)
            for key, head in REGISTER_HEADS.items()
            if key not in PROGRAM_COLUMNS and head in heads
        }

    def letters(self) -> Iterator[Outgoing]:
        """Yield the lines that are not blank, whoever wrote them."""
        for row in self.sheet.rows[self.head + 1 :]:
            values: dict[str, Any] = {
                key: _moment(row[at], self.utc_hours) if key in DATES else _text(row[at])
                for key, at in self.columns.items()
            }
            added = tuple(self._added(row))
            if any(values.values()) or added:
                note = "; ".join(filter(None, (values["note"], *added)))
                yield Outgoing(**{**values, "note": note})

    def torn(self) -> str:
        """Return the number of the first row whose parts are of several rows, empty if none is."""
        heads = [_text(cell) for cell in self.sheet.rows[self.head]]
        at = [heads.index(REGISTER_HEADS[key]) for key in LINES if REGISTER_HEADS[key] in heads]
        right = self.columns.get("recorded")
        for row in self.sheet.rows[self.head + 1 :]:
            known = recorded_in(_text(row[right])) if right is not None else None
            numbers = [*(_text(row[column]) for column in at), known.line if known else ""]
            said = [number for number in numbers if number]
            if len(set(said)) > 1:
                return said[0]
        return ""

    def _added(self, row: Sequence[Scalar]) -> Iterator[str]:
        """Yield what stands in columns that somebody added: it goes on as a note."""
        for head, cell in zip(self.sheet.rows[self.head], row, strict=True):
            name, text = _text(head), _text(cell)
            if text and name not in KNOWN:
                yield f"{name}: {text}" if name else text


def _moment(value: Scalar, utc_hours: int) -> dt.date | str:
    return understand_date(value, utc_hours) or _text(value)


def _text(value: Scalar) -> str:
    """Return a text as it was typed: own number 345 is 345, whatever the format of its cell."""
    if value is None:
        return ""
    if isinstance(value, dt.date) and value.year < EARLIEST.year:
        return show(_number_of(value))
    return value.strip() if isinstance(value, str) else show(value)


def _number_of(day: dt.date) -> Decimal:
    """Return the number that a workbook shows as this day."""
    moment = dt.datetime(day.year, day.month, day.day)
    number = (moment - DAY_ZERO).days - (moment < LEAP_FAULT)
    return Decimal(number)
