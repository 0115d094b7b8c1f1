"""What is known of a region's finished result, and of each participant in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from kuzbass_batch.methodology.calendar.period import Period


class CannotMerge(Exception):
    """The results cannot be joined; a Russian sentence says which of them, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionHead:
    """What a region's results.json says of the whole: `path` is that file, `sha256` of its bytes.

    approved: the committee there has approved everybody's result.
    """

    name: str
    path: Path
    sha256: str
    period: Period
    as_of: str
    approved: bool
    methodology_sha256: str
    readings: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class MergedScore:
    """One criterion of a participant: points (None where it does not apply) and their cells."""

    criterion: str
    points: str | None
    weighted: Decimal
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionalRow:
    """A participant as a region's result has it; who is not rated has no total and no scores.

    level, last_level: names, empty if there is none. place: in the region, as shown («3–4»).
    source: the path of the counted return in the region's folder.
    """

    id: str
    name: str
    category: str
    status: str
    total: Decimal | None
    points: str
    level: str
    last_level: str
    place: str
    source: str
    scores: tuple[MergedScore, ...]


@dataclass(kw_only=True, slots=True)
class RegionSums:
    """What is counted while the participants of a region go by."""

    statuses: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    rated_in: Counter[str] = field(default_factory=Counter)
    total: Decimal = Decimal(0)
    best: Decimal | None = None
    points: dict[str, Decimal] = field(default_factory=dict)
    applied: Counter[str] = field(default_factory=Counter)

    @property
    def listed(self) -> int:
        """Return how many participants the region has."""
        return self.statuses.total()

    @property
    def rated(self) -> int:
        """Return how many of them are rated."""
        return self.statuses["rated"]

    @property
    def mean(self) -> Decimal | None:
        """Return the mean total, None if nobody is rated."""
        return self.total / self.rated if self.rated else None

    def mean_of(self, criterion: str) -> Decimal | None:
        """Return the mean points of a criterion among those it applies to."""
        applied = self.applied[criterion]
        return self.points[criterion] / applied if applied else None

    def add(self, row: RegionalRow) -> None:
        """Count a participant."""
        self.statuses[row.status] += 1
        if row.total is None:
            return
        self.levels[row.level] += 1
        self.rated_in[row.category] += 1
        self.total += row.total
        self.best = row.total if self.best is None else max(self.best, row.total)
        for score in row.scores:
            if score.points is not None:
                given = Decimal(score.points)
                self.points[score.criterion] = self.points.get(score.criterion, Decimal(0)) + given
                self.applied[score.criterion] += 1
