"""Everything that the outputs of a run show, computed before the first of them is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.outputs.letters.addressees import Addressee
from kuzbass_batch.outputs.letters.letters import Letter
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.outputs.results.statistics import Statistics
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.rules.rating.robustness import Robustness
from kuzbass_batch.rules.rating.sensitivity import ReadingEffect
from kuzbass_batch.rules.year.course import YearCourse


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownOutcome:
    """The outcome with what follows from it for the reader.

    redrawn: the forms to write; objection_forms: those that go with the results;
    letters: the letters to write; addressees: by participant's id;
    robustness: what other readings and coefficients would change; course: the year of every
    participant so far.
    """

    outcome: Outcome
    redrawn: tuple[Redrawn, ...]
    objection_forms: tuple[Redrawn, ...]
    letters: tuple[Letter, ...]
    addressees: Mapping[str, Addressee]
    statistics: Statistics
    robustness: Robustness
    course: YearCourse

    @property
    def effects(self) -> tuple[ReadingEffect, ...]:
        """Return what the other readings would change."""
        return self.robustness.readings
