"""The page of cards: the rows of the workbook by participant, and text that stays text."""

import datetime as dt
import io
import json
import re
from decimal import Decimal
from urllib.parse import quote, unquote

import openpyxl
import pytest

from kuzbass_batch.outputs.cards import page
from kuzbass_batch.outputs.cards.own_tables import letter_rows
from kuzbass_batch.outputs.cards.page import CardTables, shown_cell
from kuzbass_batch.outputs.tables.table_writer import Filled, Link, Percent
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    Delivery,
    Subject,
)
from kuzbass_batch.records.committee.outgoing import (
    ACKNOWLEDGEMENT,
    Doubt,
    Outgoing,
    OutgoingLetter,
    RegisterLines,
    State,
)
from tests.browser import chromium, look_at, needs_browser
from tests.hostile_texts import TEXTS
from tests.paths import ROOT
from tests.runs import run_at_once

PIECE = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)
AS_OF = dt.date(2026, 1, 20)
SAMPLES = ROOT / "input_samples" / "2025"
HEADS = (("Код", 9), ("Критерий", 9), ("Основание", 40))


@pytest.fixture(scope="module")
def result(samples_in_january):
    return samples_in_january.folder


@pytest.fixture(scope="module")
def tables(result):
    found = PIECE.findall((result / "Карточки-2025.html").read_text("utf-8"))
    return {each["title"]: each for each in map(json.loads, found)}


@pytest.mark.parametrize("sheet", ["Как посчитано", "История", "Подтверждения", "Замечания"])
def test_a_card_has_the_rows_of_the_sheet(result, tables, sheet):
    book = openpyxl.load_workbook(result / "Рейтинг-2025.xlsx", read_only=True)
    drawn = [[str(cell or "") for cell in row] for row in book[sheet].values][3:]
    words = {"code": tables[sheet]["code"], "head": tables[sheet]["heads"].index("Участник")}
    for column in words.values():
        copied = [row[column] for row in tables[sheet]["rows"]]
        assert copied and copied == [row[column] for row in drawn[: len(copied)]]


def test_every_participant_stands_on_the_page_once_and_has_a_card(result, tables):
    html = (result / "Карточки-2025.html").read_text("utf-8")
    listed = json.loads(re.search(r'id="listed">(.*?)</script>', html)[1])
    people = json.loads((result / "results.json").read_text("utf-8"))["participants"]
    assert [each["id"] for each in listed] == [each["id"] for each in people]
    stages = tables["Что дальше"]
    assert [row[stages["code"]] for row in stages["rows"]] == [each["id"] for each in people]


def test_files_that_a_card_links_are_there(result, tables):
    cells = [cell for each in tables.values() for row in each["rows"] for cell in row]
    links = {cell["h"] for cell in cells if isinstance(cell, dict)}
    assert len(links) > 40
    assert all((result / unquote(link)).is_file() for link in links)
    letters = sorted(path.name for path in (result / "Письма").rglob("*.docx"))
    linked = {unquote(link).rpartition("/")[2] for link in links}
    assert set(letters) <= linked


def rows_of(book, sheet, heads):
    """The rows of a drawn sheet by the words of its heads, from the one that has them all."""
    lines = [[shown_cell(cell) for cell in row] for row in book[sheet].values]
    at = next(n for n, row in enumerate(lines) if set(heads) <= set(row))
    places = [lines[at].index(head) for head in heads]
    return [tuple(row[place] for place in places) for row in lines[at + 1 :]]


def test_a_card_has_what_is_not_ticked_off_in_the_queue(result, tables):
    book = openpyxl.load_workbook(result / "Решения-2025.xlsx", read_only=True)
    queue = rows_of(
        book, "Очередь", ("Участник", "Поступило", "Файл или запись", "Что можно сделать")
    )
    waiting = {row for row in queue if row[0] and row[3]}
    card = {(row[0], row[1], row[3], row[5]) for row in tables["Не разобрано"]["rows"]}
    assert card == waiting and len(card) > 30


def test_a_card_has_the_lines_of_the_register_of_letters(result, tables):
    book = openpyxl.load_workbook(result / "Исходящие-2025.xlsx", read_only=True)
    heads = ("Участник", "Что направляется", "Номер", "Дата письма", "Состояние")
    lines = {row for row in rows_of(book, "Исходящие", heads) if row[0]}
    own = [row for row in tables["Письма"]["rows"] if row[1] != "приложение"]
    assert {tuple(row[:5]) for row in own} == lines
    forms = {unquote(row[7]["h"]) for row in tables["Письма"]["rows"] if row[1] == "приложение"}
    drawn = {path.relative_to(result).as_posix() for path in (result / "Письма").rglob("*.xlsx")}
    assert forms == drawn


def test_a_card_says_what_went_when_it_was_received_and_that_a_form_was_accepted():
    folder = "Черновики/О принятых формах"
    accepted = Outgoing(participant="ИО-01", what=ACKNOWLEDGEMENT, number="П-1", file="ИО-01.eml")
    result = Outgoing(
        participant="ИО-01",
        what="результаты",
        number="Р-1",
        sent=AS_OF,
        note="верно",
        file="ИО.docx",
    )
    path = f"{folder}/ИО-01.eml"
    lines = (
        OutgoingLetter(letter=accepted, state=State.NEW, path=path),
        OutgoingLetter(letter=result, state=State.SENT, doubt=Doubt.SAME_DAY),
    )
    received = AS_OF + dt.timedelta(days=2)
    handed = Delivery(
        participant="ИО-01", subject=Subject.RESULT, number="Р-1", sent=AS_OF, received=received,
        way="", who="", note="", entry=DecisionEntry(table=DecisionTable.DELIVERY, entered=()),
    )  # fmt: skip
    drafts = {path: path}
    first, second = letter_rows((), RegisterLines(lines=lines, drafts=drafts), [handed])
    assert first[1:5] == (ACKNOWLEDGEMENT, "П-1", "", Link(path, "к отправке"))
    assert first[7] == Link(path, "ИО-01.eml")
    assert second[5:] == (AS_OF, received, "ИО.docx", f"{Doubt.SAME_DAY.value} верно")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("8.90"), "8,90"),
        (7.5, "7,5"),
        (3, "3"),
        (Decimal("-3.7"), "−3,7"),
        (-1, "−1"),
        (None, ""),
        (Percent(0.625), "63 %"),
        (Filled(""), ""),
        (Link("internal:'Как посчитано'!A1", Decimal("14.9")), "14,9"),
        (
            Link("Письма/Результаты/ИО 1.docx", "письмо"),
            {"t": "письмо", "h": quote("Письма/Результаты/ИО 1.docx")},
        ),
        (Link("\\\\host\\share", "путь"), "путь"),
    ],
)
def test_cells_are_shown_as_the_sheets_show_them(value, shown):
    assert shown_cell(value) == shown


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_a_participant_wrote_never_leaves_its_piece_of_json(text):
    stream = io.StringIO()
    copy = CardTables(stream).begin("Как посчитано", HEADS)
    copy.add(("ИО-01", "1", text + "</script><!--<script>"))
    copy.end()
    written = stream.getvalue()
    assert written.count("<") == 2 and len(PIECE.findall(written)) == 1
    assert json.loads(PIECE.findall(written)[0])["rows"][0][2].startswith(text)


def test_a_table_that_is_on_no_card_is_not_copied():
    stream = io.StringIO()
    for sheet, heads in (("Методика", HEADS), ("Что дальше", HEADS[1:])):
        copy = CardTables(stream).begin(sheet, heads)
        copy.add(("ИО-01", "1", "слова"))
        copy.end()
    assert not stream.getvalue()


@pytest.mark.parametrize(("most", "there"), [(43, False), (44, True)])
def test_a_year_too_large_for_a_browser_has_no_page(tmp_path, monkeypatch, most, there):
    monkeypatch.setattr(page, "MOST_PARTICIPANTS", most)
    folder, name = tmp_path / "in", "Реестр участников.xlsx"
    folder.mkdir()
    (folder / name).write_bytes((SAMPLES / name).read_bytes())
    run_at_once(folder, tmp_path / "out", year=2025, as_of=AS_OF, remember=False)
    assert (tmp_path / "out" / "Рейтинг-2025.xlsx").exists()
    assert (tmp_path / "out" / "Карточки-2025.html").exists() == there


def test_the_page_among_the_returns_is_known_as_the_program_s_own(result, tmp_path):
    name = "Карточки-2025.html"
    (tmp_path / name).write_bytes((result / name).read_bytes())
    (source,) = discover(tmp_path)
    assert "составлена программой" in source.litter


@needs_browser
def test_the_page_finds_and_shows_a_participant(result, tmp_path):
    with chromium(tmp_path) as driver:
        look_at(driver, result / "Карточки-2025.html", 1200)
        driver.execute_script("location.hash = arguments[0]", quote("ИО-08"))
        driver.execute_async_script("setTimeout(arguments[0], 100)")
        heads = driver.execute_script(
            "return [...document.querySelectorAll('h2, h3')].map(each => each.textContent)"
        )
        assert heads[0].startswith("ИО-08 · Министерство отчёта")
        assert {"Рейтинг", "Файлы", "Как посчитано", "История", "Письма"} <= set(heads)
        driver.execute_script(
            "const box = document.getElementById('search'); box.value = 'лидер образцов';"
            "box.dispatchEvent(new Event('input'))"
        )
        left = driver.execute_script(
            "return [...document.querySelectorAll('#people li:not([hidden]) a')]"
            ".map(each => decodeURIComponent(each.hash.slice(1)))"
        )
        assert left == ["ИО-02"]
        assert driver.get_log("browser") == []
        for width, who in ((390, "ИО-04"), (390, "ИО-03"), (1200, "ИО-03"), (1200, "ИО-07")):
            look_at(driver, result / "Карточки-2025.html", width)
            driver.execute_script("location.hash = arguments[0]", quote(who))
            driver.execute_async_script("setTimeout(arguments[0], 100)")
            lost = driver.execute_script(
                "return [...document.querySelectorAll('section')]"
                ".filter(each => each.scrollWidth > each.clientWidth + 1)"
                ".map(each => each.firstChild.textContent)"
            )
            assert lost == [], (width, who)
