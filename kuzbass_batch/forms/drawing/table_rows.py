"""The rows of a long table: what they and their cells hold, how they look, how high they are."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from kuzbass_batch.file_names import is_linkable
from kuzbass_batch.forms.drawing.cell_xml import Shown
from kuzbass_batch.forms.drawing.sheet_setup import LETTER_WIDTH, text_height
from kuzbass_batch.forms.drawing.styles import BLUE, BORDER, FONT, LOCKED_FILL
from kuzbass_batch.forms.drawing.workbook import FileUrl
from kuzbass_batch.forms.parsing.heads import ROW_KEYS
from kuzbass_batch.forms.spec.specification import Field, ValueKind
from kuzbass_batch.records.files.workbooks import Scalar

MEMOS = ("stamp", "written")
"""The columns that the program writes for itself: narrow, pale, not printed."""
TEXT_ROOM = 0.93
"""The part of a column's width that surely holds letters of a text."""
ONE_LINE, HIGHEST = 18.0, 400.0
"""Heights of a row in points; Excel takes no more than 409."""
FIRST_SERIAL_DAY = dt.date(1900, 3, 1)
DAY_ZERO, DAY = dt.datetime(1899, 12, 30), dt.timedelta(days=1)
"""Where a workbook counts its days from (right from March 1900 on)."""


class FileLink(NamedTuple):
    """A link to a file beside the workbook: its path with `/`, and the words shown."""

    path: str
    text: str

    @property
    def url(self) -> FileUrl:
        """Return what the worksheet is given."""
        return FileUrl(self.path, self.text)


class LongTableRow(NamedTuple):
    """A row to draw: values by column, lists of its own by column, columns closed and opened in it.

    opened: locked columns that are filled in here. lookup: the locked column «Наименование», and
    what else is known of a participant, follows the participant's id to its left. A bare tuple:
    thousands travel to the worker that draws them.
    """

    values: Mapping[str, Scalar | FileLink]
    choices: Mapping[str, tuple[str, ...]] = {}
    closed: frozenset[str] = frozenset()
    lookup: bool = False
    opened: frozenset[str] = frozenset()

    def is_locked(self, column: "TableColumn") -> bool:
        """Tell whether nobody fills in a column of this row."""
        return column.key in self.closed or (column.locked and column.key not in self.opened)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its number from 0, what it is for, and its width for a text.

    fitting: letters that surely find room on one line.
    """

    number: int
    key: str
    kind: ValueKind
    locked: bool
    width: float
    fitting: int


Cell = tuple[Shown, Any]
"""What a cell holds, and its format."""
UsualCells = tuple[tuple[TableColumn, Any, Any], ...]
"""Each column with the formats of its usual cells: open and locked ones."""


class TableCells:
    """Makes the cells of one workbook; cells that look alike share a format."""

    def __init__(self, book: Any) -> None:
        """Take the workbook that the formats are of."""
        self.book = book
        self.formats: dict[tuple[Any, ...], Any] = {}

    def usual(self, columns: Iterable[TableColumn]) -> UsualCells:
        """Return how texts and blank cells of each column look, open and locked."""
        return tuple(
            (column, *(self._style_of(column, locked=locked) for locked in (False, True)))
            for column in columns
        )

    def _style_of(self, column: TableColumn, *, locked: bool) -> Any:
        return self.style(column.kind, locked=locked, memo=column.key in MEMOS)

    def row(self, usual: UsualCells, line: LongTableRow, at: int) -> list[Cell]:
        """Return the cells of a row; at: which of the table's it is."""
        value_of, closed, opened = line.values.get, line.closed, line.opened
        cells: list[Cell] = []
        for column, when_open, when_locked in usual:
            key = column.key
            value = value_of(key)
            locked = (column.locked and key not in opened) or key in closed
            style = when_locked if locked else when_open
            if key in ROW_KEYS:
                cells.append(self.cell(column, line, at))
            elif value is None or type(value) is str:  # As nearly all are.
                cells.append((value or None, style))
            elif type(value) is Decimal and column.kind is not ValueKind.DATE:
                cells.append((float(value), style))
            else:
                cells.append(self.cell(column, line, at))
        return cells

    def cell(self, column: TableColumn, line: LongTableRow, at: int) -> Cell:
        """Return what a cell holds as what it is, whatever its column asks for, and its format."""
        if column.key in ROW_KEYS:
            return float(at), self.style(ValueKind.NUMBER, locked=True, memo=True)
        value, locked = line.values.get(column.key), line.is_locked(column)
        if isinstance(value, FileLink):
            linked = is_linkable(value.path)
            return value.text, self.style(column.kind, locked=locked or linked, link=linked)
        style = self._style_of(column, locked=locked)
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


def _serial(moment: dt.datetime | dt.time) -> float:
    """Return the number by which a workbook holds a moment, in days."""
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(DAY_ZERO, moment)
    return (moment.replace(tzinfo=None) - DAY_ZERO) / DAY


def columns_of(fields: Sequence[Field], widths: Sequence[float]) -> Iterator[TableColumn]:
    """Yield the columns of a table; widths: of the sheet, its first column included."""
    for number, (each, width) in enumerate(zip(fields, widths[1:], strict=True), start=1):
        room = width * TEXT_ROOM
        fitting = int(room / LETTER_WIDTH)
        yield TableColumn(number, each.column, each.kind, each.locked, room, fitting)


def first_open(
    columns: Sequence[TableColumn], rows: Sequence[LongTableRow], first_row: int
) -> tuple[int, int] | None:
    """Return where the cursor starts: the first open cell that is still blank (row, column)."""
    opened = [column for column in columns if not column.locked]
    for number, row in enumerate(rows, start=first_row):
        for column in opened:
            if column.key not in row.closed and row.values.get(column.key) is None:
                return number, column.number
    return None


def row_height(row: LongTableRow, columns: Sequence[TableColumn]) -> float:
    """Return the height that shows the texts of these columns whole, as far as Excel bears it."""
    height, value_of = ONE_LINE, row.values.get
    for column in columns:
        text = value_of(column.key)
        if type(text) is FileLink:
            text = text.text
        if type(text) is str and (len(text) > column.fitting or "\n" in text):
            height = max(height, text_height(text, column.width))
    return min(HIGHEST, height)
