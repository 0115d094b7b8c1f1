"""The cheapest ways to the next level: fewest points to earn, by exhaustive search."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.model.methodology import Criterion, Level, Methodology
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


def cheapest_ways(card: Scorecard, methodology: Methodology, limit: int = 3) -> tuple[Advice, ...]:
    """Return up to `limit` ways to the next level: fewest rows first, then fewest criteria.

    Ways that contain a way already enough without one of its steps are left out.
    """
    rank = methodology.level(card.level).rank
    if rank == methodology.levels[-1].rank:
        return ()
    ways = sorted(_ways(card, methodology, rank), key=_cost)
    return tuple(ways[:limit])


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


def _cost(way: Advice) -> tuple[int, int, Decimal, tuple[str, ...]]:
    rows = sum(len(step.rows) for step in way.steps)
    return rows, len(way.steps), way.gain, tuple(step.criterion for step in way.steps)


def _ways(card: Scorecard, methodology: Methodology, rank: int) -> Iterator[Advice]:
    """Yield every minimal way of up to three criteria; all criteria if three are not enough."""
    options = [
        list(_steps(criterion, score.points))
        for criterion, score in zip(methodology.criteria, card.scores, strict=True)
    ]
    for size in range(1, len(options) + 1):
        found = False
        for chosen in itertools.combinations(options, size):
            for steps in itertools.product(*chosen):
                way = _way(steps, card, methodology)
                if way.gain and _is_minimal(steps, card, methodology, rank):
                    found = True
                    yield way
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


def _way(steps: tuple[Step, ...], card: Scorecard, methodology: Methodology) -> Advice:
    gain = _gain(steps, methodology)
    return Advice(
        level=pick_level(methodology.levels, card.total + gain).id, gain=gain, steps=steps
    )


def _gain(steps: tuple[Step, ...], methodology: Methodology) -> Decimal:
    gains = (
        (step.to_points - step.from_points) * methodology.criterion(step.criterion).coefficient
        for step in steps
    )
    return sum(gains, Decimal())


def _reaches(steps: tuple[Step, ...], card: Scorecard, methodology: Methodology, rank: int) -> bool:
    level: Level = pick_level(methodology.levels, card.total + _gain(steps, methodology))
    return level.rank > rank


def _is_minimal(
    steps: tuple[Step, ...], card: Scorecard, methodology: Methodology, rank: int
) -> bool:
    """Tell whether the steps reach a higher level and no step can be left out."""
    if not _reaches(steps, card, methodology, rank):
        return False
    fewer = (steps[:at] + steps[at + 1 :] for at in range(len(steps)))
    return not any(_reaches(rest, card, methodology, rank) for rest in fewer)
