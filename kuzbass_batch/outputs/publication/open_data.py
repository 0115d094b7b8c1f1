"""Open data beside the public page: JSON, CSV, and the description of both.

Run `python -m kuzbass_batch.outputs.publication.open_data docs` to rewrite the description.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kuzbass_batch.methodology.files.loader import available_years, load_methodology
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.publication.open_columns import common_columns, csv_columns
from kuzbass_batch.outputs.publication.public_documents import (
    OPTIONAL_FIELDS,
    document_parts,
    year_document,
    year_fields,
)
from kuzbass_batch.outputs.publication.public_fields import (
    PARTICIPANT,
    SCHEMA,
    CountedLevel,
    PublicField,
    PublicRated,
    PublicYear,
    about_of,
    document,
    has_parts,
    schema_of,
)
from kuzbass_batch.outputs.total_words import total_sentence
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.workers.packed import Parts, packed, unpacked

PublicDocument = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TITLES = {
    "year": "Год",
    "level": "Уровень",
    "criterion": "Критерий",
    "category": "Категория",
    "participant": "Участник",
    "score": "Балл по критерию",
    "indicator": "Показатель плана",
    "certificate": "Сертификат образца",
    "award": "Награда конкурса",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PackedDocument:
    """Everything that may be published of a year, its participants packed."""

    head: PublicDocument
    participants: Parts

    def whole(self) -> dict[str, Any]:
        """Return the document as plain data."""
        return {**self.head, "participants": list(unpacked(self.participants))}


def packed_document(found: Conclusions, publisher: str) -> PackedDocument:
    """Return the public document of a year as it travels to who draws the page."""
    year, methodology = _year(found, publisher), found.outcome.methodology
    return PackedDocument(
        head=year_document(methodology, replace(year, rated=())),
        participants=packed(document(PARTICIPANT, each) for each in year.rated),
    )


def public_document(found: Conclusions, publisher: str) -> dict[str, Any]:
    """Return everything that may be published of a year as plain data."""
    return year_document(found.outcome.methodology, _year(found, publisher))


def _year(found: Conclusions, publisher: str) -> PublicYear:
    methodology = found.outcome.methodology
    return PublicYear(
        outcome=found.outcome,
        preliminary=found.preliminary,
        publisher=publisher,
        rated=tuple(
            PublicRated(
                standing=standing,
                card=card,
                leader=found.years[standing.participant.id].leader,
                methodology=methodology,
            )
            for standing, card in found.rated
        ),
        levels=tuple(
            CountedLevel(level=methodology.level(count.level), count=count)
            for count in found.totals.levels
        ),
        criteria=found.statistics.criteria,
        groups=found.totals.groups,
        plan=found.plan.last,
        certificates=found.outcome.registers.certificates,
    )


def json_text(public: PublicDocument) -> str:
    """Return the text of the JSON file: a line for each field, and for each participant."""
    fields = (f"{json.dumps(key)}: {_lines(value)}" for key, value in public.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in value) + "\n]"


def csv_bytes(public: PublicDocument, methodology: Methodology) -> bytes:
    """Return the CSV file as Russian Excel opens it: UTF-8 with BOM, «;», decimal comma, CRLF."""
    stream, columns = io.StringIO(), csv_columns(public, methodology)
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.head for column in columns])
    for participant in public["participants"]:
        writer.writerow([_harmless(column.value(participant)) for column in columns])
    return stream.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def schema_text(methodology: Methodology, *, may_not_apply: bool = False) -> str:
    """Return the JSON Schema of the JSON file: closed, every field described.

    may_not_apply: some criterion does not apply to somebody: its points are null.
    """
    parts = {
        name: _object(fields, methodology) for name, fields in document_parts(methodology).items()
    }
    if not methodology.is_weighted_sum:
        parts["participant"]["properties"]["total"]["description"] = (
            f"{total_sentence(methodology)}."
        )
    if may_not_apply:
        points = parts["score"]["properties"]["points"]
        kinds = [points["type"]] if isinstance(points["type"], str) else points["type"]
        parts["score"]["properties"]["points"] = {
            **points,
            "description": "Балл по критерию; null – критерий не применим.",
            "type": [*kinds, "null"],
        }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": f"Итоги рейтингования {methodology.words.programme.named_genitive}: "
        "открытые данные",
        "description": f"Оценки – десятичные числа строками с точкой{_unrounded(methodology)}; "
        "даты – ГГГГ-ММ-ДД.",
        **_object(year_fields(methodology), methodology),
        "$defs": parts,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _unrounded(methodology: Methodology) -> str:
    return ", без округления" if methodology.total_rule.decimals is None else ""


def _object(fields: tuple[PublicField[Any], ...], methodology: Methodology) -> dict[str, Any]:
    parts = has_parts(methodology)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.key for field in fields if field.key not in OPTIONAL_FIELDS],
        "properties": {
            field.key: {
                "description": about_of(field, methodology),
                **schema_of(field, methodology, parts=parts),
            }
            for field in fields
        },
    }


def describe(methodology: Methodology) -> str:
    """Return the description of the open data for people, in Markdown."""
    return "\n".join(_description(methodology)) + "\n"


def _description(methodology: Methodology) -> Iterator[str]:
    yield "# Открытые данные"
    yield ""
    yield "Рядом с публичной страницей лежат те же сведения в двух видах. Эта страница сделана"
    yield "программой из списка публичных полей:"
    yield "`python -m kuzbass_batch.outputs.publication.open_data docs`."
    yield ""
    yield "- `rating-ГГГГ.json` – UTF-8; оценки – строки с точкой, без округления; даты –"
    yield "  ГГГГ-ММ-ДД. Формальное описание – `rating.schema.json` (JSON Schema)."
    yield "- `rating-ГГГГ.csv` – одна строка на участника; UTF-8 с BOM, разделитель «;», десятичная"
    yield "  запятая, строки через CRLF: так его без настройки открывает русский Excel, и «9,1» не"
    yield "  становится датой. Текст, который таблица приняла бы за формулу, начинается с «'»."
    yield "  Столбцы для программ описывает `rating-ГГГГ.csv-metadata.json` (CSV on the Web)."
    yield ""
    yield "Больше ничего не публикуется: ни сотрудников, ни контактов, ни подтверждений, ни"
    yield "замечаний, ни файлов, ни несогласий."
    yield ""
    yield "Версия описания – вторая: против первой добавлены план мероприятий (`plan_quarter`,"
    yield "`plan`), сертификаты (`certificates`) и победители конкурса (`awards`). Прежние поля"
    yield "значат то же самое."
    for name, fields in {"year": year_fields(methodology), **document_parts(methodology)}.items():
        yield ""
        yield f"## {TITLES[name]}"
        yield "| поле | что значит |"
        yield "| --- | --- |"
        yield from (f"| `{field.key}` | {about_of(field, methodology)} |" for field in fields)
    yield ""
    yield "## Столбцы CSV"
    yield "| столбец | имя для программ | что значит |"
    yield "| --- | --- | --- |"
    yield from (
        f"| {each.head} | `{each.name}` | {each.about} |"
        for each in common_columns(methodology.period.kind)
    )
    yield "| Критерий N, балл | `criterion_N` | Балл по критерию N; столбец на каждый критерий. |"


def main(folder: str) -> None:
    """Write the description and the schema into `folder`, with the words of this act."""
    methodology = load_methodology(available_years()[0])
    Path(folder, "open-data.md").write_text(describe(methodology), "utf-8")
    Path(folder, "open-data.schema.json").write_text(schema_text(methodology), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
