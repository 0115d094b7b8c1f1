"""The cells of long tables: what each holds, and how it looks."""

import datetime as dt
from decimal import Decimal
from typing import Any

from kuzbass_batch.file_names import is_linkable
from kuzbass_batch.forms.drawing.styles import BLUE, BORDER, FONT, LOCKED_FILL
from kuzbass_batch.forms.drawing.table_rows import MEMOS, FileLink, LongTableRow, TableColumn
from kuzbass_batch.forms.drawing.workbook import Shown
from kuzbass_batch.forms.parsing.decisions import ROW_KEYS
from kuzbass_batch.forms.spec.specification import ValueKind

FIRST_SERIAL_DAY = dt.date(1900, 3, 1)
DAY_ZERO, DAY = dt.datetime(1899, 12, 30), dt.timedelta(days=1)
"""Where a workbook counts its days from (right from March 1900 on)."""
Cell = tuple[Shown, Any]
"""What a cell holds, and its format."""


class TableCells:
    """Makes the cells of one workbook; cells that look alike share a format."""

    def __init__(self, book: Any) -> None:
        """Take the workbook that the formats are of."""
        self.book = book
        self.formats: dict[tuple[Any, ...], Any] = {}

    def cell(self, column: TableColumn, line: LongTableRow, at: int) -> Cell:
        """Return what a cell holds as what it is, whatever its column asks for, and its format."""
        if column.key in ROW_KEYS:
            return float(at), self.style(ValueKind.NUMBER, locked=True, memo=True)
        value, locked = line.values.get(column.key), line.is_locked(column)
        if isinstance(value, FileLink):
            linked = is_linkable(value.path)
            return value.text, self.style(column.kind, locked=locked or linked, link=linked)
        style = self.style(column.kind, locked=locked, memo=column.key in MEMOS)
        match value:
            case None | "":
                return None, style
            case str() | bool():
                return value, style
            case Decimal() | int():
                # With a date's format a number would come back as a day.
                plain = self.style(ValueKind.NUMBER, locked=locked)
                return float(value), plain if column.kind is ValueKind.DATE else style
        return self._moment(value, locked)

    def _moment(self, value: dt.date | dt.time, locked: bool) -> Cell:
        """Return dates and times as such; before March 1900 Excel's days are not ours."""
        if isinstance(value, dt.time):
            return _serial(value), self.style(ValueKind.DATE, locked=locked, shape="hh:mm:ss")
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        if moment.date() < FIRST_SERIAL_DAY:
            text = f"{moment:%d.%m.}{moment.year:04d}"
            return text, self.style(ValueKind.TEXT, locked=locked)
        shape = "dd.mm.yyyy hh:mm:ss" if moment.time() != dt.time() else "dd.mm.yyyy"
        return _serial(moment), self.style(ValueKind.DATE, locked=locked, shape=shape)

    def style(
        self, kind: ValueKind, *, locked: bool, memo: bool = False, link: bool = False,
        shape: str = "dd.mm.yyyy",
    ) -> Any:  # fmt: skip
        """Return the format of such cells."""
        key = (kind, locked, memo, link, shape)
        if key not in self.formats:
            options = {**FONT, **BORDER, "text_wrap": True, "valign": "top", "locked": locked}
            if kind is ValueKind.DATE:
                options |= {"num_format": shape, "align": "center"}
            elif kind is ValueKind.NUMBER:
                options |= {"align": "center"}
            else:
                options |= {"num_format": "@"}
            if locked:
                options |= {"bg_color": LOCKED_FILL}
            if link:
                options |= {"font_color": BLUE, "underline": 1}
            if memo:
                options |= {"font_size": 8, "font_color": "#A6A6A6", "text_wrap": False}
                options |= {"align": "fill"} if kind is ValueKind.TEXT else {}
            self.formats[key] = self.book.add_format(options)
        return self.formats[key]


def write_cell(sheet: Any, row: int, column: int, content: Shown, style: Any) -> None:
    """Write a cell by itself; text is never a formula."""
    match content:
        case None:
            sheet.write_blank(row, column, None, style)
        case str():
            sheet.write_string(row, column, content, style)
        case bool():
            sheet.write_boolean(row, column, content, style)
        case _:
            sheet.write_number(row, column, content, style)


def _serial(moment: dt.datetime | dt.time) -> float:
    """Return the number by which a workbook holds a moment, in days."""
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(DAY_ZERO, moment)
    return (moment.replace(tzinfo=None) - DAY_ZERO) / DAY
