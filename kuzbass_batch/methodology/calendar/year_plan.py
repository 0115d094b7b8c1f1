"""The days of the act (p. 3.4, app. 3 p. 4.1) and the targets of its plan (app. 1)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


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


class PlanMeasure(StrEnum):
    """By what the facts of an indicator are counted; the value is the word of the file.

    Processes that were redesigned, ratings that were approved, people trained, events, samples
    with a certificate, monitorings sent, contests held.
    """

    PROCESSES = "processes"
    RATING = "rating"
    TRAINED = "trained"
    EVENTS = "events"
    SAMPLES = "samples"
    MONITORING = "monitoring"
    CONTESTS = "contests"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanTarget:
    """An indicator of the plan (app. 1) with its target value per year.

    measure: what its facts are counted by, None if nothing of the programme's feeds them. kinds:
    the words of a register's list that count (events, contests); all do if there are none.
    by_quantity: a row of events stands for as many as its quantity says, not for one. each: the
    target is every participant's (reading R12), not the region's.
    """

    id: str
    title: str
    unit: str
    targets: tuple[tuple[int, int], ...]
    at_least: bool
    reference: str
    measure: PlanMeasure | None = None
    kinds: tuple[str, ...] = ()
    by_quantity: bool = False
    each: bool = False

    @property
    def in_percent(self) -> bool:
        """Tell whether facts are shares in per cent, not counts."""
        return self.measure is PlanMeasure.PROCESSES

    def goal(self, year: int) -> int:
        """Return the target of a year; 0 where the plan says nothing of it."""
        return dict(self.targets).get(year, 0)
