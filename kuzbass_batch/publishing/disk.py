"""What the disk is asked for when a result is published: durability, the swap, words for faults."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RENAME_EXCHANGE, AT_FDCWD = 2, -100
# What a kernel, a file system or a C library without the exchange answers.
_NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
_OPEN_ELSEWHERE = frozenset({5, 32})
"""Windows refuses to move what another program holds open: access denied, sharing violation."""
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
    errno.EMFILE: "открыто слишком много файлов",
    errno.ENFILE: "открыто слишком много файлов",
    errno.EILSEQ: "имя не подходит для этого диска",
    errno.EINVAL: "имя не подходит для этого диска",
    errno.EFBIG: "файл больше, чем допускает диск",
    errno.ENOLCK: "диск не умеет закрывать папку на время расчёта",
}


def describe_fault(error: OSError, wanted: str = "запись") -> str:
    """Return what went wrong with the disk, in Russian, as the end of a sentence.

    wanted: what there was no right to, in the accusative.
    """
    if getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
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
    """Return the disk's fault in an exception: itself, or what a library wrapped (xlsxwriter)."""
    if isinstance(error, OSError):
        return error
    return next((each for each in error.args if isinstance(each, OSError)), None)


def sync_tree(folder: Path) -> None:
    """Return once every file of the folder and every folder in it is on the disk itself."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        # Several at a time: the file system's journal takes them together.
        for _ in pool.map(sync, _files(folder)):
            pass
    for path, _, _ in os.walk(folder, topdown=False):
        sync(Path(path))


def _files(folder: Path) -> Iterator[Path]:
    for path, _, names in os.walk(folder):
        yield from (Path(path, name) for name in names)


def sync(path: Path) -> None:
    """Ask the disk to keep a file or a folder; Windows keeps the names of a folder by itself."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
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
