"""Scoring of a self-assessment (app. 3 p. 6 and 7): answers → points → total → level."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch.findings import scores as rules
from kuzbass_batch.findings.finding import NOWHERE, Finding
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.criteria import (
    Criterion,
    CriterionKind,
    NoPoints,
    Points,
    Worth,
    exact,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.rules.rating.scoring.added_rows import score_added
from kuzbass_batch.rules.rating.scoring.counted_rows import score_rows
from kuzbass_batch.rules.rating.scoring.criterion_scores import Given, Scored, codes, field_of, made
from kuzbass_batch.rules.rating.scoring.marks import (
    Marks,
    blank_as_no,
    contradiction,
    score_blank,
    score_inapplicable,
    score_without_yes,
    sort_marks,
)
from kuzbass_batch.rules.rating.scoring.measured import score_number, score_ratio
from kuzbass_batch.rules.rating.scoring.totals import group_values, level_of, points_in, total_of

_STATES: Mapping[str, object] = {"+": True, "-": False, "?": "?", " ": None, "~": NOT_APPLICABLE}
_LETTERS = {state: letter for letter, state in _STATES.items()}
NUMBER = "#"
"""The letter of a row with a number; the number itself stands beside the letters."""
NO_NUMBERS: Mapping[str, str] = {}


def score(
    submission: Submission, methodology: Methodology
) -> tuple[Scorecard | None, tuple[Finding, ...]]:
    """Return the scorecard, or None if a criterion cannot be scored, with all findings."""
    given = Given(
        states=states_in(submission),
        cells=submission.cells(),
        texts={each.field_id: each.given for each in submission.answers},
    )
    scored = [score_answers(given, criterion, methodology) for criterion in methodology.criteria]
    findings = tuple(finding for _, problems in scored for finding in problems)
    scores = tuple(each for each, _ in scored if each is not None)
    if len(scores) < len(scored):
        return None, findings
    if total_of(points_in(scores), methodology) is None:
        first = methodology.criteria[0].rows[0]
        ref = given.cells.get(field_of(first), NOWHERE)
        fault = rules.NOTHING_APPLIES.at(ref, field=field_of(first), rater=methodology.words.rater)
        return None, (*findings, fault)
    return make_scorecard(scores, methodology), findings


def score_answers(given: Given, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return one criterion's score by its kind."""
    if criterion.is_marked:
        marks = sort_marks(criterion, given.states, given.cells)
        return score_criterion(marks, criterion, methodology)
    return MEASURED[criterion.kind](given, criterion, methodology)


def states_in(submission: Submission) -> dict[str, object]:
    """Return the value of every answer keyed by field id, `?` for an unreadable one."""
    return {each.field_id: each.value if each.readable else "?" for each in submission.answers}


def mark_codes(states: Mapping[str, object], methodology: Methodology) -> str:
    """Return the answer of every row as one letter each (see `AssessmentDigest.marks`)."""
    return "".join(
        _letter(states.get(field_of(row)))
        for criterion in methodology.criteria
        for row in criterion.rows
    )


def _letter(state: object) -> str:
    return NUMBER if isinstance(state, Decimal) else _LETTERS.get(state, "?")


def numbers_by_row(states: Mapping[str, object], methodology: Methodology) -> dict[str, str]:
    """Return the numbers that were answered, by the code of their row."""
    found = {
        row.code: states.get(field_of(row))
        for criterion in methodology.criteria
        if not criterion.is_marked
        for row in criterion.rows
    }
    return {code: f"{number:f}" for code, number in found.items() if isinstance(number, Decimal)}


def score_of_codes(
    letters: str,
    criterion: Criterion,
    methodology: Methodology,
    numbers: Mapping[str, str] = NO_NUMBERS,
) -> CriterionScore | None:
    """Return the score that one criterion's answers in short make; None for none.

    numbers: those answered, by row.
    """
    states = {
        field_of(row): Decimal(numbers[row.code]) if letter == NUMBER else _STATES[letter]
        for row, letter in zip(criterion.rows, letters, strict=True)
    }
    given = Given(states=states, cells={}, texts={})
    scored, _ = score_answers(given, criterion, methodology)
    return scored


def make_scorecard(
    scores: tuple[CriterionScore, ...], methodology: Methodology, category: str = ""
) -> Scorecard:
    """Return the scorecard of scores of which some apply: total and level as the act says.

    category: of the participant, where levels hang on it.
    """
    given = points_in(scores)
    total = total_of(given, methodology)
    if total is None:
        raise ValueError("nothing is left to rate")
    return Scorecard(
        scores=scores,
        points=exact(sum((each.points for each in scores), Decimal())),
        total=total,
        level=level_of(total, given, methodology, category).id,
        category=category,
        groups=group_values(given, methodology),
    )


def with_points(
    card: Scorecard, points: Mapping[str, Points], methodology: Methodology
) -> Scorecard:
    """Return the scorecard with these points (criterion → points) in place of its own.

    A criterion with points applies, whatever was said of it.
    """
    scores = (
        replace(
            score,
            points=given,
            weighted=given * score.coefficient,
            applicable=score.applicable or score.criterion in points,
        )
        for score in card.scores
        for given in (points.get(score.criterion, score.points),)
    )
    return make_scorecard(tuple(scores), methodology, card.category)


def with_worth(
    card: Scorecard, given: Mapping[str, Worth], methodology: Methodology
) -> Scorecard | None:
    """Return the scorecard with what is given by criterion: points, or that it does not apply.

    None where nothing would be left to rate.
    """
    scores = tuple(_worth(score, given.get(score.criterion)) for score in card.scores)
    if total_of(points_in(scores), methodology) is None:
        return None
    return make_scorecard(scores, methodology, card.category)


def _worth(score: CriterionScore, given: Worth | None) -> CriterionScore:
    if given is None:
        return score
    applies = not isinstance(given, NoPoints)
    points: Points = 0 if isinstance(given, NoPoints) else given
    return replace(score, points=points, weighted=points * score.coefficient, applicable=applies)


def before_objections(card: Scorecard, methodology: Methodology) -> Scorecard:
    """Return the result as it was delivered: without what objections gave."""
    scores = (
        score if score.settled is None else _worth(score, score.delivered_worth)
        for score in card.scores
    )
    return make_scorecard(tuple(scores), methodology, card.category)


def in_category(card: Scorecard, category: str, methodology: Methodology) -> Scorecard:
    """Return the scorecard with the level that a participant of the category gets."""
    return make_scorecard(card.scores, methodology, category)


def score_criterion(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return the score of marked rows; None where they do not say how it was assessed."""
    if marks.unreadable:
        return None, ()
    if marks.inapplicable:
        return score_inapplicable(marks, criterion)
    if not marks.yes and not marks.no:
        return score_blank(marks, criterion, methodology)
    if not marks.yes:
        return score_without_yes(marks, criterion)
    if marks.zero in marks.yes and marks.gained:
        why = f"«да» стоит и в нулевой строке, и в других ({codes(marks.yes)})"
        return None, (contradiction(marks, criterion, why),)
    if not marks.positive:
        basis = f"Отмечена строка {marks.zero.code} ({criterion.reference}): 0 баллов."
        return made(criterion, 0, 0, basis, (marks.ref(marks.zero),)), ()
    scored, findings = MARKED[criterion.kind](marks, criterion, methodology)
    return scored, (*findings, *blank_as_no(marks))


Count = Callable[[Marks, Criterion, Methodology], Scored]
Measure = Callable[[Given, Criterion, Methodology], Scored]
MARKED: Mapping[CriterionKind, Count] = {
    CriterionKind.ROWS: score_rows,
    CriterionKind.ADDITIVE: score_added,
}
"""What is made of marks among which some row besides that of 0 points is marked."""
MEASURED: Mapping[CriterionKind, Measure] = {
    CriterionKind.NUMBER: score_number,
    CriterionKind.RATIO: score_ratio,
}
