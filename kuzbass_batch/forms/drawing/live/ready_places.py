"""The places of each sheet of a form at which something may be left to do: what makes them open.

`ready_formulas` says what the formulas ask. The values stored beside them are what the batch
understands of the answers.
"""

import datetime as dt

from kuzbass_batch.forms.drawing.live import formulas, ready_formulas
from kuzbass_batch.forms.drawing.live.live_lines import states_of
from kuzbass_batch.forms.drawing.live.live_score import LiveScore
from kuzbass_batch.forms.drawing.live.ready_cells import ReadyCells, ReadyDay
from kuzbass_batch.forms.drawing.live.ready_tables import Answers, ReadySheet, TablePlaces
from kuzbass_batch.forms.parsing.answer_cells import is_blank_value
from kuzbass_batch.forms.parsing.values import (
    bare_letters,
    fold,
    mark_letters,
    show,
    understand_choice,
    understand_date,
    understand_mark,
    understand_number,
)
from kuzbass_batch.forms.spec.jury_form import INTEREST, MARKS, YES
from kuzbass_batch.forms.spec.layout import (
    cell_address,
)
from kuzbass_batch.forms.spec.specification import (
    Block,
    Field,
    SheetSpec,
    ValueKind,
)

NAME, ID = "participant_name", "participant_id"
_EPOCH = dt.date(1899, 12, 30)


class SheetPlaces(ReadySheet):
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
        super().__init__(cells, spec, answers)
        self.score, self.assessed, self.named = score, assessed, named

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

    def _write_fields(self, block: Block) -> None:
        for row in block.rows:
            for field in row.fields:
                if not field.locked:
                    self._write_field(field)

    def _write_field(self, field: Field) -> None:
        name, cell = field.field_id, self.at(field.field_id)
        match field.kind:
            case ValueKind.TEXT if field.wanted_with:
                asked, wanted = self.wanted(field)
                left = wanted and self.is_blank(name)
                self.place(name, ready_formulas.missing_formula(cell, asked), int(left))
            case ValueKind.TEXT if not field.required or self._is_known(name):
                self.place(name, ready_formulas.error_formula(cell), 0)
            case ValueKind.TEXT if name == NAME and self._may_be_known:
                left = self.is_blank(NAME) and self.is_blank(ID)
                self.place(name, ready_formulas.neither_formula(self.at(ID), cell), int(left))
            case ValueKind.TEXT:
                formula = ready_formulas.missing_formula(cell)
                self.place(name, formula, int(self.is_blank(name)))
                self._write_difference(field)
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

    def _write_difference(self, field: Field) -> None:
        """Write that an answer repeats another one of the sheet, where it may not."""
        other = field.differs_from
        if other:
            formula = ready_formulas.same_formula(self.at(field.field_id), self.at(other))
            given, said = (fold(show(self.answers.get(key))) for key in (field.field_id, other))
            self.place(field.field_id, formula, int(bool(given) and given == said))

    def _is_known(self, name: str) -> bool:
        return name == NAME and self._may_be_known and self.named

    def write_date(self, field: Field, earliest: ReadyDay | None) -> ReadyDay:
        """Write a date, which is to be no earlier than another one; return its day."""
        name, cell = field.field_id, self.at(field.field_id)
        found = self.whole.days[name] = self._printed_day(name)
        own, day = found.cell, found.date
        earliest = self._printed_day(field.not_before) if field.not_before else earliest
        latest = self.whole.days.get(field.not_after)
        early = bool(day and earliest and earliest.date and day < earliest.date)
        late = bool(day and latest and latest.date and day > latest.date)
        blank, wanted = self.wanted(field)
        left = early or late or (day is None and (wanted or not self.is_blank(name)))
        formula = ready_formulas.date_formula(
            cell, own, earliest.cell if earliest else "", latest.cell if latest else "", blank=blank
        )
        self.place(name, formula, int(left))
        return found

    def _printed_day(self, name: str) -> ReadyDay:
        """Write the day that stands in a field, as steps of the next place."""
        cell, given = self.at(name), self.answers.get(name)
        day = understand_date(given)
        text = day is not None and isinstance(given, str)
        is_text = self.whole.write_step(ready_formulas.is_text_date_formula(cell), int(text))
        serial = (day - _EPOCH).days if day else 0
        own = self.whole.write_step(ready_formulas.day_formula(cell, is_text), serial)
        return ReadyDay(cell=own, date=day)

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
        blank, wanted = self.wanted(field)
        formula = ready_formulas.number_formula(cell, shape, field.bounds, blank=blank)
        number, bounds = understand_number(given), field.bounds
        beyond = number is not None and bounds is not None and not bounds.holds(number)
        none = number is None and (wanted or not self.is_blank(name))
        self.place(name, formula, int(none or beyond))

    def _write_choice(self, field: Field) -> None:
        name, cell = field.field_id, self.at(field.field_id)
        numbers = self.whole.write_numbers(field.choices)
        chosen = ready_formulas.choice_expression(cell, field.choices, numbers)
        blank, wanted = self.wanted(field)
        formula = ready_formulas.choice_formula(cell, chosen, blank=blank)
        lacks = wanted and self.is_blank(name)
        self.place(name, formula, int(lacks or self._is_wrong_choice(field)))
        self.whole.choices[name] = self.at(name)

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
        """Write the stages: none ends before it starts, none starts before the one above it.

        Of days that are held against another day, nothing else is asked.
        """
        before: ReadyDay | None = None
        for row in block.rows:
            if any(field.not_after for field in row.fields):
                for field in row.fields:
                    self.write_date(field, None)
                continue
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
