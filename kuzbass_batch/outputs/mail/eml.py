"""One mail as a file (.eml) that a mail program opens as a draft: text, attachments, no sender.

The file is the same for the same content: no date, no Message-ID, a fixed boundary. The name of an
attachment stands in it twice, for all programs to read: by RFC 2231, and by RFC 2047 as Outlook
and web mail have it. Only the older policy of `email` writes both as they are given.
"""

import base64
from collections.abc import Iterable
from email.header import Header
from email.message import Message
from email.policy import compat32
from pathlib import PurePosixPath

from kuzbass_batch.forms.parsing.addresses import is_address, written_addresses
from kuzbass_batch.outputs.plain_text import one_line
from kuzbass_batch.reading.files.messages import DRAFT_BOUNDARY, UNSENT

POLICY = compat32.clone(linesep="\r\n", max_line_length=76)
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
File = tuple[str, bytes]


def compose(subject: str, to: Iterable[str], text: str, files: Iterable[File]) -> bytes:
    """Return the mail; `to` are plain addresses, without any there is no addressee to fill.

    files: name and content of each attachment. What would break a header's line becomes a space.
    """
    mail = Message(policy=POLICY)
    mail[UNSENT] = "1"
    addresses = ", ".join(map(one_line, to))
    if addresses:
        mail["To"] = addresses
    mail["Subject"] = _encoded(subject, "Subject")
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = "multipart/mixed"
    # It cannot stand in any part: there is no underscore in base64.
    mail.set_boundary(DRAFT_BOUNDARY)
    mail.attach(_text(text))
    for name, data in files:
        mail.attach(_attachment(one_line(name), data))
    return mail.as_bytes(policy=POLICY)


def _encoded(text: str, header: str) -> str:
    """Return a text as words of RFC 2047, none of them over 75 letters."""
    words = Header(one_line(text), "utf-8", maxlinelen=75, header_name=header)
    return words.encode(linesep="\r\n")


def _text(text: str) -> Message:
    part = Message(policy=POLICY)
    part["Content-Type"] = 'text/plain; charset="utf-8"'
    lines = "\r\n".join((*text.splitlines(), ""))
    return _in_base64(part, lines.encode("utf-8", "replace"))


def _attachment(name: str, data: bytes) -> Message:
    part = Message(policy=POLICY)
    kind = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    part.add_header("Content-Type", kind, name=_encoded(name, "name"))
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return _in_base64(part, data)


def _in_base64(part: Message, data: bytes) -> Message:
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(data).decode("ascii"))
    return part


def recipients(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the addresses in a cell of the registry, each once, and the words that are none.

    A Cyrillic domain is written as the network has it (`xn--…`); a Cyrillic name before the «@» is
    no address: hardly any mail server delivers there.
    """
    words = [word for _, meant in written_addresses(text) for word in meant]
    found = {word: _usable(word) for word in words}
    good = dict.fromkeys(address for address in found.values() if address)
    return tuple(good), tuple(word for word, address in found.items() if not address)


def _usable(word: str) -> str:
    if not is_address(word):
        return ""
    name, _, domain = word.rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
    return address if address.isascii() else ""
