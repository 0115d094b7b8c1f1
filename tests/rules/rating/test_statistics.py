"""Statistics of the rated, against a plain count of five participants."""

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.words import CATEGORIES
from kuzbass_batch.records.rating.rating import Statistics
from kuzbass_batch.rules.rating.statistics import (
    RatedPoints,
    count_year,
    counted_in_table,
    counted_plainly,
    rated_in,
)
from tests.categories import EXECUTIVE, MUNICIPALITY, SUBORDINATE
from tests.outcomes import METHODOLOGY, outcome

# Totals 14.9, 9.0, 9.0, 0 and 3.0; М2 is not rated.
CROWD = outcome("И1 | 33333234 |\nИ2 | 12222222 |\nИ3 | 12222222 |\nМ1 | 00000000 |\n"
                "П1 | 30000000 |\nМ2 | |")  # fmt: skip
POINTS = ("33333234", "12222222", "12222222", "00000000", "30000000")
FOUND = count_year(year_of(METHODOLOGY), rated_in(CROWD))


def test_each_criterion_has_mean_median_share_and_how_many_have_which_points():
    assert [each.criterion for each in FOUND.criteria] == list(METHODOLOGY.criteria)
    for at, each in enumerate(FOUND.criteria):
        points = [int(row[at]) for row in POINTS]
        most = METHODOLOGY.criteria[at].max_points
        assert each.mean == round(statistics.mean(points), 2)
        assert each.median == statistics.median(points)
        assert each.share == round(statistics.mean(points) / most, 4)
        assert each.counts == tuple(
            (row.points, points.count(row.points))
            for row in sorted(METHODOLOGY.criteria[at].rows, key=lambda row: row.points)
        )
        executive = round(statistics.mean(points[:3]) / most, 4)
        assert dict(each.by_category) == {
            EXECUTIVE: executive,
            MUNICIPALITY: 0,
            SUBORDINATE: round(points[4] / most, 4),
        }


HALVES = tuple(f"{points}3333234" for points in "12211123")
"""Criterion 1: 13 points of 8 participants, 1.625 each and 54.1666… %."""


def test_a_mean_in_the_middle_is_rounded_upwards_everywhere_it_is_shown():
    crowd = outcome("".join(f"И{n} | {points} |\n" for n, points in enumerate(HALVES, start=1)))
    found = count_year(year_of(METHODOLOGY), rated_in(crowd))
    first = found.criteria[0]
    assert sum(points * number for points, number in first.counts) == 13
    assert (first.mean, first.share) == (1.63, 0.5417)
    assert dict(first.by_category)[EXECUTIVE] == 0.5417


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 8), min_size=1, max_size=40))
def test_every_mean_is_the_nearest_and_a_middle_goes_up(crowd):
    """Against integers alone: twice the error is at most one unit, and never a half downwards."""
    rated = tuple(RatedPoints("executive", Decimal(sum(each)) / 8, "basic", each) for each in crowd)
    found = count_year(year_of(METHODOLOGY), rated)
    for at, each in enumerate(found.criteria):
        points = sum(person[at] for person in crowd)
        _nearest(each.mean, 100, points, len(crowd))
        most = METHODOLOGY.criteria[at].max_points
        _nearest(each.share, 10_000, points, len(crowd) * most)
    _nearest(found.groups[0].mean, 100, sum(map(sum, crowd)), 8 * len(crowd))
    middle = statistics.median(Fraction(sum(each), 8) for each in crowd)
    _nearest(found.groups[0].median, 100, middle.numerator, middle.denominator)


def _nearest(shown, units, points, people):
    """Fail unless shown × units is the whole number next to units × points / people."""
    whole = round(shown * units)
    assert whole / units == shown
    assert -people <= 2 * (units * points - whole * people) < people


def test_all_and_each_category_have_their_totals_and_levels():
    found = {each.name: each for each in FOUND.groups}
    every, executive, municipal, subordinate = found.values()
    assert list(found) == ["Все участники", *(each.plural for each in CATEGORIES)]
    assert (every.rated, every.mean, every.median, every.lowest, every.highest) == (
        5, 7.18, 9.0, 0, 14.9
    )  # fmt: skip
    assert (executive.rated, executive.mean, executive.median) == (3, 10.97, 9.0)
    assert (executive.lowest, executive.highest) == (9.0, 14.9)
    assert {municipal.rated, subordinate.rated} == {1}
    assert dict(every.levels) == {"initial": 2, "basic": 0, "progressive": 2, "leader": 1}
    assert dict(executive.levels) == {"initial": 0, "basic": 0, "progressive": 2, "leader": 1}


def test_who_is_in_no_group_leaves_it_without_numbers():
    found = count_year(year_of(METHODOLOGY), rated_in(outcome("И1 | 12222222 |")))
    empty = found.groups[2]
    assert (empty.rated, empty.mean, empty.median, empty.lowest, empty.highest) == (
        0, None, None, None, None
    )  # fmt: skip
    assert all(count == 0 for _, count in empty.levels) and len(empty.levels) == 4
    assert dict(found.criteria[0].by_category)[MUNICIPALITY] is None


def test_while_nobody_is_rated_there_are_no_criteria():
    found = count_year(year_of(METHODOLOGY), rated_in(outcome("И1 | |")))
    assert found.criteria == () and [each.rated for each in found.groups] == [0] * 4


@pytest.mark.parametrize(
    ("points", "best", "weakest"),
    [
        ("33333234", "12345678", ""),
        ("32333234", "1345678", "2"),
        ("02202100", "235", "1478"),
        ("33333233", "1234567", "8"),
    ],
)
def test_criteria_with_the_same_share_stand_together(points, best, weakest):
    found = count_year(year_of(METHODOLOGY), rated_in(outcome(f"И1 | {points} |")))
    shown = [[each.criterion.id for each in alike] for alike in (found.best, found.weakest)]
    assert shown == [list(best), list(weakest)]


def test_where_nobody_is_rated_no_criterion_is_the_best():
    found = Statistics(criteria=(), groups=())
    assert (found.best, found.weakest) == ((), ())


def test_a_long_year_is_counted_by_the_library_as_a_short_one_is_by_hand():
    rated = (*rated_in(CROWD), RatedPoints("executive", Decimal(1), "basic", (None, *[1] * 7)))
    table, plain = (tuple(way(rated, METHODOLOGY)) for way in (counted_in_table, counted_plainly))
    assert len(plain) == 8 and table == plain
    assert table[0] != table[1]
