"""Ranking overall and by category, the matrix of points, and where each point comes from."""

from collections.abc import Iterator, Sequence

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Category, Standing
from kuzbass_batch.model.records import CriterionScore, Place, Scorecard
from kuzbass_batch.outputs.pen import DARK, LIGHT, MIDDLE, Cell, Middle, Pen, Table
from kuzbass_batch.outputs.sheet_names import LEVEL_CHANGES, SHEETS

Rated = tuple[Standing, Scorecard]


def rated(outcome: Outcome, categories: Sequence[Category] = tuple(Category)) -> list[Rated]:
    """Return the rated participants of the categories, the best first, equal totals by id."""
    found = [
        (standing, standing.scorecard)
        for standing in outcome.standings
        if standing.scorecard and standing.participant.category in categories
    ]
    return sorted(found, key=lambda each: (-each[1].total, each[0].participant.id))


def draw_ranking(pen: Pen, outcome: Outcome, name: str, categories: tuple[Category, ...]) -> None:
    """Draw one ranking with a place for signatures beneath it."""
    heads = (
        ("Место", 8), ("Место в категории", 11), ("Код", 9), ("Участник", 62), ("Баллы", 8),
        ("Оценка", 9), ("Уровень", 22), ("Уровень прошлого года", 22), ("К прошлому году", 12),
        ("После срока", 9),
    )  # fmt: skip
    title = f"{name}: итоги за {outcome.year} год на {outcome.as_of:%d.%m.%Y}"
    rows = (_row(standing, card, outcome) for standing, card in rated(outcome, categories))
    note = "Равные оценки делят место (прочтение R8). Оценка – сумма баллов с коэффициентами."
    table = pen.table(name, title, heads, rows, note)
    _shade_levels(pen, table, outcome)
    _draw_signatures(pen, table)


def _row(standing: Standing, card: Scorecard, outcome: Outcome) -> tuple[Cell, ...]:
    methodology, before = outcome.methodology, standing.participant.last_level
    return (
        _place(standing.place),
        _place(standing.place_in_category),
        standing.participant.id,
        standing.participant.name,
        card.points,
        card.total,
        methodology.level(card.level).name,
        methodology.level(before).name if before else Middle("–"),
        Middle(LEVEL_CHANGES[standing.level_change]),
        Middle("да" if standing.late else ""),
    )


def _place(place: Place | None) -> Cell:
    """Return a place as a number, a shared one as «3–4»."""
    if place is None:
        return Middle("–")
    return place.first if place.first == place.last else Middle(str(place))


def _shade_levels(pen: Pen, table: Table, outcome: Outcome) -> None:
    """Shade the level from dark to white: told apart in grey too, and the word stands there."""
    looks = (
        {"bg_color": DARK, "font_color": "#FFFFFF"},
        {"bg_color": MIDDLE},
        {"bg_color": LIGHT},
    )
    for level, look in zip(reversed(outcome.methodology.levels), looks, strict=False):
        rule = {"type": "cell", "criteria": "==", "value": f'"{level.name}"',
                "format": pen.book.add_format(look)}  # fmt: skip
        table.sheet.conditional_format(table.first, 6, max(table.first, table.last), 6, rule)


def _draw_signatures(pen: Pen, table: Table) -> None:
    lines = (
        "Председатель комитета    _______________ / _______________________",
        "Секретарь комитета         _______________ / _______________________",
        "«____» ______________ 20___ г.",
    )
    for offset, line in enumerate(lines):
        table.sheet.set_row(table.below + 2 * offset, 20)
        table.sheet.write_string(table.below + 2 * offset, 3, line, pen.plain)


def draw_matrix(pen: Pen, outcome: Outcome) -> None:
    """Draw participants × criteria as a heat map: the darker, the nearer to the highest points."""
    criteria = outcome.methodology.criteria
    heads = [("Код", 9.0), ("Участник", 34.0)]
    heads += [(f"{c.label} {c.short_title}", 15.0) for c in criteria]
    heads += [("Оценка", 10.0), ("Уровень", 22.0)]
    rows: list[Sequence[Cell]] = [
        (
            standing.participant.id,
            standing.participant.short_name,
            *(score.points for score in card.scores),
            card.total,
            outcome.methodology.level(card.level).name,
        )
        for standing, card in rated(outcome)
    ]
    title = f"Баллы участников по критериям за {outcome.year} год"
    note = "Чем темнее ячейка, тем ближе балл к наибольшему по критерию."
    table = pen.table(SHEETS["matrix"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 2)
    for column, criterion in enumerate(criteria, start=2):
        scale = {
            "type": "2_color_scale", "min_color": "#FFFFFF", "max_color": MIDDLE,
            "min_type": "num", "min_value": 0, "max_type": "num", "max_value": criterion.max_points,
        }  # fmt: skip
        last = max(table.first, table.last)
        table.sheet.conditional_format(table.first, column, last, column, scale)
    _draw_maximum(pen, table, outcome)


def _draw_maximum(pen: Pen, table: Table, outcome: Outcome) -> None:
    row, sheet = table.last + 1, table.sheet
    sheet.write_string(row, 1, "Наибольший возможный балл", pen.bold)
    for column, criterion in enumerate(outcome.methodology.criteria, start=2):
        pen.write(sheet, row, column, criterion.max_points)
    pen.write(sheet, row, 2 + len(outcome.methodology.criteria), outcome.methodology.max_total)


def draw_bases(pen: Pen, outcome: Outcome) -> None:
    """Draw for every score its file, its cells and the sentence with the point of the act."""
    heads = (
        ("Код", 9), ("Участник", 26), ("Критерий", 9), ("Заявлено", 10), ("Засчитано", 10),
        ("Решено", 9), ("Коэффициент", 13), ("Результат", 10), ("Основание", 56), ("Файл", 34),
        ("Ячейки", 26),
    )  # fmt: skip
    note = (
        "Результат = баллы × коэффициент (приложение № 3, п. 7); баллы – решённые комитетом, а без "
        "решения засчитанные."
    )
    table = pen.table(SHEETS["bases"], "Откуда взят каждый балл", heads, _bases(outcome), note)
    grey = {"type": "formula", "criteria": f"=$E{table.first + 1}<$D{table.first + 1}",
            "format": pen.book.add_format({"bg_color": LIGHT, "bold": True})}  # fmt: skip
    table.sheet.conditional_format(table.first, 3, max(table.first, table.last), 4, grey)


def _bases(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for standing in outcome.standings:
        if standing.scorecard and standing.assessment:
            path = standing.assessment.entry.source.path
            for score in standing.scorecard.scores:
                yield _basis(standing, score, path)


def _basis(standing: Standing, score: CriterionScore, path: str) -> tuple[Cell, ...]:
    return (
        standing.participant.id,
        standing.participant.short_name,
        score.criterion,
        score.claimed,
        score.counted,
        Middle("–") if score.ruled is None else score.ruled,
        score.coefficient,
        score.weighted,
        score.basis,
        path,
        _cells(score),
    )


def _cells(score: CriterionScore) -> str:
    """Return `Самооценка!D9, D10`: the sheet named once."""
    sheets = list(dict.fromkeys(ref.sheet for ref in score.refs))
    parts = (
        f"{sheet}!" + ", ".join(ref.cell for ref in score.refs if ref.sheet == sheet)
        for sheet in sheets
    )
    return "; ".join(parts)
