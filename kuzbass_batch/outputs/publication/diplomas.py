"""Diplomas of the Government for the leaders (p. 3.4) and the register of them.

A diploma's number is the year and the participant's id: it stays the same in every later run,
whoever else becomes a leader or ceases to be one after an objection.
"""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.forms.drawing.workbook import TextBook
from kuzbass_batch.outputs.publication.memo import ABSENCES, STATES
from kuzbass_batch.outputs.tables.table_writer import (
    HEAD_ROW,
    Centred,
    DrawnTable,
    Heads,
    Link,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.rules.year.leaders import Leadership, last_years_leaders, leaders, leadership
from kuzbass_batch.rules.year.totals import is_preliminary

FOLDER = "Дипломы"
CREATED = dt.datetime(2025, 3, 7)
SIZES = ((42, "short"), (105, "middle"))
"""Letters of a name up to which it is printed so large; longer names are printed small."""
ROOM_TO_SIGN = 30.0
"""The least height of a row in which people write by hand, in points."""
OUTCOMES = {
    Leadership.CONFIRMED: "подтверждён",
    Leadership.LAPSED: "не подтверждён",
    Leadership.NO_RETURN: "не подтверждён: нечем",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Diploma:
    """A diploma to write: whose, its number, and its path beside the register."""

    standing: Standing
    number: str
    path: str


def plan_diplomas(outcome: Outcome) -> tuple[Diploma, ...]:
    """Return the diplomas by category, the best total first."""
    taken: set[str] = set()
    return tuple(
        Diploma(
            standing=standing,
            number=f"{outcome.year}/{standing.participant.id}",
            path=free_path(f"{FOLDER}/{_name(standing)}", ".docx", taken),
        )
        for standing in leaders(outcome)
    )


def _name(standing: Standing) -> str:
    return safe_name(f"{standing.participant.id} {standing.participant.short_name}")


def diploma_context(diploma: Diploma, outcome: Outcome) -> dict[str, Any]:
    """Return what fills the template of one diploma, besides the Government's own words."""
    name = diploma.standing.participant.name
    state = leadership(diploma.standing, outcome.methodology)
    return {
        "number": diploma.number,
        "name": name,
        "size": next((size for most, size in SIZES if len(name) <= most), "long"),
        "level": outcome.methodology.levels[-1].name,
        "year": outcome.year,
        "award_year": outcome.methodology.calendar.totals.year,
        "confirmed": state is Leadership.CONFIRMED,
        "preliminary": is_preliminary(outcome),
    }


def register_bytes(diplomas: tuple[Diploma, ...], outcome: Outcome) -> bytes:
    """Return the register: the diplomas with places to sign, and last year's leaders."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    stream = io.BytesIO()
    with TextBook(stream, options) as book:
        book.set_properties({"title": f"Реестр дипломов за {outcome.year} год", "created": CREATED})
        pen = TableWriter(book)
        _draw_diplomas(pen, diplomas, outcome)
        _draw_last_year(pen, outcome)
    return stream.getvalue()


def _draw_diplomas(pen: TableWriter, diplomas: tuple[Diploma, ...], outcome: Outcome) -> None:
    top = outcome.methodology.levels[-1].name
    heads = (
        ("№ п/п", 7), ("Номер диплома", 14), ("Участник", 52), ("Категория", 26), ("Оценка", 9),
        (f"Уровень «{top}»", 14), ("Файл", 34), ("Дата вручения", 13), ("Получил (фамилия)", 22),
        ("Подпись", 14),
    )  # fmt: skip
    rows: Iterator[tuple[TableCell, ...]] = (
        _row(number, diploma, outcome) for number, diploma in enumerate(diplomas, start=1)
    )
    draft = "Предварительно: результаты участникам ещё не направлены. "
    note = (draft if is_preliminary(outcome) else "") + (
        "Номер составлен из года и кода участника и не меняется при новых расчётах. Три последних "
        "столбца заполняются от руки при вручении."
    )
    title = f"Реестр дипломов Правительства Кузбасса: уровень «{top}», {outcome.year} год"
    table = _draw_table(pen, "Дипломы", title, heads, rows, note)
    for row, height in enumerate(table.heights, start=table.first):
        table.sheet.set_row(row, max(height, ROOM_TO_SIGN))


def _draw_table(
    pen: TableWriter,
    name: str,
    title: str,
    heads: Heads,
    rows: Iterator[tuple[TableCell, ...]],
    note: str,
) -> DrawnTable:
    """Draw a sheet with one short table, its head frozen and repeated on paper."""
    sheet = pen.sheet(name, title, [width for _, width in heads], note)
    table = pen.block(sheet, HEAD_ROW, heads, rows)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.repeat_rows(HEAD_ROW)
    return table


def _row(number: int, diploma: Diploma, outcome: Outcome) -> tuple[TableCell, ...]:
    standing = diploma.standing
    return (
        number,
        diploma.number,
        standing.participant.name,
        standing.participant.category.russian,
        standing.scorecard.total if standing.scorecard else None,
        Centred(STATES.get(leadership(standing, outcome.methodology), "")),
        Link(diploma.path, PurePosixPath(diploma.path).name),
        "",
        "",
        "",
    )


def _draw_last_year(pen: TableWriter, outcome: Outcome) -> None:
    """Draw what became of everybody who had the highest level last year."""
    top = outcome.methodology.levels[-1].name
    heads = (
        ("Код", 9), ("Участник", 56), ("Категория", 26), ("Оценка", 9), ("Уровень теперь", 24),
        (f"Уровень «{top}»", 24), ("Причина", 34),
    )  # fmt: skip
    rows: Iterator[tuple[TableCell, ...]] = (
        _last_row(standing, state, outcome) for standing, state in last_years_leaders(outcome)
    )
    note = f"Уровень «{top}» присваивается на один год, после чего его нужно подтвердить (п. 3.4)."
    title = f"Имевшие уровень «{top}» за {outcome.year - 1} год"
    _draw_table(pen, "Лидеры прошлого года", title, heads, rows, note)


def _last_row(standing: Standing, state: Leadership, outcome: Outcome) -> tuple[TableCell, ...]:
    card = standing.scorecard
    return (
        standing.participant.id,
        standing.participant.name,
        standing.participant.category.russian,
        card.total if card else Centred("–"),
        outcome.methodology.level(card.level).name if card else "–",
        OUTCOMES[state],
        "" if card else ABSENCES[standing.status],
    )
