"""Marks of the committee's books: which folder drew a book, and what the drawn books held.

A book counts only where this year's folder drew it. Its hidden sheet holds a mark: the number of
the drawing and a keyed hash of kind, year, version and number. Who has no key can make none.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kuzbass_batch.records.committee.decisions import DecisionEntry

_MARK = re.compile(r"№ (\d{1,6}) · ([0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True, slots=True)
class BookMark:
    """A mark as it stands in a book: number of the drawing (from 1) and keyed hash in hex."""

    draw: int
    digest: str

    def __str__(self) -> str:
        """Return the mark as it is written into the hidden sheet."""
        return f"№ {self.draw} · {self.digest}"


def mark_from(text: str) -> BookMark | None:
    """Return the mark that a text is, None if it is none."""
    found = _MARK.fullmatch(text.strip())
    return BookMark(draw=int(found[1]), digest=found[2]) if found else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """Which books a run takes for the committee's own.

    key: of the year's folder, empty if there is none: then no book bears a right mark. made: this
    run made it, and keeps it once the result is written. replaced: the earlier result was made with
    another key, and nobody has accepted this one: its marks prove nothing. since: the fingerprint
    of that other key. accepted: SHA-256 of the books that the committee accepted by name; now:
    those of them that this run was asked to accept.
    """

    key: bytes = b""
    made: bool = False
    replaced: bool = False
    since: str = ""
    accepted: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()

    @property
    def fingerprint(self) -> str:
        """Return what a result remembers of the key; it does not give the key away."""
        return self.since if self.replaced else fingerprint_of(self.key)


NO_TRUST = Trust()


def fingerprint_of(key: bytes) -> str:
    """Return 16 hex digits by which a key is known again, empty for no key."""
    return hashlib.sha256(b"kuzbass-batch key\0" + key).hexdigest()[:16] if key else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RememberedEntry:
    """An entry of the last result's decisions, without its words.

    digest: of what was entered. subject: of what it is about, empty if that is not filled in. who:
    the participant's id as compared. cells: a word for each cell. draw: the first drawn book that
    shows it. book, place: the book it was last seen in (0 for one without a mark) and where
    (`Допуск!6`).
    """

    digest: str
    subject: str
    who: str
    cells: str
    draw: int
    book: int
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BookMemory:
    """What a result remembers of the decisions that it counted.

    draw: the number of the book that it drew, 0 if it drew none. key: fingerprint of the folder's
    key then. entries: in their order. retired: entries that were changed or taken back, by digest,
    with the number of the first drawn book that no longer shows them.
    """

    draw: int = 0
    key: str = ""
    entries: tuple[RememberedEntry, ...] = ()
    retired: Mapping[str, int] = field(default_factory=dict)


NO_MEMORY = BookMemory()


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnBook:
    """The decisions workbook that a result draws: its mark, and what the result remembers.

    mark: as written into the hidden sheet, empty without a key. entries: those of `memory`, whole.
    accepted: path and SHA-256 of the books that count because the committee accepted them.
    """

    mark: str = ""
    memory: BookMemory = NO_MEMORY
    entries: tuple[DecisionEntry, ...] = ()
    accepted: tuple[tuple[str, str], ...] = ()


NOT_DRAWN = DrawnBook()
