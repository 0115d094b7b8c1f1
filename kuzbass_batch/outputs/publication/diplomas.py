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

from kuzbass_batch.forms.drawing.issue import free_path
from kuzbass_batch.forms.drawing.workbook import TextBook
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.planning import named_after
from kuzbass_batch.outputs.plain_text import size_of
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
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.year import Leadership

FOLDER = "Дипломы"
CREATED = dt.datetime(2025, 3, 7)
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


def plan_diplomas(found: Conclusions) -> tuple[Diploma, ...]:
    """Return the diplomas by category, the best total first."""
    taken: set[str] = set()
    return tuple(
        Diploma(
            standing=standing,
            number=f"{found.outcome.period}/{standing.participant.id}",
            path=free_path(f"{FOLDER}/{named_after(standing)}", ".docx", taken),
        )
        for standing in found.totals.leaders
    )


def diploma_context(diploma: Diploma, found: Conclusions) -> dict[str, Any]:
    """Return what fills the template of one diploma, besides the Government's own words."""
    person, methodology = diploma.standing.participant, found.outcome.methodology
    name = person.name
    return {
        "number": diploma.number,
        "name": name,
        "size": size_of(name),
        "level": methodology.levels[-1].name,
        "year": methodology.year,
        "award_year": methodology.calendar.totals.year,
        "confirmed": found.years[person.id].leader is Leadership.CONFIRMED,
        "preliminary": found.preliminary,
    }


def register_bytes(diplomas: tuple[Diploma, ...], found: Conclusions) -> bytes:
    """Return the register: the diplomas with places to sign, and last year's leaders."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    stream = io.BytesIO()
    with TextBook(stream, options) as book:
        book.set_properties(
            {"title": f"Реестр дипломов за {found.outcome.period.name}", "created": CREATED}
        )
        writer = TableWriter(book, decimals=found.outcome.methodology.total_rule.decimals)
        _draw_diplomas(writer, diplomas, found)
        _draw_last_year(writer, found)
    return stream.getvalue()


def _draw_diplomas(writer: TableWriter, diplomas: tuple[Diploma, ...], found: Conclusions) -> None:
    methodology = found.outcome.methodology
    top = methodology.levels[-1].name
    heads = (
        ("№ п/п", 7), ("Номер диплома", 14), ("Участник", 52), ("Категория", 26), ("Оценка", 9),
        (f"Уровень «{top}»", 14), ("Файл", 34), ("Дата вручения", 13), ("Получил (фамилия)", 22),
        ("Подпись", 14),
    )  # fmt: skip
    rows: Iterator[tuple[TableCell, ...]] = (
        _row(number, diploma, found) for number, diploma in enumerate(diplomas, start=1)
    )
    draft = (
        "ПРОЕКТ: рейтинг не утверждён. "
        if found.drafts
        else "Предварительно: результаты участникам ещё не направлены. "
    )
    words = methodology.period.kind.words
    note = (draft if found.preliminary else "") + (
        f"Номер составлен из {words.genitive} и кода участника и не меняется при новых расчётах. "
        "Три последних столбца заполняются от руки при вручении."
    )
    whose = methodology.leaders.of_whom if methodology.leaders else ""
    title = f"Реестр дипломов{whose}: уровень «{top}», {methodology.period.name}"
    table = _draw_table(writer, "Дипломы", title, heads, rows, note)
    for row, height in enumerate(table.heights, start=table.first):
        table.sheet.set_row(row, max(height, ROOM_TO_SIGN))


def _draw_table(
    writer: TableWriter,
    name: str,
    title: str,
    heads: Heads,
    rows: Iterator[tuple[TableCell, ...]],
    note: str,
) -> DrawnTable:
    """Draw a sheet with one short table, its head frozen and repeated on paper."""
    sheet = writer.sheet(name, title, [width for _, width in heads], note)
    table = writer.block(sheet, HEAD_ROW, heads, rows)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.repeat_rows(HEAD_ROW)
    return table


def _row(number: int, diploma: Diploma, found: Conclusions) -> tuple[TableCell, ...]:
    standing = diploma.standing
    return (
        number,
        diploma.number,
        standing.participant.name,
        standing.participant.category.name,
        standing.scorecard.total if standing.scorecard else None,
        Centred(STATES.get(found.years[standing.participant.id].leader, "")),
        Link(diploma.path, PurePosixPath(diploma.path).name),
        "",
        "",
        "",
    )


def _draw_last_year(writer: TableWriter, found: Conclusions) -> None:
    """Draw what became of everybody who had the highest level last year."""
    methodology = found.outcome.methodology
    top = methodology.levels[-1].name
    heads = (
        ("Код", 9), ("Участник", 56), ("Категория", 26), ("Оценка", 9), ("Уровень теперь", 24),
        (f"Уровень «{top}»", 24), ("Причина", 34),
    )  # fmt: skip
    rows: Iterator[tuple[TableCell, ...]] = (
        _last_row(standing, state, methodology) for standing, state in found.totals.last_leaders
    )
    point = methodology.words.point("leader").beside
    words = methodology.period.kind.words
    note = f"Уровень «{top}» присваивается на {words.one}, после чего его нужно подтвердить{point}."
    title = f"Имевшие уровень «{top}» за {methodology.period.previous.name}"
    _draw_table(writer, f"Лидеры {words.last_genitive}", title, heads, rows, note)


def _last_row(
    standing: Standing, state: Leadership, methodology: Methodology
) -> tuple[TableCell, ...]:
    card = standing.scorecard
    return (
        standing.participant.id,
        standing.participant.name,
        standing.participant.category.name,
        card.total if card else Centred("–"),
        methodology.level(card.level).name if card else "–",
        OUTCOMES[state],
        "" if card else ABSENCES[standing.status],
    )
