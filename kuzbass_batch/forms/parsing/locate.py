"""Where the answers of a returned form lie: sheets by name, rows by code, columns by head words.

Nothing is expected at a fixed address, so inserted or moved rows, columns and sheets do no harm.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.answer_cells import (
    AnswerCell,
    BlankCell,
    FieldPlace,
    MissingCell,
    cell_ref,
    cell_value,
    is_blank_value,
    is_zero_of_formula,
)
from kuzbass_batch.forms.parsing.heads import Head, choose_columns, find_heads, head_key
from kuzbass_batch.forms.parsing.values import fold, fold_code
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import Block, Field, FormSpec, Row, SheetSpec
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet, Scalar

Located = tuple[tuple[FieldPlace, ...], tuple[Finding, ...]]


def locate(raw: RawForm, spec: FormSpec) -> Located:
    """Return the place of every field of the form in reading order, and what was not found."""
    places: list[FieldPlace] = []
    findings: list[Finding] = []
    claimed = {sheet.name: _find_sheet(raw, sheet) for sheet in spec.sheets}
    for sheet_spec in spec.sheets:
        if any(block.kind != "text" for block in sheet_spec.blocks):
            found, problems = _locate_sheet(claimed[sheet_spec.name], sheet_spec)
            places += found
            findings += problems
    return tuple(places), (*findings, *_copied_sheets(raw, spec, claimed))


def _find_sheet(raw: RawForm, spec: SheetSpec) -> RawSheet | None:
    """Return the sheet of that name, else the only one with the heads of all its blocks."""
    for sheet in raw.sheets:
        if fold(sheet.name) == fold(spec.name):
            return sheet
    fitting = [sheet for sheet in raw.sheets if _has_all_heads(find_heads(sheet), spec)]
    return fitting[0] if len(fitting) == 1 else None


def _has_all_heads(heads: tuple[Head, ...], spec: SheetSpec) -> bool:
    blocks = [block for block in spec.blocks if block.kind != "text"]
    return bool(blocks) and all(
        any(_matches(head, block) == len(block.heads) for head in heads) for block in blocks
    )


def _matches(head: Head, block: Block) -> int:
    return sum(head_key(word) in head.columns for word in block.heads)


def _copied_sheets(
    raw: RawForm, spec: FormSpec, claimed: dict[str, RawSheet | None]
) -> Iterator[Finding]:
    taken = {id(sheet) for sheet in claimed.values()}
    for sheet in raw.sheets:
        if id(sheet) in taken:
            continue
        heads = find_heads(sheet)
        for sheet_spec in spec.sheets:
            if _has_all_heads(heads, sheet_spec):
                yield rules.SHEET_COPIED.at(CellRef(sheet=sheet.name), name=sheet_spec.name)


def _locate_sheet(sheet: RawSheet | None, spec: SheetSpec) -> Located:
    if sheet is None:
        missing = rules.SHEET_MISSING.at(CellRef(sheet=spec.name), name=spec.name)
        lost = [place for block in spec.blocks for place in _lost_block(block, spec.name)]
        return tuple(lost), (missing,)
    heads = _assign_heads(sheet, spec)
    places: list[FieldPlace] = []
    findings: list[Finding] = []
    for block in spec.blocks:
        if block.kind != "text":
            found, problems = _locate_block(sheet, spec, block, heads.get(block.key), heads)
            places += found
            findings += problems
    return tuple(places), tuple(findings)


def _lost_block(block: Block, sheet: str) -> Iterator[MissingCell]:
    """Fixed rows are missed one by one; a free table without its head has no rows to miss."""
    if block.kind != "table":
        for row in block.all_rows():
            yield from (MissingCell(field=field, ref=CellRef(sheet=sheet)) for field in row.fields)


def _assign_heads(sheet: RawSheet, spec: SheetSpec) -> dict[str, Head]:
    """Give each block the head row with all its words, else one above its own first code."""
    heads = list(find_heads(sheet))
    assigned: dict[str, Head] = {}
    blocks = [block for block in spec.blocks if block.kind != "text"]
    for complete in (True, False):
        for block in blocks:
            if block.key not in assigned:
                best = max(heads, key=lambda head: _matches(head, block), default=None)
                if best and _fits(sheet, best, block, complete):
                    assigned[block.key] = best
                    heads.remove(best)
    return assigned


def _fits(sheet: RawSheet, head: Head, block: Block, complete: bool) -> bool:
    if complete:
        return _matches(head, block) == len(block.heads)
    codes = {fold_code(row.code) for row in block.all_rows()}
    below = range(head.row + 1, min(head.row + 6, len(sheet.rows)))
    return any(fold_code(cell_value(sheet, row, head.code_column)) in codes for row in below)


def _locate_block(
    sheet: RawSheet, spec: SheetSpec, block: Block, head: Head | None, heads: dict[str, Head]
) -> Located:
    ref = CellRef(sheet=sheet.name)
    if head is None:
        missing = rules.HEAD_MISSING.at(ref, name=block.title.rstrip(":") or block.heads[0])
        return tuple(_lost_block(block, sheet.name)), (missing,)
    columns = [head.columns.get(head_key(word)) for word in block.answer_heads]
    findings = tuple(
        rules.COLUMN_MISSING.at(
            CellRef(sheet=sheet.name, cell=cell_address(head.row, 0)), name=word
        )
        for word, column in zip(block.answer_heads, columns, strict=True)
        if column is None
    )
    if head.twice:
        columns, told = choose_columns(sheet, block, head, columns)
        findings += told
    if block.kind == "table":
        rows = _table_rows(sheet, spec, head, heads)
        filled = [number for number in rows if _is_begun(sheet, number, columns)]
        findings += _too_long(sheet, block, filled, columns)
        codes = {fold_code(row.code) for row in block.rows}
        blank = [
            number
            for number in sorted(set(rows) - set(filled))
            if fold_code(cell_value(sheet, number, head.code_column)) in codes
        ]
        filled, blank = filled[: block.most or None], blank[: len(block.rows)]
        if not filled and not blank:
            # Somebody deleted every row: the first one is missed right beneath the head.
            own = tuple(field.field_id for field in block.rows[0].fields)
            return _bare_row(own, sheet.name, head.row + 1, *columns), findings
        return tuple(_table_places(sheet, block, columns, filled, blank)), findings
    places, problems = _locate_rows(sheet, block, head, columns)
    return places, (*findings, *problems)


def _locate_rows(sheet: RawSheet, block: Block, head: Head, columns: list[int | None]) -> Located:
    found = _rows_by_code(sheet, block, head)
    places: list[FieldPlace] = []
    findings: list[Finding] = []
    for row in block.all_rows():
        numbers = found.get(row.code, ())
        number, problem = _choose_row(sheet, row, numbers, columns)
        findings += problem
        for field, column in zip(row.fields, columns, strict=False):
            if number is None or column is None:
                places.append(MissingCell(field=field, ref=CellRef(sheet=sheet.name)))
            else:
                wanted = field.required and block.kind != "criteria"
                places.append(_place(field, sheet, number, column, wanted))
    return tuple(places), tuple(findings)


def _choose_row(
    sheet: RawSheet, row: Row, numbers: tuple[int, ...], columns: list[int | None]
) -> tuple[int | None, tuple[Finding, ...]]:
    """Return the row that counts: the only one, or the filled one where copies do not differ."""
    if not numbers:
        return None, (rules.ROW_MISSING.at(CellRef(sheet=sheet.name), name=row.code),)
    if len(numbers) == 1:
        return numbers[0], ()
    answers = {number: _answers_in(sheet, number, columns) for number in numbers}
    filled = {number: cells for number, cells in answers.items() if any(cells)}
    differ = len(set(filled.values())) > 1
    rule = rules.ROW_TWICE if differ else rules.ROW_COPIED
    listed = ", ".join(str(number + 1) for number in numbers)
    finding = rule.at(CellRef(sheet=sheet.name), name=row.code, rows=listed)
    return None if differ else next(iter(filled), numbers[0]), (finding,)


def _answers_in(sheet: RawSheet, number: int, columns: list[int | None]) -> tuple[str, ...]:
    values = (cell_value(sheet, number, column) for column in columns if column is not None)
    return tuple("" if is_blank_value(value) else fold(str(value)) for value in values)


def _is_begun(sheet: RawSheet, number: int, columns: list[int | None]) -> bool:
    """Tell whether anything stands in a row of a table.

    Formulas all of which are stored as 0 begin none: converters to .xls leave that of blank texts.
    """
    row = sheet.rows[number]
    for at in columns:  # Most cells are blank: what generators cost would be felt.
        if at is None or at >= len(row) or row[at] is None or is_blank_value(row[at]):
            continue
        if not is_zero_of_formula(sheet, number, at):
            return True
    return False


def _rows_by_code(sheet: RawSheet, block: Block, head: Head) -> dict[str, tuple[int, ...]]:
    """Return the rows of every code of the block, wherever they stand on the sheet."""
    at = head.code_column
    column = tuple([row[at] if at < len(row) else None for row in sheet.rows])
    texts, others = _rows_of_codes(column)
    codes = ((row.code, fold_code(row.code)) for row in block.all_rows())
    found = {code: texts[folded] for code, folded in codes if folded in texts}
    for number in others:
        row = _row_of_changed_code(sheet, number, column[number], block)
        if row:
            found[row.code] = tuple(sorted((*found.get(row.code, ()), number)))
    return found


@lru_cache(maxsize=64)
def _rows_of_codes(
    column: tuple[Scalar, ...],
) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    """Return the rows of each text in a column as a code, and those with something else in it.

    Once for the same column: that of the codes is alike in thousands of forms.
    """
    texts: dict[str, tuple[int, ...]] = {}
    for number, value in enumerate(column):
        if isinstance(value, str):
            code = fold_code(value)
            texts[code] = (*texts.get(code, ()), number)
    others = (at for at, value in enumerate(column) if not isinstance(value, str | None))
    return texts, tuple(others)


def _row_of_changed_code(sheet: RawSheet, number: int, value: Scalar, block: Block) -> Row | None:
    """Recognise «1.1» that became the number 1.1 or the date 01.01, if the wording agrees.

    «1.0» becomes 1 and «1.2» the first of February: alone they could be anything.
    """
    if not isinstance(value, dt.date | Decimal):
        return None
    for row in block.all_rows():
        if _could_come_from(value, row.code) and _wording_stands(sheet, number, row):
            return row
    return None


def _could_come_from(value: Scalar, code: str) -> bool:
    whole, _, part = code.partition(".")
    if not (whole.isdecimal() and part.isdecimal()):
        return False
    if isinstance(value, dt.date):
        return (value.day, value.month) == (int(whole), int(part))
    return isinstance(value, Decimal) and value == Decimal(code)


def _wording_stands(sheet: RawSheet, number: int, row: Row) -> bool:
    words = fold(row.texts[0]) if row.texts else ""
    return any(isinstance(cell, str) and fold(cell) == words for cell in sheet.rows[number])


def _table_places(
    sheet: RawSheet,
    block: Block,
    columns: list[int | None],
    filled: list[int],
    blank: list[int],
) -> Iterator[AnswerCell | BlankCell]:
    """Yield the cells of the filled rows, counted in reading order, then of the blank ones."""
    fields = _numbered(block.rows[0].fields, block.key, len(filled) + len(blank))
    for own, number in zip(fields, filled, strict=False):
        for field, column in zip(own, columns, strict=True):
            if column is not None:
                yield _place(field, sheet, number, column, field.required, in_table=True)
    for own, number in zip(fields[len(filled) :], blank, strict=True):
        if _is_bare(sheet, number, columns):
            yield from _bare_row(tuple(f.field_id for f in own), sheet.name, number, *columns)
            continue
        for field, column in zip(own, columns, strict=True):
            if column is not None:
                yield _place(field, sheet, number, column, wanted=False, in_table=True)


def _is_bare(sheet: RawSheet, number: int, columns: list[int | None]) -> bool:
    """Tell whether nothing at all is known of the cells of a row."""
    row, hidden_cells = sheet.rows[number], sheet.hidden_cells
    for at in columns:
        filled = at is not None and at < len(row) and row[at] is not None
        if filled or (number, at) in hidden_cells:
            return False
    return True


@lru_cache(maxsize=2048)
def _bare_row(
    fields: tuple[str, ...], sheet: str, row: int, *columns: int | None
) -> tuple[BlankCell, ...]:
    """Return the blank cells of a row, the same objects for the same row of thousands of forms."""
    cells = zip(fields, columns, strict=True)
    return tuple(_blank(field, sheet, row, at) for field, at in cells if at is not None)


def _place(
    field: Field, sheet: RawSheet, row: int, column: int, wanted: bool, in_table: bool = False
) -> AnswerCell | BlankCell:
    value = cell_value(sheet, row, column)
    if value is None and not wanted and (row, column) not in sheet.hidden_cells:
        return _blank(field.field_id, sheet.name, row, column)
    return AnswerCell(field=field, sheet=sheet, row=row, column=column, value=value, wanted=wanted,
                in_table=in_table)  # fmt: skip


@lru_cache(maxsize=8192)
def _blank(field_id: str, sheet: str, row: int, column: int) -> BlankCell:
    """Return the blank cell, the same object for the same cell of thousands of forms."""
    return BlankCell(field_id, cell_ref(sheet, row, column))


def _too_long(
    sheet: RawSheet, block: Block, filled: list[int], columns: list[int | None]
) -> tuple[Finding, ...]:
    """Report a table with more rows than a form can be redrawn with."""
    if not block.most or len(filled) <= block.most:
        return ()
    column = next((column for column in columns if column is not None), 0)
    ref = CellRef(sheet=sheet.name, cell=cell_address(filled[block.most], column))
    name = block.title.rstrip(":")
    return (rules.TABLE_TOO_LONG.at(ref, name=name, found=len(filled), most=block.most),)


@lru_cache(maxsize=64)
def _numbered(fields: tuple[Field, ...], key: str, count: int) -> tuple[tuple[Field, ...], ...]:
    """Return the fields of the first `count` rows of a table; forms of a kind share them."""
    return tuple(
        tuple(
            replace(field, field_id=f"{key}/{number}/{field.field_id.rsplit('/', 1)[1]}")
            for field in fields
        )
        for number in range(1, count + 1)
    )


def _table_rows(
    sheet: RawSheet, spec: SheetSpec, head: Head, heads: dict[str, Head]
) -> tuple[int, ...]:
    """Return the rows beneath the head down to the next block, printed words passed over."""
    following = [other.row for other in heads.values() if other.row > head.row]
    end = min(following, default=len(sheet.rows))
    texts = (text for block in spec.blocks for text in (block.title, *block.paragraphs))
    printed = set(map(fold, texts)) - {""}
    return tuple(
        number
        for number in range(head.row + 1, end)
        if _first_words(sheet.rows[number]) not in printed
    )


def _first_words(row: tuple[Scalar, ...]) -> str:
    return next((fold(value) for value in row if isinstance(value, str) and fold(value)), "")
