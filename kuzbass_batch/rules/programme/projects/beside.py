"""A project report beside the register, the passports and earlier reports (p. 3.2).

And a list of processes on the day of the run: what is redesigned, and by which project (p. 2.2).
"""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kuzbass_batch import wording
from kuzbass_batch.findings import projects as rules
from kuzbass_batch.findings.finding import Finding, has_errors
from kuzbass_batch.forms.parsing.values import alike, fold, show
from kuzbass_batch.methodology.calendar.period import PeriodKind, periods_in
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    NO_REGISTERS,
    ProgrammeRegisters,
    ProjectStatus,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    day_of_answer,
    text_of_answer,
)
from kuzbass_batch.records.returns.read_files import Goal, ReadPassport, ReadProgrammeForm
from kuzbass_batch.records.returns.returns import MatchedReturn
from kuzbass_batch.records.year.projects import ProjectReport
from kuzbass_batch.rules.programme.other_bodies import BodyNames
from kuzbass_batch.rules.programme.projects.numbers import project_key, project_numbers
from kuzbass_batch.rules.programme.projects.report_checks import goal_in_row
from kuzbass_batch.rules.programme.projects.reports import (
    RESULTS,
    quarter_in,
    report_of_form,
    report_of_row,
)
from kuzbass_batch.rules.programme.projects.written import goals_in

NEAR = 0.7
"""How alike a number must be to be suggested."""
STATUSES = tuple(ProjectStatus)
"""In the order in which a project goes through them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownProject:
    """A project that a report may be of; reports: earlier ones, of the register and sound forms."""

    number: str
    participant: str
    name: str
    opened: dt.date | None = None
    goals: tuple[Goal, ...] = ()
    reports: tuple[ProjectReport, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownProjects:
    """All projects by their comparable numbers, the act and the day of the run.

    registers: those in force, before any form of this folder. bodies: finds bodies in texts, None
    where nobody asks.
    """

    by_number: Mapping[str, KnownProject]
    methodology: Methodology
    as_of: dt.date
    of_participant: Mapping[str, tuple[KnownProject, ...]] = field(default_factory=dict)
    registers: ProgrammeRegisters = NO_REGISTERS
    bodies: BodyNames | None = None


def known_projects(
    registers: ProgrammeRegisters,
    returns: Iterable[MatchedReturn],
    methodology: Methodology,
    as_of: dt.date,
    bodies: BodyNames | None = None,
) -> KnownProjects:
    """Return the projects of the register and of the passports, with their earlier reports.

    bodies: finds bodies in texts.
    """
    listed = tuple(returns)
    reports = _reports(registers, listed)
    found = {alike(each.number): each for each in _registered(registers)}
    found |= {alike(each.number): each for each in _with_passports(registers, listed)}
    by_number = {
        key: replace(each, reports=tuple(reports.get(key, ()))) for key, each in found.items()
    }
    own: dict[str, tuple[KnownProject, ...]] = {}
    for each in by_number.values():
        own[alike(each.participant)] = (*own.get(alike(each.participant), ()), each)
    return KnownProjects(
        by_number=by_number,
        methodology=methodology,
        as_of=as_of,
        of_participant=own,
        registers=registers,
        bodies=bodies,
    )


def _registered(registers: ProgrammeRegisters) -> Iterator[KnownProject]:
    """Yield the projects of the register, in force or not: a slip is the committee's own."""
    for row in registers.entries:
        if row.table is ProgrammeTable.PROJECTS and row.text("number"):
            yield KnownProject(
                number=row.text("number"),
                participant=row.text("participant"),
                name=row.text("project"),
                opened=row.day("opened"),
                goals=goals_in(row.text("goals")),
            )


def _with_passports(
    registers: ProgrammeRegisters, returns: Iterable[MatchedReturn]
) -> Iterator[KnownProject]:
    """Yield the projects whose passports lie in the folder, with faults or without."""
    passports = [(file.participant, file.read.project) for file in returns
                 if isinstance(file.read, ReadPassport) and file.participant
                 and file.read.project.name]  # fmt: skip
    names = ((who, project.name) for who, project in passports)
    numbers = project_numbers(names, registers.entries)
    for who, project in passports:
        yield KnownProject(
            number=numbers[project_key(who, project.name)],
            participant=who,
            name=project.name,
            opened=project.start,
            goals=project.goals,
        )


def _reports(
    registers: ProgrammeRegisters, returns: Iterable[MatchedReturn]
) -> dict[str, list[ProjectReport]]:
    found: dict[str, list[ProjectReport]] = {}
    for row in registers.of(ProgrammeTable.REPORTS):
        report = report_of_row(row)
        if report:
            found.setdefault(alike(row.text("project")), []).append(report)
    for file in returns:
        read = file.read
        if isinstance(read, ReadProgrammeForm) and read.kind is Kind.PROJECT_REPORT:
            report = None if has_errors(file.findings) else report_of_form(read.form)
            if report:
                found.setdefault(alike(read.form.subject), []).append(report)
    return {key: sorted(each, key=lambda report: report.quarter) for key, each in found.items()}


def check_report(
    file: MatchedReturn, form: ProgrammeForm, known: KnownProjects
) -> Iterator[Finding]:
    """Yield what is wrong with a report beside all that is known of its project."""
    if not form.subject or not file.participant:
        return  # What is blank, and whose it is, has findings of its own.
    project = known.by_number.get(alike(form.subject))
    if project is None:
        hint = project_meant(known, file.participant, form.subject, form.text("project"))
        yield rules.UNKNOWN_PROJECT_NUMBER.at(
            form.ref("number"), field="number", found=form.subject, suggestion=hint
        )
        return
    if alike(project.participant) != alike(file.participant):
        hint = project_meant(known, file.participant, form.subject, form.text("project"))
        yield rules.OTHERS_PROJECT.at(
            form.ref("number"), field="number", number=project.number, suggestion=hint
        )
        return
    yield from _quarter(form, project, known)
    yield from _goals(form, project)
    report = report_of_form(form)
    if report:
        yield from _back(form, report, project)
        yield from _stability(form, report, project)


def project_meant(known: KnownProjects, who: str, number: str, name: str) -> str:
    """Return the sentence that names which project of `who` may be meant, empty if none is near.

    number, name: what the form calls it by. The very name tells before a number that is only near.
    """
    own = known.of_participant.get(alike(who), ())
    named = [each for each in own if fold(each.name) == fold(name)]
    if not named:
        numbers = {alike(each.number): each for each in own}
        near = difflib.get_close_matches(alike(number), numbers, 1, NEAR)
        named = [numbers[each] for each in near]
    return f" Возможно, это {named[0].number} «{named[0].name}»." if named else ""


def _quarter(form: ProgrammeForm, project: KnownProject, known: KnownProjects) -> Iterator[Finding]:
    """Yield that a quarter is beyond the programme, the day of the run or the project's life."""
    quarter = quarter_in(form.number("year"), form.text("quarter"))
    if quarter is None:
        if form.number("year") is not None and form.text("quarter"):
            year = show(form.number("year"))
            yield rules.QUARTER_UNFIT.at(
                form.ref("year"), field="year", quarter=f"{year} год", why="такого года нет",
                suggestion="",
            )  # fmt: skip
        return
    years = known.methodology.programme_registers
    why = ""
    if years and not years.first_year <= quarter.year <= years.last_year:
        why = f"программа рассчитана на {years.period}"
    elif quarter.first_day > known.as_of:
        why = "этот квартал ещё не начался"
    elif project.opened and quarter.last_day < project.opened:
        why = f"проект открыт {show(project.opened)}"
    if why:
        meant = _quarter_meant(form, project, known)
        yield rules.QUARTER_UNFIT.at(
            form.ref("quarter"), field="quarter", quarter=quarter.name, why=why, suggestion=meant
        )


def _quarter_meant(form: ProgrammeForm, project: KnownProject, known: KnownProjects) -> str:
    """Return the sentence that names the quarter before the report's day, if that may be meant."""
    day = form.day("filled_on")
    if day is None or day > known.as_of:
        return ""
    listed = periods_in((day.year - 1, day.year), PeriodKind.QUARTER)
    last = max(each for each in listed if each.last_day < day)
    fits = project.opened is None or last.last_day >= project.opened
    return f" Возможно, это {last.name}." if fits else ""


def _goals(form: ProgrammeForm, project: KnownProject) -> Iterator[Finding]:
    planned = {fold(goal.name): goal for goal in project.goals}
    for row in form.rows(RESULTS):
        goal = goal_in_row(row)
        own = planned.get(fold(goal.name)) if goal else None
        if goal and own and (goal.current, goal.target) != (own.current, own.target):
            yield rules.GOAL_OTHERWISE.at(
                row["target"].ref,
                field=row["target"].field_id,
                goal=goal.name,
                planned=_change(own),
                found=_change(goal),
            )


def _change(goal: Goal) -> str:
    return f"{show(goal.current)} → {show(goal.target)}"


def _back(form: ProgrammeForm, now: ProjectReport, project: KnownProject) -> Iterator[Finding]:
    """Yield that a project went back without a word: its stage, or its state."""
    earlier = [each for each in project.reports if each.quarter < now.quarter]
    if not earlier or now.note or now.status is ProjectStatus.STOPPED:
        return
    before = earlier[-1]
    back_status = STATUSES.index(now.status) < STATUSES.index(before.status)
    resumed = before.status is ProjectStatus.STOPPED
    if now.stage < before.stage or (back_status and not resumed):
        field = "stage" if now.stage < before.stage else "status"
        yield rules.STAGE_BACK.at(
            form.ref(field), field=field, before=before.quarter.name, was=_state(before),
            now=_state(now),
        )  # fmt: skip


def _state(report: ProjectReport) -> str:
    return f"{report.status.value}, этап {report.stage}"


def _stability(form: ProgrammeForm, now: ProjectReport, project: KnownProject) -> Iterator[Finding]:
    """Yield that a fact is worse at stability than it was at closing."""
    closing = [each for each in project.reports
               if each.status is ProjectStatus.CLOSED and each.quarter <= now.quarter]  # fmt: skip
    if now.status is not ProjectStatus.STABLE or not closing:
        return
    for row in form.rows(RESULTS):
        goal, answer = goal_in_row(row), row.get("fact")
        was = closing[-1].fact_of(goal.name) if goal else None
        fact = now.fact_of(goal.name) if goal else None
        if goal and was and fact and answer:
            worse = fact.fact < was.fact if goal.target > goal.current else fact.fact > was.fact
            if worse:
                yield rules.STABILITY_WORSE.at(
                    answer.ref, field=answer.field_id, goal=goal.name, was=show(was.fact),
                    fact=show(fact.fact),
                )  # fmt: skip


def check_redesigned(
    file: MatchedReturn, form: ProgrammeForm, known: KnownProjects
) -> Iterator[Finding]:
    """Yield days of reengineering that are yet to come, and those without a project beside."""
    for row in form.rows("processes"):
        answer = row.get("redesigned")
        day = day_of_answer(answer)
        if answer is None or day is None:
            continue
        ahead = day > known.as_of
        if ahead or not text_of_answer(row.get("project")):
            rule = rules.REDESIGNED_AHEAD if ahead else rules.REDESIGNED_WITHOUT_PROJECT
            yield rule.at(
                answer.ref,
                field=answer.field_id,
                process=text_of_answer(row.get("process")) or "без названия",
                date=wording.day(day),
            )
