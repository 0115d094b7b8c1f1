"""What a run asks of its folders and files: each refusal is one Russian sentence, WrongUsage."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kuzbass_batch.findings.finding import Finding, Severity
from kuzbass_batch.forms.parsing.registry import FoundRegistry
from kuzbass_batch.methodology.loader import load_methodology
from kuzbass_batch.methodology.records import Methodology, MethodologyError
from kuzbass_batch.methodology.work_calendar import STATE_CALENDAR, WorkCalendar
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate
from kuzbass_batch.outputs.letters.stationery import check_stationery
from kuzbass_batch.outputs.mail.texts import check_mail_texts
from kuzbass_batch.publishing.disk import describe_fault
from kuzbass_batch.reading.committee.earlier_results import read_results
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.files.stillness import Stamp, look, what_changed
from kuzbass_batch.records.participants import Registry
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.snapshots import RESULTS, Snapshot
from kuzbass_batch.records.sources import Kind, Source

FAULTS_SHOWN = 5
T = TypeVar("T")
ReadRegistry = Callable[[Return], FoundRegistry]


class WrongUsage(Exception):
    """The run cannot begin or end; one Russian sentence says why. Nothing was written."""


def methodology_of(year: int, folder: Path | None = None) -> Methodology:
    """Return the year's methodology; WrongUsage if there is none or it is faulty."""
    try:
        return load_methodology(year, folder)
    except MethodologyError as error:
        raise WrongUsage(str(error)) from error


def refuse_folders(folder: Path, output: Path) -> None:
    """Refuse an input folder that is not there and an output that would mix with it."""
    # os.path answers for names that Path refuses: too long, or of another system.
    if not os.path.isdir(folder):  # noqa: PTH112
        raise WrongUsage(f"Папки «{folder}» нет.")
    inner, outer = (os.path.realpath(each) for each in (output, folder))
    if _lies_in(inner, outer) or _lies_in(outer, inner):
        raise WrongUsage("Папка результата и папка с формами не должны лежать одна в другой.")


def refuse_missing(path: Path) -> None:
    """Refuse what is not there, and what is there and no file."""
    # os.path answers for names that Path refuses: too long, or of another system.
    if os.path.isdir(path):  # noqa: PTH112
        raise WrongUsage(f"«{path}» – папка, а нужен файл.")
    if not os.path.isfile(path):  # noqa: PTH113
        there = os.path.lexists(path)
        raise WrongUsage(f"«{path}» – не файл." if there else f"Файла «{path}» нет.")


def refuse_other_forms(path: Path, entries: Iterable[Return]) -> None:
    """Refuse a file that is not the registry, with what it is said to be instead."""
    every = tuple(entries)
    if not any(entry.kind is Kind.REGISTRY for entry in every):
        unknown = (entry for entry in every if entry.kind is Kind.UNKNOWN)
        faults = [f for e in unknown for f in e.findings if f.severity is Severity.ERROR]
        why = f" {_told(faults[0])}" if faults else ""
        raise WrongUsage(f"Файл «{path.name}» – не реестр участников.{why}")


def _lies_in(inner: str, outer: str) -> bool:
    """Tell whether one folder is the other or lies in it, however their names are spelt."""
    if Path(inner).is_relative_to(outer):
        return True
    if not os.path.exists(outer):  # noqa: PTH110
        return False
    there = (each for each in (inner, *map(str, Path(inner).parents)) if os.path.exists(each))  # noqa: PTH110
    return any(os.path.samefile(each, outer) for each in there)  # noqa: PTH121


def refuse_templates(folder: Path | None, cluster: str, year: int) -> None:
    """Refuse letter templates that cannot be used, before anything is read."""
    if folder is not None and cluster:
        raise WrongUsage("Свои шаблоны писем на кластере не используются: уберите одно из двух.")
    try:
        check_stationery(folder)
        check_mail_texts(folder, year)
    except BadTemplate as error:
        raise WrongUsage(str(error)) from error


def stamps_of(folder: Path) -> Mapping[str, Stamp]:
    """Return the state of the folder's files; WrongUsage if it cannot be listed whole."""
    try:
        return look(folder)
    except OSError as error:
        raise WrongUsage(
            f"Не удалось прочитать папку «{error.filename}»: {describe_fault(error, 'чтение')}."
        ) from error


def discovered(folder: Path) -> tuple[Source, ...]:
    """Return the files of the folder; WrongUsage if one goes away while they are listed."""
    try:
        return discover(folder)
    except FileNotFoundError as error:
        raise WrongUsage(f"Во время расчёта исчез файл «{error.filename}». Повторите.") from error


def refuse_changes(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> None:
    """Raise WrongUsage if the folder did not hold still: a result is of one state of it."""
    changed = what_changed(before, after)
    if changed:
        names = ", ".join(f"«{name}»" for name in changed[:3])
        more = f" и ещё {len(changed) - 3}" if len(changed) > 3 else ""
        raise WrongUsage(
            f"Папка с формами изменилась во время расчёта: {names}{more}. Дождитесь, пока файлы "
            "будут на месте, и повторите."
        )


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
        words = " ".join(map(_told, faults[:FAULTS_SHOWN]))
        if len(faults) > FAULTS_SHOWN:
            words += " Остальное назовёт команда check."
        raise WrongUsage(f"Реестр «{entry.source.path}» нужно исправить ({len(faults)}): {words}")
    return registry, replace(entry, findings=findings)


def the_calendar(entries: Iterable[Return]) -> WorkCalendar:
    """Return the committee's own calendar, or the state's; WrongUsage if there are several."""
    found = [entry for entry in entries if entry.kind is Kind.CALENDAR]
    if len(found) > 1:
        names = ", ".join(f"«{entry.source.path}»" for entry in found)
        raise WrongUsage(f"В папке несколько календарей: {names}. Оставьте один.")
    return WorkCalendar(path=found[0].source.path, days=found[0].days) if found else STATE_CALENDAR


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


def _told(fault: Finding) -> str:
    """Return where (if it is in one place), what, and how to mend it."""
    place = f"{fault.cell or fault.sheet}: " if fault.cell or fault.sheet else ""
    return f"{place}{fault.message} {fault.remedy}"
