"""What holds for every test: in CI nothing is skipped; `make quick` runs no whole batch."""

import datetime as dt
import gc
import os
import subprocess
import sys

import pytest

from kuzbass_batch import batch
from kuzbass_batch.outputs import writing
from tests import forked, libreoffice, office, runs
from tests.made_once import once, run_next_samples, run_samples
from tests.paths import ROOT

IN_CI = os.environ.get("CI") == "true"
WHOLE = (
    "whole: goes the whole way from a folder of files, by the batch, the command line or the "
    "office of the tests, or asks an office suite; `make quick` leaves it out"
)
RANKING = "ranking: opens the ranking workbook, in a module that leaves it out elsewhere"
LONG = ("test_year.py", "test_bundle.py")
SLOW_PROGRAMS = ("soffice", "kuzbass_batch", "tests.forked")


def pytest_configure(config):
    """Explain the marker; in `make quick` a test that lacks it cannot run what it stands for."""
    config.addinivalue_line("markers", WHOLE)
    config.addinivalue_line("markers", RANKING)
    keep_what_is_compiled()
    if config.option.markexpr == "not whole":
        batch.run = office.Office.__init__ = runs.look_at = refuse
        subprocess.Popen = QuickProcess


def keep_what_is_compiled():
    """Let Python keep what it compiles where it is told not to write beside the modules.

    The program is started a hundred times here; compiling it takes as long as loading it.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(ROOT / ".pytest_cache" / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_sessionfinish():
    """End what the tests of this process have started and shared."""
    libreoffice.stop()
    forked.stop()


def pytest_collection_modifyitems(items):
    """Begin with what takes long in one piece: at the end a worker would wait for the other."""
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_collection_finish():
    """Take what is loaded by now out of the searches for garbage: thousands of tests, libraries.

    A run of the batch searches twice; all that is here would be looked through each time.
    """
    gc.collect()
    gc.freeze()


def refuse(*_arguments, **_options):
    """Stand in for what goes the whole way."""
    raise AssertionError("a test that goes the whole way is to be marked `whole`")


class QuickProcess(subprocess.Popen):
    """A process that is neither the program nor an office suite."""

    def __init__(self, command, *arguments, **options):
        if any(word in map(str, command) for word in SLOW_PROGRAMS):
            refuse()
        super().__init__(command, *arguments, **options)


@pytest.fixture
def without_ranking(request, monkeypatch):
    """Leave the ranking workbook out of each run of this process: a third of its time.

    For modules that look at other files of the result; a test marked `ranking` has it.
    """
    if not request.node.get_closest_marker("ranking"):
        monkeypatch.setattr(writing, "write_workbook", runs.leave_out)


@pytest.fixture(scope="session")
def samples_in_january(tmp_path_factory):
    """The samples rated on 20 January 2026, before the rating is approved."""
    day = dt.date(2026, 1, 20)
    return once(tmp_path_factory, "january", lambda folder: run_samples(folder, day))


@pytest.fixture(scope="session")
def samples_of_2026(tmp_path_factory):
    """The samples of 2026 rated on 20 January 2027: every register of the programme is kept."""
    day = dt.date(2027, 1, 20)
    return once(tmp_path_factory, "next_year", lambda folder: run_next_samples(folder, day))


@pytest.fixture(scope="session")
def samples_in_march(tmp_path_factory):
    """The samples rated on 27 March 2026, with the package for the totals of 1 April."""
    day = dt.date(2026, 3, 27)
    return once(tmp_path_factory, "march", lambda folder: run_samples(folder, day))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped test into a failed one in CI, where everything it needs is installed."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: nothing is skipped in CI. {reason}"
    return report
