"""Earlier results: last year's results.json in the folder, and the result of an earlier run."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kuzbass_batch.model.findings import Finding, in_file
from kuzbass_batch.model.records import Kind, Return, Source
from kuzbass_batch.model.snapshots import Snapshot, is_results, snapshot_of

MAX_BYTES = 200 * 2**20
"""Far beyond the results of ten thousand participants."""


def read_results(path: Path, name: str = "") -> Snapshot | None:
    """Return what a results.json tells, None if the file is none; `name` is how it is called."""
    document = _parsed(path)
    return snapshot_of(document, name or str(path)) if is_results(document) else None


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def last_years(folder: Path, sources: Iterable[Source], year: int) -> Snapshot | str | None:
    """Return the results of the year before among the files, or a sentence if there are several."""
    named = (
        source
        for source in sources
        if source.path.lower().endswith(".json") and source.sha256 and source.member is None
    )
    found = [
        snapshot
        for source in named
        if (snapshot := read_results(folder / (source.location or source.path), source.path))
        and snapshot.year == year - 1
    ]
    if len(found) > 1:
        names = ", ".join(f"«{snapshot.path}»" for snapshot in found)
        return f"В папке несколько файлов с результатами за {year - 1} год: {names}. Оставьте один."
    return found[0] if found else None


def known_as_past(
    entries: Iterable[Return], past: Snapshot | None, findings: tuple[Finding, ...] = ()
) -> tuple[Return, ...]:
    """Return the entries, last year's results known for what they are, with their findings."""
    return tuple(
        _as_past(entry, findings) if past and entry.source.path == past.path else entry
        for entry in entries
    )


def _as_past(entry: Return, findings: tuple[Finding, ...]) -> Return:
    source = replace(entry.source, litter="")
    marked = in_file(findings, source.path)
    return replace(entry, kind=Kind.PAST_RESULTS, source=source, findings=marked)
