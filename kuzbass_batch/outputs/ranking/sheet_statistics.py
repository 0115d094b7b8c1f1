"""The sheet «Статистика»: how the year went by criterion and category, with charts."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import Points, shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    LIGHT,
    MIDDLE,
    Centred,
    DrawnTable,
    Heads,
    Percent,
    TableCell,
    TableWriter,
    table_scale,
)
from kuzbass_batch.outputs.total_words import total_sentence
from kuzbass_batch.records.rating.rating import CriterionStatistics, GroupStatistics
from kuzbass_batch.records.year.outcome import Conclusions

NAME = SHEETS["statistics"]
NOTE = (
    "{}. Выполнение – средняя доля от наибольшего балла по "
    "критерию; «–» – такого балла у критерия нет."
)
PLAIN_TOTAL = "Оценка – сумма баллов с коэффициентами"
WIDE, NUMBER, POINTS = 40.0, 14.5, 9.5
"""Widths of the columns, in letters."""
# Dark, middle and white: distinct on a black-and-white print.
LOOKS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": DARK}},
    {"fill": {"color": MIDDLE}, "border": {"color": DARK}},
    {"fill": {"color": "#FFFFFF"}, "border": {"color": DARK}},
)
SHADES = ("#FFFFFF", LIGHT, MIDDLE, "#2E75B6", DARK)
"""From the lowest points or level to the highest: the darker, the better."""
GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
MOST_POINTS = 20
"""Columns of points that nobody has are left out beyond so many."""
Scale = tuple[Points, ...]
CHART = {"width": 655, "height": 380}


def draw_statistics(writer: TableWriter, found: Conclusions) -> None:
    """Draw totals by category, criteria with their distribution, and the charts."""
    methodology, statistics = found.outcome.methodology, found.statistics
    criteria, groups = statistics.criteria, statistics.groups
    scale = _scale(criteria)
    columns = (WIDE, *(NUMBER,) * 9, *(POINTS,) * max(2, len(scale) - 3))
    title = f"Статистика по оценённым участникам за {methodology.period.name}"
    what = PLAIN_TOTAL if methodology.is_weighted_sum else total_sentence(methodology)
    sheet = writer.sheet(NAME, title, columns, NOTE.format(what))
    totals = writer.block(sheet, 2, _group_heads(methodology), [_group(group) for group in groups])
    rows = [_criterion(each, scale) for each in criteria]
    table = writer.block(sheet, totals.below, _criterion_heads(scale, methodology), rows)
    if criteria:
        sheet.autofilter(table.first - 1, 0, table.last, len(rows[0]) - 1)
        # The tables on one page, the charts on the next.
        sheet.set_print_scale(table_scale(columns))
        sheet.set_h_pagebreaks([table.below])
        charts = (_shares(writer, table), _by_category(writer, table, methodology),
                  _distribution(writer, table, scale, methodology),
                  _levels(writer, totals, methodology))  # fmt: skip
        texts = _descriptions(found)
        for number, (chart, words) in enumerate(zip(charts, texts, strict=True)):
            place = (table.below + 20 * (number // 2), (0, 5)[number % 2])
            chart.set_size(CHART)
            look = {"x_offset": 2, "y_offset": 4, "description": words}
            sheet.insert_chart(*place, chart, look)


def _scale(criteria: Sequence[CriterionStatistics]) -> Scale:
    """Return the points that some criterion may have, the least first.

    Where they are many, as sums of rows may be, only those that somebody has.
    """
    every = {points for each in criteria for points, _ in each.counts} or {0}
    if len(every) > MOST_POINTS:
        every = {points for each in criteria for points, count in each.counts if count}
    return tuple(sorted(every))


def _descriptions(found: Conclusions) -> Iterator[str]:
    """Yield what each chart shows, for who does not see it."""
    criteria, groups = found.statistics.criteria, found.statistics.groups
    methodology = found.outcome.methodology
    shares = (f"критерий {each.criterion.id} – {wording.percent(each.share)}" for each in criteria)
    yield f"Выполнение по критериям: {'; '.join(shares)}."
    parts = (f"критерий {each.criterion.id}: {_of_categories(each)}" for each in criteria)
    yield f"Выполнение по категориям участников: {'; '.join(parts)}."
    parts = (f"критерий {each.criterion.id}: {_of_points(each)}" for each in criteria)
    yield f"Число участников с каждым баллом: {'; '.join(parts)}."
    parts = (f"{group.name}: {_of_levels(group, methodology)}" for group in groups)
    yield f"Число участников каждого уровня по категориям: {'; '.join(parts)}."


def _of_categories(each: CriterionStatistics) -> str:
    known = (
        f"{category.plural.lower()} – {wording.percent(share)}"
        for category, share in each.by_category
        if share is not None
    )
    return ", ".join(known)


def _of_points(each: CriterionStatistics) -> str:
    return ", ".join(f"балл {shown(points)} – {count}" for points, count in each.counts)


def _of_levels(group: GroupStatistics, methodology: Methodology) -> str:
    return ", ".join(f"«{methodology.level(key).name}» – {count}" for key, count in group.levels)


def _group_heads(methodology: Methodology) -> Heads:
    names = ("Оценено", "Средняя оценка", "Медиана", "Наименьшая", "Наибольшая")
    levels = (level.name for level in methodology.levels)
    return (("Категория", WIDE), *((name, NUMBER) for name in (*names, *levels)))


def _group(group: GroupStatistics) -> tuple[TableCell, ...]:
    numbers = (group.mean, group.median, group.lowest, group.highest)
    shown = (Centred("–") if number is None else number for number in numbers)
    return (group.name, group.rated, *shown, *(count for _, count in group.levels))


def _criterion_heads(scale: Scale, methodology: Methodology) -> Heads:
    narrow = (each.narrow for each in methodology.categories)
    names = ("Средний балл", "Медиана", "Выполнение", *narrow)
    points = tuple(f"Балл {wording.minus(shown(number))}" for number in scale)
    widths = (*(NUMBER,) * 3, *(POINTS,) * (len(scale) - 1))
    return (("Критерий", WIDE), *((name, NUMBER) for name in names),
            *zip(points, widths, strict=False))  # fmt: skip


def _criterion(each: CriterionStatistics, scale: Scale) -> tuple[TableCell, ...]:
    counts = dict(each.counts)
    shares = (Centred("–") if share is None else Percent(share) for _, share in each.by_category)
    return (
        f"{each.criterion.label}. {each.criterion.short_title}",
        each.mean,
        each.median,
        Percent(each.share),
        *shares,
        *(counts.get(points, Centred("–")) for points in scale),
    )


def _series(table: DrawnTable, column: int) -> dict[str, Any]:
    """Return a series down one column of a table, named by its head."""
    return {
        "name": [NAME, table.first - 1, column],
        "categories": [NAME, table.first, 0, table.last, 0],
        "values": [NAME, table.first, column, table.last, column],
    }


def _bars(writer: TableWriter, title: str, *, stacked: bool = False) -> Any:
    kind = {"type": "bar", "subtype": "percent_stacked"} if stacked else {"type": "bar"}
    chart = writer.book.add_chart(kind)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"num_format": "0%", "major_gridlines": GRID})
    return chart


def _shares(writer: TableWriter, table: DrawnTable) -> Any:
    chart = _bars(writer, "Выполнение по критериям")
    chart.add_series(_series(table, 3) | LOOKS[0] | {"data_labels": {"value": True}, "gap": 50})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, "max": 1, "visible": False, "major_gridlines": {"visible": False}})
    return chart


def _by_category(writer: TableWriter, table: DrawnTable, methodology: Methodology) -> Any:
    chart = _bars(writer, "Выполнение по категориям участников")
    looks = itertools.cycle(LOOKS)
    for column, (category, look) in enumerate(
        zip(methodology.categories, looks, strict=False), start=4
    ):
        chart.add_series(_series(table, column) | look | {"name": category.plural, "gap": 60})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%",
                      "major_gridlines": GRID})  # fmt: skip
    return chart


def _distribution(
    writer: TableWriter, table: DrawnTable, scale: Scale, methodology: Methodology
) -> Any:
    chart = _bars(writer, "Доли участников с каждым баллом", stacked=True)
    first = 4 + len(methodology.categories)
    for at, _ in enumerate(scale):
        shade = _shade(at, len(scale))
        chart.add_series(_series(table, first + at) | _shaded(shade))
    return chart


def _levels(writer: TableWriter, totals: DrawnTable, methodology: Methodology) -> Any:
    chart = _bars(writer, "Доли уровней по категориям", stacked=True)
    levels = methodology.levels
    for number, _ in enumerate(levels):
        shade = _shade(number, len(levels))
        chart.add_series(_series(totals, 6 + number) | _shaded(shade))
    return chart


def _shade(at: int, count: int) -> str:
    """Return the shade of one of so many, from 0; where shades are too few, neighbours share one.

    Then the lowest is left white, for itself, and the others take the dark ones in equal parts.
    """
    if count <= len(SHADES):
        return SHADES[len(SHADES) - count + at]
    return SHADES[0] if at == 0 else SHADES[1 + (at - 1) * (len(SHADES) - 1) // (count - 1)]


def _shaded(color: str) -> dict[str, Any]:
    return {"fill": {"color": color}, "border": {"color": DARK}, "gap": 50}
