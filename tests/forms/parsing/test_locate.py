"""Rows that stand twice: which counts, and where both are said to be."""

from copy import copy

import pytest

from kuzbass_batch.records.sources import Kind
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
