"""What the values of an .xlsx do not show: formulas, error cells, merged and covered cells."""

import html
import posixpath
import re
from collections.abc import Iterator

from kuzbass_batch.intake.guard import column_number
from kuzbass_batch.model.records import Trap

Traps = dict[tuple[int, int], tuple[Trap, ...]]

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_ADDRESS = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.S)
_VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.S)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")


def find_traps(members: dict[str, bytes]) -> dict[str, Traps]:
    """Return the traps of every sheet, keyed by the sheet's name."""
    return {
        name: sheet_traps(members[part]) for name, part in sheet_parts(members) if part in members
    }


def sheet_parts(members: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name with the archive member that holds it."""
    relations = {}
    for match in _RELATION.finditer(members.get("xl/_rels/workbook.xml.rels", b"")):
        target = attribute(match[1], "Target")
        relations[attribute(match[1], "Id")] = posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        )
    for match in _SHEET.finditer(members["xl/workbook.xml"]):
        yield attribute(match[1], "name"), relations.get(attribute(match[1], "r:id"), "")


def attribute(tag: bytes, name: str) -> str:
    """Return an attribute's value from the inside of a tag, unescaped; empty if absent."""
    match = re.search(rb'(?:^|\s)%s="([^"]*)"' % name.encode(), tag)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def sheet_traps(sheet: bytes) -> Traps:
    """Return the traps of one sheet's XML, keyed by (row, column) from 0."""
    found: dict[tuple[int, int], list[Trap]] = {}
    for match in _CELL.finditer(sheet):
        body = match[2] or b""
        if b"f" not in body and b't="e"' not in match[1]:
            continue
        address = _ADDRESS.search(match[1])
        if address:
            place = (int(address[2]) - 1, column_number(address[1]) - 1)
            found.setdefault(place, []).extend(_cell_traps(match[1], body))
    for match in _MERGE.finditer(sheet):
        for place, trap in _merge_traps(match):
            found.setdefault(place, []).append(trap)
    return {place: tuple(traps) for place, traps in found.items() if traps}


def _cell_traps(tag: bytes, body: bytes) -> Iterator[Trap]:
    formula = _FORMULA.search(body)
    if formula:
        yield Trap(
            kind="formula", text=html.unescape((formula[1] or b"").decode("utf-8", "replace"))
        )
    if b't="e"' in tag:
        value = _VALUE.search(body)
        yield Trap(kind="error", text=value[1].decode("utf-8", "replace") if value else "#ОШИБКА")


def _merge_traps(match: re.Match[bytes]) -> Iterator[tuple[tuple[int, int], Trap]]:
    left, top = column_number(match[1]) - 1, int(match[2]) - 1
    right, bottom = column_number(match[3]) - 1, int(match[4]) - 1
    text = b"%s%s:%s%s" % match.groups()
    for row in range(top, min(bottom, top + 200) + 1):
        for column in range(left, right + 1):
            kind = "merged" if (row, column) == (top, left) else "covered"
            yield (row, column), Trap(kind=kind, text=text.decode())
