"""The totals that some answers come to where the total is no plain sum of weighted points.

Every criterion is taken to apply. Totals are counted exactly and rounded as the act says.
"""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kuzbass_batch.methodology.entries.level_table import Span
from kuzbass_batch.methodology.records import Methodology

MOST_EXACT = 200_000
"""Exact totals that are rounded one by one: above that number not every total is tried."""


def _parts_of_point(methodology: Methodology) -> int:
    """Return how many parts a point is counted in, so that all points are whole."""
    points = (Fraction(p) for each in methodology.criteria for p in each.points_possible)
    return math.lcm(*(each.denominator for each in points))


class WeighedTotals:
    """The totals of a methodology: a bit for each step from the lowest to the highest."""

    def __init__(self, methodology: Methodology) -> None:
        """Take a methodology whose levels and points stand as its readings resolve them."""
        weighting = methodology.scheme.weighting()
        assert weighting is not None
        parts = _parts_of_point(methodology)
        gains = [
            {int(points * weight * parts) for points in criterion.points_possible}
            for criterion, weight in zip(methodology.criteria, weighting.numerators, strict=True)
        ]
        self.lowest = Fraction(
            sum(min(several) for several in gains), weighting.denominator * parts
        )
        gains = [{gain - min(several) for gain in several} for several in gains]
        step = math.gcd(*(gain for several in gains for gain in several)) or 1
        self.steps = sum(max(several) for several in gains) // step
        self.unit = Fraction(step, weighting.denominator * parts)
        self.all_tried = self.steps <= MOST_EXACT
        self.bits = 1
        for several in gains if self.all_tried else ():
            made = 0
            for gain in several:
                made |= self.bits << gain // step
            self.bits = made
        if methodology.total_rule.step is not None:
            self._round(methodology)

    def _round(self, methodology: Methodology) -> None:
        """Put each total where the act rounds it to."""
        rule = methodology.total_rule
        assert rule.step is not None
        exact, self.bits, unit, lowest = self.bits, 0, self.unit, self.lowest
        self.unit, self.lowest = Fraction(rule.step), Fraction(rule.rounded(lowest))
        self.steps = int((Fraction(methodology.max_total) - self.lowest) / self.unit)
        for found in re.finditer("1", f"{exact:b}"[::-1]) if self.all_tried else ():
            total = Fraction(rule.rounded(lowest + found.start() * unit))
            self.bits |= 1 << int((total - self.lowest) / self.unit)

    @property
    def distance(self) -> Decimal:
        """Return the distance of two totals beside each other."""
        return Decimal(self.unit.numerator) / self.unit.denominator

    def total(self, step: int) -> Decimal:
        """Return the total of a step."""
        exact = self.lowest + step * self.unit
        return Decimal(exact.numerator) / exact.denominator

    def within(self, span: Span) -> int | None:
        """Return how many totals of a span are possible; None if not every total was tried."""
        if not self.all_tried:
            return None
        low, high = 0, self.steps
        if span.lower is not None:
            first = (Fraction(span.lower) - self.lowest) / self.unit
            low = math.ceil(first) + (not span.lower_inclusive and first == math.ceil(first))
        if span.upper is not None:
            last = (Fraction(span.upper) - self.lowest) / self.unit
            high = math.floor(last) - (not span.upper_inclusive and last == math.floor(last))
        low, high = max(low, 0), min(high, self.steps)
        return ((self.bits >> low) & ((1 << max(high - low + 1, 0)) - 1)).bit_count()

    def missing(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of steps that no answers come to, first and last."""
        digits = f"{self.bits:b}"[::-1]
        for run in re.finditer("0+", digits):
            yield run.start(), run.end() - 1
