"""The package of 1 April (p. 3.4): memo, list of levels, diplomas, page and open data of one run.

Every run writes it into its own result, so that its numbers are those of the workbook and of the
letters beside it. Until the results have gone out, each of its papers says that it is a draft.
"""

import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.outputs.diplomas import (
    Diploma,
    diploma_context,
    plan_diplomas,
    register_bytes,
)
from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.outputs.letters import read_committee
from kuzbass_batch.outputs.level_list import level_list_context
from kuzbass_batch.outputs.memo import memo_context
from kuzbass_batch.outputs.open_data import csv_bytes, json_text, public_document, schema_text
from kuzbass_batch.outputs.page import page_text

FOLDER, SITE = "К 1 апреля", "Сайт"
SCHEMA_NAME = "rating.schema.json"


def write_april(outcome: Outcome, write: Callable[[str, bytes], None]) -> None:
    """Give every paper to `write`; UnfilledTag if a template asks for what nobody gives."""
    words = {"committee": read_committee(), "government": _read_government()}
    diplomas = plan_diplomas(outcome)
    for name, data in _papers(outcome, words):
        write(f"{FOLDER}/{name}", data)
    for name, data in _diplomas(diplomas, outcome, words):
        write(f"{FOLDER}/{name}", data)
    register = register_bytes(diplomas, outcome)
    write(f"{FOLDER}/Реестр дипломов-{outcome.year}.xlsx", register)
    for name, data in _site(outcome, words["committee"]["name"]).items():
        write(f"{FOLDER}/{SITE}/{name}", data)


def _read_government() -> dict[str, Any]:
    place = files("kuzbass_batch.templates").joinpath("letters", "government.toml")
    return tomllib.loads(place.read_text("utf-8"))


def _template(name: str) -> LetterTemplate:
    place = files("kuzbass_batch.templates").joinpath("letters", f"{name}.docx")
    return LetterTemplate(place.read_bytes(), f"{name}.docx")


def _papers(outcome: Outcome, words: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    memo = _template("memo").render(memo_context(outcome) | words)
    yield f"Записка об итогах-{outcome.year}.docx", memo
    levels = _template("level_list").render(level_list_context(outcome) | words)
    yield f"Перечень уровней-{outcome.year}.docx", levels


def _diplomas(
    diplomas: tuple[Diploma, ...], outcome: Outcome, words: dict[str, Any]
) -> Iterator[tuple[str, bytes]]:
    template = _template("diploma")
    for each in diplomas:
        yield each.path, template.render(diploma_context(each, outcome) | words)


def _site(outcome: Outcome, publisher: str) -> dict[str, bytes]:
    """Return the files to put on the site, all made from the public fields."""
    data, stem = public_document(outcome, publisher), f"rating-{outcome.year}"
    links = {
        "csv_name": f"{stem}.csv",
        "json_name": f"{stem}.json",
        "schema_name": SCHEMA_NAME,
    }
    return {
        "index.html": page_text(data, links).encode(),
        links["csv_name"]: csv_bytes(data),
        links["json_name"]: json_text(data).encode(),
        SCHEMA_NAME: schema_text().encode(),
    }
