"""Which of several returns counts: the latest valid one, by arrival, by date, by path."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.findings.answers import UNFILLED
from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.rater import COMMITTEE
from kuzbass_batch.reading.files.discover import received_on
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.files.submissions import FieldCells, Identity, TypedFields
from kuzbass_batch.records.returns.read_files import ReadAssessment, WrongEdition
from kuzbass_batch.rules.returns.choosing import choose
from tests.filled import METHODOLOGY, owned

AS_OF = dt.date(2026, 2, 1)

CASES = {
    "the later folder counts, whatever the date in the form says": (
        """
        2025-12-15/а.xlsx | 10.12.2025 | верно   | учтён   | по дате папки из 2 | расходятся
        2025-12-13/б.xlsx | 12.12.2025 | верно 2 | заменён | (15.12.2025, по дате папки) |
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
    "the run's day itself does": (
        """
        а.xlsx | 01.02.2026 | верно   | учтён   | по дате заполнения |
        б.xlsx | 10.12.2025 | верно 2 | заменён | |
        """
    ),
    "an earlier answer sent again after another is the latest": (
        """
        2025-12-10/а.xlsx | 10.12.2025 | верно   | повтор  | то же содержание, что в «2025-12-14/в
        2025-12-12/б.xlsx | 12.12.2025 | верно 2 | заменён | более поздний экземпляр «2025-12-14/в
        2025-12-14/в.xlsx | 14.12.2025 | верно   | учтён   | из 3 экземпляров (14.12.2025)
        """
    ),
    "a folder's day against the date in a form that lies in none": (
        """
        2025-12-15/а.xlsx | 10.12.2025 | верно   | учтён   | по дате папки | расходятся
        б.xlsx            | 12.12.2025 | верно 2 | заменён | |
        """
    ),
    "of one day of arrival the date in the form decides, and no folder is named": (
        """
        2025-12-15/а.xlsx | 10.12.2025 | верно   | заменён | (15.12.2025) |
        2025-12-15/б.xlsx | 12.12.2025 | верно 2 | учтён   | по дате заполнения из 2 |
        """
    ),
    "the day of a letter": (
        """
        2025-12-15/а.eml | 10.12.2025 | верно   | учтён   | по дате письма из 2 экз | расходятся
        2025-12-13/б.eml | 12.12.2025 | верно 2 | заменён | (15.12.2025, по дате письма) |
        """
    ),
    "of one date the later folder counts": (
        """
        31.12.2025/а.xlsx | 10.12.2025 | верно   | заменён
        12.01.2026/а.xlsx | 10.12.2025 | верно 2 | учтён
        """
    ),
    "without a date the later path counts": (
        """
        а.xlsx | – | верно   | заменён | «б.xlsx» (без даты)
        б.xlsx | – | верно 2 | учтён   | последний по имени файла из 2 экземпляров (без даты)
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
        source=Source(path=path, size=1, sha256="", received=received_on(path),
                      by_message=path.endswith(".eml")),
        identity=Identity(form_code="KB-SELF", period=Period(2025), version=1),
        filled_on=None if date == "–" else dt.datetime.strptime(date, "%d.%m.%Y").date(),
        answers_sha256=content,
        findings=(UNFILLED.at(rater=COMMITTEE),) if content == "ошибка" else (),
    )  # fmt: skip
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


def test_what_is_said_of_two_dates_stands_at_the_date_of_the_one_that_counts():
    at = CellRef(sheet="Сведения", cell="C9")
    typed = TypedFields(values=("день",), cells=FieldCells(("filled_on",), (at,)))
    first = returned("2025-12-13/б.xlsx", "14.12.2025", "верно 2")
    later = returned("2025-12-15/а.xlsx", "10.12.2025", "верно")
    later = replace(later, read=replace(later.read, typed=typed))
    used = next(f for f in choose([first, later], METHODOLOGY, AS_OF) if f.dates_disagree)
    (told,) = used.findings
    assert (told.sheet, told.cell, told.fields, told.file) == (
        "Сведения", "C9", ("filled_on",), "2025-12-15/а.xlsx"
    )  # fmt: skip
    for words in ("10.12.2025", "14.12.2025", "15.12.2025", "2025-12-13/б.xlsx"):
        assert words in told.message


@pytest.mark.parametrize("mended", ["а.xlsx", "б.xlsx", ""])
def test_of_one_day_the_form_that_was_mended_counts_whatever_its_path(mended):
    files = [returned(path, "10.12.2025", path) for path in ("а.xlsx", "б.xlsx")]
    files = [replace(f, read=replace(f.read, mended=f.source.path == mended)) for f in files]
    (used,) = (f for f in choose(files, METHODOLOGY, AS_OF) if f.status.value == "used")
    assert used.source.path == mended or (not mended and used.source.path == "б.xlsx")
    why = "по исправлению" if mended else "по имени файла"
    assert used.reason == f"последний {why} из 2 экземпляров (10.12.2025)"


def test_a_form_of_another_version_is_ordered_beside_the_others():
    edition = WrongEdition(
        source=Source(path="в.xlsx", size=1, sha256=""), kind=Kind.SELF_ASSESSMENT,
        identity=Identity(form_code="KB-SELF", period=Period(2025), version=9), wrong_year=False,
        findings=(UNFILLED.at(rater=COMMITTEE),),
    )  # fmt: skip
    files = [owned(edition, "ИО-06"), returned("а.xlsx", "10.12.2025", "верно")]
    found = {f.source.path: (f.status.value, f.reason) for f in choose(files, METHODOLOGY, AS_OF)}
    assert found["а.xlsx"][0] == "used" and found["в.xlsx"][0] == "superseded"
