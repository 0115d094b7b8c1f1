"""Containers are looked into by processes that can be ended: a stuck one costs one container."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.reading.files.containers import Contents, look_into
from kuzbass_batch.reading.files.opening import load
from kuzbass_batch.records.sources import Source
from kuzbass_batch.workers.crew import Lost
from kuzbass_batch.workers.local import done_apart

SECONDS_PER_CONTAINER = 20
WORKERS = 2


def look_into_all(
    folder: Path, containers: Sequence[Source], *, seconds: float = SECONDS_PER_CONTAINER
) -> list[Contents]:
    """Return what lies in each container, in the order given."""
    look = partial(_look, folder)
    found = done_apart(look, containers, seconds=seconds, width=WORKERS)
    return [_closed(each, seconds) if isinstance(each, Lost) else each for each in found]


def _closed(lost: Lost, seconds: float) -> Contents:
    if lost is Lost.STUCK:
        return Contents(finding=rules.TOO_SLOW.at(seconds=int(seconds)))
    return Contents(finding=rules.READER_DIED.at())


def _look(folder: Path, source: Source) -> Contents:
    data = load(folder, source)
    if isinstance(data, Finding):
        return Contents(finding=data)
    return look_into(data, source.location or source.path)
