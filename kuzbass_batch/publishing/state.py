"""The folder beside a result in which the program remembers what lasts over runs."""

import os
from fnmatch import fnmatchcase
from pathlib import Path

LITTER = frozenset({".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"})
OPEN_MARKS = ("~$*", ".~lock.*#")
"""Excel and Word, LibreOffice."""
LOCK, NEW, OLD, JOURNAL, TRASH = "lock", "new", "old", "journal", "trash"


def state_folder(target: Path) -> Path:
    """Return the folder beside `target` in which the program remembers what lasts over runs."""
    return target.with_name(f".{target.name}.state")


def is_at_rest(target: Path) -> bool:
    """Tell whether nobody writes the result, and no run died that has to be cleared up behind."""
    state = state_folder(target)
    busy = any(os.path.lexists(state / name) for name in (LOCK, NEW, OLD, JOURNAL, TRASH))
    return not busy and not target.is_symlink()


def is_part_of_result(location: str) -> bool:
    """Tell a file of the result from what systems and programs that opened one leave beside it."""
    name = location.rpartition("/")[2]
    return name not in LITTER and not any(fnmatchcase(name, mark) for mark in OPEN_MARKS)
