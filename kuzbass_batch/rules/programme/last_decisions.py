"""Decisions of another year in the folder: they decide nothing now; what of them lasts is used."""

from collections.abc import Iterable, Iterator

from kuzbass_batch import wording
from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.committee.book_marks import Trust
from kuzbass_batch.records.committee.decisions import DecisionEntry, DecisionTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import ReadFile, WrongEdition
from kuzbass_batch.rules.decisions.marks import is_own
from kuzbass_batch.rules.programme.former_registers import is_former

SHOWN = 3
"""Participants named in one sentence."""


def books_of_other_years(files: Iterable[ReadFile]) -> Iterator[WrongEdition]:
    """Yield the decisions workbooks of other years that could be read."""
    for file in files:
        if isinstance(file, WrongEdition) and file.kind is Kind.DECISIONS and file.book:
            yield file


def lasting_entries(files: Iterable[ReadFile], trust: Trust) -> Iterator[DecisionEntry]:
    """Yield the entries of registers in earlier decisions that the committee's folder may take."""
    for file in books_of_other_years(files):
        if is_own(file, trust) and file.book:
            yield from filter(is_former, file.book.entries)


def told_of_other_years(
    files: Iterable[ReadFile], trust: Trust, *, registers: bool
) -> Iterator[tuple[str, Finding]]:
    """Yield, for each book of another year, what of it lasts, in one line.

    registers: the act keeps registers, so that old entries of them move over.
    """
    for file in books_of_other_years(files):
        if file.book is None:
            continue
        entries = file.book.entries
        former = sum(map(is_former, entries)) if registers else 0
        own = is_own(file, trust)
        yield (
            file.source.path,
            rules.BOOK_OF_LAST_YEAR.at(
                year=file.identity.period.name,
                suggestion="".join(
                    (
                        _former_words(former, own=own),
                        "" if own or not former else _accept_words(file.source.path),
                        _open_words(entries),
                    )
                ),
            ),
        )


def _former_words(count: int, *, own: bool) -> str:
    if not count:
        return ""
    taken = "перенесены в книгу «Реестры программы»" if own else "не перенесены"
    return f" Записи её листа «Реестры» ({count}) {taken}."


def _accept_words(path: str) -> str:
    return (
        " Чтобы перенести их, примите книгу один раз: перетащите её файл на «Рассчитать» "
        f"(в команде – --accept «…/{path}»)."
    )


def _open_words(entries: Iterable[DecisionEntry]) -> str:
    """Return whose objections the other year left without a decision, empty if nobody's."""
    waiting = [
        entry.text("participant")
        for entry in entries
        if entry.table is DecisionTable.OBJECTION and not entry.text("decision")
    ]
    if not waiting:
        return ""
    names = wording.some(list(dict.fromkeys(waiting)), shown=SHOWN)
    return f" Несогласий без решения – {len(waiting)}: {names}."
