"""The sheet «Замечания» of a redrawn return: what to mend, with a link to each cell."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Finding, is_for_participant
from kuzbass_batch.forms.drawing.sheet_setup import text_height
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.drawing.workbook import A4
from kuzbass_batch.forms.spec.layout import DrawnAnswer
from kuzbass_batch.methodology.rater import Rater

SHEET = "Замечания"
TITLE = "Что нужно исправить"
HELP = (
    "Щёлкните по адресу в столбце «Ячейка»: откроется ответ, который нужно исправить. Такие ячейки "
    "выделены и подписаны. Исправьте ответы и направьте этот файл {into}{by}; лист «Замечания» "
    "можно оставить."
)
TEXT_WIDTH = 58
HEADS = (("№", 5), ("Важность", 12), ("Лист", 14), ("Ячейка", 10), ("Что не так", TEXT_WIDTH),
         ("Как исправить", TEXT_WIDTH))  # fmt: skip
"""Columns with their widths in digits."""
HEAD_ROW = 3


def remarks_help(due: dt.date | None, rater: Rater) -> str:
    """Return what stands above the list; due: the day to send the form by, None if not named."""
    by = f" до {wording.day(due)} включительно" if due else ""
    return HELP.format(into=rater.into, by=by)


def draw_remarks(
    book: Any,
    styles: Styles,
    identity: str,
    remarks: tuple[Finding, ...],
    places: Mapping[str, DrawnAnswer],
    words: str,
) -> None:
    """Draw the sheet; errors come first, notes stay out: nothing is to be done about them.

    words: how to go about it, above the list.
    """
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, identity, styles.code)
    sheet.merge_range(1, 0, 1, 5, TITLE, styles.heading)
    sheet.merge_range(2, 0, 2, 5, words, styles.text)
    sheet.set_row(2, text_height(words, sum(width for _, width in HEADS)))
    for column, (head, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD_ROW, column, head, styles.head)
    for row, (finding, place) in enumerate(_lines(remarks, places), start=HEAD_ROW + 1):
        _draw_line(sheet, styles, row, finding, place)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{identity}&RСтраница &P из &N")
    sheet.repeat_rows(HEAD_ROW)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.hide_gridlines(2)
    sheet.protect()


def _lines(
    remarks: tuple[Finding, ...], places: Mapping[str, DrawnAnswer]
) -> Iterator[tuple[Finding, DrawnAnswer | None]]:
    """Yield each remark with its cell, the gravest first and then in the order of the form."""
    order = {field: at for at, field in enumerate(places)}
    lines: list[tuple[tuple[int, int], Finding, DrawnAnswer | None]] = []
    for finding in filter(is_for_participant, remarks):
        rank = finding.severity.rank
        found = [field for field in finding.fields if field in places]
        lines += [((rank, order[field]), finding, places[field]) for field in found]
        if not found:
            lines.append(((rank, -1), finding, None))
    yield from ((finding, place) for _, finding, place in sorted(lines, key=lambda line: line[0]))


def _draw_line(
    sheet: Any, styles: Styles, row: int, finding: Finding, place: DrawnAnswer | None
) -> None:
    sheet.write_number(row, 0, row - HEAD_ROW, styles.number)
    sheet.write_string(row, 1, finding.severity.russian, styles.cell)
    sheet.write_string(row, 2, place.sheet if place else finding.sheet, styles.cell)
    if place:
        link = f"internal:'{place.sheet}'!{place.ref.cell}"
        sheet.write_url(row, 3, link, styles.link, place.ref.cell)
    else:
        sheet.write_string(row, 3, finding.cell, styles.cell)
    sheet.write_string(row, 4, finding.message, styles.cell)
    sheet.write_string(row, 5, finding.remedy, styles.cell)
    sheet.set_row(
        row, max(text_height(text, TEXT_WIDTH) for text in (finding.message, finding.remedy))
    )
