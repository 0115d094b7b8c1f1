"""The highest level is held for one year and must be confirmed (p. 3.4), if the act says so."""

from collections.abc import Iterable
from decimal import Decimal

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.year import Best, Leadership

Standings = tuple[Standing, ...]


def leadership(standing: Standing, methodology: Methodology) -> Leadership | None:
    """Tell whether the highest level was awarded, confirmed or lost; None if in neither year.

    AWARDED: not held last year, or nobody knows; whether it was held before that nobody knows
    either. NO_RETURN: held last year, and nothing counts this year that could confirm it.
    """
    if methodology.leaders is None:
        return None
    best = methodology.levels[-1].id
    held = standing.participant.last_level == best
    if standing.scorecard is None:
        return Leadership.NO_RETURN if held else None
    if standing.scorecard.level == best:
        return Leadership.CONFIRMED if held else Leadership.AWARDED
    return Leadership.LAPSED if held else None


def leaders(standings: Standings, methodology: Methodology) -> tuple[Standing, ...]:
    """Return who has the highest level now: by category, the best total first, then by id.

    Nobody where the act has no award for it.
    """
    return highest(standings, methodology) if methodology.leaders else ()


def highest(standings: Standings, methodology: Methodology) -> tuple[Standing, ...]:
    """Return who has the highest level now, be it an award or not, in the same order."""
    best = methodology.levels[-1].id
    found = (s for s in standings if s.scorecard and s.scorecard.level == best)
    return leaders_in_order(found, methodology)


def last_years_leaders(
    standings: Standings, methodology: Methodology
) -> tuple[tuple[Standing, Leadership], ...]:
    """Return who had the highest level last year, in the registry's order, and what became."""
    best = methodology.levels[-1].id
    held = (s for s in standings if s.participant.last_level == best)
    found = ((standing, leadership(standing, methodology)) for standing in held)
    return tuple((standing, state) for standing, state in found if state)


def best_by_category(standings: Standings, methodology: Methodology) -> tuple[Best, ...]:
    """Return the best of every category, whatever their level; equal totals stand together."""
    return tuple(
        Best(category=category, standings=_best(standings, category, methodology))
        for category in methodology.categories
    )


def _best(
    standings: Standings, category: Category, methodology: Methodology
) -> tuple[Standing, ...]:
    own = (s for s in standings if s.scorecard and s.participant.category == category)
    rated = leaders_in_order(own, methodology)
    return tuple(s for s in rated if _total(s) == _total(rated[0]))


def leaders_in_order(
    standings: Iterable[Standing], methodology: Methodology
) -> tuple[Standing, ...]:
    """Return rated standings by category, the best total first, equal totals by id."""
    order = methodology.categories
    return tuple(
        sorted(
            standings,
            key=lambda s: (order.index(s.participant.category), -_total(s), s.participant.id),
        )
    )


def _total(standing: Standing) -> Decimal:
    return standing.scorecard.total if standing.scorecard else Decimal(-1)
