"""Which lines of the program each test reaches, its fixtures and what it remembers included."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from types import CodeType, FrameType
from typing import Any

import pytest

from tests.mutants.bench import FirstFailure

Line = tuple[str, int]
Cache = Any
"""A function with a memory of functools."""
ROOTS = ("kuzbass_batch", "tests", "input_samples")
FILES_READ = ("tests.runs", "_remembered")
"""A store that tests fill as they go: what they read from it is to be read anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What one test reaches of the modules, and the seconds of processor that it takes."""

    seconds: float
    lines: frozenset[Line]
    whole: bool = False


@dataclass(kw_only=True, eq=False)
class Watch(FirstFailure):
    """Keep which lines of the watched files each test reaches.

    at_once: lines that the import of the program and of the tests reaches; remembered: those that
    a function with a memory needed for what it remembers, which is not worked out again.
    """

    watched: frozenset[str]
    reaches: dict[str, Reach] = field(default_factory=dict)
    at_once: set[Line] = field(default_factory=set)
    remembered: dict[Cache, set[Line]] = field(default_factory=dict)
    shared: dict[tuple[str, str], set[Line]] = field(default_factory=dict)
    """What a fixture of several tests reaches, by its name and the place where it is made."""
    layers: list[set[Line]] = field(default_factory=lambda: [set()])
    """What is being reached: by the test, within it by a fixture or a function with a memory."""
    codes: dict[CodeType, Cache] = field(default_factory=dict)
    kinds: dict[int, tuple[CodeType, Callable[..., Any] | None]] = field(default_factory=dict)
    """How to follow each code, by its number."""
    checked: set[str] = field(default_factory=set)
    """Tests that pass without any slip when they run by themselves."""
    modules: int = 0
    done: bool = False

    def begin(self) -> None:
        """Watch what the coming imports reach."""
        self.layers = [self.at_once]
        sys.settrace(self.enter)

    def pytest_collection_finish(self) -> None:
        """Leave the imports."""
        sys.settrace(None)
        super().pytest_collection_finish()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Keep what a fixture reaches apart from its first test."""
        self.layers.append(set())
        try:
            return (yield)
        finally:
            lines = self.layers.pop()
            self.shared[fixturedef.argname, fixturedef.baseid] = lines
            self.layers[-1].update(lines)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Trace one test with its fixtures."""
        if self.done:
            return (yield)
        memory = getattr(sys.modules.get(FILES_READ[0]), FILES_READ[1], None)
        if memory:
            memory.cache_clear()
        self._know_caches()
        asked = {each: asked_of(each) for each in self.codes.values()}
        self.layers, begun = [set()], time.process_time()
        sys.settrace(self.enter)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            lines = self.layers[0].union(*self._of_fixtures(item), *self._of_caches(asked))
            self.reaches[item.nodeid] = Reach(
                seconds=time.process_time() - begun,
                lines=frozenset(lines),
                whole=item.get_closest_marker("whole") is not None,
            )

    def _know_caches(self) -> None:
        if len(sys.modules) != self.modules:
            self.codes = {each.__wrapped__.__code__: each for each in caches()}
            self.modules = len(sys.modules)
            self.kinds.clear()

    def _of_fixtures(self, item: pytest.Item) -> Iterator[set[Line]]:
        names = set(getattr(item, "fixturenames", ()))
        for (name, place), lines in self.shared.items():
            if name in names and item.nodeid.startswith(place):
                yield lines

    def _of_caches(self, before: dict[Cache, int]) -> Iterator[set[Line]]:
        for cache, lines in self.remembered.items():
            if asked_of(cache) != before.get(cache, 0):
                yield lines

    def enter(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        """Follow a function of a watched file line by line, one with a memory to its end."""
        code = frame.f_code
        # By its number: what a code is hashed by is worked out anew each time.
        known = self.kinds.get(id(code))
        if known is None or known[0] is not code:
            known = self.kinds[id(code)] = (code, self._kind(code))
        if known[1] != self.step_remembered:
            return known[1]
        self.layers.append(set())
        return known[1]

    def _kind(self, code: CodeType) -> Callable[..., Any] | None:
        if code in self.codes:
            return self.step_remembered
        return self.step if code.co_filename in self.watched else None

    def step(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        """Keep a line."""
        if event == "line":
            self.layers[-1].add((frame.f_code.co_filename, frame.f_lineno))
        return self.step

    def step_remembered(self, frame: FrameType, event: str, _argument: object) -> Any:
        """Keep a line; at the end, what was needed for what is remembered."""
        if event == "return":
            lines = self.layers.pop()
            self.remembered.setdefault(self.codes[frame.f_code], set()).update(lines)
            self.layers[-1].update(lines)
        elif frame.f_code.co_filename in self.watched:
            self.step(frame, event, None)
        return self.step_remembered


def caches() -> Iterator[Cache]:
    """Yield every function of the program and of the tests that remembers what it returned."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ROOTS and module is not None:
            for each in list(vars(module).values()):
                members = vars(each).values() if isinstance(each, type) else ()
                for found in (each, *(getattr(one, "__func__", one) for one in members)):
                    if isinstance(found, _lru_cache_wrapper) and is_python(found):
                        yield found


def is_python(cache: Cache) -> bool:
    """Tell whether what is remembered is worked out by a function with lines."""
    return hasattr(cache.__wrapped__, "__code__")


def asked_of(cache: Cache) -> int:
    """Return how often a function with a memory was asked."""
    known = cache.cache_info()
    return known.hits + known.misses
