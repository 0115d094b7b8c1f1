"""Text is made fit once, at the door: what no honest text holds goes no further.

Lone surrogates, control characters, characters that turn the reading direction, and the tail of
an over-long text are taken out, and each change is reported.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import CellRef, Finding, Rule
from kuzbass_batch.forms.parsing.texts import texts_in
from kuzbass_batch.reading.guard.bounds import MAX_CELL_TEXT, address_of
from kuzbass_batch.records.files.workbooks import RawSheet, Scalar

_LETTERS_UNSEEN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u2800\u3164\ufe00-\ufe0d\uffa0"
    "\U000e0100-\U000e01ef"
)
"""Those that count as letters, signs or accents: fillers of scripts and choices of a shape."""
_UNSEEN = (
    "\u061c\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufff8\U000e0000-\U000e00ff"
    f"{_LETTERS_UNSEEN}"
)
"""Joiners and other characters without a shape: two names that look alike differ by them.

What Unicode lets a program leave out, and the blank of Braille. A soft hyphen and the mark of an
emoji (U+FE0E, U+FE0F) come with honest texts; comparing names and marks passes over them.
"""
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BAD_IN_TEXT = re.compile(f"{_BAD.pattern[:-1]}{_UNSEEN}]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_JOINING = re.compile(f"[{_UNSEEN}]")
_PRINTABLE = re.compile(f"[{_LETTERS_UNSEEN}]")
CONTROL, TURNING = "управляющие знаки", "знаки, меняющие направление письма"
JOINING = "невидимые знаки"
MAX_NAME = 255
SHOWN = 20
"""A finding lists so many cells; more say nothing more."""


def clean(text: str) -> tuple[str, str]:
    """Return the text made fit, and what was taken out (a constant here), empty if nothing."""
    found = _BAD_IN_TEXT.search(text)
    if not found:
        return text, ""
    plain = _BAD_IN_TEXT.sub("", text)
    if _TURNING.match(found[0]):
        return plain, TURNING
    return plain, JOINING if _JOINING.match(found[0]) else CONTROL


def clean_name(name: str) -> str:
    """Return a file's or a sheet's name fit to be shown: NFC, one line, bad characters as «�»."""
    plain = _BAD.sub("�", name.replace("\n", "�").replace("\r", "�").replace("\t", "�"))
    plain = unicodedata.normalize("NFC", plain)
    if len(plain) <= MAX_NAME:
        return plain
    return f"{plain[: MAX_NAME - 21]}…{plain[-20:]}"


def clean_file_name(name: str) -> str:
    """Return a file's name fit to be shown: characters without a shape are shown as «�», too."""
    return clean_name(_JOINING.sub("�", name))


def fit_sheet(sheet: RawSheet) -> tuple[RawSheet, tuple[Finding, ...]]:
    """Return the sheet with every text made fit, and what was changed in which cells."""
    if not _is_suspect(sheet):
        return sheet, ()
    changed: dict[tuple[Rule, str], list[str]] = {}
    rows = []
    for row, values in enumerate(sheet.rows):
        fitted = list(values)
        for column, value in enumerate(values):
            if isinstance(value, str):
                fitted[column], changes = _fit_text(value)
                for change in changes:
                    changed.setdefault(change, []).append(address_of(row, column))
        rows.append(tuple(fitted))
    return replace(sheet, rows=tuple(rows)), tuple(_cleaning_findings(sheet.name, changed))


def _is_suspect(sheet: RawSheet) -> bool:
    """Tell whether any text might need a change; nearly all sheets need one look only."""
    texts = [value for _, _, value in texts_in(sheet)]
    every = "".join(texts)
    if len(every) > MAX_CELL_TEXT < max(map(len, texts)):
        return True
    # But for these nothing bad is printable, and whether all is printable is quick to see.
    if _PRINTABLE.search(every):
        return True
    return not every.isprintable() and bool(_BAD_IN_TEXT.search(every))


def _fit_text(text: str) -> tuple[Scalar, list[tuple[Rule, str]]]:
    plain, what = clean(text)
    changes = [(rules.TEXT_CLEANED, what)] if what else []
    if len(plain) > MAX_CELL_TEXT:
        plain = plain[:MAX_CELL_TEXT]
        changes.append((rules.TEXT_SHORTENED, ""))
    return plain or None, changes


def _cleaning_findings(sheet: str, changed: dict[tuple[Rule, str], list[str]]) -> Iterator[Finding]:
    for (rule, what), cells in changed.items():
        ref = CellRef(sheet=sheet, cell=", ".join(cells[:SHOWN]))
        more = f" и ещё в {len(cells) - SHOWN}" if len(cells) > SHOWN else ""
        yield rule.at(ref, what=what, limit=MAX_CELL_TEXT, more=more)
