"""Applications with what became of them: what letters, sheets and data tell of partner checks."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from operator import itemgetter

from kuzbass_batch.findings.finding import Fact
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    BY_EXAMPLE,
    ApplicationState,
    CheckDecision,
    ProgrammeRegisters,
    RegisterRow,
)
from kuzbass_batch.records.files.sources import OF_COMMISSION
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.partner_checks import (
    NO_CHECKS,
    CheckApplicant,
    CheckApplication,
    CheckMethod,
    PartnerCheck,
    PartnerChecks,
)
from kuzbass_batch.records.year.year import ToDo
from kuzbass_batch.rules.programme.other_bodies import other_bodies
from kuzbass_batch.rules.programme.partner_checks.applications import (
    is_request,
    lacking,
    number_key,
)
from kuzbass_batch.rules.programme.partner_checks.commission import commission_in
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import BETWEEN, criteria_mark

CheckKey = tuple[str, str]
"""Participant and the comparable number of its application."""
_FIGURES = re.compile("[0-9]+")
Applicants = Mapping[str, tuple[Participant, bool]]
"""By id, each with whether it stands outside of the registry."""


def _key(application: CheckApplication) -> CheckKey:
    return alike(application.applicant.id), number_key(application.number)


def _returned_sheets(files: Iterable[FileResult]) -> dict[CheckKey, FileResult]:
    """Return the faulty sheets of commissions by the body checked and the application's number."""
    return {
        (alike(file.participant), number_key(file.read.form.text("number"))): file
        for file in files
        if file.status is FileStatus.RETURNED
        and file.kind in OF_COMMISSION
        and isinstance(file.read, ReadProgrammeForm)
    }


def asks_for_criteria(outcome: Outcome) -> bool:
    """Tell whether anything is drawn from the committee's criteria: a sheet, or the order."""
    checks = outcome.partner_checks
    return bool(checks.awaiting) or any(each.recent for each in checks.requests)


def awaiting_checks(outcome: Outcome) -> Iterator[tuple[Participant, CheckApplication]]:
    """Yield each application for which a sheet is to be drawn, with the body that applied.

    None where the commission has one to mend, unless it cannot be mended as it is.
    """
    people = applicants_in(outcome.registers, outcome.registry)
    returned = _returned_sheets(outcome.files)
    for each in outcome.partner_checks.awaiting:
        sheet = returned.get(_key(each)) if each.sent_back else None
        if sheet is None or any(Fact.DRAWN_ANEW in found.facts for found in sheet.findings):
            yield people[each.applicant.id][0], each


def sheets_sent_back(outcome: Outcome) -> Iterator[tuple[Participant, FileResult]]:
    """Yield each faulty sheet of a commission with the body that it is about."""
    files = [file for file in outcome.files if file.kind in OF_COMMISSION]
    people = applicants_in(outcome.registers, outcome.registry) if files else {}
    for file in files:
        if file.status is FileStatus.RETURNED and file.participant in people:
            yield people[file.participant][0], file


def checks_to_do(checks: PartnerChecks, as_of: dt.date) -> Iterator[ToDo]:
    """Yield what waits about partner checks: decisions, sheets that did not come, certificates."""
    undecided = [each for each in checks.applications if each.state is None and not each.check]
    faulty = [each for each in checks.awaiting if each.sent_back]
    late = [
        each
        for each in checks.awaiting
        if not each.sent_back and each.planned and each.planned < as_of
    ]
    unissued = [each for each in checks.applications if each.check and each.check.lacks_number]
    for text, found in (
        ("Заявки на проверку качества ждут решения", undecided),
        ("Проверка качества была назначена, а лист комиссии не поступил", late),
        ("Лист проверки качества с ошибками: вернуть комиссии, папка «Проверки качества»", faulty),
        ("Решено выдать сертификат: внести его номер и дату на лист «Образцы»", unissued),
    ):
        if found:
            names = ", ".join(f"{each.number} ({each.applicant.id})" for each in found)
            yield ToDo(
                text=text, count=len(found), names=names, sheet="partner_checks",
                for_committee=found is undecided,
            )  # fmt: skip


def partner_checks_of(
    registers: ProgrammeRegisters,
    registry: Registry,
    methodology: Methodology,
    files: Iterable[FileResult] = (),
) -> PartnerChecks:
    """Return the applications in force with what the register of samples says of each.

    files: those of the folder; a faulty sheet of a commission among them is one sent back.
    """
    rows = tuple(registers.of(ProgrammeTable.CHECK_APPLICATIONS))
    if not rows:
        return NO_CHECKS
    people = applicants_in(registers, registry)
    checks = _checks(registers)
    since = methodology.period.first_day
    found = [
        _application(row, people[row.participant], checks, since)
        for row in rows
        if row.participant in people
    ]
    returned, entered = _returned_sheets(files), set(_entered_checks(registers))
    found = [
        replace(each, row_at_fault=each.check is None and _key(each) in entered) for each in found
    ]
    return PartnerChecks(
        applications=tuple(
            replace(each, sent_back=each.awaits_check and _key(each) in returned)
            for each in found
            if not is_request(each.row)
        ),
        requests=tuple(each for each in found if is_request(each.row)),
    )


def applicants_in(registers: ProgrammeRegisters, registry: Registry) -> Applicants:
    """Return who may apply, by id: participants, then the other bodies."""
    known = {alike(each.id) for each in registry.participants}
    others = other_bodies(registers.entries, known)
    own = {each.id: (each, False) for each in registry.participants}
    return own | {each.id: (each, True) for each in others}


def _checks(registers: ProgrammeRegisters) -> dict[CheckKey, PartnerCheck]:
    """Return the checks that name their application, by participant and number; the last counts."""
    found = {}
    for row in registers.of(ProgrammeTable.SAMPLES):
        number = row.text("application")
        if number and (row.day("checked") or row.text("decision")):
            found[row.participant, number_key(number)] = _check(row)
    return dict(_with_numbers(found, tuple(registers.of(ProgrammeTable.SAMPLES))))


def _with_numbers(
    checks: Mapping[CheckKey, PartnerCheck], rows: Iterable[RegisterRow]
) -> Iterator[tuple[CheckKey, PartnerCheck]]:
    """Yield the checks, those whose certificates have no number with one that is free.

    rows: of «Образцы».
    """
    numbered = sorted(
        (
            (row.day("date") or dt.date.min, row.text("number"))
            for row in rows
            if row.text("number")
        ),
        key=itemgetter(0),
    )
    last_day, last = numbered[-1] if numbered else (dt.date.min, "")
    taken = {bare_number(number) for _, number in numbered}
    for key, check in checks.items():
        if not check.lacks_number:
            yield key, check
            continue
        year = (check.checked or last_day).year
        numbers = numbers_after(last, last_day.year, year)
        proposed = next(each for each in numbers if bare_number(each) not in taken)
        taken.add(bare_number(proposed))
        yield key, replace(check, proposed=proposed)


def bare_number(number: str) -> str:
    """Return the number of a certificate made comparable, without its sign and spaces."""
    return alike(number).replace("№", "").replace(" ", "")


def numbers_after(last: str, given: int, year: int) -> Iterator[str]:
    """Yield what the numbers of certificates of a year may be, after the last one that was given.

    given: the year of that one. Its last figure is counted on, and where it bears its year, a new
    year begins anew: after `17/2025` come `18/2025` and so on, or `1/2026`.
    """
    figures = list(_FIGURES.finditer(last))
    borne = next((each for each in figures if each[0] == str(given)), None)
    counted = next((each for each in reversed(figures) if each is not borne), None)
    if counted is None:
        yield from map(str, count(1))
        return
    head, tail, start = last[: counted.start()], last[counted.end() :], int(counted[0])
    if borne and year != given:
        head, tail = (each.replace(borne[0], str(year)) for each in (head, tail))
        start = 0
    width = len(counted[0]) if counted[0].startswith("0") else 0
    for number in count(start + 1):
        yield f"{head}{number:0{width}}{tail}"


def _entered_checks(registers: ProgrammeRegisters) -> Iterator[CheckKey]:
    """Yield participant and number of each check that is entered, in force or not."""
    for entry in registers.entries:
        if entry.table is ProgrammeTable.SAMPLES and entry.text("decision"):
            yield alike(entry.text("participant")), number_key(entry.text("application"))


def _check(row: RegisterRow) -> PartnerCheck:
    decision = row.text("decision")
    return PartnerCheck(
        sample=row.text("sample"),
        checked=row.day("checked"),
        decision=CheckDecision(decision) if decision else None,
        level=row.text("level"),
        commission=row.text("commission"),
        grounds=row.text("check_grounds"),
        criteria=row.text("criteria_met"),
        edition=row.text("criteria_edition"),
        number=row.text("number"),
        day=row.day("date"),
        row=row,
    )


def _application(
    row: RegisterRow,
    applicant: tuple[Participant, bool],
    checks: Mapping[CheckKey, PartnerCheck],
    since: dt.date,
) -> CheckApplication:
    (who, outside), state = applicant, row.text("state")
    check = checks.get((row.participant, number_key(row.text("number"))))
    days = (row.day("date"), row.day("decided"), *((check.checked, check.day) if check else ()))
    return CheckApplication(
        number=row.text("number"),
        applicant=CheckApplicant(
            id=who.id, name=who.name, short_name=who.short_name, outside=outside
        ),
        sample=row.text("sample"),
        level=row.text("level"),
        day=row.day("date") or dt.date.min,
        signer=row.text("signer"),
        post=row.text("post"),
        right=row.text("right"),
        process=row.text("process"),
        projects=row.text("projects"),
        earlier=row.text("earlier"),
        state=ApplicationState(state) if state else None,
        decided=row.day("decided"),
        reason=row.text("reason"),
        planned=row.day("planned"),
        commission=commission_in(row.text("commission")),
        lacks=lacking(row),
        recent=any(day and day >= since for day in days),
        row=row,
        check=check,
    )


def edition_words(method: CheckMethod) -> str:
    """Return by which criteria a sheet is drawn: «Методика, редакция 01.03.2025; знак 1a2b3c4d»."""
    example = BY_EXAMPLE if method.example else ""
    mark = criteria_mark(method.criteria)
    return f"{example}{method.title}, редакция {method.edition}{BETWEEN}{mark}"


def sheet_issued(application: CheckApplication, method: CheckMethod) -> dict[str, Scalar]:
    """Return what the sheet of a check is issued with: the application, its people, criteria."""
    issued: dict[str, Scalar] = {
        "number": application.number,
        "sample": application.sample,
        "process": application.process or None,
        "applied": application.day,
        "signer": application.signer or None,
        "asked": application.level or None,
        "edition": edition_words(method),
        **dict(_people_issued(application)),
    }
    for at, each in enumerate(method.criteria, start=1):
        head = f"criteria/{at}"
        issued |= {
            f"{head}/key": each.key,
            f"{head}/text": each.text,
            f"{head}/levels": ", ".join(each.levels),
        }
    return {field: value for field, value in issued.items() if value is not None}


def _people_issued(application: CheckApplication) -> Iterator[tuple[str, Scalar]]:
    for at, person in enumerate(application.commission, start=1):
        for column, text in (
            ("role", person.role.value),
            ("name", person.name),
            ("post", person.post),
            ("body", person.body),
        ):
            if text:
                yield f"commission/{at}/{column}", text
