"""The rows of a long table: what they hold, how high they are, where the cursor starts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kuzbass_batch.forms.drawing.sheet_setup import LETTER_WIDTH, text_height
from kuzbass_batch.forms.drawing.workbook import FileUrl
from kuzbass_batch.forms.spec.specification import Field, ValueKind
from kuzbass_batch.records.files.workbooks import Scalar

MEMOS = ("stamp", "written")
"""The columns that the program writes for itself: narrow, pale, not printed."""
TEXT_ROOM = 0.93
"""The part of a column's width that surely holds letters of a text."""
ONE_LINE, HIGHEST = 18.0, 400.0
"""Heights of a row in points; Excel takes no more than 409."""


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
    """A column of a table: its number from 0, what it is for, and its width for a text."""

    number: int
    key: str
    kind: ValueKind
    locked: bool
    width: float


def columns_of(fields: Sequence[Field], widths: Sequence[float]) -> Iterator[TableColumn]:
    """Yield the columns of a table; widths: of the sheet, its first column included."""
    for number, (each, width) in enumerate(zip(fields, widths[1:], strict=True), start=1):
        yield TableColumn(number, each.column, each.kind, each.locked, width * TEXT_ROOM)


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
    """Return the height that shows every text of a row whole, as far as Excel bears it."""
    height, values = ONE_LINE, row.values
    for column in columns:
        text = values.get(column.key)
        text = text.text if isinstance(text, FileLink) else text
        if (
            isinstance(text, str)
            and not _surely_fits(text, column.width)
            and column.key not in MEMOS
        ):
            height = max(height, text_height(text, column.width))
    return min(HIGHEST, height)


def _surely_fits(text: str, width: float) -> bool:
    return len(text) * LETTER_WIDTH <= width and "\n" not in text
