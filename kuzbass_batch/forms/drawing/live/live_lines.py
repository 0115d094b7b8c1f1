"""What a criterion's line of the live score shows for some answers: points, notes, faults.

The same as its formulas compute, worked out here to be stored beside them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.forms.drawing.live import formulas, number_formulas
from kuzbass_batch.forms.parsing.values import (
    fold,
    is_not_applicable,
    show,
    understand_mark,
)
from kuzbass_batch.methodology.criteria import (
    Criterion,
    CriterionKind,
    Points,
    capped,
    exact,
    shown,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.workbooks import Scalar

DONE = "/done"
OPEN_WORDS = "Без ответа строк: "
States = Sequence[int | None]
INAPPLICABLE = 2
"""The state of a mark «не применимо»."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionLine:
    """What a criterion's line shows.

    listed: what the hidden cells list, row by row from the first step; where rows add up, their
    sum so far. note: why points are lost, or that one mark of several counts. fault: why the
    criterion is not assessed. applies: no mark says «не применимо».
    """

    points: Points
    weighted: Decimal
    blank: int
    listed: tuple[str | Points, ...]
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
    if not criterion.is_marked:
        return _number_result(criterion, answers, methodology)
    states = states_of(criterion, answers)
    applies = INAPPLICABLE not in states
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
        weighted=points * criterion.coefficient if applies else Decimal(),
        applies=applies,
        blank=states.count(None),
        listed=listed,
        note=_noted(note, fault, applies=applies),
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


def _number_result(
    criterion: Criterion, answers: Mapping[str, Scalar], methodology: Methodology
) -> CriterionLine:
    """Return what the line shows where the rows hold numbers."""
    given = [show(answers.get(f"{row.code}{DONE}")) for row in criterion.rows]
    found = number_formulas.numbers_in(criterion, answers)
    declined = [bool(criterion.not_applicable) and is_not_applicable(each) for each in given]
    applies = True not in declined
    numbers = [number for number in found if number is not None]
    fault, points = "", exact(0)
    answered = zip(given, found, declined, strict=True)
    if any(text and number is None and not absent for text, number, absent in answered):
        fault = formulas.NOT_UNDERSTOOD
    elif not applies:
        fault = number_formulas.WITH_ABSENT if numbers else ""
    elif not numbers:
        fault = blank_fault(methodology)
    elif len(numbers) < len(found):
        fault = formulas.NOT_COMPLETE
    else:
        fault = number_formulas.fault_of(criterion, numbers)
        points = exact(0) if fault else number_formulas.points_of(criterion, numbers)
    return CriterionLine(
        points=points,
        weighted=points * criterion.coefficient,
        blank=given.count("") if applies else 0,
        listed=(),
        note=_noted("", fault, applies=applies),
        fault=fault,
        applies=applies,
    )


def _noted(note: str, fault: str, *, applies: bool) -> str:
    if fault:
        return ""
    return note if applies else formulas.ABSENT


def blank_fault(methodology: Methodology) -> str:
    """Return what stands beside a criterion without answers (reading R6), if anything."""
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


def best_points(
    criterion: Criterion, answers: Mapping[str, Scalar], methodology: Methodology
) -> Iterator[Points]:
    """Yield the points of the best row that counts, up to each row but the first."""
    return _best_points(criterion, states_of(criterion, answers), methodology)


def _points(criterion: Criterion, states: States, methodology: Methodology) -> Points:
    """Return the points of the best row that counts."""
    return list(_best_points(criterion, states, methodology))[-1]


def _best_points(
    criterion: Criterion, states: States, methodology: Methodology
) -> Iterator[Points]:
    steps, best = criterion.rows[1:], exact(0)
    unbroken = criterion.cumulative and methodology.chosen("R4") == "unbroken"
    for at, row in enumerate(steps, start=1):
        top = criterion.cumulative and at == len(steps)
        needed = states[1 : at + 1] if unbroken or top else states[at : at + 1]
        if all(state == 1 for state in needed):
            best = max(best, row.points)
        yield best


def _fault(criterion: Criterion, states: States, methodology: Methodology) -> str:
    zero, *steps = states
    one_only = formulas.chooses_one(criterion) and methodology.chosen("R5") == "return"
    if -1 in states:
        return formulas.NOT_UNDERSTOOD
    if INAPPLICABLE in states:
        return formulas.CONTRADICTION if 1 in states else ""
    if not any(state is not None for state in states):
        return blank_fault(methodology)
    if 1 not in states:
        if None in steps:
            return formulas.NOT_COMPLETE
        return formulas.CONTRADICTION if zero == 0 else ""
    rows = zip(criterion.rows[1:], steps, strict=True)
    if zero == 1 and any(state == 1 and not row.penalty for row, state in rows):
        return formulas.CONTRADICTION
    return formulas.SEVERAL if one_only and steps.count(1) > 1 else ""
