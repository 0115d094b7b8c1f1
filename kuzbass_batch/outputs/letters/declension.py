"""Posts and names in the dative, with an honest word on what the program is not sure of.

A name is sure if its ending is regular or if both libraries (pytrovich, pymorphy3) decline it
alike; a post is sure if its head is a known noun for a person. Everything else is a guess to check.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

FULL_NAME = 3
ATTRIBUTE = ("ADJF", "PRTF")
NAMES = frozenset({"Name", "Surn", "Patr", "Geox"})
TURKIC = ("оглы", "оглу", "углы", "улы", "уулу", "кызы", "гызы", "кизи")
"""Second words of a patronymic such as «Рашид оглы»; they are not declined."""
TURKIC_FEMALE = ("кызы", "гызы", "кизи")
NOT_DECLINED = ("и.о.", "ио", "и.", "о.", "врио", "врип", "вр.и.о.", "в.и.о.")
LINKED = re.compile(r"(\s+[–—-]\s+|,\s+)(?![^«]*»)")
"""What joins two posts of one person, outside of quotes."""
RANKS = ("генерал", "капитан", "инженер")
"""First halves that stay in compounds: «генерал-губернатору»."""
CONSONANT = "бвгджзклмнпрстфхцчшщ"
REGULAR = {
    "м": re.compile(
        r"(?<!^л)[оеё]в$|[иы]н$|[цс]к[ио]й$|[аеёиоуыэюя].*ый$|[оеиуыюэ]$|[иы]х$"
        rf"|[{CONSONANT}]{{2}}$|[аияуюыэ][бвгджзклмнпрстфхчшщ]$|[оеё][жфхчшщ]$"
    ),
    "ж": re.compile(
        r"(?:[оеё]в|[иы]н)а$|[ая]я$|[оеиуыюэ]$|[иы]х$"
        rf"|(?<![оеё]в)(?<![иы]н)(?<![иыо]й)[{CONSONANT}ьй]$"
    ),
}
"""Endings of surnames that are always declined (or never declined) in one way."""
OF_THE_OTHER = {
    "м": re.compile(r"(?:[оеё]в|[иы]н)а$|[ая]я$"),
    "ж": re.compile(r"(?:[оеё]в|[иы]н|[иыо]й)$"),
}
"""Endings that a surname of this gender hardly has: perhaps the gender is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """A text in the dative; `doubts` say in the accusative what to check, none if it is sure."""

    text: str
    doubts: tuple[str, ...] = ()


# --- names -------------------------------------------------------------------------------------


def name_parts(full_name: str) -> tuple[str, ...]:
    """Return surname, first name and patronymic; fewer where a name has not all of them.

    «Рашид оглы» is one patronymic, «И.И.» two initials; «Имя Отчество Фамилия» is turned round.
    """
    words = re.sub(r"\.(?=\w)", ". ", full_name).split()
    words = [word.title() if word.isupper() and len(word) > 2 else word for word in words]
    if len(words) > FULL_NAME and words[-1].casefold() in TURKIC:
        words = [*words[:-2], f"{words[-2]} {words[-1]}"]
    if len(words) == FULL_NAME and sex_of(words[1]) and not sex_of(words[2]):
        words = [words[2], words[0], words[1]]
    return tuple(words)


def sex_of(patronymic: str) -> str:
    """Return `м` or `ж` as a patronymic shows, empty if it does not."""
    word = patronymic.casefold()
    if word.endswith(TURKIC):
        return "ж" if word.endswith(TURKIC_FEMALE) else "м"
    if re.search(r"(?:[оеё]в|ь|[лкмтв])ич$", word):
        return "м"
    return "ж" if re.search(r"(?:[оеё]в|ич|инич)на$", word) else ""


def guess_gender(full_name: str) -> str:
    """Return `м` or `ж` by the patronymic, empty if it does not tell."""
    parts = name_parts(full_name)
    return sex_of(parts[2]) if len(parts) == FULL_NAME else ""


@cache
def decline_name(full_name: str, gender: str) -> Guess:
    """Return «Фамилия Имя Отчество» in the dative; unchanged and doubtful if that is not known."""
    parts = name_parts(full_name)
    if not gender:
        return Guess(text=" ".join(parts), doubts=("пол", "ФИО"))
    if len(parts) != FULL_NAME or not all(re.fullmatch(r"[А-ЯЁа-яё.\s-]+", p) for p in parts):
        return Guess(text=" ".join(parts), doubts=("ФИО",))
    declined = (
        _surname(parts[0], gender),
        _first_name(parts[1], gender),
        _patronymic(parts[2], gender),
    )
    doubts = [doubt for guess in declined for doubt in guess.doubts]
    if parts[0].casefold() != full_name.split()[0].casefold():
        doubts.append("порядок слов в ФИО")
    return Guess(text=" ".join(guess.text for guess in declined), doubts=tuple(doubts))


def _surname(surname: str, gender: str) -> Guess:
    """Decline each half of a double surname by itself."""
    halves = [_half_of_surname(half, gender) for half in surname.split("-")]
    doubts = ("фамилию",) if any(guess.doubts for guess in halves) else ()
    return Guess(text="-".join(guess.text for guess in halves), doubts=doubts)


def _half_of_surname(word: str, gender: str) -> Guess:
    from pytrovich.enums import NamePart

    text = _petrovich(NamePart.LASTNAME, word, gender)
    small = word.casefold()
    regular = bool(REGULAR[gender].search(small)) and not _is_thing(word, gender)
    sure = regular or _same(text, _by_dictionary(word, gender, "Surn"))
    sure = sure and not OF_THE_OTHER[gender].search(small)
    return Guess(text=text, doubts=() if sure else ("фамилию",))


def _is_thing(word: str, gender: str) -> bool:
    """Tell whether a woman's surname is also a common noun: «Калина» is declined as one."""
    if gender == "м" or word[-1] not in "ая":
        return False
    tags = [parse.tag for parse in _analyzer().parse(word) if parse.is_known]
    return any(tag.POS == "NOUN" and "nomn" in tag and not NAMES & tag.grammemes for tag in tags)


def _first_name(word: str, gender: str) -> Guess:
    from pytrovich.enums import NamePart

    if "." in word:
        return Guess(text=word, doubts=("ФИО",))
    text = _petrovich(NamePart.FIRSTNAME, word, gender)
    sure = _same(text, _by_dictionary(word, gender, "Name"))
    return Guess(text=text, doubts=() if sure else ("имя",))


def _patronymic(word: str, gender: str) -> Guess:
    from pytrovich.enums import NamePart

    if word.casefold().endswith(TURKIC) or "." in word:
        return Guess(text=word, doubts=() if sex_of(word) == gender else ("пол",))
    text = _petrovich(NamePart.MIDDLENAME, word, gender)
    known = sex_of(word)
    if not known:
        return Guess(text=text, doubts=("отчество",))
    return Guess(text=text, doubts=() if known == gender else ("пол",))


def _petrovich(part: Any, word: str, gender: str) -> str:
    from pytrovich.enums import Case, Gender

    sex = Gender.MALE if gender == "м" else Gender.FEMALE
    return str(_maker().make(part, sex, Case.DATIVE, word))


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


def _by_dictionary(word: str, gender: str, kind: str) -> str:
    """Return the dative of a name that pymorphy3 has in its dictionary, else an empty text."""
    wanted = {"masc", "ms-f"} if gender == "м" else {"femn", "ms-f"}
    for parse in _analyzer().parse(word):
        grammemes = parse.tag.grammemes
        if parse.is_known and {kind, "nomn", "sing"} <= grammemes and wanted & grammemes:
            form = parse.inflect({"datv", "sing"})
            return str(form.word) if form else ""
    return ""


def _same(one: str, other: str) -> bool:
    return one.casefold().replace("ё", "е") == other.casefold().replace("ё", "е")


# --- posts -------------------------------------------------------------------------------------


@cache
def decline_post(post: str) -> Guess:
    """Return the post in the dative: its head and the words before it; the rest stays.

    «исполняющий обязанности министра» → «исполняющему обязанности министра»; in «заместитель
    министра – начальник управления» both heads are declined.
    """
    if not post:
        return Guess(text="", doubts=("должность",))
    first, *rest = LINKED.split(post)
    head = _decline_head(first)
    text, sure = (first, False) if head is None else (head, not _names_another(first))
    for link, part in zip(rest[::2], rest[1::2], strict=True):
        declined = _decline_head(part)
        text += link + (part if declined is None else declined)
        sure = sure and not (declined is None and _names_another(part))
    return Guess(text=text, doubts=() if sure and not _is_compound(post) else ("должность",))


def _decline_head(text: str) -> str | None:
    """Return a post with its head in the dative, None if no head is found at its beginning."""
    words = text.split()
    if words and words[0].casefold() in NOT_DECLINED:
        return text
    at = 1 if words and words[0].casefold() == "временно" else 0
    if at < len(words) and _dative(words[at]) is None:
        return None
    while at < len(words):
        found = _dative(words[at])
        if found is None:
            break
        words[at], is_noun = found
        at += 1
        if is_noun:
            break
    return " ".join(words)


def _names_another(text: str) -> bool:
    """Tell whether a person stands in the nominative behind the head: «начальник и бухгалтер»."""
    words = re.sub(r"«.*?»", "", text).split()
    nouns = [_analyzer().parse(word)[0] for word in words if not _parse(word, ATTRIBUTE)]
    return sum(_is_person(parse, ("NOUN",)) for parse in nouns) > 1


def _is_compound(post: str) -> bool:
    """Tell whether the post holds «директор-главный»: such words are declined by guess."""
    return any(_halves(word) for word in re.sub(r"«.*?»", "", post).split())


def _dative(word: str) -> tuple[str, bool] | None:
    """Return a nominative word in the dative and whether it is a noun; None for other words."""
    if halves := _halves(word):
        first, last = (_dative(half) for half in halves)
        if first and last:
            return f"{first[0]}-{last[0]}", last[1]
    parse = _parse(word, ATTRIBUTE) or _parse(word, ("NOUN",))
    form = parse.inflect({"datv", "sing"}) if parse else None
    if parse is None or form is None:
        return None
    return _like(word, form.word), parse.tag.POS == "NOUN"


def _halves(word: str) -> tuple[str, str] | None:
    """Return both posts of «министр-руководитель»; None for «пресс-секретарь»."""
    first, dash, last = word.partition("-")
    if not dash or first.casefold() in RANKS or _parse(first, ("NOUN",)) is None:
        return None
    return (first, last) if _parse(last, ("NOUN", *ATTRIBUTE)) else None


def _parse(word: str, kinds: tuple[str, ...]) -> Any:
    """Return how a word is a person's post or its attribute in the nominative, else None."""
    found = (parse for parse in _analyzer().parse(word) if _is_person(parse, kinds))
    return next(found, None)


def _is_person(parse: Any, kinds: tuple[str, ...]) -> bool:
    tag = parse.tag
    known = parse.is_known or "-" in parse.word
    if not known or tag.POS not in kinds or not {"nomn", "sing"} <= tag.grammemes:
        return False
    return tag.POS != "NOUN" or ("anim" in tag and not NAMES & tag.grammemes)


def _like(word: str, form: str) -> str:
    """Return the form with the capitals of the word."""
    if word.isupper() and len(word) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


@cache
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()
