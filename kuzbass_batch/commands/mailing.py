"""What goes out with the blanks: a covering letter and a draft of a mail for each participant.

Issued again, both follow the same rule as the blanks: who is new gets his, what nobody has saved is
drawn anew, what somebody has saved is left and told. A letter or a page that the clerk has saved,
with its number for one, goes along as it lies there.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee, addressee_of
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import COMMITTEE, COVER, template_of
from kuzbass_batch.outputs.letters.participant_page import is_page_as_drawn, until_submission
from kuzbass_batch.outputs.letters.sentences import counted, show_day
from kuzbass_batch.outputs.mail.drafts import LETTERS
from kuzbass_batch.outputs.mail.eml import compose, recipients
from kuzbass_batch.outputs.mail.texts import NOTHING_SAID, mail_text_of
from kuzbass_batch.publishing.blank_folder import files_beside, spelling
from kuzbass_batch.records.committee.contest import PracticeContest
from kuzbass_batch.records.committee.outgoing import DRAFTS
from kuzbass_batch.records.returns.participants import Participant, Registry

SEAL = b"X-Draft-Sum: "
"""The first line of a draft: the hash of all that follows. Whoever saves it changes that."""
File = tuple[str, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class MailPlan:
    """What issuing letters and drafts into a folder means; names are relative to it.

    written: what is to lie there. added, renewed, left, kept, outdated, unknown: as in a plan of
    blanks. unaddressed: whose draft names nobody, by id.
    """

    written: Mapping[str, bytes]
    added: tuple[str, ...] = ()
    renewed: Mapping[str, bytes] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    outdated: Mapping[str, bytes] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unaddressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """All that letters and drafts are drawn from besides the participant.

    blanks: those of each participant by his id, name and bytes. page: the page beside them.
    reports: the blanks of reports on his living projects, by his id.
    """

    year: ReportingYear
    templates: Path | None
    blanks: Mapping[str, tuple[File, ...]]
    page: File
    reports: Mapping[str, tuple[File, ...]] = field(default_factory=dict)


def plan_posting(posting: Posting, folder: Path, registry: Registry) -> MailPlan:
    """Return what letters and drafts to write into a folder; OSError if it cannot be read."""
    stems = dict(_stems(registry))
    addressees = {
        each.id: addressee_of(each, posting.year.methodology.words.bodies)
        for each in registry.participants
    }
    letters = {
        f"{LETTERS}/{stems[each.id]}.docx": covering_letter(posting, each, addressees[each.id])
        for each in registry.participants
    }
    planned = _planned(letters, folder, registry)
    saved = {name: (folder / name).read_bytes() for name in planned.kept}
    drafts = {
        f"{DRAFTS}/{stems[each.id]}.eml": _draft(posting, each, addressees[each.id], letter)
        for each in registry.participants
        for letter in (_lying(f"{LETTERS}/{stems[each.id]}.docx", {**letters, **saved}),)
    }
    both = _planned({**letters, **drafts}, folder, registry)
    nobody = tuple(p.id for p in registry.participants if not recipients(p.email)[0])
    return replace(both, unaddressed=nobody)


def _stems(registry: Registry) -> Iterator[tuple[str, str]]:
    """Yield each participant's id with the name of his files, which begins with the id."""
    taken: set[str] = set()
    for each in registry.participants:
        yield each.id, free_path(safe_name(f"{each.id} {each.short_name}"), "", taken)


def _lying(name: str, letters: Mapping[str, bytes]) -> File:
    return f"Письмо {PurePosixPath(name).name}", letters[name]


def _planned(drawn: Mapping[str, bytes], folder: Path, registry: Registry) -> MailPlan:
    """Return what becomes of the files drawn, and of those that lie beside them."""
    there = files_beside(folder, (f"{LETTERS}/*", f"{DRAFTS}/*"))
    names = {spelling(name): name for name in drawn}
    ids = {spelling(each.id) for each in registry.participants}
    data = {key: (folder / name).read_bytes() for key, name in there.items()}
    ours = {key for key in there if _is_as_drawn(there[key], data[key])}
    left = {key for key in names if data.get(key) == drawn[names[key]]}
    kept = {key for key in names if key in there and key not in ours | left}
    gone = {key for key in ours if key not in names}
    mine = {key for key in gone if spelling(_owner(there[key])) in ids}
    return MailPlan(
        written={name: drawn[name] for key, name in names.items() if key not in kept},
        added=tuple(name for key, name in names.items() if key not in there),
        renewed={names[key]: data[key] for key in names if key in ours - left},
        left=tuple(names[key] for key in names if key in left),
        kept=tuple(names[key] for key in names if key in kept),
        outdated={there[key]: data[key] for key in there if key in mine},
        unknown=tuple(there[key] for key in there if key in gone - mine),
    )


def _owner(name: str) -> str:
    """Return the id that the name of a letter or draft begins with; no id has a space in it."""
    return PurePosixPath(name).stem.partition(" ")[0]


def _is_as_drawn(name: str, data: bytes) -> bool:
    """Tell whether a letter or a draft is the program's own, saved by nobody since."""
    if name.casefold().endswith(".docx"):
        return is_page_as_drawn(data)
    head, _, rest = data.partition(b"\r\n")
    return head == SEAL + hashlib.sha256(rest).hexdigest().encode()


def covering_letter(posting: Posting, participant: Participant, addressee: Addressee) -> bytes:
    """Return the letter that goes out with the blanks."""
    methodology = posting.year.methodology
    names = [name for name, _ in _enclosed(posting, participant)]
    passport = methodology.words.passport if methodology.has_passports else None
    return template_of(COVER, posting.templates).render(
        {
            **_words(methodology, posting.templates),
            "addressee": addressee.for_template(),
            "name": participant.name,
            "until": until_submission(methodology),
            "forms": _forms(posting, participant),
            "passport": passport.project if passport else "",
            "contest": _announced(posting.year.contest),
            "files": names,
            "attachments": counted(len(names), "файл", "файла", "файлов"),
        }
    )


def _announced(contest: PracticeContest | None) -> str:
    """Return what the letter says of a contest whose blank goes along, empty for none (p. 2.7)."""
    if contest is None:
        return ""
    return (
        f"Объявлен конкурс лучших практик «{wording.unquoted(contest.name)}»: бланк заявки с кодом "
        f"Вашей организации приложен. Заявки принимаются по {show_day(contest.until)} включительно."
    )


def _words(methodology: Methodology, templates: Path | None) -> dict[str, Any]:
    return {
        "year": methodology.year,
        "act": methodology.act,
        "committee": printed_details(COMMITTEE, templates, methodology.words),
        **act_tags(methodology.words, methodology.period),
    }


def _enclosed(posting: Posting, participant: Participant) -> tuple[File, ...]:
    own = posting.reports.get(participant.id, ())
    return (*posting.blanks[participant.id], *own, posting.page)


def _forms(posting: Posting, participant: Participant) -> str:
    """Return what is sent: «бланки самооценки и паспорта проекта»."""
    several = len(posting.blanks[participant.id]) > 1
    what = ["самооценки", *(["паспорта проекта"] if several else [])]
    what += ["отчётов о проектах"] if posting.reports.get(participant.id) else []
    return f"{'бланки' if len(what) > 1 else 'бланк'} {wording.series(what)}"


def _draft(posting: Posting, participant: Participant, addressee: Addressee, letter: File) -> bytes:
    """Return the draft with its seal; an address that is missing is left to be filled in."""
    files = (letter, *_enclosed(posting, participant))
    methodology = posting.year.methodology
    subject, text = mail_text_of(COVER, posting.templates).fill(
        {
            **_words(methodology, posting.templates),
            **NOTHING_SAID,
            "salutation": addressee.salutation,
            "name": participant.name,
            "short_name": participant.short_name,
            "files": [name for name, _ in files],
            "deadline": show_day(methodology.calendar.submission),
        }
    )
    mail = compose(subject, recipients(participant.email)[0], text, files)
    return SEAL + hashlib.sha256(mail).hexdigest().encode() + b"\r\n" + mail


def blanks_of(registry: Registry, drawn: Iterable[File]) -> dict[str, tuple[File, ...]]:
    """Return each participant's blanks by his id; they are drawn in the registry's order."""
    files = list(drawn)
    each = len(files) // len(registry.participants)
    return {
        person.id: tuple(files[at * each : (at + 1) * each])
        for at, person in enumerate(registry.participants)
    }
