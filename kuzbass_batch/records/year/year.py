"""The year of a participant: stage, history of the result, objections, against last year."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kuzbass_batch.methodology.criteria import Points, Worth
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.committee.decisions import Delivery, Objection
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import Asked, ReadObjection
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.snapshots import PastStanding


class Stage(StrEnum):
    """The stage of a participant, in the order of the year."""

    AWAITED = "awaited"
    RETURNED = "returned"
    EXCLUDED = "excluded"
    RECEIVED = "received"
    VERIFYING = "verifying"
    RATED = "rated"
    DELIVERED = "delivered"
    CONTESTED = "contested"
    OBJECTION_RETURNED = "objection_returned"
    SETTLED = "settled"
    CLOSED = "closed"

    @property
    def russian(self) -> str:
        """Return the word shown to users."""
        return STAGE_NAMES[self]


STAGE_NAMES: Mapping[Stage, str] = {
    Stage.AWAITED: "ожидается",
    Stage.RETURNED: "на доработке",
    Stage.EXCLUDED: "не оценивается",
    Stage.RECEIVED: "получена",
    Stage.VERIFYING: "проверяется",
    Stage.RATED: "оценена",
    Stage.DELIVERED: "результаты вручены",
    Stage.CONTESTED: "есть несогласие",
    Stage.OBJECTION_RETURNED: "несогласие на доработке",
    Stage.SETTLED: "несогласие рассмотрено",
    Stage.CLOSED: "завершено",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The stage of one participant and what it stands on.

    unverified: criteria without a verified score; again: criteria to verify again; delivery: of
    the results; deadline: the last day to object, None before receipt; open: objections without
    a decision; unanswered: no reply is entered as sent since the last decision; returned: a form
    of objection went back to be mended.
    """

    participant: str
    stage: Stage
    unverified: tuple[str, ...]
    again: tuple[str, ...]
    delivery: Delivery | None
    deadline: dt.date | None
    open: tuple[Objection, ...]
    unanswered: bool
    returned: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DueDays:
    """The days that everything drawn on one day names alike: letters, mails, board and forms.

    first: to send a self-assessment for the first time: the act's own day, until it has passed.
    mended: to send a form that went back. answer: to answer what is asked for.
    step: the reminder whose day has come, by its working days before the act's own day, 0 for none;
    step_day: that day. quiet: the act's day lies ahead and no reminder is due yet.
    """

    first: dt.date
    mended: dt.date
    answer: dt.date
    step: int = 0
    step_day: dt.date | None = None
    quiet: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DueTask:
    """Who has to do what by when. days: working days left, negative once `due` has passed.

    names: the ids of the participants or readings it concerns.
    """

    due: dt.date
    who: str
    what: str
    names: tuple[str, ...]
    reference: str
    days: int

    @property
    def overdue(self) -> bool:
        """Tell whether the day has passed."""
        return self.days < 0


class StepKind(StrEnum):
    """What happened; the four results come in this order."""

    ADMITTED = "admitted"
    CLAIMED = "claimed"
    COUNTED = "counted"
    VERIFIED = "verified"
    DELIVERED = "delivered"
    OBJECTED = "objected"
    SETTLED = "settled"
    FINAL = "final"


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryStep:
    """One step on the way.

    criterion: empty where a whole result stands. before and after: points of the criterion, None
    if the step changes none. total, level and change: the result after this step and how many
    weighted points it moved; None and empty where nobody is rated.
    """

    kind: StepKind
    criterion: str = ""
    before: Points | None = None
    after: Points | None = None
    total: Decimal | None = None
    level: str = ""
    change: Decimal | None = None
    reason: str = ""
    document: str = ""
    who: str = ""
    day: dt.date | None = None


class Leadership(StrEnum):
    """What became of the highest level of one participant between two years."""

    AWARDED = "awarded"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    NO_RETURN = "no_return"


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowedStep:
    """What became of a step that last year's letter advised (p. 2.9(2)); all in points.

    before: what counted then. advised: to how many it was to rise. now: what counts this year.
    """

    criterion: str
    before: Points
    advised: Points
    now: Points

    @property
    def taken(self) -> bool:
        """Tell whether what was advised is reached."""
        return self.now >= self.advised


@dataclass(frozen=True, kw_only=True, slots=True)
class YearChange:
    """One participant against last year; `past` is None if last year's results are not there.

    points: criterion → points now minus points then, where both years have the criterion.
    followed: the steps that last year's letter advised, in the order of the criteria.
    """

    standing: Standing
    past: PastStanding | None
    total_change: Decimal | None
    points: Mapping[str, Points]
    leader: Leadership | None
    followed: tuple[FollowedStep, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyFacts:
    """A participant beside its parent or subordinates (app. 3 p. 4.1).

    listed: people in its own list of the trained, None if it sent none that counts. joint: it
    assessed itself together with its subordinates. stands_in: its parent's self-assessment counts
    for it. registered, certificates: people trained and certificates of samples that the registers
    of the programme hold of it, None where no such register is kept.
    """

    standing: Standing
    listed: int | None = None
    joint: bool = False
    stands_in: bool = False
    registered: int | None = None
    certificates: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ParentGroup:
    """A body and the participants subordinate to it; parent is None if the registry lacks it."""

    parent: BodyFacts | None
    below: tuple[BodyFacts, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectedCriterion:
    """What the participant asks for one criterion between two decisions on it.

    form: the latest that says so. received: the day of the first form about it, which decides if
    it is in time: one mended at the committee's request is not late. came: the day of the latest.
    turn: how many decisions on the criterion there were before. before: what earlier forms asked.
    """

    participant: str
    form: ReadObjection
    asked: Asked
    received: dt.date
    came: dt.date
    turn: int = 0
    before: tuple[Asked, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionEffect:
    """One objection to a score: the participant's result as it is, and as it might be.

    by_form: the form it came by, if it did. last: the last day to object, None while the receipt is
    not entered; late: whether it came after. alone: the result if these points alone are granted.
    together: if everything is that he asks for and that is not decided. Once decided, both are the
    result as it is.
    """

    standing: Standing
    objection: Objection
    by_form: ObjectedCriterion | None
    last: dt.date | None
    late: bool | None
    now: Scorecard
    if_only_this: Scorecard
    together: Scorecard

    @property
    def claimed(self) -> Worth | None:
        """Return what was claimed for the criterion; None for the result as a whole."""
        return self._score(lambda score: score.claimed_worth)

    @property
    def counted(self) -> Worth | None:
        """Return what he objects to: what counted before it was decided."""
        return self._score(lambda score: score.delivered_worth)

    def _score(self, of: Callable[[CriterionScore], Worth]) -> Worth | None:
        scores = (s for s in self.now.scores if s.criterion == self.objection.criterion)
        return next((of(score) for score in scores), None)

    @property
    def changes_level_by_itself(self) -> bool:
        """Tell whether these points alone would change the level."""
        return self.if_only_this.level != self.now.level

    @property
    def changes_level_with_others(self) -> bool:
        """Tell whether all that is asked would change the level."""
        return self.together.level != self.now.level


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """What is to be done, how many it concerns, who or what, and the sheet that shows it.

    sheet: `board`, `files`, `absent`, `ranking`, `bases`, `readings`, `evidence`,
    `objections`, `findings`, `checks`, `calendar` or `addressees`; empty if it stands on none.
    for_committee: the committee or its chair decides it; else it is a step of the clerk.
    """

    text: str
    count: int
    names: str
    sheet: str
    for_committee: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueItem:
    """A thing that came in and is not ticked off: a file, or an entry that is not in force.

    came: the day, None where nothing says it. participant: an id, empty for nobody's. place: the
    path of the file, or the entry's cell; stamp: of what it holds. may: what the clerk may do.
    file: what became of the file; made: of the entry, where it is one, or why a file is nobody's.
    """

    came: dt.date | None
    participant: str
    place: str
    stamp: str
    may: str
    file: FileResult | None = None
    made: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelCount:
    """A level id with the number of participants now and last year (by the registry)."""

    level: str
    now: int
    before: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelChanges:
    """Of the rated whose level of last year is known: how many rose, stayed, fell."""

    higher: int
    same: int
    lower: int

    @property
    def known(self) -> int:
        """Return how many can be compared."""
        return self.higher + self.same + self.lower


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupCount:
    """A category with its participants in the registry and those rated.

    levels: the highest first. last_mean: the mean total of last year's result in weighted points,
    of those who are in the registry still; None if no such result is known.
    """

    category: Category
    listed: int
    rated: int
    levels: tuple[LevelCount, ...] = ()
    last_mean: Fraction | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Best:
    """The best total of a category and everybody who has it; empty while nobody is rated."""

    category: Category
    standings: tuple[Standing, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """The totals of the year (p. 3.4).

    levels: the highest first. highest: who has the highest level, by category, the best total
    first; leaders: the same where it is an award, nobody elsewhere. last_leaders: who had it last
    year, in the registry's order, and what became of it. best: the best of every category,
    whatever their level. last_mean: as of a category, of all.
    """

    levels: tuple[LevelCount, ...]
    changes: LevelChanges
    groups: tuple[GroupCount, ...]
    highest: tuple[Standing, ...]
    leaders: tuple[Standing, ...]
    last_leaders: tuple[tuple[Standing, Leadership], ...]
    best: tuple[Best, ...]
    last_mean: Fraction | None = None
