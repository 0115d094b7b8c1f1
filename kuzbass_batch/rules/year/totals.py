"""The totals of 1 April (p. 3.4): whether they may be published, and how levels moved."""

from collections import Counter
from fractions import Fraction

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import Snapshot
from kuzbass_batch.records.year.year import GroupCount, LevelChanges, LevelCount, Totals
from kuzbass_batch.rules.year.leaders import (
    Standings,
    best_by_category,
    highest,
    last_years_leaders,
    leaders,
)


def is_preliminary(outcome: Outcome) -> bool:
    """Tell whether totals are not yet for publication: the results go out until 20 February.

    Only afterwards participants may object (p. 3.4), and points still move.
    """
    return outcome.as_of <= outcome.methodology.calendar.results


def totals_of(standings: Standings, methodology: Methodology, past: Snapshot | None) -> Totals:
    """Return the totals of the year; past: last year's result, if it is known."""
    return Totals(
        levels=level_counts(standings, methodology),
        changes=level_changes(standings),
        groups=group_counts(standings, methodology, past),
        highest=highest(standings, methodology),
        leaders=leaders(standings, methodology),
        last_leaders=last_years_leaders(standings, methodology),
        best=best_by_category(standings, methodology),
        last_mean=last_mean(standings, past),
    )


def level_counts(standings: Standings, methodology: Methodology) -> tuple[LevelCount, ...]:
    """Return the numbers of every level, the highest level first."""
    now = Counter(s.scorecard.level for s in standings if s.scorecard)
    before = Counter(s.participant.last_level for s in standings)
    return tuple(
        LevelCount(level=level.id, now=now[level.id], before=before[level.id])
        for level in reversed(methodology.levels)
    )


def level_changes(standings: Standings) -> LevelChanges:
    """Return how many levels rose, stayed and fell since last year."""
    found = Counter(standing.level_change for standing in standings)
    return LevelChanges(higher=found[1], same=found[0], lower=found[-1])


def group_counts(
    standings: Standings, methodology: Methodology, past: Snapshot | None
) -> tuple[GroupCount, ...]:
    """Return the numbers of every category; past: last year's result, if it is known."""
    return tuple(
        _group_count(
            category,
            tuple(s for s in standings if s.participant.category == category),
            methodology,
            past,
        )
        for category in methodology.categories
    )


def _group_count(
    category: Category, members: Standings, methodology: Methodology, past: Snapshot | None
) -> GroupCount:
    return GroupCount(
        category=category,
        listed=len(members),
        rated=sum(s.scorecard is not None for s in members),
        levels=level_counts(members, methodology),
        last_mean=last_mean(members, past),
    )


def last_mean(members: Standings, past: Snapshot | None) -> Fraction | None:
    """Return the mean total that participants had last year, in weighted points.

    None if last year's result is not known, or none of them had a total.
    """
    standings = past.standings if past else {}
    before = [standings[s.participant.id] for s in members if s.participant.id in standings]
    totals = [each.total for each in before if each.total is not None]
    return Fraction(sum(totals)) / len(totals) if totals else None
