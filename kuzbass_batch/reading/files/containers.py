"""Archives and messages in the input folder: what lies in them, one level deep, nothing unpacked.

A member is named by the container and its own name (`письмо.eml/Самооценка.xlsx`). Names lead
nowhere: they are shown, never opened.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from zipfile import ZipInfo

from kuzbass_batch.file_names import MESSAGES, suffix_of
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.reading.files.messages import Posted, is_own_draft, read_message, sender_of
from kuzbass_batch.reading.files.outlook import is_outlook, read_outlook
from kuzbass_batch.reading.guard import archive
from kuzbass_batch.reading.guard.bounds import MAX_BYTES, Refusal, damaged
from kuzbass_batch.reading.guard.inspection import OLE, ZIP, refuse_password
from kuzbass_batch.reading.guard.sanitize import clean_file_name
from kuzbass_batch.reading.guard.unread import HEAD, is_volume

ARCHIVE = ".zip"
CONTAINERS = frozenset({ARCHIVE, *MESSAGES})
_UTF8_NAME = 0x800
_CLOSED = {
    ".rar": "архив RAR",
    ".7z": "архив 7-Zip",
    "winmail.dat": "вложение Outlook winmail.dat",
}
_NESTED = {
    ".zip": "архив внутри другого архива или письма",
    ".eml": "письмо внутри другого письма или архива",
    ".msg": "письмо внутри другого письма или архива",
}


NOTHING_POSTED = Posted(moment=None, sender="", files=())


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainedFile:
    """A file within a container: its number there, shown name, size, hash and first bytes."""

    number: int
    name: str
    size: int
    sha256: str
    head: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a container turned out to be: its files, or why it is shut.

    moment, sender: of a message, when it was sent, in UTC, and by whom. is_workbook: an .xlsx or
    .xls under the name of a container; it is read as a workbook. is_draft: a letter that the
    program drafted and nobody sent; what lies in it is its own.
    """

    files: tuple[ContainedFile, ...] = ()
    moment: dt.datetime | None = None
    sender: str = ""
    is_workbook: bool = False
    is_draft: bool = False
    finding: Finding | None = None


def closed_reason(name: str, *, nested: bool = False) -> Finding | None:
    """Return the finding on a container that is not opened, by its name; None for other files."""
    if is_volume(name):
        return rules.VOLUME.at()
    lower = name.lower()
    suffix = suffix_of(lower)
    what = _CLOSED.get(suffix) or _CLOSED.get(lower) or (_NESTED.get(suffix) if nested else None)
    return rules.NOT_UNPACKED.at(what=what) if what else None


def look_into(data: bytes, name: str) -> Contents:
    """Return what lies in a container, known by `name` to be an archive or a message."""
    posted = NOTHING_POSTED
    try:
        if _is_workbook(data, name):
            return Contents(is_workbook=True)
        _refuse_size(data)
        if _is_message(name) and is_own_draft(data):
            return Contents(is_draft=True)
        if _is_message(name):
            posted = _opened(data)
        files = tuple(
            ContainedFile(
                number=number,
                name=shown,
                size=len(content),
                sha256=sha256(content).hexdigest(),
                head=content[:HEAD],
            )
            for number, shown, content in (
                _numbered(posted) if _is_message(name) else _members(data)
            )
        )
    except Refusal as refused:
        sender = sender_of(data) if _is_message(name) and len(data) <= MAX_BYTES else ""
        return Contents(finding=refused.finding, sender=sender)
    return Contents(files=files, moment=posted.moment, sender=posted.sender)


def take_out(data: bytes, name: str, number: int) -> bytes:
    """Return the bytes of one file of a container; Refusal if the container does not have it."""
    if _is_message(name):
        return next((c for n, _, c in _numbered(_opened(data)) if n == number), b"")
    for at, info in enumerate(_listed(data)):
        if at == number:
            return archive.Inflater(data).inflate(info)
    raise damaged()


def _is_message(name: str) -> bool:
    return name.lower().endswith(MESSAGES)


def _opened(data: bytes) -> Posted:
    """Return what a message brings, of Outlook or of any other program, told by its content."""
    return read_outlook(data) if data.startswith(OLE) else read_message(data)


def _is_workbook(data: bytes, name: str) -> bool:
    """Tell a workbook under a wrong name by its content."""
    if data.startswith(OLE):
        return not (_is_message(name) and is_outlook(data))
    if not data.startswith(ZIP) or len(data) > MAX_BYTES:
        return False
    names = {archive.plain_name(info).casefold() for info in archive.list_members(data)}
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def _refuse_size(data: bytes) -> None:
    if not data:
        raise Refusal(rules.EMPTY_FILE.at())
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise Refusal(rules.CONTAINER_TOO_LARGE.at(limit=limit))


def _members(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    inflater = archive.Inflater(data)
    taken: set[str] = set()
    for number, info in enumerate(_listed(data)):
        yield number, free_name(_shown_name(info), taken), inflater.inflate(info)


def _listed(data: bytes) -> list[ZipInfo]:
    found = archive.list_members(data)
    if any(archive.is_encrypted(info) for info in found):
        raise refuse_password("zip")
    return found


def _shown_name(info: ZipInfo) -> str:
    """Return the member's path fit to be shown: no way up, no drive, no root."""
    steps = _decoded_name(info).replace("\\", "/").split("/")
    kept = [clean_file_name(step) for step in steps if step.strip(". ") and not step.endswith(":")]
    return "/".join(kept) or "без имени"


def _decoded_name(info: ZipInfo) -> str:
    """Return the name as it was meant.

    Without the UTF-8 flag Windows writes cp866, macOS writes UTF-8 all the same.
    """
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")


def _numbered(posted: Posted) -> Iterator[tuple[int, str, bytes]]:
    taken: set[str] = set()
    for number, (name, content) in enumerate(posted.files):
        yield number, free_name(name, taken), content


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, numbered if it is taken already, and take it."""
    path = PurePosixPath(name)
    free, number = name, 2
    while free in taken:
        free, number = str(path.with_name(f"{path.stem} ({number}){path.suffix}")), number + 1
    taken.add(free)
    return free
