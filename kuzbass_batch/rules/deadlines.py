"""Deadlines of p. 3.4 and app. 3 p. 4.1, working days by the production calendar."""

import datetime as dt
from functools import cache, lru_cache
from typing import Any

from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.records import Return

# The transfers of days off are decreed year by year; the library holds them for these years.
FIRST_YEAR, LAST_YEAR = 2024, 2027


class UnknownYear(Exception):
    """There is no production calendar for the year."""


def is_late(entry: Return, methodology: Methodology) -> bool:
    """Tell whether a return came after the day of app. 3 p. 4.1 (reading R9: that day counts).

    The day is the date of the folder it lies in, else the date in the form.
    """
    day = entry.source.received or entry.filled_on
    if day is None:
        return False
    last = methodology.calendar.submission
    return day > last if methodology.chosen("R9") == "inclusive" else day >= last


@lru_cache(maxsize=64)
def add_working_days(start: dt.date, days: int) -> dt.date:
    """Return the last of `days` working days that follow `start` (reading R10)."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= is_working(day)
    return day


def objection_deadline(received: dt.date, methodology: Methodology) -> dt.date:
    """Return the last day to object for results received on `received` (p. 3.4)."""
    return add_working_days(received, methodology.calendar.objection_working_days)


def is_working(day: dt.date) -> bool:
    """Tell whether a day is a working day in Russia; UnknownYear beyond the known calendars."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnknownYear(f"Нет производственного календаря на {day.year} год.")
    return bool(_calendar(day.year).is_working_day(day))


@cache
def _calendar(year: int) -> Any:
    import holidays

    return holidays.country_holidays("RU", years=year)
