"""Reports of projects on their way into the registers, and back from the book that a run drew."""

import datetime as dt
import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest

from kuzbass_batch.outputs.registers.workbook import draw_registers, register_content_of
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.programme.projects.numbers import (
    project_key,
    project_numbers,
    proposed_number,
)
from kuzbass_batch.rules.programme.projects.reports import hours_saved
from kuzbass_batch.rules.programme.projects.written import facts_in, goals_in, stages_in
from tests.filled import METHODOLOGY
from tests.findings.folder import MARCH, PASS, YEAR, Input, looked_at
from tests.office import cell_at, filled, lines
from tests.project_reports import CLOSED, NUMBER, REPORT_FILE, report
from tests.registers import BOOK

LATER = "отчёт позже.xlsx"
OCTOBER = {"quarter": "IV", "filled_on": dt.date(2025, 12, 19), "stage": Decimal(8),
           "residents": None}  # fmt: skip


def outcome_of(files, as_of=MARCH):
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        return looked_at(Input(files=files, as_of=as_of), Path(folder), store)[1]


def drawn(outcome):
    return draw_registers(YEAR, register_content_of(outcome))


def shown(data):
    """Return what the two sheets of a book show."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in each] for name in ("Проекты", "Отчёты") for each in book[name]]


def row(outcome, table=ProgrammeTable.PROJECTS, at=-1):
    return list(outcome.registers.of(table))[at]


@cache
def first():
    return outcome_of({REPORT_FILE: report()})


@cache
def book():
    return drawn(first())


def test_a_passport_opens_a_project_with_a_lasting_number_and_its_report_goes_on_with_the_row():
    project = row(first())
    assert project.text("number") == NUMBER and project.made
    assert project.day("opened") == dt.date(2025, 1, 1)
    assert goals_in(project.text("goals"))[0].target == 5
    assert [stage.number for stage in stages_in(project.text("stages"))] == list(range(1, 11))
    assert (project.text("status"), project.number("stage")) == ("внедрение", 7)
    assert (project.number("hours"), project.number("residents")) == (200, 5000)
    told = row(first(), ProgrammeTable.REPORTS)
    assert facts_in(told.text("goals"))[0].fact == 7 and told.number("before") == 30


def test_the_book_put_back_keeps_what_a_form_said_when_the_form_is_gone():
    files = {BOOK: book(), PASS: None}
    again = outcome_of(files)
    project = row(again)
    assert (project.text("number"), project.text("status")) == (NUMBER, "внедрение")
    assert not project.made and not again.registers.findings
    assert [cell.column for cell in project.entry.entered] == ["number", "participant", "who"]
    assert shown(drawn(outcome_of({BOOK: drawn(again), PASS: None}))) == shown(drawn(again))


def test_a_later_report_goes_on_with_the_row_and_what_it_does_not_repeat_stays():
    later = outcome_of({BOOK: book(), PASS: None, LATER: report(**OCTOBER)})
    project = row(later)
    assert (project.number("stage"), project.number("residents")) == (8, 5000)
    assert [r.text("quarter") for r in later.registers.of(ProgrammeTable.REPORTS)] == ["III", "IV"]
    assert project.text("origin") == "паспорт, отчёт за IV квартал 2025 года"


def test_of_a_report_mended_what_it_no_longer_says_is_over():
    mended = outcome_of({BOOK: book(), REPORT_FILE: report(residents=None)})
    assert row(mended, ProgrammeTable.REPORTS).number("residents") is None
    assert row(mended).number("residents") is None


def test_what_the_committee_enters_in_the_row_wins_over_later_reports():
    entered = filled(book(), lines("Проекты", 1, Достигнут_этап=5))
    later = outcome_of({BOOK: entered, LATER: report(**OCTOBER)})
    assert row(later).number("stage") == 5
    (told,) = later.registers.findings
    assert told.code == "G030" and "«8»" in told.message and told.cell == "M4"
    remark = cell_at(openpyxl.load_workbook(io.BytesIO(drawn(later))), "Проекты", "1",
                     "Отметка программы")  # fmt: skip
    assert "действует внесённое" in remark.value


def test_a_report_by_the_committee_s_own_hand_goes_on_with_its_project():
    cells = {"Номер_проекта": NUMBER, "Участник": "ИО-01", "Год": 2025, "Квартал": "IV",
             "Состояние": "закрыт", "Достигнут_этап": 9, "Закрыт": "20.12.2025",
             "Кто_внёс": "Секретарёва"}  # fmt: skip
    found = outcome_of({BOOK: filled(book(), lines("Отчёты", 2, **cells))})
    project = row(found)
    assert (project.text("status"), project.day("closed")) == ("закрыт", dt.date(2025, 12, 20))


def test_of_several_reports_for_a_quarter_the_latest_valid_one_counts():
    files = {
        "2025-10-05/отчёт.xlsx": report(),
        "2025-10-09/отчёт.xlsx": report(residents=Decimal(7000)),
        "2025-10-12/отчёт.xlsx": report(stage=Decimal(12)),
    }
    found = outcome_of(files)
    states = {f.source.path[:10]: f.status for f in found.files if f.kind is Kind.PROJECT_REPORT}
    assert states == {
        "2025-10-05": FileStatus.SUPERSEDED,
        "2025-10-09": FileStatus.USED,
        "2025-10-12": FileStatus.RETURNED,
    }
    assert row(found).number("residents") == 7000


def test_a_number_that_is_nobody_s_brings_a_suggestion_and_no_row():
    found = outcome_of({REPORT_FILE: report(number=f"{NUMBER[:-1]}x")})
    file = next(f for f in found.files if f.kind is Kind.PROJECT_REPORT)
    assert file.status is FileStatus.RETURNED
    assert f"Возможно, это {NUMBER}" in file.findings[0].message
    assert not list(found.registers.of(ProgrammeTable.REPORTS))


def test_closing_gives_the_project_its_day():
    closing = {key.replace("/", "__"): value for key, value in CLOSED.items()}
    project = row(outcome_of({REPORT_FILE: report(**closing)}))
    assert (project.text("status"), project.day("closed")) == ("закрыт", dt.date(2025, 12, 10))


def test_numbers_hang_on_participant_and_name_alone():
    one, other = ("ИО-01", "Быстрый ответ"), ("ИО-01", "Единое окно")
    forward, back = project_numbers([one, other], ()), project_numbers([other, one], ())
    assert forward == back and len(set(forward.values())) == 2
    assert forward[project_key(*one)] == proposed_number("ИО-01", "«Быстрый  ОТВЕТ».")
    taken = frozenset((proposed_number(*one).lower(),))
    assert proposed_number(*one, taken) != proposed_number(*one)


@pytest.mark.parametrize(
    ("before", "after", "cases", "hours"),
    [(30, 20, 1200, 200), (30, 30, 5, 0), (20, 30, 5, None), (30, None, 5, None), (7, 6, 1, "0")],
)
def test_hours_are_worked_out_of_three_numbers(before, after, cases, hours):
    given = [None if each is None else Decimal(each) for each in (before, after, cases)]
    assert hours_saved(*given) == (None if hours is None else Decimal(hours))
