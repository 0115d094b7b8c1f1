"""How firmly places and levels stand: distances to the bounds, coefficients 10 % up and down.

Every combination is tried, none is drawn: each coefficient as it is, 10 % lower and 10 % higher,
3^8 = 6,561 for eight criteria. The corners alone (2^8) would do for the levels: the lowest
total lies where each coefficient is lowest, or highest where the points are taken off. They would
not do for the places: how many stand above a participant may peak between the corners.

With more than nine criteria the combinations are too many. Totals and levels then come from the
two corners, exactly; a place lies between bounds proved for each pair (`coefficient_bounds`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.rating import (
    Firmness,
    LevelShift,
    PlaceShift,
    PlaceSpan,
    ReadingEffect,
    Robustness,
    SingleChange,
    Tried,
    WeightedParticipant,
)
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.rating.advice.distances import missing_to_next, surplus_over_lower
from kuzbass_batch.rules.rating.robustness.coefficient_bounds import place_bounds
from kuzbass_batch.rules.rating.robustness.coefficients import (
    DIRECTIONS,
    MOST_MOVES,
    CoefficientGrid,
    FixedPoints,
    make_grid,
)
from kuzbass_batch.rules.rating.robustness.other_study import study_of_others
from kuzbass_batch.rules.rating.robustness.sensitivity import other_readings

if TYPE_CHECKING:
    from numpy.typing import NDArray


CORNERS = 2
"""The lowest and the highest total: between the two lie those of every combination."""


def study(outcome: Outcome) -> Robustness:
    """Return how firmly every rated participant stands, in the order of the standings."""
    return robustness_from(outcome, try_coefficients(rated_points(outcome), outcome.methodology))


def rated_points(outcome: Outcome) -> tuple[WeightedParticipant, ...]:
    """Return the rated participants of an outcome."""
    return tuple(
        WeightedParticipant(
            standing.participant.id,
            standing.participant.category.id,
            tuple(score.points for score in standing.scorecard.scores),
            frozenset(s.criterion for s in standing.scorecard.scores if not s.applicable),
        )
        for standing in outcome.standings
        if standing.scorecard
    )


def try_coefficients(people: tuple[WeightedParticipant, ...], methodology: Methodology) -> Tried:
    """Return what every combination of the coefficients makes of the participants."""
    if not methodology.has_coefficients:
        return NOT_COMPUTED
    if not is_linear(methodology):
        return study_of_others(people, methodology)
    grid = make_grid(methodology)
    trial = CoefficientTrial(people, methodology, grid)
    return Tried(
        combinations=grid.size if grid.tried else CORNERS,
        values=len(DIRECTIONS) if grid.tried else CORNERS,
        spans=tuple(trial.spans()) if people else (),
        singles=tuple(trial.singles()) if people else (),
        every=grid.tried,
    )


def is_linear(methodology: Methodology) -> bool:
    """Tell whether totals and levels under other coefficients are sums held against bounds."""
    thresholds = any(level.requires for level in methodology.levels)
    return methodology.is_weighted_sum and not thresholds and not methodology.category_levels


NOT_COMPUTED = Tried(combinations=0, values=0, spans=(), singles=(), every=False, computed=False)


def try_in_year(year: ReportingYear, people: tuple[WeightedParticipant, ...]) -> Tried:
    """Return what changed coefficients make of the year (in a worker: numpy takes memory)."""
    return try_coefficients(people, year.methodology)


def robustness_from(outcome: Outcome, tried: Tried) -> Robustness:
    """Return the study: the distances and the other readings beside what was tried."""
    cards = [(s.participant.id, s.scorecard) for s in outcome.standings if s.scorecard]
    readings = other_readings(outcome)
    places = places_under_readings(readings, outcome.standings)
    return Robustness(
        tried=tried,
        participants=tuple(
            Firmness(
                participant=participant,
                to_next=missing_to_next(card, outcome.methodology),
                to_lower=surplus_over_lower(card, outcome.methodology),
                span=span,
                under_readings=places.get(participant),
            )
            for (participant, card), span in zip(cards, _spans(tried, len(cards)), strict=True)
        ),
        readings=readings,
    )


def _spans(tried: Tried, people: int) -> tuple[PlaceSpan | None, ...]:
    return tried.spans if tried.computed else (None,) * people


def places_under_readings(
    readings: Iterable[ReadingEffect], standings: Iterable[Standing]
) -> dict[str, Place]:
    """Return for each participant with a place the best and the worst one under any reading.

    The place as it stands counts among them; a reading under which there is none does not.
    """
    seen = {s.participant.id: [s.place] for s in standings if s.place}
    for effect in readings:
        for move in effect.moves:
            if move.other and move.participant in seen:
                seen[move.participant].append(move.other)
    return {
        key: Place(first=min(p.first for p in places), last=max(p.last for p in places))
        for key, places in seen.items()
    }


def _kinds(
    people: tuple[WeightedParticipant, ...],
) -> tuple[Sequence[WeightedParticipant], Sequence[int]]:
    """Return one of each kind, category and points alike, and whose kind everybody is.

    Where fewer than half are like others, each is counted for himself: that costs a third less.
    """
    alike = {(each.category, each.points): each for each in people}
    if len(alike) * 2 > len(people):
        return people, range(len(people))
    at = {key: number for number, key in enumerate(alike)}
    return tuple(alike.values()), [at[each.category, each.points] for each in people]


class CoefficientTrial:
    """The rated participants of one year under every combination of a grid."""

    def __init__(
        self,
        people: tuple[WeightedParticipant, ...],
        methodology: Methodology,
        grid: CoefficientGrid,
    ) -> None:
        import numpy as np

        self.people, self.methodology, self.grid = people, methodology, grid
        kinds, kind_of = _kinds(people)
        self.kind_of = np.array(kind_of, dtype=np.int64)
        self.counts = np.bincount(self.kind_of)
        self.categories = [each.category for each in kinds]
        self.rated = FixedPoints([each.points for each in kinds], methodology, grid)
        self.with_places = methodology.gives_places
        self.level_ids = {level.rank: level.id for level in methodology.levels}

    def spans(self) -> Iterator[PlaceSpan]:
        """Yield for each participant bounds of total and place, and how often the level stays."""
        found = self._extremes()
        for at in self.kind_of.tolist():
            lowest, highest = int(found.lowest[at]), int(found.highest[at])
            yield PlaceSpan(
                lowest=lowest * self.grid.total_unit,
                highest=highest * self.grid.total_unit,
                lowest_level=self._level(lowest),
                highest_level=self._level(highest),
                kept=int(found.kept[at]),
                place=self._place(found.place, at),
                within=self._place(found.within, at),
            )

    def _extremes(self) -> "Extremes":
        groups = [
            [at for at, each in enumerate(self.categories) if each == category]
            for category in dict.fromkeys(self.categories)
        ]
        found = Extremes(self.rated.ranks(self._now()[0]), self.counts)
        if not self.grid.tried:
            self._bound(found, groups)
            return found
        for totals in self.rated.chunks(self.grid):
            found.take(totals, self.rated)
            if self.with_places:
                found.rank(totals, self.rated, groups)
        return found

    def _bound(self, found: "Extremes", groups: list[list[int]]) -> None:
        """Take in the corners of the totals, and for the places what is proved of each pair.

        A level that is kept in both corners is kept in every combination.
        """
        import numpy as np

        # Points below 0 weigh the less, the higher their coefficient is.
        now, least = self._now(), np.abs(self.rated.points) @ np.array(self.grid.step)
        for corner in (now - least, now + least):
            found.take(corner, self.rated)
        if self.with_places:
            points = self.rated.points
            found.place[:] = place_bounds(points, self.grid, self.counts)
            for group in groups:
                bounds = place_bounds(points[group], self.grid, self.counts[group])
                found.within[:, group] = bounds

    def _now(self) -> "NDArray[Any]":
        import numpy as np

        return self.rated.totals(np.array([self.grid.now]))

    def singles(self) -> Iterator[SingleChange]:
        """Yield what each coefficient changed alone would do, the lower value first."""
        import numpy as np

        now, before = np.array([self.grid.now]), self._now()
        for at, criterion in enumerate(self.methodology.criteria):
            for direction in (-1, 1):
                changed = now.copy()
                changed[0, at] += direction * self.grid.step[at]
                totals = self.rated.totals(changed)
                moved, widest = self._moves(before, totals) if self.with_places else (0, ())
                yield SingleChange(
                    criterion=criterion.id,
                    coefficient=int(changed[0, at]) * self.grid.unit,
                    shifts=tuple(self._shifts(before[0], totals[0])),
                    moved=moved,
                    widest=widest,
                )

    def _shifts(self, before: "NDArray[Any]", after: "NDArray[Any]") -> Iterator[LevelShift]:
        import numpy as np

        now, then = self.rated.ranks(before), self.rated.ranks(after)
        changed = np.flatnonzero((now != then)[self.kind_of])
        for at in changed.tolist():
            kind = self.kind_of[at]
            yield LevelShift(
                participant=self.people[at].participant,
                now=self.level_ids[int(now[kind])],
                other=self.level_ids[int(then[kind])],
            )

    def _moves(
        self, before: "NDArray[Any]", after: "NDArray[Any]"
    ) -> tuple[int, tuple[PlaceShift, ...]]:
        """Return how many change places, and the widest moves; equal ones in the order given."""
        import numpy as np

        now = np.concatenate(self.rated.places(before, self.counts))[:, self.kind_of]
        then = np.concatenate(self.rated.places(after, self.counts))[:, self.kind_of]
        widths = np.abs(now - then).sum(axis=0)
        farthest = np.argsort(-widths, kind="stable")[:MOST_MOVES]
        return int((widths > 0).sum()), tuple(
            PlaceShift(
                participant=self.people[at].participant,
                now=self._place(now, at),
                other=self._place(then, at),
            )
            for at in farthest.tolist()
            if widths[at]
        )

    def _level(self, total: int) -> str:
        import numpy as np

        return self.level_ids[int(self.rated.ranks(np.array(total)))]

    def _place(self, extremes: "NDArray[Any]", at: int) -> Place | None:
        if not self.with_places:
            return None
        return Place(first=int(extremes[0, at]), last=int(extremes[1, at]))


class Extremes:
    """The extremes seen so far for each kind of participants: totals, places, levels kept."""

    def __init__(self, ranks: "NDArray[Any]", counts: "NDArray[Any]") -> None:
        import numpy as np

        kinds, people = len(ranks), int(counts.sum())
        self.ranks, self.counts = ranks, counts
        self.lowest = np.full(kinds, np.iinfo(np.int64).max)
        self.highest = np.full(kinds, np.iinfo(np.int64).min)
        self.kept = np.zeros(kinds, dtype=np.int64)
        self.place = np.array([[people] * kinds, [0] * kinds])
        self.within = self.place.copy()

    def take(self, totals: "NDArray[Any]", rated: FixedPoints) -> None:
        """Take in some combinations' totals and levels."""
        import numpy as np

        np.minimum(self.lowest, totals.min(axis=0), out=self.lowest)
        np.maximum(self.highest, totals.max(axis=0), out=self.highest)
        self.kept += (rated.ranks(totals) == self.ranks).sum(axis=0)

    def rank(self, totals: "NDArray[Any]", rated: FixedPoints, groups: list[list[int]]) -> None:
        """Take in some combinations' places, overall and within each group of columns."""
        self._fold(self.place, slice(None), rated.places(totals, self.counts))
        for group in groups:
            found = rated.places(totals[:, group], self.counts[group])
            self._fold(self.within, group, found)

    def _fold(self, seen: "NDArray[Any]", columns: Any, found: tuple[Any, Any]) -> None:
        import numpy as np

        seen[0, columns] = np.minimum(seen[0, columns], found[0].min(axis=0))
        seen[1, columns] = np.maximum(seen[1, columns], found[1].max(axis=0))
