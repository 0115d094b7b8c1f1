"""Cell styles that tell something besides the value: strikes, colours, number formats."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from lxml import etree

from kuzbass_batch.forms.drawing.styles import (
    BLUE,
    BROWN,
    FAULTY_FILL,
    GREY,
    GROUP_FILL,
    HEAD_FILL,
    LOCKED_FILL,
    MISSING_FILL,
)
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.readers.number_formats import tells
from kuzbass_batch.records.files.workbooks import HiddenCell

BUILT_IN = {9: "0%", 10: "0.00%"}
"""The percentages among the number formats that stand in no file, by their number."""
_WHITE = ("1", "9", "65")
"""The numbers of white among the colours that Excel knows by number, and of the window."""
BLACK, WHITE = "000000", "FFFFFF"
SMALLEST = 2
"""Points: a text of that size cannot be seen."""
ALIKE = 16
"""Colours that differ by no more of 255 in red, green and blue look the same."""
_HEX = re.compile(r"[0-9A-F]{6}")
T = TypeVar("T")
OWN_FILLS = frozenset(
    fill.removeprefix("#")
    for fill in (HEAD_FILL, GROUP_FILL, LOCKED_FILL, MISSING_FILL, FAULTY_FILL, "#FFFFFF")
)
"""The colours that the program itself gives to cells, and white."""
OWN_INKS = frozenset(ink.removeprefix("#") for ink in (GREY, BLUE, BROWN))
"""The colours of letters in the program's own forms besides black."""
_TEXT_THEMES = ("0", "1", "2", "3", "10", "11")
"""The colours of a theme for texts, for the paper, and for links: none of them marks an answer."""
_GREYS = ("0", "1", "8", "9", "22", "23", "55", "63", "64", "65")
"""Black, white, greys and the window's own among the colours that Excel knows by number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CellStyle:
    """A style that tells something: struck out, filled with a colour, a number format to apply.

    unseen: the text has the colour of the cell, or is too small to be seen. inked: its letters have
    a colour as a mark has, neither a grey nor one of the program's.
    """

    struck: bool = False
    filled: bool = False
    number_format: str = ""
    unseen: bool = False
    inked: bool = False

    @property
    def hidden_cells(self) -> tuple[HiddenCell, ...]:
        """Return what a cell of this style is besides its value."""
        told = {"struck": self.struck, "filled": self.filled, "shown": self.unseen}
        told["inked"] = self.inked
        return tuple(HiddenCell(kind=kind, text="") for kind, is_so in told.items() if is_so)


PLAIN = CellStyle()


@lru_cache(maxsize=64)
def styles_of(styles: bytes) -> Mapping[int, CellStyle]:
    """Return the styles of an .xlsx that tell something, by their number; most books have none."""
    try:
        root = xml.parse(xml.bounded(styles))
    except Refusal:
        return {}
    codes = {
        each.get("numFmtId"): each.get("formatCode") or ""
        for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    fonts, fills = root.findall("{*}fonts/{*}font"), root.findall("{*}fills/{*}fill")
    struck = [_is_on(font.find("{*}strike")) for font in fonts]
    filled = [_is_filled(fill) for fill in fills]
    inks = [_ink(font) for font in fonts]
    inked = [_is_inked(font.find("{*}color")) for font in fonts]
    papers = [_paper(fill) for fill in fills]
    found = {}
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        kind = style.get("numFmtId") or "0"
        code = codes.get(kind, BUILT_IN.get(int(kind), "") if kind.isdecimal() else "")
        told = CellStyle(
            struck=_at(struck, style.get("fontId"), False),
            filled=_at(filled, style.get("fillId"), False),
            number_format=code if code and tells(code) else "",
            unseen=_is_unseen(
                _at(inks, style.get("fontId"), BLACK), _at(papers, style.get("fillId"), WHITE)
            ),
            inked=_at(inked, style.get("fontId"), False),
        )
        if told != PLAIN:
            found[number] = told
    return found


def style_applied(format_: etree._Element) -> CellStyle:
    """Return the style that a conditional format applies; only what it sets itself."""
    font, fill, shape = (format_.find(f"{{*}}{name}") for name in ("font", "fill", "numFmt"))
    code = "" if shape is None else shape.get("formatCode") or ""
    says_colour = font is not None and (
        font.find("{*}color") is not None or font.find("{*}sz") is not None
    )
    return CellStyle(
        struck=font is not None and _is_on(font.find("{*}strike")),
        number_format=code if code and tells(code) else "",
        unseen=says_colour and _is_unseen(_ink(font), WHITE if fill is None else _paper(fill)),
    )


def _at(values: list[T], number: str | None, otherwise: T) -> T:
    index = int(number) if number and number.isdecimal() else 0
    return values[index] if index < len(values) else otherwise


def _ink(font: etree._Element | None) -> str:
    """Return the colour of a font, nothing if its letters are too small to be seen."""
    size = None if font is None else font.find("{*}sz")
    if size is not None and _is_tiny(size.get("val") or ""):
        return ""
    colour = None if font is None else font.find("{*}color")
    return BLACK if colour is None else _colour(colour)


def _is_tiny(size: str) -> bool:
    try:
        return float(size) <= SMALLEST
    except ValueError:
        return False


def _paper(fill: etree._Element) -> str:
    """Return the colour behind a text; a pattern or a gradient has none of its own."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return "gradient"
    kind = pattern.get("patternType")
    if kind in ("none", "gray125") or (kind is None and not len(pattern)):
        return WHITE
    # Where a condition fills a cell, the colour stands as that of the background.
    named = pattern.find("{*}bgColor" if kind is None else "{*}fgColor")
    if kind not in (None, "solid") or named is None:
        return "pattern"
    return _colour(named)


def _colour(colour: etree._Element) -> str:
    """Return a colour by its six digits, or by theme or number if it is named so."""
    if colour.get("rgb"):
        return str(colour.get("rgb"))[-6:].upper()
    if _is_white(colour):
        return WHITE
    return " ".join(f"{key} {value}" for key, value in sorted(colour.items()))


def is_ink(colour: str) -> bool:
    """Tell whether letters of a colour (six hex digits) stand out as a mark does: greys do not."""
    if not _HEX.fullmatch(colour) or colour in OWN_INKS:
        return False
    parts = bytes.fromhex(colour)
    return max(parts) - min(parts) > ALIKE


def has_ink(text: etree._Element) -> bool:
    """Tell whether a part of a text of an .xlsx has letters of a colour."""
    return any(map(_is_inked, text.iter("{*}color")))


def _is_inked(colour: etree._Element | None) -> bool:
    if colour is None or colour.get("auto") == "1":
        return False
    if colour.get("rgb"):
        return is_ink(str(colour.get("rgb"))[-6:].upper())
    if colour.get("theme"):
        return colour.get("theme") not in _TEXT_THEMES
    return colour.get("indexed", "64") not in _GREYS


def _is_unseen(ink: str, paper: str) -> bool:
    """Tell whether letters of a colour cannot be told from the paper."""
    if not ink or ink == paper:
        return True
    if not (_HEX.fullmatch(ink) and _HEX.fullmatch(paper)):
        return False
    pairs = zip(bytes.fromhex(ink), bytes.fromhex(paper), strict=True)
    return all(abs(one - other) <= ALIKE for one, other in pairs)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false", "off")


def _is_filled(fill: etree._Element) -> bool:
    """Tell whether a cell is filled with a colour that the program did not give it."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return fill.find("{*}gradientFill") is not None
    colour = pattern.find("{*}fgColor")
    if pattern.get("patternType") in (None, "none", "gray125") or colour is None:
        return False
    return not _is_white(colour) and (colour.get("rgb") or "other")[-6:].upper() not in OWN_FILLS


def _is_white(colour: etree._Element) -> bool:
    """Tell whether a colour is the page's: Excel names white by a number."""
    by_theme = colour.get("theme") == "0" and float(colour.get("tint") or 0) == 0
    return by_theme or colour.get("indexed") in _WHITE
