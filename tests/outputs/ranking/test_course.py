"""The sheet of projects of the register: two rows a project, a long name in the first alone."""

import datetime as dt
from types import SimpleNamespace

import openpyxl

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.cards.page import shown_cell
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.ranking.sheet_projects import draw_course
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import Again, TableWriter
from tests.rules.programme.test_projects_due import project, report

LONG = "Сокращение срока рассмотрения обращений граждан " * 6


def test_a_long_name_is_read_once_and_filtered_in_both_rows(tmp_path):
    """The row of facts is as low as rows are, and a filter by the name keeps it."""
    outcome = SimpleNamespace(
        year=2026, as_of=dt.date(2026, 7, 1), methodology=load_methodology(2026),
        standings=(), registers=SimpleNamespace(bodies=()),
    )  # fmt: skip
    listed = (project("ИО-01-П2", [report()], name=LONG.strip(), sphere="здравоохранение"),)
    path = tmp_path / "книга.xlsx"
    with ranking_book(path) as book:
        found = SimpleNamespace(projects=SimpleNamespace(every=listed), outcome=outcome)
        draw_course(TableWriter(book), found)
    sheet = openpyxl.load_workbook(path)[SHEETS["course"]]
    plan, fact = 4, 5
    for column in (4, 5):
        first, again = (sheet.cell(row, column) for row in (plan, fact))
        assert first.value == again.value != "" and first.alignment.wrap_text
        assert again.font.color.rgb == "FFFFFFFF" and not again.alignment.wrap_text
    assert sheet.cell(fact, 3).value == "ИО-01-П2" and sheet.cell(fact, 9).value == "факт"
    heights = [sheet.row_dimensions[row].height for row in (plan, fact)]
    assert heights[0] > 150 and heights[1] <= 32
    assert shown_cell(Again(LONG)) == "", "a card says it once, too"
