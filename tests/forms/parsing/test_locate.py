"""Rows that stand twice: which counts, and where both are said to be."""

import datetime as dt
from copy import copy
from dataclasses import replace

import pytest

from kuzbass_batch.forms.parsing.answer_cells import AnswerCell
from kuzbass_batch.forms.parsing.locate import locate
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet
from tests.filled import FORMS, PASSPORT, codes, handled, read, row_of
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
        sheet.cell(last, 4).value = answer
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


def renamed(*copies):
    """Return the findings of a form whose sheet bears another name, with copies of it beside."""

    def change(book):
        sheet = book[SHEET]
        for name in copies:
            book.copy_worksheet(sheet).title = name
        sheet.title = "Лист1"

    return codes(handled(change).findings)


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        # Its heads tell the sheet; of two that have them nobody knows which is meant.
        ((), []),
        (("Лист2",), ["S002 Самооценка", "S008 Лист1", "S008 Лист2"]),
        ((" САМООЦЕНКА ",), ["S008 Лист1"]),
    ],
)
def test_a_sheet_of_another_name_is_known_by_all_its_heads_if_it_is_the_only_one(copies, expected):
    assert renamed(*copies) == expected


TWICE = "Столбец «Выполнено» стоит на листе дважды (D6, W6)"
DIFFERS = f"{TWICE}, ответы в них разные."


@pytest.mark.parametrize(
    ("columns", "answer", "said"),
    [
        # what is answered in row 1.0 of the second of the two columns, all others alike
        ("1.0", "да", f"{TWICE}; прочитан D6."),
        ("1.0", "нет", DIFFERS),
        ("1.0", None, DIFFERS),
        # all of one column cleared: the other one is read
        ("D", None, f"{TWICE}; прочитан W6."),
        ("W", None, f"{TWICE}; прочитан D6."),
        ("DW", None, f"{TWICE}; прочитан D6."),
    ],
)
def test_a_second_column_under_a_word_is_told_and_no_other_is(columns, answer, said):
    def change(book):
        sheet = book[SHEET]
        rows = range(row_of(sheet, "Код"), sheet.max_row + 1)
        for row in rows:
            sheet.cell(row, 23, sheet.cell(row, 4).value)
        if columns == "1.0":
            sheet.cell(row_of(sheet, "1.0"), 23).value = answer
            return
        for column in columns:
            for row in rows[1:]:
                if sheet.cell(row, 1).value:
                    sheet[f"{column}{row}"].value = answer

    (told,) = (f for f in handled(change).findings if f.code in ("S070", "S071"))
    assert (told.code, told.cell, told.message) == (
        "S070" if said is DIFFERS else "S071",
        "D6",
        said,
    )


TRAINING = next(each for each in FORMS[Kind.SELF_ASSESSMENT].sheets if each.name == "Обучение")


def trained(count, most, without=""):
    """Return what is found of a list of trained people with so many rows, this many allowed."""
    blocks = tuple(
        replace(block, most=most) if block.kind == "table" else block for block in TRAINING.blocks
    )
    spec = replace(FORMS[Kind.SELF_ASSESSMENT], sheets=(replace(TRAINING, blocks=blocks),))
    heads = next(block for block in blocks if block.kind == "table").heads
    rows = [("Код", *("?" if head == without else head for head in heads))]
    rows += [(f"О.{n}", *(f"слово {n}" for _ in heads)) for n in range(1, count + 1)]
    sheet = RawSheet(name="Обучение", hidden=False, rows=tuple(rows), hidden_cells={})
    places, findings = locate(RawForm(path="", container="xlsx", sheets=(sheet,)), spec)
    rows = {place.ref.cell[1:] for place in places if isinstance(place, AnswerCell)}
    return len(rows), [f"{f.code} {f.cell}" for f in findings]


@pytest.mark.parametrize(
    ("count", "most", "without", "expected"),
    [
        (3, 3, "", (3, [])),
        (4, 3, "", (3, ["S013 B5"])),
        (5, 3, "", (3, ["S013 B5"])),
        (5, 0, "", (5, [])),
        (4, 3, "Фамилия, имя, отчество", (3, ["S004 A1", "S013 C5"])),
    ],
)
def test_a_table_is_read_as_far_as_it_can_be_drawn_again(count, most, without, expected):
    assert trained(count, most, without) == expected
