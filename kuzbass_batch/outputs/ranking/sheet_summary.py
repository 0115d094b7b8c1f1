"""The sheet «Сводка»: one screen that says how the year stands and what waits for a decision."""

from collections import Counter
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.tables.row_heights import height_of
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    DrawnTable,
    Link,
    Percent,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.outcome import Conclusions, Outcome
from kuzbass_batch.records.rating import CriterionStatistics
from kuzbass_batch.records.returns import ParticipantStatus
from kuzbass_batch.records.year import ToDo
from kuzbass_batch.rules.year.to_do import unsure_addressees

NAME = SHEETS["summary"]
NOTE = (
    "Баллы – по самооценке участников; показатели комитет проверяет и уточняет до утверждения "
    "рейтинга{point}. Откуда взялся каждый балл, показывает лист «Как посчитано»."
)
# Counts | levels and criteria | chart above; what waits for a decision across all of them below.
WIDTHS = (34.0, 9.0, 2.0, 34.0, 12.0, 2.0, 70.0, 24.0)
LEVELS, CHART = 3, 6
"""The first columns of the tables of levels and of the chart, from 0."""
TO_DO_COLUMNS = ((0, 3), (4, 4), (5, 6), (7, 7))
EXTREMES = (("Лучший", "Лучшие"), ("Слабейший", "Слабейшие"))
"""How the best and the weakest criterion are called, one or several alike."""
TO_DO_HEADS = ("Вопрос", "Сколько", "Кто или что", "Лист")
STATUS_WORDS = {
    ParticipantStatus.RATED: "Оценены",
    ParticipantStatus.RETURNED: "Самооценка на доработке",
    ParticipantStatus.MISSING: "Самооценка не представлена",
    ParticipantStatus.EXCLUDED: "Не оцениваются: после срока, исключены",
}
ZOOM = 72
"""Percent at which the sheet fits the screen of a laptop."""
PIXELS = 4 / 3
"""In a point."""


VERIFIED_NOTE = (
    "Баллы – подтверждённые комитетом, а где решения ещё нет – по самооценке{point}. "
    "Путь к итогу показывает лист «История», что и кому делать дальше – лист «Что дальше»."
)


def draw_summary(writer: TableWriter, shown: ShownOutcome) -> None:
    """Draw counts, levels with a chart, the best and weakest criteria and what waits."""
    outcome = shown.outcome
    act = outcome.methodology.words
    day = wording.day(outcome.as_of)
    title = f"Рейтинг{act.programme.beside} за {outcome.period.name} на {day}"
    if writer.draft:
        title = f"{title}. {writer.draft}"
    note = VERIFIED_NOTE if outcome.decisions.verifications else NOTE
    note = note.format(point=act.point("verification").cited_beside)
    sheet = writer.sheet(NAME, title, WIDTHS, note)
    sheet.fit_to_pages(1, 1)
    sheet.set_zoom(ZOOM)
    counts = writer.block(sheet, 2, _heads("Участники", "Число", 0), _counts(outcome))
    levels = writer.block(
        sheet, 2, _heads("Уровень", "Участников", LEVELS), _levels(shown.conclusions), LEVELS
    )
    criteria = writer.block(
        sheet, levels.below, _heads("Критерий", "Выполнение", LEVELS), _extremes(shown), LEVELS
    )
    bottom = max(counts.last, criteria.last)
    words = "; ".join(f"«{level}» – {number}" for level, number in _levels(shown.conclusions))
    height = sum(counts.heights) + sum(criteria.heights) / 2
    _draw_chart(writer, levels, f"Участники по уровням: {words}.", height)
    unsure = unsure_addressees(outcome, shown.addressees.doubtful)
    waiting = (*shown.conclusions.to_do, *shown.register, *shown.to_enter, *unsure)
    _draw_to_do(writer, sheet, bottom + 2, waiting)


def _heads(left: str, right: str, column: int) -> tuple[tuple[str, float], tuple[str, float]]:
    return (left, WIDTHS[column]), (right, WIDTHS[column + 1])


def _counts(outcome: Outcome) -> list[tuple[TableCell, TableCell]]:
    standings = outcome.standings
    statuses = Counter(standing.status for standing in standings)
    changes = Counter(standing.level_change for standing in standings)
    last = outcome.period.kind.words.last_genitive
    rows: list[tuple[TableCell, TableCell]] = [("В реестре участников", len(standings))]
    rows += [
        (words, statuses[status])
        for status, words in STATUS_WORDS.items()
        if statuses[status] or status is not ParticipantStatus.EXCLUDED
    ]
    rows.append(("Самооценка представлена после срока", sum(s.late for s in standings)))
    rows.append((f"Уровень выше {last}", changes[1]))
    rows.append((f"Уровень ниже {last}", changes[-1]))
    if outcome.methodology.has_passports:
        rows.append(("Паспортов проектов учтено", sum(len(s.passports) for s in standings)))
    return rows


def _levels(found: Conclusions) -> list[tuple[TableCell, TableCell]]:
    level = found.outcome.methodology.level
    return [(level(count.level).name, count.now) for count in found.totals.levels]


def _draw_chart(writer: TableWriter, levels: DrawnTable, description: str, height: float) -> None:
    chart = writer.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Участников",
            "categories": [NAME, levels.first, LEVELS, levels.last, LEVELS],
            "values": [NAME, levels.first, LEVELS + 1, levels.last, LEVELS + 1],
            "data_labels": {"value": True},
            "fill": {"color": DARK},
            "gap": 60,
        }
    )
    chart.set_title({"name": "Участники по уровням", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    width = sum(width * 7 + 5 for width in WIDTHS[CHART:])
    chart.set_size({"width": width, "height": height * PIXELS})
    look = {"object_position": 3, "description": description}
    levels.sheet.insert_chart(2, CHART, chart, look)


def _extremes(shown: ShownOutcome) -> list[tuple[TableCell, TableCell]]:
    """Return the best and the weakest criteria by mean share of the highest points."""
    found = shown.conclusions.statistics
    return [
        (f"{words[len(alike) > 1]}: {_titles(alike)}", Percent(alike[0].share))
        for words, alike in zip(EXTREMES, (found.best, found.weakest), strict=True)
        if alike
    ]


def _titles(alike: tuple[CriterionStatistics, ...]) -> str:
    """Return one criterion with its title; of several with the same share the numbers."""
    if len(alike) > 1:
        return wording.series([each.criterion.label for each in alike])
    return f"{alike[0].criterion.label}. {alike[0].criterion.short_title}"


def _draw_to_do(writer: TableWriter, sheet: Any, at: int, waiting: tuple[ToDo, ...]) -> None:
    sheet.write_string(at, 0, "Что требует решения", writer.subtitle)
    for (first, last), head in zip(TO_DO_COLUMNS, TO_DO_HEADS, strict=True):
        _write_across(sheet, at + 1, first, last, writer.head)
        sheet.write_string(at + 1, first, head, writer.head)
    for row, line in enumerate(waiting, start=at + 2):
        _draw_line(writer, sheet, row, line)
    if not waiting:
        sheet.write_string(at + 2, 0, "Ничего", writer.text)


def _draw_line(writer: TableWriter, sheet: Any, row: int, line: ToDo) -> None:
    name = SHEETS.get(line.sheet, "")
    link = Link(f"internal:'{name}'!A1", name) if name else ""
    values: tuple[TableCell, ...] = (line.text, line.count, line.names, link)
    rooms = [sum(WIDTHS[first : last + 1]) for first, last in TO_DO_COLUMNS]
    sheet.set_row(row, max(height_of(line.text, rooms[0]), height_of(line.names, rooms[2])))
    for (first, last), value in zip(TO_DO_COLUMNS, values, strict=True):
        _write_across(sheet, row, first, last, writer.text)
        writer.write(sheet, row, first, value)


def _write_across(sheet: Any, row: int, first: int, last: int, style: Any) -> None:
    if first < last:
        sheet.merge_range(row, first, row, last, "", style)
