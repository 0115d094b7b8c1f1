"""Letters on the contest of best practices (p. 2.7): announced, received, admitted, judged.

What they say is worked out in the main process: a few lines for each application of their reader.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of, stem_of
from kuzbass_batch.findings.finding import Finding, is_for_participant, worst_first
from kuzbass_batch.forms.drawing.issue import blank_file_name, free_path
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.outputs.letters.planning import Letter, LetterContext
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.outputs.letters.sentences import counted, line_of, show_day, tied
from kuzbass_batch.records.committee.contest import (
    ContestEntry,
    EntryAdmission,
    JuryCriterion,
    PracticeContest,
)
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.jury import Award, EntryMarks, JuryMarks
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.rules.year.letters.contest_letters import answered_applications, is_announcing

ANNOUNCED = "Письма/Объявление конкурса"
"""The folder of the letter that announces a contest."""
MOST_REMARKS = 12
"""More remarks on one application stand on its sheet «Замечания» only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationLine:
    """What a letter says of one application: its title, what follows, the form that goes along.

    source: by which the form is known among those enclosed; empty if none goes along.
    """

    title: str
    lines: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestWords:
    """What a letter on the contest says: the announcement, and the reader's applications.

    deadline: by which a mended application is asked for, empty if none is. late: one of them came
    after the last day. admitted, refused: whether any is. minutes: which
    establish the results; awarded: one of them is a winner's or a prize's.
    """

    contest: PracticeContest | None = None
    applications: tuple[ApplicationLine, ...] = ()
    deadline: str = ""
    late: bool = False
    admitted: bool = False
    refused: bool = False
    minutes: str = ""
    awarded: bool = False


NO_CONTEST_WORDS = ContestWords()


def words_on_contest(letter: Letter, found: Conclusions, office: LetterContext) -> ContestWords:
    """Return what a letter on the contest says to its reader."""
    announced, who = found.outcome.contest, letter.participant
    own = [each for each in announced.entries if each.participant == who]
    if letter.kind is LetterKind.CONTEST_ANNOUNCEMENT:
        return ContestWords(contest=announced.contest)
    if letter.kind is LetterKind.CONTEST_ADMISSION:
        decided = [each for each in own if each.admitted is not EntryAdmission.OPEN]
        states = {each.admitted for each in decided}
        return ContestWords(
            contest=announced.contest,
            applications=tuple(map(_decided, decided)),
            admitted=EntryAdmission.YES in states,
            refused=EntryAdmission.NO in states,
        )
    if letter.kind is LetterKind.CONTEST_RESULT:
        return _results(found.outcome, who)
    files = answered_applications(found.outcome, who)
    lines = (*_received(own, files), *_returned(files))
    back = any(line.source for line in lines)
    return ContestWords(
        contest=announced.contest,
        applications=lines,
        deadline=show_day(office.due.answer) if back else "",
        late=any(each.late for each in own),
    )


def _results(outcome: Outcome, who: str) -> ContestWords:
    """Return what the reader's own applications came to; nobody of the jury is named."""
    marks = outcome.jury
    own = [each for each in marks.awards if each.marks.entry.participant == who and not each.open]
    return ContestWords(
        contest=outcome.contest.contest,
        applications=tuple(_result(each, marks) for each in own),
        minutes=marks.minutes_words,
        awarded=any(each.is_prize for each in own),
    )


def _result(award: Award, marks: JuryMarks) -> ApplicationLine:
    judged, contest = award.marks, marks.contest
    assert contest is not None
    place = f", {award.place} место" if award.place else ""
    return ApplicationLine(
        title=tied(f"{_title(judged.entry)} – {award.result.value}{place}"),
        lines=tuple(_points(judged, contest.criteria, len(_rivals(judged, marks)))),
    )


def _rivals(judged: EntryMarks, marks: JuryMarks) -> list[EntryMarks]:
    own = judged.entry.nomination
    return [each for each in marks.entries() if each.entry.nomination == own]


def _points(judged: EntryMarks, criteria: tuple[JuryCriterion, ...], rivals: int) -> Iterator[str]:
    """Yield the points by criterion, averaged over the votes that count, and what was said."""
    votes = judged.counted
    if judged.mean is None:
        yield "Учтённых оценок нет."
    else:
        yield (
            f"Средний балл – {_mean(judged.mean)} из {sum(each.most for each in criteria)}, "
            f"учтено оценок – {len(votes)}, заявок в номинации – {rivals}."
        )
        by_criterion = (
            f"{each.title} – {_mean(Fraction(sum(vote.points[at] for vote in votes)) / len(votes))}"
            for at, each in enumerate(criteria)
        )
        yield f"По критериям: {'; '.join(by_criterion)}."
    comments = sorted(
        {" ".join(vote.comment.split()).rstrip(".") for vote in votes if vote.comment.strip(" .")}
    )
    if comments:
        yield f"Комментарии жюри: {'; '.join(wording.quoted(each) for each in comments)}."


def _mean(mean: Fraction) -> str:
    return wording.comma(wording.rounded(mean, 2))


def _decided(entry: ContestEntry) -> ApplicationLine:
    yes = entry.admitted is EntryAdmission.YES
    state = "допущена" if yes else "не допущена"
    reason = () if yes else (f"Причина: {entry.reason.rstrip('. ')}.",)
    return ApplicationLine(title=tied(f"{_title(entry)} – {state}"), lines=reason)


def _title(entry: ContestEntry) -> str:
    return (
        f"Заявка {entry.number}: «{wording.unquoted(entry.practice)}», "
        f"номинация «{wording.unquoted(entry.nomination_text)}»"
    )


def _received(
    entries: Iterable[ContestEntry], files: tuple[FileResult, ...]
) -> Iterator[ApplicationLine]:
    by_path = {file.source.path: file for file in files if file.status is FileStatus.USED}
    for entry in entries:
        file = by_path.get(entry.file)
        day = f" {show_day(entry.received)}" if entry.received else ""
        yield ApplicationLine(
            title=tied(f"{_title(entry)} – поступила{day}"),
            lines=tuple(_remarks(file.findings)) if file else (),
        )


def _returned(files: Iterable[FileResult]) -> Iterator[ApplicationLine]:
    for file in files:
        if file.status is not FileStatus.RETURNED or not isinstance(file.read, ReadProgrammeForm):
            continue
        practice = wording.unquoted(file.read.form.text("practice"))
        called = f" «{practice}»" if practice else f" (файл «{name_of(file.source.path)}»)"
        yield ApplicationLine(
            title=tied(f"Заявка{called} – возвращается на доработку"),
            lines=tuple(_remarks(file.findings)),
            source=file.source.path,
        )


def _remarks(findings: Iterable[Finding]) -> Iterator[str]:
    wanted = worst_first(f for f in findings if is_for_participant(f))
    yield from (line_of(each) for each in wanted[:MOST_REMARKS])
    if len(wanted) > MOST_REMARKS:
        yield f"Ещё замечаний: {len(wanted) - MOST_REMARKS}. Они на листе «Замечания» заявки."


def contest_tags(words: ContestWords, attached: Mapping[str, str], who: str) -> dict[str, Any]:
    """Return what fills the template of a letter on the contest.

    attached: the names of the enclosed forms by what they are known by. who: the reader's id.
    """
    contest = words.contest
    assert contest is not None
    sources = [line.source for line in words.applications] or [announced_source(who)]
    files = [attached[source] for source in sources if source in attached]
    return {
        "contest": {
            "name": wording.unquoted(contest.name),
            "until": show_day(contest.until),
            "results": show_day(contest.results),
            "contact": contest.contact.rstrip(". "),
            "nominations": [
                f"«{wording.unquoted(each.title)}»" + (f" – {each.about}" if each.about else "")
                for each in contest.nominations
            ],
        },
        "applications": [
            {"title": line.title, "lines": list(line.lines)} for line in words.applications
        ],
        "several": len(words.applications) > 1,
        "deadline": words.deadline,
        "late": words.late,
        "admitted": words.admitted,
        "refused": words.refused,
        "minutes": words.minutes,
        "awarded": words.awarded,
        "files": [name_of(name) for name in files],
        "attachments": counted(len(files), "файл", "файла", "файлов"),
    }


def plan_applications(outcome: Outcome, forms: Mapping[Kind, FormSpec]) -> tuple[Redrawn, ...]:
    """Return the blank of an application for everybody who is told of the contest (p. 2.7)."""
    kind = Kind.CONTEST_APPLICATION
    if kind not in forms or not is_announcing(outcome):
        return ()
    taken: set[str] = set()
    return tuple(
        Redrawn(
            path=free_path(f"{ANNOUNCED}/{_stem(forms[kind], each)}", ".xlsx", taken),
            source=announced_source(each.id),
            participant=each,
            kind=kind,
            places={},
        )
        for each in outcome.registry.participants
    )


def _stem(spec: FormSpec, participant: Participant) -> str:
    return stem_of(blank_file_name(spec, participant))


def announced_source(who: str) -> str:
    """Return by what the blank of an application is known among the forms that go with a letter."""
    return f"{who} конкурс"
