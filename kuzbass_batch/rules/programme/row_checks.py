"""What the cells of a register's row may hold: days, numbers, codes, and what hangs together."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch import wording
from kuzbass_batch.findings import contest as contest_rules
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.forms.spec.specification import NumberBounds
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.contest import EntryAdmission
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.programme import CheckDecision, ProjectStatus
from kuzbass_batch.records.year.plan import QUARTER_NAMES, QUARTERS
from kuzbass_batch.rules.plan.entered import indicator_of
from kuzbass_batch.rules.plan.measures import quarter_of

STAGES, PERCENT = 10, 100
AHEAD = frozenset({"due", "planned"})
"""Days that may lie ahead: until then something is to be done."""
INN = re.compile(r"[0-9]{10}|[0-9]{12}")


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFrame:
    """What cells are held against; projects: the numbers on the sheet of projects, comparable."""

    methodology: Methodology
    as_of: dt.date
    projects: frozenset[str]


NUMBERS: Mapping[ProgrammeTable, Mapping[str, NumberBounds]] = {
    ProgrammeTable.PROJECTS: {
        "stage": NumberBounds("достигнут этап", 1, STAGES),
        "hours": NumberBounds("часов в год", whole=False),
        "roubles": NumberBounds("рублей в год", whole=False),
        "residents": NumberBounds("жителей"),
    },
    ProgrammeTable.REPORTS: {
        "stage": NumberBounds("достигнут этап", 1, STAGES),
        "before": NumberBounds("минут до", whole=False),
        "after": NumberBounds("минут после", whole=False),
        "cases": NumberBounds("случаев в год"),
        "hours": NumberBounds("часов в год", whole=False),
        "roubles": NumberBounds("рублей в год", whole=False),
        "residents": NumberBounds("жителей"),
    },
    ProgrammeTable.CONTEST: {"place": NumberBounds("место", 1)},
    ProgrammeTable.TRAINING_PLAN: {
        "hours": NumberBounds("часов", whole=False),
        "seats": NumberBounds("мест", 1),
    },
    ProgrammeTable.TRAINING: {
        "hours": NumberBounds("часов", whole=False),
        "quantity": NumberBounds("человек", 1),
    },
    ProgrammeTable.EVENTS: {"quantity": NumberBounds("число", 1)},
    ProgrammeTable.PROCESSES: {
        "contacts": NumberBounds("точек контакта"),
        "days_before": NumberBounds("дней до", whole=False),
        "days_after": NumberBounds("дней после", whole=False),
        "steps_before": NumberBounds("шагов до"),
        "steps_after": NumberBounds("шагов после"),
        "satisfied": NumberBounds("довольны, %", 0, PERCENT, whole=False),
        "asked": NumberBounds("опрошено"),
    },
    ProgrammeTable.PLAN: {
        "quarter": NumberBounds("квартал", 1, QUARTERS),
        "planned": NumberBounds("план", whole=False),
        "fact": NumberBounds("факт квартала", whole=False),
        "running": NumberBounds("факт с начала года", whole=False),
    },
}
OF_A_YEAR = (ProgrammeTable.PLAN, ProgrammeTable.REPORTS, ProgrammeTable.TRAINING_PLAN)
"""Registers whose rows name a year of the programme."""
IN_ORDER: Mapping[ProgrammeTable, tuple[tuple[str, str, tuple[str, str]], ...]] = {
    ProgrammeTable.PROJECTS: (
        ("opened", "closed", ("открыт", "закрыт")),
        ("closed", "stable", ("закрыт", "стабилен с")),
    ),
    ProgrammeTable.CHECK_APPLICATIONS: (
        ("date", "decided", ("подана", "решение от")),
        ("date", "planned", ("подана", "проверка назначена на")),
    ),
    ProgrammeTable.SAMPLES: (
        ("applied", "checked", ("заявка от", "проверка")),
        ("checked", "date", ("проверка", "сертификат от")),
    ),
}
"""Days of which the second never comes before the first."""
NEEDED_DAY = {
    ProjectStatus.CLOSED: ("closed", "закрыт"),
    ProjectStatus.STABLE: ("stable", "стабилен с"),
}
OF_PROJECTS = (
    ProgrammeTable.CONTEST,
    ProgrammeTable.PROCESSES,
    ProgrammeTable.REPORTS,
    ProgrammeTable.CHECK_APPLICATIONS,
)
"""The registers that name projects by their numbers."""
OF_CERTIFICATE = (("level", "уровень"), ("number", "номер сертификата"), ("date", "сертификат от"))
OF_CHOICE = (("date", "решение от"), ("document", "документ"))
NEAR = 0.7


def row_faults(entry: DecisionEntry, table: ProgrammeTable, frame: RowFrame) -> Iterator[Finding]:
    """Yield what is wrong with the cells of a row, besides blank ones and unknown bodies."""
    yield from _early(entry, frame)
    yield from _numbers(entry, table, frame)
    for earlier, later, names in IN_ORDER.get(table, ()):
        first, second = entry.day(earlier), entry.day(later)
        if first and second and second < first:
            yield decision_rules.DAYS_REVERSED.at(
                entry.ref(later),
                later=names[1],
                second=wording.day(second),
                earlier=names[0],
                first=wording.day(first),
            )
    if table in OWN_CHECKS:
        yield from OWN_CHECKS[table](entry, frame)
    if table in OF_PROJECTS:
        yield from _unknown_project(entry, frame)


def _early(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """Yield what has a day that is yet to come: it is not in force before."""
    for cell in entry.entered:
        day = cell.value
        if cell.column not in AHEAD and isinstance(day, dt.date) and day > frame.as_of:
            date, as_of = wording.day(day), wording.day(frame.as_of)
            found = decision_rules.NOT_YET.at(
                cell.ref, severity=rules.ERROR, date=date, as_of=as_of
            )
            yield found


def _numbers(entry: DecisionEntry, table: ProgrammeTable, frame: RowFrame) -> Iterator[Finding]:
    bounds = dict(NUMBERS.get(table, {}))
    years = frame.methodology.programme_registers
    if table in OF_A_YEAR and years:
        bounds["year"] = NumberBounds("год", years.first_year, years.last_year)
    for column, each in bounds.items():
        number = entry.number(column)
        if number is not None and not each.holds(number):
            yield rules.OUT_OF_RANGE.at(
                entry.ref(column),
                name=each.name,
                found=wording.minus(wording.comma(number)),
                expected=each.words,
            )


def _project(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """A closed or stable project says since when (p. 3.2)."""
    status = entry.text("status")
    column, name = NEEDED_DAY.get(ProjectStatus(status), ("", "")) if status else ("", "")
    if column and entry.cell(column) is None:
        yield rules.STATUS_WITHOUT_DAY.at(entry.ref("status"), status=status, name=name)


def _sample(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """A certificate has a level, a number and a day (p. 3.5).

    One that is decided on waits for number and day: with one of them it is to have both.
    """
    decision = entry.text("decision")
    if decision in (CheckDecision.CERTIFIED, CheckDecision.AWARDED):
        blank = [name for column, name in OF_CERTIFICATE if entry.cell(column) is None]
        waits = decision == CheckDecision.AWARDED and len(blank) == len(OF_CERTIFICATE) - 1
        if blank and not (waits and entry.cell("level")):
            yield rules.CERTIFICATE_INCOMPLETE.at(
                entry.ref("decision"), decision=decision, names=", ".join(blank)
            )


def _contest(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """A row is an application, which has a number, or a result with its day (p. 2.7)."""
    number, result = entry.text("application"), entry.text("result")
    missing = () if number else (("date", "дата итогов"), ("result", "результат"))
    blank = [name for column, name in missing if entry.cell(column) is None]
    if blank:
        yield contest_rules.APPLICATION_INCOMPLETE.at(entry.ref(), names=", ".join(blank))
    if entry.text("admitted") == EntryAdmission.NO and not entry.text("refusal"):
        yield contest_rules.REFUSED_WITHOUT_REASON.at(entry.ref("admitted"), number=number)
    if number and result and entry.text("admitted") != EntryAdmission.YES:
        yield contest_rules.RESULT_WITHOUT_ADMISSION.at(
            entry.ref("result"), number=number, result=result
        )


def _plan(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    known = {target.id: target for target in frame.methodology.plan}
    found = indicator_of(entry)
    if found and found not in known:
        yield rules.UNKNOWN_INDICATOR.at(
            entry.ref("indicator"), found=entry.text("indicator"), known=", ".join(known) or "–"
        )
    if found in known and entry.text("participant") and not known[found].each:
        yield rules.OF_THE_REGION.at(entry.ref("participant"), indicator=found)
    yield from _quarter_ahead(entry, frame)
    typed = [column for column in ("fact", "running") if entry.number(column) is not None]
    if typed and not entry.text("source"):
        yield rules.FACT_WITHOUT_SOURCE.at(entry.ref(typed[0]))


def _quarter_ahead(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """Yield that a quarter has not begun; the one that runs is named."""
    year, quarter = entry.number("year"), entry.number("quarter")
    if year is None or quarter is None or not 1 <= quarter <= QUARTERS:
        return
    now = frame.as_of.year, quarter_of(frame.as_of)
    if (int(year), int(quarter)) > now:
        name = QUARTER_NAMES[int(quarter) - 1]
        yield rules.QUARTER_AHEAD.at(
            entry.ref("quarter"),
            quarter=f"{name} квартал {year} года",
            as_of=wording.day(frame.as_of),
            now=f"{QUARTER_NAMES[now[1] - 1]} квартал {now[0]} года",
        )


def _situation(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """A priority situation has the day and the document of its choice (p. 2.7): a question."""
    blank = [name for column, name in OF_CHOICE if entry.cell(column) is None]
    if entry.text("priority") == "да" and blank:
        yield rules.PRIORITY_WITHOUT_DECISION.at(entry.ref("priority"), names=", ".join(blank))


def _body(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    inn = entry.text("inn")
    if inn and not INN.fullmatch(inn):
        yield rules.BAD_INN.at(entry.ref("inn"), found=inn)


def _unknown_project(entry: DecisionEntry, frame: RowFrame) -> Iterator[Finding]:
    """Yield that a row names a project which the sheet of projects does not hold: a question."""
    for column in ("project", "projects"):
        for number in filter(None, map(str.strip, re.split("[;,\n]", entry.text(column)))):
            if alike(number) not in frame.projects:
                near = difflib.get_close_matches(alike(number), sorted(frame.projects), 1, NEAR)
                suggestion = f" Возможно, это {near[0].upper()}." if near else ""
                yield rules.UNKNOWN_PROJECT.at(
                    entry.ref(column), found=number, suggestion=suggestion
                )


OWN_CHECKS: Mapping[ProgrammeTable, Callable[[DecisionEntry, RowFrame], Iterator[Finding]]] = {
    ProgrammeTable.PROJECTS: _project,
    ProgrammeTable.SAMPLES: _sample,
    ProgrammeTable.CONTEST: _contest,
    ProgrammeTable.PLAN: _plan,
    ProgrammeTable.BODIES: _body,
    ProgrammeTable.SITUATIONS: _situation,
}
