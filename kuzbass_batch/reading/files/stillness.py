"""Whether the input folder held still during the run: one calculation, one state of the folder."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from kuzbass_batch.machine_faults import is_of_machine

Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, number of the file on its disk."""
SHUT = (-2, -2, -2)
"""The stamp of what cannot be looked at: no rights, or a path longer than the system takes."""
PASSING = re.compile(r"~\$.*|\.~lock\..*#|.*\.(tmp|part|crdownload)", re.I)
"""Marks and half-loaded files come and go with the programs beside ours; nobody reads them."""


def look(folder: Path) -> Mapping[str, Stamp]:
    """Return the stamp of every file in `folder` and below by its relative path.

    A folder in it that cannot be listed is stamped as such, for it has a row of its own. OSError if
    the folder itself cannot be: its files would be lost without a word.
    """
    stamps: dict[str, Stamp] = {}

    def shut(error: OSError) -> None:
        place = Path(error.filename)
        if place == folder or is_of_machine(error):
            raise error
        stamps[f"{place.relative_to(folder).as_posix()}/"] = SHUT

    for path, _, names in os.walk(folder, onerror=shut):
        within = Path(path).relative_to(folder).as_posix()
        within = "" if within == "." else f"{within}/"
        for name in names:
            if not PASSING.fullmatch(name):
                stamps[within + name] = _stamp(f"{path}{os.sep}{name}")
    return stamps


def what_changed(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> tuple[str, ...]:
    """Return the files that came, went or changed between two looks, sorted."""
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def _stamp(path: str) -> Stamp:
    try:
        state = os.lstat(path)
    except FileNotFoundError:
        return (-1, -1, -1)
    except OSError as error:
        if is_of_machine(error):
            raise
        return SHUT
    return (state.st_size, state.st_mtime_ns, state.st_ino)
