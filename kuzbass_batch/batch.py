"""The yearly batch on one page: folder in, result folder out."""

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path

from kuzbass_batch.committee import sort_files
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.decisions.workbook import decisions_name
from kuzbass_batch.outputs.papers import OutputOptions, write_outputs
from kuzbass_batch.outputs.progress import NOBODY, Watcher, as_read
from kuzbass_batch.outputs.results.closing import exit_code
from kuzbass_batch.reading.committee.filled_result import entered_in_result
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.run import Run
from kuzbass_batch.records.sorted_folder import SortedFolder
from kuzbass_batch.records.sources import Source
from kuzbass_batch.rules.decisions.elsewhere import not_carried_over
from kuzbass_batch.rules.decisions.settling import settle
from kuzbass_batch.rules.rating.ranking import rank
from kuzbass_batch.rules.returns.matching import match
from kuzbass_batch.rules.year.changes import compare
from kuzbass_batch.rules.year.snapshot import snapshot_now
from kuzbass_batch.session import Session, session_for
from kuzbass_batch.usage import (
    discovered,
    earlier_letters,
    earlier_result,
    last_years_result,
    refuse_changes,
    refuse_early_day,
)


def run(asked: Run, watcher: Watcher = NOBODY) -> Outcome:
    """Read the input folder, write the results, return them; WrongUsage if it cannot be.

    A dry run goes the same way to a place that keeps nothing.
    """
    with session_for(asked, watcher) as session:
        sources = discovered(asked.input)
        outcome = work_out(session, sources)
        session.place.put(partial(write, session, outcome))
        session.remember(sources, None if outcome.elsewhere else exit_code(outcome))
    return outcome


def work_out(session: Session, sources: tuple[Source, ...]) -> Outcome:
    """Return what follows from the input folder, compared with the earlier result, if any."""
    asked, reader, methodology = session.asked, session.reader, session.year.methodology
    earlier = earlier_result(asked)
    past = last_years_result(asked, sources)
    files = tuple(as_read(reader.read(sources), len(sources), session.watcher.report))
    refuse_early_day(asked, files)
    folder = sort_files(files, reader.registry_in, methodology, past)
    outcome = conclude(folder, methodology, asked.as_of)
    changes = compare(earlier, snapshot_now(outcome)) if earlier else None
    entered = entered_in_result(asked.output, decisions_name(session.year), session.crew)
    return replace(outcome, comparison=changes, elsewhere=not_carried_over(entered, folder.book))


def conclude(folder: SortedFolder, methodology: Methodology, as_of: dt.date) -> Outcome:
    """Return what follows from the files: whose they are, which count, the places."""
    returns = match(folder.returns, folder.registry, methodology, as_of)
    settled = settle(returns, folder, methodology, as_of)
    return rank(settled, folder, as_of)


def write(session: Session, outcome: Outcome, folder: Path, replaced: Path) -> None:
    """Write every output into an empty folder; `replaced`: the result folder until now.

    WrongUsage if the input folder did not hold still meanwhile.
    """
    asked = session.asked
    wanted = OutputOptions(
        templates=asked.options.templates,
        last=None if asked.options.compare_with else replaced,
        letters=earlier_letters(replaced, asked.year, session.crew),
        mails=asked.options.mails,
        pdf=asked.options.pdf,
        watcher=session.watcher,
    )
    answers_of = session.reader.answers_of
    write_outputs(outcome, session.year, session.crew, answers_of, folder, wanted)
    refuse_changes(asked.input, session.stamps)
