"""How the plan is told: the same words and numbers in every workbook, paper, page and file."""

from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.year_plan import PlanTarget
from kuzbass_batch.records.year.plan import ForecastBy, PlanLine, PlanQuarter

DONE, BEHIND, ON_TIME = "выполнен", "отстаёт", "по графику"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLine:
    """A line of the plan in words: every number with its unit as people read it."""

    id: str
    title: str
    target: str
    fact: str
    running: str
    done: str
    state: str
    forecast: str
    reached: str


def plan_number(number: Decimal, target: PlanTarget) -> str:
    """Return a fact with its unit where it is a share: `12,5 %`, `35`."""
    return f"{wording.comma(number)} %" if target.in_percent else wording.comma(number)


def target_words(target: PlanTarget, goal: Decimal) -> str:
    """Return what the plan asks of the region: «не менее 3 у каждого участника», `70`."""
    each = " у каждого участника" if target.each else ""
    return f"{own_target_words(target, goal)}{each}"


def own_target_words(target: PlanTarget, goal: Decimal) -> str:
    """Return what the plan asks of one participant: «не менее 3»."""
    least = "не менее " if target.at_least else ""
    return f"{least}{plan_number(goal, target)}"


def sum_words(target: PlanTarget) -> str:
    """Return of what a fact of the region is told: a share only of what is known, not of all."""
    return "по внесённым сведениям" if target.in_percent else "по региону"


def plan_state(line: PlanLine) -> str:
    """Return where a line stands against the plan, in a word."""
    if line.done >= 1:
        return DONE
    return BEHIND if line.behind else ON_TIME


def shown_line(line: PlanLine) -> ShownLine:
    """Return a line of the plan in words."""
    target = line.target
    forecast = "–" if line.forecast is None else plan_number(line.forecast, target)
    return ShownLine(
        id=target.id,
        title=target.title,
        target=target_words(target, line.goal),
        fact=plan_number(line.fact, target),
        running=plan_number(line.running, target),
        done=wording.percent(line.done),
        state=plan_state(line),
        forecast=forecast,
        reached=f"{line.reached} из {line.listed}" if line.listed else "",
    )


def quarter_end(quarter: PlanQuarter) -> str:
    """Return to what day the figures are: «на конец II квартала 2026 года»."""
    return f"на конец {quarter.name.replace('квартал ', 'квартала ')}"


def forecast_words(lines: tuple[PlanLine, ...]) -> str:
    """Return by what the forecasts were made, each way with its indicators."""
    by: dict[ForecastBy, list[str]] = {}
    for line in lines:
        by.setdefault(line.forecast_by, []).append(line.target.id)
    return "; ".join(f"{way.value} – {', '.join(ids)}" for way, ids in by.items())
