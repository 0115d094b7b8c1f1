"""One file looked at by itself, in a worker as in a run: it may come from anybody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.registry import FoundRegistry
from kuzbass_batch.forms.year import Year
from kuzbass_batch.intake.discover import discover_file
from kuzbass_batch.intake.pool import answers_of, examine_all, registry_in
from kuzbass_batch.intake.store import opened_store
from kuzbass_batch.model.records import Return, Source, Submission
from kuzbass_batch.workers.local import local_crew


@dataclass(frozen=True, kw_only=True, slots=True)
class Alone:
    """The file, with what lies in it, judged; how to ask for the registry or the answers in it."""

    entries: tuple[Return, ...]
    registry_in: Callable[[Return], FoundRegistry]
    answers_of: Callable[[Source], Submission | None]


@contextmanager
def looked_at(path: Path, year: Year) -> Iterator[Alone]:
    """Yield a single file as read for `year`; nothing is remembered. OSError if it is gone."""
    folder, sources = path.parent, discover_file(path)
    with opened_store(None, year.methodology) as store, local_crew(year, 1) as crew:
        yield Alone(
            entries=tuple(examine_all(folder, sources, crew, store)),
            registry_in=partial(registry_in, folder, crew, store),
            answers_of=partial(answers_of, folder, crew, store),
        )
