"""Earlier results: last year's results.json in the folder, and the result of an earlier run."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kuzbass_batch.contents import opened
from kuzbass_batch.findings.finding import Finding, in_file
from kuzbass_batch.reading.guard.bounds import MAX_CELL_TEXT
from kuzbass_batch.reading.guard.sanitize import clean
from kuzbass_batch.records.read_files import EarlierResults, ReadFile
from kuzbass_batch.records.snapshots import Snapshot, is_results, snapshot_of, texts_of
from kuzbass_batch.records.sources import Source
from kuzbass_batch.workers.crew import Lost
from kuzbass_batch.workers.local import done_apart

MAX_BYTES = 200 * 2**20
"""More than twice the results of ten thousand participants."""
SECONDS_PER_FILE = 60.0
_TOO_LONG = 2 * MAX_CELL_TEXT


def read_results(path: Path, name: str = "") -> Snapshot | None:
    """Return what a results.json says, None if the file is none; `name` is how it is called."""
    return _read_all([(path, name or str(path))])[0]


def _read_all(files: Sequence[tuple[Path, str]]) -> list[Snapshot | None]:
    """Return what each file says; a process of its own reads them.

    Anybody may have written them, and what ten thousand participants say in JSON is a load that
    the main process need not carry.
    """
    found = done_apart(_read, files, seconds=SECONDS_PER_FILE)
    return [None if isinstance(each, Lost) else each for each in found]


def _read(file: tuple[Path, str]) -> Snapshot | None:
    path, name = file
    document = _parsed(path)
    found = snapshot_of(document, name) if is_results(document) else None
    return found if found and all(map(_is_fit, texts_of(found))) else None


def _parsed(path: Path) -> Any:
    try:
        with opened(path) as stream:
            data = stream.read(MAX_BYTES + 1)
        return json.loads(data) if len(data) <= MAX_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None


def _is_fit(text: str) -> bool:
    """Tell whether the program may have written a text: what is unfit stays at the door."""
    return len(text) <= _TOO_LONG and clean(text) == (text, "")


def last_years(folder: Path, sources: Iterable[Source], year: int) -> Snapshot | str | None:
    """Return the results of the year before among the files, or a sentence if there are several."""
    named = [
        (folder / (source.location or source.path), source.path)
        for source in sources
        if source.path.lower().endswith(".json") and source.sha256 and source.member is None
    ]
    found = [each for each in _read_all(named) if each and each.year == year - 1]
    if len(found) > 1:
        names = ", ".join(f"«{snapshot.path}»" for snapshot in found)
        return f"В папке несколько файлов с результатами за {year - 1} год: {names}. Оставьте один."
    return found[0] if found else None


def known_as_past(
    files: Iterable[ReadFile], past: Snapshot | None, findings: tuple[Finding, ...] = ()
) -> tuple[ReadFile, ...]:
    """Return the files, last year's results known for what they are, with their findings."""
    return tuple(
        _as_past(file, findings) if past and file.source.path == past.path else file
        for file in files
    )


def _as_past(file: ReadFile, findings: tuple[Finding, ...]) -> EarlierResults:
    source = replace(file.source, litter="")
    return EarlierResults(source=source, findings=in_file(findings, source.path))
