"""What may be published of participants, levels and criteria (p. 2.7(10), 3.4).

These fields and those of `public_documents` (the year, the plan, certificates) are all there are.

Page, CSV and JSON are made from these fields alone, so that nothing else of a run can get into
them: no employees, contacts, evidence, remarks, files or objections.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.levels import describe_range
from kuzbass_batch.methodology.records import Level, Methodology, show_weighted
from kuzbass_batch.records.committee.programme import Certificate
from kuzbass_batch.records.rating.rating import CriterionStatistics
from kuzbass_batch.records.rating.scores import CriterionScore, Place, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import PlanQuarter
from kuzbass_batch.records.year.year import GroupCount, Leadership, LevelCount

SCHEMA = "kuzbass-batch/open-data/2"
Schema = Mapping[str, Any]
T = TypeVar("T")

TEXT: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NOTHING: Schema = {"type": ["string", "null"], "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
POINTS: Schema = {"type": "integer", "minimum": 0}
WEIGHTED: Schema = {"type": "string", "pattern": r"^[0-9]+\.[0-9]+$"}
PARTS_OF_POINTS: Schema = {
    "type": ["integer", "string"],
    "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
}
SIGNED_WEIGHTED: Schema = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]+$"}
WHOLE_TOTAL: Schema = {"type": "string", "pattern": r"^-?[0-9]+$"}
DECIMAL: Schema = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
PLACE: Schema = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "required": ["from", "to"],
    "properties": {
        "from": {"description": "Первое из занятых мест.", "type": "integer", "minimum": 1},
        "to": {"description": "Последнее из занятых мест.", "type": "integer", "minimum": 1},
    },
}


class ByAct(Enum):
    """What a field holds, where its schema depends on the act (`schema_of`)."""

    POINTS = "points"
    WEIGHTED = "weighted points"
    TOTAL = "total"
    CATEGORY = "id of a category"


def as_data(points: Points) -> int | str:
    """Return points as data: a number if they are whole, else a decimal as a text."""
    return str(points) if isinstance(points, Decimal) else points


def has_parts(methodology: Methodology) -> bool:
    """Tell whether points may be given in parts, or taken off: they are no count then."""
    points = (each for criterion in methodology.criteria for each in criterion.points_possible)
    return any(isinstance(each, Decimal) or each < 0 for each in points)


@dataclass(frozen=True, slots=True)
class PublicField(Generic[T]):
    """A public field: its key in JSON, its JSON Schema, what it says in Russian, and its value.

    about: `{categories}` in it stands for the act's categories (`about_of`).
    """

    key: str
    schema: Schema | ByAct
    about: str
    value: Callable[[T], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicRated:
    """A rated participant: his standing, his points, and what became of his highest level.

    methodology: gives the levels their names.
    """

    standing: Standing
    card: Scorecard
    leader: Leadership | None
    methodology: Methodology


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedLevel:
    """A level with its numbers of participants."""

    level: Level
    count: LevelCount


SCORE: tuple[PublicField[CriterionScore], ...] = (
    PublicField("criterion", TEXT, "Номер критерия.", lambda s: s.criterion),
    PublicField(
        "points",
        ByAct.POINTS,
        "Балл по критерию.",
        lambda s: as_data(s.points) if s.applicable else None,
    ),
    PublicField(
        "weighted",
        ByAct.WEIGHTED,
        "Балл, умноженный на коэффициент.",
        lambda s: show_weighted(s.weighted),
    ),
)
PARTICIPANT: tuple[PublicField[PublicRated], ...] = (
    PublicField("id", TEXT, "Код участника в реестре.", lambda r: r.standing.participant.id),
    PublicField("name", TEXT, "Полное наименование.", lambda r: r.standing.participant.name),
    PublicField(
        "category",
        ByAct.CATEGORY,
        "Категория: {categories}.",
        lambda r: r.standing.participant.category.id,
    ),
    PublicField(
        "points",
        ByAct.POINTS,
        "Сумма баллов без коэффициентов.",
        lambda r: as_data(r.card.points),
    ),
    PublicField(
        "total",
        ByAct.TOTAL,
        "{total}.",
        lambda r: r.methodology.shown_total(r.card.total),
    ),
    PublicField(
        "level", TEXT, "Присвоенный уровень.", lambda r: r.methodology.level(r.card.level).name
    ),
    PublicField(
        "place",
        PLACE,
        "Место среди всех; равные оценки делят места. null – места не присваиваются.",
        lambda r: _ends(r.standing.place),
    ),
    PublicField(
        "place_in_category",
        PLACE,
        "Место в категории.",
        lambda r: _ends(r.standing.place_in_category),
    ),
    PublicField(
        "last_level",
        TEXT_OR_NOTHING,
        "Уровень {last_genitive}; null – неизвестен.",
        lambda r: _last_level(r),
    ),
    PublicField(
        "level_change",
        {"enum": [-1, 0, 1, None]},
        "Уровень к {last_dative}: 1 – выше, 0 – тот же, -1 – ниже; null – сравнить не с чем.",
        lambda r: r.standing.level_change,
    ),
    PublicField(
        "leadership",
        {"enum": ["awarded", "confirmed", "lapsed", None]},
        "Высший уровень: awarded – присвоен, confirmed – подтверждён, lapsed – не "
        "подтверждён; null – не было и нет.",
        lambda r: r.leader,
    ),
    PublicField(
        "criteria",
        {"type": "array", "items": {"$ref": "#/$defs/score"}},
        "Баллы по критериям, в порядке критериев.",
        lambda r: [document(SCORE, score) for score in r.card.scores],
    ),
)
LEVEL: tuple[PublicField[CountedLevel], ...] = (
    PublicField("name", TEXT, "Название уровня.", lambda c: c.level.name),
    PublicField("range", TEXT, "Какие оценки к нему относятся.", lambda c: _range(c.level)),
    PublicField("participants", COUNT, "Сколько участников его получили.", lambda c: c.count.now),
    PublicField(
        "last_year",
        COUNT,
        "У скольких участников реестра он был в {last_locative}.",
        lambda c: c.count.before,
    ),
)
CRITERION: tuple[PublicField[CriterionStatistics], ...] = (
    PublicField("id", TEXT, "Номер критерия.", lambda c: c.criterion.id),
    PublicField("title", TEXT, "Название критерия по акту.", lambda c: c.criterion.title),
    PublicField("short_title", TEXT, "Короткое название.", lambda c: c.criterion.short_title),
    PublicField(
        "cumulative",
        {"type": "boolean"},
        "Накопительный: каждая строка добавляется к предыдущей.",
        lambda c: c.criterion.cumulative,
    ),
    PublicField(
        "coefficient",
        DECIMAL,
        "Коэффициент значимости.",
        lambda c: f"{c.criterion.coefficient:f}",
    ),
    PublicField(
        "max_points",
        ByAct.POINTS,
        "Наибольший балл.",
        lambda c: as_data(c.criterion.max_points),
    ),
    PublicField("mean", DECIMAL, "Средний балл оценённых участников.", lambda c: f"{c.mean:.2f}"),
    PublicField(
        "completion",
        DECIMAL,
        "Выполнение: средняя доля от наибольшего балла, от 0 до 1.",
        lambda c: f"{c.share:.4f}",
    ),
)
GROUP: tuple[PublicField[GroupCount], ...] = (
    PublicField("id", ByAct.CATEGORY, "Категория.", lambda g: g.category.id),
    PublicField("name", TEXT, "Название категории.", lambda g: g.category.plural),
    PublicField("listed", COUNT, "Участников в реестре.", lambda g: g.listed),
    PublicField("rated", COUNT, "Из них оценено.", lambda g: g.rated),
)


CERTIFICATE: tuple[PublicField[Certificate], ...] = (
    PublicField("holder", TEXT, "Кому выдан: наименование.", lambda c: c.name),
    PublicField("sample", TEXT, "Образец лучших практик.", lambda c: c.sample),
    PublicField("level", TEXT, "Уровень, которому он соответствует.", lambda c: c.level),
    PublicField("number", TEXT, "Номер сертификата.", lambda c: c.number),
    PublicField("date", DAY, "День выдачи.", lambda c: c.day.isoformat()),
)


def _ends(place: Place | None) -> dict[str, int] | None:
    return place.ends() if place else None


def _range(level: Level) -> str:
    words = describe_range(level)
    return words[:1].lower() + words[1:]


def _last_level(rated: PublicRated) -> str | None:
    level = rated.standing.participant.last_level
    return rated.methodology.level(level).name if level else None


def document(fields: tuple[PublicField[T], ...], subject: T) -> dict[str, Any]:
    """Return the fields of one subject as plain data, in their order."""
    return {field.key: field.value(subject) for field in fields}


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicYear:
    """The whole year as its public fields see it: every list in the order it is shown."""

    outcome: Outcome
    preliminary: bool
    publisher: str
    rated: tuple[PublicRated, ...]
    levels: tuple[CountedLevel, ...]
    criteria: tuple[CriterionStatistics, ...]
    groups: tuple[GroupCount, ...]
    plan: PlanQuarter | None = None
    certificates: tuple[Certificate, ...] = ()


def items_of(name: str) -> Schema:
    """Return the schema of a list of parts of one name."""
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


YEAR: tuple[PublicField[PublicYear], ...] = (
    PublicField("schema", {"const": SCHEMA}, "Название и версия этого описания.", lambda y: SCHEMA),
    PublicField("year", COUNT, "Отчётный год.", lambda y: y.outcome.year),
    PublicField(
        "as_of", DAY, "День, на который подсчитано.", lambda y: y.outcome.as_of.isoformat()
    ),
    PublicField(
        "preliminary",
        {"type": "boolean"},
        "Данные предварительные: результаты участникам ещё не направлены.",
        lambda y: y.preliminary,
    ),
    PublicField(
        "programme", TEXT, "Программа.", lambda y: y.outcome.methodology.words.programme.public_name
    ),
    PublicField("publisher", TEXT, "Кто подсчитал и публикует.", lambda y: y.publisher),
    PublicField("act", TEXT, "Акт, по которому считали.", lambda y: y.outcome.methodology.act),
    PublicField(
        "max_total",
        ByAct.TOTAL,
        "Наибольшая возможная оценка.",
        lambda y: y.outcome.methodology.shown_total(y.outcome.methodology.max_total),
    ),
    PublicField(
        "levels",
        items_of("level"),
        "Уровни, начиная с высшего.",
        lambda y: [document(LEVEL, each) for each in y.levels],
    ),
    PublicField(
        "criteria",
        items_of("criterion"),
        "Критерии.",
        lambda y: [document(CRITERION, each) for each in y.criteria],
    ),
    PublicField(
        "categories",
        items_of("category"),
        "Категории участников.",
        lambda y: [document(GROUP, each) for each in y.groups],
    ),
    PublicField(
        "participants",
        items_of("participant"),
        "Оценённые участники, начиная с лучшей оценки.",
        lambda y: [document(PARTICIPANT, each) for each in y.rated],
    ),
)


def schema_of(field: PublicField[Any], methodology: Methodology, *, parts: bool) -> Schema:
    """Return the JSON Schema of a field's value under the act.

    parts: points may be fractions, written as texts, or negative.
    """
    match field.schema:
        case ByAct.POINTS:
            return PARTS_OF_POINTS if parts else POINTS
        case ByAct.WEIGHTED:
            return SIGNED_WEIGHTED if parts else WEIGHTED
        case ByAct.TOTAL if methodology.total_rule.decimals == 0:
            return WHOLE_TOTAL
        case ByAct.TOTAL:
            return SIGNED_WEIGHTED if parts else WEIGHTED
        case ByAct.CATEGORY:
            return {"enum": [each.id for each in methodology.categories]}
        case schema:
            return schema


def about_of(field: PublicField[Any], methodology: Methodology) -> str:
    """Return what a field says, with the act's categories by id and name where it lists them."""
    names = ", ".join(f"{each.id} – {each.name}" for each in methodology.categories)
    words = methodology.period.kind.words
    about = field.about.replace("{categories}", names)
    summed = ": сумма баллов, умноженных на коэффициенты" if methodology.is_weighted_sum else ""
    about = about.replace("{total}", f"Оценка{summed}")
    for name in ("last_genitive", "last_dative", "last_locative"):
        about = about.replace(f"{{{name}}}", getattr(words, name))
    return about
