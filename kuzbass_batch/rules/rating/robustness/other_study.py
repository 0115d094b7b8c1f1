"""What changed coefficients make of totals that are no plain sum of weighted points.

Totals and levels come from the extremes of each participant (`other_totals`). Places are bounded:
one stands surely above another if his least total lies above the other's greatest, or if the
difference of the two, criterion by criterion, cannot be turned by the weights that the coefficients
let each criterion have.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kuzbass_batch.methodology.levels import Level, Requirement
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import HUNDRED, GroupMethod, Inapplicable, TotalMethod
from kuzbass_batch.records.rating.rating import (
    LevelShift,
    PlaceShift,
    PlaceSpan,
    SingleChange,
    Tried,
    WeightedParticipant,
)
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.rules.rating.robustness.coefficient_bounds import surely_apart
from kuzbass_batch.rules.rating.robustness.coefficients import (
    MOST_MOVES,
    SHARE,
    CoefficientGrid,
    first_of_level,
    make_grid,
    places_in,
)
from kuzbass_batch.rules.rating.robustness.other_totals import NEAR, FloatTotals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bounds = tuple[NDArray[Any], NDArray[Any]]

EXTREMES = 2
"""Values of each coefficient that are looked at: the least and the greatest."""
FINE = 10**9
"""Weights of criteria are compared in units of a milliardth, rounded outwards."""
FEW = 50
"""Those to whom the same does not apply are compared by weights if they are this part of all."""


def study_of_others(people: tuple[WeightedParticipant, ...], methodology: Methodology) -> Tried:
    """Return what coefficients 10 % lower and higher make of the participants."""
    study = OtherStudy(people, methodology) if people else None
    return Tried(
        combinations=EXTREMES,
        values=EXTREMES,
        spans=tuple(study.spans()) if study else (),
        singles=tuple(study.singles()) if study else (),
        every=False,
        exact=are_attained(people, methodology),
    )


def are_attained(people: tuple[WeightedParticipant, ...], methodology: Methodology) -> bool:
    """Tell whether some combination gives the extremes of totals and levels."""
    rule, groups = methodology.total_rule, methodology.groups
    of_groups = any(each.group for level in methodology.levels for each in level.requires)
    if of_groups and rule.method is TotalMethod.PERCENT:
        return False
    spread = {
        each.id for each in methodology.criteria if each.not_applicable == Inapplicable.SPREAD
    }
    sums = rule.method in (TotalMethod.SUM, TotalMethod.WEIGHTED_SUM)
    grown = sums or any(each.method is GroupMethod.SUM for each in groups)
    return not (grown and any(spread & each.inapplicable for each in people))


class LevelRanks:
    """The rank of each participant's level by his total and the values of groups."""

    def __init__(
        self, people: tuple[WeightedParticipant, ...], totals: FloatTotals, methodology: Methodology
    ) -> None:
        """Take what does not hang on coefficients: categories, and thresholds of criteria."""
        import numpy as np

        self.methodology, self.totals = methodology, totals
        members = defaultdict(list)
        for at, each in enumerate(people):
            members[each.category].append(at)
        self.members = [
            (np.array(at), methodology.levels_of(category)) for category, at in members.items()
        ]
        self.unit = Decimal((0, (1,), -totals.decimals))

    def ranks(self, steps: "NDArray[Any]", values: "dict[str, NDArray[Any]]") -> "NDArray[Any]":
        """Return the ranks; steps: rounded totals in steps of their last place."""
        import numpy as np

        ranks = np.zeros(len(steps), dtype=np.int64)
        for at, levels in self.members:
            bounds = np.array([first_of_level(each, self.unit) for each in levels[1:]])
            reached = np.searchsorted(bounds, steps[at], side="right")
            met = np.stack([self._met(level, at, values) for level in levels], axis=1)
            may = met & (np.arange(len(levels)) <= reached[:, None])
            ranks[at] = len(levels) - 1 - may[:, ::-1].argmax(axis=1)
        return ranks

    def _met(
        self, level: Level, at: "NDArray[Any]", values: "dict[str, NDArray[Any]]"
    ) -> "NDArray[Any]":
        import numpy as np

        holds = np.ones(len(at), dtype=bool)
        for each in level.requires:
            value = self._value(each, values)[at]
            holds &= np.isnan(value) | (value >= float(each.least) - NEAR)
        return holds

    def _value(self, each: Requirement, values: "dict[str, NDArray[Any]]") -> "NDArray[Any]":
        """Return what a threshold is held against, NaN where it does not apply."""
        import numpy as np

        if each.group:
            return values[each.group]
        at = self.methodology.position(each.criterion)
        return np.where(self.totals.applies[:, at], self.totals.points[:, at], np.nan)


class OtherStudy:
    """The rated participants of a period under coefficients of a range."""

    def __init__(self, people: tuple[WeightedParticipant, ...], methodology: Methodology) -> None:
        """Take the participants, and work out how they stand now."""
        self.people, self.methodology = people, methodology
        absent = [each.inapplicable for each in people]
        self.totals = FloatTotals([each.points for each in people], absent, methodology)
        self.ranking = LevelRanks(people, self.totals, methodology)
        self.ids = {level.rank: level.id for level in methodology.levels}
        now = self.totals.ranges(0)
        self.steps = self.totals.rounded(self.totals.extreme(now, 1))
        self.ranks = self.ranking.ranks(self.steps, self.totals.group_values(now, 1))

    def spans(self) -> Iterator[PlaceSpan]:
        """Yield for each participant bounds of total, level and place."""
        wide = self.totals.ranges(float(SHARE))
        low, high = (self.totals.rounded(self.totals.extreme(wide, sign)) for sign in (-1, 1))
        worst, best = (
            self.ranking.ranks(steps, self.totals.group_values(wide, sign))
            for steps, sign in ((low, -1), (high, 1))
        )
        kept = (worst == self.ranks).astype(int) + (best == self.ranks)
        places, within = self._places(low, high)
        for at in range(len(self.people)):
            yield PlaceSpan(
                lowest=self._total(low[at]),
                highest=self._total(high[at]),
                lowest_level=self.ids[int(worst[at])],
                highest_level=self.ids[int(best[at])],
                kept=int(kept[at]),
                place=places[at],
                within=within[at],
            )

    def _total(self, steps: Any) -> Decimal:
        return int(steps) * self.ranking.unit

    def _places(
        self, low: "NDArray[Any]", high: "NDArray[Any]"
    ) -> tuple[list[Place | None], list[Place | None]]:
        """Return the bounds of the places overall and within the category."""
        import numpy as np

        nowhere: list[Place | None] = [None] * len(self.people)
        if not self.methodology.gives_places:
            return nowhere, nowhere
        overall = self._bounds(np.arange(len(self.people)), low, high)
        within = list(nowhere)
        for at, _ in self.ranking.members:
            for member, place in zip(at.tolist(), self._bounds(at, low, high), strict=True):
                within[member] = place
        return list(overall), within

    def _bounds(self, at: "NDArray[Any]", low: "NDArray[Any]", high: "NDArray[Any]") -> list[Place]:
        """Return the best and the worst place of each of some participants among them."""
        import numpy as np

        above, below = _apart(low[at], high[at])
        patterns = defaultdict(list)
        for place, member in enumerate(at.tolist()):
            patterns[self.people[member].inapplicable].append(place)
        for same in patterns.values():
            if len(same) < 2 or len(same) * FEW < len(at):
                continue
            inside = np.array(same)
            members = at[inside]
            by_total = _apart(low[members], high[members])
            by_weights = self._by_weights(members)
            for found, totals, weights in zip((above, below), by_total, by_weights, strict=True):
                # Those of other patterns stay as their totals show.
                found[inside] += np.maximum(weights - totals, 0)
        return [
            Place(first=int(a) + 1, last=len(at) - int(b))
            for a, b in zip(above, below, strict=True)
        ]

    def _by_weights(self, members: "NDArray[Any]") -> "NDArray[Any]":
        """Return how many stand surely above and below each of those to whom the same applies."""
        import numpy as np

        grid = make_grid(self.methodology)
        fine = float(grid.points)
        points = np.rint(self.totals.points[members] / fine).astype(np.int64)
        applies = self.totals.applies[members[0]]
        step = 10.0**-self.totals.decimals
        if self.methodology.groups:
            low, high = self._weights(int(members[0]))
            margin = math.ceil(2 * step * FINE / fine)
            return surely_apart(points, low + high, high - low, np.ones(len(points)), margin)
        now, around = (np.where(applies, each, 0) for each in (grid.now, grid.step))
        margin = math.ceil(step / fine * self._scale(now + around, grid))
        return surely_apart(points, now, around, np.ones(len(points)), max(1, margin))

    def _scale(self, most: "NDArray[Any]", grid: CoefficientGrid) -> float:
        """Return by what the weighted points are divided at most, in units of the grid."""
        method = self.methodology.total_rule.method
        if method is TotalMethod.MEAN:
            return float(most.sum())
        if method is TotalMethod.PERCENT:
            return float((most * self.totals.most).sum()) / HUNDRED
        return 1 / float(grid.unit)

    def _weights(self, member: int) -> "Bounds":
        """Return the least and the greatest weight of each criterion in the total, in `FINE`."""
        import numpy as np

        count = len(self.methodology.criteria)
        absent = [self.people[member].inapplicable] * count
        single = FloatTotals(np.eye(count).tolist(), absent, self.methodology)
        wide = single.ranges(float(SHARE))
        low, high = (single.extreme(wide, sign) * FINE for sign in (-1, 1))
        return np.floor(low - 1).astype(np.int64), np.ceil(high + 1).astype(np.int64)

    def singles(self) -> Iterator[SingleChange]:
        """Yield what each coefficient of a criterion changed alone would do, the lower first."""
        found = self.totals.singles(float(SHARE))
        for criterion in self.methodology.criteria:
            for direction in (-1, 1):
                total, values = next(found)
                steps = self.totals.rounded(total)
                ranks = self.ranking.ranks(steps, values)
                moved, widest = self._moves(steps) if self.methodology.gives_places else (0, ())
                yield SingleChange(
                    criterion=criterion.id,
                    coefficient=criterion.coefficient * (1 + direction * SHARE),
                    shifts=tuple(self._shifts(ranks)),
                    moved=moved,
                    widest=widest,
                )

    def _shifts(self, ranks: "NDArray[Any]") -> Iterator[LevelShift]:
        import numpy as np

        for at in np.flatnonzero(ranks != self.ranks).tolist():
            yield LevelShift(
                participant=self.people[at].participant,
                now=self.ids[int(self.ranks[at])],
                other=self.ids[int(ranks[at])],
            )

    def _moves(self, steps: "NDArray[Any]") -> tuple[int, tuple[PlaceShift, ...]]:
        """Return how many change places, and the widest moves; equal ones in the order given."""
        import numpy as np

        now, then = (_places_of(each) for each in (self.steps, steps))
        widths = np.abs(now - then).sum(axis=0)
        farthest = np.argsort(-widths, kind="stable")[:MOST_MOVES]
        return int((widths > 0).sum()), tuple(
            PlaceShift(
                participant=self.people[at].participant,
                now=Place(first=int(now[0, at]), last=int(now[1, at])),
                other=Place(first=int(then[0, at]), last=int(then[1, at])),
            )
            for at in farthest.tolist()
            if widths[at]
        )


def _places_of(steps: "NDArray[Any]") -> "NDArray[Any]":
    """Return the first and the last place of each total (R8: ties share)."""
    import numpy as np

    from_0 = (steps - steps.min())[None, :]
    found = places_in(from_0, np.ones(len(steps), dtype=np.int64), int(from_0.max()) + 1)
    return np.concatenate(found)


def _apart(low: "NDArray[Any]", high: "NDArray[Any]") -> "Bounds":
    """Return how many least totals lie above each greatest one, and the other way round."""
    import numpy as np

    above = len(low) - np.searchsorted(np.sort(low), high, side="right")
    return above, np.searchsorted(np.sort(high), low, side="left")
