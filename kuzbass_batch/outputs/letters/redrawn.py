"""A return redrawn: the participant's own answers in a fresh blank, faulty cells marked."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from kuzbass_batch.file_names import stem_of
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import blank_file_name, free_path, prefill
from kuzbass_batch.forms.drawing.personal_blanks import BlankCopier
from kuzbass_batch.forms.spec.layout import DrawnAnswer, lay_out
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.forms.spec.specification import FormSpec, with_rows_for
from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind, Source
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Participant, Standing
from kuzbass_batch.records.returns.read_files import ReadFile, ReadProgrammeForm, ReadReturn
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.projects import DueReport
from kuzbass_batch.records.year.year import DueDays
from kuzbass_batch.rules.deadlines import is_year_over
from kuzbass_batch.rules.objections.form import printed_points
from kuzbass_batch.rules.programme.other_bodies import unrated
from kuzbass_batch.rules.programme.partner_checks.overview import (
    sheets_sent_back,
)
from kuzbass_batch.rules.year.approval import is_closed
from kuzbass_batch.rules.year.letters.letters import gets_blank, may_be_mended
from kuzbass_batch.rules.year.letters.outside_readers import applications_sent_back
from kuzbass_batch.workers.crew import Crew

CHECKS = "Проверки качества"
"""The folder of the sheets that a commission is to fill in, and of those to be mended."""
REPORTS, CLOSING = "Письма/Отчёты о проектах", "Письма/Закрытие проектов"
RECEIVED_IN = {
    Kind.PROJECT_REPORT: "Письма/Приём отчётов",
    Kind.PROCESS_LIST: "Письма/Приём отчётов",
    Kind.CONTEST_APPLICATION: "Письма/Приём заявок",
    Kind.CHECK_SHEET: CHECKS,
}
"""The folder in which a returned form of the programme lies: that of its letter, if one goes."""
ANNOUNCED_FORM, ANNOUNCED_CONTEST = "Письма/Форма и сроки отчётов", "Письма/Объявление конкурса"
TO_MEND, REMINDERS, RESULTS = "Письма/На доработку", "Письма/Напоминания", "Письма/Результаты"
GROUP, COPIED = 4, 24
"""Forms that a worker draws at a time: few with answers, more that are copies of one blank."""
Places = Mapping[str, DrawnAnswer]
Layout = Callable[[ReadFile], Places]

_copiers: dict[int, BlankCopier] = {}
_dated: dict[tuple[int, dt.date], tuple[FormSpec, FormSpec]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Redrawn:
    """A form to write: its path in the result folder, what it answers, whose it is.

    source: the path of the return that it mends, or the id of the participant that is reminded.
    returned: the file whose answers it repeats; None if nothing of it was read (last year's blank)
    or nothing came: then the blank is as it was issued. places: where the form's fields stand.
    card: the result that an objection form shows. due: the day to send it by, None if its
    letter names none. issued: what a blank is drawn with besides what is known of its participant.
    """

    path: str
    source: str
    participant: Participant
    kind: Kind
    places: Places = field(default_factory=dict)
    returned: Source | None = None
    remarks: tuple[Finding, ...] = ()
    card: Scorecard | None = None
    due: dt.date | None = None
    issued: tuple[tuple[str, Scalar], ...] = ()

    def place(self, finding: Finding) -> CellRef | None:
        """Return where the redrawn form marks a finding, if it concerns one of its fields."""
        fields = (field for field in finding.fields if field in self.places)
        return next((self.places[field].ref for field in fields), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class RedrawInput:
    """What a worker draws a form from; without answers it is the blank as it was issued."""

    path: str
    kind: Kind
    participant: Participant
    answers: Mapping[str, Scalar]
    remarks: tuple[Finding, ...]
    numbers: Mapping[str, Points | str]
    due: dt.date | None = None


def plan_redrawn(
    outcome: Outcome, forms: Mapping[Kind, FormSpec], due: DueDays
) -> tuple[Redrawn, ...]:
    """Return the forms to write: returned files with remarks, blanks for the missing.

    due: the days that the letters name. From the day of the totals no self-assessment is asked for
    (p. 3.4), and none is written; one that never came is not asked for once the rating is approved.
    """
    taken: set[str] = set()
    layout = _layouts(forms)
    over, closed = is_year_over(outcome.as_of, outcome.methodology), is_closed(outcome)
    participants = tuple(
        form
        for standing in outcome.standings
        for form in (
            *(
                replace(_mend(standing, result, forms, layout, taken), due=_mend_by(result, due))
                for result in standing.returned
                if may_be_mended(result.kind, over=over)
            ),
            *(
                (replace(_remind(standing, forms, taken), due=due.first),)
                if gets_blank(standing, closed=closed) and not due.quiet
                else ()
            ),
        )
    )
    others = (
        replace(_mend(unrated(who), file, forms, layout, taken), due=due.answer)
        for who, file in applications_sent_back(outcome)
    )
    # A commission's sheet goes back to the commission, not to the body that it is about (p. 3.5).
    sheets = (
        _mend(unrated(who), file, forms, layout, taken) for who, file in sheets_sent_back(outcome)
    )
    return (*participants, *others, *sheets)


def _mend_by(result: FileResult, due: DueDays) -> dt.date:
    """Return the day to send a returned form by: what is no part of the rating waits for no day."""
    return due.answer if result.kind in PROGRAMME_FORMS else due.mended


def _layouts(forms: Mapping[Kind, FormSpec]) -> Layout:
    """Return what says where a returned form's fields stand; equal forms share the answer."""

    @cache
    def laid_out(kind: Kind, rows: tuple[tuple[str, int], ...]) -> Places:
        return lay_out(with_rows_for(forms[kind], (f"{key}/{number}/" for key, number in rows)))

    return lambda file: laid_out(file.kind, file.rows if isinstance(file, ReadReturn) else ())


def _mend(
    standing: Standing,
    result: FileResult,
    forms: Mapping[Kind, FormSpec],
    layout: Layout,
    taken: set[str],
) -> Redrawn:
    read, participant = result.read, standing.participant
    contests = read.kind is Kind.OBJECTION
    subject = read.form.subject if isinstance(read, ReadProgrammeForm) else ""
    folder = RECEIVED_IN.get(read.kind, TO_MEND)
    stem = f"{stem_of(blank_file_name(forms[read.kind], participant, subject))} (исправить)"
    return Redrawn(
        path=free_path(f"{folder}/{stem}", ".xlsx", taken),
        source=read.source.path,
        participant=participant,
        kind=read.kind,
        places=layout(read),
        returned=read.source if isinstance(read, ReadReturn) else None,
        remarks=tuple(f for f in result.findings if not f.internal),
        card=standing.scorecard if contests else None,
    )


def _remind(standing: Standing, forms: Mapping[Kind, FormSpec], taken: set[str]) -> Redrawn:
    kind, participant = Kind.SELF_ASSESSMENT, standing.participant
    return Redrawn(
        path=blank_path(REMINDERS, forms[kind], participant, taken),
        source=participant.id,
        participant=participant,
        kind=kind,
    )


def blank_path(
    folder: str, spec: FormSpec, participant: Participant, taken: set[str], subject: str = ""
) -> str:
    """Return a free path in a folder for a blank, named as blanks are issued, and take it.

    subject: the lasting number of what it is about.
    """
    stem = stem_of(blank_file_name(spec, participant, subject))
    return free_path(f"{folder}/{stem}", ".xlsx", taken)


def announced_blank(who: str) -> str:
    """Return by what the blank that goes with the announcement is known among a letter's forms."""
    return f"{who} форма отчёта"


def contest_blank(who: str) -> str:
    """Return by what the blank of an application is known among the forms that go with a letter."""
    return f"{who} конкурс"


def report_source(due: DueReport) -> str:
    """Return by what the blank of a report is known among the forms that go with a letter."""
    return f"{due.project.number} {due.quarter}"


def write_redrawn(
    planned: Iterable[Redrawn],
    answers_of: Callable[[Source], Submission | None],
    crew: Crew,
    drawn: DrawnFiles,
    write: Write,
) -> None:
    """Give every planned form to `write`, drawn by the crew."""
    sketches = (_sketch(form, answers_of) for form in planned)
    _write(sketches, crew, drawn, write, GROUP)


def write_objections(
    planned: Iterable[Redrawn],
    crew: Crew,
    drawn: DrawnFiles,
    write: Write,
) -> None:
    """Give every form of objection to `write`, printed by the crew: they differ in few words."""
    _write((_sketch(form, _nothing) for form in planned), crew, drawn, write, COPIED)


def _nothing(source: Source) -> None:
    return None


def _write(
    sketches: Iterable[RedrawInput],
    crew: Crew,
    drawn: DrawnFiles,
    write: Write,
    group: int,
) -> None:
    tasks = ((each.path, each) for each in sketches)
    write_drawn(crew, draw_sketch, tasks, drawn, write, group=group, what="бланк")


def _sketch(form: Redrawn, answers_of: Callable[[Source], Submission | None]) -> RedrawInput:
    submission = answers_of(form.returned) if form.returned else None
    given = submission.answers if submission else ()
    return RedrawInput(
        path=form.path,
        kind=form.kind,
        participant=form.participant,
        answers={
            **(prefill_of(form) if form.issued else {}),
            **{a.field_id: a.value if a.readable else a.given for a in given},
        },
        remarks=form.remarks,
        numbers=printed_points(form.card) if form.card else {},
        due=form.due,
    )


def prefill_of(form: Redrawn) -> dict[str, Scalar]:
    """Return what a blank of something that lasts is drawn with."""
    owner = form.participant
    return {"participant_id": owner.id, "participant_name": owner.name, **dict(form.issued)}


def draw_sketch(year: ReportingYear, sketch: RedrawInput) -> bytes:
    """Return the bytes of a form (in a worker)."""
    spec = _spec_of(year, sketch)
    if not sketch.answers and not sketch.remarks:
        numbers = {f: n for f, n in sketch.numbers.items() if not isinstance(n, str)}
        # A copy differs from the one drawn in numbers and names alone.
        if len(numbers) == len(sketch.numbers):
            return _copier(spec, year.methodology).blank(sketch.participant, numbers)
    return draw_form(
        spec,
        year.methodology,
        identity=spec.identity(sketch.participant.id),
        answers=sketch.answers or _as_issued(spec, sketch),
        remarks=sketch.remarks,
        due=sketch.due,
        category=sketch.participant.category.id if sketch.participant else "",
    )


def _spec_of(year: ReportingYear, sketch: RedrawInput) -> FormSpec:
    """Return the form as it is sent: with the day that its letter names, kept by this worker."""
    own = year.drawn_form(sketch.kind)
    act = year.methodology.calendar.submission if sketch.kind is Kind.SELF_ASSESSMENT else None
    # What an announcement made of a form names its own day.
    if sketch.due in (None, act) or sketch.kind in year.drawn:
        return own
    assert sketch.due is not None
    key = (id(own), sketch.due)
    if key not in _dated:
        # The form of the year is kept beside, or its id might be another's one day.
        _dated[key] = own, load_form(sketch.kind, year.methodology, sketch.due)
    return _dated[key][1]


def _as_issued(spec: FormSpec, sketch: RedrawInput) -> dict[str, Scalar]:
    shown = {f: n if isinstance(n, str) else Decimal(n) for f, n in sketch.numbers.items()}
    return {**prefill(spec, sketch.participant), **shown}


def _copier(spec: FormSpec, methodology: Methodology) -> BlankCopier:
    """Return this worker's copier of a form; a worker knows the forms of one year."""
    if id(spec) not in _copiers:
        _copiers[id(spec)] = BlankCopier(spec, methodology)
    return _copiers[id(spec)]
