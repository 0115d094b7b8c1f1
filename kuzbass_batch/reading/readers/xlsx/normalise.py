"""A worksheet spelt in an unusual way, rewritten from its XML tree in the usual one.

What readers would understand in different ways (two values in one cell, cells outside of the rows,
one content for old programs and another for new ones) is refused; nothing is passed over.
"""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import (
    REFERENCE,
    address_of,
    column_number,
    damaged,
    inconsistent,
)
from kuzbass_batch.reading.readers.cell_styles import has_ink

CellParts = tuple[bytes, bytes, bytes, bytes]
"""Address, type, `<f` if there is a formula, and the value with its tag; all but the first may be
empty."""
Range = tuple[bytes, bytes, bytes, bytes]
"""Letters and figures of the first corner, then of the last."""
Rich = tuple[bytes, bytes]
"""Address, and the number of the newer kind of value behind an error, `STRIKE` or `INK`."""
Sheet = tuple[bytes, list[CellParts], list[Range], list[Rich]]
STRIKE, INK = b"strike", b"ink"
INLINE = "inlineStr"
_TEXTS = frozenset({INLINE, "str", "e"})
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_NO_MERGES = b"<mergeCells></mergeCells>"
"""A reader looks for these, too; where none stand before the cells, it reads all of them twice."""
_NEAR = re.compile("[A-H]?[A-Z][1-9][0-9]{0,6}", re.A)
"""Addresses within reach of a form: of an empty cell there the colour may tell something."""
_TWO_VALUES = "в одной ячейке записаны два разных значения"
_TWO_CONTENTS = "для разных программ в ней записано разное содержимое"
_OUTSIDE = "ячейки записаны вне строк листа"


def rewritten_sheet(content: bytes, name: str) -> Sheet:
    """Return a sheet's rows as a plain sheet, its cells, merged ranges, and what is rich in cells.

    Refusal for what is broken and for what can be read in two ways; `name` is the sheet's.
    """
    root = xml.parse(xml.bounded(content))
    sheet = _Sheet(root, name)
    rows = b"".join(sheet.rows())
    sheet.refuse_cells_elsewhere()
    plain = sheet_for_reader(_HEAD, b"<sheetData>%s</sheetData>" % rows)
    return plain, sheet.cells, list(_merges(root)), sheet.rich


def sheet_for_reader(head: bytes, data: bytes) -> bytes:
    """Return a sheet of nothing but cells; head: its first mark, data: what stands in its rows."""
    return b"%s%s%s</worksheet>" % (head, _NO_MERGES, data)


class _Sheet:
    """The elements of the sheet's own namespace; those of others are nothing to any program."""

    def __init__(self, root: etree._Element, name: str) -> None:
        self.cells: list[CellParts] = []
        self.rich: list[Rich] = []
        self._root, self._name, self._found = root, name, 0
        space = etree.QName(root).namespace
        self._space = f"{{{space}}}" if space else ""

    def rows(self) -> Iterator[bytes]:
        number = 0
        for data in self._root.iterchildren(self._own("sheetData")):
            for row in data.iterchildren(self._own("row")):
                number = _number(row.get("r"), number + 1)
                yield b'<row r="%d">' % number
                yield from self._row(row, number)
                yield b"</row>"

    def refuse_cells_elsewhere(self) -> None:
        """Programs for which a sheet holds two contents show one or the other."""
        tag = self._own("c")
        every = list(self._root.iter(tag))
        if len(every) > self._found:
            within = sum(self._is_within(cell, tag, self._own("extLst")) for cell in every)
            if len(every) - within > self._found:
                raise inconsistent(_OUTSIDE, self._name)

    def _own(self, tag: str) -> str:
        return self._space + tag

    def _row(self, row: etree._Element, number: int) -> Iterator[bytes]:
        """Yield the cells with their addresses: one without any stands right of the one before."""
        column, before = -1, ""
        for cell in row.iterchildren(self._own("c")):
            self._found += 1
            reference = cell.get("r")
            if reference is not None and not len(cell) and cell.get("vm") is None:
                # Some programs write out the empty cells of a row to its end, half a million.
                before = reference
                if _NEAR.fullmatch(reference) and (cell.get("s") or "").isdecimal():
                    yield b'<c r="%s" s="%s"/>' % (reference.encode(), cell.get("s").encode())
                continue
            if reference is None:
                if not number:
                    raise damaged()
                if before:
                    column = column_number(_corner(before)[0]) - 1
                column += 1
                where = address_of(number - 1, column)
            else:
                letters, digits = _corner(reference)
                column, where = column_number(letters) - 1, f"{letters.decode()}{digits}"
            before = ""
            yield self._cell(cell, where)

    def _cell(self, cell: etree._Element, where: str) -> bytes:
        kind = cell.get("t") or ""
        formula = self._formula(cell)
        self._note_rich(cell, kind, where)
        found = {text: tag for tag, text in self._values(cell, where) if text}
        if kind not in _TEXTS:
            # An empty number or number of a text is as good as none; so programs show it.
            found = {text: tag for text, tag in found.items() if tag == "is" or text.strip()}
        if len(found) > 1:
            raise inconsistent(_TWO_VALUES, self._name, where)
        text, tag = next(iter(found.items()), ("", ""))
        if not (formula or found):
            return b""
        value = f"<v>{escape(text)}</v>" if tag else ""
        if tag == "is":
            # Some programs name another type beside a text in the cell.
            kind, value = INLINE, f'<is><t xml:space="preserve">{escape(text)}</t></is>'
        elif kind == INLINE or ("&" in value and kind not in ("s", "e")):
            # No reader looks for a value there, and in numbers they take no references.
            kind = "str"
        style = cell.get("s")
        attributes = f" s={quoteattr(style)}" if style else ""
        attributes += f" t={quoteattr(kind)}" if kind else ""
        told = b"" if tag == "is" else value.encode()
        self.cells.append((where.encode(), kind.encode(), b"<f" if formula else b"", told))
        return f'<c r="{where}"{attributes}>{formula}{value}</c>'.encode()

    def _note_rich(self, cell: etree._Element, kind: str, where: str) -> None:
        behind = cell.get("vm") or ""
        if kind == "e" and behind.isascii() and behind.isdecimal():
            self.rich.append((where.encode(), behind.encode()))
            return
        told = ((STRIKE, has_strike(cell)), (INK, has_ink(cell)))
        self.rich += [(where.encode(), what) for what, is_so in told if is_so]

    def _formula(self, cell: etree._Element) -> str:
        found = cell.find(self._own("f"))
        return "" if found is None else f"<f>{escape(found.text or '')}</f>"

    def _values(self, cell: etree._Element, where: str) -> Iterator[tuple[str, str]]:
        """Yield tag and text of everything that a program might take for the cell's value."""
        value, inline = self._own("v"), self._own("is")
        for child in cell:
            if child.tag == value:
                yield "v", "".join(child.itertext())
            elif child.tag == inline:
                yield "is", "".join(self._shown(child))
            elif self._may_show(child):
                raise inconsistent(_TWO_CONTENTS, self._name, where)

    def _may_show(self, element: etree._Element) -> bool:
        """Tell whether an element of a cell holds a value for some programs."""
        if element.tag in (self._own("extLst"), self._own("c")):
            return False
        return next(element.iter(self._own("v"), self._own("is")), None) is not None

    def _shown(self, inline: etree._Element) -> Iterator[str]:
        phonetic = self._own("rPh")
        for text in inline.iter(self._own("t")):
            parent = text.getparent()
            if parent is None or parent.tag != phonetic:
                yield "".join(text.itertext())

    @staticmethod
    def _is_within(element: etree._Element, *tags: str) -> bool:
        """Tell whether an element lies where no program looks for one of its kind."""
        return next(element.iterancestors(*tags), None) is not None


def has_strike(text: etree._Element) -> bool:
    """Tell whether a part of a text is struck out."""
    return any(each.get("val", "1") not in ("0", "false", "off") for each in text.iter("{*}strike"))


def _merges(root: etree._Element) -> Iterable[Range]:
    for merge in root.iterfind("{*}mergeCells/{*}mergeCell"):
        corners = [_corner(part) for part in (merge.get("ref") or "").split(":")]
        if len(corners) == 2:
            (left, top), (right, bottom) = corners
            yield left, b"%d" % top, right, b"%d" % bottom


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise damaged()
    return int(text)


def _corner(reference: str) -> tuple[bytes, int]:
    found = REFERENCE.fullmatch(reference.strip())
    if not found:
        raise damaged()
    return found[1].upper().encode(), int(found[2])
