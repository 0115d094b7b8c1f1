"""Partner quality checks (партнёрские проверки качества, p. 3.5): who applied, what was found."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kuzbass_batch.records.committee.programme import (
    ApplicationState,
    CheckDecision,
    RegisterRow,
)


class CommissionRole(StrEnum):
    """What somebody is in a commission; the value is the word of the list."""

    CHAIR = "председатель"
    MEMBER = "член комиссии"
    OBSERVER = "наблюдатель"


class CriterionMark(StrEnum):
    """What the commission found of a criterion; the value is the word of the list."""

    MET = "выполнен"
    NOT_MET = "не выполнен"
    REMARK = "замечание"


@dataclass(frozen=True, kw_only=True, slots=True)
class CommissionPerson:
    """Somebody of a commission; post and body are empty where they were not said."""

    role: CommissionRole
    name: str
    post: str = ""
    body: str = ""

    @property
    def words(self) -> str:
        """Return the person as a letter names him: name, post and body."""
        return ", ".join(filter(None, (self.name, self.post, self.body)))


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedCriterion:
    """A criterion of the method on a check sheet; mark is None where nothing is answered.

    levels: of certificates that demand it, as words. remark: what the commission wrote beside it.
    """

    key: str
    text: str
    levels: tuple[str, ...]
    mark: CriterionMark | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckMethod:
    """The committee's own criteria of a check, and its order, as its file says (p. 3.5).

    example: it is the invented one that the program comes with. order: paragraphs.
    """

    title: str
    edition: str
    example: bool
    order: tuple[str, ...]
    criteria: tuple[CheckedCriterion, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckApplicant:
    """Who applies: a participant, or a body outside of the registry (иная организация)."""

    id: str
    name: str
    short_name: str
    outside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckApplication:
    """An application for a quality check, or a request for its order (p. 3.5).

    level: asked for, as a word; empty if none is. right: as who it was signed. state: what the
    committee decided, None while it has not. planned: the day of the check. lacks: what a sound
    application would say and this one does not, in words. check: what the commission found, None
    while no check is known. sent_back: a sheet of the commission came and is to be mended.
    row_at_fault: the check is entered, but its row is not in force. recent: it was made, decided or
    checked since the period under rating began, so that this period's letters speak of it.
    """

    number: str
    applicant: CheckApplicant
    sample: str
    level: str
    day: dt.date
    signer: str
    post: str
    right: str
    process: str
    projects: str
    earlier: str
    state: ApplicationState | None
    decided: dt.date | None
    reason: str
    planned: dt.date | None
    commission: tuple[CommissionPerson, ...]
    lacks: tuple[str, ...]
    recent: bool
    row: RegisterRow
    check: "PartnerCheck | None" = None
    sent_back: bool = False
    row_at_fault: bool = False

    @property
    def awaits_check(self) -> bool:
        """Tell whether the commission is to check and no sheet of it counts yet."""
        accepted = self.state is ApplicationState.ACCEPTED
        return accepted and self.check is None and not self.row_at_fault


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerCheck:
    """What a check came to, by the row of «Образцы».

    criteria: how many were met and what was not; edition: of the method's criteria; both as the
    sheet said, empty of a check that was entered by hand. number, day: of the certificate.
    proposed: a number that is free, where a certificate was decided on and has none yet.
    """

    sample: str
    checked: dt.date | None
    decision: CheckDecision | None
    level: str
    commission: str
    grounds: str
    criteria: str
    edition: str
    number: str
    day: dt.date | None
    row: RegisterRow
    proposed: str = ""

    @property
    def lacks_number(self) -> bool:
        """Tell whether a certificate was decided on and has no number yet."""
        return self.decision is CheckDecision.AWARDED and not self.number


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerChecks:
    """Applications and requests for the order, in the order of the register."""

    applications: tuple[CheckApplication, ...] = ()
    requests: tuple[CheckApplication, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.applications or self.requests)

    @property
    def every(self) -> tuple[CheckApplication, ...]:
        """Return applications and requests."""
        return (*self.applications, *self.requests)

    @property
    def awaiting(self) -> tuple[CheckApplication, ...]:
        """Return the applications for which a check sheet is drawn."""
        return tuple(each for each in self.applications if each.awaits_check)


NO_CHECKS = PartnerChecks()
