"""The key of the year's folder, and the books that the committee accepted by name.

Both lie in a folder of their own within the input folder: what is saved out of a mail under the
key's name lands beside the forms, not there, and cannot take the key's place.
"""

import hmac
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kuzbass_batch.contents import opened
from kuzbass_batch.reading.files.opening import reason_of
from kuzbass_batch.reading.own_names import ACCEPTED_FILE, KEY_FILE
from kuzbass_batch.rules.decisions.marks import acceptance_of

KEY_BYTES, MAX_BYTES = 32, 2**20
_KEY = re.compile(rf"^ключ: ([0-9a-f]{{{2 * KEY_BYTES}}})\s*$", re.MULTILINE)
_ACCEPTED = re.compile(r"^([0-9a-f]{64}) ([0-9a-f]{64})\b", re.MULTILINE)
KEY_WORDS = """\
Ключ года. По нему программа узнаёт книги решений и реестры, которые сама начертила для этой папки.
Файл не меняйте, не удаляйте и никому не пересылайте; папку переносите вместе с ним.
ключ: {key}
"""
ACCEPTED_WORDS = """\
Книги, принятые командой --accept. Файл ведёт программа.
"""


class BadKey(Exception):
    """The key is there and cannot be used; the sentence says why."""


def read_key(folder: Path) -> bytes:
    """Return the key of an input folder, empty if it has none; BadKey if it cannot be used."""
    text = _text(folder / KEY_FILE)
    if text is None:
        return b""
    found = _KEY.findall(text)
    if len(found) != 1:
        raise BadKey(
            f"Ключ года «{folder / KEY_FILE}» повреждён. Верните его из копии папки; если копии "
            "нет, удалите файл: расчёт заведёт новый ключ и спросит о прежних книгах."
        )
    return bytes.fromhex(found[0])


def key_text(key: bytes) -> bytes:
    """Return the content of the file that holds a key."""
    return KEY_WORDS.format(key=key.hex()).encode()


def read_accepted(folder: Path, key: bytes) -> frozenset[str]:
    """Return SHA-256 of the books that were accepted under this key."""
    lines = _ACCEPTED.findall(_text(folder / ACCEPTED_FILE) or "")
    return frozenset(
        content for content, proof in lines
        if key and hmac.compare_digest(acceptance_of(key, content), proof)
    )  # fmt: skip


def accepted_text(folder: Path, key: bytes, fresh: Iterable[str]) -> bytes:
    """Return the content of the file of accepted books, with these added by their SHA-256."""
    before = _text(folder / ACCEPTED_FILE) or ACCEPTED_WORDS
    return "".join((before, *_lines(key, fresh))).encode()


def _lines(key: bytes, contents: Iterable[str]) -> Iterator[str]:
    return (f"{content} {acceptance_of(key, content)}\n" for content in sorted(contents))


def _text(path: Path) -> str | None:
    """Return what stands in a file, None if it is not there; BadKey if it cannot be read."""
    if path.parent.is_symlink():
        raise BadKey(f"«{path.parent}» – ссылка, а не папка: ключ года по ссылке не читается.")
    try:
        with opened(path) as stream:
            return stream.read(MAX_BYTES).decode("utf-8-sig", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadKey(f"Файл «{path}» не прочитан: {reason_of(error)}.") from error
