"""The blanks that a run draws besides what it sends back: to object, to report, to check by."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.outputs.letters.redrawn import (
    ANNOUNCED_CONTEST,
    ANNOUNCED_FORM,
    CHECKS,
    CLOSING,
    REPORTS,
    RESULTS,
    Redrawn,
    announced_blank,
    blank_path,
    contest_blank,
    report_source,
)
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.partner_checks import CheckMethod
from kuzbass_batch.records.year.projects import ProgrammeProjects
from kuzbass_batch.rules.programme.partner_checks.overview import (
    awaiting_checks,
    sheet_issued,
)
from kuzbass_batch.rules.programme.projects.due import report_issued
from kuzbass_batch.rules.year.letters.announcing import to_announce
from kuzbass_batch.rules.year.letters.contest_letters import is_announcing


def plan_enclosed(
    outcome: Outcome,
    forms: Mapping[Kind, FormSpec],
    sent: Iterable[Outgoing] = (),
    method: CheckMethod | None = None,
) -> tuple[Redrawn, ...]:
    """Return the blanks that go with letters: to object, to report, to apply to a contest.

    And the sheets of the checks that are to be made. sent: the register of letters until now.
    method: the criteria of these checks.
    """
    reports = plan_reports(outcome, forms, outcome.projects)
    announced = plan_announced(outcome, forms, to_announce(outcome, sent))
    sheets = plan_check_sheets(outcome, forms, method) if method else ()
    applications = plan_applications(outcome, forms)
    return (*plan_objections(outcome, forms), *reports, *announced, *sheets, *applications)


def plan_check_sheets(
    outcome: Outcome, forms: Mapping[Kind, FormSpec], method: CheckMethod
) -> Iterator[Redrawn]:
    """Yield the sheet of each check that a commission is to make, filled in as far as known."""
    taken: set[str] = set()
    spec = forms[Kind.CHECK_SHEET]
    for owner, application in awaiting_checks(outcome):
        yield Redrawn(
            path=blank_path(CHECKS, spec, owner, taken, application.number),
            source=f"{CHECKS} {application.number}",
            participant=owner,
            kind=Kind.CHECK_SHEET,
            issued=tuple(sheet_issued(application, method).items()),
        )


def plan_announced(
    outcome: Outcome, forms: Mapping[Kind, FormSpec], told: Collection[str]
) -> tuple[Redrawn, ...]:
    """Return the blank of a report for each who is told of its form; told: by id (p. 3.2)."""
    spec = forms.get(Kind.PROJECT_REPORT)
    who = (each for each in outcome.registry.participants if each.id in told)
    return tuple(_announced(spec, ANNOUNCED_FORM, announced_blank, who)) if spec else ()


def plan_applications(outcome: Outcome, forms: Mapping[Kind, FormSpec]) -> tuple[Redrawn, ...]:
    """Return the blank of an application for everybody who is told of the contest (p. 2.7)."""
    spec = forms.get(Kind.CONTEST_APPLICATION)
    if spec is None or not is_announcing(outcome):
        return ()
    who = outcome.registry.participants
    return tuple(_announced(spec, ANNOUNCED_CONTEST, contest_blank, who))


def _announced(
    spec: FormSpec, folder: str, source_of: Callable[[str], str], who: Iterable[Participant]
) -> Iterator[Redrawn]:
    """Yield the blank of a form that is announced; source_of: by what a letter knows it, by id."""
    taken: set[str] = set()
    for each in who:
        path, source = blank_path(folder, spec, each, taken), source_of(each.id)
        yield Redrawn(path=path, source=source, participant=each, kind=spec.kind)


def plan_objections(outcome: Outcome, forms: Mapping[Kind, FormSpec]) -> tuple[Redrawn, ...]:
    """Return the form to object with, for everybody who is sent a result (p. 3.4).

    Nobody gets one where the act knows no objections.
    """
    taken: set[str] = set()
    if Kind.OBJECTION not in forms:
        return ()
    spec = forms[Kind.OBJECTION]
    return tuple(
        Redrawn(
            path=blank_path(RESULTS, spec, standing.participant, taken),
            source=standing.participant.id,
            participant=standing.participant,
            kind=Kind.OBJECTION,
            card=standing.scorecard,
        )
        for standing in outcome.standings
        if standing.scorecard
    )


def plan_reports(
    outcome: Outcome, forms: Mapping[Kind, FormSpec], projects: ProgrammeProjects
) -> tuple[Redrawn, ...]:
    """Return the blanks of the reports that are due, filled in as far as it is known (p. 3.2)."""
    if Kind.PROJECT_REPORT not in forms or not projects.due:
        return ()
    taken: set[str] = set()
    spec = forms[Kind.PROJECT_REPORT]
    people = {each.id: each for each in outcome.registry.participants}
    return tuple(
        Redrawn(
            path=blank_path(
                CLOSING if due.closing else REPORTS, spec, owner, taken, due.project.number
            ),
            source=report_source(due),
            participant=owner,
            kind=Kind.PROJECT_REPORT,
            issued=tuple(report_issued(due.project, due.quarter).items()),
        )
        for due in projects.due
        for owner in (people.get(due.project.participant),)
        if owner
    )
