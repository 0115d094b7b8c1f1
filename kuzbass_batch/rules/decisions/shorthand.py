"""Who and when, entered once for a sheet: each entry of it that says neither is read as if it did.

The entry is completed as it comes in, so that all that follows, the next workbook among it, holds
who and when in the row itself: a default that changes later leaves earlier decisions as they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kuzbass_batch.records.committee.decisions import (
    DATED,
    DEFAULT_SHEETS,
    BookTable,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    plain,
)
from kuzbass_batch.rules.decisions.receipts import is_suggestion

WHO, DATE = "who", "date"
NEEDED: Mapping[BookTable, str] = {
    DecisionTable.QUEUE: "done",
    DecisionTable.EXPERTISE: "points",
    DecisionTable.CONFIRMATION: "decision",
    DecisionTable.ADMISSION: "decision",
    DecisionTable.DELIVERY: "participant",
    DecisionTable.OBJECTION: "received",
    DecisionTable.PROTOCOL: "number",
    DecisionTable.REGISTER: "register",
}
"""The column without which a row is not completed: nothing is decided in it yet."""
LAST: Mapping[BookTable, tuple[str, ...]] = {
    DecisionTable.QUEUE: (DATE, WHO, "note"),
    DecisionTable.DELIVERY: (WHO, "note"),
    DecisionTable.OBJECTION: (DATE, WHO),
    DecisionTable.PROTOCOL: (WHO,),
    DecisionTable.REGISTER: (WHO, "note"),
}
"""The last columns of a table in their order, where it is another than who, then when."""


def with_defaults(entries: Iterable[DecisionEntry]) -> tuple[DecisionEntry, ...]:
    """Return the entries with who and when where a row leaves them to its sheet."""
    listed = tuple(entries)
    defaults = defaults_in(listed)
    return tuple(completed(entry, defaults) for entry in listed)


def defaults_in(entries: Iterable[DecisionEntry]) -> Mapping[BookTable, DecisionEntry]:
    """Return who and when as entered once for a sheet, by its table; of several the last."""
    return dict(_defaults(entries))


def _defaults(entries: Iterable[DecisionEntry]) -> Iterator[tuple[DecisionTable, DecisionEntry]]:
    tables = {plain(name): table for table, name in DEFAULT_SHEETS.items()}
    for entry in entries:
        if entry.table is DecisionTable.DEFAULTS:
            table = tables.get(plain(entry.text("sheet")))
            if table:
                yield table, entry


def completed(entry: DecisionEntry, defaults: Mapping[BookTable, DecisionEntry]) -> DecisionEntry:
    """Return an entry with what its sheet's default adds to it."""
    needed, default = NEEDED.get(entry.table), defaults.get(entry.table)
    if default is None or needed is None or entry.cell(needed) is None or is_suggestion(entry):
        return entry
    added = {cell.column: cell for cell in _added(entry, default)}
    if not added:
        return entry
    own = {cell.column: cell for cell in entry.entered} | added
    last = LAST.get(entry.table, (WHO, DATE))
    order = (*(column for column in own if column not in last), *(c for c in last if c in own))
    return replace(entry, entered=tuple(own[column] for column in order))


def _added(entry: DecisionEntry, default: DecisionEntry) -> Iterator[EnteredCell]:
    decided = entry.table in DATED or (
        entry.table is DecisionTable.OBJECTION and entry.cell("decision") is not None
    )
    for column in (WHO, DATE) if decided else (WHO,):
        cell = default.cell(column)
        if entry.cell(column) is None and cell and cell.value is not None:
            yield cell
