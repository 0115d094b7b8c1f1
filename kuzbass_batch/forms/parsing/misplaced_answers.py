"""Answers that stand outside their column: in another column, as points, or as a colour only.

They are not counted. The finding says where they were seen, so that the sender can move them.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.answer_cells import cell_value
from kuzbass_batch.forms.parsing.values import fold, shorten, show, understand_mark
from kuzbass_batch.forms.spec.layout import cell_address, place_of
from kuzbass_batch.forms.spec.specification import FormCriterion, FormSpec, Row
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet, Scalar

_LONGEST = 30
"""Letters of an answer that a sentence repeats."""
_YES_FIRST = re.compile(r"да[\s,;:.(–—-]+\S.*", re.I | re.S)
"""A text that begins with the mark: «да, приказ № 5»."""


def misplaced_answers(raw: RawForm, spec: FormSpec, submission: Submission) -> Iterator[Finding]:
    """Yield a finding for each criterion without a mark in its column but with one elsewhere."""
    answers, cells = submission.by_field(), submission.cells()
    sheets = {sheet.name: sheet for sheet in raw.sheets}
    for _, block in spec.blocks():
        for group in block.groups:
            fields = [row.fields[0].field_id for row in group.rows]
            if not answers.keys().isdisjoint(fields):
                continue
            refs = [cells[field] for field in fields if field in cells]
            if len(refs) < len(fields):
                continue
            sheet = sheets.get(refs[0].sheet)
            if sheet and (found := list(_found(sheet, group, refs))):
                where = "; ".join(dict.fromkeys(found))
                yield rules.ANSWER_ELSEWHERE.at(
                    refs[0], field=fields[0], criterion=group.criterion.id, where=where
                )


def _found(sheet: RawSheet, group: FormCriterion, refs: list[CellRef]) -> Iterator[str]:
    """Yield where marks, points and colours stand in the rows of a criterion."""
    places = [place_of(ref.cell) for ref in refs]
    for row, (number, column) in zip(group.rows, places, strict=True):
        yield from _marks(sheet, row, number, column)
    last, column = max(places)
    points = cell_value(sheet, last + 1, column)
    if isinstance(points, Decimal) and points and (last + 1, column) not in sheet.hidden_cells:
        cell = cell_address(last + 1, column)
        yield f"число {show(points)} вписано вместо баллов в ячейку {cell}"
    if filled := _filled(sheet, [number for number, _ in places]):
        yield f"цветом выделено: {', '.join(filled)}"


def _marks(sheet: RawSheet, row: Row, number: int, own: int) -> Iterator[str]:
    printed = {fold(text) for text in (row.code, *row.texts)}
    for column, value in enumerate(sheet.rows[number]):
        if column == own or value is None or fold(show(value)) in printed:
            continue
        if _is_mark(value) and "formula" not in _kinds(sheet, number, column):
            cell = cell_address(number, column)
            yield f"«{shorten(show(value), _LONGEST)}» стоит в ячейке {cell}"


def _is_mark(value: Scalar) -> bool:
    """Tell whether a cell says «да», alone or before what proves it."""
    before = isinstance(value, str) and _YES_FIRST.fullmatch(value.strip()) is not None
    return before or understand_mark(value) is True


def _kinds(sheet: RawSheet, row: int, column: int) -> set[str]:
    return {hidden.kind for hidden in sheet.hidden_cells.get((row, column), ())}


def _filled(sheet: RawSheet, rows: list[int]) -> list[str]:
    """Return the coloured cells of some rows; colour in all of them is an ornament."""
    wide = len(sheet.rows[rows[0]])
    by_row = {
        row: [cell_address(row, at) for at in range(wide) if "filled" in _kinds(sheet, row, at)]
        for row in rows
    }
    return [] if all(by_row.values()) else [cell for cells in by_row.values() for cell in cells]
