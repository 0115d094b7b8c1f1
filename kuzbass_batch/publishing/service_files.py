"""Small files that the program keeps in the input folder: whole or not there, and never by chance.

Two runs may come to it at once, on a disk that colleagues share.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from kuzbass_batch.publishing.disk import move, patiently, sync

OWNER_ONLY, OF_GROUP = 0o600, 0o060


def write_once(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; False if it is there.

    It appears whole. Its owner may read it, and the group where the group works in the folder, that
    is, may write in it: colleagues keep working; others never. OSError if it cannot be written.
    """
    part = _part(path, data)
    try:
        return _take_name(part, path)
    finally:
        _drop(part)
        with suppress(OSError):
            sync(path.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in place of the one that is there; OSError if it cannot be written."""
    part = _part(path, data)
    try:
        patiently(lambda: part.replace(path))
        sync(path.parent)
    finally:
        _drop(part)


def _part(path: Path, data: bytes) -> Path:
    """Write the file under a name of this process; nobody reads it there."""
    folder = path.parent
    _make(folder)
    if folder.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    part = folder / f".{path.name}.{os.getpid()}.part"
    patiently(lambda: part.unlink(missing_ok=True))
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as stream:
        if os.name == "posix" and _is_shared(folder.parent, os.fstat(handle).st_gid):
            os.fchmod(handle, OWNER_ONLY | OF_GROUP)
        stream.write(data)
    sync(part)
    return part


def _drop(part: Path) -> None:
    """Remove the temporary file; if another program holds it open, it stays and does no harm."""
    with suppress(OSError):
        patiently(lambda: part.unlink(missing_ok=True))


def _make(folder: Path) -> None:
    """Make the folder if it is missing; a group that shares the parent folder may use it."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    made = folder.stat()
    if os.name == "posix" and _is_shared(folder.parent, made.st_gid):
        folder.chmod(stat.S_IMODE(made.st_mode) | stat.S_IRWXG)


def _is_shared(folder: Path, group: int) -> bool:
    """Tell whether the group owns the folder and may write there; readers need no key."""
    above = folder.stat()
    return above.st_gid == group and above.st_mode & OF_GROUP == OF_GROUP


def _take_name(part: Path, path: Path) -> bool:
    """Give the file its name if nobody has it: by a link, or where disks know none, by moving."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:
        if path.exists():
            return False
        move(part, path)
    return True
