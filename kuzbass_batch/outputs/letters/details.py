"""Details of the committee that are still the invented ones, and files that are named nearly so."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.letter_templates import (
    COMMITTEE,
    GOVERNMENT,
    NAMES,
    read_committee,
    read_government,
)
from kuzbass_batch.records.year.year import ToDo

INVENTED = {
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
}
"""The invented details in the program's own files, and their Russian names."""
NEAR = 0.85
"""How alike a name must be to one of the program's: one letter in seven may differ."""


def invented_details(folder: Path | None) -> tuple[str, ...]:
    """Return what of the details in use is invented; `folder`: the committee's own templates.

    BadTemplate if a file of details cannot be used.
    """
    return (
        *_kept(COMMITTEE, read_committee(folder), read_committee(None)),
        *_kept(GOVERNMENT, read_government(folder), read_government(None)),
    )


def _kept(name: str, used: Mapping[str, Any], shipped: Mapping[str, Any]) -> list[str]:
    """Return the details that are as they were shipped; a further key need not be in either."""
    return [
        words
        for key, words in INVENTED[name].items()
        if shipped.get(key) and _is_as_shipped(str(used.get(key, "")), str(shipped[key]))
    ]


def _is_as_shipped(value: str, shipped: str) -> bool:
    """Tell whether a detail is the program's own, whatever stands for the act's words in it."""
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(shipped))
    return value == shipped or bool(re.fullmatch(pattern, value))


def nearly_named(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the files in a folder of templates that are not used, each with what it may mean."""
    if folder is None or not folder.is_dir():
        return ()
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    meant = ((name, _meant(name)) for name in names if name not in NAMES)
    return tuple((name, own) for name, own in meant if own and not (folder / own).is_file())


def _meant(name: str) -> str:
    """Return the name of the program's that a file's name was meant for, empty if none."""
    if name.startswith(("~$", ".")):
        return ""
    lower = name.casefold()
    for own in NAMES:
        stem, _, suffix = own.partition(".")
        if lower == own or lower.startswith(f"{own}."):
            return own
        if lower.startswith((f"{stem} ", f"{stem}(", f"{stem}_", f"{stem}-")):
            return own if f".{suffix}" in lower else ""
    return next(iter(difflib.get_close_matches(lower, NAMES, n=1, cutoff=NEAR)), "")


def to_enter(folder: Path | None, methodology: Methodology) -> tuple[ToDo, ...]:
    """Return what is to be entered or renamed before letters may be signed."""
    near, signer = nearly_named(folder), INVENTED[GOVERNMENT]["diploma_signer_name"]
    invented = [each for each in invented_details(folder) if methodology.leaders or each != signer]
    lines = (
        ToDo(
            text=f"В письмах и документах вымышленные реквизиты: вписать свои в {COMMITTEE} и "
            f"{GOVERNMENT} в папке своих шаблонов (--templates)",
            count=len(invented),
            names=", ".join(invented),
            sheet="",
        ),
        ToDo(
            text="Файлы в папке шаблонов названы иначе и не используются: переименовать",
            count=len(near),
            names=wording.some([f"{name} → {own}" for name, own in near], shown=len(near)),
            sheet="",
        ),
    )
    return tuple(line for line in lines if line.count)


def before_signing(folder: Path | None) -> str:
    """Return what the clerk is told before letters are signed, empty if nothing stands against it.

    BadTemplate if a file of details cannot be used.
    """
    said = [
        f"«{name}» в папке шаблонов не используется: назовите его «{own}»."
        for name, own in nearly_named(folder)
    ]
    invented = _kept(COMMITTEE, read_committee(folder), read_committee(None))
    if invented:
        said.append(
            f"Не подписывайте письма: вымышлены {', '.join(invented)} – впишите свои в "
            f"{COMMITTEE} в папке шаблонов и рассчитайте с --templates."
        )
    return " ".join(said)
