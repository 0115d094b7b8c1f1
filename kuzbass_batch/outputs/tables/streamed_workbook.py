"""A workbook of long tables: their rows go to the disk as they come, memory stays flat.

With all sheets kept until the end the main process takes 15 MiB more for 400 returns and 545 MiB
for 10,000, of the 200 that it may take.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kuzbass_batch.forms.drawing.workbook import StreamedBook


@contextmanager
def ranking_book(path: Path) -> Iterator[StreamedBook]:
    """Yield the workbook to draw; it is at `path` at the end, its rows beside it until then."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with StreamedBook(path, options) as book:
        yield book
