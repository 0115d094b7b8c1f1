"""Decisions that a criterion does not apply, where they would leave nothing to rate."""

from collections.abc import Iterable
from dataclasses import replace

from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.committee.decisions import Decisions, by_participant
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.returns import FileResult, FileStatus


def with_something_left(
    files: Iterable[FileResult], decisions: Decisions
) -> tuple[Decisions, tuple[Finding, ...]]:
    """Return the decisions without those that leave a participant nothing to be rated by.

    And a finding on each of these.
    """
    verified = by_participant(decisions.verifications)
    if all(each.applies for each in decisions.verifications):
        return decisions, ()
    emptied = {
        file.participant
        for file in files
        if file.status is FileStatus.USED and file.assessment
        for card in (file.assessment.card,)
        if card is not None
        and _absent_in(card, {v.criterion: v.applies for v in verified[file.participant]})
    }
    idle = [v for v in decisions.verifications if v.participant in emptied and not v.applies]
    left = tuple(each for each in decisions.verifications if each not in idle)
    found = (
        rules.NOTHING_LEFT.at(each.entry.ref("points"), participant=each.participant)
        for each in idle
    )
    return replace(decisions, verifications=left), tuple(found)


def _absent_in(card: Scorecard, found: dict[str, bool]) -> bool:
    """Tell whether no criterion of a card applies; found: what was decided, by criterion."""
    return not any(found.get(each.criterion, each.applicable) for each in card.scores)
