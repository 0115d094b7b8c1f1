"""Rows that stand twice: which counts, and where both are said to be."""

import datetime as dt
from copy import copy

import pytest

from kuzbass_batch.records.files.sources import Kind
from tests.filled import PASSPORT, codes, handled, read, row_of
from tests.findings.edits import edited

SHEET = "Самооценка"


def with_copy(answer):
    """Return the form with row 1.2 once more below everything, with this answer in it."""
    places = []

    def change(book):
        sheet = book[SHEET]
        row, last = row_of(sheet, "1.2"), sheet.max_row + 2
        for cell in sheet[row]:
            if cell.value is not None:
                sheet.cell(last, cell.column, copy(cell.value))
        sheet.cell(last, 4, answer)
        places.extend((row, last))

    file = handled(change)
    return [f for f in file.findings if f.code in ("S006", "S007")], places


@pytest.mark.parametrize(
    ("answer", "code"), [("нет", "S007"), (" Нет", "S007"), (None, "S007"), ("да", "S006")]
)
def test_both_rows_are_named_and_only_other_answers_send_the_form_back(answer, code):
    (finding,), (row, last) = with_copy(answer)
    assert finding.code == code and f"Код 1.2 стоит в нескольких строках ({row}, {last})" in (
        finding.message
    )


@pytest.mark.parametrize("field", ["B31", "C31", "D31"])
def test_a_formula_without_a_value_in_a_blank_row_of_a_table_is_told(field):
    file = read(edited(Kind.PASSPORT, PASSPORT, f'Паспорт!{field}: =""'))
    assert codes(file.findings) == [f"S031 Паспорт!{field}"]


def with_code(old, new, wording=None):
    def change(book):
        sheet = book[SHEET]
        row = row_of(sheet, old)
        sheet.cell(row, 1).value = new
        if wording is not None:
            sheet.cell(row, 2).value = wording

    return handled(change)


@pytest.mark.parametrize(
    ("code", "stands"),
    [
        ("1.1", 1.1), ("1.2", 1.2), ("8.4", 8.4), ("1.0", 1), ("1.1", dt.datetime(2026, 1, 1)),
        ("1.2", dt.datetime(2026, 2, 1)),
        ("1.1", "1,1"), ("1.1", "1.1."), ("1.1", " 1. 1"),
    ],
)  # fmt: skip
def test_a_code_that_a_program_took_for_a_number_or_a_day_is_known_by_its_words(code, stands):
    file = with_code(code, stands)
    assert codes(file.findings) == [] and file.scorecard is not None


@pytest.mark.parametrize(
    ("code", "stands", "wording"),
    [
        ("1.2", dt.datetime(2026, 1, 2), None), ("1.1", 1.2, None), ("1.1", "1.7", None),
        ("1.1", True, None), ("1.1", 1.1, "другое"), ("1.1", dt.datetime(2026, 1, 1), "другое"),
    ],
)  # fmt: skip
def test_a_code_that_cannot_have_come_from_the_one_printed_is_missed(code, stands, wording):
    file = with_code(code, stands, wording)
    (missed,) = (finding for finding in file.findings if finding.code == "S005")
    assert code in missed.message and file.scorecard is None


def with_rows_beneath_the_head(count, changed):
    """Return the form with so many blank rows under the head, a word of which was changed."""

    def change(book):
        sheet = book[SHEET]
        head = row_of(sheet, "Код")
        for cell in sheet[head]:
            if cell.value == changed:
                cell.value = "?"
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(head + 1, count)

    return [line for line in codes(handled(change).findings) if line[:4] in ("S003", "S004")]


@pytest.mark.parametrize(
    ("count", "changed", "expected"),
    [
        (7, "", []),
        (3, "Балл", []),
        (4, "Балл", ["S003 Самооценка"]),
        (1, "Примечание", ["S004 Самооценка!A6"]),
        (3, "Примечание", ["S004 Самооценка!A6"]),
        (4, "Примечание", ["S003 Самооценка"]),
        (1, "Выполнено", ["S004 Самооценка!A6"]),
        (4, "Выполнено", ["S003 Самооценка"]),
    ],
)
def test_a_head_with_a_changed_word_is_one_if_codes_follow_within_five_rows(
    count, changed, expected
):
    assert with_rows_beneath_the_head(count, changed) == expected
