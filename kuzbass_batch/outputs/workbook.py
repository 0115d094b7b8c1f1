"""The ranking workbook `Рейтинг-2025.xlsx`: which sheets it has, in what order."""

import datetime as dt
from pathlib import Path

from kuzbass_batch.outputs.draft import Draft
from kuzbass_batch.outputs.pen import Pen
from kuzbass_batch.outputs.ranking_book import ranking_book
from kuzbass_batch.outputs.sheet_board import draw_board
from kuzbass_batch.outputs.sheet_findings import draw_absent, draw_files, draw_findings
from kuzbass_batch.outputs.sheet_history import draw_history, draw_last_year
from kuzbass_batch.outputs.sheet_methodology import (
    draw_addressees,
    draw_calendar,
    draw_methodology,
    draw_readings,
)
from kuzbass_batch.outputs.sheet_points import anchors_of, draw_bases, draw_matrix
from kuzbass_batch.outputs.sheet_projects import draw_projects
from kuzbass_batch.outputs.sheet_ranking import draw_rankings
from kuzbass_batch.outputs.sheet_statistics import draw_statistics
from kuzbass_batch.outputs.sheet_summary import draw_summary

CREATED = dt.datetime(2025, 3, 7)


def write_workbook(draft: Draft, path: Path) -> None:
    """Write the workbook; every number is one of the outcome's."""
    outcome, redrawn = draft.outcome, draft.redrawn
    anchors = anchors_of(outcome)
    with ranking_book(path) as book:
        book.set_properties({"title": f"Рейтинг за {outcome.year} год", "created": CREATED})
        pen = Pen(book)
        draw_summary(pen, draft)
        draw_board(pen, draft)
        draw_rankings(pen, outcome, anchors)
        draw_matrix(pen, outcome, anchors)
        draw_statistics(pen, draft)
        draw_bases(pen, outcome)
        draw_history(pen, draft)
        draw_last_year(pen, draft)
        draw_absent(pen, outcome, redrawn, draft.letters)
        draw_findings(pen, outcome, redrawn)
        draw_files(pen, outcome)
        draw_projects(pen, outcome)
        draw_readings(pen, outcome, draft.effects)
        draw_methodology(pen, outcome)
        draw_calendar(pen, outcome)
        draw_addressees(pen, draft)
