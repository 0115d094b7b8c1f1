"""Which points would change the level: asked ones alone and together, and any single ones."""

import datetime as dt
import itertools
import random
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.outputs.ranking.sheet_robustness import draw_contested
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter
from kuzbass_batch.records.committee.decisions import DecisionEntry, DecisionTable, Objection
from kuzbass_batch.rules.objections.effects import EffectCalculation, level_turns
from kuzbass_batch.rules.rating.scoring.scoring import before_objections
from tests.april_package import conclusions_of
from tests.outcomes import METHODOLOGY, card, outcome
from tests.rules.decisions.test_verification import objected

DAY = dt.date(2026, 3, 10)


def asked(points, **wanted):
    """Return for each criterion the total and the level if what is asked is granted."""
    (standing,) = outcome(f"И1 | {points} |").standings
    objections = tuple(
        Objection(
            participant="И1", received=DAY, way="", criterion=key.removeprefix("c"), asked=value,
            documents="", verdict=None, given=None, reason="", protocol="", day=None, who="",
            entry=DecisionEntry(table=DecisionTable.OBJECTION, entered=()),
        )
        for key, value in wanted.items()
    )  # fmt: skip
    return {
        s.objection.criterion: s
        for s in EffectCalculation(METHODOLOGY, (), {}).of(standing, objections)
    }


def test_points_that_lift_over_the_bound_change_the_level():
    # 12.0 is not yet more than 12.
    (only,) = asked("22233232", c2=3).values()
    assert (only.now.total, only.now.level) == (Decimal("12.0"), "progressive")
    assert (only.if_only_this.total, only.if_only_this.level) == (Decimal("12.3"), "leader")
    assert only.changes_level_by_itself and only.changes_level_with_others


def test_together_may_change_what_none_does_alone():
    found = asked("12222222", c1=2, c2=3, c3=3, c5=3)
    assert not any(
        each.changes_level_by_itself or each.changes_level_with_others for each in found.values()
    )
    assert {each.together.total for each in found.values()} == {Decimal("12.0")}
    found = asked("12222222", c1=2, c2=3, c3=3, c5=3, c8=3)
    assert list(found) == ["1", "2", "3", "5", "8"]
    assert not any(each.changes_level_by_itself for each in found.values())
    assert all(each.together.level == "leader" for each in found.values())


# Objections in any order; each with the totals alone and together, in the order of the criteria.
EFFECTS = {
    "3 открыто -": ["3 9.8 9.8"],
    "7 открыто -; 3 открыто -": ["3 9.8 10.4", "7 9.6 10.4"],
    # to the result as a whole, or without points: nothing changes by itself
    "- открыто -": [" 9.0 9.0"],
    "3 открыто -; - открыто -": [" 9.0 9.8", "3 9.8 9.8"],
    # what is decided asks for nothing any more
    "3 3 10.03": ["3 9.0 9.0"],
    "3 3 10.03; 7 открыто -": ["3 9.0 9.0", "7 9.6 9.6"],
}


@pytest.mark.parametrize("lines", EFFECTS)
def test_what_is_open_is_granted_alone_and_together(lines):
    (standing,) = outcome("И1 | 12222222 |").standings
    objections = tuple(objected(line, who="И1") for line in lines.split("; "))
    found = EffectCalculation(METHODOLOGY, (), {"И1": DAY}).of(standing, objections)
    assert [
        f"{e.objection.criterion} {e.if_only_this.total} {e.together.total}"
        for e in found
        if e.now == standing.scorecard and e.last == DAY and e.by_form is None and not e.late
    ] == EFFECTS[lines]


def test_who_asks_for_no_points_or_has_no_result_changes_nothing():
    (standing,) = outcome("И1 | 12222222 |").standings
    silent = replace(objected("3 открыто -", who="И1"), asked=None)
    (effect,) = EffectCalculation(METHODOLOGY, (), {}).of(standing, (silent,))
    assert effect.if_only_this == effect.together == effect.now == standing.scorecard
    assert effect.late is None and effect.last is None
    (missing,) = outcome("И1 | |").standings
    assert list(EffectCalculation(METHODOLOGY, (), {}).of(missing, (silent,))) == []
    assert list(EffectCalculation(METHODOLOGY, (), {}).of(standing, ())) == []


def test_a_result_before_its_objections_has_the_points_that_were_delivered():
    first, second, third, *rest = card("12222222").scores
    changed = (
        replace(first, settled=3, points=3),
        replace(second, verified=1, settled=3, points=3),
        replace(third, verified=1, points=1),
        *rest,
    )
    was = before_objections(replace(card("12222222"), scores=changed), METHODOLOGY)
    assert [score.points for score in was.scores] == [1, 1, 1, 2, 2, 2, 2, 2]
    assert was.total == card("11122222").total


def level_with(points, at, value):
    return card((*points[:at], value, *points[at + 1 :])).level


def turning(points, at):
    """Return the points of one criterion that lift and that drop the level, tried one by one."""
    ranks = {level.id: level.rank for level in METHODOLOGY.levels}
    now = ranks[card(points).level]
    rows = sorted(row.points for row in METHODOLOGY.criteria[at].rows)
    ranked = {value: ranks[level_with(points, at, value)] for value in rows}
    return (
        next((value for value in rows if ranked[value] > now), None),
        next((value for value in reversed(rows) if ranked[value] < now), None),
    )


def test_a_level_turns_at_the_points_at_which_scoring_anew_says_so():
    every = list(itertools.product(*([r.points for r in c.rows] for c in METHODOLOGY.criteria)))
    seen = set()
    for points in random.Random(112).sample(every, 300):
        found = level_turns(card(points), METHODOLOGY)
        assert [each.points for each in found] == list(points)
        for at, each in enumerate(found):
            assert (each.raised, each.lowered) == turning(points, at), (points, each.criterion)
            seen.add((each.raised is None, each.lowered is None))
    # No criterion is worth more than the 3.0 between the bounds: none turns a level both ways.
    assert seen == {(True, True), (True, False), (False, True)}


def test_the_highest_level_can_only_be_lost_and_the_lowest_only_left():
    highest = level_turns(card("33333234"), METHODOLOGY)
    lowest = level_turns(card("30000000"), METHODOLOGY)
    assert [each.raised for each in highest] == [each.lowered for each in lowest] == [None] * 8
    assert any(each.lowered is not None for each in highest)
    assert any(each.raised is not None for each in lowest)


def test_the_sheet_says_for_every_criterion_what_would_change_the_level(tmp_path):
    # И1 has 7.5, К8 is lacking 2 points of «Прогрессивный»; М1 12.1, any point less is a loss.
    path = tmp_path / "book.xlsx"
    with ranking_book(path) as book:
        found = outcome("И1 | 22222100 |\nМ1 | 32232232 |\nП1 | 00000000 |")
        draw_contested(TableWriter(book), conclusions_of(found))
    sheet = openpyxl.load_workbook(path)["Спорные баллы"]
    rows = {row[1]: row[5:] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert sheet["F3"].value == "Решающих критериев"
    assert rows["П1"] == (0, *[0] * 8)
    assert rows["И1"][8] == "0  ↑ 2"
    assert rows["М1"][1] == "3  ↓ 2"
    for id_, points in (("И1", "22222100"), ("М1", "32232232")):
        found = [turning(tuple(map(int, points)), at) for at in range(8)]
        assert rows[id_][0] == sum(any(p is not None for p in each) for each in found)
