"""Whole runs of the batch in a test, and looks at what a run would give, asked for in one line."""

import os
from contextlib import contextmanager, nullcontext
from functools import cache
from unittest.mock import patch

from kuzbass_batch import batch, session
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.calendar.period import period_of
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.publishing.staging import DryRunPlace
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import Store, edition_of
from kuzbass_batch.records.run import Run, RunOptions
from kuzbass_batch.session import Session
from kuzbass_batch.trust import trust_of
from kuzbass_batch.usage import (
    checked_year,
    last_result,
    methodology_of,
    refusals,
    refuse_folders,
    refuse_other_year,
)
from tests.crews import AtOnce


def _asked(folder, output, year, as_of, options):
    wanted = RunOptions(**options)
    return Run(input=folder, output=output, period=period_of(year), as_of=as_of, options=wanted)


def run_batch(folder, output, *, as_of, year=2025, watcher=None, **options):
    """Run the batch from folder to output; `options` are the fields of RunOptions."""
    asked = Run(
        input=folder,
        output=output,
        period=period_of(year),
        as_of=as_of,
        options=RunOptions(**options),
    )
    return batch.run(asked, watcher or Watcher())


def run_at_once(folder, output, *, as_of, year=2025, watcher=None, **options):
    """Run the batch as `run_batch` does, without processes of workers; a year is loaded once."""
    asked = Run(
        input=folder,
        output=output,
        period=period_of(year),
        as_of=as_of,
        options=RunOptions(**options),
    )
    with at_once():
        return batch.run(asked, watcher or Watcher())


def leave_out(*_arguments):
    """Stand in for the drawing of what no test of a module looks at."""


@contextmanager
def at_once():
    """Let every run of this process go without processes of workers, a year loaded once.

    Nor is the disk waited for: these results need outlive no power cut (`tests/publishing` holds
    that others do).
    """
    with (
        patch.object(os, "fsync", leave_out),
        patch.object(session, "crew_of", lambda common, *_: nullcontext(AtOnce(common))),
        patch.object(session, "checked_year", _accepted),
    ):
        yield


def look_at(folder, output, *, as_of, year=2025, **options):
    """Return what a run would give: the same way, without processes of workers.

    What the files say is remembered for the tests of this process (`test_store` holds that this
    changes no result).
    """
    options |= {"dry_run": True}
    asked = Run(
        input=folder,
        output=output,
        period=period_of(year),
        as_of=as_of,
        options=RunOptions(**options),
    )
    with refusals():
        the_year = _accepted(asked)
        crew, last = AtOnce(the_year), last_result(asked)
        a_session = Session(
            asked=asked,
            year=the_year,
            place=DryRunPlace(),
            stamps={},
            last=last,
            trust=trust_of(asked, last.memory.key if last else ""),
            crew=crew,
            reader=FolderReader(folder, crew, _remembered(edition_of(the_year.methodology))),
            watcher=Watcher(),
        )
        return batch.work_out(a_session)


def _accepted(asked):
    """Return the year of a run; the program's own is loaded once."""
    if asked.options.methodologies or asked.options.templates:
        return checked_year(asked)
    refuse_folders(asked.input, asked.output)
    refuse_other_year(asked)
    return _own_year(asked.period)


@cache
def _own_year(year):
    return year_of(methodology_of(year))


@cache
def _remembered(edition):
    return Store(None, edition)
