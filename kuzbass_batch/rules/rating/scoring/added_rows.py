"""Rows that add up: every marked row gives its points or, as a penalty, takes them off."""

from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import scores as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow, capped, exact, shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.rules.rating.scoring.criterion_scores import (
    Scored,
    codes,
    field_of,
    made,
    show_points,
)
from kuzbass_batch.rules.rating.scoring.marks import Marks


def score_added(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return the sum of the marked rows, no more than the cap."""
    marked = marks.positive
    total = exact(sum((row.points for row in marked), Decimal()))
    points = capped(total, criterion.cap)
    word = "Отмечена строка" if len(marked) == 1 else "Отмечены строки"
    sums = f"{_terms(marked)} = " if len(marked) > 1 else ""
    result = show_points(points)
    if points != total:
        least = f"засчитывается не больше {shown(points)}"
        sums, result = f"{sums}{wording.minus(shown(total))}, ", f"{least}: {result}"
    basis = f"{word} {codes(marked)} ({criterion.reference}): {sums}{result}."
    refs = tuple(marks.ref(row) for row in marked)
    rows = tuple(row.code for row in marked)
    return made(criterion, points, points, basis, refs, rows), _blank_penalties(marks)


def _terms(rows: tuple[CriterionRow, ...]) -> str:
    """Return `1 + 0,5 − 1`."""
    first, *others = rows
    terms = [wording.minus(shown(first.points))]
    for row in others:
        terms += ["−" if row.points < 0 else "+", shown(abs(Decimal(row.points)))]
    return " ".join(terms)


def _blank_penalties(marks: Marks) -> tuple[Finding, ...]:
    """One question for each blank row that would take points off: it counts as «нет»."""
    return tuple(
        rules.BLANK_PENALTY.at(
            marks.ref(row), field=field_of(row), row=row.code, points=show_points(-row.points)
        )
        for row in marks.blank
        if row.penalty
    )
