"""The bounds of what is read, and the refusal that ends the reading of one file."""

import re
from collections.abc import Collection
from functools import lru_cache
from operator import itemgetter

from kuzbass_batch import wording
from kuzbass_batch.ceilings import (
    COMMITTEES,
    MOST_COLUMNS,
    MOST_PARTICIPANTS,
    MOST_SHEETS,
    STRANGERS,
    FileBounds,
)
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import CellRef, Finding

MAX_BYTES = STRANGERS.size
MAX_MEMBERS = 1_000
"""Files within a workbook; a sample form has 14."""
MAX_COLUMN, MAX_SHEETS = MOST_COLUMNS, MOST_SHEETS
MAX_MERGED = 100_000
"""Cells of all merged ranges together: each is looked at once."""
MAX_CELL_TEXT = 32_767
"""Characters in a cell; no spreadsheet program writes more."""

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
"""An address as all programs understand it: `A1`, `$a$1`."""


class Refusal(Exception):
    """The file is read no further; `finding` says why. Never leaves the room.

    foreign: it is no workbook at all, whatever its name says. too_large: it passes a bound that is
    wider for the committee's own books.
    """

    def __init__(self, finding: Finding, *, foreign: bool = False, too_large: bool = False) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.foreign, self.too_large = foreign, too_large


def unsafe(why: str, *, too_large: bool = False) -> Refusal:
    """Return the refusal of a file that is built to do harm, or looks so."""
    return Refusal(rules.UNSAFE.at(why=why), too_large=too_large)


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

    def __init__(self, bounds: FileBounds = STRANGERS) -> None:
        self.bounds = bounds
        self.sheets = self.grid = self.merged = self.text = 0

    def add_sheet(self, name: str, filled: Collection[tuple[int, int]]) -> None:
        """Count a sheet with these cells filled; its grid is as large as they lie apart."""
        rows = max(filled, default=(-1, -1))[0] + 1
        columns = max(map(itemgetter(1), filled), default=-1) + 1
        most = self.bounds.rows
        if rows > most or columns > MAX_COLUMN:
            far = (place for place in filled if place[0] >= most or place[1] >= MAX_COLUMN)
            self.refuse_place(name, *min(far))
        self.sheets += 1
        self.grid += rows * columns
        if self.grid > self.bounds.grid or self.sheets > MAX_SHEETS:
            raise unsafe("в нём слишком много ячеек или листов", too_large=True)

    def add_merge(self, name: str, last_row: int, last_column: int, cells: int) -> None:
        """Count a merged range that ends in this cell and covers so many cells."""
        if last_row >= self.bounds.rows or last_column >= MAX_COLUMN:
            self.refuse_place(name, last_row, last_column)
        self.merged += cells
        if self.merged > MAX_MERGED:
            raise unsafe("в нём слишком много объединённых ячеек")

    def add_text(self, length: int) -> None:
        """Count so many bytes of text."""
        self.text += length
        if self.text > self.bounds.text:
            raise unsafe("в его ячейках слишком много текста", too_large=True)

    def refuse_place(self, name: str, row: int, column: int) -> None:
        """Refuse the file for this cell."""
        cell = address_of(row, column)
        ref, rows = CellRef(sheet=name, cell=cell), wording.thousands(self.bounds.rows)
        if self.bounds is COMMITTEES and row >= self.bounds.rows:
            most = wording.thousands(MOST_PARTICIPANTS)
            raise Refusal(rules.TOO_MANY_ROWS.at(ref, found=cell, rows=rows, participants=most))
        fault = rules.FAR_CELL.at(ref, found=cell, rows=rows, columns=MAX_COLUMN)
        raise Refusal(fault, too_large=True)
