"""Reports on projects in «Что дальше»: who owes one by when, and which letters wait (p. 3.2)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kuzbass_batch.records.committee.outgoing import LETTER_WORDS, OF_CENTRE, LetterKind, Outgoing
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm, came_on
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.projects import DueReport
from kuzbass_batch.records.year.year import DueTask, ToDo
from kuzbass_batch.rules.deadlines import add_working_days
from kuzbass_batch.rules.to_do_lines import to_do_line
from kuzbass_batch.rules.year.letters.letters import OF_PROJECTS
from kuzbass_batch.rules.year.tasks import PARTICIPANTS, SOON, TaskMaker

SENT_LETTERS = "Направить письма о проектах"
Days = Mapping[tuple[str, LetterKind], dt.date]
"""By participant and kind, the day from which on a letter that went out is the one that waits."""


def with_reports(found: Conclusions, register: Iterable[Outgoing]) -> Conclusions:
    """Return the conclusions with what waits about reports on projects; as they are without.

    register: the letters until now; it says which of them went out.
    """
    waiting = letters_waiting(found, register)
    tasks = tuple(_tasks(found, waiting))
    every = sorted((*found.tasks, *tasks), key=lambda task: (task.due, task.who, task.what))
    to_do = (each for each in _to_do(found, waiting) if each.count)
    return replace(found, tasks=tuple(every), to_do=(*found.to_do, *to_do))


def letters_waiting(found: Conclusions, register: Iterable[Outgoing]) -> tuple[str, ...]:
    """Return who gets a letter on projects that has not gone out yet, in the registry's order.

    A reminder went out if one was sent since the report could be asked for; a receipt, if one was
    sent since the last report came.
    """
    kinds = {word: kind for kind, word in LETTER_WORDS.items() if kind in OF_CENTRE}
    sent: dict[tuple[str, LetterKind], dt.date] = {}
    for row in register:
        if row.what in kinds and isinstance(row.sent, dt.date):
            key = (row.participant.casefold(), kinds[row.what])
            sent[key] = max(row.sent, sent.get(key, row.sent))
    since = _since(found)
    return tuple(
        who
        for who, letters in found.letters.items()
        if any(
            (day := sent.get((who.casefold(), kind))) is None
            or day < since.get((who, kind), dt.date.min)
            for kind in letters
            if kind in OF_CENTRE
        )
    )


def _since(found: Conclusions) -> Days:
    """Return the days of what the letters speak of: reports that came, reports asked for."""
    days: dict[tuple[str, LetterKind], dt.date] = {}

    def enter(who: str, kind: LetterKind, day: dt.date) -> None:
        days[who, kind] = max(day, days.get((who, kind), day))

    for file in found.outcome.files:
        read = file.read
        if not isinstance(read, ReadProgrammeForm) or read.kind not in OF_PROJECTS:
            continue
        day = came_on(read)
        if file.participant and day:
            enter(file.participant, LetterKind.REPORT_RECEIPT, day)
    for due in found.projects.due:
        closes, owner = due.project.closes, due.project.participant
        if due.closing and closes:
            enter(owner, LetterKind.CLOSING_REQUEST, closes)
        elif not due.closing:
            enter(owner, LetterKind.REPORT_REMINDER, due.quarter.last_day)
    return days


def _tasks(found: Conclusions, waiting: Iterable[str]) -> Iterator[DueTask]:
    """Yield the reports that participants owe, and the letters that are to go out."""
    outcome = found.outcome
    maker, words = TaskMaker(outcome), outcome.methodology.words
    point = words.point("passport").point
    owed: dict[tuple[dt.date, str], dict[str, None]] = {}
    for due in found.projects.due:
        owed.setdefault((due.due, _what(due)), {})[due.project.participant] = None
    for (day, what), owners in owed.items():
        yield from maker.task(day, PARTICIPANTS, what, owners, point)
    who = words.bodies.centre or words.rater.nominative
    soon = add_working_days(outcome.as_of, SOON, outcome.workdays)
    yield from maker.task(soon, who, SENT_LETTERS, waiting, point)


def _what(due: DueReport) -> str:
    if due.closing:
        return "Представить отчёт о проекте при закрытии"
    return f"Представить отчёт о проекте за {due.quarter.name}"


def _to_do(found: Conclusions, waiting: tuple[str, ...]) -> Iterator[ToDo]:
    """Yield the reports that did not come in time, by project, and the letters that wait."""
    as_of, sheet = found.outcome.as_of, "projects" if found.projects.in_use else ""
    late = [each for each in found.projects.due if each.due < as_of]
    for closing, text in (
        (False, "Отчёты о проектах не представлены в срок: напомнить"),
        (True, "Срок закрытия проекта по паспорту прошёл, отчёта нет: запросить"),
    ):
        numbers = [each.project.number for each in late if each.closing is closing]
        yield to_do_line(text, numbers, sheet)
    names = {each.id: each.short_name for each in found.outcome.registry.participants}
    text = (
        "Письма о проектах составлены и не отправлены: направить и отметить день отправки в "
        "реестре исходящих"
    )
    yield to_do_line(text, [names[who] for who in waiting], "")
