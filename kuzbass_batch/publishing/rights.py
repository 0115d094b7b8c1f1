"""Who may read what a run writes: as the folder that the result lies in says, and no stranger.

A result and what is remembered of it hold names, addresses and marks. Windows gives everything the
rights of the folder it is made in; there is nothing to do there.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STRANGERS, GROUP = 0o007, 0o070


@contextmanager
def private_rights(folder: Path) -> Iterator[None]:
    """Let whatever is written meanwhile have the rights of `folder`, and none for strangers.

    A folder with the group's mark (setgid) is one that colleagues share: the group may do in the
    result what it may do in the folder, whatever the umask of this one of them; else the next of
    them could not put a result in place of this one. Elsewhere the umask takes rights away, too.
    """
    if os.name == "nt":
        yield
        return
    mode = folder.stat().st_mode
    before = os.umask(0o077)
    os.umask(_mask(before, mode))
    try:
        yield
    finally:
        os.umask(before)


def is_open_to_strangers(folder: Path) -> bool:
    """Tell whether strangers may enter a folder of the program's; OSError if it is not there."""
    return os.name != "nt" and bool(folder.stat().st_mode & STRANGERS)


def _mask(umask: int, mode: int) -> int:
    """Return the umask with which files get the group's rights of a folder of this mode."""
    denied = ~mode & GROUP
    if not mode & stat.S_ISGID:
        denied |= umask & GROUP
    return umask & 0o700 | denied | STRANGERS
