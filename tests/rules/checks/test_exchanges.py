"""Who names whom in a text, as people write names."""

import pytest

from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.rules.checks.exchanges import NamesInTexts, names_of, not_named_back
from tests.categories import EXECUTIVE, SUBORDINATE

BODIES = {
    "А": ("Министерство сверки (вымышленный орган)", "Минсверки"),
    "Б": ("Министерство сверки и учёта", "Минучёта"),
    "В": ("Администрация города Условска", "Условск"),
    "Г": ("Государственное казённое учреждение «Центр занятости»", "Центр занятости"),
    "Д": ("Муниципальное учреждение «Библиотека»", "Библиотека"),
    "Е": ("Школа № 1", "Школа № 1"),
    "Ж": ("Центр занятости", ""),
}
PEOPLE = [
    Participant(id=id_, name=name, short_name=short, category=EXECUTIVE)
    for id_, (name, short) in BODIES.items()
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("обмен опытом с Министерством сверки, программа", "А"),
        ("ОБМЕН С МИНИСТЕРСТВОМ СВЕРКИ", "А"),
        ("с Минсверкой и Минучёта", "АБ"),
        ("Министерство сверки и учета провело семинар", "Б"),
        ("семинар администрации города Условска", "В"),
        ("принимали Администрацию города\nУсловска", "В"),
        ("в библиотеке района", ""),
        ("встреча в Библиотеке", "Д"),
        ("Библиотека книг по теме", ""),
        ("посетили «библиотеку»", "Д"),
        ("министерство сверстников", ""),
        ("обмен с Центром занятости", ""),
        ("министерство", ""),
        ("", ""),
    ],
)
def test_names_are_found_in_any_case_and_doubtful_ones_are_nobodys(text, named):
    """«Центр занятости» is what two participants are called."""
    assert NamesInTexts(names_of(PEOPLE)).named_in(text) == frozenset(named)


def test_a_short_name_is_not_found_in_other_words():
    short = Participant(id="К", name="Лад", short_name="Лад", category=SUBORDINATE)
    assert NamesInTexts(names_of([short])).named_in("обмен с Ладой и Ладом") == frozenset()


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        ({"А": "с Минучёта", "Б": "с Минсверки"}, []),
        ({"А": "с Минучёта", "Б": "с соседями"}, [("А", "Б")]),
        ({"А": "с Минучёта"}, []),  # Б has not answered yet
        ({"А": "у нас, в Минсверки", "Б": ""}, []),
        ({"А": "с Минучёта и в Библиотеке", "Б": "", "Д": ""}, [("А", "Б"), ("А", "Д")]),
    ],
)
def test_who_is_named_and_does_not_name_back_is_asked_about(texts, asked):
    assert list(not_named_back(texts, PEOPLE)) == asked
