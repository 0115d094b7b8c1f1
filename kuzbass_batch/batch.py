"""The yearly batch on one page: folder in, result folder out."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.issue import draw_blanks
from kuzbass_batch.forms.registry import FoundRegistry
from kuzbass_batch.forms.spec import load_forms
from kuzbass_batch.forms.year import year_of
from kuzbass_batch.intake.choosing import choose
from kuzbass_batch.intake.directory import Directory
from kuzbass_batch.intake.discover import discover
from kuzbass_batch.intake.examine import examine
from kuzbass_batch.intake.matching import match
from kuzbass_batch.intake.pool import answers_of, examine_all, registry_in, registry_of
from kuzbass_batch.intake.store import opened_store
from kuzbass_batch.model.findings import Severity
from kuzbass_batch.model.methodology import Methodology, MethodologyError
from kuzbass_batch.model.methodology_file import load_methodology
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Registry
from kuzbass_batch.model.records import Kind, Return, Source
from kuzbass_batch.outputs.docx_engine import BadTemplate
from kuzbass_batch.outputs.papers import write_outputs
from kuzbass_batch.outputs.publish import CannotPublish, staged
from kuzbass_batch.outputs.stationery import check_stationery
from kuzbass_batch.rules.cross_checks import cross_check
from kuzbass_batch.rules.deadlines import UnknownYear
from kuzbass_batch.rules.ranking import make_standings
from kuzbass_batch.workers.local import local_crew

Report = Callable[[int, int], None]
ReadRegistry = Callable[[Return], FoundRegistry]


class WrongUsage(Exception):
    """The run cannot begin or end; one Russian sentence says why. Nothing was written."""


def run(
    folder: Path,
    output: Path,
    *,
    year: int,
    as_of: dt.date,
    workers: int | None = None,
    methodologies: Path | None = None,
    templates: Path | None = None,
    remember: bool = True,
    report: Report | None = None,
) -> Outcome:
    """Read `folder`, write the results to `output`, return them; WrongUsage if it cannot be.

    methodologies: a folder of the committee's own methodology files instead of the program's.
    templates: a folder of its own letter templates; a file found in it replaces the program's.
    remember: keep what the files say beside `output`, so that the next run reads the new ones only.
    report: is told after each file how many of how many are read.
    """
    refuse_folders(folder, output)
    refuse_templates(templates)
    the_year = year_of(methodology_of(year, methodologies))
    state = output.with_name(f".{output.name}.state") if remember else None
    with (
        opened_store(state, the_year.methodology) as store,
        local_crew(the_year, workers) as crew,
    ):
        sources = discover(folder)
        entries = reported(examine_all(folder, sources, crew, store), len(sources), report)
        read = partial(registry_in, folder, crew, store)
        outcome = conclude(entries, read, the_year.methodology, as_of)
        answers = partial(answers_of, folder, crew, store)
        try:
            with staged(output) as stage:
                write_outputs(outcome, the_year, crew, answers, stage, templates)
        except (CannotPublish, BadTemplate, UnknownYear) as error:
            raise WrongUsage(str(error)) from error
    return outcome


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
    files = cross_check(choose(matched), methodology)
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
            report(done, total)
        yield entry


def check(path: Path, *, year: int, methodologies: Path | None = None) -> Return:
    """Return one file examined, without a registry; nothing is written."""
    methodology = methodology_of(year, methodologies)
    source = Source(path=path.name, size=path.stat().st_size, sha256="")
    return examine(path.parent, source, methodology, load_forms(methodology))


def issue(
    registry_file: Path, output: Path, *, year: int, methodologies: Path | None = None
) -> int:
    """Draw the blanks of every participant into `output`; return how many."""
    methodology = methodology_of(year, methodologies)
    entry = check(registry_file, year=year, methodologies=methodologies)
    registry, _ = the_registry((entry,), partial(registry_of, methodology))
    blanks = dict(draw_blanks(registry, methodology, load_forms(methodology)))
    output.mkdir(parents=True, exist_ok=True)
    for name, data in blanks.items():
        (output / name).write_bytes(data)
    return len(blanks)


def methodology_of(year: int, folder: Path | None = None) -> Methodology:
    """Return the year's methodology; WrongUsage if there is none or it is faulty."""
    try:
        return load_methodology(year, folder)
    except MethodologyError as error:
        raise WrongUsage(str(error)) from error


def refuse_folders(folder: Path, output: Path) -> None:
    """Refuse an input folder that is not there and an output that would mix with it."""
    if not folder.is_dir():
        raise WrongUsage(f"Папки «{folder}» нет.")
    inner, outer = output.resolve(), folder.resolve()
    if inner == outer or outer in inner.parents or inner in outer.parents:
        raise WrongUsage("Папка результата и папка с формами не должны лежать одна в другой.")


def refuse_templates(folder: Path | None) -> None:
    """Refuse letter templates that cannot be used, before anything is read."""
    try:
        check_stationery(folder)
    except BadTemplate as error:
        raise WrongUsage(str(error)) from error


def the_registry(entries: Iterable[Return], read: ReadRegistry) -> tuple[Registry, Return]:
    """Return the one registry among the files with its entry, the registry's findings added.

    WrongUsage if there is none, several, or a faulty one.
    """
    found = [entry for entry in entries if entry.kind is Kind.REGISTRY]
    if not found:
        raise WrongUsage("В папке нет реестра участников: без него неизвестно, чьи это формы.")
    if len(found) > 1:
        names = ", ".join(f"«{entry.source.path}»" for entry in found)
        raise WrongUsage(f"В папке несколько реестров участников: {names}. Оставьте один.")
    entry = found[0]
    registry, findings = read(entry)
    if registry is None:
        faults = [finding for finding in findings if finding.severity is Severity.ERROR]
        words = "; ".join(f"{f.cell or f.sheet}: {f.message}" for f in faults[:5])
        raise WrongUsage(f"Реестр «{entry.source.path}» нужно исправить ({len(faults)}): {words}")
    return registry, replace(entry, findings=findings)
