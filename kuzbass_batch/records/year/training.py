"""Training of a year: the topic plan (p. 2.8), who was trained, and the lists of criterion 5.

Names of people stand here for the committee's own desk: no file that others read takes them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch.findings.finding import CellRef


class TopicState(StrEnum):
    """What became of a planned topic; the value is the word shown."""

    HELD = "проведено"
    MOVED = "проведено в другом месяце"
    MISSED = "не проведено, месяц прошёл"
    AHEAD = "впереди"
    UNPLANNED = "вне плана"


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingTopic:
    """A topic of the yearly plan with what was held of it, or one held beside the plan.

    month: 1 to 12, 0 beside the plan. hours: of the plan, academic ones. seats: planned, None if
    unsaid. days: on which it was held. people: trained, by reading R15; participants: whose they
    are. place: the row of the plan, empty beside it.
    """

    topic: str
    form: str
    month: int
    hours: Decimal | None
    seats: int | None
    state: TopicState
    days: tuple[dt.date, ...]
    people: int
    participants: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedPerson:
    """A row of a form's list of trained employees: day and topic as they stood, both may be empty.

    near: people of the register who may be meant, never more than a suggestion.
    """

    name: str
    day: str
    topic: str
    field: str
    ref: CellRef
    near: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisteredPerson:
    """A person of the register of training. near: rows of the form's list that may mean him."""

    name: str
    day: dt.date | None
    topic: str
    place: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainedOf:
    """The people of one participant: by the register, and by the list in its form (criterion 5).

    registered: people of the year by reading R15, groups among them; in_groups: those without a
    name, in_groups_below: of the bodies under it. listed: people in the list, None without a form
    that counts. both: named in both. only_listed: in the list only; only_registered: in the
    register only, where there is a list.
    known: the register names anybody of the participant or of those under it.
    """

    participant: str
    registered: int
    in_groups: int
    in_groups_below: int = 0
    listed: int | None = None
    both: int = 0
    only_listed: tuple[ListedPerson, ...] = ()
    only_registered: tuple[RegisteredPerson, ...] = ()
    known: bool = False

    @property
    def uncovered(self) -> tuple[ListedPerson, ...]:
        """Return the listed people whom the register does not know: groups may hold the others."""
        found, groups = self.only_listed, self.in_groups + self.in_groups_below
        return found if self.known and len(found) > groups else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonAtSeveral:
    """A full name that stands at several participants, neither of which is under the other."""

    name: str
    participants: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldEvents:
    """Events of one kind in a year: of a participant named with them, of nobody, or of all.

    participant: an id, empty where the rows name nobody. quarters: how many in each of the four.
    """

    participant: str
    kind: str
    quarters: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return how many there were in the year."""
        return sum(self.quarters)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingYear:
    """The training of a year as the register has it on the day of the run.

    topics: of the plan in its order, then those beside it. people: by participant's id, in the
    registry's order, bodies outside of it last. goal: people that the plan wants of each. events:
    round tables, seminars, consultations by kind, and by the participant named.
    """

    year: int = 0
    topics: tuple[TrainingTopic, ...] = ()
    people: Mapping[str, TrainedOf] = field(default_factory=dict)
    several: tuple[PersonAtSeveral, ...] = ()
    goal: int = 0
    events: tuple[HeldEvents, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.topics or self.people or self.events)

    @property
    def planned(self) -> tuple[TrainingTopic, ...]:
        """Return the topics of the plan."""
        return tuple(each for each in self.topics if each.state is not TopicState.UNPLANNED)

    @property
    def registered(self) -> int:
        """Return how many people the register holds."""
        return sum(each.registered for each in self.people.values())


NO_TRAINING = TrainingYear()
