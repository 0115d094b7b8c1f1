"""An older book of the folder counts, and undoes nothing that a later one had brought.

Clerks fill Monday's book all week: each run draws a newer one, and they go on with the old. What
the last result counted and the book at hand lacks was taken back on purpose only if that book, as
it was drawn, showed it; in an older one it is not to be seen yet, and stays in force. So it does
where another's book lies in place of the folder's own: that one decides nothing, and takes nothing
back.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.values import alike, show
from kuzbass_batch.records.committee.book_marks import BookMemory, RememberedEntry
from kuzbass_batch.records.committee.decisions import DecisionBook, DecisionEntry
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.rules.decisions.in_force import about, subject_key, without_bare_topics

DIGITS, OF_CELL = 16, 6
"""Hex digits of what is remembered of an entry and of a cell: years of ten thousand hold them."""
SHOWN = 3
"""Names in one sentence."""
PUT_RIGHT = 4
"""One cell in so many may change, and the row is still the same one, put right."""
NO_DAY = str(None)
"""How a day that is not filled in stands in what an entry is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BookComparison:
    """The entries at hand compared with what the last result counted.

    number: of the book at hand, 0 without a mark. entries: those at hand that count, each with
    what is remembered of it; its `draw` is the first drawn book that shows it, 0 where it is new.
    kept: what the book lacks and stays in force.
    old: entries at hand that a later book had changed or taken back. gone: digests of what was
    changed or taken back now.
    """

    number: int
    entries: tuple[tuple[DecisionEntry, RememberedEntry], ...] = ()
    kept: tuple[RememberedEntry, ...] = ()
    old: tuple[DecisionEntry, ...] = ()
    gone: tuple[str, ...] = ()


def entry_digest(entry: DecisionEntry) -> str:
    """Return the key by which two entries are the same: table, subject and text."""
    return _digest(entry, subject_key(entry), _words_of(entry))


def _words_of(entry: DecisionEntry) -> list[tuple[str, str]]:
    """Return the column of every cell entered, and what stands there."""
    return [(cell.column, show(cell.raw).strip()) for cell in entry.entered]


def _digest(entry: DecisionEntry, key: tuple[str, ...], words: Iterable[tuple[str, str]]) -> str:
    said = (f"{column}={text}" for column, text in words)
    return _hashed(entry.table.value, *key, "", *said)


def subject_of(entry: DecisionEntry) -> str:
    """Return what makes two entries speak of one thing, empty where that is not filled in."""
    return _subject(entry, subject_key(entry))


def _subject(entry: DecisionEntry, key: tuple[str, ...]) -> str:
    return _hashed(entry.table.value, *key) if set(key) - {"", NO_DAY} else ""


def remembered_entry(entry: DecisionEntry, draw: int, book: int) -> RememberedEntry:
    """Return what is remembered of an entry that stands in a book; draw: the first to show it."""
    key, words = subject_key(entry), _words_of(entry)
    return RememberedEntry(
        digest=_digest(entry, key, words),
        subject=_subject(entry, key),
        who=alike(entry.text("participant")),
        cells=" ".join(_hashed(column, text)[:OF_CELL] for column, text in words),
        draw=draw,
        book=book,
        place=entry_place(entry),
    )


def _hashed(*words: str) -> str:
    return sha256("\0".join(words).encode()).hexdigest()[:DIGITS]


def entry_place(entry: DecisionEntry) -> str:
    """Return sheet and row of an entry: `Допуск!6`."""
    ref = entry.ref()
    return f"{ref.sheet}!{ref.cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"


def compare_with_last(
    book: DecisionBook, number: int, memory: BookMemory, registry: Registry
) -> BookComparison:
    """Return which entries of a book count, and which of the last result stay beside them."""
    waiting = _Waiting(memory.entries, {alike(each.id) for each in registry.participants})
    own = [
        (entry, remembered_entry(entry, 0, number)) for entry in without_bare_topics(book.entries)
    ]
    found = [(entry, now, waiting.take_same(now.digest)) for entry, now in own]
    counted: list[tuple[DecisionEntry, RememberedEntry]] = []
    old, kept, gone = [], [], []
    for entry, now, same in found:
        if same:
            counted.append((entry, replace(now, draw=same.draw)))
            continue
        before = waiting.take_related(now)
        if memory.retired.get(now.digest, 0) > number:
            old.append(entry)
            kept += [before] if before else []
        else:
            counted.append((entry, now))
            gone += [before.digest] if before else []
    for each in waiting.left():
        if each.draw > number:
            kept.append(each)
        else:
            gone.append(each.digest)
    return BookComparison(
        number=number, entries=tuple(counted), kept=tuple(kept), old=tuple(old), gone=tuple(gone)
    )


class _Waiting:
    """What the last result counted and has not yet been found in the book at hand."""

    def __init__(self, entries: Iterable[RememberedEntry], known: Container[str]) -> None:
        self.entries, self.known = dict(enumerate(entries)), known
        self.by_digest: dict[str, list[int]] = defaultdict(list)
        self.by_subject: dict[str, list[int]] = defaultdict(list)
        self.by_row: dict[tuple[int, str], list[int]] = defaultdict(list)
        for at, each in self.entries.items():
            self.by_digest[each.digest].append(at)
            self.by_subject[each.subject].append(at)
            self.by_row[each.book, each.place].append(at)

    def take_same(self, digest: str) -> RememberedEntry | None:
        """Return the entry that says the same, and let it wait no longer."""
        return self._taken(self.by_digest.get(digest, ()))

    def take_related(self, now: RememberedEntry) -> RememberedEntry | None:
        """Return the entry that this one replaces: of one thing, or of one row of one book."""
        if not self.entries:
            return None
        found = self._taken(self.by_subject.get(now.subject, ())) if now.subject else None
        return found or self._taken(self._edited(now))

    def _edited(self, now: RememberedEntry) -> Iterator[int]:
        """Yield the entries whose row of the same book was only put right or completed.

        Where the row holds something else, somebody began on another copy of the book.
        """
        rows = self.by_row.get((now.book, now.place), ()) if now.book else ()
        for at in rows:
            before = self.entries.get(at)
            if before is None:
                continue
            same_body = before.who == now.who or before.who not in self.known
            cells = set(before.cells.split())
            shared = cells & set(now.cells.split())
            # A long row is put right in two or three of its cells at once.
            if same_body and shared and len(cells - shared) <= max(1, len(cells) // PUT_RIGHT):
                yield at

    def left(self) -> Iterator[RememberedEntry]:
        """Yield what still waits, in its order."""
        yield from self.entries.values()

    def _taken(self, numbers: Iterable[int]) -> RememberedEntry | None:
        at = next((each for each in numbers if each in self.entries), None)
        return None if at is None else self.entries.pop(at)


def merged(
    book: DecisionBook, compared: BookComparison, recalled: Mapping[str, DecisionEntry]
) -> DecisionBook:
    """Return the book without the old entries, and with those that stay in force.

    recalled: the whole entries that are kept, by digest.
    """
    old = set(map(id, compared.old))
    own = tuple(entry for entry in book.entries if id(entry) not in old)
    return replace(book, entries=(*own, *(recalled[each.digest] for each in compared.kept)))


def remember(compared: BookComparison, memory: BookMemory, key: str) -> BookMemory:
    """Return what this result remembers; the same book again leaves it as it is.

    key: the fingerprint of the folder's key. The draw number says how often the folder has drawn a
    workbook with changed entries: two workbooks with one number hold the same ones.
    """
    own = [now for _, now in compared.entries]
    digests = [each.digest for each in (*own, *compared.kept)]
    changed = Counter(digests) != Counter(each.digest for each in memory.entries)
    again, fresh = max(compared.number + 1, memory.draw), max(compared.number, memory.draw) + 1
    draw, there = fresh if changed else again, set(digests)
    retired = {**memory.retired, **dict.fromkeys(compared.gone, draw)}
    return BookMemory(
        draw=draw,
        key=key,
        entries=(*(replace(each, draw=each.draw or draw) for each in own), *compared.kept),
        retired={each: at for each, at in retired.items() if each not in there},
    )


def book_findings(
    compared: BookComparison, last: int, recalled: Mapping[str, DecisionEntry]
) -> Iterator[Finding]:
    """Yield findings on the entries kept from older books, by sheet, and on outdated entries.

    last: the number of the newest book.
    """
    replaced = set(map(subject_of, compared.old)) - {""}
    left = (each for each in compared.kept if each.subject not in replaced)
    book = f"№ {compared.number}" if compared.number else "без отметки"
    for sheet, names in _by_sheet(left, recalled):
        yield rules.ENTRIES_KEPT.at(CellRef(sheet=sheet), book=book, last=last, names=names)
    for entry in compared.old:
        what = about(entry) or "что в ней сказано"
        yield rules.ENTRY_OF_OLD_BOOK.at(entry.ref(), what=what, last=last)


def findings_without_book(
    compared: BookComparison, recalled: Mapping[str, DecisionEntry]
) -> Iterator[Finding]:
    """Yield findings for a folder with a foreign book only: which entries stay in force."""
    for sheet, names in _by_sheet(compared.kept, recalled):
        yield rules.DECISIONS_STAND.at(CellRef(sheet=sheet), names=names)


def _by_sheet(
    kept: Iterable[RememberedEntry], recalled: Mapping[str, DecisionEntry]
) -> Iterator[tuple[str, str]]:
    """Yield each sheet with the words on what is kept of it."""
    by_sheet: dict[str, list[str]] = defaultdict(list)
    for each in kept:
        entry = recalled[each.digest]
        by_sheet[each.place.partition("!")[0]].append(about(entry) or str(entry.ref()))
    for sheet, names in by_sheet.items():
        yield sheet, wording.some(names, shown=SHOWN)
