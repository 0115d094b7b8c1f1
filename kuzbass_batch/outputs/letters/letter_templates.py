"""What letters and papers are written on: Word templates, the committee's and others' details.

The program's own lie in `templates/letters`; a folder of the committee's may hold any of the same
files, and each file found in it takes the place of the program's.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from kuzbass_batch.machine_faults import is_of_machine
from kuzbass_batch.methodology.file_faults import FaultyFile
from kuzbass_batch.methodology.files.plain_file import plain_bytes
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.toml_text import (
    TYPE_NAMES,
    TomlFault,
    quotes_hint,
    text_of,
    toml_of,
)
from kuzbass_batch.outputs.letters.details_book import (
    NO_BOOK,
    Details,
    DetailsBook,
    details_in,
    is_example,
)
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate, LetterTemplate
from kuzbass_batch.outputs.partner_checks.criteria_file import method_in
from kuzbass_batch.publishing.disk import describe_fault
from kuzbass_batch.reading.committee.template_books import (
    DETAILS,
    TEMPLATE_BOOKS,
    book_bytes,
    books_in,
)
from kuzbass_batch.records.committee.outgoing import ACCEPTED, JURY_SHEET, LETTER_WORDS
from kuzbass_batch.records.year.partner_checks import CheckMethod

KINDS = (
    *LETTER_WORDS, "memo", "level_list", "diploma", "certificate", "plan_note",
    "contest_protocol", "contest_diploma",
)  # fmt: skip
PAGE = "participant_page"
"""The page for participants that goes out beside the blanks."""
COVER = "cover"
"""The letter and the mail that the blanks go out with."""
MAILS = (*LETTER_WORDS, COVER, ACCEPTED, JURY_SHEET)
"""The kinds of mails that have a text of their own."""
COMMITTEE, GOVERNMENT = "committee.toml", "government.toml"
OUTGOING, CENTRE = "outgoing.toml", "centre.toml"
CRITERIA = "check_criteria.toml"
NAMES = (
    *(f"{kind}.docx" for kind in (*KINDS, PAGE, COVER)),
    *(f"{kind}.txt" for kind in MAILS),
    COMMITTEE,
    GOVERNMENT,
    OUTGOING,
    CENTRE,
    CRITERIA,
    DETAILS.file_name,
)
DAYS, REMINDER_DAYS = "days_to_mend", "reminder_days"
OPTIONAL: Mapping[str, Mapping[str, Any]] = {
    COMMITTEE: {"contacts": "", REMINDER_DAYS: [14, 3, 1]},
    CENTRE: {"contacts": ""},
}
"""Keys that an own file may lack, with what stands for them then."""
INVENTED: Mapping[str, Mapping[str, str]] = {
    COMMITTEE: {
        "address": "адрес",
        "contacts": "контакты",
        "signer_name": "подписант",
        "executor_name": "исполнитель",
        "executor_phone": "телефон исполнителя",
    },
    GOVERNMENT: {
        "deputy_name": "адресат записки",
        "diploma_signer_name": "подписант дипломов",
    },
    CENTRE: {
        "address": "адрес",
        "contacts": "контакты",
        "signer_name": "подписант",
        "executor_name": "исполнитель",
        "executor_phone": "телефон исполнителя",
    },
}
"""The invented details in the program's own files, and their Russian names."""
GREETINGS: Mapping[str, str] = {"deputy_salutation": "deputy_name"}
"""Greetings, each with the detail that says whom it greets."""
OPEN_LINE = "_" * 20
"""What letters show where the committee has not yet entered a detail of its own."""


@cache
def template_of(kind: str, folder: Path | None) -> LetterTemplate:
    """Return the compiled template of a kind of letter; BadTemplate if it cannot be used."""
    name = f"{kind}.docx"
    return LetterTemplate(read_file(name, folder), name)


MOST_DAYS = 60
"""Days to mend a form: from the deadline to the totals there are hardly more."""


@cache
def read_committee(folder: Path | None) -> Mapping[str, Any]:
    """Return what the committee wrote into committee.toml: names, address, days to mend.

    BadTemplate if a key of the program's own file is not there; further keys are for templates.
    """
    found = _details(COMMITTEE, folder)
    days = found[DAYS]
    if not 0 < days <= MOST_DAYS:
        raise BadTemplate(
            f"В файле «{COMMITTEE}» {DAYS} – не число дней от 1 до {MOST_DAYS}: {days}."
        )
    steps = found[REMINDER_DAYS]
    if len(set(map(str, steps))) < len(steps) or not all(map(_is_step, steps)):
        raise BadTemplate(
            f"В файле «{COMMITTEE}» {REMINDER_DAYS} – не список разных целых чисел от 1 до "
            f"{MOST_DAYS}: {steps}."
        )
    return found


def _is_step(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST_DAYS


def details_of(methodology: Methodology) -> tuple[str, ...]:
    """Return the files of details that letters of this act need: letters on projects may lack."""
    reported = methodology.words.reports is not None and bool(methodology.words.bodies.centre)
    return tuple(name for name in INVENTED if name != CENTRE or reported)


@cache
def read_government(folder: Path | None) -> Mapping[str, Any]:
    """Return to whom the memo goes and who signs diplomas (government.toml).

    BadTemplate if a key of the program's own file is not there.
    """
    return _details(GOVERNMENT, folder)


@cache
def read_centre(folder: Path | None) -> Mapping[str, Any]:
    """Return the details of the body that takes reports on projects (centre.toml).

    BadTemplate if a key of the program's own file is not there.
    """
    return _details(CENTRE, folder)


@cache
def read_criteria(folder: Path | None) -> CheckMethod:
    """Return the criteria and the order of partner checks (check_criteria.toml, p. 3.5).

    BadTemplate with all faults of the file.
    """
    try:
        return method_in(read_file(CRITERIA, folder), CRITERIA)
    except FaultyFile as fault:
        raise BadTemplate("\n".join(map(str, fault.faults))) from fault


def _details(name: str, folder: Path | None) -> Mapping[str, Any]:
    """Return a file of details, what the workbook says in place of it; BadTemplate if faulty."""
    found = {**OPTIONAL.get(name, {}), **parsed(read_file(name, folder), name)}
    own, filled = parsed(read_file(name, None), name), details_book(folder).filled.get(name)
    if filled is not None:
        kept = {key: value for key, value in found.items() if key not in own}
        found = {**own, **OPTIONAL.get(name, {}), **filled, **kept}
    missing = [key for key in own if key not in found]
    if missing:
        raise BadTemplate(f"В файле «{name}» не указано: {', '.join(missing)}.")
    for key, value in own.items():
        refuse_other_type(found[key], type(value), key, name)
    return found


@cache
def details_book(folder: Path | None) -> DetailsBook:
    """Return the committee's workbook of details; BadTemplate if something is wrong with it."""
    book = book_bytes(folder, DETAILS)
    if isinstance(book, str):
        raise BadTemplate(book)
    found = details_in(shipped_examples(), book) if book[0] else NO_BOOK
    if isinstance(found, str):
        raise BadTemplate(found)
    return found


@cache
def shipped_details() -> Details:
    """Return the program's own files of details, by file and key."""
    return {name: parsed(read_file(name, None), name) for name in INVENTED}


@cache
def shipped_examples() -> Details:
    """Return the invented details among the program's own, by file and key."""
    return {
        name: {key: table[key] for key in INVENTED[name] if table.get(key)}
        for name, table in shipped_details().items()
    }


def own_details(folder: Path) -> Details:
    """Return what the files of details in a folder hold of the committee's own, by file and key.

    A file that cannot be read holds nothing here: the run says what is wrong with it.
    """
    found = {}
    for name, shipped in shipped_details().items():
        with suppress(BadTemplate):
            used = parsed(read_file(name, folder), name)
            kept = kept_examples(name, used)
            own = {key: used[key] for key in shipped if key in used and key not in kept}
            if own != {key: shipped[key] for key in own}:
                found[name] = own
    return found


def differing_keys(name: str, folder: Path | None) -> tuple[str, ...]:
    """Return the keys that the workbook and the file beside it state differently, in words.

    A file that is still as the program ships it states nothing.
    """
    filled = details_book(folder).filled.get(name)
    if folder is None or filled is None or not (folder / name).is_file():
        return ()
    stated, shipped = (parsed(read_file(name, place), name) for place in (folder, None))
    words, now = INVENTED[name], _details(name, folder)
    return tuple(
        words.get(key, key)
        for key, value in stated.items()
        if key in shipped and value not in (shipped[key], now[key])
    )


def kept_examples(name: str, used: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of a file of details whose values are the program's examples."""
    shipped = shipped_examples()[name]
    return tuple(
        key
        for key in INVENTED[name]
        if shipped.get(key) and is_example(str(used.get(key, "")), str(shipped[key]))
    )


def without_examples(name: str, used: Mapping[str, Any]) -> dict[str, Any]:
    """Return details to be printed: a line to fill in by hand where an example was left.

    A telephone that was made up is left out: nobody is to call it.
    """
    kept = kept_examples(name, used)
    lines = {key: OPTIONAL.get(name, {}).get(key, OPEN_LINE) for key in kept}
    shipped = shipped_details()[name]
    for key, person in GREETINGS.items():
        # Of a person who is not entered yet the name must not stand in the greeting either.
        if person in kept and used.get(key) == shipped.get(key):
            lines[key] = OPEN_LINE
    return {**used, **lines}


def refuse_other_type(value: Any, wanted: type, key: str, name: str) -> None:
    """Raise BadTemplate if the value of a key is not of the type wanted; quotes are the usual slip.

    name: the file, as the sentence calls it.
    """
    if type(value) is not wanted:
        words = f"ожидается {TYPE_NAMES.get(wanted, 'другое')}, стоит «{value}»"
        raise BadTemplate(f"В файле «{name}» {key}: {words}{quotes_hint(value, wanted)}.")


def check_letter_templates(folder: Path | None) -> None:
    """Refuse a folder in which a letter cannot be written (BadTemplate), before anything is read.

    Where it lacks a template the program's own serves, and tests answer for that.
    """
    # A file may have been edited since the last run of this process.
    template_of.cache_clear()
    read_committee.cache_clear()
    read_government.cache_clear()
    read_centre.cache_clear()
    read_criteria.cache_clear()
    details_book.cache_clear()
    if folder is None:
        return
    if not folder.is_dir():
        raise BadTemplate(f"Папки с шаблонами писем «{folder}» нет.")
    if not books_in(folder, *TEMPLATE_BOOKS) and not any(
        (folder / name).is_file() for name in NAMES
    ):
        raise BadTemplate(
            f"В папке «{folder}» нет шаблонов писем. Ожидается хотя бы один из файлов: "
            f"{', '.join(NAMES)}."
        )
    for kind in (*KINDS, PAGE, COVER):
        if has_own(f"{kind}.docx", folder):
            template_of(kind, folder)
    read_committee(folder)
    read_government(folder)
    read_centre(folder)


def has_own(name: str, folder: Path | None) -> bool:
    """Tell whether the committee's folder has a file of this name.

    Whatever stands under the name is meant, a pipe or a device as well: it is refused.
    """
    return folder is not None and os.path.lexists(folder / name)


def read_file(name: str, folder: Path | None) -> bytes:
    """Return a file of the committee's folder, else the program's own; BadTemplate if it cannot.

    What the machine as a whole refuses is no fault of the file: that OSError goes on.
    """
    place: Traversable = files("kuzbass_batch.templates").joinpath("letters", name)
    try:
        if folder is not None and has_own(name, folder):
            return plain_bytes(folder / name)
        return place.read_bytes()
    except OSError as error:
        if is_of_machine(error):
            raise
        raise BadTemplate(
            f"Шаблон «{name}» не читается: {describe_fault(error, 'чтение')}."
        ) from error


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """Return what a file in TOML says; BadTemplate if it is none."""
    try:
        return toml_of(text_of(data))
    except TomlFault as error:
        raise BadTemplate(f"«{name}»: {error}.") from error
