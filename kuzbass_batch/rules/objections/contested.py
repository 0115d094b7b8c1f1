"""What a level hangs on when a participant contests points (p. 3.4): for the committee only."""

from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.scores import CriterionScore, Scorecard
from kuzbass_batch.rules.rating.advice import missing_to_next, surplus_over_lower


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelTurn:
    """At which points of one criterion the level would change, the others staying as they are.

    raised: the least points above those given that lift the level; lowered: the greatest below
    them that drop it; None where no row of the criterion does.
    """

    criterion: str
    points: int
    raised: int | None
    lowered: int | None


def hinges(card: Scorecard, methodology: Methodology) -> tuple[LevelTurn, ...]:
    """Return for every criterion what a dispute about it could do to the level."""
    lift = missing_to_next(card, methodology) or None
    drop = surplus_over_lower(card, methodology)
    return tuple(_hinge(score, lift, drop, methodology) for score in card.scores)


def _hinge(
    score: CriterionScore, lift: Decimal | None, drop: Decimal | None, methodology: Methodology
) -> LevelTurn:
    rows = sorted(row.points for row in methodology.criterion(score.criterion).rows)
    gains = {points: (points - score.points) * score.coefficient for points in rows}
    return LevelTurn(
        criterion=score.criterion,
        points=score.points,
        raised=next((p for p in rows if lift is not None and gains[p] >= lift), None),
        lowered=next((p for p in reversed(rows) if drop is not None and -gains[p] >= drop), None),
    )
