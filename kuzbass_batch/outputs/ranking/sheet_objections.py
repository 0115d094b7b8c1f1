"""The sheet «Несогласия»: what is asked, and which asked points would change the level."""

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.ranking.sheet_names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.rules.objections.stakes import Stake, stakes

NOTE = (
    "По каждому критерию, с оценкой которого участник не согласен: что заявлено, засчитано и "
    "запрошено, какой стала бы оценка, если удовлетворить только эту просьбу, и меняет ли она "
    "уровень. «Засчитано» – балл, с которым он не согласен; «Оценка» и «Уровень» – нынешние. "
    "«Вместе» – если удовлетворить всё нерешённое. «Срок» – последний день несогласия по "
    "дню получения результатов; поступившее позже тоже рассматривается, если так решит комитет "
    "(п. 3.4). Решения вносятся в книгу решений."
)
ALONE, TOGETHER, NEITHER = "меняет", "меняет только вместе с другими", "не меняет"
LATE = {True: "после срока", False: "в срок", None: "не внесён день получения"}


def draw_objections(pen: TableWriter, outcome: Outcome) -> None:
    """Draw one row for every objection that asks for points."""
    heads = (
        ("Код", 8), ("Участник", 16), ("Поступило", 10.5), ("Срок", 10.5), ("В срок", 10),
        ("Критерий", 9), ("Заявлено", 9.5), ("Засчитано", 10), ("Просят", 7.5), ("Оценка", 8),
        ("С просимым", 10.5), ("Вместе", 8), ("Уровень", 15), ("Стал бы", 15),
        ("Меняет ли уровень", 13), ("Решение", 14), ("Решено баллов", 9),
        ("Обоснование участника", 28), ("Документы", 20), ("Файл", 17),
    )  # fmt: skip
    rows = [_row(stake, outcome.methodology) for stake in stakes(outcome)]
    title = f"Несогласия с результатами за {outcome.year} год, просьб: {len(rows)}"
    table = pen.table(SHEETS["objections"], title, heads, rows, NOTE)
    table.sheet.freeze_panes(table.first, 2)
    changing = {"type": "formula", "criteria": f'=LEFT($O{table.first + 1},6)="меняет"',
                "format": pen.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    if rows:
        table.mark(0, len(heads) - 1, changing)


def _row(stake: Stake, methodology: Methodology) -> tuple[TableCell, ...]:
    person, objection, plea = stake.standing.participant, stake.objection, stake.plea
    best = stake.alone if stake.changes_alone else stake.together
    return (
        person.id,
        person.short_name,
        objection.received,
        stake.last,
        LATE[stake.late],
        Centred(methodology.criterion(objection.criterion).label),
        stake.claimed,
        stake.counted,
        objection.asked,
        stake.now.total,
        stake.alone.total,
        stake.together.total,
        methodology.level(stake.now.level).name,
        methodology.level(best.level).name,
        _word(stake),
        objection.verdict.value if objection.verdict else "",
        objection.points,
        plea.asked.reason if plea else "",
        objection.documents,
        plea.entry.source.path if plea else "",
    )


def _word(stake: Stake) -> str:
    if stake.objection.verdict is not None:
        return "решено"
    if stake.changes_alone:
        return ALONE
    return TOGETHER if stake.changes_together else NEITHER
