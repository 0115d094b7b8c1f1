"""Which points would change the level: asked ones alone and together, and any single ones."""

import itertools
import random
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.outputs.pen import Pen
from kuzbass_batch.outputs.ranking_book import ranking_book
from kuzbass_batch.outputs.sheet_contested import draw_contested
from kuzbass_batch.rules.contested import TOGETHER, granted, hinges
from tests.crowd import METHODOLOGY, card, outcome


def asked(points, **wanted):
    given = {key.removeprefix("c"): value for key, value in wanted.items()}
    return {g.criterion: g for g in granted(card(points), given, METHODOLOGY)}


def test_points_that_lift_over_the_bound_change_the_level():
    # 12.0 is not yet more than 12.
    (only,) = asked("22233232", c2=3).values()
    assert (only.total, only.level, only.changes_level, only.enough) == (
        Decimal("12.3"), "leader", True, 3
    )  # fmt: skip


def test_the_least_points_that_are_enough_are_told():
    # 7.5: one point of К8 gives 7.9, two give 8.3.
    (only,) = asked("22222100", c8=4).values()
    assert (only.total, only.level, only.enough) == (Decimal("9.1"), "progressive", 2)


def test_points_no_row_gives_do_not_count_as_enough():
    # 7.7: 1 point of К4 would be enough, but no row gives it.
    (only,) = asked("22202120", c4=3).values()
    assert (only.total, only.enough) == (Decimal("9.2"), 2)


def test_together_may_change_what_none_does_alone():
    found = asked("12222222", c1=2, c2=3, c3=3, c5=3)
    assert not any(found[key].changes_level for key in ("1", "2", "3", "5"))
    assert found[TOGETHER].total == Decimal("12.0")
    found = asked("12222222", c1=2, c2=3, c3=3, c5=3, c8=3)
    assert found[TOGETHER].changes_level and found[TOGETHER].level == "leader"


@pytest.mark.parametrize("wanted", [{"c9": 3}, {"c4": 1}, {"c1": 1}, {"c1": 0}, {"c8": 5}, {}])
def test_what_cannot_be_granted_is_passed_over(wanted):
    assert asked("12222222", **wanted) == {}


def level_with(points, at, value):
    return card((*points[:at], value, *points[at + 1 :])).level


def turning(points, at):
    """Return the points of one criterion that lift and that drop the level, tried one by one."""
    ranks = {level.id: level.rank for level in METHODOLOGY.levels}
    now = ranks[card(points).level]
    rows = sorted(row.points for row in METHODOLOGY.criteria[at].rows)
    ranked = {value: ranks[level_with(points, at, value)] for value in rows}
    return (
        next((value for value in rows if ranked[value] > now), None),
        next((value for value in reversed(rows) if ranked[value] < now), None),
    )


def test_a_level_turns_at_the_points_at_which_scoring_anew_says_so():
    every = list(itertools.product(*([r.points for r in c.rows] for c in METHODOLOGY.criteria)))
    seen = set()
    for points in random.Random(112).sample(every, 300):
        found = hinges(card(points), METHODOLOGY)
        assert [each.points for each in found] == list(points)
        for at, each in enumerate(found):
            assert (each.raised, each.lowered) == turning(points, at), (points, each.criterion)
            seen.add((each.raised is None, each.lowered is None))
    # No criterion is worth more than the 3.0 between the bounds: none turns a level both ways.
    assert seen == {(True, True), (True, False), (False, True)}


def test_the_highest_level_can_only_be_lost_and_the_lowest_only_left():
    assert not any(each.raised for each in hinges(card("33333234"), METHODOLOGY))
    assert all(each.lowered is None for each in hinges(card("11100000"), METHODOLOGY))


def test_the_sheet_says_for_every_criterion_what_would_change_the_level(tmp_path):
    # И1 has 7.5, К8 is lacking 2 points of «Прогрессивный»; М1 12.1, any point less is a loss.
    path = tmp_path / "book.xlsx"
    with ranking_book(path) as book:
        draw_contested(Pen(book), outcome("И1 | 22222100 |\nМ1 | 32232232 |\nП1 | 00000000 |"))
    sheet = openpyxl.load_workbook(path)["Спорные баллы"]
    rows = {row[1]: row[5:] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert sheet["F3"].value == "Решающих критериев"
    assert rows["П1"] == (0, *[0] * 8)
    assert rows["И1"][8] == "0  ↑ 2"
    assert rows["М1"][1] == "3  ↓ 2"
    for id_, points in (("И1", "22222100"), ("М1", "32232232")):
        found = [turning(tuple(map(int, points)), at) for at in range(8)]
        assert rows[id_][0] == sum(any(p is not None for p in each) for each in found)
