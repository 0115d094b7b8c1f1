"""The addressee of a letter in the dative: the registry's own spelling first, else a guess."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kuzbass_batch.model.participants import Participant

FROM_REGISTRY, GUESSED = "реестр", "склонение программы"
_ADJECTIVE_OR_NOUN = ("ADJF", "PRTF", "NOUN")


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """Post and name in the dative, the salutation, and where each spelling comes from."""

    post: str
    name: str
    short_name: str
    salutation: str
    post_source: str
    name_source: str

    @property
    def post_line(self) -> str:
        """Return the post as the addressee block begins: with a capital letter."""
        return f"{self.post[:1].upper()}{self.post[1:]}"


def address(participant: Participant) -> Addressee:
    """Return how a letter addresses the head of a participant."""
    gender = participant.gender or guess_gender(participant.head_name)
    name = participant.head_name_dative or decline_name(participant.head_name, gender)
    post = participant.head_post_dative or decline_post(participant.head_post)
    return Addressee(
        post=post,
        name=name,
        short_name=with_initials(name),
        salutation=salutation(participant.head_name, gender),
        post_source=FROM_REGISTRY if participant.head_post_dative else GUESSED,
        name_source=FROM_REGISTRY if participant.head_name_dative else GUESSED,
    )


def guess_gender(full_name: str) -> str:
    """Return `м` or `ж` by the patronymic, empty if it does not tell."""
    patronymic = full_name.split()[-1].casefold() if full_name.split() else ""
    if patronymic.endswith(("вич", "ьич", "оглы")):
        return "м"
    return "ж" if patronymic.endswith(("вна", "чна", "кызы")) else ""


def decline_name(full_name: str, gender: str) -> str:
    """Return «Фамилия Имя Отчество» in the dative; unchanged if the gender is not known."""
    parts = full_name.split()
    if len(parts) != 3 or not gender:
        return full_name
    kinds = ("LASTNAME", "FIRSTNAME", "MIDDLENAME")
    return " ".join(
        _dative_name(kind, gender, part) for kind, part in zip(kinds, parts, strict=True)
    )


@lru_cache(maxsize=4096)
def _dative_name(kind: str, gender: str, part: str) -> str:
    from pytrovich.enums import Case, Gender, NamePart

    sex = Gender.MALE if gender == "м" else Gender.FEMALE
    return str(_maker().make(NamePart[kind], sex, Case.DATIVE, part))


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


def decline_post(post: str) -> str:
    """Return the post in the dative: the words up to its first noun, the rest stays.

    «исполняющий обязанности министра» → «исполняющему обязанности министра».
    """
    words = post.split()
    declined: list[str] = []
    for number, word in enumerate(words):
        form, is_noun = _dative(word)
        if form is None:
            return " ".join([*declined, *words[number:]])
        declined.append(form)
        if is_noun or word.casefold() == "исполняющий":
            return " ".join([*declined, *words[number + 1 :]])
    return " ".join(declined)


@cache
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=4096)
def _dative(word: str) -> tuple[str | None, bool]:
    """Return a nominative word in the dative and whether it is a noun; None if it is neither."""
    for parse in _analyzer().parse(word):
        tag = parse.tag
        if tag.POS in _ADJECTIVE_OR_NOUN and "nomn" in tag and "sing" in tag:
            form = parse.inflect({"datv", "sing"})
            if form:
                return _like(word, form.word), tag.POS == "NOUN"
    return None, False


def _like(word: str, form: str) -> str:
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def with_initials(full_name: str) -> str:
    """Return «Иванову И. И.» with a space that does not break."""
    parts = full_name.split()
    initials = "\u00a0".join(f"{part[0]}." for part in parts[1:])
    return f"{parts[0]}\u00a0{initials}" if initials else full_name


def salutation(full_name: str, gender: str) -> str:
    """Return «Уважаемый Иван Иванович!», or a neutral greeting if the gender is not known."""
    parts = full_name.split()
    if len(parts) != 3 or not gender or re.search(r"\.", full_name):
        return "Уважаемые коллеги!"
    return f"{'Уважаемый' if gender == 'м' else 'Уважаемая'} {parts[1]} {parts[2]}!"
