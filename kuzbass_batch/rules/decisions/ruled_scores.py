"""Scores as the committee verified or settled them: what is said, and what leaves nothing to rate.

Nobody is named in a sentence (p. 3.4).
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import Decisions, Objection, Verdict, Verification
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.rules.rating.scoring.criterion_scores import show_points
from kuzbass_batch.rules.rating.scoring.marks import effect_of_absence
from kuzbass_batch.wording import points_that

MANY = 2**14
"""Scores of equal content that are kept as one object."""


def final_score(
    score: CriterionScore,
    verified: Verification | None,
    settled: Objection | None,
    methodology: Methodology,
) -> CriterionScore:
    """Return a score as verified and as settled: the latter counts, whatever was verified."""
    if verified is None and settled is None:
        return score
    checked = verified.points if verified else None
    given = settled.points if settled else None
    absent = verified is not None and not verified.applies
    points = next(each for each in (given, checked, score.counted) if each is not None)
    words = [score.basis]
    if verified:
        words.append(verified_words(verified, score, methodology))
    if settled and settled.points is not None:
        words.append(settled_words(settled, settled.points, methodology))
    applies = settled.applies if settled else not absent
    return _decided_score(score, checked, given, points, applies, absent, " ".join(words))


# What thousands have in common is one record, as the scores that are read.
@lru_cache(maxsize=MANY, typed=True)
def _decided_score(
    score: CriterionScore,
    verified: Points | None,
    settled: Points | None,
    points: Points,
    applicable: bool,
    absent: bool,
    basis: str,
) -> CriterionScore:
    return replace(
        score,
        verified=verified,
        settled=settled,
        points=points,
        weighted=points * score.coefficient,
        applicable=applicable,
        absent=absent,
        basis=basis,
    )


def verified_words(verified: Verification, score: CriterionScore, methodology: Methodology) -> str:
    """Return the sentence that says what the committee found proved; nobody is named."""
    point = methodology.words.point("verification").beside
    rater = methodology.words.rater
    confirmed, found = rater.past("подтвердил"), rater.past("установил")
    points = f"{confirmed} {show_points(verified.points)}"
    if not verified.applies:
        effect = effect_of_absence(methodology.criterion(verified.criterion))
        same = confirmed if score.declined else found
        head = f"{rater.heading} {same}, что критерий не применим{point}: {effect}"
    elif score.declined:
        head = f"{rater.heading} {found}, что критерий применим, и {points}{point}"
    else:
        head = f"{rater.heading} {points}{point}"
    return _sentence(head, verified.reason, verified.document)


def settled_words(settled: Objection, points: Points, methodology: Methodology) -> str:
    """Return the sentence that says what a decision on an objection gave."""
    point = methodology.words.point("objection").beside
    partly = " частично" if settled.verdict is Verdict.PARTLY else ""
    if settled.applies:
        given = points_that("засчитан", points)
    else:
        effect = effect_of_absence(methodology.criterion(settled.criterion))
        given = f"критерий признан неприменимым: {effect}"
    head = f"Несогласие удовлетворено{partly}, {given}{point}"
    return _sentence(head, settled.reason, settled.minutes)


def _sentence(head: str, reason: str, document: str) -> str:
    """Return the decision and, as a sentence of its own, the reason in the committee's words."""
    reason, document = reason.strip().rstrip("."), document.strip().rstrip(".")
    why = f". {reason[:1].upper()}{reason[1:]}" if reason else ""
    return f"{head}{why} ({document})." if document else f"{head}{why}."


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
