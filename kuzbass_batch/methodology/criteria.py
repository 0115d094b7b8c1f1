"""The criteria of a methodology: how the answers of each become points (app. 3 p. 6).

Four kinds: rows of which one counts (or an unbroken run of them), rows that add up, a number that
lies in a range, and a ratio of two numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch import wording

Points = int | Decimal
"""Points (балл), always exact: a whole number is an int, any other a Decimal.

The act of 2025 has whole ones only. Ten thousand scorecards of them take a third of what Decimals
would, and results.json shows them as plain numbers.
"""


class NoPoints(StrEnum):
    """What may stand where points are asked for or given: the criterion does not apply."""

    NOT_APPLICABLE = "не применимо"


Worth = Points | NoPoints
"""What a criterion is to count for: points, or that it does not apply."""

HUNDRED = Decimal(100)
MOST_SUMS = 1000
"""Different points that added rows may come to: the committee chooses among them in a list."""


def exact(number: Decimal | int) -> Points:
    """Return a number as points: an int if it is whole, else a Decimal without closing zeros."""
    whole = int(number)
    return whole if whole == number else Decimal(number).normalize()


class CriterionKind(StrEnum):
    """What a criterion's answers are, and how points are made of them."""

    ROWS = "rows"
    ADDITIVE = "additive"
    NUMBER = "number"
    RATIO = "ratio"


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionRow:
    """A row of a criterion (показатель): code `1.1`, its points, the evidence the act names.

    points_by: the reading that gives the points where the act gives none (R3), else empty.
    penalty: the points are taken off. subordinate: the row is about what the bodies under the
    participant have. A row with a number has no points of its own.
    """

    code: str
    text: str
    points: Points
    evidence: str
    reference: str
    points_by: str = ""
    penalty: bool = False
    subordinate: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PointRange:
    """Numbers that give the same points; a bound of None is open to infinity."""

    points: Points
    lower: Decimal | None
    lower_inclusive: bool
    upper: Decimal | None
    upper_inclusive: bool

    def holds(self, number: Decimal) -> bool:
        """Tell whether the number lies in the range."""
        above = self.lower is None or number > self.lower
        below = self.upper is None or number < self.upper
        return (above or (self.lower_inclusive and number == self.lower)) and (
            below or (self.upper_inclusive and number == self.upper)
        )

    def holds_quotient(self, numerator: Decimal, denominator: Decimal) -> bool:
        """Tell whether numerator / denominator lies in the range, without dividing.

        denominator: more than 0.
        """
        low = None if self.lower is None else numerator - self.lower * denominator
        high = None if self.upper is None else self.upper * denominator - numerator
        return (low is None or low > 0 or (self.lower_inclusive and low == 0)) and (
            high is None or high > 0 or (self.upper_inclusive and high == 0)
        )

    def words(self, unit: str) -> str:
        """Return the range in words with its unit: «от 50 до 80 %», «менее 50 %»."""
        low, high = self.lower, self.upper
        if low is not None and low == high:
            return f"{shown(low)} {unit}"
        before = "" if low is None else f"{'от' if self.lower_inclusive else 'более'} {shown(low)}"
        if high is None:
            return f"{before} {unit}" if before else f"любое число, {unit}"
        if not before:
            return f"{'не более' if self.upper_inclusive else 'менее'} {shown(high)} {unit}"
        whole = " включительно" if self.upper_inclusive else f", не включая {shown(high)}"
        return f"{before} до {shown(high)} {unit}{whole}"


def shown(number: Points) -> str:
    """Return a number as an act prints it: `14,9`, `8`."""
    return wording.comma(exact(number))


def shown_worth(worth: Worth) -> str:
    """Return what a criterion counts for as a sentence names it: `2 балла`, `«не применимо»`."""
    return f"«{worth}»" if isinstance(worth, NoPoints) else wording.points(worth)


def bare_worth(worth: Worth) -> str:
    """Return points as a bare number, or the words that stand in their place."""
    return f"«{worth}»" if isinstance(worth, NoPoints) else shown(worth)


def listed_points(several: Iterable[Points]) -> str:
    """Return points as a sentence lists them: `0, 1, 2`, `0; 0,5; 1`."""
    words = [shown(each) for each in several]
    return ("; " if any("," in word for word in words) else ", ").join(words)


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """A criterion (критерий, app. 3 p. 6).

    rows: what is answered, one cell each; with marks the row of 0 points stands first. A number
    has one row, a ratio two (numerator and denominator); their points come from the ranges.
    cap: the most that added rows give, None for no bound. unit: of the number that the ranges
    are about. share: that number is a share in percent, from 0 to 100. whole: only whole numbers
    are answers (a count). group: the id of the group that holds it, empty without groups.
    not_applicable: what becomes of its weight where it does not apply (`Inapplicable`), empty if it
    applies to everybody. mutual: it is about an exchange, which both sides are expected to name.
    """

    id: str
    title: str
    short_title: str
    coefficient: Decimal
    cumulative: bool
    rows: tuple[CriterionRow, ...]
    reference: str
    kind: CriterionKind = CriterionKind.ROWS
    cap: Points | None = None
    ranges: tuple[PointRange, ...] = ()
    unit: str = ""
    share: bool = False
    whole: bool = False
    group: str = ""
    not_applicable: str = ""
    mutual: bool = False
    points_possible: tuple[Points, ...] = field(init=False, repr=False, compare=False)
    """The points that the criterion may have, from the least up."""

    def __post_init__(self) -> None:
        """Work out once what is asked for with every participant."""
        # A frozen record sets a field of its own only so.
        object.__setattr__(self, "points_possible", tuple(sorted(_possible(self))) or (0,))

    @property
    def label(self) -> str:
        """Return the number as the act prints it: `1*` for a cumulative criterion."""
        return f"{self.id}*" if self.cumulative else self.id

    @property
    def is_marked(self) -> bool:
        """Tell whether its rows are marked «да» or «нет»; else they hold numbers."""
        return self.kind in (CriterionKind.ROWS, CriterionKind.ADDITIVE)

    @property
    def max_points(self) -> Points:
        """Return the most points that it gives."""
        return self.points_possible[-1]

    @property
    def min_points(self) -> Points:
        """Return the least points that it gives: below 0 where rows take points off."""
        return self.points_possible[0]

    @property
    def points_offered(self) -> tuple[str, ...]:
        """Return the points that the criterion may have, as a form's list offers them."""
        return tuple(map(shown, self.points_possible))

    @property
    def max_weighted(self) -> Decimal:
        """Return the most weighted points that it gives."""
        return self.max_points * self.coefficient

    def quotient(self, numerator: Decimal, denominator: Decimal) -> tuple[Decimal, Decimal]:
        """Return a ratio as a fraction of the unit of the ranges: of a share, in percent."""
        return (numerator * HUNDRED if self.share else numerator), denominator

    def goal(self, points: Points) -> str:
        """Return in words which numbers give so many points, empty where rows are marked."""
        fitting = [each.words(self.unit) for each in self.ranges if each.points == points]
        return " или ".join(fitting)


def _possible(criterion: Criterion) -> set[Points]:
    match criterion.kind:
        case CriterionKind.ROWS:
            return {row.points for row in criterion.rows}
        case CriterionKind.ADDITIVE:
            return {capped(each, criterion.cap) for each in sums_of(criterion.rows)}
        case _:
            # A number that was not given, or not confirmed, comes to 0.
            return {0, *(each.points for each in criterion.ranges)}


def sums_of(rows: tuple[CriterionRow, ...]) -> set[Points]:
    """Return what the points of some of the rows come to; where those are too many, some."""
    sums: set[Points] = {0}
    for row in rows:
        sums |= {exact(each + row.points) for each in sums}
        if len(sums) > MOST_SUMS:
            break
    return sums


def capped(points: Points, cap: Points | None) -> Points:
    """Return the points, no more than the cap."""
    return points if cap is None else min(points, cap)
