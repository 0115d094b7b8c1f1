"""What the program holds at most, in one table; docs/performance.md says what each figure means.

What is beyond a ceiling is refused before the work, with the ceiling named.
"""

from dataclasses import dataclass, replace

MOST_ROWS = 2**20
"""Of a sheet, in every office program; xlsxwriter leaves out what lies below without a word."""
MOST_LINKS = 65_530
"""Links of a sheet that Excel follows."""
MOST_PARTICIPANTS = 25_000
"""Of one run: the main process holds each in 17 KiB, with decisions on everything in 26. More are
several runs, then merged."""
MOST_RESULTS = 320 * 2**20
"""Bytes of a results.json that is read again: of 18,000 with decisions on all it has 218 MiB, and
takes a process of its own six times as much."""
MOST_COLUMNS = 256
"""Of what is read: an .xls has no more."""
MOST_SHEETS = 100
"""Of a workbook that is read; a ranking of ours has 23."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileBounds:
    """The bounds of one file that is read.

    size: its bytes. inflated: bytes of all its parts. ratio: how many times it may be smaller than
    they, from `ratio_from` inflated bytes on: a small archive may be very regular. rows: of a
    sheet. grid: cells of the dense grids that the readers build, all sheets together. text: bytes
    in all cells together, a text counted once for each cell that shows it.
    """

    size: int
    inflated: int
    ratio: int
    ratio_from: int
    rows: int
    grid: int
    text: int


STRANGERS = FileBounds(
    size=20 * 2**20,
    inflated=64 * 2**20,
    ratio=100,
    ratio_from=8 * 2**20,
    rows=20_000,
    grid=2_000_000,
    text=64 * 2**20,
)
"""Of whatever comes from outside: a sample form has 26 KiB, inflated under 0.2 MiB, 300 rows."""
COMMITTEES = FileBounds(
    size=64 * 2**20,
    inflated=320 * 2**20,
    ratio=30,
    ratio_from=8 * 2**20,
    rows=MOST_PARTICIPANTS + 10_000,
    grid=6_000_000,
    text=256 * 2**20,
)
"""Of the registry, the decisions, the registers: those of 20,000 participants with a decision on
every criterion inflate to 180 MiB. Whoever only claims to be one has to send more for the same
work: the ratio is a third of a stranger's."""

COMMITTEES_ODS = replace(COMMITTEES, inflated=640 * 2**20, ratio=80)
"""Of decisions and registers as .ods, which says in words what the kind and style of each cell is.
With a decision on every criterion of 20,000 participants it inflates to 522 MiB, 62 times what it
has. Its tables are read one by one; a registry, which is read whole, has the bounds above."""


class TooManyRows(Exception):
    """A sheet has more rows than office programs open; a Russian sentence says which."""
