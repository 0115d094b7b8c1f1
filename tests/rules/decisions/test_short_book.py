"""A large year's decisions: one row a participant where nothing is entered, and nothing is lost."""

import io

import openpyxl
import pytest

from kuzbass_batch.outputs.decisions import workbook
from kuzbass_batch.outputs.decisions.checker_books import checker_books, draw_checker_book
from kuzbass_batch.outputs.decisions.short_rows import SPARE_EXPERTISE
from tests.office import AS_OF, YEAR, Office, cell_at, entries_of, lines, rows_of, said, verified

pytestmark = pytest.mark.whole

SHEET, PEOPLE, CRITERIA = "Экспертиза", 4, 8
WHO, WHEN = "Проверова П. П.", "15.01.2026"


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "is_short", lambda _: True)
    return Office(tmp_path)


def picked(row, criterion, points, **columns):
    """Return the lines of a row of «Экспертиза» in which the criterion is picked."""
    given = {"Критерий": f"'{criterion}", "Балл_комитета": points, "Обоснование": "по документам",
             "Кто_проверил": WHO, "Дата": WHEN} | columns  # fmt: skip
    return lines(SHEET, row, **given)


def table(data, sheet=SHEET):
    """Return participant and criterion of each row."""
    drawn = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    _, first = rows_of(drawn)
    return [(row[1].value, row[3].value) for row in drawn.iter_rows(min_row=first)]


def verifications(outcome):
    return {(v.participant, v.criterion): v.points for v in outcome.decisions.verifications}


def test_who_has_nothing_entered_has_one_row_and_room_follows(office):
    rows = table(office.draw())
    assert len(rows) == PEOPLE + SPARE_EXPERTISE
    assert [who for who, _ in rows[: PEOPLE + 1]] == ["ИО-01", "ИО-02", "ПО-01", "МО-01", None]
    assert {criterion for _, criterion in rows} == {None}


def test_a_row_shows_what_counted_by_criterion_and_leads_to_the_return(office):
    drawn = openpyxl.load_workbook(io.BytesIO(office.draw()))
    assert cell_at(drawn, SHEET, "1", "Показатель").value == "Выберите критерий"
    shown = cell_at(drawn, SHEET, "1", "Подтверждение участника").value
    assert shown.startswith("Засчитано: 1 – 1; 2 – 2; ")
    assert cell_at(drawn, SHEET, "1", "Самооценка").hyperlink.target == "ИО-01.xlsx"
    assert not cell_at(drawn, SHEET, "1", "Критерий").protection.locked
    assert cell_at(drawn, SHEET, "1", "Участник").protection.locked


def test_points_in_the_row_of_a_participant_count_as_in_a_row_of_the_criterion(office):
    office.decide(picked(1, "3", 1))
    outcome = office.look()
    assert verifications(outcome) == {("ИО-01", "3"): 1}
    assert said(outcome) == [] and not outcome.decisions.again


def test_points_as_counted_need_no_reason_there(office):
    office.decide(picked(1, "3", 2, Обоснование=""))
    assert verifications(office.look()) == {("ИО-01", "3"): 2}


def test_who_has_something_entered_has_all_his_rows_in_the_next_book(office):
    office.decide(picked(1, "3", 1))
    again = office.draw()
    rows = table(again)
    assert rows[:CRITERIA] == [("ИО-01", str(number)) for number in range(1, CRITERIA + 1)]
    assert rows[CRITERIA : CRITERIA + 3] == [("ИО-02", None), ("ПО-01", None), ("МО-01", None)]
    drawn = openpyxl.load_workbook(io.BytesIO(again))
    assert cell_at(drawn, SHEET, "ИО-01.3", "Балл комитета").value == 1
    assert cell_at(drawn, SHEET, "ИО-01.3", "Отметка программы").value == "действует"


def test_what_was_entered_comes_back_and_stays_in_force(office):
    office.decide(picked(1, "3", 1) + "\n" + picked(2, "5", 0))
    first = office.look()
    again = office.draw()
    office.put("Решения.xlsx", again)
    second = office.look()
    assert verifications(second) == verifications(first) == {("ИО-01", "3"): 1, ("ИО-02", "5"): 0}
    assert entries_of(office.draw()) == entries_of(again) and not second.decisions.again


def test_a_changed_answer_is_told_of_points_entered_in_the_row_of_a_participant(office):
    from tests.office import EXAMPLE, assessment

    office.decide(picked(1, "3", 1))
    points = (*EXAMPLE[:2], 1, *EXAMPLE[3:])
    office.put("ИО-01.xlsx", assessment("ИО-01", points))
    assert office.look().decisions.again == {("ИО-01", "3")}


@pytest.mark.parametrize(("criterion", "finding"), [("", "D005"), ("99", "D003")])
def test_a_row_without_its_criterion_is_told_and_carried_over(office, criterion, finding):
    office.decide(picked(1, criterion, 1))
    outcome = office.look()
    assert verifications(outcome) == {} and said(outcome)[0].startswith(finding)
    again = openpyxl.load_workbook(io.BytesIO(office.draw()))
    row = str(PEOPLE + 1)
    assert cell_at(again, SHEET, row, "Балл комитета").value == 1
    assert not cell_at(again, SHEET, row, "Критерий").protection.locked
    assert cell_at(again, SHEET, row, "Отметка программы").value


def test_a_criterion_picked_later_in_the_row_carried_over_counts(office):
    office.decide(picked(1, "", 1))
    office.decide(lines(SHEET, PEOPLE + 1, Критерий="'3"))
    outcome = office.look()
    assert verifications(outcome) == {("ИО-01", "3"): 1} and not outcome.decisions.again


def test_a_blank_row_takes_a_further_criterion_of_the_same_participant(office):
    """The office program looks up the mark when the participant is picked; here it is typed."""
    drawn = openpyxl.load_workbook(io.BytesIO(office.draw()))
    mark = cell_at(drawn, SHEET, "1", "Метка").value
    row = PEOPLE + 1
    assert cell_at(drawn, SHEET, str(row), "Метка").value.startswith("=IFERROR(VLOOKUP(B")
    office.decide(
        picked(1, "3", 1)
        + "\n"
        + picked(row, "5", 0, Участник="ИО-01", Метка=f"'{mark}")
        + "\n"
        + picked(row + 1, "6", 0, Участник="ИО-02", Метка="'")
    )
    outcome = office.look()
    assert verifications(outcome) == {("ИО-01", "3"): 1, ("ИО-01", "5"): 0, ("ИО-02", "6"): 0}
    # Without the mark nobody knows on which answers: that is told, and the points count.
    assert outcome.decisions.again == {("ИО-02", "6")}


def test_a_book_of_a_small_year_is_read_when_the_year_has_grown(office, monkeypatch):
    monkeypatch.setattr(workbook, "is_short", lambda _: False)
    office.decide(verified("ИО-01.3", 1) + "\n" + verified("МО-01.8", 1))
    before = office.look()
    monkeypatch.setattr(workbook, "is_short", lambda _: True)
    office.put("Решения.xlsx", office.draw())
    assert verifications(office.look()) == verifications(before)
    rows = table(office.draw())
    assert len([who for who, _ in rows if who]) == 2 * CRITERIA + 2


def test_who_is_to_be_checked_has_all_his_rows_in_the_book_of_the_checker(office):
    given = lines("Экспертиза целиком", 2, Кому_поручено=WHO)
    office.decide(given)
    ((name, rows, lists, mark),) = checker_books(office.look())
    book = draw_checker_book(YEAR, (name, rows, lists, mark))
    assert [row for row in table(book) if row[0]] == [
        ("ИО-02", str(number)) for number in range(1, CRITERIA + 1)
    ]
    assert [row for row in table(office.draw()) if row[0] == "ИО-02"] == [("ИО-02", None)]


def test_a_book_of_few_participants_has_a_row_for_each_criterion(tmp_path):
    office = Office(tmp_path)
    rows = table(office.draw(AS_OF))
    assert len(rows) == PEOPLE * CRITERIA and all(criterion for _, criterion in rows)


def test_a_criterion_picked_alone_stays_picked_and_decides_nothing(office):
    """Whoever stopped there for the night finds it in the next book, in rows of either kind."""
    row = PEOPLE + 1
    office.decide(
        lines(SHEET, 1, Критерий="'3")
        + "\n"
        + lines(SHEET, row, Участник="ИО-01", Критерий="'5")
        + "\n"
        + lines(SHEET, row + 1, Участник="ПО-01")
    )
    outcome = office.look()
    assert verifications(outcome) == {} and said(outcome) == []
    again = office.draw()
    rows = table(again)
    assert rows[0] == ("ИО-01", "3") and len(rows) == PEOPLE + SPARE_EXPERTISE
    assert rows[PEOPLE : PEOPLE + 3] == [("ИО-01", "5"), ("ПО-01", None), (None, None)]
    office.put("Решения.xlsx", again)
    assert table(office.draw()) == rows
    office.decide(picked(1, "3", 1))
    assert verifications(office.look()) == {("ИО-01", "3"): 1}
