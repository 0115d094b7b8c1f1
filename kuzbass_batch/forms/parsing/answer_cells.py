"""The cells of a returned form: where an answer stands, is blank, or is not to be found."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import Field
from kuzbass_batch.records.files.workbooks import RawSheet, Scalar

_LETTER = re.compile(r"[А-Яа-яЁё]")
"""What can be seen however a text is folded; nearly every text has one at its beginning."""


class AnswerCell(NamedTuple):
    """An answer cell found: row and column from 0, and what stands in it.

    wanted: a blank here is a fault. in_table: it stands in a row of a free table that somebody
    began to fill. A bare tuple: a form has a hundred of them.
    """

    field: Field
    sheet: RawSheet
    row: int
    column: int
    value: Scalar
    wanted: bool = False
    in_table: bool = False

    def with_value(self, value: Scalar) -> "AnswerCell":
        """Return the cell with another value."""
        return self._replace(value=value)

    @property
    def hidden_cells(self) -> dict[str, str]:
        """Return what the cell is besides its value: texts of what is hidden in it, by kind."""
        hidden_cells = self.sheet.hidden_cells.get((self.row, self.column))
        return {hidden.kind: hidden.text for hidden in hidden_cells} if hidden_cells else {}

    @property
    def ref(self) -> CellRef:
        """Return the address of the cell."""
        return cell_ref(self.sheet.name, self.row, self.column)


def is_zero_of_formula(sheet: RawSheet, row: int, column: int) -> bool:
    """Tell whether a cell is a formula stored as 0, as a number or as an hour of a day's format."""
    value = cell_value(sheet, row, column)
    if not isinstance(value, Decimal | dt.time) or value not in (0, dt.time()):
        return False
    return any(each.kind == "formula" for each in sheet.hidden_cells.get((row, column), ()))


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingCell:
    """A field whose cell is not to be found; the finding that says so stands elsewhere."""

    field: Field
    ref: CellRef


class BlankCell(NamedTuple):
    """An answer cell with nothing in it, of which nothing is to be said: most cells of a form."""

    field_id: str
    ref: CellRef


FieldPlace = AnswerCell | MissingCell | BlankCell


@lru_cache(maxsize=8192)
def cell_ref(sheet: str, row: int, column: int) -> CellRef:
    """Return the address, the same object for the same cell of thousands of forms."""
    return CellRef(sheet=sheet, cell=cell_address(row, column))


def cell_value(sheet: RawSheet, row: int, column: int) -> Scalar:
    """Return the value of a cell, None outside the sheet."""
    try:
        return sheet.rows[row][column]
    except IndexError:
        return None


def is_blank_value(value: Scalar) -> bool:
    """Tell whether a cell holds nothing that one could see."""
    if isinstance(value, str):
        return not (_LETTER.search(value) or fold(value))
    return value is None
