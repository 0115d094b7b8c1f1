"""The clerk fills in «Решения» with LibreOffice: saved as .xlsx and .ods, three runs long."""

import datetime as dt
import os
import shutil
import subprocess

import openpyxl
import pytest

from kuzbass_batch.outputs.decisions import workbook
from tests.live_engines import through_gnumeric
from tests.office import (
    NAMES,
    Office,
    cell_at,
    entries_of,
    filled,
    lines,
    ruled,
    said,
    score,
    verified,
)
from tests.suites.test_forms import convert

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    not SOFFICE and os.environ.get("CI") != "true",
    reason="LibreOffice is missing: the decisions are NOT tried with a real office suite",
)
MARCH = dt.date(2026, 3, 20)
EVERYTHING = "\n".join((
    verified("ИО-01.1", 2, "Оптимизация подтверждена отчётом"),
    verified("ИО-02.4", 1, "такого балла нет"),
    verified("ИО-02.5", 2, "дата словами", day="15 января 2026 г."),
    "Экспертиза | МО-01.8 | Документ | -- без номера",
    ruled(1, "МО-01", "принять после срока"),
    ruled(2, "ИО-99", "исключить самооценку"),
    lines("Вручение", 1, Участник="ИО-01", Что_вручено="результаты", Исходящий_номер="15-04/7",
          Отправлено="18.02.2026", Получено="20.02.2026", Как="нарочно", Кто_внёс="Секретарёва"),
    lines("Несогласия", 1, Участник="ИО-01", Поступило="10.03.2026", Критерий="'3'",
          Просит_баллов=3, Решение="удовлетворить", Решено_баллов=3, Обоснование="приказ",
          Протокол="№ 5", Дата_решения="16.03.2026", Кто_внёс="Секретарёва"),
    lines("Протоколы", 4, Номер_протокола="'07'", Дата="12.01.2026", Кто_внёс="Секретарёва"),
    lines("Протоколы", 15, О_чём="экспертиза", Номер_протокола="2", Дата="16.01.2026",
          Содержание="Баллы подтверждены", Кто_внёс="Секретарёва"),
    lines("Заметки", 2, Откуда_или_о_чём="на память", Запись="позвонить в МО-01"),
))  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("office"))


def saved(folder, data, suffix):
    """Return the workbook after LibreOffice has opened and saved it."""
    return convert(folder, {"book": data}, suffix)["book"]


def plain(entries):
    """Return the entries with days as days: an .ods knows no moment at midnight."""
    return {
        table: [
            tuple((c, v.date() if isinstance(v, dt.datetime) else v) for c, v in row)
            for row in rows
        ]
        for table, rows in entries.items()
    }


def test_three_rounds_through_libreoffice_lose_nothing(office, tmp_path):
    first = filled(office.draw(MARCH), EVERYTHING)
    before = plain(entries_of(first))
    assert sum(map(len, before.values())) == 11
    data, results = first, []
    for round_number, suffix in enumerate(("xlsx", "ods", "xlsx"), start=1):
        path = saved(tmp_path, data, suffix)
        assert plain(entries_of(path)) == before, suffix
        for old in office.folder.glob("Решения*"):
            old.unlink()
        name = f"Решения {round_number}.{suffix}"
        office.put(name, path.read_bytes())
        outcome = office.look(MARCH)
        results.append(
            (
                score(outcome, "ИО-01.1").verified,
                score(outcome, "ИО-01.3").settled,
                sorted(each[:4] for each in said(outcome)),
                outcome.decisions.again,
            )
        )
        data = office.draw(MARCH)
        assert plain(entries_of(data)) == before
    assert results[0] == (2, 3, ["D002", "D004", "D005", "D010"], frozenset())
    assert results[1:] == results[:1] * 2


def test_libreoffice_keeps_lists_protection_and_links(office, tmp_path):
    book = openpyxl.load_workbook(saved(tmp_path, office.draw(), "xlsx"))
    rules = book["Экспертиза"].data_validations.dataValidation
    cell = cell_at(book, "Экспертиза", "ИО-02.4", "Балл комитета")
    assert [r.formula1 for r in rules if cell.coordinate in r.sqref] == ['"0,2,3"']
    assert book["Экспертиза"].protection.sheet and not cell.protection.locked
    listed = [r.formula1 for r in book["Допуск"].data_validations.dataValidation]
    assert any("Списки" in formula for formula in listed if formula)
    link = cell_at(book, "Экспертиза", "ИО-02.4", "Самооценка").hyperlink
    assert link.target.endswith("ИО-02.xlsx")


def test_the_name_appears_as_soon_as_an_id_is_chosen(office, tmp_path):
    data = filled(office.draw(), "Допуск | 1 | Участник | МО-01")
    book = openpyxl.load_workbook(saved(tmp_path, data, "xlsx"), data_only=True)
    assert cell_at(book, "Допуск", "1", "Наименование").value == "Условска"


def test_libreoffice_prints_every_sheet_on_landscape_pages(office, tmp_path):
    path = saved(tmp_path, office.draw(), "pdf")
    done = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("pdfinfo is missing")
    size = next(line for line in done.stdout.splitlines() if line.startswith("Page size"))
    width, height = (float(word) for word in size.split()[2:5:2])
    assert width > height


@pytest.mark.parametrize("program", ["LibreOffice", "Gnumeric"])
def test_a_participant_picked_in_a_large_years_book_brings_his_mark(tmp_path, monkeypatch, program):
    """A blank row of «Экспертиза»: name, mark and points are looked up, and the row counts."""
    monkeypatch.setattr(workbook, "is_short", lambda _: True)
    office, row = Office(tmp_path), len(NAMES) + 1
    given = {"Участник": "ИО-02", "Критерий": "'5'", "Балл_комитета": 0,
             "Обоснование": "по документам", "Кто_проверил": "Проверова П. П.",
             "Дата": "15.01.2026"}  # fmt: skip
    data = filled(office.draw(), lines("Экспертиза", row, **given))
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    if program == "LibreOffice":
        path = saved(tmp_path, data, "xlsx")
    else:
        if not shutil.which("ssconvert"):
            pytest.skip("Gnumeric is missing")
        path = through_gnumeric(tmp_path, {"book": path}, "xlsx")["book"]
    book = openpyxl.load_workbook(path, data_only=True)
    whole = "Экспертиза целиком"
    marks = cell_at(book, whole, "2", "Метка").value.split()
    name = cell_at(book, whole, "2", "Наименование").value
    assert cell_at(book, "Экспертиза", str(row), "Наименование").value == name
    assert cell_at(book, "Экспертиза", str(row), "Метка").value == f"{marks[0]} {marks[-1]}"
    counted = cell_at(book, whole, "2", "Засчитано по критериям").value
    shown = cell_at(book, "Экспертиза", str(row), "Подтверждение участника").value
    assert shown == f"Засчитано: {counted}"
    office.put("Решения.xlsx", path.read_bytes())
    outcome = office.look()
    assert [(v.participant, v.criterion, v.points) for v in outcome.decisions.verifications] == [
        ("ИО-02", "5", 0)
    ]
    assert not outcome.decisions.again and said(outcome) == []
