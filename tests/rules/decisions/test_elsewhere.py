"""Decisions entered into the workbook of the result folder are told in that same run."""

import openpyxl
import pytest

from kuzbass_batch.outputs.results.closing import closing_lines, exit_code
from tests.april_package import conclusions_of
from tests.office import Office, filled, verified

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

BOOK = "Решения-2025.xlsx"
LEFT = "Решения-2025 (не учтено).xlsx"


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.first_run()
    return office


def enter(office, text, name=BOOK):
    data = filled((office.output / BOOK).read_bytes(), text)
    (office.output / name).write_bytes(data)


def said(outcome, office):
    lines = [each for each in closing_lines(outcome, office.output) if "в папке результата" in each]
    waits = [e for e in conclusions_of(outcome).to_do if "в папке результата" in e.text]
    assert len(lines) == len(waits)
    return [(each.count, each.names) for each in waits]


@pytest.mark.ranking
def test_what_is_entered_in_the_result_folder_is_told_and_kept(office):
    enter(office, verified("ИО-01.5", 1))
    outcome = office.run()
    assert said(outcome, office) == [(1, "Экспертиза!J8")] and exit_code(outcome) == 1
    sheet = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")["Сводка"]
    assert any("в папке результата" in str(cell.value) for row in sheet for cell in row)
    kept = office.output.with_name(f"{office.output.name} (прежний результат)") / BOOK
    office.put("Решения.xlsx", kept.read_bytes())
    outcome = office.run()
    assert said(outcome, office) == [] and exit_code(outcome) == 0
    assert len(outcome.decisions.verifications) == 1


def left(office):
    """Return the copies that the result keeps of what was not carried over."""
    return sorted(path.name for path in office.output.glob("*не учтено*"))


def test_every_further_run_tells_it_until_it_is_carried_over(office):
    enter(office, verified("ИО-01.5", 1))
    entered = (office.output / BOOK).read_bytes()
    for _ in range(4):  # more runs than results are kept
        outcome = office.run()
        assert said(outcome, office) == [(1, "Экспертиза!J8")] and exit_code(outcome) == 1
        assert left(office) == [LEFT] and (office.output / LEFT).read_bytes() == entered
        (told,) = (e for e in closing_lines(outcome, office.output) if "и не учтены" in e)
        assert f"Внесённое сохранено: «{office.output / LEFT}»." in told
    office.put("Решения.xlsx", (office.output / LEFT).read_bytes())
    outcome = office.run()
    assert said(outcome, office) == [] and left(office) == []
    assert len(outcome.decisions.verifications) == 1
    # What is changed afterwards in the own book is no matter of the old copy.
    office.put("Решения.xlsx", filled(office.draw(), verified("ИО-01.5", 0)))
    assert said(office.run(), office) == []


def test_what_is_typed_again_into_the_own_book_is_carried_over(office):
    enter(office, verified("ИО-01.5", 1))
    office.run()
    office.put("Решения.xlsx", filled(office.draw(), verified("ИО-01.5", 1)))
    assert said(office.run(), office) == [] and left(office) == []


def test_a_copy_that_the_clerk_removes_is_told_no_more(office):
    enter(office, verified("ИО-01.5", 1))
    office.run()
    (office.output / LEFT).unlink()
    assert said(office.run(), office) == [] and left(office) == []


def test_two_books_entered_one_after_the_other_are_both_kept(office):
    enter(office, verified("ИО-01.5", 1))
    office.run()
    enter(office, verified("ИО-02.1", 1))
    outcome = office.run()
    assert [count for count, _ in said(outcome, office)] == [2]
    assert left(office) == ["Решения-2025 (не учтено 2).xlsx", LEFT]
    (told,) = (e for e in closing_lines(outcome, office.output) if "и не учтены" in e)
    assert "нужную из этих книг" in told


def test_a_look_tells_it_too(office):
    enter(office, verified("ИО-01.5", 1))
    assert said(office.look(), office) == [(1, "Экспертиза!J8")]


def test_another_copy_in_the_result_folder_is_looked_at_too(office):
    enter(office, verified("ИО-02.1", 1), name="Решения-2025 (1).xlsx")
    assert [count for count, _ in said(office.look(), office)] == [1]


def test_what_was_carried_over_is_not_told(office):
    enter(office, verified("ИО-01.5", 1))
    office.put(BOOK, (office.output / BOOK).read_bytes())
    assert said(office.look(), office) == []


def test_an_entry_taken_back_in_the_input_folder_is_no_matter(office):
    office.put("Решения.xlsx", filled(office.draw(), verified("ИО-01.5", 1)))
    office.run()
    office.remove("Решения.xlsx")
    assert said(office.look(), office) == []


def test_a_workbook_saved_without_an_entry_is_no_matter(office):
    enter(office, "")
    assert said(office.look(), office) == []
