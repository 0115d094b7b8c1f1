"""Scoring of a self-assessment (app. 3 p. 6 and 7): marks → points → total → level."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kuzbass_batch import wording
from kuzbass_batch.findings import scores as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, Severity
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.records import Criterion, CriterionRow, Methodology
from kuzbass_batch.methodology.totals import Inapplicable
from kuzbass_batch.records.scores import CriterionScore, Scorecard
from kuzbass_batch.records.submissions import Submission
from kuzbass_batch.rules.rating.totals import group_values, level_of, points_in, total_of

Scored = tuple[CriterionScore | None, tuple[Finding, ...]]
_STATES: Mapping[str, object] = {"+": True, "-": False, "?": "?", " ": None, "~": NOT_APPLICABLE}
_LETTERS = {state: letter for letter, state in _STATES.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """The marks of one criterion, each row in exactly one group; rows from 0 points upwards."""

    zero: CriterionRow
    yes: tuple[CriterionRow, ...]
    no: tuple[CriterionRow, ...]
    blank: tuple[CriterionRow, ...]
    unreadable: tuple[CriterionRow, ...]
    inapplicable: tuple[CriterionRow, ...]
    cells: Mapping[str, CellRef]

    def ref(self, row: CriterionRow) -> CellRef:
        """Return the cell of the row's mark."""
        return self.cells.get(field_of(row), NOWHERE)

    @property
    def positive(self) -> tuple[CriterionRow, ...]:
        """Return the rows marked «да» besides the zero row."""
        return tuple(row for row in self.yes if row != self.zero)


def field_of(row: CriterionRow) -> str:
    """Return the id of the field that holds the row's mark."""
    return f"{row.code}/done"


def score(
    submission: Submission, methodology: Methodology
) -> tuple[Scorecard | None, tuple[Finding, ...]]:
    """Return the scorecard, or None if a criterion cannot be scored, with all findings."""
    cells, states = submission.cells(), states_in(submission)
    scored = [
        score_criterion(sort_marks(criterion, states, cells), criterion, methodology)
        for criterion in methodology.criteria
    ]
    findings = tuple(finding for _, problems in scored for finding in problems)
    scores = tuple(each for each, _ in scored if each is not None)
    if len(scores) < len(scored):
        return None, findings
    if total_of(points_in(scores), methodology) is None:
        first = methodology.criteria[0].rows[0]
        ref = cells.get(field_of(first), NOWHERE)
        return None, (*findings, rules.NOTHING_APPLIES.at(ref, field=field_of(first)))
    return make_scorecard(scores, methodology), findings


def states_in(submission: Submission) -> dict[str, object]:
    """Return the value of every answer keyed by field id, `?` for an unreadable one."""
    return {each.field_id: each.value if each.readable else "?" for each in submission.answers}


def letters_of_marks(states: Mapping[str, object], methodology: Methodology) -> str:
    """Return one letter for each row of the methodology (see `AssessmentDigest.marks`)."""
    return "".join(
        _LETTERS.get(states.get(field_of(row)), "?")
        for criterion in methodology.criteria
        for row in criterion.rows
    )


def score_of_letters(
    letters: str, criterion: Criterion, methodology: Methodology
) -> CriterionScore | None:
    """Return the score that one criterion's marks in short make; None for none."""
    states = {
        field_of(row): _STATES[letter] for row, letter in zip(criterion.rows, letters, strict=True)
    }
    scored, _ = score_criterion(sort_marks(criterion, states, {}), criterion, methodology)
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
        points=sum(each.points for each in scores),
        total=total,
        level=level_of(total, given, methodology, category).id,
        category=category,
        groups=group_values(given, methodology),
    )


def with_points(card: Scorecard, points: Mapping[str, int], methodology: Methodology) -> Scorecard:
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


def in_category(card: Scorecard, category: str, methodology: Methodology) -> Scorecard:
    """Return the scorecard with the level that a participant of the category gets."""
    return make_scorecard(card.scores, methodology, category)


def sort_marks(
    criterion: Criterion, states: Mapping[str, object], cells: Mapping[str, CellRef]
) -> Marks:
    """Return the rows of a criterion grouped by their mark (`?` stands for unreadable)."""
    marked = [(row, states.get(field_of(row))) for row in criterion.rows]
    return Marks(
        zero=criterion.rows[0],
        yes=tuple(row for row, state in marked if state is True),
        no=tuple(row for row, state in marked if state is False),
        blank=tuple(row for row, state in marked if state is None),
        unreadable=tuple(row for row, state in marked if state == "?"),
        inapplicable=tuple(row for row, state in marked if state == NOT_APPLICABLE),
        cells=cells,
    )


def score_criterion(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return one criterion's score; None where the marks do not say how it was assessed."""
    if marks.unreadable:
        return None, ()
    if marks.inapplicable:
        return _score_inapplicable(marks, criterion)
    if not marks.yes and not marks.no:
        return _score_blank(marks, criterion, methodology)
    if not marks.yes:
        return _score_without_yes(marks, criterion)
    if marks.zero in marks.yes and marks.positive:
        codes = _codes(marks.yes)
        why = f"«да» стоит и в нулевой строке, и в других ({codes})"
        return None, (_contradiction(marks, criterion, why),)
    if not marks.positive:
        basis = f"Отмечена строка {marks.zero.code} ({criterion.reference}): 0 баллов."
        return _made(criterion, 0, 0, basis, (marks.ref(marks.zero),)), ()
    scored, findings = (_score_cumulative if criterion.cumulative else _score_choice)(
        marks, criterion, methodology
    )
    return scored, (*findings, *_blank_as_no(marks))


def _score_inapplicable(marks: Marks, criterion: Criterion) -> Scored:
    """A criterion of which the participant says that it does not apply: no points, no weight."""
    if marks.yes:
        first = marks.inapplicable[0]
        finding = rules.INAPPLICABLE_BESIDE_YES.at(
            marks.ref(first),
            field=field_of(first),
            criterion=criterion.id,
            rows=_codes(marks.yes),
        )
        return None, (finding,)
    spread = criterion.not_applicable == Inapplicable.SPREAD
    what = "его вес распределён между остальными" if spread else "из оценки исключён"
    basis = f"Критерий не применим по ответу участника ({criterion.reference}): {what}."
    refs = tuple(map(marks.ref, marks.inapplicable))
    scored = _made(criterion, 0, 0, basis, refs)
    return replace(scored, applicable=False, declined=True), ()


def _score_blank(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Reading R6: a criterion without marks returns the form, or counts 0."""
    returns = methodology.chosen("R6") == "return"
    finding = rules.BLANK_CRITERION.at(
        marks.ref(criterion.rows[0]),
        field=field_of(criterion.rows[0]),
        severity=None if returns else Severity.WARNING,
        criterion=criterion.id,
        zero=criterion.rows[0].code,
    )
    if returns:
        return None, (finding,)
    point = methodology.reading_beside("scoring", "R6")
    basis = f"Критерий не оценён: 0 баллов{point}."
    return _made(criterion, 0, 0, basis, ()), (finding,)


def _score_without_yes(marks: Marks, criterion: Criterion) -> Scored:
    if marks.zero in marks.no and not marks.blank:
        why = "«нет» стоит во всех строках, и в нулевой тоже"
        return None, (_contradiction(marks, criterion, why),)
    rest = tuple(row for row in marks.blank if row != marks.zero)
    if rest:
        first = rest[0]
        finding = rules.HALF_CRITERION.at(
            marks.ref(first),
            field=field_of(first),
            criterion=criterion.id,
            word="не заполнена строка" if len(rest) == 1 else "не заполнены строки",
            rows=_codes(rest),
        )
        return None, (finding,)
    note = rules.ZERO_BY_NO.at(
        marks.ref(marks.zero),
        field=field_of(marks.zero),
        criterion=criterion.id,
        zero=marks.zero.code,
    )
    basis = f"Во всех строках отмечено «нет» ({criterion.reference}): 0 баллов."
    return _made(criterion, 0, 0, basis, tuple(map(marks.ref, marks.no))), (note,)


def _score_cumulative(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Cumulative criterion: what counts is a run of rows (app. 3 p. 6 note *, reading R4)."""
    rows = tuple(row for row in criterion.rows if row != marks.zero)
    claimed = marks.positive[-1].points
    counted = _points_of_run(marks, rows, top_only=methodology.chosen("R4") == "top_only")
    refs = tuple(marks.ref(row) for row in marks.positive)
    if counted == claimed:
        word = "Отмечена строка" if len(marks.positive) == 1 else "Отмечены строки"
        codes = _codes(marks.positive)
        basis = f"{word} {codes} ({criterion.reference}): {show_points(counted)}."
        return _made(criterion, claimed, counted, basis, refs), ()
    missing = tuple(row for row in rows if row.points < claimed and row not in marks.yes)
    word = "отмечена строка" if len(missing) == 1 else "отмечены строки"
    point = methodology.words.point("cumulative").beside
    basis = f"Заявлено {claimed}, засчитано {counted}: не {word} {_codes(missing)}{point}."
    finding = rules.GAP_IN_CUMULATIVE_ROWS.at(
        marks.ref(missing[0]),
        field=field_of(missing[0]),
        criterion=criterion.id,
        claimed=claimed,
        counted=counted,
        word=word,
        rows=_codes(missing),
    )
    return _made(criterion, claimed, counted, basis, refs), (finding,)


def _points_of_run(marks: Marks, rows: tuple[CriterionRow, ...], *, top_only: bool) -> int:
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
        return _made(criterion, best.points, best.points, basis, refs), ()
    returns = methodology.chosen("R5") == "return"
    finding = rules.SEVERAL_MARKS.at(
        marks.ref(marks.positive[0]),
        field=field_of(marks.positive[0]),
        severity=Severity.ERROR if returns else None,
        criterion=criterion.id,
        rows=_codes(marks.positive),
        best=best.code,
    )
    if returns:
        return None, (finding,)
    basis = (
        f"Отмечены строки {_codes(marks.positive)}, засчитана наибольшая: {best.code}, "
        f"{show_points(best.points)}{methodology.reading_beside('scoring', 'R5')}."
    )
    return _made(criterion, best.points, best.points, basis, refs), (finding,)


def _made(
    criterion: Criterion, claimed: int, counted: int, basis: str, refs: tuple[CellRef, ...]
) -> CriterionScore:
    return CriterionScore(
        criterion=criterion.id,
        claimed=claimed,
        counted=counted,
        verified=None,
        points=counted,
        coefficient=criterion.coefficient,
        weighted=counted * criterion.coefficient,
        basis=basis,
        refs=refs,
    )


def _contradiction(marks: Marks, criterion: Criterion, why: str) -> Finding:
    return rules.CONTRADICTION.at(
        marks.ref(marks.zero),
        field=field_of(marks.zero),
        criterion=criterion.id,
        why=why,
        zero=marks.zero.code,
    )


def _blank_as_no(marks: Marks) -> tuple[Finding, ...]:
    """One note for each blank row beside a «да»; equal notes merge their cells later."""
    rows = (row for row in marks.blank if row != marks.zero)
    return tuple(rules.BLANK_AS_NO.at(marks.ref(row), field=field_of(row)) for row in rows)


def _codes(rows: tuple[CriterionRow, ...]) -> str:
    return ", ".join(row.code for row in rows)


def show_points(number: int) -> str:
    """Return `1 балл`, `2 балла`, `0 баллов`."""
    return wording.points(number)
