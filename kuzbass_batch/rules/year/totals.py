"""The totals of 1 April (p. 3.4): whether they may be published, and how levels moved."""

from collections import Counter
from dataclasses import dataclass

from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Category


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelCount:
    """A level id with the number of participants now and last year (by the registry)."""

    level: str
    now: int
    before: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Of the rated whose level of last year is known: how many rose, stayed, fell."""

    higher: int
    same: int
    lower: int

    @property
    def known(self) -> int:
        """Return how many can be compared."""
        return self.higher + self.same + self.lower


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupCount:
    """A category with its participants in the registry and those rated."""

    category: Category
    listed: int
    rated: int


def is_preliminary(outcome: Outcome) -> bool:
    """Tell whether totals are not yet for publication: the results go out until 20 February.

    Only afterwards participants may object (p. 3.4), and points still move.
    """
    return outcome.as_of <= outcome.methodology.calendar.results


def level_counts(outcome: Outcome) -> tuple[LevelCount, ...]:
    """Return the numbers of every level, the highest level first."""
    now = Counter(s.scorecard.level for s in outcome.standings if s.scorecard)
    before = Counter(s.participant.last_level for s in outcome.standings)
    return tuple(
        LevelCount(level=level.id, now=now[level.id], before=before[level.id])
        for level in reversed(outcome.methodology.levels)
    )


def level_changes(outcome: Outcome) -> Changes:
    """Return how many levels rose, stayed and fell since last year."""
    found = Counter(standing.level_change for standing in outcome.standings)
    return Changes(higher=found[1], same=found[0], lower=found[-1])


def group_counts(outcome: Outcome) -> tuple[GroupCount, ...]:
    """Return the numbers of every category."""
    return tuple(
        GroupCount(
            category=category,
            listed=sum(s.participant.category is category for s in outcome.standings),
            rated=sum(
                s.participant.category is category and s.scorecard is not None
                for s in outcome.standings
            ),
        )
        for category in Category
    )
