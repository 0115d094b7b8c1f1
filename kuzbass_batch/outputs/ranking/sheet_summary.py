"""The sheet «Сводка»: a first screen for the chair, and under it what the clerk has to settle."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.plan_words import shown_line
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.tables.row_heights import height_of
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    MIDDLE,
    Centred,
    DrawnTable,
    Heads,
    Link,
    Percent,
    TableCell,
    TableWriter,
    table_scale,
)
from kuzbass_batch.records.rating.rating import CriterionStatistics, GroupStatistics
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.plan import QUARTER_NAMES, PlanQuarter
from kuzbass_batch.records.year.year import LevelCount, ToDo
from kuzbass_batch.rules.year.to_do import unsure_addressees

NAME = SHEETS["summary"]
NOTE = (
    "Баллы – по самооценке участников; показатели {rater.nominative} проверяет и уточняет до "
    "утверждения рейтинга{point}. Откуда взялся каждый балл, показывает лист «Как посчитано»."
)
VERIFIED_NOTE = (
    "Баллы – подтверждённые {rater.instrumental}, а где решения ещё нет – по самооценке{point}. "
    "Путь к итогу показывает лист «История», что и кому делать дальше – лист «Что дальше»."
)
# Counts, best and weakest | levels by category | leaders, plan | chart; across all: what waits.
WIDTHS = (36.0, 12.0, 2.0, 45.0, 9.0, 9.0, 2.0, 46.0, 12.0, 2.0, 40.0)
COUNTS, LEVELS, LEADERS, CHART = 0, 3, 7, 10
"""The first columns of the four parts, from 0."""
TOP = 2
TO_DO_COLUMNS = ((0, 4), (5, 6), (7, 9), (10, 10))
"""First and last columns of what waits; it uses the narrow columns between the parts, too."""
TO_DO_HEADS = ("Вопрос", "Сколько", "Кто или что", "Лист")
DECIDED, DONE_BY_CLERK = "Что требует решения {}", "Что сделать исполнителю"
EXTREMES = (("Лучший", "Лучшие"), ("Слабейший", "Слабейшие"))
"""How the best and the weakest criterion are called, one or several alike."""
LEADERS_SHOWN = 8
"""By name on the first screen; the sheet «Рейтинг» has them all."""
STATUS_WORDS = {
    ParticipantStatus.RATED: "Оценены",
    ParticipantStatus.RETURNED: "Самооценка на доработке",
    ParticipantStatus.MISSING: "Самооценка не представлена",
    ParticipantStatus.EXCLUDED: "Не оцениваются: после срока, исключены",
}
ZOOM = 66
"""Percent at which the first screen fits the screen of a laptop."""
PIXELS = 4 / 3
"""In a point."""
CHART_HEIGHT = (150.0, 330.0)
"""The least and the greatest, in points."""


def draw_summary(writer: TableWriter, shown: ShownOutcome) -> None:
    """Draw the year at a glance for the chair; on the second page what the clerk has to do."""
    sheet = writer.sheet(NAME, _title(writer, shown.outcome), WIDTHS, _note(shown.outcome))
    sheet.set_zoom(ZOOM)
    below = _draw_glance(writer, sheet, shown)
    waiting = (*shown.conclusions.to_do, *shown.register, *shown.to_enter)
    waiting += unsure_addressees(shown.outcome, shown.addressees.doubtful)
    decided = [each for each in waiting if each.for_committee]
    done = [each for each in waiting if not each.for_committee]
    asked = DECIDED.format(shown.outcome.methodology.words.rater.genitive)
    below = _draw_to_do(writer, sheet, below, asked, decided)
    # Excel passes over breaks where it fits pages itself.
    sheet.set_print_scale(table_scale(WIDTHS))
    sheet.set_h_pagebreaks([below])
    _draw_to_do(writer, sheet, below, DONE_BY_CLERK, done)


def _title(writer: TableWriter, outcome: Outcome) -> str:
    programme, day = outcome.methodology.words.programme, wording.day(outcome.as_of)
    title = f"Рейтинг{programme.beside} за {outcome.period.name} на {day}"
    return f"{title}. {writer.draft}" if writer.draft else title


def _note(outcome: Outcome) -> str:
    note = VERIFIED_NOTE if outcome.decisions.verifications else NOTE
    words = outcome.methodology.words
    return note.format(point=words.point("verification").cited_beside, rater=words.rater)


def _draw_glance(writer: TableWriter, sheet: Any, shown: ShownOutcome) -> int:
    """Draw the four parts side by side; return the row beneath them with one row of space."""
    found, outcome = shown.conclusions, shown.outcome
    act, period = outcome.methodology, outcome.period
    counts = _draw_part(writer, sheet, TOP, ("Участники", "Число"), _counts(outcome), COUNTS)
    criteria = _draw_part(
        writer, sheet, counts.below, ("Критерий", "Выполнение"), _extremes(shown), COUNTS
    )
    heads = ("Категория, уровень", period.name, period.previous.name)
    levels = _draw_part(writer, sheet, TOP, heads, _levels(found), LEVELS)
    top = f"Уровень «{act.levels[-1].name}»"
    drawn = [counts, criteria, levels]
    drawn.append(_draw_part(writer, sheet, TOP, (top, "Оценка"), _leaders(found), LEADERS))
    if act.plan:
        at, last = drawn[-1].below, found.plan.last
        plan = (f"План на {act.year} год", "Задача")
        if last:
            quarter = QUARTER_NAMES[last.quarter - 1]
            plan = (f"План {act.year} года, факт – конец {quarter} квартала", "Факт")
        rows = _plan_facts(last) if last else _plan(act)
        drawn.append(_draw_part(writer, sheet, at, plan, rows, LEADERS))
    below = max(table.below for table in drawn)
    _level_heights(sheet, drawn)
    _draw_chart(writer, levels, found, sum(sum(table.heights) for table in drawn[:2]))
    return below


def _draw_part(
    writer: TableWriter,
    sheet: Any,
    at: int,
    heads: tuple[str, ...],
    rows: Iterator[tuple[TableCell, ...]],
    column: int,
) -> DrawnTable:
    """Draw one of the tables that stand side by side."""
    sized: Heads = [(head, WIDTHS[column + offset]) for offset, head in enumerate(heads)]
    return writer.block(sheet, at, sized, rows, column)


def _level_heights(sheet: Any, drawn: Sequence[DrawnTable]) -> None:
    """Give each row the height that the highest of its cells needs, whichever part it is in."""
    heights: dict[int, float] = {}
    for table in drawn:
        for row, height in enumerate((table.head, *table.heights), start=table.first - 1):
            heights[row] = max(height, heights.get(row, 0.0))
    for row, height in heights.items():
        sheet.set_row(row, height)


def _counts(outcome: Outcome) -> Iterator[tuple[TableCell, ...]]:
    standings = outcome.standings
    statuses = Counter(standing.status for standing in standings)
    changes = Counter(standing.level_change for standing in standings)
    last = outcome.period.kind.words.last_genitive
    yield "В реестре участников", len(standings)
    for status, words in STATUS_WORDS.items():
        if statuses[status] or status is not ParticipantStatus.EXCLUDED:
            yield words, statuses[status]
    yield "Самооценка представлена после срока", sum(s.late for s in standings)
    yield f"Уровень выше {last}", changes[1]
    yield f"Уровень ниже {last}", changes[-1]
    if outcome.methodology.has_passports:
        yield "Паспортов проектов учтено", sum(len(s.passports) for s in standings)


def _levels(found: Conclusions) -> Iterator[tuple[TableCell, ...]]:
    """Return the rated, their mean and their levels, of all and of each category."""
    everybody, *groups = found.statistics.groups
    totals = found.totals
    yield from _group(found, everybody, totals.levels, totals.last_mean)
    if len(groups) > 1:
        for group, counted in zip(groups, totals.groups, strict=True):
            yield from _group(found, group, counted.levels, counted.last_mean)


def _group(
    found: Conclusions, group: GroupStatistics, levels: Sequence[LevelCount], last_mean: Any
) -> Iterator[tuple[TableCell, ...]]:
    level, before = found.outcome.methodology.level, any(each.before for each in levels)
    last = None if last_mean is None else float(last_mean)
    yield f"{group.name}: средняя оценка", group.mean, last
    for each in levels:
        yield f"  {level(each.level).name}", each.now, each.before if before else None


def _leaders(found: Conclusions) -> Iterator[tuple[TableCell, ...]]:
    leaders = found.totals.highest
    for standing in leaders[:LEADERS_SHOWN]:
        card = standing.scorecard
        yield standing.participant.short_name, card.total if card else None
    if len(leaders) > LEADERS_SHOWN:
        ranking = Link(
            f"internal:'{SHEETS['ranking']}'!A1", f"и ещё {len(leaders) - LEADERS_SHOWN}"
        )
        yield ranking, None
    if not leaders:
        yield "Никто", None


def _plan(methodology: Methodology) -> Iterator[tuple[TableCell, ...]]:
    for target in methodology.plan:
        value = dict(target.targets)[methodology.year]
        least = Centred(f"не менее {value}") if target.at_least else value
        yield f"{target.id}. {target.title} ({target.unit})", least


def _plan_facts(last: PlanQuarter) -> Iterator[tuple[TableCell, ...]]:
    """Yield each indicator and its target with the running fact."""
    for line in last.lines:
        shown = shown_line(line)
        named = f"{shown.id}. {shown.title} ({line.target.unit}): {shown.target}"
        yield named, Centred(shown.running)


def _draw_chart(writer: TableWriter, levels: DrawnTable, found: Conclusions, height: float) -> None:
    """Draw how many have each level, beside last year's numbers where they are known."""
    counted = found.totals.levels
    first, last = levels.first + 1, levels.first + len(counted)
    period, known = found.outcome.period, any(each.before for each in counted)
    chart = writer.book.add_chart({"type": "bar"})
    previous = [(LEVELS + 2, period.previous, MIDDLE)] if known else []
    periods = [(LEVELS + 1, period, DARK), *previous]
    for column, named, colour in periods:
        chart.add_series(
            {
                "name": named.name,
                "categories": [NAME, first, LEVELS, last, LEVELS],
                "values": [NAME, first, column, last, column],
                "data_labels": {"value": True},
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_title({"name": "Участники по уровням", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"} if known else {"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    least, most = CHART_HEIGHT
    size = {"width": WIDTHS[CHART] * 7 + 5, "height": min(max(height, least), most) * PIXELS}
    chart.set_size(size)
    level = found.outcome.methodology.level
    words = "; ".join(f"«{level(each.level).name}» – {each.now}" for each in counted)
    look = {"object_position": 3, "description": f"Участники по уровням: {words}."}
    levels.sheet.insert_chart(TOP, CHART, chart, look)


def _extremes(shown: ShownOutcome) -> Iterator[tuple[TableCell, ...]]:
    """Return the best and the weakest criteria by mean share of the highest points."""
    found = shown.conclusions.statistics
    for words, alike in zip(EXTREMES, (found.best, found.weakest), strict=True):
        if alike:
            yield f"{words[len(alike) > 1]}: {_titles(alike)}", Percent(alike[0].share)


def _titles(alike: tuple[CriterionStatistics, ...]) -> str:
    """Return one criterion with its title; of several with the same share the numbers."""
    if len(alike) > 1:
        return wording.series([each.criterion.label for each in alike])
    return f"{alike[0].criterion.label}. {alike[0].criterion.short_title}"


def _draw_to_do(
    writer: TableWriter, sheet: Any, at: int, title: str, waiting: Sequence[ToDo]
) -> int:
    """Draw a list of what waits; return the row beneath it with one row of space."""
    sheet.write_string(at, 0, title, writer.subtitle)
    for (first, last), head in zip(TO_DO_COLUMNS, TO_DO_HEADS, strict=True):
        _write_across(sheet, at + 1, first, last, writer.head)
        sheet.write_string(at + 1, first, head, writer.head)
    for row, line in enumerate(waiting, start=at + 2):
        _draw_line(writer, sheet, row, line)
    if not waiting:
        sheet.write_string(at + 2, 0, "Ничего", writer.text)
    return at + 2 + max(len(waiting), 1) + 1


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
