"""What the same answers give under changed ranges or added rows, as far as their points tell.

A result keeps no answers but the points that counted. Those say in which range a number lay, or
which rows may have been added up; where everything that they allow gives the same points now, these
are known, and else they are not.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kuzbass_batch.methodology.criteria import (
    Criterion,
    CriterionKind,
    PointRange,
    Points,
    capped,
    exact,
)

MEASURED = (CriterionKind.NUMBER, CriterionKind.RATIO)


def points_now(
    was: Criterion, now: Criterion, points: Points, rows: Mapping[str, str]
) -> Points | None:
    """Return what the answers that gave `points` give now; None where the points do not say.

    rows: old code → new code of the rows that are in both. A number that was not given, or not
    confirmed, has 0 points now as before.
    """
    if not is_counted_otherwise(was, now):
        return points
    if was.kind is not now.kind or was.share is not now.share:
        return None
    if was.kind is CriterionKind.ADDITIVE:
        possible = set(_sums(was, now, points, rows))
    elif was.kind in MEASURED and was.unit == now.unit:
        possible = set(_by_range(was, now, points))
    else:
        return None
    return possible.pop() if len(possible) == 1 else None


def is_counted_otherwise(was: Criterion, now: Criterion) -> bool:
    """Tell whether the same answers might give other points."""
    return (was.kind, was.rows, was.cap, was.ranges, was.share, was.unit) != (
        now.kind, now.rows, now.cap, now.ranges, now.share, now.unit,
    )  # fmt: skip


def _by_range(was: Criterion, now: Criterion, points: Points) -> Iterator[Points]:
    """Yield the points of every new range that the number may lie in."""
    whole = was.whole and was.kind is CriterionKind.NUMBER
    held = [each for each in was.ranges if each.points == points]
    for one, other in itertools.product(held, now.ranges):
        if _meet(one, other, whole=whole):
            yield other.points
    if not held and not points:
        yield 0


def _meet(one: PointRange, other: PointRange, *, whole: bool) -> bool:
    """Tell whether some number lies in both ranges."""
    low, low_in = _inner(
        (one.lower, one.lower_inclusive), (other.lower, other.lower_inclusive), sign=1
    )
    high, high_in = _inner(
        (one.upper, one.upper_inclusive), (other.upper, other.upper_inclusive), sign=-1
    )
    if low is None or high is None:
        return True
    if whole:
        first = math.ceil(low) + (not low_in and math.ceil(low) == low)
        last = math.floor(high) - (not high_in and math.floor(high) == high)
        return first <= last
    return low < high or (low == high and low_in and high_in)


Bound = tuple[Decimal | None, bool]


def _inner(one: Bound, other: Bound, *, sign: int) -> Bound:
    """Return the bound that leaves less: the greater of lower ones (sign 1), the less of upper."""
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if one[0] == other[0]:
        return one[0], one[1] and other[1]
    return one if (one[0] - other[0]) * sign > 0 else other


def _sums(
    was: Criterion, now: Criterion, points: Points, rows: Mapping[str, str]
) -> Iterator[Points]:
    """Yield what every set of rows that may have been added up comes to now."""
    worth = {row.code: row.points for row in now.rows}
    giving = [row for row in was.rows if row.points]
    for size in range(len(giving) + 1):
        for chosen in itertools.combinations(giving, size):
            if capped(exact(sum((r.points for r in chosen), Decimal())), was.cap) == points:
                kept = (worth[rows[row.code]] for row in chosen if row.code in rows)
                yield capped(exact(sum(kept, Decimal())), now.cap)
