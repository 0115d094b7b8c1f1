"""How a cell is understood: every spelling of the issue, and what must stay a finding."""

import datetime as dt
from decimal import Decimal

import pytest

from kuzbass_batch.forms.parsing.values import (
    fold,
    fold_code,
    understand_choice,
    understand_date,
    understand_mark,
    understand_number,
)

YES = ["да", "Да", "ДА ", " да\n", "\u00a0да\u00a0", "дa", "да.", "д а", "+", "✓", "✔", "1", "v",
       "V", "есть", "Есть", "eсть", "ecть", "true", "TRUE", "истина", "выполнено", True, Decimal(1),
       Decimal("1.0"), "да\u200b", "_x000D_да"]  # fmt: skip
NO = ["нет", "Нет", "НЕТ", "нeт", "heт", "het", "HET", "нет ", "-", "–", "—", "0", "false",
      "ложь", "не выполнено", False, Decimal(0)]  # fmt: skip
NOT_A_MARK = ["x", "X", "х", "Х", "да, приказ № 5", "да/нет", "нет да", "да\nнет", "может быть",
              "?", "частично", "дада", "2", "100%", "11", Decimal(2), Decimal("0.5"),
              dt.date(2025, 1, 1), "нет данных", "есть частично", "01.01", "#REF!"]  # fmt: skip


@pytest.mark.parametrize("value", YES, ids=repr)
def test_this_means_yes(value):
    assert understand_mark(value) is True


@pytest.mark.parametrize("value", NO, ids=repr)
def test_this_means_no(value):
    assert understand_mark(value) is False


@pytest.mark.parametrize("value", NOT_A_MARK, ids=repr)
def test_this_is_neither(value):
    assert understand_mark(value) is None


TENTH = dt.date(2025, 12, 10)
DATES = [
    "10.12.2025", "10.12.25", " 10.12.2025 ", "10. 12. 2025", "10/12/2025", "10-12-2025",
    "10,12,2025", "10 12 2025", "10.12.2025 г.", "10.12.2025г", "10.12.2025 года", "2025-12-10",
    "2025.12.10", "10 декабря 2025", "10 декабря 2025 г.", "10 Декабря 2025 года", "10 дек. 2025",
    "«10» декабря 2025 г.", "“10” декабря 2025", "10.12.2025 0:00:00", "10.12.2025 12:30",
    "2025-12-10T00:00:00", "10\u00a0декабря\u00a02025", TENTH, dt.datetime(2025, 12, 10, 12, 30),
]  # fmt: skip
NOT_A_DATE = ["", "весна", "декабрь 2025", "10.12", "2025", "31.11.2025", "12/25/2025",
              "00.12.2025", "10.12.1925", "с 10.12.2025 по 12.12.2025", "10.12.2025, 11",
              "46001", "10 марта", "99 декабря 2025", True, dt.time(1)]  # fmt: skip


@pytest.mark.parametrize("value", DATES, ids=repr)
def test_this_is_the_tenth_of_december(value):
    assert understand_date(value) == TENTH


@pytest.mark.parametrize("value", NOT_A_DATE, ids=repr)
def test_this_is_no_date(value):
    assert understand_date(value) is None


NUMBERS = [
    ("1,5", "1.5"), ("1.5", "1.5"), (" 10 ", "10"), ("-3", "-3"), ("−3", "-3"), ("+3", "3"),
    ("1 200,50", "1200.50"), ("1\u00a0200", "1200"), ("95%", "95"), ("95 %", "95"), ("0", "0"),
    (Decimal("0.1"), "0.1"),
]  # fmt: skip
NOT_A_NUMBER = ["", "десять", "10 дней", "от 5 до 10", "5-10", "1,2,3", "1 2", "12 3456", "~5",
                "1e5", "½", "٣", True, TENTH]  # fmt: skip


@pytest.mark.parametrize(("value", "number"), NUMBERS, ids=repr)
def test_this_is_a_number(value, number):
    assert understand_number(value) == Decimal(number)


@pytest.mark.parametrize("value", NOT_A_NUMBER, ids=repr)
def test_this_is_no_number(value):
    assert understand_number(value) is None


@pytest.mark.parametrize(
    ("value", "word"),
    [("Исполнительный  орган", "исполнительный орган"), ("исполнительный орган.", "исполнительный "
     "орган"), ("исполнительный", None), ("орган", None), ("", None)],
)  # fmt: skip
def test_a_choice_is_a_word_of_the_list(value, word):
    assert understand_choice(value, ("исполнительный орган", "м", "ж")) == word


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Министерство «Примеров»", 'министерство  "примеров"'),
        ("ГКУ Пример", "ГKY Пpимep"),
        ("Учёт", "учет"),
        ("Анжеро-Судженск", "Анжеро–Судженск"),
        ("Юрга\u00a0и\u202fТайга", "юрга и тайга"),
    ],
)
def test_names_are_compared_without_what_the_eye_does_not_see(left, right):
    assert fold(left) == fold(right)
    assert fold(left) != fold(left + " 2")


@pytest.mark.parametrize("value", ["1.1", " 1.1 ", "1,1", "1.1.", "1. 1", Decimal("1.1")])
def test_a_row_code_is_known_in_every_spelling(value):
    assert fold_code(value) == "1.1"
