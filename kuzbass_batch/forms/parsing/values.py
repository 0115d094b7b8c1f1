"""How a cell's value is understood: marks, dates, numbers, choices, and text made comparable.

Each `understand_…` returns None for what it does not understand: never a guess, never a zero.
"""

import calendar
import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.records.files.workbooks import Scalar

MAX_TEXT = 2000
"""Longer texts are cut: a document's name fits, a whole document does not belong in a cell."""

_INVISIBLE = dict.fromkeys((173, 6158, *range(8203, 8208), 8288, 0xFE0E, 0xFE0F, 65279))
_QUOTES = str.maketrans(dict.fromkeys("«»„“”‟\"'`‘’‹›", None))
_EXCEL_RETURN = "_x000D_"
# What nearly every text consists of, and cleaning leaves as it is.
_CLEAN = re.compile(r"[ -~\nА-Яа-яЁё№«»–—…]*")

YES = frozenset({"да", "есть", "истина", "выполнено", "+", "1", "v", "true", *"✓✔☑√✅➕"})
NO = frozenset({"нет", "ложь", "не выполнено", "-", "0", "false", *"‐‑‒–—―−❌➖"})
INAPPLICABLE = frozenset(
    {NOT_APPLICABLE, "не применяется", "не применим", "не применима", "не применимы", "н/п", "n/a"}
)
"""Where a criterion may not apply; «неприменимо» has the same letters."""

# A mark is judged by its letters. The formulas of the blank (`formulas`) are made of these tables,
# so that they and the batch cannot read one mark in two ways.
MARK_TWINS = dict(zip("abceoht", "авсеонт", strict=True))
"""Latin letters that stand in Russian words such as «нет», and the letters that were meant."""
MARK_SPACES = "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
MARK_UNSEEN = "".join(
    map(chr, (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
              *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFE0E, 0xFE0F, 0xFEFF))
)  # fmt: skip
MARK_QUOTES = "«»„“”‟\"'`‘’‹›"
MARK_DROPPED = MARK_SPACES + MARK_UNSEEN + MARK_QUOTES
MARK_STOPS = ",;!"
"""Signs at the end of a mark that mean no more than a full stop does."""
LONGEST_MARK = 60
"""Whatever is longer is a sentence: nobody asks whether it means «да»."""

LOOK_ALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
"""Capital letters that look the same in both alphabets; codes are compared in capitals."""
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))

_CONTROLS = dict.fromkeys((*range(32), *range(0x7F, 0xA0)))
_MARK_TABLE = str.maketrans(
    MARK_TWINS | dict.fromkeys(MARK_DROPPED) | dict.fromkeys(MARK_STOPS, ".")
)

_MONTHS = (
    ("январь", "января", "янв"),
    ("февраль", "февраля", "фев", "февр"),
    ("март", "марта", "мар"),
    ("апрель", "апреля", "апр"),
    ("май", "мая"),
    ("июнь", "июня", "июн"),
    ("июль", "июля", "июл"),
    ("август", "августа", "авг"),
    ("сентябрь", "сентября", "сен", "сент"),
    ("октябрь", "октября", "окт"),
    ("ноябрь", "ноября", "ноя", "нояб"),
    ("декабрь", "декабря", "дек"),
)
_YEAR_WORD = r"\s*(?:г|год|года)?\.?"
# As `fold` leaves «UTC» and «GMT».
_ZONE = r"(?:\s*(?:(z|uтс|gмт|[+-]00(?::?00)?)|[+-][0-9]{2}(?::?[0-9]{2})?))?"
_CLOCK = rf"[t\sт]\s*([0-9]{{1,2}}):[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)?{_ZONE}"
_TIME = rf"(?:{_CLOCK})?"
_WEEKDAY = (
    r"(?:(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)"
    r"\.?,?\s*)?"
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}})\s*([./, -])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}}|[0-9]{{2}})"
    rf"{_YEAR_WORD}{_TIME}"
)
# A day with a zone but no hour (xs:date) is that day wherever it is written.
_OF_DAY = r"\s?(?:z|[+-][0-9]{2}:[0-9]{2})"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})([./-])([0-9]{{1,2}})\2([0-9]{{1,2}})(?:{_CLOCK}|{_OF_DAY})?"
)
_IN_WORDS = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}})(?:-?(?:го|ое))?[\s./-]*([^\W0-9_]+)[\s./,-]*([0-9]{{4}}|[0-9]{{2}})"
    rf"{_YEAR_WORD}{_TIME}"
)
_FIGURE_TWINS = str.maketrans({"о": "0", "з": "3", "l": "1", "i": "1", "і": "1", "|": "1"})
"""Letters that are typed for figures, as `fold` leaves them."""
_TWIN = re.compile("[оОoOзЗlLiIіІ|]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")

_SERIAL_ZERO = dt.date(1899, 12, 30)
FIRST_DATE, LAST_DATE = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


def clean_text(text: str) -> str:
    """Return the text without control and invisible characters, every space plain, trimmed."""
    if _CLEAN.fullmatch(text) and _EXCEL_RETURN not in text:
        return text.strip()
    text = text.replace(_EXCEL_RETURN, "\n").replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return "".join(_plain(char) for char in text).strip()


def _plain(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() or char == "\n" else " " if char == "\t" else ""
    kind = unicodedata.category(char)
    if kind in ("Zs", "Zl", "Zp"):
        return "\n" if kind != "Zs" else " "
    return "" if kind in ("Cc", "Cf", "Cs", "Cn") else char


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the text made comparable: case, ё, spaces, dashes, quotes, Latin look-alikes."""
    text = clean_text(text).upper().replace("Ё", "Е").translate(LOOK_ALIKES)
    return " ".join(text.translate(DASHES).translate(_QUOTES).split()).lower()


def fold_code(value: Scalar) -> str:
    """Return a row code or an id made comparable: also without spaces and a closing dot."""
    if isinstance(value, str):
        return _fold_code(value)
    return show(value).replace(",", ".") if isinstance(value, Decimal) else ""


@lru_cache(maxsize=8192)
def _fold_code(text: str) -> str:
    return fold(text).replace(" ", "").replace(",", ".").rstrip(".")


def show(value: Scalar) -> str:
    """Return a value as its cell shows it in Russian: `10.12.2025`, `1,5`, `да`."""
    if type(value) is str:  # Most values, and the last that a pattern would come to.
        return clean_text(value)
    match value:
        case None:
            return ""
        case bool():
            return "да" if value else "нет"
        case Decimal():
            return _show_number(value)
        case dt.datetime() if value.time() != dt.time():
            return wording.moment(value)
        case dt.date():
            return wording.day(value)
        case dt.time():
            return f"{value:%H:%M}"
        case _:
            return clean_text(value)


def _show_number(number: Decimal) -> str:
    text = f"{number:f}"
    return wording.comma(text.rstrip("0").rstrip(".") if "." in text else text)


_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {
    fold(name): number
    for number, (names, english) in enumerate(zip(_MONTHS, _ENGLISH, strict=True), 1)
    for name in (*names, english, english[:3], *(["sept"] if number == 9 else []))
}


def understand_mark(value: Scalar) -> bool | None:
    """Return True for «да», False for «нет»; a cross may mean either and is not understood."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return {1: True, 0: False}.get(int(value)) if value == int(value) else None
    return _mark_in_text(value) if isinstance(value, str) else None


def is_not_applicable(value: Scalar) -> bool:
    """Tell whether a mark says that the criterion does not apply."""
    return isinstance(value, str) and mark_letters(value).removesuffix(".") in _INAPPLICABLE


@lru_cache(maxsize=1024)
def _mark_in_text(value: str) -> bool | None:
    return _MARKS.get(mark_letters(value).removesuffix("."))


def bare_letters(text: str) -> str:
    """Return a mark in small letters without plain spaces; `?` for what is too long for a mark."""
    shown = text.replace(_EXCEL_RETURN, "").translate(_CONTROLS)
    if len(" ".join(filter(None, shown.split(" ")))) > LONGEST_MARK:
        return "?"
    return shown.lower().replace(" ", "")


def mark_letters(text: str) -> str:
    """Return the letters of a mark: small, Russian, without spaces, quotes and unseen signs.

    Every run of stops is one full stop.
    """
    letters = bare_letters(text).translate(_MARK_TABLE)
    return letters.replace("..", ".").replace("..", ".")


_INAPPLICABLE = frozenset(map(mark_letters, INAPPLICABLE))
_MARKS = {mark_letters(word): words is YES for words in (YES, NO) for word in words}


def understand_date(value: Scalar, utc_hours: int = 0) -> dt.date | None:
    """Return the date of a date cell or of a text in one of the usual spellings.

    Those are all in which Excel and LibreOffice show a day, in Russian and in English, and the
    spellings of programs, with a time and its zone. utc_hours: how far local time is ahead of UTC;
    midnight there may still be the day before in a time with a «Z».
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value if FIRST_DATE <= value <= LAST_DATE else None
    return _date(_parts_in_text(fold(value)), utc_hours) if isinstance(value, str) else None


def date_despite_letters(value: Scalar, utc_hours: int = 0) -> tuple[dt.date, str] | None:
    """Return the date of a text with letters among its figures, `14.О3.2025`, and the letters."""
    if not isinstance(value, str):
        return None
    date = _date(_parts_in_figures(fold(value).translate(_FIGURE_TWINS)), utc_hours)
    return (date, letters_in(value)) if date else None


def month_end_before(value: Scalar) -> dt.date | None:
    """Return the last day of the month of a day that is not in it, `31.02.2026`; else None."""
    parts = _parts_in_text(fold(value)) if isinstance(value, str) else None
    if parts is None or parts.month not in range(1, 13):
        return None
    if not FIRST_DATE.year <= parts.year <= LAST_DATE.year:
        return None
    _, days = calendar.monthrange(parts.year, parts.month)
    return dt.date(parts.year, parts.month, days) if parts.day > days else None


def number_despite_letters(value: Scalar) -> str:
    """Return the letters among the figures of what would be a number without them, else nothing."""
    if not isinstance(value, str) or not any(map(str.isdecimal, value)):
        return ""
    figures = fold(value).translate(_FIGURE_TWINS)
    return letters_in(value) if understand_number(figures) is not None else ""


def letters_in(text: str) -> str:
    """Return each letter of a text that looks like a figure, once."""
    return "".join(dict.fromkeys(_TWIN.findall(text)))


class _DateParts(NamedTuple):
    """A day as it is written; hour: that of UTC, where its time is said to be of it."""

    year: int
    month: int
    day: int
    hour: str | None = None


def _parts_in_text(text: str) -> _DateParts | None:
    if found := _IN_WORDS.fullmatch(text):
        return _parts(found[3], _MONTH_NUMBERS.get(found[2], 0), found[1])
    return _parts_in_figures(text)


def _parts_in_figures(text: str) -> _DateParts | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[3], found[4]
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], found[3], found[4]
    else:
        return None
    return _parts(year, int(month), day, found[5] if found[6] else None)


def _parts(year: str, month: int, day: str, hour: str | None = None) -> _DateParts:
    return _DateParts(int(year) + (2000 if len(year) == 2 else 0), month, int(day), hour)


def _date(parts: _DateParts | None, utc_hours: int) -> dt.date | None:
    """Return the day; with an hour of UTC the day that it was then where the rating is made."""
    if parts is None:
        return None
    try:
        date = dt.date(parts.year, parts.month, parts.day)
        if parts.hour:
            moment = dt.datetime.combine(date, dt.time(int(parts.hour)))
            date = (moment + dt.timedelta(hours=utc_hours)).date()
    except ValueError:
        return None
    return date if FIRST_DATE <= date <= LAST_DATE else None


def date_from_serial(value: Scalar) -> dt.date | None:
    """Return the date that a spreadsheet stores as this number, if it is one of our days."""
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        return None
    first, last = ((day - _SERIAL_ZERO).days for day in (FIRST_DATE, LAST_DATE))
    return _SERIAL_ZERO + dt.timedelta(days=int(value)) if first <= value <= last else None


def understand_number(value: Scalar) -> Decimal | None:
    """Return the number; a text may have a decimal comma, spaces by thousands and a «%»."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if not isinstance(value, str):
        return None
    text = fold(value).removesuffix("%").strip()
    if _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text):
        return Decimal(text.replace(" ", "").replace(",", "."))
    return None


def understand_choice(
    value: Scalar, choices: tuple[str, ...], former: tuple[tuple[str, str], ...] = ()
) -> str | None:
    """Return the word of the list that stands in the cell, whatever its case and spaces.

    former: words that the list had once, each with the one that has taken its place.
    """
    given = fold(show(value)).rstrip(". ")
    words = (*((choice, choice) for choice in choices), *former)
    return next((choice for word, choice in words if fold(word) == given), None)


def shorten(text: str, longest: int) -> str:
    """Return a text on one line, cut where it grows too long to read."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


@lru_cache(maxsize=8192)
def alike(text: str) -> str:
    """Return a code or an id made comparable, as forms and registry are compared."""
    plain = text.upper().replace("Ё", "Е").translate(LOOK_ALIKES).translate(DASHES)
    return " ".join(plain.split()).lower()
