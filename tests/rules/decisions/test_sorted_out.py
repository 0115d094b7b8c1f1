"""«Файл разобран» on «Допуск»: a file that was looked at waits for nobody any more."""

import datetime as dt

import pytest

from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.outputs.results.closing import exit_code
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.decisions.admissions import LEFT_ALONE
from tests.april_package import conclusions_of
from tests.office import Office, assessment, ruled, said

pytestmark = pytest.mark.whole

UNREAD = "2026-01-12/ответы.csv"


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.put(UNREAD, b"x")
    return office


def waits(outcome):
    return [each.names for each in conclusions_of(outcome).to_do if "Файлы не проч" in each.text]


def file(outcome, path=UNREAD):
    return next(each for each in outcome.files if each.source.path == path)


@pytest.mark.parametrize("named", [UNREAD, "ответы.csv", "Ответы.CSV"])
def test_a_mark_takes_a_file_off_the_list(office, named):
    outcome = office.look()
    assert waits(outcome) == [UNREAD] and exit_code(outcome) == 1
    office.decide(ruled(1, "", "файл разобран", named))
    outcome = office.look()
    assert waits(outcome) == [] and said(outcome) == [] and exit_code(outcome) == 0
    marked = file(outcome)
    assert marked.status is FileStatus.IGNORED and "так решили (Председатель" in marked.reason
    assert {finding.severity for finding in marked.findings} == {Severity.NOTE}


def test_a_mark_takes_a_form_of_nobody_off_the_list(office):
    office.put("чужая.xlsx", assessment("ИО-99", name="Министерство чужих"))
    office.decide(
        f"{ruled(1, 'ИО-01', 'файл разобран', 'чужая.xlsx')}\n"
        f"{ruled(2, 'ИО-01', 'файл разобран', UNREAD)}"
    )
    outcome = office.look()
    assert waits(outcome) == [] and said(outcome) == []


@pytest.mark.parametrize(
    ("named", "day", "code"),
    [
        ("нет такого.csv", "14.01.2026", "D028"),
        ("ИО-01.xlsx", "14.01.2026", "D010"),
        (UNREAD, "11.01.2026", "D010"),
        ("", "14.01.2026", "D005"),
    ],
)
def test_a_mark_that_fits_no_waiting_file_is_told(office, named, day, code):
    office.decide(ruled(1, "", "файл разобран", named, day))
    outcome = office.look()
    assert [each[:4] for each in said(outcome)] == [code] and waits(outcome) == [UNREAD]
    assert file(outcome, "ИО-01.xlsx").status is FileStatus.USED


def test_two_files_are_marked_on_one_day_but_one_file_once(office):
    office.put("ещё.csv", b"x")
    marks = (ruled(1, "", "файл разобран", UNREAD), ruled(2, "", "файл разобран", "ещё.csv"))
    office.decide("\n".join(marks))
    assert waits(office.look()) == []
    office.decide(ruled(3, "", "файл разобран", UNREAD))
    assert [each[:4] for each in said(office.look())] == ["D001"]


@pytest.mark.parametrize(
    ("decision", "named", "reason"),
    [
        ("", "", "прежний из 2 экземпляров; более поздний ждёт решения комитета"),
        ("вернуть самооценку", "вторая.xlsx", LEFT_ALONE),
        (
            "исключить самооценку",
            "вторая.xlsx",
            LEFT_ALONE,
        ),
    ],
)
def test_a_return_left_alone_by_a_ruling_is_not_called_the_only_one(
    office, decision, named, reason
):
    """Two lie in the folder, and the clerk sees both."""
    office.put("вторая.xlsx", assessment("ИО-01", (0,) * 8, day=dt.date(2025, 12, 12)))
    if decision:
        office.decide(ruled(1, "ИО-01", decision, named))
    counting = [f for f in office.look().files if (f.participant, f.status) == ("ИО-01", "used")]
    assert [each.reason for each in counting] == [reason]
    other = file(office.look(), "ИО-02.xlsx")
    assert other.reason == "единственный экземпляр"
