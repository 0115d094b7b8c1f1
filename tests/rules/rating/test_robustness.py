"""How firmly places and levels stand: every combination against a plain count in Decimal."""

import itertools
import random
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.levels import pick_level
from kuzbass_batch.records.rating.rating import PlaceShift
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.robustness.coefficients import make_grid
from kuzbass_batch.rules.rating.robustness.robustness import places_under_readings, study
from tests.outcomes import METHODOLOGY, outcome

GROUP = """
    И1 | 33333234 |
    И2 | 22233232 |
    И3 | 12222222 |
    И4 | 12222211 |
    И5 |          |
    М1 | 22202010 |
    М2 | 22202010 |
    М3 | 32232232 |
    П1 | 11101011 |
    П2 | 00000000 |
"""


# Three of each: those with the same points are counted together.
ALIKE = "\n".join(
    f"{kind}{at} | {points} |"
    for at, (kind, points) in enumerate(
        [("И", "12222222"), ("И", "22202010"), ("М", "12222222"), ("П", "11101011")] * 3
    )
)


@pytest.fixture(scope="module")
def found():
    return outcome(GROUP)


@pytest.fixture(scope="module")
def firm(found):
    return {each.participant: each for each in study(found).participants}


@pytest.fixture(scope="module", params=[GROUP, ALIKE], ids=["each for itself", "many alike"])
def tried(request):
    """A year, its study, and the plain count."""
    year = outcome(request.param)
    return year, {each.participant: each for each in study(year).participants}, counted(year)


def counted(found):
    """Every combination by plain means: id → list of (total, level, place, place within)."""
    seen = {s.participant.id: [] for s in found.standings if s.scorecard}
    factors = (Decimal("0.9"), Decimal(1), Decimal("1.1"))
    points = {s.participant.id: [x.points for x in s.scorecard.scores]
              for s in found.standings if s.scorecard}  # fmt: skip
    base = [criterion.coefficient for criterion in METHODOLOGY.criteria]
    for combination in itertools.product(factors, repeat=len(base)):
        changed = [c * factor for c, factor in zip(base, combination, strict=True)]
        totals = {key: sum(p * c for p, c in zip(ps, changed, strict=True))
                  for key, ps in points.items()}  # fmt: skip
        overall = places(totals)
        within = {}
        for letter in "ИМП":
            within |= places({key: t for key, t in totals.items() if key[0] == letter})
        for key, total in totals.items():
            level = pick_level(METHODOLOGY.levels, total).id
            seen[key].append((total, level, overall[key], within[key]))
    return seen


def test_the_grid_has_every_combination_once():
    grid = make_grid(METHODOLOGY)
    combinations = {tuple(map(int, row)) for row in grid.combinations()}
    assert grid.size == len(combinations) == 3**8
    assert {row[1] * grid.unit for row in combinations} == {
        Decimal("0.27"), Decimal("0.30"), Decimal("0.33")
    }  # fmt: skip


def test_extremes_are_those_of_a_plain_count(tried):
    _, firm, plain = tried
    assert set(firm) == set(plain)
    for key, seen in plain.items():
        totals = [total for total, *_ in seen]
        assert (firm[key].span.lowest, firm[key].span.highest) == (min(totals), max(totals)), key
        for at, place in ((2, firm[key].span.place), (3, firm[key].span.within)):
            expected = Place(
                first=min(s[at].first for s in seen), last=max(s[at].last for s in seen)
            )
            assert place == expected, key


def test_the_level_is_kept_as_often_as_a_plain_count_says(tried):
    found, firm, plain = tried
    levels = {s.participant.id: s.scorecard.level for s in found.standings if s.scorecard}
    ranks = {level.id: level.rank for level in METHODOLOGY.levels}
    for key, seen in plain.items():
        assert firm[key].span.kept == sum(level == levels[key] for _, level, *_ in seen), key
        found_ranks = sorted(ranks[level] for _, level, *_ in seen)
        shown = ranks[firm[key].span.lowest_level], ranks[firm[key].span.highest_level]
        assert shown == (found_ranks[0], found_ranks[-1]), key


@pytest.mark.parametrize(
    ("participant", "to_next", "to_lower"),
    [
        ("И1", "0", "2.9"),  # 14.9: the level below ends at 12
        ("И2", "0.1", "4.1"),  # 12.0: the least leader has 12.1, 7.9 is the best «Базовый»
        ("И3", "3.1", "1.1"),  # 9.0
        ("И4", "4.1", "0.1"),  # 8.0 by reading R2
        ("М3", "0", "0.1"),  # 12.1
        ("П1", "1.0", None),  # 4.0: R1 ends the lowest level at 5
    ],
)
def test_distances_to_the_next_level_and_to_the_one_below(firm, participant, to_next, to_lower):
    expected = Decimal(to_next), None if to_lower is None else Decimal(to_lower)
    assert (firm[participant].to_next, firm[participant].to_lower) == expected


def test_a_loss_of_that_distance_drops_the_level_and_less_does_not(firm, found):
    ranks = set()
    for standing in found.standings:
        if standing.scorecard and firm[standing.participant.id].to_lower is not None:
            total, loss = standing.scorecard.total, firm[standing.participant.id].to_lower
            rank = METHODOLOGY.level(standing.scorecard.level).rank
            assert pick_level(METHODOLOGY.levels, total - loss).rank == rank - 1
            assert pick_level(METHODOLOGY.levels, total - loss + Decimal("0.1")).rank == rank
            ranks.add(rank)
    lowest = min(level.rank for level in METHODOLOGY.levels)
    assert {level.rank for level in METHODOLOGY.levels} - ranks <= {lowest, lowest + 1}


def test_one_coefficient_alone(found):
    singles = {(s.criterion, s.coefficient): s for s in study(found).tried.singles}
    assert len(singles) == 16
    # М3 has 12.1 with 3 points in К1: 0.9 takes 0.3, and 12.1 is 0.1 above the bound.
    lower = singles["1", Decimal("0.90")]
    assert levels(lower) == {"И4": "basic", "М3": "progressive"}
    assert levels(singles["8", Decimal("0.44")]) == {"И2": "leader"}
    # 12.1 and 12.0 become 11.8 both: two share a place that they did not.
    assert {m.participant: (str(m.now), str(m.other)) for m in lower.widest} == {
        "И2": ("3", "2–3"), "М3": ("2", "2–3")
    }  # fmt: skip


def test_the_widest_moves_come_first_and_five_at_most():
    profiles = itertools.product("0123", "03", "02", "03", "13", "02", "13", "04")
    some = random.Random(7).sample(["".join(each) for each in profiles], 40)
    crowd = "\n".join(f"И{number} | {points} |" for number, points in enumerate(some))
    singles = study(outcome(crowd)).tried.singles
    assert any(single.moved > 5 for single in singles)
    for single in singles:
        widths = [abs(m.now.first - m.other.first) + abs(m.now.last - m.other.last)
                  for m in single.widest]  # fmt: skip
        assert widths == sorted(widths, reverse=True) and 0 not in widths
        assert len(widths) == min(single.moved, 5)


def levels(single):
    return {shift.participant: shift.other for shift in single.shifts}


def test_who_has_the_same_points_moves_alike_and_everybody_is_told_of():
    found = study(outcome(ALIKE))
    assert len(found.participants) == 12
    lower = next(s for s in found.tried.singles if s.criterion == "1" and s.coefficient < 1)
    assert lower.moved % 3 == 0
    assert {len(single.shifts) % 3 for single in found.tried.singles} == {0}


def test_without_places_there_are_none():
    levels_only = METHODOLOGY.with_reading("R8", "levels")
    found = study(outcome(GROUP, levels_only))
    assert {(f.span.place, f.span.within) for f in found.participants} == {(None, None)}
    assert {(single.moved, single.widest) for single in found.tried.singles} == {(0, ())}


def test_nobody_rated_is_a_study_of_nobody():
    found = study(outcome("И1 | | leader"))
    assert (found.participants, found.tried.singles, found.tried.combinations) == ((), (), 6561)


def test_the_places_under_readings_span_the_present_one_and_every_other(found):
    def move(id_, first, other):
        return PlaceShift(participant=id_, now=Place(first=first, last=first), other=other)

    effect = replace(
        study(found).readings[0],
        moves=(move("И1", 1, Place(first=2, last=3)), move("П2", 9, None)),
    )
    spans = places_under_readings((effect,), found.standings)
    assert (str(spans["И1"]), str(spans["П2"]), str(spans["И2"])) == ("1–3", "9", "3")
    assert "И5" not in spans
