"""Drafts that say a form was accepted: a few lines of text, entered in the register of letters."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from kuzbass_batch.forms.drawing.issue import free_path
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import COMMITTEE
from kuzbass_batch.outputs.letters.planning import named_after
from kuzbass_batch.outputs.letters.sentences import show_day
from kuzbass_batch.outputs.mail.eml import compose, recipients
from kuzbass_batch.outputs.mail.texts import NOTHING_SAID, mail_text_of
from kuzbass_batch.records.committee.outgoing import (
    ACCEPTED,
    ACKNOWLEDGEMENT,
    DRAFTS,
    Outgoing,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.year.letters.acceptance import Acknowledgement, acknowledgements

FOLDER = f"{DRAFTS}/О принятых формах"


def write_acknowledgements(
    outcome: Outcome,
    register: Iterable[Outgoing],
    addressees: Mapping[str, Addressee],
    templates: Path | None,
    write: Callable[[str, bytes], None],
) -> dict[str, Outgoing]:
    """Give every draft to `write`; return what the register says of each, by its path.

    register: as the clerk left it. addressees: by participant's id.
    """
    taken: set[str] = set()
    lines = {}
    for each in acknowledgements(outcome, register):
        person = each.standing.participant
        path = free_path(f"{FOLDER}/{named_after(each.standing)}", ".eml", taken)
        data = draw_acknowledgement(each, addressees[person.id], outcome.methodology, templates)
        write(path, data)
        lines[path] = Outgoing(
            participant=person.id,
            what=ACKNOWLEDGEMENT,
            name=person.short_name,
            addressee=addressees[person.id].in_one_line,
            email=person.email,
            day=outcome.as_of,
            file=path.rpartition("/")[2],
            content=each.content,
            sha256=sha256(data).hexdigest(),
        )
    return lines


def draw_acknowledgement(
    found: Acknowledgement,
    addressee: Addressee,
    methodology: Methodology,
    templates: Path | None,
) -> bytes:
    """Return the draft: which files, of which day, and when points are heard of."""
    person, calendar = found.standing.participant, methodology.calendar
    assessed = found.names(Kind.SELF_ASSESSMENT)
    subject, text = mail_text_of(ACCEPTED, templates).fill(
        {
            **NOTHING_SAID,
            "salutation": addressee.salutation,
            "name": person.name,
            "short_name": person.short_name,
            "year": methodology.year,
            "committee": printed_details(COMMITTEE, templates, methodology.words),
            **act_tags(methodology.words, methodology.period),
            "accepted": [form.words for form in found.forms],
            "assessed": assessed,
            "contested": found.names(Kind.OBJECTION),
            "late": show_day(calendar.submission) if found.late and assessed else "",
            "results": show_day(calendar.results),
        }
    )
    return compose(subject, recipients(person.email)[0], text, ())
