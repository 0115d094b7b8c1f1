"""Draw the live score of a self-assessment, with the values that its formulas will show.

The values are stored beside the formulas: an office suite shows them as they are until somebody
changes an answer, and so does whatever reads the file without computing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kuzbass_batch.forms.drawing import formulas
from kuzbass_batch.forms.drawing.cell_rules import CellRules, NotUnderstood
from kuzbass_batch.forms.drawing.live_totals import (
    BY_CATEGORY,
    NO_VALUE,
    LiveTotals,
    needs_columns,
)
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.parsing.values import (
    bare_letters,
    fold,
    is_not_applicable,
    mark_letters,
    show,
    understand_mark,
)
from kuzbass_batch.forms.spec.layout import TOP_ROWS, TOTAL_ROWS, DrawnRow, cell_address
from kuzbass_batch.forms.spec.specification import Field, SheetSpec
from kuzbass_batch.methodology.records import Criterion, Methodology
from kuzbass_batch.records.workbooks import Scalar

DONE = "/done"
TOTAL, POINTS, LEVEL, OPEN = (
    "Итоговая оценка", "Сумма баллов", "Уровень", "Осталось ответить, строк"
)  # fmt: skip
SUBTOTAL = "Итого по группе"
TopLine = tuple[str, str, float | str]
OPEN_WORDS = "Без ответа строк: "
NOTE_HEIGHT = 33.0
"""In points, two lines: a note comes and goes, and no suite fits a row to a formula's text."""
States = Sequence[int | None]
INAPPLICABLE = 2
"""The state of a mark «не применимо»."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionLine:
    """What a criterion's line shows.

    listed: what the hidden cells list, row by row from the first step. note: why points are lost,
    or that one mark of several counts. fault: why the criterion is not assessed. applies: no mark
    says «не применимо».
    """

    points: int
    weighted: Decimal
    blank: int
    listed: tuple[str, ...]
    note: str
    fault: str
    applies: bool = True

    @property
    def missing(self) -> str:
        """Return the fault, else how many rows are blank, if any are."""
        return self.fault or (f"{OPEN_WORDS}{self.blank}" if self.blank else "")


def state_of(value: Scalar, *, may_not_apply: bool = False) -> int | None:
    """Return what a mark means: 1 «да», 0 «нет», -1 not understood, None nothing.

    2 «не применимо», of a criterion that may not apply.
    """
    if not fold(show(value)):
        return None
    if may_not_apply and is_not_applicable(value):
        return INAPPLICABLE
    mark = understand_mark(value)
    return -1 if mark is None else int(mark)


def line_result(
    criterion: Criterion, answers: Mapping[str, Scalar], methodology: Methodology
) -> CriterionLine:
    """Return what the criterion's line shows for these answers."""
    states = states_of(criterion, answers)
    applies = INAPPLICABLE not in states
    points, fault = _points(criterion, states, methodology), _fault(criterion, states, methodology)
    listed = tuple(_listed(criterion, states, methodology))
    return CriterionLine(
        points=points,
        weighted=points * criterion.coefficient if applies else Decimal(),
        applies=applies,
        blank=states.count(None),
        listed=listed,
        note="" if fault else _note(criterion, states, listed[-1], points),
        fault=fault,
    )


def states_of(criterion: Criterion, answers: Mapping[str, Scalar]) -> States:
    """Return what the marks of a criterion mean; a blank one beside «не применимо» means that."""
    may = bool(criterion.not_applicable)
    marks = (answers.get(f"{row.code}{DONE}") for row in criterion.rows)
    states = [state_of(mark, may_not_apply=may) for mark in marks]
    if INAPPLICABLE not in states:
        return states
    return [INAPPLICABLE if state is None else state for state in states]


def _listed(criterion: Criterion, states: States, methodology: Methodology) -> Iterator[str]:
    """Yield the rows listed so far, each after a comma and a space."""
    unbroken, listed = methodology.chosen("R4") == "unbroken", ""
    for at, row in enumerate(criterion.rows[1:], start=1):
        if criterion.cumulative:
            claimed = states[at + 1 :] if unbroken else states[at + 1 :][-1:]
            speaks = states[at] != 1 and 1 in claimed
        else:
            speaks = states[at] == 1
        listed += f", {row.code}" if speaks else ""
        yield listed


def _note(criterion: Criterion, states: States, listed: str, points: int) -> str:
    if INAPPLICABLE in states:
        return formulas.ABSENT
    codes = listed[2:]
    if criterion.cumulative and codes:
        where = formulas.IN_ROWS if "," in codes else formulas.IN_ROW
        return f"{formulas.LOST.format(points)}{where}{codes}"
    if not criterion.cumulative and states[1:].count(1) > 1:
        return formulas.HIGHEST.format(codes)
    return ""


def _points(criterion: Criterion, states: States, methodology: Methodology) -> int:
    """Return the points of the best row that counts."""
    steps, best = criterion.rows[1:], 0
    unbroken = criterion.cumulative and methodology.chosen("R4") == "unbroken"
    for at, row in enumerate(steps, start=1):
        top = criterion.cumulative and at == len(steps)
        needed = states[1 : at + 1] if unbroken or top else states[at : at + 1]
        if all(state == 1 for state in needed):
            best = max(best, row.points)
    return best


def _fault(criterion: Criterion, states: States, methodology: Methodology) -> str:
    zero, *steps = states
    one_only = not criterion.cumulative and methodology.chosen("R5") == "return"
    if -1 in states:
        return formulas.NOT_UNDERSTOOD
    if INAPPLICABLE in states:
        return formulas.CONTRADICTION if 1 in states else ""
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
        self._draw_states(line.row, criterion, names)
        states = [self._state_cell(name) for name in names]
        absent = self._absent(criterion, line.row)
        self._draw_listing(criterion, names, states, result)
        fault = cell_address(line.row, self.listed)
        formula = formulas.fault_formula(criterion, states, self.methodology, absent)
        self.sheet.write_formula(line.row, self.listed, formula, None, result.fault)
        self._draw_shown(line.row, criterion, states, fault, result)
        if self.totals:
            points = result.points if result.applies else None
            at = self.methodology.position(criterion.id)
            self.totals.add_criterion(at, line.row, points, absent)
            self.totals.set_flag(line.row, fault, wrong=bool(result.fault))
        self.sheet.set_row(line.row, NOTE_HEIGHT)

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
            formula = formulas.listing_formula(criterion, states, at, before, self.methodology)
            self.sheet.write_formula(row, self.listed, formula, None, value)
            before = cell_address(row, self.listed)

    def _draw_shown(
        self,
        row: int,
        criterion: Criterion,
        states: Sequence[str],
        fault: str,
        result: CriterionLine,
    ) -> None:
        """Write what everybody sees: points, the same weighted, the note, what is missing."""
        write, number, words = (
            self.sheet.write_formula, self.styles.result_number, self.styles.open_rows
        )  # fmt: skip
        last_row, _ = self.marks[f"{criterion.rows[-1].code}{DONE}"]
        label = "Баллов по критерию / с коэффициентом"
        self.sheet.write_string(row, 1, label, self.styles.result)
        absent, none = self._absent(criterion, row), formulas.NO_POINTS
        formula = formulas.points_formula(criterion, states, self.methodology, absent)
        write(row, 2, formula, number, result.points if result.applies else none)
        weighted = f"ROUND(C{row + 1}*{criterion.coefficient},6)"
        formula = f'=IF({absent}>0,"{none}",{weighted})' if absent else f"={weighted}"
        write(row, 3, formula, number, float(result.weighted) if result.applies else none)
        listed = cell_address(last_row, self.listed)
        formula = formulas.note_formula(
            criterion, states, listed, fault, cell_address(row, 2), absent
        )
        write(row, 4, formula, words, result.note)
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
        return (
            (TOTAL, f"=ROUND(SUM({_cells('D', rows)}),6)", float(total)),
            (POINTS, f"=SUM({_cells('C', rows)})", sum(r.points for r in results)),
            (LEVEL, self._level_formula(f"C{TOP_ROWS}", rows), self._level(total, results)),
        )

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
                f"=SUM(C{TOP_ROWS + TOTAL_ROWS}:C{last + 1})",
                sum(result.points for result in results if result.applies),
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

    def _state_cell(self, field_id: str) -> str:
        return cell_address(self.marks[field_id][0], self.state)


def _cells(column: str, rows: Sequence[int]) -> str:
    return ",".join(f"{column}{row}" for row in rows)
