"""What an amendment changes, было and стало side by side: lines for the screen, and a workbook.

A workbook and no letter: the table on a finished year has a line for every participant, which one
sorts and filters, and the table of changes goes from a sheet into a Word document as it stands.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.methodology.proofs.comparing import Difference, MethodologyChanges
from kuzbass_batch.methodology.records import show_total
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import Centred, TableCell, TableWriter
from kuzbass_batch.records.rating.trial import OTHERS, Shift, Trial

CREATED = dt.datetime(2025, 3, 7)
CHANGES, ON_RESULT = "Изменения методики", "На результате"
WHOLE = "Методика"
MOST_LINES = 40
"""Participants named on the screen: about a screen full; the workbook names all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """Two methodologies compared: their file names with their years, what differs, the trial."""

    old: str
    new: str
    changes: MethodologyChanges
    trial: Trial | None = None

    @property
    def title(self) -> str:
        """Return what is compared with what."""
        return f"{self.old} → {self.new}"


def amendment_lines(amendment: Amendment) -> Iterator[str]:
    """Yield the lines for the screen."""
    differences = amendment.changes.differences
    if not differences:
        yield f"{amendment.title}: различий нет."
    else:
        number = wording.count(len(differences), "изменение", "изменения", "изменений")
        yield f"{amendment.title}: {number}."
    for difference in differences:
        point = f" ({difference.reference})" if difference.reference else ""
        yield f"  {difference.where or WHOLE}: {difference.what}{point}"
        yield f"      было:  {difference.was}"
        yield f"      стало: {difference.now}"
    if amendment.trial is not None:
        yield from _trial_lines(amendment.trial)


def _trial_lines(trial: Trial) -> Iterator[str]:
    yield trial_summary(trial)
    told = [each for each in trial.differing if each.causes != (OTHERS,)]
    for shift in told[:MOST_LINES]:
        yield f"  {shift.id}: {_words(shift, trial.decimals)}"
    if len(told) > MOST_LINES:
        yield f"  и ещё участников: {len(told) - MOST_LINES}"
    moved = len(trial.differing) - len(told)
    if moved:
        yield f"  Только место из-за оценок других изменилось бы ещё у {moved}."
    for sentence in trial.unknown:
        yield f"  {sentence}"


def trial_summary(trial: Trial) -> str:
    """Return one sentence on how many would stand otherwise."""
    rated = len(trial.shifts)
    if not trial.differing:
        return f"На результате за {trial.period.name} (оценено {rated}) ничего не изменилось бы."
    total = sum(each.total[0] != each.total[1] for each in trial.shifts)
    level = sum(each.level[0] != each.level[1] for each in trial.shifts)
    place = sum(each.place[0] != each.place[1] for each in trial.shifts)
    return (
        f"На результате за {trial.period.name} (оценено {rated}) изменились бы: оценка – у "
        f"{total}, уровень – у {level}, место – у {place}."
    )


def _words(shift: Shift, decimals: tuple[int | None, int | None]) -> str:
    totals = zip(shift.total, decimals, strict=True)
    before, after = (wording.comma(show_total(total, places)) for total, places in totals)
    parts = [f"оценка {before} → {after}"]
    if shift.level[0] != shift.level[1]:
        parts.append(f"уровень «{shift.level[0]}» → «{shift.level[1]}»")
    if shift.place[0] != shift.place[1]:
        parts.append(f"место {shift.place[0] or '–'} → {shift.place[1] or '–'}")
    return f"{', '.join(parts)} ({'; '.join(shift.causes)})"


def draw_amendment(amendment: Amendment, path: Path) -> None:
    """Write the workbook: the table of changes, and the finished year if it was tried on one."""
    with ranking_book(path) as book:
        title = f"Изменения методики: {amendment.title}"
        book.set_properties({"title": title, "created": CREATED})
        trial = amendment.trial
        writer = TableWriter(book, decimals=trial.decimals[1] if trial else None)
        _draw_changes(writer, title, amendment.changes.differences)
        if trial is not None:
            _draw_trial(writer, trial)


def _draw_changes(writer: TableWriter, title: str, differences: tuple[Difference, ...]) -> None:
    heads = (
        ("№", 5), ("Где", 36), ("Что", 20), ("Было", 52), ("Стало", 52), ("Пункт акта", 32),
    )  # fmt: skip
    rows: Iterator[tuple[TableCell, ...]] = (
        (number, each.where or WHOLE, each.what, each.was, each.now, each.reference)
        for number, each in enumerate(differences, start=1)
    )
    writer.table(CHANGES, title, heads, rows)


def _draw_trial(writer: TableWriter, trial: Trial) -> None:
    heads = (
        ("Код", 9), ("Участник", 44), ("Оценка: было", 10), ("Стало", 10), ("Разница", 10),
        ("Уровень: было", 24), ("Стало", 24), ("Место: было", 9), ("Стало", 9),
        ("В категории: было", 11), ("Стало", 9), ("Из-за чего", 60),
    )  # fmt: skip
    title = f"Новая методика на результате за {trial.period.name}"
    note = " ".join((trial_summary(trial), *trial.unknown))
    writer.table(ON_RESULT, title, heads, map(_row, trial.shifts), note)


def _row(shift: Shift) -> tuple[TableCell, ...]:
    before, after = shift.total
    return (
        shift.id,
        shift.name,
        before,
        after,
        after - before,
        *map(Centred, (*shift.level, *shift.place, *shift.within)),
        "; ".join(shift.causes),
    )
