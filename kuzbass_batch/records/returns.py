"""Records that flow through the batch. All are frozen; nothing is filled in later."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.decisions import DecisionBook
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.records.sources import Kind, Source
from kuzbass_batch.records.submissions import Digest, Identity, Submission


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
class Return:
    """A file after reading: what it is, whose, what it says and what is wrong with it.

    gist: what is asked of its answers from here on; None if nothing was understood.
    submission: all answers; None in the batch, where they wait in the store of parsed returns.
    participant: the registry's id once matched, else empty. filled_on: the date in the form.
    first_day: the day of the participant's first self-assessment, which decides the timeliness.
    scorecard: the score of a self-assessment without errors, else None. waivable: the score that
    the marks of one with errors make all the same; it counts only if the committee so rules.
    answers_sha256: hash of the understood answers; equal hashes mean the same content.
    mended: it is a form redrawn with remarks, sent back; so it came after the one it mends.
    days: of the committee's own production calendar, each whether it is a working day.
    decisions: what the committee entered, if the file is its workbook and can be read.
    """

    source: Source
    kind: Kind
    identity: Identity | None = None
    digest: Digest | None = None
    submission: Submission | None = None
    participant: str = ""
    filled_on: dt.date | None = None
    first_day: dt.date | None = None
    answers_sha256: str = ""
    mended: bool = False
    scorecard: "Scorecard | None" = None
    days: tuple[tuple[dt.date, bool], ...] = ()
    waivable: "Scorecard | None" = None
    decisions: DecisionBook | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """Return the day it came on: the date of its folder, else the one in the form."""
        return self.source.received or self.filled_on


@dataclass(frozen=True, kw_only=True, slots=True)
class FileResult:
    """A file with its final status; `reason` says in Russian why it counts or does not."""

    entry: Return
    status: FileStatus
    reason: str
