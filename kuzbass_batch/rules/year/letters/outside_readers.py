"""Bodies outside of the registry that letters go to: on checks and the contest (p. 2.7, 3.5)."""

from collections.abc import Iterator

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Standing
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.programme.other_bodies import unrated
from kuzbass_batch.rules.programme.partner_checks.overview import applicants_in
from kuzbass_batch.rules.year.letters.contest_letters import letters_on_contest


def outside_readers(outcome: Outcome) -> tuple[Standing, ...]:
    """Return the bodies outside of the registry that letters go to, each once."""
    known = {each.id for each in outcome.registry.participants}
    checks = outcome.partner_checks.every
    asked = {each.applicant.id for each in checks if each.applicant.outside and each.recent}
    asked |= letters_on_contest(outcome).keys() - known
    return tuple(unrated(who) for who in _bodies(outcome) if who.id in asked) if asked else ()


def applications_sent_back(outcome: Outcome) -> Iterator[tuple[Participant, FileResult]]:
    """Yield each application to the contest that such a body is to mend, with the body."""
    known = {each.id for each in outcome.registry.participants}
    back = [
        file
        for file in outcome.files
        if file.kind is Kind.CONTEST_APPLICATION
        and file.status is FileStatus.RETURNED
        and file.participant not in known
    ]
    bodies = {each.id: each for each in _bodies(outcome)} if back and outcome.contest else {}
    for file in back:
        if file.participant in bodies:
            yield bodies[file.participant], file


def _bodies(outcome: Outcome) -> Iterator[Participant]:
    people = applicants_in(outcome.registers, outcome.registry)
    return (who for who, outside in people.values() if outside)
