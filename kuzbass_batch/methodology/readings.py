"""Readings (прочтения): how an unclear point of the act is read, and by whose minutes."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.methodology.criteria import Points

OF_REGISTERS = frozenset({"R15", "R18", "R19"})
"""The readings by which the registers of the programme answer for participants."""
OF_PLAN = frozenset({"R13", "R14", "R16"})
"""The readings by which the facts of the plan are counted from these registers."""
OF_PROJECTS = frozenset({"R17", "R20"})
"""The readings by which projects are shown side by side and reported over New Year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One way to read an unclear point; `points` only where the reading gives points."""

    id: str
    text: str
    points: Points | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A reading (прочтение) of an unclear point of the act, with the committee's protocol.

    gap: the totals that no level of the act holds, lower bound included (R1); bound: the total
    that stands in two levels (R2). The options of both are the ids of the two levels.
    """

    id: str
    point: str
    question: str
    options: tuple[Option, ...]
    chosen: str
    protocol_number: str = ""
    protocol_date: dt.date | None = None
    gap: tuple[Decimal, Decimal] | None = None
    bound: Decimal | None = None

    @property
    def choice(self) -> Option:
        """Return the chosen option."""
        return next(option for option in self.options if option.id == self.chosen)

    @property
    def others(self) -> tuple[Option, ...]:
        """Return the options not chosen."""
        return tuple(option for option in self.options if option.id != self.chosen)
