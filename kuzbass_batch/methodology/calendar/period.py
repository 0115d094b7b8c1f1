"""The period under rating (отчётный период): a year, a half-year or a quarter, and its names.

A whole year is written `2026`, the second quarter of it `2026-II`, its first half `2026-H1`: so
the period stands in the codes of forms and the names of files, and so the command line takes it.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering

MONTHS = 12
ROMAN = ("I", "II", "III", "IV")
TOLD_LATE = {12: 3, 6: 1, 3: 1}
"""The last months of a period of so many months in which it is the one that people ask of."""
_CODE = re.compile(r"([0-9]{4})(?:-(I{1,3}|IV|H[12]))?")
_LOOK_ALIKE = str.maketrans("ІН–—", "IH--")


class PeriodKind(StrEnum):
    """How long the period is that the act rates."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """Return how many months it has."""
        return {"year": 12, "half_year": 6, "quarter": 3}[self.value]

    @property
    def words(self) -> "KindWords":
        """Return what such a period is called."""
        return KIND_WORDS[self]


@dataclass(frozen=True, slots=True)
class KindWords:
    """The noun in its cases; accusatives: `one`, `один год`; `its` own, `этот год`."""

    nominative: str
    genitive: str
    dative: str
    instrumental: str
    locative: str
    one: str
    its: str

    @property
    def last_genitive(self) -> str:
        """Return `прошлого года`."""
        return f"прошлого {self.genitive}"

    @property
    def last_dative(self) -> str:
        """Return `прошлому году`."""
        return f"прошлому {self.dative}"

    @property
    def last_instrumental(self) -> str:
        """Return `прошлым годом`."""
        return f"прошлым {self.instrumental}"

    @property
    def last_locative(self) -> str:
        """Return `прошлом году`."""
        return f"прошлом {self.locative}"


KIND_WORDS = {
    PeriodKind.YEAR: KindWords("год", "года", "году", "годом", "году", "один год", "этот год"),
    PeriodKind.HALF_YEAR: KindWords(
        "полугодие", "полугодия", "полугодию", "полугодием", "полугодии", "одно полугодие",
        "это полугодие",
    ),
    PeriodKind.QUARTER: KindWords(
        "квартал", "квартала", "кварталу", "кварталом", "квартале", "один квартал",
        "этот квартал",
    ),
}  # fmt: skip


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A period under rating. part: `I` to `IV` of a quarter, `H1` or `H2` of a half, or nothing."""

    year: int
    part: str = ""

    def __str__(self) -> str:
        """Return its code: `2026`, `2026-II`, `2026-H1`."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    def __lt__(self, other: "Period") -> bool:
        """Tell whether it begins before another one; of two that begin together, ends before."""
        return (self.first_month, self.kind.months) < (other.first_month, other.kind.months)

    @property
    def kind(self) -> PeriodKind:
        """Return how long it is."""
        if not self.part:
            return PeriodKind.YEAR
        return PeriodKind.HALF_YEAR if self.part.startswith("H") else PeriodKind.QUARTER

    @property
    def number(self) -> int:
        """Return which of its year's periods of the kind it is, from 1 on."""
        if self.kind is PeriodKind.HALF_YEAR:
            return int(self.part[1:])
        return ROMAN.index(self.part) + 1 if self.part else 1

    @property
    def first_month(self) -> int:
        """Return its first month, counted from the year 0."""
        return self.year * MONTHS + (self.number - 1) * self.kind.months

    @property
    def first_day(self) -> dt.date:
        """Return the day that it begins on."""
        return self.month(1)

    @property
    def last_day(self) -> dt.date:
        """Return the day that it ends on."""
        return self.month(self.kind.months + 1) - dt.timedelta(days=1)

    def month(self, number: int) -> dt.date:
        """Return the first day of a month: 1 is the period's first one, later ones follow it."""
        year, month = divmod(self.first_month + number - 1, MONTHS)
        return dt.date(year, month + 1, 1)

    def month_code(self, number: int) -> str:
        """Return the same as a date begins: `2026-07`."""
        year, month = divmod(self.first_month + number - 1, MONTHS)
        return f"{year:04}-{month + 1:02}"

    def month_number(self, day: dt.date) -> int:
        """Return the number of a day's month, as in `month`; 0 and less before the period."""
        return day.year * MONTHS + day.month - self.first_month

    def holds(self, day: dt.date) -> bool:
        """Tell whether a day lies in it."""
        return self.first_day <= day <= self.last_day

    @property
    def previous(self) -> "Period":
        """Return the period of the same kind before it."""
        return _of_kind(self.kind, self.first_month - 1)

    @property
    def _roman(self) -> str:
        return ROMAN[self.number - 1]

    def _called(self, noun: str) -> str:
        """Return its name with the noun in some case."""
        year = KIND_WORDS[PeriodKind.YEAR].genitive
        return f"{self._roman} {noun} {self.year} {year}" if self.part else f"{self.year} {noun}"

    @property
    def name(self) -> str:
        """Return `2026 год`, `II квартал 2026 года`: also the accusative behind `за`."""
        return self._called(self.kind.words.nominative)

    @property
    def genitive(self) -> str:
        """Return `2026 года`, `II квартала 2026 года`."""
        return self._called(self.kind.words.genitive)

    @property
    def dative(self) -> str:
        """Return `2026 году`, `II кварталу 2026 года`."""
        return self._called(self.kind.words.dative)

    @property
    def within(self) -> str:
        """Return `в 2026 году`, `во II квартале 2026 года`."""
        preposition = "во" if self.part and self.number == 2 else "в"
        return f"{preposition} {self._called(self.kind.words.locative)}"

    @property
    def reported(self) -> str:
        """Return `год 2026`, `II квартал 2026 года`: behind «отчётный»."""
        return self.name if self.part else f"{self.kind.words.nominative} {self.year}"

    @property
    def reported_dative(self) -> str:
        """Return `году 2026`, `II кварталу 2026 года`: behind «отчётному»."""
        return self.dative if self.part else f"{self.kind.words.dative} {self.year}"

    @property
    def short(self) -> str:
        """Return `2026`, `II квартал 2026`: as a label has it."""
        return f"{self._roman} {self.kind.words.nominative} {self.year}" if self.part else str(self)


Asked = Period | int
"""A period as a caller names it: a number is a whole year."""


def period_of(asked: Asked) -> Period:
    """Return the period that is asked for."""
    return Period(asked) if isinstance(asked, int) else asked


def period_in(text: str) -> Period | None:
    """Return the period that a code says, `2026-II`, whatever its case; None if it says none."""
    found = _CODE.fullmatch(text.strip().upper().translate(_LOOK_ALIKE))
    return Period(int(found[1]), found[2] or "") if found else None


def part_of(kind: PeriodKind, number: int) -> str:
    """Return what stands behind the year in the code of its period of a number."""
    if kind is PeriodKind.YEAR:
        return ""
    return f"H{number}" if kind is PeriodKind.HALF_YEAR else ROMAN[number - 1]


def periods_in(years: Iterable[int], kind: PeriodKind) -> tuple[Period, ...]:
    """Return all periods of a kind in some years, in order."""
    count = MONTHS // kind.months
    return tuple(
        Period(year, part_of(kind, number)) for year in years for number in range(1, count + 1)
    )


def period_at(day: dt.date, kind: PeriodKind) -> Period:
    """Return the period that people ask of on a day.

    That is the one before, until the last months of the one that the day lies in: October of a
    year, the last month of a quarter or half-year. Then blanks of the new one are issued.
    """
    now = _of_kind(kind, day.year * MONTHS + day.month - 1)
    late = now.month_number(day) > kind.months - TOLD_LATE[kind.months]
    return now if late else now.previous


def _of_kind(kind: PeriodKind, month: int) -> Period:
    """Return the period of a kind that a month lies in, counted from the year 0."""
    year, rest = divmod(month, MONTHS)
    return Period(year, part_of(kind, rest // kind.months + 1))
