"""A new year begins with its registry: a blank one, or last year's participants in it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import blank_file_name
from kuzbass_batch.forms.drawing.next_registry import NOTHING, Takeover, take_over
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, year_of
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.publishing.single_file import write_new
from kuzbass_batch.publishing.targets import CannotPublish
from kuzbass_batch.reading.committee.earlier_results import read_results
from kuzbass_batch.reading.single_file import looked_at
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.snapshots import RESULTS
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.submissions import Submission
from kuzbass_batch.usage import WrongUsage, methodology_of, refuse_missing, refuse_other_forms


def new_registry(
    folder: Path,
    *,
    year: int,
    old: Path | None = None,
    results: Path | None = None,
    methodologies: Path | None = None,
) -> tuple[Path, Takeover]:
    """Write the registry of `year` into `folder`; return its path and what was taken over.

    old: an earlier year's registry, whose participants are taken over. results: last year's result
    folder or its results.json, from which their levels are. WrongUsage if it cannot be.
    """
    the_year = year_of(methodology_of(year, methodologies))
    spec = the_year.forms[Kind.REGISTRY]
    levels = _levels_in(results, the_year.methodology) if results else {}
    taken = take_over(_submission_in(old, the_year), levels) if old else NOTHING
    path = folder / blank_file_name(spec, None)
    data = draw_form(
        spec, the_year.methodology, identity=spec.identity(), answers=dict(taken.answers)
    )
    try:
        write_new(path, data)
    except CannotPublish as error:
        raise WrongUsage(str(error)) from error
    return path, taken


def _submission_in(path: Path, year: ReportingYear) -> Submission:
    """Return the answers of an earlier year's registry, whichever year that is."""
    refuse_missing(path)
    entry, submission = _read_as(path, year, year.methodology.year - 1)
    if submission is None and entry.identity:
        entry, submission = _read_as(path, year, entry.identity.year)
    if entry.identity and entry.identity.year >= year.methodology.year:
        raise WrongUsage(
            f"Реестр «{path.name}» составлен за {entry.identity.year} год. Укажите реестр более "
            "раннего года."
        )
    if submission is None:
        faults = " ".join(f"{f.message} {f.remedy}" for f in entry.findings[:3])
        raise WrongUsage(f"Реестр «{path.name}» не прочитан. {faults}")
    return submission


def _read_as(path: Path, year: ReportingYear, of: int) -> tuple[Return, Submission | None]:
    """Read a registry as one of the year `of` (in a worker)."""
    spec = replace(year.forms[Kind.REGISTRY], year=of)
    then = replace(year, forms={**year.forms, Kind.REGISTRY: spec})
    with looked_at(path, then) as file:
        refuse_other_forms(path, file.entries)
        entry = next(each for each in file.entries if each.kind is Kind.REGISTRY)
        return entry, file.answers_of(entry.source) if entry.digest else None


def _levels_in(path: Path, methodology: Methodology) -> Mapping[str, str]:
    """Return the level that each participant reached last year, by his folded id."""
    path = path / RESULTS if path.is_dir() else path
    refuse_missing(path)
    results = read_results(path)
    if results is None:
        raise WrongUsage(f"«{path}» – не файл {RESULTS} этой программы.")
    if results.year != methodology.year - 1:
        raise WrongUsage(
            f"В «{path}» результат за {results.year} год, а нужен за {methodology.year - 1} год."
        )
    found = {
        fold(who): methodology.level_by_name(person.level)
        for who, person in results.standings.items()
    }
    return {who: level.name for who, level in found.items() if level}
