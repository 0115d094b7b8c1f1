"""Conditional formats of an .xlsx that may show another thing than what a cell holds.

The forms' own ones colour a cell and no more. One that strikes out, hides or puts words in place of
an answer is somebody's: it is applied to every value that may meet its condition. A comparison with
a number or a text is worked out; a formula is not, for it may hold on the screen of another.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from kuzbass_batch.ceilings import COMMITTEES
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import MAX_COLUMN, Refusal, column_number, unsafe
from kuzbass_batch.reading.readers.cell_styles import PLAIN, CellStyle, style_applied
from kuzbass_batch.records.files.workbooks import Scalar

_MARK = b"conditionalFormatting"
_SQUARE = re.compile(r"\$?([A-Z]{0,3})\$?([0-9]{0,7})(?::\$?([A-Z]{0,3})\$?([0-9]{0,7}))?", re.I)
_MOST_SQUARES = 2000
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_WITHOUT_VALUE = frozenset({"containsBlanks", "colorScale", "dataBar", "iconSet"})
"""Kinds of rules that hold for blank cells only, or draw beside the value."""

Square = tuple[int, int, int, int]
"""Top, left, bottom, right, all from 0 and inside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConditionalFormat:
    """What cells of these squares look like where a condition holds.

    compared: the operator and the constants of a comparison, None for a condition that is not
    worked out.
    """

    squares: tuple[Square, ...]
    style: CellStyle
    compared: tuple[str, tuple[Scalar, ...]] | None

    def places(self, rows: Sequence[Sequence[Scalar]]) -> Iterator[tuple[int, int]]:
        """Yield the cells that hold something and may meet the condition."""
        for top, left, bottom, right in self.squares:
            for row in range(top, min(bottom + 1, len(rows))):
                for column in range(left, min(right + 1, len(rows[row]))):
                    value = rows[row][column]
                    if value is not None and self.may_hold(value):
                        yield row, column

    def may_hold(self, value: Scalar) -> bool:
        """Tell whether a value may meet the condition."""
        if self.compared is None:
            return True
        operator, bounds = self.compared
        keys = [_order(each) for each in (value, *bounds)]
        own, first, last = keys[0], keys[1], keys[-1]
        return {
            "equal": own == first, "notEqual": own != first,
            "lessThan": own < first, "lessThanOrEqual": own <= first,
            "greaterThan": own > first, "greaterThanOrEqual": own >= first,
            "between": first <= own <= last, "notBetween": not first <= own <= last,
        }.get(operator, True)  # fmt: skip


def conditional_formats_in(content: bytes, styles: bytes) -> tuple[ConditionalFormat, ...]:
    """Return the conditional formats of a sheet that may hide or change what it shows.

    content: the sheet's part; styles: the part with the styles that rules name by number.
    """
    if _MARK not in content:
        return ()
    named = _differential(styles)
    newer = b":dxf" in content
    if not (named or newer):
        return ()
    # What stands before the rows is needed for the names of the newer rules only.
    root = xml.parse(xml.bounded(content))
    found = tuple(_formats(root, named))
    if sum(len(each.squares) for each in found) > _MOST_SQUARES:
        raise unsafe("в нём слишком много условных форматов")
    return found


@lru_cache(maxsize=64)  # Each sheet of a book asks, and thousands of returns have the same.
def _differential(styles: bytes) -> Mapping[int, CellStyle]:
    """Return the styles for conditions that tell something, by number."""
    if b"dxf" not in styles:
        return {}
    try:
        root = xml.parse(xml.bounded(styles))
    except Refusal:
        return {}
    every = enumerate(map(style_applied, root.iterfind("{*}dxfs/{*}dxf")))
    return {number: style for number, style in every if style != PLAIN}


def _formats(root: etree._Element, named: Mapping[int, CellStyle]) -> Iterator[ConditionalFormat]:
    for group in root.iter("{*}conditionalFormatting"):
        squares = tuple(_squares(group))
        for rule in group.iterfind("{*}cfRule"):
            own = rule.find("{*}dxf")
            number = rule.get("dxfId") or ""
            style = named.get(int(number), PLAIN) if number.isdecimal() else PLAIN
            style = style if own is None else style_applied(own)
            if squares and style != PLAIN and rule.get("type") not in _WITHOUT_VALUE:
                yield ConditionalFormat(squares=squares, style=style, compared=_compared(rule))


def _squares(group: etree._Element) -> Iterator[Square]:
    """Yield the squares of an old group (an attribute) or a newer one (an element of its own)."""
    newer = [each.text or "" for each in group.iterfind("{*}sqref")]
    for text in " ".join([group.get("sqref") or "", *newer]).split():
        found = _SQUARE.fullmatch(text)
        if found:
            left, top, right, bottom = found.groups()
            right, bottom = (left, top) if right is None else (right, bottom)
            yield (
                int(top or 1) - 1,
                column_number(left.upper().encode()) - 1 if left else 0,
                int(bottom or COMMITTEES.rows) - 1,
                column_number(right.upper().encode()) - 1 if right else MAX_COLUMN - 1,
            )


def _compared(rule: etree._Element) -> tuple[str, tuple[Scalar, ...]] | None:
    """Return the comparison of a rule with constants, None for any other condition."""
    written = [*rule.iterfind("{*}formula"), *rule.iterfind("{*}f")]
    bounds = [_constant((each.text or "").strip()) for each in written]
    if rule.get("type") != "cellIs" or not bounds or None in bounds:
        return None
    return rule.get("operator") or "", tuple(bounds)


def _constant(formula: str) -> Scalar:
    """Return the constant that a formula is, None if it is none."""
    text = _TEXT.fullmatch(formula)
    if text:
        return text[1].replace('""', '"')
    return Decimal(formula) if _NUMBER.fullmatch(formula) else None


def _order(value: Scalar) -> tuple[int, Decimal, str]:
    """Return what programs compare by: numbers before texts, texts without case."""
    if isinstance(value, Decimal):
        return 0, value, ""
    return 1, Decimal(0), str(value).casefold()


def styled_places(
    formats: Iterable[ConditionalFormat], rows: Sequence[Sequence[Scalar]]
) -> Iterator[tuple[tuple[int, int], CellStyle]]:
    """Yield each cell with a value and what a condition may make of it."""
    for each in formats:
        for place in each.places(rows):
            yield place, each.style
