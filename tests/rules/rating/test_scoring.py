"""Scoring: the act's example, every profile of points, every pattern of marks."""

import itertools
from decimal import Decimal

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.levels import pick_level
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer, Identity, Submission
from kuzbass_batch.rules.rating.scoring.marks import sort_marks
from kuzbass_batch.rules.rating.scoring.scoring import (
    make_scorecard,
    mark_codes,
    score,
    score_criterion,
    score_of_codes,
)

METHODOLOGY = load_methodology(2025)
# The independent calculation: tenths of a weighted point, written down from the act by hand.
TENTHS = (10, 3, 8, 5, 9, 5, 6, 4)
POINTS = ((0, 1, 2, 3),) * 3 + ((0, 2, 3), (0, 1, 2, 3), (0, 1, 2), (0, 1, 2, 3), (0, 1, 2, 3, 4))


def marked(points):
    marks = {}
    for criterion, value in zip(METHODOLOGY.criteria, points, strict=True):
        for row in criterion.rows:
            below = criterion.cumulative and 0 < row.points < value
            marks[f"{row.code}/done"] = row.points == value or below
    return marks


def submission(marks):
    return Submission(
        path="a.xlsx",
        kind=Kind.SELF_ASSESSMENT,
        identity=Identity(form_code="KB-SELF", period=Period(2025), version=1),
        answers=tuple(
            Answer(field_id=name, value=value, given="", ref=CellRef())
            for name, value in marks.items()
        ),
        places=(),
    )


def test_the_example_of_the_act_scores_nine():
    card, findings = score(submission(marked((1, 2, 2, 2, 2, 2, 2, 2))), METHODOLOGY)
    assert (card.points, card.total, METHODOLOGY.level(card.level).name) == (
        15,
        Decimal("9.0"),
        "Прогрессивный",
    )
    assert findings == ()


def level_by_tenths(tenths):
    if tenths > 120:
        return "leader"
    if tenths >= 80:
        return "progressive"
    return "basic" if tenths >= 50 else "initial"


def test_all_profiles_agree_with_an_independent_calculation():
    per_criterion = [
        [
            score_criterion(
                sort_marks(criterion, one_criterion(criterion, value), {}), criterion, METHODOLOGY
            )[0]
            for value in POINTS[at]
        ]
        for at, criterion in enumerate(METHODOLOGY.criteria)
    ]
    seen = gap = eight = 0
    for profile, scores in zip(
        itertools.product(*POINTS), itertools.product(*per_criterion), strict=True
    ):
        card = make_scorecard(scores, METHODOLOGY)
        tenths = sum(weight * value for weight, value in zip(TENTHS, profile, strict=True))
        assert (card.total * 10, card.points) == (tenths, sum(profile))
        assert card.level == level_by_tenths(tenths)
        seen, gap, eight = seen + 1, gap + (40 <= tenths < 50), eight + (tenths == 80)
    assert (seen, gap, eight) == (46_080, 3_213, 821)


def one_criterion(criterion, value):
    return {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for row in criterion.rows
    }


@pytest.mark.parametrize("pattern", list(itertools.product((True, False, None), repeat=4)))
def test_a_cumulative_criterion_counts_the_unbroken_run(pattern):
    criterion = METHODOLOGY.criterion("1")
    states = {f"1.{at}/done": value for at, value in enumerate(pattern)}
    scored, findings = score_criterion(sort_marks(criterion, states, {}), criterion, METHODOLOGY)
    zero, *steps = pattern
    if zero and True in steps:
        assert scored is None and [f.code for f in findings] == ["S103"]
    elif True in steps:
        run = next((at for at, step in enumerate(steps) if step is not True), 3)
        claimed = max(at + 1 for at, step in enumerate(steps) if step)
        assert (scored.claimed, scored.counted) == (claimed, run)
        assert ("S104" in [f.code for f in findings]) == (run < claimed)
    elif zero:
        assert scored.points == 0 and findings == ()
    elif steps == [False] * 3:
        assert (scored is None) == (zero is False)
    else:
        assert scored is None
        assert [f.code for f in findings] == ["S101" if pattern == (None,) * 4 else "S102"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((False, False, None), "не заполнена строка 1.3."),
        ((None, False, None), "не заполнены строки 1.1, 1.3."),
    ],
)
def test_what_a_half_assessed_criterion_lacks_agrees_with_its_number(steps, words):
    criterion = METHODOLOGY.criterion("1")
    states = {f"1.{at}/done": value for at, value in enumerate((None, *steps))}
    _, (finding,) = score_criterion(sort_marks(criterion, states, {}), criterion, METHODOLOGY)
    assert finding.message.endswith(f"«да» нет ни в одной строке, {words}")


@pytest.mark.parametrize(
    ("steps", "counted"),
    [
        ((0, 1, 0), 2),
        ((0, 0, 1), 0),
        ((1, 0, 1), 1),
        ((0, 1, 1), 2),
        ((1, 1, 1), 3),
        ((1, 0, 0), 1),
    ],
)
def test_the_other_reading_asks_for_lower_rows_only_at_the_top(steps, counted):
    other = METHODOLOGY.with_reading("R4", "top_only")
    criterion = other.criterion("1")
    states = {f"1.{at}/done": bool(value) for at, value in enumerate((0, *steps))}
    scored, _ = score_criterion(sort_marks(criterion, states, {}), criterion, other)
    assert scored.counted == counted


def test_several_marks_count_by_the_highest_or_return_the_form():
    marks = marked((1, 2, 2, 2, 2, 2, 2, 2)) | {"3.1/done": True}
    card, findings = score(submission(marks), METHODOLOGY)
    assert card.total == Decimal("9.0") and [f.code for f in findings] == ["S105"]
    card, findings = score(submission(marks), METHODOLOGY.with_reading("R5", "return"))
    assert card is None and findings[0].severity.value == "error"


def test_the_broken_ladder_says_what_was_claimed_and_counted():
    marks = marked((3, 2, 2, 2, 2, 2, 2, 2)) | {"1.2/done": False}
    card, findings = score(submission(marks), METHODOLOGY)
    assert card.total == Decimal("9.0")
    assert "заявлено 3, засчитано 1: не отмечена строка 1.2" in findings[0].message


def test_all_rows_that_lack_are_named():
    marks = marked((3, 2, 2, 2, 2, 2, 2, 2)) | {"1.1/done": False, "1.2/done": False}
    card, (finding,) = score(submission(marks), METHODOLOGY)
    lacking = "не отмечены строки 1.1, 1.2"
    assert f"заявлено 3, засчитано 0: {lacking}" in finding.message
    assert f"Заявлено 3, засчитано 0: {lacking}" in card.scores[0].basis


@pytest.mark.parametrize(
    ("reading", "option", "total", "level"),
    [
        ("R1", "initial", "4.5", "initial"),
        ("R1", "basic", "4.5", "basic"),
        ("R1", "basic", "3.9", "initial"),
        ("R2", "progressive", "8.0", "progressive"),
        ("R2", "basic", "8.0", "basic"),
        ("R2", "basic", "8.1", "progressive"),
    ],
)
def test_readings_decide_the_gap_and_the_shared_bound(reading, option, total, level):
    levels = METHODOLOGY.with_reading(reading, option).levels
    assert pick_level(levels, Decimal(total)).id == level


PATTERNS = [
    (criterion, pattern)
    for criterion in METHODOLOGY.criteria
    for pattern in itertools.product((True, False, None), repeat=len(criterion.rows))
]


def test_what_is_claimed_is_the_best_row_marked_and_nothing_else():
    """Every pattern of marks of every criterion; «нет» everywhere claims nothing."""
    tried = 0
    for criterion, pattern in PATTERNS:
        states = {f"{r.code}/done": v for r, v in zip(criterion.rows, pattern, strict=True)}
        scored, _ = score_criterion(sort_marks(criterion, states, {}), criterion, METHODOLOGY)
        if scored is not None:
            marked_rows = zip(criterion.rows, pattern, strict=True)
            assert scored.claimed == max((r.points for r, mark in marked_rows if mark), default=0)
            tried += not any(pattern)
    assert tried == len(METHODOLOGY.criteria), "«нет» in every row with points, nothing in the zero"


@pytest.mark.parametrize("reading", [None, ("R4", "top_only"), ("R6", "zero"), ("R3", "zero")])
def test_every_score_says_its_point_of_the_act_and_stays_decimal(reading):
    methodology = METHODOLOGY.with_reading(*reading) if reading else METHODOLOGY
    for before, pattern in PATTERNS:
        criterion = methodology.criterion(before.id)
        states = {f"{r.code}/done": v for r, v in zip(criterion.rows, pattern, strict=True)}
        scored, findings = score_criterion(
            sort_marks(criterion, states, {}), criterion, methodology
        )
        if scored is None:
            assert [f for f in findings if f.severity.value == "error"], (criterion.id, pattern)
        else:
            assert scored.basis[0].isupper() and scored.basis.endswith(".")
            assert "приложение № 3, п. " in scored.basis
            assert isinstance(scored.weighted, Decimal)
            assert scored.weighted == scored.points * criterion.coefficient
            assert 0 <= scored.counted <= scored.claimed <= criterion.rows[-1].points


@pytest.mark.parametrize(
    ("points", "words"),
    [(1, "Отмечена строка 1.1 (п"), (2, "Отмечены строки 1.1, 1.2 (п"), (0, "")],
)
def test_the_rows_that_count_agree_with_their_number(points, words):
    card, _ = score(submission(marked((points, 2, 2, 2, 2, 2, 2, 2))), METHODOLOGY)
    assert card.scores[0].basis.startswith(words)


LETTERS = {"+": True, "-": False, " ": None, "~": "не применимо", "#": Decimal(2), "?": "?"}


@pytest.mark.parametrize("letter", LETTERS)
def test_answers_in_short_are_one_letter_each(letter):
    states = {"1.0/done": LETTERS[letter]}
    assert mark_codes(states, METHODOLOGY).rstrip() == letter.rstrip()
    assert mark_codes({"1.0/done": "другое"}, METHODOLOGY).rstrip() == "?"
    assert len(mark_codes({}, METHODOLOGY)) == sum(len(c.rows) for c in METHODOLOGY.criteria)


@pytest.mark.parametrize(
    ("letters", "points"),
    [("+---", 0), ("-+--", 1), ("-++-", 2), ("?+--", None), ("-+-?", None), ("    ", None)],
)
def test_a_score_of_answers_in_short_is_that_of_the_answers(letters, points):
    found = score_of_codes(letters, METHODOLOGY.criterion("1"), METHODOLOGY)
    assert (found and found.points) == points
