"""Large sequences of records are packed in parts, so that they never fill the memory at once."""

import pickle
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

PART = 400
"""Records packed together: they share their words, and one part is in memory at a time."""
QUICK = 1
"""The level of zlib: a tenth of the size in a moment."""
PIECE = 2**16
"""Bytes inflated at a time."""

T = TypeVar("T")
Parts = tuple[bytes, ...]


def packed(rows: Iterable[T]) -> Parts:
    """Return the rows packed part by part; they may be made while that goes on."""
    return tuple(_parts(iter(rows)))


def _parts(rest: Iterator[T]) -> Iterator[bytes]:
    while part := list(islice(rest, PART)):
        yield deflated(pickle.dumps(part, pickle.HIGHEST_PROTOCOL))


def unpacked(parts: Parts) -> Iterator[T]:
    """Yield the rows again, as this program packed them for itself."""
    for part in parts:
        yield from pickle.loads(zlib.decompress(part))


def deflated(data: bytes) -> bytes:
    """Return the bytes deflated."""
    return zlib.compress(data, QUICK)


def inflated(data: bytes) -> Iterator[bytes]:
    """Yield what was deflated, piece by piece."""
    stream = zlib.decompressobj()
    while data and not stream.eof:
        yield stream.decompress(data, PIECE)
        data = stream.unconsumed_tail
    yield stream.flush()
