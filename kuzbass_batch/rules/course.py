"""The course of the year for every participant: stage, way of the result, against last year."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.rules.history import Histories, Step
from kuzbass_batch.rules.last_year import YearChange, since_last_year
from kuzbass_batch.rules.stages import Progress, progress


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """What follows from an outcome for each participant, by id in the registry's order."""

    stages: Mapping[str, Progress]
    histories: Mapping[str, tuple[Step, ...]]
    years: Mapping[str, YearChange]


def course_of(outcome: Outcome) -> Course:
    """Return the course of every participant; what is shown in many places."""
    return Course(
        stages=progress(outcome),
        histories=Histories(outcome),
        years={each.standing.participant.id: each for each in since_last_year(outcome)},
    )
