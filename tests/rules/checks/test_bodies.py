"""Bodies beside their subordinates: who stands under whom, and what of each is known."""

from dataclasses import replace

from kuzbass_batch.outputs.letters.sentences import MOST_BODIES, subordinate_lines
from kuzbass_batch.records.committee.programme import NO_REGISTERS
from kuzbass_batch.rules.checks.bodies import parent_groups
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from tests.outcomes import METHODOLOGY, outcome

TABLE = """
И1 | 12222222 |
И2 |          |
П1 | 33333234 |
П2 | !        |
П3 | 12222222 |
"""
PARENTS = {"П1": "И1", "П2": "И1", "П3": "И9"}


def with_parents(text, parents):
    """The outcome of a table in which some participants have a parent."""
    found = outcome(text)
    standings = tuple(
        replace(s, participant=replace(s.participant, parent=parents.get(s.participant.id, "")))
        for s in found.standings
    )
    return replace(found, standings=standings)


def groups(text, parents):
    found = with_parents(text, parents)
    registered = RegisterAnswers(NO_REGISTERS, found.registry, METHODOLOGY)
    return parent_groups(found, registered)


def test_parents_stand_in_the_registrys_order_with_those_under_them():
    found = groups(TABLE, PARENTS)
    assert [(key, [b.standing.participant.id for b in group.below])
            for key, group in found.items()] == [("И1", ["П1", "П2"]), ("И9", ["П3"])]  # fmt: skip
    assert found["И1"].parent.standing.participant.id == "И1"
    assert found["И9"].parent is None, "a parent that the registry lacks"


def test_a_register_that_is_not_kept_says_nothing():
    """A nought would say that nobody was trained."""
    body = groups(TABLE, PARENTS)["И1"].below[0]
    assert (body.registered, body.certificates, body.listed) == (None, None, None)


def test_nobody_has_a_parent_nothing_is_drawn():
    assert groups(TABLE, {}) == {}


def test_a_letter_tells_approved_results_alone_and_counts_the_rest():
    below = groups(TABLE, PARENTS)["И1"].below
    assert subordinate_lines(below, (), METHODOLOGY) == (
        "П1 – оценка\u00a014,9, уровень «Лидер»", "остальные – 1",
    )  # fmt: skip
    assert subordinate_lines(below, {"П1"}, METHODOLOGY) == ("без результата – 2",)


def test_a_letter_names_ten_subordinates_and_counts_the_others():
    many = MOST_BODIES + 2
    text = "\n".join(["И1 | 12222222 |", *(f"П{at} | 12222222 |" for at in range(many))])
    below = groups(text, {f"П{at}": "И1" for at in range(many)})["И1"].below
    lines = subordinate_lines(below, (), METHODOLOGY)
    assert len(lines) == MOST_BODIES + 1 and lines[-1] == "остальные – 2"
