"""The public document of a year: which fields it has under an act, those of the plan among them."""

from collections.abc import Mapping
from typing import Any

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.publication.public_fields import (
    CERTIFICATE,
    COUNT,
    CRITERION,
    GROUP,
    LEVEL,
    PARTICIPANT,
    SCORE,
    TEXT,
    YEAR,
    PublicField,
    PublicYear,
    document,
    items_of,
)
from kuzbass_batch.records.year.jury import Award
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import PlanLine

PLAN_LINE: tuple[PublicField[PlanLine], ...] = (
    PublicField("id", TEXT, "Номер показателя плана.", lambda p: p.target.id),
    PublicField("title", TEXT, "Название показателя.", lambda p: p.target.title),
    PublicField(
        "unit", TEXT, "Единица в родительном падеже множественного числа.", lambda p: p.target.unit
    ),
    PublicField("target", COUNT, "Значение плана на год.", lambda p: int(p.goal)),
    PublicField(
        "at_least",
        {"type": "boolean"},
        "true – «не менее», false – ровно столько.",
        lambda p: p.target.at_least,
    ),
    PublicField(
        "each",
        {"type": "boolean"},
        "Значение задано каждому участнику.",
        lambda p: p.target.each,
    ),
    PublicField(
        "fact",
        {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
        "Факт нарастающим итогом.",
        lambda p: str(p.running),
    ),
    PublicField(
        "done",
        {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]+$"},
        "Доля плана года; у показателя каждого участника – средняя по участникам.",
        lambda p: str(p.done),
    ),
    PublicField(
        "reached",
        {"type": ["integer", "null"], "minimum": 0},
        "Сколько участников выполнили план; null – показатель региона.",
        lambda p: p.reached if p.target.each else None,
    ),
)
PERIOD: PublicField[PublicYear] = PublicField(
    "period", TEXT, "Обозначение отчётного периода: год и квартал (I–IV) или полугодие (H1, H2).",
    lambda y: str(y.outcome.period),
)  # fmt: skip
PLAN: tuple[PublicField[PublicYear], ...] = (
    PublicField(
        "plan_quarter",
        TEXT,
        "К концу какого квартала подсчитан план мероприятий: 2026-II; нет – плана не ведут.",
        lambda y: y.plan.id if y.plan else None,
    ),
    PublicField(
        "plan",
        items_of("indicator"),
        "Показатели плана мероприятий; нет – плана не ведут.",
        lambda y: [document(PLAN_LINE, each) for each in y.plan.lines] if y.plan else None,
    ),
)
"""What stands there only where the facts of the plan are counted."""
OPTIONAL_FIELDS = frozenset((*(field.key for field in PLAN), "awards"))


def has_plan_facts(methodology: Methodology) -> bool:
    """Tell whether an act has a plan whose facts may be counted."""
    return bool(methodology.plan) and methodology.programme_registers is not None


CERTIFICATES: PublicField[PublicYear] = PublicField(
    "certificates",
    items_of("certificate"),
    "Действующие сертификаты образцов лучших практик, по дням выдачи.",
    lambda y: [document(CERTIFICATE, each) for each in y.certificates],
)


AWARD: tuple[PublicField[Award], ...] = (
    PublicField("contest", TEXT, "Название конкурса.", lambda a: a.marks.entry.contest),
    PublicField("nomination", TEXT, "Номинация.", lambda a: a.marks.entry.nomination_text),
    PublicField("result", TEXT, "Итог: победитель, призёр.", lambda a: a.result.value),
    PublicField(
        "place",
        {"type": ["integer", "null"], "minimum": 1},
        "Место в номинации; null – не присуждено.",
        lambda a: a.place or None,
    ),
    PublicField("holder", TEXT, "Кому присуждено: наименование.", lambda a: a.marks.entry.name),
    PublicField("practice", TEXT, "За какую практику.", lambda a: a.marks.entry.practice),
)
AWARDS: PublicField[PublicYear] = PublicField(
    "awards",
    items_of("award"),
    "Победители и призёры конкурса лучших практик; нет – итоги не утверждены.",
    lambda y: [document(AWARD, each) for each in established_awards(y.outcome)] or None,
)


def established_awards(outcome: Outcome) -> tuple[Award, ...]:
    """Return the winners and prizes of the contest, none before its minutes are entered."""
    marks = outcome.jury
    return tuple(each for each in marks.awards if each.is_prize) if marks.minutes else ()


def year_fields(methodology: Methodology) -> tuple[PublicField[PublicYear], ...]:
    """Return the fields of the whole document; a part of the year stands beside the year.

    Certificates are among them where the act keeps registers of the programme.
    """
    fields = (*YEAR[:2], PERIOD, *YEAR[2:]) if methodology.period.part else YEAR
    if has_plan_facts(methodology):
        fields = (*fields[:-1], *PLAN, fields[-1])
    return (*fields, CERTIFICATES, AWARDS) if methodology.programme_registers else fields


def year_document(methodology: Methodology, year: PublicYear) -> dict[str, Any]:
    """Return the whole document as plain data; what the year has nothing of is left out."""
    found = document(year_fields(methodology), year)
    return {
        key: value
        for key, value in found.items()
        if value is not None or key not in OPTIONAL_FIELDS
    }


def document_parts(methodology: Methodology) -> Mapping[str, tuple[PublicField[Any], ...]]:
    """Return the fields of each part of the document under the act."""
    registers: Mapping[str, tuple[PublicField[Any], ...]] = {}
    if methodology.programme_registers:
        registers = {"certificate": CERTIFICATE, "award": AWARD}
    plan = {"indicator": PLAN_LINE} if has_plan_facts(methodology) else {}
    return {**PARTS, **registers, **plan}


PARTS: Mapping[str, tuple[PublicField[Any], ...]] = {
    "level": LEVEL,
    "criterion": CRITERION,
    "category": GROUP,
    "participant": PARTICIPANT,
    "score": SCORE,
}
