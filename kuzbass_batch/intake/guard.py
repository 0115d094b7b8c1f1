"""Look at a file's bytes before any reader does: what it is, and whether it is safe to open."""

import io
import re
import zipfile
from dataclasses import dataclass

from kuzbass_batch.model import file_rules as rules
from kuzbass_batch.model.findings import Finding

MAX_BYTES = 20 * 2**20
MAX_INFLATED = 64 * 2**20
MAX_MEMBERS = 1_000
MAX_ROW, MAX_COLUMN = 20_000, 256

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'(?:\br|\bref)="([A-Z]{1,7})([0-9]{1,10})(?::([A-Z]{1,7})([0-9]{1,10}))?"')
_COUNT = re.compile(rb'uniqueCount="([0-9]{7,})"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """A file that may be opened: `container` is xlsx, ods or xls; `members` of an archive."""

    container: str
    data: bytes
    members: dict[str, bytes]


def inspect(data: bytes) -> Package | Finding:
    """Return the package, or the finding that says why the file is not opened."""
    if not data:
        return rules.EMPTY_FILE.at()
    if len(data) > MAX_BYTES:
        size, limit = len(data) / 2**20, MAX_BYTES // 2**20
        return rules.TOO_LARGE.at(size=f"{size:.1f}".replace(".", ","), limit=limit)
    if data.startswith(_OLE):
        return _inspect_ole(data)
    if data.startswith(b"PK"):
        return _inspect_archive(data)
    return rules.NOT_A_WORKBOOK.at(what=_describe(data))


def _describe(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if head.startswith(b"%pdf"):
        return "документ PDF"
    if b"<html" in head or b"<table" in head or head.startswith(b"<!doctype html"):
        return "страница HTML"
    if b"{\\rtf" in head:
        return "документ RTF"
    return "текст" if b"\0" not in data[:4096] else "неизвестные данные"


def _inspect_ole(data: bytes) -> Package | Finding:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir()}
    except Exception:
        # olefile raises many kinds of errors on broken files; all mean the same here.
        return rules.DAMAGED.at()
    if "encryptedpackage" in streams:
        return rules.PASSWORD.at()
    if not streams & {"workbook", "book"}:
        return rules.NOT_A_WORKBOOK.at(what="не таблица (старый формат Office)")
    return Package(container="xls", data=data, members={})


def _inspect_archive(data: bytes) -> Package | Finding:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > MAX_MEMBERS or len(set(names)) < len(names):
                return rules.UNSAFE.at(why="лишние или повторные части архива")
            if any(info.flag_bits & 1 for info in archive.infolist()):
                return rules.PASSWORD.at()
            members = _inflate(archive)
    except Exception:
        # zipfile and zlib raise many kinds of errors on broken archives.
        return rules.DAMAGED.at()
    if members is None:
        return rules.UNSAFE.at(why="в распакованном виде он слишком велик")
    return _inspect_members(data, members)


def _inflate(archive: zipfile.ZipFile) -> dict[str, bytes] | None:
    """Return the XML members inflated, None past the bound: headers are not trusted."""
    members, left = {}, MAX_INFLATED
    for name in archive.namelist():
        with archive.open(name) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            return None
        if name.endswith((".xml", ".rels", "mimetype")):
            members[name] = content
    return members


def _inspect_members(data: bytes, members: dict[str, bytes]) -> Package | Finding:
    if any(b"<!DOCTYPE" in content[:4096] for content in members.values()):
        return rules.UNSAFE.at(why="в нём есть объявление DOCTYPE")
    if b"opendocument.spreadsheet" in members.get("mimetype", b""):
        if b"manifest:encryption-data" in members.get("META-INF/manifest.xml", b""):
            return rules.PASSWORD.at()
        return Package(container="ods", data=data, members=members)
    if "xl/workbook.xml" not in members:
        what = "документ Word" if "word/document.xml" in members else "архив, но не книга"
        return rules.NOT_A_WORKBOOK.at(what=what)
    for name, content in members.items():
        if name.startswith("xl/worksheets/") and _outside(content):
            return rules.UNSAFE.at(why="в нём есть ячейки далеко за краем формы")
        if _COUNT.search(content[:2048]):
            return rules.UNSAFE.at(why="в нём объявлено слишком много строк текста")
    return Package(container="xlsx", data=data, members=members)


def _outside(sheet: bytes) -> bool:
    """Tell whether a cell lies outside the box that the first reader's dense grid may have.

    Column widths, formats and validations may reach the last row; only cells make the grid.
    """
    cells = sheet[sheet.find(b"<sheetData") : sheet.rfind(b"</sheetData>")]
    merges = sheet[max(sheet.find(b"<mergeCells"), 0) : max(sheet.find(b"</mergeCells>"), 0)]
    for part in (cells, merges):
        for match in _CELL.finditer(part):
            for letters, digits in ((match[1], match[2]), (match[3], match[4])):
                if letters and (column_number(letters) > MAX_COLUMN or int(digits) > MAX_ROW):
                    return True
    return False


def column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
