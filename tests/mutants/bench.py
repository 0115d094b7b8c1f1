"""A process in which the program and its tests are loaded; a copy of it tries each slip."""

import gc
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pytest

LEAST_SECONDS, SLOWER = 4, 2
"""A test that takes so many times what it did, and so long at least, notices a slip (processor).

What it did was watched line by line, so that it takes a third of that otherwise.
"""


@dataclass(eq=False)
class FirstFailure:
    """Keep the name of the first test that fails; failures: every one, with the reason."""

    failed: str = ""
    failures: list[tuple[str, str]] = field(default_factory=list)

    def pytest_collection_finish(self) -> None:
        """Leave out what starts other programs: they know nothing of the slip."""
        subprocess.Popen = left_out  # type: ignore[assignment,misc]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the test."""
        if report.failed:
            self.failures.append((report.nodeid, str(report.longrepr)))
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
        bound(self.wanted.get(item.nodeid, 0))


@dataclass(kw_only=True, eq=False)
class Bench:
    """Run every test once, then hand over to `serve`, with a way to run tests again.

    ready: called when all have run, with a function that runs tests by name, each with the seconds
    that it took, until one fails (in a copy of this process), and returns that one's name.
    """

    notice: FirstFailure
    ready: Callable[[Callable[[Iterable[tuple[str, float]]], str]], None]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests, then serve."""
        run_in_turn(session.items)
        gc.collect()
        gc.freeze()
        items = {item.nodeid: item for item in session.items}

        def run(wanted: Iterable[tuple[str, float]]) -> str:
            chosen = [(items[name], seconds) for name, seconds in wanted]
            for (item, seconds), after in zip(chosen, [*chosen[1:], None], strict=True):
                bound(seconds)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after and after[0])
                if self.notice.failed:
                    break
            return self.notice.failed

        self.ready(run)
        return True


def run_in_turn(items: list[pytest.Item]) -> None:
    """Run tests as pytest does."""
    for item, after in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


def bound(seconds: float) -> None:
    """Let the system end the process when the time of a test is over."""
    signal.setitimer(signal.ITIMER_PROF, LEAST_SECONDS + SLOWER * seconds)


def left_out(*_arguments: object, **_options: object) -> NoReturn:
    """Stand in for the start of a program."""
    pytest.skip("starts another program")


def memories() -> Iterable[Any]:
    """Return the tables of the program that are empty as long as nothing has run."""
    return [
        each
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] == "kuzbass_batch" and module is not None
        for each in vars(module).values()
        if type(each) in (dict, list, set) and not each
    ]
