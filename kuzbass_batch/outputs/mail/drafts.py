"""Drafts of mails for the letters that wait to be sent; nothing is ever sent by the program."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.letters.act_words import act_tags, filled_details
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee
from kuzbass_batch.outputs.letters.letter_templates import read_committee
from kuzbass_batch.outputs.letters.letters import Letter, LetterContext, LetterWriter
from kuzbass_batch.outputs.letters.sentences import show_day
from kuzbass_batch.outputs.mail.eml import File, compose, recipients
from kuzbass_batch.outputs.mail.texts import mail_text_of
from kuzbass_batch.records.committee.outgoing import DRAFTS, LetterKind, OutgoingLetter, State
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.year import DueDays
from kuzbass_batch.workers.crew import Crew, done_by, sure

LETTERS, AGAIN = "Письма", f"{DRAFTS}/Повторно"
GROUP = 8
"""Mails that a worker composes at a time: their attachments travel with them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail to draft: its path in the result folder, to whom, and what goes with it.

    excluded: the participant's self-assessment came too late to be rated (reading R7).
    misplaced: it is named on another's blank.
    """

    path: str
    kind: str
    to: tuple[str, ...]
    salutation: str
    name: str
    short_name: str
    excluded: bool
    misplaced: bool
    files: tuple[File, ...]


def draft_path(letter: Letter, state: State) -> str:
    """Return where the draft for a letter lies; what was sent before stands apart."""
    folder = AGAIN if state is State.REPEAT else DRAFTS
    inside = PurePosixPath(letter.path).relative_to(LETTERS)
    return f"{folder}/{inside.with_suffix('.eml')}"


def plan_mails(
    letters: Iterable[Letter],
    lines: Mapping[str, OutgoingLetter],
    addressees: Mapping[str, Addressee],
    files_of: Callable[[Letter], tuple[str, ...]],
    read: Callable[[str], bytes],
) -> Iterator[Mail]:
    """Yield a mail for each of the letters; `lines` by the letter's path.

    addressees: by participant's id. files_of: the paths of what goes with a letter, the letter
    first; read: a file of the result.
    """
    for letter in letters:
        person, (own, *others) = letter.standing.participant, files_of(letter)
        yield Mail(
            path=draft_path(letter, lines[letter.path].state),
            kind=letter.kind,
            to=recipients(person.email)[0],
            salutation=addressees[person.id].salutation,
            name=person.name,
            short_name=person.short_name,
            excluded=letter.standing.status is ParticipantStatus.EXCLUDED,
            misplaced=bool(letter.standing.misplaced),
            files=(
                (f"Письмо {PurePosixPath(own).name}", read(own)),
                *((PurePosixPath(path).name, read(path)) for path in others),
            ),
        )


def write_mails(
    mails: Iterable[Mail], context: LetterContext, crew: Crew, write: Callable[[str, bytes], None]
) -> None:
    """Give every draft to `write`; the crew composes them."""
    work = partial(draw_mail, context)
    for mail, data in done_by(crew, work, mails, group=GROUP, size_of=_weight):
        write(mail.path, sure(data, f"черновик «{mail.path}»"))


def _deadline(mail: Mail, due: DueDays) -> dt.date:
    """Return the day that the letter names."""
    if mail.kind == LetterKind.REQUEST:
        return due.answer
    return due.first if mail.kind == LetterKind.REMINDER else due.mended


def _weight(mail: Mail) -> int:
    return sum(len(data) for _, data in mail.files)


def draw_mail(context: LetterContext, year: ReportingYear, mail: Mail) -> bytes:
    """Return the bytes of a draft (in a worker)."""
    committee = filled_details(read_committee(context.templates), year.methodology.words)
    writer = LetterWriter(context, year.methodology, {})
    subject, text = mail_text_of(mail.kind, context.templates).fill(
        {
            "salutation": mail.salutation,
            "name": mail.name,
            "short_name": mail.short_name,
            "year": year.methodology.year,
            "committee": committee,
            **act_tags(year.methodology.words, year.methodology.period),
            "files": [name for name, _ in mail.files],
            "deadline": show_day(_deadline(mail, context.due)),
            "days": writer.calendar.objection_working_days,
            "excluded": mail.excluded,
            "misplaced": mail.misplaced,
            "closed": writer.over and len(mail.files) == 1,
        }
    )
    return compose(subject, mail.to, text, mail.files)
