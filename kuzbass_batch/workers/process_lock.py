"""A lock between processes that lives in a pipe: it needs no shared memory and leaves nothing.

multiprocessing's own locks are named semaphores in /dev/shm: where that is missing, full or read
only there are none, and those of a run that was killed together with its tracker stay for ever.
Whoever has read the one byte in the pipe holds this lock; the pipe goes with its processes.
"""

import os
import select
import threading
import time
from multiprocessing.connection import Connection, Pipe

BYTE = b"1"


class PipeLock:
    """A lock that one process may hold several times, in the manner of multiprocessing's RLock."""

    def __init__(self) -> None:
        taken, given = Pipe(duplex=False)
        os.set_blocking(taken.fileno(), False)
        os.write(given.fileno(), BYTE)
        self.__setstate__((taken, given))

    def __getstate__(self) -> tuple[Connection, Connection]:
        """Return what another process needs: both ends of the pipe."""
        return self._taken, self._given

    def __setstate__(self, ends: tuple[Connection, Connection]) -> None:
        """Take the pipe; whoever gets it holds nothing yet."""
        self._taken, self._given = ends
        self._owner: tuple[int, int] | None = None
        self._depth = 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take the lock; tell whether it was there within `timeout` seconds (None: for ever)."""
        mine = (os.getpid(), threading.get_ident())
        if self._owner != mine:
            until = None if timeout is None else time.monotonic() + timeout
            while not self._take():
                if not block or not self._wait(until):
                    return False
            # A process that was forked while this one held the lock takes over its count.
            self._owner, self._depth = mine, 0
        self._depth += 1
        return True

    def release(self) -> None:
        """Give the lock back, once as often as it was taken."""
        self._depth -= 1
        if not self._depth:
            self._owner = None
            os.write(self._given.fileno(), BYTE)

    def _take(self) -> bool:
        try:
            return bool(os.read(self._taken.fileno(), 1))
        except BlockingIOError:
            return False

    def _wait(self, until: float | None) -> bool:
        """Wait for the lock to be given back; False once there is no time left."""
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            return False
        waiting = select.poll()
        waiting.register(self._taken.fileno(), select.POLLIN)
        waiting.poll(None if left is None else left * 1000)
        return True
