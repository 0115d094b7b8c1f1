"""A list of processes goes into the register: the latest of a year, each of its own participant."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.commands import clerk
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from tests.filled import drawn
from tests.findings.cases_processes import LIST, process_list
from tests.office import NAMES, Office, lines
from tests.registers import WHO, keep

pytestmark = pytest.mark.whole
OTHER = LIST | {"participant_id": "", "participant_name": NAMES["ИО-02"]}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Two lists of ИО-01, a later and an earlier one, and one of ИО-02 without its code."""
    office = Office(tmp_path_factory.mktemp("комитет"))
    keep(office, lines("Процессы", 1, Участник="ИО-01", Процесс="приём документов",
                       Услуга="Справка", Кто_внёс=WHO))  # fmt: skip
    earlier = LIST | {"filled_on": dt.date(2025, 10, 1), "processes/1/owner": "прежний"}
    office.put("раньше.xlsx", drawn(Kind.PROCESS_LIST, earlier, "ИО-01"))
    office.put("позже.xlsx", process_list((("processes/1/days_before", Decimal(10)),)))
    office.put("другой.xlsx", drawn(Kind.PROCESS_LIST, OTHER, "ИО-02"))
    return office.look()


def rows(outcome):
    return {
        (row.participant, row.text("process")): row
        for row in outcome.registers.of(ProgrammeTable.PROCESSES)
    }


def test_the_latest_list_of_a_year_counts(outcome):
    states = {f.source.path: f.status for f in outcome.files if f.kind is Kind.PROCESS_LIST}
    assert states == {
        "раньше.xlsx": FileStatus.SUPERSEDED, "позже.xlsx": FileStatus.USED,
        "другой.xlsx": FileStatus.USED,
    }  # fmt: skip


def test_each_row_is_its_participants_own_and_the_committees_row_goes_on(outcome):
    found = rows(outcome)
    assert set(found) == {
        ("ИО-01", "Выдача справки"), ("ИО-01", "приём документов"),
        ("ИО-02", "Выдача справки"), ("ИО-02", "Приём документов"),
    }  # fmt: skip
    assert found["ИО-01", "Выдача справки"].number("days_before") == 10
    assert found["ИО-01", "приём документов"].text("service") == "Справка"


def test_what_both_call_alike_is_told(outcome):
    names = [each.name for each in outcome.registers.processes.shared]
    assert names == ["приём документов", "Выдача справки"]


def test_the_blank_is_issued_where_it_is_asked_for(tmp_path):
    office = Office(tmp_path)
    for asked, count in ((False, 0), (True, len(NAMES))):
        folder = tmp_path / str(asked)
        clerk.issue(next(office.folder.glob("Реестр*.xlsx")), folder, year=2025, processes=asked)
        assert len(list(folder.glob("Процессы и услуги*.xlsx"))) == count
    sheet = openpyxl.load_workbook(next(folder.glob("Процессы и услуги ИО-01*.xlsx")))
    assert "KB-PROC-2025" in str(sheet.worksheets[0]["A1"].value)
