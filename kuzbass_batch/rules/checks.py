"""Checks of a self-assessment beyond its marks: questions to ask, never deductions."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from kuzbass_batch.model import answer_rules as rules
from kuzbass_batch.model.findings import NOWHERE, Finding
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.records import Answer, Submission

Check = Callable[[Submission, Methodology], Iterator[Finding]]
_QUALITY_CHECK = re.compile(r"ппко|сертификат|партн[её]рск", re.IGNORECASE)


def check_assessment(submission: Submission, methodology: Methodology) -> tuple[Finding, ...]:
    """Return the findings of every check."""
    return tuple(finding for check in CHECKS for finding in check(submission, methodology))


def check_date(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """The form is filled in after the year has begun."""
    answer = submission.by_field().get("filled_on")
    if answer and isinstance(answer.value, dt.date) and answer.value.year < methodology.year:
        yield rules.DATE_BEFORE_YEAR.at(
            answer.ref,
            field=answer.field_id,
            date=f"{answer.value:%d.%m.%Y}",
            year=methodology.year,
        )


def check_evidence(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """A row marked «да» names the evidence that the act asks for (app. 3 p. 6)."""
    answers, cells = submission.by_field(), submission.cells()
    for criterion in methodology.criteria:
        for row in criterion.rows:
            field = f"{row.code}/evidence"
            if row.evidence and is_yes(answers, row.code) and field not in answers:
                yield rules.EVIDENCE_MISSING.at(
                    cells.get(field, NOWHERE), field=field, row=row.code, evidence=row.evidence
                )


def check_training_list(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """К5 above 0 needs trained employees by name, as many as the plan asks (app. 1, 2.1)."""
    answers, cells = submission.by_field(), submission.cells()
    if not any(is_yes(answers, code) for code in ("5.1", "5.2", "5.3")):
        return
    names = {a.given.casefold() for a in trained(submission)}
    first = "training/1/name"
    ref = cells.get(first, NOWHERE)
    expected = methodology.plan_target("2.1")
    if not names:
        yield rules.TRAINING_EMPTY.at(ref, field=first, criterion="5")
    elif len(names) < expected:
        yield rules.TRAINING_FEW.at(
            ref, field=first, found=len(names), expected=expected, year=methodology.year
        )


def check_training_rows(submission: Submission, methodology: Methodology) -> Iterator[Finding]:
    """Training of the year counts; a name given twice counts once."""
    for answer in submission.answers:
        is_date = answer.field_id.startswith("training/") and answer.field_id.endswith("/date")
        day = answer.value
        if is_date and isinstance(day, dt.date) and day.year != methodology.year:
            yield rules.TRAINING_DATE.at(
                answer.ref,
                field=answer.field_id,
                date=f"{day:%d.%m.%Y}",
                year=methodology.year,
            )
    seen: set[str] = set()
    for answer in trained(submission):
        name = answer.given.casefold()
        if name in seen:
            yield rules.TRAINING_REPEATED.at(answer.ref, field=answer.field_id, name=answer.given)
        seen.add(name)


def check_quality_certificate(
    submission: Submission, methodology: Methodology
) -> Iterator[Finding]:
    """К4 above 0 with no word of a partner quality check or certificate (p. 3.5)."""
    answers, cells = submission.by_field(), submission.cells()
    for code in ("4.2", "4.3"):
        field = f"{code}/evidence"
        evidence = answers.get(field)
        if is_yes(answers, code) and not (evidence and _QUALITY_CHECK.search(evidence.given)):
            yield rules.NO_QUALITY_CHECK.at(cells.get(field, NOWHERE), field=field, criterion="4")
            return


def trained(submission: Submission) -> tuple[Answer, ...]:
    """Return the names in the list of trained employees."""
    return tuple(
        answer
        for answer in submission.answers
        if answer.field_id.startswith("training/") and answer.field_id.endswith("/name")
    )


def is_yes(answers: dict[str, Answer], code: str) -> bool:
    """Tell whether the row is marked «да»."""
    answer = answers.get(f"{code}/done")
    return answer is not None and answer.value is True


CHECKS: tuple[Check, ...] = (
    check_date,
    check_evidence,
    check_training_list,
    check_training_rows,
    check_quality_certificate,
)
