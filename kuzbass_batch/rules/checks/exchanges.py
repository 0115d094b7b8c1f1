"""Exchange of experience (app. 3 p. 6, criterion 7): who names another and is not named back.

A participant writes names as he speaks, in any case: «с Министерством сверки». Words are compared
without their endings, and a name that may be several participants' is nobody's. A name of one word
counts where it is written as a name, with a capital letter inside a sentence or in quotation marks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.returns.participants import Participant

_WORD = re.compile(r"\w+")
_ASIDE = re.compile(r"\([^()]*\)")
ENDING, SHORTEST_STEM = 2, 4
"""Letters of a Russian case ending that may change, and of a stem that still says something."""
SHORTEST_NAME = 7
"""Letters of a name that is not found in other words by chance."""
BEFORE_SENTENCE = ".!?;:–-\n"
"""After these, and at the beginning, any word has a capital letter."""

Stems = tuple[str, ...]


class NameWord(NamedTuple):
    """A word of a text made comparable; `marked`: it is written as a name."""

    text: str
    marked: bool


class NamesInTexts:
    """Finds the bodies that a text names."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take ids with the names of their bodies, as many for each as it has."""
        self._by_start: dict[Stems, dict[Stems, set[str]]] = defaultdict(lambda: defaultdict(set))
        for who, name in names:
            stems = _stems(_ASIDE.sub(" ", name))
            if sum(map(len, stems)) >= SHORTEST_NAME - ENDING:
                self._by_start[_start(stems)][stems].add(who)

    def named_in(self, text: str) -> frozenset[str]:
        """Return the ids of those that a text names for sure."""
        words = list(_words(text))
        found: set[str] = set()
        at = 0
        while at < len(words):
            stems = self._longest_at(words, at)
            if stems:
                owners = self._by_start[_start(stems)][stems]
                found |= owners if len(owners) == 1 else set()
            at += max(1, len(stems))
        return frozenset(found)

    def _longest_at(self, words: list[NameWord], at: int) -> Stems:
        """Return the stems of the longest name that begins at a word, none if none does."""
        first, following = _letters(words[at].text), words[at + 1 : at + 2]
        starts: list[Stems] = [(first, _letters(word.text)) for word in following]
        if words[at].marked:
            starts.append((first,))
        fitting = [
            stems
            for start in starts
            for stems in self._by_start.get(start, ())
            if _begins(words, at, stems)
        ]
        return max(fitting, key=len, default=())


def _words(text: str) -> Iterator[NameWord]:
    for found in _WORD.finditer(text):
        before = text[: found.start()].rstrip(" ")[-1:]
        quoted = text[found.start() - 1 : found.start()] in tuple('«"“„')
        inside = bool(before) and before not in BEFORE_SENTENCE
        yield NameWord(fold(found[0]), quoted or (inside and found[0][0].isupper()))


def _letters(word: str) -> str:
    return word[:SHORTEST_STEM]


def _start(stems: Stems) -> Stems:
    """Return the first letters of the first two words: names are looked for by them."""
    return tuple(map(_letters, stems[:2]))


def _begins(words: list[NameWord], at: int, stems: Stems) -> bool:
    found = words[at : at + len(stems)]
    return len(found) == len(stems) and all(
        word.text.startswith(stem) and len(word.text) <= len(stem) + 2 * ENDING
        for word, stem in zip(found, stems, strict=True)
    )


@lru_cache(maxsize=4096)  # Whoever looks for bodies in texts takes the same names of the registry.
def _stems(name: str) -> Stems:
    return tuple(word.text[: max(SHORTEST_STEM, len(word.text) - ENDING)] for word in _words(name))


def names_of(participants: Iterable[Participant]) -> Iterator[tuple[str, str]]:
    """Yield every spelling of every participant with its id."""
    return ((person.id, name) for person in participants for name in person.all_names)


def not_named_back(
    texts: Mapping[str, str], participants: Iterable[Participant]
) -> Iterator[tuple[str, str]]:
    """Yield who names whom without being named by him, both by id.

    texts: what each wrote of the exchange, by id; who is not among them has not answered yet.
    """
    index = NamesInTexts(names_of(participants))
    named = {who: index.named_in(text) for who, text in texts.items()}
    for who, others in named.items():
        for other in sorted(others - {who}):
            if other in named and who not in named[other]:
                yield who, other
