"""Drafts of mails for the letters that wait to be sent; nothing is ever sent by the program."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee
from kuzbass_batch.outputs.letters.details import house_details
from kuzbass_batch.outputs.letters.planning import Letter, LetterContext, facts_for
from kuzbass_batch.outputs.letters.sentences import sent_back, show_day
from kuzbass_batch.outputs.mail.eml import File, compose, recipients
from kuzbass_batch.outputs.mail.texts import NOTHING_SAID, mail_text_of
from kuzbass_batch.records.committee.outgoing import DRAFTS, OF_CENTRE, OutgoingLetter, State
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.workers.crew import Crew

LETTERS, AGAIN = "Письма", f"{DRAFTS}/Повторно"
GROUP = 8
"""Mails that a worker composes at a time: their attachments travel with them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail to draft: its path in the result folder, to whom, and what goes with it.

    deadline: the day that the letter names, None if it names none. excluded: the participant's
    self-assessment came too late to be rated (reading R7). misplaced: it is named on another's
    blank. sent_back: it went back and has not come mended. over: no self-assessment is asked for
    any more (p. 3.4). late: the day that the letter names is over.
    """

    path: str
    kind: str
    to: tuple[str, ...]
    salutation: str
    name: str
    short_name: str
    deadline: dt.date | None
    excluded: bool
    misplaced: bool
    sent_back: bool
    over: bool
    late: bool
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
    context: LetterContext,
    methodology: Methodology,
    files_of: Callable[[Letter], tuple[str, ...]],
    read: Callable[[str], bytes],
) -> Iterator[Mail]:
    """Yield a mail for each of the letters; `lines` by the letter's path.

    addressees: by participant's id. files_of: the paths of what goes with a letter, the letter
    first; read: a file of the result.
    """
    for letter in letters:
        person, (own, *others) = letter.standing.participant, files_of(letter)
        facts = facts_for(letter, context, methodology)
        yield Mail(
            path=draft_path(letter, lines[letter.path].state),
            kind=letter.kind,
            to=recipients(person.email)[0],
            salutation=addressees[person.id].salutation,
            name=person.name,
            short_name=person.short_name,
            deadline=facts.day,
            excluded=letter.standing.status is ParticipantStatus.EXCLUDED,
            misplaced=bool(letter.standing.misplaced),
            sent_back=bool(sent_back(letter.standing)),
            over=facts.over,
            late=facts.overdue and letter.kind in OF_CENTRE,
            files=(
                (f"Письмо {PurePosixPath(own).name}", read(own)),
                *((PurePosixPath(path).name, read(path)) for path in others),
            ),
        )


def write_mails(
    mails: Iterable[Mail],
    templates: Path | None,
    crew: Crew,
    drawn: DrawnFiles,
    write: Write,
) -> None:
    """Give every draft to `write`; the crew composes them."""
    tasks, work = ((each.path, each) for each in mails), partial(draw_mail, templates)
    write_drawn(crew, work, tasks, drawn, write, group=GROUP, what="черновик")


def draw_mail(templates: Path | None, year: ReportingYear, mail: Mail) -> bytes:
    """Return the bytes of a draft (in a worker)."""
    methodology = year.methodology
    committee = house_details(mail.kind, templates, methodology.words)
    subject, text = mail_text_of(mail.kind, templates).fill(
        {
            **NOTHING_SAID,
            "salutation": mail.salutation,
            "name": mail.name,
            "short_name": mail.short_name,
            "year": methodology.year,
            "committee": committee,
            **act_tags(methodology.words, methodology.period),
            "files": [name for name, _ in mail.files],
            "deadline": "" if mail.late else show_day(mail.deadline),
            "late": show_day(mail.deadline) if mail.late else "",
            "days": methodology.calendar.objection_working_days,
            "excluded": mail.excluded,
            "misplaced": mail.misplaced,
            "sent_back": mail.sent_back,
            "closed": mail.over and len(mail.files) == 1,
        }
    )
    return compose(subject, mail.to, text, mail.files)
