"""«Конкурс.xlsx» as LibreOffice and Gnumeric save it announces the same contest."""

from dataclasses import replace

import openpyxl

from kuzbass_batch.reading.committee.contest_announcement import announced_in
from tests.contests import CONTEST, announcement
from tests.filled import METHODOLOGY
from tests.live_engines import through_gnumeric
from tests.suites.test_decisions import pytestmark as needs_libreoffice
from tests.suites.test_decisions import saved

pytestmark = needs_libreoffice


def read(path):
    return announced_in(METHODOLOGY, (path.name, path.read_bytes()))


def test_what_office_suites_save_announces_the_same(tmp_path):
    data = announcement(criteria__1__most=5)
    path = tmp_path / "Конкурс.xlsx"
    path.write_bytes(data)
    first, second = CONTEST.criteria
    expected = replace(CONTEST, criteria=(replace(first, most=5), second))
    for suffix in ("xlsx", "ods", "xls"):
        found = read(saved(tmp_path, data, suffix))
        assert replace(found, book=CONTEST.book) == expected, suffix
    found = read(through_gnumeric(tmp_path, {"book": path})["book"])
    assert replace(found, book=CONTEST.book) == expected


def test_a_book_that_nobody_sends_is_called_filled_in(tmp_path):
    made = saved(tmp_path, announcement(criteria__1__most=5), "xlsx")
    sheet = openpyxl.load_workbook(made, data_only=True)["Объявление"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "Заполнено" in texts and not any("отправк" in text for text in texts)
