"""The folder in which the program remembers, beside a result that others may write to as well.

Whoever may write there may lay a link in its place, or something of his own into it. So the folder
is opened once, without following a link, and what lies in it is looked at and made by the open
folder; Windows opens no folders, there the names are looked at instead. What the program did not
put there is never followed, written to or removed: it stops the run with one sentence.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

FOLDERS = frozenset({"new", "old", "parts", "trash"})
FILES = frozenset(
    {"lock", "journal", "key", "parsed.sqlite"}
    | {f"parsed.sqlite-{rest}" for rest in ("journal", "wal", "shm")}
)
LITTER = frozenset({".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems leave in every folder."""
OPEN_MARKS = ("~$*", ".~lock.*#")
"""What Excel and Word, and LibreOffice, leave beside a file that they have open."""
_OPEN_MARK = re.compile("|".join(map(translate, OPEN_MARKS)))
AT_REST = LITTER | {"key", "parsed.sqlite"}
"""What lies in the folder between two runs."""
BY_FOLDER = {os.open, os.stat, os.mkdir, os.unlink} <= os.supports_dir_fd
RIGHTS = 0o770
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_FILE = _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def state_folder(target: Path) -> Path:
    """Return the folder beside `target` in which the program remembers what lasts over runs."""
    return target.with_name(f".{target.name}.state")


def is_at_rest(target: Path) -> bool:
    """Tell whether no run is writing the result, and no dead run has left anything to clear up.

    False if one of the two folders is a link. OSError if one is missing or cannot be listed.
    """
    state = state_folder(target)
    linked = is_link(target.lstat()) or is_link(state.lstat())
    return not linked and AT_REST.issuperset(os.listdir(state))  # noqa: PTH208 - names will do


def is_part_of_result(location: str) -> bool:
    """Tell a file of the result from what systems and programs that opened one leave beside it."""
    name = location.rpartition("/")[2]
    return name not in LITTER and not _OPEN_MARK.match(name)


class ForeignState(Exception):
    """The folder, or something in it, is not the program's; a Russian sentence says what."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The folder as it was opened: its path, its status then, its descriptor where there is one."""

    path: Path
    status: os.stat_result
    descriptor: int | None

    def names(self) -> list[str]:
        """Return what lies in the folder."""
        place = self.path if self.descriptor is None else self.descriptor
        return sorted(os.listdir(place))  # noqa: PTH208 - an open folder has no path

    def look(self, name: str) -> os.stat_result | None:
        """Return the state of an entry, of a link itself; None if there is no such entry."""
        try:
            return os.stat(self._place(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def open(self, name: str, flags: int, mode: int = 0o660) -> int:
        """Return the descriptor of a file of the folder; ForeignState if it is a link.

        A hard link counts, too: what is written here would be written to the other place.
        """
        try:
            descriptor = os.open(self._place(name), flags | _FILE, mode, dir_fd=self.descriptor)
        except FileNotFoundError:
            raise
        except OSError as error:
            found = self.look(name)
            if found is not None and not stat.S_ISREG(found.st_mode):
                raise ForeignState(_foreign(self.path, name)) from error
            raise
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or self._is_link(name):
            os.close(descriptor)
            raise ForeignState(_foreign(self.path, name))
        return descriptor

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the folder, and have the disk keep it.

        It is emptied only after `open` has shown that it is not a link.
        """
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT)
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def make(self, name: str) -> os.stat_result:
        """Make a folder in this one; return its status."""
        os.mkdir(self._place(name), dir_fd=self.descriptor)
        return os.stat(self._place(name), dir_fd=self.descriptor, follow_symlinks=False)

    def refuse_foreign(self) -> None:
        """Raise ForeignState if something lies here that the program did not put here."""
        for name in self.names():
            found = self.look(name)
            if found is not None and not _is_own(name, found):
                raise ForeignState(_foreign(self.path, name))

    def is_there(self) -> bool:
        """Tell whether the path still leads to this folder, and not by a link."""
        try:
            return os.path.samestat(self.path.lstat(), self.status)
        except OSError:
            return False

    def refuse_replaced(self, name: str, status: os.stat_result) -> None:
        """Raise ForeignState if another folder stands where this one, and that in it, was made.

        FileNotFoundError if there is none any more.
        """
        there = (self.path.lstat(), (self.path / name).lstat())
        if not all(map(os.path.samestat, there, (self.status, status))):
            raise ForeignState(_replaced(self.path))

    def _place(self, name: str) -> str:
        """Return what the system is given; where that is a path, it must lead to this folder."""
        if self.descriptor is not None:
            return name
        if not os.path.samestat(self.path.lstat(), self.status):
            raise ForeignState(_replaced(self.path))
        return str(self.path / name)

    def _is_link(self, name: str) -> bool:
        """Tell whether the name is a link, where opening could not refuse one."""
        return self.descriptor is None and is_link((self.path / name).lstat())


def is_link(status: os.stat_result) -> bool:
    """Tell a link from what it leads to; a junction of Windows is a link by another name."""
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0))


@contextmanager
def opened_state(path: Path) -> Iterator[StateFolder]:
    """Yield the state folder, made if it is not there; ForeignState if it is no folder itself."""
    with suppress(FileExistsError):
        path.mkdir(RIGHTS)
    status = path.lstat()
    if is_link(status) or not stat.S_ISDIR(status.st_mode):
        raise ForeignState(_not_a_folder(path))
    if not BY_FOLDER:
        yield StateFolder(path, status, None)
        return
    try:
        descriptor = os.open(path, _FOLDER)
    except NotADirectoryError as error:  # It became a link meanwhile.
        raise ForeignState(_not_a_folder(path)) from error
    try:
        yield StateFolder(path, os.fstat(descriptor), descriptor)
    finally:
        os.close(descriptor)


def _is_own(name: str, status: os.stat_result) -> bool:
    if is_link(status):
        return False
    if name in FOLDERS:
        return stat.S_ISDIR(status.st_mode)
    return (name in FILES or name in LITTER) and stat.S_ISREG(status.st_mode)


def _replaced(path: Path) -> str:
    return f"Служебную папку «{path}» подменили во время расчёта. Повторите."


def _not_a_folder(path: Path) -> str:
    return (
        f"На месте служебной папки «{path}» стоит ссылка или файл. Программа по ссылкам не ходит: "
        "уберите это и повторите."
    )


def _foreign(path: Path, name: str) -> str:
    return (
        f"В служебной папке «{path}» лежит не то, что кладёт туда программа: «{name}». Перенесите "
        "это в другое место и повторите; программа этого не тронула."
    )
