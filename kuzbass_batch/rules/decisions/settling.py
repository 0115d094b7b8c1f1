"""The committee's decisions put to work: which returns count, with which points (p. 3.4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from kuzbass_batch.findings.finding import CellRef, Fact, Finding, Severity, in_file, merge_equal
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    BOOK_NAME,
    DECISIONS_FORM,
    DecisionBook,
    Decisions,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import (
    OtherFile,
    ReadAssessment,
    ReadDecisions,
    ReadFile,
    WrongEdition,
)
from kuzbass_batch.records.returns.returns import FileResult, MatchedReturn, Settled
from kuzbass_batch.records.year.outcome import SortedFolder
from kuzbass_batch.rules.checks.cross import cross_check
from kuzbass_batch.rules.decisions.admissions import admit, left_over, with_parents
from kuzbass_batch.rules.decisions.in_force import understand, with_protocols
from kuzbass_batch.rules.decisions.sorted_out import sort_out
from kuzbass_batch.rules.decisions.verification import decide_points
from kuzbass_batch.rules.objections.objection_checks import findings_on
from kuzbass_batch.rules.objections.received import windows, with_received_objections
from kuzbass_batch.rules.rating.scoring.scoring import in_category
from kuzbass_batch.rules.returns.choosing import choose, in_order, judge_others
from kuzbass_batch.rules.returns.possible import possible_returns

R = TypeVar("R", MatchedReturn, FileResult)
FAULTS_TOLD = 3
"""Faults of a book in the sentence that refuses it."""


def the_decisions(files: Iterable[ReadFile], methodology: Methodology) -> DecisionBook | str | None:
    """Return the year's one decisions workbook, None if there is none, a sentence if it is faulty.

    Points would silently change without it: a run on a part of the decisions must not begin.
    """
    files = tuple(files)
    found = [file for file in files if _is_book_of(file, methodology.period)]
    if len(found) > 1:
        names = ", ".join(f"«{file.source.path}»" for file in found)
        whose = methodology.words.rater.genitive
        return f"В папке несколько книг решений {whose}: {names}. Оставьте одну.{_newest(found)}"
    unread = [file for file in files if _is_unread_book(file)]
    if found:  # A file named nearly so is told; beside the workbook itself it does not stop a run.
        unread = [file for file in unread if not _is_near_miss(file)]
    for file in (*found, *unread):
        if not isinstance(file, ReadDecisions) or file.book is None:
            return f"{_fault_of(file)} {_words(file)}"
    return next((file.book for file in found if isinstance(file, ReadDecisions)), None)


def _newest(files: list[ReadFile]) -> str:
    """Return the sentence that names the book drawn last, if the marks tell one from the others."""
    books = (file for file in files if isinstance(file, ReadDecisions | WrongEdition))
    numbers = {file.source.path: file.mark.draw for file in books if file.mark}
    last = [path for path, draw in numbers.items() if draw == max(numbers.values())]
    if len(last) != 1 or len(numbers) < len(files):
        return ""
    return f" Позже других начерчена «{last[0]}» (№ {numbers[last[0]]})."


def _is_book_of(file: ReadFile, period: Period) -> bool:
    """Tell whether a file is a workbook of decisions of this period, of whatever version."""
    if isinstance(file, WrongEdition):
        return file.kind is Kind.DECISIONS and file.identity.period == period
    return is_book(file, period) and not is_part(file)


def is_book(file: ReadFile, period: Period) -> bool:
    """Tell whether a file is a workbook of decisions of this period, whole or one checker's."""
    return isinstance(file, ReadDecisions) and file.identity.period == period


def is_part(file: ReadFile) -> bool:
    """Tell whether a file is one checker's part of the workbook."""
    return isinstance(file, ReadDecisions) and bool(file.identity.participant)


def the_parts(
    files: Iterable[ReadFile], book: DecisionBook | None, methodology: Methodology
) -> tuple[ReadDecisions, ...] | str:
    """Return the checkers' parts that lie beside the workbook, a sentence if one is faulty."""
    found = [f for f in files if isinstance(f, ReadDecisions) and is_part(f)
             and f.identity.period == methodology.period]  # fmt: skip
    for file in found:
        if file.book is None:
            return f"{_fault_of(file)} {_words(file)}"
    if found and book is None:
        return (
            f"Книга проверяющего «{found[0].source.path}» дополняет книгу решений, а её в папке "
            "нет. Положите в папку с формами и книгу решений из последнего результата."
        )
    return tuple(found)


def _is_unread_book(file: ReadFile) -> bool:
    """Tell whether a workbook that was not recognised looks like the decisions: by name or sheet.

    Its name counts here only: decisions that cannot be read are not to be passed over.
    """
    if not isinstance(file, OtherFile) or file.source.litter or file.source.member is not None:
        return False
    named = fold(PurePosixPath(file.source.path).name).startswith(BOOK_NAME)
    return file.stripped == DECISIONS_FORM or (named and file.altered)


def _is_near_miss(file: ReadFile) -> bool:
    return any(Fact.OWN_FILE in finding.facts for finding in file.findings)


def _fault_of(file: ReadFile) -> str:
    if isinstance(file, OtherFile) and file.unread:
        return f"Книга решений «{file.source.path}» не прочитана."
    return f"Книгу решений «{file.source.path}» нужно исправить."


def _words(file: ReadFile) -> str:
    faults = [f for f in file.findings if f.severity is Severity.ERROR]
    return " ".join(f"{f.message} {f.remedy}" for f in faults[:FAULTS_TOLD])


def settle(
    returns: Iterable[MatchedReturn],
    folder: SortedFolder,
    methodology: Methodology,
    as_of: dt.date,
) -> Settled:
    """Return which of the matched returns count and with which points, as the committee decided.

    folder: what the committee itself laid beside them.
    """
    decisions, unfit = understand(folder.book, folder.registry, methodology, as_of)
    returns = in_categories(returns, folder.registry, methodology)
    admitted = admit(returns, decisions, methodology, as_of)
    counting = choose(admitted.returns, methodology, as_of, admitted.named)
    kept = left_over(counting, admitted.aside)
    chosen = in_order((*kept, *admitted.aside, *judge_others(folder.others)))
    marked = sort_out(chosen, decisions)
    files = marked.files
    standing_in = with_parents(files, decisions, folder.registry)
    applied = _without_idle(decisions, admitted.idle | standing_in.idle | marked.idle)
    stood_in = in_categories(standing_in.files, folder.registry, methodology)
    decided = decide_points(stood_in, applied, methodology)
    contested = with_received_objections(files, decided.decisions, as_of)
    last = windows(contested, methodology, folder.workdays)
    on_book = (
        *unfit, *admitted.findings, *marked.findings, *standing_in.findings, *decided.findings
    )  # fmt: skip
    on_points = findings_on(decided.files, contested, last, methodology, as_of)
    told = ((decisions.path, finding) for finding in on_book)
    found = _with_found(files, (*cross_check(files, folder, methodology), *on_points, *told))
    unsure = possible_returns(files, folder.registry)
    return Settled(
        files=tuple(_with_findings(file, found) for file in files),
        rated=tuple(_with_findings(file, found) for file in decided.files),
        decisions=contested,
        possible=unsure.possible,
        misplaced=unsure.misplaced,
        methodology=with_protocols(methodology, contested),
    )


def in_categories(
    returns: Iterable[R], registry: Registry, methodology: Methodology
) -> tuple[R, ...]:
    """Return the returns with the level that the participant's category gives to each.

    Such levels are known only once it is known whose a return is.
    """
    if not methodology.category_levels:
        return tuple(returns)
    categories = {each.id: each.category.id for each in registry.participants}
    return tuple(
        _placed(each, categories.get(each.participant, ""), methodology) for each in returns
    )


def _placed(given: R, category: str, methodology: Methodology) -> R:
    read = given.read
    if not isinstance(read, ReadAssessment) or read.card is None:
        return given
    return replace(given, read=replace(read, card=in_category(read.card, category, methodology)))


def _with_found(
    files: Iterable[FileResult], found: Iterable[tuple[str, Finding]]
) -> Mapping[str, tuple[Finding, ...]]:
    """Return, by path, the findings on the files for which more was found.

    found: findings with the path of the file that they are of.
    """
    paths: dict[str, list[Finding]] = defaultdict(list)
    for path, finding in found:
        paths[path].append(finding)
    return {
        file.source.path: merge_equal(
            (*file.findings, *in_file(paths[file.source.path], file.source.path))
        )
        for file in files
        if file.source.path in paths
    }


def _with_findings(file: FileResult, found: Mapping[str, tuple[Finding, ...]]) -> FileResult:
    findings = found.get(file.source.path)
    return file if findings is None else replace(file, findings=findings)


def _without_idle(decisions: Decisions, idle: frozenset[CellRef]) -> Decisions:
    """Return the decisions without the rulings that could not be applied or change nothing."""
    kept = tuple(each for each in decisions.admissions if each.entry.ref() not in idle)
    return replace(decisions, admissions=kept)
