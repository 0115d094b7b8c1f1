"""Strikes and colours of one form, told alike whatever program saved it and as what."""

import io
import os
import re
import shutil
import subprocess

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from kuzbass_batch.records.files.sources import Kind
from tests.filled import ASSESSMENT, codes, drawn, marked, read, saved
from tests.suites.test_forms import convert

FILLED = ASSESSMENT | marked((1, 2, 2, 2, 2, 2, 2, 2))
TOLD = ("S062", "S063", "S074", "S075")
EXPECTED = [
    "S062 Самооценка!D15",
    "S063 Самооценка!E14",
    "S063 Самооценка!E15",
    "S074 Самооценка!D8",
    "S075 Самооценка!D20",
    "S075 Самооценка!D26",
]
RED = "FFFF0000"
GNUMERIC = {
    "xls": "Gnumeric_Excel:excel_biff8",
    "ods": "Gnumeric_OpenCalc:odf",
    "xlsx": "Gnumeric_Excel:xlsx2",
}
needs_programs = pytest.mark.skipif(
    not all(map(shutil.which, ("soffice", "ssconvert"))) and os.environ.get("CI") != "true",
    reason="LibreOffice or Gnumeric is missing: the looks of their files are NOT tried",
)


def looked():
    """Return a form with criterion 1 answered by colours, a mark and two evidences struck out.

    Criterion 3 has «да / нет» in all rows and one of them in red, criterion 4 a red part of it.
    """
    answers = {name: value for name, value in FILLED.items() if not re.match(r"1\.\d/", name)}
    book = openpyxl.load_workbook(io.BytesIO(drawn(Kind.SELF_ASSESSMENT, answers)))
    sheet = book["Самооценка"]
    sheet["C9"].fill = sheet["D10"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["D15"].font = sheet["E14"].font = Font(strike=True)
    sheet["E14"].value = "приказ"
    sheet["B11"].font = Font(color=RED)
    for row in range(20, 24):
        sheet[f"D{row}"].value = "да / нет"
    sheet["D21"].font = Font(color=RED)
    sheet["D26"].value = CellRichText(TextBlock(InlineFont(color=RED), "да"), " / нет")
    part = TextBlock(InlineFont(strike=True), "№ 5 ")
    sheet["E15"].value = CellRichText("приказ ", part, "и № 6")
    return saved(book)


def plain():
    """Return the same form with nothing coloured and nothing struck out."""
    answers = {name: value for name, value in FILLED.items() if not re.match(r"1\.\d/", name)}
    return drawn(Kind.SELF_ASSESSMENT, answers)


def by_gnumeric(folder, path, suffix):
    made = folder / f"{path.stem}.gnumeric.{suffix}"
    command = ["ssconvert", f"--export-type={GNUMERIC[suffix]}", path, made]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return made


def told(path):
    file = read(path.read_bytes(), path.name)
    assert codes(file.findings), path
    colours = [f.message for f in file.findings if f.code == "S074"]
    words = ("цветом выделено: C9, D10", "цветом букв выделено: B11")
    assert all(each in message for message in colours for each in words), colours
    inked = [f.message.partition("выделено: ")[2] for f in file.findings if f.code == "S075"]
    assert inked in ([], ["D21. Цвет ответом не считается.", "D26. Цвет ответом не считается."])
    return sorted(line for line in codes(file.findings) if line.startswith(TOLD))


@needs_programs
def test_strikes_and_colours_are_told_whatever_saved_the_form(tmp_path):
    forms = {"вид": looked(), "ровно": plain()}
    for suffix in ("xlsx", "ods", "xls"):
        found = convert(tmp_path, forms, suffix)
        assert told(found["вид"]) == EXPECTED, suffix
        assert told(found["ровно"]) == [], suffix
    for suffix in GNUMERIC:
        for name, expected in (("вид", EXPECTED), ("ровно", [])):
            path = by_gnumeric(tmp_path, tmp_path / f"{name}.xlsx", suffix)
            assert told(path) == expected, (suffix, name)
