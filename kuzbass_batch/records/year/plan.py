"""The plan of the programme as it stands at the end of a quarter (app. 1, p. 2.7(2))."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.calendar.period import ROMAN
from kuzbass_batch.methodology.calendar.year_plan import PlanTarget

QUARTER_NAMES = ROMAN
"""What the quarters of a year are called."""
QUARTERS = len(QUARTER_NAMES)


class ForecastBy(StrEnum):
    """How the year was forecast; the value is the word shown."""

    SEASONAL = "по доле этих кварталов в прошлом году"
    STRAIGHT = "равномерно по кварталам"
    OVER = "год завершён"
    NONE = "не строится (в прошлом году к этому кварталу факта не было)"
    FEW = "не строится (в плане меньше одного на квартал)"
    BY_DAY = "не строится (срок назначен)"


@dataclass(frozen=True, kw_only=True, slots=True)
class FactOrigin:
    """A row that a number of the plan comes from.

    amount: what it adds to the quarter, in units of the indicator. entered: it was typed into the
    plan, because no register has it. words: what stands there; ref: where.
    """

    indicator: str
    quarter: int
    participant: str
    amount: Decimal
    words: str
    ref: CellRef
    entered: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarterFact:
    """The fact of a quarter and the running one, in units of the indicator; per cent to a tenth."""

    quarter: int
    fact: Decimal
    running: Decimal
    entered: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSteps:
    """What is done about an indicator that is behind, as the committee entered it."""

    cause: str = ""
    measure: str = ""
    due: dt.date | None = None
    responsible: str = ""


NO_STEPS = PlanSteps()


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanLine:
    """An indicator of the region, or of one participant, at the end of a quarter.

    participant: empty for the region. facts: of the quarters until now. goal: of the year;
    expected: what of it was to be there by now. done: which share of the year's target is reached,
    1 for all of it; of an indicator of each participant, the mean of theirs, none counted above 1.
    reached: how many participants have the target, of listed (0 where it is the region's).
    forecast: of the running fact at the year's end, None where it cannot be told.
    """

    target: PlanTarget
    participant: str
    facts: tuple[QuarterFact, ...]
    goal: Decimal
    expected: Decimal
    done: Decimal
    behind: bool
    steps: PlanSteps = NO_STEPS
    reached: int = 0
    listed: int = 0
    forecast: Decimal | None = None
    forecast_by: ForecastBy = ForecastBy.STRAIGHT

    @property
    def running(self) -> Decimal:
        """Return the running fact."""
        return self.facts[-1].running

    @property
    def fact(self) -> Decimal:
        """Return the fact of the last quarter."""
        return self.facts[-1].fact


@dataclass(frozen=True, kw_only=True, slots=True)
class SentMonitoring:
    """A monitoring that went out: its number and day, as the register of letters has them."""

    quarter: int
    number: str
    day: dt.date | str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedFigure:
    """A running fact that differs now from what was sent."""

    indicator: str
    sent: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanQuarter:
    """The plan at the end of a quarter whose day has come.

    day: by which its monitoring is due (reading R14). lines: of the region, in the plan's order.
    people: of participants who have a fact or an entry. origins: the rows that all of it is of.
    sent: its monitoring, if that went out; changed: what differs from it now.
    """

    year: int
    quarter: int
    day: dt.date
    lines: tuple[PlanLine, ...]
    people: tuple[PlanLine, ...]
    origins: tuple[FactOrigin, ...]
    sent: SentMonitoring | None = None
    changed: tuple[ChangedFigure, ...] = ()

    @property
    def id(self) -> str:
        """Return how files name the quarter: 2026-II."""
        return f"{self.year}-{QUARTER_NAMES[self.quarter - 1]}"

    @property
    def name(self) -> str:
        """Return how texts name it: II квартал 2026 года."""
        return f"{QUARTER_NAMES[self.quarter - 1]} квартал {self.year} года"

    @property
    def behind(self) -> tuple[PlanLine, ...]:
        """Return the region's indicators that are behind."""
        return tuple(line for line in self.lines if line.behind)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammePlan:
    """The quarters of the year whose day has come; none where no register is used."""

    quarters: tuple[PlanQuarter, ...] = ()

    @property
    def last(self) -> PlanQuarter | None:
        """Return the latest quarter, None if there is none."""
        return self.quarters[-1] if self.quarters else None


NO_PLAN = ProgrammePlan()
