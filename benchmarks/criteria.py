"""Acts with many criteria: what advice, robustness and other readings cost (`make ceilings`).

`python -m benchmarks.criteria` prints the table; `make bench` writes it into the report. Acts and
points are made up here; every act has a coefficient of its own in hundredths for each criterion,
which is the hardest case, and rows of 0 to 3 points.
"""

import itertools
import random
import time
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch.methodology.criteria import Criterion, CriterionRow
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.records import (
    Level,
    Methodology,
    resolve,
)
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.rules.rating.advice.advice import WaySearch
from kuzbass_batch.rules.rating.robustness.robustness import WeightedParticipant, try_coefficients
from kuzbass_batch.rules.rating.robustness.sensitivity import MarkTotals
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard

CRITERIA = (8, 12, 20, 40, 90, 100)
PARTICIPANTS = (1000, 10_000)
SHARES = (3, 5, 8)
"""Tenths of the highest total at which the levels begin."""


def main() -> None:
    """Print the table."""
    print("\n".join(section()))


def section() -> list[str]:
    """Return the lines of the report on ceilings."""
    return [
        "## Criteria × participants",
        "",
        "Seconds of one processor (`python -m benchmarks.criteria`). At 8 criteria every",
        "combination of coefficients and every way up is tried; from 10 criteria on totals and",
        "levels come from the two corners, places from bounds of each pair, ways from subset sums.",
        "With 9 criteria every combination is still tried: three times the work of 8. Places are",
        "compared pair by pair: beyond ten thousand participants that grows with their square.",
        "",
        "| criteria | participants | advice, s | robustness, s | other readings, s | method |",
        "| ---: | ---: | ---: | ---: | ---: | --- |",
        *(_row(criteria, people) for people in PARTICIPANTS for criteria in CRITERIA),
    ]


def _row(criteria: int, people: int) -> str:
    methodology = hardest_act(criteria)
    points = points_of(methodology, people)
    cards = [scorecard(each, methodology) for each in points]
    ways = WaySearch(methodology)
    advice = timed(lambda: [ways(card) for card in cards])
    rated = tuple(
        WeightedParticipant(str(at), "ИМП"[at % 3], each) for at, each in enumerate(points)
    )
    coefficients = timed(lambda: try_coefficients(rated, methodology))
    marks = ["".join(map(_marks, each)) for each in points]
    readings = timed(lambda: _under_readings(marks, methodology))
    method = "all" if criteria < 10 else "corners, pairs, sums"
    return (
        f"| {criteria} | {people} | {advice:.2f} | {coefficients:.2f} | {readings:.2f} | {method} |"
    )


def timed(call: Callable[[], object]) -> float:
    """Return the processor's seconds of a call."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def act_of(
    weights: Sequence[str], *, points: int = 3, cumulative: Container[int] = ()
) -> Methodology:
    """Return an act with one criterion for each coefficient and levels at 30, 50 and 80 %.

    points: of each criterion's best row. cumulative: numbers of criteria, from 1 on.
    """
    model = load_methodology(2025)
    criteria = tuple(
        _criterion(at, weight, points, cumulative=at in cumulative)
        for at, weight in enumerate(weights, start=1)
    )
    top = sum((each.max_weighted for each in criteria), Decimal())
    bounds = [None, *(top * share / 10 for share in SHARES), None]
    levels = tuple(
        Level(
            id=f"l{rank}",
            name=f"Уровень {rank}",
            rank=rank,
            lower=lower,
            lower_inclusive=lower is not None,
            upper=upper,
            upper_inclusive=False,
            reference="п. 1",
        )
        for rank, (lower, upper) in enumerate(itertools.pairwise(bounds))
    )
    readings = tuple(r for r in model.readings if r.id not in {"R1", "R2", "R3"})
    changed = {"criteria": criteria, "drawn_levels": levels, "readings": readings}
    return resolve(replace(model, **changed))


def hardest_act(count: int) -> Methodology:
    """Return an act with so many criteria, no two coefficients of a hundred alike."""
    weights = [f"0.{(at - 1) % 90 + 11}" for at in range(1, count + 1)]
    weights = [weight if len(weight) == 4 else "1" for weight in weights]
    return act_of(weights, cumulative=range(3, count + 1, 3))


def _criterion(at: int, weight: str, points: int, *, cumulative: bool) -> Criterion:
    rows = tuple(
        CriterionRow(code=f"{at}.{n}", text="строка", points=n, evidence="", reference="п. 2")
        for n in range(points + 1)
    )
    return Criterion(
        id=str(at),
        title="Критерий",
        short_title="Критерий",
        coefficient=Decimal(weight),
        cumulative=cumulative,
        rows=rows,
        reference="п. 2",
    )


def points_of(methodology: Methodology, people: int) -> list[tuple[int, ...]]:
    """Return made-up points; the first participant has none at all."""
    chance = random.Random(people)
    best = [criterion.max_points for criterion in methodology.criteria]
    drawn = [tuple(chance.randint(0, most) for most in best) for _ in range(people - 1)]
    return [(0,) * len(best), *drawn]


def scorecard(points: Sequence[int], methodology: Methodology) -> Scorecard:
    """Return the scorecard of these points."""
    scores = (
        CriterionScore(
            criterion=criterion.id,
            claimed=given,
            counted=given,
            verified=None,
            points=given,
            coefficient=criterion.coefficient,
            weighted=given * criterion.coefficient,
            basis="",
        )
        for criterion, given in zip(methodology.criteria, points, strict=True)
    )
    return make_scorecard(tuple(scores), methodology)


def _marks(points: int) -> str:
    return "+---" if not points else "-" + "+" * points + "-" * (3 - points)


def _under_readings(marks: list[str], methodology: Methodology) -> None:
    for reading in methodology.readings:
        for option in reading.others:
            other = methodology.with_reading(reading.id, option.id)
            totals = MarkTotals(other, frozenset())
            for letters in marks:
                totals.weights(letters)


if __name__ == "__main__":
    main()
