"""Which of several returns counts: the latest valid one, by arrival, by date, by path."""

import datetime as dt

import pytest

from kuzbass_batch.findings.answers import UNFILLED
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.reading.files.discover import received_on
from kuzbass_batch.records.read_files import ReadAssessment
from kuzbass_batch.records.sources import Source
from kuzbass_batch.records.submissions import Identity
from kuzbass_batch.rules.returns.choosing import choose
from tests.filled import METHODOLOGY, owned

AS_OF = dt.date(2026, 2, 1)

CASES = {
    "the later folder counts, whatever the date in the form says": (
        """
        2025-12-15/а.xlsx | 10.12.2025 | верно   | учтён   | по дате папки | расходятся
        2025-12-13/б.xlsx | 12.12.2025 | верно 2 | заменён | по дате папки |
        """
    ),
    "a year typed wrongly does not send a later return back behind the first": (
        """
        2025-12-02/а.xlsx | 01.12.2025 | верно   | заменён | по дате папки |
        2026-01-15/б.xlsx | 15.01.2025 | верно 2 | учтён   | по дате папки | расходятся
        """
    ),
    "a date beyond the folder's does not rank": (
        """
        2025-12-10/а.xlsx | 20.12.2025 | верно   | заменён | по дате папки |
        2025-12-12/б.xlsx | 11.12.2025 | верно 2 | учтён   | по дате папки | расходятся
        """
    ),
    "nor within one folder": (
        """
        2025-12-12/а.xlsx | 10.12.2025 | верно   | заменён | |
        2025-12-12/б.xlsx | 11.12.2025 | верно 2 | учтён   | по дате заполнения |
        """
    ),
    "a date beyond the run's day does not rank": (
        """
        а.xlsx | 31.12.2099 | верно   | заменён | |
        б.xlsx | 10.12.2025 | верно 2 | учтён   | по дате заполнения | расходятся
        """
    ),
    "a folder's day against the date in a form that lies in none": (
        """
        2025-12-15/а.xlsx | 10.12.2025 | верно   | учтён   | по дате папки | расходятся
        б.xlsx            | 12.12.2025 | верно 2 | заменён | |
        """
    ),
    "of one date the later folder counts": (
        """
        31.12.2025/а.xlsx | 10.12.2025 | верно   | заменён
        12.01.2026/а.xlsx | 10.12.2025 | верно 2 | учтён
        """
    ),
    "of one date and one folder the later path counts": (
        """
        а.xlsx | 10.12.2025 | верно   | заменён
        б.xlsx | 10.12.2025 | верно 2 | учтён
        """
    ),
    "a form mended without a new date replaces the faulty one": (
        """
        ИО-06.xlsx            | 10.12.2025 | ошибка | заменён
        2026-01-22/ИО-06.xlsx | 10.12.2025 | верно  | учтён
        """
    ),
    "a later faulty one does not displace a valid one": (
        """
        2025-12-11/а.xlsx | 10.12.2025 | верно  | учтён
        2025-12-12/а.xlsx | 12.12.2025 | ошибка | на доработку
        """
    ),
    "the same content is a duplicate": (
        """
        а.xlsx | 10.12.2025 | верно | учтён
        б.xlsx | 10.12.2025 | верно | повтор
        """
    ),
}
STATUSES = {
    "учтён": "used", "заменён": "superseded", "повтор": "duplicate", "на доработку": "returned"
}  # fmt: skip


def returned(path, date, content):
    """A self-assessment of one participant as it stands after the match with the registry."""
    read = ReadAssessment(
        source=Source(path=path, size=1, sha256="", received=received_on(path)),
        identity=Identity(form_code="KB-SELF", period=Period(2025), version=1),
        filled_on=dt.datetime.strptime(date, "%d.%m.%Y").date(),
        answers_sha256=content,
        findings=(UNFILLED.at(),) if content == "ошибка" else (),
    )
    return owned(read, "ИО-06")


@pytest.mark.parametrize("table", CASES.values(), ids=CASES)
def test_the_latest_valid_return_counts(table):
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    lines = [line + [""] * (6 - len(line)) for line in lines]
    files = [returned(*line[:3]) for line in lines]
    for order in (files, files[::-1]):
        found = {file.source.path: file for file in choose(order, METHODOLOGY, AS_OF)}
        for path, _, _, status, why, crossed in lines:
            assert found[path].status.value == STATUSES[status]
            assert why in found[path].reason
            assert found[path].dates_disagree == bool(crossed)
            told = [f.code for f in found[path].findings if f.code == "I025"]
            assert told == (["I025"] if crossed else [])
