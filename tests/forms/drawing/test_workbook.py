"""What is used of libraries from within is used in one module each, and is still there."""

import ast
import datetime as dt
import inspect
import io
import zipfile

import pytest
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from kuzbass_batch.forms.drawing import zip_writer
from kuzbass_batch.forms.drawing.cell_xml import Formula
from kuzbass_batch.forms.drawing.workbook import FormBook, TextBook
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from tests.paths import ROOT

PACKAGE = ROOT / "kuzbass_batch"
SEAMS = {
    "xlsxwriter": "forms/drawing/workbook.py",
    "docxtpl": "outputs/letters/docx_engine.py",
    "docx": "outputs/letters/docx_engine.py",
}
INSIDES = {
    Workbook: {"_get_packager": "self"},
    Packager: {"_write_shared_strings_file": "self", "_filename": "self xml_filename"},
    SharedStrings: {"_xml_rich_si_element": "self string", "_assemble_xml_file": "self"},
    Worksheet: {
        "_xml_rich_inline_string": "self string attributes",
        "_prepare_formula": "self formula expand_future_functions",
        "_check_dimensions": "self row col ignore_row ignore_col",
        "_write_single_row": "self current_row_num",
        "_write_row": "self row spans row_info empty_row",
        "_write_hyperlinks": "self",
        "_write_string": "self row col string cell_format",
        "_write_number": "self row col number cell_format",
        "_write_blank": "self row col _ cell_format",
        "_write_cell": "self row col cell",
        "_calculate_spans": "self",
    },
    Format: {"_get_xf_index": "self"},
    Url: {"_target": "self", "_escape_url": "url"},
}
FORMULAS = (('IFERROR(VLOOKUP(A1,Списки!$A$1:$B$9,2,FALSE),"")', ""), ('A1&"<"', "а & <б>"))
TEXTS = ("а", "", " a ", "<r>б</r>", "=1+1", "_x0041_", "две\nстроки", "&amp; \x07", "а" * 300)


def trees():
    """Every module of the package by its path there, parsed."""
    for path in PACKAGE.rglob("*.py"):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def reaches_inside(node):
    """Whether an expression asks another object than its own for a private attribute."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr != "_Element"  # What lxml calls the type of its elements.
        and node.attr != "_exit"  # A public function of os.
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    )


def test_private_attributes_of_libraries_are_reached_in_one_module():
    users = {name for name, tree in trees() if any(map(reaches_inside, ast.walk(tree)))}
    assert users == {SEAMS["xlsxwriter"]}


@pytest.mark.parametrize("library", SEAMS)
def test_a_library_that_is_used_from_within_is_imported_in_one_module(library):
    users = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        for module in imported(node)
        if module.partition(".")[0] == library
    }
    assert users == {SEAMS[library]}


def imported(node):
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


@pytest.mark.parametrize(
    ("owner", "name", "parameters"),
    [(owner, *each) for owner, names in INSIDES.items() for each in names.items()],
)
def test_xlsxwriter_has_what_is_used_from_within(owner, name, parameters):
    assert " ".join(inspect.signature(getattr(owner, name)).parameters) == parameters


def sheet_xml(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def drawn_rows(path, write):
    """The XML of a streamed sheet with a head drawn cell by cell and ten rows from `write`."""
    with ranking_book(path) as book:
        style = book.add_format({"bold": True})
        sheet = book.add_streamed("Лист")
        sheet.set_row(0, 40)
        sheet.write_string(0, 1, "заголовок", style)
        for row in range(1, 11):
            write(sheet, row, 16.0 + row % 2, style)
        sheet.write_string(12, 1, "подпись", style)
    return sheet_xml(path)


def whole_row(sheet, row, height, style):
    cells = [(text, style) for text in TEXTS] + [(row / 3, style), (None, style), (True, style)]
    cells += [(Formula(formula, value), style) for formula, value in FORMULAS]
    sheet.stream_row(row, 1, height, cells, ())


def cell_by_cell(sheet, row, height, style):
    sheet.set_row(row, height)
    for column, text in enumerate(TEXTS, start=1):
        sheet.write_string(row, column, text, style)
    sheet.write_number(row, len(TEXTS) + 1, row / 3, style)
    sheet.write_blank(row, len(TEXTS) + 2, None, style)
    sheet.write_boolean(row, len(TEXTS) + 3, True, style)
    for column, (formula, value) in enumerate(FORMULAS, start=len(TEXTS) + 4):
        sheet.write_formula(row, column, f"={formula}", style, value)


def test_a_row_written_whole_is_byte_for_byte_the_one_written_cell_by_cell(tmp_path):
    whole, single = (drawn_rows(tmp_path / "а.xlsx", way) for way in (whole_row, cell_by_cell))
    assert whole == single
    assert whole.count("<row ") == 12


def every_kind_of_cell(book, *, commented):
    """A sheet with cells of every kind, far from each other, with formats and without."""
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.set_row(2, 30, bold)
    sheet.set_column(3, 3, 20, bold)
    for row, form in ((0, bold), (2, None), (17, bold), (40, None), (41, bold)):
        for column, text in enumerate(("а", "", "&<>", " б "), start=row // 16):
            sheet.write_string(row, column, text, form)
        sheet.write_number(row, 26, row / 3, form)
        sheet.write_number(row, 27, 10**17, form)
        sheet.write_blank(row, 28, None, form)
        sheet.write_boolean(row, 29, True, form)
        sheet.write_datetime(row, 30, dt.datetime(2025, 3, 7, 12), form)
        sheet.write_formula(row, 31, "=A1", form, "в")
        sheet.write_url(row, 32, "internal:'Sheet1'!A1", form, "туда")
    sheet.write_rich_string(5, 5, "а", bold, "б", bold)
    if commented:
        sheet.write_comment(60, 90, "слово")


@pytest.mark.parametrize("commented", [True, False])
def test_cells_put_down_at_once_are_those_that_xlsxwriter_writes(tmp_path, commented):
    written = []
    for kind in (TextBook, FormBook, Workbook):
        with kind(tmp_path / "а.xlsx") as book:
            every_kind_of_cell(book, commented=commented)
        written.append(sheet_xml(tmp_path / "а.xlsx"))
    assert written[0] == written[1] == written[2]
    assert "spans=" in written[0]


@pytest.mark.parametrize("text", ["<r>б</r>", "<r><t>б</t></r>"])
def test_no_text_becomes_markup(tmp_path, text):
    with TextBook(tmp_path / "а.xlsx") as book:
        book.add_worksheet().write_string(0, 0, text)
    with zipfile.ZipFile(tmp_path / "а.xlsx") as archive:
        assert "&lt;r&gt;" in archive.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    "formula", ["=SUM(A1:A20)", "SUM(A1)", "=IFERROR(A1,2)", "=STDEV.S(A1:A3)", "{=SUM(A1:B2)}"]
)
def test_a_formula_of_a_form_is_written_as_by_xlsxwriter_itself(tmp_path, formula):
    written = []
    for kind in (FormBook, Workbook):
        with kind(tmp_path / "а.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write_formula(2, 2, formula)
            # Here xlsxwriter marks the functions of newer Excels.
            sheet.data_validation(3, 3, 3, 3, {"validate": "custom", "value": formula})
        written.append(sheet_xml(tmp_path / "а.xlsx"))
    assert written[0] == written[1]


@pytest.mark.parametrize("level", [1, 6, 9])
def test_the_layout_of_archives_is_the_one_of_zipfile(level):
    contents = {"[Content_Types].xml": b"<a/>" * 999, "лист.xml": bytes(range(256)), "пусто": b""}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o600 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, level)
    members = (zip_writer.deflate(name, content, level) for name, content in contents.items())
    assert zip_writer.join(members) == stream.getvalue()
