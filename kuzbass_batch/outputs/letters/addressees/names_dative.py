"""Full names in the dative: how a name is read, its gender, first names and patronymics.

A first name is sure if its ending is regular or if both libraries (pytrovich, pymorphy3) decline
it alike; everything else is a guess to check.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kuzbass_batch.outputs.letters.addressees.declension import (
    VOWELS,
    Guess,
    dative_of,
    either,
    in_russian_letters,
    parses,
    same_word,
    with_capitals_of,
)
from kuzbass_batch.outputs.letters.addressees.surnames_dative import (
    ATTACHED,
    TURKIC,
    TURKIC_FEMALE,
    decline_surname,
)

FULL_NAME = 3
USUAL_SURNAME = re.compile(r"(?:[оеё]ва?|ина?|[сц]кий|[сц]кая|ых|енко|ый|ая)$")
REGULAR = {
    "м": re.compile(r"[^аеёиоуыэюя][бвгджзмнпрстфхчшщ]$|[^оеё][клц]$|[аяиуюы][^аеёиоуыэюяь]$|"
                    r"[оеё][бвгджзмнпстфхчшщ]$|[оеёиуыэю]$|[^иуья]а$|аа$|[аеиоуыэюя]й$|ль$"),
    "ж": re.compile(r"[бвгджзклмнпрстфхцчшщй]$|[оеёиуыэю]$|[^иу]а$|аа$|[аеёоуыэ]я$"),
}  # fmt: skip
"""Endings of first names that are declined (or stay) in one way, known or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FullName:
    """Surname, first name and patronymic as they were read, fewer if not all were given.

    doubts: what of the reading is to be checked.
    """

    parts: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def name_parts(full_name: str) -> tuple[str, ...]:
    """Return surname, first name and patronymic; fewer where a name has not all of them.

    «Рашид оглы» is one patronymic, «фон Дервиз» one surname, «И.И.» two initials; «Имя Отчество
    Фамилия» is turned round.
    """
    return _read(full_name).parts


def guess_gender(full_name: str) -> str:
    """Return `м` or `ж` by the patronymic, empty if it does not tell."""
    parts = name_parts(full_name)
    if len(parts) == FULL_NAME:
        return sex_of(parts[2])
    return "".join(sex_of(part) for part in parts if part.casefold().endswith(TURKIC))[:1]


def sex_of(patronymic: str) -> str:
    """Return `м` or `ж` as a patronymic tells, empty if it does not."""
    word = patronymic.casefold()
    if word.endswith(TURKIC):
        return "ж" if word.endswith(TURKIC_FEMALE) else "м"
    if re.search(r"(?:[оеё]в|ь|[лкмтв])ич$|[лн]ыч$", word):
        return "м"
    return "ж" if re.search(r"(?:[оеё]в|ич|инич)на$|івна$|ивна$", word) else ""


@cache
def decline_name(full_name: str, gender: str) -> Guess:
    """Return «Фамилия Имя Отчество» in the dative; unchanged and doubtful if that is not known."""
    name = _read(full_name)
    whole = " ".join(name.parts)
    if not re.search("[А-Яа-яЁё]", full_name):
        return Guess(text=whole, doubts=("ФИО не русскими буквами – не склонено",))
    if foreign := re.search(r"[^\u0400-\u04ff.’'\s()-]", whole):
        return Guess(text=whole, doubts=(f"в ФИО не русский знак «{foreign[0]}» – не склонено",))
    if not gender:
        return Guess(text=whole, doubts=("пол не указан – ФИО не склонено", *name.doubts))
    if len(name.parts) not in (FULL_NAME - 1, FULL_NAME):
        return Guess(text=whole, doubts=(f"слов в ФИО: {len(whole.split())} – не склонено",))
    declined = _decline_parts(name.parts, gender)
    doubts = [*name.doubts, *(doubt for guess in declined for doubt in guess.doubts)]
    text = " ".join(guess.text for guess in declined)
    return Guess(text=text, doubts=tuple(dict.fromkeys(doubts)))


def _decline_parts(parts: tuple[str, ...], gender: str) -> tuple[Guess, ...]:
    surname = decline_surname(parts[0], gender)
    if "." in parts[1]:
        doubts = ("вместо имени инициалы",)
        return surname, *(Guess(text=part, doubts=doubts) for part in parts[1:])
    if len(parts) < FULL_NAME:
        kept = parts[1].casefold().endswith(TURKIC)
        first = Guess(text=parts[1]) if kept else _first_name(parts[1], gender)
        return surname, Guess(text=first.text, doubts=(*first.doubts, "нет отчества"))
    if not sex_of(parts[2]) and not re.search(r"(?:ич|на)$|\.", parts[2].casefold()):
        return (surname, *_two_names(parts[1], parts[2], gender))
    return surname, _first_name(parts[1], gender), _patronymic(parts[2], gender)


# --- reading -----------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _read(full_name: str) -> FullName:
    text, beside = _without_remarks(re.sub(r"[‐‑‒–—−]", "-", full_name))
    text = re.sub(r"\.(?=\w)", ". ", re.sub(r"\s*-\s*", "-", text))
    given = [word.strip(",;") for word in text.split()]
    read = [in_russian_letters(word) for word in given]
    one_case = text.islower() or text.isupper()
    words = [_proper(word, at, one_case) for at, (word, _) in enumerate(read)]
    latin = [word for word, (_, was_latin) in zip(words, read, strict=True) if was_latin]
    parts = _join(words, one_case)
    doubts = [f"в {_place(word, parts)} латинская буква" for word in latin]
    doubts += [f"при ФИО лишнее: «{words}»" for words in beside]
    if letters := "".join(re.findall("[^А-ЯЁа-яё.’'()-]", "".join(parts).replace(" ", ""))):
        doubts.append(f"в ФИО не русская буква «{letters[0]}»")
    if "(" in text:
        doubts.append("в ФИО скобки")
    turned = _turned(parts)
    if turned != parts:
        doubts.append("порядок слов: фамилия стояла не первой")
    return FullName(parts=tuple(turned), doubts=tuple(dict.fromkeys(doubts)))


def _without_remarks(text: str) -> tuple[str, list[str]]:
    """Return a name without what stands behind a comma or in brackets at its end, and that."""
    name, *beside = re.split(r"\s*,\s*", text)
    if len(name.split()) < FULL_NAME - 1:
        name, beside = text.replace(",", " "), []
    if found := re.fullmatch(r"(\S+\s+\S.*?)\s*(\([^()]*\))", name):
        name, beside = found[1], [found[2], *beside]
    return name, [words for words in beside if words]


def _place(word: str, parts: list[str]) -> str:
    """Return in which part of a name (in the prepositional case) a word stands."""
    at = next(at for at, part in enumerate(_turned(parts)) if word in part)
    return ("фамилии", "имени", "отчестве")[at] if at < FULL_NAME else "ФИО"


def _proper(word: str, at: int, one_case: bool) -> str:
    """Return a word of a name with the capitals it should have."""
    small = word.casefold()
    if small in TURKIC:
        return small if word.isupper() else word
    if word.islower() and small in ATTACHED and not one_case:
        return word
    mixed = not (word.islower() or word.isupper() or re.match(r"[а-яё][А-ЯЁ]+$", word))
    initials = "." in word or (len(word) <= 2 and word.isupper() and at and not one_case)
    if mixed or initials:
        return word.upper() if "." in word else word
    return re.sub(r"-Оол\b", "-оол", word.title())


def _join(words: list[str], one_case: bool) -> list[str]:
    """Join the words of one surname, of two first names and of a Turkic patronymic."""
    parts: list[str] = []
    for at, word in enumerate(words):
        if at and (word.startswith("(") or word.casefold() in TURKIC):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    while len(parts) > 1 and parts[0].split()[-1].casefold() in ATTACHED:
        if len(parts) <= FULL_NAME and (one_case or not parts[0].split()[-1].islower()):
            break
        parts[:2] = [" ".join(parts[:2])]
    if len(parts) > FULL_NAME and sex_of(parts[-1]):
        parts = [parts[0], " ".join(parts[1:-1]), parts[-1]]
    return parts


def _turned(parts: list[str]) -> list[str]:
    """Return the surname first, where it stood behind the patronymic or behind initials."""
    if len(parts) == FULL_NAME:
        behind = not _is_initial(parts[2]) and sex_of(parts[1]) and not sex_of(parts[2])
        if behind or (_is_initial(parts[0]) and not _is_initial(parts[2])):
            return [parts[2], parts[0], parts[1]]
    initials_first = _is_initial(parts[0]) and not _is_initial(parts[1]) if parts[1:] else False
    if len(parts) == FULL_NAME - 1 and initials_first:
        return [parts[1], parts[0]]
    if len(parts) in (FULL_NAME - 1, FULL_NAME) and _is_name_first(parts[0], parts[1]):
        return [parts[1], parts[0], *parts[2:]]
    return parts


def _is_initial(word: str) -> bool:
    return "." in word


def _is_name_first(first: str, second: str) -> bool:
    """Tell whether a known first name stands before a surname: «Пётр Иванов Ильич»."""
    # The dictionary is asked last: loading it costs more than all the names of a jury.
    return bool(USUAL_SURNAME.search(second) and _genders(first) and not _genders(second))


# --- first names and patronymics -----------------------------------------------------------------


def _first_name(name: str, gender: str) -> Guess:
    """Decline a first name; of a compound the last half, and each half of «Анна-Мария»."""
    *others, last = re.split(r"([\s-])", name)
    guess = _one_first_name(last, gender)
    if not others:
        return guess
    halves = []
    for half in others[::2]:
        declined = " " in others or (gender == "ж" and half.endswith(("а", "я")))
        halves.append(_one_first_name(half, gender).text if declined else half)
    links = [*others[1::2], ""]
    text = "".join(half + link for half, link in zip([*halves, guess.text], links, strict=True))
    return Guess(text=text, doubts=("имя составное",))


def _one_first_name(word: str, gender: str) -> Guess:
    if gender not in _genders(word) and _genders(word):
        text = _petrovich(word, gender)
        words = ("мужское", "женский") if gender == "ж" else ("женское", "мужской")
        return Guess(text=text, doubts=(f"имя {words[0]}, а пол {words[1]}",))
    ours, theirs = _by_ending(word, gender), _petrovich(word, gender)
    known = _by_dictionary(word, gender)
    if not known:
        if REGULAR[gender].search(word.casefold()):
            return Guess(text=ours)
        return Guess(text=ours, doubts=("имени нет в словаре",))
    if same_word(known, theirs) or same_word(known, ours):
        return Guess(text=with_capitals_of(word, known))
    text = with_capitals_of(word, known)
    return Guess(text=text, doubts=(f"имя: {either(text, theirs)}",))


def _by_ending(word: str, gender: str) -> str:
    """Return the regular dative of a name that no dictionary has."""
    if word.endswith("ия"):
        return f"{word[:-1]}и"
    if re.search(r"[^аиу]а$|я$", word):
        return f"{word[:-1]}е"
    if gender == "ж":
        return f"{word[:-1]}и" if word.endswith("ь") else word
    if word.endswith(("ь", "й")):
        return f"{word[:-1]}ю"
    return word if re.search(f"[{VOWELS}]$", word) else f"{word}у"


def _two_names(first: str, last: str, gender: str) -> tuple[Guess, Guess]:
    """Decline «Ден Хак» as Koreans are: only the last of the words; a known first name as well."""
    is_known = _genders(first) and len(re.findall(f"[{VOWELS}]", first.casefold())) > 1
    head = _one_first_name(first, gender) if is_known else Guess(text=first)
    doubts = (*head.doubts, "отчества нет или оно необычное")
    return Guess(text=head.text, doubts=doubts), Guess(text=_by_ending(last, gender))


def _patronymic(word: str, gender: str) -> Guess:
    known = sex_of(word)
    if "." in word:
        return Guess(text=word, doubts=("вместо отчества инициал",))
    text = word if word.casefold().endswith(TURKIC) else _by_ending(word, known or gender)
    if not known:
        return Guess(text=text, doubts=("отчество необычное",))
    return Guess(text=text, doubts=() if known == gender else ("пол не тот, что по отчеству",))


def _petrovich(word: str, gender: str) -> str:
    from pytrovich.enums import Case, Gender, NamePart

    sex = Gender.MALE if gender == "м" else Gender.FEMALE
    return str(_maker().make(NamePart.FIRSTNAME, sex, Case.DATIVE, word))


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


def _by_dictionary(word: str, gender: str) -> str:
    """Return the dative of a first name that pymorphy3 has in its dictionary, else nothing."""
    wanted = {"masc", "ms-f"} if gender == "м" else {"femn", "ms-f"}
    for parse in parses(word):
        grammemes = parse.tag.grammemes
        if {"Name", "nomn", "sing"} <= grammemes and wanted & grammemes:
            return dative_of(parse)
    return ""


def _genders(word: str) -> frozenset[str]:
    """Return the genders for which the dictionary has a first name."""
    return frozenset(gender for gender in "мж" if _by_dictionary(word, gender))
