"""A faulty file in TOML: the line, what is wrong with it and how it is written right."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.toml_text import TomlFault, quotes_hint, text_of, toml_of

START = '# Реквизиты\nname = "Комитет"\n'
FAULTS = [
    ("address = «Примерная, 1»", "строка 3", "текст берут в прямые кавычки"),
    ("address = “Примерная, 1”", "строка 3", "текст берут в прямые кавычки"),
    ('address = "ул. „Мира", 1"', "строка 3", "кавычки внутри текста пишите «ёлочками»"),
    ('address = "ООО "Ромашка""', "строка 3", "кавычки внутри текста пишите «ёлочками»"),
    ('address = "ул. Примерная\nphone = 5', "строка 3", "кавычка не закрыта"),
    ("address = Примерная", "строка 3", "текст берут в кавычки"),
    ("phone = 8 (384-2) 00-00-00", "строка 3", "текст берут в кавычки"),
    ("days = 5 дней", "строка 3", "число пишут без слов и знаков: 5"),
    ("share = 5%", "строка 3", "число пишут без слов и знаков: 5"),
    ("days = 5,", "строка 3", "число пишут без слов и знаков: 5"),
    ("sum = 1 000", "строка 3", "число пишут без пробелов: 1000"),
    ("days = 05", "строка 3", "число пишут без нулей впереди"),
    ("share = .5", "строка 3", "дробь пишут с цифрами по обе стороны точки"),
    ("share = 5.", "строка 3", "дробь пишут с цифрами по обе стороны точки"),
    ("day = 15 декабря 2026", "строка 3", "дату пишут так: 2026-12-15"),
    ("day = 15/12/2026", "строка 3", "дату пишут так: 2026-12-15"),
    ("day = 2026-13-01", "строка 3", "такого дня нет"),
    ("cumulative = Да", "строка 3", "пишут true (да) или false (нет)"),
    ("days == 5", "строка 3", "знак «=» пишут один раз"),
    ('a = "x" b = 2', "строка 3", "каждый ключ пишут на своей строке"),
    ("words = [1; 2]", "строка 3", "в списке значения разделяют запятой"),
    ("[раздел]", "строка 3", "имя в квадратных скобках пишут латинскими буквами"),
    ("days\u00a0= 5", "строка 3", "в строке неразрывный пробел"),
    ("\u00a0days = 5", "строка 3", "в строке неразрывный пробел"),
    ("days = +", "строка 3", "исправьте эту строку"),
    ("phone = 8а", "строка 3", "текст берут в кавычки"),
    ('path = "C:\\Рейтинг"', "строка 3", "знак «\\» в тексте пишут дважды"),
    ("day = 15.12.2026", "строка 3", "дату пишут так: 2026-12-15"),
    ("day = 2026.12.15", "строка 3", "дату пишут так: 2026-12-15"),
    ("day = 2026-02-31", "строка 3", "такого дня нет"),
    ("coefficient = 0,3", "строка 3", "дробную часть отделяют точкой"),
    ("cumulative = True", "строка 3", "пишут true (да) или false (нет)"),
    ("cumulative = да", "строка 3", "пишут true (да) или false (нет)"),
    ("days =\nx = 5", "строка 3", "после «=» нет значения"),
    ("days = # пять", "строка 3", "после «=» нет значения"),
    ("days 5", "строка 3", "ожидается «ключ = значение»"),
    ("дней = 5", "строка 3", "ключ пишут латинскими буквами"),
    ('name = "Другой"', "строка 3", "этот ключ уже указан выше"),
    ("[a]\n[a]", "строка 4", "эта таблица уже есть выше"),
    ("words = [1, 2", "строка 3 (последняя)", "не закрыта скобка «]»"),
    ("words = {a = 1", "строка 3 (последняя)", "не закрыта скобка «}»"),
    ("days =\n\n", "строка 3", "после «=» нет значения"),
]


@pytest.mark.parametrize(("line", "place", "remedy"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_slip_is_told_with_its_line_and_how_it_is_written_right(line, place, remedy):
    with pytest.raises(TomlFault) as caught:
        toml_of(START + line)
    words = str(caught.value)
    assert words.startswith(f"файл не читается как TOML: {place}") and remedy in words
    shown = line.splitlines()[int(place.split()[1]) - 3].strip()
    assert f"(«{shown}»)" in words
    told = words.replace(shown, "").replace("TOML", "")
    assert not re.search(r"[A-Za-z]{3,}", told.replace("true", "").replace("false", ""))


def test_a_long_line_is_shown_by_its_beginning():
    with pytest.raises(TomlFault, match=r"\(«name = Комитет[^»]{40,60}…»\)$"):
        toml_of("name = Комитет" + " по развитию" * 20)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1" * 5000, "слишком большое число"),
        ("1e" + "9" * 30, "слишком большое число"),
        ("[" * 3000 + "]" * 3000, "слишком глубоко"),
        ("{a=" * 3000 + "1" + "}" * 3000, "слишком глубоко"),
    ],
    ids=["digits", "exponent", "lists", "tables"],
)
def test_what_the_parser_itself_cannot_take_is_a_fault_of_the_file(value, words):
    with pytest.raises(TomlFault, match=words):
        toml_of(f"{START}coefficient = {value}", parse_float=Decimal)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (START.encode("cp1251"), "не в кодировке UTF-8 (строка 1)"),
        (b'a = 1\nb = "' + "Комитет".encode("cp1251"), "не в кодировке UTF-8 (строка 2)"),
        (START.encode("utf-16"), "не в кодировке UTF-8, а в UTF-16"),
    ],
)
def test_another_encoding_is_told_with_how_to_save_the_file(data, words):
    with pytest.raises(TomlFault) as caught:
        text_of(data)
    assert words in str(caught.value) and "Сохранить как" in str(caught.value)


def test_a_file_of_notepad_is_read():
    assert toml_of(text_of(b"\xef\xbb\xbf" + START.replace("\n", "\r\n").encode())) == {
        "name": "Комитет"
    }


@pytest.mark.parametrize(
    ("value", "wanted", "hint"),
    [
        ("5", int, "; кавычки лишние: пишите 5"),
        (" 5 ", int, "; кавычки лишние: пишите 5"),
        ("пять", int, ""),
        ("0,3", Decimal, "; кавычки лишние: пишите 0.3"),
        ("nan", Decimal, ""),
        ("true", bool, "; кавычки лишние: пишите true"),
        ("да", bool, "; кавычки лишние: пишите true"),
        ("2026-12-15", dt.date, "; кавычки лишние: пишите 2026-12-15"),
        ("15.12.2026", dt.date, "; кавычки лишние: пишите 2026-12-15"),
        ("15 декабря", dt.date, ""),
        (83842, str, '; возьмите значение в кавычки: "83842"'),
        ([], str, ""),
        (5, dict, ""),
    ],
)
def test_quotes_that_are_the_fault_are_named(value, wanted, hint):
    assert quotes_hint(value, wanted) == hint
