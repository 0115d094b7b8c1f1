"""A workbook of long tables: their rows go to the disk as they come, memory stays flat."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kuzbass_batch.forms.drawing.workbook import StreamedSheet, TextBook


class StreamedWorkbook(TextBook):
    """A workbook with sheets of two kinds: drawn freely, and streamed from top to bottom.

    With all sheets kept until the end the main process takes 15 MiB more for 400 returns and
    545 MiB for 10,000, of the 200 that it may take.
    """

    worksheet_class = StreamedSheet

    def add_streamed(self, name: str) -> Any:
        """Return a new sheet whose rows are written in order and kept on the disk."""
        # xlsxwriter gives the mode of the workbook to each new sheet.
        self.constant_memory = True
        try:
            return self.add_worksheet(name)
        finally:
            self.constant_memory = False


@contextmanager
def ranking_book(path: Path) -> Iterator[StreamedWorkbook]:
    """Yield the workbook to draw; it is at `path` at the end, its rows beside it until then."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with StreamedWorkbook(path, options) as book:
        yield book
