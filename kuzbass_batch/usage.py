"""What a run asks of its folders and files: each refusal is one Russian sentence, WrongUsage."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kuzbass_batch import wording
from kuzbass_batch.ceilings import MOST_PARTICIPANTS, MOST_ROWS, TooManyRows
from kuzbass_batch.findings.finding import Fact
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, year_of
from kuzbass_batch.methodology.calendar.period import Asked, Period, PeriodKind, period_at
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.loader import (
    available_periods,
    is_single_file,
    load_methodology,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.details_book import details_in
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate
from kuzbass_batch.outputs.letters.letter_templates import check_letter_templates, shipped_examples
from kuzbass_batch.outputs.mail.texts import check_mail_texts
from kuzbass_batch.publishing.disk import PATH_TOO_LONG, describe_fault, longest_path
from kuzbass_batch.publishing.targets import CannotPublish
from kuzbass_batch.reading.committee.contest_announcement import announced_in
from kuzbass_batch.reading.committee.earlier_results import last_years, read_results
from kuzbass_batch.reading.committee.outgoing_register import earlier_register
from kuzbass_batch.reading.committee.template_books import (
    CONTEST,
    DETAILS,
    book_bytes,
    faulty_book,
    read_by_worker,
)
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.files.stillness import Stamp, look, what_changed
from kuzbass_batch.records.committee.outgoing import Outgoing, register_name
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.returns.read_files import (
    ReadFile,
    ReadRegistry,
    WrongEdition,
    came_on,
    is_of_participant,
)
from kuzbass_batch.records.run import Run
from kuzbass_batch.records.year.snapshots import RESULTS, Snapshot
from kuzbass_batch.rules.deadlines import UnknownYear
from kuzbass_batch.workers.cluster import NoCluster
from kuzbass_batch.workers.crew import Crew, OutOfTime

T = TypeVar("T")


class WrongUsage(Exception):
    """The run cannot begin or end; one Russian sentence says why. Nothing was written.

    details: a line for each of several faults, where the sentence only counts them.
    """

    def __init__(self, sentence: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.details = details


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a stage cannot go on with into WrongUsage: each of them says why in Russian."""
    try:
        yield
    except (CannotPublish, BadTemplate, NoCluster, OutOfTime, UnknownYear, TooManyRows) as error:
        raise WrongUsage(str(error)) from error


def checked_year(asked: Run) -> ReportingYear:
    """Return the year that a run is of; WrongUsage if it cannot begin as it is asked."""
    refuse_folders(asked.input, asked.output)
    refuse_templates(asked.options.templates, asked.options.cluster, asked.period)
    # Who has no methodology of the year is told what helps, before his day is questioned.
    methodology = methodology_of(asked.period, asked.options.methodologies)
    refuse_other_year(asked)
    return year_with_contest(methodology, asked.options.templates)


def year_with_contest(methodology: Methodology, templates: Path | None) -> ReportingYear:
    """Return the year with the contest that the committee announces beside its letters, if any.

    WrongUsage if the workbook of the announcement cannot be used, with a line for each fault. A
    worker reads it: anybody may have edited it.
    """
    year = year_of(methodology)
    book = usable(book_bytes(templates, CONTEST))
    if not book[0] or Kind.CONTEST_APPLICATION not in year.forms:
        return year
    found = usable(read_by_worker(announced_in, methodology, book))
    if isinstance(found, tuple):
        raise WrongUsage(faulty_book(book[0], found), found)
    return year_of(methodology, found) if found else year


def methodology_of(asked: Asked, place: Path | None = None) -> Methodology:
    """Return the year's methodology; WrongUsage if there is none or it is faulty.

    place: the committee's own file, or the folder of its files, by default the program's own.
    """
    try:
        return load_methodology(asked, place)
    except MethodologyError as error:
        raise WrongUsage(str(error), error.details) from error


def periods_of(place: Path | None = None) -> tuple[Period, ...]:
    """Return the periods that there is a methodology of; WrongUsage if that cannot be told."""
    try:
        return available_periods(place)
    except MethodologyError as error:
        raise WrongUsage(str(error), error.details) from error


def period_under_rating(day: dt.date, place: Path | None = None) -> Period:
    """Return the period that a day belongs to: of years from October on its own, else the last one.

    Quarters and half-years begin so in their last month. Until then, in the programme's first
    period, it is that one: there is none before it. A file of a single period leaves no choice.
    place: as in `methodology_of`. WrongUsage if it cannot be read.
    """
    known = periods_of(place)
    if place is not None and len(known) == 1 and is_single_file(place):
        return known[0]
    kind = known[-1].kind if known else PeriodKind.YEAR
    asked, first = period_at(day, kind), min(known, default=None)
    return first if first and first.kind is kind and first.holds(day) else asked


def refuse_folders(folder: Path, output: Path) -> None:
    """Refuse an input folder that is not there and an output that would mix with it."""
    # os.path answers for names that Path refuses: too long, or of another system.
    if not os.path.isdir(folder):  # noqa: PTH112
        raise WrongUsage(f"Папки «{folder}» нет.")
    inner, outer = (os.path.realpath(each) for each in (output, folder))
    if _lies_in(inner, outer) or _lies_in(outer, inner):
        raise WrongUsage("Папка результата и папка с формами не должны лежать одна в другой.")


def refuse_missing(path: Path) -> None:
    """Raise WrongUsage unless the path is that of a file."""
    # os.path answers for names that Path refuses: too long, or of another system.
    if os.path.isdir(path):  # noqa: PTH112
        raise WrongUsage(f"«{path}» – папка, а нужен файл.")
    if not os.path.isfile(path):  # noqa: PTH113
        there = os.path.lexists(path)
        raise WrongUsage(f"«{path}» – не файл." if there else f"Файла «{path}» нет.")


def _lies_in(inner: str, outer: str) -> bool:
    """Tell whether one folder is the other or lies in it, however their names are spelt."""
    if Path(inner).is_relative_to(outer):
        return True
    if not os.path.exists(outer):  # noqa: PTH110
        return False
    there = (each for each in (inner, *map(str, Path(inner).parents)) if os.path.exists(each))  # noqa: PTH110
    return any(os.path.samefile(each, outer) for each in there)  # noqa: PTH121


def refuse_templates(folder: Path | None, cluster: str, period: Period) -> None:
    """Refuse letter templates that cannot be used, before anything is read."""
    if folder is not None and cluster:
        raise WrongUsage("Свои шаблоны писем на кластере не используются: уберите одно из двух.")
    try:
        look_at_details(folder)
        check_letter_templates(folder)
        check_mail_texts(folder, period)
    except BadTemplate as error:
        raise WrongUsage(str(error)) from error


def look_at_details(folder: Path | None) -> None:
    """Have a worker read the workbook of details first; BadTemplate if it cannot or is faulty.

    Anybody may have edited it: what ends a worker, or holds it up, ends no run.
    """
    book = book_bytes(folder, DETAILS)
    if isinstance(book, str):
        raise BadTemplate(book)
    if not book[0]:
        return
    found = read_by_worker(details_in, shipped_examples(), book)
    if isinstance(found, str):
        raise BadTemplate(found)


LAST_MONTHS = 8
"""Months after the period, by which the last objections to its totals are long decided; before the
middle of it nobody rates it."""
FEW = 3
"""With fewer dated forms, the day of the run is not compared with their dates."""
SHOWN = 3
"""Names of files in one sentence."""
AROUND = 100
"""Rows of a sheet for its title, heads and notes."""
IN_PARTS = (
    "Разделите реестр на части, рассчитайте каждую в своей папке и объедините результаты: "
    "kuzbass-batch merge."
)
INSIST = "Если дата верна, подтвердите её (в команде – --insist)."


class DoubtedDay(WrongUsage):
    """The day of the run does not seem to fit: it is refused unless somebody insists."""


class OtherPeriod(WrongUsage):
    """The folder is of another period than the day's own; `period`: that of its registry."""

    def __init__(self, message: str, period: Period) -> None:
        super().__init__(message)
        self.period = period


def refuse_other_year(asked: Run) -> None:
    """Raise DoubtedDay for a day of the run that does not fit the year, unless --insist is given.

    Without --year, and with no file of the methodology that states it, the year is taken from the
    day, so that both agree. In the first half of the year what lies in the folder decides.
    """
    first, last = asked.period.first_day, _rated_within(asked.period)[1]
    if not first <= asked.as_of <= last:
        _question(asked)


def refuse_early_rating(asked: Run, files: Iterable[ReadFile], methodology: Methodology) -> None:
    """Raise DoubtedDay for a rating in the first half of its year, unless --insist is given.

    Where the act keeps registers, its reports and monitorings come all year round: a folder in
    which no self-assessment lies yet is run for their sake.
    """
    begun = any(file.kind is Kind.SELF_ASSESSMENT for file in files)
    rated = begun or methodology.programme_registers is None
    if rated and asked.as_of < _rated_within(asked.period)[0]:
        _question(asked)


def refuse_other_period(asked: Run, files: Iterable[ReadFile]) -> None:
    """Raise OtherPeriod if the one registry is of another period that the day may be of.

    Only where nobody has named the period: in spring, when one year's rating is over and the next
    one's reports come in, the day alone does not tell them apart.
    """
    found = [file for file in files if file.kind is Kind.REGISTRY]
    if asked.year_given or len(found) != 1 or not isinstance(found[0], WrongEdition):
        return
    other, known = found[0].identity.period, periods_of(asked.options.methodologies)
    fits = other.first_day <= asked.as_of <= _rated_within(other)[1]
    if found[0].wrong_year and fits and other in known:
        raise OtherPeriod(
            f"В папке – реестр участников за {other.name}, рассчитан он. Чтобы рассчитать другой "
            "период, назовите его: --year.",
            other,
        )


def _rated_within(period: Period) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which somebody rates a period."""
    half, whole = period.kind.months // 2, period.kind.months
    return period.month(half + 1), period.month(whole + LAST_MONTHS + 1) - dt.timedelta(days=1)


def _question(asked: Run) -> None:
    """Raise DoubtedDay unless the day is insisted on, or nobody has named the period."""
    period, place = asked.period, asked.options.methodologies
    stated = asked.year_given or (place is not None and is_single_file(place))
    if stated and not asked.options.insist:
        first, last = map(wording.day, _rated_within(period))
        raise DoubtedDay(
            f"Дата расчёта {wording.day(asked.as_of)} не подходит к отчётному "
            f"{period.reported_dative}: его рейтинг определяют с {first} по {last}. Исправьте "
            f"--as-of или --year. {INSIST}"
        )


def refuse_early_day(asked: Run, files: Iterable[ReadFile]) -> None:
    """Raise DoubtedDay if most forms came after the day of the run, unless --insist is given.

    Most likely the year was mistyped. Forms that came later would not count, and the letters would
    carry a wrong day.
    """
    days = [day for file in files if is_of_participant(file) and (day := came_on(file))]
    later = [day for day in days if day > asked.as_of]
    if not asked.options.insist and len(days) >= FEW and 2 * len(later) > len(days):
        raise DoubtedDay(
            f"Дата расчёта {wording.day(asked.as_of)} раньше дат большинства форм: {len(later)} из "
            f"{len(days)}, последняя – {wording.day(max(days))}. Исправьте --as-of. {INSIST}"
        )


def refuse_too_many(participants: int, criteria: int) -> None:
    """Raise WrongUsage for more participants than one run holds.

    A row for each criterion of each must fit a sheet, and the main process keeps them all. Told
    before the work, not at its end.
    """
    fitting = (MOST_ROWS - AROUND) // criteria
    most = min(MOST_PARTICIPANTS, fitting)
    if participants > most:
        why = f", больше не вмещает лист книги при критериях числом {criteria}"
        raise WrongUsage(
            f"В реестре участников: {wording.thousands(participants)}. В одном расчёте их может "
            f"быть не больше {wording.thousands(most)}{why if most == fitting else ''}. {IN_PARTS}"
        )


def within_ceilings(files: Iterable[ReadFile], criteria: int) -> Iterator[ReadFile]:
    """Yield the files as they are read; WrongUsage as soon as one is a registry of too many."""
    for file in files:
        too_many = next((f for f in file.findings if Fact.TOO_MANY in f.facts), None)
        if too_many:
            raise WrongUsage(f"«{file.source.path}»: {too_many.message} {too_many.remedy}")
        if isinstance(file, ReadRegistry):
            refuse_too_many(file.lines, criteria)
        yield file


def stamps_of(folder: Path) -> Mapping[str, Stamp]:
    """Return the state of the folder's files; WrongUsage if it cannot be listed whole."""
    try:
        return look(folder)
    except OSError as error:
        raise WrongUsage(
            f"Не удалось прочитать папку «{error.filename}»: {describe_fault(error, 'чтение')}."
        ) from error


def discovered(folder: Path, methodology: Methodology) -> tuple[Source, ...]:
    """Return the files of the folder; WrongUsage if one goes away while they are listed."""
    try:
        return discover(folder, utc_hours=methodology.words.bodies.utc_hours)
    except FileNotFoundError as error:
        if len(str(error.filename)) > (longest_path() or len(str(error.filename))):
            raise WrongUsage(f"Файл «{error.filename}» не открыт: {PATH_TOO_LONG}.") from error
        raise WrongUsage(f"Во время расчёта исчез файл «{error.filename}». Повторите.") from error


def refuse_changes(folder: Path, before: Mapping[str, Stamp]) -> None:
    """Raise WrongUsage if the folder did not hold still: a result is of one state of it."""
    changed = what_changed(before, stamps_of(folder))
    if changed:
        names = ", ".join(f"«{name}»" for name in changed[:SHOWN])
        more = wording.and_more(len(changed) - SHOWN)
        raise WrongUsage(
            f"Папка с формами изменилась во время расчёта: {names}{more}. Дождитесь, пока файлы "
            "будут на месте, и повторите."
        )


def usable(found: T | str) -> T:
    """Return what was found; WrongUsage if it is the sentence that says why it cannot be used."""
    if isinstance(found, str):
        raise WrongUsage(found)
    return found


def earlier_result(asked: Run, last: Snapshot | None) -> Snapshot | None:
    """Return the earlier result to compare with; WrongUsage if the one asked for is none.

    last: what the output holds; it is taken if no other is asked for.
    """
    folder = asked.options.compare_with
    if folder is None:
        return last
    found = usable(read_results(folder / RESULTS))
    if found is None or found.period != asked.period:
        raise WrongUsage(
            f"В папке «{folder}» нет результата за {asked.period.name}: сравнить не с чем."
        )
    return found


def last_result(asked: Run, crew: Crew | None = None) -> Snapshot | None:
    """Return the result of the year that the output holds before the run, None if there is none.

    WrongUsage if there was no time to read it: without it, what it counted would go unsaid.
    """
    found = usable(read_results(asked.output / RESULTS, crew=crew))
    return found if found and found.period == asked.period else None


def last_years_result(asked: Run, sources: Iterable[Source]) -> Snapshot | None:
    """Return last year's results among the files; WrongUsage if there are several."""
    return usable(last_years(asked.input, sources, asked.period))


def earlier_letters(asked: Run, crew: Crew) -> Callable[[], tuple[Outgoing, ...]]:
    """Begin to read the register of letters in the output; waiting for it may bring WrongUsage."""
    found = earlier_register(asked.output / register_name(asked.period), crew)
    return lambda: usable(found())
