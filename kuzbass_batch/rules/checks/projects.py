"""Projects of the passports that count (p. 3.2, app. 2): goals, stages, where they stand."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.returns.read_files import (
    Goal,
    Month,
    Project,
    ProjectStage,
    ReadPassport,
    month_of,
)
from kuzbass_batch.records.year.outcome import Outcome

MOST_MONTHS = 36
"""Columns of months on a sheet: three years; a slip in a year would ask for hundreds."""


def projects(outcome: Outcome) -> tuple[Project, ...]:
    """Return the projects of all passports that count, by participant and file."""
    return tuple(
        replace(file.read.project, participant=standing.participant.id, path=file.source.path)
        for standing in outcome.standings
        for file in standing.passports
        if isinstance(file.read, ReadPassport)
    )


def months_of(found: tuple[Project, ...]) -> tuple[Month, ...]:
    """Return every month from the first stage of any project to the last."""
    starts = [project.start for project in found if project.start]
    ends = [project.end for project in found if project.end]
    return months_between((*starts, *ends)) if starts and ends else ()


def months_between(days: Iterable[dt.date]) -> tuple[Month, ...]:
    """Return every month from the earliest of some days to the latest, none for no days."""
    listed = tuple(days)
    if not listed:
        return ()
    first, last = month_of(min(listed)), month_of(max(listed))
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


def project_of(submission: Submission) -> Project:
    """Return the project that a passport describes, still nobody's."""
    answers = submission.by_field()

    def text(field: str) -> str:
        return answers[field].given if field in answers else ""

    return Project(
        name=text("project"),
        leader=text("leader"),
        process=text("process"),
        goals=_goals(submission),
        stages=_stages(submission),
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


def _stages(submission: Submission) -> tuple[ProjectStage, ...]:
    answers, stages = submission.by_field(), []
    for number in _numbers(submission, "stages"):
        start = answers.get(f"stages/{number}/start")
        end = answers.get(f"stages/{number}/end") or start
        if start and end:
            first, last = start.value, end.value
            if isinstance(first, dt.date) and isinstance(last, dt.date):
                stages.append(ProjectStage(number=int(number), start=first, end=max(first, last)))
    return tuple(stages)
