"""What the clerk asks for beside the run: files looked at, blanks, a new year's files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kuzbass_batch.ceilings import MOST_PARTICIPANTS
from kuzbass_batch.commands.issuing import BlankPlan, plan_blanks, refuse_later_registry
from kuzbass_batch.commands.mailing import MailPlan, Posting, blanks_of, plan_posting
from kuzbass_batch.commands.project_blanks import book_of, registers_beside, report_blanks
from kuzbass_batch.commands.single_files import reading_for
from kuzbass_batch.committee import (
    RegistryFile,
    fault_words,
    is_registry,
    the_registry,
)
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import (
    OF_CONTEST,
    ON_REQUEST,
    blank_file_name,
    draw_blanks,
    unnamed_blanks,
)
from kuzbass_batch.forms.drawing.personal_blanks import NO_LAST_YEARS
from kuzbass_batch.forms.parsing.registry import KEY
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, year_of
from kuzbass_batch.forms.spec.specification import with_rows
from kuzbass_batch.methodology.calendar.period import Asked, Period, period_of
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.loader import file_name_of, methodology_text, parse_methodology
from kuzbass_batch.methodology.proofs.checking import Report, check_file
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.participant_page import page_name, participant_page
from kuzbass_batch.publishing.blank_folder import hand_out, write_new
from kuzbass_batch.publishing.staging import ResultFolder, claimed
from kuzbass_batch.publishing.targets import CannotPublish, refuse_for_blanks
from kuzbass_batch.reading.committee.earlier_results import last_years_beside, read_results
from kuzbass_batch.reading.committee.year_key import BadKey, read_key
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer, Identity, Submission
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import OtherFile, ReadFile, ReadRegistry
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.rules.decisions.marks import mark_of
from kuzbass_batch.rules.year.last_year import counted_last_year
from kuzbass_batch.usage import (
    WrongUsage,
    methodology_of,
    periods_of,
    refusals,
    refuse_missing,
    refuse_templates,
    usable,
    year_with_contest,
)

LEVEL = "last_level"
FIRST = 1
"""The number in a registry's mark: it is drawn once."""
SPARE_ROWS = 50
"""Blank lines beneath those that a registry takes over, at least."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Takeover:
    """What a new registry begins with: its answers by field, how many lines, how many levels."""

    answers: Mapping[str, str]
    participants: int = 0
    levels: int = 0


NOTHING = Takeover(answers={})


def registry_from(path: Path, year: ReportingYear, known: Iterable[Period] = ()) -> Registry:
    """Return the registry in a file, read by a worker; WrongUsage if it is none or faulty.

    known: periods that may be meant instead; OtherPeriod if the registry is of a later one of them.
    """
    refuse_missing(path)
    with reading_for(year) as look_at:
        reader, (files,) = look_at(path)
        refuse_other_forms(path, files)
        refuse_later_registry(files, year.methodology.period, known)
        return the_registry(files, reader.registry_in)[0]


def refuse_other_forms(path: Path, files: Iterable[ReadFile]) -> None:
    """Refuse a file that is not the registry, with what it is said to be instead."""
    every = tuple(files)
    if not any(map(is_registry, every)):
        unknown = (file for file in every if isinstance(file, OtherFile))
        faults = [f for file in unknown for f in file.findings if f.severity is Severity.ERROR]
        why = f" {fault_words(faults[0])}" if faults else ""
        raise WrongUsage(f"Файл «{path.name}» – не реестр участников.{why}")


def issue(
    registry_file: Path,
    output: Path,
    *,
    year: Asked,
    year_given: bool = True,
    methodologies: Path | None = None,
    templates: Path | None = None,
    mails: bool = False,
    processes: bool = False,
) -> BlankPlan:
    """Draw the blanks of every participant into `output`, and the page that goes out with them.

    year_given: somebody has named the year; otherwise OtherPeriod for a registry of a later one.
    processes: the blank of the list of processes and services, too (p. 2.2). That of an application
    goes along where a contest is announced (p. 2.7). Last year's results beside the registry are
    shown in the blanks, row by row (p. 2.9). mails: a covering letter and a draft of a mail for
    each, too. What somebody may have filled or saved there is never touched. Return what became of
    each; WrongUsage if it cannot be done.
    """
    the_year = _year_to_issue(year, methodologies, templates)
    methodology, known = the_year.methodology, () if year_given else periods_of(methodologies)
    registry = registry_from(registry_file, the_year, known)
    more = (*(ON_REQUEST if processes else ()), *(OF_CONTEST if the_year.contest else ()))
    past = usable(last_years_beside(registry_file, methodology.period))
    before = counted_last_year(past, methodology) if past else NO_LAST_YEARS
    drawn = dict(draw_blanks(registry, methodology, the_year.to_draw, before, more))
    blanks_by_id, page = blanks_of(registry, drawn.items()), page_name(methodology.period)
    with refusals():
        reports = reports_to_issue(registry_file, registry, the_year)
        drawn |= {page: participant_page(the_year, templates), **_together(reports)}
    with refusals(), claimed(output, keep=0, refuse=refuse_for_blanks, private=False) as place:
        plan = plan_blanks(drawn, output, the_year, registry, before)
        plan = replace(plan, page=page, past=past.path if past else "")
        if mails:
            own = page, (output / page).read_bytes() if page in plan.kept else drawn[page]
            posting = Posting(the_year, templates, blanks_by_id, own, reports)
            plan = replace(plan, mails=plan_posting(posting, output, registry))
        _hand_out(plan, {name: drawn[name] for name in drawn if name not in plan.kept}, place)
    return plan


def _year_to_issue(
    year: Asked, methodologies: Path | None, templates: Path | None
) -> ReportingYear:
    """Return the year of the blanks, with the contest that is announced beside the letters."""
    methodology = methodology_of(year, methodologies)
    refuse_templates(templates, "", methodology.period)
    return year_with_contest(methodology, templates)


def reports_to_issue(
    registry_file: Path, registry: Registry, year: ReportingYear
) -> dict[str, tuple[tuple[str, bytes], ...]]:
    """Return everybody's blanks of project reports: of the registers beside the registry, if any.

    By the participant's id; name and bytes of each.
    """
    path = registers_beside(registry_file, year)
    if path is None:
        return {}
    with reading_for(year) as look_at:
        book = book_of(path, look_at(path)[1][0])
    found: dict[str, tuple[tuple[str, bytes], ...]] = {}
    for who, name, data in report_blanks(book, registry, year):
        found[who] = (*found.get(who, ()), (name, data))
    return found


def _together(reports: Mapping[str, tuple[tuple[str, bytes], ...]]) -> dict[str, bytes]:
    return {name: data for files in reports.values() for name, data in files}


def _hand_out(plan: BlankPlan, blanks: Mapping[str, bytes], place: ResultFolder) -> None:
    """Put the blanks, and the letters and drafts if there are any, into the folder."""
    mails = plan.mails or MailPlan(written={})
    hand_out(
        {**blanks, **mails.written},
        place,
        renewed={**plan.renewed, **mails.renewed},
        outdated={**plan.outdated, **mails.outdated},
    )


def blanks(folder: Path, *, year: Asked | None = None, methodologies: Path | None = None) -> int:
    """Draw the blanks for download and an empty registry into `folder`; return how many files.

    year: the period, by default every one with a methodology. WrongUsage as for `issue`.
    """
    drawn: dict[str, bytes] = {}
    for each in periods_of(methodologies) if year is None else (year,):
        the_year = year_of(methodology_of(each, methodologies))
        drawn.update(unnamed_blanks(the_year.methodology, the_year.forms))
    with refusals(), claimed(folder, keep=0, refuse=refuse_for_blanks, private=False) as place:
        hand_out(drawn, place)
    return len(drawn)


def new_registry(
    folder: Path,
    *,
    year: Asked,
    old: Path | None = None,
    results: Path | None = None,
    methodologies: Path | None = None,
    rows: int = 0,
) -> tuple[Path, Takeover]:
    """Write the registry of `year` into `folder`; return its path and what was taken over.

    old: an earlier period's registry, whose participants are taken over. results: the last period's
    result folder or its results.json, from which their levels are. rows: lines to fill in, if more
    than a registry has anyhow; then `old` may be of the same period, which grows longer. WrongUsage
    if it cannot be.
    """
    the_year = year_of(methodology_of(year, methodologies))
    spec = the_year.forms[Kind.REGISTRY]
    levels = _levels_in(results, the_year.methodology) if results else {}
    taken = NOTHING
    if old:
        found, longer = _submission_in(old, the_year, same=rows > 0)
        taken = take_over(found, levels, keep_levels=longer)
    path = folder / blank_file_name(spec, None)
    data = draw_form(
        with_rows(spec, KEY, _rows_for(taken, rows)),
        the_year.methodology,
        identity=spec.identity(),
        answers=dict(taken.answers),
        mark=_mark_in(folder, spec.identity()),
    )
    with refusals():
        write_new(path, data)
    return path, taken


def _rows_for(taken: Takeover, asked: int) -> int:
    """Return how many lines a registry needs; WrongUsage if no sheet holds so many."""
    if max(asked, taken.participants) > MOST_PARTICIPANTS:
        raise WrongUsage(f"В реестре может быть не больше {MOST_PARTICIPANTS} строк.")
    spare = min(taken.participants + SPARE_ROWS, MOST_PARTICIPANTS) if taken.participants else 0
    return max(asked, spare)


def _mark_in(folder: Path, identity: Identity) -> str:
    """Return the mark of a registry drawn into a year's folder, empty where there is no key yet."""
    try:
        return str(mark_of(read_key(folder), identity, FIRST) or "")
    except BadKey as error:
        raise WrongUsage(str(error)) from error


def new_methodology(folder: Path, *, year: Asked, like: Path | None = None) -> tuple[Path, str]:
    """Write the whole methodology of `year` into `folder` to be edited; return its path.

    like: the folder whose act is taken, by default the program's. The second value is the sentence
    on what the file lacks before it can be used, empty if nothing: the act's plan may have no
    targets for the year. WrongUsage if it cannot be written.
    """
    period = period_of(year)
    if not 1000 <= period.year <= 9998:
        raise WrongUsage(f"Год {period}: ожидается год из четырёх цифр (--year).")
    path = folder / file_name_of(period)
    try:
        text = methodology_text(year, like)
        write_new(path, text.encode())
    except (MethodologyError, CannotPublish) as error:
        raise WrongUsage(str(error)) from error
    try:
        parse_methodology(text, path.name)
    except MethodologyError as error:
        return path, " ".join((str(error), *error.details))
    return path, ""


def check_methodology(path: Path) -> Report:
    """Return what is wrong with a methodology file, and what it proves; nothing is written.

    WrongUsage if it is no file that opens.
    """
    refuse_missing(path)
    try:
        return check_file(path)
    except MethodologyError as error:
        raise WrongUsage(str(error)) from error


def take_over(old: Submission, levels: Mapping[str, str], *, keep_levels: bool = False) -> Takeover:
    """Return the lines of an old registry without its levels, with those of `levels` instead.

    levels: the name of the level that a participant reached, by his folded id. keep_levels: the
    registry is of the same year, its levels stand.
    """
    lines: dict[str, dict[str, str]] = {}
    for answer in old.answers:
        key, _, rest = answer.field_id.partition("/")
        number, _, column = rest.partition("/")
        if key == KEY and answer.given.strip():
            lines.setdefault(number, {})[column] = _as_now(answer)
    before = {number: line.pop(LEVEL, "") for number, line in lines.items()}
    lines = {number: line for number, line in lines.items() if line}
    reached = {
        number: levels.get(fold(line.get("id", "")), before[number] if keep_levels else "")
        for number, line in lines.items()
    }
    return Takeover(
        answers={
            f"{KEY}/{place}/{column}": text
            for place, (number, line) in enumerate(lines.items(), start=1)
            for column, text in {**line, LEVEL: reached[number]}.items()
            if text
        },
        participants=len(lines),
        levels=sum(map(bool, reached.values())),
    )


def _as_now(answer: Answer) -> str:
    """Return an answer for the new registry: a choice in today's words, else the text as typed."""
    return answer.value if isinstance(answer.value, str) else answer.given.strip()


def _submission_in(
    path: Path, year: ReportingYear, *, same: bool = False
) -> tuple[Submission, bool]:
    """Return the answers of an earlier year's registry, whichever year that is.

    same: one of this year will do; the second value tells whether it is.
    """
    refuse_missing(path)
    file, submission = _read_as(path, year, year.methodology.period.previous)
    if submission is None:
        file, submission = _read_as(path, year, file.identity.period)
    is_same = file.identity.period == year.methodology.period
    if file.identity.period >= year.methodology.period and not (same and is_same):
        raise WrongUsage(
            f"Реестр «{path.name}» составлен за {file.identity.period.name}. Укажите реестр более "
            f"раннего {year.methodology.period.kind.words.genitive}."
        )
    if submission is None:
        faults = " ".join(f"{f.message} {f.remedy}" for f in file.findings[:3])
        raise WrongUsage(f"Реестр «{path.name}» не прочитан. {faults}")
    return submission, is_same


def _read_as(path: Path, year: ReportingYear, of: Period) -> tuple[RegistryFile, Submission | None]:
    """Read a registry as one of the period `of` (in a worker)."""
    spec = replace(year.forms[Kind.REGISTRY], period=of)
    then = replace(year, forms={**year.forms, Kind.REGISTRY: spec})
    with reading_for(then) as look_at:
        reader, (files,) = look_at(path)
        refuse_other_forms(path, files)
        file = next(file for file in files if is_registry(file))
        is_read = isinstance(file, ReadRegistry)
        return file, reader.answers_of(file.source) if is_read else None


def _levels_in(path: Path, methodology: Methodology) -> Mapping[str, str]:
    """Return the level that each participant reached last year, by his folded id."""
    path = path / RESULTS if path.is_dir() else path
    refuse_missing(path)
    results = usable(read_results(path))
    if results is None:
        raise WrongUsage(f"«{path}» – не файл {RESULTS} этой программы.")
    wanted = methodology.period.previous
    if results.period != wanted:
        raise WrongUsage(
            f"В «{path}» результат за {results.period.name}, а нужен за {wanted.name}."
        )
    found = {
        fold(who): methodology.level_by_name(person.level)
        for who, person in results.standings.items()
    }
    return {who: level.name for who, level in found.items() if level}
