"""Which entries of another decisions workbook the run does not have."""

from collections import Counter
from collections.abc import Iterable

from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.records.decisions import DecisionBook, DecisionEntry
from kuzbass_batch.rules.decisions.in_force import without_bare_topics

Said = tuple[str, tuple[tuple[str, str], ...]]


def not_carried_over(
    entries: Iterable[DecisionEntry], book: DecisionBook | None
) -> tuple[str, ...]:
    """Return the cells where the entries begin that the workbook of the run does not hold too."""
    known = Counter(map(_said, without_bare_topics(book.entries if book else ())))
    places = []
    for entry in without_bare_topics(entries):
        said = _said(entry)
        if known[said]:
            known[said] -= 1
        else:
            places.append(str(entry.ref()))
    return tuple(places)


def _said(entry: DecisionEntry) -> Said:
    return entry.table, tuple((cell.column, show(cell.raw).strip()) for cell in entry.entered)
