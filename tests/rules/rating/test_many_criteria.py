"""Acts with many criteria: the quick methods against every combination, and what they cost."""

import itertools
import random
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.criteria import act_of
from kuzbass_batch.methodology.levels import pick_level
from kuzbass_batch.rules.rating.advice import advice, step_search
from kuzbass_batch.rules.rating.advice.advice import WaySearch, cheapest_ways
from kuzbass_batch.rules.rating.advice.distances import missing_to_next, surplus_over_lower
from kuzbass_batch.rules.rating.advice.step_search import Gain, search_steps
from kuzbass_batch.rules.rating.robustness import coefficients
from kuzbass_batch.rules.rating.robustness.robustness import WeightedParticipant, try_coefficients
from tests.outcomes import METHODOLOGY, card


def plain_ways(offers, needed, limit):
    """Try every choice of steps: what `search_steps` promises, by plain means."""
    found = []
    for chosen in itertools.product(*([None, *range(len(steps))] for steps in offers)):
        way = tuple((at, step) for at, step in enumerate(chosen) if step is not None)
        steps = [offers[at][step] for at, step in way]
        gains = [step.gain for step in steps]
        if steps and sum(gains) >= needed > sum(gains) - min(gains):
            found.append((sum(s.rows for s in steps), len(steps), sum(gains), way))
    fewest = min((each[1] for each in found), default=0)
    return sorted(each for each in found if each[1] <= max(fewest, 2))[:limit]


OFFERS = st.lists(
    st.lists(st.builds(Gain, gain=st.integers(1, 30), rows=st.integers(1, 3)), max_size=3),
    min_size=1,
    max_size=7,
)


@settings(max_examples=400, deadline=None)
@given(OFFERS, st.integers(1, 120), st.integers(1, 4))
def test_the_search_finds_what_every_choice_of_steps_gives(offers, needed, limit):
    found = search_steps(offers, needed, limit)
    made = [
        (
            sum(offers[at][step].rows for at, step in each.steps),
            len(each.steps),
            sum(offers[at][step].gain for at, step in each.steps),
            each.steps,
        )
        for each in found
    ]
    assert made == plain_ways(offers, needed, limit)
    assert all(each.exact for each in found)


def test_where_the_numbers_grow_too_long_one_sufficient_way_is_given_and_says_so(monkeypatch):
    monkeypatch.setattr(step_search, "MOST_BITS", 10)
    offers = [[Gain(7, 1), Gain(13, 2)], [Gain(11, 1)], [Gain(5, 1)], [Gain(12, 3)]]
    (found,) = search_steps(offers, 30, 3)
    assert (found.exact, found.steps) == (False, ((0, 1), (1, 0), (3, 0)))


@pytest.mark.parametrize("seed", range(8))
def test_both_searches_agree_where_three_criteria_or_more_are_wanted(seed, monkeypatch):
    """Fewest rows, criteria and gain; which of equal ways stands first may differ."""
    chance = random.Random(seed)
    weights = [f"0.{chance.randint(5, 9)}" for _ in range(6)]
    methodology = act_of(weights, points=4, cumulative={1, 4})
    start = card("222222", methodology)
    every = cheapest_ways(start, methodology)
    monkeypatch.setattr(advice, "MOST_PROFILES", 0)
    assert not WaySearch(methodology).every and len(every[0].steps) >= 3
    assert [cost(way) for way in cheapest_ways(start, methodology)] == [cost(w) for w in every]


def cost(way):
    return sum(len(step.rows) for step in way.steps), len(way.steps), way.gain


def test_every_way_at_ninety_criteria_is_enough_and_no_step_of_it_is_spare():
    chance = random.Random(1)
    methodology = act_of([f"{chance.randint(1, 100) / 100:.2f}" for _ in range(90)])
    for start in (card("0" * 90, methodology), card("1" * 90, methodology)):
        rank = methodology.level(start.level).rank
        ways = cheapest_ways(start, methodology)
        assert len(ways) == 3 and all(way.exact for way in ways)
        for way in ways:
            gains = {step.criterion: gain_of(step, methodology) for step in way.steps}
            assert sum(gains.values()) == way.gain
            assert rank_of(start.total + way.gain, methodology) > rank
            assert rank_of(start.total + way.gain - min(gains.values()), methodology) == rank


def gain_of(step, methodology):
    weight = methodology.criterion(step.criterion).coefficient
    return (step.to_points - step.from_points) * weight


def rank_of(total, methodology):
    return pick_level(methodology.levels, total).rank


def people_of(methodology, count, seed=3):
    chance = random.Random(seed)
    best = [criterion.max_points for criterion in methodology.criteria]
    return tuple(
        WeightedParticipant(f"У{n}", "ИМП"[n % 3], tuple(chance.randint(0, p) for p in best))
        for n in range(count)
    )


@pytest.mark.parametrize("seed", range(6))
def test_bounds_hold_every_combination_and_totals_and_levels_are_exact(seed, monkeypatch):
    chance = random.Random(seed)
    methodology = act_of([f"0.{chance.randint(1, 9)}" for _ in range(5)])
    people = people_of(methodology, 25, seed)
    every = try_coefficients(people, methodology)
    monkeypatch.setattr(coefficients, "MOST", 0)
    bounded = try_coefficients(people, methodology)
    assert (every.every, every.combinations, every.values) == (True, 3**5, 3)
    assert (bounded.every, bounded.combinations, bounded.values) == (False, 2, 2)
    assert bounded.singles == every.singles
    for exact, span in zip(every.spans, bounded.spans, strict=True):
        assert (span.lowest, span.highest) == (exact.lowest, exact.highest)
        assert (span.lowest_level, span.highest_level) == (exact.lowest_level, exact.highest_level)
        assert (span.kept == 2) == (exact.kept == 3**5)
        for inner, outer in ((exact.place, span.place), (exact.within, span.within)):
            assert outer.first <= inner.first <= inner.last <= outer.last


def test_two_alone_are_bounded_exactly():
    """Of one pair the bound is no wider than what combinations give: it is proved pair by pair."""
    methodology = act_of(["1"] * 12)
    low, high = (0,) * 6 + (2,) * 6, (3,) * 6 + (0,) * 6
    people = tuple(WeightedParticipant(n, "И", p) for n, p in (("а", low), ("б", high)))
    spans = try_coefficients(people, methodology).spans
    # 12 against 18: 13.2 and 16.2 at the nearest, and they never meet.
    assert [str(span.place) for span in spans] == ["2", "1"]
    near = (WeightedParticipant("в", "И", (3,) * 5 + (0,) * 7), people[0])
    # 15 against 12 with nothing shared: 13.5 and 13.2; with a point more they meet.
    assert [str(each.place) for each in try_coefficients(near, methodology).spans] == ["1", "2"]
    meet = (near[0], WeightedParticipant("г", "И", (0,) * 5 + (2,) * 6 + (1,)))
    assert [str(each.place) for each in try_coefficients(meet, methodology).spans] == ["1–2"] * 2


def test_levels_are_found_by_their_bounds_where_totals_are_too_many_to_write_down(monkeypatch):
    methodology = act_of(["0.3", "0.7", "1.1", "0.2"])
    people = people_of(methodology, 30)
    written = try_coefficients(people, methodology)
    monkeypatch.setattr(coefficients, "TABLED", 0)
    assert try_coefficients(people, methodology) == written


@pytest.mark.whole
def test_ninety_criteria_cost_no_more_than_twice_what_eight_do():
    few = spent(METHODOLOGY, 300)
    many = spent(act_of([f"{n / 100:.2f}" for n in range(11, 101)]), 300)
    assert many <= 2 * few, (few, many)


def spent(methodology, count):
    """Return the processor's seconds for the ways and the coefficients, the best of three."""
    people = people_of(methodology, count)
    cards = [card("".join(map(str, each.points)), methodology) for each in people]
    took = []
    for _ in range(3):
        begun = time.process_time()
        search = WaySearch(methodology)
        for each in cards:
            search(each)
        try_coefficients(people, methodology)
        took.append(time.process_time() - begun)
    return min(took)


def test_a_bound_finer_than_the_totals_is_passed_not_missed():
    methodology = act_of(["0.5", "0.3", "0.7"])  # 4.5 at most: bounds at 1.35, 2.25 and 3.6
    start = card("200", methodology)  # 1.0
    assert missing_to_next(start, methodology) == Decimal("0.4")
    assert [way.level for way in cheapest_ways(start, methodology)] == ["l1"] * 3
    # 1.5: 1.3 is the greatest total below 1.35.
    assert surplus_over_lower(card("300", methodology), methodology) == Decimal("0.2")


def test_what_a_way_could_not_hold_takes_no_room_in_the_numbers(monkeypatch):
    """The third criterion gains too little for any way of two: its nine rows are not counted."""
    offers = [[Gain(5, 1)], [Gain(5, 1)], [Gain(1, 9)]]
    monkeypatch.setattr(step_search, "MOST_BITS", 4)
    (found,) = search_steps(offers, 10, 3)
    assert (found.exact, found.steps) == (True, ((0, 0), (1, 0)))


def test_a_step_that_gains_most_is_left_out_where_others_take_fewer_rows():
    """Gains are counted in their greatest common part, 2; so is what leaving one out loses."""
    offers = [[Gain(6, 5)], [Gain(4, 1)], [Gain(4, 1)]]
    assert [each.steps for each in search_steps(offers, 8, 3)] == [
        ((1, 0), (2, 0)), ((0, 0), (1, 0)), ((0, 0), (2, 0))
    ]  # fmt: skip


@pytest.mark.parametrize(("criteria", "every"), [(16, True), (17, False)])
def test_every_way_is_tried_up_to_sixty_five_thousand_profiles(criteria, every):
    methodology = act_of(["1"] * criteria, points=1)
    assert WaySearch(methodology).every is every
