"""A crew of processes on this machine (pebble): each may be killed, and is then replaced."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from typing import Any

from kuzbass_batch.workers.crew import AGAIN, Lost, Result, Task, Work
from kuzbass_batch.workers.limits import (
    SECONDS,
    WAITING,
    bound_worker,
    bounded_time,
    collect_seldom,
    is_out_of_time,
)

PRELOADED = ("kuzbass_batch.batch", "kuzbass_batch.cli")
"""What the server of processes imports once for all of them; names only, nothing is called."""

_common: Any = None


class LocalCrew:
    """Worker processes with bounds on their memory and on the time of each group of tasks."""

    def __init__(self, pool: Any, width: int) -> None:
        """Take a pool whose workers have begun with `_begin`."""
        self._pool, self.width, self.losses = pool, width, losses()
        self._open: set[Future[Any]] = set()
        self._abandoned = False

    def begin(
        self, work: Work[Task, Result], tasks: list[Task], seconds: float = SECONDS
    ) -> "Future[list[Result]]":
        """Begin the work in one process."""
        future: Future[list[Result]] = self._pool.schedule(
            _do, args=(work, tasks, seconds), timeout=WAITING * seconds
        )
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        if self._abandoned:
            future.cancel()
        return future

    def loss_of(self, error: BaseException) -> Lost:
        """Return what became of the worker."""
        return loss_of(error)

    def abandon(self) -> None:
        """Kill the processes; whoever waits for a result learns that there will be none."""
        self._abandoned = True
        self._pool.stop()
        # pebble leaves a task that no process has begun waiting for ever.
        for future in tuple(self._open):
            future.cancel()


def losses() -> tuple[type[BaseException], ...]:
    """Return the exceptions that mean that a process was lost, or its memory was used up."""
    from pebble import ProcessExpired

    return ProcessExpired, MemoryError, FutureTimeout


def loss_of(error: BaseException) -> Lost:
    """Return what one of the `losses` means."""
    stuck = isinstance(error, FutureTimeout) or is_out_of_time(getattr(error, "exitcode", 0))
    return Lost.STUCK if stuck else Lost.DIED


@contextmanager
def local_crew(common: Any, workers: int | None = None) -> Iterator[LocalCrew]:
    """Yield a crew of `workers` processes (default: one for each core of the machine)."""
    width = max(1, workers or os.cpu_count() or 1)
    pool = killable_processes(width, _begin, common)
    try:
        yield LocalCrew(pool, width)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def killable_processes(width: int, begin: Callable[..., None], *arguments: Any) -> Any:
    """Return a pool of `width` processes, each begun with `begin(*arguments)`."""
    from pebble import ProcessPool

    return ProcessPool(max_workers=width, initializer=begin, initargs=arguments, context=_context())


def done_apart(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    seconds: float = SECONDS,
    width: int = 1,
) -> list[Result | Lost]:
    """Return what `work` makes of each task, in up to `width` bounded processes begun for that.

    For what a run does before its crew begins; seconds: of the processor, that a task may
    take. A task whose process was lost is tried once more with twice the time.
    """
    if not tasks:
        return []
    with killable_processes(min(width, len(tasks)), bound_worker) as pool:
        jobs = [_begun(pool, work, each, seconds) for each in tasks]
        found: list[Result | Lost] = list(map(_came_to, jobs))
        for at, each in enumerate(found):
            if isinstance(each, Lost):
                found[at] = _came_to(_begun(pool, work, tasks[at], AGAIN * seconds))
        return found


def _begun(
    pool: Any, work: Callable[[Task], Result], task: Task, seconds: float
) -> "Future[Result]":
    job: Future[Result] = pool.schedule(
        _do_bounded, args=(work, task, seconds), timeout=WAITING * seconds
    )
    return job


def _came_to(job: "Future[Result]") -> Result | Lost:
    try:
        return job.result()
    except losses() as error:
        return loss_of(error)


def _do_bounded(work: Callable[[Task], Result], task: Task, seconds: float) -> Result:
    with bounded_time(seconds):
        return work(task)


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


def _do(work: Work[Task, Result], tasks: list[Task], seconds: float) -> list[Result]:
    with bounded_time(seconds):
        return [work(_common, task) for task in tasks]
