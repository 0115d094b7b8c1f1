"""The committee's letter on form and days of reports on projects (p. 3.2): to whom it is due.

The act has participants told of both besides the programme itself. It goes once a year: the
register of letters says to whom it went, and with which days.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period, PeriodKind, periods_in
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS, LetterKind, Outgoing
from kuzbass_batch.records.year.outcome import Conclusions, Outcome

KIND = LetterKind.REPORT_ANNOUNCEMENT


@dataclass(frozen=True, slots=True)
class ReportDay:
    """A quarter, and the day by which reports of it are due, that day itself in time."""

    quarter: Period
    day: dt.date


def report_days(methodology: Methodology) -> tuple[ReportDay, ...]:
    """Return the days of the year's quarters; none where no reports are asked for."""
    days = methodology.words.reports
    if days is None:
        return ()
    quarters = periods_in((methodology.year,), PeriodKind.QUARTER)
    return tuple(
        ReportDay(each, each.month(4).replace(day=days.day))
        for each in quarters
        if each >= days.first
    )


def announced_days(methodology: Methodology) -> str:
    """Return the days as the register of letters keeps them: by them it is known what was said."""
    days = (f"{each.quarter.part} – {wording.day(each.day)}" for each in report_days(methodology))
    return "; ".join(days)


def to_announce(outcome: Outcome, register: Iterable[Outgoing]) -> frozenset[str]:
    """Return the participants who are yet to be told of form and days, by id.

    Nobody where no project is kept, or once the year's last report is due. register: the letters
    until now; who was sent one with these days is told already.
    """
    days = report_days(outcome.methodology)
    if not days or outcome.as_of > days[-1].day or not outcome.projects.in_use:
        return frozenset()
    told = frozenset(_told(register, announced_days(outcome.methodology)))
    ids = (each.id for each in outcome.registry.participants)
    return frozenset(who for who in ids if who.casefold() not in told)


def _told(register: Iterable[Outgoing], said: str) -> Iterator[str]:
    what = LETTER_WORDS[KIND]
    for row in register:
        if row.what == what and row.sent and row.content in ("", said):
            yield row.participant.casefold()


def with_announcement(found: Conclusions, register: Iterable[Outgoing]) -> Conclusions:
    """Return the conclusions with the announcing letter for each who is yet to be told."""
    wanted = to_announce(found.outcome, register)
    if not wanted:
        return found
    letters = {
        who: (*kinds, KIND) if who in wanted else kinds for who, kinds in found.letters.items()
    }
    return replace(found, letters=letters)
