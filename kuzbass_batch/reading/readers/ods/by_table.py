"""A large .ods read table by table: its content.xml is one part, of too many bytes to be held.

It is inflated piece by piece into a parser. Each row is mended, looked through and rewritten as
soon as it is whole, then let go; each table is ready to be read before the next one begins. What
is unusual is refused here and left to the reader that has all of it in memory.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from lxml import etree

from kuzbass_batch.ceilings import FileBounds
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.archive import InflatedMembers
from kuzbass_batch.reading.guard.bounds import GridBudget, damaged
from kuzbass_batch.reading.readers.hidden_cells import Prepared
from kuzbass_batch.reading.readers.ods.normalise import (
    CELLS,
    OFFICE,
    ROW,
    TABLE,
    content_of_tables,
    is_usual_part,
    rewritten_row,
)
from kuzbass_batch.reading.readers.ods.reader import (
    CONTENT,
    STYLES,
    TableScan,
    hidden_styles,
    mend,
    prepared_ods,
    styles_in,
)
from kuzbass_batch.reading.readers.ods.styles import names_a_style_above

_BODY, _END = b"<office:body", b"</office:document-content>"
_LONGEST_HEAD = 8 * 2**20
"""Bytes of the styles, which stand before the tables; LibreOffice writes some ten thousand."""
_OVERLAP = 512
"""Bytes of the piece before that are looked at again: a word may lie on both sides of the cut."""
_TABLE, _COLUMN = f"{TABLE}table", f"{TABLE}table-column"
_SPREADSHEET = f"{OFFICE}spreadsheet"
_WATCHED = (_TABLE, _COLUMN, ROW)


def prepare_by_table(members: InflatedMembers, bounds: FileBounds) -> Iterator[Prepared]:
    """Yield the tables, each to be read before the next is opened; Refusal if one is not usual."""
    pieces = members.pieces(CONTENT)
    head, rest = _head(pieces)
    whole, named = head + _BODY + b"/>" + _END, members.get(STYLES, b"")
    budget, styles, hidden = GridBudget(bounds), styles_in(whole, members), hidden_styles(whole)
    seen: set[str] = set()
    pictured: set[etree._Element] = set()
    scan, texts = None, list[bytes]()
    for element in _tables_and_rows(_usual(head, chain([rest], pieces), named)):
        if element.tag == ROW:
            table = next(element.iterancestors(_TABLE))
            scan = scan or TableScan(table, budget, styles)
            pictured.clear()
            for cell in element.iter(*CELLS):
                mend(cell, pictured)
            scan.row(element, pictured)
            texts.append(rewritten_row(element))
            continue
        looked = (scan or TableScan(element, budget, styles)).done(hidden)
        if looked.name.casefold() in seen:
            raise damaged()
        seen.add(looked.name.casefold())
        content = content_of_tables([(element, texts)])
        scan, texts = None, []
        yield prepared_ods(content, (looked,))


def _head(pieces: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Return what stands before the body, and what has come of the body so far."""
    head = b""
    for piece in pieces:
        head += piece
        at = head.find(_BODY)
        if at >= 0:
            return xml.to_utf8(head[:at]), head[at:]
        if len(head) > _LONGEST_HEAD:
            break
    raise damaged()


def _usual(head: bytes, pieces: Iterable[bytes], named: bytes) -> Iterator[bytes]:
    """Yield the part as it is to be parsed, looked through piece by piece."""
    if not xml.is_plain(head):
        raise damaged()
    yield head
    before = b""
    for piece in pieces:
        looked = before + piece
        strange = not (xml.is_plain(looked) and is_usual_part(looked)) or b"\0" in piece
        if strange or b"<style:" in looked or names_a_style_above(looked, named):
            raise damaged()
        yield piece
        before = piece[-_OVERLAP:]


def _tables_and_rows(pieces: Iterable[bytes]) -> Iterator[etree._Element]:
    """Yield each row when it is whole, each table behind its rows, and let them go then."""
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=_WATCHED, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False,
    )  # fmt: skip
    within: list[str] = []
    rows = 0
    for piece in pieces:
        for event, element in _fed(parser, piece):
            tag = str(element.tag)
            if event == "start":
                parent = element.getparent()
                first = tag == _TABLE and parent is not None and parent.tag == _SPREADSHEET
                fits = first if not within else within == [_TABLE] and tag != _TABLE
                if not fits or (tag == _COLUMN and rows):
                    raise damaged()
                within.append(tag)
                continue
            within.pop()
            if tag != _COLUMN:
                rows = 0 if tag == _TABLE else rows + 1
                yield element
                _let_go(element)


def _fed(parser: etree.XMLPullParser, piece: bytes) -> Iterator[tuple[str, etree._Element]]:
    try:
        parser.feed(piece)
        yield from parser.read_events()
    except etree.XMLSyntaxError as error:
        raise damaged() from error


def _let_go(element: etree._Element) -> None:
    """Empty an element, and take away all that stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
