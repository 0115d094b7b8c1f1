"""A large book of the committee's, read sheet by sheet: none of it is ever in memory as a whole.

A sheet is inflated, looked through by the guard, read, parsed into entries, and let go before the
next is opened; its entries wait packed. The decisions on every criterion of 20,000 participants are
231 MiB of XML, and 2.2 million cells.

Whatever is unusual about such a book (it is refused, its codes disagree, it is of another year) is
left to the usual way, which says what there is to say: this way only ever returns what that one
would.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.ceilings import COMMITTEES, COMMITTEES_ODS
from kuzbass_batch.findings.finding import Finding, merge_equal
from kuzbass_batch.forms.parsing.decisions import SheetOfBook, TableOfBook, read_book_sheet
from kuzbass_batch.forms.parsing.whole_book import (
    book_faults,
    stray_entries,
    tables_of,
    told_of_tables,
    without_cuts,
)
from kuzbass_batch.forms.spec.reporting_year import registers_identity
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.guard import archive
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.guard.inspection import claimed_code, is_ods
from kuzbass_batch.reading.packed_entries import PackedEntries, packed_entries
from kuzbass_batch.reading.readers.workbook import read_sheets
from kuzbass_batch.reading.recognise import (
    CODE_ROWS,
    FORM_CODES,
    kind_of,
    mark_in,
    own_output,
    recognise,
)
from kuzbass_batch.records.committee.decisions import (
    DecisionBook,
    DecisionEntry,
    DecisionTable,
    table_of,
)
from kuzbass_batch.records.files.sources import NO_SOURCE, Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet
from kuzbass_batch.records.returns.read_files import ReadDecisions, ReadRegisters
from kuzbass_batch.rules.decisions.receipts import with_receipts
from kuzbass_batch.rules.decisions.shorthand import completed, defaults_in, with_defaults
from kuzbass_batch.rules.ticks import with_ticks

LARGE = 16 * 2**20
"""Bytes of all parts together: a smaller book is read whole with less than 200 MiB."""
BY_THEMSELVES = (DecisionTable.EXPERTISE, DecisionTable.CONFIRMATION)
"""The tables of a large year: who and when of its sheet is all that a row asks of others."""


def read_large_book(
    data: bytes, methodology: Methodology, forms: Mapping[Kind, FormSpec]
) -> ReadDecisions | ReadRegisters | None:
    """Return a large book of the committee's as entered; None if the usual way is to be gone."""
    if not is_large(data):
        return None
    spec = forms.get(FORM_CODES.get(claimed_code(data), Kind.UNKNOWN))
    if spec is None or spec.kind not in (Kind.DECISIONS, Kind.REGISTERS):
        return None
    try:
        found = _Sheets.read(data, spec)
    except Refusal:
        return None
    if spec.kind is Kind.REGISTERS:
        return _registers(found, registers_identity(spec, methodology))
    return _decisions(found)


def is_large(data: bytes) -> bool:
    """Tell whether a file says that it is a large workbook; nothing but the way depends on it."""
    if not data.startswith(archive.LOCAL) or len(data) * COMMITTEES_ODS.ratio <= LARGE:
        return False  # Too short for a large one: what is packed tighter is not read at all.
    try:
        return sum(info.file_size for info in archive.list_members(data)) > LARGE
    except Refusal:
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheets:
    """What is kept of all sheets of a book.

    raw: their first rows, in which codes and marks stand. notes: what was told while reading.
    """

    spec: FormSpec
    raw: RawForm
    sheets: tuple[SheetOfBook, ...]
    notes: tuple[Finding, ...]

    @classmethod
    def read(cls, data: bytes, spec: FormSpec) -> "_Sheets":
        """Read the sheets one by one; Refusal if the book is not read so."""
        heads: list[RawSheet] = []
        sheets: list[SheetOfBook] = []
        notes: list[Finding] = []
        bounds = COMMITTEES_ODS if is_ods(data) else COMMITTEES
        for sheet, told in read_sheets(data, bounds):
            notes += told
            heads.append(replace(sheet, rows=sheet.rows[:CODE_ROWS], hidden_cells={}))
            sheets.append(_packed(read_book_sheet(sheet, spec)))
        raw = RawForm(path="", container="xlsx", sheets=tuple(heads))
        return cls(spec=spec, raw=raw, sheets=tuple(sheets), notes=tuple(notes))

    @property
    def is_of_this_year(self) -> bool:
        """Tell whether the book is what its first bytes claimed, of this year and program."""
        identity, spec = recognise(self.raw).identity, self.spec
        return (
            identity is not None
            and kind_of(identity) is spec.kind
            and (identity.period, identity.version) == (spec.period, spec.version)
            and not own_output(self.raw)
        )


def _packed(sheet: SheetOfBook) -> SheetOfBook:
    """Return what a sheet says with its entries packed."""
    tables = (replace(each, entries=packed_entries(each.entries)) for each in sheet.tables)
    return replace(sheet, tables=tuple(tables))


def _registers(found: _Sheets, own: Identity) -> ReadRegisters | None:
    """Return the registers of the programme, `own` their code; None if they are of another."""
    known = recognise(found.raw)
    if not found.is_of_this_year or known.identity != own:
        return None
    book, findings = _book(found, known.findings, _as_they_stand, part=False)
    return ReadRegisters(
        source=NO_SOURCE,
        findings=merge_equal(findings),
        identity=own,
        book=book,
        mark=mark_in(found.raw),
        of_programme=True,
    )


def _decisions(found: _Sheets) -> ReadDecisions | None:
    """Return the decisions of the year; None if they are of another."""
    known = recognise(found.raw)
    if known.identity is None or not found.is_of_this_year:
        return None
    part = bool(known.identity.participant)
    book, findings = _book(found, known.findings, _completed, part=part)
    return ReadDecisions(
        source=NO_SOURCE,
        findings=merge_equal(findings),
        identity=known.identity,
        book=book,
        mark=mark_in(found.raw),
    )


Tables = tuple[TableOfBook, ...]
Complete = Callable[[Tables, tuple[DecisionEntry, ...]], PackedEntries]


def _book(
    found: _Sheets, told: tuple[Finding, ...], complete: Complete, *, part: bool
) -> tuple[DecisionBook | None, tuple[Finding, ...]]:
    """Return the book with the findings on it, as `read_decisions` and `books` do for another.

    told: of its codes. complete: makes the book's entries of those of its tables and of what
    stands beside them.
    """
    notes = (*found.notes, *told)
    faults = book_faults(found.sheets, found.spec, notes, part=part)
    notes = without_cuts(notes)
    if faults:
        return None, (*notes, *faults)
    tables = tables_of(found.sheets, found.spec)
    beside, remarks = stray_entries(found.sheets, found.spec)
    picked = tuple(row for table in tables for row in table.picked)
    book = DecisionBook(path="", entries=complete(tables, beside), picked=picked)
    return book, (*notes, *told_of_tables(tables), *remarks)


def _as_they_stand(tables: Tables, beside: tuple[DecisionEntry, ...]) -> PackedEntries:
    packed = PackedEntries()
    for table in tables:
        packed += _entries(table)
    return packed + packed_entries(beside)


def _completed(tables: Tables, beside: tuple[DecisionEntry, ...]) -> PackedEntries:
    """Return the decisions, those that a sheet or a letter's number completes whole.

    The entries of long tables are completed part by part. The others ask for one another; of them
    the queue stands before the long tables, all else after them.
    """
    long = [table for table in tables if table.block in BY_THEMSELVES]
    others = [*(e for table in tables if table not in long for e in table.entries), *beside]
    shown = [row for table in tables for row in table.shown]
    ticked = with_ticks(with_defaults(with_receipts(others)), shown)
    defaults = defaults_in(others)
    first = [entry for entry in ticked if entry.table is DecisionTable.QUEUE]
    packed = packed_entries(first)
    for table in long:
        if table_of(table.block) in defaults:
            packed += packed_entries(completed(entry, defaults) for entry in table.entries)
        else:
            packed += _entries(table)
    rest = (entry for entry in ticked if entry.table is not DecisionTable.QUEUE)
    return packed + packed_entries(rest)


def _entries(table: TableOfBook) -> PackedEntries:
    entries = table.entries
    return entries if isinstance(entries, PackedEntries) else packed_entries(entries)
