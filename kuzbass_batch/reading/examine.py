"""One file from bytes to a judged return. Never raises: a fault becomes a finding."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings import files as file_rules
from kuzbass_batch.findings.finding import (
    NOWHERE,
    CellRef,
    Finding,
    has_errors,
    in_file,
    merge_equal,
)
from kuzbass_batch.forms.drawing.live_score import LEVEL, OPEN, POINTS, TOTAL
from kuzbass_batch.forms.drawing.remarks import SHEET as REMARKS
from kuzbass_batch.forms.parsing.decisions import read_decisions
from kuzbass_batch.forms.parsing.submission import cached_values, parse_form
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.calendar import examine_calendar, is_calendar
from kuzbass_batch.reading.digest import gist_of
from kuzbass_batch.reading.files.opening import load
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.reading.recognise import kind_of, recognise
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.records.sources import Kind, Source
from kuzbass_batch.records.submissions import Identity, Submission
from kuzbass_batch.records.workbooks import RawForm
from kuzbass_batch.rules.checks.assessment import check_assessment
from kuzbass_batch.rules.checks.passport import check_passport
from kuzbass_batch.rules.objections.form import check_objection
from kuzbass_batch.rules.rating.scoring import score

Forms = Mapping[Kind, FormSpec]
OF_THE_COMMITTEE = {
    Kind.REGISTRY: "реестр участников",
    Kind.DECISIONS: "книга решений комитета",
}
NO_SOURCE = Source(path="", size=0, sha256="")


def examine(folder: Path, source: Source, methodology: Methodology, forms: Forms) -> Return:
    """Return what the file is and says, with every fault found; matching comes later."""
    if is_shut(source):
        return untold(source)
    if is_calendar(source):
        return examine_calendar(folder, source)
    data = load(folder, source)
    if isinstance(data, Finding):
        return untold(source, data)
    return placed(examine_content(data, methodology, forms), source)


def is_shut(source: Source) -> bool:
    """Tell whether a file is not opened: passed over by its name, or at fault as it lies there."""
    return bool(source.litter) or has_errors(source.findings)


def untold(source: Source, *findings: Finding) -> Return:
    """Return the entry of a file that was not examined, with the findings that say why."""
    every = in_file((*source.findings, *findings), source.path)
    return Return(source=source, kind=Kind.UNKNOWN, findings=every)


def placed(entry: Return, source: Source) -> Return:
    """Return what a content says as the return of the file that it lies in.

    A file that is no workbook, and only might have been one by its first bytes, is passed over.
    """
    foreign = any(finding.code == file_rules.NOT_A_WORKBOOK.code for finding in entry.findings)
    if source.otherwise and foreign:
        return untold(replace(source, litter=source.otherwise))
    if source.member is not None and entry.kind in OF_THE_COMMITTEE:
        # Whoever sends mail must not decide whose forms are whose, nor what they are worth.
        what = OF_THE_COMMITTEE[entry.kind]
        return untold(source, file_rules.COMMITTEE_INSIDE.at(what=what))
    submission = entry.submission and replace(entry.submission, path=source.path)
    decisions = entry.decisions and replace(entry.decisions, path=source.path)
    entry = _dated(entry, source)
    findings = in_file(merge_equal((*source.findings, *entry.findings)), source.path)
    return replace(
        entry, source=source, submission=submission, decisions=decisions, findings=findings
    )


def _dated(entry: Return, source: Source) -> Return:
    """Return a form that lacks only its date with the day on which it came, if that is known."""
    day = source.received
    if day is None or entry.filled_on:
        return entry
    missing = [f for f in entry.findings if _is_date_missing(f)]
    if not missing:
        return entry
    told = (_told_day(missing[0], day), *(f for f in entry.findings if f not in missing))
    if has_errors(told):
        return replace(entry, findings=told, filled_on=day)
    scorecard = entry.scorecard or entry.waivable
    return replace(entry, findings=told, filled_on=day, scorecard=scorecard, waivable=None)


def _is_date_missing(finding: Finding) -> bool:
    return finding.code == answer_rules.BLANK_FIELD.code and finding.fields == ("filled_on",)


def _told_day(missing: Finding, day: dt.date) -> Finding:
    """Return the word on a missing date for one who knows the day of arrival."""
    ref = CellRef(sheet=missing.sheet, cell=missing.cell)
    return answer_rules.DAY_OF_FOLDER.at(ref, field=missing.field, date=f"{day:%d.%m.%Y}")


def examine_content(data: bytes, methodology: Methodology, forms: Forms) -> Return:
    """Return what the bytes of a file say: the same content says the same wherever it lies."""
    try:
        entry = _examine(data, methodology, forms)
    except MemoryError:
        raise
    except Exception as error:
        # The last line of defence: one file must never stop the batch.
        fault = rules.INTERNAL_FAULT.at(fault=type(error).__name__)
        entry = Return(source=NO_SOURCE, kind=Kind.UNKNOWN, findings=(fault,))
    return replace(entry, findings=merge_equal(entry.findings))


def _examine(data: bytes, methodology: Methodology, forms: Forms) -> Return:
    raw, notes = read_form(data)
    if raw is None:
        return Return(source=NO_SOURCE, kind=Kind.UNKNOWN, findings=notes)
    identity, findings = recognise(raw)
    kind = kind_of(identity)
    findings = (*notes, *findings)
    if identity is None or kind is Kind.UNKNOWN:
        return Return(source=NO_SOURCE, kind=Kind.UNKNOWN, identity=identity, findings=findings)
    edition = _check_edition(identity, forms[kind])
    if edition:  # the rows of another year or version are not to be read as this one's
        findings = (*findings, *edition)
        return Return(source=NO_SOURCE, kind=kind, identity=identity, findings=findings)
    if kind is Kind.DECISIONS:
        book, faults = read_decisions(raw, forms[kind])
        findings = (*findings, *faults)
        return Return(
            source=NO_SOURCE, kind=kind, identity=identity, decisions=book, findings=findings
        )
    submission, faults = parse_form(raw, forms[kind], identity)
    entry = judge(raw, submission, (*findings, *faults), methodology)
    return replace(entry, digest=gist_of(submission, forms[kind], methodology))


def judge(
    raw: RawForm, submission: Submission, findings: tuple[Finding, ...], methodology: Methodology
) -> Return:
    """Return the submission checked and, if it is a self-assessment, scored."""
    scorecard = None
    findings = tuple(f for f in findings if not _is_name_known(f, submission))
    unfilled = any(finding.code == answer_rules.UNFILLED.code for finding in findings)
    if submission.kind is Kind.SELF_ASSESSMENT and not unfilled:
        scorecard, faults = score(submission, methodology)
        findings = (*findings, *faults, *check_assessment(submission, methodology))
        findings = (*findings, *_check_cached(raw, scorecard, methodology))
    elif submission.kind is Kind.PASSPORT and not unfilled:
        findings = (*findings, *check_passport(submission))
    elif submission.kind is Kind.OBJECTION and not unfilled:
        findings = (*findings, *check_objection(submission, methodology))
    filled = submission.by_field().get("filled_on")
    return Return(
        source=NO_SOURCE,
        kind=submission.kind,
        identity=submission.identity,
        submission=submission,
        filled_on=filled.value if filled and isinstance(filled.value, dt.date) else None,
        answers_sha256=hash_answers(submission),
        mended=any(fold(sheet.name) == fold(REMARKS) for sheet in raw.sheets),
        scorecard=None if has_errors(findings) else scorecard,
        waivable=scorecard if has_errors(findings) else None,
        findings=findings,
    )


def _is_name_known(finding: Finding, submission: Submission) -> bool:
    """Tell whether a self-assessment lacks only the name that its code finds in the registry."""
    if finding.code != answer_rules.BLANK_FIELD.code or finding.fields != ("participant_name",):
        return False
    typed = submission.by_field().get("participant_id")
    known = submission.identity.participant or (typed is not None and typed.value)
    return submission.kind is Kind.SELF_ASSESSMENT and bool(known)


def hash_answers(submission: Submission) -> str:
    """Return a hash of what was answered, however it was spelled and whatever file holds it."""
    lines = sorted(
        f"{a.field_id}={show(a.value)}" if a.readable else f"{a.field_id}?{a.given}"
        for a in submission.answers
    )
    return hashlib.sha256("\n".join([submission.kind, *lines]).encode()).hexdigest()


def _check_edition(identity: Identity, spec: FormSpec) -> tuple[Finding, ...]:
    if identity.year != spec.year:
        return (rules.WRONG_YEAR.at(found=identity.year, expected=spec.year),)
    if identity.version != spec.version:
        return (rules.WRONG_VERSION.at(found=identity.version, expected=spec.version),)
    return ()


def _check_cached(
    raw: RawForm, scorecard: Scorecard | None, methodology: Methodology
) -> tuple[Finding, ...]:
    """Compare what the workbook itself shows with the batch's score: the answers count."""
    if scorecard is None:
        return ()
    level = methodology.level(scorecard.level).name
    expected = {TOTAL: show(scorecard.total), POINTS: show(Decimal(scorecard.points)), LEVEL: level}
    shown = cached_values(raw, (*expected, OPEN))
    for name, value in expected.items():
        found, ref = shown.get(name, (value, NOWHERE))
        # A converter writes 0 into an .xls for a text that nobody computed: no level was shown.
        told = name != LEVEL or isinstance(found, str)
        if told and fold(show(found)) != fold(value):
            text = show(found)
            return (answer_rules.CACHED_TOTAL.at(ref, name=name, found=text, expected=value),)
    return ()
