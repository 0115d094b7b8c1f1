"""One file from bytes to a judged return. Never raises: a fault becomes a finding."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kuzbass_batch.forms.decision_reading import read_decisions
from kuzbass_batch.forms.parsing import cached_values, parse_form
from kuzbass_batch.forms.spec import FormSpec
from kuzbass_batch.forms.values import understand_number
from kuzbass_batch.intake.read import read_form
from kuzbass_batch.intake.recognise import kind_of, recognise
from kuzbass_batch.model import answer_rules
from kuzbass_batch.model import catalogue as rules
from kuzbass_batch.model.findings import Finding, has_errors, in_file, merge_equal
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.records import (
    Identity,
    Kind,
    RawForm,
    Return,
    Scorecard,
    Source,
    Submission,
)
from kuzbass_batch.rules.checks import check_assessment
from kuzbass_batch.rules.passport_checks import check_passport
from kuzbass_batch.rules.scoring import score

TOTAL_LABEL = "Итоговая оценка"
Forms = Mapping[Kind, FormSpec]


def examine(folder: Path, source: Source, methodology: Methodology, forms: Forms) -> Return:
    """Return what the file is and says, with every fault found; matching comes later."""
    try:
        entry = _examine(folder, source, methodology, forms)
    except Exception as error:
        # The last line of defence: one file must never stop the batch.
        fault = rules.INTERNAL_FAULT.at(fault=type(error).__name__)
        entry = Return(source=source, kind=Kind.UNKNOWN, findings=(fault,))
    return replace(entry, findings=in_file(merge_equal(entry.findings), source.path))


def _examine(folder: Path, source: Source, methodology: Methodology, forms: Forms) -> Return:
    if source.litter:
        return Return(source=source, kind=Kind.UNKNOWN)
    raw, findings = read_form(folder / source.path, source)
    if raw is None:
        return Return(source=source, kind=Kind.UNKNOWN, findings=findings)
    identity, findings = recognise(raw)
    kind = kind_of(identity)
    if identity is None or kind is Kind.UNKNOWN:
        return Return(source=source, kind=Kind.UNKNOWN, identity=identity, findings=findings)
    findings = (*findings, *_check_edition(identity, forms[kind]))
    if has_errors(findings):
        return Return(source=source, kind=kind, identity=identity, findings=findings)
    if kind is Kind.DECISIONS:
        book, faults = read_decisions(raw, forms[kind])
        return Return(
            source=source,
            kind=kind,
            identity=identity,
            decisions=book,
            findings=(*findings, *faults),
        )
    submission, faults = parse_form(raw, forms[kind], identity)
    return judge(source, raw, submission, (*findings, *faults), methodology)


def judge(
    source: Source,
    raw: RawForm,
    submission: Submission,
    findings: tuple[Finding, ...],
    methodology: Methodology,
) -> Return:
    """Return the submission checked and, if it is a self-assessment, scored."""
    scorecard = None
    unfilled = any(finding.code == answer_rules.UNFILLED.code for finding in findings)
    if submission.kind is Kind.SELF_ASSESSMENT and not unfilled:
        scorecard, faults = score(submission, methodology)
        findings = (*findings, *faults, *check_assessment(submission, methodology))
        findings = (*findings, *_check_cached(raw, scorecard))
    elif submission.kind is Kind.PASSPORT and not unfilled:
        findings = (*findings, *check_passport(submission))
    filled = submission.by_field().get("filled_on")
    return Return(
        source=source,
        kind=submission.kind,
        identity=submission.identity,
        submission=submission,
        filled_on=filled.value if filled and isinstance(filled.value, dt.date) else None,
        answers_sha256=hash_answers(submission),
        scorecard=None if has_errors(findings) else scorecard,
        findings=findings,
    )


def hash_answers(submission: Submission) -> str:
    """Return a hash of what was answered, whatever the file looks like."""
    lines = sorted(f"{a.field_id}={a.value!s}|{a.given}" for a in submission.answers)
    return hashlib.sha256("\n".join([submission.kind, *lines]).encode()).hexdigest()


def _check_edition(identity: Identity, spec: FormSpec) -> tuple[Finding, ...]:
    if identity.year != spec.year:
        return (rules.WRONG_YEAR.at(found=identity.year, expected=spec.year),)
    if identity.version != spec.version:
        return (rules.WRONG_VERSION.at(found=identity.version, expected=spec.version),)
    return ()


def _check_cached(raw: RawForm, scorecard: Scorecard | None) -> tuple[Finding, ...]:
    """Compare the total the workbook shows with the batch's: the answers are what counts."""
    shown = cached_values(raw, (TOTAL_LABEL,)).get(TOTAL_LABEL)
    number = understand_number(shown[0]) if shown else None
    if scorecard is None or shown is None or number is None or number == scorecard.total:
        return ()
    fault = answer_rules.CACHED_TOTAL.at(
        shown[1], name=TOTAL_LABEL, found=f"{number:f}", expected=f"{scorecard.total:f}"
    )
    return (fault,)
