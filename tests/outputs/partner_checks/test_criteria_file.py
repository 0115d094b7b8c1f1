"""The criteria of a partner check: a strict file, all of whose faults are told at once."""

from importlib.resources import files

import pytest

from kuzbass_batch.methodology.file_faults import FaultyFile
from kuzbass_batch.outputs.partner_checks.criteria_file import method_in

NAME = "check_criteria.toml"
SHIPPED = files("kuzbass_batch.templates").joinpath("letters", NAME).read_bytes()
SOUND = """title = "Методика"
edition = "2"
order = ["Заявка подаётся письмом."]

[[criteria]]
key = "1"
text = "Карта есть."
levels = ["федеральный", "местный"]
"""


def faults_of(text):
    with pytest.raises(FaultyFile) as told:
        method_in(text.encode(), NAME)
    return [(each.line, each.path, each.words) for each in told.value.faults]


def test_the_file_that_the_program_comes_with_says_that_it_is_an_example():
    method = method_in(SHIPPED, NAME)
    assert method.example and "вымышленный" in method.title
    assert {level for each in method.criteria for level in each.levels} == {
        "местный", "региональный", "федеральный",
    }  # fmt: skip


def test_an_own_file_is_no_example_and_its_levels_stand_in_their_order():
    method = method_in(SOUND.encode(), NAME)
    assert not method.example
    assert method.criteria[0].levels == ("местный", "федеральный")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('title = "Методика"', 'titel = "Методика"', (1, "titel", "неизвестный ключ")),
        ('edition = "2"', "edition = 2", (2, "edition", "ожидается текст, стоит «2»")),
        ('["Заявка подаётся письмом."]', "[]", (3, "order", "список пуст")),
        ('key = "1"', 'key = ""', (6, "criteria[1].key", "значение пустое")),
        (
            'text = "Карта есть."', "text = 'x'\ntxt = 'y'",
            (8, "criteria[1].txt", "неизвестный ключ"),
        ),
        (
            '"федеральный", "местный"', '"федеральный", "местны"',
            (8, "criteria[1].levels[2]", "уровня «местны» нет"),
        ),
        (
            '"федеральный", "местный"', '"местный", "местный"',
            (8, "criteria[1].levels[2]", "уровень «местный» назван дважды"),
        ),
        ('"Карта есть."', f'"{"к" * 1001}"', (7, "criteria[1].text", "в тексте знаков 1001")),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_is_meant(before, after, expected):
    assert before in SOUND
    assert faults_of(SOUND.replace(before, after)) == [expected]


def test_a_number_stands_once():
    twice = SOUND + SOUND[SOUND.index("[[criteria]]") :]
    assert faults_of(twice) == [(10, "criteria[2].key", "номер «1» уже есть у criteria[1]")]


def test_all_faults_are_told_at_once_and_a_near_word_is_named():
    text = SOUND.replace("title", "titel").replace("местный", "местны").replace('"2"', "2")
    with pytest.raises(FaultyFile) as told:
        method_in(text.encode(), NAME)
    assert len(told.value.faults) == 3
    words = "\n".join(map(str, told.value.faults))
    assert "«title»" in words and "«местный»" in words


def test_what_is_no_toml_is_told_with_its_place():
    assert "строка 2" in faults_of('title = "М"\nedition = «2»\n')[0][2]
