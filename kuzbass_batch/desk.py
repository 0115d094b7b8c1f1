"""What the clerk asks for beside the yearly run: single files looked at, blanks issued."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.drawing.issue import draw_blanks
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, year_of
from kuzbass_batch.publishing.blank_folder import hand_out
from kuzbass_batch.publishing.staging import claimed
from kuzbass_batch.publishing.targets import CannotPublish, refuse_for_blanks
from kuzbass_batch.reading.single_file import looked_at
from kuzbass_batch.records.participants import Registry
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.usage import (
    ReadRegistry,
    WrongUsage,
    methodology_of,
    refuse_missing,
    refuse_other_forms,
    the_registry,
)


def check(path: Path, *, year: int, methodologies: Path | None = None) -> tuple[Return, ...]:
    """Return one file examined, without a registry, with what lies in it; nothing is written.

    It may come from anybody: a worker reads it, as in a run.
    """
    the_year = year_of(methodology_of(year, methodologies))
    refuse_missing(path)
    with looked_at(path, the_year) as file:
        entries = map(partial(judged, file.registry_in), file.entries)
        return tuple(sorted(entries, key=lambda entry: entry.source.path))


def judged(read: ReadRegistry, entry: Return) -> Return:
    """Return a registry with the findings of its own checks, any other file as it is."""
    return replace(entry, findings=read(entry)[1]) if entry.kind is Kind.REGISTRY else entry


def registry_from(path: Path, year: ReportingYear) -> Registry:
    """Return the registry in a file, read by a worker; WrongUsage if it is none or faulty."""
    refuse_missing(path)
    with looked_at(path, year) as file:
        refuse_other_forms(path, file.entries)
        return the_registry(file.entries, file.registry_in)[0]


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
