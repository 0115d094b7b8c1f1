"""What to check first: the least set of criteria, held against every set and every outcome."""

import itertools
import random
from dataclasses import replace

import pytest

from kuzbass_batch.methodology.levels import Requirement
from kuzbass_batch.rules.rating.advice import least_checks
from kuzbass_batch.rules.rating.advice.least_checks import checks_first
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard
from kuzbass_batch.rules.rating.scoring.totals import PointSet, exact_of, level_of
from tests.acts import ACTS, act
from tests.filled import METHODOLOGY
from tests.outcomes import card


def holds(checked, mine, methodology):
    """Tell whether the level is the same whatever comes out for what is not checked."""
    possible = [
        (score.points,)
        if at in checked or score.ruled is not None or not score.applicable
        else [points for points in criterion.points_possible if points <= score.points]
        for at, (criterion, score) in enumerate(zip(methodology.criteria, mine.scores, strict=True))
    ]
    absent = frozenset(each.criterion for each in mine.scores if not each.applicable)
    for points in itertools.product(*possible):
        given = PointSet(points, absent)
        total = methodology.total_rule.rounded(exact_of(given, methodology))
        if level_of(total, given, methodology, mine.category).id != mine.level:
            return False
    return True


def someones(dice, methodology):
    """Return a card with random points, some of them decided, some criteria not applying."""
    scores = []
    for criterion, score in zip(
        methodology.criteria,
        card([dice.choice(c.points_possible) for c in methodology.criteria], methodology).scores,
        strict=True,
    ):
        if criterion.not_applicable and dice.random() < 0.15:
            score = replace(score, applicable=False, declined=True, points=0)
        elif dice.random() < 0.2:
            score = replace(score, verified=score.points)
        scores.append(score)
    if not any(score.applicable for score in scores):
        return card([c.max_points for c in methodology.criteria], methodology)
    category = dice.choice(("", *(each.id for each in methodology.categories)))
    return make_scorecard(tuple(scores), methodology, category)


def is_least(mine, methodology):
    """Assert that what is found holds, and that no smaller set does."""
    found = checks_first(mine, methodology)
    places = [methodology.position(each) for each in found.criteria]
    assert found.exact and holds(places, mine, methodology)
    every = range(len(methodology.criteria))
    assert not any(
        holds(fewer, mine, methodology)
        for size in range(len(places))
        for fewer in itertools.combinations(every, size)
    )
    return found


@pytest.mark.parametrize("name", ACTS)
def test_it_is_the_least_set_of_all_in_small_acts_of_every_method(name):
    methodology, dice = act(name), random.Random(name)
    found = [is_least(someones(dice, methodology), methodology) for _ in range(60)]
    assert len({each.criteria for each in found}) > 1


def test_it_is_the_least_set_where_thresholds_are_many_and_cross():
    dice = random.Random(5)
    for name in ("mean of means", "weighted sum, spread"):
        methodology = act(name)
        ids = [each.id for each in methodology.criteria]
        levels = tuple(
            replace(level, requires=tuple(
                Requirement(criterion=dice.choice(ids), group="", least=dice.randint(1, 2))
                for _ in range(2)
            ) if level.rank else ())
            for level in methodology.levels
        )  # fmt: skip
        methodology = replace(methodology, levels=levels)
        for _ in range(40):
            is_least(someones(dice, methodology), methodology)


def test_the_worked_example_of_the_act_hangs_on_three_criteria():
    mine = card((1, 2, 2, 2, 2, 2, 2, 2))
    found = checks_first(mine, METHODOLOGY)
    assert (found.level, found.fall, found.open) == (mine.level, 2, 8)
    assert found.exact and found.saved == 8 - len(found.criteria)
    # 9.0 may lose 1.0 and still be 8.0: without the three lightest 7.2 or so would be lost.
    weights = {each.criterion: each.weighted for each in mine.scores}
    left = sum(weights[each] for each in weights if each not in found.criteria)
    assert left <= 1 < left + min(weights[each] for each in found.criteria)


def test_what_is_decided_is_fixed_and_whoever_cannot_fall_needs_no_check():
    mine = card((1, 2, 2, 2, 2, 2, 2, 2))
    scores = tuple(replace(each, verified=each.points) for each in mine.scores)
    assert checks_first(replace(mine, scores=scores), METHODOLOGY).open == 0
    lowest = checks_first(card((1, 0, 0, 0, 0, 0, 0, 0)), METHODOLOGY)
    assert (lowest.criteria, lowest.fall, lowest.saved) == ((), 0, 8)


def test_penalties_may_turn_out_worse_than_nothing():
    third = METHODOLOGY.criteria[2]
    fine = replace(third.rows[1], code="3.9", points=-3, penalty=True)
    criteria = list(METHODOLOGY.criteria)
    criteria[2] = replace(third, rows=(*third.rows, fine))
    assert criteria[2].min_points == -3
    criteria = tuple(criteria)
    methodology = replace(METHODOLOGY, criteria=criteria)
    mine = card((3, 3, 0, 2, 1, 0, 0, 0))
    assert "3" in checks_first(mine, methodology).criteria
    assert "3" not in checks_first(mine, METHODOLOGY).criteria


def test_sets_that_do_not_nest_are_searched_and_beyond_the_bound_it_says_so(monkeypatch):
    crossing = [
        least_checks.Bound({0: 3, 1: 3, 2: 1}, 3), least_checks.Bound({1: 1, 2: 3, 3: 3}, 3),
    ]  # fmt: skip
    chosen, exact = least_checks._least_set([0, 1, 2, 3], crossing)
    assert exact and all(b.lost({0, 1, 2, 3} - set(chosen)) <= b.bears for b in crossing)
    assert len(chosen) == 2
    monkeypatch.setattr(least_checks, "MOST_SETS", 0)
    more, exact = least_checks._least_set([0, 1, 2, 3], crossing)
    assert not exact and len(more) >= 2
