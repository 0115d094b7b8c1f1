"""Two columns under one word of the head: a copy beside a hidden first one, an inserted one."""

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.answer_cells import cell_value, is_blank
from kuzbass_batch.forms.parsing.heads import Head, head_key
from kuzbass_batch.forms.parsing.values import fold, fold_code
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import Block
from kuzbass_batch.records.workbooks import RawSheet


def choose_columns(
    sheet: RawSheet, block: Block, head: Head, columns: list[int | None]
) -> tuple[list[int | None], tuple[Finding, ...]]:
    """Return the filled one of the columns under one word; none where two differ, hidden or not."""
    codes = {fold_code(row.code) for row in block.all_rows()}
    rows = [
        number
        for number in range(head.row + 1, len(sheet.rows))
        if fold_code(cell_value(sheet, number, head.code_column)) in codes
    ]
    chosen: list[int | None] = []
    findings: list[Finding] = []
    for word, column in zip(block.answer_heads, columns, strict=True):
        several = head.twice.get(head_key(word), ())
        if not several:
            chosen.append(column)
            continue
        filled = {at: cells for at in several if any(cells := _under(sheet, rows, at))}
        differ = len(set(filled.values())) > 1
        counted = next(iter(filled), several[0])
        rule = rules.COLUMN_TWICE if differ else rules.COLUMN_COPIED
        finding = rule.at(
            CellRef(sheet=sheet.name, cell=cell_address(head.row, several[0])),
            name=word,
            columns=", ".join(cell_address(head.row, at) for at in several),
            counted=cell_address(head.row, counted),
        )
        findings.append(finding)
        chosen.append(None if differ else counted)
    return chosen, tuple(findings)


def _under(sheet: RawSheet, rows: list[int], column: int) -> tuple[str, ...]:
    values = (cell_value(sheet, number, column) for number in rows)
    return tuple("" if is_blank(value) else fold(str(value)) for value in values)
