"""Files that were read wrongly once, kept under `data/cases`, with what is right in each.

They are one participant's return of 12.9 points, «Лидер», each spoiled in a way of its own.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.filled import codes, read

CASES = Path(__file__).parent / "data" / "cases"
TOTAL = Decimal("12.9")
WHOLE = {
    "01-ods-indented/gnumeric.ods": [],
    "01-ods-indented/libreoffice-prettyprinting.ods": [],
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
