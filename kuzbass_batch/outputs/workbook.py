"""The ranking workbook `Рейтинг-2025.xlsx`: which sheets it has, in what order."""

import datetime as dt
from pathlib import Path

import xlsxwriter

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.outputs.letters import Letter
from kuzbass_batch.outputs.pen import Pen
from kuzbass_batch.outputs.redrawn import Redrawn
from kuzbass_batch.outputs.sheet_findings import draw_absent, draw_files, draw_findings
from kuzbass_batch.outputs.sheet_methodology import (
    draw_addressees,
    draw_calendar,
    draw_methodology,
    draw_readings,
)
from kuzbass_batch.outputs.sheet_points import anchors_of, draw_bases, draw_matrix
from kuzbass_batch.outputs.sheet_projects import draw_projects
from kuzbass_batch.outputs.sheet_ranking import draw_rankings
from kuzbass_batch.outputs.sheet_robustness import draw_assumptions, draw_robustness
from kuzbass_batch.outputs.sheet_statistics import draw_statistics
from kuzbass_batch.outputs.sheet_summary import draw_summary
from kuzbass_batch.rules.robustness import Robustness

CREATED = dt.datetime(2025, 3, 7)


def write_workbook(
    outcome: Outcome,
    redrawn: tuple[Redrawn, ...],
    letters: tuple[Letter, ...],
    found: Robustness,
    path: Path,
) -> None:
    """Write the workbook; every number is one of `outcome` and of its study `found`."""
    # Its temporary files lie beside the result: a killed run leaves nothing elsewhere.
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    anchors = anchors_of(outcome)
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": f"Рейтинг за {outcome.year} год", "created": CREATED})
        pen = Pen(book)
        draw_summary(pen, outcome, found.readings)
        draw_rankings(pen, outcome, anchors)
        draw_matrix(pen, outcome, anchors)
        draw_statistics(pen, outcome)
        draw_bases(pen, outcome)
        draw_absent(pen, outcome, redrawn, letters)
        draw_findings(pen, outcome, redrawn)
        draw_files(pen, outcome)
        draw_projects(pen, outcome)
        draw_readings(pen, outcome, found.readings)
        draw_robustness(pen, outcome, found)
        draw_assumptions(pen, outcome, found)
        draw_methodology(pen, outcome)
        draw_calendar(pen, outcome)
        draw_addressees(pen, outcome)
