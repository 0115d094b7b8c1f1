"""Which asked points would change the level, alone and together."""

from decimal import Decimal

import pytest

from kuzbass_batch.rules.contested import TOGETHER, granted
from tests.crowd import METHODOLOGY, card


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
