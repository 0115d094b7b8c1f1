"""To whom a mail goes: the addresses of the registry that any mail program takes."""

from kuzbass_batch.forms.parsing.addresses import is_address, written_addresses


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
