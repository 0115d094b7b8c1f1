"""The ranking workbook `Рейтинг-2025.xlsx`: which sheets it has, in what order."""

import datetime as dt
from pathlib import Path

from kuzbass_batch.outputs.draft import ShownOutcome
from kuzbass_batch.outputs.ranking.sheet_board import draw_board
from kuzbass_batch.outputs.ranking.sheet_contested import draw_contested
from kuzbass_batch.outputs.ranking.sheet_evidence import draw_evidence
from kuzbass_batch.outputs.ranking.sheet_findings import draw_absent, draw_files, draw_findings
from kuzbass_batch.outputs.ranking.sheet_history import draw_history, draw_last_year
from kuzbass_batch.outputs.ranking.sheet_methodology import (
    draw_addressees,
    draw_calendar,
    draw_methodology,
    draw_readings,
)
from kuzbass_batch.outputs.ranking.sheet_objections import draw_objections
from kuzbass_batch.outputs.ranking.sheet_points import anchors_of, draw_bases, draw_matrix
from kuzbass_batch.outputs.ranking.sheet_projects import draw_projects
from kuzbass_batch.outputs.ranking.sheet_ranking import draw_rankings
from kuzbass_batch.outputs.ranking.sheet_robustness import draw_assumptions, draw_robustness
from kuzbass_batch.outputs.ranking.sheet_statistics import draw_statistics
from kuzbass_batch.outputs.ranking.sheet_summary import draw_summary
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter

CREATED = dt.datetime(2025, 3, 7)


def write_workbook(draft: ShownOutcome, path: Path) -> None:
    """Write the workbook; every number is one of the outcome's."""
    outcome, redrawn = draft.outcome, draft.redrawn
    anchors = anchors_of(outcome)
    with ranking_book(path) as book:
        book.set_properties({"title": f"Рейтинг за {outcome.year} год", "created": CREATED})
        pen = TableWriter(book)
        draw_summary(pen, draft)
        draw_board(pen, draft)
        draw_rankings(pen, outcome, anchors)
        draw_matrix(pen, outcome, anchors)
        draw_statistics(pen, draft)
        draw_bases(pen, outcome)
        draw_evidence(pen, outcome)
        draw_objections(pen, outcome)
        draw_history(pen, draft)
        draw_last_year(pen, draft)
        draw_absent(pen, outcome, redrawn, draft.letters)
        draw_findings(pen, outcome, redrawn)
        draw_files(pen, outcome)
        draw_projects(pen, outcome)
        draw_readings(pen, outcome, draft.effects)
        draw_robustness(pen, outcome, draft.robustness)
        draw_assumptions(pen, outcome, draft.robustness)
        draw_contested(pen, outcome)
        draw_methodology(pen, outcome)
        draw_calendar(pen, outcome)
        draw_addressees(pen, draft)
