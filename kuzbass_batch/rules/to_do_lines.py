"""Lines of what waits for a decision or a step: each counts what it is on, and names the first."""

from collections.abc import Sequence

from kuzbass_batch import wording
from kuzbass_batch.records.year.year import ToDo

SHOWN = 3
"""Names in a line of the summary: it is read on one screen, the sheets list everybody."""
SHOWN_NUMBERS = 5
"""The same of numbers, which are shorter."""


def name_some(names: Sequence[str], shown: int = SHOWN) -> str:
    """Return the first names of a list, and how many more there are."""
    return wording.some(names, shown=shown)


def to_do_line(
    text: str, names: Sequence[str], sheet: str, *, for_committee: bool = False, shown: int = SHOWN
) -> ToDo:
    """Return a line that names the first it concerns, and counts them all; as in `ToDo`."""
    return ToDo(
        text=text,
        count=len(names),
        names=name_some(names, shown),
        sheet=sheet,
        for_committee=for_committee,
    )
