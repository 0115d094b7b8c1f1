"""Look at a file's bytes before any reader does: what it is, and whether it is safe to open.

The content decides the kind; a name says nothing. What the readers get afterwards is not the
file but a copy made of the parts that were looked at.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zipfile import ZipInfo

from kuzbass_batch.ceilings import STRANGERS, FileBounds
from kuzbass_batch.findings import files as rules
from kuzbass_batch.reading.guard import archive, ole
from kuzbass_batch.reading.guard.bounds import Refusal, damaged, inconsistent
from kuzbass_batch.reading.guard.unread import holds_form, table_in

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

_HEADS = (
    (b"%pdf", "документ PDF"),
    (b"{\\rtf", "документ RTF"),
    (b"rar!\x1a\x07", "архив RAR"),
    (b"7z\xbc\xaf\x27\x1c", "архив 7-Zip"),
    (b"\xff\xd8\xff", "изображение"),
    (b"\x89png", "изображение"),
    (b"gif8", "изображение"),
    (b"mz", "программа; не запускайте её"),
    (b"<?xml", "документ XML"),
    (b"\x1f\x8b", "архив GZIP"),
)
_OLD_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")

_XLSX = frozenset({"[content_types].xml", "xl/workbook.xml"})
_UNREAD = ("__macosx/", "customxml/", "docprops/", "package/")
"""Folders of an archive whose parts say nothing of a cell: what a Mac or a server packs beside it,
and the properties of the document."""

_KIND, _FIRST_NAME = b"mimetype", 30
"""The first member of an OpenDocument file, and where an archive has the name of its first."""
_TEXT = "word/document.xml"
_MARKS = re.compile(rb"<[^<>]*>")
_PASSWORD = {
    "xlsx": "«Файл» – «Сведения» – «Защита книги» – «Зашифровать с использованием пароля», "
    "сотрите пароль",
    "xls": "«Файл» – «Сохранить как» – «Сервис» – «Общие параметры», сотрите пароль; если пароля "
    "нет, отмените «Рецензирование» – «Защитить книгу»",
    "ods": "«Файл» – «Сохранить как», уберите флажок «Сохранить с паролем»",
    "zip": "распакуйте архив и положите формы в папку без архива",
}


PEEK = 2**18
"""Bytes at the beginning of a part in which the committee's code is looked for: it stands in the
first cell."""
_CODED = re.compile(r"(xl/sharedstrings|xl/worksheets/sheet[1-4]|content)\.xml", re.I)
_CLAIM = re.compile(rb"(KB-(?:REG|DEC|PROG))-20[0-9]{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """A file that may be opened: `container` is xlsx, ods or xls.

    members: the XML parts of an archive by name, as they are; stream: the workbook in an .xls.
    """

    container: str
    members: Mapping[str, bytes]
    stream: bytes = b""


def inspect(data: bytes, bounds: FileBounds = STRANGERS, *, one_by_one: bool = False) -> Package:
    """Return the package; Refusal with the finding that says why the file is not opened.

    one_by_one: its parts are not held, each is inflated again when it is asked for.
    """
    if not data:
        raise Refusal(rules.EMPTY_FILE.at())
    if len(data) > bounds.size:
        raise Refusal(rules.TOO_LARGE.at(limit=bounds.size // 2**20), too_large=True)
    if data.startswith(OLE):
        return _inspect_ole(data)
    if data.startswith(b"PK"):
        return _inspect_archive(data, bounds, one_by_one=one_by_one)
    raise _not_a_workbook(_describe(data))


def claims_to_be_ours(data: bytes) -> bool:
    """Tell whether a file bears the code of a book of the committee's, by little of its content."""
    if data.startswith(OLE):
        return bool(_CLAIM.search(data))
    return bool(claimed_code(data))


def claimed_code(data: bytes) -> str:
    """Return which code of the committee's books an archive bears, without the year, or nothing."""
    try:
        parts = [
            info
            for info in archive.list_members(data)
            if _CODED.fullmatch(archive.plain_name(info))
        ]
    except Refusal:
        return ""
    found = (_CLAIM.search(archive.beginning(data, info, PEEK)) for info in parts)
    return next((claim[1].decode() for claim in found if claim), "")


def is_ods(data: bytes) -> bool:
    """Tell whether an archive begins as one of OpenDocument has to: with the name of its kind."""
    return data[_FIRST_NAME : _FIRST_NAME + len(_KIND)] == _KIND


def refuse_password(kind: str) -> Refusal:
    """Return the refusal of an encrypted file with the way to remove the password."""
    return Refusal(rules.PASSWORD.at(how=_PASSWORD[kind]))


def _not_a_workbook(what: str) -> Refusal:
    return Refusal(rules.NOT_A_WORKBOOK.at(what=what), foreign=True)


def _describe(data: bytes) -> str:
    if _OLD_BIFF.match(data):
        return "книга Excel старше 1997 года"
    head = data[:4096].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if b"<html" in head or b"<table" in head or head.startswith(b"<!doctype html"):
        return "страница HTML"
    known = next((what for start, what in _HEADS if head.startswith(start)), "")
    known = table_in(data[:4096]) or known
    if known:
        return known
    return "текст" if head.strip() and b"\0" not in head else "неизвестные данные"


def _inspect_ole(data: bytes) -> Package:
    found = ole.open_ole(data)
    if "encryptedpackage" in found.names:
        raise refuse_password("xlsx")
    if "workbook" in found.names:
        return Package(container="xls", members={}, stream=found.read("workbook"))
    for name, what in (
        ("book", "книга Excel старше 1997 года"),
        ("worddocument", "документ Word"),
        ("powerpoint document", "презентация"),
        ("__properties_version1.0", "письмо Outlook"),
    ):
        if name in found.names:
            raise _not_a_workbook(what)
    raise _not_a_workbook("документ старого формата, не книга")


def _inspect_archive(data: bytes, bounds: FileBounds, *, one_by_one: bool) -> Package:
    found = [info for info in archive.list_members(data) if not _is_unread(info)]
    archive.refuse_twins(found)
    names = {archive.plain_name(info).casefold() for info in found}
    _refuse_form_in_text(data, found, names)
    _refuse_other_documents(names)
    if any(archive.is_encrypted(info) for info in found):
        raise refuse_password("zip")
    members = (_looked_at if one_by_one else _inflated)(data, found, bounds)
    if "mimetype" in members or not names & _XLSX:
        sizes = {archive.plain_name(info): info.file_size for info in found}
        _refuse_other_ods(members, sizes.get("content.xml", 0))
        if "xl/workbook.xml" in names:
            raise inconsistent("для разных программ в ней записано разное содержимое")
        return Package(container="ods", members=members)
    return Package(container="xlsx", members=members)


def _inflated(data: bytes, found: list[ZipInfo], bounds: FileBounds) -> Mapping[str, bytes]:
    """Return the XML parts; the others are inflated too, for the bound, and not kept."""
    inflater = archive.Inflater(data, bounds)
    members = {}
    for info in found:
        content = inflater.inflate(info)
        name = archive.plain_name(info)
        if _is_read(name):
            members[name] = content
    return members


def _looked_at(data: bytes, found: list[ZipInfo], bounds: FileBounds) -> archive.InflatedMembers:
    """Return the XML parts as `_inflated` does, none of them held."""
    inflater = archive.Inflater(data, bounds)
    for info in found:
        for _ in inflater.pieces(info):
            pass
    named = {archive.plain_name(info): info for info in found}
    read = {name: info for name, info in named.items() if _is_read(name)}
    return archive.InflatedMembers(data, read, bounds)


def _is_read(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels")) or name == "mimetype"


def _is_unread(info: ZipInfo) -> bool:
    """Tell whether a part is never read: faults in it do not refuse the file."""
    return archive.plain_name(info).casefold().startswith(_UNREAD)


def _refuse_form_in_text(data: bytes, found: list[ZipInfo], names: set[str]) -> None:
    """A document with the table of a blank in it is somebody's return, though it is not read."""
    if _TEXT not in names or any(archive.is_encrypted(info) for info in found):
        return
    inflater = archive.Inflater(data)
    parts = (inflater.inflate(i) for i in found if archive.plain_name(i).casefold() == _TEXT)
    if any(holds_form(_MARKS.sub(b"", part).decode("utf-8", "replace")) for part in parts):
        raise Refusal(rules.FORM_IN_TEXT.at(what="документ Word"))


def _refuse_other_documents(names: set[str]) -> None:
    for name, what in (
        ("xl/workbook.bin", "двоичная книга Excel (.xlsb)"),
        (_TEXT, "документ Word"),
        ("ppt/presentation.xml", "презентация"),
    ):
        if name in names:
            raise _not_a_workbook(what)
    if not names & (_XLSX | {"mimetype", "content.xml"}):
        raise _not_a_workbook("архив с файлами")


def _refuse_other_ods(members: Mapping[str, bytes], size: int) -> None:
    """Some programs leave out the member that names the kind: then the content tells it.

    size: of the content.
    """
    if b"opendocument.spreadsheet" not in members.get("mimetype", b"opendocument.spreadsheet"):
        content = members.get("content.xml", b"")
        if holds_form(_MARKS.sub(b"", content).decode("utf-8", "replace")):
            raise Refusal(rules.FORM_IN_TEXT.at(what="документ LibreOffice"))
        raise _not_a_workbook("документ LibreOffice, но не книга")
    if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
        raise refuse_password("ods")
    if not size:
        raise damaged()
