"""The yearly batch on one page: folder in, result folder out."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kuzbass_batch.forms.issue import draw_blanks
from kuzbass_batch.forms.registry import read_registry
from kuzbass_batch.forms.spec import FormSpec, load_forms
from kuzbass_batch.intake.deciding import settle, the_decisions
from kuzbass_batch.intake.discover import discover
from kuzbass_batch.intake.examine import examine
from kuzbass_batch.intake.matching import match
from kuzbass_batch.intake.past_results import RESULTS, known_as_past, last_years, read_results
from kuzbass_batch.intake.pool import examine_all
from kuzbass_batch.model.findings import Severity
from kuzbass_batch.model.methodology import Methodology, MethodologyError
from kuzbass_batch.model.methodology_file import load_methodology
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Registry
from kuzbass_batch.model.records import Kind, Return, Source
from kuzbass_batch.model.snapshots import Comparison, Snapshot, snapshot_of
from kuzbass_batch.outputs.changes_book import changes_bytes, changes_name
from kuzbass_batch.outputs.decisions_book import decisions_bytes, decisions_name
from kuzbass_batch.outputs.docx_engine import UnfilledTag
from kuzbass_batch.outputs.letters import plan_letters, write_letters
from kuzbass_batch.outputs.publish import CannotPublish, staged
from kuzbass_batch.outputs.redrawn import plan_redrawn, write_redrawn
from kuzbass_batch.outputs.results import document, results_text
from kuzbass_batch.outputs.run_log import log_text
from kuzbass_batch.outputs.workbook import write_workbook
from kuzbass_batch.rules.changes import compare
from kuzbass_batch.rules.deadlines import UnknownYear
from kuzbass_batch.rules.decisions import with_protocols
from kuzbass_batch.rules.last_year import with_last_levels
from kuzbass_batch.rules.ranking import make_standings

Report = Callable[[int, int], None]
T = TypeVar("T")


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
    report: Report | None = None,
    compare_with: Path | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Read `folder`, write the results to `output`, return them; WrongUsage if it cannot be.

    methodologies: a folder of the committee's own methodology files instead of the program's.
    report: is told after each file how many of how many are read.
    compare_with: an earlier result folder; by default what `output` holds before the run.
    dry_run: everything is computed and nothing is written.
    """
    refuse_folders(folder, output)
    methodology = methodology_of(year, methodologies)
    forms = load_forms(methodology)
    sources = discover(folder)
    past = usable(last_years(folder, sources, year))
    earlier = earlier_result(compare_with, output, year)
    reading = examine_all(folder, sources, methodology, forms, workers=workers)
    entries = tuple(reported(reading, len(sources), report))
    registry, judged = the_registry(entries, methodology)
    entries = tuple(judged if entry.kind is Kind.REGISTRY else entry for entry in entries)
    registry, differing = with_last_levels(registry, past, methodology)
    entries = known_as_past(entries, past, differing)
    book = usable(the_decisions(entries, methodology))
    matched = (match(entry, registry, methodology, as_of) for entry in entries)
    settled = settle(book, matched, registry, methodology, as_of)
    outcome = Outcome(
        as_of=as_of,
        methodology=with_protocols(methodology, settled.decisions),
        registry=registry,
        standings=make_standings(registry, settled.rated, methodology, settled.decisions),
        files=settled.files,
        decisions=settled.decisions,
        past=past,
    )
    try:
        outcome = replace(outcome, comparison=compared(outcome, earlier))
        if not dry_run:
            publish(outcome, forms, output, kept_changes(outcome, earlier, output))
    except (CannotPublish, UnfilledTag, UnknownYear) as error:
        raise WrongUsage(str(error)) from error
    return outcome


def publish(
    outcome: Outcome, forms: Mapping[Kind, FormSpec], output: Path, changes: bytes | None = None
) -> None:
    """Plan every output, then write all of them beside `output` and move them in at once.

    changes: the bytes of the workbook that says what changed, if there was an earlier result.
    """
    redrawn = plan_redrawn(outcome, forms)
    letters = plan_letters(outcome, redrawn)
    with staged(output) as stage:
        (stage / "results.json").write_text(results_text(outcome), "utf-8")
        (stage / "run.log").write_text(log_text(outcome), "utf-8")
        book = decisions_name(outcome, forms[Kind.DECISIONS])
        (stage / book).write_bytes(decisions_bytes(outcome, forms[Kind.DECISIONS]))
        write_workbook(outcome, redrawn, stage / f"Рейтинг-{outcome.year}.xlsx")
        if changes is not None:
            (stage / changes_name(outcome.year)).write_bytes(changes)
        write_redrawn(redrawn, outcome, stage)
        write_letters(letters, stage)


def usable(found: T | str) -> T:
    """Return what was found; WrongUsage if it is the sentence that says why it cannot be used."""
    if isinstance(found, str):
        raise WrongUsage(found)
    return found


def earlier_result(folder: Path | None, output: Path, year: int) -> Snapshot | None:
    """Return the earlier result to compare with; WrongUsage if the one asked for is none.

    Without `folder` it is what `output` holds, if it holds a result of the year.
    """
    found = read_results((folder or output) / RESULTS)
    if folder is None:
        return found if found and found.year == year else None
    if found is None or found.year != year:
        raise WrongUsage(f"В папке «{folder}» нет результата за {year} год: сравнить не с чем.")
    return found


def compared(outcome: Outcome, earlier: Snapshot | None) -> Comparison | None:
    """Return what changed since the earlier result, None if there is none."""
    now = snapshot_of(document(outcome)) if earlier else None
    return compare(earlier, now) if earlier and now else None


def kept_changes(outcome: Outcome, earlier: Snapshot | None, output: Path) -> bytes | None:
    """Return the workbook of changes to write; a run that changes nothing leaves the last one.

    So the same run twice in the same place leaves the same folder.
    """
    if outcome.comparison is None or earlier is None:
        return None
    last = output / changes_name(outcome.year)
    same_place = earlier.path == str(output / RESULTS)
    try:
        if same_place and (output / RESULTS).read_text("utf-8") == results_text(outcome):
            return last.read_bytes() if last.exists() else None
    except OSError:
        pass  # what cannot be read any more cannot be kept: it is drawn anew
    return changes_bytes(outcome.comparison, outcome.year, outcome.as_of)


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
    registry, _ = the_registry((entry,), methodology)
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


def the_registry(entries: tuple[Return, ...], methodology: Methodology) -> tuple[Registry, Return]:
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
    registry, findings = (
        read_registry(entry.submission, methodology, entry.findings)
        if entry.submission
        else (None, entry.findings)
    )
    if registry is None:
        faults = [finding for finding in findings if finding.severity is Severity.ERROR]
        words = "; ".join(f"{f.cell or f.sheet}: {f.message}" for f in faults[:5])
        raise WrongUsage(f"Реестр «{entry.source.path}» нужно исправить ({len(faults)}): {words}")
    return registry, replace(entry, findings=findings)
