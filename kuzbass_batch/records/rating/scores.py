"""Scores: points of a criterion, scorecards, and places shared by equal totals."""

from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.criteria import NoPoints, Points, Worth


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionScore:
    """One criterion of one participant.

    claimed, counted and points are unweighted points (балл); verified and settled are None until
    the committee has verified the score or settled an objection to it (p. 3.4); `points` is what
    counts now; weighted = points × coefficient, in weighted points.
    basis: a Russian sentence with the point of the act; refs: cells the score stands on;
    reduced: True if less was counted than claimed. rows: those that add up to it, if they do.
    declined: the participant says that the
    criterion does not apply; absent: the committee found, verifying it, that it does not;
    applicable: it does in the end, or somebody gave points for it all the same.
    """

    criterion: str
    claimed: Points
    counted: Points
    verified: Points | None
    points: Points
    coefficient: Decimal
    weighted: Decimal
    basis: str
    refs: tuple[CellRef, ...] = ()
    settled: Points | None = None
    rows: tuple[str, ...] = ()
    applicable: bool = True
    declined: bool = False
    absent: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether something else counts than was claimed, points or whether it applies."""
        return self.points != self.claimed or self.applicable is self.declined

    @property
    def delivered_applies(self) -> bool:
        """Tell whether it applied before an objection gave points."""
        return not (self.declined if self.verified is None else self.absent)

    @property
    def reduced(self) -> bool:
        """Tell whether less was counted than was claimed."""
        return self.counted < self.claimed

    @property
    def delivered(self) -> Points:
        """Return the points as the participant knows them: without those an objection gave."""
        return self.counted if self.verified is None else self.verified

    @property
    def delivered_worth(self) -> Worth:
        """Return what the participant knows the criterion to count for."""
        return self.delivered if self.delivered_applies else NoPoints.NOT_APPLICABLE

    @property
    def claimed_worth(self) -> Worth:
        """Return what the participant claimed: points, or that the criterion does not apply."""
        return NoPoints.NOT_APPLICABLE if self.declined else self.claimed

    @property
    def ruled(self) -> Points | None:
        """Return the points that the committee decided in the end, None without a decision."""
        return self.verified if self.settled is None else self.settled


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupValue:
    """What a group of criteria comes to (`group`: its id), rounded as the total is.

    None where nothing of it applies; most: its value at the highest points of what applies.
    """

    group: str
    value: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scorecard:
    """The eight (or more) criterion scores with points, total in weighted points, and level id.

    category: of the participant, where levels hang on it and it is known; else empty. groups: in
    the order of the methodology, none where it has none.
    """

    scores: tuple[CriterionScore, ...]
    points: Points
    total: Decimal
    level: str
    category: str = ""
    groups: tuple[GroupValue, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place shared by equal totals: 3–4 is first=3, last=4 (reading R8)."""

    first: int
    last: int

    def ends(self) -> dict[str, int]:
        """Return the place as data, its ends: `{"from": 3, "to": 4}`."""
        return {"from": self.first, "to": self.last}

    def __str__(self) -> str:
        """Return `3` or `3–4`."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
