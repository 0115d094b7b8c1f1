"""Draw the live score of a self-assessment, with the values that its formulas will show.

The values are stored beside the formulas: an office suite shows them as they are until somebody
changes an answer, and so does whatever reads the file without computing.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kuzbass_batch.forms.drawing.cell_rules import CellRules, NotUnderstood
from kuzbass_batch.forms.drawing.live import formulas
from kuzbass_batch.forms.drawing.live.answer_columns import AnswerColumns, stored_value
from kuzbass_batch.forms.drawing.live.live_lines import (
    DONE,
    OPEN_WORDS,
    CriterionLine,
    best_points,
    blank_fault,
    line_result,
    states_of,
)
from kuzbass_batch.forms.drawing.live.live_numbers import draw_numbers
from kuzbass_batch.forms.drawing.live.live_totals import (
    BY_CATEGORY,
    NO_VALUE,
    LiveTotals,
    needs_columns,
)
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.parsing.values import (
    is_not_applicable,
)
from kuzbass_batch.forms.spec.layout import TOP_ROWS, TOTAL_ROWS, DrawnRow, cell_address
from kuzbass_batch.forms.spec.specification import Field, SheetSpec
from kuzbass_batch.methodology.criteria import (
    Criterion,
    CriterionKind,
    Points,
    exact,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.workbooks import Scalar

TOTAL, POINTS, LEVEL, OPEN = (
    "Итоговая оценка", "Сумма баллов", "Уровень", "Осталось ответить, строк"
)  # fmt: skip
SUBTOTAL = "Итого по группе"
TopLine = tuple[str, str, float | str]
NOTE_HEIGHT = 33.0
"""In points, two lines: a note comes and goes, and no suite fits a row to a formula's text."""
PLACES, MOST_PLACES = 6, 12
"""Decimals of weighted points: as a rule, and as many as the numbers of a workbook hold."""


class LiveScore:
    """The hidden columns, the lines of results and the totals of one sheet being drawn."""

    def __init__(
        self,
        sheet: Any,
        rules: CellRules,
        spec: SheetSpec,
        styles: Styles,
        methodology: Methodology,
        answers: Mapping[str, Scalar],
        category: str = "",
    ) -> None:
        """Hide the columns beside the form; category: the participant's, where it is known."""
        self.category = category
        self.sheet, self.rules, self.styles = sheet, rules, styles
        self.methodology, self.answers = methodology, answers
        first = len(spec.widths)
        self.columns = AnswerColumns(sheet, first, answers)
        self.totals: LiveTotals | None = None
        if needs_columns(methodology):
            columns = self.columns
            self.totals = LiveTotals(sheet, styles, methodology, columns.beyond, columns.letters)
            columns.beyond = self.totals.beyond
        self.columns.widen(methodology)
        sheet.set_column(first, self.columns.beyond - 1, None, None, {"hidden": True})
        self.results: list[tuple[int, CriterionLine]] = []
        self.total_cell, self.has_total = f"C{TOP_ROWS}", True
        """Where the total stands, and whether anything is left to be totalled."""

    def draw_state(self, row: int, column: int, field: Field) -> None:
        """Note where a mark stands, and colour what is not understood."""
        wrong = NotUnderstood(self.columns.state)
        self.rules.colour(row, column, wrong, self.styles.not_understood)
        self.columns.places[field.field_id] = (row, column)

    def draw_result(self, line: DrawnRow) -> None:
        """Draw the line beneath a criterion and all that is hidden beside it and its rows."""
        criterion = line.block.groups[line.group].criterion
        names = [f"{row.code}{DONE}" for row in criterion.rows]
        result = line_result(criterion, self.answers, self.methodology)
        self.results.append((line.row, result))
        self.sheet.set_row(line.row, NOTE_HEIGHT)
        if not criterion.is_marked:
            blank = blank_fault(self.methodology)
            points, fault = draw_numbers(self.columns, line.row, criterion, names, result, blank)
            states = [self.columns.state_cell(name) for name in names]
            note = formulas.unless_absent('""', fault, self.columns.absent(criterion, line.row))
            self._draw_shown(line.row, criterion, states, fault, result, points, note)
            self._bring(criterion, line.row, result, self.columns.absent(criterion, line.row))
            return
        self._draw_states(line.row, criterion, names)
        states = [self.columns.state_cell(name) for name in names]
        absent = self.columns.absent(criterion, line.row)
        self._draw_listing(criterion, names, states, result)
        fault = cell_address(line.row, self.columns.listed)
        formula = formulas.fault_formula(criterion, states, self.methodology, absent)
        self.sheet.write_formula(line.row, self.columns.listed, formula, None, result.fault)
        last_row, _ = self.columns.places[names[-1]]
        listed = cell_address(last_row, self.columns.listed)
        best = ""
        if formulas.has_many_steps(criterion):
            best = self._draw_best(criterion, names, states)
        points = formulas.points_formula(criterion, states, self.methodology, listed, absent, best)
        note = formulas.note_formula(
            criterion, states, listed, fault, cell_address(line.row, 2), absent
        )
        self._draw_shown(line.row, criterion, states, fault, result, points, note)
        self._bring(criterion, line.row, result, absent)

    def _bring(self, criterion: Criterion, row: int, result: CriterionLine, absent: str) -> None:
        """Write what a criterion brings to its group, or to the total."""
        if self.totals:
            points = result.points if result.applies else None
            at = self.methodology.position(criterion.id)
            self.totals.add_criterion(at, row, points, absent)
            fault = cell_address(row, self.columns.listed)
            self.totals.set_flag(row, fault, wrong=bool(result.fault))

    def draw_part(self, line: DrawnRow) -> None:
        """Note where a group of the methodology begins."""
        if self.totals and line.part:
            self.totals.begin(line.part, line.row)

    def draw_subtotal(self, line: DrawnRow) -> None:
        """Draw the line beneath a group of the methodology."""
        if self.totals and line.part:
            self.sheet.write_string(line.row, 1, f"{SUBTOTAL}: {line.text}", self.styles.result)
            self.sheet.write_blank(line.row, 2, None, self.styles.result_number)
            self.totals.end(line.part, line.row)

    def _draw_states(self, row: int, criterion: Criterion, names: Sequence[str]) -> None:
        """Write how the marks of a criterion are read, beside them and in its line of results."""
        write, places = self.sheet.write_formula, [self.columns.places[name] for name in names]
        for at in range(0, len(names), formulas.MARKS_TOGETHER):
            some = names[at : at + formulas.MARKS_TOGETHER]
            # Those beyond the first ones are cleaned beside the first of them.
            own = places[at][0] if at else row
            self.columns.draw_letters(
                own, some, (self.columns.letters, self.columns.clean, self.columns.part)
            )
        absent, states = self.columns.absent(criterion, row), states_of(criterion, self.answers)
        if absent:
            parts = [cell_address(mark_row, self.columns.part) for mark_row, _ in places]
            marks = (self.answers.get(name) for name in names)
            count = sum(map(is_not_applicable, marks))
            write(row, self.columns.part, formulas.absent_formula(parts), None, count)
        for at, (mark_row, _) in enumerate(places):
            state = states[at]
            formula = formulas.state_formula(cell_address(mark_row, self.columns.part), absent)
            write(mark_row, self.columns.state, formula, None, "" if state is None else state)

    def _draw_best(self, criterion: Criterion, names: Sequence[str], states: Sequence[str]) -> str:
        """Write beside each row the points of the best one so far; return the last cell."""
        before = ""
        for at, value in enumerate(best_points(criterion, self.answers, self.methodology), 1):
            row, _ = self.columns.places[names[at]]
            formula = formulas.best_formula(criterion, states, at, before, self.methodology)
            self.sheet.write_formula(row, self.columns.best, formula, None, stored_value(value))
            before = cell_address(row, self.columns.best)
        return before

    def _draw_listing(
        self,
        criterion: Criterion,
        names: Sequence[str],
        states: Sequence[str],
        result: CriterionLine,
    ) -> None:
        before = ""
        for at, value in enumerate(result.listed, start=1):
            row, _ = self.columns.places[names[at]]
            if criterion.kind is CriterionKind.ADDITIVE:
                formula = formulas.adding_formula(criterion.rows[at], states[at], before)
            else:
                formula = formulas.listing_formula(criterion, states, at, before, self.methodology)
            self.sheet.write_formula(row, self.columns.listed, formula, None, stored_value(value))
            before = cell_address(row, self.columns.listed)

    def _draw_shown(
        self,
        row: int,
        criterion: Criterion,
        states: Sequence[str],
        fault: str,
        result: CriterionLine,
        points: str,
        note: str,
    ) -> None:
        """Write what everybody sees: points, the same weighted, the note, what is missing."""
        write, number, words = (
            self.sheet.write_formula, self.styles.result_number, self.styles.open_rows
        )  # fmt: skip
        weighed = self.methodology.has_coefficients
        label = f"Баллов по критерию{' / с коэффициентом' if weighed else ''}"
        self.sheet.write_string(row, 1, label, self.styles.result)
        absent, none = self.columns.absent(criterion, row), formulas.NO_POINTS
        write(row, 2, points, number, stored_value(result.points) if result.applies else none)
        weighted = f"ROUND(C{row + 1}*{criterion.coefficient},{self._places(criterion)})"
        formula = f'=IF({absent}>0,"{none}",{weighted})' if absent else f"={weighted}"
        # The total adds these up; without weights they say the same again, and are not shown.
        style = number if weighed else self.styles.unseen_number
        write(row, 3, formula, style, float(result.weighted) if result.applies else none)
        write(row, 4, note, words, result.note)
        write(row, 5, formulas.open_formula(states, OPEN_WORDS, fault), words, result.missing)

    def draw_totals(self) -> None:
        """Draw the totals above the form: they stand before the reader's eyes all the time."""
        results = [result for _, result in self.results]
        marks = [self.columns.state_cell(name) for name in self.columns.places]
        top = TOP_ROWS
        lines = (
            *(self._summed(results) if self.totals is None else self._joined(self.totals, results)),
            (
                OPEN,
                f"={len(marks)}-COUNT({marks[0]}:{marks[-1]})",
                sum(result.blank for result in results),
            ),
        )
        for at, (label, formula, value) in enumerate(lines):
            row, column = top - 1 + at % 2, (1, 4)[at // 2]
            decimals = self.methodology.total_rule.decimals if label == TOTAL else None
            style = self.styles.total(decimals)
            self.sheet.write_string(row, column, label, self.styles.result)
            if column == 1:
                self.sheet.merge_range(row, 2, row, 3, "", style)
            self.sheet.write_formula(row, column + 1, formula, style, value)

    def _summed(self, results: Sequence[CriterionLine]) -> tuple[TopLine, ...]:
        """Return the total, the points and the level of a plain sum of weighted points."""
        rows = [row + 1 for row, _ in self.results]
        total = sum((result.weighted for result in results), Decimal())
        places = max(map(self._places, self.methodology.criteria))
        points, summed = self._points_formula(f"SUM({_cells('C', rows)})"), _points_sum(results)
        return (
            (TOTAL, f"=ROUND(SUM({_cells('D', rows)}),{places})", float(total)),
            (POINTS, points, summed),
            (LEVEL, self._level_formula(self.total_cell, rows), self._level(total, results)),
        )

    def _points_formula(self, summed: str) -> str:
        criteria = self.methodology.criteria
        whole = all(isinstance(each, int) for c in criteria for each in c.points_possible)
        return f"={summed}" if whole else f"=ROUND({summed},6)"

    def _joined(self, totals: LiveTotals, results: Sequence[CriterionLine]) -> tuple[TopLine, ...]:
        """Return the same as the methodology makes them of groups and of what applies."""
        last = max(totals.last, self.results[-1][0])
        formula, total = totals.total_formula(TOP_ROWS - 1, last)
        self.has_total = total is not None
        shown = NO_VALUE if total is None else float(total)
        points = {
            criterion.id: Fraction(result.points) if result.applies else None
            for criterion, result in zip(self.methodology.criteria, results, strict=True)
        }
        level, held = totals.draw_levels((self.total_cell, total), last, points, self.category)
        wrong = any(result.fault for result in results) and held != BY_CATEGORY
        return (
            (TOTAL, formula, shown),
            (
                POINTS,
                self._points_formula(f"SUM(C{TOP_ROWS + TOTAL_ROWS}:C{last + 1})"),
                _points_sum(results),
            ),
            (LEVEL, level, formulas.NO_LEVEL if wrong else held),
        )

    def _level_formula(self, total: str, rows: Sequence[int]) -> str:
        faults = [cell_address(row - 1, self.columns.listed) for row in rows]
        return formulas.level_formula(total, faults, self.methodology)

    def _level(self, total: Decimal, results: Sequence[CriterionLine]) -> str:
        if any(result.fault for result in results):
            return formulas.NO_LEVEL
        return next(each for each in self.methodology.levels if each.holds(total)).name

    def _places(self, criterion: Criterion) -> int:
        """Return to how many places weighted points are rounded: all that they have."""
        finest = min(_exponent(each) for each in criterion.points_possible)
        return min(MOST_PLACES, max(PLACES, -finest - _exponent(criterion.coefficient)))


def _points_sum(results: Sequence[CriterionLine]) -> int | float:
    total: Points = exact(0)
    for result in results:
        total += result.points if result.applies else 0
    shown_sum: int | float = stored_value(total)
    return shown_sum


def _cells(column: str, rows: Sequence[int]) -> str:
    return ",".join(f"{column}{row}" for row in rows)


def _exponent(number: Decimal | int) -> int:
    return min(0, int(Decimal(number).normalize().as_tuple().exponent))
