"""Advice: every way offered reaches the next level, and none is cheaper than the first."""

import itertools
from decimal import Decimal

import pytest

from benchmarks.criteria import scorecard
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.levels import pick_level
from kuzbass_batch.rules.rating.advice.advice import cheapest_ways

METHODOLOGY = load_methodology(2025)


def card(points):
    return scorecard(points, METHODOLOGY)


def rows_needed(criterion, points, target):
    if not criterion.cumulative:
        return int(target > points)
    return sum(points < row.points <= target for row in criterion.rows)


def fewest_rows(start):
    """Try every profile above `start`: the fewest rows that lift the level."""
    rank = METHODOLOGY.level(start.level).rank
    choices = [
        [row.points for row in c.rows if row.points >= s.points]
        for c, s in zip(METHODOLOGY.criteria, start.scores, strict=True)
    ]
    best = 99
    for profile in itertools.product(*choices):
        total = sum(p * c.coefficient for c, p in zip(METHODOLOGY.criteria, profile, strict=True))
        if pick_level(METHODOLOGY.levels, Decimal(total)).rank > rank:
            pairs = zip(METHODOLOGY.criteria, start.scores, profile, strict=True)
            best = min(best, sum(rows_needed(c, s.points, p) for c, s, p in pairs))
    return best


@pytest.mark.parametrize(
    "points",
    [
        (1, 2, 2, 2, 2, 2, 2, 2),
        (1, 1, 1, 0, 1, 1, 1, 1),
        (2, 2, 2, 0, 2, 0, 1, 0),
        (3, 3, 3, 3, 2, 0, 0, 0),
    ],
)
def test_the_first_way_needs_the_fewest_rows_of_all(points):
    start = card(points)
    ways = cheapest_ways(start, METHODOLOGY)
    for way in ways:
        reached = pick_level(METHODOLOGY.levels, start.total + way.gain)
        assert reached.rank > METHODOLOGY.level(start.level).rank and reached.id == way.level
    assert sum(len(step.rows) for step in ways[0].steps) == fewest_rows(start)


def test_three_ways_are_offered_where_there_are_more():
    start = card((1, 2, 2, 2, 2, 2, 2, 2))
    assert len(cheapest_ways(start, METHODOLOGY, limit=9)) > 3
    assert cheapest_ways(start, METHODOLOGY) == cheapest_ways(start, METHODOLOGY, limit=3)
    assert len(cheapest_ways(start, METHODOLOGY)) == 3


def test_a_leader_needs_no_way():
    assert cheapest_ways(card((3, 3, 3, 3, 3, 2, 3, 4)), METHODOLOGY) == ()


# Points so far; the ways, each with the points to come to by criterion.
WAYS = {
    (0, 0, 0, 0, 0, 1, 3, 2): [{"3": 3}, {"1": 2}, {"1": 1, "5": 1}],
    (3, 0, 2, 3, 0, 2, 3, 0): [{"5": 2, "8": 4}, {"3": 3, "5": 1, "8": 4}, {"3": 3, "5": 3}],
    (0, 0, 3, 3, 0, 1, 2, 1): [{"1": 2}, {"5": 1, "8": 4}, {"1": 1, "8": 4}],
}


@pytest.mark.parametrize("points", WAYS)
def test_of_several_criteria_each_gives_as_few_rows_as_are_wanted(points):
    found = cheapest_ways(card(points), METHODOLOGY)
    assert [{s.criterion: s.to_points for s in way.steps} for way in found] == WAYS[points]
