"""Checks of a self-assessment beyond its marks: questions to ask, never deductions."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import Finding, Rule
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.methodology.criteria import CriterionRow
from kuzbass_batch.methodology.records import Methodology, Question, QuestionKind
from kuzbass_batch.records.files.submissions import Answer, Submission
from kuzbass_batch.rules.checks.evidence import asked_rows, asked_so, document_of
from kuzbass_batch.rules.checks.people import person_key

AssessmentCheck = Callable[[Submission, Methodology], Iterator[Finding]]
TRAINING = "training"
BY_WORDS: dict[QuestionKind, Rule] = {
    QuestionKind.QUALITY_CHECK: rules.NO_QUALITY_CHECK,
    QuestionKind.CONTEST: rules.NO_CONTEST,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The rows marked «да» of a criterion that a question is about, the best one last."""

    question: Question
    rows: tuple[CriterionRow, ...]

    @property
    def best(self) -> CriterionRow:
        """Return the row with the most points."""
        return self.rows[-1]


def check_assessment(submission: Submission, methodology: Methodology) -> tuple[Finding, ...]:
    """Return the findings of every check."""
    return tuple(
        finding for check in ASSESSMENT_CHECKS for finding in check(submission, methodology)
    )


def check_date(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """The form is filled in after the year has begun."""
    answer = submission.by_field().get("filled_on")
    if answer and isinstance(answer.value, dt.date) and answer.value < methodology.period.first_day:
        yield rules.DATE_BEFORE_YEAR.at(
            answer.ref,
            field=answer.field_id,
            date=wording.day(answer.value),
            period=methodology.period.genitive,
        )


def check_evidence(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """A row marked «да» names the evidence that the act asks for (app. 3 p. 6)."""
    answers, cells = submission.by_field(), submission.cells()
    for criterion in methodology.criteria:
        for row in criterion.rows:
            field = f"{row.code}/evidence"
            missing = field in cells and field not in answers
            if row.evidence and missing and _is_claimed(answers, row.code):
                yield rules.EVIDENCE_MISSING.at(
                    cells[field],
                    field=field,
                    criterion=criterion.id,
                    row=row.code,
                    evidence=row.evidence,
                )


def check_words(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """The evidence of some criterion names a certificate or a contest (p. 3.5, app. 3 p. 6)."""
    cells = submission.cells()
    for kind, rule in BY_WORDS.items():
        for claim in claims(kind, submission, methodology):
            field = f"{claim.best.code}/evidence"
            if field in cells and not _asked_or_named(claim, submission.by_field()):
                finding = rule.at(
                    cells[field],
                    field=field,
                    criterion=claim.question.criterion,
                    points=wording.points_that("заявлен", claim.best.points),
                    document=document_of(claim.question),
                )
                yield asked_so(claim.question, finding)


def _asked_or_named(claim: Claim, answers: Mapping[str, Answer]) -> bool:
    """Tell whether the words stand there, or the cell already has a finding of its own."""
    evidence = [answers.get(f"{row.code}/evidence") for row in claim.rows]
    if claim.best.evidence and evidence[-1] is None:
        return True
    notes = [answers.get(f"{row.code}/note") for row in claim.rows]
    texts = [answer for answer in (*evidence, *notes) if answer is not None]
    said = _plain(" ".join(answer.given for answer in texts))
    return not all(answer.readable for answer in texts) or any(
        _plain(word) in said for word in claim.question.words
    )


def check_training_list(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """Points for training need people by name, as many as the plan asks (app. 1, app. 3 p. 6)."""
    names, first = trained(submission), f"{TRAINING}/1/name"
    ref = submission.cells().get(first)
    begun = {answer.field_id.split("/")[1] for answer in submission.answers_in(TRAINING)}
    if ref is None or len(begun) > sum(answer.readable for answer in names):
        return  # a lost table, a blank or unreadable name has its own finding
    people = people_in(submission)
    for claim in claims(QuestionKind.TRAINING_LIST, submission, methodology):
        question = claim.question
        expected = methodology.plan_target(question.indicator) if question.indicator else 0
        words: dict[str, Any] = {"criterion": question.criterion, "indicator": question.indicator}
        if not people:
            yield rules.TRAINING_EMPTY.at(ref, field=first, **words)
        elif len(people) < expected:
            words |= {"found": len(people), "expected": expected, "year": methodology.year}
            yield rules.TRAINING_FEW.at(ref, field=first, **words)


def check_training_rows(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """Training of the year counts; a name given twice counts once."""
    for answer in _column(submission, "date"):
        day = answer.value
        if isinstance(day, dt.date) and not methodology.period.holds(day):
            yield rules.TRAINING_DATE.at(
                answer.ref,
                field=answer.field_id,
                date=wording.day(day),
                period=methodology.period.dative,
            )
    seen: set[str] = set()
    for answer in trained(submission):
        name = person_key(answer.given)
        if answer.readable and name in seen:
            yield rules.TRAINING_REPEATED.at(answer.ref, field=answer.field_id, name=answer.given)
        seen.add(name)


def claims(kind: QuestionKind, submission: Submission, methodology: Methodology) -> Iterator[Claim]:
    """Yield, for each question of this kind that the answers raise, the claim that raises it.

    A question is raised if rows that it asks about are marked «да» (`asked_rows`).
    """
    answers = submission.by_field()
    for question in methodology.questions_of(kind):
        criterion = methodology.criterion(question.criterion)
        marked = tuple(row for row in criterion.rows if is_yes(answers, row.code))
        rows = asked_rows(question, criterion, marked)
        if rows:
            yield Claim(question=question, rows=rows)


def trained(submission: Submission) -> tuple[Answer, ...]:
    """Return the names in the list of trained employees."""
    return tuple(_column(submission, "name"))


def people_in(submission: Submission) -> frozenset[str]:
    """Return the people in the list of trained employees, each once."""
    return frozenset(person_key(answer.given) for answer in trained(submission) if answer.readable)


def training_rows(submission: Submission) -> dict[str, str]:
    """Return name, day and topic of each row of the list that names somebody.

    By its field, sheet and cell; a line for each of the three, here and there.
    """
    given = {answer.field_id: answer for answer in submission.answers_in(TRAINING)}
    rows = {}
    for answer in trained(submission):
        row = answer.field_id.removesuffix("/name")
        beside = (given.get(f"{row}/{column}") for column in ("date", "topic"))
        words = (answer.given, *(show(each.value) if each else "" for each in beside))
        if answer.readable:
            at = answer.field_id, answer.ref.sheet, answer.ref.cell
            rows[_lines(at)] = _lines(words)
    return rows


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(" ".join(each.split()) for each in texts)


def _column(submission: Submission, name: str) -> list[Answer]:
    end = f"/{name}"
    given = submission.answers_in(TRAINING)
    return [answer for answer in given if answer.field_id.endswith(end)]


def is_yes(answers: Mapping[str, Answer], code: str) -> bool:
    """Tell whether the row is marked «да»."""
    answer = answers.get(f"{code}/done")
    return answer is not None and answer.value is True


def _is_claimed(answers: Mapping[str, Answer], code: str) -> bool:
    """Tell whether the row is marked «да», or says a number."""
    answer = answers.get(f"{code}/done")
    return answer is not None and (answer.value is True or isinstance(answer.value, Decimal))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


ASSESSMENT_CHECKS: tuple[AssessmentCheck, ...] = (
    check_date,
    check_evidence,
    check_training_list,
    check_training_rows,
    check_words,
)
