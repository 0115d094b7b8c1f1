"""Everything that the outputs of a run show, computed before the first of them is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.outputs.addressees import Addressee
from kuzbass_batch.outputs.letters import Letter
from kuzbass_batch.outputs.redrawn import Redrawn
from kuzbass_batch.outputs.statistics import Statistics
from kuzbass_batch.rules.course import Course
from kuzbass_batch.rules.sensitivity import ReadingEffect


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The outcome with what follows from it for the reader.

    redrawn: the forms to write; letters: the letters to write; addressees: by participant's id;
    effects: what other readings would change. course: the year of every participant so far.
    """

    outcome: Outcome
    redrawn: tuple[Redrawn, ...]
    letters: tuple[Letter, ...]
    addressees: Mapping[str, Addressee]
    statistics: Statistics
    effects: tuple[ReadingEffect, ...]
    course: Course
