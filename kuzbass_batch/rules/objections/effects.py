"""What granting contested points would change: the total, and whether the level (p. 3.4).

For the committee only: on objections that came, and before anybody contests anything.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from kuzbass_batch.methodology.criteria import Criterion, Points, Worth
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import Objection
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.rating.rating import LevelTurn
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import ObjectedCriterion, ObjectionEffect
from kuzbass_batch.rules.objections.received import (
    form_of,
    objected_criteria,
    objection_is_late,
)
from kuzbass_batch.rules.rating.advice.distances import (
    unit_weights,
    units_to_lower,
    units_to_next,
)
from kuzbass_batch.rules.rating.scoring.scoring import with_worth
from kuzbass_batch.rules.rating.scoring.totals import ChangedPoints, points_in

Windows = Mapping[str, dt.date]


def objection_effects(outcome: Outcome, last: Windows) -> tuple[ObjectionEffect, ...]:
    """Return every objection of the rated, in the registry's order, then by criterion.

    last: the last day to object of everybody whose receipt of the results is entered.
    """
    contested = by_participant(outcome.decisions.objections)
    forms = objected_criteria(outcome.files, outcome.decisions.objections, outcome.as_of)
    calculation = EffectCalculation(outcome.methodology, forms, last)
    return tuple(
        effect
        for standing in outcome.standings
        for effect in calculation.of(standing, contested[standing.participant.id])
    )


@dataclass(frozen=True)
class EffectCalculation:
    """Works out what objections ask for; `forms`: what came by form."""

    methodology: Methodology
    forms: tuple[ObjectedCriterion, ...]
    last: Windows

    def of(
        self, standing: Standing, objections: tuple[Objection, ...]
    ) -> Iterator[ObjectionEffect]:
        """Yield what one participant objects to; whoever is not rated has no result.

        An objection to the result as a whole, or one that names no points, changes nothing by
        itself.
        """
        card = standing.scorecard
        if card is None or not objections:
            return
        open_ones = [o for o in objections if o.verdict is None and o.criterion]
        still = {o.criterion: o.asked for o in open_ones if o.asked is not None}
        together = self._granted(card, still)
        order = ["", *(criterion.id for criterion in self.methodology.criteria)]
        for objection in sorted(objections, key=lambda o: (order.index(o.criterion), o.received)):
            given = {key: still[key] for key in still if key == objection.criterion}
            undecided = objection.verdict is None
            yield ObjectionEffect(
                standing=standing,
                objection=objection,
                by_form=form_of(objection, self.forms, objections),
                last=self.last.get(objection.participant),
                late=objection_is_late(objection, self.last, self.methodology),
                now=card,
                if_only_this=self._granted(card, given) if undecided else card,
                together=together if undecided else card,
            )

    def _granted(self, card: Scorecard, given: Mapping[str, Worth]) -> Scorecard:
        """Return the result with this granted; as it is where nothing would be left to rate."""
        return with_worth(card, given, self.methodology) or card


def level_turns(card: Scorecard, methodology: Methodology) -> tuple[LevelTurn, ...]:
    """Return for every criterion what a dispute about it could do to the level."""
    pairs = tuple(zip(methodology.criteria, card.scores, strict=True))
    given = points_in(card.scores)
    if any(level.requires for level in methodology.levels):
        trial = ChangedPoints(given, methodology, card.category)
        return tuple(
            _turn_by(score, criterion, trial.rank_now, partial(trial.rank, at))
            for at, (criterion, score) in enumerate(pairs)
        )
    units = unit_weights(given, methodology)
    lift = units_to_next(card, methodology, units.unit) or None
    drop = units_to_lower(card, methodology, units.unit)
    return tuple(
        _turn(score, lift, drop, criterion, weight)
        if score.applicable
        else _turn_of_inapplicable(score, card, criterion, methodology)
        for (criterion, score), weight in zip(pairs, units.weights, strict=True)
    )


def _turn_of_inapplicable(
    score: CriterionScore, card: Scorecard, criterion: Criterion, methodology: Methodology
) -> LevelTurn:
    """Return what points for a criterion would do that is said not to apply."""
    trial = ChangedPoints(points_in(card.scores), methodology, card.category)
    at = methodology.position(criterion.id)
    return _turn_by(score, criterion, trial.rank_now, partial(trial.rank, at))


def _turn_by(
    score: CriterionScore, criterion: Criterion, now: int, rank: Callable[[Points], int]
) -> LevelTurn:
    """Return where the level turns; rank: of the level that so many points would give."""
    rows = criterion.points_possible
    ranks = {points: rank(points) for points in rows}
    return LevelTurn(
        criterion=score.criterion,
        points=score.points,
        raised=next((points for points in rows if ranks[points] > now), None),
        lowered=next((points for points in reversed(rows) if ranks[points] < now), None),
    )


def _turn(
    score: CriterionScore, lift: int | None, drop: int | None, criterion: Criterion, weight: int
) -> LevelTurn:
    possible = criterion.points_possible
    gains = {points: (points - score.points) * weight for points in possible}
    return LevelTurn(
        criterion=score.criterion,
        points=score.points,
        raised=next((p for p in possible if lift is not None and gains[p] >= lift), None),
        lowered=next(
            (p for p in reversed(possible) if drop is not None and -gains[p] >= drop), None
        ),
    )
