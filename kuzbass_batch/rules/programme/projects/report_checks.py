"""Checks of a project report by itself (p. 3.2): closing, facts, effects, days.

What compares it with the register, the passport and earlier reports is in `beside`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.findings import projects as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.records.committee.programme import ProjectStatus
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    number_of_answer,
)
from kuzbass_batch.records.returns.read_files import Goal
from kuzbass_batch.records.year.projects import CLOSING, DONE, STABILITY, is_reached
from kuzbass_batch.rules.programme.projects.reports import (
    MINUTES,
    RESULTS,
    hours_saved,
)

Cells = Mapping[str, CellRef]
"""The cell of each field of the form, answered or not."""
FormCheck = Callable[[ProgrammeForm, Cells], Iterator[Finding]]
WORKING_YEAR = 1_976
"""Hours: 247 working days of eight hours; no case of one person takes longer."""
TENFOLD = 10
"""A fact so many times the change that was planned is asked about."""
SAME_HOURS = Decimal("0.05")
"""By how much of the hours worked out an entered number may differ: rounding, no other formula."""
LAST_OF_STATUS = {ProjectStatus.CLOSED: CLOSING, ProjectStatus.STABLE: STABILITY}
DAY_OF_STATUS = {
    ProjectStatus.CLOSED: ("closed", "дата закрытия"),
    ProjectStatus.STABLE: ("stable", "дата стабильности"),
}
NAMES = {"before": "минут до", "after": "минут после", "cases": "обращений в год"}


def check_closing(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """A closed project has its day, the passport's last stage, and a fact for every goal."""
    status = _status(form)
    if status is None or status not in DONE:
        return
    field, name = DAY_OF_STATUS[status]
    if form.answer(field) is None:
        yield rules.REPORT_DAY_MISSING.at(
            cells.get(field, NOWHERE), field=field, status=status.value, name=name
        )
    stage, last = form.number("stage"), LAST_OF_STATUS[status]
    if stage is not None and stage < last:
        yield rules.STAGE_OF_STATUS.at(
            form.ref("stage"), field="stage", status=status.value, stage=show(stage), last=last
        )
    for row in form.rows(RESULTS):
        goal = row.get("name")
        if goal and "fact" not in row:
            place = goal.field_id.replace("/name", "/fact")
            yield rules.FACT_MISSING.at(
                cells.get(place, goal.ref), field=place, goal=goal.given, status=status.value
            )


def check_facts(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """Facts go in the goal's direction, are no wonder, and say when and by what they are known."""
    status = _status(form)
    closed = status is not None and status in DONE
    for row in form.rows(RESULTS):
        fact, goal = row.get("fact"), goal_in_row(row)
        if fact is None or goal is None or not isinstance(fact.value, Decimal):
            continue
        yield from _against_goal(fact, fact.value, goal, closed=closed)
        left = [name for key, name in (("date", "на дату"), ("source", "откуда факт"))
                if key not in row]  # fmt: skip
        if left:
            yield rules.FACT_UNPROVED.at(
                fact.ref, field=fact.field_id, goal=goal.name, names=", ".join(left)
            )


def goal_in_row(row: Mapping[str, Answer]) -> Goal | None:
    """Return the goal of a row of the form, None if a part of it is blank."""
    name = row.get("name")
    current, target = (number_of_answer(row.get(key)) for key in ("current", "target"))
    if name is None or current is None or target is None or current == target:
        return None
    return Goal(name=" ".join(name.given.split()), current=current, target=target)


def _against_goal(answer: Answer, fact: Decimal, goal: Goal, *, closed: bool) -> Iterator[Finding]:
    words: dict[str, Any] = {
        "goal": goal.name,
        "current": show(goal.current),
        "target": show(goal.target),
        "fact": show(fact),
    }
    at, change, wanted = answer.ref, fact - goal.current, goal.target - goal.current
    if change and (change > 0) != (wanted > 0):
        yield rules.FACT_WORSE.at(at, field=answer.field_id, **words)
    elif closed and not is_reached(goal, fact):
        yield rules.GOAL_NOT_REACHED.at(at, field=answer.field_id, **words)
    elif abs(change) >= TENFOLD * abs(wanted):
        yield rules.FACT_TENFOLD.at(at, field=answer.field_id, **words)
    elif fact == 0 and goal.target > 0 and goal.current > 0:
        yield rules.FACT_OF_NOTHING.at(at, field=answer.field_id, **words)


def check_effects(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """Hours saved follow from three numbers; what cannot be believed is asked about."""
    fields = ("before", "after", "cases")
    before, after, cases = (form.number(field) for field in fields)
    given = [field for field in fields if form.answer(field)]
    blank = [field for field in fields if not form.answer(field)]
    if (given and blank) or (form.answer("hours") and not given):
        yield rules.EFFECT_INCOMPLETE.at(
            cells.get(blank[0], NOWHERE),
            field=blank[0],
            names=", ".join(f"«{NAMES[field]}»" for field in blank),
        )
    if before is not None and after is not None:
        yield from _on_time(form, before, after)
    hours, said = hours_saved(before, after, cases), form.number("hours")
    if hours is not None and said is not None and abs(said - hours) > SAME_HOURS * hours:
        yield rules.HOURS_DIFFER.at(
            form.ref("hours"), field="hours", said=show(said), hours=show(hours)
        )


def _on_time(form: ProgrammeForm, before: Decimal, after: Decimal) -> Iterator[Finding]:
    words: dict[str, Any] = {"before": show(before), "after": show(after)}
    if after > before:
        yield rules.TIME_GROWN.at(form.ref("after"), field="after", **words)
    elif after == 0 and before > 0:
        yield rules.TIME_GONE.at(form.ref("after"), field="after", **words)
    if before - after > WORKING_YEAR * MINUTES:
        hours = show(((before - after) / MINUTES).quantize(Decimal(1)))
        yield rules.TIME_BEYOND_YEAR.at(
            form.ref("before"), field="before", hours=hours, year=WORKING_YEAR
        )


def _day(day: dt.date) -> str:
    return wording.day(day)


def _status(form: ProgrammeForm) -> ProjectStatus | None:
    status = form.text("status")
    return ProjectStatus(status) if status else None


REPORT_CHECKS: tuple[FormCheck, ...] = (
    check_closing,
    check_facts,
    check_effects,
)
