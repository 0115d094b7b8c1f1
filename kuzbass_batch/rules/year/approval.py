"""Nothing is final before it is final: whose result the committee's approval covers (p. 3.4).

One row of «Протоколы» approves the rating for all, as it stood when the program first saw the row.
What stood then goes on as marks in the row's printed cell, one for each participant: made of the
participant's points, total and level. A result whose mark is not among them is a draft again. What
an objection changed is approved by the decision on it, so that a result is compared without it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.records.decisions import APPROVAL_TOPIC, Decisions, Protocol, plain
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.rules.objections.effects import before_objections

MARK_LETTERS = 5
"""Letters of a mark: 25 bits tell thousands of results apart, and 5,000 marks fit a cell."""
MOST_LETTERS = 32_000
QUESTION = "Утверждается рейтинг: баллы, оценка и уровень каждого участника на день утверждения."
_MARKS = re.compile(r"Метки: (\S+)")


def approval_of(decisions: Decisions) -> Protocol | None:
    """Return the approval in force, of several the latest; None while there is none."""
    found = [each for each in decisions.protocols if plain(each.topic) == APPROVAL_TOPIC]
    return max(found, key=lambda each: each.day) if found else None


def draft_results(outcome: Outcome) -> tuple[str, ...]:
    """Return the rated participants whose result is not approved as it stands, in their order."""
    rated = [s for s in outcome.standings if s.scorecard]
    approval = approval_of(outcome.decisions)
    if approval is None:
        return tuple(s.participant.id for s in rated)
    known = remembered(approval.entry.text("question"))
    if known is None:
        return ()  # The first run that sees the approval: it covers what stands now.
    marks = {s.participant.id: mark_of(s, outcome.methodology, _length(known)) for s in rated}
    return tuple(who for who, mark in marks.items() if mark not in known)


def approved_words(outcome: Outcome, approval: Protocol) -> str:
    """Return what the approval's row prints: what it covers, so that the next run knows it."""
    question = approval.entry.text("question")
    if remembered(question) is not None:
        return question
    rated = [s for s in outcome.standings if s.scorecard]
    letters = max(1, min(MARK_LETTERS, MOST_LETTERS // max(1, len(rated)) - 1))
    marks = sorted({mark_of(s, outcome.methodology, letters) for s in rated})
    counted = wording.count(len(rated), "участника", "участников", "участников")
    return (
        f"Утверждены баллы, оценка и уровень {counted} – как в расчёте на "
        f"{wording.day(outcome.as_of)}. Метки: {'/'.join(marks) or '/'}"
    )


def remembered(question: str) -> frozenset[str] | None:
    """Return the marks printed in the approval's row, None if none were printed yet."""
    found = _MARKS.search(question)
    return frozenset(found[1].split("/")) - {""} if found else None


def mark_of(standing: Standing, methodology: Methodology, letters: int = MARK_LETTERS) -> str:
    """Return the mark of a rated participant's result, what objections changed left out."""
    assert standing.scorecard is not None
    card = before_objections(standing.scorecard, methodology)
    points = " ".join(str(score.points) for score in card.scores)
    said = f"{standing.participant.id}|{points}|{show_weighted(card.total)}|{card.level}"
    digest = hashlib.sha256(said.encode()).digest()
    return base64.b32encode(digest).decode()[:letters].lower()


def _length(marks: Iterable[str]) -> int:
    return max(map(len, marks), default=MARK_LETTERS)
