"""What a run works with, made ready before its first stage and given back after the last."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.publishing.staging import ResultPlace, place_for
from kuzbass_batch.reading.files.stillness import Stamp
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.run import Run, RunOptions
from kuzbass_batch.usage import accepted, refusals, stamps_of
from kuzbass_batch.workers.cluster import Cluster
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.hired import crew_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """What the stages of one run share.

    stamps: the state of the input folder before anything was read. place: where the result goes; a
    dry run's keeps nothing. watcher: hears how far the run is.
    """

    asked: Run
    year: ReportingYear
    place: ResultPlace
    stamps: Mapping[str, Stamp]
    crew: Crew
    reader: FolderReader
    watcher: Watcher


@contextmanager
def session_for(asked: Run, watcher: Watcher) -> Iterator[Session]:
    """Yield what a run works with; WrongUsage if it cannot begin or go on as it is asked."""
    year, options = accepted(asked), asked.options
    with (
        refusals(),
        place_for(asked, watcher.tell, watcher.in_place) as place,
        opened_store(place.memory, year.methodology) as store,
        crew_of(year, options.workers, _cluster_of(options), watcher.tell) as crew,
    ):
        yield Session(
            asked=asked,
            year=year,
            place=place,
            stamps=stamps_of(asked.input),
            crew=crew,
            reader=FolderReader(asked.input, crew, store),
            watcher=watcher,
        )


def _cluster_of(options: RunOptions) -> Cluster | None:
    if not options.cluster:
        return None
    return Cluster(
        address=options.cluster,
        ca=options.cluster_ca,
        cert=options.cluster_cert,
        key=options.cluster_key,
    )
