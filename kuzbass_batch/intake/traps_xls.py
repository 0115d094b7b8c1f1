"""What the values of an .xls (BIFF8) do not show: formulas, error cells, merged cells.

Records and their numbers: [MS-XLS] 2.3; only those that name a trap are looked at.
"""

import io
import struct
from collections.abc import Iterator

from kuzbass_batch.intake.traps_ods import address_of
from kuzbass_batch.model.records import Trap

Traps = dict[tuple[int, int], tuple[Trap, ...]]
BOUNDSHEET, BOF, EOF, FORMULA, BOOLERR, MERGED = 0x85, 0x809, 0x0A, 0x06, 0x205, 0xE5
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def find_traps(data: bytes) -> dict[str, Traps]:
    """Return the traps of every sheet, keyed by the sheet's name; {} for an older BIFF."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists("Workbook"):
            return {}
        stream = ole.openstream("Workbook").read()
    return {name: _sheet_traps(stream, offset) for name, offset in _sheets(stream)}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == EOF:
            return
        if kind == BOUNDSHEET and len(body) > 8:
            (offset,) = struct.unpack_from("<I", body)
            wide = body[7] & 1
            yield body[8:].decode("utf-16-le" if wide else "latin-1", "replace"), offset


def _sheet_traps(stream: bytes, offset: int) -> Traps:
    found: dict[tuple[int, int], list[Trap]] = {}
    for kind, body in _records(stream, offset):
        if kind == EOF:
            break
        for place, trap in _record_traps(kind, body):
            found.setdefault(place, []).append(trap)
    return {place: tuple(traps) for place, traps in found.items()}


def _record_traps(kind: int, body: bytes) -> Iterator[tuple[tuple[int, int], Trap]]:
    if kind == FORMULA and len(body) >= 14:
        row, column = struct.unpack_from("<HH", body)
        yield (row, column), Trap(kind="formula", text="")
        if body[12:14] == b"\xff\xff" and body[6] == 2:
            yield (row, column), Trap(kind="error", text=ERRORS.get(body[8], "#ОШИБКА"))
    elif kind == BOOLERR and len(body) >= 8 and body[7]:
        row, column = struct.unpack_from("<HH", body)
        yield (row, column), Trap(kind="error", text=ERRORS.get(body[6], "#ОШИБКА"))
    elif kind == MERGED and len(body) >= 2:
        (count,) = struct.unpack_from("<H", body)
        for number in range(min(count, (len(body) - 2) // 8)):
            yield from _merge_traps(*struct.unpack_from("<HHHH", body, 2 + 8 * number))


def _merge_traps(
    top: int, bottom: int, left: int, right: int
) -> Iterator[tuple[tuple[int, int], Trap]]:
    text = f"{address_of(top, left)}:{address_of(bottom, right)}"
    for row in range(top, min(bottom, top + 200) + 1):
        for column in range(left, right + 1):
            kind = "merged" if (row, column) == (top, left) else "covered"
            yield (row, column), Trap(kind=kind, text=text)
