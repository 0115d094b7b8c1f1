"""Places: equal totals share, order never matters; deadlines by the production calendar."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.model.methodology_file import load_methodology
from kuzbass_batch.rules.deadlines import UnknownYear, is_working, objection_deadline
from kuzbass_batch.rules.ranking import places

TOTALS = st.dictionaries(
    st.text("абв", min_size=1, max_size=4),
    st.integers(0, 149).map(lambda tenths: Decimal(tenths) / 10),
)


@given(totals=TOTALS, data=st.data())
def test_places_cover_every_number_once_and_ignore_order(totals, data):
    result = places(totals)
    shuffled = data.draw(st.permutations(sorted(totals)))
    assert places({key: totals[key] for key in shuffled}) == result
    filled = [n for place in set(result.values()) for n in range(place.first, place.last + 1)]
    assert sorted(filled) == list(range(1, len(totals) + 1))
    for key, place in result.items():
        assert place.last - place.first + 1 == list(totals.values()).count(totals[key])
        assert place.first == 1 + sum(total > totals[key] for total in totals.values())


def test_equal_totals_share_a_place():
    shown = {
        key: str(place)
        for key, place in places({"а": Decimal(9), "б": Decimal(8), "в": Decimal(8)}).items()
    }
    assert shown == {"а": "1", "б": "2–3", "в": "2–3"}


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (dt.date(2026, 2, 20), dt.date(2026, 3, 17)),
        (dt.date(2025, 2, 20), dt.date(2025, 3, 13)),
        (dt.date(2027, 2, 20), dt.date(2027, 3, 17)),
    ],
)
def test_fifteen_working_days_follow_the_production_calendar(received, last):
    assert objection_deadline(received, load_methodology(2025)) == last


def test_a_year_without_a_calendar_is_refused():
    with pytest.raises(UnknownYear):
        is_working(dt.date(2031, 1, 9))
