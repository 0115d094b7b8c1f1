"""By what each indicator of the plan is counted: rows of the registers become amounts (app. 1).

Which register feeds an indicator is said by the methodology (`PlanMeasure`), never by its number.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.calendar.year_plan import PlanMeasure, PlanTarget
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    ProgrammeRegisters,
    RegisterRow,
)
from kuzbass_batch.records.year.plan import SentMonitoring
from kuzbass_batch.rules.checks.people import person_key
from kuzbass_batch.rules.checks.registered import is_certified

MONTHS_OF_QUARTER = 3
PERCENT = 100
OF_PROGRAM = frozenset({PlanMeasure.RATING, PlanMeasure.MONITORING})
"""What the program itself counts, whether or not anybody keeps a register."""
HIGHER = frozenset({"региональный", "федеральный"})
"""The levels of certificates that reading R16 may ask for."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a row adds to an indicator on a day.

    region, own: to the figure of the region, and to that of its participant. words: what stands in
    the row; ref: where.
    """

    participant: str
    day: dt.date
    region: Fraction
    own: Fraction
    words: str
    ref: CellRef

    @property
    def quarter(self) -> int:
        """Return the quarter of the day, from 1."""
        return quarter_of(self.day)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanFrame:
    """What facts are counted from: the rows in force, who takes part, the act, the year.

    as_of: the day of the run. approved: the day the rating of the year was approved, None if it is
    not. sent: the monitorings of the year that went out. present: the quarter whose monitoring is
    being made, 0 if none is.
    """

    registers: ProgrammeRegisters
    participants: tuple[str, ...]
    methodology: Methodology
    year: int
    as_of: dt.date
    approved: dt.date | None = None
    sent: tuple[SentMonitoring, ...] = ()
    present: int = 0

    @property
    def first_year(self) -> int:
        """Return the first year of the registers."""
        years = self.methodology.programme_registers
        return years.first_year if years else self.year


def quarter_of(day: dt.date) -> int:
    """Return the quarter of a day, from 1."""
    return (day.month - 1) // MONTHS_OF_QUARTER + 1


def last_day_of(year: int, quarter: int) -> dt.date:
    """Return the last day of a quarter."""
    after = dt.date(year + quarter // 4, quarter % 4 * MONTHS_OF_QUARTER + 1, 1)
    return after - dt.timedelta(days=1)


def amounts_of(target: PlanTarget, frame: PlanFrame) -> tuple[Amount, ...]:
    """Return what feeds an indicator in the year, and before it where it runs on (R16)."""
    return tuple(MEASURES[target.measure](target, frame)) if target.measure else ()


def runs_on(target: PlanTarget, methodology: Methodology) -> bool:
    """Tell whether an indicator goes on from the years before (reading R16)."""
    return target.measure is PlanMeasure.SAMPLES and methodology.chosen("R16") == "running"


def _dated(
    frame: PlanFrame, table: ProgrammeTable, column: str = "date"
) -> Iterator[tuple[RegisterRow, dt.date]]:
    """Yield the rows of a register that are of the year, with their day."""
    for row in frame.registers.of(table):
        day = row.day(column)
        if day and day.year == frame.year:
            yield row, day


def _counted(row: RegisterRow, day: dt.date, number: int, words: str, column: str) -> Amount:
    count = Fraction(number)
    return Amount(row.participant, day, count, count, words, row.entry.ref(column))


def _trained(_target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    """Staff of participants; a person counts on the first day, or each time (reading R15)."""
    once, seen = frame.methodology.chosen("R15") == "one", set[tuple[str, str]]()
    known = frozenset(frame.participants)
    rows = ((day, row) for row, day in _dated(frame, ProgrammeTable.TRAINING))
    for day, row in sorted(rows, key=lambda each: each[0]):
        person = row.text("person")
        key = row.participant, person_key(person)
        if row.participant not in known or (person and once and key in seen):
            continue
        seen.add(key)
        number = 1 if person else _quantity(row)
        # Nobody's name: the monitoring goes to others, and the row says who it was.
        whom = "сотрудник" if person else f"группа, человек: {number}"
        words = ", ".join(filter(None, (whom, row.text("topic"))))
        yield _counted(row, day, number, words, "person" if person else "quantity")


def _events(target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    for row, day in _dated(frame, ProgrammeTable.EVENTS):
        kind = row.text("kind")
        if not target.kinds or kind in target.kinds:
            number = _quantity(row) if target.by_quantity else 1
            words = ", ".join(filter(None, (kind, row.text("topic"))))
            yield _counted(row, day, number, words, "quantity" if target.by_quantity else "kind")


def _quantity(row: RegisterRow) -> int:
    number = row.number("quantity")
    return 1 if number is None else int(number)


def _samples(target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    """A sample counts once, on the day of its first certificate (reading R16)."""
    running = runs_on(target, frame.methodology)
    found: dict[tuple[str, str], tuple[dt.date, RegisterRow]] = {}
    for row in frame.registers.of(ProgrammeTable.SAMPLES):
        day = row.day("date")
        if day is None or not is_certified(row):
            continue
        fits = running or row.text("level") in HIGHER
        first = frame.first_year if running else frame.year
        if fits and first <= day.year <= frame.year:
            key = row.participant, fold(row.text("sample"))
            if key not in found or day < found[key][0]:
                found[key] = day, row
    for day, row in found.values():
        words = f"{row.text('sample')} ({row.text('level')}), № {row.text('number').lstrip('№ ')}"
        yield _counted(row, day, 1, words, "number")


def _contests(target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    """A contest counts once, on its first day of results, whoever took part.

    Rows without a result are applications: the contest they are to is yet to be held.
    """
    seen: set[str] = set()
    rows = ((day, row) for row, day in _dated(frame, ProgrammeTable.CONTEST) if row.text("result"))
    for day, row in sorted(rows, key=lambda each: each[0]):
        name, scope = row.text("contest"), row.text("scope")
        if (target.kinds and scope not in target.kinds) or fold(name) in seen:
            continue
        seen.add(fold(name))
        amount = _counted(row, day, 1, f"{name} ({scope})", "contest")
        yield Amount("", amount.day, amount.region, Fraction(0), amount.words, amount.ref)


def _processes(_target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    """Redesigned processes in per cent of what reading R13 says."""
    rows = list(frame.registers.of(ProgrammeTable.PROCESSES))
    redesigned = sorted(
        ((day, row) for row in rows if (day := row.day("redesigned")) and day.year == frame.year),
        key=lambda each: each[0],
    )
    match frame.methodology.chosen("R13"):
        case "lead_time":
            yield from _saved_time(rows, redesigned)
        case "bodies":
            yield from _bodies(redesigned, frame)
        case _:
            sizes = Counter(row.participant for row in rows)
            for day, row in redesigned:
                own = Fraction(PERCENT, sizes[row.participant])
                region = Fraction(PERCENT, sizes.total())
                yield _process(row, day, region, own)


def _process(row: RegisterRow, day: dt.date, region: Fraction, own: Fraction) -> Amount:
    words = f"{row.text('process')}, {wording.day(day)}"
    return Amount(row.participant, day, region, own, words, row.entry.ref("redesigned"))


def _saved_time(
    rows: Iterable[RegisterRow], redesigned: Iterable[tuple[dt.date, RegisterRow]]
) -> Iterator[Amount]:
    """Yield the days that were saved, in per cent of the days that all processes took before."""
    before: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        before[row.participant] += Fraction(row.number("days_before") or Decimal())
    every = sum(before.values(), Fraction())
    for day, row in redesigned:
        was, now = row.number("days_before"), row.number("days_after")
        if was and now is not None:
            saved = Fraction(was - now) * PERCENT
            yield _process(row, day, saved / every, saved / before[row.participant])


def _bodies(
    redesigned: Iterable[tuple[dt.date, RegisterRow]], frame: PlanFrame
) -> Iterator[Amount]:
    """Yield each participant once, with the first process that it redesigned in the year."""
    left = set(frame.participants)
    for day, row in redesigned:
        if row.participant in left:
            left.discard(row.participant)
            region = Fraction(PERCENT, len(frame.participants))
            yield _process(row, day, region, Fraction(PERCENT))


def _rating(_target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    """The rating of the year is held once it is approved; it stands in the last quarter."""
    if frame.approved:
        words = f"рейтинг за {frame.year} год утверждён {wording.day(frame.approved)}"
        ref = CellRef(sheet="Протоколы")
        day = last_day_of(frame.year, 4)
        yield Amount("", day, Fraction(1), Fraction(0), words, ref)


def _monitoring(target: PlanTarget, frame: PlanFrame) -> Iterator[Amount]:
    """The monitorings of the year's quarters that went out, and the one that is being made.

    Where the sheet of the plan already has a fact of its quarter, that one stands for it.
    """
    ref = CellRef(sheet="Исходящие")
    sent = {each.quarter: each for each in frame.sent}
    made = {frame.present} - {0} - _typed_quarters(target, frame)
    for quarter in sorted(sent.keys() | made):
        if quarter in sent:
            day = sent[quarter].day
            when = wording.day(day) if isinstance(day, dt.date) else day
            number = f" № {sent[quarter].number}" if sent[quarter].number else ""
            words = f"мониторинг отправлен{number}, {when}"
        else:
            words = "этот мониторинг"
        yield Amount("", last_day_of(frame.year, quarter), Fraction(1), Fraction(0), words, ref)


def _typed_quarters(target: PlanTarget, frame: PlanFrame) -> set[int]:
    return {
        int(row.number("quarter") or 0)
        for row in frame.registers.of(ProgrammeTable.PLAN)
        if row.number("year") == frame.year
        and row.text("indicator") == target.id
        and (row.number("fact") is not None or row.number("running") is not None)
    }


MEASURES: Mapping[PlanMeasure, Callable[[PlanTarget, PlanFrame], Iterator[Amount]]] = {
    PlanMeasure.PROCESSES: _processes,
    PlanMeasure.RATING: _rating,
    PlanMeasure.TRAINED: _trained,
    PlanMeasure.EVENTS: _events,
    PlanMeasure.SAMPLES: _samples,
    PlanMeasure.MONITORING: _monitoring,
    PlanMeasure.CONTESTS: _contests,
}
