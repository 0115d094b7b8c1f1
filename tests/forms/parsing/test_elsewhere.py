"""Answers of a criterion that stand beside its blank column: each is told with its cell."""

import re

import pytest
from openpyxl.styles import PatternFill

from tests.filled import ASSESSMENT, handled, marked

FILLED = ASSESSMENT | marked((1, 2, 2, 2, 2, 2, 2, 2)) | {"1.1/evidence": "приказ № 5"}
GREEN = PatternFill("solid", fgColor="FF92D050")


def told(cells=(), colours=(), blank="1"):
    """Return what S074 says with these cells of «Самооценка» filled in; blank: the criterion."""
    answers = {k: v for k, v in FILLED.items() if not re.match(rf"{blank}\.\d/", k)}

    def change(book):
        sheet = book["Самооценка"]
        for address, value in dict(cells).items():
            sheet[address].value = value
        for address in colours:
            sheet[address].fill = GREEN

    found = [f for f in handled(change, answers=answers).findings if f.code == "S074"]
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The rows of criterion 1 are 8 to 11, its points stand beneath the marks in D12.
        ({"E8": "да"}, "«да» стоит в ячейке E8"),
        ({"F11": "+"}, "«+» стоит в ячейке F11"),
        ({"C9": "v", "E11": "да"}, "«v» стоит в ячейке C9; «да» стоит в ячейке E11"),
        ({"E9": "да", "F9": "да"}, "«да» стоит в ячейке E9; «да» стоит в ячейке F9"),
        ({"D12": 3}, "число 3 вписано вместо баллов в ячейку D12"),
        ({"E9": "да, приказ № 7"}, "«да, приказ № 7» стоит в ячейке E9"),
        ({"F9": "Да – выполнено в мае"}, "«Да – выполнено в мае» стоит в ячейке F9"),
        ({"E9": "данные о числе услуг"}, None),
        ({"E9": "нет"}, None),
        ({"E9": "приказ № 7"}, None),
        ({"E12": "да"}, None),
        ({"D12": 0}, None),
        ({"D12": "три"}, None),
        ({"E8": '=IF(A1="","да","да")'}, None),
    ],
    ids=range(14),
)
def test_marks_and_points_beside_a_blank_column_are_told(cells, expected):
    found = told(cells)
    assert [expected in each for each in found] == [True] if expected else found == []


@pytest.mark.parametrize(
    ("colours", "expected"),
    [
        (["B8"], "цветом выделено: B8"),
        (["A11", "C8"], "цветом выделено: C8, A11"),
        (["B8", "B9", "B10"], "цветом выделено: B8, B9, B10"),
        (["B8", "B9", "B10", "B11"], None),
        (["B12"], None),
    ],
)
def test_coloured_rows_are_told_unless_all_are(colours, expected):
    found = told(colours=colours)
    assert [expected in each for each in found] == [True] if expected else found == []


def test_a_criterion_that_is_answered_is_not_looked_beside():
    assert told({"E8": "да"}, blank="2") == []
    assert told(blank="2") == []
