"""The cheapest ways to the next level: fewest rows to fulfil.

Every way is tried where the criteria of the act make few (`MOST_PROFILES`); beyond that the search
goes criterion by criterion (`step_search`), and its time grows with their number and no faster.
"""

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, Points, capped, exact
from kuzbass_batch.methodology.levels import Requirement
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.rating import Advice, AdvisedStep
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.rules.rating.advice.distances import (
    level_beside,
    raised,
    unit_weights,
    units_to_next,
)
from kuzbass_batch.rules.rating.advice.step_search import Gain, search_steps
from kuzbass_batch.rules.rating.advice.threshold_ways import (
    Offer,
    many_threshold_ways,
    threshold_ways,
)
from kuzbass_batch.rules.rating.scoring.totals import (
    PointSet,
    is_met,
    level_of,
    points_in,
    total_of,
    value_of,
    weighting_of,
)


class Raise(NamedTuple):
    """A step with its gain, counted in the finest step in which totals move, and its rows."""

    step: AdvisedStep
    gain: int
    rows: int


class RaiseChoice(NamedTuple):
    """How one criterion may be raised: the least and the most gain, the fewest rows."""

    raises: tuple[Raise, ...]
    gains: tuple[Gain, ...]
    least: int
    most: int
    rows: int


Way = tuple[Raise, ...]
USUAL = 3
"""Criteria in a way; more only where so many are not enough."""
MOST_PROFILES = 1 << 16
"""Profiles of points up to which every way is tried; the act of 2025 has 46,080."""


def cheapest_ways(card: Scorecard, methodology: Methodology, limit: int = 3) -> tuple[Advice, ...]:
    """Return up to `limit` ways to the next level: fewest rows first, then fewest criteria.

    Ways that contain a way already enough without one of its steps are left out.
    """
    return WaySearch(methodology, limit)(card)


class WaySearch:
    """Finds the ways to the next level under one methodology; what it works out once is kept."""

    def __init__(self, methodology: Methodology, limit: int = 3) -> None:
        """Take the act; limit: ways returned at most."""
        self._methodology, self._limit = methodology, limit
        profiles = math.prod(len(criterion.points_possible) for criterion in methodology.criteria)
        self.every = profiles <= MOST_PROFILES
        self._known: dict[tuple[str, Points, tuple[str, ...], int], RaiseChoice | None] = {}

    def __call__(self, card: Scorecard) -> tuple[Advice, ...]:
        """Return the ways of one scorecard, the cheapest first."""
        methodology = self._methodology
        above = level_beside(card, methodology, 1)
        if above is None:
            return ()
        given = points_in(card.scores)
        units = unit_weights(given, methodology)
        choices = [
            self._choice(criterion, score.points, score.rows, weight) if score.applicable else None
            for criterion, score, weight in zip(
                methodology.criteria, card.scores, units.weights, strict=True
            )
        ]
        needed = units_to_next(card, methodology, units.unit)
        unmet = [each for each in above.requires if not is_met(each, given, methodology)]
        if unmet:
            offers, lacks = _towards_all(choices, unmet, given, methodology)
            search = threshold_ways if self.every else many_threshold_ways
            ways = search(offers, (Fraction(needed), *lacks), self._limit)
            raises = [choice.raises if choice else () for choice in choices]
            found = [(tuple(raises[c][at] for c, at in each.steps), each.exact) for each in ways]
        elif self.every:
            raisable = tuple(choice for choice in choices if choice)
            found = [(way, True) for way in _best_ways(raisable, needed, self._limit)]
        else:
            found = _searched(choices, needed, self._limit)
        return tuple(_advice(way, card, methodology, exact=exact) for way, exact in found)

    def _choice(
        self, criterion: Criterion, points: Points, rows: tuple[str, ...], weight: int
    ) -> RaiseChoice | None:
        """Return how a criterion may be raised, in units of the total; None if it cannot."""
        key = criterion.id, points, rows, weight
        if key not in self._known:
            can = points < criterion.max_points
            steps = tuple(_steps(criterion, points, rows)) if can else ()
            self._known[key] = _choice(steps, weight) if steps else None
        return self._known[key]


def _towards_all(
    choices: list[RaiseChoice | None],
    unmet: list[Requirement],
    given: PointSet,
    methodology: Methodology,
) -> tuple[list[tuple[Offer, ...]], list[Fraction]]:
    """Return what each step gives to the total and to thresholds not met, and what these lack."""
    offers = [
        tuple(
            Offer(
                (
                    each.gain,
                    *(_towards(need, each.step, methodology, given) for need in unmet),
                ),
                each.rows,
            )
            for each in (choice.raises if choice else ())
        )
        for choice in choices
    ]
    values = [value_of(each, given, methodology) or Fraction() for each in unmet]
    lacks = [Fraction(each.least) - value for each, value in zip(unmet, values, strict=True)]
    return offers, lacks


def _towards(
    need: Requirement, step: AdvisedStep, methodology: Methodology, given: PointSet
) -> int | Fraction:
    """Return what a step adds to that on which a threshold is set."""
    if need.criterion and need.criterion != step.criterion:
        return 0
    gain = step.to_points - step.from_points
    if need.criterion:
        return gain if isinstance(gain, int) else Fraction(gain)
    weights = weighting_of(given, methodology).groups[need.group]
    if weights is None:
        return Fraction()
    return weights.get(methodology.position(step.criterion), Fraction()) * Fraction(gain)


def _searched(choices: list[RaiseChoice | None], needed: int, limit: int) -> list[tuple[Way, bool]]:
    """Return the ways where criteria are many, and whether each is surely among the best."""
    raises = [choice.raises if choice else () for choice in choices]
    offers = [choice.gains if choice else () for choice in choices]
    return [
        (tuple(raises[criterion][step] for criterion, step in found.steps), found.exact)
        for found in search_steps(offers, needed, limit)
    ]


def _cost(way: Way) -> tuple[int, int, int, tuple[str, ...]]:
    rows, gain = sum(each.rows for each in way), sum(each.gain for each in way)
    return rows, len(way), gain, tuple(each.step.criterion for each in way)


def _best_ways(choices: tuple[RaiseChoice, ...], needed: int, limit: int) -> list[Way]:
    """Return the cheapest minimal ways of up to three criteria; of more if three are not enough.

    A way is minimal if it reaches the next level and would not without its smallest step. Every
    criterion takes a row at least: what has more criteria than the last of the best has rows, or
    cannot do with as few, is not tried.
    """
    best: list[Way] = []
    for size in range(1, len(choices) + 1):
        most = _cost(best[-1])[0] if len(best) == limit else math.inf
        if size > most:
            break
        found = [
            way
            for chosen in itertools.combinations(choices, size)
            if _may_be_minimal(chosen, needed) and sum(each.rows for each in chosen) <= most
            for way in itertools.product(*(each.raises for each in chosen))
            if _is_minimal(way, needed)
        ]
        best = sorted((*best, *found), key=_cost)[:limit]
        if found and size >= USUAL:
            break
    return best


def _may_be_minimal(chosen: tuple[RaiseChoice, ...], needed: int) -> bool:
    """Tell whether some way through these criteria may reach `needed` with no step to spare."""
    if sum([each.most for each in chosen]) < needed:
        return False
    least = [each.least for each in chosen]
    return sum(least) - min(least) < needed


def _is_minimal(way: Way, needed: int) -> bool:
    gains = [each.gain for each in way]
    total = sum(gains)
    return total >= needed > total - min(gains)


def _choice(steps: tuple[AdvisedStep, ...], weight: int) -> RaiseChoice:
    raises = tuple(
        Raise(step, int((step.to_points - step.from_points) * weight), len(step.rows))
        for step in steps
    )
    gains = tuple(Gain(each.gain, each.rows) for each in raises)
    numbers = [each.gain for each in raises]
    rows = min(each.rows for each in raises)
    return RaiseChoice(raises, gains, min(numbers), max(numbers), rows)


def _steps(criterion: Criterion, points: Points, marked: tuple[str, ...]) -> Iterator[AdvisedStep]:
    """Yield each way to raise a criterion, by its kind; marked: the rows that add up so far."""
    match criterion.kind:
        case CriterionKind.ROWS:
            yield from _row_steps(criterion, points)
        case CriterionKind.ADDITIVE:
            yield from _added_steps(criterion, points, marked)
        case _:
            yield from _number_steps(criterion, points)


def _number_steps(criterion: Criterion, points: Points) -> Iterator[AdvisedStep]:
    """Yield the numbers to come to, for each of the greater points."""
    for more in criterion.points_possible:
        if more > points:
            yield AdvisedStep(
                criterion=criterion.id,
                from_points=points,
                to_points=more,
                rows=(criterion.rows[0].code,),
                goal=criterion.goal(more),
            )


def _added_steps(
    criterion: Criterion, points: Points, marked: tuple[str, ...]
) -> Iterator[AdvisedStep]:
    """Yield the fewest further rows for each sum; of equally many those that stand first.

    What takes points off is a fact that no participant can undo. Points that the cap cut off are
    not had by any further row.
    """
    ways: dict[Points, tuple[str, ...]] = {points: ()}
    for row in criterion.rows[1:]:
        if row.code in marked or row.points <= 0:
            continue
        for sum_of, rows in tuple(ways.items()):
            more = capped(exact(sum_of + row.points), criterion.cap)
            known = ways.get(more)
            if more > sum_of and (known is None or len(rows) + 1 < len(known)):
                ways[more] = (*rows, row.code)
    for more, rows in sorted(ways.items()):
        if rows and more in criterion.points_possible:
            yield AdvisedStep(criterion=criterion.id, from_points=points, to_points=more, rows=rows)


def _row_steps(criterion: Criterion, points: Points) -> Iterator[AdvisedStep]:
    """Yield each way to raise a criterion; a cumulative one needs every row on the way."""
    for row in criterion.rows:
        if row.points > points:
            needed = [
                each.code
                for each in criterion.rows
                if each == row or (criterion.cumulative and points < each.points < row.points)
            ]
            yield AdvisedStep(
                criterion=criterion.id,
                from_points=points,
                to_points=row.points,
                rows=tuple(needed),
            )


def _advice(way: Way, card: Scorecard, methodology: Methodology, *, exact: bool) -> Advice:
    steps = tuple(each.step for each in way)
    places = [(methodology.position(step.criterion), step.to_points) for step in steps]
    after = raised(points_in(card.scores), places)
    total = total_of(after, methodology)
    assert total is not None
    level = level_of(total, after, methodology, card.category)
    return Advice(level=level.id, gain=total - card.total, steps=steps, exact=exact)
