"""A crew on other machines: an existing cluster of dask.distributed does the same work.

Files and what every task needs go along as bytes: no disk is shared. A worker that is lost costs
nothing, the cluster gives its tasks to another; a task that takes several workers down with it is
given up like one that killed a local process.
"""

import pickle
import zlib
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from kuzbass_batch.workers.crew import Lost, Result, Task, Work
from kuzbass_batch.workers.limits import SECONDS

SECONDS_TO_CONNECT = 20
AHEAD_EACH = 2


class NoCluster(Exception):
    """The cluster cannot be used; a Russian sentence says why."""


class ClusterCrew:
    """Workers of a cluster; the time of a task is theirs to bound."""

    def __init__(self, executor: Any, width: int, common: Any) -> None:
        from distributed.scheduler import KilledWorker

        self._executor, self.width = executor, width * AHEAD_EACH
        self._common = zlib.compress(pickle.dumps(common, pickle.HIGHEST_PROTOCOL))
        self.losses: tuple[type[BaseException], ...] = (KilledWorker, CancelledError)

    def begin(
        self, work: Work[Task, Result], tasks: list[Task], seconds: float = SECONDS
    ) -> "Future[list[Result]]":
        """Begin the work on some worker, whose time it is."""
        # The same call is not the same task: nothing is to be remembered by the cluster.
        future: Future[list[Result]] = self._executor.submit(do_there, self._common, work, tasks)
        return future

    def loss_of(self, error: BaseException) -> Lost:
        """Return what became of the worker: the cluster knows but one loss."""
        return Lost.DIED

    def abandon(self) -> None:
        """Let the cluster forget what was asked of it."""
        self._executor.shutdown(wait=False)


@contextmanager
def cluster_crew(common: Any, address: str, edition: str) -> Iterator[ClusterCrew]:
    """Yield a crew of the cluster whose scheduler is at `address` (`tcp://…`); NoCluster if none.

    edition: of this program; workers of any other would give other results.
    """
    with _client(address) as client:
        editions = client.run(edition_there)
        if not editions:
            raise NoCluster(f"В кластере «{address}» нет ни одного рабочего процесса.")
        if set(editions.values()) != {edition}:
            raise NoCluster(
                f"В кластере «{address}» установлена другая версия программы: результат был бы "
                "иным. Установите на всех машинах одну и ту же."
            )
        threads = sum(client.nthreads().values())
        with client.get_executor(pure=False, retries=2) as executor:
            yield ClusterCrew(executor, threads, common)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster(
            "Для расчёта на кластере нужна библиотека distributed: pip install "
            "'kuzbass-batch[cluster]'."
        ) from error
    try:
        connect: Any = Client
        client = connect(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"Кластер «{address}» не отвечает.") from error
    with client:
        yield client


def edition_there() -> str:
    """Return the edition of the program on a worker."""
    from kuzbass_batch.workers.edition import program_edition

    return program_edition()


def do_there(common: bytes, work: Work[Task, Result], tasks: list[Task]) -> list[Result]:
    """Do the work on a worker of the cluster."""
    known = _unpacked(common)
    return [work(known, task) for task in tasks]


@lru_cache(maxsize=2)
def _unpacked(common: bytes) -> Any:
    return pickle.loads(zlib.decompress(common))
