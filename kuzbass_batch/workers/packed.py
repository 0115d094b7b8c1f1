"""Records are packed for their way to the workers, large sequences of them part by part.

What `dataclasses` gives a frozen record with slots to be pickled by asks for its fields anew each
time; with a reducer for each class the same task is packed in a third of the time.
"""

import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import islice
from operator import attrgetter, methodcaller
from typing import Any, TypeVar

PART = 400
"""Records packed together: they share their words, and one part is in memory at a time."""
QUICK = 1
"""The level of zlib: a tenth of the size in a moment."""
PIECE = 2**16
"""Bytes inflated at a time."""

Reducer = Callable[[Any], Any]
T = TypeVar("T")
Parts = tuple[bytes, ...]


def pickled(value: Any) -> bytes:
    """Return the value as bytes that `pickle.loads` understands; equal bytes mean equal values."""
    stream = io.BytesIO()
    _Packer(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def record_of(kind: Any, *values: Any) -> Any:
    """Return the record of these values in the order of its fields (called by unpacking)."""
    record = object.__new__(kind)
    for name, value in zip(_names(kind), values, strict=True):
        object.__setattr__(record, name, value)
    return record


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


class _Reducers(dict[type, Reducer]):
    """How the records of each class are taken apart, found when the first of them is met."""

    def __missing__(self, kind: type) -> Reducer:
        self[kind] = found = _reducer(kind)
        return found


def _reducer(kind: type) -> Reducer:
    if issubclass(kind, type):  # A class itself, as that of an enumeration, goes by its name.
        return attrgetter("__qualname__")
    if not is_dataclass(kind) or "__slots__" not in kind.__dict__:
        return methodcaller("__reduce_ex__", pickle.HIGHEST_PROTOCOL)
    names = _names(kind)
    values = attrgetter(*names) if names else lambda _: ()
    if len(names) == 1:  # Then `values` gives the one value bare.
        return lambda record: (record_of, (kind, values(record)))
    return lambda record: (record_of, (kind, *values(record)))


class _Packer(pickle.Pickler):
    dispatch_table = _Reducers()


def packed(rows: Iterable[T]) -> Parts:
    """Return the rows packed part by part; they may be made while that goes on."""
    return tuple(_parts(iter(rows)))


def _parts(rest: Iterator[T]) -> Iterator[bytes]:
    while part := list(islice(rest, PART)):
        yield deflated(pickled(part))


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
