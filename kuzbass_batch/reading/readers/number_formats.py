"""What a number format shows instead of the value that is stored.

A clerk and a sender speak of what they see. 0.8 under the format «0%» is 80 %; a format of nothing
but quoted words shows them over any number.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kuzbass_batch.forms.parsing.values import show, understand_mark
from kuzbass_batch.records.files.workbooks import Scalar

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]', re.S)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:[.,][0-9]+)?)\]")
_FIGURES = re.compile(r"[0#?]|general|основной|standard", re.I)
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_WORDS = re.compile(r"[^\W\d_]")
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<value>@|(?:general|основной|standard)|[0#?](?:[0#?.,\s/%]*[0#?])?(?:e[+-]?[0#?]+)?[,%]*)"
    r"|(?P<other>.)",
    re.S | re.I,
)
_TURNS = frozenset({"не", "минус"})
"""Words that make another answer of the value beside them, as «да» and «нет» do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Section:
    """One of up to four sections of a number format. words: what it shows besides figures.

    before, after: what it writes beside the value, where it shows that once.
    """

    condition: tuple[str, Decimal] | None
    words: str
    figures: bool
    text: bool
    percent: bool
    thousands: int
    before: str
    after: str

    @property
    def turned(self) -> bool:
        """Tell whether what stands beside the value makes another one of it: «не да», 10 for 1.

        A unit or a number sign («5 дней», «№ 5») leaves a number what it is; beside a text any word
        is one more.
        """
        beside = f"{self.before} {self.after}"
        if self.text:
            return bool(re.search(r"[\w+−-]", beside))
        # One letter is a unit («5 д.»).
        words = re.findall(r"[^\W\d_]{2,}", beside.casefold())
        if any(word in _TURNS or understand_mark(word) is not None for word in words):
            return True
        return bool(re.search(r"\d|[−-]\s*$", self.before) or re.match(r"\d", self.after))

    def around(self, value: str) -> str:
        """Return the value with what stands beside it."""
        return f"{self.before}{value}{self.after}".strip()

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
    numbers = [each for each in sections[:3] if not each.text]
    date = _is_date(code)
    for number, section in enumerate(numbers):
        # The second is for what is below zero, where nobody gave the first a condition.
        below = number == 1 and not any(each.condition for each in numbers)
        if section.percent or section.thousands or not (section.figures or date):
            return True
        if section.turned and not (below or date):
            return True
    texts = [each for each in sections if each.text]
    return any(each.turned for each in texts) or any(not each.text for each in sections[3:])


def displayed(code: str, value: Scalar) -> str | None:
    """Return what a cell of this number format shows, None for the value itself.

    Percents come as a text, «80 %»: every reader of a value knows what that is.
    """
    sections = _sections(code)
    if isinstance(value, str):
        return _displayed_text(sections, value)
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return None
    section = _chosen(sections, value)
    if section.text:
        return section.around(show(value)) if section.turned else None
    if not section.figures:
        return None if _is_date(code) else section.words
    if section.percent:
        return f"{show(value * 100)} %"
    if section.thousands:
        return show(value / 1000**section.thousands)
    turned = section.turned and value >= 0 and not _is_date(code)
    return section.around(show(value)) if turned else None


def _displayed_text(sections: tuple[_Section, ...], value: str) -> str | None:
    own = sections[3] if len(sections) > 3 else sections[-1]
    if own.text:
        return own.around(value) if own.turned else None
    return own.words if len(sections) > 3 else None


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
    before, after = _beside(code)
    return _Section(
        condition=(condition[1], Decimal(condition[2].replace(",", "."))) if condition else None,
        words=words.strip() or "".join(_WORDS.findall(bare)),
        figures=bool(_FIGURES.search(bare)),
        text="@" in bare,
        percent="%" in bare,
        thousands=len(scaled[1]) if scaled else 0,
        before=before,
        after=after,
    )


def _beside(code: str) -> tuple[str, str]:
    """Return what a section writes before and after its value, if that is there once."""
    parts, values = ["", ""], 0
    for token in _TOKENS.finditer(code):
        values += token["value"] is not None
        literal = token["quoted"] or token["escaped"] or token["money"] or token["other"]
        parts[min(values, 1)] += literal or ""
    return (parts[0], parts[1]) if values == 1 else ("", "")


def _is_date(code: str) -> bool:
    """Tell whether unquoted letters of days and times stand in a format."""
    return bool(re.search(r"[dmyhsдмгчс]", _LITERAL.sub("", code), re.I))
