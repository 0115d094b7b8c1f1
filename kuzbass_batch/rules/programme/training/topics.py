"""The yearly topic plan of training against what was held (p. 2.8(6), app. 1, indicator 2.1)."""

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch.findings import training as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import MONTH_WORDS, ProgrammeRegisters, RegisterRow
from kuzbass_batch.records.year.training import TopicState, TrainingTopic
from kuzbass_batch.rules.checks.registered import people_trained

NEAR = 0.7
"""How alike a topic must be to be suggested."""
Rows = list[RegisterRow]


@dataclass(frozen=True, slots=True)
class HeldRows:
    """The rows of training of one topic; by_month: the same by the month they were held in."""

    rows: Rows
    by_month: Mapping[int, Rows]

    def in_month(self, month: int) -> Rows:
        """Return those of a month."""
        return list(self.by_month.get(month, ()))

    @property
    def months(self) -> tuple[int, ...]:
        """Return the months in which it was held."""
        return tuple(sorted(self.by_month))


NOT_HELD = HeldRows([], {})


def topics_of(
    registers: ProgrammeRegisters, methodology: Methodology, as_of: dt.date
) -> tuple[TrainingTopic, ...]:
    """Return the topics planned for the year with what was held, then those beside the plan."""
    held = _held(registers, methodology.year)
    listed = _in_order(_planned(registers, methodology.year))
    planned: dict[str, Rows] = defaultdict(list)
    for row in listed:
        planned[fold(row.text("topic"))].append(row)
    given = {
        id(row): rows
        for key, every in planned.items()
        for row, rows in _shared_out(every, held.get(key, NOT_HELD))
    }
    return (
        *(_topic(row, given[id(row)], methodology, as_of) for row in listed),
        *(_beside(rows, methodology) for key, rows in held.items() if key not in planned and key),
    )


def _planned(registers: ProgrammeRegisters, year: int) -> Iterator[RegisterRow]:
    rows = registers.of(ProgrammeTable.TRAINING_PLAN)
    return (row for row in rows if row.number("year") == year)


def _held(registers: ProgrammeRegisters, year: int) -> Mapping[str, HeldRows]:
    """Return by topic the rows of training of the year."""
    found: dict[str, Rows] = defaultdict(list)
    by_month: dict[str, dict[int, Rows]] = defaultdict(lambda: defaultdict(list))
    for row in registers.of(ProgrammeTable.TRAINING):
        day = row.day("date")
        if day and day.year == year:
            topic = fold(row.text("topic"))
            found[topic].append(row)
            by_month[topic][day.month].append(row)
    return {topic: HeldRows(rows, by_month[topic]) for topic, rows in found.items()}


def _day(row: RegisterRow) -> dt.date:
    day = row.day("date")
    assert day is not None, "only rows with a day are held"
    return day


def _month(row: RegisterRow) -> int:
    return MONTH_WORDS.index(row.text("month")) + 1


def _in_order(rows: Iterable[RegisterRow]) -> Rows:
    return sorted(rows, key=lambda row: (_month(row), fold(row.text("topic"))))


def _shared_out(planned: Rows, held: HeldRows) -> Iterator[tuple[RegisterRow, Rows]]:
    """Yield the rows of a topic's plan, by month, with what was held of each.

    Its own month first; what was held in other months goes, in order, to the rows of which nothing
    was held yet, and the rest to the last of them.
    """
    own = {id(row): held.in_month(_month(row)) for row in planned}
    months = {_month(row) for row in planned}
    others = [month for month in held.months if month not in months]
    empty = [row for row in planned if not own[id(row)]]
    for at, month in enumerate(others):
        row = empty[at] if at < len(empty) else planned[-1]
        own[id(row)] += held.in_month(month)
    return ((row, own[id(row)]) for row in planned)


def _topic(row: RegisterRow, held: Rows, methodology: Methodology, as_of: dt.date) -> TrainingTopic:
    month, seats = _month(row), row.number("seats")
    return TrainingTopic(
        topic=row.text("topic"),
        form=row.text("form"),
        month=month,
        hours=row.number("hours"),
        seats=None if seats is None else int(seats),
        state=_state(month, held, methodology.year, as_of),
        days=_days(held),
        people=people_of_topic(held, methodology),
        participants=_participants(held),
        place=row.place,
    )


def _beside(held: HeldRows, methodology: Methodology) -> TrainingTopic:
    rows = held.rows
    return TrainingTopic(
        topic=rows[0].text("topic"),
        form=rows[0].text("form"),
        month=0,
        hours=rows[0].number("hours"),
        seats=None,
        state=TopicState.UNPLANNED,
        days=_days(rows),
        people=people_of_topic(rows, methodology),
        participants=_participants(rows),
    )


def _state(month: int, held: Rows, year: int, as_of: dt.date) -> TopicState:
    if held:
        in_time = any(_day(row).month == month for row in held)
        return TopicState.HELD if in_time else TopicState.MOVED
    over = (as_of.year, as_of.month) > (year, month)
    return TopicState.MISSED if over else TopicState.AHEAD


def _days(rows: Iterable[RegisterRow]) -> tuple[dt.date, ...]:
    return tuple(sorted({_day(row) for row in rows}))


def _participants(rows: Iterable[RegisterRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.participant for row in rows))


def people_of_topic(rows: Iterable[RegisterRow], methodology: Methodology) -> int:
    """Return how many people took part: of each participant a person once, or each time (R15)."""
    by_body: dict[str, Rows] = defaultdict(list)
    for row in rows:
        by_body[row.participant].append(row)
    return sum(people_trained(each, methodology) for each in by_body.values())


def topic_questions(registers: ProgrammeRegisters) -> Iterator[Finding]:
    """Yield the rows of training whose topic a plan of their year does not hold: a question."""
    planned: dict[int, dict[str, str]] = defaultdict(dict)
    for row in registers.of(ProgrammeTable.TRAINING_PLAN):
        year = row.number("year")
        if year is not None:
            planned[int(year)][fold(row.text("topic"))] = row.text("topic")
    near: dict[tuple[int, str], str] = {}
    for row in registers.of(ProgrammeTable.TRAINING):
        day, topic = row.day("date"), fold(row.text("topic"))
        topics = planned.get(day.year, {}) if day else {}
        if day is None or not topic or not topics or topic in topics:
            continue
        key = day.year, topic
        if key not in near:
            found = difflib.get_close_matches(topic, topics, 1, NEAR)
            near[key] = f" Возможно, это «{topics[found[0]]}»." if found else ""
        yield rules.TOPIC_NOT_PLANNED.at(
            row.entry.ref("topic"),
            topic=row.text("topic"),
            year=day.year,
            suggestion=near[key],
        )
