"""The sheet «Что дальше»: who has to do what by when, and how far each participant has come."""

from kuzbass_batch.outputs.draft import ShownOutcome
from kuzbass_batch.outputs.ranking.sheet_names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.rules.year.deadlines import is_year_over
from kuzbass_batch.rules.year.stages import DueTask, Progress, board, last_receipt

SHOWN = 60
OVER = (
    "Срок подведения итогов – {day:%d.%m.%Y}. Самооценки и исправления за {year} год больше не "
    "запрашиваются: на итоги они не повлияют. Право на несогласие остаётся у каждого, пока не "
    "пройдут {count} рабочих дней с получения результатов (п. 3.4). Отрицательное число – срок "
    "прошёл."
)


def draw_board(pen: TableWriter, draft: ShownOutcome) -> None:
    """Draw the tasks by day, overdue ones first, and beneath them the stage of everybody."""
    outcome, found = draft.outcome, draft.course.stages
    heads = (
        ("Срок", 12), ("Рабочих дней", 12), ("Кто", 24), ("Что сделать", 50), ("Сколько", 24),
        ("Кого или чего касается", 58), ("Пункт акта", 22),
    )  # fmt: skip
    calendar = outcome.methodology.calendar
    last = last_receipt(outcome.methodology, outcome.workdays)
    note = (
        f"Сроки отсчитаны от подведения итогов {calendar.totals:%d.%m.%Y}: результаты, полученные "
        f"после {last:%d.%m.%Y}, до этого дня не завершатся – на "
        f"несогласие отводится {calendar.objection_working_days} рабочих дней (п. 3.4). "
        "Отрицательное число – срок прошёл."
    )
    if is_year_over(outcome.as_of, outcome.methodology):
        note = OVER.format(
            day=calendar.totals, year=outcome.year, count=calendar.objection_working_days
        )
    title = f"Что дальше: на {outcome.as_of:%d.%m.%Y}"
    tasks = board(outcome, found)
    sheet = pen.streamed(SHEETS["board"], title, [width for _, width in heads], note)
    table = pen.block(sheet, 2, heads, (_task(task) for task in tasks))
    overdue = {"type": "formula", "criteria": f"=$B{table.first + 1}<0",
               "format": pen.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    sheet.conditional_format(table.first, 0, max(table.first, table.last), 6, overdue)
    stages = (
        ("Код", 12), ("Стадия", 12), ("Участник", 24), ("Не проверены критерии", 50),
        ("Проверить снова", 24), ("Результаты: отправлены, получены", 58), ("Несогласие до", 22),
    )  # fmt: skip
    sheet.write_string(table.below, 0, "Стадия каждого участника", pen.subtitle)
    names = {p.id: p.short_name for p in outcome.registry.participants}
    rows = (_stage(each, names[who]) for who, each in found.items())
    people = pen.block(sheet, table.below + 1, stages, rows)
    # The stages go on over many pages, the tasks fit the first: only these heads are repeated. None
    # is frozen on the screen: it would stand over the columns of the other table.
    sheet.repeat_rows(people.first - 1)
    sheet.autofilter(people.first - 1, 0, max(people.first, people.last), len(stages) - 1)


def _task(task: DueTask) -> tuple[TableCell, ...]:
    return (
        task.due,
        task.days,
        task.who,
        task.what,
        len(task.names),
        _some(task.names),
        task.reference,
    )


def _some(names: tuple[str, ...]) -> str:
    """Return the first names; the stages beneath tell the others."""
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" и ещё {rest}" if rest > 0 else "")


def _stage(each: Progress, name: str) -> tuple[TableCell, ...]:
    return (
        each.participant,
        each.stage.russian,
        name,
        ", ".join(each.unverified),
        ", ".join(each.again),
        _sent(each),
        each.deadline if each.deadline else Centred(""),
    )


def _sent(each: Progress) -> str:
    delivery = each.delivery
    if delivery is None:
        return ""
    sent = f"отправлены {delivery.sent:%d.%m.%Y}" if delivery.sent else ""
    received = f"получены {delivery.received:%d.%m.%Y}" if delivery.received else "не получены"
    return ", ".join(word for word in (sent, received, delivery.way) if word)
