"""Whose level and place would change under the other reading of an unclear point (R1–R20)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from kuzbass_batch.findings.finding import Fact, Severity
from kuzbass_batch.methodology.criteria import Criterion
from kuzbass_batch.methodology.readings import OF_PLAN, OF_PROJECTS, OF_REGISTERS
from kuzbass_batch.methodology.records import Methodology, Option, Reading
from kuzbass_batch.records.committee.decisions import AdmissionKind
from kuzbass_batch.records.rating.rating import LevelShift, PlaceShift, ReadingEffect
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import CountedReturn
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.deadlines import is_late
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.scoring.scoring import NO_NUMBERS, score_of_codes
from kuzbass_batch.rules.rating.scoring.totals import PointSet, level_of, total_of

# Beside the readings that decide levels or points by their own data.
IN_THE_ANSWERS = frozenset({"R4", "R5", "R6", "R7", "R9"})


def other_readings(outcome: Outcome) -> tuple[ReadingEffect, ...]:
    """Return the effect of every option not chosen, in the order of the readings."""
    return tuple(
        _effect(outcome, reading, option)
        for reading in outcome.methodology.readings
        for option in reading.others
    )


def _effect(outcome: Outcome, reading: Reading, option: Option) -> ReadingEffect:
    # Registers ask and count, and never take points.
    if reading.id in OF_REGISTERS | OF_PLAN | OF_PROJECTS:
        return ReadingEffect(reading=reading, option=option, computable=True, shifts=())
    if not _in_the_answers(reading):
        return ReadingEffect(reading=reading, option=option, computable=False, shifts=())
    rescored = MarkTotals(
        outcome.methodology.with_reading(reading.id, option.id), _accepted(outcome)
    )
    found = {s.participant.id: _result_under(s, rescored) for s in outcome.standings}
    shifts = (_shift(s, found[s.participant.id]) for s in outcome.standings)
    return ReadingEffect(
        reading=reading,
        option=option,
        computable=True,
        shifts=tuple(shift for shift in shifts if shift.now != shift.other),
        moves=_moves(outcome, {key: each.total for key, each in found.items() if each}),
    )


def _accepted(outcome: Outcome) -> frozenset[str]:
    """Return whose returns the committee takes although they are late."""
    rulings = outcome.decisions.admissions
    return frozenset(each.participant for each in rulings if each.kind is AdmissionKind.LATE)


def _moves(outcome: Outcome, totals: Mapping[str, Decimal]) -> tuple[PlaceShift, ...]:
    if not outcome.methodology.gives_places:
        return ()
    others = places(totals)
    moves = (
        PlaceShift(
            participant=standing.participant.id,
            now=standing.place,
            other=others.get(standing.participant.id),
        )
        for standing in outcome.standings
    )
    return tuple(move for move in moves if move.now != move.other)


def _in_the_answers(reading: Reading) -> bool:
    """Tell whether the effect of another option of the reading can be computed from the answers."""
    of_points = any(option.points is not None for option in reading.options)
    of_levels = bool(reading.gap) or reading.bound is not None
    return of_points or of_levels or reading.id in IN_THE_ANSWERS


class MarkTotals:
    """Scores returns by their mark codes (`AssessmentDigest.marks`) under one methodology.

    Scores are remembered by criterion and codes: a criterion has few rows, so that ten thousand
    returns need only some dozens of different scores.
    """

    def __init__(self, methodology: Methodology, accepted: frozenset[str]) -> None:
        self.methodology, self.accepted = methodology, accepted
        self._known: dict[tuple[str, str], CriterionScore | None] = {}

    def scores(
        self, letters: str, numbers: Mapping[str, str] = NO_NUMBERS
    ) -> tuple[CriterionScore, ...] | None:
        """Return the score of each criterion; None if some criterion cannot be scored.

        numbers: those answered, by row.
        """
        found: list[CriterionScore] = []
        at = 0
        for criterion in self.methodology.criteria:
            end = at + len(criterion.rows)
            scored = self._score(criterion, letters[at:end], numbers)
            if scored is None:
                return None
            found.append(scored)
            at = end
        return tuple(found)

    def _score(
        self, criterion: Criterion, letters: str, numbers: Mapping[str, str]
    ) -> CriterionScore | None:
        if not criterion.is_marked:
            return score_of_codes(letters, criterion, self.methodology, numbers)
        key = (criterion.id, letters)
        if key not in self._known:
            self._known[key] = score_of_codes(letters, criterion, self.methodology)
        return self._known[key]


class Result(NamedTuple):
    """A total with the level that it gives."""

    total: Decimal
    level: str


def _shift(standing: Standing, other: Result | None) -> LevelShift:
    return LevelShift(
        participant=standing.participant.id,
        now=standing.scorecard.level if standing.scorecard else "",
        other=other.level if other else "",
    )


def _result_under(standing: Standing, rescored: MarkTotals) -> Result | None:
    """Score the answers again, what the committee decided put in as it stands.

    A form with faults besides its marks stays without a total.
    """
    source, other = standing.assessment, rescored.methodology
    if source is None or source.assessment is None:
        return None
    faults = (f for f in source.findings if f.severity is Severity.ERROR)
    if any(Fact.OF_MARKS not in fault.facts for fault in faults):
        return None
    barred = other.chosen("R7") == "excluded" and is_late(source.deciding_day, other)
    if barred and standing.participant.id not in rescored.accepted:
        return None
    digest = source.assessment.digest
    scores = rescored.scores(digest.marks, digest.numbers.by_row())
    if scores is None:
        return None
    given = _as_decided(source.scorecard if isinstance(source, CountedReturn) else None, scores)
    total = total_of(given, other)
    if total is None:
        return None
    category = standing.participant.category.id
    return Result(total, level_of(total, given, other, category).id)


def _as_decided(card: Scorecard | None, scores: tuple[CriterionScore, ...]) -> PointSet:
    """Return the points; those that the committee decided stand under any reading."""
    decided = (each for each in (card.scores if card else ()) if each.ruled is not None)
    ruled = {each.criterion: each for each in decided}
    final = [ruled.get(each.criterion, each) for each in scores]
    absent = (each.criterion for each in final if not each.applicable)
    return PointSet(tuple(each.points for each in final), frozenset(absent))
