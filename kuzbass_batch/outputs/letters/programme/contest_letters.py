"""Letters on the contest of best practices (p. 2.7): announced, received, admitted, judged.

What they say is worked out in the main process: a few lines for each application of their reader.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of
from kuzbass_batch.outputs.jury_words import mean_words
from kuzbass_batch.outputs.letters.planning import Letter, LetterContext
from kuzbass_batch.outputs.letters.programme.form_lines import (
    FormLine,
    enclosed_tags,
    line_tags,
    remark_lines,
)
from kuzbass_batch.outputs.letters.redrawn import contest_blank
from kuzbass_batch.outputs.letters.sentences import show_day, tied
from kuzbass_batch.records.committee.contest import (
    ContestEntry,
    EntryAdmission,
    JuryCriterion,
    PracticeContest,
)
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.jury import Award, EntryMarks, JuryMarks
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.rules.year.letters.contest_letters import answered_applications


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestWords:
    """What a letter on the contest says: the announcement, and the reader's applications.

    deadline: by which a mended application is asked for, empty if none is. late: one of them came
    after the last day. admitted, refused: whether any is. minutes: which
    establish the results; awarded: one of them is a winner's or a prize's.
    """

    contest: PracticeContest | None = None
    applications: tuple[FormLine, ...] = ()
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


def _result(award: Award, marks: JuryMarks) -> FormLine:
    judged, contest = award.marks, marks.contest
    assert contest is not None
    place = f", {award.place} место" if award.place else ""
    return FormLine(
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
            f"Средний балл – {mean_words(judged.mean)} из {sum(each.most for each in criteria)}, "
            f"учтено оценок – {len(votes)}, заявок в номинации – {rivals}."
        )
        by_vote = (vote.points for vote in votes)
        means = (Fraction(sum(points)) / len(votes) for points in zip(*by_vote, strict=True))
        by_criterion = (
            f"{each.title} – {mean_words(mean)}" for each, mean in zip(criteria, means, strict=True)
        )
        yield f"По критериям: {'; '.join(by_criterion)}."
    comments = sorted(
        {" ".join(vote.comment.split()).rstrip(".") for vote in votes if vote.comment.strip(" .")}
    )
    if comments:
        yield f"Комментарии жюри: {'; '.join(wording.quoted(each) for each in comments)}."


def _decided(entry: ContestEntry) -> FormLine:
    yes = entry.admitted is EntryAdmission.YES
    state = "допущена" if yes else "не допущена"
    reason = () if yes else (f"Причина: {entry.reason.rstrip('. ')}.",)
    return FormLine(title=tied(f"{_title(entry)} – {state}"), lines=reason)


def _title(entry: ContestEntry) -> str:
    return (
        f"Заявка {entry.number}: «{wording.unquoted(entry.practice)}», "
        f"номинация «{wording.unquoted(entry.nomination_text)}»"
    )


def _received(entries: Iterable[ContestEntry], files: tuple[FileResult, ...]) -> Iterator[FormLine]:
    by_path = {file.source.path: file for file in files if file.status is FileStatus.USED}
    for entry in entries:
        file = by_path.get(entry.file)
        day = f" {show_day(entry.received)}" if entry.received else ""
        yield FormLine(
            title=tied(f"{_title(entry)} – поступила{day}"),
            lines=remark_lines(file.findings, "заявки") if file else (),
        )


def _returned(files: Iterable[FileResult]) -> Iterator[FormLine]:
    for file in files:
        if file.status is not FileStatus.RETURNED or not isinstance(file.read, ReadProgrammeForm):
            continue
        practice = wording.unquoted(file.read.form.text("practice"))
        called = f" «{practice}»" if practice else f" (файл «{name_of(file.source.path)}»)"
        yield FormLine(
            title=tied(f"Заявка{called} – возвращается на доработку"),
            lines=remark_lines(file.findings, "заявки"),
            source=file.source.path,
        )


def contest_tags(words: ContestWords, attached: Mapping[str, str], who: str) -> dict[str, Any]:
    """Return what fills the template of a letter on the contest.

    attached: the names of the enclosed forms by what they are known by. who: the reader's id.
    """
    contest = words.contest
    assert contest is not None
    sources = [line.source for line in words.applications] or [contest_blank(who)]
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
        "applications": line_tags(words.applications),
        "several": len(words.applications) > 1,
        "deadline": words.deadline,
        "late": words.late,
        "admitted": words.admitted,
        "refused": words.refused,
        "minutes": words.minutes,
        "awarded": words.awarded,
        **enclosed_tags(sources, attached),
    }
