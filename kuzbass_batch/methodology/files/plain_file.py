"""Read a file of the committee's own: a file, not a pipe or a device that one would wait for."""

import errno
import os
import stat
from pathlib import Path

LARGEST = 20 * 2**20
"""Bytes: a methodology, a table of words or a letter's template is far smaller."""
_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


def plain_bytes(path: Path) -> bytes:
    """Return the bytes of a file, a link to one followed; OSError for whatever else it is."""
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise OSError(errno.EINVAL, "no file to read", str(path))
        return stream.read(LARGEST)
