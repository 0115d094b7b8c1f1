"""What letters and papers are written on: Word templates, the committee's and others' details.

The program's own lie in `templates/letters`; a folder of the committee's may hold any of the same
files, and each file found in it takes the place of the program's.
"""

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from kuzbass_batch.methodology.files.plain_file import plain_bytes
from kuzbass_batch.methodology.files.toml_text import (
    TYPE_NAMES,
    TomlFault,
    quotes_hint,
    text_of,
    toml_of,
)
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate, LetterTemplate
from kuzbass_batch.publishing.disk import describe_fault
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS

KINDS = (*LETTER_WORDS, "memo", "level_list", "diploma")
PAGE = "participant_page"
"""The page for participants that goes out beside the blanks."""
COMMITTEE, GOVERNMENT = "committee.toml", "government.toml"
OUTGOING = "outgoing.toml"
NAMES = (
    *(f"{kind}.docx" for kind in (*KINDS, PAGE)),
    *(f"{kind}.txt" for kind in LETTER_WORDS),
    COMMITTEE,
    GOVERNMENT,
    OUTGOING,
)
DAYS = "days_to_mend"
OPTIONAL: Mapping[str, Mapping[str, str]] = {COMMITTEE: {"contacts": ""}}
"""Keys that an own file may lack, with what stands for them then."""


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
    return found


@cache
def read_government(folder: Path | None) -> Mapping[str, Any]:
    """Return to whom the memo goes and who signs diplomas (government.toml).

    BadTemplate if a key of the program's own file is not there.
    """
    return _details(GOVERNMENT, folder)


def _details(name: str, folder: Path | None) -> Mapping[str, Any]:
    found = {**OPTIONAL.get(name, {}), **parsed(read_file(name, folder), name)}
    own = parsed(read_file(name, None), name)
    missing = [key for key in own if key not in found]
    if missing:
        raise BadTemplate(f"В файле «{name}» не указано: {', '.join(missing)}.")
    for key, value in own.items():
        refuse_other_type(found[key], type(value), key, name)
    return found


def refuse_other_type(value: Any, wanted: type, key: str, name: str) -> None:
    """Raise BadTemplate if the value of a key is not of the type wanted; quotes are the usual slip.

    name: the file, as the sentence calls it.
    """
    if type(value) is not wanted:
        words = f"ожидается {TYPE_NAMES.get(wanted, 'другое')}, стоит «{value}»"
        raise BadTemplate(f"В файле «{name}» {key}: {words}{quotes_hint(value, wanted)}.")


def check_letter_templates(folder: Path | None) -> None:
    """Refuse a folder in which a letter cannot be written (BadTemplate), before anything is read.

    Without a folder the program's own files serve, and tests answer for them.
    """
    # A file may have been edited since the last run of this process.
    template_of.cache_clear()
    read_committee.cache_clear()
    read_government.cache_clear()
    if folder is None:
        return
    if not folder.is_dir():
        raise BadTemplate(f"Папки с шаблонами писем «{folder}» нет.")
    if not any((folder / name).is_file() for name in NAMES):
        raise BadTemplate(
            f"В папке «{folder}» нет шаблонов писем. Ожидается хотя бы один из файлов: "
            f"{', '.join(NAMES)}."
        )
    for kind in (*KINDS, PAGE):
        template_of(kind, folder)
    read_committee(folder)
    read_government(folder)


def read_file(name: str, folder: Path | None) -> bytes:
    """Return a file of the committee's folder, else the program's own; BadTemplate if it cannot."""
    own = folder / name if folder else None
    place: Traversable = files("kuzbass_batch.templates").joinpath("letters", name)
    try:
        # Whatever stands under the name is meant, a pipe or a device as well: it is refused.
        if own is not None and os.path.lexists(own):
            return plain_bytes(own)
        return place.read_bytes()
    except OSError as error:
        raise BadTemplate(
            f"Шаблон «{name}» не читается: {describe_fault(error, 'чтение')}."
        ) from error


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """Return what a file in TOML says; BadTemplate if it is none."""
    try:
        return toml_of(text_of(data))
    except TomlFault as error:
        raise BadTemplate(f"«{name}»: {error}.") from error
