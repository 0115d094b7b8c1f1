"""Which of several returns counts, and what is said of each: a table per case."""

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest

from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import ReadCalendar
from kuzbass_batch.rules.returns.choosing import choose, judge_others
from tests.filled import METHODOLOGY, examined, owned

AS_OF = dt.date(2026, 2, 1)
A_DAY = ((dt.date(2026, 2, 24), False),)
ERROR = "1.2/done | может быть\n"
BLANK = ("1", "2", "3", "4", "5", "6", "7", "8", "filled_on", "executor", "project", "approver",
         "customer", "process", "bounds", "leader", "team", "ground", "goals", "effects",
         "stages")  # fmt: skip
NOTE = "1.1/note | другое\n"


def returned(name, text="", kind=Kind.SELF_ASSESSMENT, owner="ИО-01"):
    if text in ("пусто", "чисто"):
        read = examined(kind, name=name, issued_to=owner, without=BLANK)
        return owned(replace(read, as_drawn=text == "чисто"), owner)
    return owned(examined(kind, text, name=name, issued_to=owner), owner)


def day(number):
    return f"filled_on | {number:02}.12.2025\n"


CASES = {
    "one alone": [("а", day(10), "used", "единственный экземпляр")],
    "the latest by the date in the form": [
        ("а", day(12), "used", "последний по дате заполнения из 2 экземпляров (12.12.2025)"),
        ("б", day(10), "superseded", "учтён более поздний экземпляр «а» (12.12.2025)"),
    ],
    "of one day, the last by name": [
        ("а", day(10), "superseded", "учтён более поздний экземпляр «б» (10.12.2025)"),
        ("б", day(10) + NOTE, "used", "последний по имени файла из 2 экземпляров (10.12.2025)"),
    ],
    "the same content sent again, under another name": [
        ("а", day(10), "used", "первый по имени из 2 экземпляров с одинаковыми ответами"),
        ("б", day(10), "duplicate", "то же содержание, что в «а»"),
    ],
    "the same content in other spellings": [
        ("а", "filled_on | 10.12.2025\n1.0/done | да", "used", ""),
        ("б", "filled_on | 10 декабря 2025 г.\n1.0/done | + ", "duplicate", ""),
    ],
    "the same content twice, later than another": [
        ("а", day(9), "superseded", "учтён более поздний экземпляр «б» (10.12.2025)"),
        ("б", day(10), "used", "последний по дате заполнения из 3 экземпляров (10.12.2025)"),
        ("в", day(10), "duplicate", "то же содержание, что в «б»"),
    ],
    "an invalid later return does not displace a valid earlier one": [
        (
            "а",
            day(10),
            "used",
            "последний без ошибок из 2 экземпляров; более поздний с ошибками не учтён",
        ),
        (
            "б",
            day(12) + ERROR,
            "returned",
            "есть ошибки, нужна доработка; учтён прежний экземпляр «а»",
        ),
    ],
    "an invalid earlier return is settled by a valid later one": [
        ("а", day(10) + ERROR, "superseded", "учтён более поздний экземпляр «б» (12.12.2025)"),
        ("б", day(12), "used", "последний по дате заполнения из 2 экземпляров (12.12.2025)"),
    ],
    "none is valid": [
        ("а", day(10) + ERROR, "superseded", "исправить просят более поздний экземпляр «б»"),
        ("б", day(12) + ERROR, "returned", "есть ошибки, нужна доработка"),
    ],
    "the same faults sent twice go back once": [
        ("а", day(10) + ERROR, "returned", "есть ошибки, нужна доработка"),
        ("б", day(10) + ERROR, "duplicate", "то же содержание, что в «а»"),
    ],
    "of two faulty ones after a valid one the later is asked for": [
        ("а", day(9), "used", ""),
        ("б", day(10) + ERROR, "superseded", "исправить просят более поздний экземпляр «в»"),
        ("в", day(12) + ERROR, "returned", ""),
    ],
    "of three faulty ones the latest": [
        ("а", day(9) + ERROR, "superseded", "исправить просят более поздний экземпляр «в»"),
        ("б", day(10) + ERROR + NOTE, "superseded", ""),
        ("в", day(12) + ERROR, "returned", "есть ошибки, нужна доработка"),
    ],
    "a date after the day of the run orders nothing": [
        ("а", day(10), "used", "последний по дате заполнения из 2 экземпляров (10.12.2025)"),
        (
            "б",
            "filled_on | 31.12.2099\n",
            "superseded",
            "учтён более поздний экземпляр «а» (10.12.2025)",
        ),
    ],
    "a blank beside a return says nothing": [
        ("а", day(10), "used", "единственный экземпляр"),
        ("б", "пусто", "ignored", "бланк не заполнен"),
    ],
    "nor beside a faulty one": [
        ("а", day(10) + ERROR, "returned", "есть ошибки, нужна доработка"),
        ("б", "пусто", "ignored", "бланк не заполнен"),
    ],
    "a blank alone is asked for": [
        ("а", "пусто", "returned", "бланк поступил незаполненным, нужно заполнить"),
    ],
    "one that nobody has saved is nobody's": [
        (
            "а",
            "чисто",
            "ignored",
            "чистый бланк, составленный программой: его никто не заполнял и не сохранял",
        ),
        ("б", "пусто", "returned", "бланк поступил незаполненным, нужно заполнить"),
    ],
    "an old one without a date": [
        ("а", "filled_on |\n", "superseded", "учтён более поздний экземпляр «б» (10.12.2025)"),
        ("б", day(10), "used", "последний по дате заполнения из 2 экземпляров (10.12.2025)"),
    ],
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_one_return_counts_and_each_says_why(case):
    files = [returned(name, text) for name, text, _, _ in case]
    for order in permutations(files):
        results = choose(order, METHODOLOGY, AS_OF)
        assert [(r.source.path, r.status) for r in results] == [
            (name, status) for name, _, status, _ in case
        ]
        for result, (_, _, _, reason) in zip(results, case, strict=True):
            assert reason in ("", result.reason)


def test_each_project_has_its_own_passport():
    passports = [
        returned("а", "project | Быстрый ответ", Kind.PASSPORT),
        returned("б", "project | Единое окно", Kind.PASSPORT),
        returned("в", "project | быстрый  ответ\n" + "filled_on | 01.12.2025", Kind.PASSPORT),
        returned("г", "", Kind.SELF_ASSESSMENT),
        returned("д", "project | Быстрый ответ", Kind.PASSPORT, owner="ИО-02"),
    ]
    statuses = {r.source.path: r.status.value for r in choose(passports, METHODOLOGY, AS_OF)}
    assert statuses == {"а": "superseded", "б": "used", "в": "used", "г": "used", "д": "used"}


def test_a_passport_without_a_project_replaces_none():
    passports = [returned("а", "", Kind.PASSPORT), returned("б", "project |", Kind.PASSPORT)]
    assert [r.status.value for r in choose(passports, METHODOLOGY, AS_OF)] == ["used", "returned"]


def test_an_empty_passport_beside_the_self_assessment_asks_for_nothing():
    """Everybody gets a blank of it; who has no project sends it back as it was."""
    files = [returned("а", day(10)), returned("б", "пусто", kind=Kind.PASSPORT)]
    for order in permutations(files):
        _, empty = choose(order, METHODOLOGY, AS_OF)
        assert (empty.status, empty.reason) == (
            "ignored", "бланк паспорта не заполнен: проекта в нём нет"
        )  # fmt: skip


def test_a_return_of_nobody_says_so():
    (result,) = choose([replace(returned("а"), participant="")], METHODOLOGY, AS_OF)
    assert (result.status.value, result.reason) == ("returned", "участник не определён")


def test_files_are_found_in_subfolders_under_any_name(tmp_path):
    names = ["почта/2025-12-16/форма (1).xlsx", "а/б/в/без расширения", "~$форма.xlsx", "скан.pdf",
             ".~lock.форма.ods#", "ответ.ODS", "архив.zip", "заметки.txt"]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    found = {source.path: source for source in discover(tmp_path)}
    assert sorted(found) == sorted(names)
    read = {name for name, source in found.items() if not source.litter and not source.findings}
    assert read == {names[0], "ответ.ODS"}
    assert found[names[0]].received == dt.date(2025, 12, 16)
    assert found["~$форма.xlsx"].litter == "временный файл открытой книги"
    assert found[names[1]].litter == "не книга Excel или LibreOffice"
    assert [finding.code for finding in found["архив.zip"].findings] == ["F006"]


def test_a_workbook_without_its_ending_is_read_all_the_same(tmp_path):
    (tmp_path / "без расширения").write_bytes(b"PK\x03\x04")
    (source,) = discover(tmp_path)
    assert not source.litter


@pytest.mark.parametrize(
    ("faulty", "status", "reason"),
    [
        (False, "used", "календарь рабочих дней, учтено дней: 1"),
        (True, "returned", "календарь рабочих дней, учтено дней: 1; строки с ошибками не учтены"),
    ],
)
def test_a_calendar_counts_but_for_its_faulty_rows(faulty, status, reason):
    source = examined(Kind.SELF_ASSESSMENT).source
    findings = examined(Kind.SELF_ASSESSMENT, ERROR).findings if faulty else ()
    read = ReadCalendar(source=source, findings=findings, days=A_DAY)
    (result,) = judge_others([read])
    assert (result.status.value, result.reason) == (status, reason)
