"""Who has to do what by when, back from the day of the totals.

The act's days (p. 3.4, app. 3 p. 4.1): self-assessments, rating, results sent, fifteen working
days from receipt to object, totals on 1 April.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.work_calendar import WorkCalendar
from kuzbass_batch.records.decisions import TOTALS_TOPIC
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.year import DueTask, Progress, Stage
from kuzbass_batch.rules.deadlines import (
    add_working_days,
    is_working,
    objection_deadline,
    working_day_before,
)

SOON = 1
"""Working days for what should have been done already: the next working day."""
PARTICIPANTS, COMMITTEE, ACT = "участники", "комитет", "п. 3.4"
BEYOND_TOTALS = "Срок несогласия не истечёт до подведения итогов: решить, как подводить итоги"
SUM_UP = (
    "Подвести итоги: доклад заместителю председателя и публикация в разделе «Эффективный регион»"
)
Row = tuple[dt.date, str, Iterable[str]]
"""The day, what is to be done, and the ids of those whom it concerns."""


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


def tasks_of(outcome: Outcome, found: Mapping[str, Progress]) -> tuple[DueTask, ...]:
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
    maker, calendar = TaskMaker(outcome), outcome.methodology.calendar
    by_stage = _by_stage(found)
    yield from maker.task(
        calendar.submission, PARTICIPANTS, "Представить самооценку",
        by_stage[Stage.AWAITED], calendar.reference("submission"),
    )  # fmt: skip
    yield from maker.task(
        calendar.rating, PARTICIPANTS, "Исправить и вернуть самооценку",
        by_stage[Stage.RETURNED], calendar.reference("rating"),
    )  # fmt: skip
    day_before = working_day_before(calendar.totals, outcome.workdays)
    yield from maker.task(
        max(day_before, outcome.as_of), PARTICIPANTS, "Исправить и вернуть форму несогласия",
        [who for who, each in found.items() if each.returned], ACT,
    )  # fmt: skip
    objecting = (
        *by_stage[Stage.DELIVERED],
        *by_stage[Stage.CONTESTED],
        *by_stage[Stage.OBJECTION_RETURNED],
        *by_stage[Stage.SETTLED],
    )
    open_windows: dict[dt.date, list[str]] = {}
    for who in objecting:
        deadline = found[who].deadline
        if deadline and deadline >= outcome.as_of:
            open_windows.setdefault(deadline, []).append(who)
    for deadline, ids in open_windows.items():
        yield from maker.task(deadline, PARTICIPANTS, "Последний день для несогласия", ids, ACT)


def _of_committee(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[DueTask]:
    maker = TaskMaker(outcome)
    every = (
        *_before_rating(outcome, found),
        *_until_results(outcome, found),
        *_before_totals(outcome, found),
    )
    for due, what, ids in every:
        yield from maker.task(due, COMMITTEE, what, ids, ACT)


def _before_rating(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[Row]:
    """Yield what is to be done until the rating is determined."""
    calendar, by_stage = outcome.methodology.calendar, _by_stage(found)
    next_day = add_working_days(outcome.as_of, SOON, outcome.workdays)
    readings = [r.id for r in outcome.methodology.readings if not r.protocol_number]
    yield calendar.rating, "Утвердить прочтения программы протоколом", readings
    if outcome.as_of > calendar.submission:
        held = {s.participant.id for s in outcome.standings if s.possible}
        unread = [who for who in by_stage[Stage.AWAITED] if who in held]
        yield next_day, "Разобрать непрочитанные файлы: в них может быть самооценка", unread
        missing = [who for who in by_stage[Stage.AWAITED] if who not in held]
        yield next_day, "Напомнить о самооценке", missing
    again = [who for who, each in found.items() if each.again]
    yield next_day, "Проверить снова: ответ изменился после проверки", again
    unchecked = (*by_stage[Stage.RECEIVED], *by_stage[Stage.VERIFYING])
    yield calendar.rating, "Проверить самооценки и определить рейтинг", unchecked


def _until_results(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[Row]:
    """Yield what is to be done until everybody has received the results."""
    by_stage = _by_stage(found)
    scored = (*by_stage[Stage.RECEIVED], *by_stage[Stage.VERIFYING], *by_stage[Stage.RATED])
    unsent = [who for who in scored if found[who].delivery is None]
    yield outcome.methodology.calendar.results, "Направить результаты", unsent
    underway = [who for who in by_stage[Stage.RATED] if found[who].delivery]
    last_day = last_receipt(outcome.methodology, outcome.workdays)
    yield last_day, "Добиться вручения и внести дату получения", underway


def _before_totals(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[Row]:
    """Yield what is to be done until the totals are drawn up, and the totals themselves."""
    totals = outcome.methodology.calendar.totals
    day_before = working_day_before(totals, outcome.workdays)
    yield day_before, "Рассмотреть несогласия", _by_stage(found)[Stage.CONTESTED]
    unanswered = [who for who, each in found.items() if each.unanswered]
    yield day_before, "Направить ответ на несогласие", unanswered
    later = max(totals, outcome.as_of)
    late = [who for who, each in found.items() if each.deadline and each.deadline >= later]
    yield day_before, BEYOND_TOTALS, late
    if outcome.as_of <= totals or not _summed_up(outcome):
        yield totals, SUM_UP, [s.participant.id for s in outcome.standings if s.scorecard]


def _summed_up(outcome: Outcome) -> bool:
    """Tell whether the minutes of the totals are entered."""
    return any(each.topic == TOTALS_TOPIC for each in outcome.decisions.protocols)


def _by_stage(found: Mapping[str, Progress]) -> dict[Stage, list[str]]:
    groups: dict[Stage, list[str]] = {stage: [] for stage in Stage}
    for who, each in found.items():
        groups[each.stage].append(who)
    return groups
