"""Levels (уровни): ranges of totals, what else they ask for, and how readings decide them."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.methodology.readings import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """What a level asks for besides the total: at least so many points of a criterion or group.

    One of `criterion` and `group` is an id, the other empty. Of what does not apply to a
    participant nothing is asked.
    """

    criterion: str
    group: str
    least: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A level (уровень, app. 3 p. 5): a range of totals; a bound of None is open to infinity.

    requires: what must hold besides the total; where it does not, a weaker level is given.
    """

    id: str
    name: str
    rank: int
    lower: Decimal | None
    lower_inclusive: bool
    upper: Decimal | None
    upper_inclusive: bool
    reference: str
    requires: tuple[Requirement, ...] = ()

    def holds(self, total: Decimal) -> bool:
        """Tell whether `total` (weighted points) lies in the level's range."""
        above = self.lower is None or total > self.lower
        below = self.upper is None or total < self.upper
        return (above or (self.lower_inclusive and total == self.lower)) and (
            below or (self.upper_inclusive and total == self.upper)
        )


def describe_range(level: Level) -> str:
    """Return the range of a level in words: «От 8 до 12 включительно»."""
    lower, upper = level.lower, level.upper
    low = "" if lower is None else f"{'от' if level.lower_inclusive else 'более'} {_bound(lower)}"
    if upper is None:
        text = low
    elif level.upper_inclusive:
        text = f"{low} до {_bound(upper)} включительно"
    else:
        text = (
            f"{low} до {_bound(upper)}, не включая {_bound(upper)}"
            if low
            else f"менее {_bound(upper)}"
        )
    text = text.strip()
    return text[:1].upper() + text[1:]


def _bound(number: Decimal) -> str:
    return wording.comma(number.normalize())


def pick_level(
    levels: Sequence[Level],
    total: Decimal,
    met: Callable[[Requirement], bool] = lambda _: True,
) -> Level:
    """Return the best level that the total reaches and of which every threshold holds.

    levels: the weakest first, without gaps; the weakest asks for nothing.
    """
    reached = next(at for at, level in enumerate(levels) if level.holds(total))
    return next(level for level in reversed(levels[: reached + 1]) if all(map(met, level.requires)))


def resolved_table(
    drawn: Sequence[Level], readings: Sequence[Reading], step: Decimal | None
) -> tuple[Level, ...]:
    """Close the gaps (R1) and decide the bounds that stand in two levels (R2), if a reading does.

    A gap between two steps of the rounding holds no total: it is closed, too. What nothing covers
    stays as drawn; the loader refuses it.
    """
    levels = list(drawn)
    for at, pair in enumerate(itertools.pairwise(drawn)):
        for reading in readings:
            if covers(reading, *pair):
                levels[at : at + 2] = _decide(reading, levels[at], levels[at + 1])
    for at, (weaker, stronger) in enumerate(itertools.pairwise(levels)):
        if step is not None and is_between_steps(weaker, stronger, step):
            open_below = not stronger.lower_inclusive
            levels[at] = replace(weaker, upper=stronger.lower, upper_inclusive=open_below)
    return tuple(levels)


def in_units(levels: tuple[Level, ...], unit: Decimal) -> tuple[Level, ...]:
    """Return the levels with their bounds in points; unit: points of one unit of a bound."""
    if unit == 1:
        return levels

    def points(bound: Decimal | None) -> Decimal | None:
        return None if bound is None else bound * unit

    return tuple(
        replace(each, lower=points(each.lower), upper=points(each.upper)) for each in levels
    )


def is_between_steps(weaker: Level, stronger: Level, step: Decimal) -> bool:
    """Tell whether two levels leave a gap in which no rounded total lies."""
    low, high = weaker.upper, stronger.lower
    if low is None or high is None or low >= high:
        return False
    first, last = Fraction(low) / Fraction(step), Fraction(high) / Fraction(step)
    lowest = math.floor(first) + 1 if weaker.upper_inclusive else math.ceil(first)
    highest = math.ceil(last) - 1 if stronger.lower_inclusive else math.floor(last)
    return lowest > highest


def _decide(reading: Reading, weaker: Level, stronger: Level) -> tuple[Level, Level]:
    """Give the gap or the shared bound to the chosen of two levels."""
    up = reading.chosen == stronger.id
    if reading.bound is not None:
        if up:
            return replace(weaker, upper_inclusive=False), stronger
        return weaker, replace(stronger, lower_inclusive=False)
    if up:
        inclusive = not weaker.upper_inclusive
        return weaker, replace(stronger, lower=weaker.upper, lower_inclusive=inclusive)
    inclusive = not stronger.lower_inclusive
    return replace(weaker, upper=stronger.lower, upper_inclusive=inclusive), stronger


def covers(reading: Reading, weaker: Level, stronger: Level) -> bool:
    """Tell whether the reading decides the gap or the shared bound between two levels."""
    if {option.id for option in reading.options} != {weaker.id, stronger.id}:
        return False
    if reading.gap:
        return reading.gap == (weaker.upper, stronger.lower)
    shared = weaker.upper_inclusive and stronger.lower_inclusive and weaker.upper == stronger.lower
    return shared and reading.bound == weaker.upper
