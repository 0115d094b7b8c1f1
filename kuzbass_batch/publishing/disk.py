"""What the disk is asked for when a result is published: durability, the swap, words for faults."""

import ctypes
import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from kuzbass_batch.machine_faults import is_of_machine

T = TypeVar("T")
RENAME_EXCHANGE, AT_FDCWD = 2, -100
# What a kernel, a file system or a C library without the exchange answers.
_NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
_OPEN_ELSEWHERE = frozenset({5, 32})
"""Windows refuses to move what another program holds open: access denied, sharing violation."""
_HELD = frozenset({5, 32, 33})
"""The same, and a part of the file locked: what an antivirus or an indexer causes for a moment."""
_TOO_LONG = frozenset({206})
SYNCING = 8
"""Files that the disk is asked to keep at a time."""
LONGEST_PATH = 259
"""Letters of a path that Windows and its office programs open."""
LONG_PATHS_KEY = r"SYSTEM\CurrentControlSet\Control\FileSystem"
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 1.6)
"""Seconds between the attempts; almost five in all."""
PATH_TOO_LONG = (
    f"путь к файлу длиннее {LONGEST_PATH} букв, такого Windows не открывает; укажите папку с "
    "коротким именем ближе к корню диска"
)
_WORDS = {
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "исчерпана квота на диске",
    errno.EROFS: "диск открыт только для чтения",
    errno.ENAMETOOLONG: "слишком длинное имя или путь",
    errno.ENOENT: "папку удалили или переименовали во время расчёта",
    errno.ENOTDIR: "на пути стоит файл, а не папка",
    errno.EEXIST: "на месте папки стоит файл",
    errno.EISDIR: "на месте файла стоит папка",
    errno.ELOOP: "ссылка указывает сама на себя",
    errno.EBUSY: "папка занята системой",
    errno.EXDEV: "папка лежит на другом диске, чем папка рядом с ней",
    errno.EIO: "диск не отвечает или испорчен",
    errno.EILSEQ: "имя не подходит для этого диска",
    errno.EINVAL: "имя не подходит для этого диска",
    errno.EFBIG: "файл больше, чем допускают диск и система",
    errno.EBADF: "вывод закрыт",
    errno.ENOLCK: "диск не умеет закрывать папку на время расчёта",
}


def describe_fault(error: OSError, wanted: str = "запись") -> str:
    """Return what went wrong with the disk, in Russian, as the end of a sentence.

    wanted: what there was no right to, in the accusative.
    """
    code = getattr(error, "winerror", None)
    # A path that is too long is mostly said to be missing.
    if code in _TOO_LONG or (code is not None and len(str(error.filename or "")) > LONGEST_PATH):
        return PATH_TOO_LONG
    if code in _OPEN_ELSEWHERE:
        return "файл или папка открыты в другой программе (Excel, Word, Проводник); закройте их"
    if error.errno == errno.ENOSPC and not _inodes_left(error.filename):
        return "на диске кончились места для новых файлов (inode)"
    if isinstance(error, PermissionError):
        return f"нет прав на {wanted}"
    return _WORDS.get(error.errno or 0, f"отказ системы, код {error.errno}")


def _inodes_left(path: object) -> bool:
    """Tell whether the disk of `path` can hold another file; True where nobody knows."""
    if not hasattr(os, "statvfs") or not isinstance(path, str | Path):
        return True
    for folder in (Path(path), *Path(path).parents):
        try:
            disk = os.statvfs(folder)
        except OSError:
            continue
        return not disk.f_files or disk.f_favail > 0
    return True


def os_error_in(error: BaseException) -> OSError | None:
    """Return the disk's fault in an exception: itself, or what a library wrapped (xlsxwriter).

    A wait that was too long and a worker that died are of its kind and no fault of any disk; nor is
    what the machine as a whole lacks.
    """
    found = (each for each in (error, *error.args) if isinstance(each, OSError))
    return next(
        (each for each in found if each.errno is not None and not is_of_machine(each)), None
    )


def longest_path() -> int | None:
    """Return how many letters a path may have here; None where no bound is near.

    Windows opens longer ones only where an administrator has switched that on.
    """
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, LONG_PATHS_KEY) as key:
            return None if winreg.QueryValueEx(key, "LongPathsEnabled")[0] else LONGEST_PATH
    except OSError:
        return LONGEST_PATH


def patiently(act: Callable[[], T], pause: Callable[[float], None] | None = None) -> T:
    """Return what `act` returns, trying again for some seconds while Windows says "held".

    An antivirus or an indexer opens what was just written; a file that stays open is a fault.
    """
    for seconds in PAUSES:
        try:
            return act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
        (pause or time.sleep)(seconds)
    return act()


def move(path: Path, target: Path) -> None:
    """Give a file or folder another name, however long somebody else looks at it."""
    patiently(lambda: path.rename(target))


def remove_tree(folder: Path) -> None:
    """Remove a folder with all in it, however long somebody else looks at it."""
    patiently(lambda: shutil.rmtree(folder))


def sync_tree(folder: Path) -> None:
    """Return once every file of the folder and every folder in it is on the disk itself."""
    try:
        with ThreadPoolExecutor(max_workers=SYNCING) as pool:
            # Several at a time: the file system's journal takes them together.
            files = list(_files(folder))
            for _ in pool.map(_sync_all, (files[at::SYNCING] for at in range(SYNCING))):
                pass
    except RuntimeError:  # The system has no thread to give: one after the other, then.
        _sync_all(_files(folder))
    _sync_all(path for path, _, _ in os.walk(folder, topdown=False))


def _files(folder: Path) -> Iterator[str]:
    for path, _, names in os.walk(folder):
        yield from (f"{path}{os.sep}{name}" for name in names)


def _sync_all(paths: Iterable[str]) -> None:
    for path in paths:
        sync(path)


def sync(path: Path | str) -> None:
    """Ask the disk to keep a file or a folder; Windows keeps the names of a folder by itself."""
    if os.name == "nt" and os.path.isdir(path):  # noqa: PTH112 - of a path as text
        return
    mode = os.O_RDWR if os.name == "nt" else os.O_RDONLY
    descriptor = patiently(lambda: os.open(path, mode))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(left: Path, right: Path) -> bool:
    """Let two folders change places in one step; False if this system cannot (only Linux can)."""
    if sys.platform != "linux":
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = os.fsencode(left), os.fsencode(right)
    if renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in _NO_EXCHANGE:
        return False
    raise OSError(fault, os.strerror(fault), str(right))
