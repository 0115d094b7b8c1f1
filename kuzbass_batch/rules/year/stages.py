"""How far each participant has come, and who has to do what by when, back from the totals.

The act's days (p. 3.4, app. 3 p. 4.1): self-assessments, rating, results sent, fifteen working
days from receipt to object, totals on 1 April.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.work_calendar import WorkCalendar
from kuzbass_batch.records.decisions import (
    TOTALS_TOPIC,
    Decisions,
    Delivery,
    Objection,
    Subject,
    by_participant,
)
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.returns import ParticipantStatus
from kuzbass_batch.rules.year.deadlines import (
    add_working_days,
    is_working,
    is_year_over,
    objection_deadline,
    working_day_before,
)

SOON = 1
"""Working days for what should have been done already: the next working day."""


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
    Stage.SETTLED: "несогласие рассмотрено",
    Stage.CLOSED: "завершено",
}
WITHOUT_SCORE = {
    ParticipantStatus.MISSING: Stage.AWAITED,
    ParticipantStatus.RETURNED: Stage.RETURNED,
    ParticipantStatus.EXCLUDED: Stage.EXCLUDED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The stage of one participant and what it stands on.

    unverified: criteria without a verified score; again: criteria to verify again; delivery: of
    the results; deadline: the last day to object, None before receipt; open: objections without
    a decision; unanswered: no reply is entered as sent since the last decision.
    """

    participant: str
    stage: Stage
    unverified: tuple[str, ...]
    again: tuple[str, ...]
    delivery: Delivery | None
    deadline: dt.date | None
    open: tuple[Objection, ...]
    unanswered: bool


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


def progress(outcome: Outcome) -> dict[str, Progress]:
    """Return how far every participant has come, by id in the registry's order."""
    deliveries = by_participant(outcome.decisions.deliveries)
    objections = by_participant(outcome.decisions.objections)
    verified = by_participant(outcome.decisions.verifications)
    again = by_pairs(outcome.decisions)
    return {
        who: _progress(
            standing,
            outcome,
            deliveries[who],
            objections[who],
            tuple(v.criterion for v in verified[who]),
            again.get(who, ()),
        )
        for standing in outcome.standings
        for who in (standing.participant.id,)
    }


def by_pairs(decisions: Decisions) -> dict[str, tuple[str, ...]]:
    """Return the criteria to verify again of each participant that has any."""
    found: dict[str, tuple[str, ...]] = {}
    for participant, criterion in sorted(decisions.again):
        found[participant] = (*found.get(participant, ()), criterion)
    return found


def _progress(
    standing: Standing,
    outcome: Outcome,
    deliveries: tuple[Delivery, ...],
    objections: tuple[Objection, ...],
    verified: tuple[str, ...],
    again: tuple[str, ...],
) -> Progress:
    scores = standing.scorecard.scores if standing.scorecard else ()
    results = [each for each in deliveries if each.subject is Subject.RESULT]
    delivery = results[-1] if results else None
    received = delivery.received if delivery else None
    deadline = window_end(received, outcome) if received else None
    unverified = tuple(s.criterion for s in scores if s.criterion not in verified)
    found = Progress(
        participant=standing.participant.id,
        stage=_without_score(standing, outcome),
        unverified=unverified,
        again=again,
        delivery=delivery,
        deadline=deadline,
        open=tuple(each for each in objections if each.verdict is None),
        unanswered=_is_unanswered(objections, deliveries),
    )
    if not scores:
        return found
    stage = _stage(found, bool(objections), outcome.as_of, begun=bool(verified))
    return replace(found, stage=stage)


def _is_unanswered(objections: tuple[Objection, ...], deliveries: tuple[Delivery, ...]) -> bool:
    """Tell whether a reply is missing: none was sent since the last decision."""
    decided = [each.day or each.received for each in objections if each.verdict is not None]
    replies = [each for each in deliveries if each.subject is Subject.REPLY]
    sent = [day for each in replies if (day := each.sent or each.received)]
    return bool(decided) and max(sent, default=dt.date.min) < max(decided)


def _without_score(standing: Standing, outcome: Outcome) -> Stage:
    """Return the stage of who has no score; from the day of the totals nothing is awaited."""
    stage = WITHOUT_SCORE.get(standing.status, Stage.RECEIVED)
    over = is_year_over(outcome.as_of, outcome.methodology)
    return Stage.CLOSED if over and stage is not Stage.EXCLUDED else stage


def _stage(found: Progress, objected: bool, as_of: dt.date, *, begun: bool) -> Stage:
    """Return the stage of a rated participant, the latest that holds."""
    if found.open:
        return Stage.CONTESTED
    if found.deadline and as_of > found.deadline and not found.unanswered:
        return Stage.CLOSED
    if objected:
        return Stage.SETTLED
    if found.deadline:
        return Stage.DELIVERED
    if found.delivery or not (found.unverified or found.again):
        return Stage.RATED
    return Stage.VERIFYING if begun else Stage.RECEIVED


def window_end(received: dt.date, outcome: Outcome) -> dt.date:
    """Return the last day to object for results received on that day (p. 3.4)."""
    return objection_deadline(received, outcome.methodology, outcome.workdays)


def last_receipt(methodology: Methodology, workdays: WorkCalendar) -> dt.date:
    """Return the last day to receive results so that the objection window closes before totals."""
    day = methodology.calendar.totals
    while objection_deadline(day, methodology, workdays) >= methodology.calendar.totals:
        day -= dt.timedelta(days=1)
    return day


def working_days_between(start: dt.date, end: dt.date, workdays: WorkCalendar) -> int:
    """Return how many working days lie after `start` up to `end`; negative if `end` is before."""
    if end < start:
        return -working_days_between(end, start, workdays)
    span = (end - start).days
    return sum(is_working(start + dt.timedelta(days=n), workdays) for n in range(1, span + 1))


def board(outcome: Outcome, found: Mapping[str, Progress]) -> tuple[DueTask, ...]:
    """Return the tasks open on the day of the run, the most urgent first.

    found: how far every participant has come (`progress`).
    """
    tasks = (*_of_participants(outcome, found), *_of_committee(outcome, found))
    return tuple(sorted(tasks, key=lambda task: (task.due, task.who, task.what)))


class TaskMaker:
    """Makes tasks: knows the day of the run and the working days."""

    def __init__(self, outcome: Outcome) -> None:
        """Take the day of the run and the calendar."""
        self.as_of, self.workdays = outcome.as_of, outcome.workdays

    def task(
        self, due: dt.date, who: str, what: str, ids: Iterable[str], reference: str
    ) -> Iterator[DueTask]:
        """Yield the task, unless it concerns nobody."""
        names = tuple(ids)
        if names:
            days = working_days_between(self.as_of, due, self.workdays)
            # A day off just past is late too, though no working day lies between.
            days = min(days, -1) if due < self.as_of else days
            yield DueTask(
                due=due,
                who=who,
                what=what,
                names=names,
                reference=reference,
                days=days,
            )


def _of_participants(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[DueTask]:
    desk, calendar = TaskMaker(outcome), outcome.methodology.calendar
    by_stage = _by_stage(found)
    yield from desk.task(
        calendar.submission, "участники", "Представить самооценку",
        by_stage[Stage.AWAITED], calendar.reference("submission"),
    )  # fmt: skip
    yield from desk.task(
        calendar.rating, "участники", "Исправить и вернуть самооценку",
        by_stage[Stage.RETURNED], calendar.reference("rating"),
    )  # fmt: skip
    open_windows: dict[dt.date, list[str]] = {}
    for who in (*by_stage[Stage.DELIVERED], *by_stage[Stage.CONTESTED], *by_stage[Stage.SETTLED]):
        deadline = found[who].deadline
        if deadline and deadline >= outcome.as_of:
            open_windows.setdefault(deadline, []).append(who)
    for deadline, ids in open_windows.items():
        what = "Последний день для несогласия"
        yield from desk.task(deadline, "участники", what, ids, "п. 3.4")


def _of_committee(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[DueTask]:
    desk, calendar = TaskMaker(outcome), outcome.methodology.calendar
    by_stage, act = _by_stage(found), "п. 3.4"
    absent = by_stage[Stage.AWAITED] if outcome.as_of > calendar.submission else ()
    last_day = last_receipt(outcome.methodology, outcome.workdays)
    before_totals = working_day_before(calendar.totals, outcome.workdays)
    tomorrow = add_working_days(outcome.as_of, SOON, outcome.workdays)
    checked = (*by_stage[Stage.RECEIVED], *by_stage[Stage.VERIFYING])
    unsent = [who for who in (*checked, *by_stage[Stage.RATED]) if found[who].delivery is None]
    underway = [who for who in by_stage[Stage.RATED] if found[who].delivery]
    again = [who for who, each in found.items() if each.again]
    late = [who for who, each in found.items()
            if each.deadline and each.deadline >= max(calendar.totals, outcome.as_of)]  # fmt: skip
    readings = [r.id for r in outcome.methodology.readings if not r.protocol_number]
    rows: tuple[tuple[dt.date, str, Iterable[str]], ...] = (
        (calendar.rating, "Утвердить прочтения программы протоколом", readings),
        (tomorrow, "Напомнить о самооценке", absent),
        (tomorrow, "Проверить снова: ответ изменился после проверки", again),
        (calendar.rating, "Проверить самооценки и определить рейтинг", checked),
        (calendar.results, "Направить результаты", unsent),
        (last_day, "Добиться вручения и внести дату получения", underway),
        (before_totals, "Рассмотреть несогласия", by_stage[Stage.CONTESTED]),
        (before_totals, "Направить ответ на несогласие",
         [who for who, each in found.items() if each.unanswered]),
        (before_totals, "Срок несогласия не истечёт до подведения итогов: решить, "
         "как подводить итоги", late),
    )  # fmt: skip
    for due, what, ids in rows:
        yield from desk.task(due, "комитет", what, ids, act)
    if outcome.as_of <= calendar.totals or not _summed_up(outcome):
        yield from desk.task(
            calendar.totals, "комитет",
            "Подвести итоги: доклад заместителю председателя и публикация в разделе «Эффективный "
            "регион»", [s.participant.id for s in outcome.standings if s.scorecard], act,
        )  # fmt: skip


def _summed_up(outcome: Outcome) -> bool:
    """Tell whether the minutes of the totals are entered."""
    return any(each.topic == TOTALS_TOPIC for each in outcome.decisions.protocols)


def _by_stage(found: Mapping[str, Progress]) -> dict[Stage, list[str]]:
    groups: dict[Stage, list[str]] = {stage: [] for stage in Stage}
    for who, each in found.items():
        groups[each.stage].append(who)
    return groups
