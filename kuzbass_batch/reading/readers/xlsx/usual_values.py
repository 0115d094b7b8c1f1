"""The values of an .xlsx that is written as all programs write it, without a reader.

Whoever looks through a sheet has its cells in hand already, each with its type and value. To give
them to the reader all the same, in a copy, costs a fifth of the examination of a return. So what
is written in the plainest way is taken as it stands: shared texts, results of formulas, numbers,
days, yes and no. Whatever is not (another type, a number that is none, a format of which it is not
certain that it shows a day, letters that programs read in different ways) leaves the whole book to
the reader. `tests/reading/readers/test_usual_values.py` holds the two together.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.readers.hidden_cells import GridPlace, Rows, decimal_of
from kuzbass_batch.reading.readers.xlsx.normalise import Sheet
from kuzbass_batch.records.files.workbooks import Scalar

LARGEST = 2**20
"""Bytes of all sheets together: a larger book is left to the reader, which needs less memory."""
NOTHING = b"<v></v>"
_ATTRIBUTES = r"""(?:\s++[A-Za-z][\w:.-]*+="[^"<>]*+")*+\s*+"""
"""A program that meets other signs in a mark may end it elsewhere."""
_TEXTS = re.compile(rf"\s*+<sst{_ATTRIBUTES}>(<si>.*</si>)</sst>\s*", re.S)
_TEXT = re.compile(r'<si><t( xml:space="preserve")?+>([^<]*+)</t></si>|(.)', re.S)
_SIGNS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#10;": "\n", "&amp;": "&"}
"""Others name a letter by its number."""
_NUMBERS = frozenset({b"", b"n"})
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")
_DAY = re.compile(r"[1-9][0-9]{4}")
_DAY_ZERO = dt.date(1899, 12, 30)
_OF_FIGURES = frozenset({"0", "1", "2", "3", "4", "9", "10", "11", "37", "38", "39", "40", "49"})
_OF_DAYS = frozenset({"14"})
"""The numbers of formats that stand in no file."""
_FIGURES = re.compile(r"General|[0#@][0#,.%@ ]*")
_DAYS = re.compile(r"(?:\[\$-[0-9A-F]{3,6}\])?[dmy]{1,4}(?:\\?[./-][dmy]{1,4}){2}(?:;@)?", re.I)
_SHORT = 40
"""Bytes: a longer value is not remembered."""
_KEYS = 256
"""Numbers of shared texts are made by so many, once for thousands of forms."""


class FoundCells(NamedTuple):
    """A sheet as it was looked at, and where its cells stand."""

    sheet: Sheet
    places: list[GridPlace]


class Unusual(Exception):
    """The book is not written in the plainest way. Never leaves the module."""


def usual_rows(
    sheets: Sequence[FoundCells], strings: bytes, styles: bytes
) -> tuple[Rows, ...] | None:
    """Return the rows of each sheet as the reader would, None where it is to be asked.

    strings, styles: the parts of the shared texts and of the formats.
    """
    if not all(found.sheet.plainest for found in sheets):
        return None
    formats = _formats_in(styles)
    if formats is None:
        return None
    try:
        texts = _texts_in(strings)
        return tuple([_rows(sheet, places, texts, formats) for sheet, places in sheets])
    except (Unusual, UnicodeError):
        return None


def _rows(
    sheet: Sheet,
    places: list[GridPlace],
    texts: Mapping[bytes, Scalar],
    formats: Mapping[bytes, bool],
) -> Rows:
    """Return the rows of a sheet from A1 to the last cell that holds something."""
    sheet.content.decode()  # No reader takes letters that are none, wherever they stand.
    # The result of a formula may be a text of nothing: it stands there all the same.
    told = [
        (place, cell)
        for place, cell in zip(places, sheet.cells, strict=True)
        if cell[4] and (cell[4] != NOTHING or cell[2] == b"str")
    ]
    height = max([row for (row, _), _ in told], default=-1) + 1
    width = max([column for (_, column), _ in told], default=-1) + 1
    rows: list[list[Scalar]] = [[None] * width for _ in range(height)]
    try:
        for (row, column), (_, style, kind, _, value) in told:
            if kind == b"s":
                rows[row][column] = texts[value]
            else:
                read = _known_value if len(value) < _SHORT else _value
                rows[row][column] = read(kind, value, kind in _NUMBERS and formats[style])
    except KeyError as error:  # A text or a format that is not there.
        raise Unusual from error
    return tuple(map(tuple, rows))


def _value(kind: bytes, value: bytes, is_day: bool) -> Scalar:
    """Return a value that stands in its cell."""
    text = value[3:-4].decode()
    if kind == b"str" and not _is_odd(text):
        return _unescaped(text) or None
    if kind == b"b" and text in ("0", "1"):
        return text == "1"
    if kind in _NUMBERS and is_day and _DAY.fullmatch(text):
        return _DAY_ZERO + dt.timedelta(days=int(text))
    if kind in _NUMBERS and not is_day and _NUMBER.fullmatch(text):
        return decimal_of(float(text))
    raise Unusual


_known_value = lru_cache(maxsize=4096)(_value)


def _texts_in(strings: bytes) -> Mapping[bytes, Scalar]:
    """Return the shared texts, each by the value of a cell that names it."""
    plain = strings.decode()
    found = _TEXTS.fullmatch(plain)
    if not found or _is_odd(plain):
        raise Unusual
    texts = _TEXT.findall(found[1])
    if "&" in plain:
        texts = [(kept, _unescaped(text), odd) for kept, text, odd in texts]
    # Spaces around a text count where that is said only; not all agree on what a space is.
    if [1 for kept, text, odd in texts if odd or not (kept or text == text.strip())]:
        raise Unusual
    return dict(
        zip(_keys(len(texts) // _KEYS + 1), [text or None for _, text, _ in texts], strict=False)
    )


def _is_odd(text: str) -> bool:
    """Tell whether programs read a text in different ways.

    Ends of lines, escapes of Excel, letters by their number.
    """
    return "\r" in text or "_x" in text or (text.count("&") != sum(map(text.count, _SIGNS)))


@lru_cache(maxsize=8)
def _keys(times: int) -> tuple[bytes, ...]:
    return tuple(b"<v>%d</v>" % number for number in range(times * _KEYS))


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    for escaped, sign in _SIGNS.items():
        text = text.replace(escaped, sign)
    return text


@lru_cache(maxsize=64)
def _formats_in(styles: bytes) -> Mapping[bytes, bool] | None:
    """Return whether numbers of a style are days, by the number of each style that is certain.

    None where programs may see other styles in the part than this one does.
    """
    try:
        root = xml.parse(xml.bounded(styles))
    except Refusal:
        return None
    blocks = [list(root.iter(f"{{*}}{name}")) for name in ("cellXfs", "numFmts")]
    cells, codes = (block[0] if block else None for block in blocks)
    if b"&#" in styles or cells is None or max(map(len, blocks)) > 1 or not _are_flat(cells, codes):
        return None
    own = {} if codes is None else {each.get("numFmtId"): each.get("formatCode") for each in codes}
    found = {b"": False}
    for number, style in enumerate(cells):
        is_day = _is_day(style.get("numFmtId", "0"), own)
        if is_day is not None:
            found[b"%d" % number] = is_day
    return found


def _are_flat(cells: etree._Element, codes: etree._Element | None) -> bool:
    """Tell whether the styles and formats are the only ones of their kind, each told whole."""
    root = cells.getparent()
    named = (
        [] if codes is None else [(each.get("numFmtId"), each.get("formatCode")) for each in codes]
    )
    return (
        root is not None
        and root.getparent() is None
        and len(list(cells.iter("{*}xf"))) == len(cells)
        and (codes is None or codes.getparent() is root)
        and None not in {part for pair in named for part in pair}
        and len(dict(named)) == len(named)
    )


def _is_day(kind: str, own: Mapping[str, str]) -> bool | None:
    """Tell whether a format shows days, None where that is not certain; own: those of the file."""
    if kind in own:
        code = own[kind]
        return True if _DAYS.fullmatch(code) else False if _FIGURES.fullmatch(code) else None
    return True if kind in _OF_DAYS else False if kind in _OF_FIGURES else None
