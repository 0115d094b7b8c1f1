"""Which of several returns counts, and why: the latest valid one; the same content once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import has_errors
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.read_files import (
    EarlierResults,
    OtherFile,
    ReadCalendar,
    ReadFile,
    ReadPassport,
    ReadReturn,
    WrongEdition,
    filled_on,
)
from kuzbass_batch.records.returns import FileResult, FileStatus, MatchedReturn, result_of
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.returns.objection_forms import choose_objections

GroupKey = tuple[str, ...]


def choose(files: Iterable[MatchedReturn]) -> tuple[FileResult, ...]:
    """Return a result for every form, sorted by path; exactly one return of a group counts."""
    groups: dict[GroupKey, list[MatchedReturn]] = defaultdict(list)
    results = []
    for file in files:
        if file.participant:
            groups[_group(file)].append(file)
        else:
            results.append(_nobodys(file))
    for key, group in groups.items():
        if key[0] is Kind.OBJECTION:
            results.extend(choose_objections(sorted(group, key=_order)))
        else:
            results.extend(_choose_in(group))
    return in_order(results)


def in_order(results: Iterable[FileResult]) -> tuple[FileResult, ...]:
    """Return the results sorted by path."""
    return tuple(sorted(results, key=lambda result: result.source.path))


def _group(file: MatchedReturn) -> GroupKey:
    """Return what competes with each other: assessments of one body, passports of one project."""
    if isinstance(file.read, ReadPassport):
        project = file.read.typed.text("project")
        # A passport without a project's name cannot replace another: it stands for itself.
        return (file.kind, file.participant, fold(project) if project else file.source.path)
    return (file.kind, file.participant)


def _nobodys(file: MatchedReturn) -> FileResult:
    return result_of(file, FileStatus.RETURNED, "участник не определён")


def judge_others(files: Iterable[ReadFile]) -> Iterator[FileResult]:
    """Yield what becomes of the files that are no participant's form."""
    for file in files:
        status, reason = _judged(file)
        yield FileResult(read=file, status=status, reason=reason, findings=file.findings)


def _judged(file: ReadFile) -> tuple[FileStatus, str]:
    """Return the status of a file of the committee, or of one that is none of the program's.

    The batch does not begin without a registry, or with decisions that it cannot use; a workbook
    of decisions of another year is left alone.
    """
    if file.source.litter:
        return FileStatus.IGNORED, file.source.litter
    match file:
        case ReadCalendar():
            return _calendar(file)
        case EarlierResults():
            return FileStatus.USED, "результаты прошлого года: взяты для сравнения"
        case OtherFile():
            return _other(file)
    faulty = has_errors(file.findings)
    if file.kind is Kind.DECISIONS:
        left = isinstance(file, WrongEdition) and file.wrong_year
        return FileStatus.IGNORED if left else FileStatus.USED, "решения комитета"
    return FileStatus.RETURNED if faulty else FileStatus.USED, "реестр участников"


def _other(file: OtherFile) -> tuple[FileStatus, str]:
    if file.foreign:
        return FileStatus.IGNORED, "не форма рейтингования"
    if file.unread:
        return FileStatus.UNREADABLE, "файл не прочитан"
    return FileStatus.RETURNED, "участник не определён"


def _calendar(file: ReadCalendar) -> tuple[FileStatus, str]:
    reason = f"календарь рабочих дней, учтено дней: {len(file.days)}"
    if has_errors(file.findings):
        return FileStatus.RETURNED, f"{reason}; строки с ошибками не учтены"
    return FileStatus.USED, reason


def _order(file: MatchedReturn) -> tuple[dt.date, dt.date, bool, str]:
    """Order by the date in the form, then by the date of the folder, then by path.

    A redrawn form keeps the date of the faulty one: the folder tells which of the two came later,
    and where both lie in one, the redrawn form did.
    """
    first, read = dt.date.min, file.read
    mended = isinstance(read, ReadReturn) and read.mended
    return filled_on(read) or first, file.source.received or first, mended, file.source.path


def _content(file: MatchedReturn) -> str:
    """Return what is the same for the same answers, empty if none were read."""
    return file.read.answers_sha256 if isinstance(file.read, ReadReturn) else ""


def _choose_in(group: list[MatchedReturn]) -> Iterator[FileResult]:
    ordered = sorted(group, key=_order)
    valid = [file for file in ordered if not has_errors(file.findings)]
    counts = valid[-1] if valid else None
    # Of identical copies the first by path counts, so that a copy sent again changes nothing.
    same = [each for each in valid if counts and _content(each) == _content(counts)]
    counts = min(same, key=lambda file: file.source.path) if same else counts
    seen: dict[str, MatchedReturn] = {}
    if counts:
        seen[_content(counts)] = counts
        yield result_of(counts, FileStatus.USED, _why(counts, ordered))
    for file in ordered:
        if file is not counts:
            yield _beside(file, counts, seen)


def _why(counts: MatchedReturn, group: list[MatchedReturn]) -> str:
    if len(group) == 1:
        return "единственный экземпляр"
    if all(_content(file) == _content(counts) for file in group):
        return f"первый по имени из {len(group)} экземпляров с одинаковыми ответами"
    later = [file for file in group if _order(file) > _order(counts)]
    if any(has_errors(file.findings) for file in later):
        return (
            f"последний без ошибок из {len(group)} экземпляров; более поздний с ошибками не учтён"
        )
    return f"последний по дате заполнения из {len(group)} экземпляров ({_day(counts)})"


def _beside(
    file: MatchedReturn, counts: MatchedReturn | None, seen: dict[str, MatchedReturn]
) -> FileResult:
    twin = seen.get(_content(file)) if _content(file) else None
    if twin is not None:
        reason = f"то же содержание, что в «{twin.source.path}»"
        return result_of(file, FileStatus.DUPLICATE, reason)
    if _content(file):
        seen[_content(file)] = file
    if counts is not None and (_order(file) < _order(counts) or not has_errors(file.findings)):
        reason = f"учтён более поздний экземпляр «{counts.source.path}» ({_day(counts)})"
        return result_of(file, FileStatus.SUPERSEDED, reason)
    reason = "есть ошибки, нужна доработка"
    if counts is not None:
        reason += f"; учтён прежний экземпляр «{counts.source.path}»"
    return result_of(file, FileStatus.RETURNED, reason)


def _day(file: MatchedReturn) -> str:
    day = filled_on(file.read)
    return wording.day(day) if day else "без даты"
