"""The days of the act (p. 3.4, app. 3 p. 4.1) and the targets of its plan (app. 1)."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The committee's dates (p. 3.4, app. 3 p. 4.1) and the days to object.

    objection_working_days: 0 if the act knows no objections. references: the point of the act for
    each name above them.
    """

    submission: dt.date
    rating: dt.date
    results: dt.date
    totals: dt.date
    objection_working_days: int
    references: tuple[tuple[str, str], ...]

    def reference(self, name: str) -> str:
        """Return the point of the act that sets a date, such as `submission`; empty if none."""
        return dict(self.references).get(name, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanTarget:
    """An indicator of the plan (app. 1) with its target value per year."""

    id: str
    title: str
    unit: str
    targets: tuple[tuple[int, int], ...]
    at_least: bool
    reference: str
