"""The most significant projects by sphere (p. 3.2, reading R17): measures side by side.

The committee chooses and enters minutes on it; nothing here chooses for it.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import projects as rules
from kuzbass_batch.findings.finding import Finding, in_file, merge_equal
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import Decisions, Protocol
from kuzbass_batch.records.committee.programme import ProgrammeRegisters
from kuzbass_batch.records.returns.returns import Settled
from kuzbass_batch.records.year.projects import (
    SIGNIFICANT_TOPIC,
    Chosen,
    MeasuredProject,
    ProgrammeProject,
    ProgrammeProjects,
    is_reached,
)
from kuzbass_batch.rules.programme.projects.due import due_reports
from kuzbass_batch.rules.programme.projects.reports import programme_projects

NO_SPHERE = "сфера не указана"
_BETWEEN = re.compile(r"[;,\s]+")


def projects_of_year(
    registers: ProgrammeRegisters, decisions: Decisions, methodology: Methodology, as_of: dt.date
) -> ProgrammeProjects:
    """Return the projects of the register, side by side and with the reports that are due."""
    every = programme_projects(registers)
    return ProgrammeProjects(
        every=every,
        measured=measured_projects(every, decisions, methodology),
        due=tuple(due_reports(every, methodology, as_of)),
    )


def with_choices_checked(settled: Settled, projects: Iterable[ProgrammeProject]) -> Settled:
    """Return the settled files, the workbook of decisions with what its choices lack."""
    path = settled.decisions.path
    told = in_file(unknown_choices(projects, settled.decisions), path)
    if not told:
        return settled
    files = (
        replace(file, findings=merge_equal((*file.findings, *told)))
        if file.source.path == path
        else file
        for file in settled.files
    )
    return replace(settled, files=tuple(files))


def measured_projects(
    projects: Iterable[ProgrammeProject], decisions: Decisions, methodology: Methodology
) -> tuple[MeasuredProject, ...]:
    """Return the projects with a report by sphere, those with most goals reached first.

    With reading R17 `one_sum` they stand by the sum of their shares of the sphere's highest.
    """
    spheres: dict[str, list[ProgrammeProject]] = defaultdict(list)
    for project in projects:
        if project.reports:
            spheres[fold(project.sphere or NO_SPHERE)].append(project)
    one_sum = methodology.chosen("R17") == "one_sum"
    minutes = {alike(number): each for each in _minutes(decisions) for number in _numbers(each)}
    return tuple(
        measured
        for sphere in sorted(spheres)
        for measured in _in_sphere(spheres[sphere], minutes, one_sum=one_sum)
    )


def _in_sphere(
    projects: list[ProgrammeProject], minutes: dict[str, Protocol], *, one_sum: bool
) -> list[MeasuredProject]:
    rows = [(project, _measures(project)) for project in projects]
    highest = [max(values) for values in zip(*(values for _, values in rows), strict=True)]
    found = []
    for project, values in rows:
        shares = sum((v / top for v, top in zip(values, highest, strict=True) if top), Decimal(0))
        chosen = minutes.get(alike(project.number))
        found.append(
            MeasuredProject(
                project=project,
                sphere=project.sphere or NO_SPHERE,
                reached=int(_reached(project)),
                goals=len(project.goals),
                places=int(values[3]),
                share_sum=shares.quantize(Decimal("0.01")) if one_sum else None,
                chosen=Chosen(number=chosen.number, day=chosen.day) if chosen else None,
            )
        )
    if one_sum:
        return sorted(found, key=_by_sum)
    return sorted(found, key=_order)


def _by_sum(each: MeasuredProject) -> tuple[Decimal, tuple[tuple[str, int], ...]]:
    return -(each.share_sum or Decimal(0)), wording.number_order(each.project.number)


def _order(each: MeasuredProject) -> tuple[Decimal, Decimal, tuple[tuple[str, int], ...]]:
    share = Decimal(each.reached) / each.goals if each.goals else Decimal(0)
    return -share, -(each.project.hours or Decimal(0)), wording.number_order(each.project.number)


def _measures(project: ProgrammeProject) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Return the share of goals reached, hours, residents, places where it is taken up."""
    reached = _reached(project) / len(project.goals) if project.goals else Decimal(0)
    places = [each for each in re.split(r"[;\n]", project.replicated) if each.strip()]
    zero = Decimal(0)
    return reached, project.hours or zero, project.residents or zero, Decimal(len(places))


def _reached(project: ProgrammeProject) -> Decimal:
    facts = ((goal, project.fact_of(goal.name)) for goal in project.goals)
    return Decimal(sum(fact is not None and is_reached(goal, fact.fact) for goal, fact in facts))


def _minutes(decisions: Decisions) -> Iterator[Protocol]:
    yield from (each for each in decisions.protocols if SIGNIFICANT_TOPIC in fold(each.topic))


def _numbers(minutes: Protocol) -> list[str]:
    return [word for word in _BETWEEN.split(minutes.content) if "-" in word]


def unknown_choices(
    projects: Iterable[ProgrammeProject], decisions: Decisions
) -> Iterator[Finding]:
    """Yield the numbers in minutes on significant projects that no project in force has."""
    known = {alike(project.number) for project in projects}
    for each in _minutes(decisions):
        unknown = [word for word in _numbers(each) if alike(word) not in known]
        if unknown or not _numbers(each):
            names = ", ".join(unknown) or "номера не названы"
            yield rules.CHOICE_UNKNOWN.at(each.entry.ref("content"), names=names)
