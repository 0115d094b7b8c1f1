"""The registers from run to run: marks, copies, older books, another programme, another year."""

import json

import pytest

from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.year.snapshots import RESULTS
from tests.former_books import with_former_registers
from tests.office import AS_OF, Office, entries_of, filled
from tests.registers import BOOK, certificate, drawn, keep, prize, remark, with_code
from tests.year_keys import OTHER_KEY, lay_key

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def codes(outcome):
    return [f.code for file in outcome.files if file.kind == "registers" for f in file.findings]


def held(outcome):
    return {row.place for row in outcome.registers.rows}


def forged(office):
    """Lay a book that another folder drew in place of the folder's own."""
    lay_key(office.folder, OTHER_KEY)
    data = filled(drawn(office), certificate())
    lay_key(office.folder)
    office.put(BOOK, data)
    return data


def test_a_book_of_another_folder_decides_nothing_until_it_is_accepted(office):
    forged(office)
    outcome = office.look()
    assert codes(outcome) == ["D029"] and outcome.registers.rows == ()
    outcome = office.run(accept=(office.folder / BOOK,))
    assert codes(outcome) == [] and len(outcome.registers.rows) == 1
    assert len(office.run().registers.rows) == 1, "what was accepted is remembered"


def test_two_books_are_told_and_neither_is_taken(office):
    data = keep(office, certificate())
    office.put("копия/Реестры.xlsx", data)
    outcome = office.look()
    assert codes(outcome) == ["G001", "G001"] and outcome.registers.rows == ()
    assert [file.status for file in outcome.files if file.kind == "registers"] == ["returned"] * 2


def test_with_two_books_what_the_last_result_counted_stays(office):
    keep(office, certificate())
    office.run()
    office.put("копия/Реестры.xlsx", (office.output / BOOK).read_bytes())
    outcome = office.run()
    assert len(outcome.registers.rows) == 1 and outcome.registers.standing == 1
    assert entries_of(office.output / BOOK)["samples"]


def test_a_book_taken_away_loses_nothing(office):
    keep(office, certificate())
    office.run()
    office.remove(BOOK)
    for _ in range(2):
        outcome = office.run()
        assert len(outcome.registers.rows) == 1 and outcome.registers.standing == 1
    assert remark(office.output / BOOK, "Образцы") == "действует"
    office.put(BOOK, (office.output / BOOK).read_bytes())
    outcome = office.run()
    assert len(outcome.registers.rows) == 1 and outcome.registers.standing == 0


def test_an_older_book_undoes_nothing_that_a_later_one_had_brought(office):
    old = keep(office, certificate())
    office.run()
    newer = filled((office.output / BOOK).read_bytes(), prize())
    office.put(BOOK, newer)
    office.run()
    office.put(BOOK, old)
    outcome = office.run()
    assert {row.table for row in outcome.registers.rows} == {
        ProgrammeTable.SAMPLES, ProgrammeTable.CONTEST,
    }  # fmt: skip
    assert "D030" in codes(outcome)


def test_a_row_cleared_in_the_newest_book_is_gone(office):
    keep(office, certificate())
    office.run()
    cleared = certificate(**dict.fromkeys(
        ("Участник", "Образец_(площадка)", "Решение", "Уровень", "Номер_сертификата",
         "Сертификат_от", "Кто_внёс"), "''"))  # fmt: skip
    office.put(BOOK, filled((office.output / BOOK).read_bytes(), cleared))
    assert office.run().registers.entries == ()


def test_a_book_of_another_programme_is_told_and_not_read(office):
    data = filled(drawn(office), certificate())
    office.put(BOOK, with_code(data, "KB-PROG-2025 v1 · ЧВ"))
    outcome = office.look()
    assert codes(outcome) == ["G002"] and outcome.registers.rows == ()
    office.put(BOOK, with_code(data, "KB-PROG-2028 v1 · ЭР"))
    assert codes(office.look()) == ["G002"]
    office.put(BOOK, with_code(data, "KB-PROG-2025 v2 · ЭР"))
    assert office.look().registers.rows == ()


def test_a_book_without_a_sheet_is_told_and_what_was_counted_stays(office):
    import openpyxl

    keep(office, certificate())
    office.run()
    book = openpyxl.load_workbook(office.folder / BOOK)
    del book["Конкурс"]
    book.save(office.folder / BOOK)
    outcome = office.run()
    assert "S002" in codes(outcome) and len(outcome.registers.rows) == 1


def test_what_the_decisions_workbook_held_moves_over_once(office):
    office.put("Решения.xlsx", with_former_registers(office.look()))
    outcome = office.run()
    book = (f for file in outcome.files if file.kind == "decisions" for f in file.findings)
    (told,) = (f.message for f in book if f.code == "G011")
    assert "«Образцы» – 1, «Обучение» – 1, «Мероприятия» – 1, «Другое» – 2" in told
    assert outcome.registers.moved == 5 and len(outcome.registers.rows) == 5
    assert outcome.decisions.registers == ()
    moved = entries_of(office.output / BOOK)
    assert ("decision", "сертификат выдан") in moved["samples"][0]
    assert ("quantity", 2) in moved["other"][1]
    assert "register" not in entries_of(office.output / "Решения-2025.xlsx")
    # The clerk lays the new book beside the old decisions: nothing comes twice.
    office.put(BOOK, (office.output / BOOK).read_bytes())
    for _ in range(2):
        outcome = office.run()
        assert outcome.registers.moved == 0 and len(outcome.registers.entries) == 5
    # What he clears in the new book does not come back from the old one.
    cells = ("Дата", "Участник", "Тема", "Человек", "Кто внёс")
    text = "\n".join(f"Обучение | 1 | {cell} | ''" for cell in cells)
    office.put(BOOK, filled((office.output / BOOK).read_bytes(), text))
    for _ in range(2):
        assert len(office.run().registers.entries) == 4


def test_decisions_of_last_year_are_told_in_one_line_and_taken_once_accepted(office):
    data = with_former_registers(office.look(), year=2024)
    office.put("прошлый год/Решения-2024.xlsx", data)
    outcome = office.look()
    (file,) = (f for f in outcome.files if f.source.path.endswith("Решения-2024.xlsx"))
    assert [f.code for f in file.findings] == ["G013"] and file.status == "ignored"
    assert "(5) не перенесены" in file.findings[0].message
    assert "--accept" in file.findings[0].message and outcome.registers.rows == ()
    outcome = office.run(accept=(office.folder / "прошлый год/Решения-2024.xlsx",))
    assert len(outcome.registers.rows) == 5 and outcome.registers.moved == 5
    assert len(office.run().registers.rows) == 5


def test_results_json_tells_the_rows_and_whether_they_are_in_force(office):
    keep(office, certificate() + "\n" + prize(who="ИО-99"))
    office.run()
    document = json.loads((office.output / RESULTS).read_text("utf-8"))
    assert document["registers"]["first_year"] == 2025 and document["registers"]["path"] == BOOK
    found = {e["table"]: (e["in_force"], e["participant"]) for e in document["register_entries"]}
    assert found == {"samples": (True, "ИО-01"), "contest": (False, None)}


def test_the_same_input_gives_the_same_result(office):
    keep(office, certificate())
    office.run()
    first = {p.name: p.read_bytes() for p in office.output.iterdir() if p.is_file()}
    office.run(fresh=True)
    again = {p.name: p.read_bytes() for p in office.output.iterdir() if p.is_file()}
    assert again[BOOK] == first[BOOK] and again[RESULTS] == first[RESULTS]
    assert AS_OF
