"""Tables of the ranking workbook: every sheet with the same looks, ready for A4."""

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import Any, Protocol, TypeVar

from kuzbass_batch import wording
from kuzbass_batch.file_names import is_linkable
from kuzbass_batch.forms.drawing import sheet_setup
from kuzbass_batch.forms.drawing.cell_xml import Shown
from kuzbass_batch.forms.drawing.workbook import FileUrl, inner_link
from kuzbass_batch.outputs.tables.row_heights import HIGHEST, ONE_LINE, height_of, surely_fits

T = TypeVar("T")
FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
DARK, MIDDLE, LIGHT, OPEN = "#1F4E79", "#6FA8DC", "#DDE6F0", "#FFF8DC"
HEAD_ROW = 2
LONGEST = 16_000
"""Letters that surely fit a cell: Excel takes 32,767 units, of which a letter has one or two."""
DAY_ZERO = dt.date(1899, 12, 30).toordinal()
"""Where a workbook counts its days from (right from March 1900 on)."""
PAPER_WIDTH, PAPER_HEIGHT = 9.8, 6.9
"""Inches of A4 landscape between the margins: less than in Excel, as LibreOffice draws wider."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: `target` as `internal:'Лист'!A1` or a path beside the workbook, and its words.

    place: for a path, the place in that file, as `'Лист'!A1`.
    A number stays a number that one can sort and add.
    """

    target: str
    text: str | Decimal
    place: str = ""

    @property
    def leads(self) -> bool:
        """Tell whether it is drawn as a link; a path that leads elsewhere is words and no more."""
        return self.target.startswith("internal:") or is_linkable(self.target)

    @property
    def url(self) -> Any:
        """Return what the worksheet is given."""
        if not self.target.startswith("internal:"):
            return FileUrl(self.target, str(self.text), self.place)
        return inner_link(self.target, self.text if isinstance(self.text, str) else "")


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of one, shown in whole percent."""

    share: float


@dataclass(frozen=True, slots=True)
class Centred:
    """A short text that stands in the middle of its cell."""

    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell that somebody fills in with a date by hand, with what stands there already."""

    value: str | dt.date = ""


@dataclass(frozen=True, slots=True)
class FilledText:
    """A cell that somebody fills in with words or a number of a letter: what is typed stays so."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class MachineCode:
    """A mark for programs: one line, as much of it as its cell shows."""

    text: str


@dataclass(frozen=True, slots=True)
class Again:
    """What the row above says of the same thing: a filter finds it, nobody reads it twice."""

    text: str


Text = str | Again | Centred | MachineCode | Filled | FilledText | Link
TableCell = Text | int | Decimal | float | dt.date | Percent | None
Heads = Sequence[tuple[str, float]]


class ByClass(dict[type, Callable[[Any], T]]):
    """What is done with a value, by its class; one of a class unnamed here goes as its base does.

    A chain of questions took half the time of a table, whose cells are of a dozen classes.
    """

    def __missing__(self, kind: type) -> Callable[[Any], T]:
        """Remember how the values of a derived class go."""
        self[kind] = found = next(self[base] for base in kind.__mro__[1:] if base in self)
        return found


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A drawn table: its worksheet, first and last row of data (from 0; last < first if empty).

    heights: of the rows of data, in points; head: of the row of heads.
    """

    sheet: Any
    first: int
    last: int
    heights: Sequence[float] = ()
    head: float = 0.0

    @property
    def below(self) -> int:
        """Return the row beneath the table with one row of space."""
        return max(self.last, self.first - 1) + 2

    def mark(self, first: int, last: int, rule: dict[str, Any]) -> None:
        """Put a conditional format on the columns from `first` to `last` of the data."""
        self.sheet.conditional_format(self.first, first, max(self.first, self.last), last, rule)


class Copy(Protocol):
    """Takes the rows of one table besides the workbook."""

    def add(self, row: Sequence[TableCell], /) -> None:
        """Take a row, in the order drawn."""

    def end(self) -> None:
        """Take that the table has no more rows."""


class Copies(Protocol):
    """Takes tables besides the workbook."""

    def begin(self, sheet: str, heads: Heads, /) -> Copy:
        """Return what takes the rows of a table on that sheet."""


class _NoCopy:
    """Keeps nothing."""

    def add(self, _row: Sequence[TableCell], /) -> None:
        """Take a row."""

    def end(self) -> None:
        """Take that there are no more."""


NOT_COPIED: Copy = _NoCopy()


class TableWriter:
    """Holds the formats of one workbook and draws its tables."""

    def __init__(
        self, book: Any, draft: str = "", copies: Copies | None = None, decimals: int | None = None
    ) -> None:
        """Take the workbook; draft: what every printed page says above while nothing is final.

        copies: takes every table that is drawn, too. decimals: of totals, None if not stated.
        """
        number = wording.number_shape(decimals)
        self.book, self.draft, self._copies = book, draft, copies
        border = {**FONT, "border": 1, "border_color": "#7F7F7F", "text_wrap": True}
        self._border = border
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self.style(bold=True, font_size=14)
        self.subtitle = self.style(bold=True, font_size=12)
        self.note = self.style(italic=True, font_color="#404040", text_wrap=True)
        self.plain = self.style()
        self.head = self.cell(bold=True, bg_color=LIGHT, align="center", valign="vcenter")
        self.text = self.cell()
        self.middle = self.cell(align="center")
        self.bold = self.cell(bold=True)
        blue = {"font_color": "#0563C1", "underline": 1}
        self.link = self.cell(**blue)
        self.linked_number = self.cell(num_format=number, align="center", **blue)
        self.numbers = {
            int: self.cell(num_format="0", align="center"),
            Decimal: self.cell(num_format=number, align="center"),
            float: self.cell(num_format="0.00", align="center"),
        }
        self.percent = self.cell(num_format="0%", align="center")
        self.date = self.cell(num_format="dd.mm.yyyy", align="center")
        self.code = self.cell(text_wrap=False, align="fill", font_size=8)
        self.again = self.cell(text_wrap=False, align="fill", font_color="#FFFFFF")
        self.filled = self.cell(num_format="dd.mm.yyyy", align="center", bg_color=OPEN)
        self.filled_text = self.cell(num_format="@", bg_color=OPEN)
        self._ways = self._ways_to_show()

    def style(self, **options: Any) -> Any:
        """Return a format without borders."""
        return self._format({**FONT, **options})

    def cell(self, **options: Any) -> Any:
        """Return a format with borders."""
        return self._format({**self._border, **options})

    def _format(self, options: dict[str, Any]) -> Any:
        key = tuple(sorted(options.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(options)
        return self._formats[key]

    def sheet(self, name: str, title: str, widths: Sequence[float], note: str = "") -> Any:
        """Return a new landscape sheet with its title and a line of explanation, both frozen."""
        return self._begin(self.book.add_worksheet(name), title, widths, note)

    def streamed(self, name: str, title: str, widths: Sequence[float], note: str = "") -> Any:
        """Return such a sheet that is written from top to bottom and kept on the disk."""
        return self._begin(self.book.add_streamed(name), title, widths, note)

    def _begin(self, sheet: Any, title: str, widths: Sequence[float], note: str) -> Any:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, title, self.title)
        if note:
            sheet.merge_range(1, 0, 1, len(widths) - 1, "", self.note)
            sheet.write_string(1, 0, note, self.note)
            sheet.set_row(1, height_of(note, sum(widths)))
        sheet.set_landscape()
        sheet.set_paper(sheet_setup.paper_for(widths)[0])  # two years by month are too much for A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(HEAD_ROW, 0)
        sheet.repeat_rows(0, HEAD_ROW - 1)
        if self.draft:
            sheet.set_header(f'&C&"Calibri,Bold"&12{self.draft}')
        sheet.set_footer(f"&L&8{title}&R&8Страница &P из &N")
        sheet.hide_gridlines(2)
        # Codes of rows and criteria are text on purpose; Excel need not doubt them.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet

    def table(
        self,
        name: str,
        title: str,
        heads: Heads,
        rows: Iterable[Sequence[TableCell]],
        note: str = "",
    ) -> DrawnTable:
        """Draw a sheet with one table, its head frozen, filtered and repeated on paper.

        Its rows are written as they come, from top to bottom; what follows goes beneath them.
        """
        sheet = self.streamed(name, title, [width for _, width in heads], note)
        table = self.block(sheet, HEAD_ROW, heads, rows)
        sheet.freeze_panes(HEAD_ROW + 1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.autofilter(HEAD_ROW, 0, max(table.first, table.last), len(heads) - 1)
        return table

    def block(
        self,
        sheet: Any,
        at: int,
        heads: Heads,
        rows: Iterable[Sequence[TableCell]],
        column: int = 0,
    ) -> DrawnTable:
        """Draw a table at row `at` of a sheet, from `column` on."""
        for offset, (head, _) in enumerate(heads):
            sheet.write_string(at, column + offset, head, self.head)
        sheet.set_row(at, high := max(height_of(head, width, bold=True) for head, width in heads))
        columns = [(width, surely_fits(width)) for _, width in heads]
        heights, text = array("d"), self.text
        copy = self._copies.begin(sheet.name, heads) if self._copies else NOT_COPIED
        for row, values in enumerate(rows, start=at + 1):
            copy.add(values)
            # A year of ten thousand returns has a million cells, most of them texts.
            shown = [(v, text) if type(v) is str else self._shown(v) for v in values]
            heights.append(self._height(shown, columns))
            self._write_row(sheet, row, column, values, shown, heights[-1])
        copy.end()
        return DrawnTable(sheet, at + 1, at + len(heights), heights, high)

    def _write_row(
        self,
        sheet: Any,
        row: int,
        column: int,
        values: Sequence[TableCell],
        shown: Sequence[tuple[Shown, Any]],
        height: float,
    ) -> None:
        cells = enumerate(values, start=column)
        links = [(at, value) for at, value in cells if type(value) is Link and value.leads]
        # A text too long for a cell makes the row as high as rows are.
        fitting = height < HIGHEST or not any(_is_long(content) for content, _ in shown)
        if fitting and sheet.constant_memory:
            sheet.stream_row(row, column, height, shown, links)
        elif fitting and not links:
            sheet.put_row(row, column, height, shown)
        else:
            sheet.set_row(row, height)
            for at, value in enumerate(values, start=column):
                self.write(sheet, row, at, value)

    def write(self, sheet: Any, row: int, column: int, value: TableCell) -> None:
        """Write numbers as numbers and everything else as text, never as a formula."""
        content, form = self._shown(value)
        if isinstance(value, Link) and value.leads:
            self._write_link(sheet, row, column, value)
        elif content is None:
            sheet.write_blank(row, column, None, form)
        elif isinstance(content, str):
            sheet.write_string(row, column, content, form)
        else:
            sheet.write_number(row, column, content, form)

    def _shown(self, value: TableCell) -> tuple[Shown, Any]:
        """Return what a cell holds, with its format."""
        return self._ways[type(value)](value)

    def _ways_to_show(self) -> ByClass[tuple[Shown, Any]]:
        """Return what each class of cell holds, with its format."""
        text, middle, code, filled, words = (
            self.text, self.middle, self.code, self.filled, self.filled_text,
        )  # fmt: skip
        ways: dict[type, Callable[[Any], tuple[Shown, Any]]] = {
            kind: partial(_as_number, form) for kind, form in self.numbers.items()
        }
        ways |= {
            str: lambda value: (str(value), text),
            NoneType: lambda _: ("", text),
            Again: lambda cell: (cell.text[:LONGEST], self.again),
            Centred: lambda cell: (cell.text, middle),
            Link: self._shown_link,
            MachineCode: lambda cell: (cell.text[:LONGEST], code),
            Filled: lambda cell: (self._shown(cell.value)[0] or None, filled),
            FilledText: lambda cell: (cell.text or None, words),
            Percent: lambda part: (part.share, self.percent),
            dt.date: lambda day: (float(day.toordinal() - DAY_ZERO), self.date),
        }
        return ByClass(ways)

    def _shown_link(self, link: Link) -> tuple[Shown, Any]:
        if not link.leads:
            return self._shown(link.text)
        if isinstance(link.text, Decimal):
            return float(link.text), self.linked_number
        return link.text, self.link

    def _height(
        self, shown: Sequence[tuple[Shown, Any]], columns: Sequence[tuple[float, int]]
    ) -> float:
        """Return the height in points that shows every wrapped text whole.

        columns: the width of each, and how many letters surely fit it.
        """
        heights = [
            height_of(content, width)
            for (content, form), (width, fits) in zip(shown, columns, strict=False)
            if type(content) is str
            and (len(content) > fits or "\n" in content)
            and form not in (self.code, self.again)
        ]
        return max(ONE_LINE, *heights) if heights else ONE_LINE

    def _write_link(self, sheet: Any, row: int, column: int, link: Link) -> None:
        if isinstance(link.text, str):
            sheet.write_url(row, column, link.url, self.link, link.text)
            return
        sheet.write_url(row, column, link.url, self.linked_number)
        sheet.write_number(row, column, float(link.text), self.linked_number)


def _as_number(form: Any, value: float | Decimal) -> tuple[Shown, Any]:
    return float(value), form


def table_scale(widths: Iterable[float]) -> int:
    """Return the scale of print, in percent, at which columns fit the paper.

    Wanted where pages are broken by hand: Excel passes over breaks where it fits pages itself.
    """
    return sheet_setup.scale_to_width(widths, PAPER_WIDTH)


def _is_long(content: Shown) -> bool:
    """Tell whether a text may be longer than a cell holds, in the units of the format."""
    return isinstance(content, str) and len(content) > LONGEST
