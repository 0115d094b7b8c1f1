"""The ranking workbook `Рейтинг-2025.xlsx`: which sheets it has, in what order."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from kuzbass_batch.outputs.contest.sheet_contest import draw_applications
from kuzbass_batch.outputs.drawn_files import SharedFolder
from kuzbass_batch.outputs.jury.sheet_jury import draw_jury
from kuzbass_batch.outputs.names import tab_colour
from kuzbass_batch.outputs.partner_checks.sheet import draw_partner_checks
from kuzbass_batch.outputs.ranking.sheet_board import draw_board
from kuzbass_batch.outputs.ranking.sheet_bodies import draw_processes, draw_subordinates
from kuzbass_batch.outputs.ranking.sheet_evidence import draw_evidence, draw_objections
from kuzbass_batch.outputs.ranking.sheet_findings import draw_absent, draw_files, draw_findings
from kuzbass_batch.outputs.ranking.sheet_history import draw_history, draw_last_year
from kuzbass_batch.outputs.ranking.sheet_methodology import (
    draw_addressees,
    draw_calendar,
    draw_methodology,
    draw_readings,
)
from kuzbass_batch.outputs.ranking.sheet_points import anchors_of, draw_bases, draw_matrix
from kuzbass_batch.outputs.ranking.sheet_projects import (
    draw_course,
    draw_projects,
    draw_significant,
)
from kuzbass_batch.outputs.ranking.sheet_ranking import draw_rankings
from kuzbass_batch.outputs.ranking.sheet_robustness import (
    draw_assumptions,
    draw_checks,
    draw_contested,
    draw_robustness,
)
from kuzbass_batch.outputs.ranking.sheet_statistics import draw_statistics
from kuzbass_batch.outputs.ranking.sheet_summary import draw_summary
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import Copies, TableWriter
from kuzbass_batch.outputs.training.sheet_training import draw_training
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.rules.year.approval import approval_of

CREATED = dt.datetime(2025, 3, 7)


def draft_words(found: Conclusions) -> str:
    """Return what is printed on every page until everybody's result is approved (p. 3.4)."""
    if not found.drafts:
        return ""
    some = approval_of(found.outcome.decisions) is not None
    return f"ПРОЕКТ. Рейтинг не утверждён{' у части участников' if some else ''}"


def write_workbook(shown: ShownOutcome, room: SharedFolder, copies: Copies | None = None) -> None:
    """Write the workbook; every number is one of the outcome's. copies: takes its tables, too."""
    outcome, found = shown.outcome, shown.conclusions
    anchors = anchors_of(outcome.standings, len(outcome.methodology.groups))
    name = f"Рейтинг-{outcome.period}.xlsx"
    with room.part_of(name) as path, ranking_book(Path(path)) as book:
        book.set_properties({"title": f"Рейтинг за {outcome.period.name}", "created": CREATED})
        writer = TableWriter(
            book, draft_words(found), copies, outcome.methodology.total_rule.decimals
        )
        _draw_results(writer, shown, anchors)
        _draw_work(writer, shown)
        _draw_reference(writer, found)
        for sheet in book.worksheets():
            sheet.set_tab_color(tab_colour(sheet.name))


def _draw_results(writer: TableWriter, shown: ShownOutcome, anchors: Mapping[str, str]) -> None:
    found = shown.conclusions
    draw_summary(writer, shown)
    draw_rankings(writer, found, anchors)
    draw_matrix(writer, found, anchors)
    draw_statistics(writer, found)
    draw_last_year(writer, found)


def _draw_work(writer: TableWriter, shown: ShownOutcome) -> None:
    outcome, redrawn, found = shown.outcome, shown.redrawn, shown.conclusions
    draw_board(writer, found)
    draw_absent(writer, outcome, redrawn, shown.letters)
    draw_findings(writer, outcome, redrawn)
    draw_files(writer, outcome.files)
    draw_evidence(writer, found)
    draw_checks(writer, found)
    draw_contested(writer, found)
    if outcome.methodology.has_objections:
        draw_objections(writer, found)
    if outcome.methodology.has_passports:
        draw_projects(writer, outcome)
    if found.projects.in_use:
        draw_course(writer, found)
        draw_significant(writer, found)
    draw_applications(writer, found)
    draw_jury(writer, outcome.jury)
    draw_subordinates(writer, found)
    draw_processes(writer, outcome)
    draw_partner_checks(writer, found)
    draw_training(writer, found)
    draw_addressees(writer, shown)


def _draw_reference(writer: TableWriter, found: Conclusions) -> None:
    outcome = found.outcome
    draw_bases(writer, outcome)
    draw_history(writer, found)
    if outcome.methodology.readings:
        draw_readings(writer, found)
    draw_robustness(writer, found)
    draw_assumptions(writer, found)
    draw_methodology(writer, outcome.methodology)
    draw_calendar(writer, outcome)
