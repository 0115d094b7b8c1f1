"""What follows from the scores: evidence, ways up, other readings and coefficients, statistics."""

from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.methodology.criteria import Criterion, Points
from kuzbass_batch.methodology.records import Option, Reading
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.rating.scores import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One evidence that the act names for something a participant claims.

    row: the code of the row claimed; wanted: what the act names; given: what the participant names,
    empty if nothing; missing: nothing of the kind was named. reference: the point of the act.
    """

    criterion: str
    row: str
    wanted: str
    given: str
    missing: bool
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdvisedStep:
    """Raise one criterion; `rows` are the codes of the rows to fulfil for it.

    goal: the numbers to come to, in words, where a row holds a number.
    """

    criterion: str
    from_points: Points
    to_points: Points
    rows: tuple[str, ...]
    goal: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One way to a higher level: its steps and the weighted points they add.

    exact: none is cheaper for sure; else it is enough, with as few criteria as can be.
    """

    level: str
    gain: Decimal
    steps: tuple[AdvisedStep, ...]
    exact: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelShift:
    """A participant's level id now and under the other reading; empty: no level."""

    participant: str
    now: str
    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceShift:
    """A participant's overall place now and under the other reading; None: no place."""

    participant: str
    now: Place | None
    other: Place | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingEffect:
    """What another option of a reading would change; `computable` only if answers tell.

    moves: whose place would change; none while the act's levels stand without places (R8).
    """

    reading: Reading
    option: Option
    computable: bool
    shifts: tuple[LevelShift, ...]
    moves: tuple[PlaceShift, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """Where one participant comes to stand under the changed coefficients.

    lowest, highest: totals in weighted points, with their level ids; kept: in how many
    combinations the level stays. place and within: best and worst place overall and in the
    category, None while no places are given (R8).
    """

    lowest: Decimal
    highest: Decimal
    lowest_level: str
    highest_level: str
    kept: int
    place: Place | None
    within: Place | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Firmness:
    """How firmly one rated participant stands; distances in weighted points.

    to_next: what is missing to the next level, 0 at the top. to_lower: the least loss that drops
    a level, None at the bottom. under_readings: the best and the worst place under any reading,
    None without a place. span: None where other coefficients are not tried.
    """

    participant: str
    to_next: Decimal
    to_lower: Decimal | None
    span: PlaceSpan | None
    under_readings: Place | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SingleChange:
    """One coefficient changed alone to `coefficient`: whose level and overall place change.

    moved: how many participants change places, 0 while none are given (R8); widest: those who
    move farthest, `MOST_MOVES` at most.
    """

    criterion: str
    coefficient: Decimal
    shifts: tuple[LevelShift, ...]
    moved: int
    widest: tuple[PlaceShift, ...]


@dataclass(frozen=True, slots=True)
class WeightedParticipant:
    """What the coefficients ask of a rated participant; points in the order of the criteria.

    inapplicable: the criteria that do not apply to him.
    """

    participant: str
    category: str
    points: tuple[Points, ...]
    inapplicable: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """The combinations of coefficients tried: how many, with how many `values` for each.

    spans: in the order of the participants given. every: no other combination is left; else the
    two corners were tried, which give the extremes of totals and levels exactly, and places lie
    between bounds that no combination passes. exact: some combination gives these extremes of
    totals and levels; else they are bounds, too. computed: False where the act has no coefficients:
    nothing is tried, and there are no spans.
    """

    combinations: int
    values: int
    spans: tuple[PlaceSpan, ...]
    singles: tuple[SingleChange, ...]
    every: bool = True
    exact: bool = True
    computed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Robustness:
    """The study: what other coefficients and the other readings would change."""

    tried: Tried
    participants: tuple[Firmness, ...]
    readings: tuple[ReadingEffect, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelTurn:
    """At which points of one criterion the level would change, the others staying as they are.

    raised: the least points above those given that lift the level; lowered: the greatest below
    them that drop it; None where no row of the criterion does.
    """

    criterion: str
    points: Points
    raised: Points | None
    lowered: Points | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecksFirst:
    """The criteria after whose check a level can no longer fall, the weightiest first.

    level: its id, `rank` its rank; lowest: the level if nothing that is open is confirmed, `fall`
    levels below. open: how many criteria are not checked yet. exact: surely no fewer would do; else
    these suffice.
    """

    level: str
    lowest: str
    fall: int
    rank: int
    criteria: tuple[str, ...]
    open: int
    exact: bool = True

    @property
    def saved(self) -> int:
        """Return how many checks that is less than checking all."""
        return self.open - len(self.criteria)

    @property
    def stake(self) -> tuple[int, int, int]:
        """Return by what the participants are put in order, the most at stake first."""
        return -self.fall, -self.rank, len(self.criteria)


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionStatistics:
    """How the rated participants stand on one criterion.

    mean and median in points; share: mean share of the criterion's highest points, 0 to 1;
    counts: (points, participants) for every score of the criterion; by_category: mean share.
    """

    criterion: Criterion
    mean: float
    median: float
    share: float
    counts: tuple[tuple[Points, int], ...]
    by_category: tuple[tuple[Category, float | None], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupStatistics:
    """Totals (weighted points) of a group: size, mean, median, extremes; levels: (id, number)."""

    name: str
    rated: int
    mean: float | None
    median: float | None
    lowest: float | None
    highest: float | None
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """The statistics of a year: of every criterion (none while nobody is rated), of the groups."""

    criteria: tuple[CriterionStatistics, ...]
    groups: tuple[GroupStatistics, ...]

    @property
    def best(self) -> tuple[CriterionStatistics, ...]:
        """Return the criteria with the highest mean share: equal shares stand together."""
        most = max((each.share for each in self.criteria), default=0)
        return tuple(each for each in self.criteria if each.share == most)

    @property
    def weakest(self) -> tuple[CriterionStatistics, ...]:
        """Return the criteria with the lowest mean share; none where all are equal."""
        least = min((each.share for each in self.criteria), default=0)
        found = tuple(each for each in self.criteria if each.share == least)
        return found if found != self.best else ()
