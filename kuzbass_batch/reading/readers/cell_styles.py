"""Cell styles that tell something besides the value: struck out, filled, a number format."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from kuzbass_batch.forms.drawing.styles import (
    FAULTY_FILL,
    GROUP_FILL,
    HEAD_FILL,
    LOCKED_FILL,
    MISSING_FILL,
)
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.readers.number_formats import tells
from kuzbass_batch.records.workbooks import HiddenCell

BUILT_IN = {9: "0%", 10: "0.00%"}
"""The percentages among the number formats that stand in no file, by their number."""
_WHITE = ("1", "9", "65")
"""The numbers of white among the colours that Excel knows by number, and of the window."""
OWN_FILLS = frozenset(
    fill.removeprefix("#")
    for fill in (HEAD_FILL, GROUP_FILL, LOCKED_FILL, MISSING_FILL, FAULTY_FILL, "#FFFFFF")
)
"""The colours that the program itself gives to cells, and white."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CellStyle:
    """A style that tells something: struck out, filled with a colour, a number format to apply."""

    struck: bool = False
    filled: bool = False
    number_format: str = ""

    @property
    def hidden_cells(self) -> tuple[HiddenCell, ...]:
        """Return what a cell of this style is besides its value."""
        told = {"struck": self.struck, "filled": self.filled}
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
    struck = [_is_on(font.find("{*}strike")) for font in root.iterfind("{*}fonts/{*}font")]
    filled = [_is_filled(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    found = {}
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        kind = style.get("numFmtId") or "0"
        code = codes.get(kind, BUILT_IN.get(int(kind), "") if kind.isdecimal() else "")
        told = CellStyle(
            struck=_at(struck, style.get("fontId")),
            filled=_at(filled, style.get("fillId")),
            number_format=code if code and tells(code) else "",
        )
        if told != PLAIN:
            found[number] = told
    return found


def _at(flags: list[bool], number: str | None) -> bool:
    index = int(number) if number and number.isdecimal() else 0
    return index < len(flags) and flags[index]


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
