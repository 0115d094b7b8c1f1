"""The register of outgoing letters: a number once given to a letter stays with it.

A line that was sent is never changed; one that was not serves the letter of the same kind to the
same participant again, whatever has changed in its text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.model.outgoing import LETTER_WORDS, Line, Outgoing, State

Key = tuple[str, str]
Fits = Callable[[Outgoing, Outgoing], bool]
Found = dict[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbering:
    """How numbers are proposed: what stands before the count, by word, and its least digits."""

    prefixes: Mapping[str, str]
    digits: int


def enter(
    letters: Iterable[Outgoing],
    earlier: Iterable[Outgoing],
    handed: Iterable[Outgoing],
    numbering: Numbering,
) -> tuple[Line, ...]:
    """Return the register: the lines of the earlier one in their order, then the new ones.

    letters: those of this run, without numbers. handed: what the committee knows to be sent
    («Вручение»): participant, what, number and date.
    """
    order = list(LETTER_WORDS.values())
    fresh = sorted(letters, key=lambda letter: order.index(letter.what))
    known = with_handed(tuple(earlier), handed)
    found = _matched(fresh, known)
    taken = {row: fresh[at] for at, row in found.items()}
    sent = _latest_sent(known)
    lines = [
        *(_gone(row) if at not in taken else _kept(row, taken[at], sent)
          for at, row in enumerate(known)),
        *(_new(letter, sent) for at, letter in enumerate(fresh) if at not in found),
    ]  # fmt: skip
    return tuple(_numbered(lines, numbering))


def with_handed(earlier: tuple[Outgoing, ...], handed: Iterable[Outgoing]) -> tuple[Outgoing, ...]:
    """Return the earlier lines with what is known to be sent; what fits none stands at the end."""
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


def _key(letter: Outgoing) -> Key:
    return letter.participant.casefold(), letter.what


def _grouped(rows: Iterable[Outgoing]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = defaultdict(list)
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
    """The very letter; what was sent without a copy is taken for the letter there is."""
    return row.sha256 == letter.sha256 or bool(row.sent and not row.sha256)


def _matched(letters: list[Outgoing], known: tuple[Outgoing, ...]) -> Found:
    """Return which line each letter has already: its own, else one that was not sent."""
    groups, found = _grouped(known), Found()
    for fits in (_is_same, _is_open):
        for number, letter in enumerate(letters):
            own = groups[_key(letter)]
            at = next((at for at in own if fits(known[at], letter)), None)
            if number not in found and at is not None:
                found[number] = at
                own.remove(at)
    return found


def _latest_sent(known: Iterable[Outgoing]) -> Mapping[Key, Outgoing]:
    return {_key(row): row for row in known if row.sent}


def _gone(row: Outgoing) -> Line:
    """A line without a letter in this run: a file of its name would be another letter."""
    return Line(letter=replace(row, path=""), state=State.SENT if row.sent else State.GONE)


def _kept(row: Outgoing, letter: Outgoing, sent: Mapping[Key, Outgoing]) -> Line:
    if not row.sent:
        told = replace(letter, number=row.number, sender=row.sender, note=row.note)
        return _new(told, sent)
    known = row if row.sha256 else replace(letter, number=row.number, sent=row.sent)
    return Line(letter=replace(known, path=letter.path), state=State.SENT)


def _new(letter: Outgoing, sent: Mapping[Key, Outgoing]) -> Line:
    before = sent.get(_key(letter))
    return Line(letter=letter, state=State.REPEAT if before else State.NEW, before=before)


def _numbered(lines: list[Line], numbering: Numbering) -> Iterator[Line]:
    """Yield the lines, a number proposed where there is none: beyond all that were ever given."""
    given = Counter({prefix: _highest(prefix, lines) for prefix in numbering.prefixes.values()})
    for line in lines:
        if line.letter.number or (not line.waits and not line.letter.sent):
            yield line
            continue
        prefix = numbering.prefixes.get(line.letter.what, "")
        given[prefix] += 1
        number = f"{prefix}{given[prefix]:0{numbering.digits}}"
        yield replace(line, letter=replace(line.letter, number=number))


def _highest(prefix: str, lines: Iterable[Line]) -> int:
    pattern = re.compile(rf"{re.escape(prefix)}([0-9]{{1,9}})")
    found = (pattern.fullmatch(line.letter.number) for line in lines)
    return max((int(match[1]) for match in found if match), default=0)
