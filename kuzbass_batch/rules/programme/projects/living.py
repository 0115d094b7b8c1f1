"""Projects of the register as they stand, over the years of the programme (p. 3.2, reading R20)."""

from collections import defaultdict
from collections.abc import Iterable

from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    ProgrammeRegisters,
    ProjectStatus,
    RegisterRow,
)
from kuzbass_batch.records.year.projects import ProgrammeProject, ProjectReport
from kuzbass_batch.rules.programme.projects.reports import report_of_row
from kuzbass_batch.rules.programme.projects.written import goals_in, stages_in


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
    return tuple(sorted(found, key=lambda each: (each.participant, each.number)))


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
