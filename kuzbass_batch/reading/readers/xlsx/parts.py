"""The parts of an .xlsx: which sheets there are, under what names, and a plain book made of them.

Readers follow relations each in their own way and miss honest ones; they get a book with the parts
under the usual names and nothing else in it.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from lxml import etree

from kuzbass_batch.findings import files as rules
from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import MAX_SHEETS, Refusal, inconsistent, unsafe
from kuzbass_batch.reading.guard.sanitize import clean_name
from kuzbass_batch.reading.readers.xlsx.pictures import pictures_in, rich_errors_in
from kuzbass_batch.reading.readers.xlsx.relations import REMEMBERED, Folded, Targets, targets_of

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HIDDEN = ' state="hidden"'


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookPart:
    """What the part of the workbook says. sheets: id of the relation, name and «hidden»."""

    sheets: tuple[tuple[str, str, bool], ...]
    since_1904: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookParts:
    """The parts that are read. sheets: name and content; hidden: the names of hidden sheets.

    pictures: the cells, by sheet, at whose corner a picture begins. rich_errors: the numbers of
    newer values that are errors indeed; any other is a picture.
    """

    sheets: Iterable[tuple[str, bytes]]
    hidden: frozenset[str]
    strings: bytes
    styles: bytes
    since_1904: bool
    pictures: Mapping[str, tuple[tuple[int, int], ...]]
    rich_errors: frozenset[int]

    def parts(
        self, names: Iterable[str], sheets: list[bytes], strings: bytes, styles: bytes
    ) -> dict[str, bytes]:
        """Return the members of a plain book of these sheets, the parts as they were looked at."""
        named = {f"xl/worksheets/sheet{n}.xml": part for n, part in enumerate(sheets, start=1)}
        return {
            "[Content_Types].xml": _content_types(len(sheets)),
            "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self._workbook(names),
            "xl/_rels/workbook.xml.rels": _relations(
                [*(("worksheet", name.removeprefix("xl/")) for name in named),
                 ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
            ),
            "xl/sharedStrings.xml": strings,
            "xl/styles.xml": styles,
            **named,
        }  # fmt: skip

    def _workbook(self, names: Iterable[str]) -> bytes:
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}"'
            f'{_HIDDEN if name in self.hidden else ""} r:id="rId{n}"/>'
            for n, name in enumerate(names, start=1)
        )
        since = '<workbookPr date1904="1"/>' if self.since_1904 else ""
        head = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        return f"{head}{since}<sheets>{sheets}</sheets></workbook>".encode()


def _relations(targets: list[tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'.encode()


@lru_cache(maxsize=64)
def _content_types(sheets: int) -> bytes:
    named = [("/xl/workbook.xml", "sheet.main"), ("/xl/sharedStrings.xml", "sharedStrings"),
             ("/xl/styles.xml", "styles")]  # fmt: skip
    named += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    lines = "".join(
        f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in named
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{rels}"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{lines}</Types>'.encode()


def find_book(members: Mapping[str, bytes], *, one_by_one: bool = False) -> WorkbookParts:
    """Return the parts of the workbook, `members` by name; Refusal if there is no workbook.

    one_by_one: each sheet is opened, and refused, when its turn comes, and they come once.
    """
    folded = Folded(members)
    path = _workbook_path(folded)
    book = folded[path]
    told = (_known_book if len(book) < REMEMBERED else _read_book)(book)
    relations = _by_id(targets_of(folded, path))
    listed = list(_listed(told.sheets, relations, folded))
    _refuse_twins(listed)
    sheets = ((name, folded[path]) for name, path, _ in listed)
    return WorkbookParts(
        sheets=sheets if one_by_one else tuple(sheets),
        hidden=frozenset(name for name, _, hidden in listed if hidden),
        pictures=pictures_in(folded, listed),
        rich_errors=rich_errors_in(folded),
        strings=_part(folded, relations, path, "sharedStrings", b"sst"),
        styles=_part(folded, relations, path, "styles", b"styleSheet"),
        since_1904=told.since_1904,
    )


def _read_book(content: bytes) -> WorkbookPart:
    """Return what the part of the workbook says; Refusal if it lists too many sheets."""
    root = xml.parse(content)
    sheets = root.findall("{*}sheets/{*}sheet")
    if len(sheets) > MAX_SHEETS:
        raise unsafe("в нём слишком много ячеек или листов")
    properties = root.find("{*}workbookPr")
    return WorkbookPart(
        sheets=tuple(map(_sheet_entry, sheets)),
        since_1904=properties is not None and properties.get("date1904") in ("1", "true"),
    )


_known_book = lru_cache(maxsize=64)(_read_book)


def _sheet_entry(sheet: etree._Element) -> tuple[str, str, bool]:
    hidden = sheet.get("state") in ("hidden", "veryHidden")
    return _relation_id(sheet), clean_name(sheet.get("name") or ""), hidden


def _workbook_path(folded: Folded) -> str:
    """Return the part that the archive names as its document, usually xl/workbook.xml."""
    named = (target for _, (kind, target) in targets_of(folded, "") if kind == "officeDocument")
    for path in (*named, "xl/workbook.xml"):
        if path in folded:
            return path
    raise Refusal(rules.NOT_A_WORKBOOK.at(what="архив с файлами"), foreign=True)


def _by_id(targets: Targets) -> dict[str, tuple[str, str]]:
    """Return the targets keyed by id; programs differ on which of two with one id counts."""
    relations = dict(targets)
    if any(relations[each] != target for each, target in targets):
        raise inconsistent("под одним номером в ней записаны разные части")
    return relations


def _listed(
    told: Iterable[tuple[str, str, bool]],
    relations: dict[str, tuple[str, str]],
    folded: Folded,
) -> Iterator[tuple[str, str, bool]]:
    """Yield name, part and «hidden» of the worksheets; a lost part is as a deleted sheet."""
    seen = set()
    for number, name, hidden in told:
        kind, path = relations.get(number, ("", ""))
        if path in seen:
            raise inconsistent("два листа записаны в одной части файла")
        if kind == "worksheet" and path in folded:
            seen.add(path)
            yield name, path, hidden


def _relation_id(sheet: etree._Element) -> str:
    """Return `r:id`, whichever of the two namespaces of relations the book uses."""
    return next((value for key, value in sheet.items() if key.endswith("relationships}id")), "")


def _refuse_twins(listed: list[tuple[str, str, bool]]) -> None:
    names = {name.casefold() for name, _, _ in listed}
    if len(names) < len(listed):
        raise inconsistent("два листа с одним именем")


def _part(
    folded: Folded,
    relations: dict[str, tuple[str, str]],
    book: str,
    kind: str,
    root: bytes,
) -> bytes:
    """Return a part by its kind, or one without content if the book has none."""
    named = (target for each, target in relations.values() if each == kind)
    usual = posixpath.join(posixpath.dirname(book), f"{kind}.xml").casefold()
    for path in (*named, usual):
        if path in folded:
            return folded[path]
    return b'<%s xmlns="%s"/>' % (root, _MAIN.encode())
