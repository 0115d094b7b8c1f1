"""Statistics of the rated participants (pandas): criteria, categories, levels, totals.

Means and shares are shown, never used to score. They are worked out exactly and rounded once, a
half upwards (`wording.rounded`); what is carried of them is short enough for a binary float.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Criterion, Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.rating import CriterionStatistics, GroupStatistics, Statistics
from kuzbass_batch.wording import rounded

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class RatedPoints:
    """What the statistics need of a rated participant; points in the order of the criteria."""

    category: str
    total: Decimal
    level: str
    points: tuple[int, ...]


def rated_in(outcome: Outcome) -> tuple[RatedPoints, ...]:
    """Return the rated participants of an outcome."""
    return tuple(
        RatedPoints(
            s.participant.category.id,
            s.scorecard.total,
            s.scorecard.level,
            tuple(score.points for score in s.scorecard.scores),
        )
        for s in outcome.standings
        if s.scorecard
    )


def count_year(year: ReportingYear, rated: tuple[RatedPoints, ...]) -> Statistics:
    """Return the statistics (in a worker: pandas is a load that the main process is spared)."""
    methodology = year.methodology
    return Statistics(
        criteria=by_criterion(rated, methodology), groups=by_group(rated, methodology)
    )


def scores_frame(rated: tuple[RatedPoints, ...], methodology: Methodology) -> "DataFrame":
    """Return one row per rated participant and criterion: category, criterion, points."""
    import pandas as pd

    rows = [
        (each.category, criterion.id, points)
        for each in rated
        for criterion, points in zip(methodology.criteria, each.points, strict=True)
    ]
    return pd.DataFrame(rows, columns=["category", "criterion", "points"])


def by_criterion(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[CriterionStatistics, ...]:
    """Return the statistics of every criterion; none while nobody is rated."""
    frame = scores_frame(rated, methodology)
    if frame.empty:
        return ()
    groups = dict(tuple(frame.groupby("criterion")))
    return tuple(
        _criterion(criterion, groups[criterion.id], methodology.categories)
        for criterion in methodology.criteria
    )


def _criterion(
    criterion: Criterion, frame: Any, categories: tuple[Category, ...]
) -> CriterionStatistics:
    counts = frame["points"].value_counts().to_dict()
    sums = frame.groupby("category")["points"].agg(["sum", "size"]).to_dict("index")
    means = {key: Fraction(int(each["sum"]), int(each["size"])) for key, each in sums.items()}
    mean, most = Fraction(int(frame["points"].sum()), len(frame)), criterion.max_points
    return CriterionStatistics(
        criterion=criterion,
        mean=float(rounded(mean, 2)),
        median=float(frame["points"].median()),
        share=float(rounded(mean / most, 4)),
        counts=tuple(
            (points, int(counts.get(points, 0)))
            for points in sorted({row.points for row in criterion.rows})
        ),
        by_category=tuple(
            (category, None if mean is None else float(rounded(mean / most, 4)))
            for category, mean in ((each, means.get(each.id)) for each in categories)
        ),
    )


def by_group(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[GroupStatistics, ...]:
    """Return the totals of all rated participants and of each category."""
    import pandas as pd

    rows = [(each.category, each.total, each.level) for each in rated]
    frame = pd.DataFrame(rows, columns=["category", "total", "level"])
    groups = [("Все участники", frame)]
    groups += [
        (each.plural, frame[frame["category"] == each.id]) for each in methodology.categories
    ]
    levels = [level.id for level in methodology.levels]
    return tuple(_group(name, part, levels) for name, part in groups)


def _group(name: str, frame: Any, levels: list[str]) -> GroupStatistics:
    totals = tuple(frame["total"])
    known = frame["level"].value_counts().to_dict()

    def number(pick: Callable[[tuple[Decimal, ...]], Fraction | Decimal]) -> float | None:
        return float(rounded(pick(totals), 2)) if totals else None

    return GroupStatistics(
        name=name,
        rated=len(frame),
        mean=number(lambda each: Fraction(sum(each)) / len(each)),
        median=number(median),
        lowest=number(min),
        highest=number(max),
        levels=tuple((level, int(known.get(level, 0))) for level in levels),
    )
