"""What granting the asked points would change: the total, and whether the level (p. 3.4)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.decisions import Objection, by_participant
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.scores import CriterionScore, Scorecard
from kuzbass_batch.rules.objections.received import ObjectedCriterion, is_late, pleas, windows
from kuzbass_batch.rules.rating.scoring import with_points


@dataclass(frozen=True, kw_only=True, slots=True)
class Stake:
    """One objection to a score: the participant's result as it is, and as it might be.

    plea: the form it came by, if it did. last: the last day to object, None while the receipt is
    not entered; late: whether it came after. alone: the result if these points alone are granted.
    together: if everything is that he asks for and that is not decided. Once decided, both are the
    result as it is.
    """

    standing: Standing
    objection: Objection
    plea: ObjectedCriterion | None
    last: dt.date | None
    late: bool | None
    now: Scorecard
    alone: Scorecard
    together: Scorecard

    @property
    def claimed(self) -> int:
        """Return the points claimed for the criterion."""
        return self._score(lambda score: score.claimed)

    @property
    def counted(self) -> int:
        """Return the points that he objects to: what counted before it was decided."""
        return self._score(contested_points)

    def _score(self, of: Callable[[CriterionScore], int]) -> int:
        return next(of(s) for s in self.now.scores if s.criterion == self.objection.criterion)

    @property
    def changes_alone(self) -> bool:
        """Tell whether these points alone would change the level."""
        return self.alone.level != self.now.level

    @property
    def changes_together(self) -> bool:
        """Tell whether all that is asked would change the level."""
        return self.together.level != self.now.level


def stakes(outcome: Outcome) -> tuple[Stake, ...]:
    """Return every objection that asks for points, in the registry's order, then by criterion."""
    contested = by_participant(outcome.decisions.objections)
    found = pleas(outcome.files)
    last = windows(outcome.decisions, outcome.methodology, outcome.workdays)
    desk = StakeCalculator(outcome.methodology, found, last)
    return tuple(
        stake
        for standing in outcome.standings
        for stake in desk.of(standing, contested[standing.participant.id])
    )


class StakeCalculator:
    """Works out the stakes of one run."""

    def __init__(
        self,
        methodology: Methodology,
        found: tuple[ObjectedCriterion, ...],
        last: Mapping[str, dt.date],
    ) -> None:
        """Take the act, the forms, and the last day of everybody's window."""
        self.methodology, self.pleas, self.last = methodology, found, last
        self.order = [criterion.id for criterion in methodology.criteria]

    def of(self, standing: Standing, objections: tuple[Objection, ...]) -> Iterator[Stake]:
        """Yield the stakes of one participant; whoever is not rated has none."""
        card = standing.scorecard
        asking = [each for each in objections if each.criterion and each.asked is not None]
        if card is None or not asking:
            return
        still = {o.criterion: o.asked for o in asking if o.verdict is None and o.asked is not None}
        together = with_points(card, still, self.methodology)
        for objection in sorted(asking, key=lambda each: self.order.index(each.criterion)):
            given = {key: still[key] for key in still if key == objection.criterion}
            undecided = objection.verdict is None
            yield Stake(
                standing=standing,
                objection=objection,
                plea=self._plea(objection),
                last=self.last.get(objection.participant),
                late=is_late(objection, self.last, self.methodology),
                now=card,
                alone=with_points(card, given, self.methodology) if undecided else card,
                together=together if undecided else card,
            )

    def _plea(self, objection: Objection) -> ObjectedCriterion | None:
        return next((p for p in self.pleas if p.is_entered_as(objection.entry)), None)


def contested_points(score: CriterionScore) -> int:
    """Return the points of a criterion without those that an objection gave."""
    return score.counted if score.verified is None else score.verified


def before_objections(card: Scorecard, methodology: Methodology) -> Scorecard:
    """Return the result as it was delivered: without the points that objections gave."""
    was = {
        score.criterion: contested_points(score)
        for score in card.scores
        if score.settled is not None
    }
    return with_points(card, was, methodology)
