"""Lean projects (бережливые проекты, p. 3.2, app. 2) as their passports say."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

Month = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectStage:
    """A stage (этап) of a project: its number 1–10 and its first and last day."""

    number: int
    start: dt.date
    end: dt.date


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """A goal (цель) with its unit in the name, the indicator now and to be reached."""

    name: str
    current: Decimal
    target: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A lean project (бережливый проект) as its passport says.

    participant and path (of the passport's file) are empty until it is known whose it is.
    """

    participant: str = ""
    name: str
    leader: str
    process: str
    goals: tuple[Goal, ...]
    stages: tuple[ProjectStage, ...]
    path: str = ""

    @property
    def start(self) -> dt.date | None:
        """Return the first day of the first stage."""
        return min((stage.start for stage in self.stages), default=None)

    @property
    def end(self) -> dt.date | None:
        """Return the last day of the last stage."""
        return max((stage.end for stage in self.stages), default=None)

    def stages_in(self, month: Month) -> tuple[int, ...]:
        """Return the numbers of the stages that touch a month (year, month)."""
        return tuple(
            stage.number
            for stage in self.stages
            if month_of(stage.start) <= month <= month_of(stage.end)
        )

    def stage_on(self, day: dt.date) -> str:
        """Return in Russian where the plan of the passport stands on a day."""
        begun = [stage for stage in self.stages if stage.start <= day]
        if not begun:
            return "не начат"
        if self.end and day > self.end:
            return "сроки истекли"
        return f"этап {begun[-1].number}"


def month_of(day: dt.date) -> Month:
    """Return the year and the month of a day."""
    return day.year, day.month
