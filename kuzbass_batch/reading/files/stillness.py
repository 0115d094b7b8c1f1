"""Whether the input folder held still during the run: one calculation, one state of the folder."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, number of the file on its disk."""
PASSING = re.compile(r"~\$.*|\.~lock\..*#|.*\.(tmp|part|crdownload)", re.I)
"""Marks and half-loaded files come and go with the programs beside ours; nobody reads them."""


def look(folder: Path) -> Mapping[str, Stamp]:
    """Return the stamp of every file in `folder` and below by its relative path.

    OSError if a folder cannot be listed: its files would be lost without a word.
    """
    stamps = {}
    for path, _, names in os.walk(folder, onerror=_refuse):
        for name in names:
            if not PASSING.fullmatch(name):
                full = Path(path, name)
                stamps[full.relative_to(folder).as_posix()] = _stamp(full)
    return stamps


def what_changed(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> tuple[str, ...]:
    """Return the files that came, went or changed between two looks, sorted."""
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def _stamp(path: Path) -> Stamp:
    try:
        state = path.lstat()
    except FileNotFoundError:
        return (-1, -1, -1)
    return (state.st_size, state.st_mtime_ns, state.st_ino)


def _refuse(error: OSError) -> None:
    raise error
