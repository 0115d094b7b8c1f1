"""Messages as files (.eml): their attachments and their day, whatever program wrote them.

`email` may raise anything on a malformed message, and its parser of header values is slow on
purpose-made ones: every access here may fail, and all of it happens in a process that can be ended.
"""

import datetime as dt
import mimetypes
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from itertools import islice
from typing import Any, TypeVar

from kuzbass_batch.reading.guard.bounds import MAX_MEMBERS, damaged, unsafe
from kuzbass_batch.reading.guard.sanitize import clean_file_name

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/ms-tnef": ".dat",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
}
T = TypeVar("T")
_ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,200}")
_RAW_NAME = re.compile(r'(?:file)?name\s*=\s*(?:"([^"]*)"|([^;\s]+))', re.I)


DRAFT_BOUNDARY = "=_kuzbass-batch_="
"""Stands between the parts of the program's own drafts; a program that sends one writes its own."""
UNSENT = "X-Unsent"
PostedFile = tuple[str, bytes]
"""Shown name and content of an attachment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What a message brings: when it was sent, in UTC, the address it is from, its attachments."""

    moment: dt.datetime | None
    sender: str
    files: tuple[PostedFile, ...]


def read_message(data: bytes) -> Posted:
    """Return what a message brings; Refusal if it is damaged or built to do harm."""
    return Posted(moment=moment_of(data), sender=sender_of(data), files=tuple(attachments(data)))


def is_own_draft(data: bytes) -> bool:
    """Tell whether a message is a draft that the program made and nobody has sent."""
    if DRAFT_BOUNDARY.encode() not in data:
        return False
    message = _safely(lambda: _parsed(data, headersonly=True))
    return message is not None and bool(
        _safely(
            lambda: (
                message[UNSENT] == "1"
                and message["From"] is None
                and message.get_boundary() == DRAFT_BOUNDARY
            )
        )
    )


def moment_of(data: bytes) -> dt.datetime | None:
    """Return the moment of the message's Date header in UTC, None if it has none that counts."""
    header = _safely(lambda: _parsed(data, headersonly=True)["Date"])
    return in_utc(getattr(header, "datetime", None))


def in_utc(moment: object) -> dt.datetime | None:
    """Return a moment in UTC, None if it is none that counts."""
    if not isinstance(moment, dt.datetime):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    found = _safely(lambda: moment.astimezone(dt.UTC))
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def local_day(moment: dt.datetime, utc_hours: int) -> dt.date:
    """Return the day of a moment of UTC where the clock is so many hours ahead of it."""
    return (moment + dt.timedelta(hours=utc_hours)).date()


def sender_of(data: bytes) -> str:
    """Return the address that a message says it is from, in lower case; empty if it says none."""
    header = _safely(lambda: str(_parsed(data, headersonly=True)["From"] or "")) or ""
    return address_in(header)


def address_in(text: str) -> str:
    """Return the first address of a header in lower case; empty if none can be compared.

    Read as a message's own header: `parseaddr` of newer Pythons gives none where there are several.
    """
    found = _safely(lambda: policy.default.header_factory("From", text).addresses[0].addr_spec)
    address = (found or "").casefold()
    return address if _ADDRESS.fullmatch(address) else ""


def attachments(data: bytes) -> Iterator[PostedFile]:
    """Yield shown name and content of every attachment, inline ones too, in order."""
    message = _parsed(data)
    parts = _safely(lambda: list(islice(_parts(message), MAX_MEMBERS + 1)))
    if parts is None:
        raise damaged()
    if len(parts) > MAX_MEMBERS:
        raise unsafe(f"в письме больше {MAX_MEMBERS} частей")
    for number, part in enumerate(parts, start=1):
        kind, name = _kind(part), _name(part)
        if part is not message and kind == "message/rfc822":
            yield _with_suffix(name or "вложенное письмо", ".eml"), b""
        elif name or not kind.startswith("text/"):
            yield name or f"вложение {number}{_suffix(kind)}", _content(part)


def _parsed(data: bytes, *, headersonly: bool = False) -> Message:
    parser: BytesParser = BytesParser(policy=policy.default)
    try:
        message: Message = parser.parsebytes(data.removeprefix(BOM_UTF8), headersonly)
    except MemoryError:
        raise
    except Exception as error:
        raise damaged() from error
    if not message.keys():
        raise damaged()
    return message


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold content; a message within the message is one part."""
    waiting: list[Any] = [message]
    while waiting:
        part = waiting.pop()
        several = isinstance(part, Message) and part.is_multipart()
        # Headers are parsed slowly: only where there is a doubt.
        if several and (part is message or _kind(part) != "message/rfc822"):
            parts: Any = part.get_payload()
            waiting += reversed(parts)
        elif isinstance(part, Message):
            yield part


def _safely(call: Callable[[], T]) -> T | None:
    try:
        return call()
    except MemoryError:
        raise
    except Exception:
        # The parser of headers raises whatever its bugs give.
        return None


def _kind(part: Message) -> str:
    return _safely(part.get_content_type) or "application/octet-stream"


def _name(part: Message) -> str:
    """Return the attachment's own name without folders, empty if it has none."""
    name = _safely(part.get_filename) or ""
    if not name or "\ufffd" in name:
        name = _raw_name(part) or name
    if "=?" in name:
        name = _safely(lambda: str(make_header(decode_header(name)))) or name
    plain = clean_file_name(re.split(r"[\\/]", name)[-1].strip())
    return plain if plain.strip(". ") else ""


def _raw_name(part: Message) -> str:
    """Return a name written as bare bytes, as old mailers do: UTF-8 or Windows-1251."""
    raw = dict(reversed([(key.lower(), value) for key, value in part.raw_items()]))
    for header in ("content-disposition", "content-type"):
        found = _RAW_NAME.search(str(raw.get(header, "")))
        if found:
            bare = (found[1] or found[2] or "").encode("utf-8", "surrogateescape")
            try:
                return bare.decode("utf-8")
            except UnicodeDecodeError:
                return bare.decode("cp1251", "replace")
    return ""


def _content(part: Message) -> bytes:
    payload = _safely(lambda: part.get_payload(decode=True))
    return payload if isinstance(payload, bytes) else b""


def _suffix(kind: str) -> str:
    return _SUFFIXES.get(kind) or mimetypes.guess_extension(kind) or ""


def _with_suffix(name: str, suffix: str) -> str:
    return name if name.lower().endswith(suffix) else name + suffix
