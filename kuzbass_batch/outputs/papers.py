"""Write everything that a run leaves: the crew draws forms and letters, this process the rest."""

import filecmp
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.decisions.workbook import begin_decisions, decisions_name
from kuzbass_batch.outputs.draft import ShownOutcome
from kuzbass_batch.outputs.letters.addressees import address_all
from kuzbass_batch.outputs.letters.letters import office_of, plan_letters, write_letters
from kuzbass_batch.outputs.letters.redrawn import (
    Redrawn,
    plan_objections,
    plan_redrawn,
    write_objections,
    write_redrawn,
)
from kuzbass_batch.outputs.mail.sending import NO_SENDING, Sending, write_sending
from kuzbass_batch.outputs.progress import Report, told_of
from kuzbass_batch.outputs.publication.package import write_april
from kuzbass_batch.outputs.ranking.workbook import write_workbook
from kuzbass_batch.outputs.results.changes import changes_name, draw_changes
from kuzbass_batch.outputs.results.document import results_lines
from kuzbass_batch.outputs.results.run_log import log_lines
from kuzbass_batch.outputs.results.statistics import count_year, rated_in
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.snapshots import RESULTS
from kuzbass_batch.records.sources import Source
from kuzbass_batch.records.submissions import Submission
from kuzbass_batch.rules.rating.robustness import (
    Tried,
    WeightedParticipant,
    robustness_from,
    try_coefficients,
    weighed_in,
)
from kuzbass_batch.rules.year.course import YearCourse
from kuzbass_batch.workers.crew import Crew

AnswersOf = Callable[[Source], Submission | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputOptions:
    """What is asked of the outputs.

    templates: a folder of the committee's own letter templates. last: the folder of the result that
    this one replaces, where that is what it is compared with. sending: what is asked for beside the
    letters. report: is told of each file written.
    """

    templates: Path | None = None
    last: Path | None = None
    sending: Sending = NO_SENDING
    report: Report | None = None


def write_outputs(
    outcome: Outcome,
    course: YearCourse,
    year: ReportingYear,
    crew: Crew,
    answers_of: AnswersOf,
    folder: Path,
    wanted: OutputOptions,
) -> None:
    """Write every output into an empty folder, results.json last.

    answers_of: returns the answers of a file that is sent back. The crew draws the forms, the
    letters and the decisions workbook, beside it this process draws the ranking.
    """
    redrawn = plan_redrawn(outcome, year.forms)
    planned = [len(redrawn)]
    write = partial(write_file, set(), folder)
    tell = told_of(write, lambda: sum(planned), wanted.report)
    office = office_of(outcome, wanted.templates)
    with ThreadPoolExecutor(1) as beside:
        try:
            forms = beside.submit(write_redrawn, redrawn, answers_of, crew, tell)
            book = begin_decisions(outcome, year, crew)
            objecting = plan_objections(outcome, year.forms)
            draft = draft_of(outcome, course, redrawn, objecting, crew)
            planned.extend((len(draft.letters), len(objecting)))
            objections = beside.submit(write_objections, draft.objection_forms, crew, tell)
            letters = beside.submit(write_letters, draft.letters, office, crew, tell)
            april = beside.submit(write_april, draft, wanted.templates, crew, write)
            unnamed = write_own(draft, wanted.last, folder)
            write(decisions_name(year), book())
            for each in (forms, objections, letters):
                each.result()
            write_sending(draft, office, wanted.sending, crew, folder, write)
            april.result()
            unnamed.rename(folder / RESULTS)
            (folder / RESULTS).touch()  # Nothing in the result is newer than its mark.
        except BaseException:
            crew.abandon()
            raise


def write_own(draft: ShownOutcome, last: Path | None, folder: Path) -> Path:
    """Write what this process makes itself; return where the results lie until all is there."""
    outcome = draft.outcome
    write_workbook(draft, folder / f"Рейтинг-{outcome.year}.xlsx")
    write_text(folder / "run.log", log_lines(outcome))
    unnamed = folder / f".{RESULTS}"
    write_text(unnamed, results_lines(outcome, draft.course, draft.robustness))
    write_changes(outcome, unnamed, last, folder)
    return unnamed


def write_changes(outcome: Outcome, results: Path, last: Path | None, folder: Path) -> None:
    """Write what changed since the earlier result; a run that changes nothing leaves the last one.

    So the same run twice in the same place leaves the same folder.
    """
    if outcome.comparison is None:
        return
    name = changes_name(outcome.year)
    if last and _is_same(results, last / RESULTS):
        if (last / name).exists():
            (folder / name).write_bytes((last / name).read_bytes())
        return
    draw_changes(outcome.comparison, outcome.year, outcome.as_of, folder / name)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False  # What cannot be read any more cannot be kept: it is drawn anew.


def draft_of(
    outcome: Outcome,
    course: YearCourse,
    redrawn: tuple[Redrawn, ...],
    objections: tuple[Redrawn, ...],
    crew: Crew,
) -> ShownOutcome:
    """Return what the outputs show; what needs dictionaries and tables is left to the crew."""
    counted = crew.begin(count_year, [rated_in(outcome)])
    tried = crew.begin(try_in_year, [weighed_in(outcome)])
    addressees = address_all(crew, (s.participant for s in outcome.standings))
    (statistics,) = counted.result()
    return ShownOutcome(
        outcome=outcome,
        redrawn=redrawn,
        objection_forms=objections,
        letters=plan_letters(outcome, (*redrawn, *objections), addressees),
        addressees=addressees,
        statistics=statistics,
        robustness=robustness_from(outcome, tried.result()[0]),
        course=course,
    )


def try_in_year(year: ReportingYear, people: tuple[WeightedParticipant, ...]) -> Tried:
    """Return what changed coefficients make of the year (in a worker: numpy is a load)."""
    return try_coefficients(people, year.methodology)


def write_file(made: set[Path], folder: Path, path: str, data: bytes | Iterator[bytes]) -> None:
    """Write a file of the result folder, at once or piece by piece.

    made: the folders that are there already.
    """
    target = folder / path
    if target.parent not in made:
        target.parent.mkdir(parents=True, exist_ok=True)
        made.add(target.parent)
    with target.open("wb") as stream:
        stream.writelines((data,) if isinstance(data, bytes) else data)


def write_text(path: Path, pieces: Iterable[str]) -> None:
    """Write a text as it comes, piece by piece."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(pieces)
