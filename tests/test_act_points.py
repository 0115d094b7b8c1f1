"""docs/акт-по-пунктам.md: every point of the act stands there, and what it names exists."""

import re

import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.planning import FOLDERS
from kuzbass_batch.outputs.names import SHEETS, compared_sheet
from kuzbass_batch.records.files.sources import Kind
from tests.filled import METHODOLOGY
from tests.paths import ROOT

TEXT = (ROOT / "docs" / "акт-по-пунктам.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d\.\d(?:\(\d+\))?) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.M)
POINTS = [
    "2.2", *(f"2.2({at})" for at in range(1, 11)), *(f"2.7({at})" for at in range(1, 11)),
    *(f"2.8({at})" for at in range(1, 9)), "2.9(1)", "2.9(2)",
    *(f"3.{at}" for at in range(1, 6)),
]  # fmt: skip
"""The points of the act that ask something of participants, committee and centre."""
FORMS = year_of(METHODOLOGY).forms
KINDS = {"Решения": Kind.DECISIONS, "Реестры": Kind.REGISTERS, "Бланк": Kind.SELF_ASSESSMENT}
BOOKS = {book: {sheet.name for sheet in FORMS[kind].sheets} for book, kind in KINDS.items()}
BOOKS["Рейтинг"] = {*SHEETS.values(), compared_sheet(METHODOLOGY.period.kind)}
SHEET = re.compile(r"лист(?:ы)? ((?:«[^»]+»(?:, | и )?)+)")


def places():
    """Yield the book and sheet that each cell names."""
    for point, _, where in ROWS:
        book = ""
        for part in re.split(r";|: ", where):
            named = re.match(r"\s*(?:.* – )?«(Рейтинг|Решения|Реестры|Бланк)», лист", part)
            book = named[1] if named else book
            for sheets in SHEET.findall(part):
                for sheet in re.findall(r"«([^»]+)»", sheets):
                    yield point, book, sheet


def test_every_point_and_every_indicator_has_its_row():
    plan = [target.id for target in METHODOLOGY.plan]
    assert [point for point, _, _ in ROWS] == [*POINTS, *plan]


def test_every_sheet_that_is_named_exists():
    found = list(places())
    assert len(found) > len(POINTS)
    assert [each for each in found if each[2] not in BOOKS.get(each[1], ())] == []


@pytest.mark.parametrize("folder", ["Запросы", "Результаты", "Ответы на несогласие"])
def test_the_letters_that_are_named_are_written(folder):
    assert f"«{folder}»" in TEXT and folder in FOLDERS.values()
