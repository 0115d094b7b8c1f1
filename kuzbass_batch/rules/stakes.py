"""What granting the asked points would change: the total, and whether the level (p. 3.4)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.objections import Asked
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.model.records import FileStatus, Kind, Return, Scorecard
from kuzbass_batch.rules.scoring import make_scorecard


@dataclass(frozen=True, kw_only=True, slots=True)
class Stake:
    """One asked score: the participant's result as it is, and as it would be.

    alone: if only these points are granted. together: if everything is that he asks for.
    """

    standing: Standing
    entry: Return
    asked: Asked
    now: Scorecard
    alone: Scorecard
    together: Scorecard

    @property
    def counted(self) -> int:
        """Return the points that count for the criterion now."""
        return next(s.points for s in self.now.scores if s.criterion == self.asked.criterion)

    @property
    def changes_alone(self) -> bool:
        """Tell whether these points alone would change the level."""
        return self.alone.level != self.now.level

    @property
    def changes_together(self) -> bool:
        """Tell whether all that is asked would change the level."""
        return self.together.level != self.now.level


def stakes(outcome: Outcome) -> tuple[Stake, ...]:
    """Return every asked score of the objections that count, in the registry's order."""
    entries: dict[str, list[Return]] = {}
    for file in outcome.files:
        if file.entry.kind is Kind.OBJECTION and file.status is FileStatus.USED:
            entries.setdefault(file.entry.participant, []).append(file.entry)
    return tuple(
        stake
        for standing in outcome.standings
        for stake in _of(standing, entries.get(standing.participant.id, []), outcome.methodology)
    )


def _of(standing: Standing, entries: list[Return], methodology: Methodology) -> Iterator[Stake]:
    card = standing.scorecard
    if card is None:
        return
    asked = in_force(entries)
    together = granted(card, {each.criterion: each.points for _, each in asked}, methodology)
    order = [criterion.id for criterion in methodology.criteria]
    for entry, each in sorted(asked, key=lambda pair: order.index(pair[1].criterion)):
        yield Stake(
            standing=standing,
            entry=entry,
            asked=each,
            now=card,
            alone=granted(card, {each.criterion: each.points}, methodology),
            together=together,
        )


def in_force(entries: Iterable[Return]) -> tuple[tuple[Return, Asked], ...]:
    """Return what is asked for each criterion, by the latest objection that speaks of it."""
    ordered = sorted(entries, key=lambda entry: (received_on(entry), entry.source.path))
    found = {each.criterion: (entry, each) for entry in ordered for each in asked_in(entry)}
    return tuple(found.values())


def received_on(entry: Return) -> dt.date:
    """Return the day an objection came in: of the folder it lies in, else the date in the form."""
    return entry.source.received or entry.filled_on or dt.date.min


def asked_in(entry: Return) -> tuple[Asked, ...]:
    """Return what a file asks for, nothing if it is no objection."""
    contest = entry.gist.contest if entry.gist else None
    return contest.asked if contest else ()


def granted(card: Scorecard, points: Mapping[str, int], methodology: Methodology) -> Scorecard:
    """Return the scorecard with these points (criterion → points) in place of its own."""
    scores = (
        replace(score, points=given, weighted=given * score.coefficient)
        for score in card.scores
        for given in (points.get(score.criterion, score.points),)
    )
    return make_scorecard(tuple(scores), methodology)
