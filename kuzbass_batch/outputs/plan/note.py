"""The analytic note on a quarter of the plan (plan 3.2): sentences that only state figures."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.outputs.plan_words import (
    BEHIND,
    DONE,
    ON_TIME,
    forecast_words,
    plan_number,
    plan_state,
    quarter_end,
    shown_line,
    sum_words,
)
from kuzbass_batch.records.year.plan import PlanLine, PlanQuarter

MOST_BEHIND, MOST_CHANGED = 5, 6
"""Indicators told one by one: the note keeps to two pages."""
MOST_LETTERS = 180
"""Of a cause or a measure; the monitoring has it whole."""
BAR, SPACE = 60, "\u2007"
"""A bar's greatest length, in figure spaces: they print in every suite, as in the memo."""


def note_context(quarters: tuple[PlanQuarter, ...], act: str) -> dict[str, Any]:
    """Return what fills the template of the note: the last of the quarters, and those before."""
    last = quarters[-1]
    behind = last.behind
    return {
        "quarter": last.name,
        "end": quarter_end(last),
        "act": act.replace("№ ", "№\u00a0"),
        "states": _states(last),
        "rows": list(_rows(last)),
        "behind": [_behind(line) for line in behind[:MOST_BEHIND]],
        "behind_rest": wording.and_more(len(behind) - MOST_BEHIND).removeprefix(" и "),
        "forecast": _forecast(last),
        "people": list(_people(last)),
        "caught_up": _caught_up(quarters),
        "changed": _changed(quarters),
    }


def _states(last: PlanQuarter) -> str:
    """Return how many indicators stand where, each with its number."""
    found: dict[str, list[str]] = {DONE: [], ON_TIME: [], BEHIND: []}
    for line in last.lines:
        found[plan_state(line)].append(line.target.id)
    words = {DONE: "выполнены", ON_TIME: "идут по графику", BEHIND: "отстают"}
    parts = (
        f"{words[state]} – {len(ids)} ({', '.join(ids)})" for state, ids in found.items() if ids
    )
    return f"Показателей плана – {len(last.lines)}: {'; '.join(parts)}."


def _rows(last: PlanQuarter) -> Iterator[Mapping[str, str]]:
    for line in last.lines:
        length = round(min(Decimal(1), line.done) * BAR)
        length = max(1, length) if line.done > 0 else 0
        yield {
            **asdict(shown_line(line)),
            "bar": SPACE * length,
            "rest": SPACE * (BAR - length),
        }


def _behind(line: PlanLine) -> str:
    """Return the sentence on an indicator that is behind, with what was entered about it."""
    target, steps = line.target, line.steps
    if line.listed:
        stands = (
            f"план выполнили {line.reached} из {line.listed} участников, всего выполнено "
            f"{wording.percent(line.done)}"
        )
    else:
        stands = (
            f"{plan_number(line.running, target)} при ожидаемых к концу квартала "
            f"{plan_number(line.expected, target)}"
        )
    parts = [f"{target.id} «{target.title}»: {stands}."]
    parts.append(f"Причина: {_short(steps.cause)}." if steps.cause else "Причина не внесена.")
    if steps.measure:
        due = f", срок – {wording.day(steps.due)}" if steps.due else ""
        who = f", отвечает {steps.responsible}" if steps.responsible else ""
        parts.append(f"Мера: {_short(steps.measure)}{due}{who}.")
    return " ".join(parts)


def _short(text: str) -> str:
    plain = text.strip().rstrip(".")
    return plain if len(plain) <= MOST_LETTERS else f"{plain[:MOST_LETTERS].rstrip()}…"


def _forecast(last: PlanQuarter) -> str:
    """Return the sentence on what the year is likely to come to where the plan would be missed."""
    short = [
        f"{line.target.id} – {plan_number(line.forecast, line.target)} "
        f"при плане {plan_number(line.goal, line.target)}"
        for line in last.lines
        if line.forecast is not None and not line.target.each and line.forecast < line.goal
    ]
    missed = f"К концу года ниже плана ожидаются: {'; '.join(short)}. " if short else ""
    return f"{missed}Как построен прогноз: {forecast_words(last.lines)}."


def _people(last: PlanQuarter) -> Iterator[str]:
    """Yield a sentence for each indicator that the plan sets for every participant."""
    for line in last.lines:
        if line.listed:
            known = sum(each.target.id == line.target.id and each.running > 0
                        for each in last.people)  # fmt: skip
            yield (
                f"По показателю {line.target.id} план года выполнили {line.reached} из "
                f"{line.listed} участников, факт есть у {known}; {sum_words(line.target)} – "
                f"{plan_number(line.running, line.target)}."
            )


def _caught_up(quarters: tuple[PlanQuarter, ...]) -> str:
    """Return which indicators were behind a quarter ago and are no more, empty if none is."""
    if len(quarters) < 2:
        return ""
    before = {line.target.id for line in quarters[-2].behind}
    now = {line.target.id for line in quarters[-1].behind}
    back = sorted(before - now)
    if not back:
        return ""
    return f"Отставание прошлого квартала восполнено по показателям: {', '.join(back)}."


def _changed(quarters: tuple[PlanQuarter, ...]) -> str:
    """Return what differs now from the monitorings that went out, empty if nothing does."""
    found = [
        f"{each.indicator} за {quarter.name} – {each.sent}, теперь {each.now}"
        for quarter in quarters[:-1]
        for each in quarter.changed
    ]
    if not found:
        return ""
    rest = wording.and_more(len(found) - MOST_CHANGED)
    return f"Уточнены отправленные числа: {'; '.join(found[:MOST_CHANGED])}{rest}."
