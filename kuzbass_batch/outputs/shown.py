"""Everything that the outputs of a run show, and every letter and form to write: planned first."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.letters.addressees.addressees import AddressBook, address_all
from kuzbass_batch.outputs.letters.details import example_criteria, example_papers, to_enter
from kuzbass_batch.outputs.letters.planning import Letter, plan_letters
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.records.committee.book_marks import NOT_DRAWN
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.records.rating.rating import Statistics, Tried
from kuzbass_batch.records.returns.read_files import ReadRegisters
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.partner_checks import CheckMethod
from kuzbass_batch.records.year.plan import NO_PLAN, ProgrammePlan
from kuzbass_batch.records.year.year import DueDays, ToDo
from kuzbass_batch.rules.rating.robustness.robustness import rated_points, try_in_year
from kuzbass_batch.rules.rating.statistics import count_year, is_long, rated_in
from kuzbass_batch.rules.year.conclusions import Checks, checks_of, conclude_year, with_plan
from kuzbass_batch.rules.year.letters.announcing import with_announcement
from kuzbass_batch.rules.year.letters.outgoing import handed_over
from kuzbass_batch.rules.year.letters.outside_readers import outside_readers
from kuzbass_batch.rules.year.letters.reports_awaited import with_reports
from kuzbass_batch.rules.year.to_do import register_to_check
from kuzbass_batch.workers.crew import Crew, begun_by
from kuzbass_batch.workers.limits import seconds_for


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownOutcome:
    """What follows from the outcome, with the files to write for the participants.

    redrawn: the forms to write; objection_forms: those that go with the results;
    letters: the letters to write; addressees: by participant's id. to_enter: what the committee
    has yet to enter into its stationery. register: what is to be checked in the register
    of letters.
    """

    conclusions: Conclusions
    redrawn: tuple[Redrawn, ...]
    objection_forms: tuple[Redrawn, ...]
    letters: tuple[Letter, ...]
    addressees: AddressBook
    to_enter: tuple[ToDo, ...] = ()
    register: tuple[ToDo, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Return the outcome that is shown."""
        return self.conclusions.outcome

    @property
    def lettered(self) -> tuple[tuple[Letter, ...], Conclusions, AddressBook]:
        """Return the letters to write, with what they tell and to whom they go."""
        return self.letters, self.conclusions, self.addressees


@dataclass(frozen=True, kw_only=True, slots=True)
class BegunWork:
    """What the crew has begun that needs dictionaries and tables; each waits for its result.

    checks: what to check first, worked out when it is asked for: books and sheets show the same.
    """

    counted: Callable[[], Statistics]
    tried: Callable[[], Tried]
    addressees: Callable[[], AddressBook]
    checks: Checks


def begin_work(outcome: Outcome, year: ReportingYear, crew: Crew, beside: Executor) -> BegunWork:
    """Have the crew begin what the ranking waits for, before all that is wanted at the end only.

    beside: does what has to wait for the crew step by step. The statistics of a usual year are
    counted here: they take less time than their way to a worker and back.
    """
    allowed = seconds_for(len(outcome.standings))
    readers = (*outcome.standings, *outside_readers(outcome))
    people = tuple(standing.participant for standing in readers)
    return BegunWork(
        counted=_begun_statistics(outcome, year, crew, allowed),
        tried=begun_by(
            crew, try_in_year, rated_points(outcome), what="устойчивость рейтинга", seconds=allowed
        ),
        addressees=beside.submit(address_all, crew, people).result,
        checks=checks_of(outcome),
    )


def _begun_statistics(
    outcome: Outcome, year: ReportingYear, crew: Crew, allowed: float
) -> Callable[[], Statistics]:
    rated = rated_in(outcome)
    if not is_long(rated, outcome.methodology):
        return partial(count_year, year, rated)
    return begun_by(crew, count_year, rated, what="статистика", seconds=allowed)


def shown_outcome(
    outcome: Outcome,
    redrawn: tuple[Redrawn, ...],
    objections: tuple[Redrawn, ...],
    begun: BegunWork,
    due: DueDays,
    templates: Path | None = None,
    sent: tuple[Outgoing, ...] = (),
    plan: ProgrammePlan = NO_PLAN,
    method: CheckMethod | None = None,
) -> ShownOutcome:
    """Return what the outputs show.

    redrawn, objections: the forms to write, already planned. begun: what the crew is at. due: the
    days that letters name. templates: the committee's own. sent: the register of letters until now.
    plan: that of the programme, by quarter. method: the criteria of partner checks, if asked for.
    """
    concluded = conclude_year(outcome, begun.counted(), begun.tried(), due, begun.checks)
    planned = with_reports(with_plan(concluded, plan), sent)
    conclusions = with_announcement(planned, sent)
    kinds = {kind for letters in conclusions.letters.values() for kind in letters}
    return ShownOutcome(
        conclusions=conclusions,
        redrawn=redrawn,
        objection_forms=objections,
        letters=plan_letters(conclusions, (*redrawn, *objections), method),
        addressees=begun.addressees(),
        to_enter=(
            *to_enter(templates, outcome.methodology, kinds),
            *example_criteria(method),
            *example_papers(outcome),
        ),
        register=register_to_check(sent, handed_over(outcome.decisions.deliveries)),
    )


def outcome_for_ranking(outcome: Outcome) -> Outcome:
    """Return the outcome without what no sheet of the ranking shows, for its way to a worker.

    That is the rows of the registers as entered: of full registers much of a year.
    """
    return replace(
        outcome,
        files=tuple(map(_without_rows, outcome.files)),
        registers=replace(outcome.registers, entries=(), rows=(), drawn=NOT_DRAWN),
    )


def for_ranking(shown: ShownOutcome, lighter: Outcome) -> ShownOutcome:
    """Return what is shown with the outcome for the ranking; of the plan the region's last quarter.

    With the registers' rows all of the plan would be twice as much as the rest of a year.
    """
    found = shown.conclusions
    last = (replace(each, people=(), origins=()) for each in found.plan.quarters[-1:])
    plan = ProgrammePlan(quarters=tuple(last))
    return replace(shown, conclusions=replace(found, outcome=lighter, plan=plan))


def _without_rows(file: FileResult) -> FileResult:
    """Return a file; one of the registers without its rows."""
    read = file.read
    return replace(file, read=replace(read, book=None)) if isinstance(read, ReadRegisters) else file
