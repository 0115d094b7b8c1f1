"""Other totals under other coefficients, against every combination worked out with fractions."""

import itertools
import random
from dataclasses import replace

import pytest

from kuzbass_batch.methodology.records import resolve
from kuzbass_batch.records.rating.rating import WeightedParticipant
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.robustness.coefficients import SHARE
from kuzbass_batch.rules.rating.robustness.robustness import try_coefficients
from kuzbass_batch.rules.rating.scoring.totals import PointSet, level_of, total_of
from tests.acts import ACTS, act

WEIGHED = [name for name in ACTS if act(name).has_coefficients]


def people_of(methodology, count, seed):
    dice = random.Random(seed)
    for number in range(count):
        gone = frozenset(
            each.id for each in methodology.criteria if each.not_applicable and dice.random() < 0.3
        )
        points = tuple(
            0 if each.id in gone else dice.choice(each.rows).points for each in methodology.criteria
        )
        if len(gone) < len(methodology.criteria):
            category = dice.choice([each.id for each in methodology.categories])
            yield WeightedParticipant(f"У{number}", category, points, gone)


def with_factors(methodology, factors):
    """Return the act under changed coefficients of its criteria, then of its groups."""
    own = iter(factors)
    criteria = tuple(
        replace(c, coefficient=c.coefficient * next(own)) for c in methodology.criteria
    )
    groups = tuple(replace(g, coefficient=g.coefficient * next(own)) for g in methodology.groups)
    changed = replace(methodology, criteria=criteria, groups=groups)
    # The levels stay: those stated in per cent of the highest total stand in points by now.
    return replace(resolve(changed), levels=methodology.levels,
                   category_levels=methodology.category_levels)  # fmt: skip


def exact(person, methodology):
    """Return the total in steps of the rounding and the rank of the level; None if endless."""
    given = PointSet(person.points, person.inapplicable)
    try:
        total = total_of(given, methodology)
    except ValueError:
        return None
    return total, level_of(total, given, methodology, person.category).rank


def combinations(methodology, dice, most=300):
    """Return every corner, or as many drawn ones, and the coefficients as they are."""
    number = len(methodology.criteria) + len(methodology.groups)
    corners = itertools.product((1 - SHARE, 1 + SHARE), repeat=number)
    found = list(itertools.islice(corners, 2**number)) if number <= 8 else [
        tuple(dice.choice((1 - SHARE, 1, 1 + SHARE)) for _ in range(number)) for _ in range(most)
    ]  # fmt: skip
    return [(1,) * number, *found]


@pytest.mark.parametrize("name", WEIGHED)
def test_no_combination_passes_the_bounds_of_totals_levels_and_places(name):
    methodology, dice = act(name), random.Random(name)
    people = tuple(people_of(methodology, 12, name))
    tried = try_coefficients(people, methodology)
    assert tried.computed and len(tried.spans) == len(people)
    ranks = {level.id: level.rank for level in methodology.levels}
    reached = {person.participant: [] for person in people}
    for factors in combinations(methodology, dice):
        changed = with_factors(methodology, factors)
        found = {each.participant: exact(each, changed) for each in people}
        if None in found.values():
            continue
        stand = places({who: total for who, (total, _) in found.items()})
        for person, span in zip(people, tried.spans, strict=True):
            total, rank = found[person.participant]
            reached[person.participant].append((total, rank))
            assert span.lowest <= total <= span.highest, (name, person, factors)
            assert ranks[span.lowest_level] <= rank <= ranks[span.highest_level]
            if methodology.gives_places:
                place = stand[person.participant]
                assert span.place.first <= place.first and place.last <= span.place.last
    number = len(methodology.criteria) + len(methodology.groups)
    if tried.exact and number <= 8 and all(map(len, reached.values())):
        for person, span in zip(people, tried.spans, strict=True):
            totals, levels = zip(*reached[person.participant], strict=True)
            assert (span.lowest, span.highest) == (min(totals), max(totals)), (name, person)
            assert (ranks[span.lowest_level], ranks[span.highest_level]) == (
                min(levels), max(levels),
            )  # fmt: skip


@pytest.mark.parametrize("name", WEIGHED)
def test_each_coefficient_changed_alone_moves_what_fractions_say(name):
    methodology = act(name)
    people = tuple(people_of(methodology, 12, f"{name} alone"))
    tried = try_coefficients(people, methodology)
    ids = {level.rank: level.id for level in methodology.levels}
    now = {each.participant: exact(each, methodology) for each in people}
    number = len(methodology.criteria) + len(methodology.groups)
    for single, (at, direction) in zip(
        tried.singles, itertools.product(range(len(methodology.criteria)), (-1, 1)), strict=True
    ):
        factors = [1] * number
        factors[at] += direction * SHARE
        changed = with_factors(methodology, factors)
        then = {each.participant: exact(each, changed) for each in people}
        if None in then.values():
            continue
        assert single.coefficient == changed.criteria[at].coefficient
        shifts = {(who, ids[now[who][1]], ids[then[who][1]])
                  for who in now if now[who][1] != then[who][1]}  # fmt: skip
        assert {(each.participant, each.now, each.other) for each in single.shifts} == shifts
        if methodology.gives_places:
            before, after = (places({w: each[0] for w, each in t.items()}) for t in (now, then))
            assert single.moved == sum(before[who] != after[who] for who in before)


def test_an_act_without_coefficients_has_none_to_change():
    names = set(ACTS) - set(WEIGHED)
    for name in names:
        people = tuple(people_of(act(name), 3, name))
        assert not try_coefficients(people, act(name)).computed
