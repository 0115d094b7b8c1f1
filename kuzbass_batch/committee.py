"""The committee's own files among those of the folder: registry, decisions, calendar, last year."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeGuard

from kuzbass_batch.findings import registers as register_rules
from kuzbass_batch.findings.finding import Finding, Severity, in_file
from kuzbass_batch.forms.parsing.registry import FoundRegistry
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, registers_identity
from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR, WorkCalendar
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.earlier_results import known_as_past
from kuzbass_batch.reading.filled_result import entered_in_result, left_books
from kuzbass_batch.records.committee.book_marks import (
    NO_MEMORY,
    NO_TRUST,
    BookMemory,
    DrawnBook,
    Trust,
)
from kuzbass_batch.records.committee.decisions import DecisionBook, DecisionEntry
from kuzbass_batch.records.committee.programme import NONE_FOUND, FoundRegisters
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import (
    OtherFile,
    ReadCalendar,
    ReadDecisions,
    ReadFile,
    ReadRegistry,
    WrongEdition,
    is_of_participant,
)
from kuzbass_batch.records.year.outcome import LeftBook, SortedFolder
from kuzbass_batch.records.year.snapshots import Snapshot
from kuzbass_batch.rules.decisions.in_force import not_carried_over
from kuzbass_batch.rules.decisions.marks import (
    accepted_books,
    draw_of,
    mark_of,
    split_by_mark,
)
from kuzbass_batch.rules.decisions.older_books import (
    BookComparison,
    book_findings,
    compare_with_last,
    findings_without_book,
    merged,
    remember,
)
from kuzbass_batch.rules.decisions.parts import CheckerPart, join_parts
from kuzbass_batch.rules.decisions.settling import the_decisions, the_parts
from kuzbass_batch.rules.programme.former_registers import is_former, moved_counts
from kuzbass_batch.rules.programme.found import RegisterKnowledge, Told, find_registers
from kuzbass_batch.rules.programme.last_decisions import lasting_entries, told_of_other_years
from kuzbass_batch.rules.year.last_year import with_last_levels
from kuzbass_batch.usage import WrongUsage, usable
from kuzbass_batch.wording import some
from kuzbass_batch.workers.crew import Crew

FAULTS_SHOWN, LINES_SHOWN = 5, 20
"""Faults, or names of files, in one sentence: more would not be read."""
REGISTRY_NAME = "реестр"
"""How the name of a registry begins, folded; it counts only where the file cannot be read."""
RegistryFile = ReadRegistry | WrongEdition
FindRegistry = Callable[[RegistryFile], FoundRegistry]


@dataclass(frozen=True, kw_only=True, slots=True)
class BookKnowledge:
    """What a run knows of the committee's books before it reads one.

    trust: which are the committee's own. memory: what the last result remembers of the decisions;
    registers: of the registers of the programme. recall: returns whole entries of that result, of
    whichever book, by their digests.
    """

    trust: Trust = NO_TRUST
    memory: BookMemory = NO_MEMORY
    registers: BookMemory = NO_MEMORY
    recall: Callable[[frozenset[str]], Mapping[str, DecisionEntry]] = lambda _wanted: {}


NOTHING_KNOWN = BookKnowledge()


def sort_files(
    files: Iterable[ReadFile],
    read: FindRegistry,
    methodology: Methodology,
    past: Snapshot | None = None,
    knowledge: BookKnowledge = NOTHING_KNOWN,
) -> SortedFolder:
    """Return the committee's files, understood, and the others; WrongUsage if the run cannot be.

    read: returns the registry that a file holds. past: last year's results, if they lie in the
    folder. desk: without one no book proves to be the committee's own.
    """
    listed = sorted(files, key=lambda file: file.source.path)
    ordered, strange = split_by_mark(
        listed, methodology.period, knowledge.trust, methodology.words.rater
    )
    registry, judged = the_registry(ordered, read)
    registry, differing = with_last_levels(registry, past, methodology)
    known = known_as_past(ordered, past, differing)
    decided = the_book(known, strange, methodology, registry, knowledge)
    registers, told = the_registers(known, decided, methodology, registry, knowledge)
    every = tuple(
        with_told(file, (*decided.told_of(file), *told.get(file.source.path, ())))
        for file in (*known, *strange)
    )
    return SortedFolder(
        registry=registry,
        book=decided.book,
        workdays=the_calendar(ordered),
        past=past,
        returns=tuple(file for file in known if is_of_participant(file)),
        others=tuple(
            judged if file.source.path == judged.source.path else file
            for file in sorted(every, key=lambda file: file.source.path)
            if not is_of_participant(file)
        ),
        drawn=decided.drawn,
        registers=registers,
    )


def entered_elsewhere(
    result: Path, book: DecisionBook | None, year: ReportingYear, crew: Crew
) -> tuple[tuple[str, ...], tuple[LeftBook, ...]]:
    """Return the cells that were filled in in workbooks of the result folder, and not in `book`.

    And the workbooks that they stand in. The run does not read those; who filled them in is to hear
    so until he carries them over.
    """
    entered = entered_in_result(result, year, crew)
    found = {name: not_carried_over(entries, book) for name, entries in entered.items()}
    cells = dict.fromkeys(cell for places in found.values() for cell in places)
    return tuple(cells), left_books(name for name, places in found.items() if places)


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidedYear:
    """The year's decisions, the workbook to be drawn after them, and what is told of them.

    former: entries of registers among them, which stand in a book of their own now.
    """

    book: DecisionBook | None
    drawn: DrawnBook
    told: tuple[Finding, ...]
    former: tuple[DecisionEntry, ...] = ()

    def told_of(self, file: ReadFile) -> tuple[Finding, ...]:
        """Return what is told of a file: of the workbook of decisions alone."""
        return self.told if self.book and file.source.path == self.book.path else ()


def the_book(
    files: Iterable[ReadFile],
    strange: Iterable[ReadFile],
    methodology: Methodology,
    registry: Registry,
    knowledge: BookKnowledge,
) -> DecidedYear:
    """Return the year's decisions as entered.

    What the last result counted and an older book lacks stays in force, and all of it where only a
    `strange` book is there. WrongUsage if the decisions cannot be used.
    """
    listed, trust, memory = tuple(files), knowledge.trust, knowledge.memory
    own, number = _own_book(listed, methodology, knowledge)
    book = own or _without_own(strange, memory)
    compared = (
        compare_with_last(book, number, memory, registry) if book else BookComparison(number=0)
    )
    recalled = _recalled(compared, knowledge)
    former: tuple[DecisionEntry, ...] = ()
    if methodology.programme_registers:
        compared, former = _without_registers(compared, recalled)
    now = remember(compared, memory, trust.fingerprint)
    entries = (*(entry for entry, _ in compared.entries),
               *(recalled[each.digest] for each in compared.kept))  # fmt: skip
    identity = load_form(Kind.DECISIONS, methodology).identity()
    drawn = DrawnBook(
        mark=str(mark_of(trust.key, identity, now.draw) or ""),
        memory=now,
        entries=entries,
        accepted=accepted_books(listed, trust),
    )
    say = book_findings(compared, now.draw, recalled) if own else None
    told = tuple(say or findings_without_book(compared, recalled))
    whole = _merged_without(former, book, compared, recalled) if book else None
    return DecidedYear(book=whole, drawn=drawn, told=told, former=former)


def _own_book(
    files: Sequence[ReadFile], methodology: Methodology, knowledge: BookKnowledge
) -> tuple[DecisionBook | None, int]:
    """Return the year's workbook with what the checkers add to it, and its drawing's number."""
    trust, own = knowledge.trust, usable(the_decisions(files, methodology))
    number = next((draw_of(f, trust) for f in files if own and f.source.path == own.path
                   and isinstance(f, ReadDecisions)), 0)  # fmt: skip
    parts = [
        CheckerPart(book=file.book, number=draw_of(file, trust))
        for file in usable(the_parts(files, own, methodology))
        if file.book
    ]
    return (join_parts(own, number, parts, knowledge.memory) if own and parts else own), number


def _merged_without(
    former: tuple[DecisionEntry, ...],
    book: DecisionBook,
    compared: BookComparison,
    recalled: Mapping[str, DecisionEntry],
) -> DecisionBook:
    """Return the year's decisions without the entries that moved over to the registers."""
    whole, gone = merged(book, compared, recalled), set(map(id, former))
    return replace(whole, entries=tuple(e for e in whole.entries if id(e) not in gone))


def _without_registers(
    compared: BookComparison, recalled: Mapping[str, DecisionEntry]
) -> tuple[BookComparison, tuple[DecisionEntry, ...]]:
    """Return the comparison without the entries of «Реестры», and these."""
    own = [(entry, now) for entry, now in compared.entries if not is_former(entry)]
    kept = tuple(each for each in compared.kept if not is_former(recalled[each.digest]))
    former = [entry for entry, _ in compared.entries if is_former(entry)]
    former += [recalled[e.digest] for e in compared.kept if is_former(recalled[e.digest])]
    return replace(compared, entries=tuple(own), kept=kept), tuple(former)


def the_registers(
    files: Iterable[ReadFile],
    decided: DecidedYear,
    methodology: Methodology,
    registry: Registry,
    knowledge: BookKnowledge,
) -> tuple[FoundRegisters, Mapping[str, tuple[Finding, ...]]]:
    """Return the registers of the programme as entered, and what is told of files, by their path.

    None are found where the act keeps none.
    """
    listed, kept = tuple(files), methodology.programme_registers is not None
    told = list(told_of_other_years(listed, knowledge.trust, registers=kept))
    found = NONE_FOUND
    if kept:
        former = (*decided.former, *lasting_entries(listed, knowledge.trust))
        found, more = _found_registers(listed, former, methodology, registry, knowledge)
        told += more
        counts = moved_counts(found.moved, load_form(Kind.REGISTERS, methodology))
        if decided.book and decided.former and counts:
            told.append((decided.book.path, register_rules.REGISTERS_MOVED.at(counts=counts)))
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for path, finding in told:
        by_path[path].append(finding)
    return found, {path: tuple(findings) for path, findings in by_path.items()}


def _found_registers(
    files: Iterable[ReadFile],
    former: Iterable[DecisionEntry],
    methodology: Methodology,
    registry: Registry,
    knowledge: BookKnowledge,
) -> tuple[FoundRegisters, Told]:
    spec = load_form(Kind.REGISTERS, methodology)
    known = RegisterKnowledge(
        trust=knowledge.trust,
        memory=knowledge.registers,
        recall=knowledge.recall,
        identity=registers_identity(spec, methodology),
    )
    return find_registers(files, former, registry, known)


def _without_own(strange: Iterable[ReadFile], memory: BookMemory) -> DecisionBook | None:
    """Return a bare book for the entries in force if only a foreign book is there, else None.

    Somebody may have laid his in place of the folder's own. Where there is no book at all, the
    clerk took it away; that is told, too.
    """
    paths = (file.source.path for file in strange if file.kind is Kind.DECISIONS)
    path = next(paths, None) if memory.entries else None
    return None if path is None else DecisionBook(path=path, entries=())


def _recalled(compared: BookComparison, knowledge: BookKnowledge) -> Mapping[str, DecisionEntry]:
    """Return the entries of the last result that stay, by digest; WrongUsage if one is lost."""
    wanted = frozenset(each.digest for each in compared.kept)
    recalled = knowledge.recall(wanted)
    if len(recalled) < len(wanted):
        raise WrongUsage(
            "В книге решений нет записей, учтённых в прежнем результате, а сам он изменён и не "
            "читается. Верните прежний results.json или положите в папку последнюю книгу решений."
        )
    return recalled


def with_told(file: ReadFile, told: tuple[Finding, ...]) -> ReadFile:
    """Return a file with what is told of it besides."""
    if not told:
        return file
    return replace(file, findings=(*file.findings, *in_file(told, file.source.path)))


def is_registry(file: ReadFile) -> TypeGuard[RegistryFile]:
    """Tell whether a file is a registry of participants, of whatever year."""
    return isinstance(file, ReadRegistry | WrongEdition) and file.kind is Kind.REGISTRY


def the_registry(files: Iterable[ReadFile], read: FindRegistry) -> tuple[Registry, ReadFile]:
    """Return the one registry among the files and its file, the registry's findings added.

    WrongUsage if there is none, several, or a faulty one.
    """
    every = tuple(files)
    found = [file for file in every if is_registry(file)]
    # A clean blank beside the registry is the clerk's copy of what the program issues.
    found = [file for file in found if not file.unfilled] or found[:1]
    if not found:
        raise WrongUsage(without_registry(every))
    if len(found) > 1:
        names = ", ".join(f"«{file.source.path}»" for file in found)
        raise WrongUsage(f"В папке несколько реестров участников: {names}. Оставьте один.")
    (file,) = found
    registry, findings = read(file)
    if registry is None:
        faults = errors_on(replace(file, findings=findings))
        raise _faulty_registry(file.source.path, faults)
    return registry, replace(file, findings=findings)


def _faulty_registry(path: str, faults: list[Finding]) -> WrongUsage:
    """Return what is wrong with a registry: one fault in the sentence, several a line each."""
    head, lines = f"Реестр «{path}» нужно исправить ({len(faults)}):", [*map(fault_words, faults)]
    if len(lines) == 1:
        return WrongUsage(f"{head} {lines[0]}")
    left = len(lines) - LINES_SHOWN
    more = f"Остальное ({left}) назовёт «Проверить файл» (check): перетащите на него реестр."
    return WrongUsage(head, (*lines[:LINES_SHOWN], *((more,) if left > 0 else ())))


def without_registry(files: Iterable[ReadFile]) -> str:
    """Return why there is no usable registry: none is there, or it cannot be read.

    Its name counts here only. One under another name may be among the files that cannot be read.
    """
    unread = [
        file
        for file in files
        if isinstance(file, OtherFile) and file.unread and file.source.member is None
    ]
    for file in unread:
        if fold(PurePosixPath(file.source.path).name).startswith(REGISTRY_NAME):
            faults = " ".join(map(fault_words, errors_on(file)[:FAULTS_SHOWN]))
            return f"Реестр «{file.source.path}» не прочитан. {faults}"
    missing = "В папке нет реестра участников: без него неизвестно, чьи это формы."
    names = some([f"«{file.source.path}»" for file in unread], shown=FAULTS_SHOWN)
    return f"{missing} Может быть, он среди непрочитанных: {names}." if unread else missing


def errors_on(file: ReadFile) -> list[Finding]:
    """Return the findings that keep a file from being used."""
    return [finding for finding in file.findings if finding.severity is Severity.ERROR]


def the_calendar(files: Iterable[ReadFile]) -> WorkCalendar:
    """Return the committee's own calendar, or the state's; WrongUsage if there are several."""
    found = [file for file in files if isinstance(file, ReadCalendar)]
    if len(found) > 1:
        names = ", ".join(f"«{file.source.path}»" for file in found)
        raise WrongUsage(f"В папке несколько календарей: {names}. Оставьте один.")
    return WorkCalendar(path=found[0].source.path, days=found[0].days) if found else STATE_CALENDAR


def fault_words(fault: Finding) -> str:
    """Return where (if it is in one place), what, and how to mend it."""
    place = f"{fault.cell or fault.sheet}: " if fault.cell or fault.sheet else ""
    return f"{place}{fault.message} {fault.remedy}"
