"""Rows of which one counts, or an unbroken run of them (app. 3 p. 6 and 7, readings R4, R5)."""

import itertools

from kuzbass_batch.findings import scores as rules
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow, Points, shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.rules.rating.scoring.criterion_scores import (
    Scored,
    codes,
    field_of,
    made,
    show_points,
)
from kuzbass_batch.rules.rating.scoring.marks import Marks


def score_rows(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return the score of rows of which some besides that of 0 points are marked."""
    count = _score_cumulative if criterion.cumulative else _score_choice
    return count(marks, criterion, methodology)


def _score_cumulative(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Cumulative criterion: what counts is a run of rows (app. 3 p. 6 note *, reading R4)."""
    rows = tuple(row for row in criterion.rows if row != marks.zero)
    claimed = marks.positive[-1].points
    counted = _points_of_run(marks, rows, top_only=methodology.chosen("R4") == "top_only")
    refs = tuple(marks.ref(row) for row in marks.positive)
    if counted == claimed:
        word = "Отмечена строка" if len(marks.positive) == 1 else "Отмечены строки"
        listed = codes(marks.positive)
        basis = f"{word} {listed} ({criterion.reference}): {show_points(counted)}."
        return made(criterion, claimed, counted, basis, refs), ()
    missing = tuple(row for row in rows if row.points < claimed and row not in marks.yes)
    word = "отмечена строка" if len(missing) == 1 else "отмечены строки"
    point = methodology.words.point("cumulative").beside
    numbers = f"Заявлено {shown(claimed)}, засчитано {shown(counted)}"
    basis = f"{numbers}: не {word} {codes(missing)}{point}."
    finding = rules.GAP_IN_CUMULATIVE_ROWS.at(
        marks.ref(missing[0]),
        field=field_of(missing[0]),
        criterion=criterion.id,
        claimed=shown(claimed),
        counted=shown(counted),
        word=word,
        rows=codes(missing),
    )
    return made(criterion, claimed, counted, basis, refs), (finding,)


def _points_of_run(marks: Marks, rows: tuple[CriterionRow, ...], *, top_only: bool) -> Points:
    """Return the points that count where each row builds on those before it (reading R4).

    rows: those with points, the fewest first. top_only: rows are wanted beneath the last row of
    the criterion alone; any other counts by itself.
    """
    run = tuple(itertools.takewhile(lambda row: row in marks.yes, rows))
    if not top_only or run == rows:
        return run[-1].points if run else 0
    if marks.positive[-1] != rows[-1]:
        return marks.positive[-1].points
    return max((row.points for row in marks.positive[:-1]), default=0)


def _score_choice(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Criterion without `*`: one score only; several rows count by the highest (R5)."""
    best = max(marks.positive, key=lambda row: row.points)
    refs = tuple(marks.ref(row) for row in marks.positive)
    basis = f"Отмечена строка {best.code} ({best.reference}): {show_points(best.points)}."
    if len(marks.positive) == 1:
        return made(criterion, best.points, best.points, basis, refs), ()
    returns = methodology.chosen("R5") == "return"
    finding = rules.SEVERAL_MARKS.at(
        marks.ref(marks.positive[0]),
        field=field_of(marks.positive[0]),
        severity=Severity.ERROR if returns else None,
        criterion=criterion.id,
        rows=codes(marks.positive),
        best=best.code,
    )
    if returns:
        return None, (finding,)
    basis = (
        f"Отмечены строки {codes(marks.positive)}, засчитана наибольшая: {best.code}, "
        f"{show_points(best.points)}{methodology.reading_beside('scoring', 'R5')}."
    )
    return made(criterion, best.points, best.points, basis, refs), (finding,)
