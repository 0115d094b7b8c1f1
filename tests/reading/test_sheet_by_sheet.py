"""A large book of the committee's is read sheet by sheet, and says what it says read whole."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from input_samples.edits import edited
from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.committee import large_books
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.packed_entries import PART, PackedEntries, packed_entries
from kuzbass_batch.reading.packing import pack, unpack_file
from kuzbass_batch.records.committee.decisions import DecisionEntry, DecisionTable, EnteredCell
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS, METHODOLOGY, drawn
from tests.hostile.workshop import packed, unpacked
from tests.reading.test_reading import FILLED

SAMPLES = Path(__file__).parents[2] / "input_samples"
BOOKS = [
    *sorted(SAMPLES.glob("2025-year/*/Решения*")),
    *sorted(SAMPLES.glob("2025-year/*/Реестры*")),
]
MARCH = BOOKS[1].read_bytes()


@pytest.fixture
def by_sheet(monkeypatch):
    """Have every book read sheet by sheet, however small, and tell for which that was done."""
    done, way = [], large_books.read_large_book

    def noted(*words):
        done.append(found := way(*words))
        return found

    monkeypatch.setattr(large_books, "LARGE", 0)
    monkeypatch.setattr("kuzbass_batch.reading.examine.read_large_book", noted)
    return done


def read(data):
    """Return a file as the main process gets it."""
    return unpack_file(pack(examine_content(data, METHODOLOGY, FORMS), "").file)


def both(data, monkeypatch):
    """Return the file as read whole, and sheet by sheet."""
    monkeypatch.setattr(large_books, "LARGE", 2**40)
    whole = read(data)
    monkeypatch.setattr(large_books, "LARGE", 0)
    return whole, read(data)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_book_read_sheet_by_sheet_says_what_it_says_read_whole(path, by_sheet, monkeypatch):
    whole, found = both(path.read_bytes(), monkeypatch)
    assert found == whole and whole.book.entries
    assert [file is None for file in by_sheet] == [True, False]


def changed(sheet, cells):
    """Return the decisions of March with these cells of a sheet changed."""

    def change(book):
        for address, value in cells.items():
            book[sheet][address] = value

    return edited(MARCH, change)


CHANGES = {
    "who and when entered once": (
        "По умолчанию", {"B4": "Экспертиза", "C4": "Проверова П. П.", "D4": dt.date(2026, 1, 15)},
    ),
    "beside the tables": ("Экспертиза", {"Z9": "позвонить", "Z10": 5}),
    "a column renamed": ("Экспертиза", {"J3": "Баллы"}),
    "no points": ("Экспертиза", {"J5": "много", "J6": "#REF!"}),
    "an unfit text": ("Экспертиза", {"L5": "по до\u202eкументам"}),
    "a key that parted": ("Экспертиза", {"K5": 77, "K6": 78}),
    "two codes": ("Экспертиза", {"A1": "KB-DEC-2024 v1"}),
    "a ticked row": (
        "Очередь", {"I4": "всё по этот день", "K4": dt.date(2026, 3, 1), "L4": "Д."},
    ),
}  # fmt: skip
"""A sheet, and what is entered into cells of it."""


@pytest.mark.parametrize(("sheet", "cells"), CHANGES.values(), ids=CHANGES)
def test_whatever_is_entered_both_ways_agree(sheet, cells, monkeypatch):
    whole, found = both(changed(sheet, cells), monkeypatch)
    assert found == whole


def test_of_another_year_or_form_it_is_read_whole(by_sheet):
    next_year = load_methodology(2026)
    assert examine_content(MARCH, next_year, FORMS).file.kind is not Kind.UNKNOWN
    data = drawn(Kind.SELF_ASSESSMENT, FILLED)
    parts = unpacked(data)
    claimed = packed(
        {n: c.replace(b"KB-SELF-2025", b"KB-DEC-2025 KB-SELF-2025") for n, c in parts.items()}
    )
    examine_content(claimed, METHODOLOGY, FORMS)
    assert by_sheet[-1] is None


@pytest.mark.parametrize("spoilt", [
    lambda part: part.replace(b"<sheetData>", b"<!DOCTYPE x><sheetData>"),
    lambda part: part.replace(b"</sheetData>", b"", 1),
    lambda part: part.replace(b'r="B5"', b'r="B4"'),
    lambda part: part.replace(b'r="A4"', b'r="A99999"', 1),
], ids=["doctype", "broken", "twice", "far"])  # fmt: skip
def test_a_refused_sheet_is_told_as_in_the_usual_way(spoilt, by_sheet, monkeypatch):
    parts = unpacked(MARCH)
    name = "xl/worksheets/sheet3.xml"
    data = packed(parts | {name: spoilt(parts[name])})
    whole, found = both(data, monkeypatch)
    assert found == whole and by_sheet[-1] is None


def entry(number):
    ref = CellRef(sheet="Экспертиза", cell=f"J{number}")
    day = dt.datetime(2026, 1, 15)
    cells = (("points", Decimal(2), Decimal(2)), ("date", day, day.date()), ("who", "я", None))
    made = tuple(EnteredCell(column=c, raw=raw, value=v, ref=ref) for c, raw, v in cells)
    return DecisionEntry(table=DecisionTable.EXPERTISE, entered=made, printed=made[: number % 2])


def test_packed_entries_are_the_entries():
    every = tuple(map(entry, range(2 * PART + 3)))
    found = packed_entries(iter(every))
    assert (tuple(found), len(found)) == (every, len(every))
    assert (found[-1], found[5:7]) == (every[-1], every[5:7])
    assert tuple(found + packed_entries(every[:2])) == (*every, *every[:2])
    assert len(PackedEntries()) == 0 and not tuple(PackedEntries())
