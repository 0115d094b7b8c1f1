"""Blanks of project reports issued beside the others: for every project that lives on (p. 3.2).

Projects stand in the registers of the programme: the workbook that lies beside the registry, by its
usual name, as a run drew it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from kuzbass_batch.file_names import stem_of
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import blank_file_name, free_path, prefill
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.records.committee.decisions import DecisionBook
from kuzbass_batch.records.committee.programme import FoundRegisters
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadFile, ReadRegisters
from kuzbass_batch.rules.programme.in_force import required_columns, understand_registers
from kuzbass_batch.rules.programme.projects.due import report_issued
from kuzbass_batch.rules.programme.projects.reports import programme_projects
from kuzbass_batch.usage import WrongUsage


def registers_beside(registry_file: Path, year: ReportingYear) -> Path | None:
    """Return the workbook of registers in the registry's folder, None if there is none."""
    if Kind.PROJECT_REPORT not in year.forms:
        return None
    path = registry_file.parent / year.file_name(Kind.REGISTERS)
    return path if path.is_file() else None


def book_of(path: Path, files: Iterable[ReadFile]) -> DecisionBook:
    """Return the registers that a file holds; WrongUsage if it is another or cannot be read."""
    for file in files:
        if isinstance(file, ReadRegisters) and file.of_programme and file.book:
            return file.book
    raise WrongUsage(
        f"«{path.name}» рядом с реестром участников – не книга реестров этой программы или не "
        "читается. Уберите её или положите последнюю из результата."
    )


def report_blanks(
    book: DecisionBook, registry: Registry, year: ReportingYear
) -> Iterator[tuple[str, str, bytes]]:
    """Yield whose it is, by id, the file name and the bytes of each living project's blank.

    The quarter is left to be chosen: a blank that is issued serves any of the year's.
    """
    spec, act = year.forms[Kind.PROJECT_REPORT], year.methodology
    registers = understand_registers(
        FoundRegisters(book=book),
        registry,
        act,
        dt.date.max,
        required_columns(year.forms[Kind.REGISTERS]),
    )
    people = {each.id: each for each in registry.participants}
    taken: set[str] = set()
    for project in programme_projects(registers):
        owner = people.get(project.participant)
        if owner and project.lives:
            answers = prefill(spec, owner) | report_issued(project, None)
            data = draw_form(spec, act, identity=spec.identity(owner.id), answers=answers)
            stem = stem_of(blank_file_name(spec, owner, project.number))
            yield owner.id, free_path(stem, ".xlsx", taken), data
