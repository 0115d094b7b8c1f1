"""The sheet «Несогласия»: what is asked, and which asked points would change the level."""

from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.outputs.pen import LIGHT, Cell, Middle, Pen
from kuzbass_batch.outputs.sheet_names import SHEETS
from kuzbass_batch.rules.stakes import Stake, stakes

NOTE = (
    "По каждому критерию, с оценкой которого участник не согласен: что заявлено, засчитано и "
    "запрошено, какой стала бы оценка, если удовлетворить только эту просьбу, и меняет ли она "
    "уровень. «Вместе» – если удовлетворить всё, о чём просит участник. Решает комитет (п. 3.4)."
)
ALONE, TOGETHER, NEITHER = "меняет", "меняет только вместе с другими", "не меняет"


def draw_objections(pen: Pen, outcome: Outcome) -> None:
    """Draw one row for every asked score of the objections that count."""
    heads = (
        ("Код", 9), ("Участник", 22), ("Поступило", 11), ("Критерий", 9), ("Заявлено", 10),
        ("Засчитано", 10), ("Просят", 8), ("Оценка", 8), ("С просимым", 11), ("Вместе", 8),
        ("Уровень", 16), ("Стал бы", 16), ("Уровень от просимого", 16), ("Обоснование", 40),
        ("Документы", 30), ("Файл", 26),
    )  # fmt: skip
    rows = [_row(stake, outcome.methodology) for stake in stakes(outcome)]
    title = f"Несогласия с результатами за {outcome.year} год, просьб: {len(rows)}"
    table = pen.table(SHEETS["objections"], title, heads, rows, NOTE)
    table.sheet.freeze_panes(table.first, 2)
    changing = {"type": "formula", "criteria": f'=LEFT($M{table.first + 1},3)<>"не "',
                "format": pen.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    if rows:
        table.mark(0, len(heads) - 1, changing)


def _row(stake: Stake, methodology: Methodology) -> tuple[Cell, ...]:
    person, asked, entry = stake.standing.participant, stake.asked, stake.entry
    best = stake.alone if stake.changes_alone else stake.together
    return (
        person.id,
        person.short_name,
        entry.source.received or entry.filled_on,
        Middle(methodology.criterion(asked.criterion).label),
        next(s.claimed for s in stake.now.scores if s.criterion == asked.criterion),
        stake.counted,
        asked.points,
        stake.now.total,
        stake.alone.total,
        stake.together.total,
        methodology.level(stake.now.level).name,
        methodology.level(best.level).name,
        _word(stake),
        asked.reason,
        asked.documents,
        entry.source.path,
    )


def _word(stake: Stake) -> str:
    if stake.changes_alone:
        return ALONE
    return TOGETHER if stake.changes_together else NEITHER
