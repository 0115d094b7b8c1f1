"""What the values of an .xls (BIFF8) do not show: formulas, error cells, merged cells, passwords.

Records and their numbers: [MS-XLS] 2.3. One walk over the stream finds formulas, errors
and merges, the far cells and what would make a reader reserve memory.
"""

import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch.ceilings import STRANGERS, FileBounds
from kuzbass_batch.reading.guard import ole
from kuzbass_batch.reading.guard.bounds import (
    MAX_SHEETS,
    GridBudget,
    damaged,
    inconsistent,
    unsafe,
)
from kuzbass_batch.reading.guard.inspection import refuse_password
from kuzbass_batch.reading.guard.sanitize import clean_name
from kuzbass_batch.reading.readers.cell_styles import CellStyle
from kuzbass_batch.reading.readers.hidden_cells import (
    COMPUTED,
    INKED_PART,
    STRUCK,
    Prepared,
    SheetScan,
)
from kuzbass_batch.reading.readers.xls.strings import (
    Strings,
    has_marked_run,
    lengths,
    marked_strings,
    shared_strings,
)
from kuzbass_batch.reading.readers.xls.styles import (
    inked_fonts,
    moved_formats,
    struck_fonts,
    styles_by_format,
)
from kuzbass_batch.records.files.workbooks import HiddenCell

BOUNDSHEET, BOF, EOF, FILEPASS = 0x85, 0x809, 0x0A, 0x2F
DIMENSIONS, MERGED = 0x200, 0xE5
FORMULA, BOOLERR, LABELSST, MULRK = 0x06, 0x205, 0xFD, 0xBD
OLD_FORMULAS = frozenset({0x206, 0x406})
"""The numbers of a formula in older Excels: office programs read them in a newer book too."""
_RSTRING = 0xD6
# LABEL, RSTRING, NUMBER, RK: cells that hold a value and hide nothing.
SHORTEST = {
    **dict.fromkeys((FORMULA, *OLD_FORMULAS), 20), BOOLERR: 8, LABELSST: 10, MULRK: 12,
    0x204: 8, _RSTRING: 9, 0x203: 14, 0x27E: 10,
}  # fmt: skip
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BLANKS = {0x201: 6, 0xBE: 8}
"""Cells with a style and without a value: one, and several in a row."""
_SEVERAL = {MULRK: 6, 0xBE: 2}
"""Records of several cells: the bytes of each, the number of its style first."""
# Records of Excels before 97: office programs read them in a newer book too, the reader does not.
_OLD_CELLS = frozenset({0x02, 0x03, 0x04, 0x05, 0x07E})
_WORKSHEET = 0
_BOF = struct.pack("<H", BOF)

BiffRecord = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Looks:
    """What cells look like: styles by number; for a mark of a part, what strings and fonts have it.

    marks: what is told, the numbers of the strings of which a part has it, and the fonts by number.
    """

    styles: Mapping[int, CellStyle]
    marks: tuple[tuple[HiddenCell, frozenset[int], tuple[bool, ...]], ...]


def prepare_xls(stream: bytes, bounds: FileBounds = STRANGERS) -> Prepared:
    """Return the workbook ready to be read; Refusal if it is encrypted or its grids too large."""
    book = list(_global_records(stream))
    listed = list(_sheets(book))
    strings = shared_strings(book)
    looks = _looks(book, strings)
    if len(listed) > MAX_SHEETS:
        raise unsafe("в нём слишком много ячеек или листов")
    if len({offset for _, offset, _ in listed}) < len(listed):
        raise inconsistent("два листа записаны в одной части файла")
    budget, quiet = GridBudget(bounds), bytearray(stream)
    sheets = tuple(
        _scan(SheetScan(name, budget), offset, quiet, strings, looks).done(hidden=hidden)
        for name, offset, hidden in listed
    )
    for place, number in moved_formats(book):
        struct.pack_into("<H", quiet, place, number)
    data = ole.pack_workbook(bytes(quiet))
    return Prepared(container="xls", data=data, sheets=sheets)


def _looks(book: list[BiffRecord], strings: Strings) -> Looks:
    """Return what styles and fonts of the book tell."""
    struck, inked = struck_fonts(book), inked_fonts(book)
    marks = ((STRUCK, struck), (INKED_PART, inked))
    return Looks(
        styles_by_format(book, struck, inked),
        tuple((told, marked_strings(strings, fonts), tuple(fonts)) for told, fonts in marks),
    )


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
    """Yield the records of the book itself; Refusal if they ask for a password."""
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


def _scan(
    scan: SheetScan,
    offset: int,
    stream: bytearray,
    strings: Strings,
    looks: Looks,
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
            _scan_looks(scan, kind, body, looks)
            if kind == LABELSST:
                shown[struct.unpack_from("<I", body, 6)[0]] += 1
        elif kind in _BLANKS and looks.styles and len(body) >= _BLANKS[kind]:
            _scan_styles(scan, kind, body, looks.styles)
        elif kind in _OLD_CELLS:
            raise inconsistent("часть ячеек записана как в Excel старше 1997 года", scan.name)
        elif kind == MERGED:
            _scan_merges(scan, body)
        elif kind == DIMENSIONS:
            # The first reader reserves memory for what this record says.
            stream[at : at + len(body)] = bytes(len(body))
    if shown and max(shown) >= strings.count:
        raise damaged()
    if shown.total() * strings.size > scan.budget.bounds.text:
        sizes = dict(enumerate(lengths(strings)))
        scan.budget.add_text(sum(sizes.get(index, 0) * times for index, times in shown.items()))
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


def _scan_looks(scan: SheetScan, kind: int, body: bytes, looks: Looks) -> None:
    """Note what the style of a cell tells, and a struck or coloured part of its text."""
    if looks.styles:
        _scan_styles(scan, kind, body, looks.styles)
    if kind not in (LABELSST, _RSTRING):
        return
    row, column = struct.unpack_from("<HH", body)
    for told, strings, fonts in looks.marks:
        if kind == LABELSST:
            is_marked = struct.unpack_from("<I", body, 6)[0] in strings
        else:
            length, flags = struct.unpack_from("<HB", body, 6)
            is_marked = has_marked_run(body[9 + (length << (flags & 1)) + 2 :], length, fonts)
        if is_marked:
            scan.mark(row, column, told)


def _scan_styles(scan: SheetScan, kind: int, body: bytes, styles: Mapping[int, CellStyle]) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    step = _SEVERAL.get(kind)
    if step:
        numbers = [struct.unpack_from("<H", body, at)[0] for at in range(4, len(body) - step, step)]
    else:
        numbers = [style]
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
