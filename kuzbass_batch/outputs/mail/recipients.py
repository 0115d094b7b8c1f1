"""To whom a mail goes: the addresses of the registry that any mail program takes."""

import re

from kuzbass_batch.forms.parsing.registry import is_address

_HEADER = re.compile(r"(?!mailto:)[A-Za-z][A-Za-z-]*:", re.I)
"""`Bcc:` and the like: a line of a mail's head that somebody put behind an address."""


def recipients(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the addresses in a cell of the registry, each once, and the words that are none.

    A Cyrillic domain is written as the network has it (`xn--…`); a Cyrillic name before the «@» is
    no address: hardly any mail server delivers there.
    """
    words = [word for part in re.split(r"[,;]", text) for word in _words(part)]
    found = {word: _usable(word) for word in words}
    good = dict.fromkeys(address for address in found.values() if address)
    return tuple(good), tuple(word for word, address in found.items() if not address)


def _words(part: str) -> list[str]:
    """Return the words between two commas; with a mail's header among them they are one bad one."""
    words = part.split()
    return [" ".join(words)] if any(map(_HEADER.match, words)) else words


def _usable(word: str) -> str:
    if not is_address(word):
        return ""
    name, _, domain = word.rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
    return address if address.isascii() else ""
