"""The committee's rulings on returns («Допуск»): what may count, before it is chosen what does."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath
from typing import TypeVar

from kuzbass_batch import wording
from kuzbass_batch.findings import catalogue
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import CellRef, Finding, Severity, has_errors, in_file
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    Admission,
    AdmissionKind,
    Decisions,
    plain,
)
from kuzbass_batch.records.committee.groups import Groups, by_participant
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import NOTHING_TYPED
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, MatchedReturn, result_of
from kuzbass_batch.rules.deadlines import is_after_totals, is_late
from kuzbass_batch.rules.returns.participant_index import parents_in
from kuzbass_batch.rules.returns.precedence import ONLY_ONE, order_of

OVERRIDING = (AdmissionKind.EXCLUDED, AdmissionKind.RESTORED)
"""Rulings on a return of which the last one holds."""
ACCEPTING = (AdmissionKind.LATE, AdmissionKind.RESTORED, AdmissionKind.WAIVED)
"""Rulings after which a return counts although it is late, excluded or faulty."""
LEFT_ALONE = "единственный из экземпляров, которые можно учесть"
"""Why a return counts whose competitors the committee, or the day of the totals, set aside."""
AnyReturn = TypeVar("AnyReturn", MatchedReturn, FileResult)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admitted:
    """The returns to choose from, and those that a ruling set aside.

    findings: why rulings do not fit. idle: the cells of rulings that could not be applied or change
    nothing. named: the paths of the returns that a ruling takes by name.
    """

    returns: tuple[MatchedReturn, ...]
    aside: tuple[FileResult, ...]
    findings: tuple[Finding, ...]
    idle: frozenset[CellRef]
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class RulingEffect:
    """What one ruling does: the returns it takes in spite of their errors, and why it is idle."""

    ruling: Admission
    taken: tuple[MatchedReturn, ...]
    findings: tuple[Finding, ...]


def admit(
    returns: Iterable[MatchedReturn], decisions: Decisions, methodology: Methodology, as_of: dt.date
) -> Admitted:
    """Return the returns as the rulings leave them: excluded, restored, taken without correction.

    A ruling that names a file speaks of it alone, otherwise of every return of its participant.
    What came after the totals needs one: without it the published places stand.
    """
    returns = tuple(returns)
    on_returns = (r for r in decisions.admissions if r.kind is not AdmissionKind.SORTED_OUT)
    rulings = by_participant(on_returns)
    assessments = by_participant(file for file in returns if _is_assessment(file))
    barred = (
        _barred(ruled, assessments[who], as_of, methodology.words.rater)
        for who, ruled in rulings.items()
    )
    closed = _closed(assessments, rulings, methodology, as_of)
    aside = {result.source.path: result for result in chain(closed, *barred)}
    effects = [
        _effect(ruling, assessments[who], methodology)
        for who, ruled in rulings.items()
        for ruling in ruled
    ]
    waived = {file.source.path: file for effect in effects for file in effect.taken}
    open_to_choice = (file for file in returns if file.source.path not in aside)
    return Admitted(
        returns=tuple(waived.get(file.source.path, file) for file in open_to_choice),
        aside=tuple(aside.values()),
        findings=tuple(finding for effect in effects for finding in effect.findings),
        idle=frozenset(effect.ruling.entry.ref() for effect in effects if effect.findings),
        named=frozenset(
            file.source.path
            for who, ruled in rulings.items()
            for ruling in ruled
            if ruling.file and ruling.kind in ACCEPTING
            for file in _named(ruling, assessments[who])
        ),
    )


def left_over(
    counting: Iterable[FileResult], aside: Iterable[FileResult]
) -> tuple[FileResult, ...]:
    """Return the results; of a return left alone the reason says that others were set aside."""
    others = {(result.participant, result.kind) for result in aside}
    return tuple(
        replace(result, reason=LEFT_ALONE)
        if result.reason == ONLY_ONE and (result.participant, result.kind) in others
        else result
        for result in counting
    )


def _is_assessment(file: MatchedReturn | FileResult) -> bool:
    return file.kind is Kind.SELF_ASSESSMENT and bool(file.participant)


def _closed(
    assessments: Groups[MatchedReturn],
    rulings: Groups[Admission],
    methodology: Methodology,
    as_of: dt.date,
) -> Iterator[FileResult]:
    """Yield what came after the totals and no ruling takes."""
    for participant, own in assessments.items():
        for file in own:
            late = is_after_totals(file.day, as_of, methodology)
            if late and not _is_accepted(file, rulings[participant]):
                yield _after_totals(file, methodology)


def _is_accepted(file: MatchedReturn, ruled: Iterable[Admission]) -> bool:
    """Tell whether a return from after the totals stays among those to choose from.

    A ruling of that day or a later one takes it; an unfilled blank needs none, as it says nothing.
    """
    if isinstance(file.read, ReadAssessment) and file.read.unfilled:
        return True
    return any(
        ruling.kind in ACCEPTING and ruling.day >= (file.day or ruling.day)
        for ruling in ruled
        if _named(ruling, (file,))
    )


def _after_totals(file: MatchedReturn, methodology: Methodology) -> FileResult:
    """Return what becomes of a return that came after the totals: it is named, and left out."""
    day, totals = show(file.day), show(methodology.calendar.totals)
    point, rater = methodology.words.point("totals").beside, methodology.words.rater
    typed = file.read.typed if isinstance(file.read, ReadAssessment) else NOTHING_TYPED
    fault = catalogue.AFTER_TOTALS.at(
        typed.ref("filled_on"), field="filled_on", date=day, totals=totals, rater=rater
    )
    kept = (finding for finding in file.findings if finding not in file.lateness)
    return FileResult(
        read=file.read,
        status=FileStatus.IGNORED,
        reason=f"поступила {day}, после подведения итогов {totals}{point}: "
        f"решает {rater.nominative}",
        participant=file.participant,
        findings=(*kept, *in_file((fault,), file.source.path)),
        deciding_day=file.deciding_day,
        after_totals=True,
    )


def _named(ruling: Admission, own: Iterable[AnyReturn]) -> list[AnyReturn]:
    """Return the participant's returns that a ruling speaks of, by path or by file name."""
    wanted = plain(ruling.file)
    paths = [(file, plain(file.source.path)) for file in own]
    exact = [file for file, path in paths if not wanted or path == wanted]
    return exact or [file for file, path in paths if PurePosixPath(path).name == wanted]


def _barred(
    ruled: Iterable[Admission], own: tuple[MatchedReturn, ...], as_of: dt.date, rater: Rater
) -> Iterator[FileResult]:
    """Yield what an exclusion keeps from counting, and what a restored return displaces.

    own: the self-assessments of the participant that the rulings are on. Of several restored on one
    day the reason names the one that counts: the latest without errors.
    """
    last = _last_words(ruled, own)
    restored = {p: r for p, r in last.items() if r.kind is AdmissionKind.RESTORED}
    newest = max((ruling.day for ruling in restored.values()), default=dt.date.min)
    kept = {path for path, ruling in restored.items() if ruling.day == newest}
    back = [file for file in own if file.source.path in kept]
    sound = [file for file in back if not has_errors(file.findings)] or back
    counts = max(sound, key=lambda file: order_of(file, as_of)).source.path if sound else ""
    for file in own:
        barred = last.get(file.source.path)
        if barred and barred.kind is AdmissionKind.EXCLUDED:
            reason = f"исключена решением {rater.genitive}: {barred.reason} {_signed(barred)}"
            yield result_of(file, FileStatus.IGNORED, reason)
        elif kept and file.source.path not in kept:
            reason = f"{rater.did('вернул')} к учёту «{counts}» {_signed(restored[counts])}"
            yield result_of(file, FileStatus.SUPERSEDED, reason)


def _signed(ruling: Admission) -> str:
    return f"({ruling.who}, {wording.day(ruling.day)})"


def _effect(
    ruling: Admission, own: tuple[MatchedReturn, ...], methodology: Methodology
) -> RulingEffect:
    taken, unfit = _waive(ruling, own) if ruling.kind is AdmissionKind.WAIVED else ((), ())
    return RulingEffect(
        ruling=ruling, taken=taken, findings=(*unfit, *_pointless(ruling, own, methodology))
    )


def _waive(
    ruling: Admission, own: tuple[MatchedReturn, ...]
) -> tuple[tuple[MatchedReturn, ...], tuple[Finding, ...]]:
    """Return the faulty returns that are to count all the same: their errors become questions.

    A return whose marks do not say the points of every criterion cannot (app. 3 p. 7).
    """
    faulty = [file for file in _named(ruling, own) if has_errors(file.findings)]
    taken = tuple(_without_errors(file) for file in faulty if _is_scored(file))
    if taken:
        return taken, ()
    why = "по файлу «{}» нельзя определить баллы всех критериев"
    return (), tuple(
        rules.CANNOT_WAIVE.at(
            ruling.entry.ref(),
            participant=ruling.participant,
            why=why.format(file.source.path),
        )
        for file in faulty
    )


def _is_scored(file: MatchedReturn) -> bool:
    return isinstance(file.read, ReadAssessment) and file.read.card is not None


def _without_errors(file: MatchedReturn) -> MatchedReturn:
    softened = (
        replace(finding, severity=Severity.WARNING)
        if finding.severity is Severity.ERROR
        else finding
        for finding in file.findings
    )
    return replace(file, findings=tuple(softened))


def _pointless(
    ruling: Admission, own: tuple[MatchedReturn, ...], methodology: Methodology
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


def _is_late(file: MatchedReturn, methodology: Methodology) -> bool:
    """Tell whether a ruling may take it after the deadline, or after the totals."""
    after = file.day is not None and file.day >= methodology.calendar.totals
    return after or is_late(file.deciding_day, methodology)


def overruled(decisions: Decisions, files: Iterable[FileResult]) -> Mapping[CellRef, Admission]:
    """Return the exclusions and restorations that a later ruling undid, by the entry's cell.

    files: of the year; a ruling holds while it is the last word on any of its files.
    """
    assessments = by_participant(file for file in files if _is_assessment(file))
    found: dict[CellRef, Admission] = {}
    for participant, ruled in by_participant(decisions.admissions).items():
        own = assessments[participant]
        last = _last_words(ruled, own)
        for ruling in (each for each in ruled if each.kind in OVERRIDING):
            words = [last[file.source.path] for file in _named(ruling, own)]
            if words and ruling not in words:
                found[ruling.entry.ref()] = max(words, key=lambda each: each.day)
    return found


def _last_words(ruled: Iterable[Admission], own: Iterable[AnyReturn]) -> dict[str, Admission]:
    """Return the last exclusion or restoration of each of the returns, by path."""
    last: dict[str, Admission] = {}
    for ruling in sorted((r for r in ruled if r.kind in OVERRIDING), key=lambda each: each.day):
        for file in _named(ruling, own):
            last[file.source.path] = ruling
    return last


@dataclass(frozen=True, kw_only=True, slots=True)
class WithParents:
    """The files with the parents' self-assessments standing for subordinates too (p. 4.1).

    The copies are for the standings only: the folder still holds each file once. findings: on the
    rulings. idle: the cells of those that could not be applied.
    """

    files: tuple[FileResult, ...]
    findings: tuple[Finding, ...]
    idle: frozenset[CellRef]


def with_parents(
    files: tuple[FileResult, ...], decisions: Decisions, registry: Registry
) -> WithParents:
    """Return the files, the parents' self-assessments once more for the subordinates so ruled."""
    used = {
        file.participant: file
        for file in files
        if file.kind is Kind.SELF_ASSESSMENT and file.status is FileStatus.USED
    }
    parents = parents_in(registry)
    copies: list[FileResult] = []
    findings: list[Finding] = []
    idle: set[CellRef] = set()
    for ruling in (each for each in decisions.admissions if each.kind is AdmissionKind.PARENT):
        parent, place = parents[ruling.participant], ruling.entry.ref()
        why = _why_not(ruling.participant, parent, used)
        if why:
            idle.add(place)
            findings.append(
                rules.CANNOT_TAKE_PARENT.at(place, participant=ruling.participant, why=why)
            )
        else:
            copies.append(_for_subordinate(used[parent], ruling))
            findings += _without_joint_assessment(used[parent], ruling)
    return WithParents(files=(*files, *copies), findings=tuple(findings), idle=frozenset(idle))


def _why_not(participant: str, parent: str, used: dict[str, FileResult]) -> str:
    if not parent:
        return "в реестре не указан вышестоящий"
    if participant in used:
        return "учтена его собственная самооценка"
    return "" if parent in used else f"самооценка {parent} не учтена"


def _for_subordinate(file: FileResult, ruling: Admission) -> FileResult:
    reason = f"засчитана самооценка вышестоящего {file.participant} {_signed(ruling)}"
    return replace(file, participant=ruling.participant, reason=reason)


def _without_joint_assessment(file: FileResult, ruling: Admission) -> Iterator[Finding]:
    if file.assessment is None or not file.assessment.digest.joint:
        yield rules.WITHOUT_JOINT_ASSESSMENT.at(ruling.entry.ref(), participant=ruling.participant)
