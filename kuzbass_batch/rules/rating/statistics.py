"""Statistics of the rated participants: criteria, categories, levels, totals.

Means and shares are shown, never used to score. They are worked out exactly and rounded once, a
half upwards (`wording.rounded`); what is carried of them is short enough for a binary float. What
they rest on is a table: who of which category has how many points. A long one is pandas' work; to
load it for a few thousand points costs a hundred times what it saves.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.criteria import Criterion, Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.rating import CriterionStatistics, GroupStatistics, Statistics
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.rating.robustness.coefficients import finest_points
from kuzbass_batch.wording import rounded

LONG = 50_000
"""Points of a year from which on pandas counts them: there its start is a hundredth of the run."""
Counts = Mapping[tuple[str, Points], int]
"""How many participants of a category have so many points."""


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
    """Return the statistics."""
    methodology = year.methodology
    return Statistics(
        criteria=by_criterion(rated, methodology), groups=by_group(rated, methodology)
    )


def is_long(rated: tuple[RatedPoints, ...], methodology: Methodology) -> bool:
    """Tell whether a year is counted by pandas: a load that the main process is spared."""
    return len(rated) * len(methodology.criteria) >= LONG


def by_criterion(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[CriterionStatistics, ...]:
    """Return the statistics of every criterion that applies to anybody; none without rated ones."""
    counting = counted_in_table if is_long(rated, methodology) else counted_plainly
    every = zip(methodology.criteria, counting(rated, methodology), strict=False)
    return tuple(
        _criterion(criterion, counts, methodology) for criterion, counts in every if counts
    )


def counted_plainly(
    rated: tuple[RatedPoints, ...], _methodology: Methodology | None = None
) -> Iterator[Counts]:
    """Yield the counts of each criterion in turn; nothing without rated participants."""
    categories = [each.category for each in rated]
    for points in zip(*(each.points for each in rated), strict=True):
        pairs = zip(categories, points, strict=True)
        yield Counter((category, each) for category, each in pairs if each is not None)


def counted_in_table(rated: tuple[RatedPoints, ...], methodology: Methodology) -> Iterator[Counts]:
    """Yield the same by pandas, which counts points in their finest decimal: all are whole then."""
    import pandas as pd

    unit = finest_points(methodology)
    frame = pd.DataFrame({"category": [each.category for each in rated]})
    for points in zip(*(each.points for each in rated), strict=True):
        frame["points"] = [None if each is None else int(each / unit) for each in points]
        sizes = frame.groupby(["category", "points"]).size()
        found: dict[Any, int] = sizes.to_dict()
        yield {(who, int(each) * unit): number for (who, each), number in found.items()}


def _criterion(
    criterion: Criterion, counts: Counts, methodology: Methodology
) -> CriterionStatistics:
    least, most = Fraction(criterion.min_points), Fraction(criterion.max_points)

    def share(mean: Fraction) -> float:
        """Return how far from the least to the most points a mean is, 0 to 1."""
        return float(rounded((mean - least) / (most - least), 4))

    known: Counter[Points] = Counter()
    sums: dict[str, Fraction] = defaultdict(Fraction)
    sizes: Counter[str] = Counter()
    for (category, points), number in counts.items():
        known[points] += number
        sums[category] += Fraction(points) * number
        sizes[category] += number
    mean = sum(sums.values()) / Fraction(sizes.total())
    return CriterionStatistics(
        criterion=criterion,
        mean=float(rounded(mean, 2)),
        median=float(median(sorted(map(Fraction, known.elements())))),
        share=share(mean),
        counts=tuple((points, known[points]) for points in criterion.points_possible),
        by_category=tuple(
            (each, share(sums[each.id] / sizes[each.id]) if sizes[each.id] else None)
            for each in methodology.categories
        ),
    )


def by_group(
    rated: tuple[RatedPoints, ...], methodology: Methodology
) -> tuple[GroupStatistics, ...]:
    """Return the totals of all rated participants and of each category."""
    groups = [("Все участники", rated)]
    groups += [
        (each.plural, tuple(one for one in rated if one.category == each.id))
        for each in methodology.categories
    ]
    levels = [level.id for level in methodology.levels]
    return tuple(_group(name, part, levels) for name, part in groups)


def _group(name: str, part: tuple[RatedPoints, ...], levels: list[str]) -> GroupStatistics:
    totals = tuple(each.total for each in part)
    known = Counter(each.level for each in part)

    def number(pick: Callable[[tuple[Decimal, ...]], Fraction | Decimal]) -> float | None:
        return float(rounded(pick(totals), 2)) if totals else None

    return GroupStatistics(
        name=name,
        rated=len(part),
        mean=number(lambda each: Fraction(sum(each)) / len(each)),
        median=number(median),
        lowest=number(min),
        highest=number(max),
        levels=tuple((level, known[level]) for level in levels),
    )
