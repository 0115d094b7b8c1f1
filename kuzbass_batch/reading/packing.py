"""How an examined return travels from a worker and lies in the store.

Records become plain tuples of values: quick to pack by the thousand, and bytes that were tampered
with can call nothing while they are unpacked. What thousands of returns have in common (cells,
scores, remarks) is one object again after unpacking: 1.8 KiB a self-assessment in the main process
instead of 10.7 (docs/architecture.md says what msgspec, tried in its place, would give).
"""

import copyreg
import datetime as dt
import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, ClassVar

from kuzbass_batch.findings.finding import CellRef, Fact, Finding, Severity
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.criteria import NoPoints
from kuzbass_batch.reading.examine import Examined
from kuzbass_batch.reading.packed_entries import (
    PackedEntries,
    entry_of,
    plain_entry,
    unpacked_entries,
)
from kuzbass_batch.records.committee.book_marks import BookMark
from kuzbass_batch.records.committee.decisions import DecisionBook, DecisionEntry
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.files.submissions import (
    Answer,
    AssessmentDigest,
    FieldCells,
    Identity,
    PackedTexts,
    Submission,
    TypedFields,
)
from kuzbass_batch.records.rating.scores import CriterionScore, GroupValue, Scorecard
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm
from kuzbass_batch.records.returns.read_files import (
    Asked,
    Contest,
    Goal,
    OtherFile,
    Project,
    ProjectStage,
    ReadAssessment,
    ReadCalendar,
    ReadDecisions,
    ReadFile,
    ReadJurySheet,
    ReadObjection,
    ReadPassport,
    ReadProgrammeForm,
    ReadRegisters,
    ReadRegistry,
    WrongEdition,
)
from kuzbass_batch.workers.packed import deflated, inflated

SHARED = (CellRef, CriterionScore, GroupValue, Finding, FieldCells, Period)
FILES = (
    OtherFile, ReadAssessment, ReadCalendar, ReadDecisions, ReadJurySheet, ReadObjection,
    ReadPassport, ReadProgrammeForm, ReadRegisters, ReadRegistry, WrongEdition,
)  # fmt: skip
RECORDS = (
    *SHARED, *FILES, Answer, Asked, PackedTexts, Contest, AssessmentDigest, Goal, Identity,
    ProgrammeForm, Project, Scorecard, Source, ProjectStage, DecisionBook, TypedFields, BookMark,
)  # fmt: skip
WORDS_OF_RECORDS = (Fact, Kind, NoPoints, Severity)
"""Enumerations among their fields."""
MANY = 2**14
"""Records of equal content that are kept as one object."""
BULKY = 2**18
"""Bytes: only longer answers are deflated; shorter ones would cost more time than they save."""
SHORT, WORDS = 24, 2**11
"""Texts of up to so many letters are kept once, so many of them: codes, marks, dates."""
NO_ANSWERS = pickle.dumps(None, pickle.HIGHEST_PROTOCOL)
_FIELDS: dict[type, tuple[str, ...]] = {
    record: tuple(field.name for field in fields(record)) for record in RECORDS
}


@dataclass(frozen=True, slots=True)
class PackedReturn:
    """A file without its answers, and the answers (a Submission or None), both packed.

    sha256: of the content that says so.
    """

    sha256: str
    file: bytes
    answers: bytes


def pack(examined: Examined, sha256: str) -> PackedReturn:
    """Pack what a content with this hash says."""
    submission = examined.submission
    stream = io.BytesIO()
    _Packer(stream, pickle.HIGHEST_PROTOCOL).dump(examined.file)
    answers = pickle.dumps(_plain(submission) if submission else None, pickle.HIGHEST_PROTOCOL)
    # A registry of thousands: its answers go to a worker again, and wait for it in memory.
    answers = answers if len(answers) < BULKY else deflated(answers)
    return PackedReturn(sha256, stream.getvalue(), answers)


def unpack_file(data: bytes) -> ReadFile:
    """Return the packed file; UnpicklingError or TypeError if these bytes are something else."""
    file: ReadFile = _Unpacker(io.BytesIO(data)).load()
    if not isinstance(file, FILES):
        raise pickle.UnpicklingError("not a file as read")
    return file


def unpack_answers(data: bytes) -> Submission | None:
    """Return the packed answers; some error if these bytes are something else."""
    whole = data if data.startswith(pickle.PROTO) else b"".join(inflated(data))
    plain = _Unpacker(io.BytesIO(whole)).load()
    return None if plain is None else _submission(*plain)


def _plain(submission: Submission) -> tuple[Any, ...]:
    identity = submission.identity
    answers = [
        (a.field_id, a.value, a.given, a.ref.sheet, a.ref.cell, a.readable)
        for a in submission.answers
    ]
    places = [(field, ref.sheet, ref.cell) for field, ref in submission.places]
    period = identity.period
    code = (identity.form_code, period.year, period.part, identity.version, identity.participant)
    return submission.kind.value, code, answers, places


def _submission(
    kind: str, code: tuple[Any, ...], answers: list[Any], places: list[Any]
) -> Submission:
    form_code, year, part, version, participant = code
    return Submission(
        path="",
        kind=Kind(kind),
        identity=Identity(
            form_code=form_code, period=Period(year, part), version=version,
            participant=participant,
        ),
        answers=tuple(
            Answer(
                field_id=field, value=value, given=given, readable=readable,
                ref=CellRef(sheet=sheet, cell=cell),
            )
            for field, value, given, sheet, cell, readable in answers
        ),
        places=tuple((field, CellRef(sheet=sheet, cell=cell)) for field, sheet, cell in places),
    )  # fmt: skip


def rebuilt(number: int, values: tuple[Any, ...]) -> Any:
    """Return the record with this number in RECORDS and these values (called by unpacking)."""
    return _shared(number, values) if number < len(SHARED) else _made(number, values)


def _made(number: int, values: tuple[Any, ...]) -> Any:
    record: Any = RECORDS[number]
    return record(**dict(zip(_FIELDS[record], map(_once, values), strict=True)))


def _once(value: Any) -> Any:
    """Return the value with its short words (ids, codes) each the same object in all returns."""
    if type(value) is str and len(value) <= SHORT:
        return _word(value)
    return tuple(map(_once, value)) if type(value) is tuple else value


_shared = lru_cache(maxsize=MANY)(_made)
_word = lru_cache(maxsize=WORDS)(str)


def _reducer(number: int, record: type) -> Callable[[Any], tuple[Any, ...]]:
    first, *others = _FIELDS[record]
    values = attrgetter(first, *others)
    if not others:  # Then `values` gives the one value bare.
        return lambda value: (rebuilt, (number, (values(value),)))
    return lambda value: (rebuilt, (number, values(value)))


def _by_value(member: StrEnum) -> tuple[Any, ...]:
    """Take a member of an enumeration apart: Python 3.11.0 to 3.11.3 would look `getattr` up."""
    return type(member), (member.value,)


class _Packer(pickle.Pickler):
    """Knows how to take records apart."""

    dispatch_table = (
        copyreg.dispatch_table
        | {record: _reducer(number, record) for number, record in enumerate(RECORDS)}
        | dict.fromkeys(WORDS_OF_RECORDS, _by_value)
        | {DecisionEntry: lambda entry: (entry_of, plain_entry(entry))}
        | {PackedEntries: lambda entries: (unpacked_entries, (entries.parts,))}
    )


class _Unpacker(pickle.Unpickler):
    """Knows the records and plain values; nothing else is looked up, let alone called."""

    _known: ClassVar = {
        (each.__module__, each.__qualname__): each
        for each in (
            rebuilt,
            entry_of,
            unpacked_entries,
            *WORDS_OF_RECORDS,
            Decimal,
            dt.date,
            dt.datetime,
            dt.time,
        )
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return self._known[module, name]
