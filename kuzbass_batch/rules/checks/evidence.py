"""Evidence: what the act names for what is claimed, what was given, what is missing.

A line says whether evidence was named, not whether it proves anything: that the committee sees from
the documents (p. 3.4).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch.findings.finding import Fact, Finding
from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, CriterionRow
from kuzbass_batch.methodology.records import (
    Methodology,
    Question,
    QuestionKind,
)
from kuzbass_batch.records.committee.decisions import Subject
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import AssessmentDigest
from kuzbass_batch.records.rating.rating import Proof
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import ReadPassport
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.rating.scoring.scoring import NUMBER

Answers = Callable[[Question, str], str]
"""What is known in answer to a question of a participant (by id) before he is asked."""


def nothing_registered(_question: Question, _who: str) -> str:
    """Return nothing: no register is kept."""
    return ""


WANTED: Mapping[QuestionKind, str] = {
    QuestionKind.PASSPORT: "паспорт проекта",
    QuestionKind.QUALITY_CHECK: "сертификат проверки качества",
    QuestionKind.TRAINING_LIST: "поимённый список обученных с датой, темой и документом",
    QuestionKind.CONTEST: "документ об участии в конкурсе или о его проведении",
}
"""What is asked for where the act's question does not name it."""
WHY_INAPPLICABLE = "объяснение, почему критерий не применим"
INAPPLICABLE = "~"
"""The letter of such a mark (`AssessmentDigest.marks`)."""
RETURNED = "паспорт возвращён на доработку"
NOTED = "названо в примечании"
ASKED_BY = {
    QuestionKind.QUALITY_CHECK: Fact.NO_QUALITY_CHECK,
    QuestionKind.TRAINING_LIST: Fact.NO_TRAINING_LIST,
    QuestionKind.CONTEST: Fact.NO_CONTEST,
}


def document_of(question: Question) -> str:
    """Return what a question asks for: as the act names it, else by its kind."""
    return question.document or WANTED[question.kind]


def asked_rows(
    question: Question, criterion: Criterion, claimed: tuple[CriterionRow, ...]
) -> tuple[CriterionRow, ...]:
    """Return those of the claimed rows that a question is about, by the points claimed.

    Where rows add up, their sum decides, and all that give points are meant.
    """
    if criterion.kind is not CriterionKind.ADDITIVE:
        return tuple(row for row in claimed if row.points >= question.from_points)
    enough = sum((row.points for row in claimed), Decimal()) >= question.from_points
    return tuple(row for row in claimed if enough and row.points > 0)


def asked_so(question: Question, finding: Finding) -> Finding:
    """Return the finding in the words that the act's question has for it, if any."""
    return replace(
        finding,
        message=question.message or finding.message,
        remedy=question.remedy or finding.remedy,
    )


def evidence_of(
    standing: Standing, methodology: Methodology, answers: Answers = nothing_registered
) -> tuple[Proof, ...]:
    """Return what the act names for each claim of a rated participant; others have none.

    answers: what the registers of the programme say in answer to a question of a participant, empty
    if nothing. Nothing is missing that they answer, nor for a criterion whose points the committee
    has verified (p. 3.4).
    """
    source = standing.assessment
    if standing.scorecard is None or source is None or source.assessment is None:
        return ()
    digest, questions = source.assessment.digest, methodology.questions
    proofs: list[Proof] = []
    at = 0
    for criterion in methodology.criteria:
        marks = digest.marks[at : at + len(criterion.rows)]
        at += len(criterion.rows)
        claimed = tuple(
            row for row, mark in zip(criterion.rows, marks, strict=True) if mark in ("+", NUMBER)
        )
        registered = _registered_rows(criterion, methodology, standing, answers)
        proofs += _of_rows(criterion, claimed, digest, registered)
        if INAPPLICABLE in marks:
            proofs.append(_why_inapplicable(criterion, digest))
        for question in questions:
            if question.criterion == criterion.id:
                rows = asked_rows(question, criterion, claimed)
                known = answers(question, standing.participant.id)
                proofs += _of_question(question, rows, standing, digest, known)
    verified = {
        score.criterion for score in standing.scorecard.scores if score.verified is not None
    }
    return tuple(
        replace(proof, missing=False) if proof.criterion in verified else proof for proof in proofs
    )


def missing_in(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """Return what is to be requested (p. 2.9(1), 3.4)."""
    return tuple(proof for proof in proofs if proof.missing)


def documents_awaited(outcome: Outcome) -> frozenset[str]:
    """Return of whom documents are asked for on the day of the run, by participant's id.

    They are asked for while the rating is being determined; once the results are sent, or the day
    to send them has passed (p. 3.4), the letter with the result asks its questions by itself.
    """
    if outcome.as_of > outcome.methodology.calendar.results:
        return frozenset()
    delivered = {
        each.participant for each in outcome.decisions.deliveries if each.subject is Subject.RESULT
    }
    return frozenset(standing.participant.id for standing in outcome.standings) - delivered


def _registered_rows(
    criterion: Criterion, methodology: Methodology, standing: Standing, answers: Answers
) -> Mapping[str, str]:
    """Return the rows whose own evidence is a list of the trained that the register holds."""
    return {
        first_row(question, criterion): known
        for question in methodology.questions_of(QuestionKind.TRAINING_LIST)
        if question.criterion == criterion.id
        and (known := answers(question, standing.participant.id))
    }


def first_row(question: Question, criterion: Criterion) -> str:
    """Return the code of the lowest row that a question is about, empty if there is none."""
    return next((row.code for row in criterion.rows if row.points >= question.from_points), "")


def _of_rows(
    criterion: Criterion,
    claimed: tuple[CriterionRow, ...],
    digest: AssessmentDigest,
    registered: Mapping[str, str],
) -> Iterator[Proof]:
    given = digest.proofs.by_row()
    for row in claimed:
        if row.evidence:
            known = registered.get(row.code, "")
            yield Proof(
                criterion=criterion.id,
                row=row.code,
                wanted=row.evidence,
                given="; ".join(filter(None, (given.get(row.code, ""), known))),
                missing=row.code not in given and not known,
                reference=criterion.reference,
            )


def _why_inapplicable(criterion: Criterion, digest: AssessmentDigest) -> Proof:
    """Return whether the participant says why a criterion does not apply, in either column."""
    named, noted = digest.proofs.by_row(), digest.notes.by_row()
    codes = [row.code for row in criterion.rows]
    given = "; ".join(each[code] for each in (named, noted) for code in codes if code in each)
    return Proof(
        criterion=criterion.id,
        row=codes[0],
        wanted=WHY_INAPPLICABLE,
        given=given,
        missing=not given,
        reference=criterion.reference,
    )


def _of_question(
    question: Question,
    rows: tuple[CriterionRow, ...],
    standing: Standing,
    digest: AssessmentDigest,
    known: str,
) -> Iterator[Proof]:
    """Yield the evidence that other points of the act name (p. 3.2, 3.5, app. 1).

    rows: those claimed that the question is about. known: what a register answers, may be empty.
    """
    if not rows:
        return
    asked = _is_asked(question, standing)
    # Whom a register answers for may have named nothing himself.
    named = "" if asked else _given(question, rows, standing, digest, "" if known else NOTED)
    yield Proof(
        criterion=question.criterion,
        row=rows[-1].code,
        wanted=document_of(question),
        given="; ".join(filter(None, (named, known))),
        missing=asked and not known,
        reference=question.reference,
    )


def _is_asked(question: Question, standing: Standing) -> bool:
    if question.kind is QuestionKind.PASSPORT:
        return not standing.passports and not _returned_passports(standing)
    fact, head = ASKED_BY[question.kind], f"{question.criterion}."
    own = question.kind is not QuestionKind.TRAINING_LIST
    return any(fact in f.facts and (f.field.startswith(head) or not own) for f in standing.findings)


def _returned_passports(standing: Standing) -> bool:
    """Tell whether a passport waits to be mended: a letter of its own asks for it."""
    return any(file.kind is Kind.PASSPORT for file in standing.returned)


def _given(
    question: Question,
    rows: tuple[CriterionRow, ...],
    standing: Standing,
    digest: AssessmentDigest,
    otherwise: str,
) -> str:
    """Return what the participant names; where it is read elsewhere, where that is.

    otherwise: what is said where the rows themselves name nothing.
    """
    if question.kind is QuestionKind.PASSPORT:
        found = (file.read for file in standing.passports)
        names = (read.typed.text("project") for read in found if isinstance(read, ReadPassport))
        return "; ".join(names) or RETURNED
    if question.kind is QuestionKind.TRAINING_LIST:
        return f"в списке человек: {digest.trained}"
    given, codes = digest.proofs.by_row(), [row.code for row in rows]
    return "; ".join(given[code] for code in codes if code in given) or otherwise
