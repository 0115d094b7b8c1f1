"""Whether a book of the committee's was drawn by this year's folder, and what is said if not."""

import hmac
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding, in_file
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.rater import COMMITTEE, Rater
from kuzbass_batch.records.committee.book_marks import BookMark, Trust
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.returns.read_files import (
    ReadDecisions,
    ReadFile,
    ReadRegisters,
    ReadRegistry,
    WrongEdition,
)

Book = ReadDecisions | ReadRegisters | ReadRegistry | WrongEdition
"""A file that may be a book of the committee's."""
CALLED = {
    Kind.DECISIONS: "Книга решений",
    Kind.REGISTERS: "Книга «Реестры программы»",
    Kind.REGISTRY: "Книга с реестром участников",
}
LABEL = "kuzbass-batch book 1"
ACCEPTED = "kuzbass-batch accepted 1"


def mark_of(key: bytes, identity: Identity, draw: int) -> BookMark | None:
    """Return the mark of a book that the folder with this key draws; None without a key."""
    if not key:
        return None
    words = (LABEL, identity.form_code, str(identity.period), str(identity.version), str(draw))
    digest = hmac.new(key, "\0".join(words).encode(), sha256).hexdigest()
    return BookMark(draw=draw, digest=digest)


def acceptance_of(key: bytes, content: str) -> str:
    """Return what proves that the committee accepted the content with this SHA-256."""
    return hmac.new(key, f"{ACCEPTED}\0{content}".encode(), sha256).hexdigest()


def is_marked(file: Book, trust: Trust) -> bool:
    """Tell whether this folder drew the book: a key that somebody replaced proves nothing."""
    if file.mark is None or trust.replaced:
        return False
    right = mark_of(trust.key, file.identity, file.mark.draw)
    return right is not None and hmac.compare_digest(right.digest, file.mark.digest)


def is_own(file: Book, trust: Trust) -> bool:
    """Tell whether the book counts: this folder drew it, or the committee accepted it by name."""
    return file.source.sha256 in trust.accepted or is_marked(file, trust)


def draw_of(file: Book, trust: Trust) -> int:
    """Return the number of the drawing, 0 where no mark proves it."""
    return file.mark.draw if file.mark and is_marked(file, trust) else 0


def accepted_books(files: Iterable[ReadFile], trust: Trust) -> tuple[tuple[str, str], ...]:
    """Return path and SHA-256 of the books that count only because the committee accepted them."""
    return tuple(
        (file.source.path, file.source.sha256)
        for file in files
        if isinstance(file, Book)
        and file.source.sha256 in trust.accepted
        and not is_marked(file, trust)
    )


def split_by_mark(
    files: Iterable[ReadFile], period: Period, trust: Trust, rater: Rater = COMMITTEE
) -> tuple[tuple[ReadFile, ...], tuple[ReadFile, ...]]:
    """Return the files that may decide something, and the books of the year that may not.

    A book of decisions without a right mark is never in force. A registry without one is, unless
    another in the folder has one: there is no run without a registry, and many are made by hand.
    """
    listed = tuple(files)
    registries = [file for file in listed if _is(Kind.REGISTRY, file, period)]
    known = any(is_own(file, trust) for file in registries if isinstance(file, Book))
    strange = {
        file.source.path
        for file in listed
        if isinstance(file, Book)
        and not is_own(file, trust)
        and (_may_decide(file, period) or (known and file in registries))
    }
    own = tuple(file for file in listed if file.source.path not in strange)
    told = (
        _with_unproved_finding(f, trust, rater)
        for f in listed
        if isinstance(f, Book) and f.source.path in strange
    )
    return own, tuple(told)


def _may_decide(file: Book, period: Period) -> bool:
    """Tell whether a book would say something: decisions of the year, registers of any."""
    if file.kind is Kind.REGISTERS:
        return not isinstance(file, ReadRegisters) or file.of_programme
    return _is(Kind.DECISIONS, file, period)


def _is(kind: Kind, file: ReadFile, period: Period) -> bool:
    """Tell whether a file is such a book; decisions of another year decide nothing anyway."""
    return (
        isinstance(file, Book)
        and file.kind is kind
        and (kind is Kind.REGISTRY or file.identity.period == period)
    )


def _with_unproved_finding(file: Book, trust: Trust, rater: Rater) -> Book:
    """Return the book with the finding that asks the clerk about it."""
    found: Finding = rules.NOT_OF_THIS_FOLDER.at(
        what=CALLED[file.kind],
        why=_why(file, trust),
        path=file.source.path,
        rater=rater,
    )
    # What else is wrong with it concerns nobody before it is accepted.
    return replace(file, findings=in_file((found,), file.source.path))


def _why(file: Book, trust: Trust) -> str:
    if file.mark is None:
        return "отметки, с которой программа чертит книги этой папки, в файле нет"
    if trust.replaced:
        return "ключ года не тот, с которым сделан прежний результат"
    return "отметка в файле – другой папки, другого года или потерянного ключа"
