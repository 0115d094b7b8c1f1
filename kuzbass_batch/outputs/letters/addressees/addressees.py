"""The addressee of a letter in the dative: the registry's own spelling first, else a guess."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.words import NO_WORDS, Bodies
from kuzbass_batch.outputs.letters.addressees.declension import Guess
from kuzbass_batch.outputs.letters.addressees.names_dative import (
    FULL_NAME,
    decline_name,
    guess_gender,
    name_parts,
)
from kuzbass_batch.outputs.letters.addressees.organisations import with_organisation
from kuzbass_batch.outputs.letters.addressees.posts_dative import decline_post
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.workers.crew import Crew, done_by, sure
from kuzbass_batch.workers.packed import Parts, packed, unpacked

FROM_REGISTRY, GUESSED = "реестр", "программа"
NEUTRAL = "Уважаемые коллеги!"
NAMED_IN_POST, ADDED, NAMED_APART = "в должности", "добавила программа", "отдельной строкой"
"""Where the addressee names the organisation (GOST R 7.0.97-2025)."""
NO_SALUTATION = "обращение общее: ФИО неполное или пол не указан"

GROUP = 200
"""Addressees that are kept packed together."""
AT_ONCE = 1000
"""Addressees that go to a worker together: its dictionaries take longer to load than they do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """Post and name in the dative, the salutation, and where each spelling comes from.

    The post names the organisation; where it cannot, `organisation` is a line of its own under it,
    else empty. named: where the organisation stands, for who proof-reads.
    doubts: what to check before the letter is signed, with the reason; none if all is sure.
    """

    post: str
    organisation: str
    named: str
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

    @property
    def in_one_line(self) -> str:
        """Return the whole addressee as a register names it."""
        organisation = f", {self.organisation}," if self.organisation else ""
        return f"{self.post_line}{organisation} {self.short_name}"

    def for_template(self) -> dict[str, str]:
        """Return all that a template may ask of an addressee, by the tags' names."""
        return {
            "post": self.post,
            "post_line": self.post_line,
            "organisation": self.organisation,
            "name": self.name,
            "short_name": self.short_name,
            "salutation": self.salutation,
            "in_one_line": self.in_one_line,
        }


class AddressBook(Mapping[str, Addressee]):
    """Addressees by participant's id, packed: each is asked for a few times, and weighs 1.2 KiB.

    Kept as they are, ten thousand would take 12 MiB of the main process; packed they take 1.
    Whoever asks for one after the other, in the registry's order, has each part unpacked once.
    """

    def __init__(self, addressees: Iterable[tuple[str, Addressee]]) -> None:
        self._numbers: dict[str, int] = {}
        self._parts: list[Parts] = []
        doubtful: set[str] = set()
        rest = iter(addressees)
        while part := list(islice(rest, GROUP)):
            first = GROUP * len(self._parts)
            self._numbers |= {who: first + at for at, (who, _) in enumerate(part)}
            self._parts.append(packed(addressee for _, addressee in part))
            doubtful.update(who for who, addressee in part if addressee.doubts)
        self.doubtful = frozenset(doubtful)
        """Of whom something is to be checked before a letter is signed."""

    def __getitem__(self, who: str) -> Addressee:
        """Return the addressee of a participant."""
        part, at = divmod(self._numbers[who], GROUP)
        return _unpacked(self._parts[part])[at]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Return how many participants there are."""
        return len(self._numbers)


@lru_cache(maxsize=3)  # For the letters, the ranking and the register, which go on side by side.
def _unpacked(part: Parts) -> tuple[Addressee, ...]:
    return tuple(unpacked(part))


def addressee_of(participant: Participant, bodies: Bodies = NO_WORDS.bodies) -> Addressee:
    """Return how a letter addresses the head of a participant."""
    by_patronymic = guess_gender(participant.head_name)
    gender = participant.gender or by_patronymic
    name = _given(participant.head_name_dative) or decline_name(participant.head_name, gender)
    post = _given(participant.head_post_dative) or decline_post(participant.head_post)
    place = with_organisation(post.text, participant, bodies)
    greeting = salutation(participant.head_name, gender)
    doubts = (*post.doubts, *name.doubts, *((NO_SALUTATION,) if greeting == NEUTRAL else ()))
    return Addressee(
        post=place.post,
        organisation=place.line,
        named=NAMED_APART if place.line else ADDED if place.added else NAMED_IN_POST,
        name=name.text,
        short_name=with_initials(name.text),
        salutation=greeting,
        post_source=FROM_REGISTRY if participant.head_post_dative else GUESSED,
        name_source=FROM_REGISTRY if participant.head_name_dative else GUESSED,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def address_all(crew: Crew, participants: Iterable[Participant]) -> AddressBook:
    """Return the addressees by participant; workers decline them, who know the dictionaries."""
    found = done_by(crew, _address, participants, group=AT_ONCE)
    return AddressBook((who.id, sure(each, f"адресат {who.id}")) for who, each in found)


def _address(year: ReportingYear, participant: Participant) -> Addressee:
    return addressee_of(participant, year.methodology.words.bodies)


def _given(text: str) -> Guess | None:
    return Guess(text=text) if text else None


def with_initials(full_name: str) -> str:
    """Return «Иванову И. И.» with spaces that do not break."""
    surname, *others = name_parts(full_name) or ("",)
    return "\u00a0".join([surname, *(f"{part[0]}." for part in others)])


def signed_name(full_name: str) -> str:
    """Return a name as it stands beside a signature: «А. П. Иванова», spaces that do not break."""
    surname, *others = name_parts(full_name) or ("",)
    return "\u00a0".join([*(f"{part[0]}." for part in others), surname])


def salutation(full_name: str, gender: str) -> str:
    """Return «Уважаемый Иван Иванович!», or a neutral greeting if the name is not full."""
    parts = name_parts(full_name)
    if len(parts) != FULL_NAME or not gender or "." in "".join(parts):
        return NEUTRAL
    return f"{'Уважаемый' if gender == 'м' else 'Уважаемая'} {parts[1]} {parts[2]}!"
