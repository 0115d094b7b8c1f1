"""The cheapest ways to the next level: fewest points to earn, by exhaustive search."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kuzbass_batch.model.methodology import Criterion, Methodology
from kuzbass_batch.model.records import Scorecard
from kuzbass_batch.rules.scoring import pick_level


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


class Raise(NamedTuple):
    """A step with its gain, counted in the finest step in which totals move."""

    step: Step
    gain: int


Way = tuple[Raise, ...]


def cheapest_ways(card: Scorecard, methodology: Methodology, limit: int = 3) -> tuple[Advice, ...]:
    """Return up to `limit` ways to the next level: fewest rows first, then fewest criteria.

    Ways that contain a way already enough without one of its steps are left out.
    """
    rank = methodology.level(card.level).rank
    if rank == methodology.levels[-1].rank:
        return ()
    ways = sorted(_ways(card, methodology), key=_cost)
    return tuple(_advice(steps, card, methodology) for steps in ways[:limit])


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


def _finest(methodology: Methodology) -> Decimal:
    """Return the finest step in which totals move."""
    return min(Decimal((0, (1,), _exponent(c.coefficient))) for c in methodology.criteria)


def _exponent(coefficient: Decimal) -> int:
    return min(0, int(coefficient.normalize().as_tuple().exponent))


def _cost(way: Way) -> tuple[int, int, int, tuple[str, ...]]:
    rows = sum(len(each.step.rows) for each in way)
    return rows, len(way), sum(each.gain for each in way), tuple(e.step.criterion for e in way)


def _ways(card: Scorecard, methodology: Methodology) -> Iterator[Way]:
    """Yield every minimal way of up to three criteria; all criteria if three are not enough.

    A way is minimal if it reaches the next level and would not without its smallest step.
    """
    options, needed = _options(card, methodology)
    for size in range(1, len(options) + 1):
        found = False
        for chosen in itertools.combinations(options, size):
            if not _may_be_minimal(chosen, needed):
                continue
            for way in itertools.product(*chosen):
                gains = [each.gain for each in way]
                total = sum(gains)
                if total >= needed > total - min(gains):
                    found = True
                    yield way
        if found and size >= min(3, len(options)):
            return


def _may_be_minimal(chosen: tuple[list[Raise], ...], needed: int) -> bool:
    """Tell whether some way through these criteria may reach `needed` with no step to spare."""
    gains = [[each.gain for each in raises] for raises in chosen]
    if not all(gains) or sum(map(max, gains)) < needed:
        return False
    least = [min(each) for each in gains]
    return sum(least) - min(least) < needed


def _options(card: Scorecard, methodology: Methodology) -> tuple[list[list[Raise]], int]:
    """Return the raises of every criterion and the gain needed, in the finest step of totals.

    Whole numbers, because thousands of ways are tried for each participant.
    """
    finest = _finest(methodology)
    options = [
        [
            Raise(step, int((step.to_points - score.points) * criterion.coefficient / finest))
            for step in _steps(criterion, score.points)
        ]
        for criterion, score in zip(methodology.criteria, card.scores, strict=True)
    ]
    return options, int(missing_to_next(card, methodology) / finest)


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


def _advice(way: Way, card: Scorecard, methodology: Methodology) -> Advice:
    gain = sum(each.gain for each in way) * _finest(methodology)
    level = pick_level(methodology.levels, card.total + gain)
    return Advice(level=level.id, gain=gain, steps=tuple(each.step for each in way))
