"""The ranking workbook as a file: long tables go to the disk row by row, memory stays flat."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import StringIO
from itertools import islice, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.xmlwriter import XMLwriter

from kuzbass_batch.forms.drawing.workbook import TextBook, TextSheet

WRITTEN = -2
MOST_LINKS = 65_530
"""Links of a sheet that Excel follows."""
LONGEST = 16_000
"""Letters that surely fit a cell; a longer text must be measured in the units of the format."""
_UNUSUAL = re.compile(r"[\x00-\x08\x0b-\x1f&<>\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\s|\s$")
_name_of_column = lru_cache(maxsize=256)(xl_col_to_name)
_xml = XMLwriter()
_ROW = itemgetter(0)
Shown = str | float | None
"""What a cell holds: a text, a number, or nothing."""


class OutOfOrder(Exception):
    """A cell was written above a row that is on the disk already: it would be lost."""


class Linked(Protocol):
    """A cell with a link, which it makes for xlsxwriter when that writes it."""

    @property
    def url(self) -> Url:
        """Return the link with its words."""


class _LateLinks:
    """The links of a sheet by row and column, as xlsxwriter looks through them at the end."""

    def __init__(
        self, ready: Mapping[int, dict[int, Url]], waiting: Sequence[tuple[int, int, Linked]]
    ) -> None:
        self._ready, self._waiting = ready, waiting

    def keys(self) -> set[int]:
        """Return the rows."""
        return {*self._ready, *map(_ROW, self._waiting)}

    def __getitem__(self, row: int) -> dict[int, Url]:
        """Return the links of a row by column."""
        if row in self._ready:
            return self._ready[row]
        first = bisect_left(self._waiting, row, key=_ROW)
        own = takewhile(lambda each: _ROW(each) == row, islice(self._waiting, first, None))
        return {column: linked.url for _, column, linked in own}


class OrderedSheet(TextSheet):
    """A sheet that refuses what xlsxwriter drops in silence while it streams rows."""

    fh: Any
    dim_colmin: int
    previous_row: int

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[int, int, Linked]] = []
        self.tags: dict[float, str] = {}

    def _check_dimensions(self, row: int, col: int, *ignored: bool, **options: bool) -> int:
        code = int(super()._check_dimensions(row, col, *ignored, **options))
        if code == WRITTEN:
            raise OutOfOrder(f"{self.name}: row {row}, column {col}")
        return code

    def stream_row(
        self,
        row: int,
        column: int,
        height: float,
        cells: Sequence[tuple[Shown, Any]],
        links: Sequence[tuple[int, Linked]],
    ) -> None:
        """Write a whole row to the disk: its height in points, each cell with its format.

        The same XML as `set_row`, `write_string`, `write_number` and `write_url` come to, in a
        fraction of the time and memory: the table of all points has a million cells. links: with
        their columns; beyond the number that Excel follows they are left out, as xlsxwriter does.
        """
        self._check_dimensions(row, column + len(cells) - 1)
        self.dim_colmin = min(self.dim_colmin, column)
        if self.table or self.previous_row in self.row_info:
            self._write_single_row(row)  # What was drawn cell by cell above.
        self.previous_row = row
        if links and self.hlink_count + len(links) <= MOST_LINKS:
            self.hlink_count += len(links)
            self.waiting += ((row, at, linked) for at, linked in links)
        if height not in self.tags:
            self.tags[height] = self._tag(row, height)
        number = row + 1
        parts = [
            f'<c r="{_name_of_column(at)}{number}" s="{form._get_xf_index()}"{_content(value)}'
            for at, (value, form) in enumerate(cells, start=column)
        ]
        self.fh.write(f'<row r="{number}"{self.tags[height]}{"".join(parts)}</row>')

    def _tag(self, row: int, height: float) -> str:
        """Return what xlsxwriter writes at the start of a row of this height, after its number."""
        self.set_row(row, height)
        # Wanted for pictures only, of which a streamed sheet has none.
        del self.row_sizes[row]
        fh, self.fh = self.fh, StringIO()
        self._write_row(row, None, self.row_info.pop(row))
        fh, self.fh = self.fh, fh
        return str(fh.getvalue()).removeprefix(f'<row r="{row + 1}"')

    def _write_hyperlinks(self) -> None:
        ready: Any = self.hyperlinks
        self.hyperlinks: Any = _LateLinks(ready, self.waiting)
        super()._write_hyperlinks()


class RankingBook(TextBook):
    """A workbook with sheets of two kinds: drawn freely, and streamed from top to bottom."""

    worksheet_class = OrderedSheet

    def add_streamed(self, name: str) -> Any:
        """Return a new sheet whose rows are written in order and kept on the disk."""
        # xlsxwriter gives the mode of the workbook to each new sheet.
        self.constant_memory = True
        try:
            return self.add_worksheet(name)
        finally:
            self.constant_memory = False


def _content(value: Shown) -> str:
    if isinstance(value, str):
        return _text_cell(value)
    return "/>" if value is None else f"><v>{value:.16G}</v></c>"


@lru_cache(maxsize=1024)
def _text_cell(text: str) -> str:
    """Return what a text cell holds; the words of a participant come again in every row."""
    space = ""
    if _UNUSUAL.search(text):
        text = _xml._escape_data(_xml._escape_control_characters(text))
        space = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


@contextmanager
def ranking_book(path: Path) -> Iterator[RankingBook]:
    """Yield the workbook to draw; it is at `path` at the end, its rows beside it until then."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with RankingBook(path, options) as book:
        yield book
