"""Totals, values of groups and levels, as the methodology makes them of the points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.levels import Level, Requirement, pick_level
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import NOTHING, Weighting
from kuzbass_batch.records.rating.scores import CriterionScore, GroupValue


@dataclass(frozen=True, slots=True)
class PointSet:
    """The points of a participant in the order of the criteria, and what does not apply."""

    points: tuple[Points, ...]
    inapplicable: frozenset[str] = NOTHING


def points_in(scores: Sequence[CriterionScore]) -> PointSet:
    """Return the points of scores; one that does not apply has none."""
    absent = frozenset(each.criterion for each in scores if not each.applicable)
    return PointSet(tuple(each.points for each in scores), absent)


def total_of(given: PointSet, methodology: Methodology) -> Decimal | None:
    """Return the total (app. 3 p. 7), None if nothing applies."""
    if methodology.is_weighted_sum and len(given.inapplicable) < len(given.points):
        pairs = zip(methodology.criteria, given.points, strict=True)
        return sum((points * each.coefficient for each, points in pairs), Decimal())
    return methodology.total_of(given.points, given.inapplicable)


def level_of(
    total: Decimal, given: PointSet, methodology: Methodology, category: str = ""
) -> Level:
    """Return the level of a total whose every threshold holds (app. 3 p. 5, readings R1, R2).

    category: of the participant, where levels hang on it.
    """
    return pick_level(
        methodology.levels_of(category), total, lambda each: is_met(each, given, methodology)
    )


def is_met(each: Requirement, given: PointSet, methodology: Methodology) -> bool:
    """Tell whether a threshold holds; of what does not apply nothing is asked."""
    value = value_of(each, given, methodology)
    return value is None or value >= Fraction(each.least)


def value_of(each: Requirement, given: PointSet, methodology: Methodology) -> Fraction | None:
    """Return what a threshold is held against, None where it does not apply."""
    if each.criterion:
        if each.criterion in given.inapplicable:
            return None
        at = methodology.position(each.criterion)
        return Fraction(given.points[at])
    weighting = weighting_of(given, methodology)
    return weighting.group(each.group, given.points)


def weighting_of(given: PointSet, methodology: Methodology) -> Weighting:
    """Return the weights that hold for a participant of whom something is rated."""
    found = methodology.scheme.weighting(given.inapplicable)
    if found is None:
        raise ValueError("nothing is left to rate")
    return found


def exact_of(given: PointSet, methodology: Methodology) -> Fraction:
    """Return the total before it is rounded."""
    return weighting_of(given, methodology).exact(given.points)


def finest_step(given: PointSet, methodology: Methodology) -> Decimal:
    """Return the finest step in which the participant's total moves: the rounding's or less."""
    step = methodology.total_rule.step
    if step is not None:
        return step
    criteria = methodology.criteria
    if methodology.is_weighted_sum:
        return _finest_of(tuple((each.coefficient, each.points_possible) for each in criteria))
    weighting = weighting_of(given, methodology)
    weights = (weighting.finite_weight(at) for at in range(len(criteria)))
    pairs = zip(weights, criteria, strict=True)
    return _finest_of(tuple((weight, each.points_possible) for weight, each in pairs if weight))


@lru_cache(maxsize=64)
def _finest_of(criteria: tuple[tuple[Decimal, tuple[Points, ...]], ...]) -> Decimal:
    exponents = (
        _exponent(coefficient) + min(_exponent(Decimal(each)) for each in points)
        for coefficient, points in criteria
    )
    return Decimal((0, (1,), min(0, *exponents)))


def parts_of_point(methodology: Methodology) -> int:
    """Return how many parts a point is counted in, so that all points are whole: a power of 10."""
    return _parts_of(tuple(criterion.points_possible for criterion in methodology.criteria))


@lru_cache(maxsize=64)
def _parts_of(points: tuple[tuple[Points, ...], ...]) -> int:
    return int(10 ** -min(_exponent(Decimal(each)) for own in points for each in own))


def _exponent(number: Decimal) -> int:
    return min(0, int(number.normalize().as_tuple().exponent))


def group_values(given: PointSet, methodology: Methodology) -> tuple[GroupValue, ...]:
    """Return what the groups come to, in their order, rounded as the total is."""
    if not methodology.groups:
        return ()
    weighting, rule = weighting_of(given, methodology), methodology.total_rule
    best = [each.max_points for each in methodology.criteria]

    def rounded(value: Fraction | None) -> Decimal | None:
        return None if value is None else rule.rounded(value)

    return tuple(
        GroupValue(
            group=group.id,
            value=rounded(weighting.group(group.id, given.points)),
            most=rounded(weighting.group(group.id, best)),
        )
        for group in methodology.groups
    )


class ChangedPoints:
    """The level of a participant under other points of one criterion, the rest as they are.

    What does not change is worked out once: a year asks for each row of each criterion.
    """

    def __init__(self, given: PointSet, methodology: Methodology, category: str) -> None:
        """Take the points as they are."""
        self.given, self.methodology = given, methodology
        self.levels = methodology.levels_of(category)
        self.category = category
        self.applied: dict[int, ChangedPoints] = {}
        self.weighting = weighting_of(given, methodology)
        self.exact = self.weighting.exact(given.points)
        asked = {each for level in self.levels for each in level.requires}
        self.values = {each: value_of(each, given, methodology) for each in asked}
        total = methodology.total_rule.rounded(self.exact)
        self.rank_now = level_of(total, given, methodology, category).rank

    def rank(self, at: int, points: Points) -> int:
        """Return the rank of the level with so many points of the criterion at a position."""
        if self.methodology.criteria[at].id in self.given.inapplicable:
            return self._rank_applied(at, points)
        gain = points - self.given.points[at]
        exact = self.exact + self.weighting.weight(at) * Fraction(gain)
        total = self.methodology.total_rule.rounded(exact)

        def met(each: Requirement) -> bool:
            value = self.values[each]
            if value is None:
                return True
            return value + self._moved(each, at) * Fraction(gain) >= Fraction(each.least)

        return pick_level(self.levels, total, met).rank

    def _moved(self, each: Requirement, at: int) -> Fraction:
        """Return by how much a point more of a criterion moves what a threshold is set on."""
        if each.criterion:
            return Fraction(self.methodology.position(each.criterion) == at)
        return (self.weighting.groups[each.group] or {}).get(at, Fraction())

    def _rank_applied(self, at: int, points: Points) -> int:
        """Return the same of a criterion that is said not to apply: all weights change."""
        if at not in self.applied:
            left = self.given.inapplicable - {self.methodology.criteria[at].id}
            given = PointSet(self.given.points, left)
            self.applied[at] = ChangedPoints(given, self.methodology, self.category)
        return self.applied[at].rank(at, points)
