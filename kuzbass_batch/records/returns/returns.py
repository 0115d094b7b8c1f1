"""Whose a return is, and what became of every file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kuzbass_batch.findings.finding import Fact, Finding
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import Decisions
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.read_files import (
    FormFile,
    ReadAssessment,
    ReadFile,
    came_on,
    filled_on,
)


class FileStatus(StrEnum):
    """What became of a file (see the contract of results.json)."""

    USED = "used"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    RETURNED = "returned"
    UNREADABLE = "unreadable"
    IGNORED = "ignored"


class ParticipantStatus(StrEnum):
    """Where a participant stands after the run."""

    RATED = "rated"
    RETURNED = "returned"
    MISSING = "missing"
    EXCLUDED = "excluded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """Participants, by id, that a form may belong to while its owner is not established.

    named: the one whose name the form gives in full. near: the one whose name is most like what
    was typed. others: the one its blank was issued to, or all who bear the name.
    """

    named: str = ""
    near: str = ""
    others: tuple[str, ...] = ()

    @property
    def unsure(self) -> tuple[str, ...]:
        """Return those that the form does not name in whole."""
        return (*filter(None, (self.near,)), *self.others)

    @property
    def likely(self) -> str:
        """Return the one that most likely sent it, empty if several may have."""
        return self.named or self.near


NO_CANDIDATES = Candidates()


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedReturn:
    """A form of a participant once it is known whose it is and when it came.

    participant: the registry's id, empty if that is not known; candidates: whose it may be then.
    deciding_day: the day by which it is in time or late: that of the participant's first
    self-assessment, for others its own.
    findings: those of the file and of the match; lateness: those of them that say it came late.
    """

    read: FormFile
    participant: str
    deciding_day: dt.date | None
    findings: tuple[Finding, ...]
    lateness: tuple[Finding, ...] = ()
    candidates: Candidates = NO_CANDIDATES

    @property
    def source(self) -> Source:
        """Return where it lies."""
        return self.read.source

    @property
    def kind(self) -> Kind:
        """Return which form it is."""
        return self.read.kind

    @property
    def day(self) -> dt.date | None:
        """Return the day it came on."""
        return came_on(self.read)

    @property
    def unfilled(self) -> bool:
        """Tell whether it came as it was issued, of whatever year."""
        return self.read.unfilled


@dataclass(frozen=True, kw_only=True, slots=True)
class FileResult:
    """A file with its final status; `reason` says in Russian why it counts or does not.

    participant: whose it is, empty if it is nobody's; candidates: whose it may be then.
    findings: the findings on it.
    deciding_day: as of `MatchedReturn`. after_totals: a self-assessment that came when the totals
    were drawn (p. 3.4), which only the committee may take. held: a self-assessment that would lower
    the level of one that counts, and that nobody asked for: it waits for the committee.
    dates_cross: the dates in the forms say another order than that of arrival, by which it counts.
    """

    read: ReadFile
    status: FileStatus
    reason: str
    participant: str = ""
    findings: tuple[Finding, ...] = ()
    deciding_day: dt.date | None = None
    after_totals: bool = False
    held: bool = False
    dates_disagree: bool = False
    candidates: Candidates = NO_CANDIDATES

    @property
    def source(self) -> Source:
        """Return where the file lies."""
        return self.read.source

    @property
    def lost(self) -> bool:
        """Tell whether the file could not be read, or was returned and its sender is unknown.

        The committee's own kinds of file (calendar, decisions, registry) and a juror's sheet are
        of no participant, so that they are lost only if they could not be read.
        """
        ownerless = self.status is FileStatus.RETURNED and not self.participant
        known = (Kind.CALENDAR, Kind.DECISIONS, Kind.REGISTERS, Kind.REGISTRY, Kind.JURY_SHEET)
        return self.status is FileStatus.UNREADABLE or (ownerless and self.kind not in known)

    @property
    def strange(self) -> bool:
        """Tell whether it was returned because nothing proves that the committee made it."""
        told = any(Fact.NOT_OWN in finding.facts for finding in self.findings)
        return told and self.status is FileStatus.RETURNED

    @property
    def own(self) -> bool:
        """Tell whether it is a file of the committee's own that is not what it should be."""
        return any(Fact.OWN_FILE in finding.facts for finding in self.findings)

    @property
    def to_read(self) -> bool:
        """Tell whether it is a message without a file, which is to be read by somebody."""
        return any(Fact.NOTHING_ATTACHED in finding.facts for finding in self.findings)

    @property
    def kind(self) -> Kind:
        """Return what the file turned out to be."""
        return self.read.kind

    @property
    def filled_on(self) -> dt.date | None:
        """Return the date that the participant wrote into the form."""
        return filled_on(self.read)

    @property
    def assessment(self) -> ReadAssessment | None:
        """Return the self-assessment of this year that the file is, None if it is another file."""
        return self.read if isinstance(self.read, ReadAssessment) else None


def passed_over(file: MatchedReturn, reason: str) -> FileResult:
    """Return that a form says nothing: nothing is found at fault in it."""
    return replace(result_of(file, FileStatus.IGNORED, reason), findings=())


def result_of(
    file: MatchedReturn, status: FileStatus, reason: str, *, after_totals: bool = False
) -> FileResult:
    """Return what becomes of a form, with all that is known of it."""
    return FileResult(
        read=file.read,
        status=status,
        reason=reason,
        participant=file.participant,
        findings=file.findings,
        deciding_day=file.deciding_day,
        after_totals=after_totals,
        candidates=file.candidates,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedReturn(FileResult):
    """A self-assessment that counts, with the points that count after the committee's decisions."""

    scorecard: Scorecard


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """The files with their status, those that make the standings, and the decisions in force.

    rated: as `files`, with final points, a parent's self-assessment once more for a subordinate.
    methodology: the act, with the minutes that settled its readings. possible: the files that may
    hold a participant's self-assessment; misplaced: those that name him and stand on another's
    blank. Both by his id.
    """

    files: tuple[FileResult, ...]
    rated: tuple[FileResult, ...]
    decisions: Decisions
    methodology: Methodology
    possible: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    misplaced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
