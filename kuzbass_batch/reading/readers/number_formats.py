"""How cells look: what number formats, struck-out fonts and fills show besides the values.

A clerk and a sender speak of what they see. 0.8 under the format «0%» is 80 %; a format of nothing
but quoted words shows them over any number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.records.workbooks import HiddenCell, Scalar

Place = tuple[int, int]
_BUILT_IN = {9: "0%", 10: "0.00%"}
OWN_FILLS = frozenset({"DDE6F0", "EEF2F7", "F2F2F2", "FFFFFF", "FFF2CC", "F8CBAD"})
"""The colours that the program itself gives to cells (`forms/styles`)."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]', re.S)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:[.,][0-9]+)?)\]")
_FIGURES = re.compile(r"[0#?]|general|основной|standard", re.I)
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_WORDS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A style that tells something: struck out, filled with a colour, a number format to apply."""

    struck: bool = False
    filled: bool = False
    code: str = ""

    @property
    def hidden_cells(self) -> tuple[HiddenCell, ...]:
        """Return what a cell of this style is besides its value."""
        told = {"struck": self.struck, "filled": self.filled}
        return tuple(HiddenCell(kind=kind, text="") for kind, is_so in told.items() if is_so)


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class _Section:
    """One of up to four sections of a number format. words: what it shows besides figures."""

    condition: tuple[str, Decimal] | None
    words: str
    figures: bool
    text: bool
    percent: bool
    thousands: int

    def holds(self, value: Decimal) -> bool:
        """Tell whether the value meets the condition that the section names."""
        if self.condition is None:
            return True
        sign, bound = self.condition
        return {
            "=": value == bound, "<>": value != bound, "<": value < bound, ">": value > bound,
            "<=": value <= bound, ">=": value >= bound,
        }[sign]  # fmt: skip


@lru_cache(maxsize=256)
def tells(code: str) -> bool:
    """Tell whether a number format may show another thing than the number or the text."""
    sections = _sections(code)
    return any(
        section.percent or section.thousands or not (section.figures or _is_date(code))
        for section in sections[:3]
        if not section.text
    ) or any(not section.text for section in sections[3:])


def displayed(code: str, value: Scalar) -> str | None:
    """Return what a cell of this number format shows, None for the value itself.

    Percents come as a text, «80 %»: every reader of a value knows what that is.
    """
    sections = _sections(code)
    if isinstance(value, str):
        own = sections[3] if len(sections) > 3 else None
        return own.words if own and not own.text else None
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return None
    section = _chosen(sections, value)
    if section.text:
        return None
    if not section.figures:
        return None if _is_date(code) else section.words
    if section.percent:
        return f"{show(value * 100)} %"
    return show(value / 1000**section.thousands) if section.thousands else None


def is_percent(code: str, value: Scalar) -> bool:
    """Tell whether the cell shows its number as a percentage."""
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return False
    section = _chosen(_sections(code), value)
    return section.percent and section.figures


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> _Section:
    numbers = sections[:3]
    if any(section.condition for section in numbers):
        return next((each for each in numbers if each.holds(value)), numbers[-1])
    if len(numbers) > 2 and value == 0:
        return numbers[2]
    return numbers[1] if len(numbers) > 1 and value < 0 else numbers[0]


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple(map(_section, _split(code)))


def _split(code: str) -> list[str]:
    """Return the sections: semicolons within quotes and after a backslash part nothing."""
    parts, begin = [], 0
    quoted = {at for found in _LITERAL.finditer(code) for at in range(found.start(), found.end())}
    for at, char in enumerate(code):
        if char == ";" and at not in quoted:
            parts.append(code[begin:at])
            begin = at + 1
    return [*parts, code[begin:]]


def _section(code: str) -> _Section:
    condition = _CONDITION.search(code)
    bare = _LITERAL.sub("", code)
    words = "".join(
        quoted or escaped for quoted, escaped in _LITERAL.findall(code) if quoted or escaped
    )
    scaled = _SCALED.search(bare)
    return _Section(
        (condition[1], Decimal(condition[2].replace(",", "."))) if condition else None,
        words.strip() or "".join(_WORDS.findall(bare)),
        bool(_FIGURES.search(bare)),
        "@" in bare,
        "%" in bare,
        len(scaled[1]) if scaled else 0,
    )


def _is_date(code: str) -> bool:
    """Tell whether unquoted letters of days and times stand in a format."""
    return bool(re.search(r"[dmyhsдмгчс]", _LITERAL.sub("", code), re.I))


@lru_cache(maxsize=64)
def looks_of(styles: bytes) -> Mapping[int, Look]:
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
        code = codes.get(kind, _BUILT_IN.get(int(kind), "") if kind.isdecimal() else "")
        look = Look(
            struck=_at(struck, style.get("fontId")),
            filled=_at(filled, style.get("fillId")),
            code=code if code and tells(code) else "",
        )
        if look != PLAIN:
            found[number] = look
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
    return (colour.get("rgb") or "theme")[-6:].upper() not in OWN_FILLS
