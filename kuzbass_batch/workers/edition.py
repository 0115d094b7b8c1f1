"""The exact edition of the program: equal editions read the same from the same file."""

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


_PACKAGES = ("kuzbass_batch", "kuzbass_batch.templates")
_INSTALLED = re.compile(r"(.+)-(.+)\.dist-info")
"""The folder that an installer leaves beside a library: its name and version."""


@cache
def program_edition() -> str:
    """Return a hash of the program's own files, its libraries and Python."""
    parts = [platform.python_version(), *_versions()]
    parts += (f"{name} {digest}" for name, digest in _sources())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _versions() -> Iterator[str]:
    """Yield the version of each library, asked of the names of folders: those are read at once.

    `importlib.metadata` reads a file for each, by a parser of mails; it is asked for what lies
    otherwise.
    """
    known: dict[str, str] = {}
    for place in sys.path:
        for name in _listed(place):
            found = _INSTALLED.fullmatch(name)
            if found:
                known.setdefault(_plain_name(found[1]), found[2])
    for name in LIBRARIES:
        version = known.get(_plain_name(name))
        if version is None:
            from importlib.metadata import version as version_of

            version = version_of(name)
        yield version


def _listed(place: str) -> list[str]:
    try:
        return sorted(os.listdir(place or os.curdir))  # noqa: PTH208 - names will do
    except OSError:  # Archives and what is not there stand on the path as well.
        return []


def _plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sources() -> Iterator[tuple[str, str]]:
    """Yield the program's own files with their hashes: a version alone does not tell a change."""
    folders: list[Path | Traversable] = [each for name in _PACKAGES for each in _folders_of(name)]
    while folders:
        for item in sorted(folders.pop().iterdir(), key=lambda each: each.name):
            if item.is_dir():
                folders.append(item)
            elif not item.name.endswith(PASSED_OVER):
                yield item.name, hashlib.sha256(item.read_bytes()).hexdigest()


def _folders_of(package: str) -> "list[Path] | list[Traversable]":
    """Return where a package lies: folders, unless it is imported out of an archive."""
    folders = [Path(each) for each in import_module(package).__path__]
    if all(each.is_dir() for each in folders):
        return folders
    from importlib.resources import files

    return [files(package)]
