"""Draw the live score of a self-assessment, with the values that its formulas will show.

The values are stored beside the formulas: an office suite shows them as they are until somebody
changes an answer, and so does whatever reads the file without computing.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kuzbass_batch.forms.drawing.cell_rules import CellRules, NotUnderstood
from kuzbass_batch.forms.drawing.live import formulas, number_formulas
from kuzbass_batch.forms.drawing.live.live_lines import (
    DONE,
    OPEN_WORDS,
    CriterionLine,
    blank_fault,
    line_result,
    states_of,
)
from kuzbass_batch.forms.drawing.live.live_totals import (
    BY_CATEGORY,
    NO_VALUE,
    LiveTotals,
    needs_columns,
)
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.parsing.values import (
    bare_letters,
    is_not_applicable,
    mark_letters,
    show,
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
    """The hidden columns, the lines of results and the totals of one sheet being drawn.

    Hidden beside each row: its mark's letters, the same cleaned, what they mean, and the rows that
    the criterion's note speaks of so far. Hidden beside each line of results: the fault, and the
    steps in which the letters are cleaned.
    """

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
        self.letters, self.part, self.state, self.listed, self.clean = range(first, first + 5)
        self.beyond = self.clean + formulas.CLEANING_STEPS
        """The first column that is free."""
        self.totals: LiveTotals | None = None
        if needs_columns(methodology):
            self.totals = LiveTotals(sheet, styles, methodology, self.beyond, self.letters)
            self.beyond = self.totals.beyond
        sheet.set_column(first, self.beyond - 1, None, None, {"hidden": True})
        self.marks: dict[str, tuple[int, int]] = {}
        self.results: list[tuple[int, CriterionLine]] = []

    def draw_state(self, row: int, column: int, field: Field) -> None:
        """Note where a mark stands, and colour what is not understood."""
        wrong = NotUnderstood(self.state)
        self.rules.colour(row, column, wrong, self.styles.not_understood)
        self.marks[field.field_id] = (row, column)

    def draw_result(self, line: DrawnRow) -> None:
        """Draw the line beneath a criterion and all that is hidden beside it and its rows."""
        criterion = line.block.groups[line.group].criterion
        names = [f"{row.code}{DONE}" for row in criterion.rows]
        result = line_result(criterion, self.answers, self.methodology)
        self.results.append((line.row, result))
        self.sheet.set_row(line.row, NOTE_HEIGHT)
        if not criterion.is_marked:
            self._draw_numbers(line.row, criterion, names, result)
            self._bring(criterion, line.row, result, "")
            return
        self._draw_states(line.row, criterion, names)
        states = [self._state_cell(name) for name in names]
        absent = self._absent(criterion, line.row)
        self._draw_listing(criterion, names, states, result)
        fault = cell_address(line.row, self.listed)
        formula = formulas.fault_formula(criterion, states, self.methodology, absent)
        self.sheet.write_formula(line.row, self.listed, formula, None, result.fault)
        last_row, _ = self.marks[names[-1]]
        listed = cell_address(last_row, self.listed)
        points = formulas.points_formula(criterion, states, self.methodology, listed, absent)
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
            fault = cell_address(row, self.listed)
            self.totals.set_flag(row, fault, wrong=bool(result.fault))

    def _draw_numbers(
        self, row: int, criterion: Criterion, names: Sequence[str], result: CriterionLine
    ) -> None:
        """Write how the numbers of a criterion are read, beside them and in its line of results."""
        values = [self._draw_number(row, at, name, criterion) for at, name in enumerate(names)]
        states = [self._state_cell(name) for name in names]
        write, fault = self.sheet.write_formula, cell_address(row, self.listed)
        found = number_formulas.numbers_in(criterion, self.answers)
        known = [number for number in found if number is not None]
        looked_up, number = values[0], known[0] if known else Decimal()
        if len(values) > 1:
            whole = len(known) == len(values)
            number = number_formulas.looked_up_of(criterion, known) if whole else Decimal()
            looked_up = cell_address(row, self.letters)
            formula = number_formulas.quotient_formula(criterion, values)
            write(row, self.letters, formula, None, float(number))
        blank = blank_fault(self.methodology)
        formula = number_formulas.number_fault_formula(criterion, values, states, looked_up, blank)
        write(row, self.listed, formula, None, result.fault)
        # The states of all rows are counted: nothing else may stand in their column.
        columns = (self.part,)
        sums = [cell_address(row, column) for column in columns]
        *made, points = number_formulas.points_formulas(criterion, looked_up, sums, fault, values)
        for column, formula, value in zip(
            columns, made, number_formulas.range_sums(criterion, number), strict=True
        ):
            write(row, column, formula, None, _plain(value))
        self._draw_shown(row, criterion, states, fault, result, points, '=""')

    def _draw_number(self, row: int, at: int, name: str, criterion: Criterion) -> str:
        """Write how number `at` is taken apart; return the cell that says it."""
        write, share = self.sheet.write_formula, number_formulas.takes_percent(criterion)
        own_row, column = self.marks[name]
        cell, given = cell_address(own_row, column), self.answers.get(name)
        text = "" if isinstance(given, Decimal) else " ".join(show(given).lower().split())
        write(own_row, self.letters, number_formulas.text_formula(cell), None, text)
        steps = [
            cell_address(own_row, self.clean + n) for n in range(number_formulas.CLEANING_STEPS)
        ]
        letters = cell_address(own_row, self.letters)
        formulas_of = number_formulas.number_cleaning_formulas(letters, steps)
        shown_texts = list(number_formulas.cleaned_number(text))
        for n, (formula, value) in enumerate(zip(formulas_of, shown_texts, strict=True)):
            write(own_row, self.clean + n, formula, None, value)
        # The first two beside the number, the others beside the line of results.
        columns = number_formulas.PARTS - 2
        places = [(own_row, self.part), (own_row, self.listed)]
        places += [(row, self.clean + at * columns + n) for n in range(columns)]
        parts = [cell_address(*place) for place in places]
        values = number_formulas.parts_of(given, shown_texts[-1], share=share)
        formulas_of = number_formulas.part_formulas(cell, steps[-1], parts, share=share)
        for place, formula, part in zip(places, formulas_of, values, strict=True):
            write(*place, formula, None, _plain(part))
        state = "" if values[-1] == "" else -1 if values[-1] == "?" else 1
        formula = number_formulas.number_state_formula(parts[-1])
        write(own_row, self.state, formula, None, state)
        return parts[-1]

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

    def _absent(self, criterion: Criterion, row: int) -> str:
        """Return the cell that counts the marks «не применимо», empty where none may stand."""
        return cell_address(row, self.part) if criterion.not_applicable else ""

    def _draw_states(self, row: int, criterion: Criterion, names: Sequence[str]) -> None:
        """Write how the marks of a criterion are read, beside them and in its line of results."""
        write, places = self.sheet.write_formula, [self.marks[name] for name in names]
        given = [show(self.answers.get(name)) for name in names]
        bare = [bare_letters(text).replace("|", "?") for text in given]
        for (mark_row, column), letters in zip(places, bare, strict=True):
            formula = formulas.letters_formula(cell_address(mark_row, column))
            write(mark_row, self.letters, formula, None, letters)
        steps = [cell_address(row, self.clean + at) for at in range(formulas.CLEANING_STEPS)]
        cells = [cell_address(mark_row, self.letters) for mark_row, _ in places]
        cleaning = formulas.cleaning_formulas(cells, steps)
        shown = formulas.cleaned("|".join(bare))
        for at, (formula, value) in enumerate(zip(cleaning, shown, strict=True)):
            write(row, self.clean + at, formula, None, value)
        absent, states = self._absent(criterion, row), states_of(criterion, self.answers)
        if absent:
            parts = [cell_address(mark_row, self.part) for mark_row, _ in places]
            marks = (self.answers.get(name) for name in names)
            count = sum(map(is_not_applicable, marks))
            write(row, self.part, formulas.absent_formula(parts), None, count)
        for at, (mark_row, _) in enumerate(places):
            formula = formulas.part_formula(steps[-1], at, len(places))
            write(mark_row, self.part, formula, None, mark_letters(given[at]))
            state = states[at]
            formula = formulas.state_formula(cell_address(mark_row, self.part), absent)
            write(mark_row, self.state, formula, None, "" if state is None else state)

    def _draw_listing(
        self,
        criterion: Criterion,
        names: Sequence[str],
        states: Sequence[str],
        result: CriterionLine,
    ) -> None:
        before = ""
        for at, value in enumerate(result.listed, start=1):
            row, _ = self.marks[names[at]]
            if criterion.kind is CriterionKind.ADDITIVE:
                formula = formulas.adding_formula(criterion.rows[at], states[at], before)
            else:
                formula = formulas.listing_formula(criterion, states, at, before, self.methodology)
            self.sheet.write_formula(row, self.listed, formula, None, _plain(value))
            before = cell_address(row, self.listed)

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
        label = "Баллов по критерию / с коэффициентом"
        self.sheet.write_string(row, 1, label, self.styles.result)
        absent, none = self._absent(criterion, row), formulas.NO_POINTS
        write(row, 2, points, number, _plain(result.points) if result.applies else none)
        weighted = f"ROUND(C{row + 1}*{criterion.coefficient},{self._places(criterion)})"
        formula = f'=IF({absent}>0,"{none}",{weighted})' if absent else f"={weighted}"
        write(row, 3, formula, number, float(result.weighted) if result.applies else none)
        write(row, 4, note, words, result.note)
        write(row, 5, formulas.open_formula(states, OPEN_WORDS, fault), words, result.missing)

    def draw_totals(self) -> None:
        """Draw the totals above the form: they stand before the reader's eyes all the time."""
        results = [result for _, result in self.results]
        marks = [self._state_cell(name) for name in self.marks]
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
            self.sheet.write_string(row, column, label, self.styles.result)
            if column == 1:
                self.sheet.merge_range(row, 2, row, 3, "", self.styles.result_number)
            self.sheet.write_formula(row, column + 1, formula, self.styles.result_number, value)

    def _summed(self, results: Sequence[CriterionLine]) -> tuple[TopLine, ...]:
        """Return the total, the points and the level of a plain sum of weighted points."""
        rows = [row + 1 for row, _ in self.results]
        total = sum((result.weighted for result in results), Decimal())
        places = max(map(self._places, self.methodology.criteria))
        points, summed = self._points_formula(f"SUM({_cells('C', rows)})"), _points_sum(results)
        return (
            (TOTAL, f"=ROUND(SUM({_cells('D', rows)}),{places})", float(total)),
            (POINTS, points, summed),
            (LEVEL, self._level_formula(f"C{TOP_ROWS}", rows), self._level(total, results)),
        )

    def _points_formula(self, summed: str) -> str:
        criteria = self.methodology.criteria
        whole = all(isinstance(each, int) for c in criteria for each in c.points_possible)
        return f"={summed}" if whole else f"=ROUND({summed},6)"

    def _joined(self, totals: LiveTotals, results: Sequence[CriterionLine]) -> tuple[TopLine, ...]:
        """Return the same as the methodology makes them of groups and of what applies."""
        last = max(totals.last, self.results[-1][0])
        formula, total = totals.total_formula(TOP_ROWS - 1, last)
        shown = NO_VALUE if total is None else float(total)
        points = {
            criterion.id: Fraction(result.points) if result.applies else None
            for criterion, result in zip(self.methodology.criteria, results, strict=True)
        }
        level, held = totals.draw_levels((f"C{TOP_ROWS}", total), last, points, self.category)
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
        faults = [cell_address(row - 1, self.listed) for row in rows]
        return formulas.level_formula(total, faults, self.methodology)

    def _level(self, total: Decimal, results: Sequence[CriterionLine]) -> str:
        if any(result.fault for result in results):
            return formulas.NO_LEVEL
        return next(each for each in self.methodology.levels if each.holds(total)).name

    def _places(self, criterion: Criterion) -> int:
        """Return to how many places weighted points are rounded: all that they have."""
        finest = min(_exponent(each) for each in criterion.points_possible)
        return min(MOST_PLACES, max(PLACES, -finest - _exponent(criterion.coefficient)))

    def _state_cell(self, field_id: str) -> str:
        return cell_address(self.marks[field_id][0], self.state)


def _points_sum(results: Sequence[CriterionLine]) -> int | float:
    total: Points = exact(0)
    for result in results:
        total += result.points if result.applies else 0
    shown_sum: int | float = _plain(total)
    return shown_sum


def _cells(column: str, rows: Sequence[int]) -> str:
    return ",".join(f"{column}{row}" for row in rows)


def _plain(value: object) -> Any:
    """Return a value as xlsxwriter stores it beside a formula."""
    return float(value) if isinstance(value, Decimal) else value


def _exponent(number: Decimal | int) -> int:
    return min(0, int(Decimal(number).normalize().as_tuple().exponent))
