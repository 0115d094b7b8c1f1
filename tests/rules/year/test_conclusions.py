"""What follows from an outcome is carried by one record, for every participant."""

from tests.april_package import conclusions_of
from tests.outcomes import METHODOLOGY, outcome

YEAR = outcome("И1 | 12222222 |\nИ2 | |\nМ1 | 33333234 | leader\nП1 | 12222222 |")
FOUND = conclusions_of(YEAR)
IDS = ["И1", "И2", "М1", "П1"]


def test_every_participant_has_his_part():
    for part in (
        FOUND.stages, FOUND.years, FOUND.letters, FOUND.histories, FOUND.evidence,
        FOUND.requested, FOUND.ways, FOUND.turns,
    ):  # fmt: skip
        assert list(part) == IDS and len(part) == len(IDS)
        assert [part[who] for who in IDS] == list(part.values())


def test_the_rated_stand_best_first_and_equal_ones_by_id():
    assert [standing.participant.id for standing, _ in FOUND.rated] == ["М1", "И1", "П1"]
    assert all(card is standing.scorecard for standing, card in FOUND.rated)


def test_who_has_no_score_has_neither_ways_nor_turns():
    assert (FOUND.ways["И2"], FOUND.turns["И2"]) == ((), ())
    assert FOUND.ways["М1"] == () and FOUND.turns["М1"]


def test_the_same_points_have_the_same_ways_found_once():
    assert FOUND.ways["И1"] and FOUND.ways["И1"] is FOUND.ways["П1"]


def test_the_day_of_the_run_decides_what_is_over():
    day = METHODOLOGY.calendar.totals
    assert (FOUND.over, FOUND.preliminary) == (YEAR.as_of >= day, True), "nobody approved it"


def test_the_totals_name_the_leaders_of_both_years():
    assert [each.participant.id for each in FOUND.totals.leaders] == ["М1"]
    assert [each.participant.id for each, _ in FOUND.totals.last_leaders] == ["М1"]
    assert sum(count.now for count in FOUND.totals.levels) == len(FOUND.rated)
    assert [(group.listed, group.rated) for group in FOUND.totals.groups] == [
        (2, 1),
        (1, 1),
        (1, 1),
    ]
