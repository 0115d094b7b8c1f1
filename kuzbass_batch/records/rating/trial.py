"""A changed methodology tried on a finished year: how each rated participant would stand."""

from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.methodology.calendar.period import Period

OTHERS = "изменились оценки других участников"
"""The cause of a place that only others moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """One rated participant under both methodologies; places are empty where none are given.

    total: weighted points; level: its name; causes: what makes the difference, empty for none.
    """

    id: str
    name: str
    total: tuple[Decimal, Decimal]
    level: tuple[str, str]
    place: tuple[str, str]
    within: tuple[str, str]
    causes: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Tell whether points, level or place are others."""
        pairs = (self.total, self.level, self.place, self.within)
        return any(before != after for before, after in pairs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What a changed methodology does to the rated participants of a finished year.

    shifts: the best of the old result first. unknown: sentences on what a result does not say.
    decimals: of totals under the old methodology and the new one, None where none are stated.
    """

    period: Period
    shifts: tuple[Shift, ...]
    unknown: tuple[str, ...] = ()
    decimals: tuple[int | None, int | None] = (None, None)

    @property
    def differing(self) -> tuple[Shift, ...]:
        """Return those for whom anything differs."""
        return tuple(shift for shift in self.shifts if shift.differs)
