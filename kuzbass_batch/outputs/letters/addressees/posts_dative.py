"""Posts in the dative: the head of every post in the text is declined, the rest stays.

A post is cut where another may begin: at a dash, a comma, «и» or a bracket. The first part must
have a head; the others are declined only if they have one («директор (главный врач)»).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kuzbass_batch.outputs.letters.addressees.declension import (
    NAMES,
    Guess,
    all_parses,
    dative_of,
    in_russian_letters,
    parses,
    with_capitals_of,
)

ATTRIBUTE = ("ADJF", "PRTF")
ACTING = re.compile(
    r"(?:и[./]?\s?о\.?|в\.?\s?р\.?\s?и\.?\s?о\.?|врип|врид)(?=[\s.]|$|(?<=\.))", re.I
)
"""«и.о.» and its kin at the beginning: all behind them is in the genitive already."""
QUOTED = re.compile(r'«(?:[^«»]|«[^«»]*»)*»?|"[^"]*"?|“[^”]*”?|„[^“]*“?')
ASIDE = 0xE000
"""The first of the characters (for private use in Unicode) that stand for quoted words."""
GLUED = "\x00"
"""Stands for the dash of «министра-начальник» while the text is cut."""
LINK = re.compile(
    rf"(\s*[–—]\s*|\s+-\s*|-\s+|\s*[,;]\s*|\s+и\s+|(?<!\bи)\s*/\s*|\s*\(\s*|\s*\)|{GLUED})"
)
BOUND = frozenset({
    "арт", "бизнес", "веб", "видео", "вице", "генерал", "интернет", "контр", "лейб", "медиа",
    "обер", "офис", "пиар", "премьер", "пресс", "продакт", "проект", "сити", "статс", "теле",
    "топ", "унтер", "фитнес", "фото", "шеф", "штаб", "экс", "эко",
})  # fmt: skip
"""First halves of compounds that stay: «вице-губернатору»."""
RANK = re.compile(r"(?:капитан|инженер)-(?:лейтенант|майор|капитан|полковник|адмирал)")
SHORT_ATTRIBUTES = ("вед.", "ген.", "гл.", "глав.", "исп.", "мл.", "ст.", "техн.", "худ.")
SHORT_POSTS = ("зам.", "зав.", "нач.", "пом.", "пред.", "рук.", "дир.", "упр.", "сов.")
CLIPPED = re.compile(r"(?:зам|зав|нач|пом|упр)(?=[а-яё]{4})")
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
        begins = _reading(half) and before and not _is_bound(before)
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
    doubts: list[str] = []
    begin, is_head = at, False
    while at < len(words) and not is_head:
        found = _decline_word(words[at])
        if found is None:
            break
        words[at], is_head = found.text, found.is_head
        doubts += found.doubts
        at += 1
    if at == begin:
        return None
    if not is_head:
        doubts += _headless(text.split()[at - 1], words, at)
    while is_head and at < len(words) and (behind := _decline_behind(words[at])):
        words[at] = behind.text
        doubts += behind.doubts
        at += 1
    return Guess(text=" ".join(words), doubts=(*doubts, *_left(" ".join(words[at:]))))


def _headless(attribute: str, words: list[str], at: int) -> tuple[str, ...]:
    """Return a doubt if an attribute is no post by itself; decline a thing it belongs to.

    «заведующая отделом» is a post, «управляющая компания» none, «главный спец.» is cut short.
    """
    parse = _reading(attribute)
    if parse is None or "tran" in parse.tag:
        return ()
    behind = words[at] if at < len(words) else ""
    thing = next((p for p in parses(behind) if _agrees(p, parse)), None)
    if thing:
        words[at] = with_capitals_of(behind, dative_of(thing))
        return (f"«{behind}» – не должность человека",)
    return () if _is_post(attribute) else (f"нет названия должности после «{attribute}»",)


def _agrees(noun: Any, attribute: Any) -> bool:
    tag = noun.tag
    nominative = tag.POS == "NOUN" and {"nomn", "sing"} <= tag.grammemes
    return nominative and tag.gender == attribute.tag.gender and not NAMES & tag.grammemes


def _decline_behind(word: str) -> Word | None:
    """Decline what stands behind the head: «сестра старшая»; «врач акушер» is doubtful."""
    if _reading(word, ATTRIBUTE):
        return _decline_simple(word)
    declined = _decline_compound(word) if "-" in word else _decline_simple(word)
    if declined is None or not _left(word.split("-")[-1]):
        return None
    return Word(text=declined.text, doubts=(f"склоняется ли «{word}»",))


def _decline_word(word: str) -> Word | None:
    """Return a word at the beginning of a post in the dative, None if it is not of its head."""
    small = word.casefold()
    if "." in small:
        short = small[: small.index(".") + 1]
        return _decline_shortened(word, short)
    if _is_clipped(small):
        return Word(text=word, is_head=True)
    return _decline_compound(word) if "-" in word else _decline_simple(word)


def _decline_shortened(word: str, short: str) -> Word | None:
    """Decline what is not shortened: «гл.врачу»; «зам.» stays, and all behind it."""
    doubts = (f"сокращение «{short}» – лучше написать полностью",)
    if short in SHORT_POSTS:
        return Word(text=word, is_head=True, doubts=doubts)
    if short not in SHORT_ATTRIBUTES:
        return None
    begin, rest = word[: len(short)], _decline_simple(word[len(short) :])
    if rest is None:
        return Word(text=word, doubts=doubts)
    return Word(text=begin + rest.text, is_head=rest.is_head, doubts=doubts)


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
    found = [Word(text=half) if _is_bound(half) else _decline_simple(half) for half in halves]
    if _is_bound(halves[-1]) or not all(found):
        return _decline_simple(word)
    declined_halves = [half for half in found if half]
    return Word(
        text="-".join(half.text for half in declined_halves), is_head=declined_halves[-1].is_head
    )


def _is_bound(half: str) -> bool:
    """Tell whether the first half of a compound stays as it is, as «IT» does."""
    return half.casefold() in BOUND or bool(re.fullmatch("[A-Za-z]+", half))


def _is_clipped(word: str) -> bool:
    """Tell whether a word is «замдиректора» or «завотделом»: never declined."""
    found = CLIPPED.match(word)
    if not found or parses(word):
        return False
    return any({"gent", "ablt"} & parse.tag.grammemes for parse in parses(word[found.end() :]))


# --- what the dictionary says -------------------------------------------------------------------


def _reading(word: str, kinds: tuple[str, ...] = (*ATTRIBUTE, "NOUN")) -> Any:
    """Return how a word is a person's post or its attribute in the nominative, else None."""
    found = [parse for parse in all_parses(word) if _is_person(parse, kinds)]
    # «старший» is an attribute before it is a noun, «лесничий» has nothing of a possessive
    return min(found, key=lambda p: ("Poss" in p.tag, p.tag.POS == "NOUN"), default=None)


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
        last = word.split("-")[-1]
        if _is_post(last):
            return True
        if _reading(last) is None:
            return bool(ACTING.match(text)) or word.casefold() == "временно"
    return False


def _is_post(word: str) -> bool:
    """Tell whether a word is a post by itself: a noun, or an attribute that is used as one."""
    nominative = [parse for parse in parses(word) if _is_person(parse, (*ATTRIBUTE, "NOUN"))]
    return any(
        parse.tag.POS in ("NOUN", "PRTF")
        or "Subx" in parse.tag
        or parse.normal_form in ("ответственный", "уполномоченный", "доверенный")
        for parse in nominative
    )


def _left(text: str) -> tuple[str, ...]:
    """Return a doubt for each noun for a person that was left in the nominative."""
    return tuple(
        f"склоняется ли «{word}»"
        for word in re.split(r"[\s,;]+", text)
        if word and _is_person(all_parses(word)[0], ("NOUN",))
    )


def _why_not(text: str) -> str:
    """Return why no head was found, by the first word of the post."""
    words = text.removeprefix("временно ").split() or [text]
    word, known = words[0], parses(words[0])
    if not re.search("[а-яё]", word, re.I):
        return "должность начинается не с русского слова – не склонена"
    if not known:
        return f"слова «{word}» нет в словаре – должность не склонена"
    cases = {parse.tag.case for parse in known if parse.tag.number == "sing"}
    if "datv" in cases and "nomn" not in cases:
        return "должность, похоже, уже в дательном падеже"
    if "nomn" in cases or not any(parse.tag.case for parse in known):
        return f"«{word}» – не должность человека, не склонено"
    return f"«{word}» стоит не в именительном падеже единственного числа"
