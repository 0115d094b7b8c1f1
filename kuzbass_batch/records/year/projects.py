"""Projects over the years of the programme: what was planned and reported (p. 3.2, app. 2)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.committee.programme import ProjectStatus, RegisterRow
from kuzbass_batch.records.returns.read_files import Goal, ProjectStage

ENDED = (ProjectStatus.STABLE, ProjectStatus.STOPPED)
"""A project of which nothing more is reported."""
DONE = (ProjectStatus.CLOSED, ProjectStatus.STABLE)
"""A project that has been closed: every fact is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GoalFact:
    """What was reached of a goal, on which day and by which source; both may be unsaid."""

    goal: str
    fact: Decimal
    day: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectReport:
    """What was reported of a project for a quarter.

    done: the day on which each stage was finished, by its number. before, after: minutes of a case;
    hours: saved in a year, worked out of them, None if they are not all known or no time is saved.
    row: of the register of reports that says so, None for a form that is yet to be accepted.
    """

    quarter: Period
    status: ProjectStatus
    stage: int
    facts: tuple[GoalFact, ...] = ()
    done: Mapping[int, dt.date]
    closed: dt.date | None = None
    stable: dt.date | None = None
    sphere: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    cases: Decimal | None = None
    hours: Decimal | None = None
    roubles: Decimal | None = None
    residents: Decimal | None = None
    replicated: str = ""
    document: str = ""
    note: str = ""
    row: RegisterRow | None = None

    def fact_of(self, goal: str) -> GoalFact | None:
        """Return what was reached of a goal, None if it is not reported."""
        return next((each for each in self.facts if each.goal == goal), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeProject:
    """A project of the register (p. 3.2; reading R20: it lives over New Year).

    Status, days and effects are those of the register's row in force: what the committee entered
    there, else what the last report says. goals, stages: as planned by the passport. reports: in
    the order of their quarters. row: of the register. stage: reached, 0 if nothing says it.
    """

    number: str
    participant: str
    name: str
    leader: str
    sphere: str
    status: ProjectStatus
    stage: int
    opened: dt.date | None
    closed: dt.date | None
    stable: dt.date | None
    goals: tuple[Goal, ...]
    stages: tuple[ProjectStage, ...]
    hours: Decimal | None
    roubles: Decimal | None
    residents: Decimal | None
    replicated: str
    reports: tuple[ProjectReport, ...]
    row: RegisterRow

    @property
    def lives(self) -> bool:
        """Tell whether reports are still expected: until it is stable or stopped."""
        return self.status not in ENDED

    @property
    def last(self) -> ProjectReport | None:
        """Return the last report, None if there is none."""
        return self.reports[-1] if self.reports else None

    @property
    def closes(self) -> dt.date | None:
        """Return the day on which the passport plans to close it (stage 9), None if unsaid."""
        return next((stage.start for stage in self.stages if stage.number == CLOSING), None)

    def fact_of(self, goal: str) -> GoalFact | None:
        """Return the last reported fact of a goal."""
        found = (report.fact_of(goal) for report in reversed(self.reports))
        return next((fact for fact in found if fact), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DueReport:
    """A report that is asked for by the day `due`. closing: the planned day of closing came."""

    project: ProgrammeProject
    quarter: Period
    due: dt.date
    closing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The committee's minutes by which a project is one of the most significant."""

    number: str
    day: dt.date


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredProject:
    """A project with what its significance is judged by (reading R17).

    reached: how many of its goals; places: where it is taken up. share_sum: the sum of its shares
    of the highest in its sphere, None where the measures only stand side by side.
    """

    project: ProgrammeProject
    sphere: str
    reached: int
    goals: int
    places: int
    share_sum: Decimal | None = None
    chosen: Chosen | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeProjects:
    """The projects of the programme on a day, by participant and number.

    measured: those with reports, by sphere. due: the reports that are asked for.
    """

    every: tuple[ProgrammeProject, ...] = ()
    measured: tuple[MeasuredProject, ...] = ()
    due: tuple[DueReport, ...] = ()

    @property
    def in_use(self) -> bool:
        """Tell whether anything is reported, or the committee itself keeps a project."""
        return any(project.reports or not project.row.made for project in self.every)


NO_PROJECTS = ProgrammeProjects()
SIGNIFICANT_TOPIC = "значимые проекты"
"""The topic of the minutes that choose projects: their content names the numbers."""
CLOSING, STABILITY = 9, 10
"""The stages of a passport that close a project and look after its stability (app. 2)."""


def is_reached(goal: Goal, fact: Decimal) -> bool:
    """Tell whether a fact is at the target of a goal or beyond it, in the goal's direction."""
    return fact >= goal.target if goal.target > goal.current else fact <= goal.target
