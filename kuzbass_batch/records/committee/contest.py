"""A contest of best practices (p. 2.7, app. 1): as announced, and the applications to it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

USUAL_MOST = 10
"""Points that a juror may give for a criterion at most, unless the announcement says otherwise."""
USUAL_PLACES = 3
"""How many places are awarded in a nomination, unless the announcement says otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Nomination:
    """A nomination; key: short, of the announcement («1»), title: what everybody reads.

    about: what it is awarded for, empty if the announcement does not say.
    """

    key: str
    title: str
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class JuryCriterion:
    """What a juror gives points for: whole ones from 0 to `most`. about: what is looked at."""

    key: str
    title: str
    about: str = ""
    most: int = USUAL_MOST


@dataclass(frozen=True, kw_only=True, slots=True)
class Juror:
    """A juror.

    key: his number in the announcement. body: the id of the participant or other organisation that
    he is of, as typed; empty for none. organisation: where he works as the announcement words it;
    email: where his sheet is sent to, as typed; both empty if it does not say.
    """

    key: str
    name: str
    post: str = ""
    body: str = ""
    organisation: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PracticeContest:
    """A contest as the committee announced it, in the workbook of the announcement.

    scope: the word of the register's list («региональный»). year: that its plan counts in.
    announced, until, sheets_due, results: the days of the announcement, the last one of
    applications, the last one of the jury's sheets, that of the results. places: how many are
    awarded in each nomination. chair, secretary: of the jury, as the protocol names them: name and
    post. contact: whom applicants ask. book: the name of the workbook.
    """

    name: str
    scope: str
    year: int
    announced: dt.date
    until: dt.date
    sheets_due: dt.date
    results: dt.date
    nominations: tuple[Nomination, ...]
    criteria: tuple[JuryCriterion, ...] = ()
    jurors: tuple[Juror, ...] = ()
    places: int = USUAL_PLACES
    chair: str = ""
    chair_post: str = ""
    secretary: str = ""
    secretary_post: str = ""
    contact: str = ""
    book: str = ""

    def nomination(self, key: str) -> Nomination | None:
        """Return the nomination with a key, None if there is none."""
        return next((each for each in self.nominations if each.key == key), None)


class EntryAdmission(StrEnum):
    """What the committee decided on an application; the value is the word of the register.

    Nothing is decided where the cell is blank.
    """

    YES = "допущена"
    NO = "не допущена"
    OPEN = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestEntry:
    """An application to a contest: a row of the register «Конкурс» that has a number.

    number: lasting, given by the program. contest: the name, as in the row. nomination: the key in
    the announcement, empty where the row names none of those announced; nomination_text: its title,
    or as in the row. participant: the id of a participant of the registry or of another
    organisation; name, short_name: what it is called. received: the day that it came, None if it is
    not known; late: that day is after the announced one. place: row of the register, as a reader
    finds it; file: the form that it came by in this folder, empty if none is there.
    """

    number: str
    contest: str
    nomination: str
    nomination_text: str
    participant: str
    name: str
    short_name: str
    practice: str
    project: str = ""
    before: str = ""
    after: str = ""
    proof: str = ""
    replication: str = ""
    author: str = ""
    received: dt.date | None = None
    late: bool = False
    admitted: EntryAdmission = EntryAdmission.OPEN
    reason: str = ""
    place: str = ""
    file: str = ""

    @property
    def competes(self) -> bool:
        """Tell whether the jury judges it: it is admitted, in a nomination that was announced."""
        return self.admitted is EntryAdmission.YES and bool(self.nomination)


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncedContest:
    """The contest of the year, as far as one is announced, and its applications by their number.

    entries: those of this contest in the register, in force.
    """

    contest: PracticeContest | None = None
    entries: tuple[ContestEntry, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is a contest to speak of."""
        return self.contest is not None

    def of(self, nomination: str) -> tuple[ContestEntry, ...]:
        """Return the applications in a nomination, admitted or not."""
        return tuple(each for each in self.entries if each.nomination == nomination)


NO_CONTEST = AnnouncedContest()
