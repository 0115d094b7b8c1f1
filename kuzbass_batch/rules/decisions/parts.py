"""«Экспертиза» filled in by several people, each in a workbook of his own, read back together.

A part lies beside the committee's workbook and adds to it; it takes nothing back. What it holds as
it was drawn, or what the committee's workbook has changed since, is passed over; where it says
another thing than a row there, both stand, and the question is put (`in_force`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.records.committee.book_marks import BookMemory
from kuzbass_batch.records.committee.decisions import (
    CHECKER,
    DecisionBook,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.rules.decisions.in_force import subject_key
from kuzbass_batch.rules.decisions.older_books import entry_digest

JOINED = (DecisionTable.EXPERTISE, DecisionTable.CONFIRMATION, DecisionTable.NOTES)
"""The tables of a part that count: who and when for a sheet stand in its rows by then."""
Content = tuple[object, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckerPart:
    """A checker's workbook: what is entered there, and the number of its drawing (0: unknown)."""

    book: DecisionBook
    number: int


def join_parts(
    book: DecisionBook, number: int, parts: Sequence[CheckerPart], memory: BookMemory
) -> DecisionBook:
    """Return the committee's workbook with what the parts add.

    number: of the drawing of `book`; memory: what the last result remembers of the entries.
    """
    joined = _Joined(book=book, number=number, memory=memory)
    for part in parts:
        for entry in part.book.entries:
            if entry.table in JOINED:
                joined.add(entry, part)
    return replace(book, entries=(*joined.entries(),))


@dataclass(kw_only=True, slots=True)
class _Joined:
    """The entries while the parts are added."""

    book: DecisionBook
    number: int
    memory: BookMemory
    own: list[DecisionEntry] = field(default_factory=list)
    seen: set[Content] = field(default_factory=set)
    known: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.own = list(self.book.entries)
        self.seen = {_content(entry) for entry in self.own}
        shown = (each.digest for each in self.memory.entries if each.draw <= self.number)
        self.known = frozenset(shown)

    def add(self, entry: DecisionEntry, part: CheckerPart) -> None:
        """Add an entry of a part, unless the workbook holds it or has changed it since."""
        if entry.assigns_only and entry.table is DecisionTable.CONFIRMATION:
            return
        row = self._assigned(entry)
        whole = _with_checker(entry, row)
        digest = entry_digest(whole)
        old = self.memory.retired.get(digest, 0) > part.number
        if _content(entry) in self.seen or digest in self.known or old:
            return
        self.seen.add(_content(entry))
        placed = _of_part(whole, part)
        if row is not None and row.assigns_only:
            self.own[next(at for at, each in enumerate(self.own) if each is row)] = placed
        else:
            self.own.append(placed)

    def entries(self) -> Iterator[DecisionEntry]:
        """Yield all of them in order."""
        yield from self.own

    def _assigned(self, entry: DecisionEntry) -> DecisionEntry | None:
        """Return the workbook's own row on the participant that says who is to check him."""
        if entry.table is not DecisionTable.CONFIRMATION:
            return None
        key = subject_key(entry)
        rows = (each for each in self.own if each.table is entry.table)
        return next(
            (each for each in rows if subject_key(each) == key and each.cell(CHECKER)), None
        )


def _content(entry: DecisionEntry) -> Content:
    """Return what makes two rows the same, whoever was asked to check."""
    cells = ((c.column, show(c.raw).strip()) for c in entry.entered if c.column != CHECKER)
    return (entry.table, *subject_key(entry), *cells)


def _with_checker(entry: DecisionEntry, row: DecisionEntry | None) -> DecisionEntry:
    cell = row.cell(CHECKER) if row else None
    own: Iterable[EnteredCell] = (c for c in entry.entered if c.column != CHECKER)
    return replace(entry, entered=((cell, *own) if cell else tuple(own)))


def _of_part(entry: DecisionEntry, part: CheckerPart) -> DecisionEntry:
    """Return an entry whose cells name the part they stand in."""
    name = PurePosixPath(part.book.path).name

    def named(cell: EnteredCell) -> EnteredCell:
        return replace(cell, ref=replace(cell.ref, sheet=f"{name}, {cell.ref.sheet}"))

    return replace(
        entry,
        entered=tuple(named(cell) for cell in entry.entered),
        printed=tuple(named(cell) for cell in entry.printed),
    )
