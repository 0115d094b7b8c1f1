"""One sheet as three programs store it in .xls, each cell judged by xlrd as well."""

import datetime as dt
import io
import os
import random
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest
import xlrd
import xlwt

from kuzbass_batch.reading.readers.workbook import read_form
from tests.suites.test_forms import convert

TEXTS = ("да", "нет", "Latin", "ё № «»", "две\nстроки", "x" * 300, "слово " * 1500, "😀", " край ",
         "1.1", "0", "TRUE", "=1+1", "\u00a0", "é", "漢字")  # fmt: skip
NUMBERS = (0, 1, -1, 2, 100, 0.5, 0.1, 1 / 3, 12.9, -0.25, 536870911, 536870912, -536870913, 1e15,
           1e-9, 123456.78, 1.005)  # fmt: skip
DAYS = (dt.date(2025, 12, 10), dt.date(2000, 2, 29), dt.date(2099, 12, 31))
FORMULAS = ('="да"', "=1=1", "=1+1", '=""', "=1/0", "=0", '=IF(1=1,"да","нет")', "=1=2")
KINDS = ("text", "number", "day", "truth", "formula", "blank")
ROWS, COLUMNS = 60, 8


def cells():
    """Return what stands where: the same for every program."""
    dice = random.Random(2025)
    choose = {"text": TEXTS, "number": NUMBERS, "day": DAYS, "truth": (True, False),
              "formula": FORMULAS, "blank": (None,)}  # fmt: skip
    return {
        (row, column): dice.choice(choose[dice.choice(KINDS)])
        for row in range(ROWS)
        for column in range(COLUMNS)
    }


def book():
    """Return the sheet as an .xlsx without any result stored beside the formulas."""
    made = openpyxl.Workbook()
    sheet = made.active
    for (row, column), value in cells().items():
        cell = sheet.cell(row + 1, column + 1)
        cell.value = value
        if isinstance(value, str) and value not in FORMULAS:
            cell.data_type = "s"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def by_libreoffice(folder):
    return convert(folder, {"лист": book()}, "xls")["лист"].read_bytes()


def by_gnumeric(folder):
    before, after = folder / "sheet.xlsx", folder / "sheet.xls"
    before.write_bytes(book())
    command = ["ssconvert", "--export-type=Gnumeric_Excel:excel_biff8", before, after]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return after.read_bytes()


def by_xlwt(folder):
    made = xlwt.Workbook()
    sheet = made.add_sheet("лист")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for (row, column), value in cells().items():
        if value in FORMULAS and not isinstance(value, bool | int | float):
            sheet.write(row, column, xlwt.Formula(value[1:].replace(",", ";")))
        elif isinstance(value, dt.date):
            sheet.write(row, column, value, day)
        elif value is not None:
            sheet.write(row, column, value)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


PROGRAMS = {"soffice": by_libreoffice, "ssconvert": by_gnumeric, "": by_xlwt}


@pytest.mark.parametrize("program", PROGRAMS, ids=("LibreOffice", "Gnumeric", "xlwt"))
def test_every_cell_is_read_as_xlrd_reads_it(program, tmp_path):
    if program and not shutil.which(program) and os.environ.get("CI") != "true":
        pytest.skip(f"{program} is missing")
    data = PROGRAMS[program](tmp_path)
    form, notes = read_form(data)
    assert form is not None, notes
    (sheet,) = form.sheets
    judge = xlrd.open_workbook(file_contents=data)
    judged = judge.sheet_by_index(0)
    for (row, column), written in cells().items():
        ours = sheet.rows[row][column] if column < len(sheet.rows[row]) else None
        hidden_cells = {each.kind: each.text for each in sheet.hidden_cells.get((row, column), ())}
        assert same(ours, hidden_cells, judged.cell(row, column), judge.datemode), (
            row,
            column,
            written,
        )
        # Whatever stands behind a formula is known as such: a zero there is never an answer.
        # «=1+1» is among the texts, too.
        is_formula = isinstance(written, str) and written in FORMULAS and written != "=1+1"
        assert ("formula" in hidden_cells) >= is_formula, (row, column, written)


def same(ours, hidden_cells, cell, mode):
    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return ours is None
        case xlrd.XL_CELL_TEXT:
            return (ours or "") == cell.value
        case xlrd.XL_CELL_BOOLEAN:
            return ours is bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return hidden_cells.get("error") == xlrd.error_text_from_code[cell.value]
        case xlrd.XL_CELL_DATE:
            return ours == xlrd.xldate_as_datetime(cell.value, mode).date()
        case _:
            return ours == Decimal(repr(cell.value)) or ours == Decimal(int(cell.value))
