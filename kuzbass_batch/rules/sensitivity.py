"""Whose level would change under the other reading of an unclear point (act's gaps R1–R12)."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.model import score_rules as rules
from kuzbass_batch.model.decisions import (
    AdmissionKind,
    Decisions,
    Objection,
    Verification,
    by_participant,
)
from kuzbass_batch.model.findings import Severity
from kuzbass_batch.model.methodology import Methodology, Option, Reading
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.rules.deadlines import is_late
from kuzbass_batch.rules.scoring import score
from kuzbass_batch.rules.verified import final_card

# Beside the readings that decide levels or points by their own data.
IN_THE_ANSWERS = frozenset({"R4", "R5", "R6", "R7", "R9"})
OF_MARKS = frozenset(
    rule.code
    for rule in (
        rules.BLANK_CRITERION,
        rules.HALF_CRITERION,
        rules.CONTRADICTION,
        rules.SEVERAL_MARKS,
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What the committee decided, by participant; `accepted`: taken although late."""

    verified: Mapping[str, tuple[Verification, ...]]
    contested: Mapping[str, tuple[Objection, ...]]
    accepted: frozenset[str]

    @classmethod
    def of(cls, decisions: Decisions) -> "Decided":
        """Return the decisions sorted for looking up."""
        late = (a for a in decisions.admissions if a.kind is AdmissionKind.LATE)
        return cls(
            verified=by_participant(decisions.verifications),
            contested=by_participant(decisions.objections),
            accepted=frozenset(ruling.participant for ruling in late),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelShift:
    """A participant's level id now and under the other reading; empty: no level."""

    participant: str
    now: str
    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingEffect:
    """What another option of a reading would change; `computable` only if answers tell."""

    reading: Reading
    option: Option
    computable: bool
    shifts: tuple[LevelShift, ...]


def other_readings(outcome: Outcome) -> tuple[ReadingEffect, ...]:
    """Return the effect of every option not chosen, in the order of the readings."""
    return tuple(
        _effect(outcome, reading, option)
        for reading in outcome.methodology.readings
        for option in reading.others
    )


def _effect(outcome: Outcome, reading: Reading, option: Option) -> ReadingEffect:
    computable = _in_the_answers(reading)
    other = outcome.methodology.with_reading(reading.id, option.id)
    decided = Decided.of(outcome.decisions)
    shifts = (_shift(s, other, decided) for s in outcome.standings) if computable else ()
    return ReadingEffect(
        reading=reading,
        option=option,
        computable=computable,
        shifts=tuple(shift for shift in shifts if shift.now != shift.other),
    )


def _in_the_answers(reading: Reading) -> bool:
    """Tell whether the answers show what another option would change."""
    of_points = any(option.points is not None for option in reading.options)
    of_levels = bool(reading.gap) or reading.bound is not None
    return of_points or of_levels or reading.id in IN_THE_ANSWERS


def _shift(standing: Standing, other: Methodology, decided: Decided) -> LevelShift:
    now = standing.scorecard.level if standing.scorecard else ""
    level = _level_under(standing, other, decided)
    return LevelShift(participant=standing.participant.id, now=now, other=level)


def _level_under(standing: Standing, other: Methodology, decided: Decided) -> str:
    """Score the answers anew, what the committee decided put in as it stands.

    A form with faults besides its marks stays without a level.
    """
    source = standing.assessment
    if source is None or source.entry.submission is None:
        return ""
    faults = {f.code for f in source.entry.findings if f.severity is Severity.ERROR}
    if faults - OF_MARKS:
        return ""
    whose = standing.participant.id
    barred = other.chosen("R7") == "excluded" and is_late(source.entry, other)
    if barred and whose not in decided.accepted:
        return ""
    card, _ = score(source.entry.submission, other)
    if card is None:
        return ""
    return final_card(card, decided.verified[whose], decided.contested[whose], other).level
