"""The register of outgoing letters: a number once given to a letter stays with it.

A line that was sent is never changed; one that was not serves the letter of the same kind to the
same participant again, whatever has changed in its text.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.records.committee.decisions import Delivery, Subject
from kuzbass_batch.records.committee.outgoing import (
    ACKNOWLEDGEMENT,
    MONITORING_WHAT,
    REGISTERED_WORDS,
    Outgoing,
    OutgoingLetter,
    State,
)
from kuzbass_batch.rules.year.letters.editions import as_sent, doubt_of, redrawn
from kuzbass_batch.rules.year.letters.register_checks import doubts_about

LetterKey = tuple[str, str]
SINGLE = (ACKNOWLEDGEMENT, Subject.PARTNER_CHECK.value)
"""Each of these speaks of something else than the one before: none of them repeats it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbering:
    """How numbers are proposed: what stands before the count, by word, and its least digits."""

    prefixes: Mapping[str, str]
    digits: int


def enter(
    letters: Mapping[str, Outgoing],
    earlier: Iterable[Outgoing],
    handed: Iterable[Outgoing],
    numbering: Numbering,
    drafts: Collection[str] = (),
) -> tuple[OutgoingLetter, ...]:
    """Return the register: the lines of the earlier one in their order, then the new ones.

    letters: those of this run by path, without numbers. handed: what the committee knows to be
    sent («Вручение»): participant, what, number and date. drafts: the paths of letters that are not
    to be sent yet; none of them is given a number.
    """
    order = REGISTERED_WORDS
    fresh = sorted(letters.items(), key=lambda each: order.index(each[1].what))
    handed = tuple(handed)
    known = tuple(map(as_sent, with_handed(tuple(earlier), handed)))
    doubts = doubts_about(known, handed)
    found = _matched(fresh, known)
    taken = {path for path, _ in found.values()}
    sent = {_key(row): row for row in known if row.sent}
    lines = [
        *(_kept(row, *found[at], sent) if at in found else _gone(row)
          for at, row in enumerate(known)),
        *(_waiting(path, letter, sent) for path, letter in fresh if path not in taken),
    ]  # fmt: skip
    lines = [
        replace(line, state=State.DRAFT) if line.waits and line.path in drafts else line
        for line in lines
    ]
    doubtful = [doubts.get(at) or doubt_of(line.letter) for at, line in enumerate(lines)]
    checked = [replace(line, doubt=doubt) for line, doubt in zip(lines, doubtful, strict=True)]
    return tuple(_numbered(checked, numbering))


def handed_over(deliveries: Iterable[Delivery]) -> tuple[Outgoing, ...]:
    """Return the letters of «Вручение»; one that was received was sent, whenever that was."""
    return tuple(
        Outgoing(
            participant=each.participant,
            what=each.subject.value,
            number=each.number,
            sent=each.sent or each.received or "",
        )
        for each in deliveries
    )


def with_handed(earlier: tuple[Outgoing, ...], handed: Iterable[Outgoing]) -> tuple[Outgoing, ...]:
    """Return the earlier lines with the letters known to be sent; those that fit no line follow."""
    rows = list(earlier)
    groups = _grouped(earlier)
    for each in handed:
        own = groups[_key(each)]
        at = next((at for fits in (_is_numbered, _is_dated, _is_open)
                   for at in own if fits(rows[at], each)), None)  # fmt: skip
        if at is None:
            own.append(len(rows))
            rows.append(each)
        else:
            rows[at] = replace(
                rows[at], number=each.number or rows[at].number, sent=rows[at].sent or each.sent
            )
    return tuple(rows)


def _key(letter: Outgoing) -> LetterKey:
    return letter.participant.casefold(), letter.what


def _grouped(rows: Iterable[Outgoing]) -> dict[LetterKey, list[int]]:
    groups: dict[LetterKey, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        groups[_key(row)].append(at)
    return groups


def _is_numbered(row: Outgoing, other: Outgoing) -> bool:
    return bool(row.number) and row.number == other.number


def _is_dated(row: Outgoing, other: Outgoing) -> bool:
    return bool(row.sent) and row.sent == other.sent and not (row.number and other.number)


def _is_open(row: Outgoing, _other: Outgoing) -> bool:
    return not row.sent


def _is_same(row: Outgoing, letter: Outgoing) -> bool:
    """The very letter; what was sent without a copy is taken for the letter there is.

    A result that was sent and says the same points and level needs no other letter: its place
    moves with every decision on somebody else. Nor does what an objection changed: the reply to it
    states the new result.
    """
    if row.sent and letter.since:
        # Each reminder of the schedule goes once: one that went on its day or later is that one.
        return row.content == letter.content or _is_sent_since(row, letter.since)
    if row.sent and (not row.sha256 or (row.content and row.content == letter.content)):
        return True
    if row.sent and row.content.partition(";")[0] in letter.replied:
        return True
    return row.sha256 == letter.sha256


def _is_sent_since(row: Outgoing, day: dt.date) -> bool:
    return isinstance(row.sent, dt.date) and row.sent >= day


def _matched(
    letters: Iterable[tuple[str, Outgoing]], known: tuple[Outgoing, ...]
) -> dict[int, tuple[str, Outgoing]]:
    """Return which letter each line serves: its own, else a line that was not sent takes one."""
    groups, waiting = _grouped(known), list(letters)
    found: dict[int, tuple[str, Outgoing]] = {}
    for fits in (_is_same, _is_open):
        left = []
        for path, letter in waiting:
            own = groups[_key(letter)]
            at = next((at for at in own if fits(known[at], letter)), None)
            if at is None:
                left.append((path, letter))
            else:
                found[at] = path, letter
                own.remove(at)
        waiting = left
    return found


def _gone(row: Outgoing) -> OutgoingLetter:
    left = State.GONE if row.what in REGISTERED_WORDS else State.OWN
    return OutgoingLetter(letter=row, state=State.SENT if row.sent else left)


def _kept(
    row: Outgoing, path: str, letter: Outgoing, sent: Mapping[LetterKey, Outgoing]
) -> OutgoingLetter:
    filled = replace(
        letter,
        number=row.number,
        sent=row.sent,
        sender=row.sender,
        note=row.note,
        editions=redrawn(row, letter),
        recorded=row.recorded,
    )
    if not row.sent:
        return _waiting(path, filled, sent)
    if not row.sha256 and _is_drawn_later(letter, row):
        # Nobody knows which letter went: this one did not exist yet.
        unknown = replace(filled, day="", sha256="", content="")
        return OutgoingLetter(letter=unknown, state=State.SENT)
    # The register links to the letter that was sent, if it is the one that lies there.
    own = path if row.sha256 in ("", letter.sha256) else ""
    return OutgoingLetter(letter=row if row.sha256 else filled, state=State.SENT, path=own)


def _is_drawn_later(letter: Outgoing, row: Outgoing) -> bool:
    """Tell whether this letter is younger than the sending."""
    days = letter.day, row.sent
    return all(isinstance(day, dt.date) for day in days) and days[0] > days[1]  # type: ignore[operator]


def _waiting(path: str, letter: Outgoing, sent: Mapping[LetterKey, Outgoing]) -> OutgoingLetter:
    single = letter.what in SINGLE or letter.since
    before = None if single else sent.get(_key(letter))
    state = State.REPEAT if before else State.NEW
    return OutgoingLetter(letter=letter, state=state, path=path, before=before)


def _numbered(lines: list[OutgoingLetter], numbering: Numbering) -> Iterator[OutgoingLetter]:
    """Yield the lines, a number proposed where there is none: beyond all that were ever given."""
    given = Counter({prefix: _highest(prefix, lines) for prefix in numbering.prefixes.values()})
    for line in lines:
        if line.letter.number or (not line.waits and not line.letter.sent):
            yield line
            continue
        if line.letter.what.startswith(MONITORING_WHAT):
            yield line  # It gets its number where the committee's own papers get theirs.
            continue
        prefix = numbering.prefixes.get(line.letter.what, "")
        given[prefix] += 1
        number = f"{prefix}{given[prefix]:0{numbering.digits}}"
        yield replace(line, letter=replace(line.letter, number=number))


def _highest(prefix: str, lines: Iterable[OutgoingLetter]) -> int:
    pattern = re.compile(rf"{re.escape(prefix)}([0-9]{{1,9}})")
    found = (pattern.fullmatch(line.letter.number) for line in lines)
    return max((int(match[1]) for match in found if match), default=0)
