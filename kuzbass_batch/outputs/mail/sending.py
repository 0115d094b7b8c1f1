"""What goes out by mail: the register of outgoing letters, their PDF and the drafts of mails."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.file_names import folder_of, name_of
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write
from kuzbass_batch.outputs.letters.planning import Letter, LetterContext
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.outputs.letters.sentences import days_left, with_comma
from kuzbass_batch.outputs.mail.acknowledgement_drafts import write_acknowledgements
from kuzbass_batch.outputs.mail.drafts import draft_path, plan_mails, write_mails
from kuzbass_batch.outputs.mail.pdf import pdf_path, write_pdfs
from kuzbass_batch.outputs.mail.register import draw_register
from kuzbass_batch.outputs.mail.texts import numbering_of
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.total_words import points_words
from kuzbass_batch.publishing.staging import ignore_message
from kuzbass_batch.records.committee.outgoing import (
    LETTER_WORDS,
    LetterKind,
    Outgoing,
    OutgoingLetter,
    RegisterLines,
    register_name,
)
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.rules.year.letters.announcing import announced_days
from kuzbass_batch.rules.year.letters.outgoing import enter, handed_over
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.limits import release_memory

TO_CHECK = "Реестр исходящих: сверьте отправку («Отметка программы»)"
SHOWN = 3
"""Numbers of letters in a sentence."""
Enclosures = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The paths of forms by folder, then by participant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """What the clerk asked for, and the register that the run goes on with.

    earlier: its lines in the result before. mails, pdf: whether to make drafts and PDF.
    others: what goes out besides the letters to participants, by path, as the register tells it.
    tell: is given a sentence for the clerk.
    """

    others: Mapping[str, Outgoing] = field(default_factory=dict)
    earlier: tuple[Outgoing, ...] = ()
    mails: bool = False
    pdf: bool = False
    tell: Callable[[str], None] = ignore_message


def write_sending(
    shown: ShownOutcome,
    enclosures: Enclosures,
    context: LetterContext,
    sending: Sending,
    crew: Crew,
    drawn: DrawnFiles,
    folder: Path,
    write: Write,
) -> RegisterLines:
    """Write the register, and what was asked for, once letters and forms lie in the folder.

    enclosures: the forms that go with the letters. Returns the register.
    """
    release_memory()
    period, short = shown.outcome.period, shown.outcome.methodology.words.programme.short
    letters = {letter.path: letter for letter in shown.letters}
    handed = handed_over(shown.outcome.decisions.deliveries)
    numbering = numbering_of(period, context.templates, short)
    lettered = {**_lettered(enclosures, shown, drawn), **sending.others}
    said = (shown.outcome, sending.earlier, shown.addressees, context.templates)
    lettered |= write_acknowledgements(*said, write) if sending.mails else {}
    lines = enter(lettered, sending.earlier, handed, numbering, _unapproved(letters))
    del lettered  # Its records stand in the lines, with their numbers.
    waiting = _mailed(lines, sending)
    drafts = {path: _draft_of(path, line, letters) for path, line in waiting.items()}
    register = RegisterLines(lines=lines, drafts=drafts)
    draw_register(register, folder / register_name(period), period)
    _tell_doubts(lines, sending)
    pdfs = write_pdfs(tuple(letters), folder, drawn, sending.tell) if sending.pdf else frozenset()
    if sending.mails:
        mails = plan_mails(
            [letter for path, letter in letters.items() if path in waiting],
            *(waiting, shown.addressees, context, shown.outcome.methodology),
            partial(_parts, enclosures, pdfs),
            lambda path: (folder / path).read_bytes(),
        )
        write_mails(mails, context.templates, crew, drawn, write)
    return register


def _unapproved(letters: Mapping[str, Letter]) -> frozenset[str]:
    """Return the paths of the letters that are not to be sent yet."""
    return frozenset(path for path, letter in letters.items() if letter.draft)


def _mailed(lines: Iterable[OutgoingLetter], sending: Sending) -> dict[str, OutgoingLetter]:
    """Return what waits to go out by mail, by its path; nothing where no drafts are asked for."""
    own = (line for line in lines if line.path and line.path not in sending.others)
    return {line.path: line for line in own if line.waits} if sending.mails else {}


def _draft_of(path: str, line: OutgoingLetter, letters: Mapping[str, Letter]) -> str:
    """Return where the draft for a line lies; a mail without a letter is its own draft."""
    return draft_path(letters[path], line.state) if path in letters else path


def _tell_doubts(lines: Iterable[OutgoingLetter], sending: Sending) -> None:
    """Tell which entries of the register may stand in another's row."""
    doubtful = [line.letter.number for line in lines if line.doubt]
    if doubtful:
        sending.tell(f"{TO_CHECK}: № {wording.some(doubtful, shown=SHOWN)}.")


def _lettered(
    enclosures: Enclosures, shown: ShownOutcome, drawn: DrawnFiles
) -> dict[str, Outgoing]:
    """Return what the register says of each letter of this run, by its path."""
    return {each.path: _line(each, enclosures, shown, drawn) for each in shown.letters}


def enclosed_with(forms: Iterable[Redrawn]) -> Enclosures:
    """Return what goes with a letter: the forms of the same participant in the same folder."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for form in forms:
        group, who = found[_folder(form.path)], form.participant.id
        group[who] = (*group.get(who, ()), form.path)
    return found


def _folder(path: str) -> str:
    return folder_of(path)


def _parts(enclosures: Enclosures, pdfs: frozenset[str], letter: Letter) -> tuple[str, ...]:
    """Return the letter, as PDF if there is one, and what goes with it."""
    own = pdf_path(letter.path) if letter.path in pdfs else letter.path
    return own, *_enclosed(enclosures, letter)


def _enclosed(enclosures: Enclosures, letter: Letter) -> tuple[str, ...]:
    return enclosures.get(_folder(letter.path), {}).get(letter.participant, ())


def _line(
    letter: Letter, enclosures: Enclosures, shown: ShownOutcome, drawn: DrawnFiles
) -> Outgoing:
    person = letter.standing.participant
    return Outgoing(
        participant=person.id,
        what=LETTER_WORDS[letter.kind],
        name=person.short_name,
        addressee=shown.addressees[person.id].in_one_line,
        email=person.email,
        day=shown.outcome.as_of,
        file=name_of(letter.path),
        enclosed="; ".join(name_of(path) for path in _enclosed(enclosures, letter)),
        content=_content(letter, shown),
        since=_since(letter, shown),
        replied=_replied(letter),
        sha256=drawn.hash_of(letter.path),
    )


def _since(letter: Letter, shown: ShownOutcome) -> dt.date | None:
    """Return the day of a reminder by the schedule, None for any other letter."""
    return shown.conclusions.due.step_day if letter.kind is LetterKind.REMINDER else None


def _content(letter: Letter, shown: ShownOutcome) -> str:
    """Return the points, total and level that a letter with the result states.

    Of a reminder by the schedule, which one it is; of an announcement, its days; else nothing.
    """
    card, methodology = letter.standing.scorecard, shown.outcome.methodology
    if _since(letter, shown):
        return f"до срока не более {days_left(shown.conclusions.due.step)}"
    if letter.kind is LetterKind.REPORT_ANNOUNCEMENT:
        return announced_days(methodology)
    if letter.kind is not LetterKind.RESULT or card is None:
        return ""
    points = _points_said(map(points_words, card.scores))
    total = with_comma(methodology.shown_total(card.total))
    level = methodology.level(card.level).name
    return f"{points}; оценка {total}; уровень «{level}»"


def _points_said(points: Iterable[str]) -> str:
    return f"баллы {' '.join(map(wording.comma, points))}"


def _replied(letter: Letter) -> frozenset[str]:
    """Return what results said of the points before objections that a reply speaks of."""
    card = letter.standing.scorecard
    if letter.kind is not LetterKind.RESULT or card is None:
        return frozenset()
    before = (
        (points_words(each),) if each.settled is None else (points_words(each), _delivered(each))
        for each in card.scores
    )
    now = _points_said(map(points_words, card.scores))
    return frozenset(map(_points_said, product(*before))) - {now}


def _delivered(score: CriterionScore) -> str:
    """Return what a result said of a criterion before an objection gave points."""
    return points_words(replace(score, points=score.delivered, applicable=score.delivered_applies))
