"""The totals of 1 April (p. 3.4): whether they may be published, and how levels moved."""

from collections import Counter

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import GroupCount, LevelChanges, LevelCount, Totals
from kuzbass_batch.rules.year.leaders import (
    Standings,
    best_by_category,
    last_years_leaders,
    leaders,
)


def is_preliminary(outcome: Outcome) -> bool:
    """Tell whether totals are not yet for publication: the results go out until 20 February.

    Only afterwards participants may object (p. 3.4), and points still move.
    """
    return outcome.as_of <= outcome.methodology.calendar.results


def totals_of(standings: Standings, methodology: Methodology) -> Totals:
    """Return the totals of the year."""
    return Totals(
        levels=level_counts(standings, methodology),
        changes=level_changes(standings),
        groups=group_counts(standings, methodology),
        leaders=leaders(standings, methodology),
        last_leaders=last_years_leaders(standings, methodology),
        best=best_by_category(standings, methodology),
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


def group_counts(standings: Standings, methodology: Methodology) -> tuple[GroupCount, ...]:
    """Return the numbers of every category."""
    return tuple(
        GroupCount(
            category=category,
            listed=sum(s.participant.category == category for s in standings),
            rated=sum(
                s.participant.category == category and s.scorecard is not None for s in standings
            ),
        )
        for category in methodology.categories
    )
