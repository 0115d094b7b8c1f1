"""The result of this run as a later one will find it in results.json: to compare with earlier."""

from collections.abc import Iterable, Mapping

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import PastScore, PastStanding, Snapshot
from kuzbass_batch.records.year.year import HistoryStep, StepKind
from kuzbass_batch.rules.year.history import histories_of

DECIDED = (StepKind.VERIFIED, StepKind.SETTLED)


def snapshot_now(outcome: Outcome) -> Snapshot:
    """Return the snapshot of an outcome, as its results.json would tell it."""
    histories = histories_of(outcome)
    methodology = outcome.methodology
    return Snapshot(
        path="",
        period=outcome.period,
        as_of=outcome.as_of,
        methodology_sha256=methodology.sha256,
        readings={reading.id: reading.chosen for reading in methodology.readings},
        standings={
            standing.participant.id: _standing(
                standing, histories[standing.participant.id], methodology
            )
            for standing in outcome.standings
        },
        decisions=outcome.decisions.path,
        memory=outcome.drawn.memory,
        registers=outcome.registers.drawn.memory,
    )


def _standing(
    standing: Standing, steps: Iterable[HistoryStep], methodology: Methodology
) -> PastStanding:
    card, source = standing.scorecard, standing.assessment
    steps = tuple(steps)
    signed = {
        step.criterion: _signed(step) for step in steps if step.kind in DECIDED and step.criterion
    }
    return PastStanding(
        id=standing.participant.id,
        name=standing.participant.name,
        status=standing.status.value,
        total=card.total if card else None,
        level=methodology.level(card.level).name if card else "",
        place=str(standing.place or ""),
        place_in_category=str(standing.place_in_category or ""),
        source=source.source.path if source else "",
        source_sha256=source.source.sha256 if source else "",
        scores=_scores(standing, signed),
        rulings=tuple(
            f"{step.reason} ({_signed(step)})" for step in steps if step.kind is StepKind.ADMITTED
        ),
        category=standing.participant.category.id,
    )


def _scores(standing: Standing, signed: Mapping[str, str]) -> dict[str, PastScore]:
    """Return the scores by criterion; `signed`: who decided each last, and when."""
    return {
        score.criterion: PastScore(
            claimed=score.claimed,
            counted=score.counted,
            verified=score.verified,
            settled=score.settled,
            points=score.points,
            signed=signed.get(score.criterion, ""),
            applicable=score.applicable,
        )
        for score in (standing.scorecard.scores if standing.scorecard else ())
    }


def _signed(step: HistoryStep) -> str:
    day = wording.day(step.day) if step.day else ""
    return ", ".join(word for word in (step.who, day) if word)
