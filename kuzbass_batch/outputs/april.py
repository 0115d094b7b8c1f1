"""The package of 1 April (p. 3.4): memo, list of levels, diplomas, page and open data of one run.

Every run writes it into its own result, so that its numbers are those of the workbook and of the
letters beside it. Until the results have gone out, each of its papers says that it is a draft.
"""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.outputs.diplomas import (
    Diploma,
    diploma_context,
    plan_diplomas,
    write_register,
)
from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.outputs.letters import read_committee
from kuzbass_batch.outputs.level_list import level_list_context
from kuzbass_batch.outputs.memo import memo_context
from kuzbass_batch.outputs.open_data import csv_bytes, json_text, public_document, schema_text
from kuzbass_batch.outputs.page import page_text

FOLDER, SITE = "К 1 апреля", "Сайт"
SCHEMA_NAME = "rating.schema.json"


def write_april(outcome: Outcome, stage: Path) -> None:
    """Write the package into the result folder; UnfilledTag if a template asks for too much."""
    folder = stage / FOLDER
    words = {"committee": read_committee(), "government": _read_government()}
    diplomas = plan_diplomas(outcome)
    for name, data in (_papers(outcome, words) | _diplomas(diplomas, outcome, words)).items():
        _write(folder / name, data)
    for name, text in _site(outcome, words["committee"]["name"]).items():
        _write(folder / SITE / name, text)
    write_register(diplomas, outcome, folder / f"Реестр дипломов-{outcome.year}.xlsx")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _read_government() -> dict[str, Any]:
    place = files("kuzbass_batch.templates").joinpath("letters", "government.toml")
    return tomllib.loads(place.read_text("utf-8"))


def _template(name: str) -> LetterTemplate:
    place = files("kuzbass_batch.templates").joinpath("letters", f"{name}.docx")
    return LetterTemplate(place.read_bytes(), f"{name}.docx")


def _papers(outcome: Outcome, words: dict[str, Any]) -> dict[str, bytes]:
    year = outcome.year
    return {
        f"Записка об итогах-{year}.docx": _template("memo").render(memo_context(outcome) | words),
        f"Перечень уровней-{year}.docx": _template("level_list").render(
            level_list_context(outcome) | words
        ),
    }


def _diplomas(
    diplomas: tuple[Diploma, ...], outcome: Outcome, words: dict[str, Any]
) -> dict[str, bytes]:
    if not diplomas:
        return {}
    template = _template("diploma")
    return {each.path: template.render(diploma_context(each, outcome) | words) for each in diplomas}


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
