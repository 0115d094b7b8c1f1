"""The workbooks that the program writes: xlsxwriter's own, in which every text is only text.

The one place that knows xlsxwriter from within; `tests/forms/drawing/test_workbook.py` fails when
a release changes what is used here. What is here for speed says what it saves; the figures stand
in `docs/architecture.md`, "What own machinery saves".
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from itertools import islice, takewhile
from operator import itemgetter
from typing import Any, Protocol

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

from kuzbass_batch.ceilings import MOST_LINKS, MOST_ROWS, TooManyRows
from kuzbass_batch.forms.drawing.cell_xml import Shown, content_xml, text_cell
from kuzbass_batch.forms.drawing.deflated_text import DeflatedText

AUTHOR = "Программа рейтингования (kuzbass-batch)"
"""Whom a suite names as the author of a workbook."""
A3, A4 = 8, 9
"""The number of the paper in the file format."""
ROWS_OF_SPAN = 16
"""Rows of which the file says together where their cells begin and end."""
_OUT_OF_ORDER, _OFF_SHEET = -2, -1
"""What xlsxwriter's check says of a cell above the rows on the disk, and of one below a sheet."""
_NUMBERS = re.compile("[0-9]+")
_ROW = itemgetter(0)
_column_name = lru_cache(maxsize=256)(xl_col_to_name)
_CELLS: Mapping[str, Callable[[Any], str]] = {
    "String": lambda cell: f' t="s"><v>{cell.string}</v></c>',
    "Number": lambda cell: f"><v>{cell.number:.16G}</v></c>",
    "Blank": lambda _: "/>",
}
"""What follows the format in the XML of the usual cells, by the name of their class."""


class OutOfOrder(Exception):
    """A cell was written above a row that is on the disk already: it would be lost."""


class _PlainStrings(SharedStrings):  # type: ignore[misc]  # xlsxwriter has no types
    """Shared strings of which none is rich.

    xlsxwriter takes any text from `<r>` to `</r>` for its own rich one and writes it as markup.
    """

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string)


class _PlainPackager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        strings = _PlainStrings()
        strings.string_table = self.workbook.str_table
        if strings.string_table.count:
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class TextSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose texts are only text where it streams them, too.

    Its cells are named by numbers only, and the usual ones are put down at once: xlsxwriter looks
    through each attribute of each cell for letters to escape. The same bytes in three quarters of
    the time: drawing the decisions of 1,000 takes 0.75 s instead of 1.04.
    """

    fh: Any
    write_string = Worksheet._write_string
    write_number = Worksheet._write_number
    write_blank = Worksheet._write_blank

    def put_row(
        self, row: int, column: int, height: float, cells: Sequence[tuple[str | float | None, Any]]
    ) -> None:
        """Keep a row of texts that fit, numbers and blanks, from `column` on; height in points."""
        self.set_row(row, height)
        self._refuse_off_sheet(row, column, column + len(cells) - 1)
        kept, index_of = self.table[row], self.str_table._get_shared_string_index
        for at, (content, form) in enumerate(cells, start=column):
            if type(content) is str:
                kept[at] = CellStringTuple(index_of(content), form)
            elif content is None:
                kept[at] = CellBlankTuple(form)
            else:
                kept[at] = CellNumberTuple(content, form)

    def _refuse_off_sheet(self, row: int, *columns: int) -> None:
        for column in columns:
            if self._check_dimensions(row, column) == _OFF_SHEET:
                most = f"больше {MOST_ROWS} строк, столько офисные программы не открывают."
                raise TooManyRows(f"На листе «{self.name}» {most}")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        write = _CELLS.get(cell.__class__.__name__)
        if write is None or not cell.format or self.constant_memory:
            super()._write_cell(row, col, cell)
        else:
            index = cell.format._get_xf_index()
            self.fh.write(f'<c r="{_column_name(col)}{row + 1}" s="{index}"{write(cell)}')

    def _calculate_spans(self) -> None:
        if self.comments:
            super()._calculate_spans()
            return
        ends: dict[int, list[int]] = defaultdict(list)
        for row, cells in self.table.items():
            if cells:
                ends[row // ROWS_OF_SPAN] += (min(cells), max(cells))
        self.row_spans = {at: f"{min(each) + 1}:{max(each) + 1}" for at, each in ends.items()}

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, False, attributes)


class TextBook(Workbook):  # type: ignore[misc]
    """A workbook of such sheets: every workbook of the program is one."""

    worksheet_class = TextSheet

    def set_properties(self, properties: Mapping[str, Any]) -> None:
        """Take the title and the day; the author is the program's own name."""
        super().set_properties({"author": AUTHOR} | dict(properties))

    def _get_packager(self) -> Packager:
        return _PlainPackager()


class FormSheet(TextSheet):
    """A sheet whose rows may grow, and that remembers formulas looked through once.

    xlsxwriter searches each formula for some hundred functions of newer Excels; the formulas of
    forms differ by their row numbers only, and hold nothing of a participant's. A self-assessment
    is drawn in 13 ms instead of 26, which saves 5 % of a run over 400 returns.
    """

    def __init__(self) -> None:
        """Begin with rows of fixed heights."""
        super().__init__()
        self._growing: set[int] = set()

    def let_grow(self, row: int, height: float, style: Any = None) -> None:
        """Give a row the height to begin with, in points; it grows with what is typed into it.

        xlsxwriter holds each height for good. Without one LibreOffice cuts the words: it takes the
        file for Excel's own, and its rows for measured.
        """
        self.set_row(row, height, style)
        self._growing.add(row + 1)

    def _xml_start_tag_unencoded(
        self, tag: str, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        if tag == "row" and dict(attributes)["r"] in self._growing:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if _written_unchanged(_NUMBERS.sub("2", formula), expand_future_functions):
            return formula.removeprefix("=")
        return _prepared(formula, expand_future_functions)


@lru_cache(maxsize=1024)
def _written_unchanged(shape: str, expand: bool) -> bool:
    """Tell whether formulas of this shape are written as they stand, but for the first `=`."""
    return _prepared(shape, expand) == shape.removeprefix("=")


@lru_cache(maxsize=1024)
def _prepared(formula: str, expand: bool) -> str:
    plain: Any = Worksheet()
    return str(plain._prepare_formula(formula, expand))


class FormBook(TextBook):
    """A workbook of such sheets, quicker where thousands of forms are drawn."""

    worksheet_class = FormSheet


class FileUrl(Url):  # type: ignore[misc]  # xlsxwriter has no types
    """A link to a file beside the workbook: its path with `/`, the words shown, a place in it.

    xlsxwriter by itself writes the backslashes of Windows and takes `#` for the end of the path.
    """

    def __init__(self, path: str, text: str, place: str = "") -> None:
        """Take the link; `place` as `'Лист'!A1`."""
        self.__dict__.update(_FILE)
        self._path, self._anchor, self.text = path, place, text

    def _target(self) -> str:
        return str(self._escape_url(self._path.replace("%", "%25"))).replace("#", "%23")

    @staticmethod
    def _escape_url(url: str) -> str:
        return re.sub(r'[ ":<>\[\]^`{}]', lambda found: f"%{ord(found[0]):02x}", url)


_FILE = vars(Url("external:file"))
"""What xlsxwriter makes of such a link: it takes the words apart, the same ones each time."""


def inner_link(target: str, text: str = "") -> Url:
    """Return a link to a place of this workbook: `internal:'Лист'!A1`, and the words shown.

    Without words the cell shows what is written into it besides, as a number.
    """
    url = Url(target)
    if text:
        url.text = text
    return url


class Linked(Protocol):
    """A cell with a link, which it makes for xlsxwriter when that writes it."""

    @property
    def url(self) -> Url:
        """Return the link with its words."""


class _PendingLinks:
    """The links of a sheet by row and column, as xlsxwriter looks through them at the end."""

    def __init__(
        self, made: Mapping[int, dict[int, Url]], pending: Sequence[tuple[int, int, Linked]]
    ) -> None:
        self._made, self._pending = made, pending
        self._asked, self._last = -1, dict[int, Url]()

    def keys(self) -> set[int]:
        """Return the rows."""
        return {*self._made, *map(_ROW, self._pending)}

    def __getitem__(self, row: int) -> dict[int, Url]:
        """Return the links of a row by column."""
        if row in self._made:
            return self._made[row]
        if self._asked != row:  # It is asked for once more for each of its links.
            first = bisect_left(self._pending, row, key=_ROW)
            own = takewhile(lambda each: _ROW(each) == row, islice(self._pending, first, None))
            self._asked, self._last = row, {column: linked.url for _, column, linked in own}
        return self._last


class _Styles(dict[Any, str]):
    """What the XML of a cell says of its format, by the format."""

    def __missing__(self, form: Any) -> str:
        return self.setdefault(form, f'" s="{form._get_xf_index()}"')


@lru_cache(maxsize=256)
def _columns(first: int, end: int) -> tuple[str, ...]:
    """Return how the cells of a row begin in XML, up to the number of the row."""
    return tuple(f'<c r="{_column_name(at)}' for at in range(first, end))


class StreamedSheet(TextSheet):
    """A sheet whose rows may go to the disk as they come.

    It refuses what xlsxwriter drops in silence there, and takes whole rows at once.
    """

    dim_colmin: int
    previous_row: int

    def __init__(self) -> None:
        super().__init__()
        self._pending_links: list[tuple[int, int, Linked]] = []
        self._row_starts: dict[float, str] = {}
        self._styles = _Styles()

    def _check_dimensions(self, row: int, col: int, *ignored: bool, **options: bool) -> int:
        code = int(super()._check_dimensions(row, col, *ignored, **options))
        if code == _OUT_OF_ORDER:
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
        """Write a whole row to the disk, from `column` on; height in points.

        cells: content and format of each. links: with their columns; beyond MOST_LINKS they are
        left out, as xlsxwriter does.

        The same bytes as `set_row`, `write_string`, `write_number` and `write_url` give, in half
        the time: of a run over 400 returns it saves 8 to 10 %. Of links it keeps nothing but
        where they lead until the file is finished: drawing the ranking of 10,000 takes the main
        process 137 MiB, cell by cell 219.
        """
        self._refuse_off_sheet(row, column + len(cells) - 1)
        self.dim_colmin = min(self.dim_colmin, column)
        self._finish_rows_above(row)
        if links and self.hlink_count + len(links) <= MOST_LINKS:
            self.hlink_count += len(links)
            self._pending_links += ((row, at, linked) for at, linked in links)
        number, styles = str(row + 1), self._styles
        columns = _columns(column, column + len(cells))
        # A list: what makes one at a time would take half as long again for a million cells.
        written = [
            place
            + number
            + styles[form]
            + (text_cell(value) if type(value) is str else content_xml(value))
            for place, (value, form) in zip(columns, cells, strict=True)
        ]
        self.fh.write(f'<row r="{number}"{self._row_start(row, height)}{"".join(written)}</row>')

    def _finish_rows_above(self, row: int) -> None:
        """Put on the disk what was drawn cell by cell above a row."""
        if self.table or self.previous_row in self.row_info:
            self._write_single_row(row)
        self.previous_row = row

    def _row_start(self, row: int, height: float) -> str:
        """Return what xlsxwriter writes at the start of a row of this height, after its number."""
        if height not in self._row_starts:
            self.set_row(row, height)
            # Wanted for pictures only, of which a streamed sheet has none.
            del self.row_sizes[row]
            fh, self.fh = self.fh, StringIO()
            self._write_row(row, None, self.row_info.pop(row))
            fh, self.fh = self.fh, fh
            self._row_starts[height] = str(fh.getvalue()).removeprefix(f'<row r="{row + 1}"')
        return self._row_starts[height]

    def _write_hyperlinks(self) -> None:
        made: Any = self.hyperlinks
        self.hyperlinks: Any = _PendingLinks(made, self._pending_links)
        super()._write_hyperlinks()


class StreamedBook(TextBook):
    """A workbook with sheets of two kinds: drawn freely, and streamed from top to bottom."""

    worksheet_class = StreamedSheet

    def add_streamed(self, name: str) -> Any:
        """Return a new sheet whose rows are written in order and not kept as cells."""
        # xlsxwriter gives the mode of the workbook to each new sheet.
        self.constant_memory = True
        try:
            return self.add_worksheet(name)
        finally:
            self.constant_memory = False


class _PackedSheet(StreamedSheet):
    row_data_fh: Any
    constant_memory: Any

    def _initialize(self, init_data: Mapping[str, Any]) -> None:
        streamed = init_data["constant_memory"]
        super()._initialize({**init_data, "constant_memory": False})
        if streamed:
            self.constant_memory = True
            self.row_data_fh = self.fh = DeflatedText()

    def _write_optimized_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self.row_data_fh.pour_into(self.fh)
        self._xml_end_tag("sheetData")


class _PackedPackager(_PlainPackager):
    def _filename(self, xml_filename: str) -> DeflatedText:
        self.filenames.append((text := DeflatedText(), xml_filename, False))
        return text


class PackedBook(StreamedBook):
    """Such a workbook drawn in memory: rows and parts wait deflated until the file is whole.

    xlsxwriter's own rows would lie in the system's temporary folder, even after a worker's end.
    """

    worksheet_class = _PackedSheet

    def _get_packager(self) -> Packager:
        return _PackedPackager()
