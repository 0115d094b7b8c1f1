"""What pytest is told to do of its own in a trial: to order tests, to stop them, to watch them."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, NoReturn

import pytest

LEAST_SECONDS, SLOWER = 10, 10
"""A test that takes so many times what it did, and so long at least, notices a slip (processor)."""
Line = tuple[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What one test reaches of the modules, and the seconds that it takes."""

    seconds: float
    lines: frozenset[Line]


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
    lines: set[Line] = field(default_factory=set)
    shared: dict[tuple[str, str], set[Line]] = field(default_factory=dict)
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

    def _of_fixtures(self, item: pytest.Item) -> Iterator[set[Line]]:
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


def left_out(*_arguments: object, **_options: object) -> NoReturn:
    """Stand in for the start of a program."""
    pytest.skip("starts another program")


def forget(files: frozenset[str]) -> None:
    """Empty what functions of these files remember, or only the first test would reach them."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) in files:
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()
