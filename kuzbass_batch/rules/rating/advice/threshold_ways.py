"""Ways to a level that asks for more than a total: the cheapest sets of steps that meet it all.

Sets are looked at in the order of their cost, so that the first that meet every need are the best.
Above `MOST_SETS` the search ends: one sufficient way is given, and the way says so.
"""

import heapq
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

MOST_SETS = 4_000
"""Sets of steps looked at for a participant: some hundredths of a second."""


class Offer(NamedTuple):
    """What a step gives towards each need, the total first, and the rows it takes."""

    gives: tuple[Fraction, ...]
    rows: int


Chosen = tuple[tuple[int, int], ...]
"""(criterion, step) by their positions."""


class FoundWay(NamedTuple):
    """A way, and whether it is surely among the best."""

    steps: Chosen
    exact: bool


Offers = Sequence[Sequence[Offer]]


def threshold_ways(offers: Offers, needs: Sequence[Fraction], limit: int) -> list[FoundWay]:
    """Return up to `limit` ways that meet all needs: fewest rows, then criteria, then gain.

    A way is left out if it would do without one of its steps. Empty if all steps together do not
    meet the needs.
    """
    left = list(_left(offers, len(needs)))
    if not _meets(left[0], needs):
        return []
    found: list[FoundWay] = []
    for looked, (steps, gives) in enumerate(_by_cost(offers, needs, left), start=1):
        if _meets(gives, needs) and _is_minimal(steps, offers, needs):
            found.append(FoundWay(steps, exact=True))
        if len(found) == limit:
            return found
        if looked >= MOST_SETS:
            return found or [_sufficient(offers, needs)]
    return found


def _left(offers: Offers, size: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield the most that the criteria from each position on can give to each need."""
    most = [tuple(Fraction() for _ in range(size))]
    for steps in reversed(offers):
        best = (max((step.gives[at] for step in steps), default=Fraction()) for at in range(size))
        most.append(tuple(a + max(b, Fraction()) for a, b in zip(most[-1], best, strict=True)))
    yield from reversed(most)


def _by_cost(
    offers: Offers, needs: Sequence[Fraction], left: Sequence[tuple[Fraction, ...]]
) -> Iterator[tuple[Chosen, tuple[Fraction, ...]]]:
    """Yield sets of steps, the cheapest first, from which the needs can still be met."""
    nothing = tuple(Fraction() for _ in needs)
    heap: list[tuple[int, int, Fraction, Chosen, int, tuple[Fraction, ...]]]
    heap = [(0, 0, Fraction(), (), 0, nothing)]
    while heap:
        rows, size, gain, steps, first, gives = heapq.heappop(heap)
        yield steps, gives
        if _meets(gives, needs):
            continue
        for criterion in range(first, len(offers)):
            if not _meets(_added(gives, left[criterion]), needs):
                break
            for at, step in enumerate(offers[criterion]):
                more = _added(gives, step.gives)
                if _meets(_added(more, left[criterion + 1]), needs):
                    heapq.heappush(
                        heap,
                        (
                            rows + step.rows,
                            size + 1,
                            gain + step.gives[0],
                            (*steps, (criterion, at)),
                            criterion + 1,
                            more,
                        ),
                    )


def _added(one: Sequence[Fraction], other: Sequence[Fraction]) -> tuple[Fraction, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _meets(gives: Sequence[Fraction], needs: Sequence[Fraction]) -> bool:
    return all(given >= need for given, need in zip(gives, needs, strict=True))


def _sum_of(steps: Chosen, offers: Offers, size: int) -> tuple[Fraction, ...]:
    total = tuple(Fraction() for _ in range(size))
    for criterion, at in steps:
        total = _added(total, offers[criterion][at].gives)
    return total


def _is_minimal(steps: Chosen, offers: Offers, needs: Sequence[Fraction]) -> bool:
    return not any(
        _meets(_sum_of(tuple(s for s in steps if s != each), offers, len(needs)), needs)
        for each in steps
    )


def _sufficient(offers: Offers, needs: Sequence[Fraction]) -> FoundWay:
    """Return the highest steps of the criteria; ones not needed are left out, smallest first."""
    steps: Chosen = tuple(
        (criterion, each.index(max(each, key=lambda step: step.gives)))
        for criterion, each in enumerate(offers)
        if each
    )
    for each in sorted(steps, key=lambda step: offers[step[0]][step[1]].gives):
        fewer = tuple(step for step in steps if step != each)
        if _meets(_sum_of(fewer, offers, len(needs)), needs):
            steps = fewer
    return FoundWay(steps, exact=False)
