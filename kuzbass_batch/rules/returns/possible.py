"""Participants whose return may lie in an unread or unowned file: they are not reminded of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.read_files import ReadReturn
from kuzbass_batch.records.returns.returns import FileResult

SHORTEST = 4
"""Letters: a shorter name stands in too many paths by chance."""
_ADDRESS = re.compile(r"[^\s,;<>\"]+@[^\s,;<>\"]+")
_WORDS = re.compile(r"[\W_]+")
Paths = Mapping[str, tuple[str, ...]]
"""Paths of files by a participant's id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PossibleReturns:
    """Files that may be a participant's self-assessment, by participant.

    possible: files that may be his; while there is one, he is not reminded. misplaced: forms that
    name him and are filled in on another's blank; the reminder mentions them.
    """

    possible: Paths
    misplaced: Paths


def possible_returns(files: Iterable[FileResult], registry: Registry) -> PossibleReturns:
    """Return the files without an owner in which a participant's self-assessment may lie.

    These are unread files, forms whose participant is unknown, and forms on another's blank that
    wait for the committee. Whose they may be is shown by the form itself, by an id or a name in the
    path, or by the address that a message came from.
    """
    possible: dict[str, tuple[str, ...]] = defaultdict(tuple)
    misplaced: dict[str, tuple[str, ...]] = defaultdict(tuple)
    unsure = [file for file in files if _is_unsure(file)]
    if unsure:
        senders = _by_address(registry)
        named = [(each, tuple(_names(each))) for each in registry.participants]
        for file in unsure:
            path, itself = file.source.path, file.candidates.named
            ids = {*senders.get(file.source.sender.casefold(), ()), *_named(file, named)}
            for who in {*ids, *file.candidates.unsure} - {itself, file.participant}:
                possible[who] += (path,)
            if itself:
                misplaced[itself] += (path,)
    return PossibleReturns(possible=dict(possible), misplaced=dict(misplaced))


def _is_unsure(file: FileResult) -> bool:
    """Tell whether a file that does not count may still be somebody's self-assessment."""
    other_form = isinstance(file.read, ReadReturn) and file.kind is not Kind.SELF_ASSESSMENT
    unfilled = isinstance(file.read, ReadReturn) and file.read.unfilled
    return (file.lost or file.held) and not (file.own or other_form or unfilled)


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
