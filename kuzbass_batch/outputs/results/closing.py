"""The closing lines of a run: what came out and what to do next, in ten lines or fewer."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Fact, Finding, Severity, has_errors
from kuzbass_batch.outputs.names import folder_of_totals
from kuzbass_batch.outputs.results.changes import change_lines
from kuzbass_batch.records.committee.decisions import DecisionTable
from kuzbass_batch.records.committee.outgoing import DRAFTS, register_name
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, ParticipantStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.year.approval import approval_of
from kuzbass_batch.rules.year.to_do import approval_awaited, lost_files
from kuzbass_batch.rules.year.totals import is_preliminary

LINES = 10
"""Lines for the clerk: what is longer is not read."""
SHOWN = 3
"""Paths named in one line."""
CHOICES_SHOWN = 2
"""Lines on which of several returns counts; the sheet «Файлы» has the rest."""
OLDER_BOOK = (
    " Эта книга старее прежнего результата: внесённое позже сохранено; дальше заполняйте книгу из "
    "новой папки результата."
)
EARLIER_DAY = " Дата расчёта раньше, чем у прежнего результата: проверьте --as-of."
LOOKED_ONLY = "Пробный расчёт: ничего не записано."


def exit_code(outcome: Outcome) -> int:
    """Return 0 if all went through, 1 if a return or a decision needs correction or is missing."""
    bad = {ParticipantStatus.RETURNED, ParticipantStatus.MISSING}
    if any(standing.status in bad for standing in outcome.standings):
        return 1
    entered = (*_decision_findings(outcome), *outcome.registers.findings)
    if outcome.elsewhere or has_errors(entered):
        return 1
    faulty = {FileStatus.RETURNED, FileStatus.UNREADABLE}
    return int(any(file.status in faulty for file in outcome.files))


def has_drafts(output: Path) -> bool:
    """Tell whether a result holds a draft of a mail: there is none when nothing is to be sent."""
    return (output / DRAFTS).exists()


def closing_lines(
    outcome: Outcome,
    output: Path,
    *,
    detailed: bool = False,
    written: bool = True,
    mails: bool = False,
    unsigned: str = "",
) -> list[str]:
    """Return the lines for the clerk's screen.

    detailed: list every participant that changed. written: False after a run that only looks.
    mails: drafts of mails were made. unsigned: why the letters are not to be signed yet.
    """
    own = _unfit(outcome, output, written)
    start = [*_counts(outcome), *own, *_lost(outcome), *_unpublished(outcome)]
    changed = [*_changed(outcome, detailed)]
    ending = [*_steps(outcome, output, mails, unsigned)] if written else [LOOKED_ONLY]
    # A list of changes that was asked for may be long; whatever else is said keeps to the ten.
    room = LINES - len(start) - len(changed[:1]) - len(ending)
    chosen = [*_chosen(outcome, room)]
    if chosen and room < 1:  # No line is left: it stands beside the files that it is of.
        start[1], chosen = " ".join((start[1], *chosen)), []
    return [*start, *chosen, *changed, *ending]


def _unfit(outcome: Outcome, output: Path, written: bool) -> list[str]:
    """Say how much of the committee's workbook is in force, and what was entered elsewhere.

    What was entered elsewhere takes no line of its own where there is one on decisions.
    """
    lines = [*_in_force(outcome)]
    strange = outcome.strange_books
    if strange:
        rater = outcome.methodology.words.rater
        words = (
            f"Внимание: не учтено, отметки этой папки нет: {_names(strange)}. Если книгу "
            f"{rater.past('заполнил')} {rater.itself} {rater.nominative}, перетащите её файл на "
            "«Рассчитать» (в команде – --accept и путь к ней)."
        )
        lines[-1:] = [" ".join((*lines[-1:], words))]
    if outcome.elsewhere:
        left = _left_books(outcome, output, written)
        cells = wording.some(list(outcome.elsewhere), shown=SHOWN)
        lines[-1:] = [
            " ".join(
                (
                    *lines[-1:],
                    "Внимание: решения внесены в книгу, которая лежит в папке результата, и не "
                    f"учтены ({len(outcome.elsewhere)}): {cells}. {left}",
                )
            )
        ]
    return lines


def _left_books(outcome: Outcome, output: Path, written: bool) -> str:
    """Say where the books filled in in the result folder lie, and what to do with them."""
    paths = [f"«{output / (book.kept if written else book.name)}»" for book in outcome.left]
    kept = f"Внесённое сохранено: {wording.some(paths, shown=SHOWN)}."
    if len(paths) > 1:
        return (
            f"{kept} Положите нужную из этих книг в папку с формами вместо той, что там, и "
            "рассчитайте снова, ненужные удалите."
        )
    return (
        f"{kept} Положите эту книгу в папку с формами вместо той, что там, и рассчитайте снова; "
        "если внесённое не нужно, удалите её."
    )


TICKS = (DecisionTable.QUEUE, DecisionTable.TICKED)
"""Tables in which nothing is decided: the clerk ticks off what he has looked at."""


def _entered(outcome: Outcome) -> int:
    """Return how many entries of the decisions workbook are decisions."""
    return sum(entry.table not in TICKS for entry in outcome.decisions.entries)


def _in_force(outcome: Outcome) -> Iterator[str]:
    path, rater = outcome.decisions.path, outcome.methodology.words.rater
    lost = outcome.comparison.lost_decisions if outcome.comparison else ""
    if lost:
        now = "она не учтена" if outcome.strange_books else "книги решений в папке нет"
        yield (
            f"Внимание: прежний результат учитывал решения из «{lost}», а сейчас {now}: баллы – "
            f"без решений {rater.genitive}."
        )
    faults = [f for f in _decision_findings(outcome) if f.severity is not Severity.NOTE]
    if path in {file.source.path for file in outcome.strange_books}:
        yield (
            f"Решения {rater.genitive} – те, что учитывал прежний результат, записей: "
            f"{_entered(outcome)}; своей книги решений в папке нет."
        )
    elif path:
        doubts = f", замечаний к ним: {len(faults)} – лист «Замечания»" if faults else ""
        older = any(Fact.ENTRIES_KEPT in fault.facts for fault in faults)
        yield (
            f"Решения {rater.genitive}: «{path}», "
            f"записей: {_entered(outcome)}{doubts}."
            f"{OLDER_BOOK if older else ''}"
        )


def _decision_findings(outcome: Outcome) -> tuple[Finding, ...]:
    books = (f for f in outcome.files if f.source.path == outcome.decisions.path)
    return tuple(finding for file in books for finding in file.findings)


def _changed(outcome: Outcome, detailed: bool) -> Iterator[str]:
    """Say what changed since the earlier result; all of it where that was asked for."""
    if outcome.comparison:
        lines = change_lines(outcome.comparison)
        back = outcome.as_of < outcome.comparison.since
        yield next(lines) + (EARLIER_DAY if back else "")
        if detailed:
            yield from lines


def _counts(outcome: Outcome) -> Iterator[str]:
    people = Counter(standing.status for standing in outcome.standings)
    files = Counter(file.status for file in outcome.files)
    yield (
        f"Расчёт на {wording.day(outcome.as_of)}. "
        f"Участников: {len(outcome.standings)}. Оценено: {people[ParticipantStatus.RATED]}, на "
        f"доработке: {people[ParticipantStatus.RETURNED]}, не представлено: "
        f"{people[ParticipantStatus.MISSING]}."
    )
    yield (
        f"Файлов: {len(outcome.files)}. Учтено: {files[FileStatus.USED]}, заменено: "
        f"{files[FileStatus.SUPERSEDED]}, повторов: {files[FileStatus.DUPLICATE]}, на доработку: "
        f"{files[FileStatus.RETURNED]}, не прочитано: {files[FileStatus.UNREADABLE]}, пропущено: "
        f"{files[FileStatus.IGNORED]}."
    )


def _lost(outcome: Outcome) -> Iterator[str]:
    """Say in one line which files are to be looked at before all others."""
    lost, own = lost_files(outcome.files), tuple(file for file in outcome.files if file.own)
    said = []
    if own:
        whose = outcome.methodology.words.rater.genitive
        said.append(f"Поправьте файлы {whose} ({len(own)}): {_names(own)} – лист «Замечания».")
    if lost:
        said.append(f"Сначала разберите файлы без участника ({len(lost)}): {_names(lost)}.")
    if said:
        yield " ".join(said)


def _unpublished(outcome: Outcome) -> Iterator[str]:
    """Say which year's production calendar is not known, and what depends on it."""
    if outcome.unpublished:
        objections = outcome.methodology.has_objections
        named = ", ".join(wording.in_working_days(objections=objections))
        yield (
            f"Производственного календаря на {outcome.unpublished} год программа не знает: сроки в "
            f"рабочих днях ({named}) посчитаны по статье 112 Трудового кодекса, без переносов. "
            "Когда его опубликуют, положите в папку «календарь.csv»."
        )


def _chosen(outcome: Outcome, room: int) -> Iterator[str]:
    """Say in so many lines which of several returns counts, and why."""
    several = _chosen_ones(outcome)
    shown = max(0, min(CHOICES_SHOWN, room))
    if len(several) > shown:
        shown = max(0, min(CHOICES_SHOWN, room - 1))
    for file in several[:shown]:
        yield f"{file.participant}: учтён «{file.source.path}» – {file.reason}."
    rest = len(several) - shown
    if rest > 0:
        others = "Ещё участников" if shown else "Участников"
        yield f"{others} с несколькими экземплярами: {rest}, лист «Файлы»."


def _chosen_ones(outcome: Outcome) -> list[FileResult]:
    """Return the self-assessments that count where somebody sent several."""
    sent = Counter((file.kind, file.participant) for file in outcome.files)
    return [
        file
        for file in outcome.files
        if file.status is FileStatus.USED
        and file.kind is Kind.SELF_ASSESSMENT
        and sent[file.kind, file.participant] > 1
    ]


def _names(files: tuple[FileResult, ...]) -> str:
    shown = ", ".join(f"«{file.source.path}»" for file in files[:SHOWN])
    return shown + (" и другие" if len(files) > SHOWN else "")


def _steps(outcome: Outcome, output: Path, mails: bool, unsigned: str) -> Iterator[str]:
    book = output / f"Рейтинг-{outcome.period}.xlsx"
    folder = folder_of_totals(outcome.methodology.calendar)
    totals = f" Документы итогов и страница для сайта – в папке «{folder}»."
    yield (
        f"Откройте «{book}»: лист «Сводка» говорит, что требует решения."
        f"{'' if is_preliminary(outcome) else totals}"
    )
    for waiting in approval_awaited(outcome):
        whose = f": {waiting.names}" if approval_of(outcome.decisions) else ""
        yield f"{waiting.text}{whose}."
    yield unsigned or "Проверьте лист «Адресаты», затем подпишите письма из папки «Письма»."
    if mails:
        register = output / register_name(outcome.period)
        yield (
            f"Черновики писем – в папке «{output / DRAFTS}»: проверьте и отправьте их сами, затем "
            f"отметьте отправленное в реестре «{register}»."
        )
