"""The way of each participant's result: claimed → counted → verified → settled, with reasons."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Generic, TypeVar

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import NoPoints, Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    Admission,
    Delivery,
    Objection,
    Subject,
    Verdict,
    Verification,
)
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import HistoryStep, StepKind
from kuzbass_batch.rules.decisions.verification import last_decided
from kuzbass_batch.rules.rating.scoring.totals import PointSet, level_of, total_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """What the committee entered about one participant."""

    admissions: tuple[Admission, ...]
    verifications: tuple[Verification, ...]
    deliveries: tuple[Delivery, ...]
    objections: tuple[Objection, ...]


T = TypeVar("T")
KEPT = 2_000
"""So many participants at most are there where what was worked out is kept: a few KiB each."""


class WorkedOut(Mapping[str, T], Generic[T]):
    """Something of every participant by id, in the registry's order, worked out when asked for.

    Sheets, letters and files ask for the same. It is kept where there are no more than `KEPT`
    participants; of many thousands it would weigh more than the results themselves.
    """

    def __init__(self, outcome: Outcome, work: Callable[[Standing], T]) -> None:
        """Take the standings, and what works it out for one of them."""
        self._standings = {each.participant.id: each for each in outcome.standings}
        self._work = work
        self._known: dict[str, T] = {}

    def __getitem__(self, who: str) -> T:
        """Work it out for one participant, or return what was."""
        if who in self._known:
            return self._known[who]
        found = self._work(self._standings[who])
        if len(self._standings) <= KEPT:
            self._known[who] = found
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Go to a worker worked out, where it is kept: nothing is worked out there once more."""
        if len(self._standings) > KEPT:
            return self.__dict__
        known = {who: self[who] for who in self}
        return self.__dict__ | {"_known": known, "_work": _all_is_known}

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._standings)

    def __len__(self) -> int:
        """Return how many participants there are."""
        return len(self._standings)


def _all_is_known(standing: Standing) -> Any:
    """Stand in for the work where nothing is left of it."""
    raise LookupError(standing.participant.id)


def histories_of(outcome: Outcome) -> WorkedOut[tuple[HistoryStep, ...]]:
    """Return how the result of every participant came about."""
    return WorkedOut(outcome, Histories(outcome))


class Histories:
    """Tells how a result came about; a worker that draws the ranking gets it packed."""

    def __init__(self, outcome: Outcome) -> None:
        """Sort what the committee entered by participant."""
        decisions = outcome.decisions
        self._methodology = outcome.methodology
        self._admissions = by_participant(decisions.admissions)
        self._verifications = by_participant(decisions.verifications)
        self._deliveries = by_participant(decisions.deliveries)
        self._objections = by_participant(decisions.objections)

    def __call__(self, standing: Standing) -> tuple[HistoryStep, ...]:
        """Return the steps of one participant."""
        who = standing.participant.id
        records = Records(
            admissions=self._admissions[who],
            verifications=self._verifications[who],
            deliveries=self._deliveries[who],
            objections=self._objections[who],
        )
        return history(standing, records, self._methodology)


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
    trace = ResultTrace(standing.scorecard, methodology)
    return (
        *rulings,
        *trace.claimed(),
        *trace.counted(),
        *trace.verified(records.verifications),
        *sent,
        *objected,
        *trace.settled(records.objections),
        *replied,
        *trace.final(),
    )


class ResultTrace:
    """Follows a result from the claimed points to the final ones, with the total at each step."""

    def __init__(self, card: Scorecard, methodology: Methodology) -> None:
        self.methodology = methodology
        self.scores = {score.criterion: score for score in card.scores}
        self.points: dict[str, Points] = {score.criterion: score.claimed for score in card.scores}
        self.declined = {score.criterion for score in card.scores if score.declined}
        self.category = card.category
        self.total = self._total()
        self.last = self.total

    def _given(self) -> PointSet:
        return PointSet(tuple(self.points.values()), frozenset(self.declined))

    def _total(self) -> Decimal:
        # Whoever declines every criterion has a card only once the committee gives points.
        total = total_of(self._given(), self.methodology)
        return Decimal() if total is None else total

    def _level(self) -> str:
        return level_of(self.total, self._given(), self.methodology, self.category).id

    def _result(self, kind: StepKind) -> HistoryStep:
        """Return the step that says where the total stands, and how far it moved since the last."""
        change, self.last = self.total - self.last, self.total
        return HistoryStep(kind=kind, total=self.total, level=self._level(), change=change)

    def _move(
        self, kind: StepKind, score: CriterionScore, after: Points, step: HistoryStep
    ) -> HistoryStep:
        before, total = self.points[score.criterion], self.total
        self.points[score.criterion] = after
        self.total = self._total()
        if self.methodology.is_weighted_sum:
            change = (after - before) * score.coefficient
        else:
            change = self.total - total
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
                ruled = "" if each.applies is not score.declined else _applied(each)
                step = HistoryStep(
                    kind=StepKind.VERIFIED,
                    reason=_joined(ruled, each.reason),
                    document=each.document,
                    who=each.who,
                    day=each.day,
                )
                self.declined.discard(score.criterion)
                if not each.applies:
                    self.declined.add(score.criterion)
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
                self.declined.discard(score.criterion)
                if not each.applies:
                    self.declined.add(score.criterion)
                yield self._move(StepKind.SETTLED, score, each.points, step)
            else:
                yield self._move(StepKind.SETTLED, score, self.points[each.criterion], step)

    def final(self) -> Iterator[HistoryStep]:
        """Yield the final result."""
        yield self._result(StepKind.FINAL)


def _applied(each: Verification) -> str:
    """Return what the committee found, where it is not what the participant said."""
    return "критерий применим" if each.applies else "критерий не применим"


def _admitted(each: Admission) -> HistoryStep:
    return HistoryStep(
        kind=StepKind.ADMITTED,
        reason=_joined(each.kind.value, each.file and f"«{each.file}»", each.reason),
        document=each.document,
        who=each.who,
        day=each.day,
    )


def _delivered(each: Delivery) -> HistoryStep:
    dates = [f"отправлено {wording.day(each.sent)}" if each.sent else "",
             f"получено {wording.day(each.received)}" if each.received else ""]  # fmt: skip
    number = f"№ {each.number}" if each.number else ""
    return HistoryStep(
        kind=StepKind.DELIVERED,
        reason=_joined(each.subject.value, *dates, each.way, each.note),
        document=number,
        who=each.who,
        day=each.received or each.sent,
    )


def _objected(each: Objection) -> HistoryStep:
    asked = "" if each.asked is None else f"просит баллов: {each.asked}"
    if isinstance(each.asked, NoPoints):
        asked = f"просит: «{each.asked}»"
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
    absent = "" if each.applies else "критерий не применим"
    return HistoryStep(
        kind=StepKind.SETTLED,
        criterion=each.criterion,
        reason=_joined(words[each.verdict] if each.verdict else "", absent, each.reason),
        document=each.minutes,
        who=each.who,
        day=each.day,
    )


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
