"""How a cell is understood: every spelling of the issue, and what must stay a finding."""

import datetime as dt
from decimal import Decimal

import pytest

from kuzbass_batch.forms.parsing.values import (
    clean_text,
    date_despite_letters,
    date_from_serial,
    fold,
    fold_code,
    month_end_before,
    number_despite_letters,
    understand_choice,
    understand_date,
    understand_mark,
    understand_number,
)

YES = ["да", "Да", "ДА ", " да\n", "\u00a0да\u00a0", "дa", "да.", "д а", "+", "✓", "✔", "1", "v",
       "V", "есть", "Есть", "eсть", "ecть", "true", "TRUE", "истина", "выполнено", True, Decimal(1),
       Decimal("1.0"), "да\u200b", "да\u200d", "_x000D_да", "✔️",
       "✔\ufe0e", "✅", "☑️", "➕"]  # fmt: skip
NO = ["нет", "Нет", "НЕТ", "нeт", "heт", "het", "HET", "нет ", "-", "–", "—", "0", "false",
      "ложь", "не выполнено", False, Decimal(0), "❌", "❌\ufe0f", "➖"]  # fmt: skip
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
              "46001", "10 марта", "99 декабря 2025", "2025-12-10+7", "2025-12-10Z00:00", True,
              dt.time(1)]  # fmt: skip


@pytest.mark.parametrize("value", DATES, ids=repr)
def test_this_is_the_tenth_of_december(value):
    assert understand_date(value) == TENTH


FOURTEENTH = dt.date(2025, 3, 14)
SPELLINGS = [
    # Excel and LibreOffice in Russian and in English
    "14-мар-25", "14.мар.25", "14 мар 25", "14-мар-2025", "14/мар/2025", "14.мар.2025 г.",
    "14 мар. 2025", "14 марта- 2025 г.", "14 марта 25 г.", "14 Марта, 2025", "14-го марта 2025",
    "14мар25",
    "пятница, 14 марта 2025 г.", "пт, 14 мар 25", "пт 14.03.2025", "14-Mar-25", "14 March 2025",
    "14-MAR-2025", "«14» марта 2025 г.", "14 марта 2025 г. 12:30", "14.03.2025 г. 0:00",
    # programs, with a zone
    "2025-03-14T00:00:00.000Z", "2025-03-14T23:59:59Z", "2025-03-14T00:00:00+07:00",
    "2025-03-14T10:00:00+0000", "2025-03-14 00:00:00 UTC", "2025-03-14T23:00:00+03:00",
    "2025-03-14 00:00:00+07",
    # a day with a zone and no hour
    "2025-03-14Z", "2025-03-14 Z", "2025-03-14+07:00", "2025-03-14-03:00",
]  # fmt: skip


@pytest.mark.parametrize("value", SPELLINGS)
def test_this_is_the_fourteenth_of_march(value):
    assert understand_date(value) == FOURTEENTH


SEPTEMBER = ["1-сен-25", "1 сент. 2025", "1.сентября.2025", "1-Sep-25", "1 Sept 2025"]


@pytest.mark.parametrize("value", SEPTEMBER)
def test_this_is_the_first_of_september(value):
    assert understand_date(value) == dt.date(2025, 9, 1)


@pytest.mark.parametrize(
    ("value", "letters"),
    [("14.О3.2025", "О"), ("14.O3.2025", "O"), ("l4.03.2025", "l"), ("14.0З.2025", "З"),
     ("2О25-О3-14", "О"), ("I4.O3.2O25", "IO")],
)  # fmt: skip
def test_letters_among_the_figures_of_a_date_are_named(value, letters):
    assert understand_date(value) is None
    assert date_despite_letters(value) == (FOURTEENTH, letters)


@pytest.mark.parametrize("value", ["14.03.2025б", "О", "лист 3", "14.б3.2025", "31.О2.2025", None])
def test_other_letters_make_no_date(value):
    assert date_despite_letters(value) is None


@pytest.mark.parametrize(
    ("value", "letters"), [("1О", "О"), ("З0", "З"), ("1l", "l"), ("10", ""), ("О", ""), ("1а", "")]
)
def test_letters_among_the_figures_of_a_number_are_named(value, letters):
    assert number_despite_letters(value) == letters


@pytest.mark.parametrize("value", NOT_A_DATE, ids=repr)
def test_this_is_no_date(value):
    assert understand_date(value) is None


@pytest.mark.parametrize(
    ("value", "last"),
    [
        ("31.02.2026", "28.02.2026"), ("29.02.2026", "28.02.2026"), ("30.02.2028", "29.02.2028"),
        ("29.02.2028", None), ("31.04.26", "30.04.2026"), ("31/06/2026", "30.06.2026"),
        ("2026-09-31", "30.09.2026"), ("31 ноября 2026 г.", "30.11.2026"),
        ("32.01.2026", "31.01.2026"), ("31.11.2026 10:00", "30.11.2026"),
        ("31.12.2026", None), ("00.12.2026", None), ("12/25/2026", None), ("31.02.1926", None),
        ("31 брюмера 2026", None), ("вчера", None), (31, None), (None, None),
    ],
)  # fmt: skip
def test_a_day_that_its_month_does_not_have_is_known_by_the_last_day_of_it(value, last):
    found = month_end_before(value)
    assert (f"{found:%d.%m.%Y}" if found else None) == last
    assert found is None or understand_date(value) is None


MONTHS = {
    1: "январь января янв", 2: "февраль февраля фев февр", 3: "март марта мар",
    4: "апрель апреля апр", 5: "май мая", 6: "июнь июня июн", 7: "июль июля июл",
    8: "август августа авг", 9: "сентябрь сентября сен сент", 10: "октябрь октября окт",
    11: "ноябрь ноября ноя нояб", 12: "декабрь декабря дек",
}  # fmt: skip
MISSPELT = ("янворя", "фивраля", "матра", "апрля", "ма-я", "маия", "июна", "июлья", "авгсута",
            "синтября", "актября", "наября", "дикабря", "декабряя", "янв-фев", "я",
            "месяца")  # fmt: skip


@pytest.mark.parametrize(
    ("number", "word"), [(n, word) for n, words in MONTHS.items() for word in words.split()]
)
def test_a_month_is_known_by_its_word(number, word):
    assert understand_date(f"7 {word} 2025 г.") == dt.date(2025, number, 7)


ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


@pytest.mark.parametrize(("number", "word"), list(enumerate(ENGLISH, start=1)))
def test_a_month_is_known_by_its_english_word_and_its_three_letters(number, word):
    for each in (word, word[:3], word.upper()):
        assert understand_date(f"7 {each} 2025") == dt.date(2025, number, 7)
    assert understand_date(f"7 {word}x 2025") is None


@pytest.mark.parametrize("word", MISSPELT)
def test_a_misspelt_month_is_no_month(word):
    assert understand_date(f"7 {word} 2025 г.") is None


# As Excel and LibreOffice show these numbers once the cell is formatted as a date.
SERIALS = [
    ("36526", "01.01.2000"), ("43831", "01.01.2020"), ("45658", "01.01.2025"),
    ("45716", "28.02.2025"), ("45717", "01.03.2025"), ("46001", "10.12.2025"),
    ("73050", "31.12.2099"),
]  # fmt: skip
NOT_A_DAY = [Decimal("36525"), Decimal("73051"), Decimal("46001.5"), Decimal(2025), Decimal(10),
             Decimal("NaN"), "46001", True, None, TENTH]  # fmt: skip


@pytest.mark.parametrize(("serial", "day"), SERIALS)
def test_a_bare_number_is_the_day_that_the_suites_show(serial, day):
    assert f"{date_from_serial(Decimal(serial)):%d.%m.%Y}" == day


@pytest.mark.parametrize("value", NOT_A_DAY, ids=repr)
def test_another_number_is_no_day(value):
    assert date_from_serial(value) is None


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


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("01.01.2000", True), ("31.12.1999", False), ("31.12.2099", True), ("01.01.2100", False),
        (dt.date(2000, 1, 1), True), (dt.date(1999, 12, 31), False),
        (dt.date(2099, 12, 31), True), (dt.date(2100, 1, 1), False),
        (dt.datetime(2099, 12, 31, 23, 59), True),
    ],
    ids=repr,
)  # fmt: skip
def test_days_of_this_century_are_dates(value, known):
    assert (understand_date(value) is not None) is known


@pytest.mark.parametrize(
    ("value", "hours"),
    [("2025-03-13T17:00:00.000Z", 7), ("2025-03-14T16:59:59Z", 7), ("2025-03-13T17:00:00+00", 7),
     ("13.03.2025 17:00 UTC", 7), ("13.03.2025 17:00Z", 7), ("14.03.2025 16:59 GMT", 7),
     ("2025-03-13T21:00:00Z", 3), ("2025-03-14T20:59:59Z", 3), ("13.03.2025 21:00 UTC", 3),
     ("2025-03-15T02:00:00Z", -5), ("14.03.2025 23:00", 7), ("2025-03-14T23:00:00+03:00", 7)],
)  # fmt: skip
def test_an_hour_of_utc_is_of_the_day_that_it_was_where_the_rating_is_made(value, hours):
    assert understand_date(value, hours) == FOURTEENTH


def test_a_letter_among_the_figures_of_an_hour_of_utc_changes_no_day():
    assert date_despite_letters("13.О3.2025 21:00Z", 3) == (FOURTEENTH, "О")
    assert date_despite_letters("13.О3.2025 20:00Z", 3) == (dt.date(2025, 3, 13), "О")


@pytest.mark.parametrize("value", ["да" * 31, "да" + "!" * 60, "нет, так как " * 6])
def test_a_sentence_is_no_mark(value):
    assert understand_mark(value) is None


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("а\u2028б", "а\nб"), ("а\u2029б", "а\nб"), ("а\u00a0б", "а б"), ("а\u3000б", "а б"),
        ("а\tб", "а б"), ("а\x07б", "аб"), ("а\r\nб", "а\nб"), ("а\rб", "а\nб"),
        ("а_x000D_б", "а\nб"), ("а\u200bб", "аб"), ("\u202eаб", "аб"), ("  а б\n", "а б"),
        ("а\ud800б", "аб"), ("е\u0308", "ё"), ("а\x85б", "аб"),
    ],
    ids=ascii,
)  # fmt: skip
def test_text_is_made_fit(text, clean):
    assert clean_text(text) == clean
