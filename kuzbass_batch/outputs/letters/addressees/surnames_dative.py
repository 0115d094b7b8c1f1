"""Surnames in the dative: by their endings, and doubtful where the ending does not decide.

Every rule gets one surname in small letters and returns its dative with a doubt or an empty text.
"""

import re
from collections.abc import Callable, Mapping

from kuzbass_batch.outputs.letters.addressees.declension import (
    HUSHED,
    NAMES,
    VOWELS,
    Guess,
    dative_of,
    either,
    parses,
    same_word,
    with_capitals_of,
)

Rule = Callable[[str], tuple[str, str]]
"""A surname in small letters → its dative and a doubt, empty if it is sure."""
ATTACHED = frozenset({
    "абд", "абу", "ага", "аль", "бар", "бек", "бен", "бонч", "ван", "гаджи", "да", "де", "делла",
    "дель", "дер", "ди", "дон", "дос", "дю", "ибн", "кара", "кок", "корвин", "кызыл", "ла", "ле",
    "лже", "мак", "мелик", "мирза", "мир", "мулла", "нор", "нур", "сан", "сен", "сент", "тер",
    "тян", "узун", "фон", "хан", "ходжа", "шах", "эль", "эмир",
})  # fmt: skip
"""Words before a surname that are never declined: «Тер-Петросяну», «фон Дервизу»."""
TURKIC_FEMALE = ("кызы", "гызы", "кизи", "қизи", "қызы")
TURKIC = ("оглы", "оглу", "углы", "угли", "ўғли", "улы", "ұлы", "уулу", *TURKIC_FEMALE)
"""Second words of a patronymic such as «Рашид оглы»; they and their fathers stay."""
BEHIND = frozenset({"ага", "бей", "бек", "заде", "зода", "оглы", "оол", "паша", "хан"})
"""Last halves before which nothing is declined: «Чыргал-оолу», «Гусейн-заде»."""
STRESSED = frozenset({"дюма", "дега", "петипа", "золя", "труайя", "люка", "тома", "кюра"})
"""French surnames on a stressed vowel, which are not declined."""
FOR_A_MAN = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|[сц]кой|ый)$")
FOR_A_WOMAN = re.compile(r"(?:[оеё]ва|[иы]на|ая|яя)$")
FIRST_HALF = re.compile(r"(?:[оеё]ва?|[иы]на?|ий|ый|ой|ая|яя|ич|[еи]нко|ук|юк|ян|нц)$")
"""Endings of a first half that surely is a surname of its own."""
MALE_FOR_FEMALE = "фамилия похожа на мужскую, а пол женский"
FEMALE_FOR_MALE = "фамилия похожа на женскую, а пол мужской"


def decline_surname(surname: str, gender: str) -> Guess:
    """Return a surname in the dative, each of its parts by itself; `gender` is `м` or `ж`."""
    if surname.casefold().endswith(TURKIC):
        return Guess(text=surname)
    pieces = re.split(r"([\s()-]+)", surname)
    last = max((at for at, piece in enumerate(pieces[::2]) if piece), default=0) * 2
    ends_so = pieces[last].casefold() in BEHIND
    text = ""
    doubts: list[str] = []
    for at, piece in enumerate(pieces):
        stays = at < last and (ends_so or piece.casefold() in ATTACHED)
        if at % 2 or not piece or stays:
            text += piece
            continue
        guess = _decline_one(piece, gender)
        text += guess.text
        doubts += guess.doubts
        if at < last and guess.text != piece and not FIRST_HALF.search(piece.casefold()):
            doubts.append(f"склоняется ли «{piece}» в двойной фамилии")
    return Guess(text=text, doubts=tuple(dict.fromkeys(doubts)))


def _decline_one(word: str, gender: str) -> Guess:
    small = word.casefold()
    rule = next(rule for ending, rule in RULES[gender] if ending.search(small))
    form, doubt = rule(small)
    listed = _in_dictionary(small, "masc" if gender == "м" else "femn")
    if listed and not doubt and not same_word(listed, form) and not same_word(listed, small):
        form, doubt = listed, _or("фамилия", listed, form)
    return Guess(text=with_capitals_of(word, form), doubts=(doubt,) if doubt else ())


def _unchanged(word: str) -> tuple[str, str]:
    return word, ""


def _of_man_yy(word: str) -> tuple[str, str]:
    return f"{word[:-2]}{'ему' if re.search(HUSHED + 'ый$', word) else 'ому'}", ""


def _of_man_ikh(word: str) -> tuple[str, str]:
    """«Долгих» stays, «Дитрих» is declined; the consonant before the ending tells."""
    if re.search(r"[кгхжшщчн]их$", word):
        return word, ""
    return f"{word}у", _or("склоняется ли фамилия", f"{word}у", word)


def _of_man_a(word: str) -> tuple[str, str]:
    if re.search(r"[ая]я$", word):
        form = _in_dictionary(word, "masc") or f"{word[:-1]}е"
        return form, FEMALE_FOR_MALE
    form, doubt = _on_a(word)
    if FOR_A_WOMAN.search(word) and not _common(word) and not _in_dictionary(word, "masc"):
        return form, FEMALE_FOR_MALE
    return form, doubt


def _on_a(word: str) -> tuple[str, str]:
    """Decline what men and women share: «Глинке», «Берии»; «Гулиа», «Аракчаа» and «Дюма» stay."""
    if re.search(r"[аиу]а$", word):
        return word, ""
    form = f"{word[:-1]}и" if word.endswith("ия") else f"{word[:-1]}е"
    if word not in STRESSED:
        return form, ""
    return word, "" if word == "дюма" else _or("склоняется ли фамилия", word, form)


def _of_man_iy(word: str) -> tuple[str, str]:
    noun, soft, hard = f"{word[:-1]}ю", f"{word[:-2]}ему", f"{word[:-2]}ому"
    known = (_in_dictionary(word, "masc"), _common(word), _as_adjective(word, "masc"))
    if any(known):
        return next(form for form in known if form), ""
    if _vowels(word) == 1:
        return noun, ""
    if re.search(r"[кгх]ий$", word):
        doubt = "" if re.search(r"[сц]кий$", word) else _or("фамилия", hard, noun)
        return hard, doubt
    if re.search(HUSHED + "ий$", word):
        return soft, _or("фамилия", soft, noun)
    if re.search(r"[бвгджзклмпрстфхчшщ]ний$", word):
        return soft, "" if re.search(r"[жд]ний$", word) else _or("фамилия", soft, noun)
    return noun, ""


def _of_man_oy(word: str) -> tuple[str, str]:
    noun, adjective = f"{word[:-1]}ю", f"{word[:-2]}ому"
    known, common = _as_adjective(word, "masc"), _common(word)
    if known and not common:
        return known, ""
    if common and not known:
        return noun, ""
    if _vowels(word) == 1:
        return noun, _or("фамилия", noun, adjective) if known else ""
    sure = re.search(r"[сц]кой$", word) or (_vowels(word) > 2 and re.search(r"[внт]ой$", word))
    return adjective, "" if sure else _or("фамилия", adjective, noun)


def _of_man_consonant(word: str) -> tuple[str, str]:
    """Add the ending; a vowel that may fall out («Орёл», «Кравец») is kept only if it must be."""
    stem = word[:-1] if word[-1] in "ьй" else word
    hard = stem == word or re.search(HUSHED + "$", stem)
    plain = f"{stem}у" if hard else f"{stem}ю"
    if FOR_A_MAN.search(word) and _vowels(word) > 1:
        return plain, ""
    by_name, common = _in_dictionary(word, "masc"), _common(word) or _first_name(word)
    if word.endswith("ь") and not common and _is_feminine(word):
        return plain, f"фамилия – слово женского рода, склонена как мужская: «{_title(plain)}»"
    fled = common or _without_vowel(word)
    if not fled or same_word(fled, plain):
        return fled or plain, ""
    if by_name and same_word(by_name, fled):
        return fled, ""
    if re.search(r"[^н]ек$", word) and not common:
        return plain, _or("в фамилии беглая гласная", plain, fled)
    return fled, _or("в фамилии беглая гласная", fled, plain)


def _without_vowel(word: str) -> str:
    """Return «горобцу», «коломийцу», «царьку» for a word that may lose its vowel, else nothing."""
    found = re.fullmatch(rf"(.*[{VOWELS}].*)([оеё])([цк])", word)
    if not found or (found[3] == "ц" and found[2] == "о"):
        return ""
    stem, _, end = found.groups()
    if re.search(r"[^аеёиоуыэюя]{2}$", stem) or word.endswith("бек"):
        return ""
    if stem[-1] in VOWELS:
        return f"{stem}й{end}у"
    soft = stem[-1] == "л" or (end == "к" and found[2] == "ё")
    return f"{stem}{'ь' if soft else ''}{end}у"


def _of_woman_ya(word: str) -> tuple[str, str]:
    """Decline «Рыбья» as an adjective, «Илья» as a noun."""
    adjective = _as_adjective(word, "femn")
    return (adjective, "") if adjective else _on_a(word)


def _of_woman_consonant(word: str) -> tuple[str, str]:
    """Leave it: «Ким», «Палий»; a man's ending on a woman is perhaps a wrong gender."""
    is_adjective = re.search(r"[иоы]й$", word) and _as_adjective(word, "masc")
    male = is_adjective or (FOR_A_MAN.search(word) and _vowels(word) > 1)
    return word, MALE_FOR_FEMALE if male else ""


def _of_woman_aya(word: str) -> tuple[str, str]:
    """Decline an adjective: «Горячей», «Большой»; Georgian surnames on -ая are none."""
    soft, hard = f"{word[:-2]}ей", f"{word[:-2]}ой"
    by_name = _in_dictionary(word, "femn")
    if by_name and by_name not in (soft, hard):
        return by_name, _or("фамилия", by_name, hard)
    known = {_as_adjective(word, "femn", at) for at in (0, -1)} - {""}
    if len(known) > 1:
        forms = (hard, soft) if {hard, soft} == known else (soft, hard)
        return forms[0], _or("в фамилии не ясно ударение", *forms)
    if known and known <= {hard, soft}:
        return known.pop(), ""
    if word.endswith("яя") or re.search(r"[щч]ая$", word):
        return soft, ""
    if re.search(r"[жшц]ая$", word):
        return soft, _or("в фамилии не ясно ударение", soft, hard)
    return hard, "" if re.search(r"(?:[сц]к|[внт])ая$", word) else _or(
        "фамилия", hard, f"{word[:-1]}е"
    )


def _adjectival(word: str) -> tuple[str, str]:
    """«Ивановой»; a surname that is a common noun as well («Калина») may be declined as one."""
    form, noun = f"{word[:-1]}ой", f"{word[:-1]}е"
    if _common(word):
        listed = _in_dictionary(word, "femn") or noun
        return listed, _or("фамилия совпадает с обычным словом", noun, form)
    short = _vowels(word) < 3 and not _in_dictionary(word, "femn")
    return form, _or("фамилия", form, noun) if short else ""


RULES: Mapping[str, tuple[tuple[re.Pattern[str], Rule], ...]] = {
    "м": (
        (re.compile(r"их$"), _of_man_ikh),
        (re.compile(r"[оеёиуыэю]$|ых$"), _unchanged),
        (re.compile(r"[ая]$"), _of_man_a),
        (re.compile(r"ый$"), _of_man_yy),
        (re.compile(r"ий$"), _of_man_iy),
        (re.compile(r"ой$"), _of_man_oy),
        (re.compile(r"$"), _of_man_consonant),
    ),
    "ж": (
        (re.compile(r"[оеёиуыэю]$|[иы]х$"), _unchanged),
        (re.compile(r"[ая]я$"), _of_woman_aya),
        (re.compile(r"(?:[оеё]в|[иы]н)а$"), _adjectival),
        (re.compile(r"ья$"), _of_woman_ya),
        (re.compile(r"[ая]$"), _on_a),
        (re.compile(r"$"), _of_woman_consonant),
    ),
}
"""The rules by gender; the first whose ending fits declines a surname."""


# --- what the dictionary says -------------------------------------------------------------------


def _common(word: str) -> str:
    """Return the dative of a common noun in the nominative, empty if the word is none."""
    for parse in parses(word):
        tag = parse.tag
        wanted = "femn" if word[-1] in "ая" else "masc"
        is_noun = tag.POS == "NOUN" and {"nomn", "sing"} <= tag.grammemes
        if is_noun and (wanted in tag or "ms-f" in tag) and not NAMES & tag.grammemes:
            return dative_of(parse)
    return ""


def _first_name(word: str) -> str:
    """Return the dative of a man's first name such as «Павел», empty if the word is none."""
    wanted = {"Name", "masc", "nomn", "sing"}
    return next((dative_of(p) for p in parses(word) if wanted <= p.tag.grammemes), "")


def _is_feminine(word: str) -> bool:
    return any({"NOUN", "femn", "nomn", "sing"} <= parse.tag.grammemes for parse in parses(word))


def _in_dictionary(word: str, gender: str) -> str:
    """Return the dative of a surname the dictionary has for a gender (`masc` or `femn`)."""
    for parse in parses(word):
        if {"Surn", "nomn", "sing"} <= parse.tag.grammemes and gender in parse.tag:
            return dative_of(parse)
    return ""


def _as_adjective(word: str, gender: str, at: int = 0) -> str:
    found = [
        parse
        for parse in parses(word)
        if parse.tag.POS in ("ADJF", "PRTF") and {"nomn", "sing", gender} <= parse.tag.grammemes
    ]
    return dative_of(found[at]) if found else ""


def _vowels(word: str) -> int:
    return sum(letter in VOWELS for letter in word)


def _or(reason: str, *forms: str) -> str:
    return f"{reason}: {either(*(_title(form) for form in forms))}"


def _title(word: str) -> str:
    return word[:1].upper() + word[1:]
