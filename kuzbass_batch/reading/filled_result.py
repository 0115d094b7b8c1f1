"""Decisions that were entered into the workbook of the result folder: the run does not read those.

The clerk is to carry the workbook into the input folder. Who fills it in where it was drawn is told
so, and what he entered is not lost: the next result keeps a copy of the book under a name that says
what it is, and so does every further one, until the run's own book holds the same or the copy is
taken away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from kuzbass_batch.ceilings import COMMITTEES
from kuzbass_batch.contents import opened
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.committee.decisions import BOOK_NAME, DecisionEntry
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import ReadDecisions
from kuzbass_batch.records.year.outcome import LeftBook
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.workers.crew import Crew, Lost, done_by

BOOKS = (".xlsx", ".xlsm", ".ods", ".xls")
Entries = Sequence[DecisionEntry]
LEFT = "не учтено"
_LEFT = re.compile(rf" \({LEFT}(?: \d+)?\)")


def entered_in_result(result: Path, year: ReportingYear, crew: Crew) -> Mapping[str, Entries]:
    """Return what stands in the decisions workbooks of a result folder that somebody saved anew.

    By the name of the book; what cannot be read says nothing.
    """
    drawn = year.file_name(Kind.DECISIONS)
    books = [(path.name, data) for path in _saved(result, drawn) if (data := _content(path))]
    read = done_by(crew, _entries_of, books, group=1)
    return {name: entries for (name, _), entries in read if not isinstance(entries, Lost)}


def left_books(names: Iterable[str]) -> tuple[LeftBook, ...]:
    """Return under which names a result keeps the books of the one before it."""
    found: dict[str, str] = {}
    for name in names:
        path = PurePosixPath(name)
        stem, number = _LEFT.sub("", path.stem), 1
        kept = f"{stem} ({LEFT}){path.suffix}"
        while kept in found:
            number += 1
            kept = f"{stem} ({LEFT} {number}){path.suffix}"
        found[kept] = name
    return tuple(LeftBook(name=name, kept=kept) for kept, name in found.items())


def keep_left(books: Iterable[LeftBook], last: Path, folder: Path) -> None:
    """Write the books that hold what was not carried over, as they lie in the last result."""
    for book in books:
        (folder / book.kept).write_bytes((last / book.name).read_bytes())


def _entries_of(year: ReportingYear, book: tuple[str, bytes]) -> Entries:
    return read_entries(year, book[1])


def read_entries(year: ReportingYear, data: bytes) -> Entries:
    """Read the entries of a decisions workbook of the year (in a worker), none if it is another."""
    file = examine_content(data, year.methodology, year.forms).file
    return file.book.entries if isinstance(file, ReadDecisions) and file.book else ()


def _saved(result: Path, drawn: str) -> Iterator[Path]:
    """Yield the workbooks named as the decisions that are newer than the result, or renamed.

    results.json is written last: what the program drew itself is not newer.
    """
    try:
        written = (result / RESULTS).stat().st_mtime_ns
        paths = sorted(path for path in result.iterdir() if path.suffix.lower() in BOOKS)
        for path in paths:
            if fold(path.name).startswith(BOOK_NAME) and (
                path.name != drawn or path.stat().st_mtime_ns > written
            ):
                yield path
    except OSError:
        return  # There is no result yet, or it cannot be looked at: the publisher says so.


def _content(path: Path) -> bytes:
    try:
        with opened(path) as stream:
            data = stream.read(COMMITTEES.size + 1)
    except OSError:
        return b""
    return data if len(data) <= COMMITTEES.size else b""
