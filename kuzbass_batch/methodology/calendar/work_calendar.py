"""The committee's own production calendar: days that are working or off against the state's."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkCalendar:
    """What `календарь.csv` says: `days` pairs a day with whether it is a working day.

    path: of the file in the input folder, empty if there is none. Days that are not named are as
    the state's production calendar has them.
    """

    path: str = ""
    days: tuple[tuple[dt.date, bool], ...] = ()


STATE_CALENDAR = WorkCalendar()
"""The production calendar of the state as it is."""
