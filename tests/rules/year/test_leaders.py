"""The highest level lasts one year: reached, confirmed, lost, or nothing came to confirm it."""

import pytest

from kuzbass_batch.outputs.letters.sentences import leader_terms
from kuzbass_batch.records.year.year import Leadership
from kuzbass_batch.rules.year.leaders import (
    best_by_category,
    last_years_leaders,
    leaders,
    leadership,
)
from tests.outcomes import METHODOLOGY, outcome

YEAR = """
    И1 | 33333234 | leader
    И2 | 33333234 |
    И3 | 12222222 | leader
    И4 |          | leader
    И5 | !        | leader
    И6 | 12222222 | basic
    И7 |          |
    М1 | 32232232 | progressive
    М2 | 33333234 | leader
    П1 | 00000000 |
    П2 | 00000000 | initial
"""


@pytest.mark.parametrize(
    ("participant", "expected"),
    [
        ("И1", Leadership.CONFIRMED),
        ("И2", Leadership.AWARDED),
        ("И3", Leadership.LAPSED),
        ("И4", Leadership.NO_RETURN),
        ("И5", Leadership.NO_RETURN),
        ("И6", None),
        ("И7", None),
        ("М1", Leadership.AWARDED),
    ],
)
def test_what_became_of_the_highest_level(participant, expected):
    found = outcome(YEAR)
    standing = next(s for s in found.standings if s.participant.id == participant)
    assert leadership(standing, found.methodology) is expected


def test_leaders_stand_by_category_the_best_total_first():
    assert [s.participant.id for s in leaders(outcome(YEAR).standings, METHODOLOGY)] == [
        "И1",
        "И2",
        "М2",
        "М1",
    ]


def test_nobody_is_a_leader_at_exactly_twelve():
    assert leaders(outcome("И1 | 22233232 | leader").standings, METHODOLOGY) == ()


def test_every_leader_of_last_year_is_told_of():
    states = {
        s.participant.id: state
        for s, state in last_years_leaders(outcome(YEAR).standings, METHODOLOGY)
    }
    assert states == {
        "И1": Leadership.CONFIRMED,
        "И3": Leadership.LAPSED,
        "И4": Leadership.NO_RETURN,
        "И5": Leadership.NO_RETURN,
        "М2": Leadership.CONFIRMED,
    }


def test_the_best_of_a_category_need_not_be_leaders_and_may_be_several():
    best = {b.category.id: [s.participant.id for s in b.standings]
            for b in best_by_category(outcome(YEAR).standings, METHODOLOGY)}  # fmt: skip
    assert best == {
        "executive": ["И1", "И2"],
        "municipality": ["М2"],
        "subordinate": ["П1", "П2"],
    }


def test_a_category_without_rated_participants_has_no_best():
    best = best_by_category(outcome("И1 | | leader").standings, METHODOLOGY)
    assert [b.standings for b in best] == [(), (), ()]


@pytest.mark.parametrize(
    ("participant", "words"),
    [
        ("И1", "Уровень «Лидер», присвоенный за 2024 год, подтверждён."),
        ("И2", "Уровень «Лидер» присваивается сроком на один год, после чего его нужно"),
        ("И3", "Уровень «Лидер», присвоенный за 2024 год, не подтверждён (п. 3.4 программы)."),
        ("И4", "Без учтённой самооценки за 2025 год подтвердить его нельзя."),
        ("И5", "Без учтённой самооценки за 2025 год подтвердить его нельзя."),
    ],
)
def test_the_letter_says_what_became_of_the_level(participant, words):
    found = outcome(YEAR)
    standing = next(s for s in found.standings if s.participant.id == participant)
    said = leader_terms(standing, found.methodology)
    assert words in said
    assert ("дипломом" in said) == (participant in ("И1", "И2"))


def test_nothing_is_said_to_who_never_was_a_leader():
    found = outcome(YEAR)
    others = [s for s in found.standings if s.participant.id in ("И6", "И7", "П1")]
    assert [leader_terms(s, found.methodology) for s in others] == ["", "", ""]
