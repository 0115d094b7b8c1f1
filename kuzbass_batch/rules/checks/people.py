"""Names of people: the same one written twice, and near ones that are suggested, never matched."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from kuzbass_batch.forms.parsing.values import fold

WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
NEAR = 0.85
"""How alike two names must be to be suggested as a slip of the pen."""
LOOKED_AT, SUGGESTED = 50, 3
"""Names that one is compared with, and near ones named at most: a list may hold thousands."""
HEAD = 2


@lru_cache(maxsize=8192)  # A person stands in a list, in the register, and in several questions.
def person_key(name: str) -> str:
    """Return a name made comparable: «Иванов И.И.» and «ИВАНОВ И. И.» are one.

    A text without a word in it is itself.
    """
    folded = fold(name)
    return " ".join(WORDS.findall(folded)) or folded


def is_full_name(key: str) -> bool:
    """Tell whether a comparable name says more than a surname with initials."""
    return sum(len(word) > 1 for word in key.split()) > 1


def is_near(one: str, other: str) -> bool:
    """Tell whether two comparable names may be of one person: never that they are.

    The words in another order, initials for a name, a name left out, a slip of the pen.
    """
    return _is_shortened(one.split(), other.split()) or _is_slip(one, other)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two names differ by a slip of the pen only.

    What no likeness can reach is asked first: by the lengths, then by the letters that both have,
    as `SequenceMatcher.quick_ratio` does, but without the work that it takes to make a matcher.
    """
    both = len(one) + len(other)
    if both and 2 * min(len(one), len(other)) / both < NEAR:
        return False
    shared = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    if both and 2 * shared / both < NEAR:
        return False
    return SequenceMatcher(None, one, other).ratio() >= NEAR


def _is_shortened(one: list[str], other: list[str]) -> bool:
    """Tell whether every word of one name stands in the other, some by their first letter."""
    if len(one) > len(other):
        one, other = other, one
    rest, whole = list(other), 0
    for word in sorted(one, key=len, reverse=True):
        partner = word if word in rest else next((r for r in rest if _is_initial(word, r)), "")
        if not partner:
            return False
        whole += partner == word and len(word) > 1
        rest.remove(partner)
    return whole > 0


def _is_initial(word: str, other: str) -> bool:
    return 1 in (len(word), len(other)) and word[0] == other[0]


class NearPeople:
    """Finds who may be meant by a name among many, by the words that both have."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Take comparable names."""
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            for word in set(key.split()):
                if len(word) > 1:
                    self._by_word[word].append(key)
                    self._by_head[word[:HEAD]].append(key)

    def of(self, key: str) -> tuple[str, ...]:
        """Return the near names, those first that have the most words in common."""
        found = [other for other in self._looked_at(key) if other != key and is_near(key, other)]
        words = set(key.split())
        found.sort(key=lambda other: (-len(words & set(other.split())), other))
        return tuple(found[:SUGGESTED])

    def _looked_at(self, key: str) -> Iterator[str]:
        """Yield whom a name is compared with: who shares a word, then who shares its beginning."""
        seen: dict[str, None] = {}
        for table, size in ((self._by_word, None), (self._by_head, HEAD)):
            for word in sorted(key.split(), key=len, reverse=True):
                for other in table.get(word[:size], ()):
                    seen[other] = None
                    if len(seen) >= LOOKED_AT:
                        yield from seen
                        return
        yield from seen
