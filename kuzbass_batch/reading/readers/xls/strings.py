"""The shared strings of an .xls: how long each is, and which are struck out or coloured in part.

One record with continuations ([MS-XLS] 2.4.265, 2.5.293); a text may run on from one to the next.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SST, CONTINUE = 0xFC, 0x3C
_RUN = 4
"""Bytes that say from which letter on which font holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Strings:
    """The shared strings: how many, and the record with its continuations."""

    count: int = 0
    segments: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Return the bytes of all of them."""
        return sum(map(len, self.segments))


def shared_strings(book: Sequence[tuple[int, int, bytes]]) -> Strings:
    """Return the strings of the records of a book."""
    segments: list[bytes] = []
    before = 0
    for kind, _, body in book:
        if (kind == SST and len(body) >= 8) or (
            kind == CONTINUE and before in (SST, CONTINUE) and segments
        ):
            segments.append(body)
        before = kind
    count = struct.unpack_from("<I", segments[0], 4)[0] if segments else 0
    return Strings(count=count, segments=tuple(segments))


def lengths(strings: Strings) -> Iterator[int]:
    """Yield the bytes of each string as programs hold it."""
    return (2 * length for length, _ in _string_headers(strings))


def marked_strings(strings: Strings, fonts: Sequence[bool]) -> frozenset[int]:
    """Return the numbers of the strings of which a part is in one of these fonts."""
    if not any(fonts):
        return frozenset()
    return frozenset(
        number
        for number, (length, runs) in enumerate(_string_headers(strings))
        if runs and has_marked_run(runs, length, fonts)
    )


def has_marked_run(runs: bytes, length: int, fonts: Sequence[bool]) -> bool:
    """Tell whether one of the runs of a text of this length is in one of these fonts."""
    found = (struct.unpack_from("<HH", runs, at) for at in range(0, len(runs) - _RUN + 1, _RUN))
    return any(start < length and font < len(fonts) and fonts[font] for start, font in found)


def _string_headers(strings: Strings) -> Iterator[tuple[int, bytes]]:
    """Yield the number of letters of each string, and its runs of fonts."""
    segments = [memoryview(segment) for segment in strings.segments]
    part, at = 0, 8
    while part < len(segments):
        if at + 3 > len(segments[part]):
            part, at = part + 1, 0
            continue
        length, flags = struct.unpack_from("<HB", segments[part], at)
        rich, extra = bool(flags & 8) * 2, bool(flags & 4) * 4
        if at + 3 + rich + extra > len(segments[part]):
            return
        runs = struct.unpack_from("<H", segments[part], at + 3)[0] if rich else 0
        more = struct.unpack_from("<I", segments[part], at + 3 + rich)[0] if extra else 0
        part, at = _skip_text(segments, part, at + 3 + rich + extra, length, flags & 1)
        fonts, part, at = _taken(segments, part, at, _RUN * runs)
        part, at = _skip(segments, part, at, more)
        yield length, fonts


def _taken(segments: list[memoryview], part: int, at: int, count: int) -> tuple[bytes, int, int]:
    """Return so many bytes, and the place behind them."""
    end = _skip(segments, part, at, count)
    if not count or end[0] >= len(segments):
        return b"", *end
    pieces = [segments[each] for each in range(part, end[0] + 1)]
    pieces[-1] = pieces[-1][: end[1]]
    pieces[0] = pieces[0][at:]
    return b"".join(pieces), *end


def _skip_text(
    segments: list[memoryview], part: int, at: int, length: int, wide: int
) -> tuple[int, int]:
    """Return the place behind a text; a continuation says again how wide its letters are."""
    while part < len(segments):
        fits = min(length, (len(segments[part]) - at) >> wide)
        at, length = at + (fits << wide), length - fits
        if not length:
            break
        part, at = part + 1, 1
        wide = segments[part][0] & 1 if part < len(segments) and len(segments[part]) else 0
    return part, at


def _skip(segments: list[memoryview], part: int, at: int, count: int) -> tuple[int, int]:
    while part < len(segments) and count > len(segments[part]) - at:
        count -= max(len(segments[part]) - at, 0)
        part, at = part + 1, 0
    return part, at + count
