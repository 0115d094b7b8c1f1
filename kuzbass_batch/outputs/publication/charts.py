"""Bar charts of the public page: where bars and words stand, in units of the drawing (px)."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period

WIDTH = 360
"""As wide as a phone shows, so that words keep their size there."""
ROOM = 310
"""For the longest bar; its number stands behind it."""
LINE = 17
"""The height of a line of words."""
LETTERS = 50
"""Letters of a label in one line at 13 px."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A line of words; `y` is its baseline."""

    y: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A bar from the left edge; look: `dark`, `hatched` or `track`; text beside it, or none."""

    y: float
    width: float
    height: float
    look: str
    text: str = ""

    @property
    def text_x(self) -> float:
        """Return where the text begins: behind the bar."""
        return round(self.width + 6, 1)

    @property
    def text_y(self) -> float:
        """Return the text's baseline."""
        return self.y + self.height / 2 + 4.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart with the words that tell the same to who does not see it."""

    title: str
    description: str
    height: float
    labels: tuple[Label, ...]
    bars: tuple[Bar, ...]
    width: int = WIDTH
    compared: bool = False
    """With the year before beside it."""


def levels_chart(data: Mapping[str, Any], period: Period) -> Chart:
    """Return the chart of participants by level, this year over the last one if that is known."""
    compared = any(each["last_year"] for each in data["levels"])
    looks = (("dark", 16.0), ("hatched", 12.0))[: 2 if compared else 1]
    highest = max((n for each in data["levels"] for n in _pair(each)), default=0) or 1
    labels, bars, y = [], [], 0.0
    for each in data["levels"]:
        labels.append(Label(y=y + 13, text=each["name"]))
        for number, (look, height) in zip(_pair(each), looks, strict=False):
            y += LINE + 2 if look == "dark" else 18
            width = round(ROOM * number / highest, 1)
            bars.append(Bar(y=y, width=width, height=height, look=look, text=str(number)))
        y += 24
    words = period.kind.words
    told = [f"«{each['name']}» – {each['participants']}" for each in data["levels"]]
    if compared:
        last = (f", в {words.last_locative} {each['last_year']}" for each in data["levels"])
        told = [now + then for now, then in zip(told, last, strict=True)]
    before = f" и {words.nominative} раньше" if compared else ""
    return Chart(
        title=f"Участники по уровням за {period.name}{before}",
        description="; ".join(told) + ".",
        height=y,
        labels=tuple(labels),
        bars=tuple(bars),
        compared=compared,
    )


def _pair(level: Mapping[str, Any]) -> tuple[int, int]:
    return level["participants"], level["last_year"]


def criteria_chart(data: Mapping[str, Any], period: Period) -> Chart:
    """Return the chart of the criteria's mean completion."""
    labels, y = [], 0.0
    bars: list[Bar] = []
    for each in data["criteria"]:
        for line in textwrap.wrap(f"{each['id']}. {each['short_title']}", LETTERS):
            labels.append(Label(y=y + 13, text=line))
            y += LINE
        bars += _completion(y + 2, each["completion"])
        y += 25
    words = (
        f"критерий {each['id']} «{each['short_title']}» – {wording.percent(each['completion'])}"
        for each in data["criteria"]
    )
    return Chart(
        title=f"Выполнение критериев за {period.name}",
        description="; ".join(words) + ".",
        height=y,
        labels=tuple(labels),
        bars=tuple(bars),
    )


def _completion(y: float, share: str) -> Iterator[Bar]:
    """Yield the whole with the number behind it, then the part that is done."""
    yield Bar(y=y, width=ROOM, height=13, look="track", text=wording.percent(share))
    yield Bar(y=y, width=round(ROOM * float(share), 1), height=13, look="dark")
