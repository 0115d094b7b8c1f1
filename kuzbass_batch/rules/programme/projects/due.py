"""Which reports are due, and what their blanks show: a project's goals, stages, what was reported.

The act leaves the days to the committee (p. 3.2); they stand in the methodology. A run of a year
asks for that year's quarters alone, and for the latest that is over; at the planned day of closing
it asks for a report with every fact.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.methodology.calendar.period import Period, PeriodKind, periods_in
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.programme import ProjectStatus
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.year.projects import DueReport, ProgrammeProject
from kuzbass_batch.rules.programme.projects.reports import said_before

UNDER_WAY = (ProjectStatus.OPENED, ProjectStatus.IMPLEMENTED)


def due_reports(
    projects: Iterable[ProgrammeProject], methodology: Methodology, as_of: dt.date
) -> Iterator[DueReport]:
    """Yield the reports that are asked for on a day, at most one of a project.

    None where the methodology names no days for reports, or before its first quarter.
    """
    days = methodology.words.reports
    if days is None:
        return
    quarters = periods_in((methodology.year,), PeriodKind.QUARTER)
    asked = [each for each in quarters if each >= days.first]
    over = [each for each in asked if each.last_day < as_of]
    for project in projects:
        if not (project.lives and _is_asked_for(project, methodology)):
            continue
        closes = project.closes
        running = next((each for each in asked if closes and each.holds(closes)), None)
        if closes and running and closes <= as_of and project.status in UNDER_WAY:
            due = closes + dt.timedelta(days=days.closing_days)
            now = next((each for each in asked if each.holds(as_of)), asked[-1])
            yield DueReport(project=project, quarter=now, due=due, closing=True)
        elif over and _is_missing(project, over[-1]):
            last = over[-1]
            yield DueReport(project=project, quarter=last, due=last.month(4).replace(day=days.day))


def _is_asked_for(project: ProgrammeProject, methodology: Methodology) -> bool:
    """Tell whether a project is reported in the year: it may be one of an earlier year (R20)."""
    lasting = methodology.chosen("R20") == "lasting"
    return lasting or (project.opened is not None and project.opened.year == methodology.year)


def _is_missing(project: ProgrammeProject, quarter: Period) -> bool:
    """Tell whether a project lived in a quarter and nothing is reported for it or later."""
    opened = project.opened is None or project.opened <= quarter.last_day
    return opened and not any(report.quarter >= quarter for report in project.reports)


def report_issued(project: ProgrammeProject, quarter: Period | None) -> dict[str, Scalar]:
    """Return what the blank of a report is issued with."""
    issued: dict[str, Scalar] = {
        "number": project.number,
        "project": project.name,
        "sphere": project.sphere or None,
        "reported": said_before(project.last) if project.last else None,
        "year": Decimal(quarter.year) if quarter else None,
        "quarter": quarter.part if quarter else None,
    }
    for at, goal in enumerate(project.goals, start=1):
        fact = project.fact_of(goal.name)
        issued |= {
            f"results/{at}/name": goal.name,
            f"results/{at}/current": goal.current,
            f"results/{at}/target": goal.target,
            f"results/{at}/reported": f"{show(fact.fact)}{_on(fact.day)}" if fact else None,
        }
    for stage in project.stages:
        issued |= {
            f"plan/{stage.number}/start": stage.start,
            f"plan/{stage.number}/end": stage.end,
        }
    return {field: value for field, value in issued.items() if value is not None}


def _on(day: dt.date | None) -> str:
    return f" на {show(day)}" if day else ""
