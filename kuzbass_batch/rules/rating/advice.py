"""The cheapest ways to the next level: fewest rows to fulfil.

Every way is tried where the criteria of the act make few (`MOST_PROFILES`); beyond that the search
goes criterion by criterion (`step_search`), and its time grows with their number and no faster.
"""

import itertools
import math
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import NamedTuple

from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, Points, capped, exact
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating import Advice, AdvisedStep
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.rules.rating.scoring import pick_level
from kuzbass_batch.rules.rating.step_search import Gain, search_steps


class Raise(NamedTuple):
    """A step with its gain, counted in the finest step in which totals move, and its rows."""

    step: AdvisedStep
    gain: int
    rows: int


class RaiseChoice(NamedTuple):
    """How one criterion may be raised: the least and the most gain, the fewest rows."""

    raises: tuple[Raise, ...]
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
        self._finest = _finest(methodology)
        self._known: dict[tuple[str, Points, tuple[str, ...]], RaiseChoice | None] = {}

    def __call__(self, card: Scorecard) -> tuple[Advice, ...]:
        """Return the ways of one scorecard, the cheapest first."""
        methodology = self._methodology
        if methodology.level(card.level).rank == methodology.levels[-1].rank:
            return ()
        pairs = zip(methodology.criteria, card.scores, strict=True)
        choices = [self._choice(criterion, score.points, score.rows) for criterion, score in pairs]
        needed = int(missing_to_next(card, methodology) / self._finest)
        if self.every:
            given = tuple(choice for choice in choices if choice)
            found = [(way, True) for way in _best_ways(given, needed, self._limit)]
        else:
            found = _searched(choices, needed, self._limit)
        return tuple(_advice(way, card, methodology, exact=exact) for way, exact in found)

    def _choice(
        self, criterion: Criterion, points: Points, rows: tuple[str, ...]
    ) -> RaiseChoice | None:
        """Return how a criterion may be raised, in the finest step of totals; None if it cannot."""
        key = criterion.id, points, rows
        if key not in self._known:
            can = points < criterion.max_points
            steps = tuple(_steps(criterion, points, rows)) if can else ()
            self._known[key] = _choice(criterion, steps, self._finest) if steps else None
        return self._known[key]


def _searched(choices: list[RaiseChoice | None], needed: int, limit: int) -> list[tuple[Way, bool]]:
    """Return the ways where criteria are many, and whether each is surely among the best."""
    raises = [choice.raises if choice else () for choice in choices]
    offers = [tuple(Gain(each.gain, each.rows) for each in given) for given in raises]
    return [
        (tuple(raises[criterion][step] for criterion, step in found.steps), found.exact)
        for found in search_steps(offers, needed, limit)
    ]


def missing_to_next(card: Scorecard, methodology: Methodology) -> Decimal:
    """Return how many weighted points the least total of the next level lies above; 0 at the top.

    Totals move by the finest decimal of the coefficients: a bound that does not itself lie in the
    level, or lies between two steps, is less than one such step away.
    """
    rank = methodology.level(card.level).rank
    above = [level for level in methodology.levels if level.rank == rank + 1]
    if not above or above[0].lower is None:
        return Decimal()
    finest = _finest(methodology)
    least = _on_a_step(above[0].lower, finest, ROUND_CEILING)
    barred = least == above[0].lower and not above[0].lower_inclusive
    return least + (finest if barred else Decimal()) - card.total


def surplus_over_lower(card: Scorecard, methodology: Methodology) -> Decimal | None:
    """Return the least loss of weighted points that drops the level; None at the bottom."""
    rank = methodology.level(card.level).rank
    below = [level for level in methodology.levels if level.rank == rank - 1]
    if not below or below[0].upper is None:
        return None
    finest = _finest(methodology)
    most = _on_a_step(below[0].upper, finest, ROUND_FLOOR)
    barred = most == below[0].upper and not below[0].upper_inclusive
    return card.total - (most - (finest if barred else Decimal()))


def _on_a_step(bound: Decimal, finest: Decimal, rounding: str) -> Decimal:
    """Return the nearest total to a bound that totals can have; the bound itself if they can."""
    steps = bound / finest
    whole = steps.to_integral_value(rounding)
    return bound if whole == steps else whole * finest


def _finest(methodology: Methodology) -> Decimal:
    """Return the finest step in which totals move."""
    return _finest_of(
        tuple((each.coefficient, each.points_possible) for each in methodology.criteria)
    )


@lru_cache(maxsize=8)
def _finest_of(criteria: tuple[tuple[Decimal, tuple[Points, ...]], ...]) -> Decimal:
    exponents = (
        _exponent(coefficient) + min(_exponent(Decimal(each)) for each in points)
        for coefficient, points in criteria
    )
    return Decimal((0, (1,), min(0, *exponents)))


def _exponent(number: Decimal) -> int:
    return min(0, int(number.normalize().as_tuple().exponent))


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


def _choice(criterion: Criterion, steps: tuple[AdvisedStep, ...], finest: Decimal) -> RaiseChoice:
    raises = tuple(
        Raise(
            step,
            int((step.to_points - step.from_points) * criterion.coefficient / finest),
            len(step.rows),
        )
        for step in steps
    )
    gains = [each.gain for each in raises]
    return RaiseChoice(raises, min(gains), max(gains), min(each.rows for each in raises))


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
    gain = sum(each.gain for each in way) * _finest(methodology)
    level = pick_level(methodology.levels, card.total + gain)
    return Advice(level=level.id, gain=gain, steps=tuple(each.step for each in way), exact=exact)
