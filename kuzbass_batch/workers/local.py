"""A crew of processes on this machine (pebble): each may be killed, and is then replaced."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from typing import Any

from kuzbass_batch.workers.crew import Lost, Result, Task, Work
from kuzbass_batch.workers.limits import bound_worker, collect_seldom

SECONDS_PER_TASK = 30.0
PRELOADED = ("kuzbass_batch.batch", "kuzbass_batch.cli")
"""What the server of processes imports once for all of them; names only, nothing is called."""

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
        """Kill the processes; whoever waits for a result learns that there will be none."""
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
    width = max(1, workers or os.cpu_count() or 1)
    pool = killable_processes(width, _begin, common)
    try:
        yield LocalCrew(pool, width, seconds)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def killable_processes(width: int, begin: Callable[..., None], *arguments: Any) -> Any:
    """Return a pool of `width` processes, each begun with `begin(*arguments)`."""
    from pebble import ProcessPool

    return ProcessPool(max_workers=width, initializer=begin, initargs=arguments, context=_context())


def done_apart(
    work: Callable[[Task], Result], tasks: Sequence[Task], *, seconds: float, width: int = 1
) -> list[Result | Lost]:
    """Return what `work` makes of each task, in up to `width` bounded processes begun for that.

    For what a run does before its crew begins; a stuck or dead process costs one task.
    """
    if not tasks:
        return []
    with killable_processes(min(width, len(tasks)), bound_worker) as pool:
        jobs = [pool.schedule(work, args=(each,), timeout=seconds) for each in tasks]
        return [_came_to(job) for job in jobs]


def _came_to(job: "Future[Result]") -> Result | Lost:
    from pebble import ProcessExpired

    try:
        return job.result()
    except FutureTimeout:
        return Lost.STUCK
    except (ProcessExpired, MemoryError):
        return Lost.DIED


def _context() -> Any:
    """Return how processes are begun: forked, but never from a process of several threads.

    One forked while another thread holds a lock might wait for ever for that lock. So the first
    processes are forked while there is one thread, and those that replace them by a small server.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return _Forked(context)


class _Forked:
    """A context of multiprocessing that forks here while that is safe."""

    def __init__(self, server: Any) -> None:
        """Take the context whose server forks at any time; pipes and locks are of its kind."""
        self._server = server

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def Process(self, **options: Any) -> Any:
        """Return a process to be started at once."""
        alone = threading.active_count() == 1
        return (multiprocessing.get_context("fork") if alone else self._server).Process(**options)


def _begin(common: Any) -> None:
    """Keep in the worker what every task needs, and bound the worker."""
    global _common
    _common = common
    bound_worker()
    collect_seldom()


def _do(work: Work[Task, Result], tasks: list[Task]) -> list[Result]:
    return [work(_common, task) for task in tasks]
