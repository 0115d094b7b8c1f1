"""Bodies outside of the registry that apply for a quality check or to a contest (p. 3.5, 2.7).

Such a body has a line on «Прочие организации» only. Here it becomes a participant that is rated
nowhere, so that its forms and letters are matched, drawn and addressed as everybody's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.returns.participants import Participant, Registry, Standing
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.outcome import SortedFolder
from kuzbass_batch.rules.checks.exchanges import NamesInTexts

OTHER_BODIES = Category(id="", name="иная организация", plural="Иные организации")
_ADDRESS = re.compile(r"[^\s;,<>()«»]+@[^\s;,<>()«»]+")


class BodyNames:
    """Finds the bodies that a text names, by a name of theirs or by the code."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take ids with the names of their bodies, as many for each as it has."""
        listed = tuple(names)
        self._ids = {alike(who): who for who, _ in listed}
        self._names = NamesInTexts(listed)

    def named_in(self, text: str) -> frozenset[str]:
        """Return the ids of those that a text names for sure."""
        words = {alike(each.strip(".,:;()«»")) for each in text.split()}
        return self._names.named_in(text) | {self._ids[word] for word in words & self._ids.keys()}


def with_other_bodies(folder: SortedFolder) -> Registry:
    """Return the registry with the bodies that the register of the programme lists besides."""
    entries = folder.registers.book.entries if folder.registers.book else ()
    registry = folder.registry
    others = other_bodies(entries, {alike(each.id) for each in registry.participants})
    return replace(registry, participants=(*registry.participants, *others))


def other_bodies(entries: Iterable[DecisionEntry], known: Iterable[str]) -> Iterator[Participant]:
    """Yield the bodies of «Прочие организации»; known: ids of participants, comparable.

    Letters to one address whoever signed its last application: nobody else is known there.
    """
    listed, seen = tuple(entries), set(known)
    signed = {
        alike(entry.text("participant")): entry
        for entry in listed
        if entry.table is ProgrammeTable.CHECK_APPLICATIONS and entry.text("signer")
    }
    for entry in (each for each in listed if each.table is ProgrammeTable.BODIES):
        who, name = entry.text("id"), entry.text("body")
        if who and name and alike(who) not in seen:
            seen.add(alike(who))
            yield _participant(who, name, entry.text("contact"), signed.get(alike(who)))


def _participant(
    who: str, name: str, contact: str, application: DecisionEntry | None
) -> Participant:
    return Participant(
        id=who,
        name=name,
        short_name=name,
        category=OTHER_BODIES,
        head_post=application.text("post") if application else "",
        head_name=application.text("signer") if application else "",
        email=", ".join(each.rstrip(".") for each in _ADDRESS.findall(contact)),
    )


def unrated(participant: Participant) -> Standing:
    """Return a body outside of the registry as letters know their readers: nothing is rated."""
    return Standing(
        participant=participant,
        status=ParticipantStatus.MISSING,
        scorecard=None,
        place=None,
        place_in_category=None,
        level_change=None,
        assessment=None,
        passports=(),
        returned=(),
        late=False,
        findings=(),
    )
