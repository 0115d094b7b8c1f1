"""The yearly batch on one page: folder in, result folder out."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.spec.reporting_year import ReportingYear, year_of
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate
from kuzbass_batch.outputs.mail.sending import Sending
from kuzbass_batch.outputs.papers import OutputOptions, write_outputs
from kuzbass_batch.outputs.progress import READING, Report
from kuzbass_batch.outputs.results.document import snapshot_now
from kuzbass_batch.publishing.staging import Tell, claimed, staged, tell_nobody
from kuzbass_batch.publishing.targets import CannotPublish
from kuzbass_batch.reading.committee.earlier_results import known_as_past, last_years
from kuzbass_batch.reading.committee.outgoing_register import earlier_register
from kuzbass_batch.reading.pool import answers_of, examine_all, registry_in
from kuzbass_batch.reading.store import Store, opened_store
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.outgoing import register_name
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.snapshots import Snapshot
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.decisions.in_force import with_protocols
from kuzbass_batch.rules.decisions.settling import settle, the_decisions
from kuzbass_batch.rules.rating.ranking import make_standings
from kuzbass_batch.rules.returns.matching import match
from kuzbass_batch.rules.returns.participant_index import ParticipantIndex
from kuzbass_batch.rules.returns.timeliness import with_first_days
from kuzbass_batch.rules.year.changes import compare
from kuzbass_batch.rules.year.course import YearCourse, course_of
from kuzbass_batch.rules.year.deadlines import UnknownYear
from kuzbass_batch.rules.year.last_year import with_last_levels
from kuzbass_batch.usage import (
    ReadRegistry,
    WrongUsage,
    discovered,
    earlier_result,
    methodology_of,
    refuse_changes,
    refuse_folders,
    refuse_templates,
    stamps_of,
    the_calendar,
    the_registry,
    usable,
)
from kuzbass_batch.workers.cluster import NoCluster, cluster_crew
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.edition import program_edition
from kuzbass_batch.workers.local import local_crew


def run(
    folder: Path,
    output: Path,
    *,
    year: int,
    as_of: dt.date,
    workers: int | None = None,
    methodologies: Path | None = None,
    templates: Path | None = None,
    cluster: str = "",
    keep: int = 1,
    remember: bool = True,
    report: Report | None = None,
    tell: Tell = tell_nobody,
    compare_with: Path | None = None,
    dry_run: bool = False,
    mails: bool = False,
    pdf: bool = False,
) -> Outcome:
    """Read `folder`, write the results to `output`, return them; WrongUsage if it cannot be.

    methodologies: a folder of the committee's own methodology files instead of the program's.
    templates: a folder of its own letter templates; a file found in it replaces the program's.
    cluster: the address of a cluster that does the work, instead of processes of this machine.
    keep: how many previous results stay beside the new one.
    remember: keep what the files say beside `output`, so that the next run reads the new ones only.
    report: is told after each file read or written; tell: a sentence for the clerk.
    compare_with: an earlier result folder; by default what `output` holds before the run.
    dry_run: everything is worked out and nothing is written.
    mails: make drafts of mails for the letters that wait. pdf: make the letters PDF, too.
    """
    refuse_folders(folder, output)
    refuse_templates(templates, cluster, year)
    the_year = year_of(methodology_of(year, methodologies))
    look = partial(look_through, folder, the_year, as_of, report)
    try:
        if dry_run:
            with (
                opened_store(None, the_year.methodology) as store,
                crew_of(the_year, workers, cluster) as crew,
            ):
                return look(crew, store, earlier_result(compare_with, output, year))[0]
        with (
            claimed(output, keep=keep, tell=tell) as place,
            opened_store(place.state if remember else None, the_year.methodology) as store,
            crew_of(the_year, workers, cluster) as crew,
        ):
            before = stamps_of(folder)
            outcome, course = look(crew, store, earlier_result(compare_with, output, year))
            answers = partial(answers_of, folder, crew, store)
            known = usable(earlier_register(place.target / register_name(year), crew))
            wanted = OutputOptions(
                templates=templates,
                last=None if compare_with else place.target,
                sending=Sending(earlier=known, mails=mails, pdf=pdf, tell=tell),
                report=report,
            )
            with staged(place) as stage:
                write_outputs(outcome, course, the_year, crew, answers, stage, wanted)
                refuse_changes(before, stamps_of(folder))
    except (CannotPublish, BadTemplate, NoCluster, UnknownYear) as error:
        raise WrongUsage(str(error)) from error
    return outcome


def crew_of(year: ReportingYear, workers: int | None, cluster: str) -> AbstractContextManager[Crew]:
    """Return who does the work: processes of this machine, or a cluster."""
    if cluster:
        return cluster_crew(year, cluster, program_edition())
    return local_crew(year, workers)


def look_through(
    folder: Path,
    year: ReportingYear,
    as_of: dt.date,
    report: Report | None,
    crew: Crew,
    store: Store,
    earlier: Snapshot | None,
) -> tuple[Outcome, YearCourse]:
    """Return what follows from the folder, compared with an earlier result if there is one."""
    sources = discovered(folder)
    past = usable(last_years(folder, sources, year.methodology.year))
    entries = reported(examine_all(folder, sources, crew, store), len(sources), report)
    read = partial(registry_in, folder, crew, store)
    outcome = conclude(entries, read, year.methodology, as_of, past)
    course = course_of(outcome)
    now = snapshot_now(outcome, course) if earlier else None
    changes = compare(earlier, now) if earlier and now else None
    return replace(outcome, comparison=changes), course


def conclude(
    entries: Iterable[Return],
    read: ReadRegistry,
    methodology: Methodology,
    as_of: dt.date,
    past: Snapshot | None = None,
) -> Outcome:
    """Return what follows from the files: the registry, whose they are, which count, the places.

    past: last year's results, if they lie in the folder.
    """
    ordered = sorted(entries, key=lambda entry: entry.source.path)
    registry, judged = the_registry(ordered, read)
    registry, differing = with_last_levels(registry, past, methodology)
    known = known_as_past(ordered, past, differing)
    book = usable(the_decisions(known, methodology))
    directory = ParticipantIndex(registry)
    matched = (
        judged if entry.kind is Kind.REGISTRY else match(entry, directory, methodology, as_of)
        for entry in known
    )
    workdays = the_calendar(ordered)
    timely = with_first_days(matched, methodology)
    settled = settle(book, timely, registry, methodology, as_of, workdays)
    return Outcome(
        as_of=as_of,
        methodology=with_protocols(methodology, settled.decisions),
        registry=registry,
        standings=make_standings(registry, settled.rated, methodology, settled.decisions),
        files=settled.files,
        decisions=settled.decisions,
        past=past,
        workdays=workdays,
    )


def reported(entries: Iterable[Return], total: int, report: Report | None) -> Iterator[Return]:
    """Yield the entries, telling `report` how far the reading is."""
    for done, entry in enumerate(entries, start=1):
        if report:
            report(READING, done, total)
        yield entry
