"""The columns of the CSV file with open data, and their description by the W3C (CSV on the Web)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import PeriodKind
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.publication.public_fields import has_parts
from kuzbass_batch.outputs.total_words import total_sentence

DataRow = Mapping[str, Any]
CHANGES = {1: "выше", 0: "тот же", -1: "ниже", None: ""}
LEADERSHIP = {
    "awarded": "присвоен",
    "confirmed": "подтверждён",
    "lapsed": "не подтверждён",
    None: "",
}
WHOLE, TEXT = "integer", "string"
DECIMAL = {"base": "decimal", "format": {"decimalChar": ","}}


@dataclass(frozen=True, kw_only=True, slots=True)
class DataColumn:
    """A column: its name for programs, its heading, what it says, its kind, and its text.

    kind: a datatype of CSV on the Web.
    """

    name: str
    head: str
    about: str
    kind: str | Mapping[str, Any]
    value: Callable[[DataRow], str]


COLUMNS = (
    DataColumn(name="id", head="Код", about="Код участника в реестре.", kind=TEXT,
           value=lambda p: p["id"]),
    DataColumn(name="name", head="Участник", about="Полное наименование.", kind=TEXT,
           value=lambda p: p["name"]),
    DataColumn(name="category", head="Категория", about="Категория участника.", kind=TEXT,
           value=lambda p: p["category"]),
    DataColumn(name="place_from", head="Место с", about="Первое из занятых мест среди всех.",
           kind=WHOLE, value=lambda p: _end(p["place"], "from")),
    DataColumn(name="place_to", head="Место по", about="Последнее из занятых мест среди всех.",
           kind=WHOLE, value=lambda p: _end(p["place"], "to")),
    DataColumn(name="place_in_category_from", head="Место в категории с",
           about="Первое из занятых мест в категории.", kind=WHOLE,
           value=lambda p: _end(p["place_in_category"], "from")),
    DataColumn(name="place_in_category_to", head="Место в категории по",
           about="Последнее из занятых мест в категории.", kind=WHOLE,
           value=lambda p: _end(p["place_in_category"], "to")),
    DataColumn(name="total", head="Оценка", about="Оценка участника.",
           kind=DECIMAL, value=lambda p: wording.comma(p["total"])),
    DataColumn(name="points", head="Сумма баллов", about="Сумма баллов без коэффициентов.",
           kind=WHOLE,
           value=lambda p: wording.comma(p["points"])),
    DataColumn(name="level", head="Уровень", about="Присвоенный уровень.", kind=TEXT,
           value=lambda p: p["level"]),
    DataColumn(name="last_level", head="Уровень {last.last_genitive}",
           about="Уровень {last.last_genitive}; пусто – неизвестен.", kind=TEXT,
           value=lambda p: p["last_level"] or ""),
    DataColumn(name="level_change", head="К {last.last_dative}",
           about="Уровень к {last.last_dative}: выше, тот же, ниже; пусто – сравнить не с чем.",
           kind=TEXT, value=lambda p: CHANGES[p["level_change"]]),
    DataColumn(name="leadership", head="Высший уровень",
           about="Высший уровень: присвоен, подтверждён, не подтверждён; пусто – не было и нет.",
           kind=TEXT, value=lambda p: LEADERSHIP[p["leadership"]]),
)  # fmt: skip


def common_columns(kind: PeriodKind) -> tuple[DataColumn, ...]:
    """Return the columns that every act has, in the words of a kind of period."""

    def told(text: str) -> str:
        return text.replace("{last.", "{0.").format(kind.words)

    return tuple(replace(each, head=told(each.head), about=told(each.about)) for each in COLUMNS)


def csv_columns(public: DataRow, methodology: Methodology) -> tuple[DataColumn, ...]:
    """Return the columns: those of every year, then one for each criterion."""
    names = {each.id: each.name for each in methodology.categories}
    kind: str | Mapping[str, Any] = DECIMAL if has_parts(methodology) else WHOLE
    columns = common_columns(methodology.period.kind)
    common = (
        replace(each, value=lambda p: names[p["category"]])
        if each.name == "category"
        else replace(each, kind=kind)
        if each.name == "points"
        else replace(each, about=f"{total_sentence(methodology)}.")
        if each.name == "total" and not methodology.is_weighted_sum
        else each
        for each in columns
        if each.name != "leadership" or methodology.leaders
    )
    return (*common, *(_criterion(each, kind) for each in public["criteria"]))


def _criterion(criterion: DataRow, kind: str | Mapping[str, Any]) -> DataColumn:
    return DataColumn(
        name=f"criterion_{criterion['id']}",
        head=f"Критерий {criterion['id']}, балл",
        about=f"Балл по критерию «{criterion['short_title']}».",
        kind=kind,
        value=lambda p: _points(_score(p, criterion["id"])["points"]),
    )


def _score(person: DataRow, criterion: str) -> DataRow:
    """Return the score of a criterion.

    The person has one for every column: a criterion that applies to no one gets no column.
    """
    found: DataRow = next(each for each in person["criteria"] if each["criterion"] == criterion)
    return found


def _points(given: int | str | None) -> str:
    """Return the points, nothing where the criterion does not apply."""
    return "" if given is None else wording.comma(given)


def _end(place: Mapping[str, int] | None, end: str) -> str:
    return str(place[end]) if place else ""


def csv_metadata(public: DataRow, name: str, methodology: Methodology) -> str:
    """Return the description of the CSV file `name` for programs that read CSV on the Web."""
    programme = methodology.words.programme
    found = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ru"}],
        "url": name,
        "dc:title": f"Итоги рейтингования {programme.full_genitive} за {methodology.period.name}",
        "dc:publisher": public["publisher"],
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True,
                    "lineTerminators": ["\r\n"]},
        "tableSchema": {"primaryKey": "id", "columns": list(_described(public, methodology))},
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _described(public: DataRow, methodology: Methodology) -> Iterator[dict[str, Any]]:
    for column in csv_columns(public, methodology):
        yield {
            "name": column.name,
            "titles": column.head,
            "dc:description": column.about,
            "datatype": column.kind,
        }
