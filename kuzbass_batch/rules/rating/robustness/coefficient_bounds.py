"""Between which places a participant stays, whatever the coefficients within 10 %.

One participant may stand above another if the difference of their totals, moved by all that the
coefficients can move it, is not against it: `now · d` plus or less `step · |d|`, where `d` is the
difference of their points criterion by criterion. That is exact for each pair. Who surely stands
above, and who surely below, bound the place; both need not come about in one combination, so that
the bounds may be wider than the places that any combination gives, never narrower.
"""

import itertools
from typing import TYPE_CHECKING, Any

from kuzbass_batch.rules.rating.robustness.coefficients import CoefficientGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAIRS = 4_000_000
"""Pairs compared at once: 32 MiB each table."""
EXACT = 1 << 24
"""Whole numbers up to which four-byte floats are exact; their products are fast."""


def place_bounds(
    points: "NDArray[Any]", grid: CoefficientGrid, counts: "NDArray[Any]"
) -> "NDArray[Any]":
    """Return the best and the worst place (R8: ties share) of each row of points.

    points: one row for each kind of participants; counts: how many participants stand behind it.
    """
    import numpy as np

    above, below = surely_apart(points, np.array(grid.now), np.array(grid.step), counts)
    return np.array([above + 1, counts.sum() - below])


def surely_apart(
    points: "NDArray[Any]",
    now: "NDArray[Any]",
    step: "NDArray[Any]",
    counts: "NDArray[Any]",
    margin: int = 1,
) -> "NDArray[Any]":
    """Return how many stand above each row of points, and below it, under any coefficients.

    now, step: whole numbers; margin: the difference of weighted points with which totals differ.
    """
    import numpy as np

    totals = points @ now
    steps, weights = _thermometer(points, step)
    most = steps @ weights
    kind: type[Any] = np.float32 if 2 * most.max(initial=0) < EXACT else np.float64
    left, right = (steps * weights).astype(kind), steps.astype(kind).T
    found = np.empty((2, len(points)), dtype=np.int64)
    chunk = max(1, PAIRS // len(points))
    for first in range(0, len(points), chunk):
        some = slice(first, first + chunk)
        shared = left[some] @ right
        widths = most[some, None] + most - 2 * shared
        ahead = totals - totals[some, None]
        above, below = ahead - widths >= margin, -ahead - widths >= margin
        found[:, some] = above @ counts, below @ counts
    return found


def _thermometer(
    points: "NDArray[Any]", step: "NDArray[Any]"
) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Return 1 for each value of a criterion that a participant reaches, and each value's weight.

    How far two participants lie apart on a criterion is the weight of the values that one of them
    alone reaches: a product of tables instead of a difference for each pair and criterion.
    """
    import numpy as np

    columns, weights = [], []
    for at in range(points.shape[1]):
        values = np.unique(points[:, at])  # What all of them reach sets nobody apart.
        for below, value in itertools.pairwise(values.tolist()):
            columns.append(points[:, at] >= value)
            weights.append(step[at] * (value - below))
    if not columns:
        return np.zeros((len(points), 1), dtype=np.int64), np.zeros(1, dtype=np.int64)
    return np.array(columns, dtype=np.int64).T, np.array(weights, dtype=np.int64)
