"""How points become a total: the method of the act, its rounding, groups, what does not apply.

Once it is known which criteria apply to a participant, every method is linear in the points: the
total is the sum of points times a weight for each criterion, rounded at the end and nowhere
before. The weights are fractions; nothing here is a binary float.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from kuzbass_batch.methodology.criteria import Points

HUNDRED = 100
"""Per cent in the whole."""
NOTHING: frozenset[str] = frozenset()
KEPT = 1024
"""Weightings that are remembered: about 20 KiB each at 90 criteria in groups."""


class TotalMethod(StrEnum):
    """How the total is made of the values of criteria, or of the groups that hold them."""

    WEIGHTED_SUM = "weighted_sum"
    SUM = "sum"
    MEAN = "mean"
    PERCENT = "percent"


class GroupMethod(StrEnum):
    """How the value of a group is made of its members."""

    SUM = "sum"
    MEAN = "mean"


class Rounding(StrEnum):
    """How the act rounds a total."""

    NONE = "none"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class Inapplicable(StrEnum):
    """What becomes of the weight of a criterion that does not apply to a participant.

    spread: it is spread over the others of its group in proportion to their coefficients;
    left_out: it is left out of the sum and of the maximum.
    """

    SPREAD = "spread"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True, slots=True)
class TotalRule:
    """The method of the total, the places it is rounded to, and the point of the act.

    decimals: None where nothing is rounded. levels_in_percent: the levels are stated in per cent
    of the highest total.
    """

    method: TotalMethod = TotalMethod.WEIGHTED_SUM
    decimals: int | None = None
    rounding: Rounding = Rounding.NONE
    levels_in_percent: bool = False
    reference: str = ""

    @property
    def step(self) -> Decimal | None:
        """Return the distance between two totals as they are rounded, None without rounding."""
        return None if self.decimals is None else Decimal((0, (1,), -self.decimals))

    def rounded(self, exact: Fraction) -> Decimal:
        """Return the total as the act states it; ValueError for an endless fraction."""
        if self.decimals is None:
            return finite(exact)
        scaled = exact * 10**self.decimals
        below = math.floor(scaled)
        rest = scaled - below
        half = Fraction(1, 2)
        if rest == half and self.rounding is Rounding.HALF_EVEN:
            up = below % 2 == 1
        else:
            up = rest > half or (rest == half and scaled > 0)
        return Decimal(below + up).scaleb(-self.decimals)

    def least_exact(self, total: Decimal) -> tuple[Fraction, bool]:
        """Return the least exact total that is rounded to `total`, and whether it still is.

        total: one that can be, on a step of the rounding.
        """
        return self._half_away(total, -1)

    def most_exact(self, total: Decimal) -> tuple[Fraction, bool]:
        """Return the greatest exact total that is rounded to `total`, and whether it still is."""
        return self._half_away(total, 1)

    def _half_away(self, total: Decimal, sign: int) -> tuple[Fraction, bool]:
        if self.decimals is None:
            return Fraction(total), True
        bound = Fraction(total) + sign * Fraction(1, 2 * 10**self.decimals)
        return bound, self.rounded(bound) == total


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A group of criteria or of groups: a practice or a function of a maturity model.

    parent: the id of the group that holds it, else empty.
    """

    id: str
    title: str
    parent: str
    method: GroupMethod
    coefficient: Decimal
    reference: str


WEIGHTED_SUM = TotalRule()
"""The method of a file that states none."""


class Weighable(Protocol):
    """What the weights ask of a criterion; not_applicable: empty where it must be answered."""

    @property
    def id(self) -> str:
        """Return its number."""

    @property
    def coefficient(self) -> Decimal:
        """Return its coefficient within its group."""

    @property
    def group(self) -> str:
        """Return the id of its group, empty without groups."""

    @property
    def not_applicable(self) -> str:
        """Return what becomes of its weight, one of `Inapplicable`, or nothing."""

    @property
    def max_points(self) -> Points:
        """Return the points of its best row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighting:
    """The weights under which some criteria do not apply, in the order of the criteria.

    A weight is `numerators[at] / denominator`, 0 for a criterion that does not apply. groups: the
    weights of each group's own value by position, None for a group of which nothing applies.
    """

    numerators: tuple[int, ...]
    denominator: int
    groups: Mapping[str, Mapping[int, Fraction] | None]

    def exact(self, points: Iterable[Points]) -> Fraction:
        """Return the total of the points before it is rounded."""
        pairs = zip(self.numerators, points, strict=True)
        # Most points are whole numbers, and those are added many times faster.
        total = sum(
            weight * (each if isinstance(each, int) else Fraction(each))
            for weight, each in pairs
            if weight and each
        )
        return Fraction(total) / self.denominator

    def group(self, name: str, points: Sequence[Points]) -> Fraction | None:
        """Return the value of a group, None if nothing of it applies."""
        weights = self.groups[name]
        if weights is None:
            return None
        return sum((each * Fraction(points[at]) for at, each in weights.items()), Fraction())

    def weight(self, at: int) -> Fraction:
        """Return the weight of the criterion at a position."""
        return Fraction(self.numerators[at], self.denominator)

    def finite_weight(self, at: int) -> Decimal:
        """Return the same as a decimal number; ValueError if it is endless."""
        return finite(self.weight(at))


@dataclass(frozen=True, slots=True)
class Part:
    """A criterion or a group while weights are worked out.

    weights: of its value, by the position of the criterion; empty if it does not apply. spread:
    what becomes of its coefficient then.
    """

    coefficient: Fraction
    weights: Mapping[int, Fraction]
    spread: bool


def joined(parts: Sequence[Part], method: GroupMethod) -> dict[int, Fraction]:
    """Return the weights of the value that some parts make; none if none of them applies."""
    given = sum((each.coefficient for each in parts if each.weights), Fraction())
    if not given:
        return {}
    factor = _factor_of_sum(parts, given) if method is GroupMethod.SUM else 1 / given
    return {
        at: weight * each.coefficient * factor
        for each in parts
        for at, weight in each.weights.items()
    }


def _factor_of_sum(parts: Sequence[Part], given: Fraction) -> Fraction:
    """Return by how much the weights grow when those of others are spread over them."""
    lost = sum((each.coefficient for each in parts if each.spread and not each.weights), Fraction())
    return (given + lost) / given


GroupWeights = dict[str, Mapping[int, Fraction] | None]


class TotalScheme:
    """The criteria and groups of a methodology, ready to be weighed; weightings are kept."""

    def __init__(
        self, criteria: Sequence[Weighable], groups: Sequence[Group], rule: TotalRule
    ) -> None:
        """Take the criteria in their order, the groups, and the method of the total."""
        self.criteria, self.groups, self.rule = criteria, groups, rule
        self._known: dict[frozenset[str], Weighting | None] = {}
        self._parts_known: dict[tuple[str, frozenset[str]], tuple[Part, GroupWeights]] = {}
        above = {each.id: each.parent for each in groups}
        self._within = {
            name: frozenset(
                each.id for each in criteria if name in (each.group, above.get(each.group))
            )
            for name in above
        }

    def weighting(self, inapplicable: frozenset[str] = NOTHING) -> Weighting | None:
        """Return the weights where these criteria do not apply, None if nothing is left to rate."""
        if inapplicable not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[inapplicable] = self._weigh(inapplicable)
        return self._known[inapplicable]

    def _weigh(self, inapplicable: frozenset[str]) -> Weighting | None:
        found: GroupWeights = {}
        parts = self._parts("", inapplicable, found)
        mean = self.rule.method is TotalMethod.MEAN
        weights = joined(parts, GroupMethod.MEAN if mean else GroupMethod.SUM)
        if self.rule.method is TotalMethod.PERCENT and weights:
            most = sum(
                (each * Fraction(self.criteria[at].max_points) for at, each in weights.items()),
                Fraction(),
            )
            weights = {at: each * HUNDRED / most for at, each in weights.items()} if most else {}
        if not weights:
            return None
        denominator = math.lcm(*(each.denominator for each in weights.values()))
        numerators = tuple(
            int(weights.get(at, Fraction()) * denominator) for at in range(len(self.criteria))
        )
        return Weighting(numerators=numerators, denominator=denominator, groups=found)

    def _parts(
        self,
        parent: str,
        inapplicable: frozenset[str],
        found: GroupWeights,
    ) -> list[Part]:
        """Return the members of a group, of the total for an empty name, groups within first."""
        made = [
            self._group(each, inapplicable, found) for each in self.groups if each.parent == parent
        ]
        return made + [
            Part(
                Fraction(each.coefficient),
                {} if each.id in inapplicable else {at: Fraction(1)},
                each.not_applicable == Inapplicable.SPREAD,
            )
            for at, each in enumerate(self.criteria)
            if each.group == parent
        ]

    def _group(
        self,
        group: Group,
        inapplicable: frozenset[str],
        found: GroupWeights,
    ) -> Part:
        """Return a group, and note what it and those within it weigh; what is known is reused."""
        key = group.id, inapplicable & self._within[group.id]
        if key not in self._parts_known:
            if len(self._parts_known) >= KEPT * 16:
                self._parts_known.clear()
            inner: GroupWeights = {}
            parts = self._parts(group.id, inapplicable, inner)
            weights = joined(parts, group.method)
            inner[group.id] = weights or None
            spread = all(each.spread for each in parts)
            made = Part(Fraction(group.coefficient), weights, spread)
            self._parts_known[key] = made, inner
        part, held = self._parts_known[key]
        found.update(held)
        return part


def is_finite(exact: Fraction) -> bool:
    """Tell whether a fraction is a decimal number of so many places."""
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def finite(exact: Fraction) -> Decimal:
    """Return a fraction as a decimal number; ValueError if it is endless."""
    if not is_finite(exact):
        raise ValueError(f"{exact} is no finite decimal")
    places = 0
    while (exact * 10**places).denominator != 1:
        places += 1
    return Decimal(int(exact * 10**places)).scaleb(-places)
