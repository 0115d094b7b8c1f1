"""What a run works with, made ready before its first stage and given back after the last."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kuzbass_batch.contents import contents_digest
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.drawn_files import DrawnFiles, SharedFolder
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.outputs.results.closing import exit_code
from kuzbass_batch.publishing.staging import ResultPlace, place_for
from kuzbass_batch.reading.files.stillness import Stamp
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import Store, opened_store
from kuzbass_batch.records.committee.book_marks import Trust
from kuzbass_batch.records.run import ResultRecord, Run, RunOptions
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import Snapshot
from kuzbass_batch.trust import trust_files, trust_of
from kuzbass_batch.unchanged import asked_of, drawn_by, result_contents
from kuzbass_batch.usage import (
    checked_year,
    last_result,
    refusals,
    stamps_of,
)
from kuzbass_batch.workers.cluster import Cluster, cluster_crew
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.edition import program_edition
from kuzbass_batch.workers.limits import collected_seldom, hold_little_memory
from kuzbass_batch.workers.local import local_crew


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """What the stages of one run share.

    asked: the command. year: methodology and forms. stamps: size and time of each input file before
    anything was read. crew: the workers. reader: reads files, or takes them from the store.
    place: where the result goes; a dry run's keeps nothing.
    last: the result that the output holds, if it is of the year. trust: which books
    are the committee's own. watcher: hears how far the run is. drawn: the files that the crew
    draws. question: the hash of all that was asked for besides the input, as it was before anything
    was read; empty if that is not known.
    """

    asked: Run
    year: ReportingYear
    place: ResultPlace
    stamps: Mapping[str, Stamp]
    last: Snapshot | None
    trust: Trust
    crew: Crew
    reader: FolderReader
    watcher: Watcher
    drawn: DrawnFiles = field(default_factory=DrawnFiles)
    question: str = ""

    def share(self, folder: Path) -> None:
        """Let the workers write into the folder of the result, where they can."""
        if self.crew.shares_disk and self.place.parts:
            self.drawn.stage = SharedFolder(str(folder), str(self.place.parts))

    def remember(self, outcome: Outcome) -> None:
        """Record the inputs of the result now in place, so that an equal run can be skipped.

        Nothing is kept where that is not sure: something could not be hashed, a template or an
        accepted book changed meanwhile, or the next run may end otherwise with the same input.
        """
        if self.place.memory is None:
            return
        record = ResultRecord(
            asked=self.question,
            inputs=self._inputs(outcome),
            contents=result_contents(self.asked.output, self.drawn.hash_of),
            exit_code=exit_code(outcome),
        )
        same = record.asked and record.asked == asked_of(self.asked)
        self.reader.store.keep_drawn(self.drawn.kept() if same else b"")
        sure = same and record.inputs and record.contents and not outcome.elsewhere
        self.reader.store.keep_last(record if sure else None)

    def _inputs(self, outcome: Outcome) -> str:
        """Return the hash of the input folder as this run read it, empty if there is none."""
        sources = (file.source for file in outcome.files)
        came = ((s.location or s.path, s.sha256) for s in sources if s.member is None)
        return contents_digest(sorted((*came, *trust_files(self.asked, self.trust))))


@contextmanager
def session_for(asked: Run, watcher: Watcher) -> Iterator[Session]:
    """Yield what a run works with; WrongUsage if it cannot begin or go on as it is asked."""
    hold_little_memory()
    question, year, options = asked_of(asked), checked_year(asked), asked.options
    with (
        refusals(),
        collected_seldom(),
        place_for(asked, watcher.tell, watcher.in_place) as place,
        opened_store(place.memory, year.methodology, fresh=options.fresh) as store,
        crew_of(year, options.workers, _cluster_of(options), watcher.tell) as crew,
    ):
        stamps, last = stamps_of(asked.input), last_result(asked, crew)
        yield Session(
            asked=asked,
            question=question,
            year=year,
            place=place,
            stamps=stamps,
            last=last,
            trust=trust_of(asked, last.memory.key if last else ""),
            crew=crew,
            reader=FolderReader(asked.input, crew, store),
            watcher=watcher,
            drawn=_drawn_files(asked, year, store),
        )


def _drawn_files(asked: Run, year: ReportingYear, store: Store) -> DrawnFiles:
    """Return the files to draw, with what is known of those of the last result."""
    try:
        edition = drawn_by(year.methodology.sha256, asked.options.templates)
    except OSError:
        return DrawnFiles()
    return DrawnFiles(edition, asked.output, store.drawn())


def crew_of(
    common: Any, workers: int | None, cluster: Cluster | None, tell: Callable[[str], None]
) -> AbstractContextManager[Crew]:
    """Return `workers` processes of this machine (None: one per core), or the cluster's workers.

    common: what every task needs; cluster: None for this machine.
    tell: is given the sentence on a machine that has no room for so many.
    """
    if cluster:
        return cluster_crew(common, cluster, program_edition())
    return local_crew(common, workers, tell=tell)


def _cluster_of(options: RunOptions) -> Cluster | None:
    if not options.cluster:
        return None
    return Cluster(
        address=options.cluster,
        ca=options.cluster_ca,
        cert=options.cluster_cert,
        key=options.cluster_key,
    )
