"""The evidence ledger: what the act names for what is claimed, what was given, what is missing.

A line says whether evidence was named, not whether it proves anything: that the committee sees from
the documents (p. 3.4).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.methodology.records import (
    Criterion,
    CriterionRow,
    Methodology,
    Question,
    QuestionKind,
)
from kuzbass_batch.records.decisions import Subject
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.submissions import Digest

WANTED: Mapping[QuestionKind, str] = {
    QuestionKind.PASSPORT: "паспорт бережливого проекта",
    QuestionKind.QUALITY_CHECK: "сертификат соответствия качества образца (ППКО)",
    QuestionKind.TRAINING_LIST: "поимённый список обученных с датой, темой и документом",
    QuestionKind.CONTEST: "документ об участии в конкурсе или о его проведении",
}
RETURNED = "паспорт возвращён на доработку"
ASKED_BY = {
    QuestionKind.QUALITY_CHECK: rules.NO_QUALITY_CHECK.code,
    QuestionKind.TRAINING_LIST: rules.TRAINING_EMPTY.code,
    QuestionKind.CONTEST: rules.NO_CONTEST.code,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One evidence that the act names for something a participant claims.

    row: the code of the row claimed; wanted: what the act names; given: what the participant names,
    empty if nothing; missing: nothing of the kind was named. reference: the point of the act.
    """

    criterion: str
    row: str
    wanted: str
    given: str
    missing: bool
    reference: str


def evidence_of(standing: Standing, methodology: Methodology) -> tuple[Proof, ...]:
    """Return the ledger of a rated participant in the order of the criteria; others have none.

    Nothing is missing for a criterion whose points the committee has verified (p. 3.4).
    """
    source = standing.assessment
    if standing.scorecard is None or source is None or source.entry.digest is None:
        return ()
    digest, questions = source.entry.digest, methodology.questions
    proofs: list[Proof] = []
    at = 0
    for criterion in methodology.criteria:
        marks = digest.marks[at : at + len(criterion.rows)]
        at += len(criterion.rows)
        claimed = tuple(row for row, mark in zip(criterion.rows, marks, strict=True) if mark == "+")
        proofs += _of_rows(criterion, claimed, digest)
        for question in questions:
            if question.criterion == criterion.id:
                proofs += _of_question(question, claimed, standing, digest)
    verified = {
        score.criterion for score in standing.scorecard.scores if score.verified is not None
    }
    return tuple(
        replace(proof, missing=False) if proof.criterion in verified else proof for proof in proofs
    )


def missing_in(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """Return what is to be requested (p. 2.9(1), 3.4)."""
    return tuple(proof for proof in proofs if proof.missing)


def wanted_from(standing: Standing, outcome: Outcome) -> tuple[Proof, ...]:
    """Return what is requested of a participant on the day of the run.

    Documents are asked for while the rating is being determined; once the results are sent, or the
    day to send them has passed (p. 3.4), the letter with the result asks its questions by itself.
    """
    if outcome.as_of > outcome.methodology.calendar.results:
        return ()
    who, delivered = standing.participant.id, outcome.decisions.deliveries
    if any(each.participant == who and each.subject is Subject.RESULT for each in delivered):
        return ()
    return missing_in(evidence_of(standing, outcome.methodology))


def _of_rows(
    criterion: Criterion, claimed: tuple[CriterionRow, ...], digest: Digest
) -> Iterator[Proof]:
    given = digest.proofs.by_row()
    for row in claimed:
        if row.evidence:
            yield Proof(
                criterion=criterion.id,
                row=row.code,
                wanted=row.evidence,
                given=given.get(row.code, ""),
                missing=row.code not in given,
                reference=criterion.reference,
            )


def _of_question(
    question: Question, claimed: tuple[CriterionRow, ...], standing: Standing, digest: Digest
) -> Iterator[Proof]:
    """Yield the evidence that other points of the act name (p. 3.2, 3.5, app. 1)."""
    rows = [row for row in claimed if row.points >= question.from_points]
    if not rows:
        return
    missing = _is_asked(question, standing)
    yield Proof(
        criterion=question.criterion,
        row=rows[-1].code,
        wanted=WANTED[question.kind],
        given="" if missing else _given(question, rows, standing, digest),
        missing=missing,
        reference=question.reference,
    )


def _is_asked(question: Question, standing: Standing) -> bool:
    if question.kind is QuestionKind.PASSPORT:
        return not standing.passports and not _returned_passports(standing)
    code, head = ASKED_BY[question.kind], f"{question.criterion}."
    own = question.kind is not QuestionKind.TRAINING_LIST
    return any(f.code == code and (f.field.startswith(head) or not own) for f in standing.findings)


def _returned_passports(standing: Standing) -> bool:
    """Tell whether a passport waits to be mended: a letter of its own asks for it."""
    return any(file.entry.kind is Kind.PASSPORT for file in standing.returned)


def _given(question: Question, rows: list[CriterionRow], standing: Standing, digest: Digest) -> str:
    """Return what the participant names; where it is read elsewhere, where that is."""
    if question.kind is QuestionKind.PASSPORT:
        found = (file.entry.digest for file in standing.passports)
        return "; ".join(each.text("project") for each in found if each) or RETURNED
    if question.kind is QuestionKind.TRAINING_LIST:
        return f"в списке человек: {digest.trained}"
    given, codes = digest.proofs.by_row(), [row.code for row in rows]
    return "; ".join(given[code] for code in codes if code in given) or "названо в примечании"
