"""Drafts of mails to the jurors that owe points, each with his sheet; nothing is sent (p. 2.7).

They are made for jurors of whom the announcement gives an address. Jurors are no participants, so
that the register of letters has no line of them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.drawn_files import Write
from kuzbass_batch.outputs.jury.jury_books import JuryBook
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import salutation
from kuzbass_batch.outputs.letters.addressees.names_dative import guess_gender
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import (
    COMMITTEE,
    REMINDER_DAYS,
    read_committee,
)
from kuzbass_batch.outputs.letters.sentences import days_left, show_day
from kuzbass_batch.outputs.mail.eml import File, compose, recipients
from kuzbass_batch.outputs.mail.texts import NOTHING_SAID, mail_text_of
from kuzbass_batch.records.committee.contest import Juror, PracticeContest
from kuzbass_batch.records.committee.outgoing import DRAFTS, JURY_SHEET
from kuzbass_batch.records.year.jury import JurorMarks, SheetState
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.deadlines import reminder_step

FOLDER = f"{DRAFTS}/Жюри"


@dataclass(frozen=True, kw_only=True, slots=True)
class JuryMail:
    """A mail to a juror: his sheet, and what is said of it.

    step: the reminder by the schedule that it is, 0 for none. late: the day of the sheets is over.
    """

    juror: Juror
    contest: PracticeContest
    state: SheetState
    step: int
    late: bool
    sheet: File


def write_jury_mails(
    outcome: Outcome,
    books: Iterable[JuryBook],
    templates: Path | None,
    read: Callable[[str], bytes],
    write: Write,
) -> None:
    """Give every draft to `write`; books: the sheets drawn; read: a file of the result."""
    steps = read_committee(templates)[REMINDER_DAYS]
    for path, mail in plan_jury_mails(outcome, books, steps, read):
        write(path, draw_jury_mail(mail, outcome.methodology, templates))


def plan_jury_mails(
    outcome: Outcome,
    books: Iterable[JuryBook],
    steps: Iterable[int],
    read: Callable[[str], bytes],
) -> Iterator[tuple[str, JuryMail]]:
    """Yield path and mail for each juror with an address; steps: working days of reminders."""
    contest, given = outcome.jury.contest, tuple(steps)
    marks: dict[str, JurorMarks] = {each.juror.key: each for each in outcome.jury.jurors}
    for book in books:
        found = marks[book.juror]
        if contest is None or not recipients(found.juror.email)[0]:
            continue
        name = PurePosixPath(book.path)
        yield (
            f"{FOLDER}/{name.stem}.eml",
            JuryMail(
                juror=found.juror,
                contest=contest,
                state=found.state,
                step=_step(outcome, contest.sheets_due, given),
                late=outcome.as_of > contest.sheets_due,
                sheet=(name.name, read(book.path)),
            ),
        )


def _step(outcome: Outcome, due: dt.date, steps: tuple[int, ...]) -> int:
    """Return which reminder is due: how many working days before the day of the sheets."""
    if outcome.as_of > due:
        return 0
    found = reminder_step(due, steps, outcome.as_of, outcome.workdays)
    return found[0] if found else 0


def draw_jury_mail(mail: JuryMail, methodology: Methodology, templates: Path | None) -> bytes:
    """Return the draft: the contest, the day of the sheets, what is still to be done."""
    name, due = mail.juror.name, show_day(mail.contest.sheets_due)
    subject, text = mail_text_of(JURY_SHEET, templates).fill(
        {
            **NOTHING_SAID,
            "salutation": salutation(name, guess_gender(name)),
            "name": name,
            "short_name": name,
            "year": methodology.year,
            "committee": printed_details(COMMITTEE, templates, methodology.words),
            **act_tags(methodology.words, methodology.period),
            "contest": wording.unquoted(mail.contest.name),
            "to_finish": mail.state is SheetState.INCOMPLETE,
            "to_mend": mail.state is SheetState.FAULTY,
            "left": days_left(mail.step),
            "deadline": "" if mail.late else due,
            "late": due if mail.late else "",
            "files": [mail.sheet[0]],
        }
    )
    return compose(subject, recipients(mail.juror.email)[0], text, [mail.sheet])
