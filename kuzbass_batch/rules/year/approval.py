"""Whose results the committee's approval of the rating covers; the others are drafts (p. 3.4).

One row of «Протоколы» approves the rating for all, as it stood when the program first saw the row.
What stood on the day of the approval goes on as marks in the row's printed cell, one for each
participant: made of the participant's points, total and level. A result whose mark is not among
them is a draft again; so is one that a verification or a ruling of a later day changed, also when
the program sees both for the first time. A row given another day approves anew. What an objection
changed is approved by the decision on it, so that a result is compared without it.
"""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.records.committee.decisions import (
    APPROVAL_TOPIC,
    AdmissionKind,
    Decisions,
    Protocol,
    plain,
)
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.deadlines import is_year_over
from kuzbass_batch.rules.rating.scoring.scoring import before_objections, with_points

LETTING_IN = (
    AdmissionKind.LATE,
    AdmissionKind.RESTORED,
    AdmissionKind.WAIVED,
    AdmissionKind.PARENT,
)
"""What makes a return count that did not: before such a ruling there was another result or none."""
MARK_LETTERS = 5
"""Letters of a mark: 25 bits tell thousands of results apart, and 5,000 marks fit a cell."""
MOST_LETTERS = 32_000
"""Of all marks together: a cell of Excel holds 32,767."""
QUESTION = "Утверждается рейтинг: баллы, оценка и уровень каждого участника на день утверждения."
_DAY = re.compile(r"Утверждены (\d\d\.\d\d\.\d{4}) ")
_MARKS = re.compile(r"Метки: (\S+)")


def approval_of(decisions: Decisions) -> Protocol | None:
    """Return the approval in force, of several the latest; None while there is none."""
    found = [each for each in decisions.protocols if plain(each.topic) == APPROVAL_TOPIC]
    return max(found, key=lambda each: each.day) if found else None


def is_closed(outcome: Outcome) -> bool:
    """Tell whether a self-assessment that never came is not asked for any more (p. 3.4).

    So it is once the rating is approved, and from the day of the totals in any case.
    """
    over = is_year_over(outcome.as_of, outcome.methodology)
    return over or approval_of(outcome.decisions) is not None


def draft_results(outcome: Outcome) -> tuple[str, ...]:
    """Return the rated participants whose result is not approved as it stands, in their order."""
    rated = [s for s in outcome.standings if s.scorecard]
    approval = approval_of(outcome.decisions)
    if approval is None:
        return tuple(s.participant.id for s in rated)
    known = _known(approval)
    if known is None:
        known = _covered(outcome, approval, MARK_LETTERS)  # the first run that sees the approval
    marks = {s.participant.id: result_mark(s, outcome.methodology, _length(known)) for s in rated}
    return tuple(who for who, mark in marks.items() if mark not in known)


def _known(approval: Protocol) -> frozenset[str] | None:
    """Return the marks that an earlier run printed for this approval, None if there are none."""
    question = approval.entry.text("question")
    day = _DAY.search(question)
    # Without a day the row is of an earlier program, which printed none.
    same = day is None or day[1] == wording.day(approval.day)
    return printed_marks(question) if same else None


def _covered(outcome: Outcome, approval: Protocol, letters: int) -> frozenset[str]:
    """Return the marks of what stood on the day of the approval."""
    return frozenset(
        result_mark(standing, outcome.methodology, letters)
        for standing in _as_approved(outcome, approval.day)
    )


def _as_approved(outcome: Outcome, day: dt.date) -> Iterator[Standing]:
    """Yield the rated with the points that stood on a day; whoever a later ruling let in had none.

    A criterion that was verified later stood at the points counted until then.
    """
    verified = by_participant(outcome.decisions.verifications)
    admitted = by_participant(outcome.decisions.admissions)
    for standing in outcome.standings:
        who, card = standing.participant.id, standing.scorecard
        ruled = (each for each in admitted[who] if each.kind in LETTING_IN)
        if card is None or any(each.day > day for each in ruled):
            continue
        later = {each.criterion for each in verified[who] if each.day > day}
        was = {each.criterion: each.counted for each in card.scores if each.criterion in later}
        yield replace(standing, scorecard=with_points(card, was, outcome.methodology))


def approved_words(outcome: Outcome, approval: Protocol) -> str:
    """Return what the approval's row prints: what it covers, so that the next run knows it."""
    if _known(approval) is not None:
        return approval.entry.text("question")
    covered = sum(1 for _ in _as_approved(outcome, approval.day))
    letters = max(1, min(MARK_LETTERS, MOST_LETTERS // max(1, covered) - 1))
    marks = sorted(_covered(outcome, approval, letters))
    counted = wording.count(covered, "участника", "участников", "участников")
    return (
        f"Утверждены {wording.day(approval.day)} баллы, оценка и уровень {counted} – как в расчёте "
        f"на {wording.day(outcome.as_of)}. Метки: {'/'.join(marks) or '/'}"
    )


def printed_marks(question: str) -> frozenset[str] | None:
    """Return the marks printed in the approval's row, None if none were printed yet."""
    found = _MARKS.search(question)
    return frozenset(found[1].split("/")) - {""} if found else None


def result_mark(standing: Standing, methodology: Methodology, letters: int = MARK_LETTERS) -> str:
    """Return the mark of a rated participant's result, what objections changed left out."""
    assert standing.scorecard is not None
    card = before_objections(standing.scorecard, methodology)
    points = " ".join(str(score.points) for score in card.scores)
    said = f"{standing.participant.id}|{points}|{show_weighted(card.total)}|{card.level}"
    digest = hashlib.sha256(said.encode()).digest()
    return base64.b32encode(digest).decode()[:letters].lower()


def _length(marks: Iterable[str]) -> int:
    return max(map(len, marks), default=MARK_LETTERS)
