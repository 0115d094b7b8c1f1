"""The sheets of an .ods spelt in an unusual way, rewritten from their XML tree.

White space between rows and cells, line breaks within a text, comments, other prefixes: office
programs pass over them, the reader does not. What it gets says the same and nothing else.
"""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
PREFIXES = {name: f"{NAMES}{name}:1.0" for name in ("table", "office", "text")}
TABLE, OFFICE, TEXT = (f"{{{PREFIXES[name]}}}" for name in ("table", "office", "text"))
ROW = f"{TABLE}table-row"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
SPACES, PARAGRAPH = f"{TEXT}s", f"{TEXT}p"
TYPE = f"{OFFICE}value-type"
VALUES = {
    **dict.fromkeys(("float", "percentage", "currency"), f"{OFFICE}value"),
    **{kind: f"{OFFICE}{kind}-value" for kind in ("date", "time", "boolean")},
}
"""Where the value of a cell stands, by its type; that of a text stands within the cell."""
_KEPT = {
    **{name: name.replace(OFFICE, "office:") for name in (TYPE, *VALUES.values())},
    f"{OFFICE}string-value": "office:string-value",
    f"{TABLE}number-columns-repeated": "table:number-columns-repeated",
}
_ROWS = f"{TABLE}number-rows-repeated"
_HEAD = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())
_WHITE = re.compile("[ \t\r\n]+")
_DECLARED = re.compile(rb"\sxmlns\b")
_ANNOTATIONS = frozenset(
    {f"{OFFICE}annotation", f"{TEXT}note", f"{TEXT}bookmark", f"{TEXT}ruby-text"}
)


def is_usual(content: bytes) -> bool:
    """Tell whether the body is on one line, as most programs write it, without other prefixes."""
    return is_usual_part(content, content.find(b">") + 1)


def is_usual_part(content: bytes, start: int = 0) -> bool:
    """Tell it of a part of the body; from `start` on no prefix may be declared."""
    return not (
        b"\n" in content
        or b"> <" in content
        or b"  " in content
        or b"\t" in content
        or b"\r" in content
        or _DECLARED.search(content, start)
    )


def rewritten_content(tables: Iterable[etree._Element]) -> bytes:
    """Return a content.xml of these tables: their rows, cells, values and texts as shown."""
    return content_of_tables((table, map(rewritten_row, table.iter(ROW))) for table in tables)


def content_of_tables(tables: Iterable[tuple[etree._Element, Iterable[bytes]]]) -> bytes:
    """Return a content.xml of tables with their rewritten rows."""
    parts = [f"<office:document-content{_HEAD}><office:body><office:spreadsheet>".encode()]
    for table, rows in tables:
        name = quoteattr(table.get(f"{TABLE}name", ""))
        parts += (f"<table:table table:name={name}>".encode(), *rows, b"</table:table>")
    parts.append(b"</office:spreadsheet></office:body></office:document-content>")
    return b"".join(parts)


def rewritten_row(row: etree._Element) -> bytes:
    """Return a row with its cells, values and texts as shown."""
    repeated = row.get(_ROWS)
    more = f" table:number-rows-repeated={quoteattr(repeated)}" if repeated else ""
    cells = "".join(map(_cell, row.iterchildren(*CELLS)))
    return f"<table:table-row{more}>{cells}</table:table-row>".encode()


def _cell(cell: etree._Element) -> str:
    kept = "".join(
        f" {_KEPT[str(name)]}={quoteattr(str(value))}"
        for name, value in cell.items()
        if name in _KEPT
    )
    texts = "".join(
        f"<text:p>{escape(shown_text(each))}</text:p>" for each in cell.iterchildren(PARAGRAPH)
    )
    return f"<table:table-cell{kept}>{texts}</table:table-cell>"


def shown_text(paragraph: etree._Element) -> str:
    """Return what a paragraph shows: white space that is no element of its own runs together."""
    shown = "".join(_shown(paragraph))
    return _WHITE.sub(" ", shown).strip(" ").translate(_HARD)


# Spaces that are elements, unlike those between the tags, stand as other characters to the end.
_SPACE, _TAB, _BREAK = "\ufdd0", "\ufdd1", "\ufdd2"
_HARD = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})


def _shown(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == SPACES:
            yield _SPACE * int(child.get(f"{TEXT}c", "1"))
        elif child.tag == f"{TEXT}tab":
            yield _TAB
        elif child.tag == f"{TEXT}line-break":
            yield _BREAK
        elif str(child.tag).startswith(TEXT) and child.tag not in _ANNOTATIONS:
            yield from _shown(child)
        yield child.tail or ""
