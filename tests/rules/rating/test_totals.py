"""Levels, ways and disputes under other totals, against every set of points tried by itself."""

import itertools
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.rules.decisions.settling import in_categories
from kuzbass_batch.rules.objections.effects import level_turns
from kuzbass_batch.rules.rating.advice import threshold_ways as module
from kuzbass_batch.rules.rating.advice.advice import cheapest_ways
from kuzbass_batch.rules.rating.advice.distances import (
    missing_to_next,
    surplus_over_lower,
    units_to_next,
)
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard, score_of_codes, with_points
from kuzbass_batch.rules.rating.scoring.totals import PointSet, level_of, points_in, total_of
from tests.acts import ACTS, act
from tests.outcomes import outcome
from tests.rules.decisions.bare_forms import form

CARDS = 12
"""Scorecards of each act; every set of higher points is tried for each."""


def card_of(methodology, points, category=""):
    """Return the scorecard of points by criterion, None for what does not apply."""
    scores = []
    for criterion, value in zip(methodology.criteria, points, strict=True):
        letters = "".join(
            "~" if value is None and not row.points
            else " " if value is None
            else "+" if row.points == value or (criterion.cumulative and 0 < row.points < value)
            else "-"
            for row in criterion.rows
        )  # fmt: skip
        scores.append(score_of_codes(letters, criterion, methodology))
    return make_scorecard(tuple(scores), methodology, category)


def cards(name):
    methodology, dice = act(name), random.Random(name)
    for _ in range(CARDS):
        points = [
            None if each.not_applicable and dice.random() < 0.25 else dice.choice(each.rows).points
            for each in methodology.criteria
        ]
        if any(value is not None for value in points):
            yield methodology, card_of(methodology, points, dice.choice(("", "subordinate")))


def rank(card, methodology):
    return methodology.level(card.level).rank


def rows_of(criterion, before, after):
    return (
        len([row for row in criterion.rows if before < row.points <= after])
        if (criterion.cumulative)
        else 1
    )


def every_way(card, methodology):
    """Yield the cost of each set of raises that lifts the level and is enough by no step less."""
    scales = [
        [row.points for row in criterion.rows if row.points >= score.points]
        if score.applicable
        else [score.points]
        for criterion, score in zip(methodology.criteria, card.scores, strict=True)
    ]
    ids = [each.id for each in methodology.criteria]
    now = [each.points for each in card.scores]

    def lifts(points):
        changed = {i: p for i, p, old in zip(ids, points, now, strict=True) if p != old}
        return rank(with_points(card, changed, methodology), methodology) > rank(card, methodology)

    for points in itertools.product(*scales):
        moved = [at for at, (p, old) in enumerate(zip(points, now, strict=True)) if p != old]
        without = ([*points[:at], now[at], *points[at + 1 :]] for at in moved)
        if moved and lifts(points) and not any(map(lifts, without)):
            rows = sum(rows_of(methodology.criteria[at], now[at], points[at]) for at in moved)
            yield rows, len(moved)


@pytest.mark.parametrize("name", ACTS)
def test_the_cheapest_ways_are_those_of_every_set_tried(name):
    for methodology, card in cards(name):
        ways = cheapest_ways(card, methodology)
        costs = [(sum(len(s.rows) for s in way.steps), len(way.steps)) for way in ways]
        every = sorted(every_way(card, methodology))
        assert costs == sorted(costs) and all(way.exact for way in ways)
        assert costs[:1] == every[:1], (card.scores, costs, every[:3])
        for way in ways:
            raised = {step.criterion: step.to_points for step in way.steps}
            after = with_points(card, raised, methodology)
            assert (after.level, after.total - card.total) == (way.level, way.gain)
            assert rank(after, methodology) > rank(card, methodology)


@pytest.mark.parametrize("name", ACTS)
def test_what_a_dispute_could_do_is_what_each_number_of_points_does(name):
    for methodology, card in cards(name):
        for turn, criterion in zip(
            level_turns(card, methodology), methodology.criteria, strict=True
        ):
            ranks = {
                row.points: rank(with_points(card, {criterion.id: row.points}, methodology),
                                 methodology)
                for row in criterion.rows
            }  # fmt: skip
            now = rank(card, methodology)
            up = [points for points in ranks if ranks[points] > now]
            down = [points for points in ranks if ranks[points] < now]
            assert (turn.raised, turn.lowered) == (min(up, default=None), max(down, default=None))


@pytest.mark.parametrize("name", ACTS)
def test_distances_end_where_the_level_begins(name):
    for methodology, card in cards(name):
        levels, now = methodology.levels_of(card.category), rank(card, methodology)
        step = methodology.total_rule.step or Decimal("0.5")
        given = points_in(card.scores)
        missing = missing_to_next(card, methodology)
        if now + 1 < len(levels) and missing:
            assert not levels[now + 1].holds(card.total) and levels[now + 1].lower is not None
            assert card.total + missing >= levels[now + 1].lower > card.total + missing - step
        surplus = surplus_over_lower(card, methodology)
        assert (surplus is None) == (now == 0)
        if surplus is not None:
            below = level_of(card.total - surplus, given, methodology, card.category)
            assert below.rank < now


def test_thresholds_hold_besides_the_total():
    methodology = act("mean of means")
    high = card_of(methodology, (3, 3, 3, 3, 3))
    assert methodology.level(high.level).name == "Высокий"
    # The same total as before would do; criterion 1 has but one point.
    low = with_points(high, {"1": 1}, methodology)
    assert low.total >= 2 and methodology.level(low.level).name == "Средний"
    (way, *_) = cheapest_ways(low, methodology)
    assert [(s.criterion, s.to_points) for s in way.steps] == [("1", 2)]
    assert missing_to_next(low, methodology) == 0
    assert units_to_next(low, methodology, Fraction(1)) == 0
    # Of what does not apply nothing is asked.
    without = card_of(methodology, (None, 3, 3, 3, 3))
    assert methodology.level(without.level).name == "Высокий"


def test_where_sets_are_too_many_one_sufficient_way_says_that_it_may_not_be_the_best(monkeypatch):
    monkeypatch.setattr(module, "MOST_SETS", 3)
    methodology = act("mean of means")
    card = card_of(methodology, (0, 0, 0, 0, 0))
    low = with_points(card, {"2": 3, "5": 3, "3": 1}, methodology)
    assert methodology.level(low.level).name == "Средний"
    (way,) = cheapest_ways(low, methodology)
    assert not way.exact and methodology.level(way.level).name == "Высокий"


def test_levels_hang_on_the_category():
    methodology = act("by category")
    names = {
        category: methodology.level(card_of(methodology, (2, 2, 2, 3, 0), category).level).name
        for category in ("", "executive", "subordinate")
    }
    assert names == {"": "Средний", "executive": "Средний", "subordinate": "Высокий"}


def test_the_value_of_a_group_of_which_nothing_applies_is_none():
    methodology = act("mean of means")
    card = card_of(methodology, (2, 2, None, None, None))
    values = {each.group: each.value for each in card.groups}
    assert values == {"F1": Decimal("2.00"), "P1": Decimal("2.00"), "P2": None, "F2": None}
    assert card.total == Decimal("2.00")


def test_nothing_is_a_total_where_nothing_applies():
    methodology = act("whole points")
    every = frozenset(each.id for each in methodology.criteria)
    assert total_of(PointSet((0,) * len(every), every), methodology) is None


def test_needs_that_all_steps_together_do_not_meet_have_no_way():
    offers = [[module.Offer((Fraction(2), Fraction(0)), 1)], [module.Offer((Fraction(1),) * 2, 1)]]
    assert module.threshold_ways(offers, (Fraction(4), Fraction(1)), 3) == []
    assert module.threshold_ways(offers, (Fraction(3), Fraction(2)), 3) == []
    assert module.threshold_ways([], (Fraction(1),), 3) == []
    (way,) = module.threshold_ways(offers, (Fraction(3), Fraction(1)), 3)
    assert way == (((0, 0), (1, 0)), True)


def test_a_return_gets_the_level_of_its_participant_s_category():
    methodology = act("by category")
    card = card_of(methodology, (2, 2, 2, 3, 0))
    registry = outcome("И1 | |\nП1 | |").registry

    def came(who, kind=Kind.SELF_ASSESSMENT, **known):
        read = form("а.xlsx", kind, **known)
        return FileResult(read=read, status=FileStatus.USED, reason="", participant=who)

    files = [came("П1", card=card), came("И1", card=card), came("", card=card), came("П1"),
             came("П1", Kind.PASSPORT)]  # fmt: skip
    found = in_categories(files, registry, methodology)
    assert [methodology.level(each.read.card.level).name for each in found[:3]] == [
        "Высокий", "Средний", "Средний"
    ]  # fmt: skip
    assert list(found[3:]) == files[3:]
    assert in_categories(files, registry, act("mean of means")) == tuple(files)
