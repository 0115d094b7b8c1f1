"""What a result keeps of itself for the next one: an outcome and decisions made by hand."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch.records.committee.decisions import Decisions
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.snapshots import PastScore
from kuzbass_batch.rules.decisions.verification import final_card
from kuzbass_batch.rules.year.snapshot import snapshot_now
from tests.outcomes import METHODOLOGY, outcome
from tests.rules.decisions.bare_forms import form
from tests.rules.decisions.test_verification import objected, verified
from tests.rules.year.test_history_steps import ruled

CHECKED = (verified("3", 1, who="И1"), verified("4", 3, who="И1"))
CONTESTED = (objected("4 2 13.03 частично", who="И1"),)


def kept():
    """Return what is kept of И1, rated and decided, and of М1, who sent nothing."""
    crowd = outcome("И1 | 12222222 |\nМ1 | |")
    first, second = crowd.standings
    read = FileResult(read=form("а.xlsx"), status=FileStatus.USED, reason="")
    card = final_card(first.scorecard, CHECKED, CONTESTED, METHODOLOGY)
    decisions = Decisions(
        path="Решения.xlsx",
        verifications=CHECKED,
        objections=CONTESTED,
        admissions=(ruled(reason="болезнь"), replace(ruled("б.xlsx"), who="")),
    )
    first = replace(first, scorecard=card, assessment=read)
    return snapshot_now(replace(crowd, standings=(first, second), decisions=decisions))


def test_the_result_as_a_whole():
    found = kept()
    assert (found.path, str(found.period), found.as_of) == ("", "2025", dt.date(2026, 3, 27))
    assert (found.methodology_sha256, found.decisions) == (METHODOLOGY.sha256, "Решения.xlsx")
    assert found.readings == {each.id: each.chosen for each in METHODOLOGY.readings}
    assert list(found.standings) == ["И1", "М1"]


def test_who_is_rated_is_kept_with_points_and_who_decided_them():
    one = kept().standings["И1"]
    assert (one.id, one.name, one.status, one.category) == (
        "И1",
        "Участник И1",
        "rated",
        "executive",
    )
    assert (one.total, one.level) == (Decimal("8.2"), "Прогрессивный")
    assert (one.place, one.place_in_category) == ("1", "1")
    assert (one.source, one.source_sha256) == ("а.xlsx", "а.xlsx")
    assert one.rulings == (
        "принять после срока; болезнь (П., 14.01.2026)",
        "принять после срока; «б.xlsx» (14.01.2026)",
    )
    two = {"claimed": 2, "counted": 2, "verified": None, "settled": None, "points": 2}
    assert one.scores["1"] == PastScore(**two | {"claimed": 1, "counted": 1, "points": 1})
    assert one.scores["2"] == PastScore(**two)
    assert one.scores["3"] == PastScore(
        **two | {"verified": 1, "points": 1}, signed="П., 15.01.2026"
    )
    assert one.scores["4"] == PastScore(
        **two | {"verified": 3, "settled": 2}, signed="С., 13.03.2026"
    )
    assert list(one.scores) == [each.id for each in METHODOLOGY.criteria]


def test_who_sent_nothing_is_kept_without_a_result():
    one = kept().standings["М1"]
    assert (one.status, one.total, one.level, one.category) == ("missing", None, "", "municipality")
    assert (one.place, one.place_in_category, one.source, one.source_sha256) == ("", "", "", "")
    assert one.scores == {} and one.rulings == ()
