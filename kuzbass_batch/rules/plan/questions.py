"""What is asked about rows of the plan: a fact that a register contradicts, a cause that lacks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.calendar.year_plan import PlanTarget
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import ProgrammeRegisters, RegisterRow
from kuzbass_batch.records.year.plan import QUARTER_NAMES, PlanLine, QuarterFact
from kuzbass_batch.rules.plan.entered import EnteredPlan, entered_plan, indicator_of
from kuzbass_batch.rules.plan.lines import LineMaker, facts_of
from kuzbass_batch.rules.plan.measures import OF_PROGRAM, Amount, PlanFrame, amounts_of

SHOWN = 3
"""Rows named in one sentence."""
NOTHING_ENTERED = EnteredPlan(facts={}, planned={}, steps={})


@dataclass(frozen=True, slots=True)
class AskedIndicator:
    """An indicator of a year: its rows of the registers, and the plan as entered."""

    target: PlanTarget
    frame: PlanFrame
    amounts: tuple[Amount, ...]
    entered: EnteredPlan

    def line(self, who: str, quarter: int, entered: EnteredPlan) -> PlanLine | None:
        """Return the line of the region or of a participant, None if he has none."""
        facts = facts_of(self.target, self.amounts, entered, self.frame.year)
        maker = LineMaker(self.target, facts, (), entered, self.frame, quarter)
        if not who:
            return maker.region()
        return next((line for line in maker.people() if line.participant == who), None)


def with_plan_questions(frame: PlanFrame) -> ProgrammeRegisters:
    """Return the registers with what is asked about the rows of the plan; these stay in force."""
    registers, plan = frame.registers, {target.id: target for target in frame.methodology.plan}
    asked: list[Finding] = []
    known: dict[tuple[int, str], AskedIndicator] = {}
    for row in registers.of(ProgrammeTable.PLAN):
        key = int(row.number("year") or 0), indicator_of(row.entry)
        target = plan.get(key[1])
        # What the program itself counts is not all known before the letters are.
        if target is None or target.measure in OF_PROGRAM:
            continue
        if key not in known:
            year = replace(frame, year=key[0])
            entered = entered_plan(registers, year.year)
            known[key] = AskedIndicator(target, year, amounts_of(target, year), entered)
        asked += _contradicted(row, known[key])
        asked += _without_cause(row, known[key])
    return replace(registers, findings=(*registers.findings, *asked)) if asked else registers


def _quarter(row: RegisterRow) -> int:
    return int(row.number("quarter") or 0)


def _contradicted(row: RegisterRow, asked: AskedIndicator) -> Iterator[Finding]:
    """A typed fact of a quarter that rows of a register are of, and that differs from them."""
    quarter, who = _quarter(row), row.participant
    found = [each for each in asked.amounts
             if each.quarter == quarter and each.day.year == asked.frame.year
             and who in ("", each.participant)]  # fmt: skip
    line = asked.line(who, quarter, NOTHING_ENTERED) if found else None
    for column, number in _differing(row, line.facts[-1]) if line else ():
        typed = row.number(column) or Decimal()
        yield rules.FACT_AGAINST_REGISTER.at(
            row.entry.ref(column),
            indicator=asked.target.id,
            quarter=QUARTER_NAMES[quarter - 1],
            found=wording.comma(typed),
            counted=wording.comma(number),
            rows=wording.some([str(each.ref) for each in found], shown=SHOWN),
        )


def _differing(row: RegisterRow, known: QuarterFact) -> Iterator[tuple[str, Decimal]]:
    for column, number in (("fact", known.fact), ("running", known.running)):
        typed = row.number(column)
        if typed is not None and typed != number:
            yield column, number


def _without_cause(row: RegisterRow, asked: AskedIndicator) -> Iterator[Finding]:
    """A row of an indicator that is behind, where nobody entered why."""
    quarter = _quarter(row)
    line = asked.line(row.participant, quarter, asked.entered)
    if line is None or not line.behind or line.steps.cause:
        return
    column = "running" if row.number("running") is not None else "fact"
    yield rules.CAUSE_MISSING.at(
        row.entry.ref(column),
        indicator=asked.target.id,
        quarter=QUARTER_NAMES[quarter - 1],
        running=wording.comma(line.running),
        expected=wording.comma(line.expected),
    )
