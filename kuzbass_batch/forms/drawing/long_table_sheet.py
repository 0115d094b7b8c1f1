"""A sheet of the decisions workbook: its many plain cells are put down as XML at once.

A thousand participants make more than a hundred thousand cells, most of them short texts, numbers
and blanks; all others, and links, lists and heights, go the usual way of xlsxwriter.
"""

from typing import Any

from kuzbass_batch.forms.drawing.workbook import TextBook, TextSheet


class LongTableSheet(TextSheet):
    """A worksheet that takes plain cells ready for the file; their row must be set besides."""

    _row, _first, _next = -1, 0, 0

    def put_text(self, row: int, letter: str, column: int, text: str, style: Any) -> None:
        """Put down a text; it is one of the shared strings, as xlsxwriter's own are."""
        at = self.str_table._get_shared_string_index(text)
        index = style._get_xf_index()
        self._put(row, column, f'<c r="{letter}{row + 1}" s="{index}" t="s"><v>{at}</v></c>')

    def put_number(self, row: int, letter: str, column: int, number: float, style: Any) -> None:
        """Put down a number."""
        index = style._get_xf_index()
        self._put(row, column, f'<c r="{letter}{row + 1}" s="{index}"><v>{number:.16G}</v></c>')

    def put_blank(self, row: int, letter: str, column: int, style: Any) -> None:
        """Put down a blank cell with its looks."""
        self._put(row, column, f'<c r="{letter}{row + 1}" s="{style._get_xf_index()}"/>')

    def _put(self, row: int, column: int, cell: str) -> None:
        """Keep a cell; cells side by side are one text, which is what memory bears."""
        if row != self._row or column != self._next:
            self._row, self._first = row, column
            self.table[row][column] = cell
        else:
            self.table[row][self._first] += cell
        self._next = column + 1

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell) is str:
            self.fh.write(cell)
        else:
            super()._write_cell(row, col, cell)

    def _calculate_spans(self) -> None:
        """Leave out the spans of rows: they are a hint that no reader needs."""
        self.row_spans: dict[int, str] = {}


class LongTableWorkbook(TextBook):
    """A workbook of such sheets."""

    worksheet_class = LongTableSheet
