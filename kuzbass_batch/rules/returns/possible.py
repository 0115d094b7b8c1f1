"""Whose return may lie in a file that could not be read: nobody is told that his did not come."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.participants import Participant, Registry
from kuzbass_batch.records.returns import FileResult, FileStatus

SHORTEST = 4
"""Letters: a shorter name stands in too many paths by chance."""
_ADDRESS = re.compile(r"[^\s,;<>\"]+@[^\s,;<>\"]+")
_WORDS = re.compile(r"[\W_]+")


def possible_returns(
    files: Iterable[FileResult], registry: Registry
) -> Mapping[str, tuple[str, ...]]:
    """Return the paths of the unread files that may be a participant's, by his id.

    Told by his id or one of his names in the path, and by the address that a message came from.
    """
    unread = [file for file in files if file.status is FileStatus.UNREADABLE]
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    if unread:
        senders = _by_address(registry)
        named = [(each, tuple(_names(each))) for each in registry.participants]
        for file in unread:
            ids = {*senders.get(file.source.sender.casefold(), ()), *_named(file, named)}
            for who in ids:
                found[who] += (file.source.path,)
    return dict(found)


def addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of electronic mail in a text, in lower case."""
    return tuple(_ADDRESS.findall(text.casefold()))


def _by_address(registry: Registry) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for participant in registry.participants:
        for address in addresses(participant.email):
            found[address].add(participant.id)
    return found


def _names(participant: Participant) -> Iterator[str]:
    yield _spaced(participant.id)
    for name in participant.all_names:
        spaced = _spaced(name)
        if len(spaced) >= SHORTEST + 2:
            yield spaced


def _named(file: FileResult, named: Iterable[tuple[Participant, tuple[str, ...]]]) -> set[str]:
    path = _spaced(file.source.path)
    return {who.id for who, names in named if any(name in path for name in names)}


def _spaced(text: str) -> str:
    """Return the words of a text, folded, a space before and after each."""
    return f" {' '.join(_WORDS.sub(' ', fold(text)).split())} "
