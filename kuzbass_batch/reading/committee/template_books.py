"""Workbooks that the committee fills in beside its letters: its details, a contest's announcement.

They are read strictly, as the registry is: whatever is wrong with a cell is named, all at once,
with what to do. One that nobody has filled in says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kuzbass_batch.findings.finding import Finding, Severity
from kuzbass_batch.forms.parsing.submission import parse_form
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.plain_file import plain_bytes
from kuzbass_batch.reading.files.opening import reason_of
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.reading.recognise import is_as_drawn, kind_of, recognise
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.files.workbooks import RawForm
from kuzbass_batch.wording import AGAIN_IN_QUIET
from kuzbass_batch.workers.crew import Lost, Work, done_by
from kuzbass_batch.workers.local import local_crew

T = TypeVar("T")

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls")
"""What office suites save a workbook as."""
_ANEW = (
    "Уберите её из папки шаблонов и щёлкните «Новый год» ещё раз (в команде – "
    "«kuzbass-batch start»): появится чистая книга."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateBook:
    """A workbook of the folder of templates: its form, its file's stem, what it is a book of.

    of: in the genitive, «реквизитов».
    """

    kind: Kind
    stem: str
    of: str

    @property
    def file_name(self) -> str:
        """What the program calls the file: «Реквизиты.xlsx»."""
        return f"{self.stem}.xlsx"


DETAILS = TemplateBook(kind=Kind.DETAILS, stem="Реквизиты", of="реквизитов")
CONTEST = TemplateBook(kind=Kind.CONTEST_ANNOUNCEMENT, stem="Конкурс", of="конкурса")
TEMPLATE_BOOKS = (DETAILS, CONTEST)


@dataclass(frozen=True, kw_only=True, slots=True)
class BookAnswers:
    """What a workbook says, and what the form finds fault with; nothing if it is as drawn."""

    answers: tuple[Answer, ...] = ()
    findings: tuple[Finding, ...] = ()


def books_in(folder: Path | None, *books: TemplateBook) -> tuple[Path, ...]:
    """Return those of these workbooks that lie in a folder, in whichever format they were saved."""
    if folder is None or not folder.is_dir():
        return ()
    names = {f"{book.stem}{suffix}".casefold() for book in books for suffix in SUFFIXES}
    return tuple(sorted(path for path in folder.iterdir() if path.name.casefold() in names))


def book_bytes(folder: Path | None, book: TemplateBook) -> tuple[str, bytes] | str:
    """Return name and bytes of the one workbook, both empty if there is none.

    A sentence if there are several, or it cannot be read.
    """
    found = books_in(folder, book)
    if len(found) > 1:
        names = ", ".join(f"«{path.name}»" for path in found)
        return f"В папке шаблонов несколько книг {book.of}: {names}. Оставьте одну."
    if not found:
        return "", b""
    try:
        return found[0].name, plain_bytes(found[0])
    except OSError as error:
        return f"Книга «{found[0].name}» не читается: {reason_of(error)}."


def read_by_worker(
    read: Work[tuple[str, bytes], T], common: Any, book: tuple[str, bytes]
) -> T | str:
    """Return what a worker reads in a workbook; a sentence if it was lost over it.

    Anybody may have edited the workbook: what ends a worker, or holds it up, ends no run.
    """
    with local_crew(common, 1) as crew:
        ((_, found),) = done_by(crew, read, [book], group=1)
    if found is Lost.STUCK:
        return f"Книга «{book[0]}» не прочитана: не хватило времени. {AGAIN_IN_QUIET}"
    if isinstance(found, Lost):
        return f"Книга «{book[0]}» не прочитана: она слишком велика или повреждена."
    return found


def book_answers(
    data: bytes, book: TemplateBook, spec_of: Callable[[RawForm, Period], FormSpec]
) -> BookAnswers | tuple[str, ...]:
    """Return what a workbook says; lines that tell why it is none of these, or cannot be read.

    spec_of: the form by which it is read, from the workbook and the period of its code.
    """
    form, notes = read_form(data)
    if form is None:
        return tuple(map(fault_line, notes))
    identity = recognise(form).identity
    if identity is None or kind_of(identity) is not book.kind:
        return (f"Это не книга {book.of} этой программы. {_ANEW}",)
    spec = spec_of(form, identity.period)
    if identity.period != spec.period:
        return (f"Книга за {identity.period.name}, а нужна за {spec.period.name}. {_ANEW}",)
    if identity.version != spec.version:
        return (f"Книга другой версии ({identity.version}). {_ANEW}",)
    parsed = parse_form(form, spec, identity)
    if parsed.unfilled or is_as_drawn(data):
        return BookAnswers()
    told = (f for f in (*notes, *parsed.findings) if f.severity is not Severity.NOTE)
    return BookAnswers(answers=parsed.submission.answers, findings=tuple(told))


def fault_line(finding: Finding) -> str:
    """Return a fault as the clerk is told it: its cell, what is wrong, what to do."""
    place = f"{finding.sheet}!{finding.cell}: " if finding.cell else ""
    return " ".join(filter(None, (f"{place}{finding.message}", finding.remedy)))


def faulty_book(name: str, faults: tuple[str, ...]) -> str:
    """Return the head of a list of faults: which book is to be mended, and how often."""
    return f"Книгу «{name}» нужно исправить ({len(faults)}):"
