"""The lists of trained employees in self-assessments against the register (app. 3 p. 6, К5).

Equal names match; near ones are suggested. Nothing here changes points.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kuzbass_batch.findings import training as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import RegisterRow
from kuzbass_batch.records.files.submissions import AssessmentDigest
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.year.training import (
    ListedPerson,
    PersonAtSeveral,
    RegisteredPerson,
    TrainedOf,
)
from kuzbass_batch.rules.checks.people import NearPeople, is_full_name, person_key
from kuzbass_batch.rules.checks.registered import RegisterAnswers, people_trained
from kuzbass_batch.rules.returns.participant_index import parents_in


def listed_people(digest: AssessmentDigest) -> tuple[ListedPerson, ...]:
    """Return the rows of a form's list that name somebody, each person once."""
    found: dict[str, ListedPerson] = {}
    for place, words in digest.people.by_row().items():
        field, sheet, cell = place.split("\n")
        name, day, topic = words.split("\n")
        person = ListedPerson(
            name=name, day=day, topic=topic, field=field, ref=CellRef(sheet=sheet, cell=cell)
        )
        found.setdefault(person_key(name), person)
    return tuple(found.values())


def trained_of(who: str, digest: AssessmentDigest | None, answers: RegisterAnswers) -> TrainedOf:
    """Return a participant's people by register and list; digest: of its form, None without one.

    A list may name people of the bodies under the participant (app. 3 p. 6, row 1 of К5).
    """
    own = answers.rows(ProgrammeTable.TRAINING, who)
    rows = answers.rows(ProgrammeTable.TRAINING, who, below=True)
    named = _named(rows)
    counted = TrainedOf(
        participant=who,
        registered=answers.trained(who),
        in_groups=_in_groups(own, answers),
        in_groups_below=_in_groups(rows[len(own) :], answers),
        known=bool(named),
    )
    if digest is None:
        return counted
    listed = _by_key(listed_people(digest))
    theirs = {} if not listed else named if len(own) == len(rows) else _named(own)
    return replace(
        counted,
        listed=digest.trained,
        both=len(listed.keys() & named.keys()),
        only_listed=tuple(_only_listed(listed, named)),
        only_registered=tuple(_only_registered(listed, theirs)),
    )


def _in_groups(rows: Iterable[RegisterRow], answers: RegisterAnswers) -> int:
    return people_trained((row for row in rows if not row.text("person")), answers.methodology)


def _by_key(people: Iterable[ListedPerson]) -> dict[str, ListedPerson]:
    return {person_key(person.name): person for person in people}


def _named(rows: Iterable[RegisterRow]) -> dict[str, RegisterRow]:
    """Return the first row of each person by name."""
    found: dict[str, RegisterRow] = {}
    for row in rows:
        person = row.text("person")
        if person:
            found.setdefault(person_key(person), row)
    return found


def _only_listed(
    listed: Mapping[str, ListedPerson], named: Mapping[str, RegisterRow]
) -> Iterator[ListedPerson]:
    near = NearPeople(named.keys() - listed.keys())
    for key, person in listed.items():
        if key not in named:
            yield replace(person, near=tuple(named[each].text("person") for each in near.of(key)))


def _only_registered(
    listed: Mapping[str, ListedPerson], named: Mapping[str, RegisterRow]
) -> Iterator[RegisteredPerson]:
    near = NearPeople(listed.keys() - named.keys())
    for key, row in named.items():
        if key not in listed:
            yield RegisteredPerson(
                name=row.text("person"),
                day=row.day("date"),
                topic=row.text("topic"),
                place=row.place,
                near=tuple(listed[each].name for each in near.of(key)),
            )


def list_questions(people: TrainedOf, methodology: Methodology) -> Iterator[Finding]:
    """Yield a question on each row of a list that the register does not bear out.

    Only where the register holds people of the participant: whom it does not know at all may have
    been trained elsewhere, and that is the committee's to look at.
    """
    for person in people.uncovered:
        words = ", ".join(f"«{name}»" for name in person.near)
        yield rules.LISTED_NOT_REGISTERED.at(
            person.ref,
            field=person.field,
            criterion=methodology.training.criterion if methodology.training else "",
            year=methodology.year,
            suggestion=f" Возможно, это {words}." if words else "",
            rater=methodology.words.rater,
        )


class PeopleAtSeveral:
    """Finds full names that stand at several participants, in the register or in lists."""

    def __init__(self, registry: Registry) -> None:
        """Take the registry: a parent's list may name people of the bodies under it."""
        self._parents = parents_in(registry)
        self._names: dict[str, str] = {}
        self._at: dict[str, dict[str, str]] = defaultdict(dict)

    def add(self, who: str, name: str, place: str) -> None:
        """Take that a name stands at a participant."""
        key = person_key(name)
        if is_full_name(key):
            self._names.setdefault(key, name)
            self._at[key].setdefault(who, place)

    def found(self) -> tuple[PersonAtSeveral, ...]:
        """Return the names that stand at participants of whom none is under another."""
        return tuple(
            PersonAtSeveral(
                name=self._names[key],
                participants=tuple(places),
                places=tuple(places.values()),
            )
            for key, places in self._at.items()
            if len(places) > 1 and self._are_apart(tuple(places))
        )

    def _are_apart(self, bodies: tuple[str, ...]) -> bool:
        """Tell whether two of the bodies have nothing to do with each other."""
        heads = {self._parents.get(body) or body for body in bodies}
        return len(heads) > 1
