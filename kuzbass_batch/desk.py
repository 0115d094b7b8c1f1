"""What the clerk asks for beside the yearly run: single files looked at, blanks issued."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.issue import draw_blanks
from kuzbass_batch.forms.year import Year, year_of
from kuzbass_batch.intake.discover import discover_file
from kuzbass_batch.intake.pool import examine_all, registry_in
from kuzbass_batch.intake.store import opened_store
from kuzbass_batch.model.participants import Registry
from kuzbass_batch.model.records import Kind, Return
from kuzbass_batch.outputs.blank_folder import hand_out
from kuzbass_batch.outputs.publish import claimed
from kuzbass_batch.outputs.targets import CannotPublish, refuse_for_blanks
from kuzbass_batch.usage import (
    ReadRegistry,
    WrongUsage,
    methodology_of,
    refuse_missing,
    refuse_other_forms,
    the_registry,
)
from kuzbass_batch.workers.local import local_crew


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
