"""Ways to a level that asks for more than a total: the cheapest sets of steps that meet it all.

Sets are looked at in the order of their cost, so that the first that meet every need are the best.
Above `MOST_SETS` the search ends: one sufficient way is given, and the way says so.

Where criteria are many that takes too long. Then a threshold of one criterion makes that one a part
of every way, and the rest is the search for a total (`step_search`), as exact as there; thresholds
of groups are met one after another, the smallest group first, each in the cheapest way: enough, and
the way says so.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from kuzbass_batch.rules.rating.advice.step_search import Gain, search_steps

MOST_SETS = 4_000
"""Sets of steps looked at for a participant: some hundredths of a second."""


Gives = tuple[int | Fraction, ...]
"""What is given to each need; most of it is whole, and that is added many times faster."""


class Offer(NamedTuple):
    """What a step gives towards each need, the total first, and the rows it takes."""

    gives: Gives
    rows: int


class WholeOffer(NamedTuple):
    """The same in whole numbers, each need in a unit of its own."""

    gives: tuple[int, ...]
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


def many_threshold_ways(offers: Offers, needs: Sequence[Fraction], limit: int) -> list[FoundWay]:
    """Return ways as above where criteria are many."""
    whole, lacks = _in_units(offers, needs)
    single = {}
    for need in range(1, len(needs)):
        givers = [at for at, steps in enumerate(whole) if any(s.gives[need] > 0 for s in steps)]
        if lacks[need] > 0 and len(givers) == 1:
            single[need] = givers[0]
    kept = [
        [
            (at, step)
            for at, step in enumerate(steps)
            if all(step.gives[n] >= lacks[n] for n, who in single.items() if who == criterion)
        ]
        for criterion, steps in enumerate(whole)
    ]
    if not all(kept[criterion] for criterion in single.values()):
        return []
    must = frozenset(single.values())
    if len(single) == len(needs) - 1:
        gains = [[Gain(step.gives[0], step.rows) for _, step in steps] for steps in kept]
        found = search_steps(gains, lacks[0], limit, must)
        return [
            FoundWay(tuple((c, kept[c][at][0]) for c, at in each.steps), each.exact)
            for each in found
        ]
    return _one_by_one(kept, lacks, must, offers, needs)


def _in_units(
    offers: Offers, needs: Sequence[Fraction]
) -> tuple[list[list[WholeOffer]], tuple[int, ...]]:
    """Return offers and needs in whole numbers, each need in a unit of its own."""
    units = [
        math.lcm(need.denominator, *(s.gives[at].denominator for each in offers for s in each))
        for at, need in enumerate(needs)
    ]
    whole = [
        [
            WholeOffer(
                tuple(
                    g.numerator * (unit // g.denominator)
                    for g, unit in zip(s.gives, units, strict=True)
                ),
                s.rows,
            )
            for s in steps
        ]
        for steps in offers
    ]
    return whole, tuple(int(need * unit) for need, unit in zip(needs, units, strict=True))


def _one_by_one(
    kept: Sequence[Sequence[tuple[int, WholeOffer]]],
    lacks: Sequence[int],
    must: frozenset[int],
    offers: Offers,
    needs: Sequence[Fraction],
) -> list[FoundWay]:
    """Meet the needs one after another, the one to which fewest criteria give first."""
    chosen: dict[int, tuple[int, WholeOffer]] = {
        at: min(kept[at], key=lambda each: (each[1].rows, each[1].gives)) for at in must
    }

    def givers(need: int) -> int:
        return sum(any(step.gives[need] > 0 for _, step in steps) for steps in kept)

    for need in sorted(range(len(needs)), key=givers):
        lack = lacks[need] - sum(step.gives[need] for _, step in chosen.values())
        if lack <= 0:
            continue
        open_to = [
            [] if at in chosen else [(n, s) for n, s in steps if s.gives[need] > 0]
            for at, steps in enumerate(kept)
        ]
        gains = [[Gain(step.gives[need], step.rows) for _, step in steps] for steps in open_to]
        found = search_steps(gains, lack, 1)
        if not found:
            left = _left(offers, len(needs))
            return [_sufficient(offers, needs)] if _meets(next(left), needs) else []
        for criterion, at in found[0].steps:
            chosen[criterion] = open_to[criterion][at]
    return [_thinned(tuple((c, at) for c, (at, _) in sorted(chosen.items())), offers, needs)]


def _left(offers: Offers, size: int) -> Iterator[Gives]:
    """Yield the most that the criteria from each position on can give to each need."""
    most: list[Gives] = [(0,) * size]
    for steps in reversed(offers):
        best = (max((step.gives[at] for step in steps), default=0) for at in range(size))
        most.append(tuple(a + max(b, 0) for a, b in zip(most[-1], best, strict=True)))
    yield from reversed(most)


def _by_cost(
    offers: Offers, needs: Sequence[Fraction], left: Sequence[Gives]
) -> Iterator[tuple[Chosen, Gives]]:
    """Yield sets of steps, the cheapest first, from which the needs can still be met."""
    heap: list[tuple[int, int, int | Fraction, Chosen, int, Gives]]
    heap = [(0, 0, 0, (), 0, (0,) * len(needs))]
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


def _added(one: Gives, other: Gives) -> Gives:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _meets(gives: Gives, needs: Sequence[Fraction]) -> bool:
    return all(given >= need for given, need in zip(gives, needs, strict=True))


def _sum_of(steps: Chosen, offers: Offers, size: int) -> Gives:
    total: Gives = (0,) * size
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
    return _thinned(steps, offers, needs)


def _thinned(steps: Chosen, offers: Offers, needs: Sequence[Fraction]) -> FoundWay:
    """Return a way that is enough without the steps that are not needed, smallest first."""
    gives = _sum_of(steps, offers, len(needs))
    for each in sorted(steps, key=lambda step: offers[step[0]][step[1]].gives):
        own = offers[each[0]][each[1]].gives
        fewer = tuple(a - b for a, b in zip(gives, own, strict=True))
        if _meets(fewer, needs):
            steps, gives = tuple(step for step in steps if step != each), fewer
    return FoundWay(steps, exact=False)
