"""The ranking workbook `Рейтинг-2025.xlsx`: what the committee opens first."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Category, Standing
from kuzbass_batch.model.records import ParticipantStatus
from kuzbass_batch.outputs.addressees import address
from kuzbass_batch.rules.sensitivity import ReadingEffect, other_readings

CREATED = dt.datetime(2025, 3, 7)
STATUS_NAMES = {
    ParticipantStatus.RATED: "оценён",
    ParticipantStatus.RETURNED: "на доработке",
    ParticipantStatus.MISSING: "не представлено",
    ParticipantStatus.EXCLUDED: "не оценивается",
}
CHANGES = {1: "▲ выше", 0: "= тот же", -1: "▼ ниже", None: "–"}
Cell = str | int | Decimal | None


def write_workbook(outcome: Outcome, path: Path) -> None:
    """Write the workbook; every number is one of `outcome`."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": f"Рейтинг {outcome.year}", "created": CREATED})
        pen = Pen(book)
        _draw_summary(pen, outcome)
        _draw_ranking(pen, outcome, "Рейтинг", tuple(Category))
        for category in Category:
            _draw_ranking(pen, outcome, category.plural[:31], (category,))
        _draw_matrix(pen, outcome)
        _draw_bases(pen, outcome)
        _draw_absent(pen, outcome)
        _draw_findings(pen, outcome)
        _draw_files(pen, outcome)
        _draw_readings(pen, outcome)
        _draw_methodology(pen, outcome)
        _draw_addressees(pen, outcome)


class Pen:
    """Draws one table per sheet, always with the same looks."""

    def __init__(self, book: Any) -> None:
        """Make the formats."""
        self.book = book
        font = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        border = {**font, "border": 1, "border_color": "#7F7F7F", "text_wrap": True}
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.head = book.add_format(
            {**border, "bold": True, "bg_color": "#DDE6F0", "align": "center"}
        )
        self.text = book.add_format(border)
        self.whole = book.add_format({**border, "num_format": "0"})
        self.tenths = book.add_format({**border, "num_format": "0.0"})
        self.sign = book.add_format(font)

    def table(
        self,
        name: str,
        title: str,
        heads: Sequence[tuple[str, float]],
        rows: Iterable[Sequence[Cell]],
    ) -> tuple[Any, int]:
        """Draw a sheet with one table; return it with the first row beneath the table."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, head, self.head)
        widths = [width for _, width in heads]
        sheet.set_row(2, _height([head for head, _ in heads], widths))
        at = 3
        for row in rows:
            sheet.set_row(at, _height(row, widths))
            for column, value in enumerate(row):
                self.write(sheet, at, column, value)
            at += 1
        sheet.freeze_panes(3, 0)
        if at > 3:
            sheet.autofilter(2, 0, at - 1, len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer(f"&L{title}&RСтраница &P из &N")
        return sheet, at

    def write(self, sheet: Any, row: int, column: int, value: Cell) -> None:
        """Write numbers as numbers and everything else as text, never as a formula."""
        if isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), self.tenths)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.whole)
        else:
            sheet.write_string(row, column, value or "", self.text)


def _height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return the height in points that shows every wrapped text whole."""
    lines = [-(-len(str(v or "")) * 1.2 // width) for v, width in zip(row, widths, strict=True)]
    return 15.5 * max(1, *lines) + 2


def _draw_summary(pen: Pen, outcome: Outcome) -> None:
    statuses = Counter(standing.status for standing in outcome.standings)
    levels = Counter(s.scorecard.level for s in outcome.standings if s.scorecard)
    rows: list[tuple[Cell, Cell]] = [("Участников в реестре", len(outcome.standings))]
    rows += [(STATUS_NAMES[s].capitalize(), statuses[s]) for s in ParticipantStatus]
    rows += [("Представлено после срока", sum(s.late for s in outcome.standings))]
    first = 3 + len(rows)
    strongest = tuple(reversed(outcome.methodology.levels))
    rows += [(f"Уровень «{level.name}»", levels[level.id]) for level in strongest]
    last = 2 + len(rows)
    rows += _best_and_weakest(outcome)
    title = f"Рейтинг за {outcome.year} год на {outcome.as_of:%d.%m.%Y}"
    sheet, _ = pen.table("Сводка", title, (("Показатель", 46), ("Значение", 46)), rows)
    chart = pen.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": ["Сводка", first, 0, last, 0],
            "values": ["Сводка", first, 1, last, 1],
            "data_labels": {"value": True},
            "fill": {"color": "#1F4E79"},
        }
    )
    chart.set_title({"name": "Участники по уровням"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    sheet.insert_chart(2, 3, chart, {"x_scale": 1.1, "y_scale": 1.1})


def _best_and_weakest(outcome: Outcome) -> list[tuple[Cell, Cell]]:
    """Return the criteria with the highest and lowest mean share of their maximum."""
    cards = [s.scorecard for s in outcome.standings if s.scorecard]
    if not cards:
        return []
    shares = {
        criterion: Decimal(sum(card.scores[at].points for card in cards))
        / (criterion.max_points * len(cards))
        for at, criterion in enumerate(outcome.methodology.criteria)
    }
    best, worst = max(shares, key=lambda c: shares[c]), min(shares, key=lambda c: shares[c])
    return [
        (word, f"{c.id}. {c.short_title}: {shares[c] * 100:.0f} % от наибольшего балла")
        for word, c in (("Лучший критерий", best), ("Слабый критерий", worst))
    ]


def _draw_ranking(pen: Pen, outcome: Outcome, name: str, categories: tuple[Category, ...]) -> None:
    rated = [s for s in outcome.standings if s.scorecard and s.participant.category in categories]
    rated.sort(key=lambda s: (-_total(s), s.participant.id))
    heads = (
        ("Место", 9), ("Место в категории", 11), ("Код", 9), ("Участник", 58), ("Баллы", 9),
        ("Оценка", 9), ("Уровень", 22), ("К прошлому году", 13), ("После срока", 9), ("Файл", 40),
    )  # fmt: skip
    title = f"{name}: рейтинг за {outcome.year} год"
    sheet, below = pen.table(name, title, heads, (_ranking_row(s, outcome) for s in rated))
    sheet.write_string(below + 1, 3, "Председатель комитета ____________ / ____________", pen.sign)


def _total(standing: Standing) -> Decimal:
    return standing.scorecard.total if standing.scorecard else Decimal(-1)


def _ranking_row(standing: Standing, outcome: Outcome) -> tuple[Cell, ...]:
    card, source = standing.scorecard, standing.assessment
    return (
        str(standing.place or "–"),
        str(standing.place_in_category or "–"),
        standing.participant.id,
        standing.participant.name,
        card.points if card else None,
        card.total if card else None,
        outcome.methodology.level(card.level).name if card else None,
        CHANGES[standing.level_change],
        "да" if standing.late else "",
        source.entry.source.path if source else "",
    )


def _draw_matrix(pen: Pen, outcome: Outcome) -> None:
    rated = [s for s in outcome.standings if s.scorecard]
    criteria = outcome.methodology.criteria
    heads = [("Код", 9.0), ("Участник", 40.0)]
    heads += [(f"{c.label} {c.short_title}", 13.0) for c in criteria]
    heads += [("Оценка", 10.0)]
    rows: list[Sequence[Cell]] = [
        (
            s.participant.id,
            s.participant.short_name,
            *(score.points for score in s.scorecard.scores),
            s.scorecard.total,
        )
        for s in rated
        if s.scorecard
    ]
    title = f"Баллы участников по критериям за {outcome.year} год"
    sheet, below = pen.table("Матрица", title, heads, rows)
    if rows:
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#6FA8DC"}
        sheet.conditional_format(3, 2, below - 1, 1 + len(criteria), scale)


def _draw_bases(pen: Pen, outcome: Outcome) -> None:
    rows = (
        (
            s.participant.id,
            s.participant.short_name,
            score.criterion,
            score.claimed,
            score.counted,
            score.coefficient,
            score.weighted,
            score.basis,
            s.assessment.entry.source.path if s.assessment else "",
            ", ".join(str(ref) for ref in score.refs),
        )
        for s in outcome.standings
        if s.scorecard
        for score in s.scorecard.scores
    )
    heads = (
        ("Код", 9), ("Участник", 30), ("Критерий", 9), ("Заявлено", 9), ("Засчитано", 10),
        ("Коэффициент", 12), ("Результат", 10), ("Основание", 56), ("Файл", 34), ("Ячейки", 26),
    )  # fmt: skip
    pen.table("Как посчитано", "Откуда взят каждый балл", heads, rows)


def _draw_absent(pen: Pen, outcome: Outcome) -> None:
    rows = (
        (
            s.participant.id,
            s.participant.name,
            STATUS_NAMES[s.status],
            "; ".join(f"{r.entry.source.path}: {r.reason}" for r in s.returned),
        )
        for s in outcome.standings
        if s.status is not ParticipantStatus.RATED
    )
    heads = (("Код", 9), ("Участник", 60), ("Состояние", 18), ("Причина", 60))
    pen.table("Не вошли", "Участники без оценки", heads, rows)


def _draw_findings(pen: Pen, outcome: Outcome) -> None:
    rows = (
        (
            r.entry.participant,
            f.code,
            f.severity.russian,
            f.file,
            f.sheet,
            f.cell,
            f.message,
            f.remedy,
        )
        for r in outcome.files
        for f in r.entry.findings
    )
    heads = (
        ("Код участника", 10), ("Код", 8), ("Важность", 12), ("Файл", 36), ("Лист", 14),
        ("Ячейка", 14), ("Что не так", 56), ("Как исправить", 50),
    )  # fmt: skip
    pen.table("Замечания", "Все замечания", heads, rows)


def _draw_files(pen: Pen, outcome: Outcome) -> None:
    names = {
        "used": "учтён", "superseded": "заменён", "duplicate": "повтор", "returned": "на доработку",
        "unreadable": "не прочитан", "ignored": "пропущен",
    }  # fmt: skip
    rows = (
        (
            r.entry.source.path,
            r.entry.participant,
            names[r.status.value],
            r.reason,
            r.entry.source.sha256,
        )
        for r in outcome.files
    )
    heads = (("Файл", 50), ("Участник", 11), ("Статус", 14), ("Почему", 60), ("SHA-256", 68))
    pen.table("Файлы", "Все файлы папки", heads, rows)


def _draw_readings(pen: Pen, outcome: Outcome) -> None:
    rows = (
        (
            effect.reading.id,
            effect.reading.point,
            effect.reading.question,
            effect.reading.choice.text,
            effect.option.text,
            _effect_words(effect, outcome),
            effect.reading.protocol_number or "протокола нет",
        )
        for effect in other_readings(outcome)
    )
    heads = (
        ("№", 6), ("Пункт акта", 28), ("Вопрос", 46), ("Принято", 36), ("Иначе", 36),
        ("Чей уровень изменился бы", 50), ("Протокол", 15),
    )  # fmt: skip
    pen.table("Прочтения", "Где акт молчит или противоречит себе", heads, rows)


def _effect_words(effect: ReadingEffect, outcome: Outcome) -> str:
    if not effect.computable:
        return "по ответам участников не вычисляется"
    names = {level.id: level.name for level in outcome.methodology.levels} | {"": "без уровня"}
    words = (f"{s.participant}: {names[s.now]} → {names[s.other]}" for s in effect.shifts)
    return "; ".join(words) or "ничей"


def _draw_methodology(pen: Pen, outcome: Outcome) -> None:
    rows = (
        (criterion.label, row.code, row.text, row.points, criterion.coefficient, row.reference)
        for criterion in outcome.methodology.criteria
        for row in criterion.rows
    )
    heads = (
        ("Критерий", 10), ("Строка", 8), ("Показатель", 80), ("Балл", 8), ("Коэффициент", 13),
        ("Пункт акта", 40),
    )  # fmt: skip
    title = f"Методика {outcome.methodology.id}: SHA-256 {outcome.methodology.sha256[:16]}…"
    pen.table("Методика", title, heads, rows)


def _draw_addressees(pen: Pen, outcome: Outcome) -> None:
    """Show every dative for proof-reading before any letter is signed."""
    rows = (
        (
            s.participant.id,
            s.participant.head_post,
            s.participant.head_name,
            addressee.post,
            addressee.name,
            addressee.salutation,
            f"должность: {addressee.post_source}; ФИО: {addressee.name_source}",
        )
        for s in outcome.standings
        for addressee in (address(s.participant),)
    )
    heads = (
        ("Код", 9), ("Должность", 32), ("Руководитель", 32), ("Кому: должность", 34),
        ("Кому: ФИО", 34), ("Обращение", 36), ("Откуда написание", 36),
    )  # fmt: skip
    pen.table("Адресаты", "Проверьте написание адресатов", heads, rows)
