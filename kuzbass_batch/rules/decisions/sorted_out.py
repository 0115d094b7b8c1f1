"""Files that the clerk has looked at and marked «файл разобран»: nothing more waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import CellRef, Finding, Severity
from kuzbass_batch.records.committee.decisions import Admission, AdmissionKind, Decisions, plain
from kuzbass_batch.records.returns.returns import FileResult, FileStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class SortedOut:
    """The files with the marked ones passed over, why marks do not fit, and the idle marks."""

    files: tuple[FileResult, ...]
    findings: tuple[Finding, ...]
    idle: frozenset[CellRef]


def sort_out(files: Iterable[FileResult], decisions: Decisions) -> SortedOut:
    """Return the files as the marks leave them.

    A mark is on the files that lie under its path, or bear its name, and that nobody could read or
    ascribe. One that came after the mark was made is another file.
    """
    marks = [each for each in decisions.admissions if each.kind is AdmissionKind.SORTED_OUT]
    left = {file.source.path: file for file in files}
    findings, idle = [], set()
    for mark in marks:
        named = _named(mark, tuple(left.values()))
        marked = [each for each in named if _waits(each) and not _came_later(each, mark)]
        left |= {file.source.path: _passed_over(file, mark) for file in marked}
        if not marked:
            idle.add(mark.entry.ref())
            findings.append(_unfit(mark, named))
    return SortedOut(files=tuple(left.values()), findings=tuple(findings), idle=frozenset(idle))


def _named(mark: Admission, files: tuple[FileResult, ...]) -> list[FileResult]:
    wanted = plain(mark.file)
    exact = [file for file in files if plain(file.source.path) == wanted]
    return exact or [f for f in files if plain(PurePosixPath(f.source.path).name) == wanted]


def _waits(file: FileResult) -> bool:
    """Tell whether a file waits for the clerk: unread, ownerless, or a book that is not the own."""
    return file.lost or file.strange


def _came_later(file: FileResult, mark: Admission) -> bool:
    return file.source.received is not None and file.source.received > mark.day


def _passed_over(file: FileResult, mark: Admission) -> FileResult:
    softened = tuple(replace(finding, severity=Severity.NOTE) for finding in file.findings)
    said = f"файл разобран: {mark.reason} ({mark.who}, {wording.day(mark.day)})"
    return replace(file, status=FileStatus.IGNORED, reason=said, findings=softened)


def _unfit(mark: Admission, named: list[FileResult]) -> Finding:
    place = mark.entry.ref("file")
    if not named:
        return rules.NO_FILE_TO_SORT_OUT.at(place, found=mark.file)
    why = (
        "файл поступил позже записи" if _waits(named[0]) else f"файл уже не ждёт: {named[0].reason}"
    )
    return rules.NEEDLESS.at(place, decision=mark.kind.value, why=why)
