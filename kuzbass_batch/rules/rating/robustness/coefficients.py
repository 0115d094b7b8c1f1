"""The rated participants under changed coefficients: exact totals, levels and places by numpy.

All numbers are integers, so that no total slips over a bound: coefficients in units of the finest
decimal that the changed ones need.

Combinations grow threefold with each criterion. Up to `MOST` every one is tried; with more
criteria none is, and what holds for all of them is proved instead (`coefficient_bounds`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.records import Level, Methodology

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = tuple[NDArray[Any], NDArray[Any]]

MOST_MOVES = 5
"""Names in one line of the sheet: under some changes everybody moves by one place."""
SHARE = Decimal("0.1")
"""How far each coefficient is changed, up and down, as a share of itself."""
MOST = 20_000
"""Combinations tried at most: nine criteria with three values each are 19,683."""
DIRECTIONS = (-1, 0, 1)
TABLED = 1 << 20
"""Possible totals up to which the level of each is written down."""
SPARSE = 8
"""Possible totals per participant from which on sorting costs less than a table of every total."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CoefficientGrid:
    """Every combination: each coefficient `now` plus a direction times its `step`.

    now, step: in units of `unit`, the finest decimal of a coefficient. points: the finest decimal
    of points; a total is counted in units of both together.
    """

    now: tuple[int, ...]
    step: tuple[int, ...]
    unit: Decimal
    points: Decimal = Decimal(1)

    @property
    def total_unit(self) -> Decimal:
        """Return how many weighted points a total of 1 stands for."""
        return self.unit * self.points

    @property
    def size(self) -> int:
        """Return the number of combinations."""
        return int(len(DIRECTIONS) ** len(self.now))

    @property
    def tried(self) -> bool:
        """Tell whether they are few enough to try every one."""
        return self.size <= MOST

    def combinations(self, first: int = 0, last: int | None = None) -> "NDArray[Any]":
        """Return one row of coefficients for each combination of the criteria from first to last.

        Other criteria have no column.
        """
        import numpy as np

        now, step = np.array(self.now[first:last]), np.array(self.step[first:last])
        shape = (len(DIRECTIONS),) * len(now)
        chosen = np.array(DIRECTIONS)[np.indices(shape).reshape(len(now), -1).T]
        return np.asarray(now + chosen * step)


def make_grid(methodology: Methodology) -> CoefficientGrid:
    """Return the grid of the coefficients, 10 % lower and higher."""
    coefficients = [criterion.coefficient for criterion in methodology.criteria]
    parts = [number * share for number in coefficients for share in (Decimal(1), SHARE)]
    finest = min((int(part.normalize().as_tuple().exponent) for part in parts), default=0)
    unit = Decimal((0, (1,), min(finest, 0)))
    return CoefficientGrid(
        now=tuple(int(number / unit) for number in coefficients),
        step=tuple(int(number * SHARE / unit) for number in coefficients),
        unit=unit,
        points=finest_points(methodology),
    )


def finest_points(methodology: Methodology) -> Decimal:
    """Return the finest decimal in which points move: 1 where all are whole."""
    several = (Decimal(each) for c in methodology.criteria for each in c.points_possible)
    finest = min((int(each.normalize().as_tuple().exponent) for each in several), default=0)
    return Decimal((0, (1,), min(finest, 0)))


class FixedPoints:
    """Participants whose points stay while the coefficients change."""

    def __init__(
        self, points: Sequence[Sequence[Points]], methodology: Methodology, grid: CoefficientGrid
    ) -> None:
        """Take the points of each participant, in the order of the criteria."""
        import numpy as np

        whole = [[int(each / grid.points) for each in several] for several in points]
        self.points = np.array(whole, dtype=np.int64).reshape(len(points), len(grid.now))
        most = [now + step for now, step in zip(grid.now, grid.step, strict=True)]
        ends = [
            (min(0, int(each.min_points / grid.points)), int(each.max_points / grid.points))
            for each in methodology.criteria
        ]
        self.lowest = sum(low * each for (low, _), each in zip(ends, most, strict=True))
        """The least total: below 0 where rows take points off."""
        highest = sum(max(0, high) * each for (_, high), each in zip(ends, most, strict=True))
        self.size = highest - self.lowest + 1
        self._bounds = np.array(
            [first_of_level(each, grid.total_unit) for each in methodology.levels[1:]]
        )
        table = np.arange(self.lowest, highest + 1) if self.size <= TABLED else None
        self._ranks = None if table is None else self._searched(table)

    def ranks(self, totals: "NDArray[Any]") -> "NDArray[Any]":
        """Return the rank of the level of each total in units."""
        return self._searched(totals) if self._ranks is None else self._ranks[totals - self.lowest]

    def _searched(self, totals: "NDArray[Any]") -> "NDArray[Any]":
        import numpy as np

        return np.searchsorted(self._bounds, totals, side="right")

    def totals(self, coefficients: "NDArray[Any]") -> "NDArray[Any]":
        """Return the totals in units: one row per combination, one column per participant."""
        return self._sums(coefficients, 0, None)

    def _sums(self, coefficients: "NDArray[Any]", first: int, last: int | None) -> "NDArray[Any]":
        import numpy as np

        return np.asarray(coefficients @ self.points[:, first:last].T).astype(
            np.int32 if self.size < 2**31 else np.int64
        )

    def chunks(self, grid: CoefficientGrid) -> Iterator["NDArray[Any]"]:
        """Yield the totals of every combination, some combinations at a time.

        Each half of the criteria is multiplied once; then every total is one addition.
        """
        half = len(grid.now) // 2
        left = self._sums(grid.combinations(0, half), 0, half)
        right = self._sums(grid.combinations(half), half, None)
        for row in left:
            yield right + row

    def places(
        self, totals: "NDArray[Any]", counts: "NDArray[Any]"
    ) -> tuple["NDArray[Any]", "NDArray[Any]"]:
        """Return the first and the last place of each total within its row (R8: ties share).

        totals: one row per combination, one column per kind of participants, in units. counts:
        how many participants stand behind each column. Both results have the shape of `totals`.
        """
        return places_in(totals - self.lowest, counts, self.size)


def places_in(totals: "NDArray[Any]", counts: "NDArray[Any]", size: int) -> "Counts":
    """Return the same of totals from 0 on, below `size`."""
    import numpy as np

    rows, columns = totals.shape
    # Each row's totals are lifted above those of the rows before it: all are counted at once.
    lifted = totals + np.arange(rows)[:, None] * size
    count = _sorted if size > SPARSE * columns else _tabled
    below, not_above = count(lifted, np.broadcast_to(counts, lifted.shape), rows * size)
    people = counts.sum()
    earlier = np.arange(rows)[:, None] * people  # participants in the rows before
    return people + 1 - (not_above - earlier), people - (below - earlier)


def first_of_level(level: Level, unit: Decimal) -> int:
    """Return the least total of a level in units: levels leave no gap once they are resolved."""
    lower = (level.lower or Decimal()) / unit
    whole = int(lower.to_integral_value(ROUND_CEILING))
    return whole if level.lower_inclusive or whole != lower else whole + 1


def _tabled(at: "NDArray[Any]", counts: "NDArray[Any]", size: int) -> "Counts":
    """Return how many lie below each number, and how many not above it, by a table of all."""
    import numpy as np

    # Sums of counts are exact in the floats that weights give.
    weights = None if (counts == 1).all() else counts.ravel()
    equal = np.bincount(at.ravel(), weights=weights, minlength=size).astype(np.int64, copy=False)
    upto = equal.cumsum()
    return (upto - equal)[at], upto[at]


def _sorted(at: "NDArray[Any]", counts: "NDArray[Any]", _size: int) -> "Counts":
    """Return the same by sorting."""
    import numpy as np

    flat = at.ravel()
    order = np.argsort(flat)
    upto = np.concatenate(([0], counts.ravel()[order].cumsum()))
    ordered = flat[order]
    return upto[np.searchsorted(ordered, at)], upto[np.searchsorted(ordered, at, side="right")]
