"""What a level hangs on when a participant contests points (p. 3.4): for the committee only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.records import CriterionScore, Scorecard
from kuzbass_batch.rules.advice import missing_to_next, surplus_over_lower
from kuzbass_batch.rules.scoring import with_points

TOGETHER = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What granting the points asked would give.

    criterion: the one contested, or empty for everything asked together. points: those asked.
    total in weighted points, level id. changes_level: the level would differ from the present.
    enough: the least points of this criterion alone that already change the level, None if even
    those asked do not, or for everything together.
    """

    criterion: str
    points: int | None
    total: Decimal
    level: str
    changes_level: bool
    enough: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hinge:
    """At which points of one criterion the level would change, the others staying as they are.

    raised: the least points above those given that lift the level; lowered: the greatest below
    them that drop it; None where no row of the criterion does.
    """

    criterion: str
    points: int
    raised: int | None
    lowered: int | None


def hinges(card: Scorecard, methodology: Methodology) -> tuple[Hinge, ...]:
    """Return for every criterion what a dispute about it could do to the level."""
    lift = missing_to_next(card, methodology) or None
    drop = surplus_over_lower(card, methodology)
    return tuple(_hinge(score, lift, drop, methodology) for score in card.scores)


def _hinge(
    score: CriterionScore, lift: Decimal | None, drop: Decimal | None, methodology: Methodology
) -> Hinge:
    rows = sorted(row.points for row in methodology.criterion(score.criterion).rows)
    gains = {points: (points - score.points) * score.coefficient for points in rows}
    return Hinge(
        criterion=score.criterion,
        points=score.points,
        raised=next((p for p in rows if lift is not None and gains[p] >= lift), None),
        lowered=next((p for p in reversed(rows) if drop is not None and -gains[p] >= drop), None),
    )


def granted(
    card: Scorecard, asked: Mapping[str, int], methodology: Methodology
) -> tuple[Granted, ...]:
    """Return what each contested criterion alone, and then all together, would change.

    asked: criterion id → points asked. What cannot be granted is passed over: a criterion that
    is not scored, points that no row gives, points not above those given.
    """
    wanted = {
        score.criterion: asked[score.criterion]
        for score in card.scores
        if asked.get(score.criterion, 0) in _above(score, methodology)
    }
    singles = tuple(_single(card, key, points, methodology) for key, points in wanted.items())
    return (*singles, *_together(card, wanted, methodology))


def _above(score: CriterionScore, methodology: Methodology) -> tuple[int, ...]:
    """Return the points of the criterion's rows above those given, the least first."""
    rows = methodology.criterion(score.criterion).rows
    return tuple(sorted({row.points for row in rows if row.points > score.points}))


def _single(card: Scorecard, criterion: str, points: int, methodology: Methodology) -> Granted:
    now = next(score for score in card.scores if score.criterion == criterion)
    steps = (step for step in _above(now, methodology) if step <= points)
    enough = next(
        (s for s in steps if with_points(card, {criterion: s}, methodology).level != card.level),
        None,
    )
    return _granted(
        card, with_points(card, {criterion: points}, methodology), criterion, points, enough
    )


def _together(
    card: Scorecard, wanted: Mapping[str, int], methodology: Methodology
) -> Iterator[Granted]:
    if len(wanted) > 1:
        yield _granted(card, with_points(card, wanted, methodology), TOGETHER, None, None)


def _granted(
    card: Scorecard, other: Scorecard, criterion: str, points: int | None, enough: int | None
) -> Granted:
    return Granted(
        criterion=criterion,
        points=points,
        total=other.total,
        level=other.level,
        changes_level=other.level != card.level,
        enough=enough,
    )
