"""Which points would change the level: asked ones alone and together, and any single ones."""

import datetime as dt
import itertools
import random
from decimal import Decimal

import openpyxl

from kuzbass_batch.outputs.ranking.sheet_robustness import draw_contested
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter
from kuzbass_batch.records.committee.decisions import DecisionEntry, DecisionTable, Objection
from kuzbass_batch.rules.objections.effects import EffectCalculation, level_turns
from tests.april_package import conclusions_of
from tests.outcomes import METHODOLOGY, card, outcome

DAY = dt.date(2026, 3, 10)


def asked(points, **wanted):
    """Return for each criterion the total and the level if what is asked is granted."""
    (standing,) = outcome(f"И1 | {points} |").standings
    objections = tuple(
        Objection(
            participant="И1", received=DAY, way="", criterion=key.removeprefix("c"), asked=value,
            documents="", verdict=None, points=None, reason="", protocol="", day=None, who="",
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
