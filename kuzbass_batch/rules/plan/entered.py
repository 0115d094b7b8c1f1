"""What was entered on the sheet of the plan: facts that no register has, causes and measures.

A row speaks of an indicator of a quarter, of the region or of one participant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.programme import ProgrammeRegisters, RegisterRow
from kuzbass_batch.records.year.plan import NO_STEPS, QUARTER_NAMES, PlanSteps

QuarterKey = tuple[str, str, int]
"""The id of an indicator and of a participant, empty for the region, and the quarter."""
RowKey = tuple[int, str, str]
"""Year, indicator, participant."""


@dataclass(frozen=True, slots=True)
class EnteredFact:
    """A fact that was typed: of the quarter, or running from the year's beginning; or both."""

    fact: Decimal | None
    running: Decimal | None
    source: str
    ref: CellRef


@dataclass(frozen=True, kw_only=True, slots=True)
class EnteredPlan:
    """What was entered of a year. planned: the running fact that was to be reached by a quarter."""

    facts: Mapping[QuarterKey, EnteredFact]
    planned: Mapping[QuarterKey, Decimal]
    steps: Mapping[QuarterKey, PlanSteps]

    def steps_of(self, key: QuarterKey) -> PlanSteps:
        """Return the cause and what is done about it, nothing if nothing was entered."""
        return self.steps.get(key, NO_STEPS)


def indicator_of(entry: DecisionEntry) -> str:
    """Return the number of the indicator as the plan writes it: a suite may have made it 2,3."""
    return entry.text("indicator").strip(" .").replace(",", ".")


def is_of_plan(entry: DecisionEntry) -> bool:
    """Tell whether an entry is a row of the plan."""
    return entry.table is ProgrammeTable.PLAN


def entered_plan(registers: ProgrammeRegisters, year: int) -> EnteredPlan:
    """Return what is in force of the sheet of the plan for a year."""
    facts: dict[QuarterKey, EnteredFact] = {}
    planned: dict[QuarterKey, Decimal] = {}
    steps: dict[QuarterKey, list[RegisterRow]] = defaultdict(list)
    for row in registers.of(ProgrammeTable.PLAN):
        if row.number("year") != year:
            continue
        key = indicator_of(row.entry), row.participant, int(row.number("quarter") or 0)
        steps[key].append(row)
        fact, running, plan = row.number("fact"), row.number("running"), row.number("planned")
        if plan is not None:
            planned[key] = plan
        if fact is not None or running is not None:
            ref = row.entry.ref("fact" if fact is not None else "running")
            facts[key] = EnteredFact(fact, running, row.text("source"), ref)
    return EnteredPlan(
        facts=facts, planned=planned, steps={key: _steps(rows) for key, rows in steps.items()}
    )


def _steps(rows: Iterable[RegisterRow]) -> PlanSteps:
    """Return what several rows say together; the last of their days."""
    listed = tuple(rows)
    days = [day for row in listed if (day := row.day("due"))]
    return PlanSteps(
        cause=_joined(listed, "cause"),
        measure=_joined(listed, "measure"),
        due=max(days, default=None),
        responsible=_joined(listed, "responsible"),
    )


def _joined(rows: Iterable[RegisterRow], column: str) -> str:
    return "; ".join(dict.fromkeys(text for row in rows if (text := row.text(column))))


def across_rows(rows: Iterable[RegisterRow]) -> Iterator[tuple[DecisionEntry, Finding]]:
    """Yield the rows of the plan that contradict another one, with what is wrong.

    A running fact below an earlier one, and one that is not the sum of its quarters (app. 1).
    """
    kept: dict[RowKey, dict[int, RegisterRow]] = defaultdict(dict)
    for row in (each for each in rows if each.table is ProgrammeTable.PLAN):
        year, quarter = row.number("year"), row.number("quarter")
        if year is not None and quarter is not None:
            key = int(year), indicator_of(row.entry), row.participant
            kept[key][int(quarter)] = row
    for quarters in kept.values():
        yield from _not_running(quarters)


def _not_running(quarters: Mapping[int, RegisterRow]) -> Iterator[tuple[DecisionEntry, Finding]]:
    highest: tuple[Decimal, int, RegisterRow] | None = None
    for quarter in sorted(quarters):
        row = quarters[quarter]
        running, fact = row.number("running"), row.number("fact")
        if running is None:
            continue
        if highest and running < highest[0]:
            yield (
                row.entry,
                rules.RUNNING_FALLS.at(
                    row.entry.ref("running"),
                    found=wording.comma(running),
                    earlier=wording.comma(highest[0]),
                    quarter=QUARTER_NAMES[highest[1] - 1],
                    place=highest[2].place,
                ),
            )
            continue
        before = quarters.get(quarter - 1)
        known = before.number("running") if before else Decimal() if quarter == 1 else None
        if fact is not None and known is not None and known + fact != running:
            yield (
                row.entry,
                rules.SUM_DIFFERS.at(
                    row.entry.ref("running"),
                    found=wording.comma(running),
                    expected=wording.comma(known + fact),
                ),
            )
            continue
        highest = running, quarter, row
