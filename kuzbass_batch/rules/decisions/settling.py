"""The committee's decisions put to work: which returns count, with which points (p. 3.4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kuzbass_batch.findings import catalogue
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings.finding import Finding, Severity, in_file, merge_equal
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.work_calendar import WorkCalendar
from kuzbass_batch.reading.recognise import DECISIONS_FORM
from kuzbass_batch.records.decisions import DecisionBook, Decisions
from kuzbass_batch.records.participants import Registry
from kuzbass_batch.records.returns import FileResult, Return
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.checks.cross import cross_check
from kuzbass_batch.rules.decisions.admissions import admit, with_parents
from kuzbass_batch.rules.decisions.in_force import understand
from kuzbass_batch.rules.decisions.verification import decide_points
from kuzbass_batch.rules.objections.received import findings_on, landed, windows
from kuzbass_batch.rules.returns.choosing import choose

BOOK_NAME = "решения"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """The files with their status, those that make the standings, and the decisions in force.

    rated: as `files`, with final points, a parent's self-assessment once more for a subordinate.
    """

    files: tuple[FileResult, ...]
    rated: tuple[FileResult, ...]
    decisions: Decisions


def the_decisions(entries: Iterable[Return], methodology: Methodology) -> DecisionBook | str | None:
    """Return the year's one decisions workbook, None if there is none, a sentence if it is faulty.

    Points would silently change without it: a run on a part of the decisions must not begin.
    """
    entries = tuple(entries)
    found = [entry for entry in entries if entry.kind is Kind.DECISIONS
             and entry.identity and entry.identity.year == methodology.year]  # fmt: skip
    unread = [entry for entry in entries if _is_unread_book(entry)]
    if len(found) > 1:
        names = ", ".join(f"«{entry.source.path}»" for entry in found)
        return f"В папке несколько книг решений комитета: {names}. Оставьте одну."
    for entry in (*found, *unread):
        if entry.decisions is None:
            return f"Книгу решений «{entry.source.path}» нужно исправить. {_words(entry)}"
    return found[0].decisions if found else None


def _is_unread_book(entry: Return) -> bool:
    """Tell whether a workbook that was not recognised looks like the decisions: by name or sheet.

    Its name counts here only: decisions that cannot be read are not to be passed over.
    """
    if entry.kind is not Kind.UNKNOWN or entry.source.litter or entry.source.member is not None:
        return False
    codes = {finding.code for finding in entry.findings}
    named = fold(PurePosixPath(entry.source.path).name).startswith(BOOK_NAME)
    removed = catalogue.CODE_REMOVED.at(form=DECISIONS_FORM).message
    stripped = any(finding.message == removed for finding in entry.findings)
    return stripped or (named and any(code.startswith("F") for code in codes))


def _words(entry: Return) -> str:
    faults = [f for f in entry.findings if f.severity is Severity.ERROR]
    return " ".join(f"{f.message} {f.remedy}" for f in faults[:3])


def settle(
    book: DecisionBook | None,
    entries: Iterable[Return],
    registry: Registry,
    methodology: Methodology,
    as_of: dt.date,
    workdays: WorkCalendar,
) -> Settled:
    """Return which of the matched returns count and with which points, as the committee decided."""
    decisions, unfit = understand(book, registry, methodology, as_of)
    admitted = admit(entries, decisions, methodology, as_of)
    chosen = (*choose(admitted.entries), *admitted.aside)
    ordered = tuple(sorted(chosen, key=lambda file: file.entry.source.path))
    files = cross_check(ordered, methodology)
    rated, orphans = with_parents(files, decisions, registry)
    applied = _without_idle(decisions, (*admitted.findings, *orphans))
    decided = decide_points(rated, applied, methodology)
    contested = landed(files, decided.decisions, as_of)
    last = windows(contested, methodology, workdays)
    said = _by_path(findings_on(decided.files, contested, last, methodology))
    said[decisions.path] += (*unfit, *admitted.findings, *orphans, *decided.findings)
    return Settled(
        files=tuple(_with_findings(file, said) for file in files),
        rated=tuple(_with_findings(file, said) for file in decided.files),
        decisions=contested,
    )


def _by_path(found: Iterable[tuple[str, Finding]]) -> dict[str, list[Finding]]:
    paths: dict[str, list[Finding]] = defaultdict(list)
    for path, finding in found:
        paths[path].append(finding)
    return paths


def _without_idle(decisions: Decisions, findings: tuple[Finding, ...]) -> Decisions:
    """Return the decisions without the rulings that could not be applied or change nothing."""
    idle = {(f.sheet, f.cell) for f in findings if f.code != decision_rules.PARENT_ALONE.code}
    kept = tuple(
        ruling
        for ruling in decisions.admissions
        if not any((c.ref.sheet, c.ref.cell) in idle for c in ruling.entry.entered)
    )
    return replace(decisions, admissions=kept)


def _with_findings(file: FileResult, said: Mapping[str, list[Finding]]) -> FileResult:
    """Give the decisions workbook and the objections what is to be said of their entries."""
    path = file.entry.source.path
    findings = said.get(path, [])
    if not findings or file.entry.kind not in (Kind.DECISIONS, Kind.OBJECTION):
        return file
    merged = merge_equal((*file.entry.findings, *in_file(findings, path)))
    return replace(file, entry=replace(file.entry, findings=merged))
