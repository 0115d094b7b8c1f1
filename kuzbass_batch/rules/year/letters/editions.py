"""Which edition of a letter went: one that waits is drawn anew by every run that changes it.

The clerk often enters a sending days later, into a register that shows a newer edition. The
register therefore remembers the earlier ones, and the day of sending tells which of them went.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kuzbass_batch import wording
from kuzbass_batch.records.committee.outgoing import Doubt, Outgoing

MOST = 12
"""Editions that are remembered, the latest."""
_LINE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\S+) ?(.*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A letter as it was drawn on a day: its hash, and the points and level if it told any."""

    day: dt.date
    sha256: str
    content: str


def redrawn(row: Outgoing, letter: Outgoing) -> str:
    """Return the editions to remember when a letter takes the place of one that waits."""
    known = list(editions_of(row))
    if row.sha256 and row.sha256 != letter.sha256 and isinstance(row.day, dt.date):
        known.append(Edition(day=row.day, sha256=row.sha256, content=row.content))
    return "\n".join(
        f"{wording.day(each.day)} {each.sha256} {each.content}".strip() for each in known[-MOST:]
    )


def editions_of(row: Outgoing) -> Iterator[Edition]:
    """Yield the earlier editions of a letter; what cannot be read is passed over."""
    for line in row.editions.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found:
            day, month, year, sha256, content = found.groups()
            try:
                drawn = dt.date(int(year), int(month), int(day))
            except ValueError:
                continue
            yield Edition(day=drawn, sha256=sha256, content=content)


def as_sent(row: Outgoing) -> Outgoing:
    """Return the line of a sent letter with the edition that went, if another is shown there."""
    if not _is_early(row):
        return row
    assert isinstance(row.sent, dt.date)
    earlier = [each for each in editions_of(row) if each.day <= row.sent]
    if not earlier:
        return row
    went = earlier[-1]
    return replace(row, day=went.day, sha256=went.sha256, content=went.content)


def doubt_of(row: Outgoing) -> Doubt | None:
    """Return what is to be checked about a sending, None if nothing is."""
    if not isinstance(row.sent, dt.date):
        return None
    if _is_early(row):
        return Doubt.TOO_EARLY
    if not row.sha256 and not row.day and row.file:
        return Doubt.UNKNOWN
    others = {each.sha256 for each in editions_of(row) if each.day == row.sent} - {row.sha256}
    return Doubt.SAME_DAY if others and row.day == row.sent else None


def _is_early(row: Outgoing) -> bool:
    sent, day = row.sent, row.day
    return isinstance(sent, dt.date) and isinstance(day, dt.date) and sent < day
