"""The sheet «Статистика»: how the year went by criterion and category, with charts."""

from typing import Any

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Category
from kuzbass_batch.outputs.pen import DARK, LIGHT, MIDDLE, Cell, Pen, Percent, Table
from kuzbass_batch.outputs.sheet_names import SHEETS
from kuzbass_batch.outputs.statistics import (
    CriterionStatistics,
    GroupStatistics,
    by_criterion,
    by_group,
)

NAME = SHEETS["statistics"]
# Dark, middle and light with different patterns: told apart on a black-and-white print.
LOOKS = (
    {"fill": {"color": DARK}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": DARK, "bg_color": "#FFFFFF"}},
    {"fill": {"color": LIGHT}, "border": {"color": DARK}},
)


def draw_statistics(pen: Pen, outcome: Outcome) -> None:
    """Draw totals by category, criteria with their distribution, and two charts."""
    criteria, groups = by_criterion(outcome), by_group(outcome)
    highest = max((points for each in criteria for points, _ in each.counts), default=0)
    columns = (46, *(12,) * 8, *(11,) * (highest + 1))
    title = f"Статистика по оценённым участникам за {outcome.year} год"
    note = "Выполнение – средняя доля от наибольшего балла по критерию."
    sheet = pen.sheet(NAME, title, columns, note)
    sheet.fit_to_pages(1, 1)
    totals = pen.block(sheet, 2, _group_heads(outcome), [_group(group) for group in groups])
    rows = [_criterion(each, highest) for each in criteria]
    table = pen.block(sheet, totals.last + 2, _criterion_heads(highest), rows)
    if criteria:
        _draw_share(pen, table)
        _draw_categories(pen, table)
        _draw_distribution(pen, table, highest)


def _group_heads(outcome: Outcome) -> tuple[tuple[str, float], ...]:
    names = ("Оценено", "Средняя оценка", "Медиана", "Наименьшая", "Наибольшая")
    levels = (level.name for level in outcome.methodology.levels)
    return (("Категория", 46.0), *((name, 12.0) for name in (*names, *levels)))


def _group(group: GroupStatistics) -> tuple[Cell, ...]:
    numbers = (group.mean, group.median, group.lowest, group.highest)
    return (group.name, group.rated, *numbers, *(count for _, count in group.levels))


def _criterion_heads(highest: int) -> tuple[tuple[str, float], ...]:
    names = ("Средний балл", "Медиана", "Выполнение")
    categories = tuple(category.plural for category in Category)
    points = tuple(f"Баллов {number}" for number in range(highest + 1))
    return (("Критерий", 46.0), *((name, 12.0) for name in (*names, *categories, *points)))


def _criterion(each: CriterionStatistics, highest: int) -> tuple[Cell, ...]:
    counts = dict(each.counts)
    shares = (Percent(share) if share is not None else "–" for _, share in each.by_category)
    return (
        f"{each.criterion.label}. {each.criterion.short_title}",
        each.mean,
        each.median,
        Percent(each.share),
        *shares,
        *(counts.get(points, "–") for points in range(highest + 1)),
    )


def _series(table: Table, column: int) -> dict[str, Any]:
    return {
        "name": [NAME, table.first - 1, column],
        "categories": [NAME, table.first, 0, table.last, 0],
        "values": [NAME, table.first, column, table.last, column],
    }


def _insert(pen: Pen, table: Table, chart: Any, title: str, place: tuple[int, int]) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_size({"width": 760, "height": 420})
    table.sheet.insert_chart(table.below + place[0], place[1], chart)


def _draw_share(pen: Pen, table: Table) -> None:
    chart = pen.book.add_chart({"type": "bar"})
    chart.add_series(_series(table, 3) | LOOKS[0] | {"data_labels": {"value": True}, "gap": 50})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%"})
    _insert(pen, table, chart, "Выполнение по критериям", (0, 0))


def _draw_categories(pen: Pen, table: Table) -> None:
    chart = pen.book.add_chart({"type": "bar"})
    for column, look in zip(range(4, 4 + len(Category)), LOOKS, strict=False):
        chart.add_series(_series(table, column) | look)
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%"})
    _insert(pen, table, chart, "Выполнение по категориям участников", (0, 6))


def _draw_distribution(pen: Pen, table: Table, highest: int) -> None:
    first = 4 + len(Category)
    patterns = ("percent_10", "percent_30", "wide_upward_diagonal", "percent_75", "solid_diamond")
    chart = pen.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for points in range(highest + 1):
        look = {"pattern": {"pattern": patterns[points % len(patterns)], "fg_color": DARK,
                            "bg_color": "#FFFFFF" if points < 3 else MIDDLE},
                "border": {"color": DARK}}  # fmt: skip
        chart.add_series(_series(table, first + points) | look | {"gap": 50})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True})
    _insert(pen, table, chart, "Сколько участников получили каждый балл", (22, 0))
