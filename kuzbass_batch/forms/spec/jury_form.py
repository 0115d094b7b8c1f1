"""The sheet of a juror: the form with a column for each criterion of the contest (p. 2.7).

Which criteria there are stands in the announcement, so the columns are made when a sheet is drawn;
of a returned sheet the reader counts those that it has (`heads.criteria_heads`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kuzbass_batch.forms.spec.specification import (
    Block,
    Field,
    FormSpec,
    Row,
    SheetSpec,
    ValueKind,
)
from kuzbass_batch.records.committee.contest import JuryCriterion

MARKS, ENTRIES = "marks", "entries"
"""The tables of a sheet: what the juror gives, and what he reads."""
POINTS, TOTAL, INTEREST, YES = "points", "sum", "interest", "да"
POINTS_WIDTH, TOTAL_WIDTH, WORD_WIDTH = 11.0, 9.0, 1.2


def points_column(at: int) -> str:
    """Return the key of the column of a criterion, counted from 1: `points3`."""
    return f"{POINTS}{at}"


def jury_form(spec: FormSpec, criteria: Sequence[JuryCriterion]) -> FormSpec:
    """Return the form as it is drawn: a column for each criterion, and the sum of the points."""
    heads = [f"К{at} ({each.title}; 0–{each.most})" for at, each in enumerate(criteria, start=1)]
    fields = [_points_field(at, each.most) for at, each in enumerate(criteria, start=1)]
    total = Field(
        field_id=f"{MARKS}/1/{TOTAL}",
        name="сумма",
        kind=ValueKind.NUMBER,
        locked=True,
        sum_of=tuple(points_column(at) for at in range(1, len(criteria) + 1)),
    )
    widths = [*(_width(each.title) for each in criteria), TOTAL_WIDTH]
    return _with_columns(spec, [*heads, "Сумма"], [*fields, total], widths)


def jury_form_as_read(spec: FormSpec, count: int) -> FormSpec:
    """Return the form by which a returned sheet is read: with so many criteria, without the sum."""
    heads = [f"К{at}" for at in range(1, count + 1)]
    fields = [_points_field(at, None) for at in range(1, count + 1)]
    return _with_columns(spec, heads, fields, [POINTS_WIDTH] * count)


def _width(title: str) -> float:
    """Return the width of a criterion's column: no word of its head is to be broken."""
    return max(POINTS_WIDTH, *(len(word) * WORD_WIDTH for word in title.split()))


def criteria_in(spec: FormSpec) -> int:
    """Return how many criteria the form asks points for."""
    (fields,) = (block.rows[0].fields for _, block in spec.blocks() if block.key == MARKS)
    return sum(field.column.startswith(POINTS) for field in fields)


def _points_field(at: int, most: int | None) -> Field:
    return Field(
        field_id=f"{MARKS}/1/{points_column(at)}",
        name=f"балл по критерию К{at}",
        kind=ValueKind.NUMBER,
        most=most,
    )


def _with_columns(
    spec: FormSpec, heads: Sequence[str], fields: Iterable[Field], widths: Sequence[float]
) -> FormSpec:
    """Return the form with these columns in place of the one of points."""
    made = tuple(fields)
    sheets = tuple(
        _sheet(each, heads, made, widths) if any(b.key == MARKS for b in each.blocks) else each
        for each in spec.sheets
    )
    return replace(spec, sheets=sheets)


def _sheet(
    sheet: SheetSpec, heads: Sequence[str], fields: tuple[Field, ...], widths: Sequence[float]
) -> SheetSpec:
    block = next(block for block in sheet.blocks if block.key == MARKS)
    at = next(i for i, each in enumerate(block.rows[0].fields) if each.column == POINTS)
    column = 1 + block.text_columns + at
    return replace(
        sheet,
        blocks=tuple(_block(b, at, heads, fields) if b is block else b for b in sheet.blocks),
        widths=(*sheet.widths[:column], *widths, *sheet.widths[column + 1 :]),
    )


def _block(block: Block, at: int, heads: Sequence[str], fields: tuple[Field, ...]) -> Block:
    before = block.text_columns + at
    return replace(
        block,
        heads=(*block.heads[:before], *heads, *block.heads[before + 1 :]),
        rows=tuple(_row(row, at, fields, block) for row in block.rows),
    )


def _row(row: Row, at: int, fields: tuple[Field, ...], block: Block) -> Row:
    number = row.fields[0].field_id.split("/")[1]
    own = (replace(field, field_id=f"{block.key}/{number}/{field.column}") for field in fields)
    return replace(row, fields=(*row.fields[:at], *own, *row.fields[at + 1 :]))
