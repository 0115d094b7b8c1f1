"""The sheets «Подтверждения» and «Несогласия»: what the committee checks and decides."""

from collections.abc import Iterator

from kuzbass_batch.methodology.criteria import NoPoints, Worth
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.year import ObjectionEffect

MISSING = "запросить"
EVIDENCE_NOTE = (
    "По каждому заявленному показателю – документы, которые называет {programme}. «Запросить» "
    "стоит, если участник документа не назвал; таким участникам составлены письма-запросы{point}. "
    "Названный документ ещё не проверен: программа видит только слова формы."
)


def draw_evidence(writer: TableWriter, found: Conclusions) -> None:
    """Draw one row for every evidence that the act names for what a rated participant claims."""
    words = found.outcome.methodology.words
    programme = words.programme
    heads = (
        ("Код", 9), ("Участник", 24), ("Критерий", 9), ("Строка", 8),
        (f"Что называет {programme.nominative}", 40), ("Что названо в форме", 52),
        ("Чего нет", 12), (f"Пункт {programme.genitive}", 30),
    )  # fmt: skip
    point = words.point("documents").beside
    note = EVIDENCE_NOTE.format(programme=programme.nominative, point=point)
    table = writer.table(
        SHEETS["evidence"], "Ведомость подтверждений", heads, _evidence(found), note
    )
    missing = {"type": "formula", "criteria": f'=$G{table.first + 1}<>""',
               "format": writer.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    table.mark(0, len(heads) - 1, missing)


def _evidence(found: Conclusions) -> Iterator[tuple[TableCell, ...]]:
    methodology = found.outcome.methodology
    for standing in found.outcome.standings:
        person = standing.participant
        for proof in found.evidence[person.id]:
            yield (
                person.id,
                person.short_name,
                Centred(methodology.criterion(proof.criterion).label),
                Centred(proof.row),
                proof.wanted,
                proof.given,
                Centred(MISSING if proof.missing else ""),
                proof.reference,
            )


OBJECTIONS_NOTE = (
    "По каждому критерию, с оценкой которого участник не согласен: что заявлено, засчитано и "
    "запрошено, какой стала бы оценка, если удовлетворить только эту просьбу, и меняет ли она "
    "уровень. «Засчитано» – балл, с которым он не согласен; «Оценка» и «Уровень» – нынешние. "
    "«Вместе» – если удовлетворить всё нерешённое. «Срок» – последний день несогласия по "
    "дню получения результатов; поступившее позже тоже рассматривается, если так решит {rater}"
    "{point}. Решения вносятся в книгу решений."
)
BY_ITSELF, TOGETHER, NEITHER = "меняет", "меняет только вместе с другими", "не меняет"
LATE = {True: "после срока", False: "в срок", None: "не внесён день получения"}


def draw_objections(writer: TableWriter, found: Conclusions) -> None:
    """Draw one row for every objection of the rated."""
    heads = (
        ("Код", 8), ("Участник", 16), ("Поступило", 10.5), ("Срок", 10.5), ("В срок", 10),
        ("Критерий", 9), ("Заявлено", 9.5), ("Засчитано", 10), ("Просят", 7.5), ("Оценка", 8),
        ("С просимым", 10.5), ("Вместе", 8), ("Уровень", 15), ("Стал бы", 15),
        ("Меняет ли уровень", 13), ("Решение", 14), ("Решено баллов", 9),
        ("Обоснование участника", 28), ("Документы", 20), ("Файл", 17),
    )  # fmt: skip
    rows = [_objection(each, found.outcome.methodology) for each in found.objections]
    title = f"Несогласия с результатами за {found.outcome.period.name}, просьб: {len(rows)}"
    words = found.outcome.methodology.words
    note = OBJECTIONS_NOTE.format(
        point=words.point("objection").beside, rater=words.rater.nominative
    )
    table = writer.table(SHEETS["objections"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 2)
    changing = {"type": "formula", "criteria": f'=LEFT($O{table.first + 1},6)="меняет"',
                "format": writer.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    if rows:
        table.mark(0, len(heads) - 1, changing)


def _objection(effect: ObjectionEffect, methodology: Methodology) -> tuple[TableCell, ...]:
    person, objection, form = effect.standing.participant, effect.objection, effect.by_form
    best = effect.if_only_this if effect.changes_level_by_itself else effect.together
    return (
        person.id,
        person.short_name,
        objection.received,
        effect.last,
        LATE[effect.late],
        Centred(_criterion(objection.criterion, methodology)),
        _worth(effect.claimed),
        _worth(effect.counted),
        _worth(objection.asked),
        effect.now.total,
        effect.if_only_this.total,
        effect.together.total,
        methodology.level(effect.now.level).name,
        methodology.level(best.level).name,
        _word(effect),
        objection.verdict.value if objection.verdict else "",
        _worth(objection.given),
        form.asked.reason if form else "",
        objection.documents,
        form.form.source.path if form else "",
    )


def _worth(worth: Worth | None) -> TableCell:
    return Centred("н/п") if isinstance(worth, NoPoints) else worth


def _criterion(criterion: str, methodology: Methodology) -> str:
    return methodology.criterion(criterion).label if criterion else "в целом"


def _word(effect: ObjectionEffect) -> str:
    if effect.objection.verdict is not None:
        return "решено"
    if effect.changes_level_by_itself:
        return BY_ITSELF
    return TOGETHER if effect.changes_level_with_others else NEITHER
