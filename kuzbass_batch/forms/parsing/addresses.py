"""E-mail addresses as people write them into a cell: `mailto:`, «Иванов <i@x.ru>», several in one.

Names beside an address and the marks of mail programs are taken off; what is left is judged.
"""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.headerregistry import Address

BRACKETS = re.compile(r"<\s*([^<>\s]*@[^<>\s]*)\s*>")
LINK = re.compile(r"(?i)\Amailto:(?://)?([^?\s]+)(?:\?\S*)?\Z")
SEPARATORS = re.compile(r"[,;]")
LATIN = re.compile("[A-Za-z]")
HEADER = re.compile(r"(?!mailto:)[A-Za-z][A-Za-z-]*:", re.I)
"""`Bcc:` and the like: a line of a mail's head that somebody put behind an address."""
NO_ADDRESS_MARKS = frozenset({"~", "-", "–", "—", "|", "/", "mailto:"})
"""Marks that stand between two addresses, before one or for none."""


def is_address(text: str) -> bool:
    """Tell whether `text` is one plain e-mail address with a dot in its domain."""
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError):
        return False
    plain = address.addr_spec == text and '"' not in text
    known = re.fullmatch(r"[\w-]+(\.[\w-]+)+", address.domain) is not None
    return plain and known and not _has_twin_letters(address.domain)


def _has_twin_letters(domain: str) -> bool:
    """Tell whether a letter of another alphabet got into a domain: mail would go elsewhere.

    A part of a name is in one alphabet, and names beneath a Latin ending (.ru) are Latin.
    """
    labels = domain.split(".")
    mixed = any(LATIN.search(label) and not label.isascii() for label in labels)
    return mixed or (labels[-1].isascii() and not domain.isascii())


def written_addresses(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each part of a cell as it stands with the words in it that are meant as addresses.

    A name with a comma before an address in brackets («Иванов, Пётр <i@x.ru>») is a name.
    """
    parts = [line.strip() for part in SEPARATORS.split(text) for line in _lines(part)]
    for number, part in enumerate(parts):
        if any(map(HEADER.match, part.split())):
            yield part, (part,)
            continue
        bracketed = BRACKETS.findall(part)
        follows = next((each for each in parts[number + 1 :] if each), "")
        is_name = "@" not in part and bool(BRACKETS.search(follows))
        if bracketed:
            outside = BRACKETS.sub(" ", part).split()
            # Beside brackets stands a name; another address there is one, too.
            yield part, tuple(map(_plain, (*bracketed, *(word for word in outside if "@" in word))))
        elif not is_name:
            words = tuple(
                _plain(word) for word in part.split() if word.lower() not in NO_ADDRESS_MARKS
            )
            if words:
                yield part, words


def _lines(part: str) -> list[str]:
    """Return the lines between two commas; with a mail's header among them they are one bad one."""
    words = part.split()
    return [" ".join(words)] if any(map(HEADER.match, words)) else part.splitlines()


def _plain(word: str) -> str:
    """Return the word without the mark of a link."""
    found = LINK.match(word)
    return found[1] if found else word
