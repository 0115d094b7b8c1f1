"""`Изменения-2025.xlsx`: what changed since an earlier result, and the same for the screen.

It is a workbook of its own, because it alone depends on what lay in the output folder before.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import Centred, TableCell, TableWriter
from kuzbass_batch.records.year.snapshots import Aspect, Change, Comparison
from kuzbass_batch.rules.year.changes import summary

CREATED = dt.datetime(2025, 3, 7)
SHEET = "Изменения"
MOST_LINES = 40
"""Participants named on the screen: about a screen full; the workbook names all."""


def changes_name(period: Period) -> str:
    """Return the workbook's file name."""
    return f"{SHEET}-{period}.xlsx"


def draw_changes(comparison: Comparison, period: Period, as_of: dt.date, path: Path) -> None:
    """Write the workbook."""
    heads = (
        ("Код", 9), ("Участник", 52), ("Что", 20), ("Критерий", 10), ("Было", 24), ("Стало", 24),
        ("Причина", 60),
    )  # fmt: skip
    with ranking_book(path) as book:
        title = (
            f"Изменения за {period.name}: {wording.day(comparison.since)} → {wording.day(as_of)}"
        )
        book.set_properties({"title": title, "created": CREATED})
        rows = (_row(change) for change in comparison.changes)
        TableWriter(book).table(SHEET, title, heads, rows, summary(comparison))


def _row(change: Change) -> tuple[TableCell, ...]:
    return (
        change.participant,
        change.name,
        change.aspect.value,
        Centred(change.criterion),
        Centred(change.before),
        Centred(change.after),
        change.cause,
    )


def change_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the lines for the screen: the sum, then participant by participant with the cause."""
    yield summary(comparison)
    by_person: dict[str, list[Change]] = {}
    for change in comparison.changes:
        by_person.setdefault(change.participant, []).append(change)
    shown = [found for found in by_person.values() if any(_tells(change) for change in found)]
    for found in shown[:MOST_LINES]:
        yield f"  {found[0].participant}: {_words(found)}"
    rest = len(by_person) - min(len(shown), MOST_LINES)
    if rest:
        yield f"  и ещё участников с изменениями: {rest}"


def _tells(change: Change) -> bool:
    """Tell whether a change is more than a place that others moved."""
    return change.aspect not in (Aspect.PLACE, Aspect.PLACE_IN_CATEGORY)


def _words(found: list[Change]) -> str:
    parts = []
    for change in found:
        if _tells(change) or change.aspect is Aspect.PLACE:
            what = f"{change.aspect.value} {change.criterion}".strip()
            parts.append(f"{what}: {change.before or '–'} → {change.after or '–'}")
    told = [change for change in found if _tells(change)]
    # What follows from a criterion's points has their causes: they are said once.
    points = [change for change in told if change.aspect is Aspect.POINTS]
    causes = "; ".join(dict.fromkeys(change.cause for change in points or told))
    return f"{', '.join(parts)} ({causes})"
