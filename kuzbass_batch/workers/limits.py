"""Bounds of processes: their time and memory, and silence about what readers print.

Time is that of the processor where the system can bound it (not on Windows): on a busy machine the
same file must get the same answer as on a quiet one. By the clock a task may take several times as
long, for what waits and does not work.
"""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS = 30.0
"""Processor seconds of a group of tasks: eight forms take 0.3, the longest table allowed 5."""
ROWS_A_SECOND = 1_000
"""Rows of a table for each further second: a fifth of what the slowest drawing manages."""
WAITING = 4
"""Seconds by the clock for each processor second: a busy machine gives a worker a part only."""
MEMORY = 2 * 2**30
"""Bytes of a worker: the longest workbook of 10,000 participants takes a quarter of it."""
HEAP = {-1: 2**20, -3: 2**20, -8: 1}
"""Of glibc: bytes kept free at the end of its heap; bytes from which a piece is mapped by itself
and given back at once; arenas."""
COLLECT_EVERY = 50_000
"""Records made before garbage is looked for: a file with long tables makes about as many."""


def collect_seldom() -> None:
    """Look for garbage in cycles seldom: records have none, and what was loaded is there to stay.

    A process that was forked also keeps sharing the pages that no collection has touched.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Look for garbage in cycles as seldom in the main process, while a run goes on.

    Python would look through all records of the year time and again: 9 % of a run of 200 returns.
    """
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def hold_little_memory() -> None:
    """Have glibc keep little of what this process has freed, from now on.

    It would keep up to twice the largest piece that was ever freed, in an arena for each thread:
    of a run over 3,000 participants that takes 6 MiB more, and no less time.
    """
    option = _of_glibc("mallopt")
    if option is not None:
        for which, value in HEAP.items():
            option(which, value)


def release_memory(*, cycles: bool = False) -> None:
    """Give what is not used any more back to the system.

    glibc keeps what the threads that talk to the workers have freed. cycles: young objects that
    hold each other, too, as books and sheets of the workbook library do.
    """
    if cycles:
        gc.collect(1)
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Any:
    """Return a function of Linux's usual C library, None where it is not at hand."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def bound_worker() -> None:
    """Bound this process's memory where that is possible, and keep its last words off the screen.

    A reader that panics or runs out of memory prints a trace of its own; the file's finding says
    all that anybody needs.
    """
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    os.close(quiet)
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        # Whoever started the program may have allowed it less.
        bound = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        # Windows has no such bound; there the guard before the reader is the only one.
        return


@contextmanager
def bounded_time(seconds: float) -> Iterator[None]:
    """End this process if the work within takes more than so many processor seconds."""
    if os.name == "nt":  # There is no such timer: the limit by the clock is the only one.
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def seconds_for(rows: int) -> float:
    """Return the processor seconds that work on a table may take: more for a longer one."""
    return SECONDS + rows / ROWS_A_SECOND


def is_out_of_time(exit_code: int) -> bool:
    """Tell whether a process ended because its processor seconds were used up."""
    return os.name != "nt" and exit_code == -signal.SIGPROF
