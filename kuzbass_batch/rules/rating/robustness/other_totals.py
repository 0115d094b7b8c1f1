"""Totals that are no plain sum of weighted points, under coefficients 10 % lower and higher.

Means, per cent, groups, spread weights: under any coefficients such a total moves one way with each
of them, so that its extremes lie where every coefficient is lowest or highest. Which are which is
found group by group, the inner groups first (a total only grows with the value of a group): of a
sum the highest coefficients stand by the points above 0, of a mean by the values above that mean,
of a per cent by what lies above that per cent of its own maximum (Dinkelbach's iteration). Where a
weight is spread over others, the factor by which they grow is bounded by itself: bounds of such
totals may be wider than what any combination gives, never narrower.

Numbers are floats of 53 bits, all participants at once; what lies nearer to a rounding step than
`NEAR` is taken to lie on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import (
    HUNDRED,
    GroupMethod,
    Inapplicable,
    Rounding,
    TotalMethod,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR = 1e-9
"""Floats of totals are exact to some 1e-13; steps of rounding are a thousandth of a point or so."""
UNROUNDED = 9
"""Decimal places that totals without rounding are compared in."""
ITERATIONS = 40
"""Of per cent: each at least doubles the figures that are sure, five or six are enough."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """The least and the greatest coefficient of each criterion, and of each group by its id."""

    low: "NDArray[Any]"
    high: "NDArray[Any]"
    groups: Mapping[str, tuple[float, float]]
    fixed: bool = False
    """Nothing is to be chosen: the least are the greatest."""


@dataclass(frozen=True, slots=True)
class WeighedPart:
    """A group for all participants; low, high: its least and greatest coefficient.

    values: what it is worth, first that by which coefficients are chosen; applies: to whom.
    """

    low: float
    high: float
    values: "Sequence[NDArray[Any]]"
    applies: "NDArray[Any]"
    spread: bool


class FloatTotals:
    """The totals of participants, all at once, under ranges of coefficients."""

    def __init__(
        self,
        points: Sequence[Sequence[Points | float]],
        absent: Sequence[frozenset[str]],
        methodology: Methodology,
    ) -> None:
        """Take the points of each participant, and what does not apply to him."""
        import numpy as np

        self.methodology, criteria = methodology, methodology.criteria
        self.points = np.array(points, dtype=np.float64).reshape(len(points), len(criteria))
        self.applies = np.array(
            [[each.id not in gone for each in criteria] for gone in absent], dtype=bool
        ).reshape(self.points.shape)
        self.points = np.where(self.applies, self.points, 0.0)
        self.most = np.array([float(each.max_points) for each in criteria])
        rule = methodology.total_rule
        self.decimals = UNROUNDED if rule.decimals is None else rule.decimals
        self._parts: dict[str, WeighedPart] = {}
        above = {each.id: each.parent for each in methodology.groups}
        self._chains = [{each.group, above.get(each.group, "")} for each in criteria]
        parents = ("", *above)
        self._own = {
            name: np.array(
                [at for at, each in enumerate(criteria) if each.group == name], dtype=int
            )
            for name in parents
        }
        self._spread = np.array([each.not_applicable == Inapplicable.SPREAD for each in criteria])

    def ranges(self, share: float) -> Ranges:
        """Return the ranges of coefficients that are changed by a share at most."""
        import numpy as np

        now = np.array([float(each.coefficient) for each in self.methodology.criteria])
        groups = {
            each.id: (float(each.coefficient) * (1 - share), float(each.coefficient) * (1 + share))
            for each in self.methodology.groups
        }
        return Ranges(now * (1 - share), now * (1 + share), groups, fixed=not share)

    def extreme(self, ranges: Ranges, sign: int) -> "NDArray[Any]":
        """Return the greatest total (sign 1) or the least (-1) of each participant."""
        import numpy as np

        mean = self.methodology.total_rule.method is TotalMethod.MEAN
        if self.methodology.total_rule.method is not TotalMethod.PERCENT:
            (value,), _ = self._joined("", ranges, (self.points,), sign, mean=mean)
            return value
        most = np.where(self.applies, self.most, 0.0)
        share = np.zeros(len(self.points))
        for _ in range(ITERATIONS):
            weighed = (self.points - share[:, None] * most, self.points, most)
            (_, got, whole), _ = self._joined("", ranges, weighed, sign, cancels=True)
            found = np.where(whole > 0, got / np.where(whole > 0, whole, 1.0), 0.0)
            if ranges.fixed or np.abs(found - share).max(initial=0) < NEAR / HUNDRED**2:
                break
            share = found
        return found * HUNDRED

    def group_values(self, ranges: Ranges, sign: int) -> "dict[str, NDArray[Any]]":
        """Return the extremes of the value of each group, NaN where nothing of it applies."""
        return {
            group.id: self._group_value(group.id, ranges, sign) for group in self.methodology.groups
        }

    def _group_value(self, name: str, ranges: Ranges, sign: int) -> "NDArray[Any]":
        import numpy as np

        group = next(each for each in self.methodology.groups if each.id == name)
        mean = group.method is GroupMethod.MEAN
        (value,), applies = self._joined(name, ranges, (self.points,), sign, mean=mean)
        return np.where(applies, value, np.nan)

    def _joined(
        self,
        parent: str,
        ranges: Ranges,
        values: "Sequence[NDArray[Any]]",
        sign: int,
        *,
        mean: bool = False,
        cancels: bool = False,
    ) -> "tuple[list[NDArray[Any]], NDArray[Any]]":
        """Return the values of a group, of the total for an empty name, and to whom it applies.

        cancels: a factor common to the whole does not matter.
        """
        import numpy as np

        parts, own = list(self._groups(parent, ranges, values, sign)), self._own[parent]
        lowest = np.array([*(p.low for p in parts), *ranges.low[own]])
        highest = np.array([*(p.high for p in parts), *ranges.high[own]])
        spread = np.array([*(p.spread for p in parts), *self._spread[own]], dtype=bool)
        applies = _beside([p.applies for p in parts], self.applies, own)
        tables = [
            _beside([p.values[at] for p in parts], each, own) for at, each in enumerate(values)
        ]
        low = lowest * applies
        high = low if ranges.fixed else highest * applies
        choose = _weights_of_mean if mean else _weights_of_sum
        weights = low if ranges.fixed else choose(tables[0], low, high, sign)
        made = [(weights * table).sum(axis=1) for table in tables]
        if mean:
            given = weights.sum(axis=1)
            made = [each / np.where(given > 0, given, 1.0) for each in made]
        elif not cancels and spread.any():
            absent = ~applies & spread
            lost = (absent * lowest).sum(axis=1), (absent * highest).sum(axis=1)
            factor = _spread_factor(lost, low.sum(axis=1), high.sum(axis=1))
            grown = np.where(made[0] * sign > 0, factor[1], factor[0])
            made = [each * grown for each in made]
        return made, np.asarray(applies.any(axis=1))

    def singles(self, share: float) -> Iterator["tuple[NDArray[Any], dict[str, NDArray[Any]]]"]:
        """Yield totals and values of groups with each coefficient of a criterion changed alone.

        The lower value comes first. Groups without the criterion are not worked out again, unless
        the total is a per cent: what is chosen in them hangs on the total then.
        """
        now = self.ranges(0)
        keeps = self.methodology.total_rule.method is not TotalMethod.PERCENT
        groups = self.group_values(now, 1)
        if keeps:
            self._parts = dict(self._all_parts(now))
        for at, chain in enumerate(self._chains):
            kept = {name: part for name, part in self._parts.items() if name not in chain}
            for factor in (1 - share, 1 + share):
                changed = now.low.copy()
                changed[at] *= factor
                ranges = Ranges(changed, changed, now.groups, fixed=True)
                whole, self._parts = self._parts, kept
                total = self.extreme(ranges, 1)
                own = {name: self._group_value(name, ranges, 1) for name in chain if name}
                self._parts = whole
                yield total, {**groups, **own}
        self._parts = {}

    def _all_parts(self, ranges: Ranges) -> Iterator[tuple[str, WeighedPart]]:
        parents = dict.fromkeys(each.parent for each in self.methodology.groups)
        for parent in parents:
            own = [each.id for each in self.methodology.groups if each.parent == parent]
            yield from zip(own, self._groups(parent, ranges, (self.points,), 1), strict=True)

    def _groups(
        self, parent: str, ranges: Ranges, values: "Sequence[NDArray[Any]]", sign: int
    ) -> Iterator[WeighedPart]:
        for group in self.methodology.groups:
            if group.parent != parent:
                continue
            if group.id in self._parts:
                yield self._parts[group.id]
                continue
            mean = group.method is GroupMethod.MEAN
            parts, applies = self._joined(group.id, ranges, values, sign, mean=mean)
            yield WeighedPart(*ranges.groups[group.id], parts, applies, self._is_spread(group.id))

    def _is_spread(self, group: str) -> bool:
        inner = [each.id for each in self.methodology.groups if each.parent == group]
        own = [each for each in self.methodology.criteria if each.group == group]
        return all(map(self._is_spread, inner)) and all(
            each.not_applicable == Inapplicable.SPREAD for each in own
        )

    def rounded(self, totals: "NDArray[Any]") -> "NDArray[Any]":
        """Return totals in steps of their last decimal place, rounded as the act says."""
        import numpy as np

        scaled = totals * 10.0**self.decimals
        up = np.floor(scaled + 0.5 + NEAR)
        if self.methodology.total_rule.rounding is Rounding.HALF_EVEN:
            half = np.abs(scaled - np.floor(scaled) - 0.5) < NEAR
            up = np.where(half, 2 * np.round(scaled / 2), up)
        else:  # A half below 0 goes away from 0, too.
            half = np.abs(scaled - np.floor(scaled) - 0.5) < NEAR
            up = np.where(half & (scaled < 0), np.floor(scaled), up)
        return up.astype(np.int64)


def _weights_of_sum(
    values: "NDArray[Any]", low: "NDArray[Any]", high: "NDArray[Any]", sign: int
) -> "NDArray[Any]":
    import numpy as np

    return np.where(values * sign > 0, high, low)


def _weights_of_mean(
    values: "NDArray[Any]", low: "NDArray[Any]", high: "NDArray[Any]", sign: int
) -> "NDArray[Any]":
    """Return the coefficients of the greatest mean: highest from the best value down to a place."""
    import numpy as np

    shown = np.where(high > 0, values * sign, -np.inf)
    order = np.argsort(-shown, axis=1, kind="stable")
    value, least, most = (np.take_along_axis(t, order, 1) for t in (values * sign, low, high))
    more = most - least
    sums = (least * value).sum(axis=1, keepdims=True) + np.cumsum(more * value, axis=1)
    weights = least.sum(axis=1, keepdims=True) + np.cumsum(more, axis=1)
    means = np.where(weights > 0, sums / np.where(weights > 0, weights, 1.0), -np.inf)
    best = means.argmax(axis=1)[:, None]
    chosen = np.where(np.arange(values.shape[1]) <= best, most, least)
    made = np.empty_like(chosen)
    np.put_along_axis(made, order, chosen, 1)
    return made


def _beside(
    parts: "Sequence[NDArray[Any]]", table: "NDArray[Any]", own: "NDArray[Any]"
) -> "NDArray[Any]":
    """Return columns of parts and, behind them, these columns of a table."""
    import numpy as np

    if not parts:
        return table if len(own) == table.shape[1] else table[:, own]
    return np.concatenate((np.stack(parts, axis=1), table[:, own]), axis=1)


def _spread_factor(
    lost: "tuple[NDArray[Any], NDArray[Any]]", low: "NDArray[Any]", high: "NDArray[Any]"
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Return the bounds of the factor by which the weights of those that apply grow.

    lost: the least and the greatest weight to spread; low, high: of those that apply.
    """
    import numpy as np

    least, most = lost
    some = high > 0  # Where nothing of a group applies, nothing in it grows.
    given = np.where(some, low, 1.0), np.where(some, high, 1.0)
    return np.where(some, 1 + least / given[1], 1.0), np.where(some, 1 + most / given[0], 1.0)
