"""Which of several returns counts: each group of them by `precedence`, objections by their rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from kuzbass_batch.findings.finding import Fact, has_errors
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import (
    EarlierResults,
    OtherFile,
    ReadCalendar,
    ReadFile,
    ReadJurySheet,
    ReadPassport,
    ReadProgrammeForm,
    ReadRegisters,
    ReadRegistry,
    ReadReturn,
    WrongEdition,
    came_on,
)
from kuzbass_batch.records.returns.returns import (
    FileResult,
    FileStatus,
    MatchedReturn,
    passed_over,
    result_of,
)
from kuzbass_batch.rules.returns.objection_forms import choose_objections
from kuzbass_batch.rules.returns.precedence import Choice, order_of

GroupKey = tuple[str, ...]
JURY_SHEET = "лист жюри"
"""Why a juror's sheet counts is told once the contest is known (`rules.programme.jury`)."""


def choose(
    files: Iterable[MatchedReturn],
    methodology: Methodology,
    as_of: dt.date,
    admitted: frozenset[str] = frozenset(),
) -> tuple[FileResult, ...]:
    """Return a result for every form, sorted by path; exactly one return of a group counts.

    as_of: the day of the run; a date beyond it is a slip of the pen. admitted: the paths of the
    returns that the committee took by a ruling that names them.
    """
    groups: dict[GroupKey, list[MatchedReturn]] = defaultdict(list)
    results, nobodys = [], []
    for file in files:
        own = _own_blank(file)
        if own:
            results.append(passed_over(file, own))
        elif file.participant and _is_empty_passport(file):
            reason = "бланк паспорта не заполнен: проекта в нём нет"
            results.append(passed_over(file, reason))
        elif file.participant:
            groups[_group(file)].append(file)
        elif _is_empty(file):
            results.append(passed_over(file, "бланк не заполнен, участник в нём не указан"))
        else:
            nobodys.append(file)
    for key, group in groups.items():
        ordered = sorted(group, key=partial(order_of, as_of=as_of))
        if key[0] is Kind.OBJECTION:
            results.extend(choose_objections(ordered))
        else:
            results.extend(Choice(ordered, methodology, as_of, admitted).results())
    counted = {file.participant: file for file in results if _is_counted(file)}
    results.extend(_nobodys(file, counted.get(file.candidates.named)) for file in nobodys)
    return in_order(results)


def in_order(results: Iterable[FileResult]) -> tuple[FileResult, ...]:
    """Return the results sorted by path."""
    return tuple(sorted(results, key=lambda result: result.source.path))


def _group(file: MatchedReturn) -> GroupKey:
    """Return what competes with each other: assessments of one body, passports of one project.

    Of forms of the programme those about one subject and one time.
    """
    if isinstance(file.read, ReadProgrammeForm):
        form = file.read.form
        # One that does not say what it is about cannot replace another: it stands for itself.
        about = (alike(form.subject), form.period) if form.subject else (file.source.path,)
        return (file.kind, file.participant, *about)
    if isinstance(file.read, ReadPassport):
        project = file.read.typed.text("project")
        # A passport without a project's name cannot replace another: it stands for itself.
        return (file.kind, file.participant, fold(project) if project else file.source.path)
    return (file.kind, file.participant)


def _own_blank(file: MatchedReturn) -> str:
    """Return the Russian words for an unfilled form that the program drew, else an empty text.

    A blank, or a form with remarks, that no office program has saved is the clerk's own copy. One
    that came in a message was sent by a participant, who is told of it.
    """
    remarked = isinstance(file.read, ReadReturn) and file.read.mended
    if file.unfilled and remarked:
        return "форма с замечаниями, составленная программой, не заполнена"
    if not file.read.as_drawn or file.source.member is not None:
        return ""
    if file.unfilled:
        return "чистый бланк, составленный программой: его никто не заполнял и не сохранял"
    if remarked and has_errors(file.findings):
        return "форма с замечаниями, составленная программой: её никто не исправлял и не сохранял"
    return ""


def _is_empty(file: MatchedReturn) -> bool:
    """Tell whether it is a blank without answers and a name that did not come in a message."""
    return file.unfilled and file.source.member is None


def _is_empty_passport(file: MatchedReturn) -> bool:
    """Tell whether it is an unfilled passport: a project is not compulsory (p. 3.2)."""
    return file.kind is Kind.PASSPORT and file.unfilled


def _is_counted(file: FileResult) -> bool:
    return file.kind is Kind.SELF_ASSESSMENT and file.status is FileStatus.USED


def _nobodys(file: MatchedReturn, counted: FileResult | None) -> FileResult:
    """Return the result for a form whose participant could not be established.

    counted: the counted self-assessment of the participant that the form names, if there is one.
    If that came later and on his own blank, it supersedes this form; else this form is returned.
    """
    read, came = counted.assessment if counted else None, file.day
    later = came_on(read) if read else None
    if file.kind is Kind.SELF_ASSESSMENT and counted and came and later and later > came:
        reason = f"{counted.participant}: учтён свой бланк участника, «{counted.source.path}»"
        return result_of(file, FileStatus.SUPERSEDED, reason)
    return result_of(file, FileStatus.RETURNED, "участник не определён")


def judge_others(files: Iterable[ReadFile]) -> Iterator[FileResult]:
    """Yield the results for the files that are not a participant's form."""
    for file in files:
        status, reason = _judged(file)
        blank = isinstance(file, ReadRegistry | WrongEdition) and file.unfilled
        findings = () if blank else file.findings
        yield FileResult(read=file, status=status, reason=reason, findings=findings)


def _judged(file: ReadFile) -> tuple[FileStatus, str]:
    """Return the status of a file of the committee, or of one that is none of the program's.

    The batch does not begin without a registry, or with decisions that it cannot use; a workbook
    of decisions of another year is left alone.
    """
    if file.source.litter:
        return FileStatus.IGNORED, file.source.litter
    if any(Fact.NOT_OWN in finding.facts for finding in file.findings):
        return FileStatus.RETURNED, "книга без отметки этой папки: не учтена"
    match file:
        case ReadCalendar():
            return _calendar(file)
        case EarlierResults(period=period):
            last = period.kind.words.last_genitive
            return FileStatus.USED, f"результаты {last}: взяты для сравнения"
        case OtherFile():
            return _other(file)
        case ReadRegisters():
            return _registers(file)
        case ReadJurySheet():
            return FileStatus.USED, JURY_SHEET
    faulty = has_errors(file.findings)
    if file.kind is Kind.JURY_SHEET:
        return FileStatus.RETURNED, f"{JURY_SHEET}: другого года или версии"
    if isinstance(file, ReadRegistry | WrongEdition) and file.unfilled:
        return FileStatus.IGNORED, "чистый бланк реестра участников: в нём ничего не заполнено"
    if file.kind is Kind.DECISIONS:
        left = isinstance(file, WrongEdition) and file.wrong_year
        return FileStatus.IGNORED if left else FileStatus.USED, "книга решений"
    return FileStatus.RETURNED if faulty else FileStatus.USED, "реестр участников"


def _other(file: OtherFile) -> tuple[FileStatus, str]:
    if file.own:
        return (
            FileStatus.IGNORED,
            f"{file.own}: составлено программой, это не ответ участника",
        )
    if file.foreign:
        return FileStatus.IGNORED, "не форма рейтингования"
    if file.unread:
        return FileStatus.UNREADABLE, "файл не прочитан"
    return FileStatus.RETURNED, "участник не определён"


def _registers(file: ReadRegisters) -> tuple[FileStatus, str]:
    """A row with a slip is a row's own matter; of a book that cannot be read nothing counts."""
    unfit = any(Fact.OWN_FILE in finding.facts for finding in file.findings)
    if unfit or file.book is None:
        return FileStatus.RETURNED, "реестры программы: книга не учтена"
    return FileStatus.USED, "реестры программы"


def _calendar(file: ReadCalendar) -> tuple[FileStatus, str]:
    reason = f"календарь рабочих дней, учтено дней: {len(file.days)}"
    if has_errors(file.findings):
        return FileStatus.RETURNED, f"{reason}; строки с ошибками не учтены"
    return FileStatus.USED, reason
