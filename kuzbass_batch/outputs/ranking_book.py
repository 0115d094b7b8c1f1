"""The ranking workbook as a file: long tables go to the disk row by row, memory stays flat."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

WRITTEN = -2


class OutOfOrder(Exception):
    """A cell was written above a row that is on the disk already: it would be lost."""


class OrderedSheet(Worksheet):  # type: ignore[misc]
    """A sheet that refuses what xlsxwriter drops in silence while it streams rows."""

    def _check_dimensions(self, row: int, col: int, *ignored: bool, **options: bool) -> int:
        code = int(super()._check_dimensions(row, col, *ignored, **options))
        if code == WRITTEN:
            raise OutOfOrder(f"{self.name}: row {row}, column {col}")
        return code


class RankingBook(Workbook):  # type: ignore[misc]
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
