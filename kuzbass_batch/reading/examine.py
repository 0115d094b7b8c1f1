"""One file from bytes to a judged return. Never raises: a fault becomes a finding."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings import files as file_rules
from kuzbass_batch.findings.finding import (
    NOWHERE,
    CellRef,
    Fact,
    Finding,
    has_errors,
    in_file,
    in_own_file,
    merge_equal,
)
from kuzbass_batch.forms.drawing.live.live_score import LEVEL, OPEN, POINTS, TOTAL
from kuzbass_batch.forms.parsing.heads import criteria_heads
from kuzbass_batch.forms.parsing.submission import ParsedForm, cached_values, parse_form
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.jury_form import criteria_in, jury_form_as_read
from kuzbass_batch.forms.spec.reporting_year import registers_identity
from kuzbass_batch.forms.spec.specification import FormSpec, RegisterUse
from kuzbass_batch.machine_faults import is_of_machine
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.books import decisions_in, entered_in, registers_in
from kuzbass_batch.reading.committee.calendar import examine_calendar, is_calendar
from kuzbass_batch.reading.committee.large_books import read_large_book
from kuzbass_batch.reading.digest import FormFacts, count_lines, digest_of, form_facts
from kuzbass_batch.reading.files.opening import load
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.own_names import is_own_name
from kuzbass_batch.reading.recognise import (
    BESIDE_LETTERS,
    OF_THE_COMMITTEE,
    Recognised,
    is_as_drawn,
    kind_of,
    mark_in,
    own_output,
    read_any,
    recognise,
)
from kuzbass_batch.records.files.sources import NO_SOURCE, Kind, Source
from kuzbass_batch.records.files.submissions import Identity, Submission
from kuzbass_batch.records.files.workbooks import RawForm
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm
from kuzbass_batch.records.returns.read_files import (
    OtherFile,
    ReadAssessment,
    ReadDecisions,
    ReadFile,
    ReadJurySheet,
    ReadObjection,
    ReadPassport,
    ReadProgrammeForm,
    ReadRegisters,
    ReadRegistry,
    ReadReturn,
    WrongEdition,
)
from kuzbass_batch.rules.checks.assessment import check_assessment
from kuzbass_batch.rules.checks.passport import check_passport
from kuzbass_batch.rules.checks.projects import project_of
from kuzbass_batch.rules.objections.form import check_objection, contest_of
from kuzbass_batch.rules.programme.forms.checks import check_programme_form, programme_form_of
from kuzbass_batch.rules.rating.scoring.scoring import score

Forms = Mapping[Kind, FormSpec]
BOOKS = (Kind.DECISIONS, Kind.REGISTERS)
"""What the committee keeps from run to run; such a book is never a blank."""
NAME_FIELD = ("participant_name",)
DATE_FIELD = ("filled_on",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """A file as read, with all its answers; none if it is no form or of another edition."""

    file: ReadFile
    submission: Submission | None = None


def examine(folder: Path, source: Source, methodology: Methodology, forms: Forms) -> Examined:
    """Return what the file is and says, with every fault found; matching comes later."""
    if is_shut(source):
        return Examined(file=not_examined(source))
    if is_calendar(source):
        return Examined(file=examine_calendar(folder, source))
    data = load(folder, source)
    if isinstance(data, Finding):
        return Examined(file=not_examined(source, data))
    found = examine_content(data, methodology, forms)
    submission = found.submission and replace(found.submission, path=source.path)
    return Examined(file=placed(found.file, source), submission=submission)


def is_shut(source: Source) -> bool:
    """Tell whether a file is not opened: passed over by its name, or at fault as it lies there."""
    return bool(source.litter) or has_errors(source.findings)


def not_examined(source: Source, *findings: Finding) -> OtherFile:
    """Return the record of a file that was not examined, with the findings that say why."""
    every = in_file((*source.findings, *findings), source.path)
    if _is_own(source):
        every = in_own_file(every)
    return OtherFile(source=source, findings=every, unread=has_errors(every), altered=bool(every))


def placed(file: ReadFile, source: Source) -> ReadFile:
    """Return what a content says as the file that it lies in.

    A file that is no workbook, and only might have been one by its first bytes, is passed over,
    unless it may be somebody's return all the same. So is a workbook that nothing is known of,
    unless it is named nearly as one of the committee's own.
    """
    if isinstance(file, OtherFile) and (file.foreign or file.no_workbook) and source.doubt:
        return not_examined(source, source.doubt)
    if isinstance(file, OtherFile) and file.no_workbook and source.otherwise:
        return not_examined(replace(source, litter=source.otherwise))
    if source.member is not None and file.kind in OF_THE_COMMITTEE:
        # Whoever sends mail must not decide whose forms are whose, nor what they are worth.
        what = OF_THE_COMMITTEE[file.kind]
        return not_examined(source, file_rules.COMMITTEE_INSIDE.at(what=what))
    if isinstance(file, ReadReturn | ReadJurySheet):
        file = _dated(file, source)
    findings = in_file(merge_equal((*source.findings, *file.findings)), source.path)
    if isinstance(file, ReadDecisions | ReadRegisters | WrongEdition) and file.book:
        book = replace(file.book, path=source.path)
        return replace(file, source=source, findings=findings, book=book)
    if isinstance(file, OtherFile):
        findings = in_own_file(findings) if _is_own(source) else findings
        altered = file.altered or bool(source.findings)
        return replace(file, source=source, findings=findings, altered=altered)
    return replace(file, source=source, findings=findings)


def _is_own(source: Source) -> bool:
    """Tell whether a file is named as one of the committee's own and did not come by mail."""
    return source.member is None and is_own_name(name_of(source.path))


def _dated(file: ReadReturn | ReadJurySheet, source: Source) -> ReadReturn | ReadJurySheet:
    """Return a form that lacks its date with the day on which it came, if that is known."""
    day = source.received
    if day is None or file.filled_on:
        return file
    missing = [f for f in file.findings if _is_date_missing(f)]
    if not missing:
        return file
    findings = (_day_taken(missing[0], day), *(f for f in file.findings if f not in missing))
    return replace(file, findings=findings, filled_on=day)


def _is_date_missing(finding: Finding) -> bool:
    return Fact.BLANK in finding.facts and finding.fields == DATE_FIELD


def _day_taken(missing: Finding, day: dt.date) -> Finding:
    """Return the finding on a missing date where the day of arrival stands for it."""
    ref = CellRef(sheet=missing.sheet, cell=missing.cell)
    return answer_rules.DAY_OF_FOLDER.at(ref, field=missing.field, date=wording.day(day))


def examine_content(data: bytes, methodology: Methodology, forms: Forms) -> Examined:
    """Return what the bytes of a file say: the same content says the same wherever it lies."""
    try:
        return _examine(data, methodology, forms)
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and is_of_machine(error):
            raise
        # The last line of defence: one file must never stop the batch.
        return _unread(rules.INTERNAL_FAULT.at(fault=type(error).__name__))


def _unread(fault: Finding, *, no_workbook: bool = False) -> Examined:
    file = OtherFile(
        source=NO_SOURCE, findings=(fault,), unread=True, no_workbook=no_workbook, altered=True
    )
    return Examined(file=file)


def _examine(data: bytes, methodology: Methodology, forms: Forms) -> Examined:
    large = read_large_book(data, methodology, forms)
    if large:
        return Examined(file=large)
    try:
        raw, notes = read_any(data)
    except Refusal as refused:
        return _unread(refused.finding, no_workbook=refused.foreign)
    found = recognise(raw)
    kind = kind_of(found.identity)
    own = own_output(raw) or BESIDE_LETTERS.get(kind, "")
    if own:
        return Examined(file=OtherFile(source=NO_SOURCE, findings=notes, own=own))
    if found.identity is None or kind is Kind.UNKNOWN:
        return Examined(file=_other(found, notes))
    if kind not in forms:  # the act knows no such form
        fault = rules.UNKNOWN_FORM.at(code=found.identity)
        return Examined(file=_other(Recognised(identity=None, findings=(fault,)), notes))
    findings, spec = (*notes, *found.findings), forms[kind]
    if kind is Kind.REGISTERS and found.identity.version == spec.version:
        wanted = registers_identity(spec, methodology)
        return Examined(file=registers_in(raw, spec, found.identity, findings, wanted))
    edition = _check_edition(found.identity, spec)
    if edition:  # the rows of another year or version are not to be read as this one's
        other = _of_other_edition(raw, spec, found.identity, (*findings, edition))
        return Examined(file=replace(other, as_drawn=other.unfilled and is_as_drawn(data)))
    if kind is Kind.DECISIONS:
        return Examined(file=decisions_in(raw, spec, found.identity, findings))
    if kind is Kind.JURY_SHEET:
        spec = jury_form_as_read(spec, criteria_heads(raw))
    parsed = parse_form(raw, spec, found.identity)
    findings = (*findings, *parsed.findings)
    judged = _judged(raw, parsed, findings, spec, methodology)
    if isinstance(judged, ReadReturn | ReadJurySheet) and (judged.unfilled or judged.mended):
        judged = replace(judged, as_drawn=is_as_drawn(data))
    return Examined(file=judged, submission=parsed.submission)


def _of_other_edition(
    raw: RawForm, spec: FormSpec, identity: Identity, findings: tuple[Finding, ...]
) -> WrongEdition:
    """Return a form of another year or version; findings: those on it, of the edition last.

    The decisions of another year are no fault: what of them lasts is looked for later.
    """
    kind, other_year = spec.kind, identity.period != spec.period
    book = None
    if kind is Kind.DECISIONS and other_year and identity.version == spec.version:
        book, _ = entered_in(raw, spec, identity)
        findings = findings[:-1]
    return WrongEdition(
        source=NO_SOURCE,
        findings=merge_equal(findings),
        kind=kind,
        identity=identity,
        wrong_year=other_year,
        mark=mark_in(raw),
        unfilled=kind not in BOOKS and parse_form(raw, spec, identity).unfilled,
        book=book,
    )


def _other(found: Recognised, notes: tuple[Finding, ...]) -> OtherFile:
    return OtherFile(
        source=NO_SOURCE,
        findings=merge_equal((*notes, *found.findings)),
        identity=found.identity,
        foreign=found.foreign,
        stripped=found.stripped,
        altered=bool(notes),
    )


def _judged(
    raw: RawForm,
    parsed: ParsedForm,
    findings: tuple[Finding, ...],
    spec: FormSpec,
    methodology: Methodology,
) -> ReadFile:
    """Return a form of this year with its answers checked; an unfilled one has nothing to check."""
    submission, sound = parsed.submission, not parsed.unfilled
    match submission.kind:
        case Kind.SELF_ASSESSMENT:
            return _assessment(raw, parsed, findings, form_facts(raw, parsed, spec), methodology)
        case Kind.PASSPORT:
            checked = check_passport(submission) if sound else ()
            return ReadPassport(
                **form_facts(raw, parsed, spec),
                findings=merge_equal((*findings, *checked)),
                project=project_of(submission),
            )
        case Kind.JURY_SHEET:
            return _jury_sheet(parsed, findings, form_facts(raw, parsed, spec), criteria_in(spec))
        case Kind.OBJECTION:
            checked = check_objection(submission, methodology) if sound else ()
            return ReadObjection(
                **form_facts(raw, parsed, spec),
                findings=merge_equal((*findings, *checked)),
                contest=contest_of(submission, methodology),
            )
    if spec.register:
        return _programme_form(parsed, findings, form_facts(raw, parsed, spec), spec, spec.register)
    return ReadRegistry(
        source=NO_SOURCE,
        findings=merge_equal(findings),
        identity=submission.identity,
        mark=mark_in(raw),
        unfilled=parsed.unfilled,
        lines=count_lines(submission),
    )


def _programme_form(
    parsed: ParsedForm,
    findings: tuple[Finding, ...],
    facts: FormFacts,
    spec: FormSpec,
    use: RegisterUse,
) -> ReadProgrammeForm:
    """Return a form of the programme checked by itself; the registers come later."""
    form = programme_form_of(parsed.submission, use)
    if not parsed.unfilled:
        findings = (*findings, *check_programme_form(form, parsed.submission, spec))
    return ReadProgrammeForm(**facts, findings=merge_equal(findings), kind=form.kind, form=form)


def _jury_sheet(
    parsed: ParsedForm, findings: tuple[Finding, ...], facts: FormFacts, criteria: int
) -> ReadJurySheet:
    """Return a juror's sheet as it reads; whose it is, and the scale, tell the contest's rules."""
    form = ProgrammeForm(kind=Kind.JURY_SHEET, answers=parsed.submission.answers)
    return ReadJurySheet(**facts, findings=merge_equal(findings), form=form, criteria=criteria)


def _assessment(
    raw: RawForm,
    parsed: ParsedForm,
    findings: tuple[Finding, ...],
    facts: FormFacts,
    methodology: Methodology,
) -> ReadAssessment:
    """Return a self-assessment checked and scored."""
    submission, card = parsed.submission, None
    if _is_name_known(submission):
        needless = {finding for finding in parsed.blanks if finding.fields == NAME_FIELD}
        findings = tuple(finding for finding in findings if finding not in needless)
    if not parsed.unfilled:
        card, faults = score(submission, methodology)
        findings = (*findings, *faults, *check_assessment(submission, methodology))
        findings = (*findings, *_check_cached(raw, card, methodology))
    return ReadAssessment(
        **facts,
        findings=merge_equal(findings),
        digest=digest_of(submission, methodology),
        card=card,
    )


def _is_name_known(submission: Submission) -> bool:
    """Tell whether the registry names the body that a self-assessment is of: by its code or id."""
    typed = submission.by_field().get("participant_id")
    return bool(submission.identity.participant or (typed is not None and typed.value))


def _check_edition(identity: Identity, spec: FormSpec) -> Finding | None:
    if identity.period != spec.period:
        found, expected = identity.period.name, spec.period.name
        return rules.WRONG_YEAR.at(found=found, expected=expected)
    if identity.version != spec.version:
        return rules.WRONG_VERSION.at(found=identity.version, expected=spec.version)
    return None


def _check_cached(
    raw: RawForm, scorecard: Scorecard | None, methodology: Methodology
) -> tuple[Finding, ...]:
    """Compare what the workbook itself shows with the batch's score: the answers count."""
    if scorecard is None:
        return ()
    level = methodology.level(scorecard.level).name
    expected = {TOTAL: show(scorecard.total), POINTS: show(Decimal(scorecard.points))}
    if not methodology.category_levels:
        expected[LEVEL] = level
    # A label beside a cell without a value is not taken for the value.
    shown = cached_values(raw, (TOTAL, POINTS, LEVEL, OPEN))
    for name, value in expected.items():
        found, ref = shown.get(name, (value, NOWHERE))
        # A converter writes 0 into an .xls for a text that nobody computed: no level was shown.
        told = name != LEVEL or isinstance(found, str)
        if told and fold(show(found)) != fold(value):
            text = show(found)
            return (answer_rules.CACHED_TOTAL.at(ref, name=name, found=text, expected=value),)
    return ()
