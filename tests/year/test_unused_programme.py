"""A committee that keeps no register of the programme sees no more than before.

44 participants, rated in January: every file, every sheet, every letter's text, every filled table
of the cards and every key of the data stands in a fixed list. The run before the programme's second
half wrote the same, but for two blank sheets of «Реестры программы» and two tables of the cards
(what waits, what the registers hold: here the projects of passports).
"""

import pytest

from tests.paths import DATA
from tests.unused_programme import seen_in

pytestmark = pytest.mark.whole

LIST = DATA / "unused_programme.txt"


def test_nothing_is_drawn_that_is_not_on_the_list(samples_in_january):
    seen = list(seen_in(samples_in_january.folder))
    known = LIST.read_text("utf-8").splitlines()
    assert [line for line in seen if line not in known] == [], "more than before"
    assert [line for line in known if line not in seen] == [], "less than before"


@pytest.mark.parametrize(
    "word", ["Обучение", "Жизненные ситуации", "Процессы", "Ход проектов", "Конкурс", "Образцы"]
)
def test_no_sheet_of_the_ranking_is_of_a_register(word):
    ranking = [line for line in LIST.read_text("utf-8").splitlines() if line.startswith("Рейтинг-")]
    assert ranking and f"Рейтинг-2025.xlsx: лист «{word}»" not in ranking


@pytest.mark.parametrize("key", ["training", "plan", "projects"])
def test_no_part_of_the_data_is_of_a_register(key):
    assert f"results.json: ключ {key}" not in LIST.read_text("utf-8").splitlines()
