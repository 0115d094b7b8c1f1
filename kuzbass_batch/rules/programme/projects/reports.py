"""Reports understood, of the forms that leaders filled or of rows, and their projects (p. 3.2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.forms.parsing.values import alike, show
from kuzbass_batch.methodology.calendar.period import ROMAN, Period
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    ProgrammeRegisters,
    ProjectStatus,
    RegisterRow,
)
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    day_of_answer,
    number_of_answer,
    text_of_answer,
)
from kuzbass_batch.records.year.projects import GoalFact, ProgrammeProject, ProjectReport
from kuzbass_batch.rules.programme.projects.written import (
    done_in,
    done_text,
    facts_in,
    facts_text,
    goals_in,
    stages_in,
)

MINUTES = 60
RESULTS, PLAN = "results", "plan"
"""The tables of the form: goals with their facts, stages with their days."""


def quarter_in(year: Decimal | None, quarter: str) -> Period | None:
    """Return the quarter of a year that two cells say, None if they say none."""
    if year is None or year != year.to_integral_value() or quarter not in ROMAN:
        return None
    return Period(int(year), quarter) if 1 <= year <= dt.MAXYEAR else None


def hours_saved(
    before: Decimal | None, after: Decimal | None, cases: Decimal | None
) -> Decimal | None:
    """Return the hours saved in a year, to one place: (before - after) x cases / 60; None if none.

    before, after: minutes of a case. None, too, where one of the three is not known.
    """
    if before is None or after is None or cases is None or after > before:
        return None
    return ((before - after) * cases / MINUTES).quantize(Decimal("0.1")).normalize() + 0


def report_of_form(form: ProgrammeForm) -> ProjectReport | None:
    """Return what a form reports, None if it says no quarter, status or stage."""
    quarter = quarter_in(form.number("year"), form.text("quarter"))
    status, stage = form.text("status"), form.number("stage")
    if quarter is None or not status or stage is None:
        return None
    numbers = [form.number(field) for field in ("before", "after", "cases")]
    return ProjectReport(
        quarter=quarter,
        status=ProjectStatus(status),
        stage=int(stage),
        facts=tuple(reported_facts(form)),
        done=dict(finished_stages(form)),
        closed=form.day("closed"),
        stable=form.day("stable"),
        sphere=form.text("sphere"),
        before=numbers[0],
        after=numbers[1],
        cases=numbers[2],
        hours=hours_saved(*numbers),
        roubles=form.number("roubles"),
        residents=form.number("residents"),
        replicated=form.text("replicated"),
        document=form.text("documents"),
        note=form.text("remark"),
    )


def reported_facts(form: ProgrammeForm) -> Iterator[GoalFact]:
    """Yield the facts of a form, each with the words of its goal."""
    for row in form.rows(RESULTS):
        name, fact = row.get("name"), number_of_answer(row.get("fact"))
        if name and fact is not None:
            yield GoalFact(
                goal=" ".join(name.given.split()),
                fact=fact,
                day=day_of_answer(row.get("date")),
                source=text_of_answer(row.get("source")),
            )


def finished_stages(form: ProgrammeForm) -> Iterator[tuple[int, dt.date]]:
    """Yield the number of each stage with a day on which it was finished."""
    for answer in form.answers:
        table, _, rest = answer.field_id.partition("/")
        number, _, column = rest.partition("/")
        day = day_of_answer(answer)
        if table == PLAN and column == "done" and day:
            yield int(number), day


def report_columns(form: ProgrammeForm) -> Mapping[str, Scalar]:
    """Return the columns of a report's row that are worked out of several answers."""
    hours = hours_saved(*(form.number(field) for field in ("before", "after", "cases")))
    return {
        "goals": facts_text(reported_facts(form)) or None,
        "stages": done_text(dict(finished_stages(form))) or None,
        "hours": hours,
    }


def report_of_row(row: RegisterRow) -> ProjectReport | None:
    """Return what a row of «Отчёты» reports, None if it says no quarter or status."""
    quarter = quarter_in(row.number("year"), row.text("quarter"))
    if quarter is None or not row.text("status"):
        return None
    return ProjectReport(
        quarter=quarter,
        status=ProjectStatus(row.text("status")),
        stage=int(row.number("stage") or 0),
        facts=facts_in(row.text("goals")),
        done=done_in(row.text("stages")),
        closed=row.day("closed"),
        stable=row.day("stable"),
        sphere=row.text("sphere"),
        before=row.number("before"),
        after=row.number("after"),
        cases=row.number("cases"),
        hours=row.number("hours"),
        roubles=row.number("roubles"),
        residents=row.number("residents"),
        replicated=row.text("replicated"),
        document=row.text("document"),
        note=row.text("note"),
        row=row,
    )


def report_words(quarter: Period) -> str:
    """Return what a report is called: «отчёт за II квартал 2026 года»."""
    return f"отчёт за {quarter.name}"


def said_before(report: ProjectReport) -> str:
    """Return what a report said, as the next blank shows it."""
    parts = [f"{report.status.value}, этап {report.stage}"]
    for name, value in (
        ("часов в год", report.hours),
        ("рублей в год", report.roubles),
        ("жителей", report.residents),
    ):
        parts += [f"{name} – {show(value)}"] if value is not None else []
    parts += [f"тиражирован: {report.replicated}"] if report.replicated else []
    return f"{report.quarter.name}: {'; '.join(parts)}"


def programme_projects(registers: ProgrammeRegisters) -> tuple[ProgrammeProject, ...]:
    """Return the projects in force with their reports, by participant and number."""
    reports: dict[str, list[ProjectReport]] = defaultdict(list)
    for row in registers.of(ProgrammeTable.REPORTS):
        report = report_of_row(row)
        if report:
            reports[alike(row.text("project"))].append(report)
    found = (
        _project(row, reports.get(alike(row.text("number")), ()))
        for row in registers.of(ProgrammeTable.PROJECTS)
    )
    return tuple(
        sorted(
            found,
            key=lambda p: (wording.number_order(p.participant), wording.number_order(p.number)),
        )
    )


def _project(row: RegisterRow, reports: Iterable[ProjectReport]) -> ProgrammeProject:
    return ProgrammeProject(
        number=row.text("number"),
        participant=row.participant,
        name=row.text("project"),
        leader=row.text("leader"),
        sphere=row.text("sphere"),
        status=ProjectStatus(row.text("status")),
        stage=int(row.number("stage") or 0),
        opened=row.day("opened"),
        closed=row.day("closed"),
        stable=row.day("stable"),
        goals=goals_in(row.text("goals")),
        stages=stages_in(row.text("stages")),
        hours=row.number("hours"),
        roubles=row.number("roubles"),
        residents=row.number("residents"),
        replicated=row.text("replicated"),
        reports=tuple(sorted(reports, key=lambda report: report.quarter)),
        row=row,
    )
