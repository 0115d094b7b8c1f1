"""One slip on trial: a process of its own imports the module with the slip and runs the tests.

The process is a copy of this one, in which the libraries are loaded and nothing of the program is.
Which tests reach which lines is measured once. A slip that survives has had every test against it
that reaches its lines, those of its mirrored folder first; for one outside of functions, every test
that reaches its module. (A test that gets there only by what another has put into a cache of the
tests is not asked: that may call a slip unnoticed that is noticed, never the other way round.)
"""

import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests.mutants.changes import Mutant, mutated
from tests.paths import ROOT

HEAVY = ("docx", "docxtpl", "holidays", "jinja2", "lxml.etree", "numpy", "openpyxl", "pandas",
         "pebble", "pymorphy3", "python_calamine", "xlsxwriter")  # fmt: skip
TESTS = ("tests/rules", "tests/forms", "tests/findings", "tests/methodology")
"""Of these, tests that start another program, or the program anew, are left out."""
TIMED = "not cost"
"""Tests of what something costs in seconds fail on a busy machine, too."""
OPTIONS = ("-q", "-x", "-k", TIMED, "-p", "no:cacheprovider", "-p", "no:xdist")
MEMORY = 4 * 2**30
LEAST_SECONDS, SLOWER = 10, 10
"""A test that takes so many times what it did, and so long at least, notices a slip (processor)."""
PATIENCE = 1800
"""Seconds by the clock after which tests that wait for something are ended."""
TIME = "time"
Lines = frozenset[tuple[str, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What one test reaches of the modules, and the seconds that it takes."""

    seconds: float
    lines: Lines


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
        return run_tests(tests, watch), (watch.found, watch.failed)

    status, _, found = apart(trial, limit=3600)
    if status != 0:
        raise RuntimeError(f"without any slip the tests fail: {found and found[1]}")
    return found[0]


def judge(mutant: Mutant, reaches: Reaches) -> Verdict:
    """Return which test notices a slip."""
    begun = time.monotonic()
    noticed = next(
        filter(None, (attempt(mutant, stage) for stage in stages(mutant, reaches))), None
    )
    return Verdict(mutant=mutant, noticed_by=noticed, seconds=time.monotonic() - begun)


def attempt(mutant: Mutant, tests: Reaches) -> str | None:
    """Run tests, in this order, against a slip; return the one that fails."""
    order = Order(wanted={name: test.seconds for name, test in tests.items()})
    files = sorted({name.partition("::")[0] for name in tests})

    def trial() -> tuple[int, str]:
        put_in(mutant)
        return run_tests(files, order), order.failed

    status, ended, failed = apart(trial, PATIENCE)
    if not ended or status == -signal.SIGPROF:
        return TIME
    return failed or f"exit {status}" if status else None


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


@dataclass(eq=False)
class FirstFailure:
    """Keep the name of the first test that fails."""

    failed: str = ""

    def pytest_collection_finish(self) -> None:
        """Leave out what starts other programs: they know nothing of the slip."""
        subprocess.Popen = left_out  # type: ignore[assignment,misc]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the test."""
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the file of tests that cannot be read."""
        if report.failed:
            self.failed = self.failed or report.nodeid


@dataclass(kw_only=True, eq=False)
class Order(FirstFailure):
    """Run tests in an order, none for too long; wanted: each with the seconds that it took."""

    wanted: dict[str, float]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the wanted tests in their order; a test that a slip has renamed runs last."""
        place = {name: number for number, name in enumerate(self.wanted)}
        known = {item.nodeid for item in items}
        lost = len(known.intersection(place)) < len(place)
        items[:] = [item for item in items if lost or item.nodeid in place]
        items.sort(key=lambda item: place.get(item.nodeid, len(place)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Let the system end the process when the time of a test is over."""
        limit = LEAST_SECONDS + SLOWER * self.wanted.get(item.nodeid, 0)
        signal.setitimer(signal.ITIMER_PROF, limit)


@dataclass(kw_only=True, eq=False)
class Watch(FirstFailure):
    """Keep which lines of the watched files each test reaches."""

    watched: frozenset[str]
    found: dict[str, Reach] = field(default_factory=dict)
    lines: set[tuple[str, int]] = field(default_factory=set)
    shared: dict[tuple[str, str], set[tuple[str, int]]] = field(default_factory=dict)
    """What a fixture of several tests reaches, by its name and the place where it is made."""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Keep what a fixture reaches apart from its first test."""
        outer, self.lines = self.lines, set()
        try:
            return (yield)
        finally:
            self.shared[fixturedef.argname, fixturedef.baseid] = self.lines
            self.lines = outer | self.lines

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Trace one test with its fixtures."""
        forget(self.watched)
        self.lines, begun = set(), time.monotonic()
        sys.settrace(self.enter)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.lines.update(*self._of_fixtures(item))
            self.found[item.nodeid] = Reach(
                seconds=time.monotonic() - begun, lines=frozenset(self.lines)
            )

    def _of_fixtures(self, item: pytest.Item) -> Iterator[set[tuple[str, int]]]:
        names = set(getattr(item, "fixturenames", ()))
        for (name, place), lines in self.shared.items():
            if name in names and item.nodeid.startswith(place):
                yield lines

    def enter(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        """Follow a function of a watched file line by line."""
        return self.step if frame.f_code.co_filename in self.watched else None

    def step(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        """Keep a line."""
        if event == "line":
            self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self.step


def forget(files: frozenset[str]) -> None:
    """Empty what functions of these files remember, or only the first test would reach them."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) in files:
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()


def left_out(*_arguments: object, **_options: object) -> NoReturn:
    """Stand in for the start of a program."""
    pytest.skip("starts another program")


def run_tests(paths: Iterable[str], plugin: object) -> int:
    """Run pytest in this process, silently; return its exit code."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    return int(pytest.main([*OPTIONS, *paths], plugins=[plugin]))


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
