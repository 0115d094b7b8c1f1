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
from kuzbass_batch.methodology.criteria import Criterion, Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.rating import CriterionStatistics, GroupStatistics, Statistics
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.rating.robustness.coefficients import finest_points
from kuzbass_batch.wording import rounded

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class RatedPoints:
    """What the statistics need of a rated participant; points in the order of the criteria.

    None for a criterion that does not apply to him: it counts in no mean.
    """

    category: str
    total: Decimal
    level: str
    points: tuple[Points | None, ...]


def rated_in(outcome: Outcome) -> tuple[RatedPoints, ...]:
    """Return the rated participants of an outcome."""
    return tuple(
        RatedPoints(
            s.participant.category.id,
            s.scorecard.total,
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
    """Return one row per rated participant and criterion: category, criterion, points.

    Points are counted in their finest decimal, so that all are whole.
    """
    import pandas as pd

    unit = finest_points(methodology)

    rows = [
        (each.category, criterion.id, int(points / unit))
        for each in rated
        for criterion, points in zip(methodology.criteria, each.points, strict=True)
        if points is not None
    ]
    return pd.DataFrame(rows, columns=["category", "criterion", "points"])


def by_criterion(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[CriterionStatistics, ...]:
    """Return the statistics of every criterion that applies to anybody; none without rated ones."""
    frame = scores_frame(rated, methodology)
    if frame.empty:
        return ()
    groups = dict(tuple(frame.groupby("criterion")))
    return tuple(
        _criterion(criterion, groups[criterion.id], methodology)
        for criterion in methodology.criteria
        if criterion.id in groups
    )


def _criterion(criterion: Criterion, frame: Any, methodology: Methodology) -> CriterionStatistics:
    unit, least = Fraction(finest_points(methodology)), Fraction(criterion.min_points)
    most = Fraction(criterion.max_points) - least

    def share(mean: Fraction) -> float:
        """Return how far from the least to the most points a mean is, 0 to 1."""
        return float(rounded((mean - least) / most, 4))

    counts = frame["points"].value_counts().to_dict()
    sums = frame.groupby("category")["points"].agg(["sum", "size"]).to_dict("index")
    means = {
        key: Fraction(int(each["sum"]), int(each["size"])) * unit for key, each in sums.items()
    }
    mean = Fraction(int(frame["points"].sum()), len(frame)) * unit
    return CriterionStatistics(
        criterion=criterion,
        mean=float(rounded(mean, 2)),
        median=float(Fraction(frame["points"].median()) * unit),
        share=share(mean),
        counts=tuple(
            (points, int(counts.get(int(Fraction(points) / unit), 0)))
            for points in criterion.points_possible
        ),
        by_category=tuple(
            (category, share(means[category.id]) if category.id in means else None)
            for category in methodology.categories
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
