"""Answers of a criterion beside its column, or as a colour only: each is told with its cell."""

import re

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

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


RED = "FFFF0000"


def inks(colours, texts=None):
    """Return what S074 and S075 say of criterion 1 with these letters coloured."""
    answers = {k: v for k, v in FILLED.items() if not re.match(r"1\.\d/", k)}

    def change(book):
        sheet = book["Самооценка"]
        for address, text in (texts or {}).items():
            sheet[address].value = text
        for address, colour in colours.items():
            sheet[address].font = Font(color=colour)

    found = handled(change, answers=answers).findings
    return [f.message for f in found if f.code in ("S074", "S075")]


@pytest.mark.parametrize(
    ("colours", "expected"),
    [
        ({"B9": RED}, "цветом букв выделено: B9"),
        ({"B9": RED, "C11": "FF00B050"}, "цветом букв выделено: B9, C11"),
        ({"B9": Color(theme=5)}, "цветом букв выделено: B9"),
        ({"B9": Color(indexed=10)}, "цветом букв выделено: B9"),
        # A whole table in one colour, greys, the program's own, those of texts and links.
        ({f"B{row}": RED for row in range(8, 12)}, None),
        ({"B9": "FF808080", "B10": "FF595959", "B11": "FF0563C1"}, None),
        ({"B9": Color(theme=1), "B10": Color(theme=10), "B11": Color(indexed=64)}, None),
        # The mark has no letters, the points are no row of the criterion.
        ({"D9": RED, "B12": RED}, None),
    ],
    ids=range(8),
)
def test_coloured_letters_of_printed_rows_are_told(colours, expected):
    found = inks(colours)
    assert [expected in each for each in found] == [True] if expected else found == []


def test_the_colour_of_evidence_is_no_answer():
    assert inks({"E9": RED}, {"E9": "приказ № 7"}) == []


def same(text):
    return {f"D{row}": text for row in range(8, 12)}


PARTED = CellRichText(TextBlock(InlineFont(color=RED), "да"), " / нет")


@pytest.mark.parametrize(
    ("colours", "texts", "expected"),
    [
        ({"D9": RED}, same("да / нет"), "D9"),
        ({"D9": RED, "D11": RED}, same("да"), "D9, D11"),
        ({"D9": RED}, same("нет"), "D9"),
        ({}, same("да / нет") | {"D9": PARTED}, "D9"),
        ({}, {"D9": PARTED}, "D9"),
        (dict.fromkeys(same(""), RED), same("да"), None),
        ({"D9": RED}, same("нет") | {"D9": "да"}, None),
        ({"D8": RED}, {"D8": "да"}, None),
        ({"D9": "FF595959"}, same("да"), None),
    ],
    ids=range(9),
)
def test_marks_told_apart_by_colour_only_are_told(colours, texts, expected):
    found = inks(colours, texts)
    wanted = f"По критерию 1 цветом букв выделено: {expected}. Цвет ответом не считается."
    assert found == ([wanted] if expected else [])
