"""The highest level is held for one year and must be confirmed (p. 3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Category, Standing


class Leadership(StrEnum):
    """What became of the highest level of one participant between two years."""

    AWARDED = "awarded"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    NO_RETURN = "no_return"


@dataclass(frozen=True, kw_only=True, slots=True)
class Best:
    """The best total of a category and everybody who has it; empty while nobody is rated."""

    category: Category
    standings: tuple[Standing, ...]


def leadership(standing: Standing, methodology: Methodology) -> Leadership | None:
    """Tell whether the highest level was awarded, confirmed or lost; None if in neither year.

    AWARDED: not held last year, or nobody knows; whether it was held before that nobody knows
    either. NO_RETURN: held last year, and nothing counts this year that could confirm it.
    """
    best = methodology.levels[-1].id
    held = standing.participant.last_level == best
    if standing.scorecard is None:
        return Leadership.NO_RETURN if held else None
    if standing.scorecard.level == best:
        return Leadership.CONFIRMED if held else Leadership.AWARDED
    return Leadership.LAPSED if held else None


def leaders(outcome: Outcome) -> tuple[Standing, ...]:
    """Return who has the highest level now: by category, the best total first, then by id."""
    best = outcome.methodology.levels[-1].id
    return in_order(s for s in outcome.standings if s.scorecard and s.scorecard.level == best)


def last_years_leaders(outcome: Outcome) -> tuple[tuple[Standing, Leadership], ...]:
    """Return who had the highest level last year, in the registry's order, and what became."""
    best = outcome.methodology.levels[-1].id
    held = (s for s in outcome.standings if s.participant.last_level == best)
    found = ((standing, leadership(standing, outcome.methodology)) for standing in held)
    return tuple((standing, state) for standing, state in found if state)


def best_by_category(outcome: Outcome) -> tuple[Best, ...]:
    """Return the best of every category, whatever their level; equal totals stand together."""
    return tuple(
        Best(category=category, standings=_best(outcome, category)) for category in Category
    )


def _best(outcome: Outcome, category: Category) -> tuple[Standing, ...]:
    rated = in_order(
        s for s in outcome.standings if s.scorecard and s.participant.category is category
    )
    return tuple(s for s in rated if _total(s) == _total(rated[0]))


def in_order(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return rated standings by category, the best total first, equal totals by id."""
    order = list(Category)
    return tuple(
        sorted(
            standings,
            key=lambda s: (order.index(s.participant.category), -_total(s), s.participant.id),
        )
    )


def _total(standing: Standing) -> Decimal:
    return standing.scorecard.total if standing.scorecard else Decimal(-1)
