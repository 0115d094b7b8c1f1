"""The sheets «Вышестоящие», «Жизненные ситуации» and «Процессы»: bodies beside each other."""

from collections.abc import Iterator

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import exact
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import SHEETS, STATUS_NAMES
from kuzbass_batch.outputs.tables.table_writer import (
    Centred,
    Heads,
    TableCell,
    TableWriter,
)
from kuzbass_batch.outputs.total_words import subordinates_called
from kuzbass_batch.records.committee.programme import LifeSituation, SharedProcess
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.year import BodyFacts, ParentGroup

NOTE = (
    "Под каждым вышестоящим участником – {below}. Все оцениваются отдельно{point}; в "
    "столбцах критериев – учтённые баллы. Расхождения – вопросы, баллов они не снимают."
)
BELOW = "– "
"""Stands before the name of a subordinate, beneath its parent."""


def draw_subordinates(writer: TableWriter, found: Conclusions) -> None:
    """Draw a parent's row and those of its subordinates beneath; nothing if nobody has a parent."""
    groups, methodology = tuple(found.parents.values()), found.outcome.methodology
    if not groups:
        return
    with_training = methodology.training is not None
    heads: Heads = (
        ("Код", 9), ("Участник", 30), ("Чья самооценка", 22), ("Состояние", 16),
        *((criterion.label, 5.5) for criterion in methodology.criteria),
        ("Оценка", 9), ("Уровень", 21),
        *((("Обучено по списку", 11),) if with_training else ()),
        *((("Всего вместе", 13),) if with_training else ()),
        *_register_heads(groups),
    )  # fmt: skip
    rows = (row for group in groups for row in _group_rows(group, methodology))
    below = subordinates_called(methodology)
    point = methodology.words.point("submission").beside
    note = NOTE.format(point=point, below=below.lower())
    title = f"Вышестоящие участники: {len(groups)}; {below.lower()}: {_count(groups)}"
    table = writer.table(SHEETS["subordinates"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 2)


def _count(groups: tuple[ParentGroup, ...]) -> int:
    return sum(len(group.below) for group in groups)


def _bodies(group: ParentGroup) -> tuple[BodyFacts, ...]:
    return (*((group.parent,) if group.parent else ()), *group.below)


def _register_heads(groups: tuple[ParentGroup, ...]) -> Heads:
    bodies = [body for group in groups for body in _bodies(group)]
    heads = []
    if any(body.registered is not None for body in bodies):
        heads.append(("Обучено по реестру", 11.0))
    if any(body.certificates is not None for body in bodies):
        heads.append(("Серти-\nфикатов", 9.5))
    return tuple(heads)


def _group_rows(group: ParentGroup, methodology: Methodology) -> Iterator[tuple[TableCell, ...]]:
    every = sum(body.listed or 0 for body in _bodies(group))
    if group.parent:
        yield _row(group.parent, methodology, every=every, below=False)
    for body in group.below:
        yield _row(body, methodology, every=None, below=True)


def _row(
    body: BodyFacts, methodology: Methodology, *, every: int | None, below: bool
) -> tuple[TableCell, ...]:
    standing, card = body.standing, body.standing.scorecard
    points = (
        {score.criterion: score.points for score in card.scores if score.applicable} if card else {}
    )
    trained = (_number(body.listed), _number(every)) if methodology.training else ()
    return (
        standing.participant.id,
        f"{BELOW if below else ''}{standing.participant.short_name}",
        _whose(body, methodology),
        STATUS_NAMES[standing.status],
        *(_number(points.get(criterion.id)) for criterion in methodology.criteria),
        _number(card.total if card else None),
        methodology.level(card.level).name if card else Centred("–"),
        *trained,
        *(each for each in (body.registered, body.certificates) if each is not None),
    )


def _number(value: TableCell) -> TableCell:
    return Centred("–") if value is None else value


def _whose(body: BodyFacts, methodology: Methodology) -> str:
    """Return whose self-assessment counts for it, and whether it speaks of its subordinates."""
    if body.standing.scorecard is None:
        return ""
    if body.stands_in:
        return "вышестоящего"
    category = methodology.words.below
    together = f", вместе с {category.together}" if category else ""
    return f"своя{together}" if body.joint else "своя"


SITUATIONS_NOTE = (
    "Предложения для выбора приоритетных жизненных ситуаций{point}: показатели стоят рядом, "
    "выбирает {rater}. «В первой тройке» – по скольким из них ({measures}) ситуация среди первых "
    "трёх. "
    "Сначала приоритетные. Решение вносится в реестр: «Приоритетная», день и документ."
)
SITUATION_HEADS: Heads = (
    ("Жизненная ситуация", 28), ("Приоритет", 10), ("Решение", 20), ("В первой тройке", 9),
    ("Участ-\nников", 8), ("Процес-\nсов", 8), ("Услуг", 7), ("Точек контакта", 9),
    ("Дней до", 7.5), ("Дней после", 7.5), ("Доволь-\nны, %", 8), ("Опро-\nшено", 8),
    ("Реинжи-\nниринг", 8), ("Целевое состояние к", 12), ("Для кого", 22), ("Участники", 22),
    ("Строки реестра", 26),
)  # fmt: skip
PROCESSES_NOTE = (
    "По листу «Процессы» реестров программы{point}. «Одинаково» – названо теми же словами; "
    "«похоже» – слова отличаются окончаниями или порядком: сверьте, один ли это процесс."
)
SHARED_HEADS: Heads = (
    ("Названо у нескольких участников", 50), ("Что", 12), ("Как", 12), ("Участ-\nников", 9),
    ("Участники", 34), ("Строки реестра", 44),
)  # fmt: skip
SHOWN_BODIES = 20
"""Ids or rows in one cell: two or three lines."""


def draw_processes(writer: TableWriter, outcome: Outcome) -> None:
    """Draw life situations side by side, then what several bodies keep; nothing if there is none.

    Of both, what the registers of the programme hold (p. 2.2, 2.7(5)).
    """
    overview, methodology = outcome.registers.processes, outcome.methodology
    if overview.situations:
        note = SITUATIONS_NOTE.format(
            point=methodology.words.point("situations").beside,
            rater=methodology.words.rater.nominative,
            measures=", ".join(overview.measures),
        )
        chosen = sum(each.priority for each in overview.situations)
        title = f"Жизненные ситуации: {len(overview.situations)}, приоритетных – {chosen}"
        rows = map(_situation, overview.situations)
        table = writer.table(SHEETS["situations"], title, SITUATION_HEADS, rows, note)
        table.sheet.freeze_panes(table.first, 1)
    if overview.shared or overview.unplaced:
        note = PROCESSES_NOTE.format(point=methodology.words.point("participants").beside)
        title = (
            f"Процессы и услуги у нескольких участников: {len(overview.shared)}; процессов без "
            f"жизненной ситуации – {overview.unplaced}"
        )
        rows = map(_shared, overview.shared)
        writer.table(SHEETS["processes"], title, SHARED_HEADS, rows, note)


def _situation(each: LifeSituation) -> tuple[TableCell, ...]:
    day = f"от {wording.day(each.decided)}" if each.decided else ""
    return (
        each.name,
        Centred("да" if each.priority else "–"),
        " ".join(filter(None, (each.document, day))),
        each.leads,
        len(each.participants),
        each.processes,
        each.services,
        exact(each.contacts),
        _number(None if each.days_before is None else exact(each.days_before)),
        _number(None if each.days_after is None else exact(each.days_after)),
        _number(None if each.satisfied is None else exact(each.satisfied)),
        each.asked,
        each.redesigned,
        _number(each.due),
        wording.some(each.segments, shown=SHOWN_BODIES),
        wording.some(each.participants, shown=SHOWN_BODIES),
        wording.some(each.places, shown=SHOWN_BODIES),
    )


def _shared(each: SharedProcess) -> tuple[TableCell, ...]:
    return (
        each.name,
        Centred("услуга" if each.service else "процесс"),
        Centred("похоже" if each.near else "одинаково"),
        len(each.participants),
        wording.some(each.participants, shown=SHOWN_BODIES),
        wording.some(each.places, shown=SHOWN_BODIES),
    )
