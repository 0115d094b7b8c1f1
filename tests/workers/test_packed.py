"""Records on their way to the workers: what is packed comes out the same, fields and all."""

import datetime as dt
import pickle
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.workers.packed import (
    PART,
    PackedRows,
    Packing,
    packed,
    pickled,
    unpacked_together,
)


@dataclass(frozen=True, slots=True)
class One:
    value: object


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived:
    """A field that no caller gives, and a check that would refuse the values as they are."""

    base: int
    double: int = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "double", 2 * self.base)


@dataclass(frozen=True)
class Open:
    """A record without slots: whatever hangs on it goes along."""

    value: int


VALUES = (
    One((1, 2)),
    One(One(None)),
    Nothing(),
    Derived(base=4),
    Open(3),
    Place(first=3, last=4),
    (Kind.PASSPORT, Kind, Place, Decimal("1.50"), dt.date(2026, 1, 20), frozenset({"а"})),
    {"a": [One("б"), One("б")]},
)


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_what_is_packed_comes_out_the_same(value):
    found = pickle.loads(pickled(value))
    assert found == value and type(found) is type(value)


def test_what_hangs_on_a_record_without_slots_goes_along():
    record = Open(3)
    object.__setattr__(record, "more", 5)
    assert pickle.loads(pickled(record)).more == 5


def test_other_values_are_other_bytes():
    packed = [pickled(value) for value in (*VALUES, Derived(base=5), One((2, 1)))]
    assert len(set(packed)) == len(packed)


@pytest.mark.parametrize("count", [0, 1, PART - 1, PART, PART + 1, 2 * PART + 7])
def test_packed_rows_are_a_sequence_like_any_other(count):
    every = [(at, f"строка {at}") for at in range(count)]
    rows = PackedRows(packed(every))
    assert len(rows) == count and list(rows) == every and list(rows) == every
    for first, last in ((0, 3), (PART - 2, PART + 2), (-1, None), (PART, None), (5, 2), (0, None)):
        assert rows[first:last] == every[first:last]
    if count:
        assert rows[-1] == every[-1] and rows[count // 2] == every[count // 2]
    with pytest.raises(IndexError):
        rows[count]


def test_packed_rows_are_unpacked_part_by_part(monkeypatch):
    rows, unpacked = PackedRows(packed(range(3 * PART))), []
    loads = pickle.loads
    monkeypatch.setattr(pickle, "loads", lambda data: unpacked.append(1) or loads(data))
    assert rows[PART : PART + 5] == list(range(PART, PART + 5)) and len(unpacked) == 1


def test_values_packed_one_after_another_share_what_is_the_same():
    shared, packing = One((1, 2)), Packing()
    packing.add(shared)
    packing.add({"again": shared, "more": "строка"})
    first, then = unpacked_together(packing.deflated())
    assert first == shared and then == {"again": shared, "more": "строка"}
    assert then["again"] is first
