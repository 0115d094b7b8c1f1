"""Zip archives opened under a bound that trusts none of their headers.

`zipfile` finds the members; they are inflated here, because its own reading follows the sizes
that the archive declares, and by no more than the bound leaves.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from zipfile import ZipInfo

from kuzbass_batch.ceilings import STRANGERS, FileBounds
from kuzbass_batch.findings import files as rules
from kuzbass_batch.reading.guard.bounds import (
    MAX_MEMBERS,
    Refusal,
    damaged,
    unsafe,
)

LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_LOCAL_SIZE = 30
_END_RECORD = b"PK\x05\x06"
_SLICE, _PIECE = 2**16, 2**20
"""Bytes inflated at a time, and what may come of them at a time."""
# The end of a sheet tells of what kind the many rows are that made it large.
_TAIL = 2**16
_FORMATTED = re.compile(rb'<row r="([0-9]{1,7})"')
_FILLED = re.compile(rb"<(?:[\w.]+:)?(?:v|f|is|t)[\s/>]")
_UTF8_NAME, _ENCRYPTED = 0x800, 0x41
# A stored archive within an archive repeats these marks; more of them cost too much to list.
_MAX_MARKS = 20 * MAX_MEMBERS


def list_members(data: bytes) -> list[ZipInfo]:
    """Return the files of the archive in its own order; Refusal if they cannot be trusted."""
    if data.count(_CENTRAL) > _MAX_MARKS:
        raise unsafe("в архиве слишком много частей")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
    except MemoryError:
        raise
    except Exception as error:
        if _is_last_volume(data):
            raise Refusal(rules.VOLUME.at()) from error
        # zipfile raises errors of many kinds on broken archives; all mean the same here.
        raise damaged() from error
    if _is_last_volume(data) and any(
        not data.startswith(LOCAL, info.header_offset) for info in found
    ):
        raise Refusal(rules.VOLUME.at())
    if len(found) > MAX_MEMBERS:
        raise unsafe(f"в архиве больше {MAX_MEMBERS} частей")
    _refuse_shared_bytes(found)
    return [info for info in found if not plain_name(info).endswith("/")]


def _is_last_volume(data: bytes) -> bool:
    """Tell whether the archive's end says that it begins in another file."""
    at = data.rfind(_END_RECORD)
    return at >= 0 and data[at + 4 : at + 6] not in (b"", bytes(2), b"\xff\xff")


def _refuse_shared_bytes(found: list[ZipInfo]) -> None:
    """Members that lie over one another are how a small archive becomes a huge one."""
    end = 0
    for info in sorted(found, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise unsafe("части архива лежат одна на другой")
        end = info.header_offset + _LOCAL_SIZE + info.compress_size


def plain_name(info: ZipInfo) -> str:
    """Return the name with `/` between folders: some programs write `\\`."""
    return info.orig_filename.replace("\\", "/").lstrip("/")


def refuse_twins(found: list[ZipInfo]) -> None:
    """Two members of one name: a reader may open the other one than was looked at."""
    names = {plain_name(info).casefold() for info in found}
    if len(names) < len(found):
        raise unsafe("в архиве две части с одним именем")


def is_encrypted(info: ZipInfo) -> bool:
    """Tell whether a member asks for a password."""
    return bool(info.flag_bits & _ENCRYPTED)


class Inflater:
    """Inflates members one by one; Refusal once all together pass the bound or the ratio."""

    def __init__(self, data: bytes, bounds: FileBounds = STRANGERS) -> None:
        self._data, self._bounds = data, bounds
        self._done = 0

    def inflate(self, info: ZipInfo) -> bytes:
        """Return the bytes of a member; damaged if size or checksum differ from the headers."""
        content = self._inflate(info, self._bounds.inflated - self._done)
        self._done += len(content)
        most = self._bounds.ratio
        if self._done > self._bounds.ratio_from and self._done > most * len(self._data):
            raise _too_much(content, f"он сжат более чем в {most} раз")
        if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise damaged()
        return content

    def pieces(self, info: ZipInfo) -> Iterator[bytes]:
        """Yield the bytes of a member piece by piece, refused as `inflate` refuses it."""
        start, size, crc = self._start_of(info), 0, 0
        packed = memoryview(self._data)[start : start + info.compress_size]
        for piece in _pieces(packed, info.compress_type):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            self._done += len(piece)
            if self._done > self._bounds.inflated:
                raise _too_much(piece, "в распакованном виде он слишком велик")
            if self._done > max(self._bounds.ratio_from, self._bounds.ratio * len(self._data)):
                raise _too_much(piece, f"он сжат более чем в {self._bounds.ratio} раз")
            yield piece
        if (size, crc) != (info.file_size, info.CRC):
            raise damaged()

    def _inflate(self, info: ZipInfo, room: int) -> bytes:
        start = self._start_of(info)
        packed = self._data[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            content, rest = packed, b""
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            content, rest = _inflate_raw(packed, room)
        else:
            raise unsafe("он сжат необычным способом")
        if rest or len(content) > room:
            raise _too_much(content, "в распакованном виде он слишком велик")
        return content

    def _start_of(self, info: ZipInfo) -> int:
        head = self._data[info.header_offset : info.header_offset + _LOCAL_SIZE]
        if len(head) < _LOCAL_SIZE or not head.startswith(LOCAL):
            raise damaged()
        name, extra = struct.unpack_from("<HH", head, 26)
        start = info.header_offset + _LOCAL_SIZE
        if self._data[start : start + name] != _raw_name(info):
            raise unsafe("имена частей в архиве не сходятся")
        return int(start + name + extra)


class InflatedMembers(Mapping[str, bytes]):
    """The members of an archive by name, each inflated anew when it is asked for, or in pieces.

    All were inflated before, one after another: together they are within the bounds.
    """

    def __init__(self, data: bytes, members: Mapping[str, ZipInfo], bounds: FileBounds) -> None:
        """Keep the archive and where its members lie in it."""
        self._data, self._members, self._bounds = data, members, bounds

    def __getitem__(self, name: str) -> bytes:
        """Return a member."""
        return Inflater(self._data, self._bounds).inflate(self._members[name])

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member piece by piece."""
        return Inflater(self._data, self._bounds).pieces(self._members[name])

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._members)

    def __len__(self) -> int:
        """Return how many members there are."""
        return len(self._members)


def _too_much(content: bytes, why: str) -> Refusal:
    """Return the refusal of a part that is too large; empty formatted rows have their own."""
    tail = content[-_TAIL:]
    rows = _FORMATTED.findall(tail)
    if len(rows) > 1 and not _FILLED.search(tail[tail.index(b"<row") :]):
        return Refusal(rules.FORMATTED_FAR.at(row=int(rows[-1])), too_large=True)
    return unsafe(why, too_large=True)


def beginning(data: bytes, info: ZipInfo, length: int) -> bytes:
    """Return at most so many bytes of a member, none if it is not packed as usual."""
    start = info.header_offset + _LOCAL_SIZE
    if len(data) < start or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    name, extra = struct.unpack_from("<HH", data, start - 4)
    packed = data[start + name + extra : start + name + extra + min(info.compress_size, length)]
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, length)
    except zlib.error:
        return b""


def _pieces(packed: memoryview, kind: int) -> Iterator[bytes]:
    """Yield what a member holds, a mebibyte at a time at most; damaged if it does not end well."""
    slices = (packed[at : at + _SLICE] for at in range(0, len(packed), _SLICE))
    if kind == zipfile.ZIP_STORED:
        yield from map(bytes, slices)
        return
    if kind != zipfile.ZIP_DEFLATED:
        raise unsafe("он сжат необычным способом")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for each in slices:
            rest: bytes | memoryview = each
            while rest and not stream.eof:
                yield stream.decompress(rest, _PIECE)
                rest = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error as error:
        raise damaged() from error
    if not stream.eof or stream.unused_data:
        raise damaged()


def _inflate_raw(packed: bytes, room: int) -> tuple[bytes, bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, room + 1)
    except zlib.error as error:
        raise damaged() from error
    if not stream.eof and not stream.unconsumed_tail and len(content) <= room:
        raise damaged()
    return content, stream.unconsumed_tail


def _raw_name(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def pack_members(members: Mapping[str, bytes]) -> bytes:
    """Return an archive of exactly these members, stored: what was looked at and nothing else."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in members.items():
        raw = name.encode()
        sizes = (zlib.crc32(content), len(content), len(content), len(raw))
        local = struct.pack("<4s5H3I2H", LOCAL, 20, _UTF8_NAME, 0, 0, 33, *sizes, 0) + raw
        line = (_CENTRAL, 20, 20, _UTF8_NAME, 0, 0, 33, *sizes, 0, 0, 0, 0, 0, offset)
        directory.append(struct.pack("<4s6H3I5H2I", *line) + raw)
        parts += (local, content)
        offset += len(local) + len(content)
    listing = b"".join(directory)
    count = len(directory)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*parts, listing, end))
