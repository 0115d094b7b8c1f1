"""Files that were read wrongly once, kept under `data/cases`, with what is right in each.

They are one participant's return of 12.9 points, «Лидер», each spoiled in a way of its own.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.filled import codes, read
from tests.hostile.workshop import MARKS, changed
from tests.hostile.workshop import TOTAL as NINE

CASES = Path(__file__).parent / "data" / "cases"
TOTAL = Decimal("12.9")
WHOLE = {
    "01-ods-indented/gnumeric.ods": [],
    "01-ods-indented/libreoffice-prettyprinting.ods": [],
    "06-empty-shared-value/ИО-07.xlsx": [],
    "07a-macosx-members/ИО-07.xlsx": [],
}
"""What still counts in full, with the findings that stay on it."""


def sent(path):
    return read((CASES / path).read_bytes(), Path(path).name)


@pytest.mark.parametrize("path", WHOLE)
def test_a_whole_return_counts_in_full(path):
    entry = sent(path)
    assert codes(entry.findings) == WHOLE[path]
    assert (entry.scorecard.total, entry.scorecard.level) == (TOTAL, "leader")


def with_rows(row, count):
    return read(changed("ИО-01", MARKS, b"</sheetData>", row * count + b"</sheetData>"))


FORMATTED = b'<row r="400000" ht="18"><c r="A400000" s="8"/><c r="B400000" s="8"/></row>'


def test_formatting_far_down_is_read_or_told_to_be_no_danger():
    entry = with_rows(FORMATTED, 60_000)
    assert not codes(entry.findings)[0].startswith("F")
    assert str(entry.scorecard.total) == NINE
    (finding,) = with_rows(FORMATTED, 900_000).findings
    assert finding.code == "F030" and "400000" in finding.message
    assert "Опасности в этом нет" in finding.message and "Ctrl+Shift+End" in finding.remedy


def test_values_far_down_stay_a_danger():
    row = b'<row r="400000"><c r="A400000"><v>1</v></c></row>'
    assert codes(with_rows(row, 1_400_000).findings) == ["F007"]
