"""Which of several returns counts, and why: the latest valid one; the same content once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from kuzbass_batch.findings.answers import UNFILLED
from kuzbass_batch.findings.finding import Severity, has_errors
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.returns import FileResult, FileStatus, Return
from kuzbass_batch.records.sources import Kind

ReturnOrder = tuple[str, ...]
COMMITTEES = {
    Kind.DECISIONS: "решения комитета",
    Kind.PAST_RESULTS: "результаты прошлого года: взяты для сравнения",
}


Choose = Callable[[list[Return]], Iterator[FileResult]]


def choose(entries: Iterable[Return]) -> tuple[FileResult, ...]:
    """Return a result for every entry, sorted by path; exactly one return of a group counts."""
    groups: dict[ReturnOrder, list[Return]] = defaultdict(list)
    results = []
    for entry in entries:
        key = _group(entry)
        if key:
            groups[key].append(entry)
        else:
            results.append(_alone(entry))
    for key, group in groups.items():
        within: Choose = choose_objections if key[0] is Kind.OBJECTION else _choose_in
        results.extend(within(group))
    return tuple(sorted(results, key=lambda result: result.entry.source.path))


def _group(entry: Return) -> ReturnOrder:
    """Return what competes with each other: assessments of one body, passports of one project."""
    if not entry.participant:
        return ()
    if entry.kind is Kind.PASSPORT and entry.digest:
        project = entry.digest.text("project")
        # A passport without a project's name cannot replace another: it stands for itself.
        name = fold(project) if project else entry.source.path
        return (entry.kind, entry.participant, name)
    return (entry.kind, entry.participant)


def _alone(entry: Return) -> FileResult:
    if entry.source.litter:
        return FileResult(entry=entry, status=FileStatus.IGNORED, reason=entry.source.litter)
    codes = {finding.code for finding in entry.findings}
    if entry.kind is Kind.CALENDAR:
        return _calendar(entry)
    if entry.kind in COMMITTEES:
        # The batch does not begin if it cannot use them; those of another year are left alone.
        status = FileStatus.IGNORED if "I005" in codes else FileStatus.USED
        return FileResult(entry=entry, status=status, reason=COMMITTEES[entry.kind])
    if entry.kind is Kind.REGISTRY:
        status = FileStatus.RETURNED if has_errors(entry.findings) else FileStatus.USED
        return FileResult(entry=entry, status=status, reason="реестр участников")
    if "I001" in codes:
        return FileResult(entry=entry, status=FileStatus.IGNORED, reason="не форма рейтингования")
    if any(f.code.startswith("F") and f.severity is Severity.ERROR for f in entry.findings):
        return FileResult(entry=entry, status=FileStatus.UNREADABLE, reason="файл не прочитан")
    return FileResult(entry=entry, status=FileStatus.RETURNED, reason="участник не определён")


def _calendar(entry: Return) -> FileResult:
    reason = f"календарь рабочих дней, учтено дней: {len(entry.days)}"
    if has_errors(entry.findings):
        reason += "; строки с ошибками не учтены"
        return FileResult(entry=entry, status=FileStatus.RETURNED, reason=reason)
    return FileResult(entry=entry, status=FileStatus.USED, reason=reason)


def _order(entry: Return) -> tuple[dt.date, dt.date, bool, str]:
    """Order by the date in the form, then by the date of the folder, then by path.

    A redrawn form keeps the date of the faulty one: the folder tells which of the two came later,
    and where both lie in one, the redrawn form did.
    """
    first = dt.date.min
    received = entry.source.received or first
    return entry.filled_on or first, received, entry.mended, entry.source.path


def _choose_in(group: list[Return]) -> Iterator[FileResult]:
    ordered = sorted(group, key=_order)
    valid = [entry for entry in ordered if not has_errors(entry.findings)]
    counts = valid[-1] if valid else None
    # Of identical copies the first by path counts, so that a copy sent again changes nothing.
    same = [e for e in valid if counts and e.answers_sha256 == counts.answers_sha256]
    counts = min(same, key=lambda entry: entry.source.path) if same else counts
    seen: dict[str, Return] = {}
    if counts:
        seen[counts.answers_sha256] = counts
        yield FileResult(entry=counts, status=FileStatus.USED, reason=_why(counts, ordered))
    for entry in ordered:
        if entry is not counts:
            yield _beside(entry, counts, seen)


def _why(counts: Return, group: list[Return]) -> str:
    if len(group) == 1:
        return "единственный экземпляр"
    if all(entry.answers_sha256 == counts.answers_sha256 for entry in group):
        return f"первый по имени из {len(group)} экземпляров с одинаковыми ответами"
    later = [entry for entry in group if _order(entry) > _order(counts)]
    if any(has_errors(entry.findings) for entry in later):
        return (
            f"последний без ошибок из {len(group)} экземпляров; более поздний с ошибками не учтён"
        )
    return f"последний по дате заполнения из {len(group)} экземпляров ({_day(counts)})"


def _beside(entry: Return, counts: Return | None, seen: dict[str, Return]) -> FileResult:
    twin = seen.get(entry.answers_sha256) if entry.answers_sha256 else None
    if twin is not None:
        reason = f"то же содержание, что в «{twin.source.path}»"
        return FileResult(entry=entry, status=FileStatus.DUPLICATE, reason=reason)
    if entry.answers_sha256:
        seen[entry.answers_sha256] = entry
    if counts is not None and (_order(entry) < _order(counts) or not has_errors(entry.findings)):
        reason = f"учтён более поздний экземпляр «{counts.source.path}» ({_day(counts)})"
        return FileResult(entry=entry, status=FileStatus.SUPERSEDED, reason=reason)
    reason = "есть ошибки, нужна доработка"
    if counts is not None:
        reason += f"; учтён прежний экземпляр «{counts.source.path}»"
    return FileResult(entry=entry, status=FileStatus.RETURNED, reason=reason)


def _day(entry: Return) -> str:
    return f"{entry.filled_on:%d.%m.%Y}" if entry.filled_on else "без даты"


def choose_objections(group: list[Return]) -> Iterator[FileResult]:
    """Yield what becomes of a participant's objections: each counts that asks something new.

    The same content sent again is a repetition and keeps the day of the first; one whose criteria a
    later one takes up again, or a faulty one before a valid one, gives way to it. A form of
    objection with nothing in it objects to nothing.
    """
    first: dict[str, Return] = {}
    later: list[Return] = []
    for entry in sorted(group, key=_order):
        twin = first.setdefault(entry.answers_sha256 or entry.source.path, entry)
        if _is_unfilled(entry):
            reason = "бланк несогласия не заполнен"
            yield FileResult(entry=entry, status=FileStatus.IGNORED, reason=reason)
        elif twin is not entry:
            reason = f"то же содержание, что в «{twin.source.path}»"
            yield FileResult(entry=entry, status=FileStatus.DUPLICATE, reason=reason)
        else:
            later.append(entry)
    while later:
        entry = later.pop(0)
        yield _objection(entry, [each for each in later if not has_errors(each.findings)])


def _is_unfilled(entry: Return) -> bool:
    return any(finding.code == UNFILLED.code for finding in entry.findings)


def _objection(entry: Return, later: list[Return]) -> FileResult:
    faulty, again = has_errors(entry.findings), {c for each in later for c in _criteria(each)}
    if later and (faulty or again >= _criteria(entry)):
        reason = f"учтено более позднее несогласие «{later[-1].source.path}» ({_day(later[-1])})"
        return FileResult(entry=entry, status=FileStatus.SUPERSEDED, reason=reason)
    if faulty:
        reason = "есть ошибки, нужна доработка"
        return FileResult(entry=entry, status=FileStatus.RETURNED, reason=reason)
    listed = ", ".join(sorted(_criteria(entry)))
    return FileResult(entry=entry, status=FileStatus.USED, reason=f"несогласие, критерии: {listed}")


def _criteria(entry: Return) -> set[str]:
    contest = entry.digest.contest if entry.digest else None
    return {asked.criterion for asked in contest.asked} if contest else set()
