"""Pictures of an .xlsx: those that lie over the cells, and those that were put into one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from lxml import etree

from kuzbass_batch.ceilings import COMMITTEES
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import MAX_COLUMN, Refusal
from kuzbass_batch.reading.readers.xlsx.relations import Folded, targets_of

Place = tuple[int, int]
_T = TypeVar("_T")
_DRAWING = "drawing"
_METADATA = "xl/metadata.xml"
_VALUES = "xl/richdata/rdrichvalue.xml"
_STRUCTURES = "xl/richdata/rdrichvaluestructure.xml"
_ERROR = "_error"


def pictures_in(
    folded: Folded, listed: Iterable[tuple[str, str, bool]]
) -> Mapping[str, tuple[Place, ...]]:
    """Return by sheet the cells at whose upper left corner a picture lies; most books have none."""
    if not any("drawings/" in name for name in folded):
        return {}
    return {name: tuple(_pictures(folded, path)) for name, path, _ in listed}


def _pictures(folded: Folded, sheet: str) -> Iterator[Place]:
    for _, (kind, path) in targets_of(folded, sheet):
        if kind == _DRAWING and path in folded:
            try:
                root = xml.parse(xml.bounded(folded[path]))
            except Refusal:
                continue  # a drawing says nothing of the values, and decides about no file
            yield from _anchored(root)


def _anchored(root: etree._Element) -> Iterator[Place]:
    for anchor in root.iterchildren("{*}twoCellAnchor", "{*}oneCellAnchor"):
        place = _number(anchor, "row"), _number(anchor, "col")
        is_picture = next(anchor.iter("{*}pic"), None) is not None
        if is_picture and place[0] < COMMITTEES.rows and place[1] < MAX_COLUMN:
            yield place


def _number(anchor: etree._Element, name: str) -> int:
    text = (anchor.findtext(f"{{*}}from/{{*}}{name}") or "0").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def rich_errors_in(folded: Folded) -> frozenset[int]:
    """Return the numbers (`vm`) of newer values that stand for an error: #SPILL!, #CALC!.

    Every other value of the kind behind an error of old is a picture, told in full or not.
    """
    if _METADATA not in folded or _STRUCTURES not in folded or _VALUES not in folded:
        return frozenset()
    try:
        meta, values, structures = (
            xml.parse(xml.bounded(folded[path])) for path in (_METADATA, _VALUES, _STRUCTURES)
        )
    except Refusal:
        return frozenset()
    kinds = [each.get("t") for each in structures.iterchildren("{*}s")]
    errors = [_item_at(kinds, each.get("s")) == _ERROR for each in values.iterchildren("{*}rv")]
    future = [
        bool(_item_at(errors, each.get("i")))
        for each in meta.iterfind("{*}futureMetadata[@name='XLRICHVALUE']//{*}rvb")
    ]
    told = meta.iterfind("{*}valueMetadata/{*}bk/{*}rc")
    return frozenset(n for n, each in enumerate(told, 1) if _item_at(future, each.get("v")))


def _item_at(listed: list[_T], number: str | None) -> _T | None:
    index = int(number) if number and number.isascii() and number.isdecimal() else 0
    return listed[index] if index < len(listed) else None
