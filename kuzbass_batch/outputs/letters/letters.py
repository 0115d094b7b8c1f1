"""Letters: result, reply to objections, request, return for correction, reminder, notice."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings.finding import Finding, is_for_participant, worst_first
from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.outputs.letters.act_words import act_tags, filled_details
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee
from kuzbass_batch.outputs.letters.letter_templates import DAYS, read_committee, template_of
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.outputs.letters.reply import reply_of
from kuzbass_batch.outputs.letters.sentences import (
    barred,
    came_instead,
    compared,
    counted,
    further,
    grouped,
    is_blank,
    is_question,
    kept,
    leader_terms,
    level_above,
    line_of,
    reduced,
    reduced_title,
    registered,
    requested,
    rest_of,
    ruled_on,
    show_day,
    table_rows,
    undecided,
    way_of,
    with_comma,
)
from kuzbass_batch.outputs.total_words import missing_words
from kuzbass_batch.records.committee.decisions import (
    Admission,
    AdmissionKind,
    Objection,
    by_participant,
)
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.rating import Advice, Proof
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import WrongEdition
from kuzbass_batch.records.returns.returns import FileResult, ParticipantStatus
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.year import DueDays
from kuzbass_batch.rules.deadlines import due_days, is_year_over
from kuzbass_batch.rules.year.approval import approval_of
from kuzbass_batch.rules.year.letters.letters import may_be_mended
from kuzbass_batch.workers.crew import Crew, done_by, sure

GROUP = 16
"""Letters that a worker writes at a time: what travels with a group is sent once."""
NOT_RATED = "Не оценены"
"""The folder of what tells somebody that he is not rated: it reminds of nothing."""
FOLDERS = {
    LetterKind.RESULT: "Результаты",
    LetterKind.RETURN: "На доработку",
    LetterKind.REMINDER: "Напоминания",
    LetterKind.NOTICE: NOT_RATED,
    LetterKind.REQUEST: "Запросы",
    LetterKind.REPLY: "Ответы на несогласие",
}
FORM_TITLES = {Kind.SELF_ASSESSMENT: "Самооценка", Kind.PASSPORT: "Паспорт проекта",
               Kind.OBJECTION: "Несогласие"}  # fmt: skip
OWN, PARENTS = "Ваша самооценка", "самооценка вышестоящего органа"
NO_RULINGS: frozenset[AdmissionKind] = frozenset()
MOST_LINES = 20
"""More findings of one file stand on its sheet «Замечания» only: a letter is to be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A planned letter: its kind, its path in the result folder, and all that it speaks of.

    attached: the paths of the forms that go with it, each by what the form answers.
    rulings: what the committee ruled on the participant's returns. objections: his own, with the
    committee's decisions; last: the last day to object, None if it is not known. barred: why the
    committee excluded what he sent. draft: it tells a result that is not approved.
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


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterContext:
    """What all letters of a run share: the day, and how many participants are rated.

    due: the days to send a form or to answer by. approved: the rating is. templates: a folder of
    the committee's own templates, None for the program's.
    """

    as_of: dt.date
    templates: Path | None
    rated: int
    rated_in: tuple[tuple[Category, int], ...]
    due: DueDays
    approved: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterTask:
    """A letter with whom it addresses, and what its participant reads besides the result.

    Made as it is written. ways: the cheapest ways to the next level. requested: the documents
    asked for.
    """

    letter: Letter
    addressee: Addressee
    ways: tuple[Advice, ...] = ()
    requested: tuple[Proof, ...] = ()


def write_letters(
    letters: Iterable[Letter],
    found: Conclusions,
    addressees: Mapping[str, Addressee],
    office: LetterContext,
    crew: Crew,
    write: Callable[[str, bytes], None],
) -> None:
    """Give every letter to `write`; UnfilledTag if a template asks for what nobody gives.

    addressees: by participant's id.
    """
    tasks = (_task(letter, found, addressees) for letter in letters)
    for task, data in done_by(crew, partial(render_letter, office), tasks, group=GROUP):
        write(task.letter.path, sure(data, f"письмо «{task.letter.path}»"))


def _task(letter: Letter, found: Conclusions, addressees: Mapping[str, Addressee]) -> LetterTask:
    who, kind = letter.participant, letter.kind
    return LetterTask(
        letter=letter,
        addressee=addressees[who],
        ways=found.ways[who] if kind is LetterKind.RESULT else (),
        requested=found.requested[who] if kind is LetterKind.REQUEST else (),
    )


def letter_context(outcome: Outcome, templates: Path | None) -> LetterContext:
    """Return what the letters of a run share."""
    rated = [s.participant.category for s in outcome.standings if s.scorecard]
    return LetterContext(
        as_of=outcome.as_of,
        templates=templates,
        rated=len(rated),
        rated_in=tuple(Counter(rated).items()),
        due=due_days(
            outcome.as_of,
            read_committee(templates)[DAYS],
            outcome.methodology,
            outcome.workdays,
        ),
        approved=approval_of(outcome.decisions) is not None,
    )


def render_letter(office: LetterContext, year: ReportingYear, task: LetterTask) -> bytes:
    """Return the bytes of a letter (in a worker)."""
    letter = task.letter
    committee = filled_details(read_committee(office.templates), year.methodology.words)
    attached = {source: name_of(path) for source, path in letter.attached}
    writer = LetterWriter(office, year.methodology, attached, letter.rulings)
    context = {
        "addressee": task.addressee.for_template(),
        "name": letter.standing.participant.name,
        "year": year.methodology.year,
        "act": year.methodology.act,
        "committee": committee,
        **act_tags(year.methodology.words, year.methodology.period),
    }
    template = template_of(letter.kind, office.templates)
    if letter.kind is LetterKind.REPLY:
        return template.render(
            context | reply_of(letter.standing, letter.objections, letter.last, year.methodology)
        )
    context |= {"barred": letter.barred, "draft": letter.draft}
    return template.render(context | writer.content(task))


def plan_letters(found: Conclusions, redrawn: tuple[Redrawn, ...]) -> tuple[Letter, ...]:
    """Return the letters to write, in the registry's order."""
    outcome = found.outcome
    taken: set[str] = set()
    attached: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rulings = by_participant(outcome.decisions.admissions)
    objections = by_participant(outcome.decisions.objections)
    drafts = frozenset(found.drafts)
    for form in redrawn:
        attached[form.participant.id].append((form.source, form.path))
    return tuple(
        Letter(
            participant=standing.participant.id,
            kind=kind,
            path=free_path(f"Письма/{FOLDERS[kind]}/{_name(standing)}", ".docx", taken),
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


def _name(standing: Standing) -> str:
    return safe_name(f"{standing.participant.id} {standing.participant.short_name}")


class LetterWriter:
    """Writes the content of letters: what the run shares, the act, and what is attached."""

    def __init__(
        self,
        office: LetterContext,
        methodology: Methodology,
        attached: Mapping[str, str],
        rulings: frozenset[AdmissionKind] = NO_RULINGS,
    ) -> None:
        self.rulings = rulings
        self.office, self.methodology, self.attached = office, methodology, attached
        self.calendar = methodology.calendar
        self.over = is_year_over(office.as_of, methodology)
        """The day of the totals has come: no self-assessment is asked for any more (p. 3.4)."""
        self.due = office.due

    def content(self, task: LetterTask) -> dict[str, Any]:
        """Return what fills a letter of its kind."""
        kind, standing = task.letter.kind, task.letter.standing
        if kind is LetterKind.RETURN:
            return self.correction(standing)
        if kind is LetterKind.REQUEST:
            return self.request(standing, task.requested)
        if kind is LetterKind.RESULT and standing.scorecard:
            return self.result(standing, standing.scorecard, task.ways)
        if kind is LetterKind.REMINDER:
            return self.reminder(standing)
        if kind is LetterKind.NOTICE:
            return self.notice(standing)
        raise AssertionError(kind)

    def result(
        self, standing: Standing, card: Scorecard, ways: tuple[Advice, ...]
    ) -> dict[str, Any]:
        """Return the content of a letter with the result."""
        methodology, source = self.methodology, standing.assessment
        category, ruled = standing.participant.category, ruled_on(self.rulings)
        above = level_above(card, methodology)
        remarks = (undecided(card, methodology), compared(standing, methodology))
        return {
            "rows": table_rows(card, methodology),
            "points": card.points,
            "total": with_comma(show_weighted(card.total)),
            "level": methodology.level(card.level).name,
            "place": str(standing.place or ""),
            "rated": self.office.rated,
            "category": category.plural.lower(),
            "place_in_category": str(standing.place_in_category or ""),
            "rated_in_category": dict(self.office.rated_in)[category],
            "compared": " ".join(filter(None, remarks)),
            "leader": leader_terms(standing, methodology),
            "basis": PARENTS if AdmissionKind.PARENT in self.rulings else OWN,
            "filled_on": show_day(source.filled_on) if source else "",
            "file": name_of(source.source.path) if source else "",
            "late": show_day(self.calendar.submission) if standing.late and not ruled else "",
            "reduced": [*ruled, *(reduced(s) for s in card.scores if s.points != s.claimed)],
            "reduced_title": reduced_title(card, ruled),
            "warnings": [line_of(f) for f in self._asked(standing) if is_question(f)],
            "ways": [way_of(way, card, above, methodology) for way in ways],
            "next_level": above.name if above else "",
            "missing": missing_words(card, methodology),
            "days": self.calendar.objection_working_days,
            "attached": self.attached.get(standing.participant.id, ""),
        }  # fmt: skip

    def _asked(self, standing: Standing) -> tuple[Finding, ...]:
        """Return what was found in the counted return; a parent's own questions stay with it.

        A document is not asked for once the committee has verified what it would prove (p. 3.4).
        """
        source, taken = standing.assessment, AdmissionKind.PARENT in self.rulings
        if source is None or taken:
            return ()
        scores = standing.scorecard.scores if standing.scorecard else ()
        verified = {score.criterion for score in scores if score.verified is not None}
        return tuple(f for f in source.findings if f.criterion not in verified)

    def correction(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter that sends forms back."""
        files = [self._returned(standing, result) for result in standing.returned]
        asked = sum(not file["closed"] for file in files)
        return {
            "files": files,
            "asked": asked,
            "attachments": counted(asked, "файл", "файла", "файлов"),
            "deadline": show_day(self.due.mended),
            "leader": "" if standing.scorecard else leader_terms(standing, self.methodology),
        }

    def _returned(self, standing: Standing, result: FileResult) -> dict[str, Any]:
        path = result.source.path
        wanted = [f for f in result.findings if is_for_participant(f)]
        shown = worst_first(wanted)[:MOST_LINES]
        rest = len(wanted) - len(shown)
        kind = result.kind
        closed = not may_be_mended(kind, over=self.over)
        return {
            "name": f"{FORM_TITLES[kind]} (файл «{name_of(path)}»)",
            "kept": kept(standing, result, closed=closed) or registered(result),
            "groups": grouped(shown, remedies=not closed),
            "further": further(standing, kind, self.methodology) if self.over else "",
            "rest": rest_of(rest, closed=closed),
            "attached": self.attached.get(path, ""),
            "source": name_of(path),
            "fresh": isinstance(result.read, WrongEdition) or is_blank(result),
            "closed": closed,
        }

    def request(self, standing: Standing, wanted: tuple[Proof, ...]) -> dict[str, Any]:
        """Return the content of a letter that asks for documents (p. 2.9(1), 3.4)."""
        source, rating = standing.assessment, self.calendar.rating
        return {
            "filled_on": show_day(source.filled_on) if source else "",
            "criteria": requested(wanted, self.methodology),
            "deadline": show_day(self.due.answer),
            "rating": show_day(rating) if self.due.answer <= rating else "",
        }

    def reminder(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter that asks for the self-assessment.

        excluded, closed, totals: templates of the committee's own may still ask for them; who is
        told such things gets a notice.
        """
        calendar = self.calendar
        return {
            "excluded": False,
            "closed": False,
            "totals": show_day(calendar.totals),
            "overdue": self.office.as_of > calendar.submission,
            "submission": show_day(calendar.submission),
            "rating": show_day(calendar.rating) if self.due.first <= calendar.rating else "",
            "deadline": show_day(self.due.first),
            "leader": leader_terms(standing, self.methodology),
            "attached": self.attached.get(standing.participant.id, ""),
            **came_instead(standing),
        }

    def notice(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter to who is not rated: nothing is asked and attached.

        excluded: what he sent came too late (reading R7) or was ruled out; else nothing came.
        """
        return {
            "excluded": standing.status is ParticipantStatus.EXCLUDED,
            "approved": self.office.approved,
            "totals": show_day(self.calendar.totals),
            "submission": show_day(self.calendar.submission),
            "leader": leader_terms(standing, self.methodology),
            **came_instead(standing),
        }
