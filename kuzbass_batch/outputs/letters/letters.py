"""Letters: result, reply to objections, request, return for correction, reminder, notice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings.finding import Finding, is_for_participant, worst_first
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.criteria import shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee
from kuzbass_batch.outputs.letters.details import house_details
from kuzbass_batch.outputs.letters.letter_templates import template_of
from kuzbass_batch.outputs.letters.planning import (
    NO_RULINGS,
    Letter,
    LetterContext,
    LetterFacts,
    facts_for,
    names_place,
)
from kuzbass_batch.outputs.letters.programme.contest_letters import (
    NO_CONTEST_WORDS,
    ContestWords,
    contest_tags,
    words_on_contest,
)
from kuzbass_batch.outputs.letters.programme.report_letters import (
    NO_WORDS,
    ReportWords,
    report_tags,
    words_on_reports,
)
from kuzbass_batch.outputs.letters.reply import reply_of
from kuzbass_batch.outputs.letters.sentences import (
    came_instead,
    compared,
    counted,
    days_left,
    followed_advice,
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
    sent_back,
    show_day,
    subordinate_lines,
    table_rows,
    undecided,
    way_of,
    with_comma,
)
from kuzbass_batch.outputs.partner_checks.check_letters import check_tags
from kuzbass_batch.outputs.total_words import missing_words, subordinates_called
from kuzbass_batch.records.committee.decisions import AdmissionKind
from kuzbass_batch.records.committee.outgoing import (
    OF_CHECKS,
    OF_CONTEST,
    ON_PROJECTS,
    LetterKind,
)
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind
from kuzbass_batch.records.rating.rating import Advice, Proof
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import WrongEdition
from kuzbass_batch.records.returns.returns import FileResult, ParticipantStatus
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.year import FollowedStep
from kuzbass_batch.rules.year.letters.letters import may_be_mended
from kuzbass_batch.workers.crew import Crew

GROUP = 16
"""Letters that a worker writes at a time: what travels with a group is sent once."""
FORM_TITLES = {Kind.SELF_ASSESSMENT: "Самооценка", Kind.PASSPORT: "Паспорт проекта",
               Kind.OBJECTION: "Несогласие", Kind.PROJECT_REPORT: "Отчёт о проекте",
               Kind.PROCESS_LIST: "Процессы и услуги",
               Kind.CHECK_SHEET: "Лист проверки качества",
               Kind.CONTEST_APPLICATION: "Заявка на конкурс лучших практик"}  # fmt: skip
OWN, PARENTS = "Ваша самооценка", "самооценка вышестоящего органа"
PEOPLE_NAMED = 10
"""People of the register named in a letter: the participant's own."""
MOST_LINES = 20
"""More findings of one file stand on its sheet «Замечания» only: a letter is to be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterTask:
    """A letter with whom it addresses, and what its participant reads besides the result.

    Made as it is written, and all that it is written from, besides templates and act. ways: the
    cheapest ways to the next level. requested: the documents asked for. followed: what became of
    the steps that the last letter advised. below: the subordinates whose results are approved as
    far as this one is, a line each. training: what the register of training adds to its list.
    """

    letter: Letter
    addressee: Addressee
    facts: LetterFacts
    ways: tuple[Advice, ...] = ()
    requested: tuple[Proof, ...] = ()
    reports: ReportWords = NO_WORDS
    contest: ContestWords = NO_CONTEST_WORDS
    followed: tuple[FollowedStep, ...] = ()
    below: tuple[str, ...] = ()
    training: str = ""


def write_letters(
    letters: Iterable[Letter],
    found: Conclusions,
    addressees: Mapping[str, Addressee],
    office: LetterContext,
    crew: Crew,
    drawn: DrawnFiles,
    write: Write,
) -> None:
    """Give every letter to `write`; UnfilledTag if a template asks for what nobody gives.

    addressees: by participant's id.
    """
    tasks = ((each.path, _task(each, found, addressees, office)) for each in letters)
    work = partial(render_letter, office.templates)
    write_drawn(crew, work, tasks, drawn, write, group=GROUP, what="письмо")


def _task(
    letter: Letter,
    found: Conclusions,
    addressees: Mapping[str, Addressee],
    office: LetterContext,
) -> LetterTask:
    who, kind = letter.participant, letter.kind
    if not names_place(letter):
        without = replace(letter.standing, place=None, place_in_category=None)
        letter = replace(letter, standing=without)
    return LetterTask(
        letter=letter,
        addressee=addressees[who],
        facts=facts_for(letter, office, found.outcome.methodology),
        ways=found.ways[who] if kind is LetterKind.RESULT else (),
        requested=found.requested[who] if kind is LetterKind.REQUEST else (),
        contest=words_on_contest(letter, found, office) if kind in OF_CONTEST else NO_CONTEST_WORDS,
        reports=words_on_reports(letter, found, office) if kind in ON_PROJECTS else NO_WORDS,
        followed=found.years[who].followed if kind is LetterKind.RESULT else (),
        below=_below(letter, found) if kind is LetterKind.RESULT else (),
        training=trained_words(found, who) if kind is LetterKind.RESULT else "",
    )


def _below(letter: Letter, found: Conclusions) -> tuple[str, ...]:
    """Return a line for each subordinate of a letter's reader, none if he has none.

    An approved letter tells no result that is not approved.
    """
    drafts = () if letter.draft else found.drafts
    group = found.parents.get(letter.participant)
    return subordinate_lines(group.below, drafts, found.outcome.methodology) if group else ()


def trained_words(found: Conclusions, who: str) -> str:
    """Return whom the register of training has beside a participant's list, empty if nobody.

    Whoever a name of the list may mean is left out: the question on that row says it.
    """
    training = found.training
    people = training.people.get(who)
    names = [each.name for each in people.only_registered if not each.near] if people else []
    if people is None or not names:
        return ""
    goal = f" (план – не менее {training.goal})" if training.goal else ""
    return (
        f"По реестру обучения за {training.year} год обучено человек: {people.registered}{goal}. "
        f"В Вашем списке из них не названы: {wording.some(names, shown=PEOPLE_NAMED)}."
    )


def render_letter(templates: Path | None, year: ReportingYear, task: LetterTask) -> bytes:
    """Return the bytes of a letter (in a worker)."""
    letter = task.letter
    committee = house_details(letter.kind, templates, year.methodology.words)
    attached = {source: name_of(path) for source, path in letter.attached}
    writer = LetterWriter(task.facts, year.methodology, attached, letter.rulings)
    context = {
        "addressee": task.addressee.for_template(),
        "name": letter.standing.participant.name,
        "year": year.methodology.year,
        "act": year.methodology.act,
        "committee": committee,
        **act_tags(year.methodology.words, year.methodology.period),
    }
    template = template_of(letter.kind, templates)
    if letter.kind in ON_PROJECTS:
        return template.render(context | report_tags(task.reports, attached))
    if letter.kind in OF_CHECKS:
        return template.render(context | check_tags(letter.check))
    if letter.kind in OF_CONTEST:
        return template.render(context | contest_tags(task.contest, attached, letter.participant))
    if letter.kind is LetterKind.REPLY:
        return template.render(
            context | reply_of(letter.standing, letter.objections, letter.last, year.methodology)
        )
    context |= {"barred": letter.barred, "draft": letter.draft}
    return template.render(context | writer.content(task))


class LetterWriter:
    """Writes the content of letters: what the run shares, the act, and what is attached."""

    def __init__(
        self,
        facts: LetterFacts,
        methodology: Methodology,
        attached: Mapping[str, str],
        rulings: frozenset[AdmissionKind] = NO_RULINGS,
    ) -> None:
        self.rulings = rulings
        self.facts, self.methodology, self.attached = facts, methodology, attached
        self.calendar = methodology.calendar

    def content(self, task: LetterTask) -> dict[str, Any]:
        """Return what fills a letter of its kind."""
        kind, standing = task.letter.kind, task.letter.standing
        if kind is LetterKind.RETURN:
            return self.correction(standing)
        if kind is LetterKind.REQUEST:
            return self.request(standing, task.requested)
        if kind is LetterKind.RESULT and standing.scorecard:
            return {
                **self.result(standing, standing.scorecard, task.ways),
                "followed": followed_advice(task.followed, self.methodology),
                "below": task.below,
                "training": task.training,
                "below_title": subordinates_called(self.methodology),
            }
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
        rater = methodology.words.rater
        category, ruled = standing.participant.category, ruled_on(self.rulings, rater)
        above = level_above(card, methodology)
        remarks = (undecided(card, methodology), compared(standing, methodology))
        return {
            "rows": table_rows(card, methodology),
            "weighed": methodology.has_coefficients,
            "points": shown(card.points),
            "total": with_comma(methodology.shown_total(card.total)),
            "level": methodology.level(card.level).name,
            "place": str(standing.place or ""),
            "place_later": methodology.gives_places and self.facts.rated is None,
            "rated": str(self.facts.rated or ""),
            "category": category.plural.lower(),
            "place_in_category": str(standing.place_in_category or ""),
            "rated_in_category": str(self.facts.rated_in_category or ""),
            "compared": " ".join(filter(None, remarks)),
            "leader": leader_terms(standing, methodology),
            "basis": PARENTS if AdmissionKind.PARENT in self.rulings else OWN,
            "filled_on": show_day(source.filled_on) if source else "",
            "file": name_of(source.source.path) if source else "",
            "late": show_day(self.calendar.submission) if standing.late and not ruled else "",
            "reduced": [*ruled, *(reduced(s) for s in card.scores if s.differs)],
            "reduced_title": reduced_title(card, ruled, rater),
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
        back = (each for each in standing.returned if each.kind not in PROGRAMME_FORMS)
        files = [self._returned(standing, result) for result in back]
        asked = sum(not file["closed"] for file in files)
        return {
            "files": files,
            "asked": asked,
            "attachments": counted(asked, "файл", "файла", "файлов"),
            "deadline": show_day(self.facts.day),
            "leader": "" if standing.scorecard else leader_terms(standing, self.methodology),
        }

    def _returned(self, standing: Standing, result: FileResult) -> dict[str, Any]:
        path = result.source.path
        wanted = [f for f in result.findings if is_for_participant(f)]
        shown = worst_first(wanted)[:MOST_LINES]
        rest = len(wanted) - len(shown)
        kind = result.kind
        closed = not may_be_mended(kind, over=self.facts.over)
        return {
            "name": f"{FORM_TITLES[kind]} (файл «{name_of(path)}»)",
            "kept": kept(standing, result, closed=closed) or registered(result),
            "groups": grouped(shown, remedies=not closed),
            "further": further(standing, kind, self.methodology) if self.facts.over else "",
            "rest": rest_of(rest, closed=closed),
            "attached": self.attached.get(path, ""),
            "source": name_of(path),
            "fresh": isinstance(result.read, WrongEdition) or is_blank(result),
            "closed": closed,
        }

    def request(self, standing: Standing, wanted: tuple[Proof, ...]) -> dict[str, Any]:
        """Return the content of a letter that asks for documents (p. 2.9(1), 3.4)."""
        source, rating, day = standing.assessment, self.calendar.rating, self.facts.day
        return {
            "filled_on": show_day(source.filled_on) if source else "",
            "criteria": requested(wanted, self.methodology),
            "deadline": show_day(day),
            "rating": show_day(rating) if day and day <= rating else "",
        }

    def reminder(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter that asks for the self-assessment.

        excluded, closed, totals: templates of the committee's own may still ask for them; who is
        told such things gets a notice.
        """
        calendar, day = self.calendar, self.facts.day
        return {
            "excluded": False,
            "closed": False,
            "totals": show_day(calendar.totals),
            "overdue": self.facts.overdue,
            "submission": show_day(calendar.submission),
            "rating": show_day(calendar.rating) if day and day <= calendar.rating else "",
            "deadline": show_day(day),
            "leader": leader_terms(standing, self.methodology),
            "attached": self.attached.get(standing.participant.id, ""),
            "sent_back": sent_back(standing),
            "left": days_left(self.facts.step),
            **came_instead(standing),
        }

    def notice(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter to who is not rated: nothing is asked and attached.

        excluded: what he sent came too late (reading R7) or was ruled out; else nothing came.
        """
        return {
            "excluded": standing.status is ParticipantStatus.EXCLUDED,
            "approved": self.facts.approved,
            "totals": show_day(self.calendar.totals),
            "submission": show_day(self.calendar.submission),
            "leader": leader_terms(standing, self.methodology),
            **came_instead(standing),
        }
