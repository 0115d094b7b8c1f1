"""Who has to do what by when, back from the day of the totals.

The act's days (p. 3.4, app. 3 p. 4.1): self-assessments, rating, results sent, fifteen working
days from receipt to object, totals on 1 April.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.work_calendar import WorkCalendar
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Bodies
from kuzbass_batch.records.committee.decisions import TOTALS_TOPIC
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import DueDays, DueTask, Progress, Stage
from kuzbass_batch.rules.deadlines import (
    add_working_days,
    is_working,
    objection_deadline,
    working_day_before,
)

SUBMIT = "Представить самооценку"
SOON = 1
"""Working days for what should have been done already: the next working day."""
PARTICIPANTS = "участники"
BEYOND_TOTALS = "Срок несогласия не истечёт до подведения итогов: решить, как подводить итоги"
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


def tasks_of(outcome: Outcome, found: Mapping[str, Progress], due: DueDays) -> tuple[DueTask, ...]:
    """Return the tasks open on the day of the run, the most urgent first.

    found: how far every participant has come (`progress`). due: the days that letters name.
    """
    tasks = (*_of_participants(outcome, found, due), *_of_committee(outcome, found))
    return tuple(sorted(tasks, key=lambda task: (task.due, task.who, task.what)))


class TaskMaker:
    """Makes tasks: knows the day of the run and the working days."""

    def __init__(self, outcome: Outcome) -> None:
        """Take the day of the run and the calendar."""
        self.as_of, self.workdays = outcome.as_of, outcome.workdays
        listed = (person.id for person in outcome.registry.participants)
        self._order = {who: at for at, who in enumerate(listed)}

    def task(
        self, due: dt.date, who: str, what: str, ids: Iterable[str], reference: str
    ) -> Iterator[DueTask]:
        """Yield the task, unless it concerns nobody; names in the order of the registry."""
        # The ids of readings are in no registry: they keep their own order.
        names = tuple(sorted(ids, key=lambda each: self._order.get(each, 0)))
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


def _of_participants(
    outcome: Outcome, found: Mapping[str, Progress], due: DueDays
) -> Iterator[DueTask]:
    yield from _awaited(outcome, found, due)
    yield from _to_mend(outcome, found, due)
    yield from _to_object(outcome, found)


def _awaited(outcome: Outcome, found: Mapping[str, Progress], due: DueDays) -> Iterator[DueTask]:
    """Yield the self-assessments to come: the act's day, and once it is past the reminder's, too.

    Nobody is reminded whose form may lie in a file that could not be read.
    """
    maker, calendar = TaskMaker(outcome), outcome.methodology.calendar
    held = {s.participant.id for s in outcome.standings if s.possible}
    awaited = _by_stage(found)[Stage.AWAITED]
    over = due.first > calendar.submission
    reminded = f"{SUBMIT} (в напоминании – до {wording.day(due.first)} включительно)"
    groups = {
        SUBMIT: [who for who in awaited if who in held or not over],
        reminded: [who for who in awaited if who not in held and over],
    }
    for what, names in groups.items():
        yield from maker.task(
            calendar.submission, PARTICIPANTS, what, names, calendar.reference("submission")
        )


def _to_mend(outcome: Outcome, found: Mapping[str, Progress], due: DueDays) -> Iterator[DueTask]:
    """Yield the forms that went back: due on the day that the letter and the form itself name."""
    maker, calendar = TaskMaker(outcome), outcome.methodology.calendar
    passports = [
        standing.participant.id
        for standing in outcome.standings
        if any(file.kind is Kind.PASSPORT for file in standing.returned)
    ]
    objections = [who for who, each in found.items() if each.returned]
    point = outcome.methodology.words.point
    for what, names, reference in (
        ("самооценку", _by_stage(found)[Stage.RETURNED], calendar.reference("submission")),
        ("паспорт проекта", passports, point("passport").point),
        ("форму несогласия", objections, point("objection").point),
    ):
        yield from maker.task(
            due.mended, PARTICIPANTS, f"Исправить и направить повторно {what}", names, reference
        )


def _to_object(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[DueTask]:
    """Yield the windows for objections that are open (p. 3.4)."""
    maker, by_stage = TaskMaker(outcome), _by_stage(found)
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
    point = outcome.methodology.words.point("objection").point
    for deadline, ids in open_windows.items():
        yield from maker.task(deadline, PARTICIPANTS, "Последний день для несогласия", ids, point)


def _of_committee(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[DueTask]:
    maker = TaskMaker(outcome)
    point, rater = outcome.methodology.words.point, outcome.methodology.words.rater.nominative
    for name, rows in (
        ("rating", _before_rating(outcome, found)),
        ("results", _until_results(outcome, found)),
        ("totals", _before_totals(outcome, found)),
    ):
        for due, what, ids in rows:
            yield from maker.task(due, rater, what, ids, point(name).point)


def _before_rating(outcome: Outcome, found: Mapping[str, Progress]) -> Iterator[Row]:
    """Yield what is to be done until the rating is determined."""
    calendar, by_stage = outcome.methodology.calendar, _by_stage(found)
    next_day = add_working_days(outcome.as_of, SOON, outcome.workdays)
    readings = [r.id for r in outcome.methodology.readings if not r.protocol_number]
    programme = outcome.methodology.words.programme.genitive
    yield calendar.rating, f"Утвердить прочтения {programme} протоколом", readings
    if outcome.as_of > calendar.submission:
        held = {s.participant.id for s in outcome.standings if s.possible}
        unread = [who for who in by_stage[Stage.AWAITED] if who in held]
        yield next_day, "Разобрать файлы без участника: в них может быть самооценка", unread
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
        rated = [s.participant.id for s in outcome.standings if s.scorecard]
        yield totals, _summing_up(outcome.methodology.words.bodies), rated


def _summing_up(bodies: Bodies) -> str:
    """Return what the totals ask for: a report, if the act names whom to, and the publication."""
    report = f"доклад {bodies.report_to} и " if bodies.report_to else ""
    return f"Подвести итоги: {report}публикация{bodies.in_section}"


def _summed_up(outcome: Outcome) -> bool:
    """Tell whether the minutes of the totals are entered."""
    return any(each.topic == TOTALS_TOPIC for each in outcome.decisions.protocols)


def _by_stage(found: Mapping[str, Progress]) -> dict[Stage, list[str]]:
    groups: dict[Stage, list[str]] = {stage: [] for stage in Stage}
    for who, each in found.items():
        groups[each.stage].append(who)
    return groups
