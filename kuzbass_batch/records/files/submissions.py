"""A form understood: its identity and answers, and what of them travels on."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kuzbass_batch.findings.finding import NOWHERE, CellRef
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar

PRINT = 12
"""Bytes of an evidence's mark."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """The identity code of a blank: `KB-SELF-2025 v1 · ИО-07`.

    participant: the participant's id, or empty in a blank downloaded without a name.
    """

    form_code: str
    period: Period
    version: int
    participant: str = ""

    def __str__(self) -> str:
        """Return the code as it is printed on every sheet."""
        head = f"{self.form_code}-{self.period} v{self.version}"
        return f"{head} · {self.participant}" if self.participant else head


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answered field of a returned form, with the cell it came from.

    value: what was understood (bool for marks, Decimal, date, str), None if `readable` is False.
    given: the text as it stood in the cell.
    """

    field_id: str
    value: Scalar
    given: str
    ref: CellRef
    readable: bool = True


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A return understood: its identity and its non-empty answers in the order of the form.

    places: (field_id, cell) of every answer cell found in the file, answered or not, so that a
    finding on a blank can name its cell.
    """

    path: str
    kind: Kind
    identity: Identity
    answers: tuple[Answer, ...]
    places: tuple[tuple[str, CellRef], ...]

    def by_field(self) -> Mapping[str, Answer]:
        """Return the answers keyed by field id."""
        return self._by_field

    @cached_property
    def _by_field(self) -> dict[str, Answer]:
        return {answer.field_id: answer for answer in self.answers}

    def answers_in(self, block: str) -> Sequence[Answer]:
        """Return the answers in a block, by the key that their field ids begin with."""
        return self._by_block.get(block, ())

    @cached_property
    def _by_block(self) -> dict[str, list[Answer]]:
        blocks: dict[str, list[Answer]] = {}
        for answer in self.answers:
            blocks.setdefault(answer.field_id.partition("/")[0], []).append(answer)
        return blocks

    def cells(self) -> Mapping[str, CellRef]:
        """Return the cell of every field of the form, keyed by field id."""
        return self._cells

    @cached_property
    def _cells(self) -> dict[str, CellRef]:
        return dict(self.places)


@dataclass(frozen=True, slots=True)
class FieldCells:
    """Fields of a form and the cells where they were found, in one order.

    Returns of equal layout share one such record after unpacking (`reading/packing.SHARED`).
    """

    fields: tuple[str, ...] = ()
    refs: tuple[CellRef, ...] = ()


@dataclass(frozen=True, slots=True)
class PackedTexts:
    """What was typed beside the rows of the methodology, packed: seldom asked for, much of it.

    Costs a run no measurable time. Evidence of a hundred letters on half of the rows takes 20 MiB
    for 10,000 returns instead of 66, and the main process is to stay under 200.
    """

    packed: bytes = b""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "PackedTexts":
        """Return the words by row, packed."""
        return cls(zlib.compress(json.dumps(words).encode(), 1)) if words else cls()

    def by_row(self) -> Mapping[str, str]:
        """Return the words by row."""
        return _words_in(self.packed) if self.packed else {}


@lru_cache(maxsize=16)
def _words_in(packed: bytes) -> Mapping[str, str]:
    words: dict[str, str] = json.loads(zlib.decompress(packed))
    return words


@dataclass(frozen=True, slots=True)
class TypedFields:
    """What was typed into a form to say whose and of which day it is, as it stood.

    values: what was typed into the fields at `cells`.
    """

    values: tuple[str, ...] = ()
    cells: FieldCells = FieldCells()

    def text(self, field_id: str) -> str:
        """Return what was typed into one of the fields, empty if nothing was."""
        return dict(zip(self.cells.fields, self.values, strict=True)).get(field_id, "")

    def ref(self, field_id: str) -> CellRef:
        """Return the cell of one of the fields, `NOWHERE` if it was not found."""
        return dict(zip(self.cells.fields, self.cells.refs, strict=True)).get(field_id, NOWHERE)


NOTHING_TYPED = TypedFields()


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentDigest:
    """What later stages still ask of a self-assessment's answers: small, it stays in memory.

    marks: one letter for each row of the methodology in its order: `+` да, `-` нет, `~` не
    применимо, `?` not understood, `#` a number, a space for nothing. numbers: those by row.
    evidence: twelve bytes for each evidence at `evidence_at`, the same for the same words.
    trained: how many people the list of trained employees names; people: name, day and
    topic of each of its rows by field, sheet and cell, a line for each.
    proofs, notes: what was typed beside the rows, cut to what a cell shows.
    stamps: the marks of the answers behind each criterion's score, in the methodology's order.
    joint: a body assessed itself together with its subordinates (app. 3 p. 4.1).
    """

    marks: str = ""
    numbers: PackedTexts = PackedTexts()
    evidence: bytes = b""
    evidence_at: FieldCells = FieldCells()
    proofs: PackedTexts = PackedTexts()
    notes: PackedTexts = PackedTexts()
    trained: int = 0
    people: PackedTexts = PackedTexts()
    stamps: str = ""
    joint: bool = False

    def fingerprints(self) -> Iterator[tuple[bytes, str, CellRef]]:
        """Yield the mark of each evidence with its field and cell."""
        marks = (self.evidence[at : at + PRINT] for at in range(0, len(self.evidence), PRINT))
        return zip(marks, self.evidence_at.fields, self.evidence_at.refs, strict=True)


NO_DIGEST = AssessmentDigest()
