"""The places of each sheet of a form at which something may be left to do: what makes them open.

`ready_formulas` says what the formulas ask. The values stored beside them are what the batch
understands of the answers.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch.forms.drawing.live import formulas, ready_formulas
from kuzbass_batch.forms.drawing.live.live_lines import states_of
from kuzbass_batch.forms.drawing.live.live_score import LiveScore
from kuzbass_batch.forms.drawing.live.ready_cells import STEPS, ReadyCells
from kuzbass_batch.forms.parsing.answer_cells import is_blank_value
from kuzbass_batch.forms.parsing.values import (
    bare_letters,
    mark_letters,
    show,
    understand_choice,
    understand_date,
    understand_mark,
    understand_number,
)
from kuzbass_batch.forms.spec.jury_form import INTEREST, MARKS, YES
from kuzbass_batch.forms.spec.layout import (
    DrawnRow,
    cell_address,
    column_letters,
    sheet_cells,
    sheet_lines,
)
from kuzbass_batch.forms.spec.specification import (
    Block,
    Field,
    SheetSpec,
    ValueKind,
)
from kuzbass_batch.records.files.workbooks import Scalar

SPARE_ROWS = 60
"""Rows beneath a table without a bound, or beyond it, that are looked at, too."""
NAME, ID = "participant_name", "participant_id"
GOALS, CURRENT, TARGET = "goals", "current", "target"
"""The table of a passport whose two numbers must differ."""
_EPOCH = dt.date(1899, 12, 30)
Answers = Mapping[str, Scalar]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """The day of an answer: the hidden cell that says it, and the day, if it is one."""

    cell: str
    date: dt.date | None


class SheetPlaces:
    """The places of one sheet."""

    def __init__(
        self,
        cells: ReadyCells,
        spec: SheetSpec,
        answers: Answers,
        score: LiveScore | None,
        *,
        assessed: bool,
        named: bool,
    ) -> None:
        """Take a sheet; assessed: of a self-assessment, named: whose code names the body."""
        self.whole, self.spec, self.answers, self.score = cells, spec, answers, score
        self.assessed, self.named = assessed, named
        self.lines = sheet_lines(spec)
        self.cells = {drawn.field.field_id: drawn for drawn in sheet_cells(spec)}

    def write(self) -> None:
        """Write the places of every block."""
        for block in self.spec.blocks:
            match block.kind:
                case "fields":
                    self._write_fields(block)
                case "criteria":
                    self._write_criteria(block)
                case "table" if block.key == MARKS:
                    self._write_marks(block)
                case "table":
                    TablePlaces(self, block).write()
                case "stages":
                    self._write_stages(block)
                case "points":
                    self._write_points(block)

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

    def _write_fields(self, block: Block) -> None:
        for row in block.rows:
            for field in row.fields:
                if not field.locked:
                    self._write_field(field)

    def _write_field(self, field: Field) -> None:
        name, cell = field.field_id, self.at(field.field_id)
        match field.kind:
            case ValueKind.TEXT if not field.required or self._is_known(name):
                self.place(name, ready_formulas.error_formula(cell), 0)
            case ValueKind.TEXT if name == NAME and self._may_be_known:
                left = self.is_blank(NAME) and self.is_blank(ID)
                self.place(name, ready_formulas.neither_formula(self.at(ID), cell), int(left))
            case ValueKind.TEXT:
                formula = ready_formulas.missing_formula(cell)
                self.place(name, formula, int(self.is_blank(name)))
            case ValueKind.DATE:
                self.write_date(field, None)
            case ValueKind.MARK:
                self._write_mark(field)
            case ValueKind.NUMBER:
                self.write_number(field)
            case ValueKind.CHOICE:
                self._write_choice(field)

    @property
    def _may_be_known(self) -> bool:
        """Tell whether the registry may name the body of a form that does not."""
        return ID in self.cells and self.assessed

    def _is_known(self, name: str) -> bool:
        return name == NAME and self._may_be_known and self.named

    def write_date(self, field: Field, earliest: Day | None) -> Day:
        """Write a date, which is to be no earlier than another one; return its day."""
        name, cell = field.field_id, self.at(field.field_id)
        given = self.answers.get(name)
        day = understand_date(given)
        text = day is not None and isinstance(given, str)
        is_text = self.whole.write_step(ready_formulas.is_text_date_formula(cell), int(text))
        serial = (day - _EPOCH).days if day else 0
        own = self.whole.write_step(ready_formulas.day_formula(cell, is_text), serial)
        early = bool(day and earliest and earliest.date and day < earliest.date)
        left = early or (day is None and (field.required or not self.is_blank(name)))
        before = earliest.cell if earliest else ""
        formula = ready_formulas.date_formula(cell, own, before, required=field.required)
        self.place(name, formula, int(left))
        return Day(cell=own, date=day)

    def _write_mark(self, field: Field) -> None:
        name, step = field.field_id, self.whole.write_step
        given = show(self.answers.get(name))
        bare = bare_letters(given).replace("|", "?")
        letters = step(formulas.letters_formula(self.at(name)), bare)
        first, row = self.whole.step, self.whole.row
        steps = [cell_address(row, first + at) for at in range(formulas.CLEANING_STEPS)]
        shown = formulas.cleaned(bare)
        for formula, value in zip(formulas.cleaning_formulas([letters], steps), shown, strict=True):
            step(formula, value)
        part = step(formulas.part_formula(steps[-1], 0, 1), mark_letters(given))
        mark = understand_mark(self.answers.get(name))
        wrong = mark is None and bool(given)
        said: int | str = -1 if wrong else "" if mark is None else int(mark)
        state = step(formulas.state_formula(part), said)
        blank = field.required and not given
        formula = ready_formulas.mark_formula(state, required=field.required)
        self.place(name, formula, int(wrong or blank))

    def write_number(self, field: Field) -> None:
        """Write a number that stands by itself."""
        name, cell = field.field_id, self.at(field.field_id)
        given = self.answers.get(name)
        shape = self.whole.write_step(ready_formulas.shape_formula(cell), 0)
        formula = ready_formulas.number_formula(cell, shape, required=field.required)
        none = understand_number(given) is None
        self.place(name, formula, int(none and (field.required or not self.is_blank(name))))

    def _write_choice(self, field: Field) -> None:
        name, cell = field.field_id, self.at(field.field_id)
        numbers = self.whole.write_numbers(field.choices)
        chosen = ready_formulas.choice_expression(cell, field.choices, numbers)
        formula = ready_formulas.choice_formula(cell, chosen, required=field.required)
        self.place(name, formula, int(self._is_wrong_choice(field)))

    def _is_wrong_choice(self, field: Field) -> bool:
        given = self.answers.get(field.field_id)
        if is_blank_value(given):
            return field.required
        return understand_choice(given, field.choices, field.former) is None

    def _write_criteria(self, block: Block) -> None:
        score = self.score
        assert score is not None  # A sheet with criteria has one.
        for group, (row, result) in zip(block.groups, score.results, strict=True):
            names = [each.fields[0].field_id for each in group.rows]
            states = states_of(group.criterion, self.answers)
            fault = f"'{self.spec.name}'!{cell_address(row, score.columns.listed)}"
            beside = [each.field_id for line in group.rows for each in line.fields[1:]]
            blank_counts = score.methodology.chosen("R6") == "zero"
            elsewhere = any(not self.is_blank(name) for name in beside)
            left = bool(result.fault) or (
                blank_counts and elsewhere and not any(each is not None for each in states)
            )
            columns = [self.cells[name].column for name in beside]
            first, last = self.cells[names[0]].row, self.cells[names[-1]].row
            formula = ready_formulas.criterion_formula(
                fault,
                self._range(first, min(columns), last, max(columns)),
                self._range(first, score.columns.state, last, score.columns.state),
                blank_counts=blank_counts,
            )
            self.place(names[0], formula, int(left))
        if score.totals:
            first_field = block.groups[0].rows[0].fields[0].field_id
            total = f"'{self.spec.name}'!{score.total_cell}"
            self.place(
                first_field, ready_formulas.no_total_formula(total), int(not score.has_total)
            )

    def _range(self, first: int, left: int, last: int, right: int) -> str:
        cells = f"{cell_address(first, left)}:{cell_address(last, right)}"
        return f"'{self.spec.name}'!{cells}"

    def _write_stages(self, block: Block) -> None:
        """Write the stages: none ends before it starts, none starts before the one above it."""
        before: Day | None = None
        for row in block.rows:
            start, *ends = row.fields
            before = self.write_date(start, before)
            for end in ends:
                self.write_date(end, before)

    def _write_marks(self, block: Block) -> None:
        """Write what a juror's sheet asks for: all points of a row, or none beside an interest."""
        for row in block.rows:
            by_column = {field.column: field for field in row.fields}
            if self.is_blank(row.fields[0].field_id):
                continue
            points = [field for field in row.fields if field.most is not None]
            cells = [(self.at(field.field_id), field.most or 0) for field in points]
            interest = by_column[INTEREST].field_id
            given = [understand_number(self.answers.get(field.field_id)) for field in points]
            whole = all(
                number is not None and 0 <= number <= (field.most or 0) and number == int(number)
                for number, field in zip(given, points, strict=True)
            )
            away = str(self.answers.get(interest, "")).strip().lower() == YES
            left = any(number is not None for number in given) if away else not whole
            formula = ready_formulas.points_given_formula(cells, self.at(interest), YES)
            self.place(points[0].field_id, formula, int(left))

    def _write_points(self, block: Block) -> None:
        """Write what an objection asks for: some points, each with its reason."""
        begun: list[str] = []
        any_begun = False
        for row in block.rows:
            asked, *words = (field for field in row.fields if not field.locked)
            cells = [self.at(field.field_id) for field in (asked, *words)]
            is_begun = any(not self.is_blank(field.field_id) for field in (asked, *words))
            any_begun = any_begun or is_begun
            begun.append(
                self.whole.write_step(ready_formulas.is_begun_formula(cells), int(is_begun))
            )
            wrong = self.whole.write_step(ready_formulas.is_wrong_formula(cells), 0)
            numbers = self.whole.write_numbers(asked.choices)
            chosen = ready_formulas.choice_expression(cells[0], asked.choices, numbers)
            formula = ready_formulas.asked_formula(cells[1], begun[-1], wrong, chosen)
            wanting = self._is_wrong_choice(asked) or self.is_blank(asked.field_id)
            left = is_begun and (wanting or self.is_blank(words[0].field_id))
            self.place(asked.field_id, formula, int(left))
        first = next(field for field in block.rows[0].fields if not field.locked)
        formula = ready_formulas.none_begun_formula(begun)
        self.place(first.field_id, formula, int(not any_begun))


class TablePlaces:
    """The places of a free table: a column of it is one place, its rows may come and go."""

    def __init__(self, sheet: SheetPlaces, block: Block) -> None:
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
        values, column = list(self._values(field)), self._range(field)
        array, count = self.whole.write_array, ready_formulas.count_formula
        match field.kind:
            case ValueKind.DATE:
                days = [value for value in values if understand_date(value) is not None]
                texts = sum(isinstance(value, str) for value in days)
                number = count(ready_formulas.date_number(column), errors)
                cells = [array(number, len(days) - texts)]
                cells.append(array(count(ready_formulas.date_text(column), errors), texts))
                found = len(days)
            case ValueKind.NUMBER:
                found = sum(understand_number(value) is not None for value in values)
                formula = ready_formulas.numbers_formula(column, errors)
                cells = [self.whole.write_step(formula, found), *self._write_shapes(field)]
            case _:
                found = sum(not is_blank_value(value) for value in values)
                given = count(ready_formulas.given_text(column), errors)
                cells = [array(given, found)]
        if field.required:
            formula = ready_formulas.left_formula(begun, *cells)
            self.sheet.place(field.field_id, formula, len(values) - found)
        else:
            self.whole.step = STEPS

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
