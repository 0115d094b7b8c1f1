"""«Конкурс.xlsx»: what it announces, and every fault at once with its place and what to do."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.committee.contest_announcement import (
    announced_in,
    draw_announcement,
)
from kuzbass_batch.reading.committee.template_books import CONTEST as CONTEST_BOOK
from kuzbass_batch.reading.committee.template_books import book_bytes
from kuzbass_batch.records.committee.contest import Juror, JuryCriterion
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.usage import WrongUsage, year_with_contest
from tests.contests import CONTEST, announcement
from tests.filled import METHODOLOGY, drawn, saved

BOOK = "Конкурс.xlsx"


def read(**changes):
    return announced_in(METHODOLOGY, (BOOK, announcement(**changes)))


def test_it_says_what_the_committee_filled_in():
    assert read() == CONTEST


def test_what_may_be_left_out_has_its_usual_value():
    found = read(places=5, criteria__2__most=4, jury=None, chair="Главный И. И.")
    assert (found.places, found.chair) == (5, "Главный И. И.")
    assert found.criteria[1] == JuryCriterion(key="2", title="Новизна", most=4)
    bare = read(contact=None, criteria__1__title=None, criteria__2__title=None)
    assert bare == replace(CONTEST, contact="", criteria=())
    assert found.jurors == (Juror(key="1", name="Судьина Анна Петровна", body="ИО-02"),)


def test_the_address_of_a_juror_is_kept_as_it_is_typed():
    (juror,) = read(jurors__1__email="Судьина <j@example.org>; k@example.org").jurors
    assert juror.email == "Судьина <j@example.org>; k@example.org"


def test_a_book_that_nobody_has_filled_in_announces_nothing():
    blank = draw_announcement(METHODOLOGY)
    assert announced_in(METHODOLOGY, (BOOK, blank)) is None
    assert (
        announced_in(METHODOLOGY, (BOOK, saved(openpyxl.load_workbook(io.BytesIO(blank))))) is None
    )


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"name": None}, "Объявление!C16", "наименование конкурса"),
        ({"scope": "всемирный"}, "Объявление!C17", "всемирный"),
        ({"announced": "скоро"}, "Объявление!C18", "скоро"),
        ({"until": dt.date(2025, 8, 31)}, "Объявление!C19", "день объявления – 01.09.2025"),
        ({"sheets_due": dt.date(2025, 10, 30)}, "Объявление!C20", "приёма заявок – 31.10.2025"),
        ({"results": dt.date(2026, 1, 20)}, "Объявление!C21", "за 2025 год"),
        ({"places": 11}, "Объявление!C22", "от 1 до 10"),
        ({"jurors__1__email": "a@b"}, "Жюри!F13", "«a@b» – не адрес"),
        ({"nominations__2__title": "лучший  Бережливый проект"}, "Объявление!B28", "B27"),
        ({"nominations__1__title": "Н" * 151}, "Объявление!B27", "длиннее 150"),
        ({"criteria__1__most": 0}, "Жюри!D25", "от 1 до 100"),
        ({"jurors__2__body": "ИО-01"}, "Жюри!B14", "член жюри"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(changes, place, words):
    (fault,) = read(**changes)
    assert fault.startswith(place) and words in fault


def test_all_faults_are_told_at_once():
    faults = read(name=None, until=dt.date(2025, 8, 1), places=Decimal("2.5"))
    assert len(faults) == 3
    nothing = read(
        nominations__1__title=None, nominations__1__about=None, nominations__2__title=None
    )
    assert len(nothing) == 1 and "Номинации" in nothing[0]


def test_another_book_or_another_year_is_refused():
    other = announced_in(load_methodology(2026), (BOOK, announcement()))
    assert "за 2025 год" in other[0] and "за 2026 год" in other[0]
    assessment = drawn(Kind.SELF_ASSESSMENT, {})
    assert "не книга конкурса" in announced_in(METHODOLOGY, (BOOK, assessment))[0]
    assert len(announced_in(METHODOLOGY, (BOOK, b"PK\x03\x04")) or ()) == 1


def test_the_run_refuses_a_faulty_book_and_knows_a_sound_one(tmp_path):
    assert year_with_contest(METHODOLOGY, None).contest is None
    assert year_with_contest(METHODOLOGY, tmp_path).contest is None
    (tmp_path / BOOK).write_bytes(announcement(name=None, places=11))
    with pytest.raises(WrongUsage) as refused:
        year_with_contest(METHODOLOGY, tmp_path)
    assert "нужно исправить (2)" in str(refused.value) and len(refused.value.details) == 2
    (tmp_path / BOOK).write_bytes(announcement())
    assert year_with_contest(METHODOLOGY, tmp_path).contest == CONTEST
    (tmp_path / "конкурс.ods").write_bytes(b"")
    assert "несколько книг конкурса" in book_bytes(tmp_path, CONTEST_BOOK)
