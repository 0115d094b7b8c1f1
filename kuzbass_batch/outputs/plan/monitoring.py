"""The workbook `Мониторинг плана-2026-II.xlsx`: region, categories, participants, with charts."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.drawing.workbook import PackedBook
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.calendar.year_plan import PlanTarget
from kuzbass_batch.outputs.plan_words import (
    forecast_words,
    own_target_words,
    plan_state,
    quarter_end,
    shown_line,
)
from kuzbass_batch.outputs.tables.table_writer import (
    Centred,
    DrawnTable,
    Percent,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.year.plan import (
    QUARTER_NAMES,
    FactOrigin,
    PlanLine,
    PlanQuarter,
)

CREATED = dt.datetime(2025, 3, 7)
OF_PROGRAM = "итоги расчёта"
"""Where a number comes from that no register holds."""
SHEETS = ("Регион", "Категории", "Участники", "Источники", "Уточнения")
COLOURS = ("#1F4E79", "#2E75B6", "#9DC3E6", "#C55A11", "#F4B183", "#548235", "#A9D18E", "#7F7F7F")
"""Told apart on paper without colour, too: dark and light take turns."""
DONE_STATES = ("план выполнен", "начато", "сведений нет")
SHARES: dict[str, Any] = {
    "min": 0, "num_format": "0%",
    "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
}  # fmt: skip
"""An axis of shares."""
CHART_WIDTH, ROW_PIXELS = 620, 20
"""Of a chart in pixels, and of a row of the sheet it stands on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonitoringContent:
    """What a workbook tells: the quarters until its own, and who takes part.

    people: id, short name and id of the category. book: the file of the registers.
    """

    quarters: tuple[PlanQuarter, ...]
    people: tuple[tuple[str, str, str], ...]
    book: str

    @property
    def last(self) -> PlanQuarter:
        """Return the quarter that the workbook is of."""
        return self.quarters[-1]


def draw_monitoring(year: ReportingYear, content: MonitoringContent) -> bytes:
    """Return the workbook (in a worker); the same content gives the same bytes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    stream = io.BytesIO()
    with PackedBook(stream, options) as book:
        title = f"Мониторинг плана мероприятий: {content.last.name}"
        book.set_properties({"title": title, "created": CREATED})
        drawing = MonitoringDrawing(TableWriter(book), year, content)
        drawing.region()
        if drawing.targets:
            drawing.categories()
            drawing.participants()
        drawing.sources()
        drawing.changes()
    return stream.getvalue()


class MonitoringDrawing:
    """Draws the sheets of one workbook."""

    def __init__(
        self, writer: TableWriter, year: ReportingYear, content: MonitoringContent
    ) -> None:
        """Look up what several sheets tell; targets: those of each participant."""
        self.writer, self.act, self.content = writer, year.methodology, content
        self.last = content.last
        self.targets = [line.target for line in self.last.lines if line.target.each]
        self.lines = {(line.target.id, line.participant): line for line in self.last.people}
        self.shown_names = QUARTER_NAMES[: self.last.quarter]

    def region(self) -> None:
        """Draw the region's indicators, and how they went on from quarter to quarter."""
        heads = (
            ("№", 6), ("Показатель", 44), ("План на год", 15),
            *((f"{name} кв.", 8) for name in self.shown_names),
            ("С начала года", 10), ("Выполнение", 12), ("Ожидалось к концу квартала", 12),
            ("Состояние", 12), ("План выполнили, участников", 14), ("Прогноз на год", 11),
            ("Причина", 28), ("Мера", 28), ("Срок", 12), ("Кто отвечает", 22),
        )  # fmt: skip
        words = self.act.words
        title = f"Мониторинг плана мероприятий{words.programme.beside} {quarter_end(self.last)}"
        note = (
            f"План – {words.point('plan').cited or 'план мероприятий'}. Выполнение показателя, "
            "заданного каждому участнику, – среднее по всем участникам, больше плана у одного не "
            f"восполняет нехватку у другого. Прогноз: {forecast_words(self.last.lines)}. "
            "Откуда каждое число – лист «Источники»."
        )
        sheet = self.writer.sheet(SHEETS[0], title, [width for _, width in heads], note)
        table = self.writer.block(sheet, 2, heads, map(self._region_row, self.last.lines))
        sheet.freeze_panes(3, 2)
        self._mark_states(table, 3 + self.last.quarter + 3)
        done = 3 + self.last.quarter + 1
        table.mark(done, done, {"type": "data_bar", "bar_color": "#9DC3E6", "min_type": "num",
                                "min_value": 0, "max_type": "num", "max_value": 1})  # fmt: skip
        below = self._by_quarter(sheet, table.below)
        self._done_chart(sheet, table, done, below)
        self._quarter_chart(sheet, table, below)

    def _region_row(self, line: PlanLine) -> tuple[TableCell, ...]:
        shown, steps = shown_line(line), line.steps
        return (
            line.target.id, f"{line.target.title}, {line.target.unit}", Centred(shown.target),
            *(_number(each.fact) for each in line.facts),
            _number(line.running), Percent(float(line.done)), _number(line.expected),
            Centred(shown.state), Centred(shown.reached or "–"), _number(line.forecast),
            steps.cause, steps.measure, steps.due, steps.responsible,
        )  # fmt: skip

    def _by_quarter(self, sheet: Any, at: int) -> DrawnTable:
        """Draw how far the target of the year was reached by the end of each quarter."""
        sheet.write_string(at, 0, "Выполнение плана года к концу квартала",
                           self.writer.subtitle)  # fmt: skip
        heads = (("№", 6), ("Показатель", 44), *((f"{name} кв.", 14) for name in self.shown_names))
        rows: list[tuple[TableCell, ...]] = [
            (
                line.target.id,
                line.target.title,
                *(Percent(float(quarter.lines[row].done)) for quarter in self.content.quarters),
            )
            for row, line in enumerate(self.last.lines)
        ]
        return self.writer.block(sheet, at + 1, heads, rows)

    def _done_chart(self, sheet: Any, table: DrawnTable, done: int, below: DrawnTable) -> None:
        chart = self.writer.book.add_chart({"type": "bar"})
        chart.add_series({
            "name": "Выполнение",
            "categories": [SHEETS[0], table.first, 0, table.last, 0],
            "values": [SHEETS[0], table.first, done, table.last, done],
            "fill": {"color": COLOURS[0]}, "data_labels": {"value": True}, "gap": 60,
        })  # fmt: skip
        chart.set_title({"name": "Выполнение плана года", "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "crossing": "max"})
        chart.set_x_axis(SHARES)
        self._insert(sheet, chart, below.below, 0, self._spoken(self.last.lines))

    def _quarter_chart(self, sheet: Any, table: DrawnTable, below: DrawnTable) -> None:
        chart = self.writer.book.add_chart({"type": "column"})
        last = 1 + self.last.quarter
        for row in range(below.first, below.last + 1):
            at = row - below.first
            chart.add_series({
                "name": [SHEETS[0], row, 0],
                "categories": [SHEETS[0], below.first - 1, 2, below.first - 1, last],
                "values": [SHEETS[0], row, 2, row, last],
                "fill": {"color": COLOURS[at % len(COLOURS)]}, "gap": 60,
            })  # fmt: skip
        chart.set_title({"name": "Выполнение к концу квартала", "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis(SHARES)
        self._insert(
            sheet, chart, below.below, CHART_WIDTH + 20, "Выполнение показателей к концу кварталов."
        )

    def _insert(self, sheet: Any, chart: Any, row: int, right: int, words: str) -> None:
        height = max(280, (len(self.last.lines) + 6) * ROW_PIXELS)
        chart.set_size({"width": CHART_WIDTH, "height": height})
        place = {"object_position": 3, "description": words, "x_offset": right}
        sheet.insert_chart(row, 0, chart, place)

    def _spoken(self, lines: Iterable[PlanLine]) -> str:
        said = (f"{line.target.id} – {wording.percent(line.done)}" for line in lines)
        return f"Выполнение плана года: {'; '.join(said)}."

    def _mark_states(self, table: DrawnTable, column: int) -> None:
        form = self.writer.book.add_format({"bg_color": "#F8CBAD", "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": '"отстаёт"', "format": form}
        table.mark(column, column, rule)

    def categories(self) -> None:
        """Draw, for each indicator of participants, how the categories stand."""
        heads = (
            ("Показатель", 46), ("Категория", 34), ("Участников", 12),
            *((word.capitalize(), 16) for word in DONE_STATES), ("Выполнение", 13),
        )  # fmt: skip
        title = f"План по категориям участников {quarter_end(self.last)}"
        note = "Показатели, которые план задаёт каждому участнику."
        sheet = self.writer.sheet(SHEETS[1], title, [width for _, width in heads], note)
        rows = list(self._category_rows())
        table = self.writer.block(sheet, 2, heads, rows)
        sheet.freeze_panes(3, 0)
        size = len(rows) // len(self.targets)
        for number, target in enumerate(self.targets):
            first, (down, across) = table.first + number * size, divmod(number, 2)
            at = table.below + 16 * down, 2 * across
            self._category_chart(sheet, target, first, first + size - 1, at)

    def _category_rows(self) -> Iterator[tuple[TableCell, ...]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for who, _, of in self.content.people:
            groups[of].append(who)
        shown = [each for each in self.act.categories if groups[each.id]]
        for target in self.targets:
            for category in shown:
                members = groups[category.id]
                counts, done = self._standing(target, members)
                name = f"{target.id}. {target.title}"
                share = Percent(float(done / len(members)))
                yield (name, category.plural, len(members), *counts, share)

    def _standing(
        self, target: PlanTarget, members: Sequence[str]
    ) -> tuple[tuple[int, int, int], Decimal]:
        """Return how many have the target, have begun, have nothing; and the sum of the shares."""
        found = [self.lines.get((target.id, who)) for who in members]
        shares = [min(Decimal(1), line.done) if line else Decimal() for line in found]
        done, begun = sum(share >= 1 for share in shares), sum(0 < share < 1 for share in shares)
        return (done, begun, len(members) - done - begun), sum(shares, Decimal())

    def _category_chart(
        self, sheet: Any, target: PlanTarget, first: int, last: int, at: tuple[int, int]
    ) -> None:
        chart = self.writer.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        colours = (COLOURS[0], COLOURS[2], "#E7E6E6")
        for column, (word, colour) in enumerate(zip(DONE_STATES, colours, strict=True), start=3):
            chart.add_series({
                "name": word,
                "categories": [SHEETS[1], first, 1, last, 1],
                "values": [SHEETS[1], first, column, last, column],
                "fill": {"color": colour}, "border": {"color": "#7F7F7F"}, "gap": 60,
            })  # fmt: skip
        name = f"{target.id}. {target.title}: участники"
        chart.set_title({"name": name, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True, "crossing": "max"})
        chart.set_x_axis({"num_format": "0%", "major_gridlines": {"visible": False}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 550, "height": 300})
        words = {"object_position": 3, "description": f"{name} по категориям и состоянию."}
        sheet.insert_chart(*at, chart, words)

    def participants(self) -> None:
        """Draw every participant under every indicator that it has."""
        heads = (
            ("Код", 10), ("Участник", 52), ("Категория", 28), ("Показатель", 34),
            ("План на год", 15), *((f"{name} кв.", 8) for name in self.shown_names),
            ("С начала года", 10), ("Выполнение", 12), ("Состояние", 13), ("Прогноз на год", 11),
            ("Причина", 30), ("Мера", 30), ("Срок", 12), ("Кто отвечает", 22),
        )  # fmt: skip
        title = f"План по участникам {quarter_end(self.last)}"
        note = "«Сведений нет» – ни в реестрах, ни на листе «План» об участнике ничего не стоит."
        table = self.writer.table(SHEETS[2], title, heads, self._people_rows(), note)
        table.sheet.freeze_panes(3, 2)
        done = 5 + self.last.quarter + 1
        table.mark(done, done, {"type": "data_bar", "bar_color": "#9DC3E6", "min_type": "num",
                                "min_value": 0, "max_type": "num", "max_value": 1})  # fmt: skip
        self._mark_states(table, done + 1)

    def _people_rows(self) -> Iterator[tuple[TableCell, ...]]:
        names = {each.id: each.name for each in self.act.categories}
        for target in self.targets:
            for who, name, category in self.content.people:
                line = self.lines.get((target.id, who))
                head = (who, name, names[category], f"{target.id}. {target.title}")
                yield (*head, *(self._own(line) if line else self._nothing(target)))

    def _own(self, line: PlanLine) -> tuple[TableCell, ...]:
        steps = line.steps
        return (
            Centred(own_target_words(line.target, line.goal)),
            *(_number(each.fact) for each in line.facts),
            _number(line.running),
            Percent(float(line.done)),
            Centred(plan_state(line)),
            _number(line.forecast),
            steps.cause,
            steps.measure,
            steps.due,
            steps.responsible,
        )

    def _nothing(self, target: PlanTarget) -> tuple[TableCell, ...]:
        goal = Centred(own_target_words(target, Decimal(target.goal(self.last.year))))
        blank: tuple[TableCell, ...] = (None,) * (len(self.shown_names) + 1)
        return (goal, *blank, Percent(0.0), Centred(DONE_STATES[2]), None, "", "", None, "")

    def sources(self) -> None:
        """Draw the rows that every number is of: register, row, file, cell."""
        heads = (
            ("Показатель", 12), ("Квартал", 16), ("Участник", 12), ("Число", 10),
            ("Что стоит", 56), ("Откуда", 30), ("Лист и ячейка", 22),
        )  # fmt: skip
        title = f"Откуда числа мониторинга {quarter_end(self.last)}"
        note = (
            "Число показателя – сумма его строк; у показателя, заданного каждому участнику в "
            "процентах, стоит доля самого участника. «внесено» – факт с листа «План», потому что в "
            "реестре его нет."
        )
        self.writer.table(SHEETS[3], title, heads, map(self._source_row, self._origins()), note)

    def _origins(self) -> Iterator[FactOrigin]:
        yield from sorted(self.last.origins, key=lambda each: (each.indicator, each.quarter))

    def _source_row(self, origin: FactOrigin) -> tuple[TableCell, ...]:
        name = QUARTER_NAMES[origin.quarter - 1] if origin.quarter else "прошлые годы"
        where = self.content.book if origin.ref.cell else OF_PROGRAM
        return (
            Centred(origin.indicator),
            Centred(name),
            Centred(origin.participant or "–"),
            _number(origin.amount),
            origin.words,
            f"внесено: {where}" if origin.entered else where,
            str(origin.ref),
        )

    def changes(self) -> None:
        """Draw what differs now from what was sent for the quarters before; nothing, no sheet."""
        rows = [
            (quarter.name, Centred(each.indicator), Centred(each.sent), Centred(each.now))
            for quarter in self.content.quarters[:-1]
            for each in quarter.changed
        ]
        if not rows:
            return
        heads = (("Отправленный мониторинг", 34), ("Показатель", 14), ("Было", 12), ("Стало", 12))
        title = "Уточнения к отправленным мониторингам"
        note = "Факт с начала года к концу того квартала: как отправлено и как выходит теперь."
        sheet = self.writer.sheet(SHEETS[4], title, [width for _, width in heads], note)
        self.writer.block(sheet, 2, heads, rows)


def _number(number: Decimal | None) -> TableCell:
    """Return a number as it is counted, whole or to a tenth; a dash where there is none."""
    if number is None:
        return Centred("–")
    return int(number) if number.as_tuple().exponent == 0 else number


def people_of(standings: Iterable[Any]) -> tuple[tuple[str, str, str], ...]:
    """Return id, short name and category of each standing's participant, in their order."""
    people = (each.participant for each in standings)
    return tuple((each.id, each.short_name, each.category.id) for each in people)
