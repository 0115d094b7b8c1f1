"""The steps of a result, from decisions made by hand."""

from dataclasses import replace

import pytest

from kuzbass_batch.records.committee.decisions import Decisions
from kuzbass_batch.records.year.year import StepKind
from kuzbass_batch.rules.year.history import histories_of
from tests.outcomes import outcome
from tests.rules.decisions.test_verification import objected


def settled(*lines):
    """Return what each decided objection moves: criterion, before, after."""
    decisions = Decisions(objections=tuple(objected(line, who="И1") for line in lines))
    crowd = replace(outcome("И1 | 12222222 |"), decisions=decisions)
    steps = histories_of(crowd)["И1"]
    return [(s.criterion, s.before, s.after) for s in steps if s.kind is StepKind.SETTLED]


@pytest.mark.parametrize(
    ("lines", "moves"),
    [
        (["3 3 10.03"], [("3", 2, 3)]),
        (["3 открыто -"], []),
        (["3 отказ 10.03"], [("3", 2, 2)]),
        (["3 3 10.03", "3 1 11.03 частично"], [("3", 2, 2), ("3", 2, 1)]),
        (["3 3 10.03", "4 3 10.03"], [("3", 2, 3), ("4", 2, 3)]),
        (["- отказ 10.03"], [("", None, None)]),
    ],
)
def test_of_several_on_one_criterion_only_the_last_moves_points_and_each_is_told(lines, moves):
    assert settled(*lines) == moves
