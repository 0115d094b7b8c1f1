"""Statistics of the rated participants (pandas): criteria, categories, levels, totals.

Means and shares are shown, never used to score: they may be binary floats.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Criterion, Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.rating import CriterionStatistics, GroupStatistics, Statistics

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class RatedPoints:
    """What the statistics need of a rated participant; points in the order of the criteria.

    None for a criterion that does not apply to him: it counts in no mean.
    """

    category: str
    total: float
    level: str
    points: tuple[int | None, ...]


def rated_in(outcome: Outcome) -> tuple[RatedPoints, ...]:
    """Return the rated participants of an outcome."""
    return tuple(
        RatedPoints(
            s.participant.category.id,
            float(s.scorecard.total),
            s.scorecard.level,
            tuple(score.points if score.applicable else None for score in s.scorecard.scores),
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
        if points is not None
    ]
    return pd.DataFrame(rows, columns=["category", "criterion", "points", "share"])


def by_criterion(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[CriterionStatistics, ...]:
    """Return the statistics of every criterion that applies to anybody; none without rated ones."""
    frame = scores_frame(rated, methodology)
    if frame.empty:
        return ()
    groups = dict(tuple(frame.groupby("criterion")))
    return tuple(
        _criterion(criterion, groups[criterion.id], methodology.categories)
        for criterion in methodology.criteria
        if criterion.id in groups
    )


def _criterion(
    criterion: Criterion, frame: Any, categories: tuple[Category, ...]
) -> CriterionStatistics:
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
            (category, round(shares[category.id], 4) if category.id in shares else None)
            for category in categories
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
