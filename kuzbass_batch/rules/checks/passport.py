"""Checks of a project passport (app. 2): stages in order, goals with a direction."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.files.submissions import Answer, Submission

PassportCheck = Callable[[Submission], Iterator[Finding]]
# Whole words where a part would also stand in «простой», «скорость» or «сниженный».
_DOWN = re.compile(r"\bсни(жен|зит)|\bсокра(щен|тит)|\bуменьш|\bминимиз|\bубыл|\bустран", re.I)
_UP = re.compile(r"\bувелич|\bповы(ш|с)|\b(при)?рост(а|у|ом)?\b|\bвырас", re.I)


def check_passport(submission: Submission) -> tuple[Finding, ...]:
    """Return the findings of every check."""
    return tuple(finding for check in PASSPORT_CHECKS for finding in check(submission))


def check_stages(submission: Submission) -> Iterator[Finding]:
    """No stage ends before it starts, none starts before the one above it."""
    answers = submission.by_field()
    previous: tuple[int, dt.date, dt.date] | None = None
    for number in _stages(submission):
        start, end = (answers.get(f"stages/{number}/{key}") for key in ("start", "end"))
        first = _date(start)
        if start is None or first is None:
            continue
        last = _date(end) or first
        if end and last < first:
            yield rules.STAGE_REVERSED.at(
                end.ref, field=end.field_id, stage=number, start=_show(first), end=_show(last)
            )
        if previous:
            yield from _check_order(start, number, first, previous)
        previous = (number, first, max(first, last))


def _stages(submission: Submission) -> list[int]:
    """Return the numbers of the form's stages."""
    names = (name.split("/") for name in submission.by_field())
    return sorted({int(parts[1]) for parts in names if parts[0] == "stages"})


def _check_order(
    start: Answer, number: int, first: dt.date, previous: tuple[int, dt.date, dt.date]
) -> Iterator[Finding]:
    above, above_start, above_end = previous
    words: dict[str, Any] = {"stage": number, "start": _show(first), "previous": above}
    if first < above_start:
        yield rules.STAGES_OUT_OF_ORDER.at(
            start.ref, field=start.field_id, previous_start=_show(above_start), **words
        )
    elif first < above_end:
        yield rules.STAGES_OVERLAP.at(
            start.ref, field=start.field_id, previous_end=_show(above_end), **words
        )


def check_goals(submission: Submission) -> Iterator[Finding]:
    """A goal changes its indicator, in the direction its name speaks of."""
    answers = submission.by_field()
    for field, target in answers.items():
        if not (field.startswith("goals/") and field.endswith("/target")):
            continue
        current = answers.get(field.replace("/target", "/current"))
        name = answers.get(field.replace("/target", "/name"))
        if current is None or not isinstance(current.value, Decimal):
            continue
        if not isinstance(target.value, Decimal):
            continue
        if current.value == target.value:
            yield rules.GOAL_UNCHANGED.at(target.ref, field=field, value=target.given)
        elif name and name.readable:
            yield from _check_direction(name, current, target, rises=target.value > current.value)


def _check_direction(
    name: Answer, current: Answer, target: Answer, *, rises: bool
) -> Iterator[Finding]:
    """Compare the numbers with the words; where words give no direction, the numbers do."""
    down, up = bool(_DOWN.search(name.given)), bool(_UP.search(name.given))
    words: dict[str, Any] = {"name": name.given, "current": current.given, "target": target.given}
    if down == up:
        change = "рост" if rises else "снижение"
        yield rules.GOAL_BY_NUMBERS.at(name.ref, field=name.field_id, change=change, **words)
    elif down == rises:
        yield rules.GOAL_DIRECTION.at(target.ref, field=target.field_id, **words)


def check_grounds(submission: Submission) -> Iterator[Finding]:
    """The two grounds differ."""
    answers = submission.by_field()
    first, second = answers.get("ground_1"), answers.get("ground_2")
    if first and second and first.readable and _plain(first) == _plain(second):
        yield rules.GROUNDS_SAME.at(second.ref, field="ground_2")


def _plain(answer: Answer) -> str:
    return " ".join(answer.given.casefold().replace("ё", "е").split()).rstrip(".;")


def _date(answer: Answer | None) -> dt.date | None:
    return answer.value if answer and isinstance(answer.value, dt.date) else None


def _show(day: dt.date) -> str:
    return wording.day(day)


PASSPORT_CHECKS: tuple[PassportCheck, ...] = (check_stages, check_goals, check_grounds)
