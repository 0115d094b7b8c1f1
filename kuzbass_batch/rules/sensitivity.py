"""Whose level would change under the other reading of an unclear point (act's gaps R1–R12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.model import score_rules as rules
from kuzbass_batch.model.decisions import AdmissionKind
from kuzbass_batch.model.findings import Severity
from kuzbass_batch.model.methodology import Criterion, Methodology, Option, Reading
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.rules.deadlines import is_late
from kuzbass_batch.rules.scoring import pick_level, weighted_of

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
    accepted = {a.participant for a in outcome.decisions.admissions
                if a.kind is AdmissionKind.LATE}  # fmt: skip
    tally = Tally(other, frozenset(accepted))
    shifts = (_shift(standing, tally) for standing in outcome.standings) if computable else ()
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


class Tally:
    """Totals of marks in short under one methodology; what a criterion's rows make is remembered.

    A criterion has a handful of rows, so that ten thousand returns ask for some dozens of scores.
    """

    def __init__(self, methodology: Methodology, accepted: frozenset[str]) -> None:
        """Begin with nothing remembered; `accepted`: whose return is taken although late."""
        self.methodology, self.accepted = methodology, accepted
        self._known: dict[tuple[str, str], Decimal | None] = {}

    def level(self, letters: str, ruled: Mapping[str, Decimal]) -> str:
        """Return the level's id; empty if some criterion cannot be scored.

        ruled: weighted points that the committee decided stand whatever the reading.
        """
        total, at = Decimal(), 0
        for criterion in self.methodology.criteria:
            end = at + len(criterion.rows)
            weighted = self._weighted(criterion, letters[at:end])
            if weighted is None:
                return ""
            total, at = total + ruled.get(criterion.id, weighted), end
        return pick_level(self.methodology.levels, total).id

    def _weighted(self, criterion: Criterion, letters: str) -> Decimal | None:
        key = (criterion.id, letters)
        if key not in self._known:
            self._known[key] = weighted_of(letters, criterion, self.methodology)
        return self._known[key]


def _shift(standing: Standing, tally: Tally) -> LevelShift:
    now = standing.scorecard.level if standing.scorecard else ""
    return LevelShift(
        participant=standing.participant.id, now=now, other=_level_under(standing, tally)
    )


def _level_under(standing: Standing, tally: Tally) -> str:
    """Score the answers anew, what the committee decided put in as it stands.

    A form with faults besides its marks stays without a level.
    """
    source, other = standing.assessment, tally.methodology
    if source is None or source.entry.gist is None:
        return ""
    faults = {f.code for f in source.entry.findings if f.severity is Severity.ERROR}
    if faults - OF_MARKS:
        return ""
    barred = other.chosen("R7") == "excluded" and is_late(source.entry, other)
    if barred and standing.participant.id not in tally.accepted:
        return ""
    card = source.entry.scorecard
    scores = card.scores if card else ()
    ruled = {each.criterion: each.weighted for each in scores if each.ruled is not None}
    return tally.level(source.entry.gist.marks, ruled)
