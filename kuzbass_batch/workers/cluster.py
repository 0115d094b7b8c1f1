"""A crew on other machines: an existing cluster of dask.distributed does the same work.

Files and what every task needs go along as bytes: no disk is shared. A worker that is lost costs
nothing, the cluster gives its tasks to another; a task that takes several workers down with it is
given up like one that killed a local process.

Whoever reaches a scheduler over `tcp://` can run code on it, and the scheduler on its clients: that
is for a network of one's own. Over `tls://` both sides show certificates of one authority.
"""

import asyncio
import pickle
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kuzbass_batch.workers.crew import Lost, Result, Task, Work
from kuzbass_batch.workers.limits import SECONDS

SECONDS_TO_CONNECT = 8
"""A wrong address is told within ten seconds."""
AHEAD_EACH = 2
"""Tasks for each worker: one is done while the next is on its way."""
_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[^\s:/@\[\]]+):([0-9]{1,5})")
_LAST_PORT = 65535


class NoCluster(Exception):
    """The cluster cannot be used; a Russian sentence says why."""


class ClusterCrew:
    """Workers of a cluster; the time of a task is theirs to bound."""

    shares_disk = False

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """The scheduler of a cluster, `tcp://…` or `tls://…`; over tls with files in PEM.

    ca: who vouches for the others. cert, key: what this side shows.
    """

    address: str
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


@contextmanager
def cluster_crew(common: Any, cluster: Cluster, edition: str) -> Iterator[ClusterCrew]:
    """Yield a crew of the cluster; NoCluster if there is none, or another program's.

    edition: of this program; workers of any other would give other results.
    """
    address = cluster.address
    with _client(cluster) as client:
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
def _client(cluster: Cluster) -> Iterator[Any]:
    host, port = _place_of(cluster)
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster(
            "Для расчёта на кластере нужна библиотека distributed: pip install "
            "'kuzbass-batch[cluster]'."
        ) from error
    security = _security(cluster)
    _meet(cluster.address, host, port, security)
    connect: Any = Client
    try:
        client = connect(
            cluster.address, timeout=SECONDS_TO_CONNECT, set_as_default=False, security=security
        )
    except (OSError, ValueError) as error:
        raise _unanswered(cluster.address) from error
    with client:
        yield client


def _place_of(cluster: Cluster) -> tuple[str, int]:
    """Return host and port; NoCluster if the address or its files cannot be meant so."""
    found = _ADDRESS.fullmatch(cluster.address)
    if not found or not 0 < int(found[3]) <= _LAST_PORT:
        raise NoCluster(
            f"«{cluster.address}» – не адрес планировщика. Ожидается tcp://узел:порт или "
            "tls://узел:порт."
        )
    given = [each for each in (cluster.ca, cluster.cert, cluster.key) if each]
    if found[1] == "tcp" and given:
        raise NoCluster(
            "Сертификаты нужны только для адреса tls://…, а указан "
            f"«{cluster.address}»: соединение осталось бы открытым."
        )
    if found[1] == "tls" and len(given) < 3:
        raise NoCluster("Для адреса tls://… нужны --cluster-ca, --cluster-cert и --cluster-key.")
    return found[2].strip("[]"), int(found[3])


def _security(cluster: Cluster) -> Any:
    """Return what distributed needs to encrypt, None over tcp; NoCluster if a file is no use."""
    if cluster.ca is None or cluster.cert is None or cluster.key is None:
        return None
    _look_into(cluster.ca, cluster.cert, cluster.key)
    from distributed.security import Security

    encrypted: Any = Security
    return encrypted(
        require_encryption=True,
        tls_ca_file=str(cluster.ca),
        tls_client_cert=str(cluster.cert),
        tls_client_key=str(cluster.key),
    )


def _look_into(ca: Path, cert: Path, key: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for words, files in (("--cluster-ca", (ca,)), ("--cluster-cert и --cluster-key", (cert, key))):
        try:
            for each in files:
                each.read_bytes()
            if len(files) == 1:
                context.load_verify_locations(ca)
            else:
                # A key under a password would ask for it on the terminal.
                context.load_cert_chain(cert, key, password=lambda: b"")
        except ssl.SSLError as error:
            raise NoCluster(f"{words}: не сертификат с ключом в PEM или не пара.") from error
        except OSError as error:
            raise NoCluster(f"{words}: файл не читается ({error.strerror}).") from error


def _meet(address: str, host: str, port: int, security: Any) -> None:
    """Ask who answers at the address; NoCluster if it is no scheduler, or nobody in time.

    A client of distributed waits for ever for a server that accepts and says nothing, and a name
    that is looked up for long cannot be given up: so all this is done in a thread left behind.
    """
    answers: list[str] = []

    def ask() -> None:
        try:
            socket.getaddrinfo(host, port)
            answers.append(asyncio.run(_identity(address, security)))
        except Exception:
            # Whatever it was that answered, it is no scheduler that can be worked with.
            return

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(SECONDS_TO_CONNECT + 1)
    if answers != ["Scheduler"]:
        raise _unanswered(address)


async def _identity(address: str, security: Any) -> str:
    from distributed.core import rpc

    options = security.get_connection_args("client") if security else {}
    call: Any = rpc
    there = call(address, connection_args=options, timeout=SECONDS_TO_CONNECT)
    try:
        found = await asyncio.wait_for(there.identity(), SECONDS_TO_CONNECT)
    finally:
        await there.close_rpc()
    return str(found["type"])


def _unanswered(address: str) -> NoCluster:
    hint = " Проверьте и сертификаты." if address.startswith("tls:") else ""
    return NoCluster(f"Кластер «{address}» не отвечает.{hint}")


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
