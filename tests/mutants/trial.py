"""One slip on trial: a process of its own imports the module with the slip and runs the tests.

The process is a copy of this one, in which the libraries are loaded and nothing of the program is.
Which quick tests reach which lines is measured once. A slip that survives has had every one of them
against it that reaches its lines, those of its mirrored folder first (for one outside of functions,
every one that reaches its module), and then the tests of that folder marked `whole`. A test that
gets there only by what another has put into a cache of the tests is not asked: that may call a slip
unnoticed that is noticed, never the other way round.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.mutants.changes import Mutant, mutated
from tests.mutants.plugins import FirstFailure, Order, Reach, Watch
from tests.paths import ROOT

HEAVY = ("docx", "docxtpl", "holidays", "jinja2", "lxml.etree", "numpy", "openpyxl", "pandas",
         "pebble", "pymorphy3", "python_calamine", "xlsxwriter")  # fmt: skip
TESTS = ("tests/rules", "tests/forms", "tests/findings", "tests/methodology")
"""Of these, tests that start another program are left out: it would know nothing of the slip."""
QUICK, WHOLE = "not whole", "whole"
TIMED = "not cost"
"""Tests of what something costs in seconds fail on a busy machine, too."""
OPTIONS = ("-q", "-x", "-k", TIMED, "-p", "no:cacheprovider", "-p", "no:xdist")
MEMORY = 4 * 2**30
PATIENCE = 1800
"""Seconds by the clock after which tests that wait for something are ended."""
TIME = "time"


Reaches = Mapping[str, Reach]
"""By the test's name as pytest has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of a slip: the test that failed, TIME if one took too long, None if none."""

    mutant: Mutant
    noticed_by: str | None
    seconds: float


def load_libraries() -> None:
    """Import what every trial needs, but nothing of the program; make random tests repeatable."""
    for name in HEAVY:
        importlib.import_module(name)
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None,
                              suppress_health_check=list(HealthCheck))  # fmt: skip
    settings.load_profile("mutants")


def measure(modules: Iterable[Path], tests: Iterable[str] = TESTS) -> Reaches:
    """Return what each test reaches; RuntimeError if one fails without any slip."""
    watch = Watch(watched=frozenset(map(str, modules)))

    def trial() -> tuple[int, tuple[Reaches, str]]:
        return run_tests(tests, watch, QUICK), (watch.found, watch.failed)

    status, _, found = apart(trial, limit=3600)
    if status != 0:
        raise RuntimeError(f"without any slip the tests fail: {found and found[1]}")
    return found[0]


def judge(mutant: Mutant, reaches: Reaches) -> Verdict:
    """Return which test notices a slip: a quick one, else a whole one of the mirrored folder."""
    begun = time.monotonic()
    attempts = (attempt(mutant, stage) for stage in stages(mutant, reaches))
    noticed = next(filter(None, attempts), None) or attempt_whole(mutant)
    return Verdict(mutant=mutant, noticed_by=noticed, seconds=time.monotonic() - begun)


def attempt(mutant: Mutant, tests: Reaches) -> str | None:
    """Run tests, in this order, against a slip; return the one that fails."""
    order = Order(wanted={name: test.seconds for name, test in tests.items()})
    files = sorted({name.partition("::")[0] for name in tests})
    return failing(mutant, files, order, QUICK)


def attempt_whole(mutant: Mutant) -> str | None:
    """Run the whole tests of the mirrored folder; RuntimeError if one fails without the slip."""
    folder = ROOT / mirrored(mutant.path)
    files = [path.relative_to(ROOT).as_posix() for path in sorted(folder.glob("test_*.py"))]
    failed = failing(mutant, files, FirstFailure(), WHOLE)
    if failed and failed != TIME and failing(None, [failed], FirstFailure(), WHOLE):
        raise RuntimeError(f"without any slip a test fails: {failed}")
    return failed


def failing(
    mutant: Mutant | None, paths: Iterable[str], plugin: FirstFailure, marked: str
) -> str | None:
    """Run tests with a slip put in, or without; return the one that fails, TIME if one hangs."""

    def trial() -> tuple[int, str]:
        if mutant:
            put_in(mutant)
        return run_tests(paths, plugin, marked), plugin.failed

    status, ended, failed = apart(trial, PATIENCE)
    if not ended or status == -signal.SIGPROF:
        return TIME
    noticed = status not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)
    return (failed or f"exit {status}") if noticed else None


def stages(mutant: Mutant, reaches: Reaches) -> Iterator[Reaches]:
    """Yield the tests that reach the slip: of the mirrored folder, then the others; quick first."""
    reaching = {name: test for name, test in reaches.items() if is_reached(mutant, test)}
    quick = sorted(reaching, key=lambda name: reaching[name].seconds)
    mirror = mirrored(mutant.path)
    for wanted in (True, False):
        stage = {name: reaching[name] for name in quick if name.startswith(mirror) is wanted}
        if stage:
            yield stage


def mirrored(path: str) -> str:
    """Return the folder of tests that lies as a module's folder does."""
    room = Path(path).relative_to("kuzbass_batch").parent
    return f"tests/{room.as_posix()}/"


def is_reached(mutant: Mutant, test: Reach) -> bool:
    """Tell whether a test reaches the lines of a slip; its module, for one outside of functions."""
    path = str(ROOT / mutant.path)
    if mutant.outside:
        return any(each == path for each, _ in test.lines)
    return any((path, line) in test.lines for line in range(mutant.first, mutant.last + 1))


def put_in(mutant: Mutant) -> None:
    """Make the coming import of the mutant's module load it with the slip."""
    path = ROOT / mutant.path
    name = mutant.path.removesuffix(".py").replace("/", ".")
    code = mutated(mutant, path.read_text("utf-8"), str(path))
    sys.meta_path.insert(0, Finder(name, path, code))


class Finder(importlib.abc.MetaPathFinder):
    """Find one module, with code that is already compiled."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(
        self, fullname: str, _path: object, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the module's place, None for any other."""
        if fullname != self.name:
            return None
        loader = Loader(fullname, str(self.path))
        loader.code = self.code
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


class Loader(importlib.machinery.SourceFileLoader):
    """Load a module from code that is already compiled."""

    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        """Return the code with the slip."""
        return self.code


def run_tests(paths: Iterable[str], plugin: object, marked: str) -> int:
    """Run pytest in this process, silently; return its exit code. marked: which tests."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    return int(pytest.main([*OPTIONS, "-m", marked, *paths], plugins=[plugin]))


def apart(work: Callable[[], tuple[int, Any]], limit: float) -> tuple[int, bool, Any]:
    """Do work in a copy of this process; return its exit code, whether it ended, what it found."""
    with tempfile.NamedTemporaryFile() as file:
        process = multiprocessing.get_context("fork").Process(target=within, args=(work, file.name))
        process.start()
        process.join(limit)
        ended = process.exitcode is not None
        if not ended:
            os.killpg(process.pid, 9) if process.pid else None
            process.join()
        data = Path(file.name).read_bytes()
        status, found = pickle.loads(data) if data else (process.exitcode or 1, "")
        return status, ended, found


def within(work: Callable[[], tuple[int, Any]], answer: str) -> None:
    """Do the work of the copy, within its own group of processes and bound on memory."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.chdir(ROOT)
    os.environ.pop("CI", None)
    Path(answer).write_bytes(pickle.dumps(work()))
    os._exit(0)
