"""The totals that some answers come to where the total is no plain sum of weighted points.

Every criterion is taken to apply. Totals are counted exactly and rounded as the act says.
"""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kuzbass_batch.methodology.level_table import Span
from kuzbass_batch.methodology.records import Methodology

MOST_EXACT = 200_000
"""Exact totals that are rounded one by one: above that number not every total is tried."""


class WeighedTotals:
    """The totals of a methodology: a bit for each step from 0 upwards."""

    def __init__(self, methodology: Methodology) -> None:
        """Take a methodology whose levels and points stand as its readings resolve them."""
        weighting = methodology.scheme.weighting()
        assert weighting is not None
        gains = [
            {int(row.points * weight) for row in criterion.rows}
            for criterion, weight in zip(methodology.criteria, weighting.numerators, strict=True)
        ]
        step = math.gcd(*(gain for several in gains for gain in several)) or 1
        self.steps = sum(max(several) for several in gains) // step
        self.unit = Fraction(step, weighting.denominator)
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
        exact, self.bits, unit = self.bits, 0, self.unit
        self.unit = Fraction(rule.step)
        self.steps = int(Fraction(methodology.max_total) / self.unit)
        for found in re.finditer("1", f"{exact:b}"[::-1]) if self.all_tried else ():
            total = rule.rounded(found.start() * unit)
            self.bits |= 1 << int(Fraction(total) / self.unit)

    def total(self, step: int) -> Decimal:
        """Return the total of a step."""
        exact = step * self.unit
        return Decimal(exact.numerator) / exact.denominator

    def within(self, span: Span) -> int | None:
        """Return how many totals of a span are possible; None if not every total was tried."""
        if not self.all_tried:
            return None
        low = 0 if span.lower is None else math.ceil(Fraction(span.lower) / self.unit)
        high = self.steps if span.upper is None else math.floor(Fraction(span.upper) / self.unit)
        if span.lower is not None and not span.lower_inclusive:
            low += low * self.unit == Fraction(span.lower)
        if span.upper is not None and not span.upper_inclusive:
            high -= high * self.unit == Fraction(span.upper)
        low, high = max(low, 0), min(high, self.steps)
        return ((self.bits >> low) & ((1 << max(high - low + 1, 0)) - 1)).bit_count()

    def missing(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of steps that no answers come to, first and last."""
        digits = f"{self.bits:b}"[::-1]
        for run in re.finditer("0+", digits):
            yield run.start(), run.end() - 1
