"""Every form of the programme with its checks: by itself, and beside the registers.

A further form enters its checks here; who reads, matches, chooses and redraws it knows no form.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from kuzbass_batch.findings.finding import Finding, in_file, merge_equal
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.forms.spec.specification import FormSpec, RegisterUse
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, MatchedReturn
from kuzbass_batch.records.year.outcome import SortedFolder
from kuzbass_batch.rules.checks.exchanges import names_of
from kuzbass_batch.rules.programme.contest.applications import (
    APPLICATION_CHECKS,
    KnownContest,
    check_application,
    known_contest,
    numbered_rows,
    rows_of_applications,
)
from kuzbass_batch.rules.programme.form_rows import FormRow, Values, rows_of_form
from kuzbass_batch.rules.programme.forms.answer_checks import check_answers
from kuzbass_batch.rules.programme.in_force import registers_in_force
from kuzbass_batch.rules.programme.other_bodies import (
    BodyNames,
    with_other_bodies,
)
from kuzbass_batch.rules.programme.partner_checks.beside import check_sheet
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import (
    SHEET_CHECKS,
    check_columns,
    sheet_day,
)
from kuzbass_batch.rules.programme.projects.beside import (
    KnownProjects,
    check_redesigned,
    check_report,
    known_projects,
)
from kuzbass_batch.rules.programme.projects.passports import rows_of_passports
from kuzbass_batch.rules.programme.projects.report_checks import REPORT_CHECKS, FormCheck
from kuzbass_batch.rules.programme.projects.reports import (
    quarter_in,
    report_columns,
    report_words,
)

BesideCheck = Callable[[MatchedReturn, ProgrammeForm, KnownProjects], Iterator[Finding]]
ContestCheck = Callable[
    [MatchedReturn, ProgrammeForm, KnownProjects, KnownContest], Iterator[Finding]
]
FORM_CHECKS: Mapping[Kind, tuple[FormCheck, ...]] = {
    Kind.PROJECT_REPORT: REPORT_CHECKS,
    Kind.CHECK_SHEET: SHEET_CHECKS,
    Kind.CONTEST_APPLICATION: APPLICATION_CHECKS,
}
"""What is checked of a form by itself, where it is read, besides what its specification asks."""
BESIDE_CHECKS: Mapping[Kind, tuple[BesideCheck, ...]] = {
    Kind.PROJECT_REPORT: (check_report,),
    Kind.PROCESS_LIST: (check_redesigned,),
    Kind.CHECK_SHEET: (check_sheet,),
}
"""What is checked of a form once it is known whose it is, beside the registers."""
CONTEST_CHECKS: Mapping[Kind, tuple[ContestCheck, ...]] = {
    Kind.CONTEST_APPLICATION: (check_application,),
}
"""What is checked of a form beside the contest that is announced, too."""
BESIDE_FORMS = (
    ProgrammeTable.PROJECTS,
    ProgrammeTable.REPORTS,
    ProgrammeTable.CHECK_APPLICATIONS,
    ProgrammeTable.SAMPLES,
    ProgrammeTable.CONTEST,
    ProgrammeTable.BODIES,
)
"""The registers that forms are checked beside: the others hold thousands of rows of no use here."""
OWN_ROWS = (Kind.CONTEST_APPLICATION,)
"""Forms whose rows are worked out together: their numbers are given by what others have."""
COMPOSED: Mapping[Kind, Callable[[ProgrammeForm], Values]] = {
    Kind.PROJECT_REPORT: report_columns,
    Kind.CHECK_SHEET: check_columns,
}
"""Columns of a form's row that are worked out of several answers."""


def programme_form_of(submission: Submission, use: RegisterUse) -> ProgrammeForm:
    """Return what a form of the programme says, as one record for all of them."""
    given = submission.by_field()
    period = [show(given[field].value) for field in use.period if field in given]
    return ProgrammeForm(
        kind=submission.kind,
        subject=_subject(submission, use),
        period=" ".join(filter(None, period)) if len(period) == len(use.period) else "",
        answers=submission.answers,
    )


def _subject(submission: Submission, use: RegisterUse) -> str:
    """Return what a form is about: of one that is about no single thing, its register.

    So a later list of a year takes the place of an earlier one.
    """
    answer = submission.by_field().get(use.subject)
    return answer.given if answer else "" if use.subject else use.table


def check_programme_form(
    form: ProgrammeForm, submission: Submission, spec: FormSpec
) -> tuple[Finding, ...]:
    """Return what is wrong with a form by itself: what its specification asks, its own checks."""
    cells = submission.cells()
    own = (found for check in FORM_CHECKS.get(form.kind, ()) for found in check(form, cells))
    return (*check_answers(form, spec), *own)


def with_form_checks(
    returns: tuple[MatchedReturn, ...],
    folder: SortedFolder,
    methodology: Methodology,
    as_of: dt.date,
) -> tuple[MatchedReturn, ...]:
    """Return the forms with what is wrong with them beside the registers and each other."""
    if not any(isinstance(file.read, ReadProgrammeForm) for file in returns):
        return returns
    registers = registers_in_force(_beside_forms(folder), methodology, as_of)
    names = BodyNames(names_of(with_other_bodies(folder).participants))
    known = known_projects(registers, returns, methodology, as_of, names)
    checked = tuple(
        _checked(file, lambda kind: BESIDE_CHECKS.get(kind, ()), known) for file in returns
    )
    if not any(file.kind in CONTEST_CHECKS for file in checked):
        return checked
    # What an application is compared with are reports that proved sound beside the others.
    sound = known_projects(registers, checked, methodology, as_of, names)
    contest = known_contest(folder.contest, registers.entries, checked)
    return tuple(
        _checked(file, lambda kind: CONTEST_CHECKS.get(kind, ()), sound, contest)
        for file in checked
    )


def _beside_forms(folder: SortedFolder) -> SortedFolder:
    """Return the folder with the registers that forms are checked beside, and no other."""
    book = folder.registers.book
    if book is None:
        return folder
    own = tuple(entry for entry in book.entries if entry.table in BESIDE_FORMS)
    return replace(folder, registers=replace(folder.registers, book=replace(book, entries=own)))


def _checked(
    file: MatchedReturn,
    checks_of: Callable[[Kind], tuple[Callable[..., Iterator[Finding]], ...]],
    *known: KnownProjects | KnownContest,
) -> MatchedReturn:
    """Return a form with what the checks of its kind find beside what is known."""
    read = file.read
    if not isinstance(read, ReadProgrammeForm) or read.unfilled:
        return file
    found = [each for check in checks_of(read.kind) for each in check(file, read.form, *known)]
    said = in_file(found, file.source.path)
    return replace(file, findings=merge_equal((*file.findings, *said))) if said else file


def rows_of_forms(
    files: Iterable[FileResult], folder: SortedFolder, methodology: Methodology, as_of: dt.date
) -> tuple[FormRow, ...]:
    """Return what the forms that count bring into the registers: passports first.

    Nothing where the act keeps no registers.
    """
    if methodology.programme_registers is None:
        return ()
    every = tuple(files)
    counted = [file for file in every if file.status is FileStatus.USED]
    entries = folder.registers.book.entries if folder.registers.book else ()
    contest = known_contest(folder.contest, entries, every)
    rows = [
        *rows_of_passports(counted, entries, as_of),
        *numbered_rows(entries, folder.contest),
        *rows_of_applications(counted, entries, contest),
    ]
    kinds = {file.kind for file in counted if isinstance(file.read, ReadProgrammeForm)}
    specs = {kind: load_form(kind, methodology) for kind in kinds}
    for file in counted:
        if isinstance(file.read, ReadProgrammeForm) and file.kind not in OWN_ROWS:
            rows += _rows_of(file, file.read, specs[file.kind])
    spec = load_form(Kind.REGISTERS, methodology)
    names = {block.key: sheet.name for sheet, block in spec.blocks()}
    return tuple(replace(row, sheet=names[row.table.value]) for row in rows)


def _rows_of(file: FileResult, read: ReadProgrammeForm, spec: FormSpec) -> Iterator[FormRow]:
    assert spec.register is not None
    composed = COMPOSED[read.kind](read.form) if read.kind in COMPOSED else None
    yield from rows_of_form(
        read.form, file.participant, spec.register, _origin(read), composed, file.source.path
    )


def _origin(read: ReadProgrammeForm) -> str:
    """Return what a form is called in the register: «отчёт за II квартал 2026 года»."""
    year = read.form.number("year")
    if read.kind is Kind.PROCESS_LIST and year is not None:
        return f"перечень за {year} год"
    if read.kind is Kind.CHECK_SHEET:
        return sheet_day(read.form)
    quarter = quarter_in(year, read.form.text("quarter"))
    return report_words(quarter) if quarter else "форма участника"
