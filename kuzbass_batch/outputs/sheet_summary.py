"""The sheet «Сводка»: one screen that says how the year stands and what waits for a decision."""

from collections import Counter
from typing import Any

from kuzbass_batch.forms.paper import text_height
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.records import ParticipantStatus
from kuzbass_batch.outputs.pen import DARK, Cell, Link, Pen, Percent
from kuzbass_batch.outputs.sheet_names import SHEETS, STATUS_NAMES
from kuzbass_batch.outputs.statistics import by_criterion
from kuzbass_batch.rules.matters import matters
from kuzbass_batch.rules.sensitivity import ReadingEffect

NAME = SHEETS["summary"]
WIDTHS = (46, 12, 3, 30, 34, 16)
NOTE = (
    "Баллы – по самооценке участников; показатели комитет проверяет и уточняет до утверждения "
    "рейтинга (п. 3.4 программы). Откуда взялся каждый балл, показывает лист «Как посчитано»."
)


VERIFIED_NOTE = (
    "Баллы – подтверждённые комитетом, а где решения ещё нет – по самооценке (п. 3.4 программы). "
    "Путь к итогу показывает лист «История», что и кому делать дальше – лист «Что дальше»."
)


def draw_summary(pen: Pen, outcome: Outcome, effects: tuple[ReadingEffect, ...]) -> None:
    """Draw counts, levels with a chart, the best and weakest criteria and what waits."""
    title = f"Рейтинг «Эффективный регион» за {outcome.year} год на {outcome.as_of:%d.%m.%Y}"
    note = VERIFIED_NOTE if outcome.decisions.verifications else NOTE
    sheet = pen.sheet(NAME, title, WIDTHS, note)
    sheet.fit_to_pages(1, 1)
    counts = pen.block(sheet, 3, (("Участники", 46), ("Число", 12)), _counts(outcome))
    levels = pen.block(
        sheet, counts.last + 2, (("Уровень", 46), ("Участников", 12)), _levels(outcome)
    )
    _draw_chart(pen, sheet, levels.first, levels.last)
    criteria = pen.block(
        sheet, levels.last + 2, (("Критерий", 46), ("Выполнение", 12)), _extremes(outcome)
    )
    _draw_matters(pen, sheet, criteria.last + 2, outcome, effects)


def _counts(outcome: Outcome) -> list[tuple[Cell, Cell]]:
    statuses = Counter(standing.status for standing in outcome.standings)
    rows: list[tuple[Cell, Cell]] = [("В реестре", len(outcome.standings))]
    rows += [
        (STATUS_NAMES[status].capitalize(), statuses[status])
        for status in ParticipantStatus
        if statuses[status] or status is not ParticipantStatus.EXCLUDED
    ]
    rows.append(("Представлено после срока", sum(s.late for s in outcome.standings)))
    rows.append(("Паспортов проектов учтено", sum(len(s.passports) for s in outcome.standings)))
    return rows


def _levels(outcome: Outcome) -> list[tuple[Cell, Cell]]:
    known = Counter(s.scorecard.level for s in outcome.standings if s.scorecard)
    return [(level.name, known[level.id]) for level in reversed(outcome.methodology.levels)]


def _draw_chart(pen: Pen, sheet: Any, first: int, last: int) -> None:
    chart = pen.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Участников",
            "categories": [NAME, first, 0, last, 0],
            "values": [NAME, first, 1, last, 1],
            "data_labels": {"value": True},
            "fill": {"color": DARK},
            "gap": 60,
        }
    )
    chart.set_title({"name": "Участники по уровням", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 560, "height": 330})
    sheet.insert_chart(3, 3, chart)


def _extremes(outcome: Outcome) -> list[tuple[Cell, Cell]]:
    """Return the best and the weakest criterion by mean share of the highest points."""
    found = sorted(by_criterion(outcome), key=lambda each: -each.share)
    chosen = found if len(found) < 2 else [found[0], found[-1]]
    words = ("Лучший", "Слабый")
    return [
        (f"{word}: {each.criterion.label}. {each.criterion.short_title}", Percent(each.share))
        for word, each in zip(words, chosen, strict=False)
    ]


def _draw_matters(
    pen: Pen, sheet: Any, at: int, outcome: Outcome, effects: tuple[ReadingEffect, ...]
) -> None:
    sheet.write_string(at, 0, "Что требует решения", pen.subtitle)
    heads = ("Вопрос", "Сколько", "", "Кто или что", "", "Лист")
    for column, head in enumerate(heads):
        sheet.write_string(at + 1, column, head, pen.head)
    sheet.merge_range(at + 1, 1, at + 1, 2, "Сколько", pen.head)
    sheet.merge_range(at + 1, 3, at + 1, 4, "Кто или что", pen.head)
    row = at + 2
    for matter in matters(outcome, effects):
        name = SHEETS[matter.sheet]
        sheet.set_row(row, max(text_height(matter.text, 46), text_height(matter.names, 62)))
        sheet.write_string(row, 0, matter.text, pen.text)
        sheet.merge_range(row, 1, row, 2, matter.count, pen.numbers[int])
        sheet.merge_range(row, 3, row, 4, "", pen.text)
        sheet.write_string(row, 3, matter.names, pen.text)
        pen.write(sheet, row, 5, Link(f"internal:'{name}'!A1", name))
        row += 1
    if row == at + 2:
        sheet.write_string(row, 0, "Ничего", pen.text)
