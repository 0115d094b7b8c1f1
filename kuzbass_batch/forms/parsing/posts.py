"""Whether a post says of which organisation it is (GOST R 7.0.97-2025 wants the addressee to)."""

import re
from collections.abc import Iterable

GENITIVES = {
    "администрация": "администрации", "агентство": "агентства", "академия": "академии",
    "аппарат": "аппарата", "архив": "архива", "ассоциация": "ассоциации",
    "библиотека": "библиотеки", "больница": "больницы", "бюро": "бюро", "гимназия": "гимназии",
    "департамент": "департамента", "дирекция": "дирекции", "диспансер": "диспансера",
    "дом": "дома", "дума": "думы", "инспекция": "инспекции", "институт": "института",
    "клуб": "клуба", "колледж": "колледжа", "комитет": "комитета", "лицей": "лицея",
    "министерство": "министерства", "музей": "музея", "общество": "общества",
    "организация": "организации", "отдел": "отдела", "палата": "палаты", "парк": "парка",
    "поликлиника": "поликлиники", "предприятие": "предприятия",
    "представительство": "представительства", "служба": "службы", "совет": "совета",
    "театр": "театра", "техникум": "техникума", "университет": "университета",
    "управление": "управления", "учреждение": "учреждения", "филиал": "филиала",
    "фонд": "фонда", "центр": "центра", "школа": "школы",
}  # fmt: skip
"""The nouns that begin a name of an organisation, with their genitive."""
UNITS = (
    *(noun[:-1] if noun[-1] in "аеоя" else noun for noun in GENITIVES),
    # «Музей» and «лицей» change their last letter: «директора музея», «заведующий музеем».
    *(noun[:-1] + end for noun in GENITIVES if noun[-1] == "й" for end in "яюе"),
    "город", "дел", "край", "края", "муниципальн", "образовани", "област", "округ", "орган",
    "поселени", "район", "регион", "сектор", "территори",
)  # fmt: skip
"""How words for a unit begin that do not tell which: «начальник управления»."""
POSTS = ("врач", "директор", "заведующ", "заместител", "начальник", "председател", "президент",
         "ректор", "руководител", "управляющ")  # fmt: skip
"""How words for a post begin that take the name of any organisation behind them."""
OF_POSTS = (
    "ведущ", "вр", "генеральн", "глав", "и", "ио", "исполнительн", "исполняющ", "министр", "мэр",
    "научн", "о", "обязанност", "перв", "полномоч", "старш", "художественн",
)  # fmt: skip
"""How the other words of a post begin that name no organisation."""
_NO_NOUN = re.compile(
    r"(?:вр|и|о|ио|врио|временно|обязанности"
    r"|(?:ведущ|главн|генеральн|исполнительн|исполняющ|научн|перв|старш|художественн)[а-яё]{2,3})",
    re.I,
)
"""The words that may stand before the noun of a post."""
QUOTED = re.compile('[«"“„].*?[»"”“]')
SHARED = 4
"""Letters that two words have in common at least to be forms of one."""


def names_organisation(post: str, names: Iterable[str]) -> bool:
    """Tell whether a post says of what: «директор ГАУ „Центр“», «глава города Тайгинска»."""
    if QUOTED.search(post):
        return True
    telling = [word for word in _behind_noun(_words(post)) if not _is_general(word)]
    # The first word may begin with a capital only because it is the first.
    proper = any(word[0].isupper() for word in telling if not post.startswith(word))
    known = [word for name in names for word in _words(name) if not _is_general(word)]
    return proper or any(_is_kin(word, other) for word in telling for other in known)


def _behind_noun(words: list[str]) -> list[str]:
    """Return the words behind the noun of a post.

    A «лесничий» is of some «лесничество»: the noun does not say of which.
    """
    noun = next((at for at, word in enumerate(words) if not _NO_NOUN.fullmatch(word)), len(words))
    return words[noun + 1 :]


def _words(text: str) -> list[str]:
    return re.findall(r"[А-ЯЁа-яё]+", text)


def _is_general(word: str) -> bool:
    """Tell whether a word names a kind of post or unit, or only joins others."""
    small = word.casefold()
    if len(small) < SHARED and not word.isupper():
        return True
    return small.startswith((*UNITS, *POSTS)) or any(
        small.startswith(stem) and (len(stem) >= SHARED or small == stem) for stem in OF_POSTS
    )


def _is_kin(word: str, other: str) -> bool:
    """Tell whether two words are forms of one: they differ in their ends only."""
    one, two = word.casefold(), other.casefold()
    common = next(
        (at for at, pair in enumerate(zip(one, two, strict=False)) if len(set(pair)) > 1),
        min(len(one), len(two)),
    )
    return common >= max(SHARED, min(len(one), len(two)) - 2)
