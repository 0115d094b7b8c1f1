"""A book of the committee's made of its sheets as read, or why it cannot be used.

The decisions workbook is read so, and the registers of the programme.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings.finding import CellRef, Fact, Finding
from kuzbass_batch.forms.parsing.cells import quote
from kuzbass_batch.forms.parsing.decisions import (
    LATER_COLUMNS,
    OF_A_PART,
    Read,
    SheetOfBook,
    TableOfBook,
    read_book_sheet,
    tables_in,
)
from kuzbass_batch.forms.parsing.heads import head_key
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.records.committee.decisions import (
    BookTable,
    DecisionBook,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    ProgrammeTable,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import RawForm

LONGEST_TEXT = "32 767"
"""Characters that a cell of an .xlsx can hold; an .ods may hold more, and reading cuts it."""
MOST_STRAY = 2_000
"""Cells outside of the tables that are told one by one; beyond that the book is another one."""
LATER_TABLES = (
    "confirmation", "defaults", "receipts", "reports", "check_applications", "training_plan",
    "queue", "ticked",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class StrayHome:
    """Where a book keeps what stands outside of its tables: table, columns, name of the sheet."""

    table: BookTable
    source: str
    text: str
    sheet: str


NOTES = StrayHome(table=DecisionTable.NOTES, source="source", text="text", sheet="Заметки")
OTHER = StrayHome(table=ProgrammeTable.OTHER, source="topic", text="content", sheet="Другое")


def read_decisions(
    raw: RawForm, spec: FormSpec, notes: tuple[Finding, ...] = (), *, part: bool = False
) -> tuple[DecisionBook | None, tuple[Finding, ...]]:
    """Return everything entered; None if a table is gone or an entry could not be carried over.

    notes: what was told of the workbook while it was opened; they come back among the findings.
    part: it is one checker's, and holds what he checks.
    """
    sheets = [read_book_sheet(sheet, spec) for sheet in raw.sheets]
    faults = book_faults(sheets, spec, notes, part=part)
    notes = without_cuts(notes)
    if faults:
        return None, (*notes, *faults)
    tables = tables_of(sheets, spec)
    beside, remarks = stray_entries(sheets, spec)
    entries = (*(entry for table in tables for entry in table.entries), *beside)
    book = DecisionBook(
        path=raw.path,
        entries=entries,
        shown=tuple(row for table in tables for row in table.shown),
        picked=tuple(row for table in tables for row in table.picked),
    )
    return book, (*notes, *told_of_tables(tables), *remarks)


def book_faults(
    sheets: Sequence[SheetOfBook], spec: FormSpec, notes: Iterable[Finding], *, part: bool
) -> tuple[Finding, ...]:
    """Return why the entries of a book could not be carried over; arguments as of its reading."""
    return (
        *_missing(sheets, spec, part=part),
        *_too_long(notes),
        *_too_much_stray(sheets),
        *(fault for table in tables_of(sheets, spec) for fault in table.parted),
    )


def tables_of(sheets: Iterable[SheetOfBook], spec: FormSpec) -> tuple[TableOfBook, ...]:
    """Return every place of every table, in the order of the form and of the sheets."""
    every = [table for sheet in sheets for table in sheet.tables]
    return tuple(t for _, block in tables_in(spec) for t in every if t.block == block.key)


def told_of_tables(tables: Sequence[TableOfBook]) -> Iterator[Finding]:
    """Yield the findings on entries, then those on sheets without keys."""
    for table in tables:
        yield from table.findings
    for table in tables:
        yield from table.unkeyed


def _missing(sheets: Sequence[SheetOfBook], spec: FormSpec, *, part: bool) -> Iterator[Finding]:
    """A table without its sheet or a column: what was entered there would be lost."""
    found = {table.block for sheet in sheets for table in sheet.tables}
    by_name = {fold(sheet.name): sheet for sheet in sheets}
    for sheet_spec, block in tables_in(spec):
        wanted = block.key in OF_A_PART if part else block.key not in LATER_TABLES
        if block.key in found or sheet_spec.former or not wanted:
            continue
        sheet = by_name.get(fold(sheet_spec.name))
        ref = CellRef(sheet=sheet_spec.name)
        if sheet is None:
            yield answer_rules.SHEET_MISSING.at(ref, name=sheet_spec.name)
            continue
        lost = [word for word, each in zip(block.heads, block.rows[0].fields, strict=True)
                if each.column not in LATER_COLUMNS
                and head_key(word) not in sheet.heads]  # fmt: skip
        for word in lost:
            yield answer_rules.COLUMN_MISSING.at(ref, name=word)
        if not lost:
            yield answer_rules.HEAD_MISSING.at(ref, name=block.title)


def _too_long(notes: Iterable[Finding]) -> Iterator[Finding]:
    """A text that was cut when it was read: the rest of what was entered there would be lost."""
    for note in filter(_is_cut, notes):
        ref = CellRef(sheet=note.sheet, cell=note.cell)
        yield decision_rules.TOO_LONG.at(ref, limit=LONGEST_TEXT)


def without_cuts(notes: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the notes but those on texts that were cut: these are among the faults."""
    return tuple(note for note in notes if not _is_cut(note))


def _is_cut(note: Finding) -> bool:
    return Fact.CELL_CUT in note.facts


def _too_much_stray(sheets: Iterable[SheetOfBook]) -> Iterator[Finding]:
    for sheet in sheets:
        name, count = sheet.name, len(sheet.stray)
        if count > MOST_STRAY:
            yield decision_rules.TOO_MUCH_STRAY.at(CellRef(sheet=name), name=name, count=count)


def stray_entries(sheets: Iterable[SheetOfBook], spec: FormSpec) -> Read:
    """Return what stands outside the tables as rows: it is kept, with where it stood."""
    home = OTHER if spec.kind is Kind.REGISTERS else NOTES
    entries, findings = [], []
    for ref, value in (each for sheet in sheets for each in sheet.stray):
        source = EnteredCell(column=home.source, raw=str(ref), value=str(ref), ref=ref)
        text = EnteredCell(column=home.text, raw=value, value=show(value), ref=ref)
        entries.append(DecisionEntry(table=home.table, entered=(source, text)))
        findings.append(decision_rules.STRAY.at(ref, found=quote(value), home=home.sheet))
    return tuple(entries), tuple(findings)
