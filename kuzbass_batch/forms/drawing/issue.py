"""Blanks to issue: prefilled for every participant of the registry, and unnamed for download."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.personal_blanks import NO_LAST_YEARS, BlankCopier, LastYears
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.sources import OF_COMMISSION, Kind
from kuzbass_batch.records.returns.participants import Participant, Registry

ISSUED = (Kind.SELF_ASSESSMENT, Kind.PASSPORT)
"""The forms that everybody is given at the beginning of the year."""
ON_REQUEST = (Kind.PROCESS_LIST,)
"""Those that everybody is given where the committee asks for them."""
OF_CONTEST = (Kind.CONTEST_APPLICATION,)
"""Those that everybody is given where a contest is announced (p. 2.7)."""
FORBIDDEN = frozenset('<>:"/\\|?*')
DEVICES = frozenset(
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        *(f"{name}{n}" for name in ("COM", "LPT") for n in "0123456789¹²³"),
    }
)
LONGEST_STEM, LONGEST_NAME = 200, 80
"""Bytes and letters of a file name without what is added to it."""


def prefill(spec: FormSpec, participant: Participant) -> dict[str, str]:
    """Return what a personal blank shows: the id and the name of its participant."""
    fields = (f for f in spec.fields().values() if f.prefill and not f.locked)
    return {field.field_id: getattr(participant, field.prefill) for field in fields}


def blank_file_name(spec: FormSpec, participant: Participant | None, subject: str = "") -> str:
    """Return the file name of a blank, free of characters that a file system refuses.

    subject: the lasting number of what it is about.
    """
    name = spec.file_name.format(
        period=spec.period,
        subject=subject,
        id=participant.id if participant else "",
        name=participant.short_name if participant else "",
    )
    return f"{safe_name(name.removesuffix('.xlsx'))}.xlsx"


def safe_name(name: str) -> str:
    """Return a file name's stem free of what Windows, macOS or Linux refuse.

    At most 80 letters and 200 bytes: with what is added to it, the 255 bytes that Linux allows.
    """
    name = unicodedata.normalize("NFC", name)
    kept = "".join("_" if char in FORBIDDEN or not char.isprintable() else char for char in name)
    short = " ".join(kept.split())[:LONGEST_NAME].encode()[:LONGEST_STEM].decode(errors="ignore")
    stem = short.strip(". ")
    return f"_{stem}" if stem.split(".")[0].strip().upper() in DEVICES or not stem else stem


def free_path(stem: str, suffix: str, taken: set[str]) -> str:
    """Return `stem` + `suffix`, numbered if somebody has it already, and remember it in `taken`."""
    path, number = f"{stem}{suffix}", 2
    while path.casefold() in taken:
        path, number = f"{stem} {number}{suffix}", number + 1
    taken.add(path.casefold())
    return path


def draw_blanks(
    registry: Registry,
    methodology: Methodology,
    forms: Mapping[Kind, FormSpec],
    before: LastYears = NO_LAST_YEARS,
    more: tuple[Kind, ...] = (),
) -> Iterator[tuple[str, bytes]]:
    """Yield a path and the bytes of each participant's blanks, no path twice.

    before: what counted last year, by participant's id and row. more: forms asked for besides.
    """
    taken: set[str] = set()
    wanted = {kind: form for kind, form in forms.items() if kind in (*ISSUED, *more)}
    copiers = copiers_of(methodology, wanted, before)
    for participant in registry.participants:
        for kind, copier in copiers.items():
            stem = Path(blank_file_name(forms[kind], participant)).stem
            yield free_path(stem, ".xlsx", taken), copier.blank(participant)


def copiers_of(
    methodology: Methodology, forms: Mapping[Kind, FormSpec], before: LastYears = NO_LAST_YEARS
) -> dict[Kind, BlankCopier]:
    """Return what draws the blanks of each form that may be issued to every participant."""
    return {
        kind: BlankCopier(
            forms[kind], methodology, before if kind is Kind.SELF_ASSESSMENT else NO_LAST_YEARS
        )
        for kind in (*ISSUED, *ON_REQUEST, *OF_CONTEST)
        if kind in forms
    }


def unnamed_blanks(
    methodology: Methodology, forms: Mapping[Kind, FormSpec]
) -> Iterator[tuple[str, bytes]]:
    """Yield a path and the bytes of the blanks for download."""
    for kind, spec in forms.items():
        if kind in (Kind.DECISIONS, Kind.REGISTERS, Kind.JURY_SHEET, *OF_COMMISSION):
            continue  # their rows come from what was entered and sent in: `run` draws them
        data = draw_form(spec, methodology, identity=spec.identity())
        yield blank_file_name(spec, None), data
