"""«Экспертиза» for many hands: one row for a participant, who and when for a sheet."""

import datetime as dt
import io

import openpyxl
import pytest

from kuzbass_batch.outputs.decisions.checker_books import FOLDER, checker_books, draw_checker_book
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.outputs.publication.memo import _verified
from kuzbass_batch.records.committee.decisions import DEFAULT_SHEETS
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.decisions.receipts import suggested_rows
from kuzbass_batch.usage import WrongUsage
from tests.april_package import conclusions_of
from tests.filled import FORMS
from tests.office import (
    YEAR,
    Office,
    assessment,
    cell_at,
    filled,
    lines,
    said,
    score,
    standing,
    verified,
)

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

LATER = dt.date(2026, 1, 25)
WHOLE, ONE = "Экспертиза целиком", "Экспертиза"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def whole(row=1, who="Проверова П. П.", day="15.01.2026", **columns):
    """Return the lines that confirm all of one participant."""
    given = {"Решение": "подтвердить всё", "Кто проверил": who, "Дата": day} | columns
    return lines(WHOLE, row, **{key.replace(" ", "_"): value for key, value in given.items()})


def criteria_of(outcome, who):
    return {v.criterion for v in outcome.decisions.verifications if v.participant == who}


def remark_of(office, sheet, row, as_of=LATER):
    book = openpyxl.load_workbook(io.BytesIO(office.draw(as_of)))
    return cell_at(book, sheet, row, "Отметка программы").value


def test_one_row_verifies_every_criterion_at_the_points_that_counted(office):
    office.decide(whole())
    outcome = office.look(LATER)
    assert criteria_of(outcome, "ИО-01") == {str(n) for n in range(1, 9)}
    card = standing(outcome, "ИО-01").scorecard
    assert [each.verified for each in card.scores] == [each.counted for each in card.scores]
    assert said(outcome) == [] and remark_of(office, WHOLE, "1") == "действует"
    assert conclusions_of(outcome).stages["ИО-01"].unverified == ()


def test_a_criterion_with_a_row_of_its_own_is_taken_from_there(office):
    office.decide(f"{whole()}\n{verified('ИО-01.3', 1)}")
    outcome = office.look(LATER)
    assert (score(outcome, "ИО-01.3").verified, score(outcome, "ИО-01.4").verified) == (1, 2)
    assert len(criteria_of(outcome, "ИО-01")) == 8 and said(outcome) == []


def test_an_unfinished_row_of_its_own_keeps_its_criterion_open(office):
    office.decide(f"{whole()}\nЭкспертиза | ИО-01.3 | Документ | приказ")
    outcome = office.look(LATER)
    assert criteria_of(outcome, "ИО-01") == {str(n) for n in range(1, 9)} - {"3"}


@pytest.mark.parametrize("lost", ["Решение", "Кто проверил", "Дата"])
def test_what_lacks_anything_confirms_nothing(office, lost):
    office.decide(whole(**{lost: "''", "Обоснование": "по документам"}))
    outcome = office.look(LATER)
    assert criteria_of(outcome, "ИО-01") == set()
    assert [each.partition(" ")[0] for each in said(outcome)] == ["D005"]


def test_who_is_to_check_decides_nothing_and_is_kept(office):
    data = office.decide(lines(WHOLE, 2, Кому_поручено="Иванова"))
    outcome = office.look(LATER)
    assert outcome.decisions.verifications == () and said(outcome) == []
    office.put("Решения.xlsx", data)
    book = openpyxl.load_workbook(io.BytesIO(office.draw(LATER)))
    assert cell_at(book, WHOLE, "2", "Кому поручено").value == "Иванова"


def test_answers_that_change_are_to_be_checked_again_one_by_one(office):
    office.decide(whole())
    office.put("Решения.xlsx", office.draw(LATER))
    assert len(criteria_of(office.look(LATER), "ИО-01")) == 8
    changed = assessment("ИО-01", (1, 2, 1, 2, 2, 2, 2, 2), day=dt.date(2025, 12, 12))
    office.put("почта/новая.xlsx", changed)
    outcome = office.look(LATER)
    assert outcome.decisions.again == {("ИО-01", "3")}
    assert score(outcome, "ИО-01.3").verified == 2
    office.put("Решения.xlsx", office.draw(LATER))
    again = office.look(LATER)
    assert again.decisions.again == {("ИО-01", "3")} and score(again, "ИО-01.3").points == 2


def test_another_person_s_other_points_are_a_question_and_neither_holds(office):
    office.decide(f"{whole(who='Первая')}\n{verified('ИО-01.3', 1, who='Второй')}")
    outcome = office.look(LATER)
    assert "3" not in criteria_of(outcome, "ИО-01") and len(criteria_of(outcome, "ИО-01")) == 7
    assert {each.partition(" ")[0] for each in said(outcome)} == {"D040"}
    assert "Первая – 2" in remark_of(office, ONE, "ИО-01.3")


def test_criteria_confirmed_in_bulk_are_counted_apart_in_the_memo(office):
    office.decide(verified("ИО-02.3", 2))
    assert "одной строкой" not in _verified(conclusions_of(office.look(LATER)))
    office.decide(whole())
    words = _verified(conclusions_of(office.look(LATER)))
    assert "проверил по документам 9 из 32 критериев" in words
    assert words.endswith("Из них одной строкой на участника подтверждено: 8 критериев.")


# --- who and when for a sheet ---


def default(sheet, who="Умолчанова У. У.", day="16.01.2026"):
    """Return the lines of a sheet's default."""
    row = list(DEFAULT_SHEETS.values()).index(sheet) + 1
    cells = {"Кто по умолчанию": who} | ({"Дата по умолчанию": day} if day else {})
    return "\n".join(f"По умолчанию | {row} | {key} | {value}" for key, value in cells.items())


def test_the_sheets_with_a_default_are_the_workbook_s_own():
    sheets = {sheet.name for sheet in FORMS[Kind.DECISIONS].sheets}
    assert set(DEFAULT_SHEETS.values()) <= sheets


def test_a_row_without_who_and_day_takes_them_from_its_sheet(office):
    office.decide("\n".join((default(ONE), "Экспертиза | ИО-01.3 | Балл комитета | 2",
                             verified("ИО-01.4", 2))))  # fmt: skip
    outcome = office.look(LATER)
    found = {v.criterion: (v.who, v.day) for v in outcome.decisions.verifications}
    assert found["3"] == ("Умолчанова У. У.", dt.date(2026, 1, 16))
    assert found["4"] == ("Проверова П. П.", dt.date(2026, 1, 15))


def test_the_next_workbook_holds_them_and_a_later_default_changes_nothing(office):
    office.decide(f"{default(WHOLE)}\n{whole(who=chr(39) * 2, day=chr(39) * 2)}")
    drawn = office.draw(LATER)
    book = openpyxl.load_workbook(io.BytesIO(drawn))
    assert cell_at(book, WHOLE, "1", "Кто проверил").value == "Умолчанова У. У."
    office.put("Решения.xlsx", filled(drawn, default(WHOLE, who="Другой", day="20.01.2026")))
    outcome = office.look(LATER)
    assert {v.who for v in outcome.decisions.verifications} == {"Умолчанова У. У."}
    assert len(outcome.decisions.verifications) == 8


@pytest.mark.parametrize(
    ("sheet", "row", "expected"),
    [
        ("Допуск", {"Участник": "ИО-02", "Решение": "исключить самооценку",
                    "Обоснование": "так решили"}, "admissions"),
        ("Вручение", {"Участник": "ИО-02", "Что вручено": "результаты",
                      "Отправлено": "15.01.2026"}, "deliveries"),
        ("Протоколы", {"Номер протокола": "1", "Дата": "15.01.2026"}, "protocols"),
    ],
)  # fmt: skip
def test_every_sheet_has_its_default(office, sheet, row, expected):
    cells = "\n".join(f"{sheet} | 1 | {key} | {value}" for key, value in row.items())
    office.decide(f"{default(sheet, day='16.01.2026')}\n{cells}")
    (record,) = getattr(office.look(LATER).decisions, expected)
    assert record.who == "Умолчанова У. У."


def test_a_book_of_an_earlier_program_has_neither_sheet_and_is_read(office):
    book = openpyxl.load_workbook(io.BytesIO(filled(office.draw(), verified("ИО-01.3", 2))))
    del book[WHOLE], book["По умолчанию"]
    stream = io.BytesIO()
    book.save(stream)
    office.put("Решения.xlsx", stream.getvalue())
    assert criteria_of(office.look(LATER), "ИО-01") == {"3"}


# --- a workbook for each checker ---


def books_of(office, as_of=LATER):
    """Return the workbooks for the checkers that a run would write, by name."""
    outcome = office.look(as_of)
    return {book[0]: draw_checker_book(YEAR, book) for book in checker_books(outcome)}


@pytest.fixture
def shared(office):
    """An office whose clerk has asked two people to check, both of them the second body."""
    office.decide("\n".join((
        lines(WHOLE, 1, Кому_поручено="Первая А. А."),
        lines(WHOLE, 2, Кому_поручено="Первая  А. А.; Второй Б. Б."),
    )))  # fmt: skip
    office.put("Решения.xlsx", office.draw(LATER))
    return office


def bodies(data, sheet):
    rows = openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(min_row=4, values_only=True)
    return list(dict.fromkeys(row[1] for row in rows if row[1]))


def test_each_checker_gets_a_workbook_of_those_he_was_asked_to_check(shared):
    books = books_of(shared)
    assert list(books) == ["Первая А. А.", "Второй Б. Б."]
    for sheet in (ONE, WHOLE):
        assert bodies(books["Первая А. А."], sheet) == ["ИО-01", "ИО-02"]
        assert bodies(books["Второй Б. Б."], sheet) == ["ИО-02"]


def test_the_run_writes_them_beside_the_committee_s_workbook(shared):
    shared.run(LATER)
    found = sorted(path.name for path in (shared.output / FOLDER).iterdir())
    assert found == ["Экспертиза-2025 Второй Б. Б.xlsx", "Экспертиза-2025 Первая А. А.xlsx"]


def test_what_they_entered_is_read_together_by_whom_and_drawn_into_the_next_workbook(shared):
    books = books_of(shared)
    day = "Дата"
    first = f"{whole(1, who=chr(39) * 2)}\nЭкспертиза | ИО-02.3 | Балл комитета | 2"
    shared.put("части/1.xlsx", filled(books["Первая А. А."], f"{first}\n"
               f"Экспертиза | ИО-02.3 | {day} | 15.01.2026"))  # fmt: skip
    second = f"Экспертиза | ИО-02.4 | Балл комитета | 2\nЭкспертиза | ИО-02.4 | {day} | 15.01.2026"
    shared.put("части/2.xlsx", filled(books["Второй Б. Б."], second))
    outcome = shared.look(LATER)
    found = {(v.participant, v.criterion): v.who for v in outcome.decisions.verifications}
    assert len(found) == 10 and found["ИО-01", "8"] == found["ИО-02", "3"] == "Первая А. А."
    assert found["ИО-02", "4"] == "Второй Б. Б." and said(outcome) == []
    shared.put("Решения.xlsx", shared.draw(LATER))
    again = shared.look(LATER)
    assert len(again.decisions.verifications) == 10 and said(again) == []
    shared.remove("части/1.xlsx")
    shared.remove("части/2.xlsx")
    assert len(shared.look(LATER).decisions.verifications) == 10
    book = openpyxl.load_workbook(io.BytesIO(shared.draw(LATER)))
    assert cell_at(book, WHOLE, "1", "Кому поручено").value == "Первая А. А."


def point(criterion, value):
    """Return the lines of one score in a checker's own workbook."""
    return lines(ONE, criterion, Балл_комитета=value, Обоснование="по документам",
                 Дата="15.01.2026")  # fmt: skip


@pytest.mark.parametrize(("points", "code"), [((1, 2), "D040"), ((1, 1), "D041")])
def test_two_checkers_of_one_thing_are_compared(shared, points, code):
    books = books_of(shared)
    for number, (who, value) in enumerate(zip(books, points, strict=True)):
        shared.put(f"части/{number}.xlsx", filled(books[who], point("ИО-02.3", value)))
    for _ in range(2):
        outcome = shared.look(LATER)
        assert {each.partition(" ")[0] for each in said(outcome)} == {code}
        held = [v.points for v in outcome.decisions.verifications]
        assert held == ([] if code == "D040" else [1])
        shared.put("Решения.xlsx", shared.draw(LATER))


def test_what_the_committee_has_changed_since_is_not_put_again(shared):
    part = filled(books_of(shared)["Второй Б. Б."], point("ИО-02.3", 1))
    shared.put("части/2.xlsx", part)
    shared.run(LATER)
    drawn = (shared.output / "Решения-2025.xlsx").read_bytes()
    shared.put("Решения.xlsx", filled(drawn, "Экспертиза | ИО-02.3 | Балл комитета | 2"))
    outcome = shared.look(LATER)
    assert said(outcome) == [] and [v.points for v in outcome.decisions.verifications] == [2]
    shared.run(LATER)
    assert [v.points for v in shared.look(LATER).decisions.verifications] == [2]


def test_a_part_of_another_hand_decides_nothing(shared):
    book = openpyxl.load_workbook(
        io.BytesIO(filled(books_of(shared)["Второй Б. Б."], point("ИО-02.3", 1)))
    )
    book["Код"]["A2"].value = None
    stream = io.BytesIO()
    book.save(stream)
    shared.put("части/чужая.xlsx", stream.getvalue())
    outcome = shared.look(LATER)
    assert outcome.decisions.verifications == ()


def test_a_part_without_the_committee_s_workbook_begins_no_run(shared):
    shared.put("часть.xlsx", books_of(shared)["Второй Б. Б."])
    shared.remove("Решения.xlsx")
    with pytest.raises(WrongUsage, match="дополняет книгу решений"):
        shared.look(LATER)


# --- deliveries entered by others ---

SENT = (
    Outgoing(participant="ИО-01", what="результаты", number="12-р", sent="18.02.2026"),
    Outgoing(participant="ИО-02", what="результаты", number="13-р", sent="18.02.2026"),
    Outgoing(participant="МО-01", what="напоминание", number="14", sent=""),
    Outgoing(participant="ПО-01", what="напоминание", number="", sent="18.02.2026"),
)
MARCH = dt.date(2026, 3, 20)


def with_letters(office, letters=SENT):
    """Return the workbook that a run draws which knows these letters."""
    outcome = office.look(MARCH)
    rows = tuple(suggested_rows(letters, outcome.decisions.entries))
    return draw_decisions(YEAR, sheet_content_of(outcome, rows))


def deliveries(outcome):
    return [(d.participant, d.number, d.sent, d.received) for d in outcome.decisions.deliveries]


def test_letters_sent_by_the_register_stand_on_the_sheet_and_say_nothing_yet(office):
    data = with_letters(office)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = book["Вручение"].iter_rows(min_row=4, max_row=6, values_only=True)
    assert [(row[1], row[5]) for row in rows] == [("ИО-01", "12-р"), ("ИО-02", "13-р"), (None,) * 2]
    office.put("Решения.xlsx", data)
    outcome = office.look(MARCH)
    assert (deliveries(outcome), said(outcome), outcome.decisions.entries) == ([], [], ())


def test_a_receipt_in_such_a_row_counts_and_the_row_comes_no_second_time(office):
    added = lines("Вручение", 2, Получено="20.02.2026", Кто_внёс="Секретарёва")
    office.put("Решения.xlsx", filled(with_letters(office), added))
    day = dt.date(2026, 2, 18)
    outcome = office.look(MARCH)
    assert deliveries(outcome) == [("ИО-02", "13-р", day, dt.date(2026, 2, 20))]
    rows = suggested_rows(SENT, outcome.decisions.entries)
    assert [row["number"] for row in rows] == ["12-р"]


@pytest.mark.parametrize("changed", [{"Отправлено": "19.02.2026"}, {"Исходящий_номер": "15-р"}])
def test_a_row_that_somebody_changed_is_an_entry(office, changed):
    office.put("Решения.xlsx", filled(with_letters(office), lines("Вручение", 1, **changed)))
    outcome = office.look(MARCH)
    assert [each.partition(" ")[0] for each in said(outcome)] == ["D005"]
    assert len(outcome.decisions.entries) == 1


def test_days_pasted_by_number_are_joined_with_their_letters(office):
    pasted = (lines("Дни вручения", 1, Номер_письма="13-Р", Когда_получено="24.02.2026"),
              lines("Дни вручения", 2, Номер_письма="12-р", Когда_получено="20.02.2026"),
              lines("Дни вручения", 3, Номер_письма="99", Когда_получено="20.02.2026"),
              default("Вручение", day=""))  # fmt: skip
    office.put("Решения.xlsx", filled(with_letters(office), "\n".join(pasted)))
    outcome = office.look(MARCH)
    day = dt.date(2026, 2, 18)
    assert deliveries(outcome) == [
        ("ИО-01", "12-р", day, dt.date(2026, 2, 20)),
        ("ИО-02", "13-р", day, dt.date(2026, 2, 24)),
    ]
    assert [each.partition(" ")[0] for each in said(outcome)] == ["D042"]
    office.put("Решения.xlsx", with_letters(office))
    again = office.look(MARCH)
    assert deliveries(again) == deliveries(outcome)
    assert [each.partition(" ")[0] for each in said(again)] == ["D042"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("12-р", "20.02.2026"), ("12-р", "21.02.2026")], "разные дни"),
        ([("12-р", "''")], "указаны не оба"),
        ([("''", "20.02.2026")], "указаны не оба"),
    ],
)
def test_a_day_that_fits_no_letter_stays_where_it_was_pasted(office, rows, why):
    pasted = (lines("Дни вручения", at, Номер_письма=number, Когда_получено=day)
              for at, (number, day) in enumerate(rows, start=1))  # fmt: skip
    office.put("Решения.xlsx", filled(with_letters(office), "\n".join(pasted)))
    outcome = office.look(MARCH)
    assert deliveries(outcome) == [] and len(outcome.decisions.entries) == len(rows)
    found = [f.message for file in outcome.files for f in file.findings if f.code == "D042"]
    assert found and why in found[0]


SHAPES = (
    "20.02.2026", "'20.02.2026'", "'20.02.26'", "'2026-02-20'", "'20/02/2026'", "'20.2.2026'",
    "'20 февраля 2026 г.'", "'20.02.2026 10:15'", "'2026-02-20T10:15:00'", "46073",
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_day_is_joined_in_whatever_shape_it_was_pasted(office, shape):
    pasted = lines("Дни вручения", 1, Номер_письма="12-р", Когда_получено=shape)
    who = default("Вручение", day="")
    office.put("Решения.xlsx", filled(with_letters(office), f"{pasted}\n{who}"))
    found = {number: received for _, number, _, received in deliveries(office.look(MARCH))}
    assert found == {"12-р": dt.date(2026, 2, 20)}


def test_numbers_are_the_same_with_other_dashes_and_letters_that_look_alike(office):
    pasted = lines("Дни вручения", 1, Номер_письма=" 12–P ", Когда_получено="20.02.2026")
    who = default("Вручение", day="")
    office.put("Решения.xlsx", filled(with_letters(office), f"{pasted}\n{who}"))
    assert [each[1] for each in deliveries(office.look(MARCH))] == ["12-р"]


def test_columns_pasted_in_the_other_order_and_a_row_too_many_are_told_by_number(office):
    pasted = (lines("Дни вручения", 1, Номер_письма="20.02.2026", Когда_получено="12-р"),
              lines("Дни вручения", 2, Номер_письма="13-р", Когда_получено="24.02.2026"),
              lines("Дни вручения", 3, Номер_письма="14-р", Когда_получено="24.02.2026"),
              default("Вручение", day=""))  # fmt: skip
    office.put("Решения.xlsx", filled(with_letters(office), "\n".join(pasted)))
    outcome = office.look(MARCH)
    assert [each[1] for each in deliveries(outcome)] == ["13-р"], "no day moved to another letter"
    told = " ".join(f.message for file in outcome.files for f in file.findings)
    assert "«12-р»" in told and "«14-р»" in told


def test_the_run_shows_what_the_register_of_the_last_result_says_was_sent(office):
    office.run(MARCH)
    path = office.output / "Исходящие-2025.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Исходящие"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Номер")
    columns = {cell.value: cell.column for cell in head}
    row = head[0].row + 1
    sheet.cell(row, columns["Номер"]).value = "5-р"
    sheet.cell(row, columns["Отправлено"]).value = dt.datetime(2026, 3, 18)
    sheet.cell(row, columns["Кто отправил"]).value = "Секретарёва"
    book.save(path)
    office.run(MARCH)
    drawn = openpyxl.load_workbook(office.output / "Решения-2025.xlsx")["Вручение"]
    assert (drawn["F4"].value, drawn["G4"].value) == ("5-р", dt.datetime(2026, 3, 18))
