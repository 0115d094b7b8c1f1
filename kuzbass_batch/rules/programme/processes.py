"""Processes and services by life situation, and those that several bodies keep (p. 2.2, 2.7(5)).

The committee chooses the priority life situations; the register shows it where most comes together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    LifeSituation,
    ProcessOverview,
    RegisterRow,
    SharedProcess,
)

Rows = list[RegisterRow]


def process_overview(rows: Iterable[RegisterRow]) -> ProcessOverview:
    """Return what the registers in force hold of processes, services and life situations."""
    rows = tuple(rows)
    processes = [row for row in rows if row.table is ProgrammeTable.PROCESSES]
    decided = [row for row in rows if row.table is ProgrammeTable.SITUATIONS]
    return ProcessOverview(
        situations=tuple(sorted(_situations(processes, decided), key=_order)),
        shared=tuple(_shared(processes)),
        unplaced=sum(not row.text("situation") for row in processes),
    )


def _order(each: LifeSituation) -> tuple[bool, int, int, str]:
    """Return by what situations are ordered: the chosen first, then where most bodies meet."""
    return not each.priority, -len(each.participants), -each.processes, fold(each.name)


def _situations(processes: Rows, decided: Rows) -> Iterator[LifeSituation]:
    """Yield every situation that a process or the committee's list names, under one spelling."""
    named: dict[str, str] = {}
    within: dict[str, Rows] = defaultdict(list)
    lists: dict[str, Rows] = defaultdict(list)
    for row, places in (*((r, lists) for r in decided), *((r, within) for r in processes)):
        name = row.text("situation")
        if name:
            named.setdefault(fold(name), name)
            places[fold(name)].append(row)
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
        places=tuple(row.place for row in (*decided, *processes)),
    )


def _sum(numbers: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in numbers if each is not None), Decimal())


def _shared(processes: Rows) -> Iterator[SharedProcess]:
    """Yield each process or service that several participants keep under the same words."""
    for column, service in (("process", False), ("service", True)):
        found: dict[str, Rows] = defaultdict(list)
        for row in processes:
            if row.text(column):
                found[fold(row.text(column))].append(row)
        for rows in found.values():
            if len({row.participant for row in rows}) > 1:
                yield SharedProcess(
                    name=rows[0].text(column),
                    service=service,
                    participants=tuple(dict.fromkeys(row.participant for row in rows)),
                    places=tuple(row.place for row in rows),
                )
