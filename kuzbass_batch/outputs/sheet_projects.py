"""The sheet «Проекты»: lean projects of the passports, their stages month by month."""

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.projects import Goal, Month, Project
from kuzbass_batch.outputs.pen import DARK, LIGHT, MIDDLE, Cell, Pen, Table
from kuzbass_batch.outputs.sheet_names import SHEETS
from kuzbass_batch.rules.projects import months_of, projects

MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
NOTE = (
    "В месяцах стоят номера этапов паспорта (приложение № 2): 1 согласование, 2–4 анализ, "
    "5–6 план и защита, 7 внедрение, 8 мониторинг, 9 закрытие, 10 стабильность. "
    "Серые оттенки: подготовка, внедрение, завершение; ◄ – месяц расчёта."
)


def draw_projects(pen: Pen, outcome: Outcome) -> None:
    """Draw one row for every passport that counts."""
    found = projects(outcome)
    months = months_of(found)
    heads = (
        ("Код", 9), ("Проект", 34), ("Руководитель", 26), ("Цели: сейчас → нужно", 38),
        ("Начало", 12), ("Конец", 12), ("На дату расчёта", 14),
        *((_month_name(month, outcome), 7) for month in months), ("Файл", 32),
    )  # fmt: skip
    names = {s.participant.id: s.participant.short_name for s in outcome.standings}
    rows = [_row(project, months, outcome) for project in found]
    title = f"Бережливые проекты по паспортам: {len(found)}; участников: {len(_owners(found))}"
    table = pen.table(SHEETS["projects"], title, heads, rows, NOTE)
    table.sheet.freeze_panes(table.first, 2)
    _shade(pen, table, len(months))
    _explain(pen, table, found, names)


def _owners(found: tuple[Project, ...]) -> set[str]:
    return {project.participant for project in found}


def _month_name(month: Month, outcome: Outcome) -> str:
    mark = " ◄" if month == (outcome.as_of.year, outcome.as_of.month) else ""
    return f"{MONTHS[month[1] - 1]} {month[0] % 100}{mark}"


def _row(project: Project, months: tuple[Month, ...], outcome: Outcome) -> tuple[Cell, ...]:
    return (
        project.participant,
        project.name,
        project.leader,
        "; ".join(_goal(goal) for goal in project.goals),
        project.start,
        project.end,
        project.stage_on(outcome.as_of),
        *(_span(project.stages_in(month)) for month in months),
        project.path,
    )


def _goal(goal: Goal) -> str:
    return f"{goal.name}: {_plain(goal.current)} → {_plain(goal.target)}"


def _plain(number: object) -> str:
    return f"{number:f}".replace(".", ",")


def _span(stages: tuple[int, ...]) -> Cell:
    if not stages:
        return ""
    if len(stages) == 1:
        return str(stages[0])
    return f"{stages[0]}–{stages[-1]}"


def _shade(pen: Pen, table: Table, months: int) -> None:
    """Shade by the last stage of the month; the numbers say the same without colour."""
    if not months:
        return
    first, last, row = 7, 6 + months, table.first + 1
    cell = f"H{row}"
    number = f'VALUE(RIGHT(SUBSTITUTE({cell},"–",REPT(" ",9)),2))'
    looks = (
        (f'={cell}=""', None),
        (f"={number}>=9", {"bg_color": DARK, "font_color": "#FFFFFF"}),
        (f"={number}>=7", {"bg_color": MIDDLE}),
        (f"={number}>=1", {"bg_color": LIGHT}),
    )
    for criteria, look in looks:
        rule = {"type": "formula", "criteria": criteria, "stop_if_true": True,
                "format": pen.book.add_format(look or {})}  # fmt: skip
        table.sheet.conditional_format(table.first, first, max(table.first, table.last), last, rule)


def _explain(pen: Pen, table: Table, found: tuple[Project, ...], names: dict[str, str]) -> None:
    ids = dict.fromkeys(project.participant for project in found)
    words = "; ".join(f"{each} – {names[each]}" for each in ids)
    table.sheet.write_string(table.below, 0, words, pen.plain)
