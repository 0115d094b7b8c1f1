"""Ways where criteria are many and levels ask for thresholds, against every set of steps."""

import itertools
import random
from fractions import Fraction

import pytest

from kuzbass_batch.rules.rating.advice.step_search import Gain, search_steps
from kuzbass_batch.rules.rating.advice.threshold_ways import (
    Offer,
    many_threshold_ways,
    threshold_ways,
)


def offers_of(dice, criteria, needs):
    """Return steps: the total first, then what each need gets, by a set of criteria each."""
    found = []
    for criterion in range(criteria):
        steps = []
        weight = dice.choice((3, 5, 8, 10))
        for points in range(1, dice.randint(1, 3) + 1):
            gives = [Fraction(points * weight)]
            gives += [Fraction(points if criterion in who else 0) for who in needs]
            steps.append(Offer(tuple(gives), points))
        found.append(steps)
    return found


def cost(steps, offers):
    return sum(offers[c][at].rows for c, at in steps)


def gives(steps, offers, size):
    return [sum((offers[c][at].gives[n] for c, at in steps), Fraction()) for n in range(size)]


@pytest.mark.parametrize("seed", range(60))
def test_with_thresholds_of_criteria_the_way_has_fewest_criteria_and_then_fewest_rows(seed):
    dice = random.Random(seed)
    who = [{at} for at in dice.sample(range(7), dice.randint(1, 2))]
    offers = offers_of(dice, 7, who)
    needs = [Fraction(dice.choice((-5, 4, 20, 45)))]
    needs += [Fraction(dice.randint(1, len(offers[min(each)]))) for each in who]
    found = many_threshold_ways(offers, needs, 3)
    every = [
        tuple((c, at) for c, at in enumerate(chosen) if at is not None)
        for chosen in itertools.product(*([None, *range(len(steps))] for steps in offers))
    ]
    size = len(needs)
    enough = [
        way
        for way in every
        if all(a >= b for a, b in zip(gives(way, offers, size), needs, strict=True))
    ]
    assert bool(found) == bool(enough)
    if found:
        fewest = min(map(len, enough))
        best = min(cost(way, offers) for way in enough if len(way) == fewest)
        assert found[0].exact and len(found[0].steps) == fewest
        assert cost(found[0].steps, offers) == best
        assert all(each.steps in enough for each in found)
        assert len({each.steps for each in found}) == len(found)


@pytest.mark.parametrize("seed", range(40))
def test_with_thresholds_of_groups_the_way_is_enough_without_a_step_to_spare(seed):
    dice = random.Random(seed)
    offers = offers_of(dice, 9, [{0, 1, 2}, {3, 4}, {8}])
    needs = [Fraction(dice.choice((10, 40))), Fraction(2), Fraction(1), Fraction(1)]
    found = many_threshold_ways(offers, needs, 3)
    assert bool(found) == bool(threshold_ways(offers, needs, 1))
    for each in found:
        assert not each.exact
        held = gives(each.steps, offers, 4)
        assert all(a >= b for a, b in zip(held, needs, strict=True))
        for step in each.steps:
            rest = gives(tuple(s for s in each.steps if s != step), offers, 4)
            assert any(a < b for a, b in zip(rest, needs, strict=True))


def test_a_criterion_that_every_way_raises_is_raised_by_any_of_its_steps():
    offers = [[Gain(1, 1), Gain(5, 2)], [Gain(3, 1)], [Gain(2, 1)]]
    found = search_steps(offers, 6, 3, frozenset({0}))
    assert found[0].steps == ((0, 0), (1, 0), (2, 0)) or len(found[0].steps) == 2
    assert all(any(criterion == 0 for criterion, _ in each.steps) for each in found)
    assert [each.steps for each in search_steps(offers, -4, 3, frozenset({0}))] == [
        ((0, 0),), ((0, 1),),
    ]  # fmt: skip
    assert search_steps([[], [Gain(9, 1)]], 1, 3, frozenset({0})) == []
