"""The way of each participant's result: claimed → counted → verified → settled, with reasons."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.decisions import (
    Admission,
    Delivery,
    Objection,
    Subject,
    Verdict,
    Verification,
    by_participant,
)
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.scores import CriterionScore, Scorecard
from kuzbass_batch.rules.decisions.verification import last_decided
from kuzbass_batch.rules.rating.scoring import pick_level


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
    before: int | None = None
    after: int | None = None
    total: Decimal | None = None
    level: str = ""
    change: Decimal | None = None
    reason: str = ""
    document: str = ""
    who: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """What the committee entered about one participant."""

    admissions: tuple[Admission, ...]
    verifications: tuple[Verification, ...]
    deliveries: tuple[Delivery, ...]
    objections: tuple[Objection, ...]


class Histories(Mapping[str, tuple[HistoryStep, ...]]):
    """The way of every participant by id, in the registry's order; each worked out when asked for.

    Kept for thousands of participants, they would weigh more than the results themselves.
    """

    def __init__(self, outcome: Outcome) -> None:
        """Sort what the committee entered by participant."""
        decisions = outcome.decisions
        self._methodology = outcome.methodology
        self._standings = {each.participant.id: each for each in outcome.standings}
        self._admissions = by_participant(decisions.admissions)
        self._verifications = by_participant(decisions.verifications)
        self._deliveries = by_participant(decisions.deliveries)
        self._objections = by_participant(decisions.objections)

    def __getitem__(self, who: str) -> tuple[HistoryStep, ...]:
        """Return the steps of one participant."""
        records = Records(
            admissions=self._admissions[who],
            verifications=self._verifications[who],
            deliveries=self._deliveries[who],
            objections=self._objections[who],
        )
        return history(self._standings[who], records, self._methodology)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._standings)

    def __len__(self) -> int:
        """Return how many participants there are."""
        return len(self._standings)


def history(
    standing: Standing, records: Records, methodology: Methodology
) -> tuple[HistoryStep, ...]:
    """Return the steps of one participant; without a score only what was ruled and sent."""
    rulings = (_admitted(each) for each in records.admissions)
    answers = [each for each in records.deliveries if each.subject is Subject.REPLY]
    sent = (_delivered(each) for each in records.deliveries if each not in answers)
    objected = (_objected(each) for each in records.objections)
    replied = (_delivered(each) for each in answers)
    if standing.scorecard is None:
        return (*rulings, *sent, *objected, *replied)
    walk = ResultTrace(standing.scorecard, methodology)
    return (
        *rulings,
        *walk.claimed(),
        *walk.counted(),
        *walk.verified(records.verifications),
        *sent,
        *objected,
        *walk.settled(records.objections),
        *replied,
        *walk.final(),
    )


class ResultTrace:
    """Walks from the claimed points to the final ones, the total in hand."""

    def __init__(self, card: Scorecard, methodology: Methodology) -> None:
        """Begin with what was claimed."""
        self.methodology = methodology
        self.scores = {score.criterion: score for score in card.scores}
        self.points = {score.criterion: score.claimed for score in card.scores}
        self.total = sum((each.claimed * each.coefficient for each in card.scores), Decimal())
        self.last = self.total

    def _level(self) -> str:
        return pick_level(self.methodology.levels, self.total).id

    def _result(self, kind: StepKind) -> HistoryStep:
        """Return the step that says where the total stands, and how far it moved since the last."""
        change, self.last = self.total - self.last, self.total
        return HistoryStep(kind=kind, total=self.total, level=self._level(), change=change)

    def _move(
        self, kind: StepKind, score: CriterionScore, after: int, step: HistoryStep
    ) -> HistoryStep:
        before = self.points[score.criterion]
        change = (after - before) * score.coefficient
        self.points[score.criterion] = after
        self.total += change
        return replace(
            step,
            kind=kind,
            criterion=score.criterion,
            before=before,
            after=after,
            total=self.total,
            level=self._level(),
            change=change,
        )

    def claimed(self) -> Iterator[HistoryStep]:
        """Yield the claimed result."""
        yield self._result(StepKind.CLAIMED)

    def counted(self) -> Iterator[HistoryStep]:
        """Yield each criterion of which less was counted, and the counted result."""
        for score in self.scores.values():
            if score.counted != score.claimed:
                step = HistoryStep(kind=StepKind.COUNTED, reason=score.basis)
                yield self._move(StepKind.COUNTED, score, score.counted, step)
        yield self._result(StepKind.COUNTED)

    def verified(self, verifications: Iterable[Verification]) -> Iterator[HistoryStep]:
        """Yield each verified criterion, changed or not, and the verified result."""
        found = {each.criterion: each for each in verifications}
        for score in self.scores.values():
            each = found.get(score.criterion)
            if each:
                step = HistoryStep(
                    kind=StepKind.VERIFIED,
                    reason=each.reason,
                    document=each.document,
                    who=each.who,
                    day=each.day,
                )
                yield self._move(StepKind.VERIFIED, score, each.points, step)
        if found:
            yield self._result(StepKind.VERIFIED)

    def settled(self, objections: Iterable[Objection]) -> Iterator[HistoryStep]:
        """Yield each decided objection; of several on one criterion only the last moves points."""
        objections = tuple(objections)
        holding = last_decided(objections)
        for each in objections:
            if each.verdict is None:
                continue
            score, step = self.scores.get(each.criterion), _verdict(each)
            if score is None:
                yield step
            elif holding.get(each.criterion) is each and each.points is not None:
                yield self._move(StepKind.SETTLED, score, each.points, step)
            else:
                yield self._move(StepKind.SETTLED, score, self.points[each.criterion], step)

    def final(self) -> Iterator[HistoryStep]:
        """Yield the final result."""
        yield self._result(StepKind.FINAL)


def _admitted(each: Admission) -> HistoryStep:
    return HistoryStep(
        kind=StepKind.ADMITTED,
        reason=_joined(each.kind.value, each.file and f"«{each.file}»", each.reason),
        document=each.document,
        who=each.who,
        day=each.day,
    )


def _delivered(each: Delivery) -> HistoryStep:
    dates = [f"отправлено {each.sent:%d.%m.%Y}" if each.sent else "",
             f"получено {each.received:%d.%m.%Y}" if each.received else ""]  # fmt: skip
    number = f"№ {each.number}" if each.number else ""
    return HistoryStep(
        kind=StepKind.DELIVERED,
        reason=_joined(each.subject.value, *dates, each.way, each.note),
        document=number,
        who=each.who,
        day=each.received or each.sent,
    )


def _objected(each: Objection) -> HistoryStep:
    asked = f"просит баллов: {each.asked}" if each.asked is not None else ""
    return HistoryStep(
        kind=StepKind.OBJECTED,
        criterion=each.criterion,
        reason=_joined(asked, each.way),
        document=each.documents,
        who=each.who,
        day=each.received,
    )


def _verdict(each: Objection) -> HistoryStep:
    words: Mapping[Verdict, str] = {
        Verdict.SATISFIED: "удовлетворено",
        Verdict.PARTLY: "удовлетворено частично",
        Verdict.REFUSED: "отказано",
    }
    return HistoryStep(
        kind=StepKind.SETTLED,
        criterion=each.criterion,
        reason=_joined(words[each.verdict] if each.verdict else "", each.reason),
        document=each.minutes,
        who=each.who,
        day=each.day,
    )


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
