"""One file looked at by itself, in a worker as in a run: it may come from anybody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.parsing.registry import FoundRegistry
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.reading.files.discover import discover_file
from kuzbass_batch.reading.pool import answers_of, examine_all, registry_in
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.sources import Source
from kuzbass_batch.records.submissions import Submission
from kuzbass_batch.workers.local import local_crew


@dataclass(frozen=True, kw_only=True, slots=True)
class SingleFile:
    """The file, with what lies in it, judged; how to ask for the registry or the answers in it."""

    entries: tuple[Return, ...]
    registry_in: Callable[[Return], FoundRegistry]
    answers_of: Callable[[Source], Submission | None]


@contextmanager
def looked_at(path: Path, year: ReportingYear) -> Iterator[SingleFile]:
    """Yield a single file as read for `year`; nothing is remembered. OSError if it is gone."""
    folder, sources = path.parent, discover_file(path)
    with opened_store(None, year.methodology) as store, local_crew(year, 1) as crew:
        yield SingleFile(
            entries=tuple(examine_all(folder, sources, crew, store)),
            registry_in=partial(registry_in, folder, crew, store),
            answers_of=partial(answers_of, folder, crew, store),
        )
