"""What follows from an outcome is carried by one record, for every participant."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

from kuzbass_batch.records.committee.decisions import Decisions, Subject
from kuzbass_batch.records.rating.rating import Proof
from kuzbass_batch.rules.year.conclusions import Requests
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


def test_documents_are_asked_of_those_alone_who_still_owe_them():
    """P. 2.9, 3.4: until the results are sent, to each by himself and by the act's day to all."""
    lacking, named = (
        Proof(criterion="3", row="3.1", wanted="регламент", given=given, missing=not given,
              reference="п. 6")
        for given in ("", "приказ № 1")
    )  # fmt: skip
    evidence = dict.fromkeys(IDS, (lacking, named))
    handed = (("П1", Subject.RESULT), ("М1", Subject.REPLY))
    sent = Decisions(
        deliveries=tuple(SimpleNamespace(participant=who, subject=what) for who, what in handed)
    )
    for day, owing in ((20, ["И1", "И2", "М1"]), (21, [])):
        outcome = replace(YEAR, as_of=dt.date(2026, 2, day), decisions=sent)
        for drafts in (frozenset(IDS), frozenset({"И1"})):
            found = Requests(outcome, evidence, drafts).by_participant()
            still = drafts.intersection(owing)
            assert found == {who: (lacking,) if who in still else () for who in IDS}, "approved"


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
