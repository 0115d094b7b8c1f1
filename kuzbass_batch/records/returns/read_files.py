"""Files as read, one record for each kind: what a file says before anybody knows whose it is.

What a passport says of a project (p. 3.2, app. 2), and a form of objection of points (p. 3.4),
stands beside their records.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, TypeGuard

from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, has_errors
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.criteria import Worth
from kuzbass_batch.records.committee.book_marks import BookMark
from kuzbass_batch.records.committee.decisions import DecisionBook
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind, Source
from kuzbass_batch.records.files.submissions import (
    NO_DIGEST,
    NOTHING_TYPED,
    AssessmentDigest,
    Identity,
    TypedFields,
)
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """What every file has: where it lies, and the findings on it so far."""

    source: Source
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherFile(_File):
    """A file that was not recognised as a form: it could not be opened or read, or is another's.

    identity: the form code that stands on it all the same. unread: it is there and cannot be read;
    no_workbook: because it is not a workbook, whatever its name says. foreign: a workbook without a
    trace of the program's forms. own: what it is, if the program itself made it of earlier returns.
    stripped: the name of the form that it looks like, its code removed. altered: part of its name
    or texts was left out or cleaned, or the second reader read it.
    """

    kind: ClassVar[Kind] = Kind.UNKNOWN

    identity: Identity | None = None
    unread: bool = False
    no_workbook: bool = False
    foreign: bool = False
    own: str = ""
    stripped: str = ""
    altered: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadCalendar(_File):
    """The committee's own production calendar; days: each whether it is a working day."""

    kind: ClassVar[Kind] = Kind.CALENDAR

    days: tuple[tuple[dt.date, bool], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadRegistry(_File):
    """A registry of participants; its lines wait in the store of parsed returns.

    mark: as it stands in the file, right or not; so of the other books. unfilled: a clean blank.
    lines: how many are filled in.
    """

    kind: ClassVar[Kind] = Kind.REGISTRY

    identity: Identity
    mark: BookMark | None = None
    unfilled: bool = False
    lines: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadDecisions(_File):
    """The committee's workbook; book: what was entered, None if some of it cannot be read."""

    kind: ClassVar[Kind] = Kind.DECISIONS

    identity: Identity
    book: DecisionBook | None
    mark: BookMark | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadRegisters(_File):
    """The registers of the programme; book: what was entered, None if some cannot be read.

    of_programme: it is one of this programme's, by the years and the name in its code.
    """

    kind: ClassVar[Kind] = Kind.REGISTERS

    identity: Identity
    book: DecisionBook | None
    mark: BookMark | None = None
    of_programme: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierResults(_File):
    """The last period's results.json, taken for the comparison; `period` is what it rates."""

    kind: ClassVar[Kind] = Kind.PAST_RESULTS

    period: Period


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongEdition(_File):
    """A form of another year or version: its code is known, its rows are not read as this year's.

    wrong_year: of another year; otherwise of another version. unfilled, as_drawn: as of a form of
    this year. book: what was entered in a workbook of decisions of another year, if it can be read.
    """

    kind: Kind
    identity: Identity
    wrong_year: bool
    mark: BookMark | None = None
    unfilled: bool = False
    as_drawn: bool = False
    book: DecisionBook | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _ReadForm(_File):
    """What the forms that participants fill have in common.

    filled_on: the date in the form. answers_sha256: hash of the understood answers; equal hashes
    mean the same content. mended: it is a form redrawn with remarks, sent back; so it came after
    the one it mends. unfilled: a blank sent back as it was issued; as_drawn: one, or a form
    with remarks, that nobody has even saved since. rows: (table, number) for each free table with
    more rows than the blank has.
    """

    identity: Identity
    typed: TypedFields = NOTHING_TYPED
    rows: tuple[tuple[str, int], ...] = ()
    filled_on: dt.date | None = None
    answers_sha256: str = ""
    mended: bool = False
    unfilled: bool = False
    as_drawn: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked for one criterion, with reasons and documents; `ref` is the cell.

    worth: points, or that the criterion does not apply. claimed, counted: what the form printed,
    None if it is a blank without a result.
    """

    criterion: str
    worth: Worth
    claimed: Worth | None
    counted: Worth | None
    reason: str
    documents: str
    ref: CellRef = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """What one form contests: who signed, the way it was sent as stated there, what is asked.

    begun: the criteria in whose rows the participant entered anything, readable or not.
    """

    signer: str
    way: str
    asked: tuple[Asked, ...]
    begun: tuple[str, ...] = ()


Month = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectStage:
    """A stage (этап) of a project: its number 1–10 and its first and last day."""

    number: int
    start: dt.date
    end: dt.date


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """A goal (цель) with its unit in the name, the indicator now and to be reached."""

    name: str
    current: Decimal
    target: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A lean project (бережливый проект) as its passport says.

    participant and path (of the passport's file) are empty until it is known whose it is.
    """

    participant: str = ""
    name: str
    leader: str
    process: str
    goals: tuple[Goal, ...]
    stages: tuple[ProjectStage, ...]
    path: str = ""

    @property
    def start(self) -> dt.date | None:
        """Return the first day of the first stage."""
        return min((stage.start for stage in self.stages), default=None)

    @property
    def end(self) -> dt.date | None:
        """Return the last day of the last stage."""
        return max((stage.end for stage in self.stages), default=None)

    def stages_in(self, month: Month) -> tuple[int, ...]:
        """Return the numbers of the stages that touch a month (year, month)."""
        return tuple(
            stage.number
            for stage in self.stages
            if month_of(stage.start) <= month <= month_of(stage.end)
        )

    def stage_on(self, day: dt.date) -> str:
        """Return in Russian where the plan of the passport stands on a day."""
        begun = [stage for stage in self.stages if stage.start <= day]
        if not begun:
            return "не начат"
        if self.end and day > self.end:
            return "сроки истекли"
        return f"этап {begun[-1].number}"


def month_of(day: dt.date) -> Month:
    """Return the year and the month of a day."""
    return day.year, day.month


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadAssessment(_ReadForm):
    """A self-assessment; card: the score that its marks make, None if they make none."""

    kind: ClassVar[Kind] = Kind.SELF_ASSESSMENT

    digest: AssessmentDigest = NO_DIGEST
    card: Scorecard | None = None

    @property
    def scorecard(self) -> Scorecard | None:
        """Return the score of a self-assessment without errors.

        One with errors counts only if the committee so rules.
        """
        return None if has_errors(self.findings) else self.card


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPassport(_ReadForm):
    """A passport of a lean project (app. 2)."""

    kind: ClassVar[Kind] = Kind.PASSPORT

    project: Project


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadObjection(_ReadForm):
    """An objection to the result (p. 3.4)."""

    kind: ClassVar[Kind] = Kind.OBJECTION

    contest: Contest


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadProgrammeForm(_ReadForm):
    """A form of the programme: a project report and the like, of whatever year of it (p. 3.2)."""

    kind: Kind
    form: ProgrammeForm


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadJurySheet(_ReadForm):
    """A juror's sheet of a contest; criteria: how many columns of points it has (p. 2.7)."""

    kind: ClassVar[Kind] = Kind.JURY_SHEET

    form: ProgrammeForm
    criteria: int

    @property
    def came(self) -> dt.date | None:
        """Return the day it came on: the date of its folder, else the one in the sheet."""
        return self.source.received or self.filled_on


ReadReturn = ReadAssessment | ReadPassport | ReadObjection | ReadProgrammeForm
"""A form of this year that a participant filled, with its answers understood."""
OF_PARTICIPANTS = (Kind.SELF_ASSESSMENT, Kind.PASSPORT, Kind.OBJECTION, *PROGRAMME_FORMS)
FormFile = ReadReturn | WrongEdition
"""A form whose code is known, of this year or of another."""
ReadFile = (
    ReadReturn
    | WrongEdition
    | ReadRegistry
    | ReadDecisions
    | ReadRegisters
    | ReadCalendar
    | ReadJurySheet
    | EarlierResults
    | OtherFile
)


def is_of_participant(file: ReadFile) -> TypeGuard[FormFile]:
    """Tell whether a file is a form that participants fill, of whatever year."""
    return isinstance(file, FormFile) and file.kind in OF_PARTICIPANTS


def came_on(file: FormFile) -> dt.date | None:
    """Return the day a form came on: the date of its folder, else the one in the form."""
    return file.source.received or filled_on(file)


def filled_on(file: ReadFile) -> dt.date | None:
    """Return the date that a participant wrote into his form, None for any other file."""
    return file.filled_on if isinstance(file, ReadReturn | ReadJurySheet) else None


def identity_of(file: ReadFile) -> Identity | None:
    """Return the code that stands on a file, None if there is none."""
    return None if isinstance(file, ReadCalendar | EarlierResults) else file.identity
