"""Rows that go to the disk as they come, and what travels packed, hold what they were made of."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuzbass_batch.ceilings import TooManyRows
from kuzbass_batch.forms.drawing import workbook
from kuzbass_batch.forms.drawing.workbook import OutOfOrder
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import (
    LONGEST,
    Centred,
    Filled,
    Link,
    MachineCode,
    Percent,
    TableWriter,
)
from kuzbass_batch.workers.packed import PART, PIECE, deflated, inflated, packed, unpacked

HEADS = (("Раз", 9.0), ("Два", 30.0), ("Три", 12.0))
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.sampled_from(
    ["", " a ", "<r>б</r>", "=1+1", "_x0041_", "две\nстроки", "а" * 300, "б" * (LONGEST + 1)]
)
NUMBERS = st.decimals(-9999, 9999, places=2)
LINKS = st.builds(
    Link,
    st.sampled_from(["internal:'Лист'!A7", "Письма/Ответ № 1.docx", "а #1%/б.xlsx"]),
    st.sampled_from(["письмо", "файл <1>"]) | st.just(Decimal("9.5")),
    st.sampled_from(["", "'Лист 1'!B2"]),
)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
CELLS = st.one_of(
    WORDS, WORDS.map(Centred), WORDS.map(MachineCode), st.integers(-9999, 9999), NUMBERS, DAYS,
    LINKS,
    st.floats(0, 1).map(Percent), (WORDS | DAYS).map(Filled), st.none(),
)  # fmt: skip
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6)


def drawn(path, rows, *, streamed):
    """Draw the rows, streamed or kept until the end, and return the sheet as openpyxl reads it."""
    with ranking_book(path) as book:
        writer = TableWriter(book)
        add = writer.streamed if streamed else writer.sheet
        table = writer.block(add("Лист", "Заголовок", (9, 30, 12)), 2, HEADS, rows)
        table.sheet.write_string(table.below, 0, "подпись", writer.plain)
    return openpyxl.load_workbook(path)["Лист"]


def as_meant(cell):
    """Return a cell's value; openpyxl takes this escape out of shared texts and of no others."""
    return cell.value.replace("x005F_", "") if isinstance(cell.value, str) else cell.value


def seen(sheet):
    """Return all that a reader sees of a sheet: values, looks, links and heights."""
    cells = {
        cell.coordinate: (
            as_meant(cell),
            cell.number_format,
            cell.fill.fgColor.rgb,
            cell.font.u,
            cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location),
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    return cells, {number: each.height for number, each in sheet.row_dimensions.items()}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(ROWS)
def test_a_streamed_table_reads_as_one_drawn_cell_by_cell(tmp_path, rows):
    streamed, kept = (drawn(tmp_path / "а.xlsx", rows, streamed=way) for way in (True, False))
    assert seen(streamed) == seen(kept)


def test_every_link_of_a_row_is_there_and_none_beyond_what_excel_follows(tmp_path, monkeypatch):
    row = (Link("internal:'Лист'!A1", "раз"), "два", Link("б.xlsx", "три", "'Лист'!B2"))
    monkeypatch.setattr(workbook, "MOST_LINKS", 4)
    sheet = drawn(tmp_path / "а.xlsx", [row] * 3, streamed=True)
    links = {cell.coordinate for each in sheet.iter_rows() for cell in each if cell.hyperlink}
    assert links == {"A4", "C4", "A5", "C5"}
    assert [cell.value for cell in sheet[6]] == ["раз", "два", "три"]


def test_a_row_above_one_that_is_on_the_disk_is_refused(tmp_path):
    with pytest.raises(OutOfOrder), ranking_book(tmp_path / "а.xlsx") as book:
        writer = TableWriter(book)
        sheet = writer.streamed("Лист", "Заголовок", (9, 30, 12))
        writer.block(sheet, 9, HEADS, [("а", "б", "в")])
        writer.block(sheet, 2, HEADS, [("а", "б", "в")])


def test_a_row_that_no_office_program_opens_is_refused(tmp_path):
    with pytest.raises(TooManyRows, match="Лист"), ranking_book(tmp_path / "а.xlsx") as book:
        writer = TableWriter(book)
        sheet = writer.streamed("Лист", "Заголовок", (9, 30, 12))
        writer.block(sheet, 2**20 - 2, HEADS, [("а", "б", "в")] * 2)


@pytest.mark.parametrize("count", [0, 1, PART, PART + 1, 3 * PART])
def test_what_is_packed_part_by_part_is_what_comes_out(count):
    rows = [{"номер": number, "слова": ("да",) * 3} for number in range(count)]
    parts = packed(iter(rows))
    assert list(unpacked(parts)) == rows
    assert len(parts) == -(-count // PART)


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 10 * PIECE])
def test_what_is_deflated_comes_out_whole_in_small_pieces(size):
    data = b"\x01\x02\x03" * size
    pieces = list(inflated(deflated(data)))
    assert b"".join(pieces) == data
    assert all(len(piece) <= PIECE for piece in pieces)
