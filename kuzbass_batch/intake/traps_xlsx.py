"""What the values of an .xlsx do not show: formulas, error cells, merged and covered cells.

A sheet written as all programs write it is looked at with one expression; any other (prefixes,
quotes, comments, CDATA, cells without an address) is first written anew from its XML tree. Either
way every cell that a reader could find has been seen.
"""

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from kuzbass_batch.intake import archive, xml
from kuzbass_batch.intake.book_xlsx import find_book
from kuzbass_batch.intake.bounds import MAX_TEXT, Box, address_of, column_number, damaged
from kuzbass_batch.intake.traps import COMPUTED, Looked, Prepared, SheetScan
from kuzbass_batch.model.records import Trap

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_ROOT = re.compile(rb"\s*<worksheet\b[^<>]*>")
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?>'
    rb"([^<]*(?:<(?!/?c)[^<]*)*)</c>"
)
"""A cell that holds something: column, row, type, and what it holds."""
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"/>')
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_FORMULA = re.compile(rb"<f[\s/>]")
_VALUE = re.compile(rb"<v>(.*?)</v>", re.S)
_INDEXES = re.compile(rb"(?:<v>[0-9]{1,9}</v>)*")
_COUNTS = re.compile(rb"""\s(?:uniqueC|c)ount\s*=\s*(?:"[^"]*"|'[^']*')""")
_STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")

Cell = tuple[bytes, bytes, bytes, bytes]
Range = tuple[bytes, bytes, bytes, bytes]


def prepare(members: dict[str, bytes]) -> Prepared:
    """Return the workbook ready to be read; Refused if its grids would be too large."""
    book = find_book(members)
    box = Box()
    strings = _without_counts(_transitional(xml.rewritten(book.strings)))
    contents: list[bytes] = []
    sheets: list[Looked] = []
    for name, content in book.sheets:
        plain, cells, merges = _plain_sheet(_transitional(content))
        contents.append(plain)
        scan = SheetScan(name, box)
        _scan_cells(scan, cells, strings)
        for left, top, right, bottom in merges:
            scan.merge(int(top) - 1, _column(left), int(bottom) - 1, _column(right))
        sheets.append(scan.done(hidden=name in book.hidden))
    parts = book.parts(contents, strings, _transitional(xml.rewritten(book.styles)))
    return Prepared(container="xlsx", data=archive.pack(parts), sheets=tuple(sheets))


def _transitional(content: bytes) -> bytes:
    """Return the part with the namespace that readers know: «strict» books are the same else."""
    return content.replace(_STRICT, _MAIN) if _STRICT in content else content


def _without_counts(strings: bytes) -> bytes:
    """Return the shared strings without counts: a reader reserves memory for what they say."""
    if strings.count(b"uniqueCount") > 1:
        return _COUNTS.sub(b"", strings)
    head, end, rest = strings.partition(b">")
    return _COUNTS.sub(b"", head) + end + rest


def _scan_cells(scan: SheetScan, cells: list[Cell], strings: bytes) -> None:
    places = [(int(digits) - 1, _column(letters)) for letters, digits, _, _ in cells]
    scan.fill(places)
    shared = []
    for place, (_, _, kind, body) in zip(places, cells, strict=True):
        if kind == b"s":
            shared.append(body)
        elif kind == b"e":
            scan.mark(*place, Trap(kind="error", text=_error_word(body)))
        if b"<f" in body and _FORMULA.search(body):
            scan.mark(*place, COMPUTED)
    if not _INDEXES.fullmatch(b"".join(shared)):
        raise damaged()
    if len(shared) * len(strings) > MAX_TEXT:
        scan.box.add_text(_shown_text(shared, strings))


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    return column_number(letters) - 1


def _shown_text(shared: list[bytes], strings: bytes) -> int:
    """Return how many bytes of shared strings all cells of the sheet show together."""
    starts = [found.start() for found in _STRING.finditer(strings)]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(strings)], strict=True)]
    indexes = (int(body[3:-4]) for body in shared)
    return sum(lengths[index] for index in indexes if index < len(lengths))


def _error_word(body: bytes) -> str:
    value = _VALUE.search(body)
    return html.unescape(value[1].decode("utf-8", "replace")) if value else "#ОШИБКА"


def _plain_sheet(content: bytes) -> tuple[bytes, list[Cell], list[Range]]:
    """Return the sheet in the one spelling that the expressions know, its cells and merges.

    Only the rows are kept: what else a sheet says is nothing to the readers.
    """
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    root = _ROOT.match(content)
    if root and root.end() <= start < end and xml.is_plain(content):
        data, merged = content[start:end], _merged_part(content, end)
        cells, merges = _CELL.findall(data), _MERGE.findall(merged)
        alone = b"sheetData" not in content[:start] and b":c" not in data
        whole = len(cells) == data.count(b"</c")
        if alone and whole and merged.count(b"mergeCell") in (0, len(merges) + 1):
            return root[0] + data + b"</sheetData></worksheet>", cells, merges
    rows, merged = _written_anew(xml.parse(xml.bounded(content)))
    cells = _CELL.findall(rows)
    if len(cells) != rows.count(b"</c"):
        raise damaged()
    return rows, cells, _MERGE.findall(merged)


def _merged_part(content: bytes, after: int) -> bytes:
    """Return the part of a sheet that lists its merged ranges, empty if there is none."""
    start = content.find(b"mergeCell", after)
    return content[start : content.rfind(b"mergeCell") + 1] if start >= 0 else b""


def _written_anew(root: etree._Element) -> tuple[bytes, bytes]:
    """Return the rows as a sheet, and the merged ranges."""
    data = root.find("{*}sheetData")
    rows = b"".join(_rows_anew(()) if data is None else _rows_anew(data.iterchildren("{*}row")))
    merges = b"".join(_merges_anew(root.iterfind("{*}mergeCells/{*}mergeCell")))
    whole = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_MAIN, rows)
    return whole, merges


def _rows_anew(rows: Iterable[etree._Element]) -> Iterator[bytes]:
    number = 0
    for row in rows:
        number = _number(row.get("r"), number + 1)
        yield b'<row r="%d">' % number
        yield from _cells_anew(row, number)
        yield b"</row>"


def _merges_anew(merges: Iterable[etree._Element]) -> Iterator[bytes]:
    for merge in merges:
        corners = [_corner(part) for part in (merge.get("ref") or "").split(":")]
        if len(corners) == 2:
            yield b'<mergeCell ref="%s%d:%s%d"/>' % (*corners[0], *corners[1])


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise damaged()
    return int(text)


def _corner(reference: str) -> tuple[bytes, int]:
    found = _REFERENCE.fullmatch(reference.strip())
    if not found:
        raise damaged()
    return found[1].upper().encode(), int(found[2])


def _cells_anew(row: etree._Element, number: int) -> Iterator[bytes]:
    """Yield the cells with their addresses: one without any stands right of the one before."""
    column = -1
    for cell in row.iterchildren("{*}c"):
        reference = cell.get("r")
        if reference is None:
            column += 1
            where = address_of(number - 1, column)
        else:
            letters, digits = _corner(reference)
            column, where = _column(letters), f"{letters.decode()}{digits}"
        body = "".join(_body_anew(cell))
        if body:
            kept = ((key, cell.get(key)) for key in ("s", "t"))
            attributes = "".join(f" {key}={quoteattr(value)}" for key, value in kept if value)
            yield f'<c r="{where}"{attributes}>{body}</c>'.encode()


def _body_anew(cell: etree._Element) -> Iterator[str]:
    for child in cell:
        match etree.QName(child).localname:
            case "f":
                yield f"<f>{escape(child.text or '')}</f>"
            case "v":
                yield f"<v>{escape(child.text or '')}</v>"
            case "is":
                shown = (t.text or "" for t in child.iter("{*}t") if not _is_phonetic(t))
                yield f"<is><t>{escape(''.join(shown))}</t></is>"


def _is_phonetic(text: etree._Element) -> bool:
    parent = text.getparent()
    return parent is not None and etree.QName(parent).localname == "rPh"
