"""Files are examined in worker processes: a dead or stuck one costs one file, not the batch."""

import os
from collections.abc import Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from functools import partial
from pathlib import Path

from kuzbass_batch.intake.examine import Forms, examine
from kuzbass_batch.intake.limits import bound_worker
from kuzbass_batch.model import file_rules as rules
from kuzbass_batch.model.findings import Finding, in_file
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.records import Kind, Return, Source

SECONDS_PER_FILE = 30

_job: partial[Return] | None = None


def examine_all(
    folder: Path,
    sources: tuple[Source, ...],
    methodology: Methodology,
    forms: Forms,
    *,
    workers: int | None = None,
    seconds: float = SECONDS_PER_FILE,
) -> Iterator[Return]:
    """Yield a return for each source in the order given, examined in isolated processes."""
    from pebble import ProcessExpired, ProcessPool

    count = max(1, min(workers or os.cpu_count() or 1, len(sources)))
    shared = (folder, methodology, forms)
    with ProcessPool(max_workers=count, initializer=_begin, initargs=shared) as pool:
        futures = [pool.schedule(_examine, args=(source,), timeout=seconds) for source in sources]
        for source, future in zip(sources, futures, strict=True):
            try:
                yield future.result()
            except FutureTimeout:
                yield _lost(source, rules.TOO_SLOW.at(seconds=int(seconds)))
            except (ProcessExpired, MemoryError):
                yield _lost(source, rules.READER_DIED.at())


def _begin(folder: Path, methodology: Methodology, forms: Forms) -> None:
    """Keep in the worker what every file needs, and bound the worker."""
    global _job
    _job = partial(examine, folder, methodology=methodology, forms=forms)
    bound_worker()


def _examine(source: Source) -> Return:
    assert _job is not None
    return _job(source)


def _lost(source: Source, finding: Finding) -> Return:
    return Return(source=source, kind=Kind.UNKNOWN, findings=in_file((finding,), source.path))
