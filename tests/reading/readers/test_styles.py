"""What styles tell: those that come from a named style, from a column, from a palette."""

import datetime as dt
import io
import re
import struct
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from openpyxl.styles import PatternFill

from kuzbass_batch.ceilings import STRANGERS
from kuzbass_batch.reading.guard import ole
from kuzbass_batch.reading.guard.bounds import address_of
from kuzbass_batch.reading.guard.inspection import inspect
from kuzbass_batch.reading.readers import cell_styles
from kuzbass_batch.reading.readers.ods import styles as ods_styles
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.reading.readers.xls import styles as xls_styles
from kuzbass_batch.reading.readers.xls.strings import has_marked_run
from kuzbass_batch.reading.readers.xlsx import reader as xlsx_reader
from tests.filled import codes, read, saved
from tests.hostile.workshop import MARKS, form, ods_parts, packed, parts_of, unpacked
from tests.reading.readers.test_shown_values import IN_A_MARK

# --- .ods ---

NAMED = """<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:styles>
<style:style style:name="Default" style:family="table-cell"/>
<style:style style:name="Struck" style:family="table-cell" style:parent-style-name="Default">
<style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="Yellow" style:family="table-cell">
<style:table-cell-properties fo:background-color="#ffff00"/></style:style>
<style:style style:name="Struck" style:family="text"/>
<style:style style:name="Lined" style:family="text">
<style:text-properties style:text-line-through-type="single"/></style:style>
</office:styles></office:document-styles>"""
OWN = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>
{styles}</office:automatic-styles><office:body>{cells}</office:body></office:document-content>"""
CHILD = (
    '<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{up}"{end}'
)


def child(name, up, inside="", family="table-cell"):
    end = f">{inside}</style:style>" if inside else "/>"
    return CHILD.format(name=name, up=up, family=family, end=end)


UNSTRUCK = '<style:text-properties style:text-line-through-style="none"/>'
CLEAR = '<style:table-cell-properties fo:background-color="transparent"/>'


@pytest.mark.parametrize(
    ("styles", "cells", "key", "told"),
    [
        (child("ce1", "Struck"), "", ("table-cell", "ce1"), (True, False)),
        (child("ce1", "Struck", UNSTRUCK), "", ("table-cell", "ce1"), None),
        (child("ce1", "Yellow"), "", ("table-cell", "ce1"), (False, True)),
        (child("ce1", "Yellow", CLEAR), "", ("table-cell", "ce1"), None),
        (child("ce2", "ce1") + child("ce1", "Yellow"), "", ("table-cell", "ce2"), (False, True)),
        (child("ce1", "ce1") + child("ce2", "Yellow"), "", ("table-cell", "ce1"), None),
        (child("T1", "Lined", family="text"), "", ("text", "T1"), (True, False)),
        (child("T1", "Struck", family="text"), "", ("text", "T1"), None),
        ("", '<table:table-cell table:style-name="Yellow"/>', ("table-cell", "Yellow"),
         (False, True)),
        ("", '<x apply-style-name="Yellow"/>', ("table-cell", "Yellow"), None),
    ],
)  # fmt: skip
def test_a_style_has_what_its_parents_say(styles, cells, key, told):
    found = ods_styles.styles_by_key(
        OWN.format(styles=styles, cells=cells).encode(), NAMED.encode()
    )
    style = found.get(key)
    assert (style and (style.struck, style.filled)) == told


def test_a_mark_struck_out_by_a_named_style_is_told():
    parts = ods_parts("ИО-10")
    content = parts["content.xml"].decode()
    usual = re.compile(f'table:style-name="[^"]*" (?={IN_A_MARK})')
    struck = usual.sub('table:style-name="Struck" ', content, count=1)
    told = []
    for each in (content, struck):
        changed = {"content.xml": each.encode(), "styles.xml": NAMED.encode()}
        file = read(packed(parts | changed), "форма.ods")
        told.append([line for line in codes(file.findings) if line.startswith("S06")])
    assert told[0] == [] and told[1][0].startswith("S062 Самооценка!D"), told


def grid_of(columns, row, cell):
    """Return what is hidden in the cells of a small .ods."""
    parts = ods_parts("ИО-10")
    content = parts["content.xml"].decode()
    begin, end = content.index("<table:table "), content.index("</office:spreadsheet>")
    table = f'<table:table table:name="л">{columns}<table:table-row{row}>{cell}</table:table-row>'
    content = content[:begin] + table + "</table:table>" + content[end:]
    form, notes = read_form(
        packed(parts | {"content.xml": content.encode(), "styles.xml": NAMED.encode()})
    )
    assert form is not None, notes
    hidden = form.sheets[0].hidden_cells
    return {place: [each.kind for each in kinds] for place, kinds in hidden.items()}


DEFAULT = ' table:default-cell-style-name="Yellow"'
TEXT = '<table:table-cell office:value-type="string"{more}><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("column", "row", "more", "expected"),
    [
        (DEFAULT, "", "", {(0, 0): ["filled"]}),
        ("", DEFAULT, "", {(0, 0): ["filled"]}),
        (DEFAULT, "", ' table:style-name="Default"', {}),
        (DEFAULT, ' table:default-cell-style-name="Default"', "", {}),
        ("", "", ' table:style-name="Yellow" table:number-columns-repeated="2"',
         {(0, 0): ["filled"], (0, 1): ["filled"]}),
    ],
)  # fmt: skip
def test_a_cell_without_a_style_has_that_of_its_row_or_column(column, row, more, expected):
    columns = f"<table:table-column{column}/><table:table-column/>"
    assert grid_of(columns, row, TEXT.format(more=more)) == expected


# --- .xls ---


def xls_of(*, palette=(), write):
    """Return what is hidden in the cells of a small .xls written by xlwt."""
    book = xlwt.Workbook()
    for number, (name, colour) in enumerate(palette, 0x21):
        xlwt.add_palette_colour(name, number)
        book.set_colour_RGB(number, *colour)
    write(book.add_sheet("л"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def kinds_in(data):
    form, notes = read_form(data)
    assert form is not None, notes
    hidden = form.sheets[0].hidden_cells
    return {place: [each.kind for each in kinds] for place, kinds in hidden.items()}


@pytest.mark.parametrize(
    ("colour", "filled"),
    [("yellow", True), ("light_green", True), ("white", False), ("ivory", False)],
)
def test_a_colour_of_the_usual_palette_is_told_from_the_program_s_own(colour, filled):
    def write(sheet):
        style = xlwt.easyxf(f"pattern: pattern solid, fore_colour {colour}")
        sheet.write(0, 0, "x", style)
        sheet.write(0, 2, None, style)

    told = {(0, 0): ["filled"], (0, 2): ["filled"]} if filled else {}
    assert kinds_in(xls_of(write=write)) == told


def test_a_colour_of_the_book_s_own_palette_is_told():
    own = ("own_yellow", (0xFF, 0xF2, 0xCC)), ("loud", (0xFF, 0xFF, 0x33))

    def write(sheet):
        for at, (name, _) in enumerate(own):
            sheet.write(0, at, "x", xlwt.easyxf(f"pattern: pattern solid, fore_colour {name}"))

    assert kinds_in(xls_of(palette=own, write=write)) == {(0, 1): ["filled"]}


def test_blank_cells_in_a_row_have_their_colours():
    def write(sheet):
        yellow, plain = (
            xlwt.easyxf(f"pattern: pattern solid, fore_colour {name}")
            for name in ("yellow", "white")
        )
        sheet.write(0, 0, "x")
        for at, style in enumerate((plain, yellow, yellow), 1):
            sheet.write(0, at, None, style)

    assert kinds_in(xls_of(write=write)) == {(0, 2): ["filled"], (0, 3): ["filled"]}


def test_a_struck_part_of_a_text_is_told():
    struck, plain = xlwt.Font(), xlwt.Font()
    struck.struck_out = True

    def write(sheet):
        sheet.write_rich_text(0, 0, (("приказ ", plain), ("№ 5", struck)))
        sheet.write_rich_text(0, 1, (("приказ ", plain), ("№ 5", plain)))
        sheet.write_rich_text(1, 0, (("слово " * 3000, plain), ("№ 5", struck), (" и", plain)))
        sheet.write(2, 0, "после")

    assert kinds_in(xls_of(write=write)) == {(0, 0): ["struck"], (1, 0): ["struck"]}


def record(kind, body):
    return kind, 0, body


def test_the_exact_colour_that_newer_excels_write_counts():
    # A format filled with number 13 (yellow), the nearest to what is written beside it.
    yellow = struct.pack("<HH", 0, 0) + bytes(10) + struct.pack("<IH", 1 << 26, 13)

    def beside(colour):
        told = struct.pack("<3H", 4, 20, 2) + bytes(2) + bytes(colour) + bytes(9)
        return record(0x87D, bytes(14) + struct.pack("<3H", 0, 0, 1) + told)

    def filled(*more):
        return 0 in xls_styles.styles_by_format([record(0xE0, yellow), *more], [])

    assert filled() and filled(beside((0xFE, 0xFE, 0))) and not filled(beside((0xDD, 0xE6, 0xF0)))
    assert filled(record(0x87D, bytes(14))), "a record cut short says nothing"


@pytest.mark.parametrize(
    ("letters", "beside", "inked"),
    [
        (10, None, True), (8, None, False), (0x7FFF, None, False), (23, None, False),
        # 0563C1 and 595959 of the program's own become the nearest of the palette.
        (30, None, False), (63, None, False),
        # What newer Excels write beside it counts: red over black, the program's own over red.
        (8, (0xFF, 0, 0), True), (10, (0x05, 0x63, 0xC1), False), (10, (0x40, 0x40, 0x40), False),
    ],
)  # fmt: skip
def test_the_colour_of_letters_in_an_xls(letters, beside, inked):
    font = record(0x31, struct.pack("<HHH", 220, 0, letters) + bytes(10))
    book = [font, record(0xE0, bytes(20))]
    if beside:
        told = struct.pack("<3H", 13, 20, 2) + bytes(2) + bytes(beside) + bytes(9)
        book.append(record(0x87D, bytes(14) + struct.pack("<3H", 0, 0, 1) + told))
    styles = xls_styles.styles_by_format(book, [False], xls_styles.inked_fonts(book))
    assert (0 in styles and styles[0].inked) is inked


def test_an_old_text_with_runs_is_looked_through():
    assert has_marked_run(struct.pack("<4H", 0, 0, 3, 1), 5, (False, True))
    assert not has_marked_run(struct.pack("<4H", 0, 0, 5, 1), 5, (False, True))
    assert not has_marked_run(struct.pack("<2H", 0, 9), 5, (False, True))


# --- .xlsx ---

XLSX = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fills>
<fill><patternFill patternType="solid"><fgColor {colour}/></patternFill></fill></fills>
<cellXfs><xf fillId="0"/></cellXfs></styleSheet>"""


@pytest.mark.parametrize(
    ("colour", "filled"),
    [
        ('rgb="FFFFFF00"', True), ('rgb="FFFFF2CC"', False), ('theme="0"', False),
        ('theme="0" tint="-0.15"', True), ('theme="7"', True), ('indexed="9"', False),
        ('indexed="13"', True), ('theme="0" tint="0"', False),
    ],
)  # fmt: skip
def test_white_has_many_names_in_an_xlsx(colour, filled):
    assert bool(cell_styles.styles_of(XLSX.format(colour=colour).encode())) is filled


# What Gnumeric writes where a row has a style: every cell of it, to the last column there is.
WIDE = "".join(f'<c r="{address_of(4, at)}" s="1"/>\n' for at in range(3, 16384))


def test_empty_cells_far_to_the_right_are_left_out():
    content = f'<row r="5"><c r="A5" t="s">\n<v>1</v></c>{WIDE}</row>'.encode()
    shorter = xlsx_reader._without_far_cells(content)
    assert len(shorter) < len(content) / 10 and shorter.count(b"<c ") == 700
    assert (
        xlsx_reader._without_far_cells(content + b"<c><v>1</v></c>") == content + b"<c><v>1</v></c>"
    )
    value = b'<c r="AAA5"><v>1</v></c>'
    assert value in xlsx_reader._without_far_cells(content + value)


@pytest.mark.parametrize("space", ["", "\n"])
def test_a_blank_coloured_cell_is_told_however_the_sheet_is_spelled(space):
    """White space within a cell has the sheet rewritten from its tree."""
    parts = {
        name: part.replace(b"<v>", f"{space}<v>".encode()) if "worksheets/" in name else part
        for name, part in unpacked(handled_form(yellow)).items()
    }
    form, _ = read_form(packed(parts))
    hidden = next(s for s in form.sheets if s.name == "Самооценка").hidden_cells
    assert "filled" in [each.kind for each in hidden[9, 3]]


def yellow(book):
    cell = book["Самооценка"]["D10"]
    cell.value, cell.fill = None, PatternFill("solid", fgColor="FFFFFF00")


def handled_form(change):
    book = openpyxl.load_workbook(io.BytesIO(form("ИО-01")))
    change(book)
    return saved(book)


def test_a_cell_without_an_address_stands_right_of_an_empty_one():
    parts = parts_of("ИО-01")
    sheet = parts[MARKS]
    rows = b'<row r="90"><c r="B90" s="1"/><c><v>7</v></c><c r="E90"/><c t="n"><v>8</v></c></row>'
    parts[MARKS] = sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    found, notes = read_form(packed(parts))
    assert found, notes
    row = next(s for s in found.sheets if s.name == "Самооценка").rows[89]
    assert (row[2], row[5]) == (7, 8) and row[1] is None


@pytest.mark.parametrize("low", [(14, 15), (50, 51), (57, 163), (164, 165)])
def test_what_an_xls_says_of_a_format_counts_not_its_number(low):
    """Gnumeric counts a book's own formats from 50 on, where Excel has days of East Asia."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("лист")
    sheet.write(0, 0, 2.5, xlwt.easyxf(num_format_str="0.00##"))
    sheet.write(0, 1, dt.date(2026, 12, 16), xlwt.easyxf(num_format_str="dd.mm.yyyy"))
    saved_book = io.BytesIO()
    book.save(saved_book)
    stream, at = bytearray(inspect(saved_book.getvalue(), STRANGERS).stream), 0
    numbers = {164 + each: number for each, number in enumerate(low)}
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        place = at + 4 + (0 if kind == xls_styles.FORMAT else 2)
        if kind in (xls_styles.FORMAT, xls_styles.XF):
            (number,) = struct.unpack_from("<H", stream, place)
            struct.pack_into("<H", stream, place, numbers.get(number, number))
        at += 4 + length
    form, notes = read_form(ole.pack_workbook(bytes(stream)))
    assert form is not None, notes
    assert form.sheets[0].rows == ((Decimal("2.5"), dt.date(2026, 12, 16)),)
