"""A crew of processes on this machine (pebble): each may be killed, and is then replaced."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from kuzbass_batch.workers.crew import AGAIN, Lost, Result, Task, Work
from kuzbass_batch.workers.limits import (
    SECONDS,
    WAITING,
    bound_worker,
    bounded_time,
    collect_seldom,
    is_out_of_time,
)
from kuzbass_batch.workers.process_lock import PipeLock

LOOK_EVERY = 0.5
"""Seconds between two looks at how long the tasks take that are under way."""
PRELOADED = ("kuzbass_batch.batch", "kuzbass_batch.command_line.cli")
"""Modules that the server of processes imports once for all workers."""
ONE_WORKER = (
    "Система не даёт программе столько процессов, сколько ядер у компьютера: расчёт идёт в одном и "
    "займёт больше времени."
)
_REFUSED = (OSError, RuntimeError, MemoryError)
"""Errors of a system that has no process, thread, pipe or memory left; pebble raises them, too."""
T = TypeVar("T")

_common: Any = None


class Watch:
    """Measures how long tasks take by the monotonic clock.

    pebble measures by the wall clock. If that jumps (the computer slept, the time was corrected),
    running tasks would be taken for stuck ones, or stuck ones would go on.
    """

    def __init__(self) -> None:
        self._limits: dict[Future[Any], float] = {}
        self._begun: dict[Future[Any], float | None] = {}
        self._stuck: set[Future[Any]] = set()

    def add(self, future: "Future[Any]", seconds: float) -> None:
        """Watch a task until it is done; seconds: how long it may take from its start."""
        self._limits[future], self._begun[future] = seconds, None
        future.add_done_callback(self._leave)

    def _leave(self, future: "Future[Any]") -> None:
        self._begun.pop(future, None)
        self._limits.pop(future, None)

    def open(self) -> tuple["Future[Any]", ...]:
        """Return the tasks that are not done."""
        return tuple(self._begun)

    def result(self, future: "Future[T]", timeout: float | None = None) -> T:
        """Return a task's result; TimeoutError if it took longer than it may.

        timeout: seconds to wait here, whatever the task may take (None: until it is done).
        """
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return future.result(LOOK_EVERY if until is None else min(LOOK_EVERY, timeout or 0))
            except CancelledError as error:
                if future not in self._stuck:
                    raise
                raise FutureTimeout from error
            except FutureTimeout:
                if future.done() or (until is not None and time.monotonic() >= until):
                    raise
            self.look()

    def look(self) -> None:
        """End the tasks that have taken too long."""
        now = time.monotonic()
        for future, begun in tuple(self._begun.items()):
            if begun is None and future.running():
                self._begun[future] = now
                if future.done():  # Meanwhile: nobody would take it off again.
                    self._leave(future)
            elif begun is not None and now - begun > self._limits.get(future, now):
                self._stuck.add(future)
                future.cancel()  # pebble ends the process at it.


class Watched(Future[T]):
    """A task's future whose `result` keeps watch over all that is under way."""

    def __init__(self, inner: "Future[T]", watch: Watch) -> None:
        super().__init__()
        self._inner, self._watch = inner, watch

    def result(self, timeout: float | None = None) -> T:
        """Return the result, waiting for it; TimeoutError if the task took longer than it may."""
        return self._watch.result(self._inner, timeout)

    def done(self) -> bool:
        """Tell whether the task has come to an end."""
        return self._inner.done()

    def cancel(self) -> bool:
        """End the task."""
        return self._inner.cancel()

    def cancelled(self) -> bool:
        """Tell whether the task was ended."""
        return self._inner.cancelled()


class LocalCrew:
    """Worker processes with bounds on their memory and on the time of each group of tasks."""

    shares_disk = True

    def __init__(
        self, pool_of: Callable[[int], Any], width: int, tell: Callable[[str], None]
    ) -> None:
        """Take who makes a pool of so many workers; they begin with the first task."""
        self._pool_of, self.width, self._tell, self.losses = pool_of, width, tell, losses()
        self._pool: Any = None
        self._starting = threading.Lock()
        self._watch = Watch()
        self._abandoned = False

    def begin(
        self, work: Work[Task, Result], tasks: list[Task], seconds: float = SECONDS
    ) -> "Future[list[Result]]":
        """Begin the work in one process."""
        with self._starting:  # Forms are drawn by another thread than the rest.
            if self._pool is None:
                self._pool = self._started()
        future: Future[list[Result]] = self._pool.schedule(_do, args=(work, tasks, seconds))
        self._watch.add(future, WAITING * seconds)
        if self._abandoned:
            future.cancel()
        return Watched(future, self._watch)

    def loss_of(self, error: BaseException) -> Lost:
        """Return what became of the worker."""
        return loss_of(error)

    def abandon(self) -> None:
        """Kill the processes; whoever waits for a result learns that there will be none."""
        self._abandoned = True
        if self._pool is not None:
            self._pool.stop()
        # pebble leaves a task that no process has begun waiting for ever.
        for future in self._watch.open():
            future.cancel()

    def finish(self) -> None:
        """Let no more tasks in."""
        if self._pool is not None:
            self._pool.close()

    def leave(self) -> None:
        """End the processes, whatever they are at."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()

    def _started(self) -> Any:
        """Return the pool, its processes begun; with one of them where there is no room for more.

        What the system answers then comes out of it if there is no room for one, either.
        """
        try:
            return started(self._pool_of(self.width))
        except _REFUSED:
            if self.width == 1:
                raise
        self.width = 1
        pool = started(self._pool_of(1))
        self._tell(ONE_WORKER)
        return pool


def started(pool: Any) -> Any:
    """Return the pool with its processes begun; those that were begun end if not all could be."""
    try:
        if not pool.active:
            raise BrokenProcessPool
    except BaseException:
        pool.stop()
        pool.join()
        raise
    return pool


def losses() -> tuple[type[BaseException], ...]:
    """Return the exceptions that mean that a process was lost, or its memory was used up."""
    from pebble import ProcessExpired

    return ProcessExpired, MemoryError, FutureTimeout


def loss_of(error: BaseException) -> Lost:
    """Return what one of the `losses` means."""
    stuck = isinstance(error, FutureTimeout) or is_out_of_time(getattr(error, "exitcode", 0))
    return Lost.STUCK if stuck else Lost.DIED


def _ignore(_sentence: str) -> None:
    """Drop the sentence: nobody is listening."""


@contextmanager
def local_crew(
    common: Any, workers: int | None = None, tell: Callable[[str], None] = _ignore
) -> Iterator[LocalCrew]:
    """Yield a crew of `workers` processes (default: one for each core of the machine).

    tell: is given a sentence if the system allows fewer processes than that.
    """

    def pool_of(width: int) -> Any:
        return killable_processes(width, _begin, common)

    crew = LocalCrew(pool_of, max(1, workers or os.cpu_count() or 1), tell)
    try:
        yield crew
        crew.finish()
    finally:
        crew.leave()


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
    watch = Watch()
    with _pool_apart(min(width, len(tasks))) as pool:
        jobs = [_begun(pool, watch, work, each, seconds) for each in tasks]
        found: list[Result | Lost] = list(map(partial(_came_to, watch), jobs))
        for at, each in enumerate(found):
            if isinstance(each, Lost):
                again = _begun(pool, watch, work, tasks[at], AGAIN * seconds)
                found[at] = _came_to(watch, again)
        return found


def _begun(
    pool: Any, watch: Watch, work: Callable[[Task], Result], task: Task, seconds: float
) -> "Future[Result]":
    job: Future[Result] = pool.schedule(_do_bounded, args=(work, task, seconds))
    watch.add(job, WAITING * seconds)
    return job


def _pool_apart(width: int) -> Any:
    """Return a begun pool for one occasion, of one process where there is no room for more."""
    try:
        return started(killable_processes(width, bound_worker))
    except _REFUSED:
        if width == 1:
            raise
    return started(killable_processes(1, bound_worker))


def _came_to(watch: Watch, job: "Future[Result]") -> Result | Lost:
    try:
        return watch.result(job)
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
    """A context of multiprocessing that forks here while that is safe, with locks of our own."""

    RLock = PipeLock

    def __init__(self, server: Any) -> None:
        """Take the context whose server forks at any time; pipes are of its kind."""
        self._server = server

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def Process(self, **options: Any) -> Any:
        """Return a process to be started at once."""
        if threading.active_count() == 1:
            return multiprocessing.get_context("fork").Process(**options)
        _begin_server()
        return self._server.Process(**options)


def _begin_server() -> None:
    """Begin the server of processes, and what it brings along, deaf to a closed terminal.

    That reaches every process of the run; the run itself hears it, and ends the server by going.
    """
    from multiprocessing import forkserver

    deaf = {signal.SIGHUP} - signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, deaf)


def _begin(common: Any) -> None:
    """Keep in the worker what every task needs, and bound the worker."""
    global _common
    _common = common
    bound_worker()
    collect_seldom()


def _do(work: Work[Task, Result], tasks: list[Task], seconds: float) -> list[Result]:
    with bounded_time(seconds):
        return [work(_common, task) for task in tasks]
