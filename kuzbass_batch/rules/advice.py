"""The cheapest ways to the next level: fewest points to earn, by exhaustive search."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kuzbass_batch.model.methodology import Criterion, Methodology
from kuzbass_batch.model.records import Scorecard
from kuzbass_batch.rules.scoring import pick_level

MOST = 3
"""Ways shown to a participant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Raise one criterion; `rows` are the codes of the rows to fulfil for it."""

    criterion: str
    from_points: int
    to_points: int
    rows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One way to a higher level: its steps and the weighted points they add."""

    level: str
    gain: Decimal
    steps: tuple[Step, ...]


Way = tuple[tuple[Step, ...], Decimal]


def cheapest_ways(card: Scorecard, methodology: Methodology) -> tuple[Advice, ...]:
    """Return up to `MOST` ways to the next level: fewest rows first, then fewest criteria.

    Ways that contain a way already enough without one of its steps are left out.
    """
    missing = missing_to_next(card, methodology)
    if not missing:
        return ()
    return _from(tuple(score.points for score in card.scores), card.total, missing, methodology)


@cache
def _from(
    points: tuple[int, ...], total: Decimal, missing: Decimal, methodology: Methodology
) -> tuple[Advice, ...]:
    """Search once for all participants with the same points: letter and workbook ask alike."""
    found = sorted(_ways(points, missing, methodology), key=_cost)
    levels = methodology.levels
    return tuple(
        Advice(level=pick_level(levels, total + gain).id, gain=gain, steps=steps)
        for steps, gain in found[:MOST]
    )


def missing_to_next(card: Scorecard, methodology: Methodology) -> Decimal:
    """Return how many weighted points the least total of the next level lies above; 0 at the top.

    Totals move by the finest decimal of the coefficients: a bound that does not itself lie in the
    level is one such step away.
    """
    rank = methodology.level(card.level).rank
    above = [level for level in methodology.levels if level.rank == rank + 1]
    if not above or above[0].lower is None:
        return Decimal()
    step = Decimal() if above[0].lower_inclusive else _finest(methodology)
    return above[0].lower + step - card.total


def surplus_over_lower(card: Scorecard, methodology: Methodology) -> Decimal | None:
    """Return the least loss of weighted points that drops the level; None at the bottom."""
    rank = methodology.level(card.level).rank
    below = [level for level in methodology.levels if level.rank == rank - 1]
    if not below or below[0].upper is None:
        return None
    step = Decimal() if below[0].upper_inclusive else _finest(methodology)
    return card.total - (below[0].upper - step)


def _finest(methodology: Methodology) -> Decimal:
    """Return the finest decimal by which totals move."""
    return min(Decimal((0, (1,), _exponent(c.coefficient))) for c in methodology.criteria)


def _exponent(coefficient: Decimal) -> int:
    return min(0, int(coefficient.normalize().as_tuple().exponent))


def _cost(way: Way) -> tuple[int, int, Decimal, tuple[str, ...]]:
    steps, gain = way
    rows = sum(len(step.rows) for step in steps)
    return rows, len(steps), gain, tuple(step.criterion for step in steps)


def _ways(points: tuple[int, ...], missing: Decimal, methodology: Methodology) -> Iterator[Way]:
    """Yield every minimal way of up to three criteria; all criteria if three are not enough."""
    options = [
        [(step, _gain(step, criterion)) for step in _steps(criterion, at)]
        for criterion, at in zip(methodology.criteria, points, strict=True)
    ]
    for size in range(1, len(options) + 1):
        found = False
        for chosen in itertools.combinations(options, size):
            for pairs in itertools.product(*chosen):
                gains = [gain for _, gain in pairs]
                gain = sum(gains, Decimal())
                # Minimal: without its smallest step a way is no longer enough.
                if gain - min(gains) < missing <= gain:
                    found = True
                    yield tuple(step for step, _ in pairs), gain
        if found and size >= min(3, len(options)):
            return


def _steps(criterion: Criterion, points: int) -> Iterator[Step]:
    """Yield each way to raise a criterion; a cumulative one needs every row on the way."""
    for row in criterion.rows:
        if row.points > points:
            needed = [
                each.code
                for each in criterion.rows
                if each == row or (criterion.cumulative and points < each.points < row.points)
            ]
            yield Step(
                criterion=criterion.id,
                from_points=points,
                to_points=row.points,
                rows=tuple(needed),
            )


def _gain(step: Step, criterion: Criterion) -> Decimal:
    return (step.to_points - step.from_points) * criterion.coefficient
