"""A crew of processes on this machine (pebble): each may be killed, and is then replaced."""

import os
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from typing import Any

from kuzbass_batch.workers.crew import Result, Task, Work
from kuzbass_batch.workers.limits import bound_worker, collect_seldom

SECONDS_PER_TASK = 30.0

_common: Any = None


class LocalCrew:
    """Worker processes with a time limit for each group of tasks and a bound on their memory."""

    stuck: tuple[type[BaseException], ...] = (FutureTimeout,)

    def __init__(self, pool: Any, width: int, seconds: float) -> None:
        """Take a pool whose workers have begun with `_begin`."""
        from pebble import ProcessExpired

        self._pool, self.width, self.seconds = pool, width, seconds
        self.died: tuple[type[BaseException], ...] = (ProcessExpired, MemoryError)
        self._open: set[Future[Any]] = set()
        self._abandoned = False

    def begin(self, work: Work[Task, Result], tasks: list[Task]) -> "Future[list[Result]]":
        """Begin the work in one process."""
        future: Future[list[Result]] = self._pool.schedule(
            _do, args=(work, tasks), timeout=self.seconds
        )
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        if self._abandoned:
            future.cancel()
        return future

    def abandon(self) -> None:
        """Kill the processes; whoever waits for a result is told that there will be none."""
        self._abandoned = True
        self._pool.stop()
        # pebble leaves a task that no process has begun waiting for ever.
        for future in tuple(self._open):
            future.cancel()


@contextmanager
def local_crew(
    common: Any, workers: int | None = None, seconds: float = SECONDS_PER_TASK
) -> Iterator[LocalCrew]:
    """Yield a crew of `workers` processes (default: one for each core of the machine)."""
    from pebble import ProcessPool

    width = max(1, workers or os.cpu_count() or 1)
    pool: Any = ProcessPool(max_workers=width, initializer=_begin, initargs=(common,))
    try:
        yield LocalCrew(pool, width, seconds)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def _begin(common: Any) -> None:
    """Keep in the worker what every task needs, and bound the worker."""
    global _common
    _common = common
    bound_worker()
    collect_seldom()


def _do(work: Work[Task, Result], tasks: list[Task]) -> list[Result]:
    return [work(_common, task) for task in tasks]
