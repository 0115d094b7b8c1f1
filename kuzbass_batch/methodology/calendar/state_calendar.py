"""The state's production calendar (производственный календарь), with its transfers of days off.

The table `russia.toml` is the library's knowledge, written down: holidays loads every country of
the world before it answers, a quarter of a second and 11 MiB for each process of a run. Run
`python -m kuzbass_batch.methodology.calendar.state_calendar` to rewrite it, once the library
knows a new year.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

FIRST_YEAR, LAST_YEAR = 2024, 2027
"""Transfers are decreed year by year; these years are known."""
UNPUBLISHED_YEAR = LAST_YEAR + 1
"""Its transfers are not decreed yet: it is counted by the law alone, and a run says so."""
WEEK = 5
"""Working days from Monday on."""
NEW_YEAR = tuple((1, day) for day in range(1, 9))
# Article 112 of the Labour Code: these are off in every year, whatever is transferred.
HOLIDAYS = (*NEW_YEAR, (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4))


def is_state_working(day: dt.date) -> bool:
    """Tell whether a day of the known years, or of the one after them, is a working day."""
    if day.year == UNPUBLISHED_YEAR:
        return day.weekday() < WEEK and day not in days_off_by_law(day.year)
    return _exceptions().get(day, day.weekday() < WEEK)


@cache
def days_off_by_law(year: int) -> frozenset[dt.date]:
    """Return the days off that article 112 gives by itself, without a decree on transfers.

    A holiday on a weekend moves to the next working day; that of 1–8 January moves by decree only.
    """
    off = {dt.date(year, *each) for each in HOLIDAYS}
    for month, number in HOLIDAYS[len(NEW_YEAR) :]:
        day = dt.date(year, month, number)
        moved = day.weekday() >= WEEK
        while moved and (day.weekday() >= WEEK or day in off):
            day += dt.timedelta(days=1)
        off.add(day)
    return frozenset(off)


@cache
def _exceptions() -> Mapping[dt.date, bool]:
    """Return the days unlike their day of the week: whether they are working days."""
    table = files("kuzbass_batch.templates").joinpath("calendar", "russia.toml")
    days = tomllib.loads(table.read_text("utf-8"))
    return {day: word == "working" for word, listed in days.items() for day in listed}


def table_text(is_working: Mapping[dt.date, bool]) -> str:
    """Return the table of these days."""
    odd = {day: works for day, works in is_working.items() if works != (day.weekday() < WEEK)}
    off = (day for day, works in odd.items() if not works)
    return "\n".join((*_list("off", off), *_list("working", (d for d in odd if odd[d])), ""))


def _list(name: str, days: Iterable[dt.date]) -> Iterator[str]:
    yield f"{name} = ["
    yield from (f"    {day.isoformat()}," for day in days)
    yield "]"


def by_the_library() -> dict[dt.date, bool]:
    """Return every day of the known years and whether holidays takes it for a working day."""
    import holidays

    state = holidays.country_holidays("RU", years=range(FIRST_YEAR, LAST_YEAR + 1))
    first, last = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return {day: bool(state.is_working_day(day)) for day in days}


if __name__ == "__main__":
    print(table_text(by_the_library()), end="")
