"""How far each participant has come (p. 3.4).

The act's days (p. 3.4, app. 3 p. 4.1): self-assessments, rating, results sent, fifteen working
days from receipt to object, totals on 1 April.
"""

import datetime as dt
from dataclasses import replace

from kuzbass_batch.records.committee.decisions import Decisions, Delivery, Objection, Subject
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import Progress, Stage
from kuzbass_batch.rules.deadlines import (
    is_year_over,
    objection_deadline,
)
from kuzbass_batch.rules.objections.received import counting_delivery
from kuzbass_batch.rules.year.approval import is_closed

WITHOUT_SCORE = {
    ParticipantStatus.MISSING: Stage.AWAITED,
    ParticipantStatus.RETURNED: Stage.RETURNED,
    ParticipantStatus.EXCLUDED: Stage.EXCLUDED,
}


def progress(outcome: Outcome) -> dict[str, Progress]:
    """Return how far every participant has come, by id in the registry's order."""
    deliveries = by_participant(outcome.decisions.deliveries)
    objections = by_participant(outcome.decisions.objections)
    verified = by_participant(outcome.decisions.verifications)
    again = by_pairs(outcome.decisions)
    return {
        who: _progress(
            standing,
            outcome,
            deliveries[who],
            objections[who],
            tuple(v.criterion for v in verified[who]),
            again.get(who, ()),
        )
        for standing in outcome.standings
        for who in (standing.participant.id,)
    }


def by_pairs(decisions: Decisions) -> dict[str, tuple[str, ...]]:
    """Return the criteria to verify again of each participant that has any."""
    found: dict[str, tuple[str, ...]] = {}
    for participant, criterion in sorted(decisions.again):
        found[participant] = (*found.get(participant, ()), criterion)
    return found


def _progress(
    standing: Standing,
    outcome: Outcome,
    deliveries: tuple[Delivery, ...],
    objections: tuple[Objection, ...],
    verified: tuple[str, ...],
    again: tuple[str, ...],
) -> Progress:
    scores = standing.scorecard.scores if standing.scorecard else ()
    delivery = counting_delivery(deliveries)
    received = delivery.received if delivery else None
    objecting = outcome.methodology.has_objections
    deadline = window_end(received, outcome) if received and objecting else None
    unverified = tuple(s.criterion for s in scores if s.criterion not in verified)
    found = Progress(
        participant=standing.participant.id,
        stage=_without_score(standing, outcome),
        unverified=unverified,
        again=again,
        delivery=delivery,
        deadline=deadline,
        open=tuple(each for each in objections if each.verdict is None),
        unanswered=_is_unanswered(objections, deliveries),
        returned=is_objection_returned(standing),
    )
    if not scores:
        return found
    stage = _stage(found, bool(objections), outcome.as_of, begun=bool(verified))
    if stage is Stage.RATED and received and not objecting and not (unverified or again):
        stage = Stage.CLOSED  # Nothing can follow where nobody may object.
    return replace(found, stage=stage)


def is_objection_returned(standing: Standing) -> bool:
    """Tell whether a form of objection went back to the participant."""
    return any(file.kind is Kind.OBJECTION for file in standing.returned)


def _is_unanswered(objections: tuple[Objection, ...], deliveries: tuple[Delivery, ...]) -> bool:
    """Tell whether a reply is missing: none was sent since the last decision."""
    decided = [each.day or each.received for each in objections if each.verdict is not None]
    replies = [each for each in deliveries if each.subject is Subject.REPLY]
    sent = [day for each in replies if (day := each.sent or each.received)]
    return bool(decided) and max(sent, default=dt.date.min) < max(decided)


def _without_score(standing: Standing, outcome: Outcome) -> Stage:
    """Return the stage of who has no score; from the day of the totals nothing is awaited.

    What never came is not awaited from the approval of the rating on.
    """
    stage = WITHOUT_SCORE.get(standing.status, Stage.RECEIVED)
    over = is_year_over(outcome.as_of, outcome.methodology)
    if stage is Stage.AWAITED and not standing.possible:
        over = is_closed(outcome)
    return Stage.CLOSED if over and stage is not Stage.EXCLUDED else stage


def _stage(found: Progress, objected: bool, as_of: dt.date, *, begun: bool) -> Stage:
    """Return the stage of a rated participant, the latest that holds."""
    if found.open:
        return Stage.CONTESTED
    if found.returned:
        return Stage.OBJECTION_RETURNED
    checked = not (found.unverified or found.again)
    if checked and found.deadline and as_of > found.deadline and not found.unanswered:
        return Stage.CLOSED
    if objected:
        return Stage.SETTLED
    if found.deadline:
        return Stage.DELIVERED
    if found.delivery or checked:
        return Stage.RATED
    return Stage.VERIFYING if begun else Stage.RECEIVED


def window_end(received: dt.date, outcome: Outcome) -> dt.date:
    """Return the last day to object for results received on that day (p. 3.4)."""
    return objection_deadline(received, outcome.methodology, outcome.workdays)
