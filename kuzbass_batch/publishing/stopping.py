"""Requests to stop from outside: Ctrl+C, the system's shutdown, a closed terminal.

They are the run's alone: a worker forked from it has the same handlers until it has its own, and
would tell of a stop with a traceback. The run, which hears of it too, ends its workers.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

STOPS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)


class Stopped(KeyboardInterrupt):
    """A request to stop.

    Not KeyboardInterrupt itself: one that comes while Python executes text (every dataclass is made
    so) lets Python 3.11 end the process by SIGINT at its exit, although it was caught.
    """


@contextmanager
def heeded() -> Iterator[None]:
    """Let every request to stop end the block with Stopped, so that it clears up."""
    with _handled(_stop):
        yield


def _stop(_number: int, _frame: Any) -> None:
    raise Stopped


@contextmanager
def too_late() -> Iterator[None]:
    """Let no request to stop interrupt the block: what it does is done in a moment."""
    with _handled(lambda _number, _frame: None):
        yield


@contextmanager
def put_off() -> Iterator[None]:
    """Let a request to stop wait until the block is done: then it comes as it would have come."""
    asked: list[int] = []
    with _handled(lambda number, _frame: asked.append(number)):
        yield
    for number in asked[:1]:
        signal.raise_signal(number)


@contextmanager
def _handled(handler: Callable[[int, Any], Any]) -> Iterator[None]:
    """Handle the requests; one that is ignored (nohup) stays so. Only the main thread can."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        heard = (stop for stop in STOPS if signal.getsignal(stop) is not signal.SIG_IGN)
        own = _of_this_process(handler)
        before = {stop: signal.signal(stop, own) for stop in heard}
    try:
        yield
    finally:
        for stop, old in before.items():
            signal.signal(stop, old)


def _of_this_process(handler: Callable[[int, Any], Any]) -> Callable[[int, Any], Any]:
    """Return the handler for this process: one that was forked from it is ended by SIGTERM only."""
    run = os.getpid()

    def handled(number: int, frame: Any) -> None:
        if os.getpid() == run:
            handler(number, frame)
        elif number == signal.SIGTERM:
            os._exit(1)

    return handled
