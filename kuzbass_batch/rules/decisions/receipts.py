"""«Вручение» filled in by others: what the register of letters knows, and days pasted by number.

A letter that the register knows to be sent stands on the sheet already, with a mark of what was
printed: a row that nobody touched says nothing. Days pasted as two columns are joined with the row
of the same number; what finds no row stays where it was pasted, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import alike, fold, show, understand_date
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    Subject,
    plain,
)
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.records.files.workbooks import Scalar

ORIGIN, NUMBER, RECEIVED = "origin", "number", "received"
PRINTED = ("participant", "subject", NUMBER, "sent")
"""What the program fills in of a letter that was sent."""
BEFORE = (*PRINTED, RECEIVED)
FROM_REGISTER = "реестр исходящих"
DIGITS = 6
"""Hex digits of the mark: it is compared with one row only."""
SUBJECTS = frozenset(each.value for each in Subject)


def suggested_rows(
    letters: Iterable[Outgoing], entries: Iterable[DecisionEntry]
) -> Iterator[dict[str, Scalar]]:
    """Yield a row for each letter that was sent and that no entry speaks of."""
    listed = [each for each in entries if each.table is DecisionTable.DELIVERY]
    numbers = {plain(entry.text(NUMBER)) for entry in listed} - {""}
    known = {(alike(e.text("participant")), e.text("subject"), e.day("sent")) for e in listed}
    for each in letters:
        day = understand_date(each.sent)
        told = plain(each.number) in numbers or (alike(each.participant), each.what, day) in known
        if day and each.number and each.what in SUBJECTS and not told:
            row: dict[str, Scalar] = {
                "participant": each.participant,
                "subject": each.what,
                NUMBER: each.number,
                "sent": day,
            }
            yield row | {ORIGIN: _mark(row[column] for column in PRINTED)}


def _mark(values: Iterable[Scalar]) -> str:
    text = "\0".join(show(value).strip() for value in values)
    return f"{FROM_REGISTER} {sha256(text.encode()).hexdigest()[:DIGITS]}"


def is_suggestion(entry: DecisionEntry) -> bool:
    """Tell whether a row is as the program filled it in: nobody has entered anything."""
    if entry.table is not DecisionTable.DELIVERY or not entry.text(ORIGIN):
        return False
    own = {cell.column: cell.raw for cell in entry.entered}
    return set(own) == set(PRINTED) and entry.text(ORIGIN) == _mark(own[c] for c in PRINTED)


def with_receipts(entries: Iterable[DecisionEntry]) -> tuple[DecisionEntry, ...]:
    """Return the entries with the pasted days in the rows of their letters."""
    listed = tuple(entries)
    days: dict[str, list[DecisionEntry]] = defaultdict(list)
    for entry in listed:
        if entry.table is DecisionTable.RECEIPT and entry.day(RECEIVED) and entry.text(NUMBER):
            days[fold(entry.text(NUMBER))].append(entry)
    used: set[int] = set()
    made = [_received(entry, days, used) for entry in listed]
    return tuple(entry for entry in made if id(entry) not in used)


def _received(
    entry: DecisionEntry, days: dict[str, list[DecisionEntry]], used: set[int]
) -> DecisionEntry:
    """Return a letter's row with the one day that was pasted for it; `used`: what is joined."""
    found = days.get(fold(entry.text(NUMBER)), [])
    if entry.table is not DecisionTable.DELIVERY or len({e.day(RECEIVED) for e in found}) != 1:
        return entry
    cell, own = found[0].cell(RECEIVED), entry.day(RECEIVED)
    if entry.cell(RECEIVED) is not None and own != found[0].day(RECEIVED):
        return entry
    used.update(map(id, found))
    if own or cell is None:
        return entry
    first = [each for each in entry.entered if each.column in BEFORE]
    rest = [each for each in entry.entered if each.column not in BEFORE]
    return replace(entry, entered=(*first, cell, *rest))


def check_receipts(entries: Iterable[DecisionEntry]) -> Iterator[Finding]:
    """Yield why a pasted day is not joined with a letter."""
    listed = tuple(entries)
    letters = {
        fold(entry.text(NUMBER)): entry
        for entry in listed
        if entry.table is DecisionTable.DELIVERY and entry.text(NUMBER)
    }
    for entry in listed:
        if entry.table is DecisionTable.RECEIPT and entry.readable:
            yield rules.RECEIPT_NOT_JOINED.at(entry.ref(), why=_why(entry, letters))


def _why(entry: DecisionEntry, letters: dict[str, DecisionEntry]) -> str:
    number, day = entry.text(NUMBER), entry.day(RECEIVED)
    if not number or day is None:
        return "указаны не оба – номер письма и день"
    letter = letters.get(fold(number))
    if letter is None:
        return f"письма с номером «{number}» на листе «Вручение» нет"
    own = letter.day(RECEIVED)
    if own and own != day:
        return f"у письма «{number}» на листе «Вручение» другой день – {wording.day(own)}"
    return f"для письма «{number}» указаны разные дни"
