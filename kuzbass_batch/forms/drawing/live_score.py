"""Draw the live score of a self-assessment, with the values that its formulas will show.

The values are stored beside the formulas: an office suite shows them as they are until somebody
changes an answer, and so does whatever reads the file without computing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kuzbass_batch.forms.drawing import formulas
from kuzbass_batch.forms.drawing.cell_rules import CellRules, NotUnderstood
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.parsing.values import fold, show, understand_mark
from kuzbass_batch.forms.spec.layout import TOP_ROWS, DrawnRow, address
from kuzbass_batch.forms.spec.specification import Field, SheetSpec
from kuzbass_batch.methodology.records import Criterion, Methodology
from kuzbass_batch.records.workbooks import Scalar

DONE = "/done"
TOTAL, POINTS, LEVEL, OPEN = (
    "Итоговая оценка", "Сумма баллов", "Уровень", "Осталось ответить, строк"
)  # fmt: skip
States = Sequence[int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionLine:
    """What a criterion's line shows: points, weighted points, blank rows, why not assessed."""

    points: int
    weighted: Decimal
    blank: int
    fault: str


def state_of(value: Scalar) -> int | None:
    """Return what a mark means: 1 «да», 0 «нет», -1 not understood, None nothing."""
    if not fold(show(value)):
        return None
    mark = understand_mark(value)
    return -1 if mark is None else int(mark)


def result_of(
    criterion: Criterion, answers: Mapping[str, Scalar], methodology: Methodology
) -> CriterionLine:
    """Return what the criterion's line shows for these answers."""
    states = [state_of(answers.get(f"{row.code}{DONE}")) for row in criterion.rows]
    points = _points(criterion, states, methodology)
    return CriterionLine(
        points=points,
        weighted=points * criterion.coefficient,
        blank=states.count(None),
        fault=_fault(criterion, states, methodology),
    )


def _points(criterion: Criterion, states: States, methodology: Methodology) -> int:
    steps, best = criterion.rows[1:], 0
    ladder = criterion.cumulative and methodology.chosen("R4") == "unbroken"
    for at, row in enumerate(steps, start=1):
        top = criterion.cumulative and at == len(steps)
        needed = states[1 : at + 1] if ladder or top else states[at : at + 1]
        if all(state == 1 for state in needed):
            best = row.points
    return best


def _fault(criterion: Criterion, states: States, methodology: Methodology) -> str:
    zero, *steps = states
    one_only = not criterion.cumulative and methodology.chosen("R5") == "return"
    if -1 in states:
        return formulas.NOT_UNDERSTOOD
    if not any(state is not None for state in states):
        return formulas.NOT_ASSESSED if methodology.chosen("R6") == "return" else ""
    if 1 not in states:
        if None in steps:
            return formulas.NOT_COMPLETE
        return formulas.CONTRADICTION if zero == 0 else ""
    if zero == 1 and 1 in steps:
        return formulas.CONTRADICTION
    return formulas.SEVERAL if one_only and steps.count(1) > 1 else ""


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
    ) -> None:
        """Hide two columns beside the form for what its marks mean."""
        self.sheet, self.rules, self.styles = sheet, rules, styles
        self.methodology, self.answers = methodology, answers
        self.plain, self.state = len(spec.widths), len(spec.widths) + 1
        sheet.set_column(self.plain, self.state, None, None, {"hidden": True})
        self.rows: dict[str, int] = {}
        self.results: list[tuple[int, CriterionLine]] = []

    def draw_state(self, row: int, column: int, field: Field) -> None:
        """Write beside an answer row how its mark is read, and colour what is not understood."""
        value = self.answers.get(field.field_id)
        state = state_of(value)
        cell, plain = address(row, column), address(row, self.plain)
        letters = fold(show(value)).replace(" ", "")
        self.sheet.write_formula(row, self.plain, formulas.plain_formula(cell), None, letters)
        formula = formulas.state_formula(plain)
        self.sheet.write_formula(row, self.state, formula, None, "" if state is None else state)
        wrong = NotUnderstood(self.state)
        self.rules.colour(row, column, wrong, self.styles.not_understood)
        self.rows[field.field_id] = row

    def draw_result(self, line: DrawnRow) -> None:
        """Draw the line beneath a criterion."""
        criterion = line.block.groups[line.group].criterion
        states = [self._state_cell(f"{row.code}{DONE}") for row in criterion.rows]
        result = result_of(criterion, self.answers, self.methodology)
        self.results.append((line.row, result))
        write, number = self.sheet.write_formula, self.styles.result_number
        label = "Баллов по критерию / с коэффициентом"
        self.sheet.write_string(line.row, 1, label, self.styles.result)
        formula = formulas.points_formula(criterion, states, self.methodology)
        write(line.row, 2, formula, number, result.points)
        formula = f"=ROUND(C{line.row + 1}*{criterion.coefficient},6)"
        write(line.row, 3, formula, number, float(result.weighted))
        words = "Без ответа строк: "
        shown = f"{words}{result.blank}" if result.blank else ""
        write(line.row, 4, formulas.open_formula(states, words), self.styles.open_rows, shown)
        formula = formulas.fault_formula(criterion, states, self.methodology)
        write(line.row, 5, formula, self.styles.open_rows, result.fault)

    def draw_totals(self) -> None:
        """Draw the totals above the form: they stand before the reader's eyes all the time."""
        rows = [row + 1 for row, _ in self.results]
        results = [result for _, result in self.results]
        total = sum((result.weighted for result in results), Decimal())
        marks = [self._state_cell(name) for name in self.rows]
        top = TOP_ROWS
        lines = (
            (TOTAL, f"=ROUND(SUM({_cells('D', rows)}),6)", float(total)),
            (POINTS, f"=SUM({_cells('C', rows)})", sum(r.points for r in results)),
            (LEVEL, self._level_formula(f"C{top}", rows), self._level(total, results)),
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

    def _level_formula(self, total: str, rows: Sequence[int]) -> str:
        return formulas.level_formula(total, [f"F{row}" for row in rows], self.methodology)

    def _level(self, total: Decimal, results: Sequence[CriterionLine]) -> str:
        if any(result.fault for result in results):
            return formulas.NO_LEVEL
        return next(each for each in self.methodology.levels if each.holds(total)).name

    def _state_cell(self, field_id: str) -> str:
        return address(self.rows[field_id], self.state)


def _cells(column: str, rows: Sequence[int]) -> str:
    return ",".join(f"{column}{row}" for row in rows)
