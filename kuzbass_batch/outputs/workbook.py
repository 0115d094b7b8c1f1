"""The ranking workbook `Рейтинг-2025.xlsx`: which sheets it has, in what order."""

import datetime as dt
from pathlib import Path

import xlsxwriter

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Category
from kuzbass_batch.outputs.pen import Pen
from kuzbass_batch.outputs.redrawn import Redrawn
from kuzbass_batch.outputs.sheet_board import draw_board
from kuzbass_batch.outputs.sheet_findings import draw_absent, draw_files, draw_findings
from kuzbass_batch.outputs.sheet_history import draw_history, draw_last_year
from kuzbass_batch.outputs.sheet_methodology import (
    draw_addressees,
    draw_calendar,
    draw_methodology,
    draw_readings,
)
from kuzbass_batch.outputs.sheet_projects import draw_projects
from kuzbass_batch.outputs.sheet_ranking import draw_bases, draw_matrix, draw_ranking
from kuzbass_batch.outputs.sheet_statistics import draw_statistics
from kuzbass_batch.outputs.sheet_summary import draw_summary
from kuzbass_batch.rules.sensitivity import other_readings

CREATED = dt.datetime(2025, 3, 7)


def write_workbook(outcome: Outcome, redrawn: tuple[Redrawn, ...], path: Path) -> None:
    """Write the workbook; every number is one of `outcome`."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    effects = other_readings(outcome)
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": f"Рейтинг за {outcome.year} год", "created": CREATED})
        pen = Pen(book)
        draw_summary(pen, outcome, effects)
        draw_board(pen, outcome)
        draw_ranking(pen, outcome, "Рейтинг", tuple(Category))
        for category in Category:
            draw_ranking(pen, outcome, category.plural, (category,))
        draw_matrix(pen, outcome)
        draw_statistics(pen, outcome)
        draw_bases(pen, outcome)
        draw_history(pen, outcome)
        draw_last_year(pen, outcome)
        draw_absent(pen, outcome, redrawn)
        draw_findings(pen, outcome, redrawn)
        draw_files(pen, outcome)
        draw_projects(pen, outcome)
        draw_readings(pen, outcome, effects)
        draw_methodology(pen, outcome)
        draw_calendar(pen, outcome)
        draw_addressees(pen, outcome)
