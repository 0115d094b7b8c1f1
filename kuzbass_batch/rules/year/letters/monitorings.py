"""Monitorings of the plan in the register of letters: which went out, and with which figures.

The line of a monitoring states its running facts. Once the line is entered as sent it stays as it
was, so that a later run knows what the addressee has read.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from kuzbass_batch import wording
from kuzbass_batch.records.committee.outgoing import Outgoing, monitoring_word
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import (
    QUARTER_NAMES,
    PlanQuarter,
    ProgrammePlan,
    SentMonitoring,
)
from kuzbass_batch.records.year.year import ToDo
from kuzbass_batch.rules.plan.quarters import SentFigures, plan_frame, programme_plan
from kuzbass_batch.rules.year.approval import approval_of
from kuzbass_batch.rules.year.letters.editions import as_sent

_FIGURE = re.compile(r"(\S+) – (-?[0-9]+(?:,[0-9]+)?)")


def plan_of_year(outcome: Outcome, letters: Iterable[Outgoing]) -> ProgrammePlan:
    """Return the plan at the end of each quarter whose day has come; none without a register.

    letters: the register of letters until now.
    """
    approval = approval_of(outcome.decisions)
    frame = plan_frame(
        outcome.registers,
        outcome.registry,
        outcome.methodology,
        outcome.as_of,
        approval.day if approval else None,
    )
    rows = dict(_sent_rows(letters))
    sent = tuple(
        SentMonitoring(quarter=quarter, number=row.number, day=row.sent, sha256=row.sha256)
        for quarter, row in sorted(rows.items())
    )
    figures: SentFigures = {
        f"{frame.year}-{QUARTER_NAMES[quarter - 1]}": dict(_figures_in(row.content))
        for quarter, row in rows.items()
    }
    return programme_plan(frame, sent, figures)


def _sent_rows(letters: Iterable[Outgoing]) -> Iterator[tuple[int, Outgoing]]:
    """Yield the monitorings that went out, each as it was when it went; the last of a quarter."""
    quarters = {monitoring_word(number): number for number in range(1, len(QUARTER_NAMES) + 1)}
    for row in letters:
        if row.sent and row.what in quarters:
            yield quarters[row.what], as_sent(row)


def figures_told(quarter: PlanQuarter) -> str:
    """Return the running facts as the register of letters keeps them: «1.1 – 12,5; 2.3 – 35»."""
    return "; ".join(f"{line.target.id} – {wording.comma(line.running)}" for line in quarter.lines)


def _figures_in(content: str) -> Iterator[tuple[str, str]]:
    for part in content.split(";"):
        found = _FIGURE.fullmatch(part.strip())
        if found:
            yield found[1], found[2].replace(",", ".")


def plan_to_do(plan: ProgrammePlan) -> Iterator[ToDo]:
    """Yield what waits about the plan: causes to enter, monitorings to send, changed figures."""
    last = plan.last
    if last is None:
        return
    bare = [line.target.id for line in last.behind if not line.steps.cause]
    text = (
        f"Показатели плана отстают за {last.name}: внести причину, меру, срок и кто отвечает в "
        "книгу «Реестры программы», лист «План»"
    )
    if bare:
        yield ToDo(text=text, count=len(bare), names=", ".join(bare), sheet="", for_committee=True)
    waiting = [each.name for each in plan.quarters if each.sent is None]
    text = "Мониторинг плана готов: направить и отметить день отправки в реестре исходящих"
    if waiting:
        yield ToDo(text=text, count=len(waiting), names=", ".join(waiting), sheet="")
    for quarter in plan.quarters:
        if quarter.changed:
            yield _changed(quarter)


def _changed(quarter: PlanQuarter) -> ToDo:
    assert quarter.sent is not None
    day = quarter.sent.day
    when = wording.day(day) if isinstance(day, dt.date) else day
    names = "; ".join(
        f"{each.indicator}: было {each.sent}, теперь {each.now}" for each in quarter.changed
    )
    text = f"Мониторинг за {quarter.name}, отправленный {when}, расходится с реестрами: уточнить"
    return ToDo(text=text, count=len(quarter.changed), names=names, sheet="")
