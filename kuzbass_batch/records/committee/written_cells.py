"""Cells of a register that the program wrote from forms, told from those that somebody entered.

A row of a register stays open to the committee: what it enters counts, whatever a form says. So
that a later form may go on with a row, the program marks beside it, in the column «Метка», what it
wrote into which column; a cell that still says so is the program's, any other was entered.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256

from kuzbass_batch import wording
from kuzbass_batch.records.committee.decisions import BookTable, DecisionEntry, EnteredCell
from kuzbass_batch.records.files.workbooks import Scalar

STAMPS = "written"
"""The column of the marks: `status:3fa2b1 stage:99ab01`."""
_STAMP = re.compile(r"([a-z_]+):([0-9a-f]{6})")
OWN_COLUMNS_OF_ROWS = frozenset(("name", "origin", "remark", "row", STAMPS))
"""What the program prints beside the columns that a form or somebody may fill."""


def split_by_stamps(
    table: BookTable, entered: tuple[EnteredCell, ...], printed: tuple[EnteredCell, ...]
) -> DecisionEntry:
    """Return a row of a book: what stands there as the program wrote it counts as printed."""
    texts = [str(cell.raw) for cell in printed if cell.column == STAMPS]
    known = dict(_STAMP.findall(texts[0])) if texts else {}
    if not known:
        return DecisionEntry(table=table, entered=entered, printed=printed)
    written = tuple(cell for cell in entered if known.get(cell.column) == stamp_of(cell.value))
    own = tuple(cell for cell in entered if cell not in written)
    return DecisionEntry(table=table, entered=own, printed=(*printed, *written))


def written_cells(entry: DecisionEntry) -> tuple[EnteredCell, ...]:
    """Return the cells of a row that the program wrote from forms and nobody has changed."""
    return tuple(cell for cell in entry.printed if cell.column not in OWN_COLUMNS_OF_ROWS)


def written_stamps(cells: Iterable[EnteredCell]) -> str:
    """Return the marks of cells that the program writes, empty for none."""
    return " ".join(f"{cell.column}:{stamp_of(cell.value)}" for cell in cells)


def stamp_of(value: Scalar) -> str:
    """Return six hex digits by which a value is known again, however a suite stores it."""
    if isinstance(value, Decimal):
        text = f"{value.normalize():f}"
    elif isinstance(value, dt.date):
        text = wording.day(value)
    else:
        text = " ".join(str(value).split())
    return sha256(text.encode()).hexdigest()[:6]
