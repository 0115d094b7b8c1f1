"""Passports open projects in the register, and reports go on with their rows (p. 3.2, app. 2)."""

import datetime as dt
from collections.abc import Iterable, Iterator

from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.programme import ProjectStatus, RegisterRow
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.read_files import ReadPassport, came_on
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.projects import DONE, ProjectReport
from kuzbass_batch.rules.programme.form_rows import FormRow
from kuzbass_batch.rules.programme.projects.numbers import project_key, project_numbers
from kuzbass_batch.rules.programme.projects.reports import report_of_row, report_words
from kuzbass_batch.rules.programme.projects.written import goals_text, stages_text

PASSPORT = "паспорт"
REPORTED = frozenset(
    ("status", "stage", "closed", "stable", "hours", "roubles", "residents", "sphere",
     "replicated", "document")
)  # fmt: skip
"""The columns of a project that its reports go on with."""


def rows_of_passports(
    files: Iterable[FileResult], entries: Iterable[DecisionEntry], as_of: dt.date
) -> Iterator[FormRow]:
    """Yield what the passports that count say of their projects' rows.

    files: those that count. entries: rows of the registers as entered. A project that its passport
    opens after the day of the run is opened on the day that the passport came.
    """
    found = [
        (file, file.read, file.read.project)
        for file in files
        if isinstance(file.read, ReadPassport) and file.read.project.name and file.participant
    ]
    listed = tuple(entries)
    numbers = project_numbers(((f.participant, p.name) for f, _, p in found), listed)
    for file, read, project in found:
        start, came = project.start, came_on(read)
        opened = start if start and start <= as_of else came
        cells: dict[str, Scalar] = {
            "project": project.name,
            "leader": project.leader,
            "status": ProjectStatus.OPENED.value,
            "opened": opened if opened and opened <= as_of else as_of,
            "goals": goals_text(project.goals),
            "stages": stages_text(project.stages),
        }
        yield FormRow(
            table=ProgrammeTable.PROJECTS,
            participant=file.participant,
            keys=(("number", numbers[project_key(file.participant, project.name)]),),
            cells=tuple((column, value) for column, value in cells.items() if value),
            owned=frozenset(cells),
            assumed=frozenset(("status",)),
            origin=PASSPORT,
            path=file.source.path,
        )


def rows_of_reports(rows: Iterable[RegisterRow], as_of: dt.date) -> Iterator[FormRow]:
    """Yield what the reports in force say of their projects' rows, by quarter: the latest wins."""
    found = [(row, report) for row in rows if (report := report_of_row(row))]
    for row, report in sorted(found, key=lambda each: each[1].quarter):
        cells = dict(_columns_of(row, report, as_of))
        yield FormRow(
            table=ProgrammeTable.PROJECTS,
            participant=row.participant,
            keys=(("number", row.text("project")),),
            cells=tuple((column, value) for column, value in cells.items() if value is not None),
            owned=REPORTED,
            origin=report_words(report.quarter),
            opens=False,
        )


def _columns_of(
    row: RegisterRow, report: ProjectReport, as_of: dt.date
) -> Iterator[tuple[str, Scalar]]:
    """Yield what a report says in the columns of its project."""
    yield "status", report.status.value
    yield "stage", row.number("stage")
    for column, day in (("closed", report.closed), ("stable", report.stable)):
        if report.status in DONE and day and day <= as_of:
            yield column, day
    for column in ("hours", "roubles", "residents"):
        yield column, row.number(column)
    for column in ("sphere", "replicated", "document"):
        yield column, row.text(column) or None
