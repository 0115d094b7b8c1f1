"""Russian wording in one place: days, decimal comma, numbers with their noun, shortened lists."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

OBJECTING = "срок несогласия"
IN_WORKING_DAYS = (
    "срок ответа на возврат и запрос",
    OBJECTING,
    "последний рабочий день до итогов",
)
"""What depends on the production calendar (p. 3.4)."""


def in_working_days(*, objections: bool) -> tuple[str, ...]:
    """Return what depends on the production calendar; no window where nobody may object."""
    return tuple(each for each in IN_WORKING_DAYS if objections or each != OBJECTING)


AGAIN_IN_QUIET = "Закройте другие программы и запустите расчёт ещё раз."
"""What helps where a busy machine left a run no time."""


_PARTS = re.compile(r"([^0-9]*)([0-9]*)")


def number_order(number: str) -> tuple[tuple[str, int], ...]:
    """Return the key by which numbers of projects, applications and papers stand in a list.

    Figures count as numbers, so that `ИО-07-П2` stands before `ИО-07-П10`.
    """
    return tuple((words, int(figures or -1)) for words, figures in _PARTS.findall(number))


def day(date: dt.date) -> str:
    """Return a day as letters and sheets write it: `17.03.2026`."""
    return f"{date:%d.%m.%Y}"


_DAY = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")


def day_in(text: str) -> dt.date:
    """Return the day that is so written; ValueError if it is none."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return dt.date(int(found[3]), int(found[2]), int(found[1]))


def minutes(number: str) -> str:
    """Return minutes with what they are, which may be written or not: `протокол № 7`."""
    named = not number or number.casefold().startswith("протокол")
    sign = "№ " if number[:1].isdecimal() else ""
    return number if named else f"протокол {sign}{number}"


MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
    "ноября", "декабря",
)  # fmt: skip


def day_of_month(date: dt.date) -> str:
    """Return a day without its year in words: `1 апреля`."""
    return f"{date.day} {MONTHS[date.month - 1]}"


def moment(time: dt.datetime) -> str:
    """Return a day with its hour and minute: `17.03.2026 10:15`."""
    return f"{time:%d.%m.%Y %H:%M}"


def comma(number: Decimal | str | int) -> str:
    """Return a number with the Russian decimal comma, its digits as they are: `8,90`.

    A text must hold no other points than those of its numbers.
    """
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.replace(".", ",")


def number_shape(decimals: int | None) -> str:
    """Return how numbers in parts are shown: whole totals as they are, others not cut short."""
    if decimals is None:
        return "0.0#"
    return f"0.{'0' * decimals}##" if decimals else "General"


def count(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its noun: `1 форма`, `3 формы`, `11 форм`."""
    return f"{number} {noun(number, one, few, many)}"


def points(number: int | Decimal) -> str:
    """Return `1 балл`, `2 балла`, `0 баллов`, `0,5 балла`."""
    if number != int(number):
        return f"{minus(comma(number))} балла"
    return f"{minus(str(int(number)))} {noun(int(number), 'балл', 'балла', 'баллов')}"


def hyphenated(text: str) -> str:
    """Return a text whose long words may be broken between syllables, as a narrow column breaks."""
    return _LONG_WORD.sub(lambda word: _SYLLABLE.sub("\u00ad", word[0]), text)


_LONG_WORD = re.compile(r"[а-яё]{15,}", re.I)
# Before a consonant with its vowel, three letters from the ends of the word.
_SYLLABLE = re.compile(
    r"(?<=[а-яё]{2}[аеёиоуыэюяйь])(?=[бвгджзклмнпрстфхцчшщ][аеёиоуыэюя][а-яё])", re.I
)


def minus(text: str) -> str:
    """Return a number with the sign of a minus in place of the hyphen: `−1`."""
    return text.replace("-", "−")


def points_that(participle: str, number: int | Decimal) -> str:
    """Return points with the participle that agrees: `засчитан 1 балл`, `засчитано 2 балла`.

    participle: its short form of masculine gender, `засчитан`.
    """
    whole = number == int(number)
    return f"{participle}{noun(int(number), '', 'о', 'о') if whole else 'о'} {points(number)}"


def noun(number: int, one: str, few: str, many: str) -> str:
    """Return the form of a noun that stands after a number."""
    tens, units = abs(number) % 100, abs(number) % 10
    if units == 1 and tens != 11:
        return one
    return few if units in (2, 3, 4) and tens not in (12, 13, 14) else many


def some(names: Sequence[str], *, shown: int, total: int | None = None) -> str:
    """Return names with a comma, at most `shown` of them: `А, Б, В и ещё 4`.

    total: how many there are in all, if `names` are only the first of them.
    """
    return ", ".join(names[:shown]) + and_more((total or len(names)) - shown)


def unquoted(text: str) -> str:
    """Return a name without quotation marks and stops around it, as it stands between our own."""
    return text.strip(" .«»")


def quoted(text: str) -> str:
    """Return a text in quotation marks, those inside it as inner ones: `«по „карте“»`."""
    return f"«{text.replace('«', '„').replace('»', '“')}»"


def rounded(number: Fraction | Decimal | int, places: int) -> Decimal:
    """Return a number, 0 or more, with so many decimal places, a half upwards: `1.63` for 1.625.

    So people round and workbooks show it; Python's own `round` takes a half to the even digit. The
    number must be exact: a binary float has lost its half before it comes here.
    """
    exact = number if isinstance(number, Fraction) else Fraction(number)
    # floor(exact * 10**places + 1/2) in whole numbers: fractions would be reduced at every step.
    below = 2 * exact.denominator
    units = (2 * exact.numerator * 10**places + exact.denominator) // below
    return Decimal(units).scaleb(-places) if places else Decimal(units)


def percent(share: Decimal | float | str) -> str:
    """Return a share of one in whole percent, a half upwards as workbooks show it: `63 %`."""
    return f"{rounded(Decimal(str(share)) * 100, 0)} %"


def series(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: `А, Б и В`."""
    return " и ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def and_more(rest: int) -> str:
    """Return ` и ещё 4` for what a list leaves out, nothing where it leaves nothing out."""
    return f" и ещё {rest}" if rest > 0 else ""


def thousands(number: int) -> str:
    """Return a number with its thousands apart: `30 000`."""
    return f"{number:,}".replace(",", "\u00a0")
