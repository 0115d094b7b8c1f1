"""What the values of an .ods do not show: formulas, error cells, merged and covered cells.

Cells and rows repeat by a number, and so do spaces: what that makes of the grid is counted before
the reader builds it. Cells that the reader would take for empty, or for something else than office
programs show, are written so that it reads what they show.
"""

import re
from collections.abc import Mapping

from lxml import etree

from kuzbass_batch.ceilings import STRANGERS, FileBounds
from kuzbass_batch.forms.parsing.values import understand_mark
from kuzbass_batch.reading.guard import archive, xml
from kuzbass_batch.reading.guard.bounds import (
    MAX_COLUMN,
    GridBudget,
    Refusal,
    damaged,
    inconsistent,
    unsafe,
)
from kuzbass_batch.reading.guard.sanitize import clean_name
from kuzbass_batch.reading.readers.cell_styles import PLAIN, CellStyle
from kuzbass_batch.reading.readers.hidden_cells import (
    COMPUTED,
    INKED_PART,
    PICTURE,
    STRUCK,
    Prepared,
    ScannedSheet,
    SheetScan,
)
from kuzbass_batch.reading.readers.ods.normalise import (
    CELLS,
    OFFICE,
    PARAGRAPH,
    PREFIXES,
    ROW,
    SPACES,
    TABLE,
    TEXT,
    TYPE,
    VALUES,
    is_usual,
    rewritten_content,
)
from kuzbass_batch.reading.readers.ods.styles import CELL, SPAN, StyleKey, styles_by_key
from kuzbass_batch.records.files.workbooks import HiddenCell

_ERROR = re.compile(r"#[A-ZА-Я/0-9]+[!?]?|(?:Err|Ошибка|Ош):\s?\d{3}|#N/A|#Н/Д")
_HIDDEN = re.compile(
    rb'<style:style style:name="([^"<>]*)" style:family="table"[^<>]*>\s*'
    rb'<style:table-properties[^<>]* table:display="false"'
)
_TRUTH = {"истина": True, "true": True, "ложь": False, "false": False}
_CONSTANT = re.compile(r"(?:\w+:)?=\s*(?:TRUE|FALSE)\(\)")
_FORMULA = f"{TABLE}formula"
_DEFAULT_STYLE = f"{TABLE}default-cell-style-name"
_MOST_DIGITS = 10
CONTENT, STYLES = "content.xml", "styles.xml"
_STYLED = 8
"""Cells: a repeated cell is looked at so many times for its style."""
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_PARTS = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def prepare_ods(members: Mapping[str, bytes], bounds: FileBounds = STRANGERS) -> Prepared:
    """Return the workbook ready to be read; Refusal if its grids would be too large."""
    whole = xml.to_utf8(members[CONTENT])
    hidden = hidden_styles(whole)
    content = _body_only(whole)
    usual = xml.is_plain(content) and is_usual(content)
    root = xml.parse(content if usual else xml.bounded(content))
    tables = root.findall(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table")
    pictured: set[etree._Element] = set()
    mended = sum(mend(cell, pictured) for table in tables for cell in table.iter(*CELLS))
    budget, styles = GridBudget(bounds), styles_in(whole, members)
    sheets = tuple(_scan(table, hidden, budget, styles, pictured) for table in tables)
    if len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        raise inconsistent("два листа с одним именем")
    if not usual or any(root.nsmap.get(prefix) != name for prefix, name in PREFIXES.items()):
        content = rewritten_content(tables)
    elif mended:
        content = etree.tostring(root, encoding="utf-8")
    return prepared_ods(content, sheets)


def prepared_ods(content: bytes, sheets: tuple[ScannedSheet, ...]) -> Prepared:
    """Return a workbook of this content.xml, ready to be read."""
    parts = {"mimetype": _KIND, "META-INF/manifest.xml": _PARTS, CONTENT: content}
    return Prepared(container="ods", data=archive.pack_members(parts), sheets=sheets)


def hidden_styles(whole: bytes) -> frozenset[bytes]:
    """Return the styles of tables that are not shown."""
    return frozenset(_HIDDEN.findall(whole))


def styles_in(whole: bytes, members: Mapping[str, bytes]) -> Mapping[StyleKey, CellStyle]:
    """Return the styles that tell something; a part of named styles out of order names none."""
    try:
        named = xml.to_utf8(members.get(STYLES, b""))
    except Refusal:
        named = b""
    return styles_by_key(whole, named)


def _body_only(content: bytes) -> bytes:
    """Return content.xml without its styles, which say nothing about values and are the most."""
    head, body = content.find(b"<office:document-content"), content.find(b"<office:body")
    end = content.find(b">", head) + 1
    if head < 0 or not 0 < end < body or not xml.is_plain(content):
        return content
    return content[head:end] + content[body:]


def mend(cell: etree._Element, pictured: set[etree._Element]) -> bool:
    """Write a cell so that its text is read as shown; tell whether anything was to be done.

    A text without a type, or beside a type without its value, is shown and would be lost; what is
    drawn over a cell or noted at it is no part of its text.
    """
    beside = [child for child in cell if not str(child.tag).startswith((TEXT, TABLE))]
    for child in beside:
        if next(child.iter("{*}image"), None) is not None:
            pictured.add(cell)
        cell.remove(child)
    truth = cell.get(_FORMULA) is not None and _mend_truth(cell)
    kind = cell.get(TYPE)
    if VALUES.get(kind or "") in cell.keys() or cell.find(PARAGRAPH) is None:  # noqa: SIM118
        return bool(beside or truth)
    wrong = [name for name in VALUES.values() if cell.attrib.pop(name, None) is not None]
    if kind != "string":
        cell.set(TYPE, "string")
    return bool(beside or wrong or kind != "string")


def _mend_truth(cell: etree._Element) -> bool:
    """Write a truth value as one: LibreOffice stores a typed «ЛОЖЬ» as a formula giving 0."""
    told = _TRUTH.get("".join(cell.itertext()).strip().casefold())
    value = cell.get(VALUES["float"])
    if told is None or cell.get(TYPE) != "float" or value != str(int(told)):
        return False
    if _CONSTANT.fullmatch(cell.get(_FORMULA, "")):
        del cell.attrib[_FORMULA]
    del cell.attrib[VALUES["float"]]
    cell.set(TYPE, "boolean")
    cell.set(VALUES["boolean"], str(told).lower())
    return True


def _scan(
    table: etree._Element,
    hidden: frozenset[bytes],
    budget: GridBudget,
    styles: Mapping[StyleKey, CellStyle],
    pictured: set[etree._Element],
) -> ScannedSheet:
    if next(table.iterdescendants(f"{TABLE}table"), None) is not None:
        raise unsafe("в ячейку вложена ещё одна таблица")
    scan = TableScan(table, budget, styles)
    for row in table.iter(ROW):
        scan.row(row, pictured)
    return scan.done(hidden)


class TableScan:
    """A table looked through row by row; its columns come before its rows."""

    def __init__(
        self, table: etree._Element, budget: GridBudget, styles: Mapping[StyleKey, CellStyle]
    ) -> None:
        """Begin with a table of which the columns are there."""
        self.name = clean_name(table.get(f"{TABLE}name", ""))
        self._style = table.get(f"{TABLE}style-name", "").encode()
        self._scan, self._budget, self._styles = SheetScan(self.name, budget), budget, styles
        self._columns = _column_styles(table) if styles else []
        self._number = 0

    def row(self, row: etree._Element, pictured: set[etree._Element]) -> None:
        """Look through the next row; `pictured`: the cells over which something is drawn."""
        scan, styles, number, column = self._scan, self._styles, self._number, 0
        tall = _count(row, "number-rows-repeated")
        of_row = row.get(_DEFAULT_STYLE, "")
        for cell in row.iterchildren(*CELLS):
            wide = _count(cell, "number-columns-repeated")
            if _holds_something(cell):
                _scan_cell(scan, cell, (number, column, tall, wide), self._budget)
                _scan_shown(scan, cell, number, column)
            if pictured and cell in pictured:
                scan.mark(number, column, PICTURE)
            if styles:
                columns = self._columns[column : column + wide]
                around = [of_row or of_column for of_column in columns]
                _scan_styles(scan, cell, (number, column), around[:_STYLED], styles)
            _scan_merge(scan, cell, number, column)
            column += wide
        self._number += tall

    def done(self, hidden: frozenset[bytes]) -> ScannedSheet:
        """Return the table looked through; `hidden`: the styles of tables that are not shown."""
        return self._scan.done(hidden=self._style in hidden)


def _count(element: etree._Element, name: str) -> int:
    """Return how often a row or a cell repeats, or over how many it spans: 1 if nothing says so."""
    text = element.get(TABLE + name)
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text)):
        raise damaged()
    return int(text)


def _holds_something(cell: etree._Element) -> bool:
    return (
        cell.get(TYPE) is not None
        or cell.get(_FORMULA) is not None
        or (len(cell) > 0 and cell.find(PARAGRAPH) is not None)
    )


def _scan_cell(
    scan: SheetScan, cell: etree._Element, place: tuple[int, int, int, int], budget: GridBudget
) -> None:
    row, column, tall, wide = place
    if row + tall > budget.bounds.rows or column + wide > MAX_COLUMN:
        budget.refuse_place(scan.name, row + tall - 1, column + wide - 1)
    scan.fill([(row, column), *_repeated(place)])
    spaces = sum(_spaces(each) for each in cell.iter(SPACES))
    if spaces or tall * wide > 1:
        budget.add_text((spaces + sum(map(len, cell.itertext()))) * tall * wide)
    if cell.get(_FORMULA) is not None:
        scan.mark(row, column, COMPUTED)
        shown = "".join(cell.itertext()).strip()
        if _ERROR.fullmatch(shown):
            scan.mark(row, column, HiddenCell(kind="error", text=shown))


def _scan_shown(scan: SheetScan, cell: etree._Element, row: int, column: int) -> None:
    """Note a percentage, and words that a number format shows over a value."""
    kind = cell.get(TYPE)
    if kind == "percentage":
        scan.style((row, column), CellStyle(number_format="0%"))
    elif kind in VALUES:
        shown = "".join(cell.itertext()).strip()
        if kind == "boolean":
            told = understand_mark(shown)
            is_other = told is not None and told is not (cell.get(VALUES[kind]) == "true")
        else:
            is_other = bool(shown) and not any(map(str.isdecimal, shown))
        if is_other:
            scan.mark(row, column, HiddenCell(kind="shown", text=shown))


def _column_styles(table: etree._Element) -> list[str]:
    """Return the names of the styles of the columns, for cells that name none themselves."""
    found: list[str] = []
    for column in table.iter(f"{TABLE}table-column"):
        wide = min(_count(column, "number-columns-repeated"), MAX_COLUMN - len(found))
        found += [column.get(_DEFAULT_STYLE, "")] * wide
    return found + [""] * (MAX_COLUMN - len(found))


def _scan_styles(
    scan: SheetScan,
    cell: etree._Element,
    place: tuple[int, int],
    around: list[str],
    styles: Mapping[StyleKey, CellStyle],
) -> None:
    """Note what the style of a cell tells, and a struck or coloured part of its text.

    around: the style of each column that the cell stands in, for a cell without one of its own.
    """
    row, column = place
    own = cell.get(f"{TABLE}style-name", "")
    wide = min(_count(cell, "number-columns-repeated"), _STYLED)
    for at, name in enumerate([own] * wide if own else around):
        if style := styles.get((CELL, name)):
            scan.style((row, column + at), style)
    names = (each.get(f"{TEXT}style-name", "") for each in cell.iter(f"{TEXT}span"))
    spans = [styles.get((SPAN, name), PLAIN) for name in names]
    if any(span.struck for span in spans):
        scan.mark(row, column, STRUCK)
    if any(span.inked for span in spans):
        scan.mark(row, column, INKED_PART)


def _repeated(place: tuple[int, int, int, int]) -> tuple[tuple[int, int], ...]:
    """Return the last cell that a repeated cell fills, if it repeats: it makes the grid."""
    row, column, tall, wide = place
    return ((row + tall - 1, column + wide - 1),) if tall * wide > 1 else ()


def _spaces(element: etree._Element) -> int:
    """Return how many spaces an element stands for; a reader writes them all out."""
    text = element.get(f"{TEXT}c", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise damaged()
    return int(text)


def _scan_merge(scan: SheetScan, cell: etree._Element, row: int, column: int) -> None:
    wide = _count(cell, "number-columns-spanned")
    tall = _count(cell, "number-rows-spanned")
    scan.merge(row, column, row + tall - 1, column + wide - 1)
