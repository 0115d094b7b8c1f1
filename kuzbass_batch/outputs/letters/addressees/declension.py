"""What the datives of names and of posts share: the guess, the dictionary, letters and capitals."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kuzbass_batch.forms.parsing.values import LOOK_ALIKES

NAMES = frozenset({"Name", "Surn", "Patr", "Geox"})
"""What the dictionary calls names; everything else is a common word."""
VOWELS = "аеёиоуыэюя"
HUSHED = "[жшчщц]"
"""Consonants whose endings are written and stressed otherwise."""
SMALL_LOOK_ALIKES = str.maketrans("aceopxyk", "асеорхук")


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """A text in the dative; `doubts` say in short what to check, none if it is sure."""

    text: str
    doubts: tuple[str, ...] = ()


def in_russian_letters(text: str) -> tuple[str, bool]:
    """Return the text with Latin letters inside Russian words made Russian, and whether any was.

    A single letter that looks Russian is an initial and counts as a word; «IT» stays Latin.
    """
    russian = re.sub(r"[A-Za-zА-Яа-яЁё]+", lambda found: _russian_word(found[0]), text)
    return russian, russian != text


def _russian_word(word: str) -> str:
    if len(word) > 1 and not re.search("[А-Яа-яЁё]", word):
        return word
    return word.translate(LOOK_ALIKES).translate(SMALL_LOOK_ALIKES)


def same_word(one: str, other: str) -> bool:
    """Tell whether two forms are one but for capitals and the dots of «ё»."""
    return one.casefold().replace("ё", "е") == other.casefold().replace("ё", "е")


def with_capitals_of(word: str, form: str) -> str:
    """Return another form of a word with the word's own capitals, and «ё» only if it has one."""
    if "ё" not in word.casefold():
        form = form.replace("ё", "е")
    if word.isupper() and len(word) > 1:
        return form.upper()
    begin = next((at for at, (a, b) in enumerate(zip(word.casefold(), form, strict=False))
                  if a != b), min(len(word), len(form)))  # fmt: skip
    if begin == 0:
        return form[:1].upper() + form[1:] if word[:1].isupper() else form
    return word[:begin] + form[begin:]


def either(*forms: str) -> str:
    """Return «Орлу» или «Орёлу»."""
    return " или ".join(f"«{form}»" for form in forms)


def parses(word: str) -> tuple[Any, ...]:
    """Return every reading that the dictionary has of a word, the likeliest first."""
    return tuple(parse for parse in all_parses(word) if parse.is_known)


@lru_cache(maxsize=2048)
def all_parses(word: str) -> tuple[Any, ...]:
    """Return every reading of a word, guesses for an unknown one as well, the likeliest first.

    A name is asked for by several rules in turn and posts repeat, so readings are kept a while.
    """
    return tuple(analyzer().parse(word))


def dative_of(parse: Any) -> str:
    """Return a reading's dative singular in small letters, empty if it has none."""
    form = parse.inflect({"datv", "sing"})
    return str(form.word) if form else ""


@cache
def analyzer() -> Any:
    """Return pymorphy3 with its dictionary, loaded at the first word that asks for it."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()
