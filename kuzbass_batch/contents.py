"""What lies in a folder: every file, found without following a link and known by its hash."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BufferedReader
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kuzbass_batch.machine_faults import is_of_machine

MAX_DEPTH = 40
"""Folders within folders; the way down is a call within a call."""
MAX_HASHED = 2**30
"""Bytes: a larger file (a film, a disk image) is listed without its hash."""
PIECE = 2**20
"""Bytes read at once: most files whole."""
_JUNCTION = 0xA0000003
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
    # A pipe without a writer would block for ever, a link may have been put in place meanwhile.
    _FLAGS |= getattr(os, _name, 0)


class NotRegular(OSError):
    """What stands under the name now is not a regular file."""


class FoundFile(NamedTuple):
    """Something the walk came upon: `location` below the folder, what it is, or why it is shut.

    stamp: the time of its last change in nanoseconds, and its number on the disk. A bare tuple:
    a run that changes nothing makes two for each file, and little else.
    """

    location: str
    mode: int = 0
    size: int = 0
    stamp: tuple[int, int] = (0, 0)
    error: OSError | None = None


@contextmanager
def opened(path: Path | str) -> Iterator[BufferedReader]:
    """Open a regular file for reading; OSError for anything else."""
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotRegular
        yield stream


def walk(folder: Path, skip: Path | None = None) -> Iterator[FoundFile]:
    """Yield what is no folder, and the folders that cannot be entered; no folder twice.

    OSError if the machine lacks something, or if what was listed is gone.
    """
    waiting, seen = [("", 0)], set()
    while waiting:
        location, depth = waiting.pop()
        try:
            with os.scandir(folder / location) as items:
                listed = [(item.name, _status_of(item)) for item in items]
        except OSError as error:
            if is_of_machine(error):
                raise
            yield FoundFile(f"{location}/", error=error)
            continue
        within = f"{location}/" if location else ""
        for name, status in listed:
            inner = within + name
            if isinstance(status, OSError):
                yield FoundFile(inner, error=status)
            elif not is_folder(status):
                stamp = (status.st_mtime_ns, status.st_ino)
                yield FoundFile(inner, status.st_mode, status.st_size, stamp)
            elif folder / inner != skip and (status.st_dev, status.st_ino) not in seen:
                if status.st_ino:
                    seen.add((status.st_dev, status.st_ino))
                if depth == MAX_DEPTH:
                    yield FoundFile(f"{inner}/", error=OSError(errno.ENAMETOOLONG, ""))
                else:
                    waiting.append((inner, depth + 1))


def _status_of(item: "os.DirEntry[str]") -> os.stat_result | OSError:
    """Return what an entry is, or why that cannot be seen: its path may be longer than any."""
    try:
        return item.stat(follow_symlinks=False)
    except OSError as error:
        if isinstance(error, FileNotFoundError) or is_of_machine(error):
            raise
        return error


def is_folder(status: os.stat_result) -> bool:
    """Tell a folder from a file; a junction of Windows is a link by another name."""
    return stat.S_ISDIR(status.st_mode) and getattr(status, "st_reparse_tag", 0) != _JUNCTION


def hash_of(path: Path | str) -> str:
    """Return the SHA-256 of a regular file's bytes; OSError for anything else."""
    handle = os.open(path, _FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular
        size = status.st_size
        piece = os.read(handle, min(size + 1, PIECE))
        found = sha256(piece)
        # One byte more was asked for than there are: nothing follows.
        whole = len(piece) == size > 0
        while not whole and (piece := os.read(handle, PIECE)):
            found.update(piece)
        return found.hexdigest()
    finally:
        os.close(handle)


def bytes_of(path: Path | str) -> bytes:
    """Return the bytes of a regular file, no link; OSError for anything else."""
    with opened(path) as stream:
        return stream.read()


def contents_of(
    folder: Path,
    counts: Callable[[str], bool] = lambda _location: True,
    *,
    still: bool = True,
    known: Callable[[str], str] = lambda _location: "",
) -> str:
    """Return the hash of all that the folder holds: names and bytes, never a file's time.

    counts: whether a file is part of it, by its location. An empty string where that cannot be
    said: something is no regular file, or cannot be read. still: neither can it be said where
    something came, went or changed until the last file was hashed. Where the hash is only compared
    with a known one, that is not asked: each file was as it is known when it was read, and what
    becomes of it then is a later change. known: the hash that a file was written with, by its
    location, empty where there is none: such a file is not read again.
    """
    try:
        listed = _sorted(folder, counts)
        if any(map(_is_unhashed, listed)):
            return ""
        hashed = ((at, known(at) or hash_of(f"{folder}{os.sep}{at}")) for at, *_ in listed)
        found = contents_digest(hashed)
        return found if not still or listed == _sorted(folder, counts) else ""
    except OSError:
        return ""


def contents_digest(files: Iterable[tuple[str, str]]) -> str:
    """Return one hash of files in the order of their locations, each with its own hash.

    An empty one makes it empty: a file without a hash may have changed without a sign of it.
    """
    found = sha256()
    for location, digest in files:
        if not digest:
            return ""
        found.update(b"%s\0%s\n" % (os.fsencode(location), digest.encode()))
    return found.hexdigest()


def _sorted(folder: Path, counts: Callable[[str], bool]) -> list[FoundFile]:
    found = (each for each in walk(folder) if counts(each.location))
    return sorted(found, key=itemgetter(0))


def _is_unhashed(each: FoundFile) -> bool:
    shut = each.error is not None or not stat.S_ISREG(each.mode)
    return shut or each.size > MAX_HASHED
