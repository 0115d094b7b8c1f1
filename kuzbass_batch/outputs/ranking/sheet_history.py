"""The sheets «История» and «К прошлому году»: how each result came about, and against last year."""

from collections.abc import Mapping

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import Criterion, Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import LEVEL_CHANGES, SHEETS, compared_sheet
from kuzbass_batch.outputs.tables.table_writer import Centred, TableCell, TableWriter
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.year import HistoryStep, Leadership, StepKind, YearChange

LEADERS: Mapping[Leadership | None, str] = {
    Leadership.AWARDED: "присвоен",
    Leadership.CONFIRMED: "подтверждён",
    Leadership.LAPSED: "не подтверждён",
    Leadership.NO_RETURN: "нет оценки",
    None: "",
}
STEP_NAMES = {
    StepKind.ADMITTED: "допуск",
    StepKind.CLAIMED: "заявлено",
    StepKind.COUNTED: "засчитано",
    StepKind.VERIFIED: "подтверждено",
    StepKind.DELIVERED: "вручение",
    StepKind.OBJECTED: "несогласие",
    StepKind.SETTLED: "решение по несогласию",
    StepKind.FINAL: "итог",
}


def draw_history(writer: TableWriter, found: Conclusions) -> None:
    """Draw every step of every participant, the results on the way in bold."""
    heads = (
        ("Код", 9), ("Участник", 24), ("Шаг", 15), ("Критерий", 9.5), ("Было", 7), ("Стало", 7),
        ("Изменение", 11), ("Оценка", 8), ("Уровень", 16), ("Основание", 62), ("Документ", 26),
        ("Кто", 20), ("Когда", 12),
    )  # fmt: skip
    note = (
        "Путь от заявленного к засчитанному, подтверждённому и итоговому. В строках без критерия – "
        "оценка и уровень на этом шаге и насколько оценка изменилась по сравнению с предыдущим."
    )
    outcome = found.outcome
    rows = (
        _step_row(standing, step, outcome.methodology)
        for standing in outcome.standings
        for step in found.histories[standing.participant.id]
    )
    title = f"История оценки каждого участника за {outcome.period.name}"
    table = writer.table(SHEETS["history"], title, heads, rows, note)
    bold = {"type": "formula", "criteria": f'=AND($D{table.first + 1}="",$H{table.first + 1}<>"")',
            "format": writer.book.add_format({"bold": True, "bg_color": "#EEF2F7"})}  # fmt: skip
    last = max(table.first, table.last)
    table.sheet.conditional_format(table.first, 0, last, len(heads) - 1, bold)


def _step_row(
    standing: Standing, step: HistoryStep, methodology: Methodology
) -> tuple[TableCell, ...]:
    level = methodology.level(step.level).name if step.level else ""
    return (
        standing.participant.id,
        standing.participant.short_name,
        STEP_NAMES[step.kind],
        Centred(step.criterion),
        step.before,
        step.after,
        step.change,
        step.total,
        level,
        step.reason,
        step.document,
        step.who,
        step.day,
    )


def draw_last_year(writer: TableWriter, found: Conclusions) -> None:
    """Draw totals, levels and points against last year's; nothing if last year is not known."""
    outcome, changes = found.outcome, found.years.values()
    if outcome.past is None and not any(c.standing.participant.last_level for c in changes):
        return
    criteria = outcome.methodology.criteria if outcome.past else ()
    advised = any(change.followed for change in changes)
    top, with_leaders = outcome.methodology.levels[-1].name, outcome.methodology.leaders is not None
    words = outcome.methodology.period.kind.words
    totals = ((f"Оценка {words.last_genitive}", 13.0), ("Оценка", 9.0), ("Разница", 10.0))
    heads = (
        ("Код", 9.0), ("Участник", 30.0),
        (f"Уровень {words.last_genitive}", 22.0), ("Уровень", 22.0),
        (f"К {words.last_dative}", 13.0), *(((f"«{top}»", 15.0),) if with_leaders else ()),
        *(totals if outcome.past else totals[1:2]),
        *((f"{c.label}", 6.5) for c in criteria),
        *((("Выполнено из рекомендованного", 24.0),) if advised else ()),
    )  # fmt: skip
    then = f"Результаты {words.last_genitive}: файл «{outcome.past.path}»." if outcome.past else (
        f"Результатов {words.last_genitive} (results.json) в папке нет: уровни взяты из реестра."
    )  # fmt: skip
    columns = "В столбцах критериев – на сколько баллов изменилось. " if outcome.past else ""
    point = outcome.methodology.words.point("leader").beside
    kept = f"Уровень «{top}» присваивается на {words.nominative} и требует подтверждения{point}."
    note = f"{then} {columns}{kept if with_leaders else ''}".rstrip()
    rows = (
        (
            *_year_row(change, criteria, outcome.methodology, known=outcome.past is not None),
            *((_followed(change),) if advised else ()),
        )
        for change in changes
    )
    now = outcome.period
    title = f"Сравнение с {words.last_instrumental}: {now.short} и {now.previous.short}"
    writer.table(compared_sheet(outcome.period.kind), title, heads, rows, note)


def _year_row(
    change: YearChange, criteria: tuple[Criterion, ...], methodology: Methodology, *, known: bool
) -> tuple[TableCell, ...]:
    standing = change.standing
    card, before = standing.scorecard, standing.participant.last_level
    points = (change.points.get(criterion.id) for criterion in criteria)
    total = card.total if card else None
    totals = (change.past.total if change.past else None, total, change.total_change)
    return (
        standing.participant.id,
        standing.participant.short_name,
        methodology.level(before).name if before else Centred("–"),
        methodology.level(card.level).name if card else Centred("–"),
        Centred(LEVEL_CHANGES[standing.level_change]),
        *((Centred(LEADERS[change.leader]),) if methodology.leaders else ()),
        *(totals if known else (total,)),
        *(Centred("") if number is None else Centred(_signed(number)) for number in points),
    )


def _followed(change: YearChange) -> str:
    """Return which of the advised criteria were raised as advised: `2, 5 из 2, 4, 5`."""
    every = [step.criterion for step in change.followed]
    taken = [step.criterion for step in change.followed if step.taken]
    if not every:
        return ""
    return f"{', '.join(taken) or 'ничего'} из: {', '.join(every)}"


def _signed(number: Points) -> str:
    return wording.comma(f"{number:+}").replace("-", "−") if number else "0"
