"""An earlier result as its results.json states it, and what changed since."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period, period_in
from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.records.committee.book_marks import NO_MEMORY, BookMemory, RememberedEntry
from kuzbass_batch.records.year.plain_values import (
    known_number,
    known_place,
    known_points,
    known_text,
    known_whole,
)

MANY = 2**14
"""Scores of equal content that are kept as one object."""
RESULTS = "results.json"
SCHEMA_OF_ANY_VERSION = "kuzbass-batch/results/"
SCHEMA = f"{SCHEMA_OF_ANY_VERSION}1"


@dataclass(frozen=True, kw_only=True, slots=True)
class PastScore:
    """One criterion of an earlier result, in points; `signed`: who decided it and when.

    applicable: False where it did not apply to the participant.
    """

    claimed: Points
    counted: Points
    verified: Points | None
    settled: Points | None
    points: Points
    signed: str = ""
    applicable: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class PastStanding:
    """One participant of an earlier result; level is its name, places as shown («3–4»).

    source_sha256: of the counted return. rulings: what the committee ruled on the returns.
    answers: the marks of its answers by criterion (`AssessmentDigest.stamps`), empty if unknown.
    advised: to how many points its letter advised to raise a criterion, the least of the ways.
    Both are for the next period, and no difference between two results.
    """

    id: str
    name: str
    status: str
    total: Decimal | None
    level: str
    place: str
    place_in_category: str
    source: str
    source_sha256: str
    scores: Mapping[str, PastScore]
    rulings: tuple[str, ...] = ()
    category: str = ""
    answers: str = field(default="", compare=False)
    advised: Mapping[str, Points] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """An earlier result: `path` says where it was found, `readings` the option of each.

    decisions: the path of the committee's workbook that it stood on, empty if there was none.
    memory: what it remembers of that workbook and the one it drew; registers: of the registers of
    the programme in the same way.
    """

    path: str
    period: Period
    as_of: dt.date
    methodology_sha256: str
    readings: Mapping[str, str]
    standings: Mapping[str, PastStanding]
    decisions: str = ""
    memory: BookMemory = NO_MEMORY
    registers: BookMemory = NO_MEMORY


class Aspect(StrEnum):
    """What of a participant changed; the value is the word shown to users."""

    REGISTRY = "реестр"
    STATUS = "состояние"
    POINTS = "балл по критерию"
    TOTAL = "оценка"
    LEVEL = "уровень"
    PLACE = "место"
    PLACE_IN_CATEGORY = "место в категории"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change of one participant; before and after as shown, empty where there was nothing."""

    participant: str
    name: str
    aspect: Aspect
    criterion: str
    before: str
    after: str
    cause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What changed since the result of the day `since`, found at `path`.

    lost_decisions: the workbook that the earlier result stood on, if this one stands on none.
    """

    path: str
    since: dt.date
    changes: tuple[Change, ...]
    lost_decisions: str = ""

    def count(self, aspect: Aspect) -> int:
        """Return how many participants changed in one respect."""
        return len({change.participant for change in self.changes if change.aspect is aspect})


def is_results(document: object) -> bool:
    """Tell whether a JSON document says that it is a results.json."""
    return isinstance(document, dict) and document.get("schema") == SCHEMA


def snapshot_of(document: Any, path: str = "") -> Snapshot | None:
    """Return what a parsed results.json says, None if it is none; later keys may be missing."""
    try:
        hashes = {file["path"]: known_text(file["sha256"]) for file in document["files"]}
        people = [_standing(each, hashes) for each in document["participants"]]
        readings = document["methodology"].get("readings", {})
        return Snapshot(
            path=path,
            period=_period(document),
            as_of=dt.date.fromisoformat(document["as_of"]),
            methodology_sha256=known_text(document["methodology"]["sha256"]),
            readings={
                known_text(reading): known_text(option) for reading, option in readings.items()
            },
            standings={person.id: person for person in people},
            decisions=known_text(document.get("decisions")),
            memory=_memory(document, "book", "entries"),
            registers=_memory(document, "registers", "register_entries"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return None


def texts_of(snapshot: Snapshot) -> Iterator[str]:
    """Yield every text that stands in it."""
    yield from (snapshot.methodology_sha256, snapshot.decisions)
    yield from (*snapshot.readings, *snapshot.readings.values())
    for memory in (snapshot.memory, snapshot.registers):
        yield from (memory.key, *memory.retired)
        for entry in memory.entries:
            yield from (entry.digest, entry.subject, entry.who, entry.cells, entry.place)
    for person in snapshot.standings.values():
        yield from (person.id, person.name, person.status, person.level, person.category)
        yield from (person.source, person.source_sha256, person.answers)
        yield from (*person.rulings, *person.scores, *person.advised)
        yield from (score.signed for score in person.scores.values())


def _period(document: Mapping[str, Any]) -> Period:
    """Return the period of a result; one of a whole year says the year alone."""
    found = period_in(known_text(document.get("period")) or str(known_whole(document["year"])))
    if found is None or found.year != document["year"]:
        raise ValueError("no period")
    return found


def _memory(document: Mapping[str, Any], name: str, entries: str) -> BookMemory:
    """Return what a result remembers of a book; one of an earlier program remembers none.

    name, entries: the keys of the book and of what was entered in it.
    """
    book = document.get(name)
    if book is None:
        return NO_MEMORY
    return BookMemory(
        draw=known_whole(book["draw"]),
        key=known_text(book["key"]),
        entries=tuple(map(_remembered, document[entries])),
        retired={known_text(each): known_whole(draw) for each, draw in book["retired"].items()},
    )


def _remembered(data: Mapping[str, Any]) -> RememberedEntry:
    return RememberedEntry(
        digest=known_text(data["digest"]),
        subject=known_text(data["subject"]),
        who=known_text(data["who"]),
        cells=known_text(data["cells"]),
        draw=known_whole(data["draw"]),
        book=known_whole(data["book"]),
        place=known_text(data["place"]),
    )


def _standing(data: Mapping[str, Any], hashes: Mapping[str, str]) -> PastStanding:
    steps = data.get("history", ())
    signed = {
        step["criterion"]: _signed(step)
        for step in steps
        if step["step"] in ("verified", "settled") and step["criterion"]
    }
    source = known_text(data["source"])
    return PastStanding(
        id=known_text(data["id"]),
        name=known_text(data["name"]),
        status=intern(known_text(data["status"])),
        total=None if data["total"] is None else known_number(data["total"]),
        level=intern(known_text(data["level"])),
        place=known_place(data["place"]),
        place_in_category=known_place(data["place_in_category"]),
        source=source,
        source_sha256=hashes.get(source, ""),
        scores={intern(known_text(each["id"])): _score(each, signed) for each in data["criteria"]},
        category=intern(known_text(data.get("category"))),
        answers=known_text(data.get("answers")),
        advised=_advised(data.get("ways", ())),
        rulings=tuple(
            f"{known_text(step['reason'])} ({_signed(step)})"
            for step in steps
            if step["step"] == "admitted"
        ),
    )


def _score(data: Mapping[str, Any], signed: Mapping[str, str]) -> PastScore:
    verified, settled = data.get("verified"), data.get("settled")
    return _past_score(
        claimed=known_points(data["claimed"]),
        counted=known_points(data["counted"]),
        verified=None if verified is None else known_points(verified),
        settled=None if settled is None else known_points(settled),
        points=known_points(data["points"]),
        signed=signed.get(data["id"], ""),
        applicable=data.get("applicable", True) is True,
    )


# Thousands of participants have a score in common: one record, on its way from a worker, too.
_past_score = lru_cache(maxsize=MANY, typed=True)(PastScore)


def _advised(ways: Iterable[Mapping[str, Any]]) -> Mapping[str, Points]:
    """Return by criterion to how many points it was advised to rise, at the least."""
    found: dict[str, Points] = {}
    for way in ways:
        for step in way["steps"]:
            criterion, points = known_text(step["criterion"]), known_points(step["to"])
            found[criterion] = min(points, found.get(criterion, points))
    return found


def _signed(step: Mapping[str, Any]) -> str:
    day = wording.day(dt.date.fromisoformat(step["date"])) if step["date"] else ""
    return ", ".join(word for word in (known_text(step["who"]), day) if word)
