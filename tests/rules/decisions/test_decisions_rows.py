"""A row of the decisions workbook stays a record: sorting by parts is noticed, codes understood."""

import datetime as dt
import io
import shutil

import openpyxl
import pytest

from kuzbass_batch.forms.parsing.locate import head_key
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.usage import WrongUsage
from tests.filled import METHODOLOGY
from tests.office import (
    AS_OF,
    Office,
    cell_at,
    filled,
    lines,
    rows_of,
    ruled,
    said,
    score,
    standing,
    verified,
)
from tests.paths import DATA, ROOT
from tests.runs import look_at

pytestmark = pytest.mark.whole

CASE = DATA / "cases" / "sort-entries" / "before.xlsx"
SAMPLES = ROOT / "input_samples" / "2025"
JANUARY = dt.date(2026, 1, 30)
ENTERED = ("Балл комитета", "Обоснование", "Документ", "Кто проверил", "Дата")


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def sort(data, sheet, first, last, *, by):
    """Sort the columns between two heads by one of them, blanks last, as a spreadsheet would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    columns, top = rows_of(book[sheet])
    wanted = range(columns[head_key(first)], columns[head_key(last)] + 1)
    rows = [
        [book[sheet].cell(row, column).value for column in wanted]
        for row in range(top, book[sheet].max_row + 1)
    ]
    at = columns[head_key(by)] - wanted.start
    rows.sort(key=lambda row: (row[at] is None, row[at] or 0))
    for number, row in enumerate(rows, start=top):
        for column, value in zip(wanted, row, strict=True):
            book[sheet].cell(number, column).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def draw(folder):
    """Return the workbook as a run on the folder would draw it."""
    outcome = look_at(folder, folder.parent / "out", as_of=AS_OF)
    return draw_decisions(year_of(METHODOLOGY), sheet_content_of(outcome))


def test_the_entries_of_the_case_sorted_without_their_rows_stop_the_run(tmp_path):
    folder = tmp_path / "in"
    shutil.copytree(SAMPLES, folder)
    before = openpyxl.load_workbook(CASE)["Экспертиза"]
    heads, top = rows_of(before)
    text = "\n".join(
        f"Экспертиза | {row[1].value}.{row[3].value} | {head} | {shown(value)}"
        for row in before.iter_rows(min_row=top)
        for head in ENTERED
        if (value := row[heads[head_key(head)] - 1].value) is not None
    )
    assert text.count("Балл комитета") == 16 and "МО-11" in text
    data = filled(draw(folder), text)
    (folder / "Решения.xlsx").write_bytes(data)
    outcome = look_at(folder, tmp_path / "o", as_of=JANUARY)
    assert [c.verified for c in standing(outcome, "МО-11").scorecard.scores] == [0] * 8
    assert [c.verified for c in standing(outcome, "ИО-01").scorecard.scores] == [None] * 8
    parted = sort(data, "Экспертиза", "Балл комитета", "Дата", by="Балл комитета")
    (folder / "Решения.xlsx").write_bytes(parted)
    own = cell_at(openpyxl.load_workbook(io.BytesIO(data)), "Экспертиза", "МО-11.1", "Строка")
    with pytest.raises(WrongUsage, match=r"Строки листа разошлись: рядом с Э\.1 стоит") as caught:
        look_at(folder, tmp_path / "o", as_of=JANUARY)
    assert f"внесённое в строку Э.{own.value};" in str(caught.value)
    assert "столбцом «Строка» по нему же, по возрастанию" in str(caught.value)


def shown(value):
    return f"{value:%d.%m.%Y}" if hasattr(value, "year") else value


SORTS = [
    (
        verified("ИО-01.1", 2) + "\n" + verified("ИО-02.3", 1),
        ("Экспертиза", "Балл комитета", "Обоснование"),
    ),
    (
        ruled("1", "ИО-01", "исключить самооценку") + "\n"
        + ruled("2", "ИО-02", "вернуть самооценку"),
        ("Допуск", "Решение", "Дата"),
    ),
    (
        lines("Вручение", "1", Участник="ИО-01", Что_вручено="результаты", Кто_внёс="Я") + "\n"
        + lines("Вручение", "2", Участник="ИО-02", Что_вручено="запрос документов", Кто_внёс="Я"),
        ("Вручение", "Что вручено", "Кто внёс"),
    ),
    (
        lines("Несогласия", "1", Участник="ИО-01", Поступило="15.03.2026", Критерий="1") + "\n"
        + lines("Несогласия", "2", Участник="ИО-02", Поступило="10.03.2026", Критерий="2"),
        ("Несогласия", "Поступило", "Критерий"),
    ),
    (
        lines("Несогласия", "1", Участник="ИО-01", Решение="удовлетворить", Обоснование="а") + "\n"
        + lines("Несогласия", "2", Участник="ИО-02", Решение="отказать", Обоснование="б"),
        ("Несогласия", "Решение", "Дата решения"),
    ),
    (
        lines("Протоколы", "1", Номер_протокола="9", Дата="10.01.2026") + "\n"
        + lines("Протоколы", "2", Номер_протокола="5", Дата="10.01.2026"),
        ("Протоколы", "Номер протокола", "Кто внёс"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "part"), SORTS, ids=lambda each: " ".join(each[:2])[:30])
def test_a_part_sorted_without_the_rest_is_noticed_on_every_sheet(office, text, part):
    sheet, first, last = part
    office.put("Решения.xlsx", swapped(filled(office.draw(), text), sheet, first, last))
    with pytest.raises(WrongUsage, match="Строки листа разошлись") as caught:
        office.look()
    assert "таких строк 2" in str(caught.value)


def test_whole_rows_in_another_order_are_the_same_records(office):
    text = verified("ИО-01.1", 2) + "\n" + verified("ИО-02.3", 1)
    data = swapped(filled(office.draw(), text), "Экспертиза", "Код", "Метка")
    office.put("Решения.xlsx", data)
    outcome = office.look()
    assert said(outcome) == [] and score(outcome, "ИО-01.1").verified == 2


def test_sorted_entries_come_right_again_when_they_are_sorted_by_their_rows(office):
    data = filled(office.draw(), verified("ИО-01.2", 1) + "\n" + verified("ИО-02.3", 2))
    parted = sort(data, "Экспертиза", "Балл комитета", "Дата", by="Балл комитета")
    mended = sort(parted, "Экспертиза", "Балл комитета", "Дата", by="Строка")
    assert values(parted, "Экспертиза") != values(data, "Экспертиза")
    assert values(mended, "Экспертиза") == values(data, "Экспертиза")


def test_a_workbook_of_an_earlier_program_without_the_keys_is_read(office):
    book = openpyxl.load_workbook(io.BytesIO(filled(office.draw(), verified("ИО-01.1", 2))))
    for sheet in book:
        for row in sheet.iter_rows():
            if row[0].value == "Код":
                keys = [c.column for c in row if str(c.value).startswith("Строка")]
                for column in reversed(keys):
                    sheet.delete_cols(column)
                break
    stream = io.BytesIO()
    book.save(stream)
    office.put("Решения.xlsx", stream.getvalue())
    outcome = office.look()
    assert said(outcome) == ["D032 Экспертиза!A3"]
    assert score(outcome, "ИО-01.1").verified == 2


def test_sorting_is_not_offered(office):
    book = openpyxl.load_workbook(io.BytesIO(office.draw()))
    for sheet in book:
        assert sheet.protection.sheet and sheet.protection.sort is True  # True: it is locked


@pytest.mark.parametrize("written", ["ИO-01", "ио-01", "ИО–01", " ИО-01 ", "ИO–01"])
def test_a_code_with_a_latin_twin_or_another_dash_is_understood(office, written):
    office.decide(ruled("1", written, "исключить самооценку"))
    outcome = office.look()
    assert said(outcome) == [] and standing(outcome, "ИО-01").scorecard is None


def test_the_same_code_in_two_alphabets_is_one_thing(office):
    office.decide(
        ruled("1", "ИО-01", "исключить самооценку")
        + "\n"
        + ruled("2", "ИO-01", "исключить самооценку")
    )
    assert {each.partition(" ")[0] for each in said(office.look())} == {"D001"}


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("два", "Впишите балл одной цифрой, без слов: 2."),
        ("1 балл", "Впишите балл одной цифрой, без слов: 1."),
        ("Два балла", "Впишите балл одной цифрой, без слов: 2."),
        ("2 б.", "Впишите балл одной цифрой, без слов: 2."),
        ("1 или 2", "Впишите балл одной цифрой, без слов."),
        ("много", "Впишите балл одной цифрой, без слов."),
    ],
)
@pytest.mark.parametrize("sheet", ["Экспертиза", "Несогласия"])
def test_points_in_words_get_a_remedy_that_fits_points(office, sheet, written, remedy):
    if sheet == "Экспертиза":
        office.decide(f"Экспертиза | ИО-01.1 | Балл комитета | {written}")
    else:
        office.decide(lines("Несогласия", "1", Участник="ИО-01", Просит_баллов=written))
    outcome = office.look()
    (finding,) = (f for file in outcome.files for f in file.findings if f.code == "D023")
    assert finding.remedy == remedy and finding.sheet == sheet


def swapped(data, sheet, first, last):
    """Put the first two rows in which the part is filled in into each other's place."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    columns, top = rows_of(book[sheet])
    part = range(columns[head_key(first)], columns[head_key(last)] + 1)
    opened = [column for column in part if not book[sheet].cell(top, column).protection.locked]
    begun = [
        row
        for row in range(top, book[sheet].max_row + 1)
        if any(book[sheet].cell(row, column).value is not None for column in opened)
    ]
    for column in part:
        upper, lower = (book[sheet].cell(row, column) for row in begun[:2])
        upper.value, lower.value = lower.value, upper.value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def values(data, sheet):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]
