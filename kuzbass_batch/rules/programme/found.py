"""The one workbook of registers among the files, and what of the last result it lacks.

The registers are no ground for refusing a run: where the book cannot be told or read, what the last
result counted stays in force, and the files say why.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.committee.book_marks import BookMemory, DrawnBook, Trust
from kuzbass_batch.records.committee.decisions import DecisionBook, DecisionEntry
from kuzbass_batch.records.committee.programme import FoundRegisters
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadFile, ReadRegisters
from kuzbass_batch.rules.decisions.marks import draw_of, mark_of
from kuzbass_batch.rules.decisions.older_books import (
    BookComparison,
    book_findings,
    compare_with_last,
    entry_digest,
    merged,
    remember,
    remembered_entry,
)
from kuzbass_batch.rules.programme.former_registers import moved_entry

Recall = Callable[[frozenset[str]], Mapping[str, DecisionEntry]]
Told = tuple[tuple[str, Finding], ...]
"""Findings, each with the path of the file that it is of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterKnowledge:
    """What is known of the registers before a book is read.

    trust: which books are the committee's own. memory: what the last result remembers of them.
    recall: returns whole entries of that result by their digests. identity: the code of the book.
    """

    trust: Trust
    memory: BookMemory
    recall: Recall
    identity: Identity


def find_registers(
    files: Iterable[ReadFile],
    former: Iterable[DecisionEntry],
    registry: Registry,
    known: RegisterKnowledge,
) -> tuple[FoundRegisters, Told]:
    """Return what counts as entered and the workbook to be drawn, and what is told of the files.

    files: those of the folder that may decide something. former: entries of «Реестры» in decisions
    workbooks, which move over.
    """
    books = [file for file in files if isinstance(file, ReadRegisters)]
    own = [file for file in books if file.of_programme]
    told = [*_of_others(books, known), *_several(own)]
    file = own[0] if len(own) == 1 and own[0].book else None
    book = file.book if file and file.book else DecisionBook(path="", entries=())
    number = draw_of(file, known.trust) if file else 0
    compared = compare_with_last(book, number, known.memory, registry)
    # Without a book nothing was taken back: what is remembered waits for it.
    compared = compared if file else _all_kept(known.memory)
    recalled = known.recall(frozenset(each.digest for each in compared.kept))
    compared = _without_lost(compared, recalled)
    moved = _moved(former, compared, known.memory)
    compared = _with_moved(compared, moved)
    now = remember(compared, known.memory, known.trust.fingerprint)
    entries = (*(entry for entry, _ in compared.entries),
               *(recalled[each.digest] for each in compared.kept))  # fmt: skip
    if file:
        told += [(book.path, each) for each in book_findings(compared, now.draw, recalled)]
    whole = merged(book, compared, recalled)
    return FoundRegisters(
        book=replace(whole, entries=(*whole.entries, *moved)),
        drawn=DrawnBook(
            mark=str(mark_of(known.trust.key, known.identity, now.draw) or ""),
            memory=now,
            entries=entries,
        ),
        moved=moved,
        standing=len(compared.kept) if file is None else 0,
    ), tuple(told)


def _of_others(
    books: Iterable[ReadRegisters], known: RegisterKnowledge
) -> Iterable[tuple[str, Finding]]:
    """Yield that a book is of another programme: nothing of it was read."""
    for file in books:
        if not file.of_programme:
            found = rules.OTHER_PROGRAMME.at(found=file.identity, expected=known.identity)
            yield file.source.path, found


def _several(own: list[ReadRegisters]) -> Iterable[tuple[str, Finding]]:
    """Yield, of each, that there are several: which of them is meant is not for us to guess."""
    if len(own) < 2:
        return
    names = ", ".join(f"«{file.source.path}»" for file in own)
    draws = {file.source.path: file.mark.draw for file in own if file.mark}
    last = [path for path, draw in draws.items() if draw == max(draws.values())]
    clear = len(last) == 1 and len(draws) == len(own)
    newest = f" Позже других начерчена «{last[0]}» (№ {draws[last[0]]})." if clear else ""
    for file in own:
        yield file.source.path, rules.SEVERAL_BOOKS.at(names=names, suggestion=newest)


def _all_kept(memory: BookMemory) -> BookComparison:
    return BookComparison(number=0, kept=memory.entries)


def _without_lost(
    compared: BookComparison, recalled: Mapping[str, DecisionEntry]
) -> BookComparison:
    """Return the comparison without what the last result no longer tells: it was tampered with."""
    return replace(compared, kept=tuple(e for e in compared.kept if e.digest in recalled))


def _moved(
    former: Iterable[DecisionEntry], compared: BookComparison, memory: BookMemory
) -> tuple[DecisionEntry, ...]:
    """Return the entries of decisions workbooks that the registers do not have and never had."""
    former = tuple(former)
    if not former:
        return ()
    known = {now.digest for _, now in compared.entries}
    known |= {each.digest for each in compared.kept} | set(memory.retired) | set(compared.gone)
    found: dict[str, DecisionEntry] = {}
    for entry in map(moved_entry, former):
        if entry.entered:
            found.setdefault(entry_digest(entry), entry)
    return tuple(entry for digest, entry in found.items() if digest not in known)


def _with_moved(compared: BookComparison, moved: Iterable[DecisionEntry]) -> BookComparison:
    """Return the comparison with the entries that came over, which no drawn book shows yet."""
    fresh = ((each, remembered_entry(each, 0, compared.number)) for each in moved)
    return replace(compared, entries=(*compared.entries, *fresh))
