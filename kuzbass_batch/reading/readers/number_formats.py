"""What a number format shows instead of the value that is stored.

A clerk and a sender speak of what they see. 0.8 under the format «0%» is 80 %; a format of nothing
but quoted words shows them over any number.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.records.workbooks import Scalar

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]', re.S)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:[.,][0-9]+)?)\]")
_FIGURES = re.compile(r"[0#?]|general|основной|standard", re.I)
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_WORDS = re.compile(r"[^\W\d_]")


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
