"""What a run writes of a jury (p. 2.7): its sheets, the protocol, diplomas.

Number and day of the protocol are the committee's own. Until it has entered them the protocol is a
draft with lines to fill in, and there is no diploma.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.outputs.jury.jury_books import JuryBook, write_jury_books
from kuzbass_batch.outputs.jury_words import (
    award_place,
    award_words,
    is_told,
    mean_words,
)
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import signed_name, with_initials
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import COMMITTEE, template_of
from kuzbass_batch.outputs.plain_text import size_of
from kuzbass_batch.records.committee.contest import ContestEntry, PracticeContest
from kuzbass_batch.records.committee.decisions import Protocol
from kuzbass_batch.records.committee.programme import ContestResult
from kuzbass_batch.records.year.jury import (
    MISSING,
    Award,
    EntryMarks,
    JuryMarks,
    NominationMarks,
    SheetState,
)
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.workers.crew import Crew

FOLDER = "Конкурс"
DIPLOMAS = f"{FOLDER}/Дипломы"
PROTOCOL_PATH = f"{FOLDER}/Протокол жюри.docx"
GROUP = 8
"""Papers that a worker writes at a time."""
OPEN_NUMBER, OPEN_DAY, OPEN_NAME = "________", "«____» ______________ 20____ г.", "_" * 24
"""What the protocol shows where the committee has entered nothing: it is filled in by hand."""
DEGREES = {ContestResult.WINNER: "победителя", ContestResult.PRIZE: "призёра",
           ContestResult.LAUREATE: "лауреата"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class JuryPaper:
    """A paper of the contest: its template, its path, and what fills it."""

    template: str
    path: str
    context: dict[str, Any]


def jury_papers(marks: JuryMarks) -> Iterator[JuryPaper]:
    """Yield the protocol once a sheet has come in, and the diplomas once it is entered."""
    if not (marks and marks.begun and marks.contest):
        return
    yield JuryPaper(
        template="contest_protocol",
        path=PROTOCOL_PATH,
        context=protocol_context(marks, marks.contest),
    )
    if marks.minutes:
        yield from _diplomas(marks, marks.contest, marks.minutes)


def protocol_context(marks: JuryMarks, contest: PracticeContest) -> dict[str, Any]:
    """Return what fills the template of the protocol."""
    minutes = marks.minutes
    names = {each.juror.key: with_initials(each.juror.name) for each in marks.jurors}
    entries = tuple(marks.entries())
    return {
        "draft": minutes is None,
        "contest": contest.name,
        "day": wording.day(minutes.day) if minutes else OPEN_DAY,
        "number": minutes.number.lstrip("№ ") if minutes else OPEN_NUMBER,
        "chair": _person(contest.chair, contest.chair_post),
        "secretary": _person(contest.secretary, contest.secretary_post),
        "members": "; ".join(
            _person(each.name, each.post, each.organisation) for each in contest.jurors
        ),
        "entries": len(entries),
        "criteria": "; ".join(f"{each.title} (от 0 до {each.most})" for each in contest.criteria),
        "nominations": [_nomination(each, marks) for each in marks.nominations],
        "interests": list(_interests(entries, names)),
        "uncounted": list(_uncounted(marks, names)),
        "few": ", ".join(each.entry.number for each in entries if each.few),
        "ties": list(_ties(marks)),
        "decided": [
            *(_decided(each, marks) for each in marks.nominations),
            *([_sentence(minutes.content)] if minutes and minutes.content else []),
        ],
        "signers": list(_signers(contest)),
    }


def _person(name: str, *about: str) -> str:
    """Return a person with his post; a line to fill in where the announcement names nobody."""
    return ", ".join(filter(None, (name or OPEN_NAME, *about)))


def _nomination(nomination: NominationMarks, marks: JuryMarks) -> dict[str, Any]:
    awards = {each.marks.entry.number: each for each in marks.awards}
    rows = [
        {
            "place": award_place(awards[each.entry.number]),
            "name": each.entry.name or each.entry.participant,
            "practice": each.entry.practice,
            "number": each.entry.number,
            "mean": mean_words(each.mean),
            "award": "места равны" if awards[each.entry.number].open
            else award_words(awards[each.entry.number]),
        }
        for each in nomination.entries
    ]  # fmt: skip
    title = f"Номинация «{nomination.nomination.title}» – заявок: {len(rows)}"
    return {"title": title, "rows": rows}


def _interests(entries: Iterable[EntryMarks], names: dict[str, str]) -> Iterator[str]:
    for each in entries:
        for vote in each.votes:
            if vote.why and vote.why not in MISSING:
                said = f" ({vote.interest})" if vote.interest else ""
                yield f"{names[vote.juror]} – заявка {each.entry.number}: {vote.why.value}{said}"


def _uncounted(marks: JuryMarks, names: dict[str, str]) -> Iterator[str]:
    """Yield whose points are wanting, and why: a whole sheet, or some entries of it."""
    for each in marks.jurors:
        name = names[each.juror.key]
        if each.state in (SheetState.MISSING, SheetState.LATE, SheetState.FAULTY):
            came = f" ({wording.day(each.came)})" if each.came else ""
            yield f"{name}: лист {_state(each.state)}{came}"
        elif each.blank:
            entries = wording.noun(len(each.blank), "заявке", "заявкам", "заявкам")
            yield f"{name}: нет оценок по {entries} {', '.join(each.blank)}"


def _state(state: SheetState) -> str:
    return {
        SheetState.MISSING: "не получен",
        SheetState.LATE: "получен после срока",
        SheetState.FAULTY: "получен с ошибками и не исправлен",
    }[state]


def _ties(marks: JuryMarks) -> Iterator[str]:
    """Yield each group of equal means with what the committee decided on it."""
    awards = {each.marks.entry.number: each for each in marks.awards}
    for nomination in marks.nominations:
        for tie in nomination.ties:
            numbers = wording.series([each.entry.number for each in tie])
            decided = [awards[each.entry.number] for each in tie]
            head = (
                f"Номинация «{nomination.nomination.title}»: средний балл "
                f"{mean_words(tie[0].mean)} у заявок {numbers}."
            )
            yield f"{head} {_tie_decision(decided)}"


def _tie_decision(decided: list[Award]) -> str:
    if any(each.open for each in decided):
        return f"Решение о местах: {'_' * 40}."
    if any(each.decided for each in decided):
        places = "; ".join(f"{e.marks.entry.number} – {e.place} место" for e in decided)
        return f"Решение о местах: {places}."
    return "Место общее."


def _decided(nomination: NominationMarks, marks: JuryMarks) -> str:
    own = [each for each in marks.awards if each.marks.entry.nomination ==
           nomination.nomination.key]  # fmt: skip
    title = f"Номинация «{nomination.nomination.title}»"
    groups = (
        ("признать победителем", "признать победителями", ContestResult.WINNER),
        ("призёром", "призёрами", ContestResult.PRIZE),
        ("лауреатом", "лауреатами", ContestResult.LAUREATE),
    )
    open_ = [_named(each.marks.entry) for each in own if each.open]
    parts = [f"места равны – {'; '.join(open_)}: решение {'_' * 40}"] if open_ else []
    for one, many, result in groups:
        named = [_named(each.marks.entry) for each in own if each.result is result]
        if named:
            parts.append(f"{many if len(named) > 1 else one} – {'; '.join(named)}")
    return f"{title}: {'; '.join(parts)}." if parts else f"{title}: победителя нет."


def _named(entry: ContestEntry) -> str:
    return f"{entry.name or entry.participant}, {wording.quoted(entry.practice)}"


def _sentence(text: str) -> str:
    plain = " ".join(text.split())
    return f"{plain[:1].upper()}{plain[1:].rstrip('.')}."


def _signers(contest: PracticeContest) -> Iterator[dict[str, str]]:
    yield {"role": "Председатель жюри", "name": _signer(contest.chair)}
    yield {"role": "Секретарь жюри", "name": _signer(contest.secretary)}
    others = [e for e in contest.jurors if e.name not in (contest.chair, contest.secretary)]
    for at, each in enumerate(others):
        yield {"role": "" if at else "Члены жюри:", "name": _signer(each.name)}


def _signer(name: str) -> str:
    return signed_name(name) or OPEN_NAME


def _diplomas(marks: JuryMarks, contest: PracticeContest, minutes: Protocol) -> Iterator[JuryPaper]:
    """Yield a diploma for each winner and prize; its number is the application's, for good."""
    taken: set[str] = set()
    titles = {each.key: each.title for each in contest.nominations}
    for award in marks.awards:
        if not is_told(award):
            continue
        entry = award.marks.entry
        name, place = entry.name or entry.participant, f" ({award.place} место)"
        stem = safe_name(f"{entry.number} {entry.short_name or name}")
        yield JuryPaper(
            template="contest_diploma",
            path=free_path(f"{DIPLOMAS}/{stem}", ".docx", taken),
            context={
                "number": entry.number,
                "degree": f"{DEGREES[award.result]}{place if award.place else ''}",
                "name": name,
                "size": size_of(name),
                "sample": wording.quoted(entry.practice),
                "sample_size": size_of(f"{entry.practice} {titles[entry.nomination]}"),
                "nomination": wording.quoted(titles[entry.nomination]),
                "contest": wording.quoted(contest.name),
                "day": wording.day(minutes.day),
                "minutes": marks.minutes_words,
            },
        )


def write_jury(
    outcome: Outcome,
    books: Iterable[JuryBook],
    templates: Path | None,
    crew: Crew,
    drawn: DrawnFiles,
    write: Write,
) -> None:
    """Give everything to `write`; nothing where there is no contest to judge.

    books: the sheets that its jurors are to fill in.
    """
    if not outcome.jury:
        return
    write_jury_books(books, crew, drawn, write)
    tasks = ((each.path, each) for each in jury_papers(outcome.jury))
    work = partial(draw_jury_paper, templates)
    write_drawn(crew, work, tasks, drawn, write, group=GROUP, what="документ")


def draw_jury_paper(templates: Path | None, year: ReportingYear, paper: JuryPaper) -> bytes:
    """Return the bytes of a paper (in a worker)."""
    words = year.methodology.words
    return template_of(paper.template, templates).render(
        {
            **paper.context,
            "committee": printed_details(COMMITTEE, templates, words),
            **act_tags(words, year.methodology.period),
        }
    )
