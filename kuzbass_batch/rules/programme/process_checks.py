"""Checks of a list of processes and services, by itself and on the day of the run (p. 2.2)."""

from collections.abc import Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.findings import projects as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    day_of_answer,
    text_of_answer,
)
from kuzbass_batch.records.returns.returns import MatchedReturn
from kuzbass_batch.rules.programme.projects.beside import KnownProjects
from kuzbass_batch.rules.programme.projects.report_checks import Cells, FormCheck

ROWS = "processes"
ProcessRow = Mapping[str, Answer]


def check_processes_once(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """Yield processes that stand in the list twice: one row would take the other's place."""
    seen: set[str] = set()
    for row in form.rows(ROWS):
        answer = row.get("process")
        if answer is None or not text_of_answer(answer):
            continue
        if fold(answer.given) in seen:
            yield rules.PROCESS_TWICE.at(answer.ref, field=answer.field_id, process=_name(row))
        seen.add(fold(answer.given))


def check_redesigned(
    file: MatchedReturn, form: ProgrammeForm, known: KnownProjects
) -> Iterator[Finding]:
    """Yield days of reengineering that are yet to come, and those without a project beside."""
    for row in form.rows(ROWS):
        answer = row.get("redesigned")
        day = day_of_answer(answer)
        if answer is None or day is None:
            continue
        ahead = day > known.as_of
        if ahead or not text_of_answer(row.get("project")):
            rule = rules.REDESIGNED_AHEAD if ahead else rules.REDESIGNED_WITHOUT_PROJECT
            yield rule.at(
                answer.ref, field=answer.field_id, process=_name(row), date=wording.day(day)
            )


def _name(row: ProcessRow) -> str:
    return text_of_answer(row.get("process")) or "без названия"


PROCESS_CHECKS: tuple[FormCheck, ...] = (check_processes_once,)
