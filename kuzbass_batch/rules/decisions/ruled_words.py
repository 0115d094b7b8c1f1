"""What the committee decided of a score, as its sentence goes on; nobody is named (p. 3.4)."""

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import Objection, Verdict, Verification
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.rules.rating.scoring.criterion_scores import show_points
from kuzbass_batch.rules.rating.scoring.marks import effect_of_absence
from kuzbass_batch.wording import points_that


def verified_words(verified: Verification, score: CriterionScore, methodology: Methodology) -> str:
    """Return the sentence that says what the committee found proved; nobody is named."""
    point = methodology.words.point("verification").beside
    points = f"подтвердил {show_points(verified.points)}"
    if not verified.applies:
        effect = effect_of_absence(methodology.criterion(verified.criterion))
        same = "подтвердил" if score.declined else "установил"
        head = f"Комитет {same}, что критерий не применим{point}: {effect}"
    elif score.declined:
        head = f"Комитет установил, что критерий применим, и {points}{point}"
    else:
        head = f"Комитет {points}{point}"
    return _sentence(head, verified.reason, verified.document)


def settled_words(settled: Objection, points: Points, methodology: Methodology) -> str:
    """Return the sentence that says what a decision on an objection gave."""
    point = methodology.words.point("objection").beside
    partly = " частично" if settled.verdict is Verdict.PARTLY else ""
    head = f"Несогласие удовлетворено{partly}, {points_that('засчитан', points)}{point}"
    return _sentence(head, settled.reason, settled.minutes)


def _sentence(head: str, reason: str, document: str) -> str:
    """Return the decision and, as a sentence of its own, the reason in the committee's words."""
    reason, document = reason.strip().rstrip("."), document.strip().rstrip(".")
    why = f". {reason[:1].upper()}{reason[1:]}" if reason else ""
    return f"{head}{why} ({document})." if document else f"{head}{why}."
