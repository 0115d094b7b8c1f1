"""The sheet «Проекты»: projects of the passports, their stages month by month."""

import datetime as dt
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.layout import column_letters
from kuzbass_batch.methodology.words import PassportWords
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    LIGHT,
    MIDDLE,
    Centred,
    DrawnTable,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.returns.read_files import Goal, Month, Project
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.checks.projects import months_of, projects, shown_months

MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
NOTE = (
    "В месяцах – номера этапов паспорта{point}: 1 согласование, 2–4 карты процесса и "
    "потери, 5–6 план и защита, 7 внедрение, 8 мониторинг, 9 закрытие, 10 стабильность. Светлое – "
    "подготовка, среднее – внедрение и мониторинг, тёмное – завершение; ◄ – месяц расчёта."
)
CUT = " Показаны месяцы около отчётного года; остальные сроки – в столбцах «Начало» и «Конец»."
BEFORE_MONTHS = 8
"""Columns that stand before those of the months."""


def draw_projects(writer: TableWriter, outcome: Outcome) -> None:
    """Draw one row for every passport that counts."""
    found = projects(outcome)
    months = shown_months(months_of(found), outcome.year)
    heads = (
        ("Код", 7.5), ("Участник", 18), ("Проект", 26), ("Руководитель", 16),
        ("Цели: сейчас → нужно", 26), ("Начало", 10.5), ("Конец", 10.5), ("На дату расчёта", 12),
        *((month_head(month, outcome.as_of), 4.7) for month in months), ("Файл", 20),
    )  # fmt: skip
    names = {s.participant.id: s.participant.short_name for s in outcome.standings}
    rows = [_row(project, names, months, outcome.as_of) for project in found]
    owners = len({project.participant for project in found})
    words = outcome.methodology.words
    called = (words.passport or PassportWords()).projects
    title = f"{called} по паспортам: {len(found)}; участников с проектами: {owners}"
    note = NOTE.format(point=words.point("passport_form").beside)
    note += "" if months == months_of(found) else CUT
    table = writer.table(SHEETS["projects"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 3)
    shade_stages(writer, table, len(months), BEFORE_MONTHS)


def month_head(month: Month, as_of: dt.date) -> str:
    """Return the head of a month's column, the month of the run with a mark."""
    mark = "◄" if month == (as_of.year, as_of.month) else ""
    return f"{MONTHS[month[1] - 1]}\n{month[0] % 100:02}{mark}"


def _row(
    project: Project, names: dict[str, str], months: tuple[Month, ...], as_of: dt.date
) -> tuple[TableCell, ...]:
    return (
        project.participant,
        names[project.participant],
        project.name,
        project.leader,
        "; ".join(_goal(goal) for goal in project.goals),
        project.start,
        project.end,
        project.stage_on(as_of),
        *(stage_span(project.stages_in(month)) for month in months),
        project.path,
    )


def _goal(goal: Goal) -> str:
    return f"{goal.name}: {_plain(goal.current)}\u00a0→\u00a0{_plain(goal.target)}"


def _plain(number: Decimal | str) -> str:
    return wording.comma(number)


def stage_span(stages: tuple[int, ...]) -> TableCell:
    """Return the stages of a month: `7`, `2–4`; empty for none."""
    if not stages:
        return ""
    return Centred(str(stages[0]) if len(stages) == 1 else f"{stages[0]}–{stages[-1]}")


def shade_stages(writer: TableWriter, table: DrawnTable, months: int, before: int) -> None:
    """Shade by the last stage of the month; the numbers say the same without colour.

    before: how many columns stand before those of the months.
    """
    if not months:
        return
    cell = f"{column_letters(before)}{table.first + 1}"
    number = f'VALUE(RIGHT(SUBSTITUTE({cell},"–",REPT(" ",9)),2))'
    looks = (
        (f'={cell}=""', None),
        (f"={number}>=9", {"bg_color": DARK, "font_color": "#FFFFFF"}),
        (f"={number}>=7", {"bg_color": MIDDLE}),
        (f"={number}>=1", {"bg_color": LIGHT}),
    )
    for criteria, look in looks:
        rule = {"type": "formula", "criteria": criteria, "stop_if_true": True,
                "format": writer.book.add_format(look or {})}  # fmt: skip
        table.mark(before, before + months - 1, rule)
