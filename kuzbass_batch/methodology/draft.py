"""A methodology while it is checked: which values the file gives, and which are stand-ins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.records import Methodology

AND = " и "
"""Between the two paths of a fault that lies between two entries."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A methodology that may hold stand-ins for faulty values; broken: the paths of those."""

    methodology: Methodology
    broken: frozenset[str] = frozenset()

    def whole(self, *paths: str) -> bool:
        """Tell whether no value at, above or below the paths is a stand-in."""
        return not any(
            _lies_at(one, other) or _lies_at(other, one) for one in paths for other in self.broken
        )

    def lists(self, section: str) -> bool:
        """Tell whether no entry of a list, and no id in it, is a stand-in."""
        at_fault = re.compile(rf"{section}(\[[0-9]+\](\.id)?)?")
        return not any(at_fault.fullmatch(path) for path in self.broken)

    def knows_bounds(self, *numbers: int) -> bool:
        """Tell whether the ids and bounds of levels are the file's own; of all by default."""
        at = numbers or range(1, len(self.methodology.drawn_levels) + 1)
        keys = ("id", "from", "above", "to", "below", "by_category")
        return self.whole(*(f"levels[{number}].{key}" for number in at for key in keys))

    def knows_points(self, rows: str, number: int) -> bool:
        """Tell whether the points of a criterion's rows are the file's own."""
        keys = ("points", "points_by", "code")
        paths = (f"{rows}[{at}].{key}" for at in range(1, number + 1) for key in keys)
        return not any(_lies_at(path, other) for path in (*paths, rows) for other in self.broken)

    def knows_decision(self, number: int) -> bool:
        """Tell whether the options of a reading, and what they change, are the file's own."""
        keys = ("id", "options", "chosen", "gap", "bound")
        return self.whole(*(f"readings[{number}].{key}" for key in keys))

    def without(self, faults: Iterable[FileFault]) -> "Draft":
        """Return the draft with the places of these faults known as broken."""
        paths = (path for fault in faults for path in fault.path.split(AND))
        return Draft(self.methodology, self.broken.union(paths))


def _lies_at(path: str, above: str) -> bool:
    return path == above or (path.startswith(above) and path[len(above)] in ".[")
