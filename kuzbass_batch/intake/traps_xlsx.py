"""What the values of an .xlsx do not show: formulas, error cells, merged and covered cells.

A sheet written as all programs write it is looked at with one expression; any other (prefixes,
quotes, comments, CDATA, cells without an address) is first written anew from its XML tree. Either
way every cell that a reader could find has been seen.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from kuzbass_batch.intake import archive, xml
from kuzbass_batch.intake.book_xlsx import find_book
from kuzbass_batch.intake.bounds import MAX_TEXT, Box, address_of, column_number, damaged
from kuzbass_batch.intake.traps import Looked, Prepared, SheetScan
from kuzbass_batch.model.records import Trap

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"((?: [a-z]+="[^"<>&]*")*)(?:/>|>(.*?)</c>)', re.S
)
_ANY_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"/>')
_ANY_MERGE = re.compile(rb"<(?:[^\s<>/:]+:)?mergeCell[\s/>]")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>(.*?)</f>)", re.S)
_VALUE = re.compile(rb"<v>(.*?)</v>", re.S)
_BAD_INDEX = re.compile(rb't="s"[^<>]*><v>[^0-9]')
_SHARED = re.compile(rb't="s"[^<>]*><v>([0-9]{1,9})</v>')
_COUNTS = re.compile(rb"""\s(?:uniqueC|c)ount\s*=\s*(?:"[^"]*"|'[^']*')""")
_STRINGS_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?sst\b[^>]*>")
_STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")


def prepare(members: dict[str, bytes]) -> Prepared:
    """Return the workbook ready to be read; Refused if its grids would be too large."""
    book = find_book(members)
    box = Box()
    strings = _plain_strings(book.strings)
    contents: list[bytes] = []
    sheets: list[Looked] = []
    for name, content in book.sheets:
        plain = _plain_sheet(_transitional(content))
        contents.append(plain)
        scan = _scan(SheetScan(name, box), plain, strings)
        sheets.append(scan.done(hidden=name in book.hidden))
    parts = book.parts(contents, strings, _transitional(xml.rewritten(book.styles)))
    return Prepared(container="xlsx", data=archive.pack(parts), sheets=tuple(sheets))


def _transitional(content: bytes) -> bytes:
    """Return the part with the namespace that readers know: «strict» books are the same else."""
    return content.replace(_STRICT, _MAIN) if _STRICT in content else content


def _plain_strings(content: bytes) -> bytes:
    """Return the shared strings without counts: a reader reserves memory for what they say."""
    content = _transitional(xml.rewritten(content))
    return _STRINGS_TAG.sub(lambda tag: _COUNTS.sub(b"", tag[0]), content)


def _scan(scan: SheetScan, sheet: bytes, strings: bytes) -> SheetScan:
    shared = 0
    for letters, digits, attributes, body in _CELL.findall(sheet):
        if body:
            row, column = int(digits) - 1, _column(letters)
            scan.fill(row, column)
            shared += 1
            if b"<f" in body or b't="e"' in attributes:
                for trap in _cell_traps(attributes, body):
                    scan.mark(row, column, trap)
    if _BAD_INDEX.search(sheet):
        raise damaged()
    if shared * len(strings) > MAX_TEXT:
        scan.box.add_text(_shown_text(sheet, strings))
    for left, top, right, bottom in _MERGE.findall(sheet):
        scan.merge(int(top) - 1, _column(left), int(bottom) - 1, _column(right))
    return scan


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    return column_number(letters) - 1


def _shown_text(sheet: bytes, strings: bytes) -> int:
    """Return how many bytes of shared strings all cells of the sheet show together."""
    starts = [found.start() for found in _STRING.finditer(strings)]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(strings)], strict=True)]
    indexes = (int(index) for index in _SHARED.findall(sheet))
    return sum(lengths[index] for index in indexes if index < len(lengths))


def _cell_traps(attributes: bytes, body: bytes) -> Iterator[Trap]:
    formula = _FORMULA.search(body)
    if formula:
        yield Trap(kind="formula", text=_text(formula[1] or b""))
    if b't="e"' in attributes:
        value = _VALUE.search(body)
        yield Trap(kind="error", text=_text(value[1]) if value else "#ОШИБКА")


def _text(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))


def _plain_sheet(content: bytes) -> bytes:
    """Return the sheet in the one spelling that `_CELL` and `_MERGE` know."""
    if (
        xml.is_plain(content)
        and len(_ANY_CELL.findall(content)) == len(_CELL.findall(content))
        and len(_ANY_MERGE.findall(content)) == len(_MERGE.findall(content))
    ):
        return content
    return b"".join(_written_anew(xml.parse(xml.bounded(content))))


def _written_anew(root: etree._Element) -> Iterator[bytes]:
    yield b'<worksheet xmlns="%s"><sheetData>' % _MAIN
    data = root.find("{*}sheetData")
    number = 0
    for row in () if data is None else data.iterchildren("{*}row"):
        number = _number(row.get("r"), number + 1)
        yield b'<row r="%d">' % number
        yield from _cells_anew(row, number)
        yield b"</row>"
    yield b"</sheetData><mergeCells>"
    for merge in root.iterfind("{*}mergeCells/{*}mergeCell"):
        corners = [_corner(part) for part in (merge.get("ref") or "").split(":")]
        if len(corners) == 2:
            yield b'<mergeCell ref="%s%d:%s%d"/>' % (*corners[0], *corners[1])
    yield b"</mergeCells></worksheet>"


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
