"""Draw the live score of a self-assessment, with the values that its formulas will show.

The values are stored beside the formulas: an office suite shows them as they are until somebody
changes an answer, and so does whatever reads the file without computing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kuzbass_batch.forms.drawing import formulas, number_formulas
from kuzbass_batch.forms.drawing.cell_rules import CellRules, NotUnderstood
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.parsing.values import (
    bare_letters,
    fold,
    mark_letters,
    show,
    understand_mark,
)
from kuzbass_batch.forms.spec.layout import TOP_ROWS, DrawnRow, cell_address
from kuzbass_batch.forms.spec.specification import Field, SheetSpec
from kuzbass_batch.methodology.criteria import (
    Criterion,
    CriterionKind,
    Points,
    capped,
    exact,
    shown,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.workbooks import Scalar

DONE = "/done"
TOTAL, POINTS, LEVEL, OPEN = (
    "Итоговая оценка", "Сумма баллов", "Уровень", "Осталось ответить, строк"
)  # fmt: skip
OPEN_WORDS = "Без ответа строк: "
NOTE_HEIGHT = 33.0
"""In points, two lines: a note comes and goes, and no suite fits a row to a formula's text."""
PLACES, MOST_PLACES = 6, 12
"""Decimals of weighted points: as a rule, and as many as the numbers of a workbook hold."""
States = Sequence[int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionLine:
    """What a criterion's line shows.

    listed: what the hidden cells list, row by row from the first step; where rows add up, their
    sum so far. note: why points are lost,
    or that one mark of several counts. fault: why the criterion is not assessed.
    """

    points: Points
    weighted: Decimal
    blank: int
    listed: tuple[str | Points, ...]
    note: str
    fault: str

    @property
    def missing(self) -> str:
        """Return the fault, else how many rows are blank, if any are."""
        return self.fault or (f"{OPEN_WORDS}{self.blank}" if self.blank else "")


def state_of(value: Scalar) -> int | None:
    """Return what a mark means: 1 «да», 0 «нет», -1 not understood, None nothing."""
    if not fold(show(value)):
        return None
    mark = understand_mark(value)
    return -1 if mark is None else int(mark)


def line_result(
    criterion: Criterion, answers: Mapping[str, Scalar], methodology: Methodology
) -> CriterionLine:
    """Return what the criterion's line shows for these answers."""
    if not criterion.is_marked:
        return _number_result(criterion, answers, methodology)
    states = [state_of(answers.get(f"{row.code}{DONE}")) for row in criterion.rows]
    points, fault = _points(criterion, states, methodology), _fault(criterion, states, methodology)
    listed: tuple[str | Points, ...]
    if criterion.kind is CriterionKind.ADDITIVE:
        sums = tuple(_added(criterion, states))
        listed, points = sums, capped(sums[-1], criterion.cap)
        note = _capped_note(criterion, sums[-1])
    else:
        codes = tuple(_listed(criterion, states, methodology))
        listed, note = codes, _note(criterion, states, codes[-1], points)
    return CriterionLine(
        points=points,
        weighted=points * criterion.coefficient,
        blank=states.count(None),
        listed=listed,
        note="" if fault else note,
        fault=fault,
    )


def _number_result(
    criterion: Criterion, answers: Mapping[str, Scalar], methodology: Methodology
) -> CriterionLine:
    """Return what the line shows where the rows hold numbers."""
    given = [show(answers.get(f"{row.code}{DONE}")) for row in criterion.rows]
    found = number_formulas.numbers_in(criterion, answers)
    numbers = [number for number in found if number is not None]
    fault, points = "", exact(0)
    if any(text and number is None for text, number in zip(given, found, strict=True)):
        fault = formulas.NOT_UNDERSTOOD
    elif not numbers:
        fault = _blank_fault(methodology)
    elif len(numbers) < len(found):
        fault = formulas.NOT_COMPLETE
    else:
        fault = number_formulas.fault_of(criterion, numbers)
        points = exact(0) if fault else number_formulas.points_of(criterion, numbers)
    return CriterionLine(
        points=points,
        weighted=points * criterion.coefficient,
        blank=given.count(""),
        listed=(),
        note="",
        fault=fault,
    )


def _blank_fault(methodology: Methodology) -> str:
    return formulas.NOT_ASSESSED if methodology.chosen("R6") == "return" else ""


def _added(criterion: Criterion, states: States) -> Iterator[Points]:
    """Yield what the rows come to so far."""
    total: Points = 0
    for row, state in zip(criterion.rows[1:], states[1:], strict=True):
        total = exact(total + row.points) if state == 1 else total
        yield total


def _capped_note(criterion: Criterion, total: Points) -> str:
    if criterion.cap is None or total <= criterion.cap:
        return ""
    return formulas.CAPPED.format(shown(criterion.cap))


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


def _note(criterion: Criterion, states: States, listed: str, points: Points) -> str:
    codes = listed[2:]
    if criterion.cumulative and codes:
        where = formulas.IN_ROWS if "," in codes else formulas.IN_ROW
        return f"{formulas.LOST.format(points)}{where}{codes}"
    if formulas.chooses_one(criterion) and states[1:].count(1) > 1:
        return formulas.HIGHEST.format(codes)
    return ""


def _points(criterion: Criterion, states: States, methodology: Methodology) -> Points:
    """Return the points of the best row that counts."""
    steps, best = criterion.rows[1:], exact(0)
    unbroken = criterion.cumulative and methodology.chosen("R4") == "unbroken"
    for at, row in enumerate(steps, start=1):
        top = criterion.cumulative and at == len(steps)
        needed = states[1 : at + 1] if unbroken or top else states[at : at + 1]
        if all(state == 1 for state in needed):
            best = max(best, row.points)
    return best


def _fault(criterion: Criterion, states: States, methodology: Methodology) -> str:
    zero, *steps = states
    one_only = formulas.chooses_one(criterion) and methodology.chosen("R5") == "return"
    if -1 in states:
        return formulas.NOT_UNDERSTOOD
    if not any(state is not None for state in states):
        return _blank_fault(methodology)
    if 1 not in states:
        if None in steps:
            return formulas.NOT_COMPLETE
        return formulas.CONTRADICTION if zero == 0 else ""
    rows = zip(criterion.rows[1:], steps, strict=True)
    if zero == 1 and any(state == 1 and not row.penalty for row, state in rows):
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
    ) -> None:
        """Hide the columns beside the form."""
        self.sheet, self.rules, self.styles = sheet, rules, styles
        self.methodology, self.answers = methodology, answers
        first = len(spec.widths)
        self.letters, self.part, self.state, self.listed, self.clean = range(first, first + 5)
        self.beyond = self.clean + formulas.CLEANING_STEPS
        """The first column that is free."""
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
            return
        self._draw_states(line.row, names)
        states = [self._state_cell(name) for name in names]
        self._draw_listing(criterion, names, states, result)
        fault = cell_address(line.row, self.listed)
        formula = formulas.fault_formula(criterion, states, self.methodology)
        self.sheet.write_formula(line.row, self.listed, formula, None, result.fault)
        last_row, _ = self.marks[names[-1]]
        listed = cell_address(last_row, self.listed)
        points = formulas.points_formula(criterion, states, self.methodology, listed)
        note = formulas.note_formula(criterion, states, listed, fault, cell_address(line.row, 2))
        self._draw_shown(line.row, criterion, states, fault, result, points, note)

    def _draw_numbers(
        self, row: int, criterion: Criterion, names: Sequence[str], result: CriterionLine
    ) -> None:
        """Write how the numbers of a criterion are read, beside them and in its line of results."""
        values = [self._draw_number(row, at, name, criterion) for at, name in enumerate(names)]
        states = [self._state_cell(name) for name in names]
        fault, blank = cell_address(row, self.listed), _blank_fault(self.methodology)
        formula = number_formulas.fault_formula(criterion, values, states, blank)
        self.sheet.write_formula(row, self.listed, formula, None, result.fault)
        points = number_formulas.points_formula(criterion, values, fault)
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
        formulas_of = number_formulas.cleaning_formulas(letters, steps)
        shown_texts = list(number_formulas.cleaned(text))
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
        formula = number_formulas.state_formula(parts[-1])
        write(own_row, self.state, formula, None, state)
        return parts[-1]

    def _draw_states(self, row: int, names: Sequence[str]) -> None:
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
        for at, (mark_row, _) in enumerate(places):
            formula = formulas.part_formula(steps[-1], at, len(places))
            write(mark_row, self.part, formula, None, mark_letters(given[at]))
            state = state_of(self.answers.get(names[at]))
            formula = formulas.state_formula(cell_address(mark_row, self.part))
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
        write(row, 2, points, number, _plain(result.points))
        formula = f"=ROUND(C{row + 1}*{criterion.coefficient},{self._places(criterion)})"
        write(row, 3, formula, number, float(result.weighted))
        write(row, 4, note, words, result.note)
        write(row, 5, formulas.open_formula(states, OPEN_WORDS, fault), words, result.missing)

    def draw_totals(self) -> None:
        """Draw the totals above the form: they stand before the reader's eyes all the time."""
        rows = [row + 1 for row, _ in self.results]
        results = [result for _, result in self.results]
        total = sum((result.weighted for result in results), Decimal())
        marks = [self._state_cell(name) for name in self.marks]
        top, criteria = TOP_ROWS, self.methodology.criteria
        places = max(map(self._places, criteria))
        whole = all(isinstance(each, int) for c in criteria for each in c.points_possible)
        points = f"SUM({_cells('C', rows)})"
        points = f"={points}" if whole else f"=ROUND({points},6)"
        lines = (
            (TOTAL, f"=ROUND(SUM({_cells('D', rows)}),{places})", float(total)),
            (POINTS, points, _plain(sum((r.points for r in results), exact(0)))),
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


def _cells(column: str, rows: Sequence[int]) -> str:
    return ",".join(f"{column}{row}" for row in rows)


def _plain(value: object) -> Any:
    """Return a value as xlsxwriter stores it beside a formula."""
    return float(value) if isinstance(value, Decimal) else value


def _exponent(number: Decimal | int) -> int:
    return min(0, int(Decimal(number).normalize().as_tuple().exponent))
