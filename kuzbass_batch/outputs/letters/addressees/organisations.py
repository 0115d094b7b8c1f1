"""How the name of an organisation follows a post that does not name it.

The name stands in the genitive behind the post only where that is certain: a known noun with the
adjectives before it, or capitals with a name in quotes, which nobody declines. Everything else
stands unchanged on a line of its own, which is right in any case.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kuzbass_batch.forms.parsing.posts import GENITIVES, POSTS, QUOTED, names_organisation
from kuzbass_batch.methodology.words import Bodies
from kuzbass_batch.records.returns.participants import Participant

HEADS = ("глав", "мэр")
"""How the post of a town's head begins."""
_ENDINGS = {
    "n": re.compile("(?:ое|ее)$"),
    "f": re.compile("(?:ая|яя)$"),
    "m": re.compile("(?:ый|ий|ой)$"),
}
_NOMINATIVE = re.compile("(?:ое|ее|ая|яя|ый)$")
_GENITIVE = re.compile("(?:ого|его|ой|ей|ых|их)$")
_CAPITALS = re.compile(r'(?:[А-ЯЁ]{2,}\s)+[«"“„][^()]+[»"”“]|[А-ЯЁ]{2,}(?:\s[А-ЯЁ]{2,})*')
_OF_WHOM = ("Губернатора", "Правительства")
"""Words with a capital that are surely genitive behind the noun of a name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A post in the dative as it is printed, and the organisation's line under it, or none.

    added: the program has put the organisation's name behind the post.
    """

    post: str
    line: str = ""
    added: bool = False


def with_organisation(post: str, participant: Participant, bodies: Bodies) -> Placed:
    """Return how the addressee names the post (in the dative) and the organisation.

    bodies: name the region, whose name in the genitive stays as it is.
    """
    if not post:
        # Nobody knows the post of who signed for another body: the letter goes to the body.
        return Placed(post=participant.name)
    if names_organisation(post, participant.all_names):
        return Placed(post=post)
    short, full = participant.short_name, participant.name
    # A short name without its legal form in capitals is often only the office's own word.
    official = (short,) * bool(QUOTED.search(short))
    for name in (*official, full):
        if joined := _joined(post, name, bodies):
            return Placed(post=joined, added=True)
    return Placed(post=post, line=participant.name)


# --- the post with the name behind it -----------------------------------------------------------


def _joined(post: str, name: str, bodies: Bodies) -> str:
    """Return a post with the name in the genitive behind it; empty if that is not certain."""
    words = post.split()
    for genitive in _genitives(words, name, bodies):
        rest = genitive.split()
        if common := _common(words, rest):
            return " ".join((*words[:-common], *rest))
        if words[-1].casefold().startswith(_bare(words, name)):
            return " ".join((*words, *rest))
    return ""


def _genitives(post: Sequence[str], name: str, bodies: Bodies) -> Iterator[str]:
    """Yield the name in the genitive as it may follow this post; nothing if it is not certain.

    A minister and the head of a town are of the thing itself: «министр культуры», not «министр
    Министерства культуры».
    """
    whole = in_genitive(name, bodies)
    if not whole:
        return
    noun, _, rest = name.partition(" ")
    small = [word.casefold() for word in post]
    if noun.casefold() == "министерство" and any(word.startswith("министр") for word in small):
        yield from (rest,) * bool(rest and small[-1].startswith("министр"))
    elif noun.casefold() == "администрация" and "администрации" not in small:
        head = next((at for at, word in enumerate(small) if word.startswith(HEADS)), None)
        if head is None:
            yield whole
        elif rest and _common(post[head + 1 :], rest.split()) == len(post) - head - 1:
            yield rest
    else:
        yield whole


def _bare(post: Sequence[str], name: str) -> tuple[str, ...]:
    """Return how the last word of a post begins where a name may follow it at once."""
    noun = name.partition(" ")[0].casefold()
    own = {"министерство": ("министр",), "администрация": HEADS}.get(noun, ())
    return (*POSTS, *own)


def _common(post: Sequence[str], name: Sequence[str]) -> int:
    """Return how many words at the end of the post the name says again at its beginning or end."""
    last, whole = [word.casefold() for word in post], [word.casefold() for word in name]
    sizes = range(min(len(last), len(whole)), 0, -1)
    return next((n for n in sizes if last[-n:] in (whole[:n], whole[-n:])), 0)


# --- the name in the genitive -------------------------------------------------------------------


def in_genitive(name: str, bodies: Bodies) -> str:
    """Return an organisation's name in the genitive; empty if its form is not certain."""
    if _CAPITALS.fullmatch(name):
        return name
    words = name.split()
    if len(words) < 2:
        return ""  # «Министерство» alone is no name.
    at = next((n for n, word in enumerate(words) if word.casefold() in GENITIVES), None)
    if at is None or not _stays(words[at + 1 :], bodies):
        return ""
    noun = words[at].casefold()
    adjectives = [_adjective(word, _gender(noun)) for word in words[:at]]
    if not all(adjectives):
        return ""
    head = _like(words[at], GENITIVES[noun])
    return " ".join((*adjectives, head, *words[at + 1 :]))


def _gender(noun: str) -> str:
    if noun[-1] in "ая":
        return "f"
    return "n" if noun[-1] in "еоё" else "m"


def _adjective(word: str, gender: str) -> str:
    """Return an adjective of this gender in the genitive; empty if the word is none."""
    stem, found = _ENDINGS[gender].subn("", word)
    if not found or not stem:
        return ""
    ending = word[len(stem) :]
    if gender == "f":
        return stem + ("ей" if ending == "яя" or stem[-1] in "жчшщ" else "ой")
    soft = ending == "ее" or (ending == "ий" and stem[-1] not in "гкх")
    return stem + ("его" if soft else "ого")


def _stays(rest: Sequence[str], bodies: Bodies) -> bool:
    """Tell whether what follows the noun stays as it is in every case: no nominative is in it."""
    text = " ".join(rest)
    plain = QUOTED.sub("", text).replace(bodies.region, "")
    words = plain.split()
    if re.search(r"[()/;–—«»\"“”„]| - ", plain):
        return False
    if any(word.casefold() in GENITIVES or _NOMINATIVE.search(word) for word in words):
        return False
    first = rest[0] if rest and words and rest[0] == words[0] else ""
    proper = first[:1].isupper() and first not in (*_OF_WHOM, *bodies.region_short.split())
    return not proper or bool(_GENITIVE.search(first))


def _like(word: str, form: str) -> str:
    return form.capitalize() if word[0].isupper() else form
