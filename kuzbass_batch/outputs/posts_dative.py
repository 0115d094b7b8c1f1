"""Posts in the dative: the head of every post in the text is declined, the rest stays.

A post is cut where another may begin: at a dash, a comma, «и» or a bracket. The first part must
have a head; the others are declined only if they have one («директор (главный врач)»).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kuzbass_batch.outputs.declension import (
    NAMES,
    Guess,
    analyzer,
    dative_of,
    in_russian_letters,
    parses,
    with_capitals_of,
)

ATTRIBUTE = ("ADJF", "PRTF")
ACTING = re.compile(r"(?:и\.?\s?о\.?|в\.?\s?р\.?\s?и\.?\s?о\.?|врип|врид)(?=[\s.]|$|(?<=\.))", re.I)
"""«и.о.» and its kin at the beginning: all behind them is in the genitive already."""
QUOTED = re.compile(r'«(?:[^«»]|«[^«»]*»)*»?|"[^"]*"?|“[^”]*”?|„[^“]*“?')
ASIDE = 0xE000
"""The first of the characters (for private use in Unicode) that stand for quoted words."""
GLUED = "\x00"
"""Stands for the dash of «министра-начальник» while the text is cut."""
LINK = re.compile(rf"(\s*[–—]\s*|\s+-\s*|-\s+|\s*[,;]\s*|\s+и\s+|\s*\(\s*|\s*\)|{GLUED})")
BOUND = frozenset(
    "арт бизнес веб вице генерал интернет контр лейб медиа обер пиар премьер пресс статс топ унтер "
    "шеф штаб экс".split()
)
"""First halves of compounds that stay: «вице-губернатору»."""
RANK = re.compile(r"(?:капитан|инженер)-(?:лейтенант|майор|капитан|полковник|адмирал)")
SHORT_ATTRIBUTES = ("вед.", "ген.", "гл.", "исп.", "мл.", "нач.", "ст.", "техн.", "худ.")
SHORT_POSTS = ("зам.", "зав.", "нач.", "пом.", "пред.", "рук.", "дир.", "упр.", "сов.")
CLIPPED = re.compile(r"(?:зам|зав|пом|упр)(?=[а-яё]{4})")
"""Beginnings of words such as «завотделом», which stay if the rest is in an oblique case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word of a post in the dative; `is_head` if what stands behind it depends on it."""

    text: str
    is_head: bool = False
    doubts: tuple[str, ...] = ()


@cache
def decline_post(post: str) -> Guess:
    """Return the post in the dative: its head and the words before it; the rest stays.

    «исполняющий обязанности министра» → «исполняющему обязанности министра»; in «заместитель
    министра – начальник управления» both heads are declined.
    """
    text, quoted = _without_quotes(" ".join(post.split()))
    if not text:
        return Guess(text="", doubts=("должность не указана",))
    text, latin = in_russian_letters(text)
    doubts = ["в должности латинская буква"] if latin else []
    first, *rest = LINK.split(_unglued(text))
    head = _decline_part(first)
    doubts += head.doubts if head else (_why_not(first),)
    text = head.text if head else first
    for link, part in zip(rest[::2], rest[1::2], strict=True):
        declined = _decline_part(part) if head and _has_person(part) else None
        text += link + (declined.text if declined else part)
        doubts += declined.doubts if declined else _left(part)
        if declined and link.strip() == "и":
            doubts.append("две должности через «и»")
    text = _with_quotes(text.replace(GLUED, "-"), quoted)
    return Guess(text=text, doubts=tuple(dict.fromkeys(doubts)))


def _without_quotes(text: str) -> tuple[str, list[str]]:
    """Return the text with one character for each quoted name, and the names."""
    quoted = QUOTED.findall(text)
    marks = (chr(ASIDE + at) for at in range(len(quoted)))
    return QUOTED.sub(lambda _: next(marks), text), quoted


def _with_quotes(text: str, quoted: list[str]) -> str:
    for at, words in enumerate(quoted):
        text = text.replace(chr(ASIDE + at), words)
    return text


def _unglued(text: str) -> str:
    """Mark the dash before a second post that is glued to the first: «министра-начальник»."""
    return " ".join(_unglued_word(word) for word in text.split(" "))


def _unglued_word(word: str) -> str:
    text, *halves = word.split("-")
    before = text
    for half in halves:
        begins = _reading(half) and before and before.casefold() not in BOUND
        text += f"{GLUED if begins and not _reading(before) else '-'}{half}"
        before = half
    return text


# --- one post ------------------------------------------------------------------------------------


def _decline_part(text: str) -> Guess | None:
    """Return a post with its head in the dative, None if no head is found at its beginning."""
    if ACTING.match(text):
        return Guess(text=text)
    words = text.split()
    at = 1 if words and words[0].casefold() == "временно" else 0
    begin, doubts, is_head = at, [], False
    while at < len(words) and not is_head:
        found = _decline_word(words[at])
        if found is None:
            break
        words[at], is_head = found.text, found.is_head
        doubts += found.doubts
        at += 1
    if at == begin:
        return None
    while is_head and at < len(words) and (behind := _reading(words[at], ATTRIBUTE)):
        words[at] = with_capitals_of(words[at], dative_of(behind))
        at += 1
    return Guess(text=" ".join(words), doubts=(*doubts, *_left(" ".join(words[at:]))))


def _decline_word(word: str) -> Word | None:
    """Return a word at the beginning of a post in the dative, None if it is not of its head."""
    small = word.casefold()
    if "." in small:
        short = small[: small.index(".") + 1]
        if short in (*SHORT_POSTS, *SHORT_ATTRIBUTES):
            doubt = f"сокращение «{short}» – лучше написать полностью"
            return Word(text=word, is_head=short in SHORT_POSTS, doubts=(doubt,))
        return None
    if _is_clipped(small):
        return Word(text=word, is_head=True)
    return _decline_compound(word) if "-" in word else _decline_simple(word)


def _decline_simple(word: str) -> Word | None:
    parse = _reading(word)
    if parse is None:
        return None
    return Word(text=with_capitals_of(word, dative_of(parse)), is_head=parse.tag.POS == "NOUN")


def _decline_compound(word: str) -> Word | None:
    """Decline each half of «директор-главный», only the last of «вице-губернатор»."""
    if RANK.match(word.casefold()):
        first, _, last = word.partition("-")
        declined = _decline_simple(last)
        return declined and Word(text=f"{first}-{declined.text}", is_head=True)
    halves = word.split("-")
    found = [
        Word(text=half) if half.casefold() in BOUND else _decline_simple(half) for half in halves
    ]
    if halves[-1].casefold() in BOUND or not all(found):
        return _decline_simple(word)
    declined_halves = [half for half in found if half]
    return Word(
        text="-".join(half.text for half in declined_halves), is_head=declined_halves[-1].is_head
    )


def _is_clipped(word: str) -> bool:
    """Tell whether a word is «замдиректора» or «завотделом»: never declined."""
    found = CLIPPED.match(word)
    if not found or any("nomn" in parse.tag for parse in parses(word)):
        return False
    return any({"gent", "ablt"} & parse.tag.grammemes for parse in parses(word[found.end() :]))


# --- what the dictionary says -------------------------------------------------------------------


def _reading(word: str, kinds: tuple[str, ...] = (*ATTRIBUTE, "NOUN")) -> Any:
    """Return how a word is a person's post or its attribute in the nominative, else None."""
    found = [parse for parse in analyzer().parse(word) if _is_person(parse, kinds)]
    return min(found, key=lambda parse: parse.tag.POS == "NOUN", default=None)


def _is_person(parse: Any, kinds: tuple[str, ...]) -> bool:
    tag = parse.tag
    known = parse.is_known or "-" in parse.word
    if not known or tag.POS not in kinds or not {"nomn", "sing"} <= tag.grammemes:
        return False
    return tag.POS != "NOUN" or ("anim" in tag and not NAMES & tag.grammemes)


def _has_person(text: str) -> bool:
    """Tell whether a post may begin here: a noun for a person, or an attribute used as one."""
    for word in text.split():
        if _is_clipped(word.casefold()) or word.casefold() in SHORT_POSTS:
            return True
        parse = _reading(word.split("-")[-1])
        if parse is None:
            return bool(ACTING.match(text)) or word.casefold() == "временно"
        if parse.tag.POS in ("NOUN", "PRTF") or "Subx" in parse.tag:
            return True
    return False


def _left(text: str) -> tuple[str, ...]:
    """Return a doubt for each noun for a person that was left in the nominative."""
    return tuple(
        f"склоняется ли «{word}»"
        for word in re.split(r"[\s,;]+", text)
        if word and _is_person(analyzer().parse(word)[0], ("NOUN",))
    )


def _why_not(text: str) -> str:
    """Return why no head was found, by the first word of the post."""
    word = text.split()[0] if text.split() else text
    if not re.search("[а-яё]", word, re.I):
        return "должность начинается не с русского слова – не склонена"
    known = parses(word)
    if any("datv" in parse.tag for parse in known) and not any(
        "nomn" in parse.tag for parse in known
    ):
        return "должность, похоже, уже в дательном падеже"
    if not known:
        return f"слова «{word}» нет в словаре – должность не склонена"
    if any({"nomn", "sing"} <= parse.tag.grammemes for parse in known):
        return f"«{word}» – не должность человека, не склонено"
    return f"«{word}» стоит не в именительном падеже"
