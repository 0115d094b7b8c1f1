"""Open data beside the public page: JSON, CSV, and the description of both.

Run `python -m kuzbass_batch.outputs.open_data docs` to write the description anew.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import CATEGORY_NAMES, Category
from kuzbass_batch.outputs.public_fields import (
    PARTS,
    SCHEMA,
    YEAR,
    CountedLevel,
    Public,
    Rated,
    Year,
    document,
)
from kuzbass_batch.outputs.sheet_ranking import rated
from kuzbass_batch.outputs.statistics import Statistics
from kuzbass_batch.rules.spring import group_counts, level_counts

Document = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHANGES = {1: "выше", 0: "тот же", -1: "ниже", None: ""}
LEADERSHIP = {"first": "впервые", "confirmed": "подтверждён", "lapsed": "не подтверждён", None: ""}
TITLES = {
    "year": "Год",
    "level": "Уровень",
    "criterion": "Критерий",
    "category": "Категория",
    "participant": "Участник",
    "score": "Балл по критерию",
}


def public_document(outcome: Outcome, statistics: Statistics, publisher: str) -> dict[str, Any]:
    """Return everything that may be published of a year as plain data."""
    methodology = outcome.methodology
    year = Year(
        outcome=outcome,
        publisher=publisher,
        rated=tuple(
            Rated(standing=standing, card=card, methodology=methodology)
            for standing, card in rated(outcome)
        ),
        levels=tuple(
            CountedLevel(level=methodology.level(count.level), count=count)
            for count in level_counts(outcome)
        ),
        criteria=statistics.criteria,
        groups=group_counts(outcome),
    )
    return document(YEAR, year)


def json_text(public: Document) -> str:
    """Return the text of the JSON file."""
    return json.dumps(public, ensure_ascii=False, indent=1) + "\n"


def csv_bytes(public: Document) -> bytes:
    """Return the CSV file as Russian Excel opens it: UTF-8 with BOM, «;», decimal comma, CRLF."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(csv_heads(public))
    for participant in public["participants"]:
        writer.writerow([_harmless(text) for text in _csv_row(participant)])
    return stream.getvalue().encode("utf-8-sig")


def csv_heads(public: Document) -> list[str]:
    """Return the headings of the CSV file."""
    return [
        "Код", "Участник", "Категория", "Место с", "Место по", "Место в категории с",
        "Место в категории по", "Оценка", "Сумма баллов", "Уровень", "Уровень прошлого года",
        "К прошлому году", "Высший уровень",
        *(f"Критерий {criterion['id']}, балл" for criterion in public["criteria"]),
    ]  # fmt: skip


def _csv_row(line: Document) -> Iterator[str]:
    yield from (line["id"], line["name"], CATEGORY_NAMES[Category(line["category"])])
    yield from (*_ends(line["place"]), *_ends(line["place_in_category"]))
    yield from (line["total"].replace(".", ","), str(line["points"]), line["level"])
    yield from (line["last_level"] or "", CHANGES[line["level_change"]])
    yield LEADERSHIP[line["leadership"]]
    yield from (str(score["points"]) for score in line["criteria"])


def _ends(place: Mapping[str, int] | None) -> tuple[str, str]:
    return (str(place["from"]), str(place["to"])) if place else ("", "")


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def schema_text() -> str:
    """Return the JSON Schema of the JSON file: closed, every field described."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Итоги рейтингования программы «Эффективный регион»: открытые данные",
        "description": "Оценки – десятичные числа строками с точкой, без округления; даты – "
        "ГГГГ-ММ-ДД.",
        **_object(YEAR),
        "$defs": {name: _object(fields) for name, fields in PARTS.items()},
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _object(fields: tuple[Public[Any], ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.key for field in fields],
        "properties": {field.key: {"description": field.about, **field.schema} for field in fields},
    }


def describe() -> str:
    """Return the description of the open data for people, in Markdown."""
    return "\n".join(_description()) + "\n"


def _description() -> Iterator[str]:
    yield "# Открытые данные"
    yield ""
    yield "Рядом с публичной страницей лежат те же сведения в двух видах. Эта страница сделана"
    yield "программой из списка публичных полей: `python -m kuzbass_batch.outputs.open_data docs`."
    yield ""
    yield "- `rating-ГГГГ.json` – UTF-8; оценки – строки с точкой, без округления; даты –"
    yield "  ГГГГ-ММ-ДД. Формальное описание – `rating.schema.json` (JSON Schema)."
    yield "- `rating-ГГГГ.csv` – одна строка на участника; UTF-8 с BOM, разделитель «;», десятичная"
    yield "  запятая, строки через CRLF: так его без настройки открывает русский Excel, и «9,1» не"
    yield "  становится датой. Текст, который таблица приняла бы за формулу, начинается с «'»."
    yield ""
    yield "Больше ничего не публикуется: ни сотрудников, ни контактов, ни подтверждений, ни"
    yield "замечаний, ни файлов, ни несогласий."
    for name, fields in {"year": YEAR, **PARTS}.items():
        yield ""
        yield f"## {TITLES[name]}"
        yield "| поле | что значит |"
        yield "| --- | --- |"
        yield from (f"| `{field.key}` | {field.about} |" for field in fields)


def main(folder: str) -> None:
    """Write the description and the schema into `folder`."""
    Path(folder, "open-data.md").write_text(describe(), "utf-8")
    Path(folder, "open-data.schema.json").write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
