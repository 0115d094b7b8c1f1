"""Containers are looked into by processes that can be ended: a stuck one costs one container."""

from collections.abc import Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path

from kuzbass_batch.intake.containers import Contents, look_into
from kuzbass_batch.intake.opening import load
from kuzbass_batch.model import file_rules as rules
from kuzbass_batch.model.findings import Finding
from kuzbass_batch.model.records import Source
from kuzbass_batch.workers.limits import bound_worker

SECONDS_PER_CONTAINER = 20
WORKERS = 2


def look_into_all(
    folder: Path, containers: Sequence[Source], *, seconds: float = SECONDS_PER_CONTAINER
) -> list[Contents]:
    """Return what lies in each container, in the order given."""
    if not containers:
        return []
    from pebble import ProcessExpired, ProcessPool

    found = []
    with ProcessPool(max_workers=min(WORKERS, len(containers)), initializer=bound_worker) as pool:
        jobs = [pool.schedule(_look, args=(folder, each), timeout=seconds) for each in containers]
        for job in jobs:
            try:
                found.append(job.result())
            except FutureTimeout:
                found.append(Contents(finding=rules.TOO_SLOW.at(seconds=int(seconds))))
            except (ProcessExpired, MemoryError):
                found.append(Contents(finding=rules.READER_DIED.at()))
    return found


def _look(folder: Path, source: Source) -> Contents:
    data = load(folder, source)
    if isinstance(data, Finding):
        return Contents(finding=data)
    return look_into(data, source.location or source.path)
