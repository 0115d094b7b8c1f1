"""Messages of Outlook as files (.msg): their attachments, day and sender.

The container is first opened by the guard, which no chain of sectors keeps busy, and a file that
says that its streams are longer together than itself goes no further: the library reads them all.
Whatever the library raises on the rest means a damaged file. It runs in a process that can be
ended.
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.domain import constants

from kuzbass_batch.reading.files.messages import Posted, PostedFile, address_in, in_utc
from kuzbass_batch.reading.guard.bounds import MAX_MEMBERS, damaged, unsafe
from kuzbass_batch.reading.guard.ole import open_ole
from kuzbass_batch.reading.guard.sanitize import clean_name

MARK = "__properties_version1.0"
"""The stream that every message of Outlook has."""
_EMBEDDED = 5
_NAMES = (
    constants.PID_ATTACH_LONG_FILENAME,
    constants.PID_ATTACH_FILENAME,
    constants.PID_DISPLAY_NAME,
)
_LATIN, _CYRILLIC = re.compile("[\u00c0-\u00ff]"), re.compile("[\u0400-\u04ff]")
T = TypeVar("T")


def is_outlook(data: bytes) -> bool:
    """Tell whether a container (OLE) holds a message; Refusal if it is damaged."""
    return MARK in open_ole(data).names


def read_outlook(data: bytes) -> Posted:
    """Return what a message brings; Refusal if it is damaged or built to do harm."""
    if open_ole(data).streamed > len(data):
        raise damaged()
    message = _sound(lambda: Message.load(data))
    files = _sound(lambda: tuple(message.attachments))
    if len(files) > MAX_MEMBERS:
        raise unsafe(f"в письме больше {MAX_MEMBERS} частей")
    return Posted(
        moment=_sound(lambda: in_utc(_moment(message))),
        sender=_sound(lambda: _sender(message)),
        files=tuple(_sound(lambda: list(_named(files)))),
    )


def _sound(call: Callable[[], T]) -> T:
    try:
        return call()
    except MemoryError:
        raise
    except Exception as error:
        raise damaged() from error


def _moment(message: Message) -> object:
    arrived = message.properties.date_prop_value(constants.PID_MESSAGE_DELIVERY_TIME)
    return message.sent_date or arrived


def _sender(message: Message) -> str:
    properties = message.properties
    for text in (
        message.message_headers.get("From", ""),
        properties.str_prop_value(constants.PID_SENDER_SMTP_ADDRESS) or "",
        message.sender or "",
    ):
        if address := address_in(str(text)):
            return address
    return ""


def _named(files: tuple[Attachment, ...]) -> Iterator[PostedFile]:
    for number, file in enumerate(files, start=1):
        name = _name(file) or f"вложение {number}"
        if file.properties.int_prop_value(constants.PID_ATTACH_METHOD) == _EMBEDDED:
            yield (name if name.lower().endswith(".msg") else f"{name}.msg"), b""
        else:
            yield name, file.file_bytes or b""


def _name(file: Attachment) -> str:
    """Return the attachment's own name without folders, empty if it has none."""
    found = (file.properties.str_prop_value(key) for key in _NAMES)
    name = next((each for each in found if each and each.strip()), "")
    if _LATIN.search(name) and not _CYRILLIC.search(name):
        # Without Unicode the library takes names for Western European ones.
        raw = name.encode("iso-8859-15", "replace")
        name = raw.decode("cp1251", "replace")
    plain = clean_name(re.split(r"[\\/]", name)[-1].strip())
    return plain if plain.strip(". ") else ""
