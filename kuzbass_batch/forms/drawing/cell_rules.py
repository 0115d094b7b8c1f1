"""What colours and guards a form's answers: gathered cell by cell, written once for equal cells.

A rule for each cell would make up half of a self-assessment's bytes; office suites keep one rule
for many cells, its formula written for the first of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kuzbass_batch.forms.drawing.sheet_setup import validation
from kuzbass_batch.forms.spec.layout import cell_address, column_letters
from kuzbass_batch.forms.spec.specification import Field, NumberBounds, ValueKind, is_number

Cells = list[int]
"""Rows of one column, from 0."""
Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


class Condition(Protocol):
    """When a cell is coloured; equal for all cells that one rule may serve."""

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return xlsxwriter's rule as it is written for this cell."""


@dataclass(frozen=True, slots=True)
class IsBlank:
    """The cell is blank."""

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return the rule; Excel has one of its own for this."""
        return {"type": "blanks"}


@dataclass(frozen=True, slots=True)
class BlankInBegunRow:
    """The cell is blank although something stands in its row, between two columns."""

    first: int
    last: int

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return the rule for a cell."""
        first, last = column_letters(self.first), column_letters(self.last)
        return _blank_while(row, column, f"COUNTA(${first}{row + 1}:${last}{row + 1})>0")


@dataclass(frozen=True, slots=True)
class BlankThoughAskedFor:
    """The cell is blank while the cell that asks for it, so many rows and columns away, is not."""

    down: int
    right: int

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return the rule for a cell."""
        other = cell_address(row + self.down, column + self.right)
        return _blank_while(row, column, f"LEN(TRIM({other}))>0")


@dataclass(frozen=True, slots=True)
class BlankWhereItApplies:
    """The cell is blank though its criterion applies: a hidden column says 2 where it does not."""

    column: int

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return the rule for a cell."""
        return _blank_while(row, column, f"${cell_address(row, self.column)}<>2")


@dataclass(frozen=True, slots=True)
class BlankUnlessSaid:
    """The cell is blank and another column of its row does not say a word."""

    column: int
    word: str

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return the rule for a cell."""
        other = f"${cell_address(row, self.column)}"
        return _blank_while(row, column, f'LOWER(TRIM({other}))<>"{self.word}"')


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The row's mark means nothing: a hidden column says -1."""

    column: int

    def at(self, row: int, column: int) -> dict[str, Any]:
        """Return the rule for a cell."""
        return {"type": "formula", "criteria": f"=${cell_address(row, self.column)}=-1"}


def _blank_while(row: int, column: int, asked: str) -> dict[str, Any]:
    criteria = f"=AND(LEN(TRIM({cell_address(row, column)}))=0,{asked})"
    return {"type": "formula", "criteria": criteria}


class CellRules:
    """The rules of one sheet that is being drawn."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._colours: dict[tuple[Condition, int], tuple[Any, Cells]] = {}
        self._guards: dict[
            tuple[ValueKind, tuple[str, ...], int | None, NumberBounds | None],
            tuple[Field, dict[int, Cells]],
        ] = {}

    def colour(self, row: int, column: int, condition: Condition, style: Any) -> None:
        """Colour a cell while the condition holds."""
        self._colours.setdefault((condition, column), (style, []))[1].append(row)

    def guard(self, row: int, column: int, field: Field) -> None:
        """Offer what the field may hold, and warn of what it may not."""
        key = (field.kind, field.choices, field.most, field.bounds)
        rule = self._guards.setdefault(key, (field, {}))
        rule[1].setdefault(column, []).append(row)

    def write(self, spare: int) -> None:
        """Write the rules; of two that colour one cell the one that came first wins.

        spare: the first column that is free; the words of the lists are hidden from there on.

        A rule serves cells of one column: its formula is written for the uppermost of them, as all
        office suites expect.
        """
        for (condition, column), (style, rows) in self._colours.items():
            areas = list(_areas(column, rows))
            top, *_ = areas[0]
            listed = " ".join(map(_name, areas))
            rule = {**condition.at(top, column), "format": style, "multi_range": listed}
            self._sheet.conditional_format(top, column, top, column, rule)
        for field, columns in self._guards.values():
            listed = self._write_list(field.choices, spare) if field.choices else ""
            spare += len(field.choices)
            guarded = validation(field, listed)
            if guarded:
                first, *others = (
                    area for column, rows in columns.items() for area in _areas(column, rows)
                )
                self._sheet.data_validation(*first, guarded | {"other_cells": others})

    def _write_list(self, choices: Sequence[str], column: int) -> str:
        """Write a list's words into the first row, which nobody can delete; return the cells."""
        last = column + len(choices) - 1
        self._sheet.set_column(column, last, None, None, {"hidden": True})
        for at, word in enumerate(choices, start=column):
            if word.isdecimal():
                self._sheet.write_number(0, at, int(word))
            elif is_number(word):
                self._sheet.write_number(0, at, float(word.replace(",", ".")))
            else:
                self._sheet.write_string(0, at, word)
        return f"${column_letters(column)}$1:${column_letters(last)}$1"


def _areas(column: int, rows: Sequence[int]) -> Iterator[Area]:
    """Yield each unbroken run of rows of a column."""
    ordered = sorted(rows)
    start = last = ordered[0]
    for row in ordered[1:]:
        if row != last + 1:
            yield start, column, last, column
            start = row
        last = row
    yield start, column, last, column


def _name(area: Area) -> str:
    top, column, bottom, _ = area
    return f"{cell_address(top, column)}:{cell_address(bottom, column)}"
