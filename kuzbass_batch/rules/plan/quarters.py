"""The quarters of the year whose day has come, with the plan at the end of each (app. 1, R14)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.year_plan import PlanTarget
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.programme import ProgrammeRegisters
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.year.plan import (
    NO_PLAN,
    QUARTERS,
    ChangedFigure,
    PlanLine,
    PlanQuarter,
    ProgrammePlan,
    SentMonitoring,
)
from kuzbass_batch.rules.plan.entered import EnteredPlan, entered_plan, is_of_plan
from kuzbass_batch.rules.plan.lines import IndicatorFacts, LineMaker, facts_of
from kuzbass_batch.rules.plan.measures import (
    OF_PROGRAM,
    Amount,
    PlanFrame,
    amounts_of,
    last_day_of,
)

MONITORING_DAYS = {"tenth": 10, "fifteenth": 15}
"""The day of the month after a quarter, by the options of reading R14."""
SentFigures = Mapping[str, Mapping[str, str]]
"""The running facts that a monitoring showed when it went out, by quarter, then by indicator."""
Amounts = Mapping[str, tuple[Amount, ...]]
"""What feeds each indicator of the year, by its number."""


def monitoring_day(year: int, quarter: int, methodology: Methodology) -> dt.date:
    """Return the day by which the monitoring of a quarter is due (reading R14)."""
    after = last_day_of(year, quarter) + dt.timedelta(days=1)
    return after.replace(day=MONITORING_DAYS[methodology.chosen("R14")])


def programme_plan(
    frame: PlanFrame, sent: Iterable[SentMonitoring] = (), figures: SentFigures | None = None
) -> ProgrammePlan:
    """Return the plan at the end of each quarter whose day has come; none without a register.

    frame: its `sent` and `present` are set here. sent: the monitorings of the year that went out.
    figures: what these showed.
    """
    act = frame.methodology
    if not act.plan or act.programme_registers is None:
        return NO_PLAN
    due = [q for q in range(1, QUARTERS + 1) if monitoring_day(frame.year, q, act) <= frame.as_of]
    if not due or not _is_used(frame):
        return NO_PLAN
    known = tuple(sent)
    entered, last = entered_plan(frame.registers, frame.year), _last_year(frame)
    # What rows of the registers bring is the same for every quarter; thousands of them may be kept.
    fed = {each.id: amounts_of(each, frame) for each in act.plan if each.measure not in OF_PROGRAM}
    return ProgrammePlan(
        quarters=tuple(
            _quarter(
                replace(frame, sent=known, present=each), each, entered, last, figures or {}, fed
            )
            for each in due
        )
    )


def plan_frame(
    registers: ProgrammeRegisters,
    registry: Registry,
    methodology: Methodology,
    as_of: dt.date,
    approved: dt.date | None = None,
) -> PlanFrame:
    """Return what the facts of the year under rating are counted from."""
    return PlanFrame(
        registers=registers,
        participants=tuple(each.id for each in registry.participants),
        methodology=methodology,
        year=methodology.year,
        as_of=as_of,
        approved=approved,
    )


def _is_used(frame: PlanFrame) -> bool:
    """Tell whether a register or the sheet of the plan says anything of the year's plan."""
    years = range(frame.first_year, frame.year + 1)
    entered = (row.number("year") for row in frame.registers.rows if is_of_plan(row.entry))
    if any(year in years for year in entered):
        return True
    fed = (target for target in frame.methodology.plan if target.measure not in OF_PROGRAM)
    return any(amounts_of(target, replace(frame, year=y)) for target in fed for y in years)


def _last_year(frame: PlanFrame) -> Mapping[str, tuple[Fraction, ...]]:
    """Return last year's four facts of the region by indicator, where they say how a year goes.

    So they do from half of that year's target on: a register begun late tells of no season.
    """
    last = replace(frame, year=frame.year - 1, approved=None)
    if last.year < frame.first_year:
        return {}
    entered = entered_plan(frame.registers, last.year)
    found = {
        each.id: facts_of(each, amounts_of(each, last), entered, last.year)
        for each in frame.methodology.plan
    }
    listed = {each.id: len(frame.participants) if each.each and not each.in_percent else 1
              for each in frame.methodology.plan}  # fmt: skip
    goals = {each.id: each.goal(last.year) * listed[each.id] for each in frame.methodology.plan}
    return {
        id_: facts.region.quarters
        for id_, facts in found.items()
        if 0 < goals[id_] <= 2 * facts.region.until(QUARTERS)
    }


def _quarter(
    frame: PlanFrame,
    quarter: int,
    entered: EnteredPlan,
    last: Mapping[str, tuple[Fraction, ...]],
    figures: SentFigures,
    fed: Amounts,
) -> PlanQuarter:
    plan = frame.methodology.plan
    facts = {
        each.id: _until(
            each,
            fed[each.id] if each.id in fed else amounts_of(each, frame),
            entered,
            frame,
            quarter,
        )
        for each in plan
    }
    makers = [
        LineMaker(each, facts[each.id], last.get(each.id, ()), entered, frame, quarter)
        for each in plan
    ]
    lines = tuple(maker.region() for maker in makers)
    found = PlanQuarter(
        year=frame.year,
        quarter=quarter,
        day=monitoring_day(frame.year, quarter, frame.methodology),
        lines=lines,
        people=tuple(line for maker in makers for line in maker.people()),
        origins=tuple(each for known in facts.values() for each in known.origins
                      if each.quarter <= quarter),
        sent=next((each for each in frame.sent if each.quarter == quarter), None),
    )  # fmt: skip
    return replace(found, changed=_changed(lines, figures.get(found.id, {})))


def _until(
    target: PlanTarget,
    amounts: tuple[Amount, ...],
    entered: EnteredPlan,
    frame: PlanFrame,
    quarter: int,
) -> IndicatorFacts:
    """Return the facts of an indicator as far as rows are of the quarters until this one."""
    last = last_day_of(frame.year, quarter)
    until = (each for each in amounts if each.day <= last)
    return facts_of(target, until, entered, frame.year)


def _changed(lines: Iterable[PlanLine], sent: Mapping[str, str]) -> tuple[ChangedFigure, ...]:
    """Return the running facts that differ from those that were sent."""
    now = {line.target.id: wording.comma(line.running) for line in lines}
    return tuple(
        ChangedFigure(indicator=id_, sent=wording.comma(was), now=now[id_])
        for id_, was in sent.items()
        if id_ in now and wording.comma(was) != now[id_]
    )
