"""Statistics of the rated participants (pandas): criteria, categories, levels, totals.

Means and shares are shown, never used to score: they may be binary floats.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kuzbass_batch.model.methodology import Criterion
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Category

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


def scores_frame(outcome: Outcome) -> "DataFrame":
    """Return one row per rated participant and criterion: category, criterion, points, share."""
    import pandas as pd

    maximum = {c.id: c.max_points for c in outcome.methodology.criteria}
    rows = [
        {
            "participant": standing.participant.id,
            "category": standing.participant.category.value,
            "criterion": score.criterion,
            "points": score.points,
            "share": score.points / maximum[score.criterion],
        }
        for standing in outcome.standings
        if standing.scorecard
        for score in standing.scorecard.scores
    ]
    return pd.DataFrame(rows, columns=["participant", "category", "criterion", "points", "share"])


def by_criterion(outcome: Outcome) -> tuple[CriterionStatistics, ...]:
    """Return the statistics of every criterion; none while nobody is rated."""
    frame = scores_frame(outcome)
    if frame.empty:
        return ()
    groups = dict(tuple(frame.groupby("criterion")))
    return tuple(
        _criterion(criterion, groups[criterion.id]) for criterion in outcome.methodology.criteria
    )


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


def by_group(outcome: Outcome) -> tuple[GroupStatistics, ...]:
    """Return the totals of all rated participants and of each category."""
    import pandas as pd

    rows = [
        (s.participant.category.value, float(s.scorecard.total), s.scorecard.level)
        for s in outcome.standings
        if s.scorecard
    ]
    frame = pd.DataFrame(rows, columns=["category", "total", "level"])
    groups = [("Все участники", frame)]
    groups += [(each.plural, frame[frame["category"] == each.value]) for each in Category]
    levels = [level.id for level in outcome.methodology.levels]
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
