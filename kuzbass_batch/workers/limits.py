"""Bounds of a worker process: memory, and silence about what its readers print when they die."""

import gc
import os

MEMORY = 2 * 2**30
COLLECT_EVERY = 50_000


def collect_seldom() -> None:
    """Look for garbage in cycles seldom: records have none, and what was loaded is there to stay.

    A process that was forked also keeps sharing the pages that no collection has touched.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)


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
