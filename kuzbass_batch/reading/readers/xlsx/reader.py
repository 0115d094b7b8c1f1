"""What the values of an .xlsx do not show: formulas, error cells, merged and covered cells.

A sheet written as all programs write it is looked at with one expression; any other (prefixes,
quotes, comments, CDATA, cells without an address) is first rewritten from its XML tree. Either
way every cell that a reader could find has been seen.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from lxml import etree

from kuzbass_batch.ceilings import STRANGERS, FileBounds
from kuzbass_batch.reading.guard import archive, xml
from kuzbass_batch.reading.guard.bounds import (
    GridBudget,
    column_number,
    damaged,
    inconsistent,
)
from kuzbass_batch.reading.readers.cell_styles import CellStyle, has_ink, styles_of
from kuzbass_batch.reading.readers.conditional_formats import conditional_formats_in
from kuzbass_batch.reading.readers.hidden_cells import (
    COMPUTED,
    INKED_PART,
    PICTURE,
    STRUCK,
    UNCOMPUTED,
    GridPlace,
    Prepared,
    ScannedSheet,
    SheetScan,
)
from kuzbass_batch.reading.readers.xlsx.normalise import (
    INK,
    STRIKE,
    CellParts,
    Sheet,
    has_strike,
    rewritten_sheet,
    sheet_for_reader,
)
from kuzbass_batch.reading.readers.xlsx.parts import WorkbookParts, find_book
from kuzbass_batch.records.files.workbooks import HiddenCell

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_ROOT = re.compile(rb"\s*<worksheet\b[^<>]*>")
_START, _END = b"<sheetData>", b"</sheetData>"
# «X or nothing» is `(?:X|)`, no possessive group: where X breaks off in its middle, Python 3.11.0
# to 3.11.4 would go on from there. What repeats is sound: its last alternative begins anew.
_BETWEEN = (
    rb"(?:</row>\s*+(?=<row|</sheetData>|\Z)|<row\b[^<>]*+>"
    rb'|<c r="[A-Z0-9]++"(?: s="[0-9]++"|)/>|\s++)*+'
)
_CELL = re.compile(
    _BETWEEN + rb'<c r="([A-Z]{1,3}+[1-9][0-9]{0,6}+)"(?: s="[0-9]++"|)'
    rb'(?: t="inlineStr"><is><t(?: xml:space="preserve"|)>[^<]*+</t></is>'
    rb'|(?: t="(?!inlineStr")([a-zA-Z]++)"|)>'
    rb"(?:(<f)(?:[ /][^<>]*+|)>(?:(?<=/>)|(?<!/>)[^<]*+</f>)|)(<v>[^<&]*+</v>|))</c>"
    rb"|.++",
    re.S,
)
"""A cell that holds something, with all that stands before it: address, type, formula, value.
Whatever is not as usual is found as a last cell without address, with all that follows it."""
_REST = re.compile(_BETWEEN)
_FAR = re.compile(rb'<c r="[A-Z]{3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?/>\s*+')
_FORMULA = re.compile(rb"<f>[^<]*+</f>")
"""No reader is asked what a formula says, and in a blank that is most of the sheet."""
_LARGE = 2**20
"""Bytes: a smaller sheet is looked at as it is."""
_ROW_OR_CELL = re.compile(rb"<(/?)(?:(row)|c)\b[^<>]*?(/?)>")
_TEXTS = frozenset({b"s", b"str"})
_NOTHING = b"<v></v>"
_UNTOLD = (b"", _NOTHING)
_ADDRESS = re.compile(rb"([A-Z]+)([0-9]+)")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"/>')
_FLAT = re.compile(rb"\s*+<sst\b[^<>]*+><si>")
_INDEXES = re.compile(rb"(?:<v>[0-9]{1,9}</v>)*")
_COUNTS = re.compile(rb"""\s(?:uniqueC|c)ount\s*=\s*(?:"[^"]*"|'[^']*')""")
_STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")
_LookedAt = tuple[bytes, ScannedSheet]


def prepare_xlsx(members: Mapping[str, bytes], bounds: FileBounds = STRANGERS) -> Prepared:
    """Return the workbook ready to be read; Refusal if its grids would be too large."""
    scan = _BookScan(find_book(members), bounds)
    return scan.prepared([scan.sheet(*each) for each in scan.book.sheets])


def prepare_by_sheet(members: Mapping[str, bytes], bounds: FileBounds) -> Iterator[Prepared]:
    """Yield the workbook in books of few sheets, each to be read before the next is opened.

    members: inflated when they are asked for, or nothing is gained.
    """
    scan = _BookScan(find_book(members, one_by_one=True), bounds)
    looked: list[_LookedAt] = []
    for name, content in scan.book.sheets:
        looked.append(scan.sheet(name, content))
        if sum(len(part) for part, _ in looked) > _LARGE:
            yield scan.prepared(looked)
            looked = []
    if looked:
        yield scan.prepared(looked)


class _BookScan:
    """The parts that all sheets share, and what the sheets looked at so far have come to."""

    def __init__(self, book: WorkbookParts, bounds: FileBounds) -> None:
        self.book = book
        self._budget = GridBudget(bounds)
        self._strings = _without_counts(_transitional(xml.rewritten(self.book.strings)))
        _refuse_odd_strings(self._strings)
        self._marked = tuple(_marked_strings(self._strings))
        self._styles = styles_of(self.book.styles)

    def sheet(self, name: str, content: bytes) -> _LookedAt:
        """Return a sheet's part as it was looked at, and what it hides."""
        book = self.book
        plain, cells, merges, rich = _plain_sheet(_transitional(content), name)
        scan = SheetScan(name, self._budget)
        _scan_cells(scan, cells, self._strings)
        _scan_styles(scan, plain, self._styles)
        for address, kind in rich:
            _scan_rich(scan, _place(address), kind, book)
        for place in book.pictures.get(name, ()):
            scan.mark(*place, PICTURE)
        for part, numbers in self._marked:
            _scan_marked(scan, cells, part, numbers)
        for left, top, right, bottom in merges:
            scan.merge(int(top) - 1, _column(left), int(bottom) - 1, _column(right))
        conditional = conditional_formats_in(content, book.styles)
        return plain, scan.done(hidden=name in book.hidden, conditional=conditional)

    def prepared(self, looked: Iterable[_LookedAt]) -> Prepared:
        """Return a workbook of these sheets, ready to be read."""
        contents, sheets = [part for part, _ in looked], tuple(sheet for _, sheet in looked)
        styles = _transitional(xml.rewritten(self.book.styles))
        names = [sheet.name for sheet in sheets]
        parts = self.book.parts(names, contents, self._strings, styles)
        return Prepared(container="xlsx", data=archive.pack_members(parts), sheets=sheets)


def _transitional(content: bytes) -> bytes:
    """Return the part with the namespace that readers know: «strict» books are the same else."""
    return content.replace(_STRICT, _MAIN) if _STRICT in content else content


def _without_counts(strings: bytes) -> bytes:
    """Return the shared strings without counts: a reader reserves memory for what they say."""
    if strings.count(b"uniqueCount") > 1:
        return _COUNTS.sub(b"", strings)
    head, end, rest = strings.partition(b">")
    return _COUNTS.sub(b"", head) + end + rest


def _scan_cells(scan: SheetScan, cells: list[CellParts], strings: bytes) -> None:
    scan.fill([_place(cell[0]) for cell in cells])
    formulas = [cell for cell in cells if cell[2]]
    scan.note([_place(cell[0]) for cell in formulas], (COMPUTED,))
    # A text of nothing is a result, and has its type; any other without a value was not computed.
    untold = [cell[0] for cell in formulas if cell[3] in _UNTOLD and cell[1] != b"str"]
    scan.note([_place(address) for address in untold], (UNCOMPUTED,))
    for address, _, formula, value in [cell for cell in cells if cell[1] == b"e"]:
        error = HiddenCell(kind="error", text=_error_word(value))
        scan.note([_place(address)], (error, COMPUTED) if formula else (error,))
    if len(cells) * len(strings) > scan.budget.bounds.text:
        shared = [value for _, kind, _, value in cells if kind == b"s"]
        scan.budget.add_text(_shown_text(shared, strings))


@lru_cache(maxsize=2**14)
def _place(address: bytes) -> GridPlace:
    """Return row and column of an address as `_CELL` finds it."""
    letters, digits = _ADDRESS.fullmatch(address).groups()  # type: ignore[union-attr]
    return int(digits) - 1, _column(letters)


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    return column_number(letters) - 1


def _shown_text(shared: list[bytes], strings: bytes) -> int:
    """Return how many bytes of shared strings all cells of the sheet show together."""
    starts = [found.start() for found in _STRING.finditer(strings)]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(strings)], strict=True)]
    indexes = (int(body[3:-4]) for body in shared)
    return sum(lengths[index] for index in indexes if index < len(lengths))


def _error_word(value: bytes) -> str:
    return html.unescape(value[3:-4].decode("utf-8", "replace")) or "#ОШИБКА"


def _scan_styles(scan: SheetScan, plain: bytes, styles: Mapping[int, CellStyle]) -> None:
    """Note what the styles of cells tell; in most books no style tells anything."""
    if not styles:
        return
    numbers = b"|".join(b"%d" % number for number in styles)
    styled = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})" s="(%s)"' % numbers)
    for address, number in styled.findall(plain):
        scan.style(_place(address), styles[int(number)])


def _scan_rich(scan: SheetScan, place: GridPlace, kind: bytes, book: WorkbookParts) -> None:
    """Note a picture: it is stored as an error with a value of a newer kind beside it."""
    if kind == STRIKE:
        scan.mark(*place, STRUCK)
    elif kind == INK:
        scan.mark(*place, INKED_PART)
    elif int(kind) not in book.rich_errors:
        scan.mark(*place, PICTURE)


def _marked_strings(strings: bytes) -> Iterator[tuple[HiddenCell, frozenset[int]]]:
    """Yield the numbers of the shared strings of which a part is struck out or of a colour."""
    parts = ((b"strike", has_strike, STRUCK), (b"color", has_ink, INKED_PART))
    found = [(tells, told) for word, tells, told in parts if word in strings]
    if not found:
        return
    texts = list(xml.parse(xml.bounded(strings)).iterchildren("{*}si"))
    for tells, told in found:
        if numbers := frozenset(number for number, text in enumerate(texts) if tells(text)):
            yield told, numbers


def _scan_marked(
    scan: SheetScan, cells: list[CellParts], told: HiddenCell, numbers: frozenset[int]
) -> None:
    for address, kind, _, value in cells:
        if kind == b"s" and value and int(value[3:-4]) in numbers:
            scan.mark(*_place(address), told)


def _plain_sheet(content: bytes, name: str) -> Sheet:
    """Return the sheet in the one spelling that the expressions know, its cells and merges.

    Only the rows are kept: what else a sheet says is nothing to the readers.
    """
    plain = xml.is_plain(content)
    if plain and len(content) > _LARGE:
        content = _without_far_cells(content)
    found = _usual_sheet(_FORMULA.sub(b"<f/>", content)) if plain else None
    if found:
        return found
    rewritten = rewritten_sheet(content, name)
    if not _values_well_formed(rewritten[1]):
        raise damaged()
    return rewritten


def _without_far_cells(content: bytes) -> bytes:
    """Return the sheet without the empty cells far to the right that Gnumeric writes out.

    They are half a million where rows have a style. Every cell must say where it stands: then none
    moves.
    """
    every = content.count(b"<c ") + content.count(b"<c>") + content.count(b"<c/>")
    return _FAR.sub(b"", content) if every == content.count(b'<c r="') else content


def _usual_sheet(content: bytes) -> Sheet | None:
    """Return the sheet looked at with one expression, None if that does not tell all of it."""
    start, end = content.find(b"<sheetData>"), content.rfind(_END)
    root = _ROOT.match(content)
    if not (root and root.end() <= start < end) or b"sheetData" in content[:start]:
        return None
    first = start + len(_START)
    last = max(first, content.rfind(b"</c>", first, end) + len(b"</c>"))
    cells = _CELL.findall(content, first, last)
    if (cells and not cells[-1][0]) or not _REST.fullmatch(content, last, end):
        return None
    after = content[end + len(_END) :]
    if b"<c " in after or b"sheetData" in after:
        return None
    merged = _merged_part(after)
    merges = _MERGE.findall(merged)
    if merged.count(b"mergeCell") not in (0, len(merges) + 1):
        return None
    data = content[start : end + len(_END)]
    if b"xmlns" in data or not _rows_close(data) or not _values_well_formed(cells):
        return None
    return sheet_for_reader(root[0], data), cells, merges, []


def _values_well_formed(cells: list[CellParts]) -> bool:
    """Tell whether each value is one: programs show a blank cell for an empty number of a text."""
    shared = b"".join([cell[3] for cell in cells if cell[1] == b"s"])
    others = [cell for cell in cells if cell[1] not in _TEXTS]
    return bool(_INDEXES.fullmatch(shared)) and not [
        cell for cell in others if cell[3][3:-4].isspace() or (cell[3] == _NOTHING and not cell[2])
    ]


def _rows_close(data: bytes) -> bool:
    """Tell whether every cell lies in a row that ends before the next begins, as programs ask."""
    if (
        data.count(b"<row") == data.count(b"</row><row") + 1
        and data.startswith(b"<sheetData><row")
        and data.endswith(b"</row></sheetData>")
    ):
        return True
    within = False
    for end, row, single in _ROW_OR_CELL.findall(data):
        if row and within is not bool(end):
            return False
        if not row and not within:
            return False
        if row and not single:
            within = not end
    return not within


def _merged_part(after: bytes) -> bytes:
    """Return what lists the merged ranges in the part behind the rows, empty if nothing does."""
    start = after.find(b"mergeCell")
    return after[start : after.rfind(b"mergeCell") + 1] if start >= 0 else b""


def _refuse_odd_strings(strings: bytes) -> None:
    """Refuse shared strings that programs would count in different ways: cells name their numbers.

    Those that follow one another and are all there is can be counted in one way only.
    """
    every = strings.count(b"<si>")
    together = strings.count(b"</si><si>") + 1
    if not (every == together and _FLAT.match(strings) and b":si" not in strings):
        root = xml.parse(xml.bounded(strings))
        own = etree.QName(root).namespace
        plain = f"{{{own}}}si" if own else "si"
        found = [each.tag == plain and each.getparent() is root for each in root.iter("{*}si")]
        if not all(found):
            raise inconsistent("для разных программ в ней записаны разные тексты")
