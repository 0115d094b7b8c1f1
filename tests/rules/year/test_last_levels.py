"""What last year's results say of this year: levels, differences, leaders; results made by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.year.snapshots import PastScore
from kuzbass_batch.rules.year.last_year import since_last_year, with_last_levels
from tests.outcomes import METHODOLOGY, outcome
from tests.rules.year.test_compare import OLD, PERSON


def past_of(**levels):
    """Return results of last year with the level of each: `И1="Лидер"`."""
    people = {who: replace(PERSON, id=who, level=level) for who, level in levels.items()}
    return replace(OLD, period=Period(2024), standings=people)


LEVELS = [
    # the registry's level, last year's by name; the level then, and whether it is told
    ("", "Лидер", "leader", False),
    ("basic", "Лидер", "basic", True),
    ("leader", "Лидер", "leader", False),
    ("basic", "", "basic", False),
    ("", "", "", False),
    ("", "Высший", "", False),
    ("basic", "Высший", "basic", False),
]


@pytest.mark.parametrize(("own", "then", "level", "told"), LEVELS)
def test_a_level_that_the_registry_lacks_is_that_of_last_year(own, then, level, told):
    registry = outcome(f"И1 | | {own}\nИ2 | | {own}").registry
    found, findings = with_last_levels(registry, past_of(И1=then), METHODOLOGY)
    assert [each.last_level for each in found.participants] == [level, own]
    assert [f.code for f in findings] == (["D020"] if told else [])
    for finding in findings:
        assert all(words in finding.message for words in ("И1", "Базовый", "Лидер"))
    assert isinstance(found, Registry) and found.path == registry.path
    assert with_last_levels(registry, None, METHODOLOGY) == (registry, ())


def test_points_and_totals_are_compared_where_both_years_have_them():
    three = PastScore(claimed=3, counted=3, verified=None, settled=None, points=3)
    scores = {"1": three, "9": three}
    people = {
        "И1": replace(PERSON, id="И1", total=Decimal("9.5"), scores=scores),
        "И2": replace(PERSON, id="И2", total=None, scores={}),
        "И3": replace(PERSON, id="И3", total=Decimal("9.5"), scores=scores),
    }
    crowd = outcome("И1 | 12222222 |\nИ2 | 12222222 |\nИ3 | |\nИ4 | 12222222 |")
    crowd = replace(crowd, past=replace(OLD, standings=people))
    found = {each.standing.participant.id: each for each in since_last_year(crowd)}
    assert {who: (each.total_change, each.points) for who, each in found.items()} == {
        "И1": (Decimal("-0.5"), {"1": -2}), "И2": (None, {}), "И3": (None, {}), "И4": (None, {}),
    }  # fmt: skip
    assert [each.past for each in found.values()] == [*people.values(), None]
