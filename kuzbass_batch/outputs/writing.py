"""Write everything that a run leaves: the crew draws forms and letters, this process the rest."""

import filecmp
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kuzbass_batch.file_names import folder_of
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.cards.own_tables import OwnTable, known_tables
from kuzbass_batch.outputs.cards.page import begun_cards, end_cards
from kuzbass_batch.outputs.decisions.checker_books import begin_checker_books
from kuzbass_batch.outputs.decisions.workbook import begin_decisions
from kuzbass_batch.outputs.drawn_files import DrawnFiles, SharedFolder, Write
from kuzbass_batch.outputs.enclosed_forms import plan_enclosed
from kuzbass_batch.outputs.jury.jury_books import plan_jury_books
from kuzbass_batch.outputs.jury.papers import write_jury
from kuzbass_batch.outputs.letters.letters import write_letters
from kuzbass_batch.outputs.letters.planning import letter_context
from kuzbass_batch.outputs.letters.redrawn import (
    plan_redrawn,
    write_objections,
    write_redrawn,
)
from kuzbass_batch.outputs.mail.jury_drafts import write_jury_mails
from kuzbass_batch.outputs.mail.sending import (
    Enclosures,
    Sending,
    enclosed_with,
    write_sending,
)
from kuzbass_batch.outputs.plan.papers import PlanPapers, write_plan
from kuzbass_batch.outputs.progress import NOBODY, Watcher, WritingProgress
from kuzbass_batch.outputs.publication.package import write_april
from kuzbass_batch.outputs.ranking.workbook import write_workbook
from kuzbass_batch.outputs.registers.workbook import begin_registers
from kuzbass_batch.outputs.results.changes import changes_name, draw_changes
from kuzbass_batch.outputs.results.document import results_lines
from kuzbass_batch.outputs.results.listed_files import log_lines
from kuzbass_batch.outputs.shown import (
    ShownOutcome,
    begin_work,
    for_ranking,
    outcome_for_ranking,
    shown_outcome,
)
from kuzbass_batch.outputs.tables.row_heights import forget_heights
from kuzbass_batch.publishing.disk import move
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import NO_PLAN, ProgrammePlan
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.rules.decisions.receipts import suggested_rows
from kuzbass_batch.rules.year.conclusions import Checks
from kuzbass_batch.rules.year.history import KEPT
from kuzbass_batch.rules.year.queue import queue_of
from kuzbass_batch.workers.crew import Crew, abandoned_at_fault, begun_by
from kuzbass_batch.workers.limits import release_memory, seconds_for
from kuzbass_batch.workers.packed import Packing, unpacked_together

Books = Mapping[str, Callable[[], bytes]]
"""What draws the committee's books, by the names of their files."""
AnswersOf = Callable[[Source], Submission | None]
"""Returns the answers of a file that is sent back."""
BegunPacking = tuple[SharedFolder, Packing, Outcome]
"""Where the ranking goes, what is packed for it so far, and the outcome that begins with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputOptions:
    """What is asked of the outputs.

    drawn: the files that the crew draws, with those that may be taken from the result before.
    templates: a folder of the committee's own letter templates. last: the folder of the result that
    this one replaces, where that is what it is compared with; replaced: that folder in any case.
    letters: the register of letters in the result before. plan: that of the programme, by quarter.
    mails, pdf: whether to make drafts of mails, and letters as PDF. watcher: is called for each
    file written.
    """

    drawn: DrawnFiles
    templates: Path | None = None
    last: Path | None = None
    replaced: Path | None = None
    letters: tuple[Outgoing, ...] = ()
    plan: ProgrammePlan = NO_PLAN
    mails: bool = False
    pdf: bool = False
    watcher: Watcher = NOBODY

    @property
    def sending(self) -> Sending:
        """Return what is asked for beside the letters."""
        return Sending(earlier=self.letters, mails=self.mails, pdf=self.pdf, tell=self.watcher.tell)


def write_outputs(
    outcome: Outcome,
    year: ReportingYear,
    crew: Crew,
    answers_of: AnswersOf,
    folder: Path,
    wanted: OutputOptions,
) -> None:
    """Write every output into an empty folder, results.json last."""
    write, drawn = partial(write_file, set(), folder), wanted.drawn
    progress = WritingProgress(write, wanted.watcher.report)
    context = letter_context(outcome, wanted.templates)
    redrawn = plan_redrawn(outcome, year.forms, context.due)
    progress.expect(len(redrawn))
    with ThreadPoolExecutor(2) as beside, abandoned_at_fault(crew):  # Letters wait for no form.
        begun = begin_work(outcome, year, crew, beside)
        forms = beside.submit(write_redrawn, redrawn, answers_of, crew, drawn, progress.write)
        packing = begin_packing(outcome, drawn.stage)
        objecting = plan_enclosed(outcome, year.forms, wanted.letters, context.method)
        asked = (begun, context.due, wanted.templates, wanted.letters, wanted.plan)
        shown = shown_outcome(outcome, redrawn, objecting, *asked, context.method)
        ranking = begin_ranking(shown, year, crew, packing)  # First: it takes the longest.
        books = begin_books(outcome, year, crew, wanted, begun.checks)
        progress.expect(len(shown.letters) + len(objecting))
        work = (crew, drawn, progress.write)
        letters = beside.submit(write_letters, *shown.lettered, context, *work)
        objections = beside.submit(write_objections, objecting, *work)
        april = beside.submit(write_april, shown.conclusions, wanted.templates, crew, drawn, write)
        entered = beside.submit(write_books, books, write)
        here = "" if ranking else draw_ranking(shown, year, SharedFolder(f"{folder}", f"{folder}"))
        unnamed = write_own(shown, wanted.last, folder)
        wait_for(forms, objections, letters)
        shown, enclosed = without_forms(shown)
        del redrawn, objecting, books  # Here most is held: what was drawn goes.
        sending = write_programme_papers(outcome, wanted, crew, folder, write)
        sent = write_sending(shown, enclosed, context, sending, crew, drawn, folder, write)
        end_cards(folder, ranking() if ranking else here, shown, sent)
        wait_for(april, entered)
    name_results(unnamed, folder)


def wait_for(*written: Future[None]) -> None:
    """Wait until all is written; a fault of the first that has one comes out here."""
    for each in written:
        each.result()


def write_programme_papers(
    outcome: Outcome, wanted: OutputOptions, crew: Crew, folder: Path, write: Write
) -> Sending:
    """Write the papers of a contest's jury, its mails if they are asked for, and of the plan.

    Return what is asked for, with the lines of the plan in the register.
    """
    books = tuple(plan_jury_books(outcome))
    write_jury(outcome, books, wanted.templates, crew, wanted.drawn, write)
    if wanted.mails:
        write_jury_mails(outcome, books, wanted.templates, partial(_bytes_of, folder), write)
    papers = PlanPapers(
        outcome=outcome,
        plan=wanted.plan,
        book=outcome.registers.path or "прежний результат",
        replaced=wanted.replaced,
        templates=wanted.templates,
    )
    return replace(wanted.sending, others=write_plan(papers, crew, wanted.drawn, write))


def _bytes_of(folder: Path, path: str) -> bytes:
    return (folder / path).read_bytes()


def without_forms(shown: ShownOutcome) -> tuple[ShownOutcome, Enclosures]:
    """Return what is asked for once the forms are drawn: what is shown, their names alone."""
    forms = (*shown.redrawn, *shown.objection_forms)
    return replace(shown, redrawn=(), objection_forms=()), enclosed_with(forms)


def name_results(unnamed: Path, folder: Path) -> None:
    """Give results.json its name: it stands for a whole result, so nothing there may be newer."""
    move(unnamed, folder / RESULTS)
    (folder / RESULTS).touch()


def begin_books(
    outcome: Outcome, year: ReportingYear, crew: Crew, wanted: OutputOptions, checks: Checks
) -> Books:
    """Let the crew draw the committee's books, those of checkers, too; each waits for its bytes.

    wanted: its letters that no entry speaks of become rows of «Вручение»; the rows of its plan in
    the registers are told what the registers say. checks: what to check first.
    """
    sent = tuple(suggested_rows(wanted.letters, outcome.decisions.entries))
    registers = begin_registers(outcome, year, crew, wanted.plan, wanted.drawn)
    return {
        year.file_name(Kind.DECISIONS): begin_decisions(
            outcome, year, crew, sent, queue_of(outcome), checks
        ),
        **({year.file_name(Kind.REGISTERS): registers} if registers else {}),
        **begin_checker_books(outcome, year, crew, checks),
    }


def write_books(books: Books, write: Callable[[str, bytes], None]) -> None:
    """Write what the crew draws as soon as it is there: until then it would be held whole."""
    for name, drawn in books.items():
        write(name, drawn())


def begin_packing(outcome: Outcome, stage: SharedFolder | None) -> BegunPacking | None:
    """Return what a worker draws the ranking from, begun with the outcome.

    That is the most of it, packed while the crew works out what else is shown. None where the
    ranking is to be drawn here: workers share no disk, or there are so many participants that to
    pack them would take more memory than this process may.
    """
    if stage is None or len(outcome.standings) > KEPT:
        return None
    packing, lighter = Packing(), outcome_for_ranking(outcome)
    packing.add(lighter)
    return stage, packing, lighter


def begin_ranking(
    shown: ShownOutcome, year: ReportingYear, crew: Crew, begun: BegunPacking | None
) -> Callable[[], str] | None:
    """Let the crew draw the ranking workbook and the cards; return what waits for it.

    That gives what the cards end with, once the letters of each are written (`end_cards`). What is
    shown goes there packed: packed and unpacked in an eighth of the time that drawing takes, in
    which this process writes the rest. The rows that stand on the cards only go along: they weigh
    less than the registers they are made of. begun: as `begin_packing` gives it; None where it is
    to be drawn here.
    """
    if begun is None:
        return None
    stage, packing, lighter = begun
    known = known_tables(shown, year, queue_of(shown.outcome))
    packing.add(for_ranking(shown, lighter))
    packing.add(tuple((title, tuple(rows)) for title, rows in known))
    seconds = seconds_for(len(lighter.standings) * len(lighter.methodology.criteria))
    task = stage, packing.deflated()
    return begun_by(crew, draw_packed_ranking, task, what="рейтинг", seconds=seconds)


def draw_packed_ranking(_year: ReportingYear, task: tuple[SharedFolder, bytes]) -> str:
    """Draw the ranking workbook and the cards of what is packed (in a worker)."""
    stage, packed = task
    _, shown, known = unpacked_together(packed)
    return _draw_with_tables(shown, known, stage)


def draw_ranking(shown: ShownOutcome, year: ReportingYear, room: SharedFolder) -> str:
    """Draw the ranking workbook and the cards; return what these end with, empty without any."""
    known = known_tables(shown, year, queue_of(shown.outcome))
    return _draw_with_tables(shown, known, room)


def _draw_with_tables(shown: ShownOutcome, known: Iterable[OwnTable], room: SharedFolder) -> str:
    with begun_cards(shown, room) as cards:
        write_workbook(shown, room, cards)
        if cards:
            cards.add_all(known)
    forget_heights()
    release_memory(cycles=True)
    return cards.tail if cards else ""


def write_own(shown: ShownOutcome, last: Path | None, folder: Path) -> Path:
    """Write what this process makes itself; return where the results lie until all is there."""
    outcome = shown.outcome
    write_text(folder / "run.log", log_lines(outcome))
    unnamed = folder / f".{RESULTS}"
    write_text(unnamed, results_lines(shown.conclusions))
    write_changes(outcome, unnamed, last, folder)
    return unnamed


def write_changes(outcome: Outcome, results: Path, last: Path | None, folder: Path) -> None:
    """Write what changed since the earlier result; a run that changes nothing leaves the last one.

    So the same run twice in the same place leaves the same folder.
    """
    if outcome.comparison is None:
        return
    name = changes_name(outcome.period)
    if last and _is_same(results, last / RESULTS):
        if (last / name).exists():
            (folder / name).write_bytes((last / name).read_bytes())
        return
    draw_changes(outcome.comparison, outcome.period, outcome.as_of, folder / name)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False  # What cannot be read any more cannot be kept: it is redrawn.


def write_file(
    made: set[str], folder: Path, path: str, data: bytes | Iterator[bytes] | None
) -> None:
    """Write a file of the result folder, at once or piece by piece; None: a worker has.

    made: the folders that are there already.
    """
    if data is None:
        return
    within = folder_of(path)
    if within not in made:
        (folder / within).mkdir(parents=True, exist_ok=True)
        made.add(within)
    with open(f"{folder}{os.sep}{path}", "wb") as stream:  # noqa: PTH123 - see `file_names`
        stream.writelines((data,) if isinstance(data, bytes) else data)


def write_text(path: Path, pieces: Iterable[str]) -> None:
    """Write a text as it comes, piece by piece."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(pieces)
