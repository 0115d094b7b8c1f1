"""Files that may be somebody's return and are not read: each is named, none is passed over.

Told by name, and by the first bytes where a name says nothing. What certainly is no return (a
photograph of a stand, a signature that lies beside its document) is passed over as before.
"""

import base64
import binascii
import re

from kuzbass_batch.file_names import stem_of, suffix_of
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding

HEAD = 1024
"""Bytes at the beginning of a file by which its kind is told."""

TABLES = {
    ".fods": "таблица LibreOffice одним файлом (.fods)",
    ".csv": "текстовая таблица (.csv)",
    ".tsv": "текстовая таблица (.tsv)",
    ".prn": "текстовая таблица (.prn)",
    ".dif": "таблица обмена данными (.dif)",
    ".slk": "таблица SYLK (.slk)",
    ".sylk": "таблица SYLK (.sylk)",
    ".dbf": "таблица dBase (.dbf)",
    ".html": "страница HTML (.html)",
    ".htm": "страница HTML (.htm)",
    ".xhtml": "страница HTML (.xhtml)",
    ".mht": "страница одним файлом (.mht)",
    ".mhtml": "страница одним файлом (.mhtml)",
    ".numbers": "таблица Apple Numbers (.numbers)",
    ".gnumeric": "таблица Gnumeric (.gnumeric)",
    ".sxc": "таблица OpenOffice.org старого формата (.sxc)",
    ".uos": "таблица UOF (.uos)",
    ".et": "таблица WPS (.et)",
    ".ett": "шаблон таблицы WPS (.ett)",
    ".wks": "таблица Works (.wks)",
    ".wk1": "таблица Lotus (.wk1)",
    ".123": "таблица Lotus (.123)",
    ".wb3": "таблица Quattro Pro (.wb3)",
    ".qpw": "таблица Quattro Pro (.qpw)",
    ".tmd": "таблица PlanMaker (.tmd)",
    ".pmdx": "таблица PlanMaker (.pmdx)",
}
ENVELOPES = {
    ".gz": "архив GZIP",
    ".tgz": "архив GZIP",
    ".tar": "архив TAR",
    ".bz2": "архив BZIP2",
    ".xz": "архив XZ",
    ".zst": "архив Zstandard",
    ".cab": "архив CAB",
    ".arj": "архив ARJ",
    ".lzh": "архив LZH",
    ".iso": "образ диска",
    ".mbox": "почтовый ящик (.mbox)",
    ".pst": "почтовый ящик Outlook (.pst)",
    ".ost": "почтовый ящик Outlook (.ost)",
    ".emlx": "письмо Apple Mail (.emlx)",
}
SIGNED = frozenset({".sig", ".p7m", ".p7s", ".sgn", ".p7z", ".enc", ".asc", ".gpg", ".pgp"})
SHORTCUTS = {
    ".gsheet": "таблица Google",
    ".gdoc": "документ Google",
    ".url": "адрес в интернете",
    ".webloc": "адрес в интернете",
    ".lnk": "файл на чужом компьютере",
}
SCANS = {
    **dict.fromkeys((".pdf", ".xps", ".oxps", ".djvu"), "документ для печати ({suffix})"),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".webp"),
        "изображение ({suffix})",
    ),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages"), "текстовый документ ({suffix})"),
    ".txt": "текст ({suffix})",
}
_NAMED_AS_FORM = re.compile(
    r"самооцен|несоглас|samoo[ct]s?en|паспорт|pasport"
    r"|(?<![а-яё])(?:форм[аы]|анкет[аы]|бланк)(?![а-яё])",
    re.I,
)
_ONLY_CODE = re.compile(
    r"(?:скан\w*|scan)?[\s_-]*[А-ЯЁA-Z]{1,4}-\d{1,4}"
    r"[\s_.-]*(?:скан\w*|scan)?[\s_.-]*(?:\(?(?:лист|стр|страница|л|с|page|p)?[\s_.]*\d{0,3}\)?)",
    re.I,
)
"""A participant's code, also with the word «скан» and the number of a page."""
_TEMPORARY = re.compile(r"\.?(.+?)(?:\.(?:tmp|bak|part|partial|crdownload|download)|~)?", re.I)
_CLOUDS = re.compile(
    rb"(?:disk|docs|forms)\.yandex|yadi\.sk|(?:docs|drive|forms)\.google|cloud\.mail\.ru|dropbox"
    rb"|onedrive|1drv\.ms|sharepoint|icloud\.com|disk\.360|\.(?:xlsx?|ods)\b",
    re.I,
)
_LINKED_BOOK = re.compile(rb"\.\0?(?:x\0?l\0?s|o\0?d\0?s)", re.I)
"""How the name of a book stands in a shortcut of Windows: in one byte a letter or in two."""
_PGP_SIGNATURE, _PGP_INSIDE = b"-----BEGIN PGP SIGNATURE", b"-----BEGIN PGP MESSAGE"
_FORM_CODE = re.compile(r"KB-(?:SELF|PASS|OBJ)-20\d\d")
_FORM_HEADS = ("Выполнено", "Подтверждение", "Баллов по критерию")
_CONTENTS = (
    (re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.excel\.sheet", re.I),
     "таблица Excel 2003 в формате XML"),
    (re.compile(rb"opendocument\.spreadsheet"), "таблица LibreOffice одним файлом"),
    (re.compile(rb"\A\s*(?:\xef\xbb\xbf)?ID;P"), "таблица SYLK"),
    (re.compile(rb"gnumeric\.org/v"), "таблица Gnumeric"),
)  # fmt: skip
_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "архив 7-Zip"),
    (b"Rar!\x1a\x07", "архив RAR"),
    (b"\x1f\x8b\x08", "архив GZIP"),
    (b"\x78\x9f\x3e\x22", "вложение Outlook winmail.dat"),
)
_VOLUME = re.compile(
    r".+(?:\.part\d{1,4}\.(?:rar|zip|7z|exe)|\.(?:z|r|s|a)\d\d|\.0\d\d|\.(?:zip|7z|rar|tar|gz|arj)\.\d{2,4})",
    re.I,
)
"""How the parts of an archive are named: `форма.z01`, `.r00`, `.001`, `.part1.rar`, `.7z.001`."""
_MAILBOX = re.compile(rb"\AFrom \S+ +\w{3} \w{3} ")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_CONTENT_TYPES = bytes.fromhex("2a864886f70d0107")
_OID, _SEQUENCE, _SET, _INTEGER, _EXPLICIT = 0x06, 0x30, 0x31, 0x02, 0xA0


def doubt_about(name: str, head: bytes) -> Finding | None:
    """Return why a file may be a return that is not read; None if it certainly is none.

    name: without folders. head: its first `HEAD` bytes.
    """
    suffix = suffix_of(name).lower()
    if suffix in SIGNED:
        return _signed(head)
    if suffix in ENVELOPES:
        return rules.NOT_UNPACKED.at(what=ENVELOPES[suffix])
    if _MAILBOX.match(head):
        return rules.NOT_UNPACKED.at(what=ENVELOPES[".mbox"])
    what = table_in(head) or TABLES.get(suffix, "")
    if what:
        return rules.TABLE_UNREAD.at(what=what)
    packed = next((what for start, what in _ARCHIVES if head.startswith(start)), "")
    if packed:
        return rules.NOT_UNPACKED.at(what=packed)
    if suffix in SHORTCUTS and (is_named_as_form(name) or _leads_to_table(suffix, head)):
        return rules.SHORTCUT.at(what=SHORTCUTS[suffix])
    if is_named_as_form(name):
        what = SCANS.get(suffix, "файл неизвестного вида").format(suffix=suffix)
        return rules.FORM_BY_NAME.at(what=what)
    return None


def _leads_to_table(suffix: str, head: bytes) -> bool:
    """Tell whether a shortcut leads to a table: of a cloud, or on somebody's computer."""
    if suffix == ".gsheet":
        return True
    pattern = _LINKED_BOOK if suffix == ".lnk" else _CLOUDS
    return bool(pattern.search(head))


def is_volume(name: str) -> bool:
    """Tell whether a file is named as one of the parts that an archive was divided into."""
    return _VOLUME.fullmatch(name) is not None


def named_before(name: str) -> str:
    """Return the name that a temporary, hidden or spare file has in the end."""
    found = _TEMPORARY.fullmatch(name)
    return found[1] if found else name


def holds_form(text: str) -> bool:
    """Tell whether a text has the table of a blank in it: its code, or the heads and results."""
    return bool(_FORM_CODE.search(text)) or all(word in text for word in _FORM_HEADS)


def is_scan(name: str) -> bool:
    """Tell whether a file, told by its name, may be a printed or retyped copy of a form."""
    return suffix_of(name).lower() in SCANS


def is_named_as_form(name: str) -> bool:
    """Tell whether a file is named as the program's forms are, or by a participant's code alone."""
    stem = stem_of(name)
    return bool(_NAMED_AS_FORM.search(name) or _ONLY_CODE.fullmatch(stem.strip()))


def table_in(head: bytes) -> str:
    """Return which table of a format that is not read a file begins as, empty if none."""
    return next((what for pattern, what in _CONTENTS if pattern.search(head)), "")


def is_signature(name: str) -> bool:
    """Tell whether a file is one of those that electronic signatures are kept in."""
    return suffix_of(name).lower() in SIGNED


def _signed(head: bytes) -> Finding | None:
    """Return the finding on a signed or encrypted file; None for a signature without a document."""
    if head.startswith(_PGP_SIGNATURE):
        return None
    if head.startswith(_PGP_INSIDE):
        return rules.SIGNED_INSIDE.at(what="зашифрованный файл или письмо")
    match _sealed(_binary(head)):
        case "apart":
            return None
        case "signed":
            return rules.SIGNED_INSIDE.at(what="документ внутри электронной подписи")
        case "closed":
            return rules.SIGNED_INSIDE.at(what="зашифрованный файл или письмо")
    return rules.SIGNED_INSIDE.at(what="файл электронной подписи неизвестного устройства")


def _binary(head: bytes) -> bytes:
    """Return the bytes of a signature that may be written as text (Base64, PEM)."""
    if head[:1] == b"\x30":
        return head
    text = re.sub(rb"-----[^-]*-----|\s", b"", head.removeprefix(b"\xef\xbb\xbf"))
    try:
        return base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except binascii.Error:
        return b""


def _sealed(data: bytes) -> str:
    """Return what a message of RFC 5652 is: apart (a signature alone), signed, closed, or empty.

    Only the headers up to the content are walked; nothing is unpacked and no signature is verified.
    """
    try:
        at = _enter(data, 0, _SEQUENCE)
        oid, at = _value(data, at, _OID)
        if oid != _SIGNED_DATA:
            return "closed" if oid.startswith(_CONTENT_TYPES) else ""
        at = _enter(data, _enter(data, at, _EXPLICIT), _SEQUENCE)
        _, at = _value(data, at, _INTEGER)
        _, at = _value(data, at, _SET)
        inner, length = _header(data, at, _SEQUENCE)
        _, after = _value(data, inner, _OID)
        if length is not None and after >= inner + length:
            return "apart"
        return "signed" if data[after] == _EXPLICIT else "apart"
    except (IndexError, ValueError):
        return ""


def _header(data: bytes, at: int, tag: int) -> tuple[int, int | None]:
    """Return where a value begins and how long it is, None if it says so only at its end."""
    if data[at] != tag:
        raise ValueError
    first = data[at + 1]
    if first < 0x80:
        return at + 2, first
    count = first & 0x7F
    if not count:
        return at + 2, None
    start = at + 2 + count
    return start, int.from_bytes(data[at + 2 : start], "big")


def _enter(data: bytes, at: int, tag: int) -> int:
    return _header(data, at, tag)[0]


def _value(data: bytes, at: int, tag: int) -> tuple[bytes, int]:
    """Return a value of known length and where the next one begins."""
    start, length = _header(data, at, tag)
    if length is None or start + length > len(data):
        raise ValueError
    return data[start : start + length], start + length
