"""Letters planned: who gets which, under what path, and what each says of the run."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.outputs.letters.letter_templates import (
    DAYS,
    REMINDER_DAYS,
    read_committee,
    read_criteria,
)
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.outputs.letters.sentences import barred
from kuzbass_batch.outputs.partner_checks.check_letters import (
    NO_CHECK_WORDS,
    CheckWords,
    words_on_check,
)
from kuzbass_batch.records.committee.decisions import Admission, AdmissionKind, Objection
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.partner_checks import CheckMethod
from kuzbass_batch.records.year.year import DueDays
from kuzbass_batch.rules.deadlines import due_days, is_year_over
from kuzbass_batch.rules.programme.partner_checks.overview import asks_for_criteria
from kuzbass_batch.rules.year.approval import approval_of
from kuzbass_batch.rules.year.letters.contest_letters import letters_on_contest
from kuzbass_batch.rules.year.letters.letters import OF_PROJECTS, letters_on_checks

NOT_RATED = "Не оценены"
"""The folder of what tells somebody that he is not rated: it reminds of nothing."""
FOLDERS = {
    LetterKind.RESULT: "Результаты",
    LetterKind.RETURN: "На доработку",
    LetterKind.REMINDER: "Напоминания",
    LetterKind.NOTICE: NOT_RATED,
    LetterKind.REQUEST: "Запросы",
    LetterKind.REPLY: "Ответы на несогласие",
    LetterKind.REPORT_RECEIPT: "Приём отчётов",
    LetterKind.REPORT_REMINDER: "Отчёты о проектах",
    LetterKind.CLOSING_REQUEST: "Закрытие проектов",
    LetterKind.CONTEST_ANNOUNCEMENT: "Объявление конкурса",
    LetterKind.APPLICATION_RECEIPT: "Приём заявок",
    LetterKind.CONTEST_ADMISSION: "Допуск к конкурсу",
    LetterKind.CONTEST_RESULT: "Результаты конкурса",
    LetterKind.REPORT_ANNOUNCEMENT: "Форма и сроки отчётов",
    LetterKind.CHECK_REPLY: "Заявки на проверку качества",
    LetterKind.CHECK_RESULT: "Результаты проверок качества",
    LetterKind.CHECK_ORDER: "Порядок проверки качества",
}
NO_RULINGS: frozenset[AdmissionKind] = frozenset()
Forms = dict[str, list[tuple[str, str]]]
"""By participant's id: what each form answers, and its path."""
LetterDays = Mapping[tuple[str, LetterKind], dt.date]
"""By participant and kind of a letter on reports, the day that it names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A planned letter: its kind, its path in the result folder, and all that it speaks of.

    attached: the paths of the forms that go with it, each by what the form answers.
    rulings: what the committee ruled on the participant's returns. objections: his own, with the
    committee's decisions; last: the last day to object, None if it is not known. barred: why the
    committee excluded what he sent. draft: it tells a result that is not approved, or what is an
    example. check: what a letter on a partner check says.
    """

    participant: str
    kind: LetterKind
    path: str
    standing: Standing
    attached: tuple[tuple[str, str], ...]
    rulings: frozenset[AdmissionKind] = NO_RULINGS
    barred: str = ""
    draft: bool = False
    objections: tuple[Objection, ...] = ()
    last: dt.date | None = None
    check: CheckWords = NO_CHECK_WORDS


def plan_letters(
    found: Conclusions, redrawn: tuple[Redrawn, ...], method: CheckMethod | None = None
) -> tuple[Letter, ...]:
    """Return the letters to write, in the registry's order; others' and on checks follow.

    method: the committee's criteria of such checks, None where nobody asks for them.
    """
    taken: set[str] = set()
    attached: Forms = defaultdict(list)
    for form in redrawn:
        attached[form.participant.id].append((form.source, form.path))
    return (
        *_own_letters(found, attached, taken),
        *_on_contest(found, attached, taken),
        *_on_checks(found, method, taken),
    )


def _on_contest(found: Conclusions, attached: Forms, taken: set[str]) -> Iterator[Letter]:
    """Yield the letters on the contest to bodies outside of the registry (p. 2.7)."""
    kinds = letters_on_contest(found.outcome) if found.outside else {}
    for standing in found.outside:
        who = standing.participant.id
        for kind in kinds.get(who, ()):
            yield Letter(
                participant=who,
                kind=kind,
                path=free_path(f"Письма/{FOLDERS[kind]}/{named_after(standing)}", ".docx", taken),
                standing=standing,
                attached=tuple(attached.get(who, ())),
            )


def _on_checks(found: Conclusions, method: CheckMethod | None, taken: set[str]) -> Iterator[Letter]:
    readers = (*found.outcome.standings, *found.outside)
    standings = {standing.participant.id: standing for standing in readers}
    for application, kind in letters_on_checks(found.partner_checks):
        standing = standings[application.applicant.id]
        named = f"{named_after(standing)} {safe_name(f'заявка {application.number}')}"
        stem = named_after(standing) if kind is LetterKind.CHECK_ORDER else named
        words = words_on_check(kind, application, method)
        yield Letter(
            participant=standing.participant.id,
            kind=kind,
            path=free_path(f"Письма/{FOLDERS[kind]}/{stem}", ".docx", taken),
            standing=standing,
            attached=(),
            draft=words.example,
            check=words,
        )


def _own_letters(found: Conclusions, attached: Forms, taken: set[str]) -> tuple[Letter, ...]:
    outcome = found.outcome
    rulings = by_participant(outcome.decisions.admissions)
    objections = by_participant(outcome.decisions.objections)
    drafts = frozenset(found.drafts)
    return tuple(
        Letter(
            participant=standing.participant.id,
            kind=kind,
            path=free_path(f"Письма/{FOLDERS[kind]}/{named_after(standing)}", ".docx", taken),
            standing=standing,
            attached=tuple(attached.get(standing.participant.id, ())),
            rulings=_ruled(rulings[standing.participant.id]),
            draft=kind is LetterKind.RESULT and standing.participant.id in drafts,
            barred=barred(standing, rulings[standing.participant.id]),
            objections=objections[standing.participant.id],
            last=found.windows.get(standing.participant.id),
        )
        for standing in outcome.standings
        for kind in found.letters[standing.participant.id]
    )


def _ruled(rulings: tuple[Admission, ...]) -> frozenset[AdmissionKind]:
    """Return what was ruled; the many without a ruling share one empty answer."""
    return frozenset(each.kind for each in rulings) if rulings else NO_RULINGS


def named_after(standing: Standing) -> str:
    """Return the name of a file that is one participant's, without its ending."""
    return safe_name(f"{standing.participant.id} {standing.participant.short_name}")


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterContext:
    """What all letters of a run share: the day, and how many participants are rated.

    due: the days to send a form or to answer by. approved: the rating is. templates: a folder of
    the committee's own templates, None for the program's. report_days: the day that a letter on
    reports names, by participant and kind; the nearest of several. method: the criteria of partner
    checks, None where nobody applies or asks for them.
    """

    as_of: dt.date
    templates: Path | None
    rated: int
    rated_in: tuple[tuple[Category, int], ...]
    due: DueDays
    approved: bool = False
    report_days: LetterDays = field(default_factory=dict)
    method: CheckMethod | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterFacts:
    """What a letter says of the run, of all that it could: the rest of its words are its reader's.

    What its kind does not speak of is left at rest, so that no letter changes for others' sake or
    because a day went by. day: by which what is asked for is due. overdue: the act's day to send a
    self-assessment is over; over: that of the totals has come, and no self-assessment is asked for
    any more (p. 3.4). approved: the rating is. rated, rated_in_category: among how many a place is;
    None where none is named. step: the reminder by the schedule that it is, 0 for none.
    """

    day: dt.date | None = None
    overdue: bool = False
    over: bool = False
    approved: bool = False
    rated: int | None = None
    rated_in_category: int | None = None
    step: int = 0


def letter_context(outcome: Outcome, templates: Path | None) -> LetterContext:
    """Return what the letters of a run share."""
    rated = [s.participant.category for s in outcome.standings if s.scorecard]
    due = due_days(
        outcome.as_of,
        read_committee(templates)[DAYS],
        outcome.methodology,
        outcome.workdays,
        read_committee(templates)[REMINDER_DAYS],
    )
    return LetterContext(
        as_of=outcome.as_of,
        templates=templates,
        rated=len(rated),
        rated_in=tuple(Counter(rated).items()),
        due=due,
        report_days=report_days_of(outcome, due),
        approved=approval_of(outcome.decisions) is not None,
        method=read_criteria(templates) if asks_for_criteria(outcome) else None,
    )


def report_days_of(outcome: Outcome, due: DueDays) -> LetterDays:
    """Return the day that each letter on reports names: of the report, or of one to be mended."""
    found: dict[tuple[str, LetterKind], dt.date] = {}
    for each in outcome.projects.due:
        kind = LetterKind.CLOSING_REQUEST if each.closing else LetterKind.REPORT_REMINDER
        key = (each.project.participant, kind)
        found[key] = min(each.due, found.get(key, each.due))
    for file in outcome.files:
        back = file.status is FileStatus.RETURNED and isinstance(file.read, ReadProgrammeForm)
        if back and file.participant and file.kind in OF_PROJECTS:
            found[file.participant, LetterKind.REPORT_RECEIPT] = due.answer
    return found


def names_place(letter: Letter) -> bool:
    """Tell whether a letter names the participant's place: a result that is approved does.

    The act asks to send the score and the level (p. 3.4). A place is among others, so that each
    return that comes in or is mended moves hundreds of them until the rating is approved.
    """
    return letter.kind is LetterKind.RESULT and not letter.draft


def facts_for(letter: Letter, office: LetterContext, methodology: Methodology) -> LetterFacts:
    """Return what a letter of its kind says of the run."""
    over, due = is_year_over(office.as_of, methodology), office.due
    if letter.kind is LetterKind.RESULT and names_place(letter):
        category = letter.standing.participant.category
        return LetterFacts(rated=office.rated, rated_in_category=dict(office.rated_in)[category])
    if letter.kind is LetterKind.RETURN:
        return LetterFacts(over=over, day=due.mended)
    if letter.kind is LetterKind.REQUEST:
        return LetterFacts(day=due.answer)
    if letter.kind is LetterKind.REMINDER:
        overdue = office.as_of > methodology.calendar.submission
        return LetterFacts(overdue=overdue, day=due.first, step=due.step)
    if letter.kind is LetterKind.NOTICE:
        return LetterFacts(approved=office.approved)
    day = office.report_days.get((letter.participant, letter.kind))
    return LetterFacts(day=day, overdue=day is not None and day < office.as_of)
