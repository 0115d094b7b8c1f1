"""How a form's sheet is put on paper and how its cells are written and guarded."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kuzbass_batch.forms.drawing.workbook import A3, A4
from kuzbass_batch.forms.spec.layout import DrawnRow, named_row
from kuzbass_batch.forms.spec.specification import (
    NOT_APPLICABLE,
    ROW_ANSWER,
    Field,
    SheetSpec,
    ValueKind,
)

LINE_HEIGHT, ROW_PADDING = 15.0, 3.0
"""Points: of a line of 11-point Calibri, and what a row takes besides."""
KEPT_COLUMNS = 2
"""Of a table that is two pages wide: what names the line stands on both."""
LETTER_WIDTH = 0.96
"""Digits that a letter takes, as columns are measured: Russian words in Calibri 0.93, bold 0.96."""
INDENT = 2.0
"""Digits that an indent takes of a column."""
DIGIT_PIXELS, COLUMN_PADDING_PIXELS, PIXELS_PER_INCH, POINTS_PER_INCH = 7, 5, 96, 72
"""A digit of 11-point Calibri, and what each column takes besides (ECMA-376 18.3.1.13)."""
INDENT = 2.0
"""What an indent takes of a column, in characters."""
LANDSCAPE_WIDTH, LANDSCAPE_HEIGHT = 9.7, 6.8
"""Inches that A4 leaves between the margins, a little less than Excel and LibreOffice give."""
WIDE_LANDSCAPE = 15.2
"""The same across A3."""
LEAST_SCALE, READABLE = 45, 55
"""Percent: below the one a table goes on wider paper, below the other on two sheets of it."""
NAMED_COLUMNS = 4
"""Of a table on two sheets: what names the row stands on both."""
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
"""A date beyond these is a slip of the hand: no programme is older, no plan reaches further."""
LARGEST_NUMBER = 10**12
"""More than any budget in roubles; a workbook holds 15 digits, so it is kept to the kopeck."""


def set_paper(sheet: Any, spec: SheetSpec, identity: str, lines: Sequence[DrawnRow]) -> None:
    """Set columns, A4 paper, repeated and frozen heads, and the code in the footer."""
    for column, width in enumerate(spec.widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(A4)
    if spec.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(spec.pages_wide, 1 if spec.one_page else 0)
    if spec.pages_wide > 1:
        sheet.repeat_columns(0, KEPT_COLUMNS - 1)
    sheet.set_footer(f"&L{identity}&RСтраница &P из &N")
    sheet.hide_gridlines(2)
    # Codes such as 1.0 are text on purpose; Excel need not doubt them.
    sheet.ignore_errors({"number_stored_as_text": "A1:Z2000"})
    if spec.official:
        printed = (line.row for line in lines if line.block.printed and line.kind != "space")
        sheet.print_area(1, 1, max(printed), len(spec.widths) - 1)
        sheet.center_horizontally()
    head = next((line.row for line in lines if line.kind == "head"), None)
    if head is not None and any(b.kind in ("criteria", "table") for b in spec.blocks[:1]):
        sheet.repeat_rows(named_row(lines) if spec.named else head, head)
        sheet.freeze_panes(head + 1, 0)


def paper_for(widths: Sequence[float]) -> tuple[int, int]:
    """Return the paper of a table that lies across, and on how many sheets of it a row is printed.

    A row of two dozen columns would be printed at a third of its size on one sheet of A4.
    """
    if scale_to_width(widths, LANDSCAPE_WIDTH) >= LEAST_SCALE:
        return A4, 1
    return A3, 1 if scale_to_width(widths, WIDE_LANDSCAPE) >= READABLE else 2


def keep_groups_whole(
    sheet: Any, spec: SheetSpec, lines: Sequence[DrawnRow], heights: Mapping[int, float]
) -> None:
    """Print at a scale that fits the width, and break pages only before a criterion.

    Excel passes over page breaks where it fits the pages itself, so the scale is set instead.
    """
    scale = scale_to_width(spec.widths, LANDSCAPE_WIDTH)
    sheet.set_print_scale(scale)
    head = next(line.row for line in lines if line.kind == "head")
    first = named_row(lines) if spec.named else head
    repeated = sum(heights.get(row, LINE_HEIGHT) for row in range(first, head + 1))
    room = LANDSCAPE_HEIGHT * POINTS_PER_INCH / scale * 100 - repeated
    starts = list(_starts(lines))
    ends = [*starts[1:], max(line.row for line in lines) + 1]
    used, breaks = sum(heights.get(row, LINE_HEIGHT) for row in range(starts[0])), []
    for start, end in zip(starts, ends, strict=True):
        tall = sum(heights.get(row, LINE_HEIGHT) for row in range(start, end))
        if used + tall > room:
            breaks.append(start)
            used = 0.0
        used += tall
    sheet.set_h_pagebreaks(breaks)


def _starts(lines: Sequence[DrawnRow]) -> Iterator[int]:
    """Yield where each criterion begins, with the headings of groups that stand above it."""
    heading = None
    for line in lines:
        if line.kind == "part":
            heading = line.row if heading is None else heading
        elif line.kind == "group":
            yield line.row if heading is None else heading
            heading = None


def scale_to_width(widths: Iterable[float], inches: float) -> int:
    """Return the scale of print, in percent, at which columns fit a page so many inches wide."""
    pixels = sum(width * DIGIT_PIXELS + COLUMN_PADDING_PIXELS for width in widths)
    return min(100, int(inches / (pixels / PIXELS_PER_INCH) * 100))


@lru_cache(maxsize=4096)
def text_height(text: str, width: float, scale: float = 1.0) -> float:
    """Return the height in points of a row that shows `text` whole in `width` characters."""
    room = max(int(width / LETTER_WIDTH / scale), 1)
    parts = text.split("\n")
    lines = sum(1 if len(part) <= room else _lines_of(part, room) for part in parts)
    return LINE_HEIGHT * math.sqrt(scale) * lines + ROW_PADDING


def _lines_of(text: str, room: int) -> int:
    """Count the lines that words take when none is broken but those longer than a line."""
    lines, used = 1, 0
    for word in text.split():
        long, rest = divmod(len(word), room)
        if used and used + 1 + len(word) <= room:
            used += 1 + len(word)
        else:
            lines += (used > 0) + (long if rest else long - 1)
            used = rest or room
    return lines


def write_across(sheet: Any, row: int, first: int, last: int, text: str, style: Any) -> None:
    """Write a text into the cells from `first` to `last` of a row, merged."""
    if first < last:
        sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text, style)


def write_answer(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    """Write an answer: marks as words, numbers as numbers, dates as dates, else as text."""
    if isinstance(value, bool):
        sheet.write_string(row, column, "да" if value else "нет", style)
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), style)
    elif value:
        sheet.write_string(row, column, str(value), style)
    else:
        sheet.write_blank(row, column, None, style)


LONGEST_MESSAGE = 255
"""Letters that Excel shows of what a rule says."""


def validation(field: Field, listed: str = "") -> dict[str, Any] | None:
    """Return what guards a field's cell, as xlsxwriter takes it; None if it may hold anything.

    Lists are offered and held; a wrong date or number is only warned of: it may be typed as text.
    listed: the cells that hold the choices, else they stand in the rule itself. Excel takes «Да»
    for «да» only where the choices stand in cells.
    """
    if field.kind is ValueKind.NUMBER and field.choices == (NOT_APPLICABLE,):
        return _offer_rule(field.choices, listed)
    if field.kind is ValueKind.NUMBER and field.may_not_apply and not field.choices:
        return _offer_rule((NOT_APPLICABLE,), "")
    if field.choices:
        return _list_rule(field.choices, listed)
    if field.kind is ValueKind.DATE:
        return _date_rule()
    return _number_rule(field) if field.kind is ValueKind.NUMBER else None


def _list_rule(choices: Sequence[str], listed: str) -> dict[str, Any]:
    said = "Допустимые ответы: " + ", ".join(choices) + "."
    return {
        "validate": "list",
        "source": f"={listed}" if listed else list(choices),
        "error_title": "Выберите из списка",
        "error_message": said if len(said) <= LONGEST_MESSAGE else "Выберите ответ из списка.",
    }


def _offer_rule(choices: Sequence[str], listed: str) -> dict[str, Any]:
    """Return a list that is offered beside any number: nothing else is warned of."""
    return {
        "validate": "list",
        "source": f"={listed}" if listed else list(choices),
        "show_error": False,
        "input_title": "Число",
        "input_message": "Впишите число или выберите из списка: " + ", ".join(choices) + ".",
    }


def _date_rule() -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": FIRST_DAY,
        "maximum": LAST_DAY,
        "error_type": "warning",
        "input_title": "Дата",
        "input_message": "Введите дату в виде ДД.ММ.ГГГГ.",
        "error_title": "Не похоже на дату",
        "error_message": "Введите дату в виде ДД.ММ.ГГГГ.",
    }


def _number_rule(field: Field) -> dict[str, Any]:
    if field.most is not None:
        told = f"Целое число от 0 до {field.most}."
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": field.most,
            "error_title": "Балл вне шкалы",
            "error_message": told,
        }
    if field.bounds is not None:
        expected = field.bounds.words
        return {
            "validate": "integer" if field.bounds.whole else "decimal",
            "criteria": "between",
            "minimum": field.bounds.least,
            "maximum": LARGEST_NUMBER if field.bounds.most is None else field.bounds.most,
            "error_type": "warning",
            "error_title": "Не такое число",
            "error_message": f"Ожидается {expected}.",
        }
    unit = "; единицу измерения запишите в наименовании"
    if field.column == ROW_ANSWER:
        unit = " без единицы измерения"
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -LARGEST_NUMBER,
        "maximum": LARGEST_NUMBER,
        "error_type": "warning",
        "error_title": "Не похоже на число",
        "error_message": f"Введите одно число{unit}.",
    }
