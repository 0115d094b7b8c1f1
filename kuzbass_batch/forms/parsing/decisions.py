"""Read a sheet of a book of the committee's: every cell filled in, as it stands and as understood.

Unlike a participant's form nothing is judged here: what does not fit is to be carried over too.
Tables are found by their heads, whatever the sheets are called and however often they are there.
`whole_book` makes the book of its sheets.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings.finding import CellRef, Fact, Finding
from kuzbass_batch.forms.parsing.answer_cells import AnswerCell, cell_value, is_blank_value
from kuzbass_batch.forms.parsing.cells import examine_merges, judge, quote, understand_value
from kuzbass_batch.forms.parsing.heads import (
    ROW_KEYS,
    FoundTable,
    Head,
    find_heads,
    found_table,
    head_key,
)
from kuzbass_batch.forms.parsing.values import fold, fold_code, show
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import Block, Field, FormSpec, SheetSpec, ValueKind
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    table_of,
)
from kuzbass_batch.records.committee.written_cells import split_by_stamps
from kuzbass_batch.records.files.workbooks import RawSheet, Scalar

LISTS_SHEET, CODE_SHEET = "Списки", "Код"
OF_APPLICATIONS = (
    "application", "application_day", "author", "practice_before", "practice_after", "proof",
    "replication", "admitted", "refusal",
)  # fmt: skip
OF_CHECKS = ("check_grounds", "criteria_met", "criteria_edition")
LATER_COLUMNS = (
    *ROW_KEYS, "origin", "roubles", "goals", "stages", "written", *OF_APPLICATIONS, *OF_CHECKS,
)  # fmt: skip
"""What a workbook drawn by an earlier program lacks, or one where a sheet would be empty."""
READ_WHOLE = ("queue",)
"""The tables of which the untouched rows are read, too, where one of them is touched: an entry may
speak of all that is shown there."""
OF_A_PART = ("expertise",)
"""The tables that a workbook for one checker must hold."""
POINTS = ("points", "asked")
"""The columns that hold points of a criterion."""
POINT_WORDS = {"ноль": 0, "нуль": 0, "один": 1, "одна": 1, "два": 2, "две": 2, "три": 3,
               "четыре": 4}  # fmt: skip
OWN_COLUMNS = 2
"""Code, title and explanations stand in the first columns of every sheet."""

Read = tuple[tuple[DecisionEntry, ...], tuple[Finding, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableOfBook:
    """What stands in a table on one sheet of a book.

    block: its key in the form. entries: the rows in which something is entered, with findings on
    them. parted: why its rows cannot be trusted, unkeyed: why nothing would show that. shown,
    picked: as in the book.
    """

    block: str
    entries: Sequence[DecisionEntry]
    findings: tuple[Finding, ...]
    parted: tuple[Finding, ...]
    unkeyed: tuple[Finding, ...]
    shown: tuple[DecisionEntry, ...]
    picked: tuple[DecisionEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetOfBook:
    """What one sheet of a book says, all that is kept of it.

    heads: the words of all head rows. stray: what is entered beside the tables.
    """

    name: str
    heads: frozenset[str]
    tables: tuple[TableOfBook, ...]
    stray: tuple[tuple[CellRef, Scalar], ...]


def read_book_sheet(sheet: RawSheet, spec: FormSpec) -> SheetOfBook:
    """Return everything entered on a sheet; whether its book can be used tells `book_faults`."""
    heads = find_heads(sheet)
    homes = tuple(_homes(sheet, heads, spec))
    stray = _stray_cells(sheet, spec, homes)
    return SheetOfBook(
        name=sheet.name,
        heads=frozenset(word for head in heads for word in head.columns),
        tables=tuple(map(_table_of_book, homes)),
        stray=tuple((_ref(sheet, *at), cell_value(sheet, *at)) for at in stray),
    )


def _table_of_book(home: FoundTable) -> TableOfBook:
    rows = range(home.head.row + 1, len(home.sheet.rows))
    begun = [number for number in rows if _is_begun(home, number)]
    entries, findings = _read_rows(home, begun)
    key = home.block.key
    return TableOfBook(
        block=key,
        entries=entries,
        findings=findings,
        parted=tuple(_parted(home, begun)),
        unkeyed=tuple(_unkeyed(home, entries)),
        shown=tuple(_untouched(home)) if key in READ_WHOLE and entries else (),
        picked=tuple(_picked(home)) if key in OF_A_PART else (),
    )


def tables_in(spec: FormSpec) -> Iterator[tuple[SheetSpec, Block]]:
    """Yield the tables of a form with their sheets."""
    yield from ((sheet, block) for sheet, block in spec.blocks() if block.kind == "table")


def _homes(sheet: RawSheet, heads: tuple[Head, ...], spec: FormSpec) -> Iterator[FoundTable]:
    """Yield every place of every table on a sheet, in the order of the form."""
    for _, block in tables_in(spec) if heads else ():
        keys = dict(_heads(block))
        wanted = {key for key, each in keys.items() if each.column not in LATER_COLUMNS}
        for head in heads:
            if wanted <= head.columns.keys():
                there = tuple((each, head.columns[key]) for key, each in keys.items()
                              if key in head.columns)  # fmt: skip
                yield found_table(block, sheet, head, there, spec.utc_hours)


def _heads(block: Block) -> Iterator[tuple[str, Field]]:
    """Yield the columns of a table by their heads; a workbook of an earlier program has no keys."""
    for word, each in zip(block.heads, block.rows[0].fields, strict=True):
        yield head_key(word), each


def _parted(home: FoundTable, begun: Iterable[int]) -> Iterator[Finding]:
    """A row in which something is entered stands beside the number of another row.

    Whoever sorts a part of the columns moves the key that stands among them along.
    """
    found = [each for number in begun if (each := _other_key(home, number))]
    if found:
        code, key, column, ref = found[0]
        yield decision_rules.ROWS_PARTED.at(
            ref, code=code, key=key, count=len(found), column=column
        )


def _unkeyed(home: FoundTable, entries: tuple[DecisionEntry, ...]) -> Iterator[Finding]:
    """A sheet with entries and without a key among them: nothing would show that rows parted."""
    # The topics of the minutes are printed by the program, into cells that stay open.
    count = sum(any(cell.column != "topic" for cell in entry.entered) for entry in entries)
    there = {field.column for field, _ in home.columns}
    for word, each in zip(home.block.heads, home.block.rows[0].fields, strict=True):
        if count and each.column in ROW_KEYS and each.column not in there:
            ref = CellRef(sheet=home.sheet.name, cell=cell_address(home.head.row, 0))
            yield decision_rules.ROWS_UNKEYED.at(ref, column=word, count=count)


def _other_key(home: FoundTable, number: int) -> tuple[str, str, str, CellRef] | None:
    """Return code and key of a row that differ, the key's column and cell; None if none does."""
    code = show(cell_value(home.sheet, number, home.head.code_column))
    for head, column in home.keys:
        key = show(cell_value(home.sheet, number, column))
        if code and key and fold_code(code).rpartition(".")[2] != fold_code(key):
            ref = CellRef(sheet=home.sheet.name, cell=cell_address(number, column))
            return code, f"{home.block.prefix}.{key}", head, ref
    return None


def _read_rows(home: FoundTable, begun: Iterable[int]) -> Read:
    entries: list[DecisionEntry] = []
    findings: list[Finding] = []
    for number in begun:
        entry, problems = _read_row(home, number)
        entries += (entry,) if entry.entered else ()
        findings += problems
    return tuple(entries), tuple(findings)


def _untouched(home: FoundTable) -> Iterator[DecisionEntry]:
    """Yield the rows in which nothing is entered, with what is printed there."""
    table = table_of(home.block.key)
    for number in range(home.head.row + 1, len(home.sheet.rows)):
        if not _is_begun(home, number):
            yield DecisionEntry(table=table, entered=(), printed=tuple(_printed(home, number)))


def _picked(home: FoundTable) -> Iterator[DecisionEntry]:
    """Yield the rows in which somebody has picked what they are about, and entered nothing yet.

    A row that the program has filled tells what was claimed.
    """
    at = {field.column: column for field, column in home.columns}
    for number in range(home.head.row + 1, len(home.sheet.rows)):
        who, which, title, claimed = (
            cell_value(home.sheet, number, at[each]) if each in at else None
            for each in ("participant", "criterion", "title", "claimed")
        )
        told = not _is_empty(which) or (not _is_empty(who) and _is_empty(title))
        if told and _is_empty(claimed) and not _is_begun(home, number):
            printed = tuple(_printed(home, number))
            yield DecisionEntry(table=DecisionTable.EXPERTISE, entered=(), printed=printed)


def _is_empty(value: Scalar) -> bool:
    """Tell whether a cell holds nothing at all; a lone accent, too, was entered by somebody."""
    return value is None or (isinstance(value, str) and not value.strip())


def _is_begun(home: FoundTable, number: int) -> bool:
    """Tell whether anything is entered in a row; most rows of a large workbook are untouched."""
    row, told = home.sheet.rows[number], home.sheet.hidden_cells
    for _, column in home.open:
        if column < len(row) and not _is_empty(row[column]):
            return True
        if told and (number, column) in told:
            return True
    return False


def _read_row(home: FoundTable, number: int) -> tuple[DecisionEntry, tuple[Finding, ...]]:
    told = home.sheet.hidden_cells
    # Of a blank cell there is nothing to say, and most cells of a long register are blank.
    slots = [
        AnswerCell(field, home.sheet, number, column, value)
        for field, column in home.open
        if not _is_empty(value := cell_value(home.sheet, number, column))
        or (number, column) in told
    ]
    merges = examine_merges(tuple(slot for slot in slots if (number, slot.column) in told))
    read = [_read_cell(slot, merges.hidden, home.utc_hours) for slot in slots]
    entry = split_by_stamps(
        table_of(home.block.key),
        tuple(cell for cell, _ in read if cell),
        tuple(_printed(home, number)),
    )
    return entry, (*merges.findings, *(finding for _, findings in read for finding in findings))


def _printed(home: FoundTable, number: int) -> Iterator[EnteredCell]:
    """Yield what the program had printed in a row, as it stands; nobody is asked about it."""
    for field, column in home.printed:
        raw = cell_value(home.sheet, number, column)
        if not _is_empty(raw):
            value = show(raw) if field.kind is ValueKind.TEXT else raw
            ref = CellRef(sheet=home.sheet.name, cell=cell_address(number, column))
            yield EnteredCell(column=field.column, raw=raw, value=value, ref=ref)


def _read_cell(
    slot: AnswerCell, hidden: frozenset[tuple[int, int, int]], utc_hours: int
) -> tuple[EnteredCell | None, tuple[Finding, ...]]:
    """Return the cell; a long text is not cut, an error value is kept as its text."""
    told = slot.sheet.hidden_cells.get((slot.row, slot.column), ())
    # Not `slot.ref`: a register would push the addresses of all forms out of its memory.
    ref = CellRef(sheet=slot.sheet.name, cell=cell_address(slot.row, slot.column))
    column = slot.field.column
    if not told and not is_blank_value(slot.value):
        # Nearly every cell of a long register: nothing is hidden in it, and so it is what it shows.
        value, findings = understand_value(slot, utc_hours)
        if value is not None and not findings:
            return EnteredCell(column=column, raw=slot.value, value=value, ref=ref), ()
    else:
        answer, findings = judge(slot, hidden, utc_hours)
        value = answer.value if answer else None
    raw: Scalar = next((each.text for each in told if each.kind == "error"), slot.value)
    if _is_empty(raw):
        return None, findings
    if findings and isinstance(value, str) and slot.field.kind is ValueKind.TEXT:
        value = show(raw)
    kept = tuple(
        _on_points(slot, raw) if column in POINTS and Fact.NO_NUMBER in f.facts else f
        for f in findings
        if Fact.TEXT_CUT not in f.facts
    )
    if value is None and not kept:
        kept = (decision_rules.NOT_UNDERSTOOD.at(ref, found=quote(raw)),)
    return EnteredCell(column=column, raw=raw, value=value, ref=ref), kept


def _on_points(slot: AnswerCell, raw: Scalar) -> Finding:
    """Say how points are written; the figure that a word or «1 балл» means is named."""
    words = re.findall(r"[0-9]+|[^\W\d]+", fold(show(raw)))
    meant = {str(POINT_WORDS.get(word, word)) for word in words
             if word in POINT_WORDS or word.isdecimal()}  # fmt: skip
    figure = f": {meant.pop()}" if len(meant) == 1 else ""
    return decision_rules.NOT_POINTS.at(slot.ref, found=quote(raw), meant=figure)


def _stray_cells(
    sheet: RawSheet, spec: FormSpec, homes: tuple[FoundTable, ...]
) -> Iterator[tuple[int, int]]:
    """Yield every filled cell of a sheet that is neither the program's nor an answer."""
    if fold(sheet.name) in (fold(LISTS_SHEET), fold(CODE_SHEET)):
        return
    texts = {fold(sheet.name) for sheet in spec.sheets} - {
        fold(sheet.name) for sheet, _ in tables_in(spec)
    }
    printed = OWN_COLUMNS if homes or fold(sheet.name) in texts else 0
    yield from _stray_in(sheet, homes, printed)


def _stray_in(
    sheet: RawSheet, homes: tuple[FoundTable, ...], printed: int
) -> Iterator[tuple[int, int]]:
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


def _ref(sheet: RawSheet, row: int, column: int) -> CellRef:
    return CellRef(sheet=sheet.name, cell=cell_address(row, column))
