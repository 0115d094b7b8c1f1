"""The rows of a book as plain values, and the rows of a large one packed part by part.

A row of fourteen cells takes 4 KB as records, and as little as 150 bytes packed: a worker that
reads 160,000 of them holds one part of them at a time.
"""

import datetime as dt
import io
import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from typing import Any, ClassVar, overload

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.records.committee.decisions import DecisionEntry, EnteredCell, table_of
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.workers.packed import deflated

PART = 500
"""Rows packed together: they share words, and one part is in memory at a time."""
PlainCells = tuple[tuple[str, Scalar, Scalar, str, str], ...]
PlainEntry = tuple[str, PlainCells, PlainCells]
_plain_cell = attrgetter("column", "raw", "value", "ref.sheet", "ref.cell")


def plain_entry(entry: DecisionEntry) -> PlainEntry:
    """Return a row as plain values."""
    return entry.table.value, _plain_cells(entry.entered), _plain_cells(entry.printed)


def _plain_cells(cells: tuple[EnteredCell, ...]) -> PlainCells:
    return tuple(map(_plain_cell, cells))


def entry_of(table: str, entered: PlainCells, printed: PlainCells) -> DecisionEntry:
    """Return a row of a book (called by unpacking, too)."""
    return DecisionEntry(
        table=table_of(table),
        entered=tuple(_cell(*cell) for cell in entered),
        printed=tuple(_cell(*cell) for cell in printed),
    )


def _cell(column: str, raw: Scalar, value: Scalar, sheet: str, cell: str) -> EnteredCell:
    return EnteredCell(column=column, raw=raw, value=value, ref=CellRef(sheet=sheet, cell=cell))


class PackedEntries(Sequence[DecisionEntry]):
    """Rows of a book, unpacked part by part each time that they are asked for."""

    def __init__(self, parts: tuple[bytes, ...] = (), count: int = 0) -> None:
        """Take so many rows as `packed_entries` packs them."""
        self.parts, self._count = parts, count

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def __iter__(self) -> Iterator[DecisionEntry]:
        """Yield the rows, one part of them in memory."""
        for part in self.parts:
            for plain in _Plain(io.BytesIO(zlib.decompress(part))).load():
                yield entry_of(*plain)

    @overload
    def __getitem__(self, at: int) -> DecisionEntry: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[DecisionEntry, ...]: ...
    def __getitem__(self, at: int | slice) -> DecisionEntry | tuple[DecisionEntry, ...]:
        """Return a row, or those from one to another; all are unpacked for it."""
        return tuple(self)[at]

    def __add__(self, others: "PackedEntries") -> "PackedEntries":
        """Return these rows, then the others."""
        return PackedEntries((*self.parts, *others.parts), len(self) + len(others))


def packed_entries(entries: Iterable[DecisionEntry]) -> PackedEntries:
    """Return the rows packed; they may be made while that goes on."""
    rest, parts, count = iter(entries), [], 0
    while part := [plain_entry(each) for each in islice(rest, PART)]:
        parts.append(deflated(pickle.dumps(part, pickle.HIGHEST_PROTOCOL)))
        count += len(part)
    return PackedEntries(tuple(parts), count)


def unpacked_entries(parts: tuple[bytes, ...]) -> tuple[DecisionEntry, ...]:
    """Return the rows of these parts, none of them packed (called by unpacking)."""
    return tuple(PackedEntries(parts))


class _Plain(pickle.Unpickler):
    """Knows plain values; nothing else is looked up, let alone called."""

    _known: ClassVar = {
        (each.__module__, each.__qualname__): each
        for each in (Decimal, dt.date, dt.datetime, dt.time)
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return self._known[module, name]
