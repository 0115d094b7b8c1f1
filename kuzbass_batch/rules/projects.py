"""Projects of the passports that count (p. 3.2, app. 2): goals, stages, where they stand."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.records import FileResult, Submission

Month = tuple[int, int]
MOST_MONTHS = 36


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
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
    """A lean project (бережливый проект) as its passport says; `path` is the passport's file."""

    participant: str
    name: str
    leader: str
    process: str
    goals: tuple[Goal, ...]
    stages: tuple[Stage, ...]
    path: str

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
            if _month(stage.start) <= month <= _month(stage.end)
        )

    def stage_on(self, day: dt.date) -> str:
        """Return in Russian where the plan of the passport stands on a day."""
        begun = [stage for stage in self.stages if stage.start <= day]
        if not begun:
            return "не начат"
        if self.end and day > self.end:
            return "сроки истекли"
        return f"этап {begun[-1].number}"


def projects(outcome: Outcome) -> tuple[Project, ...]:
    """Return the projects of all passports that count, by participant and file."""
    return tuple(
        _project(standing.participant.id, file, file.entry.submission)
        for standing in outcome.standings
        for file in standing.passports
        if file.entry.submission
    )


def months_of(found: tuple[Project, ...]) -> tuple[Month, ...]:
    """Return every month from the first stage of any project to the last."""
    starts = [project.start for project in found if project.start]
    ends = [project.end for project in found if project.end]
    if not starts or not ends:
        return ()
    first, last = _month(min(starts)), _month(max(ends))
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    return tuple((first[0] + (first[1] - 1 + n) // 12, (first[1] - 1 + n) % 12 + 1)
                 for n in range(count))  # fmt: skip


def shown_months(months: tuple[Month, ...], year: int) -> tuple[Month, ...]:
    """Return the months to draw: all, or the years around the reporting one if there are many.

    A mistyped year in one passport must not draw a hundred years of columns.
    """
    if len(months) <= MOST_MONTHS:
        return months
    return tuple(month for month in months if year - 1 <= month[0] <= year + 1)


def _month(day: dt.date) -> Month:
    return day.year, day.month


def _project(participant: str, file: FileResult, submission: Submission) -> Project:
    answers = submission.by_field()

    def text(field: str) -> str:
        return answers[field].given if field in answers else ""

    return Project(
        participant=participant,
        name=text("project"),
        leader=text("leader"),
        process=text("process"),
        goals=_goals(submission),
        stages=_stages(submission),
        path=file.entry.source.path,
    )


def _numbers(submission: Submission, key: str) -> list[str]:
    found = (answer.field_id.split("/") for answer in submission.answers)
    return list(dict.fromkeys(parts[1] for parts in found if parts[0] == key and len(parts) == 3))


def _goals(submission: Submission) -> tuple[Goal, ...]:
    answers, goals = submission.by_field(), []
    for number in _numbers(submission, "goals"):
        current = answers.get(f"goals/{number}/current")
        target = answers.get(f"goals/{number}/target")
        name = answers.get(f"goals/{number}/name")
        if name and current and target:
            now, then = current.value, target.value
            if isinstance(now, Decimal) and isinstance(then, Decimal):
                goals.append(Goal(name=name.given, current=now, target=then))
    return tuple(goals)


def _stages(submission: Submission) -> tuple[Stage, ...]:
    answers, stages = submission.by_field(), []
    for number in _numbers(submission, "stages"):
        start = answers.get(f"stages/{number}/start")
        end = answers.get(f"stages/{number}/end") or start
        if start and end:
            first, last = start.value, end.value
            if isinstance(first, dt.date) and isinstance(last, dt.date):
                stages.append(Stage(number=int(number), start=first, end=max(first, last)))
    return tuple(stages)
