"""The bounds of what is read, and the refusal that ends the reading of one file."""

import re
from collections.abc import Collection
from functools import lru_cache
from operator import itemgetter

from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import CellRef, Finding

MAX_BYTES = 20 * 2**20
"""Of a file; a sample form has 26 KiB, so that there is room for pictures of evidence."""
MAX_INFLATED = 64 * 2**20
"""Bytes of all members of a workbook once inflated; a sample form has under 0.2 MiB."""
MAX_MEMBERS = 1_000
"""Files within a workbook; a sample form has 14."""
MAX_RATIO, RATIO_FROM = 100, 8 * 2**20
"""A small archive may be very regular: the ratio counts from this many inflated bytes on."""
MAX_ROW, MAX_COLUMN = 20_000, 256
"""The farthest cell with something in it: the form ends at row 300; .xls has 256 columns."""
MAX_SHEETS = 100
"""A ranking of ours has 23."""
MAX_GRID = 2_000_000
"""Cells of the dense grids that the readers build, all sheets together."""
MAX_MERGED = 100_000
"""Cells of all merged ranges together: each is looked at once."""
MAX_TEXT = 64 * 2**20
"""Bytes of text in all cells together, a text counted once for each cell that shows it."""
MAX_CELL_TEXT = 32_767
"""Characters in a cell; no spreadsheet program writes more."""

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
"""An address as all programs understand it: `A1`, `$a$1`."""


class Refusal(Exception):
    """The file is read no further; `finding` says why. Never leaves the room.

    foreign: it is no workbook at all, whatever its name says.
    """

    def __init__(self, finding: Finding, *, foreign: bool = False) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.foreign = foreign


def unsafe(why: str) -> Refusal:
    """Return the refusal of a file that is built to do harm, or looks so."""
    return Refusal(rules.UNSAFE.at(why=why))


def damaged() -> Refusal:
    """Return the refusal of a broken file."""
    return Refusal(rules.DAMAGED.at())


def inconsistent(why: str, sheet: str = "", cell: str = "") -> Refusal:
    """Return the refusal of a file that says two things at once."""
    return Refusal(rules.INCONSISTENT.at(CellRef(sheet=sheet, cell=cell), why=why))


def column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@lru_cache(maxsize=4096)
def address_of(row: int, column: int) -> str:
    """Return the A1 address of a row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


class GridBudget:
    """What the dense grids of a workbook will hold; refuses before a reader builds them.

    Rows and columns count from 0 everywhere.
    """

    def __init__(self) -> None:
        self.sheets = self.grid = self.merged = self.text = 0

    def add_sheet(self, name: str, filled: Collection[tuple[int, int]]) -> None:
        """Count a sheet with these cells filled; its grid is as large as they lie apart."""
        rows = max(filled, default=(-1, -1))[0] + 1
        columns = max(map(itemgetter(1), filled), default=-1) + 1
        if rows > MAX_ROW or columns > MAX_COLUMN:
            far = (place for place in filled if place[0] >= MAX_ROW or place[1] >= MAX_COLUMN)
            self.refuse_place(name, *min(far))
        self.sheets += 1
        self.grid += rows * columns
        if self.grid > MAX_GRID or self.sheets > MAX_SHEETS:
            raise unsafe("в нём слишком много ячеек или листов")

    def add_merge(self, name: str, last_row: int, last_column: int, cells: int) -> None:
        """Count a merged range that ends in this cell and covers so many cells."""
        if last_row >= MAX_ROW or last_column >= MAX_COLUMN:
            self.refuse_place(name, last_row, last_column)
        self.merged += cells
        if self.merged > MAX_MERGED:
            raise unsafe("в нём слишком много объединённых ячеек")

    def add_text(self, length: int) -> None:
        """Count so many bytes of text."""
        self.text += length
        if self.text > MAX_TEXT:
            raise unsafe("в его ячейках слишком много текста")

    def refuse_place(self, name: str, row: int, column: int) -> None:
        """Refuse the file for this cell."""
        cell = address_of(row, column)
        ref, rows = CellRef(sheet=name, cell=cell), f"{MAX_ROW:,}".replace(",", "\u00a0")
        raise Refusal(rules.FAR_CELL.at(ref, found=cell, rows=rows, columns=MAX_COLUMN))
