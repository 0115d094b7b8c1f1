"""What a run writes of a jury: sheets with what was given, protocol, diplomas, results.json."""

import datetime as dt
import io
import json
from dataclasses import replace
from decimal import Decimal
from functools import cache

import docx
import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.outputs.cards.own_tables import HEADS, JURY, jury_rows
from kuzbass_batch.outputs.cards.page import shown_cell
from kuzbass_batch.outputs.drawn_files import DrawnFiles
from kuzbass_batch.outputs.jury.jury_books import draw_jury_book, plan_jury_books
from kuzbass_batch.outputs.jury.papers import jury_papers, write_jury
from kuzbass_batch.outputs.jury.sheet_jury import draw_jury
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.results.jury import jury_document
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter
from kuzbass_batch.records.committee.programme import ContestResult
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.records.year.jury import NO_MARKS, SheetState
from kuzbass_batch.rules.programme.jury.results import awards_of, jury_to_do
from kuzbass_batch.rules.year.queue import queue_of
from tests import outcomes
from tests.crews import AtOnce
from tests.findings.folder import YEAR
from tests.jury import CONTEST, USUAL, A, B, D, E, sheet, usual
from tests.paths import ROOT
from tests.rules.programme.test_jury import held, minutes, read

PART = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))["properties"]["jury"]
OTHER = {**USUAL, A: (7, 13), B: (9, 14), E: ()}
FIRST = (
    usual("3"), sheet("4", OTHER), (sheet("1"), dt.date(2025, 10, 25)),
    sheet("5", {**USUAL, B: ()}, marks__2__interest="да", marks__2__interest_in="автор"),
    sheet("2", {**USUAL, A: (99, 3)}),
)  # fmt: skip
TIE = (usual("3"), sheet("4", {**USUAL, D: (9, 18), E: (6, 12)}))


@cache
def plain_year():
    return outcomes.outcome("И-01 | 12222222 |")


@cache
def outcome_of(*sheets, entered=(), said=()):
    """Return the outcome of a year with these sheets; said: minutes that are entered."""
    found = held(*sheets, minutes=said)
    marks = replace(found.marks, awards=tuple(awards_of(found.marks, dict(entered))))
    return replace(plain_year(), jury=marks, files=found.settled.files)


def written(outcome):
    """Return what is written of the jury, by path."""
    files = {}
    write_jury(
        outcome, plan_jury_books(outcome), None, AtOnce(YEAR), DrawnFiles(), files.__setitem__
    )
    return files


def names(outcome):
    return [path.removeprefix("Конкурс/") for path in written(outcome)]


def text_of(data):
    document = docx.Document(io.BytesIO(data))
    rows = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *rows])


def context(outcome, template="contest_protocol"):
    return next(p.context for p in jury_papers(outcome.jury) if p.template == template)


def cells(data, name="Оценки"):
    return [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(data))[name].rows]


def test_before_any_sheet_there_is_one_to_fill_in_for_each_juror_and_nothing_else():
    assert names(outcome_of()) == [
        f"Листы жюри/Лист жюри {each.key} {each.name}.xlsx" for each in CONTEST.jurors
    ]


def test_nothing_is_written_where_there_is_nothing_to_judge(tmp_path):
    assert written(replace(plain_year(), jury=NO_MARKS)) == {}
    with ranking_book(tmp_path / "рейтинг.xlsx") as book:
        draw_jury(TableWriter(book, "", None, None), NO_MARKS)
        assert book.worksheets() == []


def test_who_owes_points_is_drawn_a_sheet_and_who_is_late_or_whole_is_not():
    assert names(outcome_of(*FIRST)) == [
        "Листы жюри/Лист жюри 2 Второй Борис Ильич (исправить).xlsx",
        "Листы жюри/Лист жюри 4 Четвёртый Глеб Ильич (дополнить).xlsx",
        "Протокол жюри.docx",
    ]


def drawn(outcome, juror):
    book = next(each for each in plan_jury_books(outcome) if each.juror == juror)
    return draw_jury_book(YEAR, book)


def test_a_fresh_sheet_read_back_is_the_same_contest_and_an_own_practice_is_marked():
    data = drawn(outcome_of(), "1")
    assert cells(data)[5][1:6] == [A, "примеров", "Единое окно", "да", "практика своей организации"]
    assert cells(data, "Заявки")[5][1:7] == [
        A, "Услуги", "примеров", "Единое окно", "30 минут", "10 минут"
    ]  # fmt: skip
    assert read(data, "лист.xlsx").unfilled
    found = held(data)
    assert found.settled.files[0].status is FileStatus.IGNORED
    assert [f.code for f in found.settled.files[0].findings] == []


def test_a_sheet_to_finish_keeps_what_was_given_and_counts_once_it_is_filled():
    data = drawn(outcome_of(*FIRST), "4")
    rows = {row[1]: row[6:8] for row in cells(data)[5:]}
    usual_rows = {n: list(USUAL[n]) for n in rows if n not in (A, B, E)}
    assert rows == usual_rows | {A: [7, 13], B: [9, 14], E: [None, None]}
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert "Замечания" in book.sheetnames
    (row,) = (row for row in book["Оценки"].iter_rows(min_row=6) if row[1].value == E)
    row[6].value, row[7].value = 9, 17
    stream = io.BytesIO()
    book.save(stream)
    found = held(sheet("4", OTHER), stream.getvalue())
    assert [f.status for f in found.settled.files] == [FileStatus.SUPERSEDED, FileStatus.USED]
    assert found.marks.jurors[3].state is SheetState.COUNTED


def test_a_faulty_sheet_comes_back_with_its_answers_and_the_fault_where_it_stands():
    data = drawn(outcome_of(*FIRST), "2")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cell = next(row[6] for row in book["Оценки"].iter_rows(min_row=6) if row[1].value == A)
    assert cell.value == 99 and "вне шкалы" in cell.comment.text
    said = {str(each.sqref): each.error for each in book["Оценки"].data_validations.dataValidation}
    assert said["G6:G10"] == "Целое число от 0 до 10."


def test_entries_admitted_later_are_drawn_with_what_was_given_before():
    before = held(usual(), without=(B,))
    assert before.marks.jurors[2].state is SheetState.COUNTED
    rows = {f"marks__2__{column}": None for column in ("number", "body", "practice", "points1",
                                                       "points2")}  # fmt: skip
    data = drawn(outcome_of(sheet(**rows)), "3")
    given = {row[1]: row[6:8] for row in cells(data)[5:]}
    assert given[B] == [None, None] and given[A] == [8, 15] and given[E] == [9, 18]


def test_without_minutes_the_protocol_is_a_draft_with_lines_to_fill_in():
    told = context(outcome_of(*FIRST))
    assert told["draft"] and "___" in told["day"] and "___" in told["number"]
    data = written(outcome_of(*FIRST))["Конкурс/Протокол жюри.docx"]
    assert text_of(data).startswith("ПРОЕКТ. Номер и дата протокола не внесены")


def card_rows(outcome):
    rows = [[shown_cell(cell) for cell in row] for row in jury_rows(outcome.jury)]
    assert all(len(row) == len(HEADS[JURY]) for row in rows)
    return {row[1]: (row[0], *row[4:]) for row in rows}


def test_a_card_has_the_own_mean_and_the_place_once_the_minutes_are_entered():
    assert JURY not in SHEETS.values(), "a sheet of that name would be copied beside it"
    assert card_rows(outcome_of()) == {}
    before = card_rows(outcome_of(*FIRST))
    assert before[A] == ("ИО-01", "22,00", "3", "3", "", "итоги не утверждены")
    after = card_rows(outcome_of(*FIRST, said=(minutes(),)))
    assert after[A] == ("ИО-01", "22,00", "3", "3", "1", "победитель")
    assert {row[-2:] for row in before.values()} == {("", "итоги не утверждены")}
    tied = card_rows(outcome_of(*TIE, said=(minutes(),)))
    assert ("", "решает комиссия: места равны") in {row[-2:] for row in tied.values()}


def test_the_protocol_tells_interests_lateness_and_places():
    outcome = outcome_of(*FIRST, said=(minutes(content="утвердить места"),))
    told = context(outcome)
    assert (told["day"], told["number"], told["draft"]) == ("28.10.2025", "7", False)
    assert f"Пятая\u00a0Д.\u00a0И. – заявка {B}: личный интерес (автор)" in told["interests"]
    assert f"Первая\u00a0А.\u00a0И. – заявка {A}: практика своей организации" in told["interests"]
    assert told["uncounted"] == [
        "Первая\u00a0А.\u00a0И.: лист получен после срока (25.10.2025)",
        "Второй\u00a0Б.\u00a0И.: лист получен с ошибками и не исправлен (10.10.2025)",
        f"Четвёртый\u00a0Г.\u00a0И.: нет оценок по заявке {E}",
    ]
    assert told["nominations"][0]["rows"][0] == {
        "place": "1", "name": "Министерство примеров", "practice": "Единое окно", "number": A,
        "mean": "22,00", "award": "победитель",
    }  # fmt: skip
    assert told["decided"][0].startswith("Номинация «Услуги»: признать победителем – Министерство")
    assert told["decided"][-1] == "Утвердить места."
    data = written(outcome)["Конкурс/Протокол жюри.docx"]
    assert "ПРОЕКТ" not in text_of(data) and "П.\u00a0И.\u00a0Председателев" in text_of(data)


def test_a_tie_waits_in_the_protocol_and_the_entry_of_the_committee_is_told():
    told = context(outcome_of(*TIE, said=(minutes(),)))
    assert told["ties"][0].startswith(
        f"Номинация «Процессы»: средний балл 22,50 у заявок {D} и {E}"
    )
    assert "____" in told["ties"][0]
    assert told["decided"][1].startswith("Номинация «Процессы»: места равны – ")
    assert "____" in told["decided"][1]
    found = held(*TIE, minutes=[minutes()])
    entered = {alike(D): 1, alike(E): 2}
    marks = replace(found.marks, awards=tuple(awards_of(found.marks, entered)))
    told = context(replace(plain_year(), jury=marks))
    assert told["ties"] == [
        f"Номинация «Процессы»: средний балл 22,50 у заявок {D} и {E}. "
        f"Решение о местах: {D} – 1 место; {E} – 2 место."
    ]


def test_diplomas_come_with_the_minutes_numbered_for_good():
    assert not [n for n in names(outcome_of(*FIRST)) if n.startswith("Дипломы")]
    outcome = outcome_of(*FIRST, said=(minutes(),))
    assert [n for n in names(outcome) if n.startswith("Дипломы")] == [
        f"Дипломы/{A} примеров.docx", f"Дипломы/{B} образцов.docx", f"Дипломы/{E} вымысла.docx",
        f"Дипломы/{D} образцов.docx",
    ]  # fmt: skip
    text = text_of(written(outcome)[f"Конкурс/Дипломы/{A} примеров.docx"])
    assert f"победителя (1 место) № {A}" in text and "протокол № 7 от 28.10.2025" in text
    assert "за практику «Единое окно» в номинации «Услуги» конкурса «Образцовая практика»" in text


def test_the_protocol_says_where_jurors_work_and_heads_them_where_one_of_them_presides():
    outcome = outcome_of(*FIRST)
    chair, *others = outcome.jury.contest.jurors
    jurors = (chair, replace(others[0], post="эксперт", organisation="АНО"), *others[1:])
    contest = replace(outcome.jury.contest, chair=chair.name, jurors=jurors)
    told = context(replace(outcome, jury=replace(outcome.jury, contest=contest)))
    assert f"{others[0].name}, эксперт, АНО;" in told["members"]
    assert [each["role"] for each in told["signers"]] == [
        "Председатель жюри", "Секретарь жюри", "Члены жюри:", "", "", "",
    ]  # fmt: skip


def test_equal_places_do_not_hide_the_prizes_beside_them():
    outcome = outcome_of(*FIRST)
    first, second, third, *rest = (e for e in outcome.jury.awards)
    shared = [replace(each, open=True, result=ContestResult.TOOK_PART) for each in (first, second)]
    nomination = first.marks.entry.nomination
    third = replace(third, marks=replace(
        third.marks, entry=replace(third.marks.entry, nomination=nomination)), place=3,
        result=ContestResult.PRIZE, open=False)  # fmt: skip
    told = context(replace(outcome, jury=replace(outcome.jury, awards=(*shared, third, *rest))))
    assert "места равны – " in told["decided"][0]
    assert f"призёром – {third.marks.entry.name}" in told["decided"][0]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("жюри") / "рейтинг.xlsx"
    with ranking_book(path) as book:
        draw_jury(TableWriter(book, "", None, None), outcome_of(*FIRST).jury)
    return openpyxl.load_workbook(path)


def test_the_matrix_has_a_column_for_each_juror_and_says_why_a_vote_does_not_count(book):
    rows = [[c.value for c in row] for row in book["Оценки жюри"].rows]
    heads = rows[2]
    assert heads[6:11] == [
        "Первая\nА.\u00a0И.", "Второй\nБ.\u00a0И.", "Третья\nВ.\u00a0И.",
        "Четвёртый\nГ.\u00a0И.", "Пятая\nД.\u00a0И.",
    ]  # fmt: skip
    assert rows[3][6:11] == ["своя", "ошибки", 23, 20, 23] and rows[3][11] == 22
    assert rows[4][6:11] == ["поздно", "ошибки", 19, 23, "интерес"]
    below = next(row for row in rows[4:] if row[6] and row[6].startswith("Место без"))
    assert below[8] == "Место без: Третья\nВ.\u00a0И."


def test_every_vote_is_traced_to_its_row(book):
    rows = [[c.value for c in row] for row in book["Голоса жюри"].rows][3:]
    assert len(rows) == 25
    (vote,) = (r for r in rows if r[1] == A and r[4] == "Третья\u00a0В.\u00a0И.")
    assert vote[5:9] == [8, 15, 23, "учтено"]
    assert vote[10] == "«лист 1.xlsx», лист «Оценки», строка 6"


def test_the_jurors_stand_side_by_side_with_what_they_owe(book):
    rows = {row[0].value: [c.value for c in row] for row in list(book["Члены жюри"].rows)[3:]}
    assert rows["1"][4:6] == ["после срока", dt.datetime(2025, 10, 25)]
    assert rows["4"][9] == E and rows["5"][10] == f"{B} – личный интерес"
    assert rows["3"][8] == pytest.approx(20.4)


def test_the_part_of_the_results_is_valid_and_whole():
    for sheets, said in ((FIRST, (minutes(),)), (TIE, ()), ((), ())):
        document = jury_document(outcome_of(*sheets, said=said).jury)
        assert list(Draft202012Validator(PART).iter_errors(document)) == []
        assert set(document) == set(PART["properties"])
    document = jury_document(outcome_of(*FIRST, said=(minutes(),)).jury)
    first = document["entries"][0]
    assert (first["mean"], first["sum"], first["votes"]) == ("22.00", "66", 3)
    assert first["award"] == {"result": "победитель", "place": 1, "decided": False}
    assert document["minutes"] == {"number": "7", "date": "2025-10-28"}
    assert Decimal(first["given"][2]["points"][1]) == 15


def waiting(outcome, day=dt.date(2025, 10, 19)):
    return {each.text.split(":")[0]: each.names for each in jury_to_do(replace(outcome, as_of=day))
            if each.count}  # fmt: skip


def test_the_queue_sends_a_faulty_sheet_to_the_juror():
    may = {each.place: each.may for each in queue_of(outcome_of(*FIRST))}
    assert may["лист 5.xlsx"].startswith("вернуть члену жюри исправляемый лист")


def test_what_waits_is_named_until_the_minutes_are_entered():
    assert list(waiting(outcome_of())) == ["Жюри конкурса"]
    assert list(waiting(outcome_of(*FIRST))) == [
        "Жюри конкурса",
        "Листы жюри поступили после срока",
        "Заявки, по которым учтено меньше половины оценок жюри",
    ]
    late = waiting(outcome_of(*FIRST), dt.date(2025, 10, 21))
    assert late["Итоги конкурса"] == "Образцовая практика"
    assert "Второй Борис Ильич" in late["Жюри конкурса"]
    assert late["Листы жюри поступили после срока"] == "Первая Анна Ильинична"
    assert "Первая" not in late["Жюри конкурса"], "no sheet is drawn for whoever is late"
    assert "Третья Вера Ильинична" not in late["Жюри конкурса"]
    assert waiting(outcome_of(*FIRST, said=(minutes(),))) == {}
    assert waiting(outcome_of(*TIE, said=(minutes(),))) == {"Равные места конкурса": f"{D}, {E}"}
    assert waiting(replace(plain_year(), jury=NO_MARKS)) == {}


def test_the_same_sheets_give_the_same_bytes():
    outcome = outcome_of(*FIRST, said=(minutes(),))
    assert written(outcome) == written(outcome)
