"""The sorted folder, the outcome of a run, and what follows from it: all that the outputs show."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR, WorkCalendar
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.book_marks import NOT_DRAWN, DrawnBook
from kuzbass_batch.records.committee.contest import (
    NO_CONTEST,
    AnnouncedContest,
    PracticeContest,
)
from kuzbass_batch.records.committee.decisions import NO_DECISIONS, DecisionBook, Decisions
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.committee.programme import (
    NO_REGISTERS,
    NONE_FOUND,
    FoundRegisters,
    ProgrammeRegisters,
)
from kuzbass_batch.records.rating.rating import (
    Advice,
    ChecksFirst,
    LevelTurn,
    Proof,
    Robustness,
    Statistics,
)
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Registry, Standing
from kuzbass_batch.records.returns.read_files import FormFile, ReadFile
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.jury import NO_MARKS, JuryMarks
from kuzbass_batch.records.year.partner_checks import NO_CHECKS, PartnerChecks
from kuzbass_batch.records.year.plan import NO_PLAN, ProgrammePlan
from kuzbass_batch.records.year.projects import NO_PROJECTS, ProgrammeProjects
from kuzbass_batch.records.year.snapshots import Comparison, Snapshot
from kuzbass_batch.records.year.training import NO_TRAINING, TrainingYear
from kuzbass_batch.records.year.year import (
    DueDays,
    DueTask,
    HistoryStep,
    ObjectionEffect,
    ParentGroup,
    Progress,
    ToDo,
    Totals,
    YearChange,
)

RatedStanding = tuple[Standing, Scorecard]


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftBook:
    """A decisions workbook filled in in the result folder and not carried over.

    name: of the file in the result before this one. kept: under which name this result keeps it.
    """

    name: str
    kept: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SortedFolder:
    """The committee's own files, understood, and all others.

    registry: the participants, with the level that each had last year. book: the year's decisions
    as entered, if there are any, with what of the last result it lacks and stays in force.
    workdays: the committee's calendar, else the state's. past: last year's results, if they lie in
    the folder. returns: forms that participants fill, sorted by path. others: every other file,
    sorted by path. drawn: the decisions workbook to be drawn. registers: what the folder holds of
    the registers of the programme. contest: the one that is announced for the year, if any.
    """

    registry: Registry
    book: DecisionBook | None
    workdays: WorkCalendar
    past: Snapshot | None
    returns: tuple[FormFile, ...]
    others: tuple[ReadFile, ...]
    drawn: DrawnBook = NOT_DRAWN
    registers: FoundRegisters = NONE_FOUND
    contest: PracticeContest | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One year as of one day.

    standings: one for every participant of the registry, in the registry's order.
    files: one for every file of the input folder, sorted by path.
    workdays: the production calendar by which deadlines are counted. unpublished: the year without
    a published calendar into which they may fall, None if there is none.
    decisions: what of the committee's workbook is in force. registers: those of the programme.
    projects: of these, with the reports that are due. partner_checks: applications with what became
    of them.
    contest: the one announced for the year, with its applications. jury: what its jury gave.
    past: last year's results, if they lie in the folder. comparison: what changed since an earlier
    result, if there is one.
    elsewhere: the cells of the decisions workbook in the result folder that were filled in there,
    where no run reads them; left: the books that hold them. drawn: the decisions workbook to go on
    with. These are not determined by the input alone: they look at the result before.
    """

    as_of: dt.date
    methodology: Methodology
    registry: Registry
    standings: tuple[Standing, ...]
    files: tuple[FileResult, ...]
    workdays: WorkCalendar = STATE_CALENDAR
    unpublished: int | None = None
    decisions: Decisions = NO_DECISIONS
    registers: ProgrammeRegisters = NO_REGISTERS
    projects: ProgrammeProjects = NO_PROJECTS
    partner_checks: PartnerChecks = NO_CHECKS
    contest: AnnouncedContest = NO_CONTEST
    jury: JuryMarks = NO_MARKS
    past: Snapshot | None = None
    comparison: Comparison | None = None
    elsewhere: tuple[str, ...] = ()
    left: tuple[LeftBook, ...] = ()
    drawn: DrawnBook = NOT_DRAWN

    @property
    def year(self) -> int:
        """Return the reporting year."""
        return self.methodology.year

    @property
    def period(self) -> Period:
        """Return the period that is rated."""
        return self.methodology.period

    @property
    def strange_books(self) -> tuple[FileResult, ...]:
        """Return the books of which nothing proves that they are the committee's own."""
        return tuple(file for file in self.files if file.strange)


@dataclass(frozen=True, kw_only=True, slots=True)
class Conclusions:
    """What follows from an outcome, worked out once: the outputs only show it.

    Mappings are by participant's id, in the registry's order. rated: the best first, equal totals
    by id. stages: how far everybody has come. years: against last year. tasks: who has to do what
    by when, the most urgent first; due: the days that letters name. to_do: what waits for the
    committee. letters: who gets which.
    requested: which documents are asked of whom.
    windows: the last day to object, of those whose receipt of the results is entered.
    objections: what each would change. parents: bodies with the participants subordinate to them.
    statistics, robustness: of the rated participants.
    over: the day of the totals has come. closed: nobody is asked for a first self-assessment any
    more. plan: that of the programme at the end of each quarter.
    preliminary: the results have not gone out yet, or are not approved. drafts: whose result is not
    approved as it stands, in the registry's order.

    projects, partner_checks: those of the outcome. training: of the year. outside: the bodies
    outside of the registry that are written to, on checks or the contest, as letters know their
    readers.

    Worked out each time it is asked for, because thousands would weigh more than the results:
    histories: how each result came about; evidence: what the act names for what is claimed;
    ways: the cheapest ways to the next level; turns: on which points the level hangs; checks: what
    to check first, None where nobody is rated or all is checked (these of the rated only).
    """

    outcome: Outcome
    rated: tuple[RatedStanding, ...]
    stages: Mapping[str, Progress]
    years: Mapping[str, YearChange]
    tasks: tuple[DueTask, ...]
    due: DueDays
    to_do: tuple[ToDo, ...]
    letters: Mapping[str, tuple[LetterKind, ...]]
    windows: Mapping[str, dt.date]
    objections: tuple[ObjectionEffect, ...]
    parents: Mapping[str, ParentGroup]
    statistics: Statistics
    robustness: Robustness
    totals: Totals
    over: bool
    closed: bool
    preliminary: bool
    drafts: tuple[str, ...]
    histories: Mapping[str, tuple[HistoryStep, ...]]
    evidence: Mapping[str, tuple[Proof, ...]]
    requested: Mapping[str, tuple[Proof, ...]]
    ways: Mapping[str, tuple[Advice, ...]]
    turns: Mapping[str, tuple[LevelTurn, ...]]
    checks: Mapping[str, ChecksFirst | None]
    plan: ProgrammePlan = NO_PLAN
    projects: ProgrammeProjects = NO_PROJECTS
    partner_checks: PartnerChecks = NO_CHECKS
    outside: tuple[Standing, ...] = ()
    training: TrainingYear = NO_TRAINING
