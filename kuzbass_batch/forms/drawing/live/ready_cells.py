"""The hidden cells that hold the places of a form at which something may be left to do.

Each has a row on the hidden sheet of the code: how much is open there, its address, the address of
the first open one from there on, and the steps of its formula.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import is_number

FIRST_ROW = 3
"""Of the places on the hidden sheet, beneath the code and the committee's mark."""
COUNT, ADDRESS, FIRST, STEPS = 2, 3, 4, 5
"""Columns: how much is open, where, the first open place from there on, the steps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyPlace:
    """A place that may be open: its sheet, its row on the hidden sheet, how much is open there.

    target: its address, `'Сведения'!C8`.
    """

    sheet: str
    row: int
    left: int
    target: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyDay:
    """The day of an answer: the hidden cell that says it, and the day, if it is one."""

    cell: str
    date: dt.date | None


class ReadyCells:
    """The places of one form, written one after the other.

    days, choices: the fields with a day and those with a list that are written already, by id: the
    hidden cell of the day, the cell of the answer.
    """

    def __init__(self, code: Any) -> None:
        """Take the hidden sheet."""
        self.code = code
        self.places: list[ReadyPlace] = []
        self.step = STEPS
        self.days: dict[str, ReadyDay] = {}
        self.choices: dict[str, str] = {}

    @property
    def row(self) -> int:
        """Return the row of the place that is being written."""
        return FIRST_ROW + len(self.places)

    def write_step(self, formula: str, value: object) -> str:
        """Write a step of the next place's formula; return its cell."""
        shown = float(value) if isinstance(value, Decimal) else value
        self.code.write_formula(self.row, self.step, formula, None, shown)
        self.step += 1
        return cell_address(self.row, self.step - 1)

    def write_array(self, formula: str, value: int) -> str:
        """Write a step that looks at whole columns of a table; return its cell."""
        row, column = self.row, self.step
        self.code.write_array_formula(row, column, row, column, formula, None, value)
        self.step += 1
        return cell_address(row, column)

    def write_numbers(self, words: Sequence[str]) -> str:
        """Write the numbers of a list beside the next place; return their cells, or nothing."""
        numbers = [float(word.replace(",", ".")) for word in words if is_number(word)]
        first = self.step
        for number in numbers:
            self.code.write_number(self.row, self.step, number)
            self.step += 1
        last = cell_address(self.row, self.step - 1)
        return f"{cell_address(self.row, first)}:{last}" if numbers else ""

    def write_place(self, sheet: str, target: str, formula: str, left: int) -> str:
        """Write a place: how much is open there, and where that is; return the cell of how much."""
        row = self.row
        self.code.write_formula(row, COUNT, formula, None, left)
        self.code.write_string(row, ADDRESS, target)
        self.places.append(ReadyPlace(sheet=sheet, row=row, left=left, target=target))
        self.step = STEPS
        return cell_address(row, COUNT)
