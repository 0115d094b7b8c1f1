"""The members of an .xlsx by name, and the relations by which one names another."""

import posixpath
from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from kuzbass_batch.reading.guard import xml

REMEMBERED = 8192
"""Bytes: longer relations are read each time."""
Targets = tuple[tuple[str, tuple[str, str]], ...]


class Folded(Mapping[str, bytes]):
    """The parts by name in lower case; one is looked at when it is asked for, the others never."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        """Keep the parts as they are."""
        self._members = members
        self._names = {name.casefold(): name for name in members}

    def __getitem__(self, name: str) -> bytes:
        """Return a part in UTF-8; Refusal for what no part that is read may hold."""
        return xml.to_utf8(self._members[self._names[name]])

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a part, without a look at it."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self._names)


def targets_of(folded: Folded, path: str) -> Targets:
    """Return id, kind and target of every relation of a part."""
    folder, _, name = path.rpartition("/")
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in folded:
        return ()
    relations = folded[listed]
    return (_known_targets if len(relations) < REMEMBERED else _targets_in)(relations, folder)


def _targets_in(relations: bytes, folder: str) -> Targets:
    return tuple(_read_targets(xml.parse(relations), folder))


# Thousands of forms come with the same relations, byte for byte.
_known_targets = lru_cache(maxsize=64)(_targets_in)


def _read_targets(root: etree._Element, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for relation in root.iterchildren("{*}Relationship"):
        target = (relation.get("Target") or "").replace("\\", "/")
        whole = target if target.startswith("/") else posixpath.join("/", folder, target)
        kind = (relation.get("Type") or "").rpartition("/")[2]
        plain = posixpath.normpath(whole).lstrip("/").casefold()
        yield relation.get("Id") or "", (kind, plain)
