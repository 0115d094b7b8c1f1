"""An earlier result as its results.json tells it, and what changed since."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

RESULTS = "results.json"
SCHEMA_OF_ANY_VERSION = "kuzbass-batch/results/"
SCHEMA = f"{SCHEMA_OF_ANY_VERSION}1"


@dataclass(frozen=True, kw_only=True, slots=True)
class PastScore:
    """One criterion of an earlier result, in points; `signed`: who decided it and when."""

    claimed: int
    counted: int
    verified: int | None
    settled: int | None
    points: int
    signed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PastStanding:
    """One participant of an earlier result; level is its name, places as shown («3–4»).

    source_sha256: of the counted return. rulings: what the committee ruled on the returns.
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """An earlier result: `path` says where it was found, `readings` the option of each.

    decisions: the path of the committee's workbook that it stood on, empty if there was none.
    """

    path: str
    year: int
    as_of: dt.date
    methodology_sha256: str
    readings: Mapping[str, str]
    standings: Mapping[str, PastStanding]
    decisions: str = ""


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
    """Return what a parsed results.json tells, None if it is none; later keys may be missing."""
    try:
        hashes = {file["path"]: file["sha256"] for file in document["files"]}
        people = (_standing(each, hashes) for each in document["participants"])
        return Snapshot(
            path=path,
            year=int(document["year"]),
            as_of=dt.date.fromisoformat(document["as_of"]),
            methodology_sha256=str(document["methodology"]["sha256"]),
            readings=dict(document["methodology"].get("readings", {})),
            standings={person.id: person for person in people},
            decisions=str(document.get("decisions") or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return None


def _standing(data: Mapping[str, Any], hashes: Mapping[str, str]) -> PastStanding:
    steps = data.get("history", ())
    signed = {
        step["criterion"]: _signed(step)
        for step in steps
        if step["step"] in ("verified", "settled") and step["criterion"]
    }
    source = data["source"] or ""
    return PastStanding(
        id=str(data["id"]),
        name=str(data["name"]),
        status=str(data["status"]),
        total=None if data["total"] is None else Decimal(data["total"]),
        level=data["level"] or "",
        place=_place(data["place"]),
        place_in_category=_place(data["place_in_category"]),
        source=source,
        source_sha256=hashes.get(source, ""),
        scores={each["id"]: _score(each, signed) for each in data["criteria"]},
        rulings=tuple(
            f"{step['reason']} ({_signed(step)})" for step in steps if step["step"] == "admitted"
        ),
    )


def _score(data: Mapping[str, Any], signed: Mapping[str, str]) -> PastScore:
    return PastScore(
        claimed=int(data["claimed"]),
        counted=int(data["counted"]),
        verified=data.get("verified"),
        settled=data.get("settled"),
        points=int(data["points"]),
        signed=signed.get(data["id"], ""),
    )


def _signed(step: Mapping[str, Any]) -> str:
    day = f"{dt.date.fromisoformat(step['date']):%d.%m.%Y}" if step["date"] else ""
    return ", ".join(word for word in (step["who"], day) if word)


def _place(data: Mapping[str, int] | None) -> str:
    if not data:
        return ""
    first, last = int(data["from"]), int(data["to"])
    return str(first) if first == last else f"{first}–{last}"
