"""Statistics of the rated participants (pandas): criteria, categories, levels, totals.

Means and shares are shown, never used to score: they may be binary floats.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.criteria import Criterion, Points, exact
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Category
from kuzbass_batch.records.rating import CriterionStatistics, GroupStatistics, Statistics

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class RatedPoints:
    """What the statistics need of a rated participant; points in the order of the criteria."""

    category: str
    total: float
    level: str
    points: tuple[Points, ...]


def rated_in(outcome: Outcome) -> tuple[RatedPoints, ...]:
    """Return the rated participants of an outcome."""
    return tuple(
        RatedPoints(
            s.participant.category.value,
            float(s.scorecard.total),
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
    """Return one row per rated participant and criterion: category, criterion, points, share."""
    import pandas as pd

    rows = [
        (each.category, criterion.id, float(points), _share(points, criterion))
        for each in rated
        for criterion, points in zip(methodology.criteria, each.points, strict=True)
    ]
    return pd.DataFrame(rows, columns=["category", "criterion", "points", "share"])


def _share(points: Points, criterion: Criterion) -> float:
    """Return how far from the least to the most points a participant is, 0 to 1."""
    least, most = criterion.min_points, criterion.max_points
    return float((points - least) / (most - least))


def by_criterion(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[CriterionStatistics, ...]:
    """Return the statistics of every criterion; none while nobody is rated."""
    frame = scores_frame(rated, methodology)
    if frame.empty:
        return ()
    groups = dict(tuple(frame.groupby("criterion")))
    return tuple(_criterion(criterion, groups[criterion.id]) for criterion in methodology.criteria)


def _criterion(criterion: Criterion, frame: Any) -> CriterionStatistics:
    counts = {
        exact(Decimal(repr(at))): n for at, n in frame["points"].value_counts().to_dict().items()
    }
    shares = frame.groupby("category")["share"].mean().to_dict()
    return CriterionStatistics(
        criterion=criterion,
        mean=round(float(frame["points"].mean()), 2),
        median=float(frame["points"].median()),
        share=round(float(frame["share"].mean()), 4),
        counts=tuple((points, int(counts.get(points, 0))) for points in criterion.points_possible),
        by_category=tuple(
            (category, round(shares[category.value], 4) if category.value in shares else None)
            for category in Category
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
    groups += [(each.plural, frame[frame["category"] == each.value]) for each in Category]
    levels = [level.id for level in methodology.levels]
    return tuple(_group(name, part, levels) for name, part in groups)


def _group(name: str, frame: Any, levels: list[str]) -> GroupStatistics:
    totals = frame["total"]
    known = frame["level"].value_counts().to_dict()

    def number(value: Any) -> float | None:
        return None if frame.empty else round(float(value), 2)

    return GroupStatistics(
        name=name,
        rated=len(frame),
        mean=number(totals.mean()),
        median=number(totals.median()),
        lowest=number(totals.min()),
        highest=number(totals.max()),
        levels=tuple((level, int(known.get(level, 0))) for level in levels),
    )
