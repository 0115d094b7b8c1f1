"""The container of .xls files (OLE, [MS-CFB]), read under bounds and rewritten.

Own code, because the libraries build whatever chain of sectors a file asks for: one of 770 KB that
names its allocation table 190,000 times keeps olefile busy for longer than ten minutes. Here no
sector is visited twice, so nothing costs more than the file is long.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from kuzbass_batch.reading.guard.bounds import MAX_MEMBERS, damaged

_HEADER = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LAST_SECTOR = 0xFFFFFFFA
_MINI = 64
_ENTRY = 128
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """An entry of the directory: its kind, first sector, size in bytes, and tree neighbours."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Ole:
    """A container opened: the entries at its root by lower-case name.

    streamed: bytes that all its streams together say they have, those in inner folders too.
    """

    data: bytes
    sector: int
    fat: tuple[int, ...]
    minifat: tuple[int, ...]
    cutoff: int
    root: DirectoryEntry
    entries: dict[str, DirectoryEntry]
    streamed: int = 0

    @property
    def names(self) -> frozenset[str]:
        """Return the names at the root in lower case."""
        return frozenset(self.entries)

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream at the root."""
        entry = self.entries[name]
        if entry.kind != _STREAM or entry.size > len(self.data):
            raise damaged()
        if entry.size >= self.cutoff:
            return _read(self.data, self.sector, self.fat, entry, first=self.sector)
        mini = _read(self.data, self.sector, self.fat, self.root, first=self.sector)
        return _read(mini, _MINI, self.minifat, entry, first=0)


def open_ole(data: bytes) -> Ole:
    """Return the container; Refusal as damaged if its tables make no sense."""
    if len(data) < _HEADER:
        raise damaged()
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise damaged()
    sector = 1 << shift
    directory, cutoff, mini_start = struct.unpack_from("<I4xI I", data, 48)
    fat = _table(data, sector, _fat_sectors(data, sector))
    minifat = _table(data, sector, list(_chain(fat, mini_start)))
    entries = _directory(data, sector, list(_chain(fat, directory)))
    streamed = sum(entry.size for entry in entries if entry.kind == _STREAM)
    return Ole(data, sector, fat, minifat, cutoff, entries[0], _at_root(entries), streamed)


def _fat_sectors(data: bytes, sector: int) -> list[int]:
    """Return the sectors of the allocation table, as many as the file's length can need."""
    count = len(data) // sector + 1
    needed = -(-count // (sector // 4))
    listed = [number for number in struct.unpack_from("<109I", data, 76) if number != _FREE]
    (at,) = struct.unpack_from("<I", data, 68)
    seen: set[int] = set()
    while at < _LAST_SECTOR and len(listed) < needed and at not in seen:
        seen.add(at)
        numbers = _numbers(data, sector, at)
        listed += [number for number in numbers[:-1] if number != _FREE]
        at = numbers[-1]
    listed = listed[:needed]
    if len(set(listed)) < len(listed):
        raise damaged()
    return listed


def _numbers(data: bytes, sector: int, number: int) -> tuple[int, ...]:
    start = (number + 1) * sector
    part = data[start : start + sector]
    if len(part) < sector:
        raise damaged()
    return struct.unpack(f"<{sector // 4}I", part)


def _table(data: bytes, sector: int, numbers: list[int]) -> tuple[int, ...]:
    return tuple(value for number in numbers for value in _numbers(data, sector, number))


def _chain(fat: tuple[int, ...], start: int) -> Iterator[int]:
    """Yield the sectors of a chain; damaged if it leaves the table or comes back on itself."""
    seen = set()
    while start < _LAST_SECTOR:
        if start >= len(fat) or start in seen:
            raise damaged()
        seen.add(start)
        yield start
        start = fat[start]


def _read(data: bytes, size: int, fat: tuple[int, ...], entry: DirectoryEntry, first: int) -> bytes:
    """Return a stream; sector 0 of so many bytes begins at `first`, behind the header."""
    starts = (first + number * size for number in _chain(fat, entry.start))
    content = b"".join(data[start : start + size] for start in starts)
    if len(content) < entry.size:
        raise damaged()
    return content[: entry.size]


def _directory(data: bytes, sector: int, numbers: list[int]) -> list[DirectoryEntry]:
    entries = []
    for number in numbers:
        start = (number + 1) * sector
        for at in range(start, min(start + sector, len(data) - _ENTRY + 1), _ENTRY):
            entries.append(_entry(data[at : at + _ENTRY], sector))
    if not entries or entries[0].kind != _ROOT:
        raise damaged()
    return entries


def _entry(raw: bytes, sector: int) -> DirectoryEntry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<3I", raw, 68)
    start, size = struct.unpack_from("<IQ", raw, 116)
    # Small-sector files may leave rubbish in the upper half of the size.
    return DirectoryEntry(
        name, kind, left, right, child, start, size if sector > 512 else size & _FREE
    )


def _at_root(entries: list[DirectoryEntry]) -> dict[str, DirectoryEntry]:
    """Return the children of the root; objects embedded deeper have workbooks of their own."""
    found: dict[str, DirectoryEntry] = {}
    seen: set[int] = set()
    waiting = [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        if entry.name.lower() in found or len(found) > MAX_MEMBERS:
            raise damaged()
        found[entry.name.lower()] = entry
        waiting += (entry.left, entry.right)
    return found


_SECTOR = 4096


def pack_workbook(stream: bytes) -> bytes:
    """Return a container that holds this one stream, «Workbook», and nothing else."""
    content = stream + bytes(-len(stream) % _SECTOR or (0 if stream else _SECTOR))
    count = len(content) // _SECTOR
    per_sector = _SECTOR // 4
    tables = 1
    while tables * per_sector < tables + 2 + count:
        tables += 1
    first = tables + 2
    chain = [*range(first + 1, first + count), _END]
    fat = [*[_FAT] * tables, _END, _END, *chain]
    fat += [_FREE] * (tables * per_sector - len(fat))
    size = max(len(stream), _SECTOR)
    # The first reader wants a mini stream to be there, if only an empty one.
    directory = _pack_entry("Root Entry", _ROOT, 1, tables + 1, _SECTOR)
    directory += _pack_entry("Workbook", _STREAM, _FREE, first, size)
    head = _pack_header(tables)
    parts = (head, struct.pack(f"<{len(fat)}I", *fat), directory.ljust(_SECTOR, b"\0"))
    return b"".join((*parts, bytes(_SECTOR), content))


def _pack_header(tables: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    head += struct.pack("<9I", 1, tables, tables, 0, _SECTOR, _END, 0, _END, 0)
    head += struct.pack("<109I", *(n if n < tables else _FREE for n in range(109)))
    return head.ljust(_SECTOR, b"\0")


def _pack_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<HBB3I", len(raw), kind, 1, _FREE, _FREE, child)
    return raw.ljust(64, b"\0") + head + bytes(36) + struct.pack("<IQ", start, size)
