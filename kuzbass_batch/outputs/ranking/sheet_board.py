"""The sheet «Что дальше»: who has to do what by when, and how far each participant has come."""

from kuzbass_batch import wording
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, Heads, TableCell, TableWriter
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.year import DueTask, Progress
from kuzbass_batch.rules.year.tasks import last_receipt

FIRST_ROW = 2
"""The row of the tasks' heads, beneath the title and the note."""
TASK_HEADS: Heads = (
    ("Срок", 12), ("Рабочих дней", 12), ("Кто", 24), ("Что сделать", 50), ("Сколько", 24),
    ("Кого или чего касается", 58), ("Пункт акта", 22),
)  # fmt: skip
STAGE_HEADS: Heads = (
    ("Код", 12), ("Стадия", 12), ("Участник", 24), ("Не проверены критерии", 50),
    ("Проверить снова", 24), ("Результаты: отправлены, получены", 58), ("Несогласие до", 22),
)  # fmt: skip
SHOWN = 60
"""Ids in one cell: three lines or so; the stages beneath list everybody."""
BEFORE = (
    "Сроки отсчитаны от подведения итогов {day}: результаты, полученные "
    "после {last}, до этого дня не завершатся – на "
    "несогласие отводится {count} рабочих дней{point}. "
    "Отрицательное число – срок прошёл."
)
OVER = (
    "Срок подведения итогов – {day}. Самооценки и исправления за {period} больше не "
    "запрашиваются: на итоги они не повлияют. Право на несогласие остаётся у каждого, пока не "
    "пройдут {count} рабочих дней с получения результатов{point}. Отрицательное число – срок "
    "прошёл."
)
WITHOUT_OBJECTIONS = (
    "Сроки отсчитаны от подведения итогов {day}. Отрицательное число – срок прошёл.",
    "Срок подведения итогов – {day}. Самооценки и исправления за {period} больше не "
    "запрашиваются: на итоги они не повлияют. Отрицательное число – срок прошёл.",
)
"""Before the totals and from their day on, where the act knows no objections."""


def draw_board(writer: TableWriter, found: Conclusions) -> None:
    """Draw the tasks by day, overdue ones first, and beneath them the stage of everybody."""
    title = f"Что дальше: на {wording.day(found.outcome.as_of)}"
    sheet = writer.streamed(
        SHEETS["board"], title, [width for _, width in TASK_HEADS], _note(found)
    )
    table = writer.block(sheet, FIRST_ROW, TASK_HEADS, (_task(task) for task in found.tasks))
    overdue = {"type": "formula", "criteria": f"=$B{table.first + 1}<0",
               "format": writer.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    table.mark(0, len(TASK_HEADS) - 1, overdue)
    sheet.write_string(table.below, 0, "Стадия каждого участника", writer.subtitle)
    names = {p.id: p.short_name for p in found.outcome.registry.participants}
    last = None if found.outcome.methodology.has_objections else -1
    heads = STAGE_HEADS[:last]
    rows = (_stage(each, names[who])[:last] for who, each in found.stages.items())
    people = writer.block(sheet, table.below + 1, heads, rows)
    # The stages go on over many pages, the tasks fit the first: only these heads are repeated. None
    # is frozen on the screen: it would stand over the columns of the other table.
    sheet.repeat_rows(people.first - 1)
    sheet.autofilter(people.first - 1, 0, max(people.first, people.last), len(heads) - 1)


def _note(found: Conclusions) -> str:
    """Return from what the days are reckoned; from the day of the totals, what still goes on."""
    methodology, workdays = found.outcome.methodology, found.outcome.workdays
    totals, count = methodology.calendar.totals, methodology.calendar.objection_working_days
    point, day = methodology.words.point("objection").beside, wording.day(totals)
    if not methodology.has_objections:
        return WITHOUT_OBJECTIONS[found.over].format(day=day, period=methodology.period.name)
    if found.over:
        return OVER.format(day=day, period=methodology.period.name, count=count, point=point)
    last = wording.day(last_receipt(methodology, workdays))
    return BEFORE.format(day=day, count=count, last=last, point=point)


def _task(task: DueTask) -> tuple[TableCell, ...]:
    return (
        task.due,
        task.days,
        task.who,
        task.what,
        len(task.names),
        wording.some(task.names, shown=SHOWN),
        task.reference,
    )


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
    sent = f"отправлены {wording.day(delivery.sent)}" if delivery.sent else ""
    received = f"получены {wording.day(delivery.received)}" if delivery.received else "не получены"
    return ", ".join(word for word in (sent, received, delivery.way) if word)
