"""What to check first: the least set of criteria after whose check a level can no longer fall.

Assumed is the worst: a point that is not checked may turn out to be any that the methodology
allows, down to the least one, but never more than counted; what does not apply stays so. Points
that the committee decided are fixed. So everything falls together, and a level holds if its total
and each of its thresholds bear what is not checked.

Each of them bears a loss up to a bound; what is lost adds up. Where the criteria stand in one order
of loss for all bounds, and the bounds are of sets within one another or apart, as groups are, it is
exact to take the greatest losses first, the smallest sets before those around them: whichever other
set holds, its members may be changed one by one for greater losses. Else every set is tried, the
smallest first, up to `MOST_SETS`; beyond that one sufficient set is given, and says so.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.levels import Level
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.rating import ChecksFirst
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.rules.rating.advice.distances import raised, unit_weights, units_to_lower
from kuzbass_batch.rules.rating.scoring.totals import (
    PointSet,
    exact_of,
    level_of,
    points_in,
    value_of,
    weighting_of,
)

MOST_SETS = 20_000
"""Sets of criteria tried for a participant: some hundredths of a second."""
Losses = Mapping[int, int | Fraction]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a total or a threshold bears: by position what a criterion may lose of it, and how much.

    losses: those above 0 only. bears: the greatest loss at which the level holds.
    """

    losses: Losses
    bears: int | Fraction

    def lost(self, left: Iterator[int] | Sequence[int] | set[int]) -> int | Fraction:
        """Return what is lost if these come out at their least."""
        return sum(self.losses.get(at, 0) for at in left)


def checks_first(card: Scorecard, methodology: Methodology) -> ChecksFirst:
    """Return what to check of a rated participant before all else."""
    given = points_in(card.scores)
    open_ones = [
        at for at, each in enumerate(card.scores) if each.applicable and each.ruled is None
    ]
    least = [(at, methodology.criteria[at].min_points) for at in open_ones]
    falling = [(at, to) for at, to in least if to < given.points[at]]
    now = methodology.level(card.level)
    lowest = _level_at(raised(given, falling), card, methodology)
    bounds = _bounds(card, given, falling, methodology) if lowest.rank < now.rank else []
    chosen, exact = _least_set([at for at, _ in falling], bounds)
    return ChecksFirst(
        level=now.id,
        lowest=lowest.id,
        fall=now.rank - lowest.rank,
        rank=now.rank,
        criteria=tuple(methodology.criteria[at].id for at in chosen),
        open=len(open_ones),
        exact=exact,
    )


def _level_at(given: PointSet, card: Scorecard, methodology: Methodology) -> Level:
    total = methodology.total_rule.rounded(exact_of(given, methodology))
    return level_of(total, given, methodology, card.category)


def _bounds(
    card: Scorecard, given: PointSet, falling: list[tuple[int, Points]], methodology: Methodology
) -> list[Bound]:
    """Return what the participant's level bears: of the total, and of each of its thresholds."""
    units = unit_weights(given, methodology)
    drop = units_to_lower(card, methodology, units.unit)
    points = {at: given.points[at] - to for at, to in falling}
    bounds = []
    if drop is not None:
        losses = {at: int(lost * units.weights[at]) for at, lost in points.items()}
        bounds.append(_bound(losses, drop - 1))
    level = methodology.levels_of(card.category)[methodology.level(card.level).rank]
    weighting = weighting_of(given, methodology)
    for asked in level.requires:
        value = value_of(asked, given, methodology)
        if value is None:
            continue
        weights: Mapping[int, Fraction]
        if asked.criterion:
            weights = {methodology.position(asked.criterion): Fraction(1)}
        else:
            weights = weighting.groups[asked.group] or {}
        shares = {at: Fraction(points[at]) * each for at, each in weights.items() if at in points}
        bounds.append(_bound(shares, value - Fraction(asked.least)))
    return bounds


def _bound(losses: Losses, bears: int | Fraction) -> Bound:
    return Bound({at: lost for at, lost in losses.items() if lost > 0}, bears)


def _least_set(open_ones: list[int], bounds: list[Bound]) -> tuple[list[int], bool]:
    """Return the least set of positions, the greatest loss first, and whether it surely is.

    Empty where the bounds bear that all of them fall.
    """
    widest_first = sorted(bounds, key=lambda each: -len(each.losses))
    order = sorted(
        open_ones, key=lambda at: (*(-each.losses.get(at, 0) for each in widest_first), at)
    )
    found = _greatest_first(order, widest_first[::-1])
    if _is_chain(order, bounds):
        return found, True
    return _smallest_of_all(order, bounds, found)


def _greatest_first(order: list[int], narrow_first: list[Bound]) -> list[int]:
    """Return a set that suffices: for each bound in turn the greatest of its losses."""
    chosen: set[int] = set()
    for bound in narrow_first:
        for at in order:
            if bound.lost(set(order) - chosen) <= bound.bears:
                break
            if at in bound.losses:
                chosen.add(at)
    return [at for at in order if at in chosen]


def _is_chain(order: list[int], bounds: list[Bound]) -> bool:
    """Tell whether taking the greatest losses first is exact: one order, and sets that nest."""
    for bound in bounds:
        own = [bound.losses[at] for at in order if at in bound.losses]
        if any(first < second for first, second in itertools.pairwise(own)):
            return False
    for one, other in itertools.combinations(bounds, 2):
        mine, theirs = set(one.losses), set(other.losses)
        if mine & theirs and not (mine <= theirs or theirs <= mine):
            return False
    return True


def _smallest_of_all(
    order: list[int], bounds: list[Bound], known: list[int]
) -> tuple[list[int], bool]:
    """Return the smallest set of all, tried by size; `known` suffices, and is kept if none is less.

    Whatever alone is more than a bound bears is in every set.
    """
    must = [at for at in order if any(b.losses.get(at, 0) > b.bears for b in bounds)]
    free = [at for at in known if at not in must] + [
        at for at in order if at not in known and at not in must
    ]
    tried = 0
    for size in range(len(known) - len(must)):
        for more in itertools.combinations(free, size):
            tried += 1
            if tried > MOST_SETS:
                return known, False
            left = set(order) - set(must) - set(more)
            if all(bound.lost(left) <= bound.bears for bound in bounds):
                return [at for at in order if at not in left], True
    return known, True
