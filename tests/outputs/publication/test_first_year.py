"""A first year: nobody's last level is known, and nothing is drawn of it; long words break."""

import pytest

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.publication.charts import levels_chart
from kuzbass_batch.outputs.publication.memo import _level_bars
from kuzbass_batch.records.year.year import LevelCount
from tests.filled import METHODOLOGY


def data(*last):
    names = ("Лидер", "Базовый")
    return {
        "levels": [
            {"name": name, "participants": at + 1, "last_year": before}
            for at, (name, before) in enumerate(zip(names, last, strict=True))
        ]
    }


def test_levels_of_a_first_year_stand_alone():
    chart = levels_chart(data(0, 0), Period(2025))
    assert not chart.compared and [bar.look for bar in chart.bars] == ["dark", "dark"]
    assert chart.title == "Участники по уровням за 2025 год"
    assert chart.description == "«Лидер» – 1; «Базовый» – 2."


def test_levels_known_of_the_year_before_stand_beside():
    chart = levels_chart(data(0, 3), Period(2025))
    assert chart.compared and [bar.look for bar in chart.bars] == ["dark", "hatched"] * 2
    assert chart.title == "Участники по уровням за 2025 год и год раньше"
    assert chart.description == "«Лидер» – 1, в прошлом году 0; «Базовый» – 2, в прошлом году 3."


@pytest.mark.parametrize(("before", "shown"), [((0, 0), ["", ""]), ((0, 2), [0, 2])])
def test_bars_of_the_memo_leave_out_a_year_that_nobody_knows(before, shown):
    ids = [level.id for level in METHODOLOGY.levels[:2]]
    counts = tuple(
        LevelCount(level=level, now=1, before=number)
        for level, number in zip(ids, before, strict=True)
    )
    assert [each["before"] for each in _level_bars(counts, METHODOLOGY)] == shown


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Удовлетворительный", "Удовлетво-ри-тель-ный"),
        ("Многофункциональные центры", "Мно-го-функцио-наль-ные центры"),
        ("Начальная подготовка", "Начальная подготовка"),
        ("Прогрессивный", "Прогрессивный"),
        ("", ""),
    ],
)
def test_only_long_words_may_be_broken_and_only_between_syllables(text, broken):
    assert wording.hyphenated(text).replace("\u00ad", "-") == broken
