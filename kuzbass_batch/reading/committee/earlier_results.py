"""Earlier results: last year's results.json in the folder, and the result of an earlier run."""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kuzbass_batch.ceilings import MOST_RESULTS
from kuzbass_batch.contents import opened
from kuzbass_batch.findings.finding import Finding, in_file
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.reading.committee.results_lines import OtherwiseWritten, document_in
from kuzbass_batch.reading.guard.bounds import MAX_CELL_TEXT
from kuzbass_batch.reading.guard.sanitize import clean
from kuzbass_batch.records.committee.decisions import DecisionEntry
from kuzbass_batch.records.committee.entry_text import entry_from_plain
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.returns.read_files import EarlierResults, ReadFile
from kuzbass_batch.records.year.snapshots import Snapshot, is_results, snapshot_of, texts_of
from kuzbass_batch.rules.decisions.older_books import entry_digest
from kuzbass_batch.wording import AGAIN_IN_QUIET
from kuzbass_batch.workers.crew import Crew, Lost, done_by
from kuzbass_batch.workers.local import done_apart

TOO_MANY = "Разделите реестр на части и рассчитайте каждую в своей папке."
_TOO_LONG = 2 * MAX_CELL_TEXT
T = TypeVar("T")


def read_results(path: Path, name: str = "", crew: Crew | None = None) -> Snapshot | str | None:
    """Return what a results.json says, None if the file is none, a sentence if time ran out.

    name: how the file is called. crew: one of its workers reads the file if it is a crew of this
    machine; else a process is begun for that.
    """
    if not os.path.lexists(path):
        return None
    if path.is_file() and path.stat().st_size > MOST_RESULTS:
        most = MOST_RESULTS // 2**20
        return f"Файл «{name or path}» больше {most} МБ: прежний результат не прочитан. {TOO_MANY}"
    return _read_all([(path, name or str(path))], crew)[0]


def _read_all(
    files: Sequence[tuple[Path, str]], crew: Crew | None = None
) -> list[Snapshot | str | None]:
    """Return what each file says; a process of its own reads them.

    Anybody may have written them, and what ten thousand participants say in JSON is a load that
    the main process need not carry. One that a process dies over is none of the program's; one for
    which there was no time may be, and without it changes would go unsaid.
    """
    if crew and crew.shares_disk:
        found = [each for _, each in done_by(crew, _read_by_worker, files, group=1)]
    else:
        found = done_apart(_read, files)
    return [_known(each, name) for each, (_, name) in zip(found, files, strict=True)]


def _known(found: Snapshot | Lost | None, name: str) -> Snapshot | str | None:
    if found is Lost.STUCK:
        return f"Файл «{name}» не прочитан: не хватило времени. {AGAIN_IN_QUIET}"
    return None if isinstance(found, Lost) else found


def recalled(path: Path, wanted: frozenset[str]) -> Mapping[str, DecisionEntry]:
    """Return whole entries that a results.json remembers, by digest; those it lacks are left out.

    They are seldom wanted, and weigh more than all else that is known of them.
    """
    if not wanted:
        return {}
    (found,) = done_apart(partial(_recall, path), [wanted])
    return {} if isinstance(found, Lost) else found


def _recall(path: Path, wanted: frozenset[str]) -> dict[str, DecisionEntry]:
    return _asked(path, partial(_remembered_in, wanted=wanted)) or {}


def _remembered_in(document: Any, wanted: frozenset[str]) -> dict[str, DecisionEntry]:
    names = ("entries", "register_entries") if is_results(document) else ()
    listed = (each for name in names for each in document.get(name, ()))
    known = (each for each in listed if each["digest"] in wanted)
    entries = {each["digest"]: entry_from_plain(each, each["book"]) for each in known}
    return {
        digest: entry
        for digest, entry in entries.items()
        if entry is not None
        and entry_digest(entry) == digest
        and all(_is_fit(cell.raw) for cell in entry.entered if isinstance(cell.raw, str))
    }


def _read_by_worker(_common: Any, file: tuple[Path, str]) -> Snapshot | None:
    return _read(file)


def _read(file: tuple[Path, str]) -> Snapshot | None:
    path, name = file
    return _asked(path, partial(_told_by, name=name))


def _told_by(document: Any, name: str) -> Snapshot | None:
    found = snapshot_of(document, name) if is_results(document) else None
    return found if found and all(map(_is_fit, texts_of(found))) else None


def _asked(path: Path, question: Callable[[Any], T]) -> T | None:
    """Return what a question makes of a JSON file while it is open, None if it cannot be read.

    One that the program has written is read line by line, as its lists are asked for.
    """
    try:
        with opened(path) as stream:
            if os.fstat(stream.fileno()).st_size > MOST_RESULTS:
                return None
            try:
                document: Any = document_in(stream)
            except OtherwiseWritten:
                stream.seek(0)
                document = json.loads(stream.read(MOST_RESULTS))
            return question(document)
    except (OSError, ValueError, RecursionError):
        return None


def _is_fit(text: str) -> bool:
    """Tell whether the program may have written a text: what is unfit stays at the door."""
    return len(text) <= _TOO_LONG and clean(text) == (text, "")


def last_years(folder: Path, sources: Iterable[Source], period: Period) -> Snapshot | str | None:
    """Return the last period's results among the files, or a sentence if it cannot be told."""
    named = [
        (folder / (source.location or source.path), source.path)
        for source in sources
        if source.path.lower().endswith(".json") and source.sha256 and source.member is None
    ]
    return _last_years_among(named, period)


def last_years_beside(file: Path, period: Period) -> Snapshot | str | None:
    """Return the last period's results that lie beside a file or in a folder beside it.

    A sentence if it cannot be told which they are.
    """
    folder = file.parent
    paths = sorted((*folder.glob("*.json"), *folder.glob("*/*.json")))
    named = [(path, str(path.relative_to(folder))) for path in paths if path.is_file()]
    return _last_years_among(named, period)


def _last_years_among(files: Sequence[tuple[Path, str]], period: Period) -> Snapshot | str | None:
    read = _read_all(files)
    unread = next((each for each in read if isinstance(each, str)), None)
    if unread:
        return unread
    before = period.previous
    found = [e for e in read if isinstance(e, Snapshot) and e.period == before]
    if len(found) > 1:
        names = ", ".join(f"«{snapshot.path}»" for snapshot in found)
        return f"В папке несколько файлов с результатами за {before.name}: {names}. Оставьте один."
    return found[0] if found else None


def known_as_past(
    files: Iterable[ReadFile], past: Snapshot | None, findings: tuple[Finding, ...] = ()
) -> tuple[ReadFile, ...]:
    """Return the files, last year's results known for what they are, with their findings."""
    return tuple(
        _as_past(file, past, findings) if past and file.source.path == past.path else file
        for file in files
    )


def _as_past(file: ReadFile, past: Snapshot, findings: tuple[Finding, ...]) -> EarlierResults:
    source = replace(file.source, litter="")
    found = in_file(findings, source.path)
    return EarlierResults(source=source, findings=found, period=past.period)
