"""Participants of the programme (участники реализации программы, p. 2.2) and their outcome."""

from dataclasses import dataclass

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.rating.scores import Place, Scorecard
from kuzbass_batch.records.returns.returns import FileResult, ParticipantStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """A line of the registry. `gender` is `м`, `ж` or empty; `last_level` a level id or empty.

    head_post and head_name are nominative; the `_dative` ones, if not empty, win over the guess.
    other_names: further spellings under which the body sends its forms.
    """

    id: str
    name: str
    short_name: str
    other_names: tuple[str, ...] = ()
    category: Category
    parent: str = ""
    head_post: str = ""
    head_name: str = ""
    head_post_dative: str = ""
    head_name_dative: str = ""
    gender: str = ""
    email: str = ""
    last_level: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        """Return every spelling that stands for this participant."""
        return tuple(n for n in (self.name, self.short_name, *self.other_names) if n)


@dataclass(frozen=True, kw_only=True, slots=True)
class Registry:
    """The clerk's registry of participants, in its own order, with the file it came from."""

    path: str
    participants: tuple[Participant, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The outcome of one participant (место): status, score, level and places.

    scorecard and places are None unless rated. `assessment` is the return that counts, or the
    faulty one where none counts. `returned` are the files to be sent back, `passports` those
    that count. level_change: +1 a level up since last year, -1 down, 0 same, None unknown.
    possible: the files, unread or nobody's, in which the return of a missing participant may lie;
    misplaced: those that name him and stand on another's blank.
    """

    participant: Participant
    status: ParticipantStatus
    scorecard: Scorecard | None
    place: Place | None
    place_in_category: Place | None
    level_change: int | None
    assessment: FileResult | None
    passports: tuple[FileResult, ...]
    returned: tuple[FileResult, ...]
    late: bool
    findings: tuple[Finding, ...]
    possible: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
