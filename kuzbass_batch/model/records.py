"""Records that flow through the batch. All are frozen; nothing is filled in later."""

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from kuzbass_batch.model.decisions import DecisionBook
from kuzbass_batch.model.findings import NOWHERE, CellRef, Finding
from kuzbass_batch.model.objections import Contest
from kuzbass_batch.model.projects import Project
from kuzbass_batch.model.scalars import Scalar

PRINT = 12
"""Bytes of an evidence's mark."""


class Kind(StrEnum):
    """What a file turned out to be."""

    SELF_ASSESSMENT = "self_assessment"
    PASSPORT = "project_passport"
    OBJECTION = "objection"
    REGISTRY = "registry"
    CALENDAR = "calendar"
    DECISIONS = "decisions"
    PAST_RESULTS = "past_results"
    UNKNOWN = "unknown"


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
class Source:
    """A file of the input folder: `path` relative with `/`, size in bytes, SHA-256 in hex.

    `received` is the date that its folder's name carries (`2025-12-16`), or the message's in which
    it came, if any. `litter` says in Russian why the file is passed over; empty for files to read.
    `otherwise` says the same of a file that is read only to see whether it is a workbook after all.
    `findings` are those of the file's name and place; with an error among them it is not read.
    `location` is where to open it, if that is not the path: a name with characters that cannot be
    shown, or the archive or message in which it is number `member`.
    """

    path: str
    size: int
    sha256: str
    received: dt.date | None = None
    litter: str = ""
    otherwise: str = ""
    findings: tuple[Finding, ...] = ()
    location: str = ""
    member: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Trap:
    """What a cell is besides its value.

    kind: `formula` (without text, but `?` if no result is stored), `error` (text: `#REF!`),
    `merged` (text: the range whose first cell this is), `covered` (text: the range that covers this
    cell), `struck` (struck out), `filled` (with a colour that is not the program's), `picture`,
    `shown` (text: what a number format shows instead of the value).
    """

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RawSheet:
    """A sheet as read: `rows[r][c]` is the cell in row r, column c (both from 0, A1 is [0][0]).

    Empty cells are None, numbers Decimal, text is text. `traps` maps (row, column) to what the
    value alone does not show; a cell may have several.
    """

    name: str
    hidden: bool
    rows: tuple[tuple[Scalar, ...], ...]
    traps: dict[tuple[int, int], tuple[Trap, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class RawForm:
    """A workbook as read, form unknown: `container` is `xlsx`, `ods` or `xls` by content."""

    path: str
    container: str
    sheets: tuple[RawSheet, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """The identity code of a blank: `KB-SELF-2025 v1 · ИО-07`.

    participant: the participant's id, or empty in a blank downloaded without a name.
    """

    form_code: str
    year: int
    version: int
    participant: str = ""

    def __str__(self) -> str:
        """Return the code as it is printed on every sheet."""
        head = f"{self.form_code}-{self.year} v{self.version}"
        return f"{head} · {self.participant}" if self.participant else head


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answered field of a returned form, with the cell it came from.

    value: what was understood (bool for marks, Decimal, date, str), None if `readable` is False.
    given: the text as it stood in the cell.
    """

    field_id: str
    value: Scalar
    given: str
    ref: CellRef
    readable: bool = True


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A return understood: its identity and its non-empty answers in the order of the form.

    places: (field_id, cell) of every answer cell found in the file, answered or not, so that a
    finding on a blank can name its cell.
    """

    path: str
    kind: Kind
    identity: Identity
    answers: tuple[Answer, ...]
    places: tuple[tuple[str, CellRef], ...]

    def by_field(self) -> Mapping[str, Answer]:
        """Return the answers keyed by field id."""
        return self._by_field

    @cached_property
    def _by_field(self) -> dict[str, Answer]:
        return {answer.field_id: answer for answer in self.answers}

    def cells(self) -> Mapping[str, CellRef]:
        """Return the cell of every field of the form, keyed by field id."""
        return self._cells

    @cached_property
    def _cells(self) -> dict[str, CellRef]:
        return dict(self.places)


@dataclass(frozen=True, slots=True)
class Spots:
    """Fields of a form and the cells where they were found, in one order."""

    fields: tuple[str, ...] = ()
    refs: tuple[CellRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What was typed beside the rows of the methodology, packed: seldom asked for, much of it."""

    packed: bytes = b""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "Beside":
        """Return the words by row, packed."""
        return cls(zlib.compress(json.dumps(words).encode(), 1)) if words else cls()

    def by_row(self) -> Mapping[str, str]:
        """Return the words by row."""
        return _words_in(self.packed) if self.packed else {}


@lru_cache(maxsize=16)
def _words_in(packed: bytes) -> Mapping[str, str]:
    words: dict[str, str] = json.loads(zlib.decompress(packed))
    return words


@dataclass(frozen=True, kw_only=True, slots=True)
class Gist:
    """What the stages after the examination still ask of a submission: small, it stays in memory.

    typed: what was typed into the fields at `typed_at` (id, name, date, project), as it stood.
    marks: one letter for each row of the methodology in its order: `+` да, `-` нет, `?` not
    understood, a space for nothing.
    evidence: twelve bytes for each evidence at `evidence_at`, the same for the same words.
    rows: (table, number) for each free table with more rows than the blank has.
    trained: how many people the list of trained employees names.
    proofs, notes: what was typed beside the rows, cut to what a cell shows.
    stamps: the marks of the answers behind each criterion's score, in the methodology's order.
    joint: a body assessed itself together with its subordinates (app. 3 p. 4.1).
    """

    typed: tuple[str, ...]
    typed_at: Spots
    marks: str = ""
    evidence: bytes = b""
    evidence_at: Spots = Spots()
    rows: tuple[tuple[str, int], ...] = ()
    proofs: Beside = Beside()
    trained: int = 0
    notes: Beside = Beside()
    project: Project | None = None
    contest: Contest | None = None
    stamps: str = ""
    joint: bool = False

    def text(self, field_id: str) -> str:
        """Return what was typed into one of the fields, empty if nothing was."""
        return dict(zip(self.typed_at.fields, self.typed, strict=True)).get(field_id, "")

    def ref(self, field_id: str) -> CellRef:
        """Return the cell of one of the fields, `NOWHERE` if it was not found."""
        return dict(zip(self.typed_at.fields, self.typed_at.refs, strict=True)).get(
            field_id, NOWHERE
        )

    def fingerprints(self) -> Iterator[tuple[bytes, str, CellRef]]:
        """Yield the mark of each evidence with its field and cell."""
        marks = (self.evidence[at : at + PRINT] for at in range(0, len(self.evidence), PRINT))
        return zip(marks, self.evidence_at.fields, self.evidence_at.refs, strict=True)


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
    gist: Gist | None = None
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


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionScore:
    """One criterion of one participant.

    claimed, counted and points are unweighted points (балл); verified and settled are None until
    the committee has verified the score or settled an objection to it (p. 3.4); `points` is what
    counts now; weighted = points × coefficient, in weighted points.
    basis: a Russian sentence with the point of the act; refs: cells the score stands on;
    reduced: True if less was counted than claimed.
    """

    criterion: str
    claimed: int
    counted: int
    verified: int | None
    points: int
    coefficient: Decimal
    weighted: Decimal
    basis: str
    refs: tuple[CellRef, ...] = ()
    settled: int | None = None

    @property
    def reduced(self) -> bool:
        """Tell whether less was counted than was claimed."""
        return self.counted < self.claimed

    @property
    def ruled(self) -> int | None:
        """Return the points that the committee decided in the end, None without a decision."""
        return self.verified if self.settled is None else self.settled


@dataclass(frozen=True, kw_only=True, slots=True)
class Scorecard:
    """The eight (or more) criterion scores with points, total in weighted points, and level id."""

    scores: tuple[CriterionScore, ...]
    points: int
    total: Decimal
    level: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place shared by equal totals: 3–4 is first=3, last=4 (reading R8)."""

    first: int
    last: int

    def __str__(self) -> str:
        """Return `3` or `3–4`."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
