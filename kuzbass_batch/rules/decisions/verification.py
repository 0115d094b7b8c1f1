"""Verified points and decided objections: what counts in the end, and on which answers (p. 3.4).

A stamp is a hash of the answers behind the score of one criterion. Beside each verified score the
workbook carries four values: (1) the stamp of the answers as they are, (2) that of the answers that
were verified, (3) a stamp of the entry's own cells, (4) the points that counted then. If (3)
still fits the row, nobody has touched the entry since: it was made on (2) and (4). Otherwise the
clerk has just entered it: it was made on (1). Where (1) is not what it was made on, the row says
«проверить снова».
"""

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding, Severity
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.criteria import Points, Worth, bare_worth, shown
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.records import Methodology, QuestionKind
from kuzbass_batch.records.committee.decisions import (
    ABSENT,
    AdmissionKind,
    DecisionEntry,
    Decisions,
    DecisionTable,
    Objection,
    Verdict,
    Verification,
)
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import CountedReturn, FileResult, FileStatus
from kuzbass_batch.rules.decisions.ruled_scores import (
    final_score,
    with_something_left,
)
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard

STAMP_LETTERS = 10
"""Hex digits: 40 bits, since each stamp is compared with one other only."""
UNKNOWN = "?"
"""Stands for answers that are no longer known: they are to be verified again."""
TRAINING = "training"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """The files with final points, the decisions that could be applied, and the findings."""

    files: tuple[FileResult, ...]
    decisions: Decisions
    findings: tuple[Finding, ...]


def decide_points(
    files: tuple[FileResult, ...], decisions: Decisions, methodology: Methodology
) -> Decided:
    """Return the counted self-assessments with verified and settled points put in."""
    decisions, nothing_left = with_something_left(files, decisions)
    verified = by_participant(decisions.verifications)
    delivered = _delivered_cards(files, decisions, methodology)
    checked = [_checked_objections(own, delivered.get(who))
               for who, own in by_participant(decisions.objections).items()]  # fmt: skip
    held = {id(each.entry): each for own, _ in checked for each in own}
    objections = tuple(held[id(each.entry)] for each in decisions.objections)
    contested = by_participant(objections)
    decided = tuple(_decided(file, verified, contested, methodology) for file in files)
    cards = {file.participant: file for file in decided if isinstance(file, CountedReturn)}
    again = [
        each
        for each in decisions.verifications
        if each.participant in cards and _is_changed(each, cards[each.participant], methodology)
    ]
    return Decided(
        files=decided,
        decisions=replace(
            decisions,
            verifications=tuple(v for v in decisions.verifications if v.participant in cards),
            objections=tuple(o.reopened() if _is_idle(o, cards) else o for o in objections),
            again=frozenset((each.participant, each.criterion) for each in again),
        ),
        findings=(
            *nothing_left,
            *_idle_findings(
                replace(decisions, objections=objections), cards, methodology.words.rater
            ),
            *(finding for _, findings in checked for finding in findings),
            *map(_again_finding, again),
        ),
    )


def _delivered_cards(
    files: Iterable[FileResult], decisions: Decisions, methodology: Methodology
) -> dict[str, Scorecard]:
    """Return the result that those object to who do: verified points, else counted ones."""
    wanted = {each.participant for each in decisions.objections}
    verified = by_participant(decisions.verifications)
    return {
        file.participant: final_card(card, verified[file.participant], (), methodology)
        for file in files
        if file.participant in wanted and file.status is FileStatus.USED and file.assessment
        for card in (file.assessment.card,)
        if card is not None
    }


def _checked_objections(
    objections: tuple[Objection, ...], card: Scorecard | None
) -> tuple[list[Objection], list[Finding]]:
    """Return a participant's objections adjusted to the points that count, and the findings.

    A refusal repeats at most the score that stands; a satisfied objection never lowers it.
    """
    scores = {score.criterion: score for score in card.scores} if card else {}
    present = {criterion: score.delivered for criterion, score in scores.items()}
    applies = {criterion: score.delivered_applies for criterion, score in scores.items()}
    held, said = [], []
    for each in sorted(objections, key=lambda o: o.day or dt.date.min):
        score = scores.get(each.criterion)
        finding = (
            _points_finding(each, score, present.get(each.criterion))
            if each.criterion
            else _refusal_of_the_whole(each, card)
        )
        if finding is None and not any((applies | {each.criterion: each.applies}).values()):
            finding = _nothing_left(each, scores.get(each.criterion))
        said += [finding] if finding else []
        if finding and finding.severity is Severity.ERROR:
            held.append(each.reopened())
        elif each.verdict is Verdict.REFUSED:
            held.append(replace(each, given=None))
        else:
            held.append(each)
            if each.points is not None:
                present[each.criterion] = each.points
                applies[each.criterion] = each.applies
    return held, said


def _nothing_left(each: Objection, score: CriterionScore | None) -> Finding | None:
    """Return the finding on a decision that takes off the last criterion which applies."""
    if score is None or each.applies:
        return None
    return rules.NOTHING_LEFT.at(each.entry.ref("points"), participant=each.participant)


def _refusal_of_the_whole(each: Objection, card: Scorecard | None) -> Finding | None:
    """Return what is wrong with the points of a refusal that names no criterion.

    It may repeat what stands: the sum of the points or the total. Other points are of a criterion
    that only the clerk knows.
    """
    given = each.entry.number("points")
    if each.verdict is not Verdict.REFUSED or not given or card is None:
        return None
    if given in (card.points, card.total):
        return None
    return rules.POINTS_WITHOUT_CRITERION.at(each.entry.ref("points"), found=wording.comma(given))


def _points_finding(
    each: Objection, score: CriterionScore | None, present: Points | None
) -> Finding | None:
    """Return what is wrong with the points of a decision, given the score that stands."""
    if each.points is None or score is None or present is None or each.verdict is None:
        return None
    ref, verdict = each.entry.ref("points"), each.verdict.value
    if each.verdict is Verdict.REFUSED:
        given: Worth = each.points if each.given is None else each.given
        repeats = each.points in (0, score.counted, score.delivered, present)
        harmless = repeats if each.applies else not (score.applicable and score.delivered_applies)
        found = bare_worth(given)
        fault = rules.VERDICT_AGAINST_POINTS.at(ref, verdict=verdict, found=found)
        return None if harmless else fault
    if each.points >= present or not each.applies:
        return None
    rule = rules.BELOW_COUNTED if each.verdict is Verdict.SATISFIED else rules.DECISION_LOWERS_SCORE
    return rule.at(ref, verdict=verdict, given=shown(each.points), counted=shown(present))


def _is_idle(objection: Objection, cards: Mapping[str, CountedReturn]) -> bool:
    """Tell whether an objection gives points to somebody who is not rated: it stays open."""
    return objection.points is not None and objection.participant not in cards


def _idle_findings(
    decisions: Decisions, cards: Mapping[str, CountedReturn], rater: Rater
) -> Iterator[Finding]:
    """Yield findings for points of participants who are not rated; by another rule if excluded."""
    rulings = decisions.admissions
    barred = {each.participant for each in rulings if each.kind is AdmissionKind.EXCLUDED}
    idle: tuple[Verification | Objection, ...] = (
        *(each for each in decisions.verifications if each.participant not in cards),
        *(each for each in decisions.objections if _is_idle(each, cards)),
    )
    for each in idle:
        rule = rules.POINTS_FOR_EXCLUDED if each.participant in barred else rules.NOTHING_TO_DECIDE
        yield rule.at(each.entry.ref(), participant=each.participant, rater=rater)


def _again_finding(verified: Verification) -> Finding:
    return rules.CHECK_AGAIN.at(
        verified.entry.ref("points"),
        participant=verified.participant,
        criterion=verified.criterion,
    )


def _deciding(objections: Iterable[Objection]) -> Iterator[Objection]:
    return (each for each in objections if each.points is not None)


def _decided(
    file: FileResult,
    verified: Mapping[str, tuple[Verification, ...]],
    contested: Mapping[str, tuple[Objection, ...]],
    methodology: Methodology,
) -> FileResult:
    """Return a self-assessment that counts with its points, any other file as it is."""
    whose, card = file.participant, file.assessment.card if file.assessment else None
    if card is None or file.status is not FileStatus.USED:
        return file
    if verified[whose] or contested[whose]:
        card = final_card(card, verified[whose], contested[whose], methodology)
    return CountedReturn(
        read=file.read,
        status=file.status,
        reason=file.reason,
        participant=whose,
        findings=file.findings,
        deciding_day=file.deciding_day,
        scorecard=card,
    )


def final_card(
    card: Scorecard,
    verified: Iterable[Verification],
    contested: Iterable[Objection],
    methodology: Methodology,
) -> Scorecard:
    """Return the card as decided: an objection's points, else verified, else counted points."""
    found = {each.criterion: each for each in verified}
    settled = last_decided(contested)
    scores = tuple(
        final_score(each, found.get(each.criterion), settled.get(each.criterion), methodology)
        for each in card.scores
    )
    return make_scorecard(scores, methodology, card.category)


def last_decided(contested: Iterable[Objection]) -> dict[str, Objection]:
    """Return the objection with points that holds for each criterion: of several the last."""
    decided = sorted(_deciding(contested), key=lambda each: each.day or dt.date.min)
    return {each.criterion: each for each in decided}


# --- on which answers ---------------------------------------------------------------------------


def answers_stamps(submission: Submission, methodology: Methodology) -> tuple[str, ...]:
    """Return a stamp for each criterion, in the methodology's order.

    A hash of its rows' answers, evidence and notes and, where a question asks for it, of the list
    of trained employees.
    """
    behind: dict[str, list[str]] = {criterion.id: [] for criterion in methodology.criteria}
    owners: dict[str, list[list[str]]] = defaultdict(list)
    for criterion in methodology.criteria:
        for row in criterion.rows:
            owners[row.code].append(behind[criterion.id])
    for question in methodology.questions_of(QuestionKind.TRAINING_LIST):
        owners[TRAINING].append(behind[question.criterion])
    for answer in submission.answers:
        for lines in owners.get(answer.field_id.partition("/")[0], ()):
            value = answer.value if answer.readable else answer.given
            lines.append(f"{answer.field_id}={value}")
    return tuple(_hash(sorted(lines)) for lines in behind.values())


def answers_stamp(
    assessment: ReadAssessment | None, criterion: str, methodology: Methodology
) -> str:
    """Return the mark of the answers behind one criterion's score, `?` if it is not known."""
    ids = [each.id for each in methodology.criteria]
    marks = assessment.digest.stamps.split() if assessment else ()
    return dict(zip(ids, marks, strict=False)).get(criterion, UNKNOWN)


def entry_stamp(entry: DecisionEntry) -> str:
    """Return the mark of what the clerk entered in a row, the same after any office suite."""
    return _hash([f"{cell.column}={_shown(cell.raw)}" for cell in entry.entered])


def next_stamp(now: str, entry: DecisionEntry | None) -> str:
    """Return what to print beside a score: the stamp of the answers now.

    If the row holds an entry, its three values as well (see above), `?` for one that is unknown.
    Of a row for all criteria each value is those of the criteria between commas.
    """
    if entry is None or not entry.entered:
        return now
    return " ".join((now, verified_on(entry) or UNKNOWN, entry_stamp(entry), _counted_then(entry)))


def _counted_then(entry: DecisionEntry) -> str:
    parts = entry.text("stamp").split()
    if entry.table is DecisionTable.CONFIRMATION:
        kept = _is_carried(entry, parts) and len(parts) > 3
        return parts[3] if kept else parts[-1] if parts else UNKNOWN
    counted = counted_on(entry)
    if isinstance(counted, Decimal):
        return f"{counted:f}"
    return ABSENT if counted else UNKNOWN


def verified_on(entry: DecisionEntry) -> str:
    """Return the stamp of the answers that an entry was made on, empty if that is unknown."""
    parts = entry.text("stamp").split()
    if _is_carried(entry, parts):
        return parts[1]
    return parts[0] if parts else ""


def counted_on(entry: DecisionEntry) -> Decimal | str | None:
    """Return the points that counted when an entry was made, None if that is unknown.

    «не применимо» where the criterion did not apply. A later return may count for other points; the
    entry is held against what it was made on.
    """
    parts = entry.text("stamp").split()
    if _is_carried(entry, parts) and parts[3:] == [ABSENT]:
        return NOT_APPLICABLE
    if _is_carried(entry, parts) and parts[3:] and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", parts[3]):
        return Decimal(parts[3])
    return entry.text("counted") or entry.number("counted")


def _is_carried(entry: DecisionEntry, parts: list[str]) -> bool:
    """Tell whether an entry is still as an earlier run printed it."""
    return len(parts) > 2 and parts[2] == entry_stamp(entry)


def _is_changed(verified: Verification, file: CountedReturn, methodology: Methodology) -> bool:
    now = answers_stamp(file.assessment, verified.criterion, methodology)
    return verified.stamp != now


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:STAMP_LETTERS]


def _shown(raw: Scalar) -> str:
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    if isinstance(raw, Decimal):
        return f"{raw.normalize():f}"
    return " ".join(str(raw).split())
