"""The addressee of a letter in the dative: the registry's own spelling first, else a guess."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kuzbass_batch.outputs.letters.declension import (
    FULL_NAME,
    Guess,
    decline_name,
    decline_post,
    guess_gender,
    name_parts,
)
from kuzbass_batch.records.participants import Participant
from kuzbass_batch.workers.crew import Crew, Lost, WorkerLost, done_by

FROM_REGISTRY, GUESSED = "реестр", "программа"
NEUTRAL = "Уважаемые коллеги!"

GROUP = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """Post and name in the dative, the salutation, and where each spelling comes from.

    doubts: what to check before the letter is signed, in the accusative; none if all is sure.
    """

    post: str
    name: str
    short_name: str
    salutation: str
    post_source: str
    name_source: str
    doubts: tuple[str, ...]

    @property
    def post_line(self) -> str:
        """Return the post as the addressee block begins: with a capital letter."""
        return f"{self.post[:1].upper()}{self.post[1:]}"


def address(participant: Participant) -> Addressee:
    """Return how a letter addresses the head of a participant."""
    by_patronymic = guess_gender(participant.head_name)
    gender = participant.gender or by_patronymic
    name = _given(participant.head_name_dative) or decline_name(participant.head_name, gender)
    post = _given(participant.head_post_dative) or decline_post(participant.head_post)
    greeting = salutation(participant.head_name, gender)
    doubts = (*post.doubts, *name.doubts, *(("обращение",) if greeting == NEUTRAL else ()))
    return Addressee(
        post=post.text,
        name=name.text,
        short_name=with_initials(name.text),
        salutation=greeting,
        post_source=FROM_REGISTRY if participant.head_post_dative else GUESSED,
        name_source=FROM_REGISTRY if participant.head_name_dative else GUESSED,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def address_all(crew: Crew, participants: Iterable[Participant]) -> dict[str, Addressee]:
    """Return the addressees by participant; workers decline them, who know the dictionaries."""
    found = {}
    for participant, addressee in done_by(crew, _address, participants, group=GROUP):
        if isinstance(addressee, Lost):
            raise WorkerLost(f"адресат {participant.id}")
        found[participant.id] = addressee
    return found


def _address(_year: Any, participant: Participant) -> Addressee:
    return address(participant)


def _given(text: str) -> Guess | None:
    return Guess(text=text) if text else None


def with_initials(full_name: str) -> str:
    """Return «Иванову И. И.» with spaces that do not break."""
    surname, *others = name_parts(full_name) or ("",)
    return "\u00a0".join([surname, *(f"{part[0]}." for part in others)])


def salutation(full_name: str, gender: str) -> str:
    """Return «Уважаемый Иван Иванович!», or a neutral greeting if the name is not full."""
    parts = name_parts(full_name)
    if len(parts) != FULL_NAME or not gender or "." in full_name:
        return NEUTRAL
    return f"{'Уважаемый' if gender == 'м' else 'Уважаемая'} {parts[1]} {parts[2]}!"
