"""What a run works with, made ready before its first stage and given back after the last."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.publishing.staging import ResultPlace, place_for
from kuzbass_batch.reading.files.stillness import Stamp
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.run import Run
from kuzbass_batch.records.sources import Source
from kuzbass_batch.unchanged import asked_of, record_of
from kuzbass_batch.usage import accepted, refusals, stamps_of
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.hired import crew_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """What the stages of one run share.

    stamps: the state of the input folder before anything was read. place: where the result goes; a
    dry run's keeps nothing. watcher: hears how far the run is. question: the hash of all that was
    asked for besides the input, as it was before anything was read.
    """

    asked: Run
    question: str
    year: ReportingYear
    place: ResultPlace
    stamps: Mapping[str, Stamp]
    crew: Crew
    reader: FolderReader
    watcher: Watcher

    def remember(self, sources: Iterable[Source], exit_code: int | None) -> None:
        """Keep what the result now in place is of, so that the same run need not be done again.

        exit_code: None if the next run may end otherwise without a change of its input. A template
        that was edited meanwhile leaves nothing to keep.
        """
        asked, record = self.asked, None
        if self.place.memory is None:
            return
        if exit_code is not None and self.question == asked_of(asked):
            record = record_of(self.question, sources, asked.output, exit_code)
        self.reader.store.keep_last(record)


@contextmanager
def session_for(asked: Run, watcher: Watcher) -> Iterator[Session]:
    """Yield what a run works with; WrongUsage if it cannot begin or go on as it is asked."""
    year, options = accepted(asked), asked.options
    with (
        refusals(),
        place_for(asked, watcher.tell) as place,
        opened_store(place.memory, year.methodology, fresh=options.fresh) as store,
        crew_of(year, options.workers, options.cluster) as crew,
    ):
        yield Session(
            asked=asked,
            question=asked_of(asked),
            year=year,
            place=place,
            stamps=stamps_of(asked.input),
            crew=crew,
            reader=FolderReader(asked.input, crew, store),
            watcher=watcher,
        )
