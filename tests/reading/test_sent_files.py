"""Files that were read wrongly once, kept under `data/cases`, with what is right in each.

They are one participant's return of 12.9 points, «Лидер», each spoiled in a way of its own.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.filled import codes, read, submission_of
from tests.hostile.workshop import MARKS, changed
from tests.hostile.workshop import TOTAL as NINE
from tests.paths import DATA

CASES = DATA / "cases"
TOTAL = Decimal("12.9")
WHOLE = {
    "01-ods-indented/gnumeric.ods": [],
    "01-ods-indented/libreoffice-prettyprinting.ods": [],
    "05-iso-date-Z/ИО-07.xlsx": [],
    "06-empty-shared-value/ИО-07.xlsx": [],
    "07a-macosx-members/ИО-07.xlsx": [],
    "08-blank-formulas/ИО-07.xlsx": [],
    "10-picture-in-cell/ИО-07.xlsx": ["S065 Самооценка!E9"],
    "12-emoji-check-mark/ИО-07.xlsx": [],
    "13a-date-letter-O/ИО-07.xlsx": ["S068 Обучение!D6"],
    "13b-date-14-mar-25/ИО-07.xlsx": [],
}
"""What still counts in full, with the findings that stay on it."""


def sent(path):
    return read((CASES / path).read_bytes(), Path(path).name)


@pytest.mark.parametrize("path", WHOLE)
def test_a_whole_return_counts_in_full(path):
    file = sent(path)
    assert codes(file.findings) == WHOLE[path]
    assert (file.scorecard.total, file.scorecard.level) == (TOTAL, "leader")


def test_a_text_formula_that_a_suite_stored_as_zero_is_asked_about():
    file = sent("02-xls-text-formula-zero/ИО-07.xls")
    assert codes(file.findings) == ["S060 Самооценка!D9"] and file.scorecard is None
    (mark,) = (a for a in submission_of(file).answers if a.field_id == "1.1/done")
    assert (mark.value, mark.readable) == (None, False)


def test_a_percentage_is_what_its_cell_shows():
    answers = submission_of(sent("03-passport-percent/ИО-07 паспорт.xlsx")).answers
    shown = {answer.ref.cell: (answer.value, answer.given) for answer in answers}
    assert shown["C31"] == (Decimal(80), "80 %") and shown["D31"] == (Decimal(95), "95")


def with_rows(row, count):
    return read(changed("ИО-01", MARKS, b"</sheetData>", row * count + b"</sheetData>"))


FORMATTED = b'<row r="400000" ht="18"><c r="A400000" s="8"/><c r="B400000" s="8"/></row>'


def test_formatting_far_down_is_read_or_told_to_be_no_danger():
    file = with_rows(FORMATTED, 60_000)
    assert not codes(file.findings)[0].startswith("F")
    assert str(file.scorecard.total) == NINE
    (finding,) = with_rows(FORMATTED, 900_000).findings
    assert finding.code == "F030" and "400000" in finding.message
    assert "Опасности в этом нет" in finding.message and "Ctrl+Shift+End" in finding.remedy


def test_values_far_down_stay_a_danger():
    row = b'<row r="400000"><c r="A400000"><v>1</v></c></row>'
    assert codes(with_rows(row, 1_400_000).findings) == ["F007"]
