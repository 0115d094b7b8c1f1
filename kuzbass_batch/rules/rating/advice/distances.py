"""How far a total lies from the levels beside its own, as it is shown and in units of its weights.

Rounding is taken into account: a total that is rounded up to a bound reaches it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.levels import Level
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.rules.rating.scoring.totals import (
    PointSet,
    exact_of,
    finest_step,
    parts_of_point,
    points_in,
    weighting_of,
)


@dataclass(frozen=True, slots=True)
class UnitWeights:
    """The weights of the criteria as whole numbers of a unit of the total.

    A point, and each part of one that a criterion may give, is a whole number of units.
    """

    weights: tuple[int, ...]
    unit: Fraction


def unit_weights(given: PointSet, methodology: Methodology) -> UnitWeights:
    """Return the weights under which a participant is rated."""
    if methodology.is_weighted_sum:
        finest = finest_step(given, methodology)
        weights = tuple(int(each.coefficient / finest) for each in methodology.criteria)
        return UnitWeights(weights, Fraction(finest))
    weighting, parts = weighting_of(given, methodology), parts_of_point(methodology)
    weights = tuple(each * parts for each in weighting.numerators)
    return UnitWeights(weights, Fraction(1, weighting.denominator * parts))


def level_beside(card: Scorecard, methodology: Methodology, step: int) -> Level | None:
    """Return the level above (1) or below (-1) that of a card, None at the ends."""
    rank = methodology.level(card.level).rank + step
    levels = methodology.levels_of(card.category)
    return levels[rank] if 0 <= rank < len(levels) else None


def missing_to_next(card: Scorecard, methodology: Methodology) -> Decimal:
    """Return how many weighted points the least total of the next level lies above; 0 at the top.

    Totals move by a finest step: that of the rounding, or the finest decimal of the coefficients. A
    bound that does not itself lie in the level, or lies between two steps, is less than one such
    step away. 0, too, where only another threshold of the level is missing.
    """
    above = level_beside(card, methodology, 1)
    if above is None or above.lower is None:
        return Decimal()
    least = _least_total(above, finest_step(points_in(card.scores), methodology))
    return max(least - card.total, Decimal())


def surplus_over_lower(card: Scorecard, methodology: Methodology) -> Decimal | None:
    """Return the least loss of weighted points that drops the level; None at the bottom."""
    below = level_beside(card, methodology, -1)
    if below is None or below.upper is None:
        return None
    return card.total - _most_total(below, finest_step(points_in(card.scores), methodology))


def units_to_next(card: Scorecard, methodology: Methodology, unit: Fraction) -> int:
    """Return the least gain in units that lifts the total into the next level."""
    above = level_beside(card, methodology, 1)
    if above is None or above.lower is None:
        return 0
    step = methodology.total_rule.step
    if step is None:
        bound, within = Fraction(above.lower), above.lower_inclusive
    else:
        bound, within = methodology.total_rule.least_exact(_least_total(above, step))
    gain = (bound - exact_of(points_in(card.scores), methodology)) / unit
    return max(_at_least(gain, within=within), 0)


def units_to_lower(card: Scorecard, methodology: Methodology, unit: Fraction) -> int | None:
    """Return the least loss in units that drops the total a level; None at the bottom."""
    below = level_beside(card, methodology, -1)
    if below is None or below.upper is None:
        return None
    step = methodology.total_rule.step
    if step is None:
        bound, within = Fraction(below.upper), below.upper_inclusive
    else:
        bound, within = methodology.total_rule.most_exact(_most_total(below, step))
    loss = (exact_of(points_in(card.scores), methodology) - bound) / unit
    return _at_least(loss, within=within)


def _at_least(exact: Fraction, *, within: bool) -> int:
    """Return the least whole number that is not less, more where the bound itself is not within."""
    whole = math.ceil(exact)
    return whole + 1 if whole == exact and not within else whole


def _least_total(level: Level, step: Decimal) -> Decimal:
    """Return the least total on a step that the level holds."""
    assert level.lower is not None
    least = _on_a_step(level.lower, step, ROUND_CEILING)
    barred = least == level.lower and not level.lower_inclusive
    return least + (step if barred else Decimal())


def _most_total(level: Level, step: Decimal) -> Decimal:
    """Return the greatest total on a step that the level holds."""
    assert level.upper is not None
    most = _on_a_step(level.upper, step, ROUND_FLOOR)
    barred = most == level.upper and not level.upper_inclusive
    return most - (step if barred else Decimal())


def _on_a_step(bound: Decimal, finest: Decimal, rounding: str) -> Decimal:
    """Return the nearest total to a bound that totals can have; the bound itself if they can."""
    steps = bound / finest
    whole = steps.to_integral_value(rounding)
    return bound if whole == steps else whole * finest


def raised(given: PointSet, at: Sequence[tuple[int, Points]]) -> PointSet:
    """Return the points with other ones at some positions."""
    points = list(given.points)
    for position, value in at:
        points[position] = value
    return PointSet(tuple(points), given.inapplicable)
