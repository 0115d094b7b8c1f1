"""Crews without processes: one does its work on the spot, the other loses its first workers."""

from concurrent.futures import Future

from kuzbass_batch.workers.crew import Lost
from kuzbass_batch.workers.limits import SECONDS


class AtOnce:
    """A crew that does its work on the spot; limits: the seconds asked for, call by call."""

    width = 1
    shares_disk = True
    losses = (EOFError, TimeoutError)

    def __init__(self, common):
        self.common, self.limits = common, []

    def begin(self, work, tasks, seconds=SECONDS):
        """Do the work at once."""
        self.limits.append(seconds)
        future = Future()
        future.set_result([work(self.common, task) for task in tasks])
        return future

    def abandon(self):
        """Leave what was begun: nothing is under way here."""

    def loss_of(self, error):
        """Return what became of the worker: out of time, or dead."""
        return Lost.STUCK if isinstance(error, TimeoutError) else Lost.DIED


class Losing(AtOnce):
    """A crew that loses its first workers before it does any work."""

    def __init__(self, common, times, error=TimeoutError):
        super().__init__(common)
        self.times, self.error = times, error

    def begin(self, work, tasks, seconds=SECONDS):
        """Lose the worker, or do the work."""
        if len(self.limits) >= self.times:
            return super().begin(work, tasks, seconds)
        self.limits.append(seconds)
        return lost(self.error())


def lost(error):
    """Return the future of work whose worker was lost."""
    future = Future()
    future.set_exception(error)
    return future
