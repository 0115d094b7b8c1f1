"""Read the decisions workbook: every cell the clerk filled in, as it stands and as understood.

Unlike a participant's form nothing is judged here: what does not fit is to be carried over too.
Tables are found by their heads, whatever the sheets are called and however often they are there.
"""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass

from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings.finding import CellRef, Fact, Finding
from kuzbass_batch.forms.parsing.answer_cells import AnswerCell, cell_value
from kuzbass_batch.forms.parsing.cells import examine_merges, judge, quote
from kuzbass_batch.forms.parsing.heads import Head, find_heads, head_key
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.layout import address
from kuzbass_batch.forms.spec.specification import Block, Field, FormSpec, SheetSpec, ValueKind
from kuzbass_batch.records.decisions import DecisionBook, DecisionEntry, DecisionTable, EnteredCell
from kuzbass_batch.records.workbooks import RawForm, RawSheet, Scalar

LISTS_SHEET, CODE_SHEET = "Списки", "Код"
LONGEST_TEXT = 32_767
"""What a cell of an .xlsx can hold; an .ods may hold more."""
MOST_STRAY = 2_000
REMARK = "remark"
"""The column in which the program says what became of an entry, each time."""
OWN_COLUMNS = 2
"""Code, title and explanations stand in the first columns of every sheet."""

Stray = tuple[tuple[RawSheet, int, int], ...]
Read = tuple[tuple[DecisionEntry, ...], tuple[Finding, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTable:
    """A table found: its sheet, its head row, and the column of every field."""

    block: Block
    sheet: RawSheet
    head: Head
    columns: tuple[tuple[Field, int], ...]


def read_decisions(raw: RawForm, spec: FormSpec) -> tuple[DecisionBook | None, tuple[Finding, ...]]:
    """Return everything entered; None if a table is gone or an entry could not be carried over."""
    homes = tuple(_homes(raw, spec))
    stray = tuple(_stray_cells(raw, spec, homes))
    faults = (*_missing(raw, spec, homes), *_too_long(raw), *_too_much_stray(stray))
    if faults:
        return None, faults
    read = [_read_table(home) for home in homes]
    notes, remarks = _stray_entries(stray)
    entries = (*(entry for found, _ in read for entry in found), *notes)
    findings = (*(finding for _, found in read for finding in found), *remarks)
    return DecisionBook(path=raw.path, entries=entries), findings


def _tables(spec: FormSpec) -> Iterator[tuple[SheetSpec, Block]]:
    yield from ((sheet, block) for sheet, block in spec.blocks() if block.kind == "table")


def _homes(raw: RawForm, spec: FormSpec) -> Iterator[FoundTable]:
    """Yield every place of every table, in the order of the form and of the sheets."""
    heads = [(sheet, head) for sheet in raw.sheets for head in find_heads(sheet)]
    for _, block in _tables(spec):
        keys = [head_key(word) for word in block.heads]
        for sheet, head in heads:
            if all(key in head.columns for key in keys):
                columns = (head.columns[key] for key in keys)
                fields = block.rows[0].fields
                yield FoundTable(
                    block=block,
                    sheet=sheet,
                    head=head,
                    columns=tuple(zip(fields, columns, strict=True)),
                )


def _missing(raw: RawForm, spec: FormSpec, homes: tuple[FoundTable, ...]) -> Iterator[Finding]:
    """A table without its sheet or a column: what was entered there would be lost."""
    found = {home.block.key for home in homes}
    by_name = {fold(sheet.name): sheet for sheet in raw.sheets}
    for sheet_spec, block in _tables(spec):
        if block.key in found:
            continue
        sheet = by_name.get(fold(sheet_spec.name))
        ref = CellRef(sheet=sheet_spec.name)
        if sheet is None:
            yield answer_rules.SHEET_MISSING.at(ref, name=sheet_spec.name)
            continue
        known = {key for head in find_heads(sheet) for key in head.columns}
        lost = [word for word in block.heads if head_key(word) not in known]
        for word in lost:
            yield answer_rules.COLUMN_MISSING.at(ref, name=word)
        if not lost:
            yield answer_rules.HEAD_MISSING.at(ref, name=block.title)


def _too_long(raw: RawForm) -> Iterator[Finding]:
    for sheet in raw.sheets:
        for number, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and len(value) > LONGEST_TEXT:
                    ref = CellRef(sheet=sheet.name, cell=address(number, column))
                    yield decision_rules.TOO_LONG.at(ref, length=len(value))


def _read_table(home: FoundTable) -> Read:
    entries: list[DecisionEntry] = []
    findings: list[Finding] = []
    for number in range(home.head.row + 1, len(home.sheet.rows)):
        if _is_begun(home, number):
            entry, problems = _read_row(home, number)
            entries += (entry,) if entry.entered else ()
            findings += problems
    return tuple(entries), tuple(findings)


def _is_empty(value: Scalar) -> bool:
    """Tell whether a cell holds nothing at all; a lone accent, too, was entered by somebody."""
    return value is None or (isinstance(value, str) and not value.strip())


def _is_begun(home: FoundTable, number: int) -> bool:
    """Tell whether anything is entered in a row; most rows of a large workbook are untouched."""
    return any(
        not _is_empty(cell_value(home.sheet, number, column))
        or (number, column) in home.sheet.hidden_cells
        for field, column in home.columns
        if not field.locked
    )


def _read_row(home: FoundTable, number: int) -> tuple[DecisionEntry, tuple[Finding, ...]]:
    slots = tuple(
        AnswerCell(
            field=field,
            sheet=home.sheet,
            row=number,
            column=column,
            value=cell_value(home.sheet, number, column),
        )
        for field, column in home.columns
        if not field.locked
    )
    merges = examine_merges(slots)
    read = [_read_cell(slot, merges.hidden) for slot in slots]
    entry = DecisionEntry(
        table=DecisionTable(home.block.key),
        entered=tuple(cell for cell, _ in read if cell),
        printed=tuple(_printed(home, number)),
    )
    return entry, (*merges.findings, *(finding for _, findings in read for finding in findings))


def _printed(home: FoundTable, number: int) -> Iterator[EnteredCell]:
    """Yield what the program had printed in a row, as it stands; nobody is asked about it."""
    for field, column in home.columns:
        raw = cell_value(home.sheet, number, column)
        if field.locked and field.column != REMARK and not _is_empty(raw):
            value = show(raw) if field.kind is ValueKind.TEXT else raw
            ref = CellRef(sheet=home.sheet.name, cell=address(number, column))
            yield EnteredCell(column=field.column, raw=raw, value=value, ref=ref)


def _read_cell(
    slot: AnswerCell, hidden: frozenset[tuple[int, int, int]]
) -> tuple[EnteredCell | None, tuple[Finding, ...]]:
    """Return the cell; a long text is not cut, an error value is kept as its text."""
    answer, findings = judge(slot, hidden)
    errors = [trap.text for trap in slot.sheet.hidden_cells.get((slot.row, slot.column), ())
              if trap.kind == "error"]  # fmt: skip
    raw: Scalar = errors[0] if errors else slot.value
    if _is_empty(raw):
        return None, findings
    value = answer.value if answer else None
    if isinstance(value, str) and slot.field.kind is ValueKind.TEXT:
        value = show(raw)
    kept = tuple(f for f in findings if Fact.TEXT_CUT not in f.facts)
    if value is None and not kept:
        kept = (decision_rules.NOT_UNDERSTOOD.at(slot.ref, found=quote(raw)),)
    return EnteredCell(column=slot.field.column, raw=raw, value=value, ref=slot.ref), kept


def _stray_cells(
    raw: RawForm, spec: FormSpec, homes: tuple[FoundTable, ...]
) -> Iterator[tuple[RawSheet, int, int]]:
    """Yield every filled cell that is neither the program's nor an answer."""
    ours = {fold(LISTS_SHEET), fold(CODE_SHEET)}
    texts = {fold(sheet.name) for sheet in spec.sheets} - {
        fold(sheet.name) for sheet, _ in _tables(spec)
    }
    for sheet in raw.sheets:
        if fold(sheet.name) in ours:
            continue
        known = [home for home in homes if home.sheet is sheet]
        printed = OWN_COLUMNS if known or fold(sheet.name) in texts else 0
        yield from ((sheet, row, column) for row, column in _stray_in(sheet, known, printed))


def _stray_in(sheet: RawSheet, homes: list[FoundTable], printed: int) -> Iterator[tuple[int, int]]:
    """Yield the filled cells of a sheet beside its tables; `printed`: columns above them."""
    ours: Container[int] = range(printed)
    for number, row in enumerate(sheet.rows):
        for home in homes:
            if home.head.row == number:
                ours = range(len(row))
            elif home.head.row == number - 1:
                ours = {home.head.code_column, *(column for _, column in home.columns)}
        for column, value in enumerate(row):
            if column not in ours and not _is_empty(value):
                yield number, column


def _too_much_stray(stray: Stray) -> Iterator[Finding]:
    for name, count in Counter(sheet.name for sheet, _, _ in stray).items():
        if count > MOST_STRAY:
            yield decision_rules.TOO_MUCH_STRAY.at(CellRef(sheet=name), name=name, count=count)


def _stray_entries(stray: Stray) -> Read:
    """Return what stands outside the tables as notes: it is kept, with where it stood."""
    entries, findings = [], []
    for sheet, row, column in stray:
        ref = CellRef(sheet=sheet.name, cell=address(row, column))
        value = cell_value(sheet, row, column)
        source = EnteredCell(column="source", raw=str(ref), value=str(ref), ref=ref)
        text = EnteredCell(column="text", raw=value, value=show(value), ref=ref)
        entries.append(DecisionEntry(table=DecisionTable.NOTES, entered=(source, text)))
        findings.append(decision_rules.STRAY.at(ref, found=quote(value)))
    return tuple(entries), tuple(findings)
