"""What the clerk has ticked off in the queue: one row, or all that had come by a day.

The queue stands in the decisions workbook. A tick moves its row over to «Разобранное», where it is
kept as any entry is; «всё по этот день» becomes a tick for each row that the workbook showed, so
that nothing is ticked off which nobody has seen. A tick is of a content: the same file changed, or
another entry in the same row, has no tick.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.values import show, understand_date
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    Tick,
    plain,
)

DONE, ALL = "done", "всё по этот день"
KEPT = ("date", "who", "note")
"""The columns of a tick, in the order of «Разобранное»."""
PRINTED = ("participant", "came", "what", "file", "stamp")
NAMES = {"date": "когда", "who": "кто", "stamp": "метка"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def tick_key(entry: DecisionEntry) -> tuple[str, ...]:
    """Return what a row of the queue is about: a content and where it lies; empty if unknown."""
    stamp = entry.text("stamp")
    return (stamp, plain(entry.text("file"))) if stamp else ()


def with_ticks(
    entries: Iterable[DecisionEntry], shown: Iterable[DecisionEntry] = ()
) -> tuple[DecisionEntry, ...]:
    """Return the entries with each tick that says who and when a row of «Разобранное».

    shown: the rows of the queue in which nothing is entered.
    """
    listed = tuple(entries)
    queue = [each for each in listed if each.table is DecisionTable.QUEUE]
    rows = (*queue, *shown)
    seen = {tick_key(each) for each in listed if each.table is DecisionTable.TICKED}
    made: list[DecisionEntry] = []
    moved: set[int] = set()
    # A row's own tick before one that came with a day: it may say another person.
    for entry in sorted(filter(_is_complete, queue), key=_is_of_all):
        for row in _rows_of(entry, rows):
            key = tick_key(row)
            moved.add(id(row))
            if key and key not in seen:
                seen.add(key)
                made.append(_ticked(row, entry))
    return (*(each for each in listed if id(each) not in moved), *made)


def _is_of_all(entry: DecisionEntry) -> bool:
    return entry.text(DONE) == ALL


def _is_complete(entry: DecisionEntry) -> bool:
    return entry.readable and bool(entry.text(DONE)) and not tuple(_lacking(entry))


def _lacking(entry: DecisionEntry) -> Iterator[str]:
    yield from (NAMES[column] for column in NAMES if entry.cell(column) is None)


def _rows_of(entry: DecisionEntry, rows: Sequence[DecisionEntry]) -> Iterator[DecisionEntry]:
    """Yield the rows that an entry ticks off: its own, or all up to its day, its own first."""
    yield entry
    if _is_of_all(entry):
        last = _came(entry)
        for row in rows:
            day = _came(row)
            same = day is None if last is None else day is not None and day <= last
            if same and row is not entry:
                yield row


def _came(row: DecisionEntry) -> dt.date | None:
    return understand_date(row.value("came"))


def _ticked(row: DecisionEntry, entry: DecisionEntry) -> DecisionEntry:
    """Return a row ticked off as an entry says; what the row itself says goes first."""
    own = {cell.column: cell for cell in row.entered if cell.value is not None}
    given = {cell.column: _moved(cell, row) for cell in entry.entered}
    cells = {**given, **own}
    return DecisionEntry(
        table=DecisionTable.TICKED,
        entered=tuple(cells[column] for column in KEPT if column in cells),
        printed=tuple(cell for cell in row.printed if cell.column in PRINTED),
    )


def _moved(cell: EnteredCell, row: DecisionEntry) -> EnteredCell:
    """Return a cell as if it stood in another row."""
    place = row.printed[0].ref if row.printed else cell.ref
    letters = cell.ref.cell.rstrip("0123456789")
    ref = CellRef(sheet=place.sheet, cell=f"{letters}{place.cell.lstrip(LETTERS)}")
    return replace(cell, ref=ref)


def ticks_in_force(entries: Iterable[DecisionEntry], as_of: dt.date) -> Iterator[Tick]:
    """Yield what is ticked off on a day."""
    for entry in entries:
        day = entry.day("date")
        if entry.table is DecisionTable.TICKED and _is_whole(entry) and day and day <= as_of:
            yield Tick(file=entry.text("file"), stamp=entry.text("stamp"), entry=entry)


def _is_whole(entry: DecisionEntry) -> bool:
    return entry.readable and not tuple(_lacking(entry))


def check_ticks(entries: Iterable[DecisionEntry], as_of: dt.date) -> Iterator[Finding]:
    """Yield why a tick does not hold yet: nobody says who or when, or the day is to come.

    A note alone is no tick. What cannot be read has a finding of its own.
    """
    for entry in entries:
        begun = entry.table is DecisionTable.TICKED or (
            entry.table is DecisionTable.QUEUE and entry.cell(DONE) is not None
        )
        if not begun or not entry.readable:
            continue
        names = ", ".join(_lacking(entry))
        day = entry.day("date")
        if names:
            yield rules.INCOMPLETE.at(entry.ref(), names=names)
        elif day and day > as_of:
            date, now = wording.day(day), wording.day(as_of)
            yield rules.NOT_YET.at(entry.ref("date"), date=date, as_of=now)


def has_tick(entry: DecisionEntry) -> bool:
    """Tell whether the clerk has begun to tick anything off."""
    return entry.table is DecisionTable.TICKED or show(entry.value(DONE)) != ""
