"""Goals, facts and stages of a project as cells of the registers write them, and read back."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.forms.parsing.values import show, understand_number
from kuzbass_batch.records.returns.read_files import Goal, ProjectStage
from kuzbass_batch.records.year.projects import GoalFact

_NUMBER = r"[-−]?[0-9]+(?:,[0-9]+)?"
_GOAL = re.compile(rf"(.+): ({_NUMBER}) → ({_NUMBER})")
_FACT = re.compile(rf"(.+?): ({_NUMBER})(?: на (\d\d\.\d\d\.\d{{4}}))?(?: \[(.*)\])?")
_DAY = r"\d\d\.\d\d\.\d{4}"
_STAGE = re.compile(rf"(\d{{1,2}}): ({_DAY})(?:–({_DAY}))?")


def goals_text(goals: Iterable[Goal]) -> str:
    """Return a line for each goal: `Срок ответа, дней: 10 → 5`."""
    return "\n".join(
        f"{_line(goal.name)}: {show(goal.current)} → {show(goal.target)}" for goal in goals
    )


def goals_in(text: str) -> tuple[Goal, ...]:
    """Return the goals that a cell says; lines that are no goals are passed over."""
    found = (_GOAL.fullmatch(line.strip()) for line in text.splitlines())
    return tuple(
        Goal(name=each[1], current=_number(each[2]), target=_number(each[3]))
        for each in found
        if each
    )


def facts_text(facts: Iterable[GoalFact]) -> str:
    """Return a line for each fact: `Срок ответа, дней: 6 на 30.06.2026 [журнал]`."""
    lines = []
    for fact in facts:
        day = f" на {wording.day(fact.day)}" if fact.day else ""
        source = f" [{_line(fact.source)}]" if fact.source else ""
        lines.append(f"{_line(fact.goal)}: {show(fact.fact)}{day}{source}")
    return "\n".join(lines)


def facts_in(text: str) -> tuple[GoalFact, ...]:
    """Return the facts that a cell says; lines that are none are passed over."""
    found = (_FACT.fullmatch(line.strip()) for line in text.splitlines())
    return tuple(
        GoalFact(goal=each[1], fact=_number(each[2]), day=_day(each[3]), source=each[4] or "")
        for each in found
        if each
    )


def stages_text(stages: Iterable[ProjectStage]) -> str:
    """Return a line for each stage: `2: 05.02.2026–20.02.2026`, `9: 01.10.2026`."""
    return "\n".join(
        f"{stage.number}: {wording.day(stage.start)}"
        + (f"–{wording.day(stage.end)}" if stage.end != stage.start else "")
        for stage in stages
    )


def stages_in(text: str) -> tuple[ProjectStage, ...]:
    """Return the stages that a cell says; lines that are none are passed over."""
    stages = []
    for line in text.splitlines():
        found = _STAGE.fullmatch(line.strip())
        start = _day(found[2]) if found else None
        if found and start:
            end = _day(found[3]) or start
            stages.append(ProjectStage(number=int(found[1]), start=start, end=max(start, end)))
    return tuple(stages)


def done_text(done: Mapping[int, dt.date]) -> str:
    """Return a line for each stage that is finished: `3: 28.02.2026`."""
    return "\n".join(f"{number}: {wording.day(day)}" for number, day in sorted(done.items()))


def done_in(text: str) -> Mapping[int, dt.date]:
    """Return the day on which each stage was finished, as a cell says."""
    return {stage.number: stage.start for stage in stages_in(text)}


def _line(text: str) -> str:
    """Return a text that can stand in a line among others."""
    return " ".join(text.split())


def _number(text: str) -> Decimal:
    return understand_number(text) or Decimal(0)


def _day(text: str | None) -> dt.date | None:
    try:
        return wording.day_in(text) if text else None
    except ValueError:
        return None
