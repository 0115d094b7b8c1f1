"""Which program this is, exactly: two of the same edition say the same of the same file."""

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable

LIBRARIES = (
    "click",
    "docxtpl",
    "jinja2",
    "lxml",
    "MarkupSafe",
    "numpy",
    "olefile",
    "openpyxl",
    "pandas",
    "pebble",
    "pymorphy3",
    "pymorphy3-dicts-ru",
    "python-calamine",
    "python-docx",
    "python-oxmsg",
    "pytrovich",
    "rich",
    "xlsxwriter",
)
"""What the program asks for, and what of that writes or reads through another library."""
PASSED_OVER = (".pyc", ".pyo", ".swp", "~")


@cache
def program_edition() -> str:
    """Return a hash of the program's own files, its libraries and Python."""
    parts = [platform.python_version(), *map(metadata.version, LIBRARIES)]
    parts += (f"{name} {digest}" for name, digest in _sources())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _sources() -> Iterator[tuple[str, str]]:
    """Yield the program's own files with their hashes: a version alone does not tell a change."""
    folders: list[Traversable] = [files("kuzbass_batch"), files("kuzbass_batch.templates")]
    while folders:
        for item in sorted(folders.pop().iterdir(), key=lambda each: each.name):
            if item.is_dir():
                folders.append(item)
            elif not item.name.endswith(PASSED_OVER):
                yield item.name, hashlib.sha256(item.read_bytes()).hexdigest()
