"""The body that rates, as texts call it: комитет, министерство, дирекция, проектный офис."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Gender(StrEnum):
    """How words agree with the body's name."""

    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"

    @property
    def ending(self) -> str:
        """Return what a verb of the past ends with behind its «л»."""
        return {"masculine": "", "feminine": "а", "neuter": "о"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Rater:
    """The noun in its cases, small as in the middle of a sentence; chair: the post of its head."""

    nominative: str = "комитет"
    genitive: str = "комитета"
    dative: str = "комитету"
    accusative: str = "комитет"
    instrumental: str = "комитетом"
    prepositional: str = "комитете"
    gender: Gender = Gender.MASCULINE
    chair: str = "Председатель комитета"

    @property
    def heading(self) -> str:
        """Return the noun as a sentence begins with it: «Комитет»."""
        return self.nominative[:1].upper() + self.nominative[1:]

    @property
    def into(self) -> str:
        """Return where forms are sent: «в комитет», «во внешнюю дирекцию»."""
        hard = re.match("[вф][бвгджзйклмнпрстфхцчшщ]", self.accusative.casefold())
        return f"{'во' if hard else 'в'} {self.accusative}"

    @property
    def pronoun(self) -> str:
        """Return «он», «она», «оно»."""
        return f"он{self.gender.ending}"

    @property
    def agrees(self) -> str:
        """Return «комитет согласен», «дирекция согласна»."""
        word = f"соглас{'ен' if not self.gender.ending else 'н' + self.gender.ending}"
        return f"{self.nominative} {word}"

    @property
    def itself(self) -> str:
        """Return «сам», «сама», «само»."""
        return f"сам{self.gender.ending}"

    @property
    def of_itself(self) -> str:
        """Return «самого комитета», «самой дирекции»."""
        word = "самой" if self.gender is Gender.FEMININE else "самого"
        return f"{word} {self.genitive}"

    def past(self, masculine: str) -> str:
        """Return a verb of the past as it agrees with the noun: «подвёл», «подвела», «подвело»."""
        if not self.gender.ending:
            return masculine
        stem = f"{masculine[:-2]}ел" if masculine.endswith("ёл") else masculine
        return f"{stem}{self.gender.ending}"

    def did(self, masculine: str) -> str:
        """Return noun and verb: «комитет определил», «министерство определило»."""
        return f"{self.nominative} {self.past(masculine)}"


COMMITTEE = Rater()
"""What the body is called where the methodology does not say."""
