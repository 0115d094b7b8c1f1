"""Applications to a contest: their checks, and the rows that they make in «Конкурс» (p. 2.7)."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch import wording
from kuzbass_batch.findings import contest as rules
from kuzbass_batch.findings.finding import Finding, has_errors
from kuzbass_batch.forms.parsing.values import alike, fold, show
from kuzbass_batch.records.committee.contest import PracticeContest
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm, came_on
from kuzbass_batch.records.returns.returns import FileResult, MatchedReturn
from kuzbass_batch.records.year.projects import ProgrammeProjects
from kuzbass_batch.rules.programme.contest.entries import (
    NUMBER,
    EntryKey,
    entry_key,
    entry_numbers,
    is_of_contest,
    nomination_key,
)
from kuzbass_batch.rules.programme.form_rows import FormRow
from kuzbass_batch.rules.programme.projects.beside import (
    KnownProject,
    KnownProjects,
    project_meant,
)
from kuzbass_batch.rules.programme.projects.report_checks import Cells, FormCheck

NEAR = 0.6
"""How alike a nomination must be to be suggested: it is a whole sentence, written from memory."""
APPLICATION, ENTERED = "заявка", "внесена вручную"
"""Where a row comes from."""
BY_HAND = ("contest", "participant", "nomination", "practice")
"""By what an application that the committee entered is known until it has a number."""
SAID = (
    ("nomination", "nomination"),
    ("practice", "practice"),
    ("project", "project"),
    ("author", "author"),
    ("practice_before", "before"),
    ("practice_after", "after"),
    ("proof", "proof"),
    ("replication", "replication"),
)
"""The columns of the register, each with the field of the form that fills it."""
_NUMBER = re.compile(r"[0-9]+(?:[ \u00a0][0-9]{3})*(?:[.,][0-9]+)?")


def check_result(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """Yield that a practice changed nothing: what was, is."""
    before, after = form.text("before"), form.text("after")
    if before and fold(before) == fold(after):
        yield rules.RESULT_UNCHANGED.at(form.ref("after"), field="after")


APPLICATION_CHECKS: tuple[FormCheck, ...] = (check_result,)


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownApplication:
    """An application that is known besides the one looked at: of the register, or of a sound form.

    came: the day, None if it is not known. path: of its form, empty for a row of the register.
    """

    participant: str
    nomination: str
    practice: str
    came: dt.date | None
    path: str = ""
    faulty: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownContest:
    """The contest of the year, None if none is announced, and the applications known."""

    contest: PracticeContest | None = None
    applications: tuple[KnownApplication, ...] = ()


def known_contest(
    contest: PracticeContest | None,
    entries: Iterable[DecisionEntry],
    returns: Iterable[MatchedReturn | FileResult],
) -> KnownContest:
    """Return the contest with the applications of the register and of the folder."""
    if contest is None:
        return KnownContest()
    forms = tuple(_of_forms(returns))
    known = {entry_key(e.participant, e.nomination, e.practice) for e in forms}
    rows = (
        KnownApplication(
            participant=row.text("participant"),
            nomination=row.text("nomination"),
            practice=row.text("practice"),
            came=row.day("application_day"),
        )
        for row in entries
        if row.text(NUMBER) and is_of_contest(row, contest)
    )
    others = (
        row for row in rows if entry_key(row.participant, row.nomination, row.practice) not in known
    )
    return KnownContest(contest=contest, applications=(*forms, *others))


def _of_forms(returns: Iterable[MatchedReturn | FileResult]) -> Iterator[KnownApplication]:
    for file in returns:
        read = file.read
        if isinstance(read, ReadProgrammeForm) and read.kind is Kind.CONTEST_APPLICATION:
            yield KnownApplication(
                participant=file.participant,
                nomination=read.form.text("nomination"),
                practice=read.form.text("practice"),
                came=came_on(read),
                path=file.source.path,
                faulty=has_errors(file.findings),
            )


def check_application(
    file: MatchedReturn, form: ProgrammeForm, projects: KnownProjects, known: KnownContest
) -> Iterator[Finding]:
    """Yield what is wrong with an application beside the announcement, the others, the projects."""
    contest = known.contest
    if contest is None:
        yield rules.NOT_ANNOUNCED.at()
        return
    yield from _nomination(form, contest)
    yield from _lateness(file, form, known, projects)
    yield from _second(file, form, known)
    yield from _project(file, form, projects)


def _nomination(form: ProgrammeForm, contest: PracticeContest) -> Iterator[Finding]:
    found = form.text("nomination")
    if not found or nomination_key(found, contest):
        return
    titles = {fold(each.title): each.title for each in contest.nominations}
    held = [title for folded, title in titles.items() if fold(found) in folded]
    near = difflib.get_close_matches(fold(found), titles, 1, NEAR)
    meant = held[0] if len(held) == 1 else titles[near[0]] if near else ""
    yield rules.UNKNOWN_NOMINATION.at(
        form.ref("nomination"),
        field="nomination",
        found=found,
        suggestion=f" Возможно, это «{meant}»." if meant else "",
        known=wording.some([f"«{title}»" for title in titles.values()], shown=len(titles)),
    )


def first_day(file: MatchedReturn | FileResult, known: KnownContest) -> dt.date | None:
    """Return the day that decides whether an application is late: that of the first form, if any.

    A form that went back and came again does not make late whose first one came in time: one that
    bears the remarks is mended, and the first is an earlier faulty one of the same body.
    """
    read = file.read
    day = came_on(read) if isinstance(read, ReadProgrammeForm) else None
    if day is None or not isinstance(read, ReadProgrammeForm) or not read.mended:
        return day
    earlier = [
        each.came
        for each in known.applications
        if each.faulty
        and each.participant == file.participant
        and each.came
        and each.came < day
        and each.path != file.source.path
    ]
    return min(earlier, default=day)


def _lateness(
    file: MatchedReturn, form: ProgrammeForm, known: KnownContest, projects: KnownProjects
) -> Iterator[Finding]:
    assert known.contest is not None
    until, first = known.contest.until, first_day(file, known)
    came = came_on(file.read) if isinstance(file.read, ReadProgrammeForm) else None
    if first is None or came is None or came <= until:
        return
    ref, field = form.ref("filled_on"), "filled_on"
    if first > until:
        rater = projects.methodology.words.rater
        yield rules.CAME_LATE.at(
            ref, field=field, day=wording.day(came), until=wording.day(until), rater=rater
        )
    else:
        yield rules.MENDED_IN_TIME.at(
            ref,
            field=field,
            day=wording.day(came),
            until=wording.day(until),
            first=wording.day(first),
        )


def _second(file: MatchedReturn, form: ProgrammeForm, known: KnownContest) -> Iterator[Finding]:
    """Yield that one body applies twice in a nomination: both are kept, and it is asked."""
    own = entry_key(file.participant, form.text("nomination"), form.text("practice"))
    if not file.participant or not own[1]:
        return
    for other in known.applications:
        key = entry_key(other.participant, other.nomination, other.practice)
        if key[:2] == own[:2] and key[2] and key != own and not other.faulty:
            yield rules.SECOND_IN_NOMINATION.at(
                form.ref("nomination"),
                field="nomination",
                nomination=form.text("nomination"),
                other=other.practice,
            )


def _project(file: MatchedReturn, form: ProgrammeForm, known: KnownProjects) -> Iterator[Finding]:
    """Yield that a project is not known, is another's, or was reported with other numbers."""
    number = form.text("project")
    if not number:
        return
    ref, project = form.ref("project"), known.by_number.get(alike(number))
    hint = project_meant(known, file.participant, form.text("project"), form.text("practice"))
    if project is None:
        yield rules.UNKNOWN_PROJECT_NAMED.at(ref, field="project", found=number, suggestion=hint)
        return
    if alike(project.participant) != alike(file.participant):
        yield rules.OTHERS_PROJECT_NAMED.at(
            ref, field="project", number=project.number, suggestion=hint
        )
    reported = reported_of(project)
    said = shown_numbers(f"{form.text('before')} {form.text('after')}")
    if reported and not any(each <= said for _, each in reported):
        words = wording.some([words for words, _ in reported], shown=len(reported))
        yield rules.OTHER_THAN_REPORTED.at(
            form.ref("after"), field="after", number=project.number, reported=words
        )


def reported_of(project: KnownProject) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return what was and what is of each goal, in words, with the numbers that say it.

    What is stands in the last report that has it; without one only what was is known.
    """
    found = []
    for goal in project.goals:
        facts = (report.fact_of(goal.name) for report in reversed(project.reports))
        fact = next((each.fact for each in facts if each), None)
        was = show(goal.current)
        now = f", стало {show(fact)}" if fact is not None else ""
        numbers = frozenset((was, *((show(fact),) if fact is not None else ())))
        found.append((f"{goal.name} – было {was}{now}", numbers))
    return tuple(found)


def reported_words(projects: ProgrammeProjects) -> Mapping[str, str]:
    """Return what the reports say of each project's goals, by its number in small letters."""
    found = {}
    for project in projects.every:
        facts = {goal.name: project.fact_of(goal.name) for goal in project.goals}
        words = (
            f"{goal.name}: было {show(goal.current)}, нужно {show(goal.target)}"
            + (f", стало {show(fact.fact)}" if (fact := facts[goal.name]) else "")
            for goal in project.goals
        )
        found[project.number.casefold()] = "; ".join(words)
    return found


def shown_numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text as they are shown: «1 200 минут, 2,50» holds 1200 and 2,5."""
    found = set()
    for each in _NUMBER.findall(text):
        plain = wording.comma(re.sub(r"[ \u00a0]", "", each))
        whole, _, part = plain.partition(",")
        part = part.rstrip("0")
        found.add(f"{whole.lstrip('0') or '0'},{part}" if part else whole.lstrip("0") or "0")
    return frozenset(found)


def rows_of_applications(
    files: Iterable[FileResult],
    entries: Iterable[DecisionEntry],
    known: KnownContest,
) -> Iterator[FormRow]:
    """Yield what the applications that count say of their rows; none where none is announced.

    files: those that count. entries: rows of the registers as entered.
    """
    contest = known.contest
    if contest is None:
        return
    found = [
        (file, file.read.form)
        for file in files
        if isinstance(file.read, ReadProgrammeForm)
        and file.read.kind is Kind.CONTEST_APPLICATION
        and file.participant
    ]
    listed = tuple(entries)
    keys = [(f.participant, form.text("nomination"), form.text("practice")) for f, form in found]
    numbers, bare = entry_numbers(keys, listed, contest), _without_number(listed, contest)
    for (file, form), said in zip(found, keys, strict=True):
        key = entry_key(*said)
        cells: dict[str, Scalar] = {
            NUMBER: numbers[key],
            "contest": contest.name,
            "scope": contest.scope,
            "application_day": first_day(file, known),
            **{column: form.text(field) for column, field in SAID},
        }
        yield FormRow(
            table=ProgrammeTable.CONTEST,
            participant=file.participant,
            keys=_keys_by_hand(bare[key]) if key in bare else ((NUMBER, numbers[key]),),
            cells=tuple((column, value) for column, value in cells.items() if value),
            owned=frozenset(cells),
            origin=APPLICATION,
            path=file.source.path,
        )


def numbered_rows(
    entries: Iterable[DecisionEntry], contest: PracticeContest | None
) -> Iterator[FormRow]:
    """Yield the numbers of applications that the committee entered itself, on paper or by mail.

    Such a row is of the contest announced, and has neither a number nor a result.
    """
    if contest is None:
        return
    listed = tuple(entries)
    bare = _without_number(listed, contest)
    numbers = entry_numbers(map(_said_in, bare.values()), listed, contest)
    for key, row in bare.items():
        yield FormRow(
            table=ProgrammeTable.CONTEST,
            participant=row.text("participant"),
            keys=_keys_by_hand(row),
            cells=((NUMBER, numbers[key]),),
            owned=frozenset((NUMBER,)),
            origin=ENTERED,
            opens=False,
        )


def _without_number(
    entries: Iterable[DecisionEntry], contest: PracticeContest
) -> dict[EntryKey, DecisionEntry]:
    """Return the rows that the committee entered as applications, by `entry_key`."""
    return {
        entry_key(*_said_in(row)): row
        for row in entries
        if is_of_contest(row, contest)
        and not (row.text(NUMBER) or row.text("result") or row.day("date"))
        and all(_said_in(row))
    }


def _said_in(row: DecisionEntry) -> EntryKey:
    return row.text("participant"), row.text("nomination"), row.text("practice")


def _keys_by_hand(row: DecisionEntry) -> tuple[tuple[str, Scalar], ...]:
    return tuple((column, row.value(column)) for column in BY_HAND)
