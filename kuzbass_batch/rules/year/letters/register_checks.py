"""Whether what was entered in the register of outgoing letters stands in the row that it is of.

The program writes into each row, far to the right, what it knew of it: its number in the sheet, the
letter, the letter's number, the day of sending and the state. What has moved to another row since,
by sorting some columns alone or by pasting a row too low, is told from that; and so is a number
that two addressees or another sheet have, too.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.committee.outgoing import Doubt, Outgoing, OutgoingLetter, State

SETTLED = ("верно", "проверено")
"""A note with one of these words settles a doubt about where an entry stands."""
_BETWEEN = " | "
LetterKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A row as the program drew it: its number in the sheet, whose letter, and what it knew of it.

    sent: as text. state: a word of `State`.
    """

    line: str
    participant: str
    what: str
    number: str
    sent: str
    state: str

    def __str__(self) -> str:
        """Return the text of the column."""
        parts = (self.line, self.participant, self.what, self.number, self.sent, self.state)
        return _BETWEEN.join(map(_plain, parts))


def recorded_of(line: int, row: OutgoingLetter) -> Recorded:
    """Return what is recorded of a row; `line`: its number in the sheet.

    While it is doubtful whether an entry stands in the right row, what was known before stays.
    """
    letter, known = row.letter, recorded_in(row.letter.recorded)
    if known and row.doubt in MISPLACED:
        return replace(known, line=str(line))
    return Recorded(
        line=str(line),
        participant=_plain(letter.participant),
        what=_plain(letter.what),
        number=_plain(letter.number),
        sent=_shown(letter.sent),
        state=row.state.value,
    )


def recorded_in(text: str) -> Recorded | None:
    """Return what a text of the column says, None if it says nothing that the program wrote."""
    parts = [part.strip() for part in text.split(_BETWEEN.strip())]
    if len(parts) != len(Recorded.__slots__):
        return None
    line, participant, what, number, sent, state = parts
    return Recorded(
        line=line, participant=participant, what=what, number=number, sent=sent, state=state
    )


def first_moved(rows: Sequence[Outgoing]) -> str:
    """Return the number of the first row that holds another's letter, empty if none does.

    So it is where some columns were sorted apart from the others. A participant or a kind that was
    typed anew in a single row is a correction.
    """
    known = [(row, found) for row in rows if (found := recorded_in(row.recorded))]
    moved = [(row, was) for row, was in known if _key(row) != (fold(was.participant), was.what)]
    now = Counter(_key(row) for row, _ in moved)
    before = Counter((fold(was.participant), was.what) for _, was in moved)
    return moved[0][1].line if moved and now == before else ""


def doubts_about(rows: Sequence[Outgoing], handed: Iterable[Outgoing]) -> Mapping[int, Doubt]:
    """Return what is to be checked about where entries stand, by the position of the row.

    handed: what is known of letters from «Вручение».
    """
    owners, numbered = defaultdict(set), defaultdict(set)
    for row in rows:
        known = recorded_in(row.recorded)
        if known and known.number:
            owners[known.number].add(_key(row))
        numbered[_plain(row.number)].add(fold(row.participant))
    elsewhere = defaultdict(set)
    for each in handed:
        elsewhere[_plain(each.number)].add(fold(each.participant))
    found = {}
    for at, row in enumerate(rows):
        doubt = _doubt(row, owners, numbered, elsewhere)
        if doubt and not any(word in fold(row.note) for word in SETTLED):
            found[at] = doubt
    return found


def _doubt(
    row: Outgoing,
    owners: Mapping[str, set[LetterKey]],
    numbered: Mapping[str, set[str]],
    elsewhere: Mapping[str, set[str]],
) -> Doubt | None:
    known, number, who = recorded_in(row.recorded), _plain(row.number), fold(row.participant)
    if number:
        changed = known is not None and number != known.number
        if changed and owners.get(number, set()) - {_key(row)}:
            return Doubt.OTHERS_NUMBER
        if numbered[number] - {who}:
            return Doubt.SAME_NUMBER
        if number in elsewhere and who not in elsewhere[number]:
            return Doubt.HANDED_TO_ANOTHER
    if known is None:
        return None
    if known.sent and not row.sent:
        return Doubt.NO_LONGER_SENT
    if row.sent and not known.sent:
        return {State.DRAFT.value: Doubt.DRAFT_SENT, State.GONE.value: Doubt.GONE_SENT}.get(
            known.state
        )
    return None


def _key(row: Outgoing) -> LetterKey:
    return fold(row.participant), _plain(row.what)


def _shown(day: dt.date | str) -> str:
    return day.isoformat() if isinstance(day, dt.date) else _plain(day)


def _plain(text: str) -> str:
    """Return a text that can stand among the parts of the column."""
    return " ".join(text.replace("|", "/").split())


MISPLACED = frozenset(
    (
        Doubt.OTHERS_NUMBER,
        Doubt.SAME_NUMBER,
        Doubt.HANDED_TO_ANOTHER,
        Doubt.NO_LONGER_SENT,
        Doubt.DRAFT_SENT,
        Doubt.GONE_SENT,
    )
)
"""Doubts about where an entry stands; they stay until it is mended or settled by a note."""
