"""Statistics of the rated participants (pandas): criteria, categories, levels, totals.

Means and shares are shown, never used to score: they may be binary floats.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Criterion, Methodology
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Category

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionStatistics:
    """How the rated participants stand on one criterion.

    mean and median in points; share: mean share of the criterion's highest points, 0 to 1;
    counts: (points, participants) for every score of the criterion; by_category: mean share.
    """

    criterion: Criterion
    mean: float
    median: float
    share: float
    counts: tuple[tuple[int, int], ...]
    by_category: tuple[tuple[Category, float | None], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupStatistics:
    """Totals (weighted points) of a group: size, mean, median, extremes; levels: (id, number)."""

    name: str
    rated: int
    mean: float | None
    median: float | None
    lowest: float | None
    highest: float | None
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """The statistics of a year: of every criterion (none while nobody is rated), of the groups."""

    criteria: tuple[CriterionStatistics, ...]
    groups: tuple[GroupStatistics, ...]


@dataclass(frozen=True, slots=True)
class RatedPoints:
    """What the statistics need of a rated participant; points in the order of the criteria."""

    category: str
    total: float
    level: str
    points: tuple[int, ...]


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
        (each.category, criterion.id, points, points / criterion.max_points)
        for each in rated
        for criterion, points in zip(methodology.criteria, each.points, strict=True)
    ]
    return pd.DataFrame(rows, columns=["category", "criterion", "points", "share"])


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
    counts = frame["points"].value_counts().to_dict()
    shares = frame.groupby("category")["share"].mean().to_dict()
    return CriterionStatistics(
        criterion=criterion,
        mean=round(float(frame["points"].mean()), 2),
        median=float(frame["points"].median()),
        share=round(float(frame["share"].mean()), 4),
        counts=tuple(
            (points, int(counts.get(points, 0)))
            for points in sorted({row.points for row in criterion.rows})
        ),
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
