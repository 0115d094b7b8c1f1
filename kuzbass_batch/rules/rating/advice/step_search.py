"""The cheapest ways where criteria are many: subset sums as bits of one long whole number.

Trying every combination of steps takes exponential time. Here each criterion is looked at once: a
bit of a long number says that some steps come to so many criteria, so many rows and so much less
than the most that as many criteria could give. A further step is one shift of that number. What
can be reached is then read off, best first. The result is exact; only where a number would pass
`MOST_BITS` is one sufficient way given, and the way says so.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MOST_BITS = 1 << 20
"""Bits of one number: some milliseconds and 12 MiB for a participant at 90 criteria."""
PAIR = 2
"""Criteria up to which a way with more criteria and fewer rows is looked for, too."""


class Gain(NamedTuple):
    """What a step adds to the total, in the finest step of totals, and the rows it takes."""

    gain: int
    rows: int


class Found(NamedTuple):
    """A way: (criterion, step) by their positions, and whether it is surely among the best."""

    steps: tuple[tuple[int, int], ...]
    exact: bool


Offers = Sequence[Sequence[Gain]]
"""For every criterion the gains of its steps; none where it cannot be raised."""


NONE: frozenset[int] = frozenset()


def search_steps(
    offers: Offers, needed: int, limit: int, must: frozenset[int] = NONE
) -> list[Found]:
    """Return up to `limit` ways that gain `needed`: fewest rows, then criteria, then gain.

    Ways have as few criteria as suffice, or two; none would do without one of its steps. Equal
    ones stand in the order of the criteria and of their steps. must: the positions of criteria that
    every way raises, by whichever of their steps.
    """
    fewest = _fewest(offers, needed, must)
    if not fewest:
        return []
    if len(must) == fewest and sum(min(offers[at]).gain for at in must) >= needed:
        return _of_must(offers, sorted(must), limit)
    found = [
        each
        for size in range(fewest, max(fewest, 0 if must else PAIR) + 1)
        for each in _of_size(offers, needed, size, limit, must)
    ]
    return sorted(found, key=lambda each: _cost(each, offers))[:limit]


def _cost(way: Found, offers: Offers) -> tuple[int, int, int, tuple[tuple[int, int], ...]]:
    steps = [offers[criterion][step] for criterion, step in way.steps]
    return sum(s.rows for s in steps), len(steps), sum(s.gain for s in steps), way.steps


def _of_must(offers: Offers, must: list[int], limit: int) -> list[Found]:
    """Return the ways of the criteria alone that every way raises: any steps of theirs suffice."""
    by_rows = [
        [n for *_, n in sorted((step.rows, step.gain, n) for n, step in enumerate(offers[at]))]
        for at in must
    ]
    first = tuple(zip(must, (each[0] for each in by_rows), strict=True))
    ways = [Found(first, exact=True)]
    # The next best differ from the best in one step.
    for place, order in enumerate(by_rows):
        ways += [
            Found((*first[:place], (must[place], step), *first[place + 1 :]), exact=True)
            for step in order[1:limit]
        ]
    return sorted(ways, key=lambda each: _cost(each, offers))[:limit]


def _fewest(offers: Offers, needed: int, must: frozenset[int] = NONE) -> int:
    """Return the fewest criteria that gain enough; 0 if all together do not."""
    if not all(offers[at] for at in must):
        return 0
    total = sum(max(offers[at]).gain for at in must)
    if must and total >= needed:
        return len(must)
    others = (steps for at, steps in enumerate(offers) if steps and at not in must)
    best = sorted((max(steps).gain for steps in others), reverse=True)
    for size, gain in enumerate(best, start=len(must) + 1):
        total += gain
        if total >= needed:
            return size
    return 0


@dataclass(frozen=True, slots=True)
class Item:
    """A criterion in the search: its position, what leaving it out loses, its steps.

    steps: (position of the step, what it loses, its rows beyond the fewest of any step).
    """

    criterion: int
    left_out: int
    steps: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class KnapsackFrame:
    """The place of each state as a bit of the long number: loss up to `slack`, criteria, rows."""

    size: int
    slack: int
    width: int

    def at(self, loss: int, chosen: int, rows: int) -> int:
        """Return the bit of a state."""
        return (loss * (self.size + 2) + chosen) * self.width + rows

    @property
    def stride(self) -> int:
        """Return how many bits lie between one loss and the next."""
        return (self.size + 2) * self.width

    @property
    def bits(self) -> int:
        """Return the length of the number."""
        return self.at(self.slack + 1, 0, 0)


def _of_size(
    offers: Offers, needed: int, size: int, limit: int, must: frozenset[int] = NONE
) -> Iterator[Found]:
    """Yield the best ways that change exactly `size` criteria and reach the needed gain.

    No way holds a step that it could do without. With the smallest size that suffices this is so
    by itself; with two criteria where one would do, steps that suffice alone are left out.
    """
    several = size > 1 and not must
    usable = [
        [(at, step) for at, step in enumerate(steps) if not (several and step.gain >= needed)]
        for steps in offers
    ]
    tops = {at: max([s.gain for _, s in each]) for at, each in enumerate(usable) if each}
    free = size - len(must)
    best = sorted((gain for at, gain in tops.items() if at not in must), reverse=True)
    most = sum(best[:free]) + sum(tops[at] for at in must)
    if len(best) < free or most < needed:
        return
    unit = math.gcd(*(step.gain for each in usable for _, step in each))
    slack = (most - needed) // unit
    usual = best[max(free, 1) - 1] if best else 0
    items, width = _items(usable, tops, Against(usual, unit, slack, must), size)
    frame = KnapsackFrame(size, slack, width)
    if frame.bits > MOST_BITS:
        yield _sufficient(usable, size, must)
        return
    reached = _reached(items, frame)
    yield from (Found(steps, exact=True) for steps in _best_first(items, reached, frame, limit))


class Against(NamedTuple):
    """What losses are counted against.

    usual: the gain of the last of the best steps that are free to choose. Each criterion loses
    against it, or against its own best step if that gains more, one that `must` be raised against
    its own alone: losses add up to what a way gains less, in `unit`, up to `slack`.
    """

    usual: int
    unit: int
    slack: int
    must: frozenset[int]


def _items(
    usable: list[list[tuple[int, Gain]]], tops: Mapping[int, int], against: Against, size: int
) -> tuple[list[Item], int]:
    """Return the criteria that a way of `size` may hold, and how many bits rows take.

    tops: the most that each can gain.
    """
    usual, unit, slack, must = against
    fewest = min([step.rows for each in usable for _, step in each])
    items, widest, most = [], 0, slack * unit
    for criterion, top in tops.items():
        better = top if criterion in must or top > usual else usual
        steps = tuple(
            [
                (at, (better - step.gain) // unit, step.rows - fewest)
                for at, step in usable[criterion]
                if better - step.gain <= most
            ]
        )
        if steps:
            widest = max(widest, max([rows for _, _, rows in steps]))
            left_out = slack + 1 if criterion in must else (better - usual) // unit
            items.append(Item(criterion, left_out, steps))
    return items, widest * (size + 1) + 1


@lru_cache(maxsize=64)
def _losses(frame: KnapsackFrame) -> int:
    """Return the bit of every loss with no criteria and no rows."""
    stride = frame.stride
    return int(((1 << (stride * (frame.slack + 1))) - 1) // ((1 << stride) - 1))


@lru_cache(maxsize=64)
def _within(frame: KnapsackFrame) -> int:
    """Return the bits of every state that is within the bounds."""
    one = (1 << ((frame.size + 1) * frame.width)) - 1
    return one * _losses(frame)


def _reached(items: list[Item], frame: KnapsackFrame) -> list[int]:
    """Return for every criterion what it and those after it can come to; at the end nothing."""
    within = _within(frame)
    reached = [1]
    for item in reversed(items):
        later = reached[-1]
        now = later << frame.at(item.left_out, 0, 0) if item.left_out <= frame.slack else 0
        for _, loss, rows in item.steps:
            now |= later << frame.at(loss, 1, rows)
        reached.append(now & within)
    return reached[::-1]


def _best_first(
    items: list[Item], reached: list[int], frame: KnapsackFrame, limit: int
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield up to `limit` ways: fewest rows first, then those that gain least."""
    left = limit
    # A walk asks for single bits: of a number each would cost as much as the whole of it.
    length = frame.bits // 8 + 1
    tables = [each.to_bytes(length, "little") for each in reached]
    for rows in range(frame.width):
        found = reached[0] >> frame.at(0, frame.size, rows) & _losses(frame)
        while found:
            bit = found.bit_length() - 1
            found ^= 1 << bit
            for steps in _ways(items, tables, frame, (bit // frame.stride, rows)):
                yield steps
                left -= 1
                if not left:
                    return


def _ways(
    items: list[Item], reached: list[bytes], frame: KnapsackFrame, goal: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the ways with this loss and these rows, in the order of criteria and steps.

    Nothing is entered from which the goal cannot be reached, so that no walk is in vain.
    """
    stack: list[tuple[int, int, int, int, tuple[tuple[int, int], ...]]]
    stack = [(0, goal[0], frame.size, goal[1], ())]
    while stack:
        at, loss, chosen, rows, steps = stack.pop()
        if at == len(items):
            yield steps
            continue
        item = items[at]
        moves = [(loss - item.left_out, chosen, rows, steps)]
        for step, lost, taken in reversed(item.steps):
            more = (*steps, (item.criterion, step))
            moves.append((loss - lost, chosen - 1, rows - taken, more))
        later = reached[at + 1]
        for to_loss, to_chosen, to_rows, made in moves:
            if to_loss >= 0 and to_chosen >= 0 and to_rows >= 0:
                bit = frame.at(to_loss, to_chosen, to_rows)
                if later[bit >> 3] >> (bit & 7) & 1:
                    stack.append((at + 1, to_loss, to_chosen, to_rows, made))


def _sufficient(usable: list[list[tuple[int, Gain]]], size: int, must: frozenset[int]) -> Found:
    """Return the steps that gain most: enough, with as few criteria, if not the fewest rows."""
    best = [
        (criterion not in must, -step.gain, step.rows, criterion, at)
        for criterion, each in enumerate(usable)
        if each
        for at, step in [max(each, key=lambda one: (one[1].gain, -one[1].rows))]
    ]
    chosen = sorted((criterion, at) for *_, criterion, at in sorted(best)[:size])
    return Found(tuple(chosen), exact=False)
