"""What the values of an .ods do not show: formulas, error cells, merged and covered cells.

Of the styles only those tell something that strike a text out or fill a cell with a colour.

Cells and rows repeat by a number, and so do spaces: what that makes of the grid is counted before
the reader builds it. Cells that the reader would take for empty, or for something else than office
programs show, are written so that it reads what they show.
"""

import re
from collections.abc import Mapping

from lxml import etree

from kuzbass_batch.forms.parsing.values import understand_mark
from kuzbass_batch.reading.guard import archive, xml
from kuzbass_batch.reading.guard.bounds import (
    MAX_COLUMN,
    MAX_ROW,
    GridBudget,
    Refusal,
    damaged,
    inconsistent,
    unsafe,
)
from kuzbass_batch.reading.guard.sanitize import clean_name
from kuzbass_batch.reading.readers.cell_styles import OWN_FILLS, PLAIN, CellStyle
from kuzbass_batch.reading.readers.hidden_cells import (
    COMPUTED,
    PICTURE,
    STRUCK,
    Prepared,
    ScannedSheet,
    SheetScan,
)
from kuzbass_batch.reading.readers.normalise_ods import (
    CELLS,
    OFFICE,
    PARAGRAPH,
    PREFIXES,
    SPACES,
    TABLE,
    TEXT,
    TYPE,
    VALUES,
    is_usual,
    rewritten_content,
)
from kuzbass_batch.records.workbooks import HiddenCell

_ERROR = re.compile(r"#[A-ZА-Я/0-9]+[!?]?|(?:Err|Ошибка|Ош):\s?\d{3}|#N/A|#Н/Д")
_HIDDEN = re.compile(
    rb'<style:style style:name="([^"<>]*)" style:family="table"[^<>]*>\s*'
    rb'<style:table-properties[^<>]* table:display="false"'
)
_MOST_DIGITS = 10
_CONTENT = "content.xml"
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_PARTS = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def prepare(members: dict[str, bytes]) -> Prepared:
    """Return the workbook ready to be read; Refused if its grids would be too large."""
    whole = xml.to_utf8(members[_CONTENT])
    hidden = frozenset(_HIDDEN.findall(whole))
    content = _body_only(whole)
    usual = xml.is_plain(content) and is_usual(content)
    root = xml.parse(content if usual else xml.bounded(content))
    tables = root.findall(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table")
    pictured: set[etree._Element] = set()
    mended = sum(_mend(cell, pictured) for table in tables for cell in table.iter(*CELLS))
    box, styles = GridBudget(), styles_in(whole)
    sheets = tuple(_scan(table, hidden, box, styles, pictured) for table in tables)
    if len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        raise inconsistent("два листа с одним именем")
    if not usual or any(root.nsmap.get(prefix) != name for prefix, name in PREFIXES.items()):
        content = rewritten_content(tables)
    elif mended:
        content = etree.tostring(root, encoding="utf-8")
    data = archive.pack_members(
        {"mimetype": _KIND, "META-INF/manifest.xml": _PARTS, _CONTENT: content}
    )
    return Prepared(container="ods", data=data, sheets=sheets)


def _body_only(content: bytes) -> bytes:
    """Return content.xml without its styles, which say nothing about values and are the most."""
    head, body = content.find(b"<office:document-content"), content.find(b"<office:body")
    end = content.find(b">", head) + 1
    if head < 0 or not 0 < end < body or not xml.is_plain(content):
        return content
    return content[head:end] + content[body:]


def _mend(cell: etree._Element, pictured: set[etree._Element]) -> bool:
    """Write a cell so that its text is read as shown; tell whether anything was to be done.

    A text without a type, or beside a type without its value, is shown and would be lost; what is
    drawn over a cell or noted at it is no part of its text.
    """
    beside = [child for child in cell if not str(child.tag).startswith((TEXT, TABLE))]
    for child in beside:
        if next(child.iter("{*}image"), None) is not None:
            pictured.add(cell)
        cell.remove(child)
    kind = cell.get(TYPE)
    if VALUES.get(kind or "") in cell.keys() or cell.find(PARAGRAPH) is None:  # noqa: SIM118
        return bool(beside)
    wrong = [name for name in VALUES.values() if cell.attrib.pop(name, None) is not None]
    if kind != "string":
        cell.set(TYPE, "string")
    return bool(beside or wrong or kind != "string")


def _scan(
    table: etree._Element,
    hidden: frozenset[bytes],
    box: GridBudget,
    styles: Mapping[str, CellStyle],
    pictured: set[etree._Element],
) -> ScannedSheet:
    name = clean_name(table.get(f"{TABLE}name", ""))
    scan = SheetScan(name, box)
    if next(table.iterdescendants(f"{TABLE}table"), None) is not None:
        raise unsafe("в ячейку вложена ещё одна таблица")
    number = 0
    for row in table.iter(f"{TABLE}table-row"):
        tall = _count(row, "number-rows-repeated")
        column = 0
        for cell in row.iterchildren(*CELLS):
            wide = _count(cell, "number-columns-repeated")
            if _holds_something(cell):
                _scan_cell(scan, cell, (number, column, tall, wide), box)
                _scan_shown(scan, cell, number, column)
            if pictured and cell in pictured:
                scan.mark(number, column, PICTURE)
            if styles:
                _scan_styles(scan, cell, number, column, styles)
            _scan_merge(scan, cell, number, column)
            column += wide
        number += tall
    return scan.done(hidden=table.get(f"{TABLE}style-name", "").encode() in hidden)


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
        or cell.get(f"{TABLE}formula") is not None
        or (len(cell) > 0 and cell.find(PARAGRAPH) is not None)
    )


def _scan_cell(
    scan: SheetScan, cell: etree._Element, place: tuple[int, int, int, int], box: GridBudget
) -> None:
    row, column, tall, wide = place
    if row + tall > MAX_ROW or column + wide > MAX_COLUMN:
        box.refuse_place(scan.name, row + tall - 1, column + wide - 1)
    scan.fill([(row, column), *_repeated(place)])
    spaces = sum(_spaces(each) for each in cell.iter(SPACES))
    if spaces or tall * wide > 1:
        box.add_text((spaces + sum(map(len, cell.itertext()))) * tall * wide)
    if cell.get(f"{TABLE}formula") is not None:
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


def _scan_styles(
    scan: SheetScan, cell: etree._Element, row: int, column: int, styles: Mapping[str, CellStyle]
) -> None:
    """Note what the style of a cell tells, and a struck part of its text."""
    style = styles.get(cell.get(f"{TABLE}style-name", ""))
    if style:
        scan.style((row, column), style)
    spans = (each.get(f"{TEXT}style-name", "") for each in cell.iter(f"{TEXT}span"))
    if any(styles.get(name, PLAIN).struck for name in spans):
        scan.mark(row, column, STRUCK)


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


_STRIKES = (b"text-line-through-style=", b"text-line-through-type=")
_FILL = b'background-color="'
_OWN = (b"transparent", *(b"#" + colour.lower().encode() for colour in sorted(OWN_FILLS)))
_NONE = (None, "none")


def styles_in(content: bytes) -> Mapping[str, CellStyle]:
    """Return the styles of cells and of parts of a text, by name; most books have none."""
    if not _may_tell(content[: max(content.find(b":body"), 0)].lower()):
        return {}
    try:
        root = xml.parse(xml.bounded(content))
    except Refusal:
        return {}
    found = {}
    for style in root.iterfind("{*}automatic-styles/{*}style"):
        told = CellStyle(
            struck=any(
                value not in _NONE
                for text in style.iterchildren("{*}text-properties")
                for name, value in text.items()
                if str(name).endswith(("}text-line-through-style", "}text-line-through-type"))
            ),
            filled=any(
                _is_colour(value)
                for cell in style.iterchildren("{*}table-cell-properties")
                for name, value in cell.items()
                if str(name).endswith("}background-color")
            ),
        )
        if told != PLAIN:
            found[_name(dict(style.items()))] = told
    return found


def _may_tell(head: bytes) -> bool:
    """Count rather than search: most heads hold dozens of fills, all of them the program's own."""
    fills = sum(head.count(_FILL + own) for own in _OWN)
    return head.count(b"background-color=") > fills or any(
        head.count(strike) > head.count(strike + b'"none"') for strike in _STRIKES
    )


def _name(attributes: Mapping[str, str]) -> str:
    return next((v for name, v in attributes.items() if str(name).endswith("style:1.0}name")), "")


def _is_colour(value: str) -> bool:
    return value.startswith("#") and value[1:].upper() not in OWN_FILLS
