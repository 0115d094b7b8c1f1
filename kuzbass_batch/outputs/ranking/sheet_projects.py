"""The sheets of projects: passports, plan against fact by month, measures side by side."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.forms.spec.layout import column_letters
from kuzbass_batch.methodology.words import PassportWords
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    LIGHT,
    MIDDLE,
    Again,
    Centred,
    DrawnTable,
    Filled,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.returns.read_files import Goal, Month, Project, ProjectStage, month_of
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.projects import (
    SIGNIFICANT_TOPIC,
    MeasuredProject,
    ProgrammeProject,
    is_reached,
)
from kuzbass_batch.rules.checks.projects import months_between, months_of, projects, shown_months

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


PLAN, FACT = "план", "факт"
COURSE_NOTE = (
    "По каждому проекту две строки: «план» – этапы паспорта{point} по месяцам, «факт» – этапы, "
    "завершённые по отчётам, в месяц завершения, а без дат – достигнутый этап в последнем месяце "
    "квартала отчёта. ◄ – месяц расчёта. Отстаёт – план на дату расчёта ушёл дальше достигнутого."
)
SIGNIFICANT_NOTE = (
    "Показатели стоят рядом по сферам{point}; выбирает {rater}. Выбор – строка листа «Протоколы» "
    "книги решений: «О чём» – «{topic}», «Содержание» – номера проектов через точку с запятой."
)
BEFORE_COURSE = 11
"""Columns that stand before those of the months."""


def draw_course(writer: TableWriter, found: Conclusions) -> None:
    """Draw the projects of the register: planned, reached and when; passport and result."""
    projects, outcome = found.projects.every, found.outcome
    days = [day for project in projects for day in _days(project)]
    months = shown_months(months_between(days), outcome.year)
    heads = (
        ("Код", 7.5), ("Участник", 18), ("Номер проекта", 15), ("Проект", 26), ("Сфера", 16),
        ("Состояние", 12), ("Цели: было → нужно → факт", 34), ("Часов в год", 9.5), ("Строка", 7),
        ("Этап", 6.5), ("К плану", 10),
        *((month_head(month, outcome.as_of), 4.7) for month in months),
    )  # fmt: skip
    names = {s.participant.id: s.participant.short_name for s in outcome.standings}
    names |= {body.id: body.name for body in outcome.registers.bodies}
    rows = [
        row for project in projects for row in _course_rows(project, names, months, outcome.as_of)
    ]
    living = sum(project.lives for project in projects)
    title = f"Ход проектов программы: {len(projects)}; отчётов ожидают по {living}"
    note = COURSE_NOTE.format(point=outcome.methodology.words.point("passport_form").beside)
    table = writer.table(SHEETS["course"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 4)
    shade_stages(writer, table, len(months), BEFORE_COURSE)


def _days(project: ProgrammeProject) -> Iterator[dt.date]:
    for stage in project.stages:
        yield from (stage.start, stage.end)
    for report in project.reports:
        yield from report.done.values()
        if not report.done:
            yield report.quarter.last_day


def _course_rows(
    project: ProgrammeProject, names: Mapping[str, str], months: tuple[Month, ...], as_of: dt.date
) -> Iterator[tuple[TableCell, ...]]:
    planned = max((s.number for s in project.stages if s.start <= as_of), default=0)
    late = project.lives and bool(project.reports) and planned > project.stage
    state = "отстаёт" if late else "в срок" if project.reports else "нет отчётов"
    who, number, status = project.participant, project.number, project.status.value
    owner, name, sphere = names.get(who, ""), project.name, project.sphere
    goals, hours = "\n".join(_results(project)), _whole(project.hours)
    yield (who, owner, number, name, sphere, status, goals, hours, PLAN, planned or "", "",
           *_months(project.stages, months))  # fmt: skip
    again = (who, Again(owner), number, Again(name), Again(sphere), status)
    yield (*again, "", "", FACT, project.stage or "", state, *_facts(project, months))


def _months(stages: Iterable[ProjectStage], months: tuple[Month, ...]) -> Iterator[TableCell]:
    listed = tuple(stages)
    for month in months:
        numbers = [s.number for s in listed if month_of(s.start) <= month <= month_of(s.end)]
        yield stage_span(tuple(numbers))


def _facts(project: ProgrammeProject, months: tuple[Month, ...]) -> Iterator[TableCell]:
    """Yield the stages finished in each month, or reached by its quarter."""
    found: dict[Month, set[int]] = {}
    for report in project.reports:
        for number, day in report.done.items():
            found.setdefault(month_of(day), set()).add(number)
        if not report.done and report.stage:
            found.setdefault(month_of(report.quarter.last_day), set()).add(report.stage)
    return (stage_span(tuple(sorted(found.get(month, ())))) for month in months)


def _results(project: ProgrammeProject) -> Iterator[str]:
    """Yield passport against result: each goal with its last fact and whether it is reached."""
    for goal in project.goals:
        fact = project.fact_of(goal.name)
        words = f"{goal.name}: {_shown(goal.current)}\u00a0→\u00a0{_shown(goal.target)}"
        if fact:
            mark = "достигнута" if is_reached(goal, fact.fact) else "не достигнута"
            words += f"\u00a0→\u00a0{_shown(fact.fact)} ({mark})"
        yield words


def _shown(number: Decimal) -> str:
    return wording.comma(show(number))


def draw_significant(writer: TableWriter, found: Conclusions) -> None:
    """Draw the projects with reports by sphere, their measures side by side (reading R17)."""
    measured = found.projects.measured
    if not measured:
        return
    by_sum = any(each.share_sum is not None for each in measured)
    rater = found.outcome.methodology.words.rater
    heads = (
        ("Сфера", 20), ("Номер проекта", 15), ("Участник", 20), ("Проект", 30), ("Состояние", 12),
        ("Целей достигнуто", 11), ("Целей всего", 9), ("Часов в год", 10), ("Рублей в год", 13),
        ("Жителей", 11), ("Тиражирован (мест)", 13), ("Где тиражирован", 26),
        *((("Сумма долей", 10),) if by_sum else ()), (f"Выбор {rater.genitive}", 22),
    )  # fmt: skip
    names = {s.participant.id: s.participant.short_name for s in found.outcome.standings}
    names |= {body.id: body.name for body in found.outcome.registers.bodies}
    chosen = sum(each.chosen is not None for each in measured)
    title = f"Наиболее значимые проекты по сферам: с отчётами – {len(measured)}, выбрано – {chosen}"
    point = found.outcome.methodology.reading_beside("passport", "R17")
    note = SIGNIFICANT_NOTE.format(point=point, topic=SIGNIFICANT_TOPIC, rater=rater.nominative)
    rows = [_measured(each, names, by_sum=by_sum) for each in measured]
    table = writer.table(SHEETS["significant"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 4)


def _measured(
    each: MeasuredProject, names: Mapping[str, str], *, by_sum: bool
) -> tuple[TableCell, ...]:
    project, chosen = each.project, each.chosen
    words = f"{wording.minutes(chosen.number)} от {wording.day(chosen.day)}" if chosen else ""
    return (
        each.sphere,
        project.number,
        names.get(project.participant, project.participant),
        project.name,
        project.status.value,
        each.reached,
        each.goals,
        _whole(project.hours),
        _whole(project.roubles),
        _whole(project.residents),
        each.places,
        project.replicated,
        *((each.share_sum,) if by_sum else ()),
        Filled(words) if chosen else "",
    )


def _whole(number: Decimal | None) -> TableCell:
    """Return a whole number as one: a cell would show it with a nought behind the comma."""
    return int(number) if number is not None and number == int(number) else number
