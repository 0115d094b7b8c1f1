"""The course of the year for every participant: stage, way of the result, against last year."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.rules.year.history import Histories, HistoryStep
from kuzbass_batch.rules.year.last_year import YearChange, since_last_year
from kuzbass_batch.rules.year.stages import Progress, progress


@dataclass(frozen=True, kw_only=True, slots=True)
class YearCourse:
    """What follows from an outcome for each participant, by id in the registry's order."""

    stages: Mapping[str, Progress]
    histories: Mapping[str, tuple[HistoryStep, ...]]
    years: Mapping[str, YearChange]


def course_of(outcome: Outcome) -> YearCourse:
    """Return the course of every participant; what is shown in many places."""
    return YearCourse(
        stages=progress(outcome),
        histories=Histories(outcome),
        years={each.standing.participant.id: each for each in since_last_year(outcome)},
    )
