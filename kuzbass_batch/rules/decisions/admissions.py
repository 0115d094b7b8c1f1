"""The committee's rulings on returns («Допуск»): what may count, before it is chosen what does."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kuzbass_batch.findings import catalogue
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.answers import UNFILLED
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, Severity, has_errors, in_file
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.decisions import Admission, AdmissionKind, Decisions, by_participant
from kuzbass_batch.records.participants import Registry
from kuzbass_batch.records.returns import FileResult, FileStatus, Return
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.decisions.entries import plain
from kuzbass_batch.rules.year.deadlines import came_after_totals, is_late

BARRING = (AdmissionKind.EXCLUDED, AdmissionKind.RESTORED)
ACCEPTING = (AdmissionKind.LATE, AdmissionKind.RESTORED, AdmissionKind.WAIVED)
LATENESS = (catalogue.LATE.code, catalogue.MENDED_LATE.code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admitted:
    """The returns to choose from, those that a ruling set aside, and rulings that do not fit."""

    entries: tuple[Return, ...]
    aside: tuple[FileResult, ...]
    findings: tuple[Finding, ...]


def admit(
    entries: Iterable[Return], decisions: Decisions, methodology: Methodology, as_of: dt.date
) -> Admitted:
    """Return the returns as the rulings leave them: excluded, restored, taken without correction.

    A ruling that names a file speaks of it alone, otherwise of every return of its participant.
    What came after the totals needs one: without it the published places stand.
    """
    entries = tuple(entries)
    rulings = by_participant(decisions.admissions)
    closed = [
        entry
        for entry in entries
        if _is_assessment(entry)
        and came_after_totals(entry, as_of, methodology)
        and not _is_accepted(entry, rulings[entry.participant])
    ]
    if not rulings and not closed:
        return Admitted(entries=entries, aside=(), findings=())
    assessments = by_participant(e for e in entries if _is_assessment(e))
    aside = {entry.source.path: _after_totals(entry, methodology) for entry in closed}
    waived: dict[str, Return] = {}
    findings: list[Finding] = []
    for participant, ruled in rulings.items():
        own = assessments[participant]
        aside |= {result.entry.source.path: result for result in _set_aside(ruled, own)}
        for ruling in ruled:
            taken, problems = _waive(ruling, own)
            waived |= {entry.source.path: entry for entry in taken}
            findings += (*problems, *_pointless(ruling, own, methodology))
    return Admitted(
        entries=tuple(
            waived.get(entry.source.path, entry)
            for entry in entries
            if entry.source.path not in aside
        ),
        aside=tuple(aside.values()),
        findings=tuple(findings),
    )


def _is_assessment(entry: Return) -> bool:
    return entry.kind is Kind.SELF_ASSESSMENT and bool(entry.participant)


def _is_accepted(entry: Return, ruled: Iterable[Admission]) -> bool:
    """Tell whether a ruling made since the return came takes it; a blank sent back is none."""
    return any(finding.code == UNFILLED.code for finding in entry.findings) or any(
        ruling.kind in ACCEPTING and ruling.day >= (entry.day or ruling.day)
        for ruling in ruled
        if _named(ruling, (entry,))
    )


def _after_totals(entry: Return, methodology: Methodology) -> FileResult:
    """Return what becomes of a return that came after the totals: it is told, and left out."""
    day, totals = f"{entry.day:%d.%m.%Y}", f"{methodology.calendar.totals:%d.%m.%Y}"
    ref = entry.digest.ref("filled_on") if entry.digest else NOWHERE
    told = catalogue.AFTER_TOTALS.at(ref, field="filled_on", date=day, totals=totals)
    kept = (f for f in entry.findings if f.code not in LATENESS)
    said = (*kept, *in_file((told,), entry.source.path))
    reason = f"поступила {day}, после подведения итогов {totals} (п. 3.4): решает комитет"
    return FileResult(entry=replace(entry, findings=said), status=FileStatus.IGNORED, reason=reason)


def _named(ruling: Admission, own: Iterable[Return]) -> list[Return]:
    """Return the participant's returns that a ruling speaks of, by path or by file name."""
    wanted = plain(ruling.file)
    paths = [(entry, plain(entry.source.path)) for entry in own]
    exact = [entry for entry, path in paths if not wanted or path == wanted]
    return exact or [entry for entry, path in paths if PurePosixPath(path).name == wanted]


def _set_aside(ruled: Iterable[Admission], own: tuple[Return, ...]) -> Iterator[FileResult]:
    """Yield what an exclusion keeps from counting, and what a restored return displaces."""
    last = _last_words(ruled, own)
    restored = {p: r for p, r in last.items() if r.kind is AdmissionKind.RESTORED}
    newest = max((ruling.day for ruling in restored.values()), default=dt.date.min)
    kept = [path for path, ruling in restored.items() if ruling.day == newest]
    for entry in own:
        barred = last.get(entry.source.path)
        if barred and barred.kind is AdmissionKind.EXCLUDED:
            reason = f"исключена решением комитета: {barred.reason} {_signed(barred)}"
            yield FileResult(entry=entry, status=FileStatus.IGNORED, reason=reason)
        elif kept and entry.source.path not in kept:
            reason = f"комитет вернул к учёту «{kept[0]}» {_signed(restored[kept[0]])}"
            yield FileResult(entry=entry, status=FileStatus.SUPERSEDED, reason=reason)


def _signed(ruling: Admission) -> str:
    return f"({ruling.who}, {ruling.day:%d.%m.%Y})"


def _waive(
    ruling: Admission, own: tuple[Return, ...]
) -> tuple[tuple[Return, ...], tuple[Finding, ...]]:
    """Return the faulty returns that are to count all the same: their errors become questions.

    A return whose marks do not say the points of every criterion cannot (app. 3 p. 7).
    """
    if ruling.kind is not AdmissionKind.WAIVED:
        return (), ()
    faulty = [entry for entry in _named(ruling, own) if has_errors(entry.findings)]
    scored = [(entry, _scored_all_the_same(entry)) for entry in faulty]
    taken = tuple(entry for _, entry in scored if entry is not None)
    findings = tuple(
        rules.CANNOT_WAIVE.at(
            ruling.entry.ref(),
            participant=ruling.participant,
            why=f"по файлу «{entry.source.path}» нельзя определить баллы всех критериев",
        )
        for entry, result in scored
        if result is None and not taken
    )
    return taken, findings


def _scored_all_the_same(entry: Return) -> Return | None:
    card = entry.scorecard or entry.waivable
    if card is None:
        return None
    findings = tuple(
        replace(finding, severity=Severity.WARNING)
        if finding.severity is Severity.ERROR
        else finding
        for finding in entry.findings
    )
    return replace(entry, scorecard=card, findings=findings)


def _pointless(
    ruling: Admission, own: tuple[Return, ...], methodology: Methodology
) -> Iterator[Finding]:
    """A ruling about a file that is not there, or that changes nothing, is reported."""
    if ruling.kind is AdmissionKind.PARENT:
        return
    concerned = _named(ruling, own)
    if not concerned and ruling.file:
        yield rules.NO_SUCH_FILE.at(
            ruling.entry.ref("file"), found=ruling.file, participant=ruling.participant
        )
        return
    why = ""
    if not concerned:
        why = f"самооценок участника {ruling.participant} нет"
    elif ruling.kind is AdmissionKind.LATE and not any(_is_late(e, methodology) for e in concerned):
        why = "самооценка представлена в срок"
    elif ruling.kind is AdmissionKind.WAIVED and not any(has_errors(e.findings) for e in concerned):
        why = "ошибок в самооценке нет"
    if why:
        yield rules.NEEDLESS.at(ruling.entry.ref(), decision=ruling.kind.value, why=why)


def _is_late(entry: Return, methodology: Methodology) -> bool:
    """Tell whether a ruling may take it after the deadline, or after the totals."""
    after = entry.day is not None and entry.day >= methodology.calendar.totals
    return after or is_late(entry, methodology)


def overruled(decisions: Decisions, entries: Iterable[Return]) -> Mapping[CellRef, Admission]:
    """Return the exclusions and restorations that a later ruling undid, by the entry's cell.

    entries: of the year; a ruling holds while it is the last word on any of its files.
    """
    assessments = by_participant(e for e in entries if _is_assessment(e))
    found: dict[CellRef, Admission] = {}
    for participant, ruled in by_participant(decisions.admissions).items():
        own = assessments[participant]
        last = _last_words(ruled, own)
        for ruling in (each for each in ruled if each.kind in BARRING):
            words = [last[entry.source.path] for entry in _named(ruling, own)]
            if words and ruling not in words:
                found[ruling.entry.ref()] = max(words, key=lambda each: each.day)
    return found


def _last_words(ruled: Iterable[Admission], own: tuple[Return, ...]) -> dict[str, Admission]:
    """Return the last exclusion or restoration of each of the returns, by path."""
    last: dict[str, Admission] = {}
    for ruling in sorted((r for r in ruled if r.kind in BARRING), key=lambda each: each.day):
        for entry in _named(ruling, own):
            last[entry.source.path] = ruling
    return last


def with_parents(
    files: tuple[FileResult, ...], decisions: Decisions, registry: Registry
) -> tuple[tuple[FileResult, ...], tuple[Finding, ...]]:
    """Return the files with the parents' self-assessments standing for subordinates too (p. 4.1).

    The copies are for the standings only: the folder still holds each file once.
    """
    used = {
        file.entry.participant: file
        for file in files
        if file.entry.kind is Kind.SELF_ASSESSMENT and file.status is FileStatus.USED
    }
    parents = {participant.id: participant.parent for participant in registry.participants}
    copies, findings = [], []
    for ruling in decisions.admissions:
        if ruling.kind is AdmissionKind.PARENT:
            parent = parents[ruling.participant]
            why = _why_not(ruling.participant, parent, used)
            if why:
                place, whose = ruling.entry.ref(), ruling.participant
                findings.append(rules.CANNOT_TAKE_PARENT.at(place, participant=whose, why=why))
            else:
                copies.append(_for_subordinate(used[parent], ruling))
                findings += _parent_alone(used[parent], ruling)
    return (*files, *copies), tuple(findings)


def _why_not(participant: str, parent: str, used: dict[str, FileResult]) -> str:
    if not parent:
        return "в реестре не указан вышестоящий"
    if participant in used:
        return "учтена его собственная самооценка"
    return "" if parent in used else f"самооценка {parent} не учтена"


def _for_subordinate(file: FileResult, ruling: Admission) -> FileResult:
    entry = replace(file.entry, participant=ruling.participant)
    reason = f"засчитана самооценка вышестоящего {file.entry.participant} {_signed(ruling)}"
    return replace(file, entry=entry, reason=reason)


def _parent_alone(file: FileResult, ruling: Admission) -> Iterator[Finding]:
    if file.entry.digest is None or not file.entry.digest.joint:
        yield rules.PARENT_ALONE.at(ruling.entry.ref(), participant=ruling.participant)
