"""Means and places of a contest: exact, shared, told without each juror; no nought for a blank."""

import itertools
from decimal import Decimal
from fractions import Fraction
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.records.committee.contest import ContestEntry, Nomination
from kuzbass_batch.records.year.jury import Vote, WhyOut
from kuzbass_batch.rules.programme.jury.places import (
    deviation_of,
    judged_nomination,
    mean_of,
    shared_places,
)

ONE = Nomination(key="1", title="Услуги")
JURORS = ("1", "2", "3")


def entry(number):
    return ContestEntry(number=number, contest="К", nomination="1", nomination_text="Услуги",
                        participant=number, name=number, short_name=number,
                        practice=number)  # fmt: skip


def vote(juror, number, total, why=None):
    return Vote(juror=juror, entry=number, points=(Decimal(total),), why=why)


def marks(table, jurors=JURORS, least=1):
    """Return the marks of a table: by entry, the totals of the jurors, None where none counts."""
    votes = {
        number: tuple(
            vote(
                juror,
                number,
                0 if total is None else total,
                WhyOut.BLANK if total is None else None,
            )
            for juror, total in zip(jurors, totals, strict=True)
        )
        for number, totals in table.items()
    }
    return judged_nomination(ONE, map(entry, table), votes, jurors, least)


def shown(found):
    return {each.entry.number: str(each.place) for each in found.entries}


def test_equal_means_share_a_place_and_nothing_breaks_the_tie():
    found = marks({"а": (9, 8, 7), "б": (8, 8, 8), "в": (1, 1, 1)})
    assert shown(found) == {"а": "1–2", "б": "1–2", "в": "3"}
    assert [[each.entry.number for each in tie] for tie in found.ties] == [["а", "б"]]


def test_what_a_juror_did_not_give_is_no_nought():
    found = marks({"а": (9, None, 9), "б": (8, 8, 8), "в": (None, None, None)})
    assert shown(found) == {"а": "1", "б": "2", "в": "None"}
    assert found.entries[0].mean == 9 and found.entries[-1].mean is None


def test_means_are_compared_exactly_and_not_as_they_are_shown():
    found = marks({"а": (10, 10, 0), "б": (7, 7, 6), "в": (13, None, None), "г": (7, None, 6)})
    assert found.entries[1].mean == Fraction(20, 3) and found.entries[2].mean == Fraction(20, 3)
    assert shown(found) == {"в": "1", "а": "2–3", "б": "2–3", "г": "4"}


def test_a_juror_without_whom_somebody_else_would_win_is_told():
    found = marks({"а": (10, 1, 1), "б": (1, 3, 3)})
    first = found.entries[0]
    assert first.entry.number == "а" and found.turned_by == ("1",)
    assert first.turned_by == ("1",) and str(dict(first.without)["1"]) == "2"
    assert str(dict(first.without)["2"]) == "1"


def test_an_entry_that_one_juror_alone_judged_has_no_place_without_him():
    found = marks({"а": (10, None, None), "б": (1, 3, 3)})
    assert dict(found.entries[0].without)["1"] is None


def test_too_few_votes_are_told():
    found = marks({"а": (9, None, None), "б": (8, 8, 8)}, least=2)
    assert {each.entry.number: each.few for each in found.entries} == {"а": True, "б": False}


@pytest.mark.parametrize(("totals", "expected"), [
    ((5,), "0.00"), ((1, 2), "0.50"), ((1, 2, 4), "1.25"), ((0, 0, 1), "0.47"), ((), None),
])  # fmt: skip
def test_the_deviation_is_that_of_all_jurors_rounded_half_up(totals, expected):
    votes = [vote(str(at), "а", total) for at, total in enumerate(totals)]
    assert deviation_of(votes) == (Decimal(expected) if expected else None)


TOTALS = st.lists(st.lists(st.none() | st.integers(0, 30), min_size=3, max_size=3), min_size=1,
                  max_size=6)  # fmt: skip


@given(rows=TOTALS, data=st.data())
def test_the_order_of_jurors_and_of_entries_changes_nothing(rows, data):
    table = {chr(ord("а") + at): tuple(row) for at, row in enumerate(rows)}
    order = data.draw(st.permutations(range(3)))
    turned = {n: tuple(row[at] for at in order)
              for n, row in data.draw(st.permutations(sorted(table.items())))}  # fmt: skip
    one, other = marks(table), marks(turned, tuple(JURORS[at] for at in order))
    assert shown(one) == shown(other)
    assert [e.mean for e in one.entries] == [e.mean for e in other.entries]
    assert sorted(one.turned_by) == sorted(other.turned_by)
    assert [dict(e.without) for e in one.entries] == [dict(e.without) for e in other.entries]


@given(rows=TOTALS, data=st.data())
def test_more_points_never_make_a_place_worse(rows, data):
    table = {chr(ord("а") + at): tuple(row) for at, row in enumerate(rows)}
    number = data.draw(st.sampled_from(sorted(table)))
    given_at = [at for at, total in enumerate(table[number]) if total is not None]
    if not given_at:
        return
    at = data.draw(st.sampled_from(given_at))
    better = list(table[number])
    better[at] += data.draw(st.integers(1, 10))
    before, after = marks(table), marks({**table, number: tuple(better)})
    place = {e.entry.number: e.place for e in before.entries}[number]
    now = {e.entry.number: e.place for e in after.entries}[number]
    assert now.first <= place.first


@given(rows=TOTALS)
def test_without_a_juror_all_is_as_if_he_had_given_nothing(rows):
    table = {chr(ord("а") + at): tuple(row) for at, row in enumerate(rows)}
    found = marks(table)
    for at, juror in enumerate(JURORS):
        left_out = {n: tuple(None if i == at else total for i, total in enumerate(row))
                    for n, row in table.items()}  # fmt: skip
        rest = {e.entry.number: e.place for e in marks(left_out).entries}
        assert {e.entry.number: dict(e.without)[juror] for e in found.entries} == rest


def test_all_small_contests_agree_with_a_plain_calculation():
    for totals in itertools.product((None, 0, 1, 2), repeat=4):
        table = {"а": totals[:2], "б": totals[2:]}
        found = {e.entry.number: e for e in marks(table, ("1", "2")).entries}
        means = {}
        for number, row in table.items():
            counted = [each for each in row if each is not None]
            means[number] = Fraction(sum(counted), len(counted)) if counted else None
            assert found[number].mean == means[number]
            if counted:
                assert float(found[number].deviation) == pytest.approx(pstdev(counted), abs=0.005)
                assert found[number].spread == (min(counted), max(counted))
        known = sorted((m for m in means.values() if m is not None), reverse=True)
        for number, mean in means.items():
            place = found[number].place
            assert (place is None) == (mean is None)
            if place:
                assert place.first == known.index(mean) + 1
                assert place.last == len(known) - known[::-1].index(mean)


def test_nothing_to_judge():
    assert (
        shared_places({}) == {}
        and mean_of(()) is None
        and judged_nomination(ONE, (), {}, (), 1).ties == ()
    )
