"""Processes and services by life situation, and those that several bodies keep (p. 2.2, 2.7(5)).

The committee chooses the priority life situations; the register shows it where most comes together.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    LifeSituation,
    ProcessOverview,
    RegisterRow,
    SharedProcess,
)
from kuzbass_batch.rules.programme.projects.numbers import name_key

Rows = list[RegisterRow]
PERCENT = 100


SHORTEST, STEM = 3, 5
"""Letters of a word that says something, and of its beginning that does not change by case."""
FIRST = 3
"""A situation leads by a measure where it is among so many."""


def process_overview(rows: Iterable[RegisterRow]) -> ProcessOverview:
    """Return what the registers in force hold of processes, services and life situations."""
    rows = tuple(rows)
    processes = [row for row in rows if row.table is ProgrammeTable.PROCESSES]
    decided = [row for row in rows if row.table is ProgrammeTable.SITUATIONS]
    return ProcessOverview(
        situations=tuple(sorted(_led(tuple(_situations(processes, decided))), key=_order)),
        shared=(*_shared(processes, fold), *_shared(processes, stems, near=True)),
        unplaced=sum(not row.text("situation") for row in processes),
        measures=tuple(SIDE_BY_SIDE),
    )


def _order(each: LifeSituation) -> tuple[bool, int, int, int, str]:
    """Return by what situations are ordered: the chosen first, then who leads by most measures."""
    counts = -each.leads, -len(each.participants), -each.processes
    return not each.priority, *counts, fold(each.name)


def _led(every: tuple[LifeSituation, ...]) -> Iterator[LifeSituation]:
    """Yield the situations with the number of measures by which each is among the first."""
    bounds = []
    for measure in SIDE_BY_SIDE.values():
        known = sorted((measure(each) for each in every), reverse=True)
        bounds.append((measure, known[min(FIRST, len(known)) - 1] if known else Decimal()))
    for each in every:
        leads = sum(measure(each) >= bound and measure(each) > 0 for measure, bound in bounds)
        yield replace(each, leads=leads)


def _unsatisfied(each: LifeSituation) -> Decimal:
    return Decimal() if each.satisfied is None else PERCENT - each.satisfied


SIDE_BY_SIDE: Mapping[str, Callable[[LifeSituation], Decimal]] = {
    "участников": lambda each: Decimal(len(each.participants)),
    "процессов": lambda each: Decimal(each.processes),
    "услуг": lambda each: Decimal(each.services),
    "точек контакта": lambda each: each.contacts,
    "дней до": lambda each: each.days_before or Decimal(),
    "недовольных": _unsatisfied,
}
"""By what life situations stand side by side (p. 2.7(5)); the more, the sooner one proposes it."""


def _situations(processes: Rows, decided: Rows) -> Iterator[LifeSituation]:
    """Yield every situation that a process or the committee's list names, under one spelling."""
    named: dict[str, str] = {}
    within: dict[str, Rows] = defaultdict(list)
    lists: dict[str, Rows] = defaultdict(list)
    for row, places in (*((r, lists) for r in decided), *((r, within) for r in processes)):
        name = row.text("situation")
        if name:
            named.setdefault(name_key(name), name)
            places[name_key(name)].append(row)
    for key, name in named.items():
        yield _situation(name, within[key], lists[key])


def _situation(name: str, processes: Rows, decided: Rows) -> LifeSituation:
    last = decided[-1] if decided else None
    changed = [
        (before, after)
        for row in processes
        if (before := row.number("days_before")) is not None
        and (after := row.number("days_after")) is not None
    ]
    people = (row.participant for row in (*decided, *processes))
    return LifeSituation(
        name=name,
        priority=last is not None and last.text("priority") == "да",
        decided=last.day("date") if last else None,
        document=last.text("document") if last else "",
        participants=tuple(dict.fromkeys(filter(None, people))),
        processes=len(processes),
        services=len({fold(row.text("service")) for row in processes if row.text("service")}),
        contacts=_sum(row.number("contacts") for row in processes),
        redesigned=sum(row.day("redesigned") is not None for row in processes),
        days_before=_sum(before for before, _ in changed) if changed else None,
        days_after=_sum(after for _, after in changed) if changed else None,
        measured=len(changed),
        segments=_words(processes, decided),
        **_asked(processes),
        due=max(filter(None, (row.day("due") for row in processes)), default=None),
        places=tuple(row.place for row in (*decided, *processes)),
    )


def _words(processes: Rows, decided: Rows) -> tuple[str, ...]:
    """Return the segments of clients, each once."""
    found = {fold(words): words for row in (*processes, *decided) if (words := row.text("segment"))}
    return tuple(found.values())


def _asked(processes: Rows) -> dict[str, Any]:
    """Return how many were asked and how many per cent of them are satisfied, to a tenth."""
    known = [
        (asked, satisfied)
        for row in processes
        if (asked := row.number("asked")) and (satisfied := row.number("satisfied")) is not None
    ]
    every = sum((asked for asked, _ in known), Decimal())
    if not every:
        return {}
    share = sum((asked * satisfied for asked, satisfied in known), Decimal()) / every
    return {"asked": int(every), "satisfied": round(share, 1)}


def _sum(numbers: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in numbers if each is not None), Decimal())


def stems(name: str) -> str:
    """Return what a name says, whatever the endings and the order of its words."""
    words = re.findall(r"\w+", fold(name))
    return " ".join(sorted({word[:STEM] for word in words if len(word) >= SHORTEST}))


def _shared(
    processes: Rows, key: Callable[[str], str], *, near: bool = False
) -> Iterator[SharedProcess]:
    """Yield each process or service that several participants keep under the same words.

    near: leave out those whose words are the same to the letter.
    """
    for column, service in (("process", False), ("service", True)):
        found: dict[str, list[tuple[str, RegisterRow]]] = defaultdict(list)
        for row in processes:
            name = row.text(column)
            if name:
                found[key(name)].append((name, row))
        for said, named in found.items():
            participants = dict.fromkeys(row.participant for _, row in named)
            spelled = {fold(name): name for name, _ in named}
            if said and len(participants) > 1 and not (near and len(spelled) == 1):
                yield SharedProcess(
                    name=" / ".join(spelled.values()) if near else named[0][0],
                    service=service,
                    near=near,
                    participants=tuple(participants),
                    places=tuple(row.place for _, row in named),
                )
