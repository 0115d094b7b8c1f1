"""Find the mark of a committee's book: it stands beneath the code of the hidden sheet."""

from kuzbass_batch.records.book_marks import BookMark, mark_from
from kuzbass_batch.records.workbooks import RawForm

ROWS = 5
"""A suite may move the hidden sheet, or add a row to it; farther down nobody looks."""


def mark_in(raw: RawForm) -> BookMark | None:
    """Return the first mark in the first column of any sheet, hidden ones before the others."""
    for sheet in sorted(raw.sheets, key=lambda sheet: not sheet.hidden):
        for row in sheet.rows[:ROWS]:
            found = mark_from(row[0]) if row and isinstance(row[0], str) else None
            if found:
                return found
    return None
