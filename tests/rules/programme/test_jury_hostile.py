"""Sheets of a jury that somebody has spoiled: nothing raises, and no spoilt vote counts."""

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.records.year.jury import WhyOut
from tests.jury import A, B, C, sheet, usual
from tests.rules.programme.test_jury import codes, held, marks_of, statuses, why

FIRST = 6
"""The row of the first entry; G and H hold its points."""


def spoilt(change, data=None):
    """Return a juror's sheet after somebody has had his way with it."""
    book = openpyxl.load_workbook(io.BytesIO(usual() if data is None else data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell(address, value):
    def change(book):
        book["Оценки"][address].value = value

    return change


def strike(book):
    book["Оценки"][f"G{FIRST}"].font = Font(strike=True)


def merge(book):
    book["Оценки"].merge_cells(f"G{FIRST}:G{FIRST + 1}")


def drop_column(book):
    book["Оценки"].delete_cols(8)


def drop_sheet(book):
    del book["Оценки"]


@pytest.mark.parametrize(
    "change",
    [
        cell(f"G{FIRST}", "восемь"), cell(f"G{FIRST}", "8 баллов"), cell(f"G{FIRST}", "#REF!"),
        cell(f"G{FIRST}", "8/10"), cell(f"G{FIRST}", 1e300), cell(f"G{FIRST}", "−8"), strike, merge,
        drop_column, drop_sheet,
    ],
)  # fmt: skip
def test_what_is_no_point_never_counts(change):
    found = held(spoilt(change))
    assert why(found, A) is not None and marks_of(found, A).mean is None
    assert statuses(found) == [FileStatus.RETURNED] and codes(found)


@pytest.mark.parametrize("value", ["8", " 8 ", "8,0", 8.0])
def test_a_number_typed_as_text_is_the_number(value):
    found = held(spoilt(cell(f"G{FIRST}", value)))
    assert why(found, A) is None and marks_of(found, A).mean == 23


def test_a_formula_without_a_result_is_no_vote():
    found = held(spoilt(cell(f"G{FIRST}", "=5+3")))
    assert why(found, A) is not None and marks_of(found, A).mean is None


def test_rows_moved_whole_are_told_apart_by_their_numbers():
    def swap(book):
        page = book["Оценки"]
        for column in "BCDEFGHJ":
            one, other = page[f"{column}{FIRST}"], page[f"{column}{FIRST + 1}"]
            one.value, other.value = other.value, one.value

    found = held(spoilt(swap))
    assert (marks_of(found, A).mean, marks_of(found, B).mean) == (23, 19)
    assert statuses(found) == [FileStatus.USED]


def test_points_sorted_apart_from_their_practices_cannot_be_seen_and_numbers_apart_are():
    def sort_numbers(book):
        page = book["Оценки"]
        numbers = sorted((page[f"B{FIRST + at}"].value for at in range(5)), reverse=True)
        for at, number in enumerate(numbers):
            page[f"B{FIRST + at}"].value = number

    found = held(spoilt(sort_numbers))
    assert set(codes(found)) >= {"V007"} and statuses(found) == [FileStatus.RETURNED]


def test_a_deleted_row_is_an_entry_without_a_vote():
    found = held(spoilt(lambda book: book["Оценки"].delete_rows(FIRST + 2)))
    assert why(found, C) is WhyOut.NO_ROW and why(found, A) is None
    assert "V013" in codes(found)


def test_a_row_of_the_jurors_own_is_told():
    def add(book):
        page = book["Оценки"]
        for column, value in zip("BDGH", ("ИО-09-К25-99999", "Моя практика", 10, 20), strict=True):
            page[f"{column}{FIRST + 5}"].value = value

    found = held(spoilt(add))
    assert "V005" in codes(found) and statuses(found) == [FileStatus.RETURNED]


def test_words_stay_words():
    text = '=HYPERLINK("http://example.ru")'
    found = held(sheet(marks__1__comment=text, marks__2__interest="да", marks__2__interest_in=text))
    assert marks_of(found, A).vote_of("3").comment == text
    assert marks_of(found, B).vote_of("3").interest == text
