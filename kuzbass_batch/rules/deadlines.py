"""Deadlines of p. 3.4 and app. 3 p. 4.1, working days by the production calendar."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from kuzbass_batch.methodology.calendar.state_calendar import (
    FIRST_YEAR,
    HOLIDAYS,
    LAST_YEAR,
    UNPUBLISHED_YEAR,
    WEEK,
    is_state_working,
)
from kuzbass_batch.methodology.calendar.work_calendar import WorkCalendar
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.year.year import DueDays

MONTH = dt.timedelta(days=31)
"""No deadline in working days that begins on a day ends later."""


class UnknownYear(Exception):
    """There is no production calendar for the year."""


def is_late(day: dt.date | None, methodology: Methodology) -> bool:
    """Tell whether a day is after that of app. 3 p. 4.1 (reading R9: that day counts).

    The day is that of the participant's first return; where that is not known, of this one. A
    return without any day is not late.
    """
    return day is not None and is_after(day, methodology.calendar.submission, methodology)


def is_after(day: dt.date, last: dt.date, methodology: Methodology) -> bool:
    """Tell whether a day lies after the last one of a window (reading R9)."""
    return day > last if methodology.chosen("R9") == "inclusive" else day >= last


@lru_cache(maxsize=64)
def add_working_days(start: dt.date, days: int, workdays: WorkCalendar) -> dt.date:
    """Return the last of `days` working days that follow `start` (reading R10)."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= is_working(day, workdays)
    return day


def objection_deadline(
    received: dt.date, methodology: Methodology, workdays: WorkCalendar
) -> dt.date:
    """Return the last day to object for results received on `received` (p. 3.4)."""
    return add_working_days(received, methodology.calendar.objection_working_days, workdays)


def is_working(day: dt.date, workdays: WorkCalendar) -> bool:
    """Tell whether a day is a working day; UnknownYear beyond the known calendars.

    The committee's own calendar wins over the state's. A year that only the committee's holds is
    five days a week, but for the days that it names. The year that follows the published ones is
    counted by the law, without transfers (`unpublished_year`).
    """
    own = _own(workdays)
    if day in own:
        return own[day]
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return is_state_working(day)
    if not missing_holidays(day.year, own):
        return day.weekday() < WEEK
    if day.year == UNPUBLISHED_YEAR:
        return is_state_working(day)
    named = dict(workdays.days)
    raise UnknownYear(
        f"Нет производственного календаря на {day.year} год, а срок заходит в этот год. "
        + _wanted(
            missing_holidays(day.year, named), begun=any(each.year == day.year for each in named)
        )
    )


def unpublished_year(
    as_of: dt.date, methodology: Methodology, workdays: WorkCalendar
) -> int | None:
    """Return the year without a published calendar into which deadlines of a run may fall.

    None if there is no such year, or the committee's own calendar names its holidays.
    """
    calendar = methodology.calendar
    days = (as_of, as_of + MONTH, calendar.submission, calendar.totals)
    met = any(day.year == UNPUBLISHED_YEAR for day in days)
    return UNPUBLISHED_YEAR if met and missing_holidays(UNPUBLISHED_YEAR, _own(workdays)) else None


def _wanted(missing: Iterable[dt.date], *, begun: bool) -> str:
    """Say what is missing of a year: all of it, or the days that the committee has not named."""
    if begun:
        days = ", ".join(f"{day:%d.%m}" for day in missing)
        return f"В файле «календарь.csv» не названы нерабочие праздничные дни этого года: {days}."
    return (
        "Положите в папку с формами файл «календарь.csv» с нерабочими днями и переносами этого "
        "года."
    )


def working_day_before(day: dt.date, workdays: WorkCalendar) -> dt.date:
    """Return the last working day before `day`."""
    day -= dt.timedelta(days=1)
    while not is_working(day, workdays):
        day -= dt.timedelta(days=1)
    return day


def is_year_over(as_of: dt.date, methodology: Methodology) -> bool:
    """Tell whether the day of the totals has come (p. 3.4): no self-assessment is asked for then.

    What the act lets go on stays: objections within their window, passports of projects (p. 3.2).
    """
    return as_of >= methodology.calendar.totals


def due_days(
    as_of: dt.date,
    days: int,
    methodology: Methodology,
    workdays: WorkCalendar,
    reminders: Iterable[int] | None = None,
) -> DueDays:
    """Return the days by which what is asked for on the day `as_of` is due.

    days: working days that the committee gives. A form to mend is due on the act's own day (app. 3
    p. 4.1) or, where that is nearer, in so many days, but before the totals (p. 3.4) while they lie
    ahead. Nobody is given more time for a first one while the act's day lies ahead.
    reminders: how many working days before the act's own day who has sent nothing is reminded, once
    for each; None if that goes by no schedule.
    """
    submission = methodology.calendar.submission
    answer = add_working_days(as_of, days, workdays)
    mended = max(submission, answer)
    if not is_year_over(as_of, methodology):
        mended = min(mended, working_day_before(methodology.calendar.totals, workdays))
    found = DueDays(
        first=submission if as_of <= submission else mended, mended=mended, answer=answer
    )
    if reminders is None or as_of > submission:
        return found
    step = reminder_step(submission, reminders, as_of, workdays)
    if step is None:
        return replace(found, quiet=True)
    return replace(found, step=step[0], step_day=step[1])


def reminder_step(
    due: dt.date, steps: Iterable[int], as_of: dt.date, workdays: WorkCalendar
) -> tuple[int, dt.date] | None:
    """Return the latest reminder before a day that its schedule has come to, and its own day.

    steps: how many working days before `due` it is reminded. None before the first of them.
    """
    days = {days_before(due, step, workdays): step for step in sorted(steps)}
    day = max((day for day in days if day <= as_of), default=None)
    return None if day is None else (days[day], day)


def days_before(day: dt.date, days: int, workdays: WorkCalendar) -> dt.date:
    """Return the working day that lies so many working days before `day`."""
    for _ in range(days):
        day = working_day_before(day, workdays)
    return day


def is_after_totals(day: dt.date | None, as_of: dt.date, methodology: Methodology) -> bool:
    """Tell whether a return of this day came once the totals of its year were drawn (p. 3.4).

    A day beyond the day of the run is a slip of the pen and counts for nothing.
    """
    return day is not None and methodology.calendar.totals <= day <= as_of


def missing_holidays(year: int, own: Iterable[dt.date]) -> tuple[dt.date, ...]:
    """Return the public holidays of a year that a calendar of its own must name and does not."""
    days = set(own)
    return tuple(day for day in (dt.date(year, *each) for each in HOLIDAYS) if day not in days)


def incomplete_years(days: Iterable[dt.date]) -> Mapping[int, tuple[dt.date, ...]]:
    """Return the years beyond the program's own that are named in part, with what is missing."""
    days = set(days)
    beyond = sorted({day.year for day in days if not FIRST_YEAR <= day.year <= LAST_YEAR})
    missing = {year: missing_holidays(year, days) for year in beyond}
    return {year: lacking for year, lacking in missing.items() if lacking}


@lru_cache(maxsize=4)
def _own(workdays: WorkCalendar) -> Mapping[dt.date, bool]:
    """Return the committee's days without those of a year that it names in part (C005)."""
    days = dict(workdays.days)
    broken = incomplete_years(days)
    return {day: works for day, works in days.items() if day.year not in broken}
