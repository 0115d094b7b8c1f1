"""One run at a time per result folder: a lock that names its owner and dies with his process.

The system's own file lock decides on one computer: it is gone the moment its process is, so a
stale lock cannot be taken for a live one, whatever became of its process number. The text in the
file is for people, and for the folder shared by several computers: there a lock left by another
host is never taken away by the program, only by the clerk.
"""

import datetime as dt
import errno
import getpass
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.publishing.state_folder import opened_state
from kuzbass_batch.publishing.stopping import put_off

LONGEST_TEXT = 4096
"""Bytes of the lock file: who holds the folder, in a few words."""
LOCKED_BYTE = 2**30
"""Far beyond the text: Windows lets nobody read a locked byte, and the text is to be read."""
_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
_held: set[Path] = set()
"""The system's locks are between processes; this is between the threads of one."""


class FolderTaken(Exception):
    """Another run holds the folder; the Russian sentence says who and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockHolder:
    """Who holds a lock: the user, the computer, the process; since: `24.11.2026 10:15` local."""

    user: str
    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        """Return the owner as the sentences name him."""
        return (
            f"пользователь {self.user or 'неизвестен'}, компьютер {self.host}, процесс {self.pid}, "
            f"с {self.since}"
        )


@contextmanager
def locked(path: Path) -> Iterator[LockHolder | None]:
    """Hold the lock file `path` meanwhile; yield the owner of a run that died with it, if any.

    FolderTaken if another run holds it; ForeignState if the folder or the file is not the
    program's. Makes the file's folder, and removes the file at the end.
    """
    if path in _held:
        raise FolderTaken("Папка результата уже занята другим расчётом этой же программы.")
    held: list[int] = []
    try:
        # A request to stop must find the file either not yet made or known to be held.
        with put_off():
            descriptor, dead = _acquire(path)
            held.append(descriptor)
            _held.add(path)
        _write(descriptor)
        yield dead
    finally:
        with put_off():
            for each in held:
                _held.discard(path)
                _release(each, path)


def _acquire(path: Path) -> tuple[int, LockHolder | None]:
    """Return the locked file's descriptor and the dead owner it names."""
    while True:
        try:
            with opened_state(path.parent) as folder:
                descriptor = folder.open(path.name, os.O_RDWR | os.O_CREAT)
        except FileNotFoundError:
            continue  # The run before has just cleared up behind itself.
        try:
            dead = _take(descriptor, path)
            if _bears_name(descriptor, path):
                return descriptor, dead
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> LockHolder | None:
    """Lock the open file and return the dead owner it names; FolderTaken if he may be alive."""
    owner = _read(descriptor)
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _TAKEN:
            raise FolderTaken(_busy(owner)) from error
        if error.errno not in _UNSUPPORTED:
            raise
        # A network disk without locks: what the file says is all there is to go by.
        if owner:
            raise FolderTaken(_unsure(owner, path)) from error
    if owner and owner.host != platform.node():
        raise FolderTaken(_unsure(owner, path))
    return owner


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        # Not flock: that one would live on in the workers of a run that was killed.
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, LOCKED_BYTE)


def _release(descriptor: int, path: Path) -> None:
    """Remove the file while it is locked; Windows removes no open file, there it is closed first.

    A file that cannot be removed does no harm: it names a process that holds no lock.
    """
    if os.name == "nt":
        os.close(descriptor)
    with suppress(OSError):
        if os.name == "nt" or _bears_name(descriptor, path):
            path.unlink()
    if os.name != "nt":
        os.close(descriptor)


def _bears_name(descriptor: int, path: Path) -> bool:
    """Tell whether the file was not removed by its last owner after it had been opened here."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _read(descriptor: int) -> LockHolder | None:
    """Return the owner that the file names; None if it is empty or was not written whole.

    Read by its descriptor: closing a second one would give up the lock.
    """
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return LockHolder(**json.loads(os.read(descriptor, LONGEST_TEXT)))
    except (OSError, ValueError, TypeError):
        return None


def _write(descriptor: int) -> None:
    os.ftruncate(descriptor, 0)
    since = dt.datetime.fromtimestamp(os.fstat(descriptor).st_mtime)
    owner = LockHolder(
        user=_user(), host=platform.node(), pid=os.getpid(), since=wording.moment(since)
    )
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, json.dumps(asdict(owner), ensure_ascii=False, indent=1).encode())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _busy(owner: LockHolder | None) -> str:
    who = f" ({owner})" if owner else ""
    return f"Папку результата занял другой запуск{who}. Дождитесь его конца и повторите."


def _unsure(owner: LockHolder, path: Path) -> str:
    return (
        f"Папку результата занял другой запуск ({owner}). Если он уже не идёт, удалите файл "
        f"«{path}» и повторите."
    )
