"""Everything that the outputs of a run show, and every letter and form to write: planned first."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.outputs.letters.addressees import Addressee, address_all
from kuzbass_batch.outputs.letters.details import to_enter
from kuzbass_batch.outputs.letters.letters import Letter, plan_letters
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.records.outcome import Conclusions, Outcome
from kuzbass_batch.records.outgoing import Outgoing
from kuzbass_batch.records.year import DueDays, ToDo
from kuzbass_batch.rules.rating.robustness import rated_points, try_in_year
from kuzbass_batch.rules.rating.statistics import count_year, rated_in
from kuzbass_batch.rules.year.conclusions import conclude_year
from kuzbass_batch.rules.year.outgoing import handed_over
from kuzbass_batch.rules.year.to_do import register_to_check
from kuzbass_batch.workers.crew import Crew, begun_by
from kuzbass_batch.workers.limits import seconds_for


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownOutcome:
    """What follows from the outcome, with the files to write for the participants.

    redrawn: the forms to write; objection_forms: those that go with the results;
    letters: the letters to write; addressees: by participant's id. to_enter: what the committee
    has yet to enter into its stationery. register: what is to be checked in the register
    of letters.
    """

    conclusions: Conclusions
    redrawn: tuple[Redrawn, ...]
    objection_forms: tuple[Redrawn, ...]
    letters: tuple[Letter, ...]
    addressees: Mapping[str, Addressee]
    to_enter: tuple[ToDo, ...] = ()
    register: tuple[ToDo, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Return the outcome that is shown."""
        return self.conclusions.outcome


def shown_outcome(
    outcome: Outcome,
    redrawn: tuple[Redrawn, ...],
    objections: tuple[Redrawn, ...],
    crew: Crew,
    due: DueDays,
    templates: Path | None = None,
    sent: tuple[Outgoing, ...] = (),
) -> ShownOutcome:
    """Return what the outputs show; what needs dictionaries and tables is left to the crew.

    redrawn, objections: the forms to write, already planned. due: the days
    that letters name. templates: the committee's own. sent: the register of letters until now.
    """
    allowed = seconds_for(len(outcome.standings))
    counted = begun_by(crew, count_year, rated_in(outcome), what="статистика", seconds=allowed)
    tried = begun_by(
        crew, try_in_year, rated_points(outcome), what="устойчивость рейтинга", seconds=allowed
    )
    addressees = address_all(crew, (s.participant for s in outcome.standings))
    conclusions = conclude_year(outcome, counted(), tried(), due)
    return ShownOutcome(
        conclusions=conclusions,
        redrawn=redrawn,
        objection_forms=objections,
        letters=plan_letters(conclusions, (*redrawn, *objections), addressees),
        addressees=addressees,
        to_enter=to_enter(templates, outcome.methodology),
        register=register_to_check(sent, handed_over(outcome.decisions.deliveries)),
    )
