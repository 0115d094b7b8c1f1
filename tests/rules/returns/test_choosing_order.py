"""Which of several returns counts: the latest valid one, by date, by folder, by path."""

import datetime as dt

import pytest

from kuzbass_batch.findings.answers import UNFILLED
from kuzbass_batch.reading.files.discover import received_on
from kuzbass_batch.records.read_files import ReadAssessment
from kuzbass_batch.records.sources import Source
from kuzbass_batch.records.submissions import Identity
from kuzbass_batch.rules.returns.choosing import choose
from tests.filled import owned

CASES = {
    "the later date in the form counts, whatever the folder says": (
        """
        2025-12-15/а.xlsx | 10.12.2025 | верно   | заменён
        2025-12-11/б.xlsx | 12.12.2025 | верно 2 | учтён
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
        identity=Identity(form_code="KB-SELF", year=2025, version=1),
        filled_on=dt.datetime.strptime(date, "%d.%m.%Y").date(),
        answers_sha256=content,
        findings=(UNFILLED.at(),) if content == "ошибка" else (),
    )
    return owned(read, "ИО-06")


@pytest.mark.parametrize("table", CASES.values(), ids=CASES)
def test_the_latest_valid_return_counts(table):
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    files = [returned(path, date, content) for path, date, content, _ in lines]
    wanted = {path: STATUSES[status] for path, _, _, status in lines}
    for order in (files, files[::-1]):
        assert {file.source.path: file.status.value for file in choose(order)} == wanted
