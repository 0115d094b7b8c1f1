"""Answers that stand outside their column: in another column, as points, or as a colour only.

They are not counted. The finding says where they were seen, so that the sender can move them. A
colour tells something only where the rows of a criterion differ in it; greys, links and the
program's own colours never do (`reading.readers.cell_styles`). Of letters, those of printed texts
count where the column of marks is blank, and those of the marks where all of them are the same
words; what is written beside them as evidence may be of any colour.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.answer_cells import cell_value
from kuzbass_batch.forms.parsing.values import fold, shorten, show, understand_mark
from kuzbass_batch.forms.spec.layout import cell_address, place_of
from kuzbass_batch.forms.spec.specification import FormCriterion, FormSpec, Row
from kuzbass_batch.records.files.submissions import Answer, Submission
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet, Scalar

_LONGEST = 30
"""Letters of an answer that a sentence repeats."""
_YES_FIRST = re.compile(r"да[\s,;:.(–—-]+\S.*", re.I | re.S)
"""A text that begins with the mark: «да, приказ № 5»."""


def misplaced_answers(raw: RawForm, spec: FormSpec, submission: Submission) -> Iterator[Finding]:
    """Yield a finding for each criterion whose marks stand elsewhere, or are colours of letters."""
    answers, cells = submission.by_field(), submission.cells()
    sheets = {sheet.name: sheet for sheet in raw.sheets}
    for _, block in spec.blocks():
        for group in block.groups:
            fields = [row.fields[0].field_id for row in group.rows]
            refs = [cells[field] for field in fields if field in cells]
            sheet = sheets.get(refs[0].sheet) if refs else None
            if sheet is None or len(refs) < len(fields):
                continue
            words: dict[str, Any] = {"field": fields[0], "criterion": group.criterion.id}
            if not answers.keys().isdisjoint(fields):
                given = [answers.get(field) for field in fields]
                if inked := _inked_marks(sheet, given, refs):
                    yield rules.ANSWER_BY_INK.at(refs[0], where=", ".join(inked), **words)
            elif found := list(_found(sheet, group, refs)):
                where = "; ".join(dict.fromkeys(found))
                yield rules.ANSWER_ELSEWHERE.at(refs[0], where=where, **words)


def _found(sheet: RawSheet, group: FormCriterion, refs: list[CellRef]) -> Iterator[str]:
    """Yield where marks, points and colours stand in the rows of a criterion."""
    places = [place_of(ref.cell) for ref in refs]
    for row, (number, column) in zip(group.rows, places, strict=True):
        yield from _marks(sheet, row, number, column)
    last, column = max(places)
    points = cell_value(sheet, last + 1, column)
    if isinstance(points, Decimal) and points and "formula" not in _kinds(sheet, last + 1, column):
        cell = cell_address(last + 1, column)
        yield f"число {show(points)} вписано вместо баллов в ячейку {cell}"
    rows = [number for number, _ in places]
    if filled := _coloured(sheet, rows, "filled"):
        yield f"цветом выделено: {', '.join(filled)}"
    printed = [_printed(sheet, row, number) for row, number in zip(group.rows, rows, strict=True)]
    if inked := _coloured(sheet, rows, "inked", printed):
        yield f"цветом букв выделено: {', '.join(inked)}"


def _printed(sheet: RawSheet, row: Row, number: int) -> set[int]:
    """Return the columns of a row with what the form itself says there."""
    texts = {fold(text) for text in (row.code, *row.texts)}
    values = enumerate(sheet.rows[number])
    return {column for column, value in values if fold(show(value)) in texts}


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


def _coloured(
    sheet: RawSheet, rows: list[int], kind: str, within: list[set[int]] | None = None
) -> list[str]:
    """Return the coloured cells of some rows; colour in all of them is an ornament.

    kind: `filled` or `inked`. within: the columns to look at in each row, without it all.
    """
    wide = range(len(sheet.rows[rows[0]]))
    by_row = [
        [cell_address(row, at) for at in sorted(columns) if kind in _kinds(sheet, row, at)]
        for row, columns in zip(rows, within or [set(wide)] * len(rows), strict=True)
    ]
    return [] if all(by_row) else [cell for cells in by_row for cell in cells]


def _inked_marks(
    sheet: RawSheet, given: Sequence[Answer | None], refs: Sequence[CellRef]
) -> list[str]:
    """Return the marks told apart by the colour of letters only: all rows hold the same words.

    Of an answer that is not understood («да / нет»), a coloured part does so alone.
    """
    inks = [_ink(sheet, ref) for ref in refs]
    same = len({fold(answer.given) if answer else "" for answer in given}) == 1
    if same and len(refs) > 1 and None in inks:
        return [ref.cell for ref, ink in zip(refs, inks, strict=True) if ink is not None]
    every = zip(given, refs, inks, strict=True)
    return [ref.cell for answer, ref, ink in every if answer and not answer.readable and ink]


def _ink(sheet: RawSheet, ref: CellRef) -> str | None:
    """Return whether the letters of a cell are of a colour: all (empty), a part (`?`), none."""
    hidden = sheet.hidden_cells.get(place_of(ref.cell), ())
    # Where a part has a colour, some programs give it to the cell as well.
    return max((each.text for each in hidden if each.kind == "inked"), default=None)
