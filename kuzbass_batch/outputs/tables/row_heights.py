"""How high a row must be to show its texts whole: Calibri's letters measured, words wrapped.

Widths are in digits, as a spreadsheet counts its columns; heights in points.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

LINE, PADDING = 15.0, 1.0
"""Points: of a line of 11-point Calibri, and what a row takes besides."""
HIGHEST = 400.0
"""A spreadsheet refuses rows above 409 points."""
ONE_LINE = LINE + PADDING
BOLD = 1.06
"""How much wider bold letters are."""
SLACK = 0.97
"""Excel and LibreOffice differ a little in where a line ends."""
# Measured on Carlito, which has the same metrics as Calibri.
_CLASSES = {
    0.4: " \u00a0il",
    0.5: ".,:;jI",
    0.6: "()-fJ",
    0.7: "гrt",
    0.8: 'зстхГ/"csxzL',
    0.9: "кучьэяЗgkvyFSZ",
    1.1: "дийцъАБВКЧЭЯABRV",
    1.2: "фЛНПDGH",
    1.3: "мыДИЙОЦNOQU",
    1.4: "жшюФw%",
    1.5: "щЫ",
    1.6: "Жm",
    1.7: "МШЮM",
    1.8: "ЩW→",
    2.0: "№",
}


class _Widths(dict[str, float]):
    """Letters that are not about as wide as a digit; any other is."""

    def __missing__(self, letter: str) -> float:
        return 1.0


WIDTHS = _Widths(dict.fromkeys(map(chr, range(0x500)), 1.0))  # Latin, Greek and Cyrillic letters
WIDTHS.update((letter, width) for width, letters in _CLASSES.items() for letter in letters)
WIDEST = max(WIDTHS.values())
_width_of_letter = WIDTHS.__getitem__


@lru_cache(maxsize=2**12)  # Mostly of a word, and words come again.
def width_of(text: str) -> float:
    """Return how many digits wide a text without line breaks is."""
    return sum(map(_width_of_letter, text))


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of some width, wrapped between words."""
    return sum(_lines_of(part, width * SLACK) for part in text.split("\n"))


def _lines_of(text: str, room: float) -> int:
    lines, used = 1, 0.0
    words = text.split(" ")
    widths = [width_of(word) for word in words]
    for wide in widths if max(widths) <= room else _cut(words, room):
        if used and used + WIDTHS[" "] + wide > room:
            lines, used = lines + 1, wide
        else:
            used += wide + (WIDTHS[" "] if used else 0.0)
    return lines


def _cut(words: Iterable[str], room: float) -> Iterator[float]:
    """Yield the widths of words; one too long for a line is cut as the programs cut it."""
    for word in words:
        wide = width_of(word)
        if wide <= room:
            yield wide
            continue
        start, used = 0, 0.0
        for at, letter in enumerate(word):
            if at > start and used + WIDTHS[letter] > room:
                yield width_of(word[start:at])
                start, used = at, 0.0
            used += WIDTHS[letter]
        yield width_of(word[start:])


def surely_fits(width: float) -> int:
    """Return how many letters stand on one line of a column, whichever they are."""
    return int(width * SLACK / WIDEST)


@lru_cache(maxsize=2**12)
def height_of(text: str, width: float, *, bold: bool = False) -> float:
    """Return the height that shows a text whole in a column of some width."""
    room = width / BOLD if bold else width
    return min(HIGHEST, LINE * line_count(text, round(room, 2)) + PADDING)


def forget_heights() -> None:
    """Forget the texts that were measured: kept, they hold the memory around them, too."""
    for each in (height_of, width_of):
        each.cache_clear()
