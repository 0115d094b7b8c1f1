"""Single files looked at: many together, each told as it was asked for; nothing is written."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from kuzbass_batch.committee import FindRegistry, is_registry
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, year_of
from kuzbass_batch.methodology.calendar.period import Asked
from kuzbass_batch.reading.files.discover import discover_file
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.returns.read_files import ReadFile
from kuzbass_batch.usage import methodology_of, refusals, refuse_missing
from kuzbass_batch.workers.local import local_crew

FEW, AT_A_TIME = 8, 64
"""Files that one worker reads as quickly as several would begin; files read before one is told."""
LookAt = Callable[..., tuple[FolderReader, tuple[tuple[ReadFile, ...], ...]]]
"""Reads files of one folder: each as it is, with what lies in it."""


def check(
    paths: Iterable[Path], *, year: Asked, methodologies: Path | None = None
) -> Iterator[ReadFile]:
    """Yield each file examined, without a registry, and what lies in it; nothing is written.

    They may come from anybody: workers read them, as in a run, several files at a time. WrongUsage
    at the first that is not there, once those before it are told.
    """
    asked = tuple(paths)
    the_year = year_of(methodology_of(year, methodologies))
    with reading_for(the_year, workers=1 if len(asked) <= FEW else None) as look_at:
        for group in _together(asked):
            reader, every = look_at(*group)
            for files in every:
                found = map(partial(judged, reader.registry_in), files)
                yield from sorted(found, key=lambda file: file.source.path)


def _together(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """Yield the paths in groups of one folder; WrongUsage at one that is no file."""
    group: list[Path] = []
    for path in paths:
        apart = not group or path.parent != group[0].parent or path in group
        if group and (apart or len(group) == AT_A_TIME or not os.path.isfile(path)):  # noqa: PTH113
            yield group
            group = []
        refuse_missing(path)
        group.append(path)
    if group:
        yield group


def judged(read: FindRegistry, file: ReadFile) -> ReadFile:
    """Return a registry with the findings of its own checks, any other file as it is."""
    return replace(file, findings=read(file)[1]) if is_registry(file) else file


@contextmanager
def reading_for(year: ReportingYear, workers: int | None = 1) -> Iterator[LookAt]:
    """Yield what reads files of one folder for `year`: each with what lies in it, and who reads.

    They may come from anybody: workers read them, as in a run (None: one for each core). Nothing is
    remembered. OSError if one is gone.
    """
    hours = year.methodology.words.bodies.utc_hours
    with (
        refusals(),
        opened_store(None, year.methodology) as store,
        local_crew(year, workers) as crew,
    ):

        def look_at(*paths: Path) -> tuple[FolderReader, tuple[tuple[ReadFile, ...], ...]]:
            reader = FolderReader(paths[0].parent, crew, store)
            sources = [discover_file(path, utc_hours=hours) for path in paths]
            every = {file.source.path: file for file in reader.read(chain(*sources))}
            return reader, tuple(tuple(every[each.path] for each in own) for own in sources)

        yield look_at
