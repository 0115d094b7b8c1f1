"""The places of a free table at which something may be left to do, and of a sheet around it."""

from collections.abc import Iterator, Mapping

from kuzbass_batch.forms.drawing.live import ready_formulas
from kuzbass_batch.forms.drawing.live.ready_cells import STEPS, ReadyCells
from kuzbass_batch.forms.parsing.answer_cells import is_blank_value
from kuzbass_batch.forms.parsing.values import (
    fold,
    show,
    understand_choice,
    understand_date,
    understand_number,
)
from kuzbass_batch.forms.spec.layout import (
    DrawnRow,
    cell_address,
    column_letters,
    sheet_cells,
    sheet_lines,
)
from kuzbass_batch.forms.spec.specification import Block, Field, SheetSpec, ValueKind, WantedWith
from kuzbass_batch.records.files.workbooks import Scalar

SPARE_ROWS = 60
"""Rows beneath a table without a bound, or beyond it, that are looked at, too."""
GOALS, CURRENT, TARGET = "goals", "current", "target"
"""The table of a passport whose two numbers must differ."""
Answers = Mapping[str, Scalar]


class ReadySheet:
    """A sheet whose places are written: its cells, and what is asked of all of its answers."""

    def __init__(self, cells: ReadyCells, spec: SheetSpec, answers: Answers) -> None:
        """Take the form's hidden cells, the sheet, and what is drawn."""
        self.whole, self.spec, self.answers = cells, spec, answers
        self.lines = sheet_lines(spec)
        self.cells = {drawn.field.field_id: drawn for drawn in sheet_cells(spec)}

    def at(self, field: str) -> str:
        """Return the cell of a field, as the hidden sheet names it."""
        drawn = self.cells[field]
        return f"'{self.spec.name}'!{cell_address(drawn.row, drawn.column)}"

    def place(self, field: str, formula: str, left: int) -> str:
        """Write a place at the cell of a field."""
        return self.whole.write_place(self.spec.name, self.at(field), formula, left)

    def is_blank(self, field: str) -> bool:
        """Tell whether a field has no answer."""
        return is_blank_value(self.answers.get(field))

    def wanted(self, field: Field) -> tuple[str, bool]:
        """Return what is 1 while a field without an answer is open, and whether it is now.

        Where another answer asks for it, that is a step of the next place.
        """
        asked = field.wanted_with
        if field.wanted:
            return "1", True
        if asked is None or asked.field not in self.whole.choices:
            return str(int(field.required)), field.required
        cell = self.whole.choices[asked.field]
        chosen = ready_formulas.choice_expression(cell, asked.words, "")
        now = show(self.answers.get(asked.field)).strip() in asked.words
        return self.whole.write_step(ready_formulas.wanted_formula(chosen, cell), int(now)), now


class TablePlaces:
    """The places of a free table: a column of it is one place, its rows may come and go."""

    def __init__(self, sheet: ReadySheet, block: Block) -> None:
        """Take the sheet and its block."""
        self.sheet, self.block, self.whole = sheet, block, sheet.whole
        rows = [line.row for line in sheet.lines if _is_row_of(line, block)]
        # The row beneath belongs to the range: what is inserted above it, or when all are deleted.
        last = rows[-1] + 1
        if block is sheet.spec.blocks[-1]:
            last = rows[0] + (block.most or len(rows)) + SPARE_ROWS
        self.first, self.last = rows[0], last
        given = (name.split("/") for name in sheet.answers if not sheet.is_blank(name))
        begun = {parts[1] for parts in given if parts[0] == block.key and len(parts) == 3}
        self.begun = sorted(begun, key=int)

    def write(self) -> None:
        """Write the errors, how many rows there are, and what each column lacks."""
        errors, begun = self._write_bounds()
        for field in self.block.rows[0].fields:
            if not field.locked:
                self._write_column(field, errors, begun)
        if self.block.key == GOALS:
            by_column = {field.column: field for field in self.block.rows[0].fields}
            self._write_unchanged(by_column[CURRENT], by_column[TARGET], errors)

    def _range(self, field: Field) -> str:
        column = column_letters(self.sheet.cells[field.field_id].column)
        cells = f"{column}{self.first + 1}:{column}{self.last + 1}"
        return f"'{self.sheet.spec.name}'!{cells}"

    def _write_bounds(self) -> tuple[str, str]:
        fields = self.block.rows[0].fields
        first, last = self._range(fields[0]), self._range(fields[-1])
        whole = f"{first.rpartition(':')[0]}:{last.rpartition(':')[2]}"
        name = fields[0].field_id
        errors = self.sheet.place(name, ready_formulas.errors_formula(whole), 0)
        columns = [self._range(field) for field in fields]
        formula = ready_formulas.begun_formula(columns, errors)
        count = self.whole.write_array(formula, len(self.begun))
        least, most = self.block.minimum, self.block.most
        formula = ready_formulas.rows_formula(count, least, most)
        too_many = int(bool(most) and len(self.begun) > most)
        self.sheet.place(name, formula, max(least - len(self.begun), 0) or too_many)
        return errors, count

    def _values(self, field: Field) -> Iterator[Scalar]:
        for number in self.begun:
            yield self.sheet.answers.get(f"{self.block.key}/{number}/{field.column}")

    def _write_column(self, field: Field, errors: str, begun: str) -> None:
        """Write what a column lacks: answers that are wanted, and those that are none."""
        values, column = list(self._values(field)), self._range(field)
        cells, found = self._write_found(field, values, column, errors)
        given = sum(not is_blank_value(value) for value in values)
        if field.required:
            formula = ready_formulas.left_formula(begun, *cells)
            self.sheet.place(field.field_id, formula, len(values) - found)
        elif field.kind is not ValueKind.TEXT:
            filled = ready_formulas.filled_formula(column, errors)
            said = self.whole.write_array(filled, given)
            asked, wanted = self.sheet.wanted(field)
            formula = ready_formulas.wanted_left_formula(asked, begun, said, *cells)
            left = (len(values) if wanted else given) - found
            self.sheet.place(field.field_id, formula, left)
        elif field.wanted_with:
            self._write_unanswered(field, field.wanted_with, column, errors)
        else:
            self.whole.step = STEPS
        self._write_faults(field, values, column, errors)
        if field.single:
            self._write_single(field, values, column, errors, begun)

    def _write_found(
        self, field: Field, values: list[Scalar], column: str, errors: str
    ) -> tuple[list[str], int]:
        """Write the cells that count the answers understood in a column; return them, how many."""
        array, count = self.whole.write_array, ready_formulas.count_formula
        match field.kind:
            case ValueKind.DATE:
                days = [value for value in values if understand_date(value) is not None]
                texts = sum(isinstance(value, str) for value in days)
                number = count(ready_formulas.date_number(column), errors)
                cells = [array(number, len(days) - texts)]
                cells.append(array(count(ready_formulas.date_text(column), errors), texts))
                return cells, len(days)
            case ValueKind.NUMBER:
                found = sum(understand_number(value) is not None for value in values)
                formula = ready_formulas.numbers_formula(column, errors)
                return [self.whole.write_step(formula, found), *self._write_shapes(field)], found
            case ValueKind.CHOICE if field.choices:
                chosen = (understand_choice(each, field.choices, field.former) for each in values)
                found = sum(each is not None for each in chosen)
                listed = count(ready_formulas.chosen_text(column, field.choices), errors)
                return [array(listed, found)], found
            case _:
                found = sum(not is_blank_value(value) for value in values)
                given = count(ready_formulas.given_text(column), errors)
                return [array(given, found)], found

    def _write_faults(self, field: Field, values: list[Scalar], column: str, errors: str) -> None:
        """Write the answers that cannot be: beyond bounds, later than may be, said twice."""
        if field.bounds is not None:
            numbers = [understand_number(value) for value in values]
            bad = sum(each is not None and not field.bounds.holds(each) for each in numbers)
            formula = ready_formulas.beyond_formula(column, field.bounds, errors)
            self._write_fault(field, formula, bad)
        latest = self.whole.days.get(field.not_after)
        if latest is not None:
            days = [understand_date(value) for value in values]
            late = sum(bool(day and latest.date and day > latest.date) for day in days)
            first = int(f"{latest.date:%Y%m%d}") if latest.date else 0
            key = self.whole.write_step(ready_formulas.year_first_formula(latest.cell), first)
            formula = ready_formulas.later_formula(column, latest.cell, key, errors)
            self._write_fault(field, formula, late)
        if field.once:
            said = [fold(show(value)) for value in values if not is_blank_value(value)]
            twice = len(said) - len(set(said))
            self._write_fault(field, ready_formulas.twice_formula(column, errors), twice)

    def _write_unanswered(self, field: Field, asked: WantedWith, column: str, errors: str) -> None:
        """Write the rows in which a word of another column asks for this text in vain."""
        other = next(each for each in self.block.rows[0].fields if each.column == asked.field)
        pairs = zip(self._values(other), self._values(field), strict=True)
        words = ((understand_choice(said, asked.words, other.former), text) for said, text in pairs)
        lacks = sum(said is not None and is_blank_value(text) for said, text in words)
        asking = f"({ready_formulas.chosen_text(self._range(other), asked.words)})"
        test = ready_formulas.unanswered_text(asking, column)
        self.whole.step = STEPS
        self._write_fault(field, ready_formulas.count_formula(f"({test})", errors), lacks)

    def _write_single(
        self, field: Field, values: list[Scalar], column: str, errors: str, begun: str
    ) -> None:
        """Write how many rows too many, or one too few, hold the word that one of them has to."""
        found = sum(understand_choice(v, (field.single,), field.former) is not None for v in values)
        listed = ready_formulas.chosen_text(column, (field.single,))
        counted = self.whole.write_array(ready_formulas.count_formula(listed, errors), found)
        left = abs(found - 1) if self.begun else 0
        self.sheet.place(field.field_id, ready_formulas.single_formula(begun, counted), left)

    def _write_fault(self, field: Field, formula: str, found: int) -> None:
        counted = self.whole.write_array(formula, found)
        self.sheet.place(field.field_id, f"={counted}", found)

    def _write_shapes(self, field: Field) -> Iterator[str]:
        """Write how many of the drawn rows hold a date where a number is asked for."""
        column = self._range(field)
        shapes = [
            self.whole.write_step(ready_formulas.shape_formula(f"INDEX({column},{at})"), 0)
            for at in range(1, len(self.block.rows) + 1)
        ]
        yield self.whole.write_step(f"=-SUM({shapes[0]}:{shapes[-1]})", 0)

    def _write_unchanged(self, field: Field, other: Field, errors: str) -> None:
        """Write the goals whose two numbers are equal: such a goal changes nothing."""
        pairs = zip(self._values(field), self._values(other), strict=True)
        numbers = ((understand_number(now), understand_number(then)) for now, then in pairs)
        equal = sum(now is not None and now == then for now, then in numbers)
        formula = ready_formulas.equal_formula(self._range(field), self._range(other), errors)
        count = self.whole.write_array(formula, equal)
        self.sheet.place(other.field_id, f"={count}", equal)


def _is_row_of(line: DrawnRow, block: Block) -> bool:
    return line.kind == "answer" and line.block.key == block.key and line.block.kind == block.kind
