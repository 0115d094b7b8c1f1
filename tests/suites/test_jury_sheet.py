"""A juror's sheet as LibreOffice and Gnumeric save it gives the same votes; it sums and tells."""

import openpyxl

from kuzbass_batch.outputs.jury.jury_books import draw_jury_book, plan_jury_books
from tests.findings.folder import YEAR
from tests.jury import USUAL, A, B, C, sheet
from tests.live_engines import through_gnumeric
from tests.outputs.jury.test_jury_papers import outcome_of
from tests.rules.programme.test_jury import held
from tests.suites.test_decisions import pytestmark as needs_libreoffice
from tests.suites.test_decisions import saved

pytestmark = needs_libreoffice
GIVEN = {**USUAL, A: (0, 15), B: (), C: (7, None)}


def told(data):
    """Return what a sheet comes to, without the places where it lies."""
    found = held(data)
    (file,) = found.settled.files
    votes = [(v.entry, v.points, v.why, v.interest, v.comment)
             for each in found.marks.entries() for v in each.votes if v.juror == "3"]  # fmt: skip
    return sorted(votes, key=str), file.status, sorted(f.code for f in file.findings)


def test_what_office_suites_save_gives_the_same_votes(tmp_path):
    data = sheet(given=GIVEN, marks__2__interest="да", marks__2__interest_in="брат",
                 marks__1__comment="=СУММ(1;2)")  # fmt: skip
    expected = told(data)
    assert expected[2] == ["V010"]
    for suffix in ("xlsx", "ods", "xls"):
        assert told(saved(tmp_path, data, suffix).read_bytes()) == expected, suffix
    path = tmp_path / "лист жюри.xlsx"
    path.write_bytes(data)
    gnumeric = through_gnumeric(tmp_path, {"book": path})["book"]
    assert told(gnumeric.read_bytes()) == expected


def shown(path):
    book = openpyxl.load_workbook(path, data_only=True)
    rows = {row[1].value: row[8].value for row in book["Оценки"].iter_rows(min_row=6)}
    lines = [row[1].value for row in book["Лист жюри"].iter_rows(min_row=3, max_row=5)]
    return rows, lines


def test_the_live_sum_and_the_line_of_readiness_are_worked_out_by_the_suite(tmp_path):
    partly = saved(tmp_path, sheet(given=GIVEN, marks__2__interest="да"), "xlsx")
    sums, lines = shown(partly)
    assert sums[A] == 15 and sums[C] == 7 and sums[B] in (None, "")
    assert lines[0] == "Осталось: 1" and "Оценки – осталось 1" in lines[2]
    whole = saved(tmp_path, sheet(), "xlsx")
    assert shown(whole)[1][0] == "Готово к отправке"


def test_a_fresh_sheet_says_how_much_is_left(tmp_path):
    book = next(each for each in plan_jury_books(outcome_of()) if each.juror == "1")
    _, lines = shown(saved(tmp_path, draw_jury_book(YEAR, book), "xlsx"))
    # Four practices to judge, the own one apart, and the day.
    assert lines[0] == "Осталось: 5" and "Оценки – осталось 4" in lines[2]
