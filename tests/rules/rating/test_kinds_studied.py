"""Advice, robustness, statistics and possible totals where points have parts or are taken off."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuzbass_batch.methodology.criteria import CriterionKind
from kuzbass_batch.methodology.levels import pick_level
from kuzbass_batch.methodology.proofs.proofs import possible_totals
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.rules.objections.effects import level_turns
from kuzbass_batch.rules.rating.advice.advice import cheapest_ways
from kuzbass_batch.rules.rating.advice.distances import missing_to_next
from kuzbass_batch.rules.rating.robustness.robustness import WeightedParticipant, try_coefficients
from kuzbass_batch.rules.rating.robustness.sensitivity import MarkTotals
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard
from kuzbass_batch.rules.rating.statistics import RatedPoints, by_criterion
from tests.every_kind import METHODOLOGY

POSSIBLE = [criterion.points_possible for criterion in METHODOLOGY.criteria]
PROFILES = st.tuples(*map(st.sampled_from, POSSIBLE))


def card_of(points, rows=()):
    scores = (
        CriterionScore(
            criterion=criterion.id,
            claimed=given,
            counted=given,
            verified=None,
            points=given,
            coefficient=criterion.coefficient,
            weighted=given * criterion.coefficient,
            basis="",
            rows=rows if criterion.kind is CriterionKind.ADDITIVE else (),
        )
        for criterion, given in zip(METHODOLOGY.criteria, points, strict=True)
    )
    return make_scorecard(tuple(scores), METHODOLOGY)


def test_the_possible_totals_are_those_of_every_profile():
    totals = possible_totals(METHODOLOGY)
    weights = [criterion.coefficient for criterion in METHODOLOGY.criteria]
    every = {
        sum(points * weight for points, weight in zip(profile, weights, strict=True))
        for profile in itertools.product(*POSSIBLE)
    }
    found = {totals.total(at) for at in range(totals.steps + 1) if totals.bits >> at & 1}
    assert found == every and min(every) == Decimal("-0.5")


@given(st.lists(PROFILES, min_size=1, max_size=4))
@settings(deadline=None, max_examples=25)
def test_extremes_of_totals_are_those_of_every_combination(profiles):
    people = tuple(
        WeightedParticipant(f"П-{at}", "executive", points) for at, points in enumerate(profiles)
    )
    tried = try_coefficients(people, METHODOLOGY)
    shares = (Decimal("0.9"), Decimal(1), Decimal("1.1"))
    for points, span in zip(profiles, tried.spans, strict=True):
        parts = [
            [given * criterion.coefficient * share for share in shares]
            for given, criterion in zip(points, METHODOLOGY.criteria, strict=True)
        ]
        assert span.lowest == sum(map(min, parts)) and span.highest == sum(map(max, parts))
        now = card_of(points).level
        kept = sum(
            pick_level(METHODOLOGY.levels, sum(each)).id == now
            for each in itertools.product(*parts)
        )
        assert span.kept == kept


@given(st.lists(PROFILES, min_size=1, max_size=3))
@settings(deadline=None, max_examples=15)
def test_without_trying_the_bounds_of_the_totals_are_the_same(profiles):
    from kuzbass_batch.rules.rating.robustness import coefficients

    people = tuple(
        WeightedParticipant(f"П-{at}", "executive", points) for at, points in enumerate(profiles)
    )
    tried = try_coefficients(people, METHODOLOGY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coefficients, "MOST", 1)
        bounded = try_coefficients(people, METHODOLOGY)
    for one, other in zip(tried.spans, bounded.spans, strict=True):
        assert (one.lowest, one.highest) == (other.lowest, other.highest)
        assert (one.kept == tried.combinations) == (other.kept == bounded.combinations)
        assert other.place.first <= one.place.first <= one.place.last <= other.place.last


@given(PROFILES)
@settings(deadline=None, max_examples=60)
def test_every_way_reaches_a_higher_level_and_wants_each_of_its_steps(points):
    card = card_of(points)
    rank = METHODOLOGY.level(card.level).rank
    for way in cheapest_ways(card, METHODOLOGY):
        gains = {
            step.criterion: (step.to_points - step.from_points)
            * METHODOLOGY.criterion(step.criterion).coefficient
            for step in way.steps
        }
        assert way.gain == sum(gains.values()) >= missing_to_next(card, METHODOLOGY)
        assert METHODOLOGY.level(way.level).rank > rank
        for lost in gains.values():
            rest = pick_level(METHODOLOGY.levels, card.total + way.gain - lost)
            assert rest.rank <= rank


def test_the_fewest_rows_that_add_up_are_advised():
    card = card_of((0, 0, 0, 0, Decimal("1.5"), 0), rows=())
    steps = {
        (step.criterion, step.to_points): step
        for way in cheapest_ways(card, METHODOLOGY, limit=40)
        for step in way.steps
    }
    assert all(step.rows for step in steps.values())
    added = [step for (criterion, _), step in steps.items() if criterion == "2"]
    assert added
    values = {row.code: row.points for row in METHODOLOGY.criterion("2").rows}
    for step in added:
        assert min(sum(values[code] for code in step.rows), Decimal("2.5")) == step.to_points
        assert not any(
            min(sum(several), Decimal("2.5")) == step.to_points
            for size in range(len(step.rows))
            for several in itertools.combinations([1, Decimal("0.75"), Decimal("1.5")], size)
        )


def test_a_number_is_advised_by_its_range():
    card = card_of((0, 0, 1, 0, 0, 0))
    goals = {
        step.goal for way in cheapest_ways(card, METHODOLOGY, 40) for step in way.steps
        if step.criterion == "3"
    }  # fmt: skip
    assert goals <= {"от 82,5 до 100 % включительно"} and goals


def test_rows_that_are_marked_are_not_advised_again():
    card = card_of((0, Decimal("1.75"), 2, 0, 0, 0), rows=("2.1", "2.2"))
    advised = [step for way in cheapest_ways(card, METHODOLOGY, 40) for step in way.steps]
    assert advised
    for step in advised:
        assert not set(step.rows) & {"2.1", "2.2", "2.4"}


def test_a_dispute_is_about_points_that_the_criterion_may_have():
    for turn, possible in zip(level_turns(card_of((0,) * 6), METHODOLOGY), POSSIBLE, strict=True):
        assert turn.raised is None or turn.raised in possible


@given(st.lists(PROFILES, min_size=1, max_size=5))
@settings(deadline=None, max_examples=20)
def test_statistics_count_every_score(profiles):
    rated = tuple(RatedPoints("executive", card_of(each).total, "initial", each)
                  for each in profiles)  # fmt: skip
    for at, each in enumerate(by_criterion(rated, METHODOLOGY)):
        given_points = [profile[at] for profile in profiles]
        assert dict(each.counts) == {points: given_points.count(points) for points in POSSIBLE[at]}
        assert 0 <= each.share <= 1
        mean = sum(map(Decimal, given_points)) / len(given_points)
        assert abs(Decimal(str(each.mean)) - mean) <= Decimal("0.005")


def test_a_number_is_scored_by_what_it_is_and_marks_are_remembered():
    totals = MarkTotals(METHODOLOGY, frozenset())
    numbers = {row.code: "1" for c in METHODOLOGY.criteria for row in c.rows}
    letters = "".join(
        "#" if not c.is_marked else "-" if row.points else "+"
        for c in METHODOLOGY.criteria for row in c.rows
    )  # fmt: skip
    low, high = (totals.scores(letters, numbers | {"3.1": share}) for share in ("10", "90"))
    assert [(score.criterion, score.points) for score in low if score not in high] == [("3", 0)]
    assert [score.points for score in high if score not in low] == [2]
    kept = [c.id for c, one, other in zip(METHODOLOGY.criteria, low, high, strict=True)
            if one is other]  # fmt: skip
    assert kept == [c.id for c in METHODOLOGY.criteria if c.is_marked]
    assert totals.scores(letters.replace("+", " ").replace("-", " "), numbers) is None
