"""One slip on trial: a process of its own has the slip in it and runs the tests that reach it.

Most slips lie in functions. For these one process loads the program and its tests and runs each
test once: which lines a test reaches is known then, and what functions remember is there. A copy of
that process forgets what was worked out by the lines of the slip, puts the slip into the function,
and runs the tests that reach them. A slip outside of functions needs a process in which the program
is imported with it; so does one in a function that the import calls, if no test notices it in the
copy, where what the import had worked out stays.

A test notices a slip only if it passes by itself without it.

Tests come in this order, until one fails: quick ones of the folder that mirrors the module's, other
quick ones, then those marked `whole`, of that folder first; in each lot the cheap ones first.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import math
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutants.bench import Bench, FirstFailure, Order, memories
from tests.mutants.changes import Mutant, mutated
from tests.mutants.watching import FILES_READ, Line, Reach, Watch
from tests.paths import ROOT

HEAVY = ("docx", "docxtpl", "holidays", "jinja2", "lxml.etree", "numpy", "openpyxl", "pandas",
         "pebble", "pymorphy3", "python_calamine", "xlsxwriter")  # fmt: skip
TESTS, MARKED = ("tests/rules", "tests/forms/parsing"), "not whole"
"""The quick tests of the rooms that get slips: what only a whole run notices is found late.

Tests that start another program are left out: it would know nothing of the slip.
"""
TIMED = "not cost"
"""Tests of what something costs in seconds fail on a busy machine, too."""
OPTIONS = ("-q", "-k", TIMED, "--assert=plain", "--tb=no", "-p", "no:cacheprovider",
           "-p", "no:xdist", "-o", "tmp_path_retention_policy=none")  # fmt: skip
MEMORY = 4 * 2**30
PATIENCE = 900
"""Seconds by the clock after which tests that wait for something are ended."""
TIME = "time"
WORTH, OTHERS_WORTH = 60, 20
"""Seconds of whole tests, and of quick ones of other folders, that one slip may take; watched."""

Reaches = Mapping[str, Reach]
"""By the test's name as pytest has it."""
Turns = Sequence[tuple[str, float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of a slip: the test that failed, TIME if one took too long, None if none."""

    mutant: Mutant
    noticed_by: str | None
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What each test reaches, and what the import does.

    failing: tests that fail without any slip, each with the reason; they are not among the others.
    """

    reaches: Reaches
    at_once: frozenset[Line]
    failing: tuple[str, ...] = ()


class NotAFunction(Exception):
    """The slip cannot be put into a program that is loaded."""


def load_libraries() -> None:
    """Import what every trial needs, but nothing of the program; make random tests repeatable."""
    for name in HEAVY:
        importlib.import_module(name)
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None,
                              phases=(Phase.explicit, Phase.generate),
                              suppress_health_check=list(HealthCheck))  # fmt: skip
    settings.load_profile("mutants")


@dataclass(kw_only=True)
class Laboratory:
    """Processes with the program loaded, one for each pipe, that try slips."""

    measured: Measured
    pipes: list[Connection]

    def judge(self, sample: Sequence[Mutant]) -> Iterator[Verdict]:
        """Yield what became of each slip, as it is known."""
        # What the import has done with a function that has a slip stays in a copy of the loaded
        # program; only if no test notices it there is the program imported with it.
        imported = [each for each in sample if each.outside]
        for mutant, (noticed, seconds) in self._tried(each for each in sample if not each.outside):
            at_once = touches(mutant, self.measured.at_once)
            if noticed is NotAFunction or (at_once and noticed is None):
                imported.append(mutant)
            else:
                yield Verdict(mutant=mutant, noticed_by=noticed, seconds=seconds)
        for mutant in imported:
            yield judge_imported(mutant, self.measured.reaches)

    def _tried(self, mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, Any]]:
        """Yield each slip with the answer of one of the processes."""
        waiting, busy, free = iter(mutants), {}, list(self.pipes)
        while True:
            while free and (mutant := next(waiting, None)):
                pipe = free.pop()
                order = [each for lot in lots(mutant, self.measured.reaches) for each in lot]
                pipe.send((mutant, [(name, self.measured.reaches[name].seconds) for name in order]))
                busy[pipe] = mutant
            if not busy:
                return
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                yield busy.pop(ready), ready.recv()
                free.append(ready)

    def close(self) -> None:
        """Let the processes end."""
        for pipe in self.pipes:
            pipe.send(None)


def open_laboratory(
    modules: Iterable[Path], jobs: int, tests: Iterable[str] = TESTS, marked: str = MARKED
) -> Laboratory:
    """Load the program and run each test once; RuntimeError if they cannot be read."""
    ours, theirs = zip(*(multiprocessing.Pipe() for _ in range(jobs)), strict=True)
    fork = multiprocessing.get_context("fork")
    fork.Process(
        target=serve,
        args=(frozenset(map(str, modules)), list(theirs), ["-m", marked, *tests]),
    ).start()
    for pipe in theirs:
        pipe.close()
    try:
        measured = ours[0].recv()
    except EOFError:
        raise RuntimeError("the tests cannot be collected") from None
    for name in measured.failing:
        print(f"left out, for it fails without any slip while it is watched: {name}")
    return Laboratory(measured=measured, pipes=list(ours))


def serve(watched: frozenset[str], pipes: list[Connection], tests: list[str]) -> None:
    """Be the process in which the program is loaded; one more for each further pipe."""
    prepare()
    watch = Watch(watched=watched)
    empty: list[Any] = []

    def ready(run: Callable[[Turns], str]) -> None:
        watch.done = True
        pipes[0].send(watch_result(watch))
        own = 0
        for number in range(1, len(pipes)):
            if os.fork() == 0:
                own = number
                break
        while asked := received(pipes[own]):
            pipes[own].send(answer(*asked, run, watch, empty))

    class Empties:
        """Keep which tables are empty before anything has run."""

        def pytest_collection_finish(self) -> None:
            empty.extend(memories())

    watch.begin()
    with own_folder() as option:
        plugins = [watch, Bench(notice=watch, ready=ready), Empties()]
        pytest.main([*OPTIONS, option, *tests], plugins=plugins)
    os._exit(0)


def watch_result(watch: Watch) -> Measured:
    """Return what was measured; what failed is forgotten."""
    failing = dict(watch.failures)
    watch.failed = ""
    return Measured(
        reaches={name: reach for name, reach in watch.reaches.items() if name not in failing},
        at_once=frozenset(watch.at_once),
        failing=tuple(f"{name}: {why[-1500:]}" for name, why in failing.items()),
    )


def received(pipe: Connection) -> Any:
    """Return what was asked, None if nobody is there any longer."""
    try:
        return pipe.recv()
    except EOFError:
        return None


def answer(
    mutant: Mutant,
    order: Turns,
    run: Callable[[Turns], str],
    watch: Watch,
    empty: Iterable[Any],
) -> tuple[Any, float]:
    """Return the test that notices a slip, if one does, and the seconds that it took.

    A test that fails by itself without the slip as well notices nothing: the others are asked.
    """
    begun = time.monotonic()
    left = list(order)

    def trial() -> tuple[int, Any]:
        try:
            change_function(mutant)
        except NotAFunction:
            return 0, NotAFunction
        forget(mutant, watch, empty)
        return 0, run(left) or None

    def check() -> tuple[int, Any]:
        forget(mutant, watch, empty)
        return 0, run([each for each in left if each[0] == found]) or None

    found: Any = None
    while left:
        found = outcome(trial)
        if found not in dict(left) or found in watch.checked:
            break
        if outcome(check) is None:
            watch.checked.add(found)
            break
        left = [each for each in left if each[0] != found]
        found = None
    return found, time.monotonic() - begun


def outcome(work: Callable[[], tuple[int, Any]]) -> Any:
    """Return what a copy of this process found, TIME if it did not end, or how it ended."""
    status, ended, found = apart(work, PATIENCE)
    if not ended or status == -signal.SIGPROF:
        return TIME
    return f"exit {status}" if status else found


def forget(mutant: Mutant, watch: Watch, empty: Iterable[Any]) -> None:
    """Drop what was worked out by the lines of a slip and is remembered."""
    for function, lines in watch.remembered.items():
        if touches(mutant, lines):
            function.cache_clear()
    getattr(sys.modules[FILES_READ[0]], FILES_READ[1]).cache_clear()
    for each in empty:
        each.clear()


def change_function(mutant: Mutant) -> None:
    """Put a slip into its function; NotAFunction if that cannot be done."""
    path = ROOT / mutant.path
    whole = mutated(mutant, path.read_text("utf-8"), str(path))
    module = sys.modules.get(mutant.path.removesuffix(".py").replace("/", "."))
    if module is None:
        raise NotAFunction
    function = outermost(module, mutant.within)
    old = function.__code__
    new = [each for each in codes(whole) if (each.co_qualname, each.co_firstlineno)
           == (old.co_qualname, old.co_firstlineno)]  # fmt: skip
    if len(new) != 1 or old.co_filename != str(path):
        raise NotAFunction
    try:
        function.__code__ = new[0]
    except ValueError:
        raise NotAFunction from None


def outermost(module: ModuleType, within: str) -> FunctionType:
    """Return the function of a module, or of a class of it, that a place lies in."""
    found: Any = module
    for name in within.split("."):
        found = vars(found).get(name)
        if not isinstance(found, type):
            break
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        inner = [getattr(found, each, None) for each in ("__wrapped__", "__func__", "fget", "func")]
        found = next(filter(None, inner), None)
        if found is None:
            raise NotAFunction
    return found


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of every function in a code."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from codes(each)


def judge_imported(mutant: Mutant, reaches: Reaches) -> Verdict:
    """Return which test notices a slip in a process that imports the program with it."""
    begun = time.monotonic()
    asked = [lot for each in lots(mutant, reaches) for lot in own_first(mutant, each)]
    for lot in asked:
        left = {name: reaches[name] for name in lot}
        while left and (noticed := attempt(mutant, left)):
            if passes_without(noticed, reaches):
                return Verdict(mutant=mutant, noticed_by=noticed, seconds=time.monotonic() - begun)
            del left[noticed]
    return Verdict(mutant=mutant, noticed_by=None, seconds=time.monotonic() - begun)


@cache
def fails_alone(test: str, seconds: float) -> bool:
    """Tell whether a test fails in a process of its own without any slip."""
    return bool(attempt(None, {test: Reach(seconds=seconds, lines=frozenset())}))


def passes_without(noticed: str, reaches: Reaches) -> bool:
    """Tell whether what failed, if it is a test, passes without any slip."""
    return noticed not in reaches or not fails_alone(noticed, reaches[noticed].seconds)


def own_first(mutant: Mutant, lot: Sequence[str]) -> Iterator[list[str]]:
    """Yield the tests of the file named after the module, then the others: to read all is slow."""
    file = own_file(mutant)
    for own in (True, False):
        if tests := [name for name in lot if name.startswith(file) is own]:
            yield tests


def attempt(mutant: Mutant | None, tests: Reaches) -> str | None:
    """Run tests, in this order, against a slip; return the one that fails, TIME if one hangs."""
    order = Order(wanted={name: test.seconds for name, test in tests.items()})
    files = sorted({name.partition("::")[0] for name in tests})

    def trial() -> tuple[int, str]:
        if mutant:
            put_in(mutant)
        return run_tests(files, order), order.failed

    status, ended, failed = apart(trial, PATIENCE)
    if not ended or status == -signal.SIGPROF:
        return TIME
    noticed = status not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)
    return (failed or f"exit {status}") if noticed else None


def lots(mutant: Mutant, reaches: Reaches) -> Iterator[list[str]]:
    """Yield the tests that reach a slip: near quick ones, other quick ones, some whole ones."""
    # A test of its own file may look at nothing but a constant of the module: no line is reached.
    own = own_file(mutant) if mutant.outside else "-"
    reaching = [name for name, test in reaches.items()
                if name.startswith(own) or is_reached(mutant, test)]  # fmt: skip
    mirror = mirrored(mutant.path)
    near = [name for name in reaching if name.startswith(mirror)]
    quick = [name for name in near if not reaches[name].whole]
    others = [name for name in reaching if not (reaches[name].whole or name.startswith(mirror))]
    whole = [name for name in reaching if reaches[name].whole]

    def place(name: str) -> tuple[bool, float]:
        return not name.startswith(mirror), round(reaches[name].seconds, 2)

    for lot, worth in ((quick, math.inf), (others, OTHERS_WORTH), (whole, WORTH)):
        if lot:
            yield list(within_reason(sorted(lot, key=place), reaches, worth))


def within_reason(names: Iterable[str], reaches: Reaches, worth: float) -> Iterator[str]:
    """Yield tests as long as all of them together take no more seconds than they are worth."""
    spent = 0.0
    for name in names:
        spent += reaches[name].seconds
        if spent > worth:
            return
        yield name


def own_file(mutant: Mutant) -> str:
    """Return how names of tests begin that are in the file named after the mutant's module."""
    return f"{mirrored(mutant.path)}test_{Path(mutant.path).stem}.py::"


def mirrored(path: str) -> str:
    """Return the folder of tests that lies as a module's folder does, or as one above it."""
    room = Path("tests") / Path(path).relative_to("kuzbass_batch").parent
    while not (ROOT / room).is_dir():
        room = room.parent
    return f"{room.as_posix()}/"


def is_reached(mutant: Mutant, test: Reach) -> bool:
    """Tell whether a test reaches the lines of a slip; its module, for one outside of functions."""
    if mutant.outside:
        path = str(ROOT / mutant.path)
        return any(each == path for each, _ in test.lines)
    return touches(mutant, test.lines)


def touches(mutant: Mutant, lines: Set[Line]) -> bool:
    """Tell whether lines of a slip are among these."""
    path, known = (
        str(ROOT / mutant.path),
        lines if isinstance(lines, (set, frozenset)) else set(lines),
    )
    return any((path, line) in known for line in range(mutant.first, mutant.last + 1))


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


def run_tests(paths: Iterable[str], plugin: FirstFailure) -> int:
    """Run pytest in this process, silently, to the first failure; return its exit code."""
    silence()
    with own_folder() as option:
        return int(pytest.main([*OPTIONS, option, "-x", *paths], plugins=[plugin]))


@contextmanager
def own_folder() -> Iterator[str]:
    """Yield the option that gives tests a folder of ours: other runs clear the usual one away."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield f"--basetemp={folder}/tests"


def prepare() -> None:
    """Bound the memory of this process and everything it starts; say nothing."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.chdir(ROOT)
    os.environ.pop("CI", None)
    silence()


def silence() -> None:
    """Print nowhere."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


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
    prepare()
    Path(answer).write_bytes(pickle.dumps(work()))
    os._exit(0)
