"""The sheet «Спорные баллы»: on which single points each level hangs, before anybody contests."""

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.ranking.sheet_names import SHEETS
from kuzbass_batch.outputs.ranking.sheet_ranking import rated
from kuzbass_batch.outputs.ranking.sheet_robustness import INTERNAL, place_cell
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.rules.objections.contested import LevelTurn, hinges

UP, DOWN = "↑", "↓"
NOTE = (
    f"Первое число – засчитанный балл. {UP} – наименьший балл, при котором уровень станет выше, "
    f"{DOWN} – наибольший, при котором он станет ниже; остальные критерии – как есть. "
    "Без стрелки – один этот критерий уровня не меняет."
)


def draw_contested(pen: TableWriter, outcome: Outcome) -> None:
    """Draw for every rated participant and criterion the points at which the level changes."""
    criteria = outcome.methodology.criteria
    heads = [("Место", 9.0), ("Код", 9.0), ("Участник", 32.0), ("Оценка", 9.0), ("Уровень", 20.0),
             ("Решающих критериев", 12.0)]  # fmt: skip
    heads += [(f"{each.label}. {each.short_title}", 19.0) for each in criteria]
    rows = (_row(standing, card, outcome.methodology) for standing, card in rated(outcome))
    title = f"От каких баллов зависит уровень за {outcome.year} год"
    table = pen.table(SHEETS["contested"], title, heads, rows, INTERNAL + NOTE)
    table.sheet.freeze_panes(table.first, 3)
    weighty = pen.book.add_format({"bg_color": LIGHT, "bold": True})
    for arrow in (UP, DOWN):
        rule = {"type": "text", "criteria": "containing", "value": arrow, "format": weighty}
        table.mark(len(heads) - len(criteria), len(heads) - 1, rule)


def _row(standing: Standing, card: Scorecard, methodology: Methodology) -> tuple[TableCell, ...]:
    found = hinges(card, methodology)
    return (
        place_cell(standing.place),
        standing.participant.id,
        standing.participant.short_name,
        card.total,
        methodology.level(card.level).name,
        sum(each.raised is not None or each.lowered is not None for each in found),
        *(_cell(each) for each in found),
    )


def _cell(hinge: LevelTurn) -> TableCell:
    arrows = ((UP, hinge.raised), (DOWN, hinge.lowered))
    turns = "  ".join(f"{arrow} {points}" for arrow, points in arrows if points is not None)
    return Centred(f"{hinge.points}  {turns}") if turns else hinge.points
