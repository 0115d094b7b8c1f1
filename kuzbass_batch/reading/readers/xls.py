"""What the values of an .xls (BIFF8) do not show: formulas, error cells, merged cells, passwords.

Records and their numbers: [MS-XLS] 2.3. One walk over the stream finds formulas, errors
and merges, the far cells and what would make a reader reserve memory.
"""

import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch.reading.guard import ole
from kuzbass_batch.reading.guard.bounds import (
    MAX_SHEETS,
    MAX_TEXT,
    GridBudget,
    damaged,
    inconsistent,
    unsafe,
)
from kuzbass_batch.reading.guard.inspection import refuse_password
from kuzbass_batch.reading.guard.sanitize import clean_name
from kuzbass_batch.reading.readers.cell_styles import BUILT_IN, PLAIN, CellStyle
from kuzbass_batch.reading.readers.hidden_cells import COMPUTED, Prepared, SheetScan
from kuzbass_batch.reading.readers.number_formats import tells
from kuzbass_batch.records.workbooks import HiddenCell

BOUNDSHEET, BOF, EOF, FILEPASS = 0x85, 0x809, 0x0A, 0x2F
SST, CONTINUE, DIMENSIONS, MERGED = 0xFC, 0x3C, 0x200, 0xE5
FORMULA, BOOLERR, LABELSST, MULRK = 0x06, 0x205, 0xFD, 0xBD
OLD_FORMULAS = frozenset({0x206, 0x406})
"""The numbers of a formula in older Excels: office programs read them in a newer book too."""
FONT, FORMAT, XF = 0x31, 0x41E, 0xE0
# LABEL, RSTRING, NUMBER, RK: cells that hold a value and no trap.
SHORTEST = {
    **dict.fromkeys((FORMULA, *OLD_FORMULAS), 20), BOOLERR: 8, LABELSST: 10, MULRK: 12,
    0x204: 8, 0xD6: 8, 0x203: 14, 0x27E: 10,
}  # fmt: skip
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
# Records of Excels before 97: office programs read them in a newer book too, the reader does not.
_OLD_CELLS = frozenset({0x02, 0x03, 0x04, 0x05, 0x07E})
_STRUCK = 0x08
_WORKSHEET = 0
_BOF = struct.pack("<H", BOF)

BiffRecord = tuple[int, int, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Strings:
    """The shared strings: how many, and the record with its continuations."""

    count: int = 0
    segments: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Return the bytes of all of them."""
        return sum(map(len, self.segments))


def prepare(stream: bytes) -> Prepared:
    """Return the workbook ready to be read; Refused if it is encrypted or its grids too large."""
    book = list(_global_records(stream))
    listed = list(_sheets(book))
    strings = _shared_strings(book)
    if len(listed) > MAX_SHEETS:
        raise unsafe("в нём слишком много ячеек или листов")
    if len({offset for _, offset, _ in listed}) < len(listed):
        raise inconsistent("два листа записаны в одной части файла")
    box, quiet, styles = GridBudget(), bytearray(stream), _styles(book)
    sheets = tuple(
        _scan(SheetScan(name, box), offset, quiet, strings, styles).done(hidden=hidden)
        for name, offset, hidden in listed
    )
    data = ole.pack_workbook(bytes(quiet))
    return Prepared(container="xls", data=data, sheets=sheets)


def _records(stream: bytes | bytearray, at: int) -> Iterator[BiffRecord]:
    """Yield kind, place of the body and body of every record of one substream, charts left out."""
    depth = 0
    if stream[at : at + 2] != _BOF:
        raise damaged()
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = bytes(stream[at + 4 : at + 4 + length])
        if len(body) < length:
            raise damaged()
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, at + 4, body
        at += 4 + length
    raise damaged()


def _global_records(stream: bytes) -> Iterator[BiffRecord]:
    """Yield the records of the book itself; Refused if they ask for a password."""
    for record in _records(stream, 0):
        if record[0] == FILEPASS:
            raise refuse_password("xls")
        yield record


def _sheets(book: list[BiffRecord]) -> Iterator[tuple[str, int, bool]]:
    """Yield name, offset and «hidden» of the worksheets."""
    for kind, _, body in book:
        if kind == BOUNDSHEET:
            if len(body) < 8:
                raise damaged()
            offset, state, sheet_type, _, wide = struct.unpack_from("<I4B", body)
            if sheet_type == _WORKSHEET:
                name = body[8:].decode("utf-16-le" if wide & 1 else "latin-1", "replace")
                yield clean_name(name), offset, bool(state & 3)


def _shared_strings(book: list[BiffRecord]) -> Strings:
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


def _styles(book: list[BiffRecord]) -> dict[int, CellStyle]:
    """Return the cell formats that tell something, by their number; most books have none."""
    struck: list[bool] = []
    codes = dict(BUILT_IN)
    found: dict[int, CellStyle] = {}
    number = 0
    for kind, _, body in book:
        if kind == FONT and len(body) >= 4:
            struck.append(bool(body[2] & _STRUCK))
            if len(struck) == 4:
                struck.append(False)  # There is no font of number four.
        elif kind == FORMAT and len(body) >= 5:
            text = body[5:].decode("utf-16-le" if body[4] & 1 else "latin-1", "replace")
            codes[struct.unpack_from("<H", body)[0]] = text
        elif kind == XF and len(body) >= 4:
            font, code = struct.unpack_from("<HH", body)
            told = codes.get(code, "")
            style = CellStyle(
                struck=font < len(struck) and struck[font],
                number_format=told if told and tells(told) else "",
            )
            if style != PLAIN:
                found[number] = style
            number += 1
    return found


def _scan(
    scan: SheetScan,
    offset: int,
    stream: bytearray,
    strings: Strings,
    styles: Mapping[int, CellStyle],
) -> SheetScan:
    shown: Counter[int] = Counter()
    for kind, at, body in _records(stream, offset):
        if kind in SHORTEST:
            if len(body) < SHORTEST[kind]:
                raise damaged()
            if kind in OLD_FORMULAS:
                kind = FORMULA
                struct.pack_into("<H", stream, at - 4, kind)
            _scan_cell(scan, kind, body)
            if styles:
                _scan_styles(scan, kind, body, styles)
            if kind == LABELSST:
                shown[struct.unpack_from("<I", body, 6)[0]] += 1
        elif kind in _OLD_CELLS:
            raise inconsistent("часть ячеек записана как в Excel старше 1997 года", scan.name)
        elif kind == MERGED:
            _scan_merges(scan, body)
        elif kind == DIMENSIONS:
            # The first reader reserves memory for what this record says.
            stream[at : at + len(body)] = bytes(len(body))
    if shown and max(shown) >= strings.count:
        raise damaged()
    if shown.total() * strings.size > MAX_TEXT:
        lengths = dict(enumerate(_lengths(strings)))
        scan.box.add_text(sum(lengths.get(index, 0) * times for index, times in shown.items()))
    return scan


def _scan_cell(scan: SheetScan, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<HH", body)
    if kind == MULRK:
        (last,) = struct.unpack_from("<H", body, len(body) - 2)
        for each in range(column, min(last, column + len(body) // 6) + 1):
            scan.fill([(row, each)])
        return
    scan.fill([(row, column)])
    if kind == FORMULA:
        scan.mark(row, column, COMPUTED)
        if body[12:14] == b"\xff\xff" and body[6] == 2:
            scan.mark(row, column, HiddenCell(kind="error", text=ERRORS.get(body[8], "#ОШИБКА")))
    elif kind == BOOLERR and body[7]:
        scan.mark(row, column, HiddenCell(kind="error", text=ERRORS.get(body[6], "#ОШИБКА")))


def _scan_styles(scan: SheetScan, kind: int, body: bytes, styles: Mapping[int, CellStyle]) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    if kind != MULRK:
        numbers = [style]
    else:
        numbers = [struct.unpack_from("<H", body, at)[0] for at in range(4, len(body) - 6, 6)]
    for each, number in enumerate(numbers, column):
        if number in styles:
            scan.style((row, each), styles[number])


def _scan_merges(scan: SheetScan, body: bytes) -> None:
    if len(body) < 2:
        raise damaged()
    (count,) = struct.unpack_from("<H", body)
    for number in range(min(count, (len(body) - 2) // 8)):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * number)
        scan.merge(top, left, bottom, right)


def _lengths(strings: Strings) -> Iterator[int]:
    """Yield the bytes of each shared string ([MS-XLS] 2.5.293); the text may run on behind."""
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
        part, at = _skip(segments, part, at, 4 * runs + more)
        yield 2 * length


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
