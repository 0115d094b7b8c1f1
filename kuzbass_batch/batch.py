"""The yearly batch on one page: folder in, result folder out."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.issue import draw_blanks
from kuzbass_batch.forms.year import Year, year_of
from kuzbass_batch.intake.choosing import choose
from kuzbass_batch.intake.directory import Directory
from kuzbass_batch.intake.discover import discover_file
from kuzbass_batch.intake.matching import match
from kuzbass_batch.intake.pool import answers_of, examine_all, registry_in
from kuzbass_batch.intake.store import opened_store
from kuzbass_batch.intake.timeliness import with_first_days
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Registry
from kuzbass_batch.model.records import Kind, Return
from kuzbass_batch.outputs.blank_folder import hand_out
from kuzbass_batch.outputs.docx_engine import BadTemplate
from kuzbass_batch.outputs.papers import write_outputs
from kuzbass_batch.outputs.progress import READING, Report
from kuzbass_batch.outputs.publish import Tell, claimed, staged, tell_nobody
from kuzbass_batch.outputs.targets import CannotPublish, refuse_for_blanks
from kuzbass_batch.rules.cross_checks import cross_check
from kuzbass_batch.rules.deadlines import UnknownYear
from kuzbass_batch.rules.ranking import make_standings
from kuzbass_batch.usage import (
    ReadRegistry,
    WrongUsage,
    discovered,
    methodology_of,
    refuse_changes,
    refuse_folders,
    refuse_missing,
    refuse_other_forms,
    refuse_templates,
    stamps_of,
    the_registry,
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
) -> Outcome:
    """Read `folder`, write the results to `output`, return them; WrongUsage if it cannot be.

    methodologies: a folder of the committee's own methodology files instead of the program's.
    templates: a folder of its own letter templates; a file found in it replaces the program's.
    cluster: the address of a cluster that does the work, instead of processes of this machine.
    keep: how many previous results stay beside the new one.
    remember: keep what the files say beside `output`, so that the next run reads the new ones only.
    report: is told after each file read or written; tell: a sentence for the clerk.
    """
    refuse_folders(folder, output)
    refuse_templates(templates, cluster)
    the_year = year_of(methodology_of(year, methodologies))
    try:
        with (
            claimed(output, keep=keep, tell=tell) as place,
            opened_store(place.state if remember else None, the_year.methodology) as store,
            crew_of(the_year, workers, cluster) as crew,
        ):
            before = stamps_of(folder)
            sources = discovered(folder)
            entries = reported(examine_all(folder, sources, crew, store), len(sources), report)
            read = partial(registry_in, folder, crew, store)
            outcome = conclude(entries, read, the_year.methodology, as_of)
            answers = partial(answers_of, folder, crew, store)
            with staged(place) as stage:
                write_outputs(outcome, the_year, crew, answers, stage, templates, report)
                refuse_changes(before, stamps_of(folder))
    except (CannotPublish, BadTemplate, NoCluster, UnknownYear) as error:
        raise WrongUsage(str(error)) from error
    return outcome


def crew_of(year: Year, workers: int | None, cluster: str) -> AbstractContextManager[Crew]:
    """Return who does the work: processes of this machine, or a cluster."""
    if cluster:
        return cluster_crew(year, cluster, program_edition())
    return local_crew(year, workers)


def conclude(
    entries: Iterable[Return], read: ReadRegistry, methodology: Methodology, as_of: dt.date
) -> Outcome:
    """Return what follows from the files: the registry, whose they are, which count, the places."""
    ordered = sorted(entries, key=lambda entry: entry.source.path)
    registry, judged = the_registry(ordered, read)
    directory = Directory(registry)
    matched = (
        judged if entry.kind is Kind.REGISTRY else match(entry, directory, methodology, as_of)
        for entry in ordered
    )
    files = cross_check(choose(with_first_days(matched, methodology)), methodology)
    return Outcome(
        as_of=as_of,
        methodology=methodology,
        registry=registry,
        standings=make_standings(registry, files, methodology),
        files=files,
    )


def reported(entries: Iterable[Return], total: int, report: Report | None) -> Iterator[Return]:
    """Yield the entries, telling `report` how far the reading is."""
    for done, entry in enumerate(entries, start=1):
        if report:
            report(READING, done, total)
        yield entry


def check(path: Path, *, year: int, methodologies: Path | None = None) -> tuple[Return, ...]:
    """Return one file examined, without a registry, with what lies in it; nothing is written.

    It may come from anybody: a worker reads it, as in a run.
    """
    the_year = year_of(methodology_of(year, methodologies))
    refuse_missing(path)
    sources = discover_file(path)
    with opened_store(None, the_year.methodology) as store, local_crew(the_year, 1) as crew:
        entries = tuple(examine_all(path.parent, sources, crew, store))
        read = partial(registry_in, path.parent, crew, store)
        return tuple(sorted(map(partial(judged, read), entries), key=lambda e: e.source.path))


def judged(read: ReadRegistry, entry: Return) -> Return:
    """Return a registry with the findings of its own checks, any other file as it is."""
    return replace(entry, findings=read(entry)[1]) if entry.kind is Kind.REGISTRY else entry


def registry_from(path: Path, year: Year) -> Registry:
    """Return the registry in a file, read by a worker; WrongUsage if it is none or faulty."""
    refuse_missing(path)
    with opened_store(None, year.methodology) as store, local_crew(year, 1) as crew:
        entries = tuple(examine_all(path.parent, discover_file(path), crew, store))
        refuse_other_forms(path, entries)
        return the_registry(entries, partial(registry_in, path.parent, crew, store))[0]


def issue(
    registry_file: Path, output: Path, *, year: int, methodologies: Path | None = None
) -> int:
    """Draw the blanks of every participant into `output`; return how many.

    WrongUsage if it would overwrite a file that is not the same blank: somebody may have filled it.
    """
    the_year = year_of(methodology_of(year, methodologies))
    registry = registry_from(registry_file, the_year)
    blanks = dict(draw_blanks(registry, the_year.methodology, the_year.forms))
    try:
        with claimed(output, keep=0, refuse=refuse_for_blanks) as place:
            hand_out(blanks, place)
    except CannotPublish as error:
        raise WrongUsage(str(error)) from error
    return len(blanks)
