"""Records are packed for their way to the workers, large sequences of them part by part.

What `dataclasses` gives a frozen record with slots to be pickled by asks for its fields anew each
time; with a reducer for each class the same task is packed in a third of the time.
"""

import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import islice
from operator import attrgetter, methodcaller
from typing import Any, TypeVar, overload

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
    for put, value in zip(_slots(kind), values, strict=True):
        put(record, value)
    return record


@cache
def _slots(kind: Any) -> tuple[Callable[[Any, Any], None], ...]:
    """Return what fills each slot of a frozen record: a third quicker than by its name."""
    return tuple(getattr(kind, name).__set__ for name in _names(kind))


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


class Packing:
    """Values packed one after another, each as soon as it is known; what they share goes once."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._stream = io.BytesIO()
        # One packer, one unpacker: either remembers what came before.
        self._packer = _Packer(self._stream, pickle.HIGHEST_PROTOCOL)

    def add(self, value: Any) -> None:
        """Pack one more value; nothing of it may change from now on."""
        self._packer.dump(value)

    def deflated(self) -> bytes:
        """Return all of them, deflated; that ends the packing, and nothing more is held."""
        with self._stream as stream:
            self._packer.clear_memo()
            return deflated(stream.getvalue())


def unpacked_together(data: bytes) -> Iterator[Any]:
    """Yield the values of a `Packing` again, as this program packed them for itself."""
    stream = io.BytesIO(zlib.decompress(data))
    unpacker = pickle.Unpickler(stream)
    while stream.tell() < len(stream.getbuffer()):
        yield unpacker.load()


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


class PackedRows(Sequence[T]):
    """Packed rows as a sequence, unpacked part by part each time they are asked for.

    The decisions on each criterion of 20,000 participants would take a worker 300 MiB all at once.
    """

    def __init__(self, parts: Parts) -> None:
        """Take the rows as `packed` gives them."""
        self._parts = parts
        last = sum(1 for _ in unpacked(parts[-1:]))
        self._count = PART * max(len(parts) - 1, 0) + last

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def __iter__(self) -> Iterator[T]:
        """Yield the rows, one part of them in memory."""
        return unpacked(self._parts)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        """Return a row, or those from one to another, by their numbers from 0."""
        if isinstance(at, int):
            number = range(self._count)[at]
            return self[number : number + 1][0]
        start, stop, _ = at.indices(self._count)
        first = start // PART
        rows: Iterator[T] = unpacked(self._parts[first : -(-stop // PART)])
        return list(islice(rows, start - first * PART, max(stop - first * PART, 0)))


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
