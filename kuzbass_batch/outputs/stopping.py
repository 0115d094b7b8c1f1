"""Requests to stop from outside: Ctrl+C, the system's shutdown, a closed terminal."""

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


@contextmanager
def heeded() -> Iterator[None]:
    """Let every request to stop end the block with KeyboardInterrupt, so that it clears up."""
    with _handled(signal.default_int_handler):
        yield


@contextmanager
def too_late() -> Iterator[None]:
    """Let no request to stop interrupt the block: what it does is done in a moment."""
    with _handled(lambda _number, _frame: None):
        yield


@contextmanager
def _handled(handler: Callable[[int, Any], Any]) -> Iterator[None]:
    """Handle the requests; one that is ignored (nohup) stays so. Only the main thread can."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        heard = (stop for stop in STOPS if signal.getsignal(stop) is not signal.SIG_IGN)
        before = {stop: signal.signal(stop, handler) for stop in heard}
    try:
        yield
    finally:
        for stop, old in before.items():
            signal.signal(stop, old)
