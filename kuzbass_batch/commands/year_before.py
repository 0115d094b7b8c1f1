"""The folder of the year before: which it is, and what a new year's folder takes over from it."""

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from kuzbass_batch.commands.year_folder import MARKER, FaultyFolder, YearFolder, year_folder
from kuzbass_batch.contents import opened
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.loader import available_periods, only_amends
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.letter_templates import NAMES
from kuzbass_batch.publishing.disk import describe_fault
from kuzbass_batch.publishing.service_files import replace_file
from kuzbass_batch.reading.committee.earlier_results import read_results
from kuzbass_batch.reading.committee.template_books import DETAILS, books_in
from kuzbass_batch.reading.committee.year_key import accepted_text, read_key
from kuzbass_batch.reading.own_names import ACCEPTED_FILE
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.reading.recognise import mark_in, recognise
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.snapshots import RESULTS, Snapshot
from kuzbass_batch.rules.decisions.marks import mark_of
from kuzbass_batch.usage import WrongUsage

T = TypeVar("T")


def sound(look: Callable[[], T]) -> T:
    """Return what is found in a year's folder; WrongUsage if it is not as it must be."""
    try:
        return look()
    except FaultyFolder as error:
        raise WrongUsage(str(error)) from error


def year_before(period: Period, old: Path) -> YearFolder:
    """Return the folder of an earlier period; WrongUsage if it is none."""
    before = sound(partial(year_folder, old))
    if before is None or before.period >= period:
        words = period.kind.words
        raise WrongUsage(
            f"«{old}» – не папка более раннего {words.genitive}: в ней нет файла «{MARKER}» с "
            f"{words.instrumental} до {period}. Без --from реестр будет пустым."
        )
    return before


def year_beside(place: Path, period: Period) -> Path | None:
    """Return the latest folder of an earlier period that lies in `place`, None if there is none.

    One that cannot be understood is none: it is told of where it is asked for by its name.
    """
    found = []
    for path in sorted(place.iterdir()):
        try:
            there = year_folder(path) if path.is_dir() else None
        except FaultyFolder:
            continue
        if there and there.period < period and there.period.kind == period.kind:
            found.append((there.period, path))
    return max(found, key=lambda each: each[0])[1] if found else None


def carried_methodology(period: Period, before: YearFolder | None) -> Path | None:
    """Return the folder of an earlier period's own methodology if it rules a later one, too.

    None where there is none, or where it only amends the program's act for its own periods: that
    act rules the later one. WrongUsage if it is another act, which does not say what holds then.
    """
    folder = before.methodologies if before else None
    if folder is None:
        return None
    try:
        if period in available_periods(folder):
            return folder
        if only_amends(folder):
            return None
    except MethodologyError as error:
        raise WrongUsage(str(error), error.details) from error
    raise WrongUsage(
        f"В папке «{folder}» нет методики за {period.name}. Укажите файл, по которому проводится "
        f"рейтинг {period.genitive}: --methodology ФАЙЛ."
    )


def carried_templates(before: YearFolder | None) -> Iterator[tuple[str, bytes]]:
    """Yield the committee's own details and templates, by their names in their folder."""
    place = before.templates if before else None
    if place is None:
        return
    for name in (*NAMES, *(path.name for path in books_in(place, DETAILS))):
        if (place / name).is_file():
            yield name, _content(place / name)


def carried_results(
    before: YearFolder | None, methodology: Methodology
) -> Iterator[tuple[str, bytes]]:
    """Yield what of the result before goes on, by its name in the inbox.

    That is the result itself, so that this year is compared with it, and the registers of the
    programme: one book serves all their years.
    """
    path = before.result / RESULTS if before else None
    found = read_results(path) if path else None
    if before is None or path is None or not isinstance(found, Snapshot):
        return
    if before.period == methodology.period.previous:
        yield RESULTS, _content(path)
    spec = year_of(methodology).forms.get(Kind.REGISTERS)
    book = before.result / spec.file_name if spec else None
    if book and book.is_file():
        yield book.name, _content(book)


def as_own(inbox: Path, book: bytes) -> bytes:
    """Return a book of the result before as the new folder's own: its key is another.

    The mark is changed in it, so that it counts once it is filled in and saved, too. A book without
    a mark is entered among the accepted ones: it counts as long as nobody saves it.
    """
    key = read_key(inbox)
    form, _ = read_form(book)
    identity, old = (recognise(form).identity, mark_in(form)) if form else (None, None)
    # As number 0: of what the new folder draws, nothing was taken out of this book.
    new = mark_of(key, identity, draw=0) if identity and old else None
    marked = _with_text_changed(book, str(old), str(new)) if new else None
    if marked is None:
        text = accepted_text(inbox, key, [sha256(book).hexdigest()])
        replace_file(inbox / ACCEPTED_FILE, text)
    return marked or book


def _with_text_changed(book: bytes, old: str, new: str) -> bytes | None:
    """Return a workbook with a text that stands in it once changed; None if it does not."""
    changed, stream = 0, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(stream, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            changed += data.count(old.encode())
            target.writestr(part, data.replace(old.encode(), new.encode()))
    return stream.getvalue() if changed == 1 else None


def _content(path: Path) -> bytes:
    try:
        with opened(path) as stream:
            return stream.read()
    except OSError as error:
        why = describe_fault(error, "чтение")
        raise WrongUsage(f"Файл «{path}» не читается: {why}.") from error
