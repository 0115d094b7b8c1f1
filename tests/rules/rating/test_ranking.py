"""Places: equal totals share, order never matters."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.rules.rating.ranking import places

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
