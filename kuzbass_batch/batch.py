"""The yearly batch on one page: folder in, result folder out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.committee import BookKnowledge, entered_elsewhere, sort_files
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.progress import NOBODY, Watcher, as_read
from kuzbass_batch.outputs.writing import OutputOptions, write_outputs
from kuzbass_batch.reading.committee.earlier_results import recalled
from kuzbass_batch.reading.filled_result import keep_left
from kuzbass_batch.records.committee.book_marks import NO_MEMORY
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.records.run import Run
from kuzbass_batch.records.year.outcome import Outcome, SortedFolder
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.rules.decisions.settling import settle
from kuzbass_batch.rules.plan.quarters import plan_frame
from kuzbass_batch.rules.plan.questions import with_plan_questions
from kuzbass_batch.rules.programme.answered import with_registers
from kuzbass_batch.rules.programme.forms.checks import rows_of_forms, with_form_checks
from kuzbass_batch.rules.programme.in_force import registers_in_force
from kuzbass_batch.rules.programme.jury.results import held_contest, with_results
from kuzbass_batch.rules.programme.other_bodies import with_other_bodies
from kuzbass_batch.rules.programme.partner_checks.overview import partner_checks_of
from kuzbass_batch.rules.programme.projects.significant import (
    projects_of_year,
    with_choices_checked,
)
from kuzbass_batch.rules.rating.ranking import rank
from kuzbass_batch.rules.returns.matching import match
from kuzbass_batch.rules.year.changes import changes_since
from kuzbass_batch.rules.year.letters.monitorings import plan_of_year
from kuzbass_batch.session import Session, session_for
from kuzbass_batch.trust import keep_trust, refuse_acceptance
from kuzbass_batch.usage import (
    discovered,
    earlier_letters,
    earlier_result,
    last_years_result,
    refuse_changes,
    refuse_early_day,
    refuse_early_rating,
    refuse_other_period,
    refuse_too_many,
    within_ceilings,
)
from kuzbass_batch.workers.limits import release_memory


def run(asked: Run, watcher: Watcher = NOBODY) -> Outcome:
    """Read the input folder, write the results, return them.

    WrongUsage if the run cannot begin or end as it is asked, WorkerLost if the same work was lost
    twice; the old result stands then.
    A dry run goes the same way to a place that keeps nothing.
    """
    with session_for(asked, watcher) as session:
        letters = earlier_letters(asked, session.crew)  # Read while the rating is worked out.
        outcome = work_out(session)
        session.place.put(partial(write, session, outcome, letters))
        session.remember(outcome)
    return outcome


def work_out(session: Session) -> Outcome:
    """Return what follows from the input folder, compared with the earlier result, if any.

    WrongUsage if the folder, a book of the committee's or the day is refused.
    """
    asked, reader, methodology = session.asked, session.reader, session.year.methodology
    earlier = earlier_result(asked, session.last)
    sources = discovered(asked.input, methodology)
    past = last_years_result(asked, sources)
    found = within_ceilings(reader.read(sources), len(methodology.criteria))
    files = tuple(as_read(found, len(sources), session.watcher.report))
    refuse_other_period(asked, files)
    refuse_early_rating(asked, files, methodology)
    refuse_early_day(asked, files)
    refuse_acceptance(asked, files, session.trust)
    folder = sort_files(files, reader.registry_in, methodology, past, book_knowledge(session))
    folder = replace(folder, contest=session.year.contest)
    refuse_too_many(len(folder.registry.participants), len(methodology.criteria))
    outcome = rate(folder, methodology, asked.as_of)
    cells, left = entered_elsewhere(asked.output, folder.book, session.year, session.crew)
    comparison = changes_since(earlier, outcome)
    return replace(outcome, comparison=comparison, elsewhere=cells, left=left)


def book_knowledge(session: Session) -> BookKnowledge:
    """Return what is known of the committee's books before one is read."""
    return BookKnowledge(
        trust=session.trust,
        memory=session.last.memory if session.last else NO_MEMORY,
        registers=session.last.registers if session.last else NO_MEMORY,
        recall=partial(recalled, session.asked.output / RESULTS),
    )


def rate(folder: SortedFolder, methodology: Methodology, as_of: dt.date) -> Outcome:
    """Return the outcome: whose each return is, which count, with which points, the places."""
    known = with_other_bodies(folder)
    returns = match(folder.returns, folder.registry, methodology, as_of, known)
    checked = with_form_checks(returns, folder, methodology, as_of)
    settled = settle(checked, folder, methodology, as_of)
    said = rows_of_forms(settled.files, folder, methodology, as_of)
    registers = registers_in_force(folder, methodology, as_of, said)
    held = held_contest(settled, registers, folder)
    settled, registers = held.settled, with_results(held, said, folder, methodology, as_of)
    plan = plan_frame(registers, folder.registry, methodology, as_of)
    registers = with_plan_questions(plan)
    projects = projects_of_year(registers, settled.decisions, methodology, as_of)
    settled = with_choices_checked(settled, projects.every)
    answered = with_registers(settled, registers, folder.registry)
    ranked = rank(answered, folder, as_of)
    return replace(
        ranked,
        registers=registers,
        projects=projects,
        partner_checks=partner_checks_of(registers, folder.registry, methodology, ranked.files),
        contest=held.contest,
        jury=held.marks,
    )


def write(
    session: Session,
    outcome: Outcome,
    register: Callable[[], tuple[Outgoing, ...]],
    folder: Path,
    replaced: Path,
) -> None:
    """Write every output into an empty folder; `replaced`: the result folder until now.

    register: waits for that folder's register of letters.
    What is new of the year's key is kept in the input folder, last of all. WrongUsage if that
    folder did not hold still meanwhile.
    """
    asked = session.asked
    session.share(folder)
    letters = register()
    wanted = OutputOptions(
        drawn=session.drawn,
        templates=asked.options.templates,
        last=None if asked.options.compare_with else replaced,
        replaced=replaced,
        letters=letters,
        plan=plan_of_year(outcome, letters),
        mails=asked.options.mails,
        pdf=asked.options.pdf,
        watcher=session.watcher,
    )
    answers_of = session.reader.answers_of
    keep_left(outcome.left, replaced, folder)
    release_memory()
    write_outputs(outcome, session.year, session.crew, answers_of, folder, wanted)
    refuse_changes(asked.input, session.stamps)
    keep_trust(asked, session.trust, session.watcher.tell)
