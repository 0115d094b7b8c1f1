"""The table of levels as it is printed: which totals have no level in it, and which have two."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Totals from one bound to another, and the levels that hold each of them."""

    lower: Decimal | None
    lower_inclusive: bool
    upper: Decimal | None
    upper_inclusive: bool
    levels: tuple[Level, ...] = ()

    def __str__(self) -> str:
        """Return `[4; 5)`, or `8` for a single total."""
        if self.lower is not None and self.lower == self.upper:
            return number(self.lower)
        low = (
            "(−∞" if self.lower is None else f"{'[('[not self.lower_inclusive]}{number(self.lower)}"
        )
        high = (
            "+∞)" if self.upper is None else f"{number(self.upper)}{'])'[not self.upper_inclusive]}"
        )
        return f"{low}; {high}"

    def holds(self, total: Decimal) -> bool:
        """Tell whether a total lies in it."""
        above = self.lower is None or total > self.lower
        below = self.upper is None or total < self.upper
        return (above or (self.lower_inclusive and total == self.lower)) and (
            below or (self.upper_inclusive and total == self.upper)
        )


def number(value: Decimal | int) -> str:
    """Return a number as an act prints it: `14,9`, `8`."""
    return wording.comma(Decimal(value).normalize() if value else Decimal(0))


def not_of_one_level(levels: tuple[Level, ...]) -> Iterator[Span]:
    """Yield the totals that no level holds, or several do, from the lowest up."""
    last: Span | None = None
    for span in _pieces(levels):
        if last is not None and last.levels == span.levels:
            last = replace(last, upper=span.upper, upper_inclusive=span.upper_inclusive)
            continue
        if last is not None and len(last.levels) != 1:
            yield last
        last = span
    if last is not None and len(last.levels) != 1:
        yield last


def _pieces(levels: tuple[Level, ...]) -> Iterator[Span]:
    """Yield every bound by itself and what lies between two: within each, all totals are alike."""
    bounds = sorted(
        {bound for level in levels for bound in (level.lower, level.upper) if bound is not None}
    )
    below: Decimal | None = None
    for bound in bounds:
        yield _piece(levels, below, bound)
        yield Span(
            lower=bound,
            lower_inclusive=True,
            upper=bound,
            upper_inclusive=True,
            levels=tuple(level for level in levels if level.holds(bound)),
        )
        below = bound
    yield _piece(levels, below, None)


def _piece(levels: tuple[Level, ...], lower: Decimal | None, upper: Decimal | None) -> Span:
    """Return the totals between two bounds, neither included, with the levels of one of them."""
    if lower is not None and upper is not None:
        within = (lower + upper) / 2
    else:
        within = lower + 1 if lower is not None else (upper or Decimal()) - 1
    return Span(
        lower=lower,
        lower_inclusive=False,
        upper=upper,
        upper_inclusive=False,
        levels=tuple(level for level in levels if level.holds(within)),
    )
