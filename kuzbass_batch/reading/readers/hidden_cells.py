"""What all kinds of workbooks share: what cells hide, and the workbook made ready for a reader."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from kuzbass_batch.reading.guard.bounds import GridBudget, address_of, inconsistent
from kuzbass_batch.reading.readers.cell_styles import CellStyle
from kuzbass_batch.reading.readers.conditional_formats import ConditionalFormat
from kuzbass_batch.records.files.workbooks import HiddenCell

GridPlace = tuple[int, int]
HiddenCells = dict[GridPlace, tuple[HiddenCell, ...]]
COMPUTED = HiddenCell(kind="formula", text="")
UNCOMPUTED = HiddenCell(kind="formula", text="?")
PICTURE = HiddenCell(kind="picture", text="")
STRUCK = HiddenCell(kind="struck", text="")
INKED_PART = HiddenCell(kind="inked", text="?")
_SMALL = 256
"""Cells: a larger merged range is not remembered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScannedSheet:
    """A sheet that was looked through, with all that its values do not show.

    formats: the number formats of cells that may show another thing than what is stored.
    conditional: what cells may look like where a condition holds.
    """

    name: str
    hidden: bool
    hidden_cells: HiddenCells
    formats: Mapping[GridPlace, str]
    conditional: tuple[ConditionalFormat, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A workbook ready to be read: `data` holds only what was looked at, sheets in this order."""

    container: str
    data: bytes
    sheets: tuple[ScannedSheet, ...]


class SheetScan:
    """Collects what is hidden in the cells of a sheet and counts its grid (places from 0)."""

    def __init__(self, name: str, budget: GridBudget) -> None:
        self.name, self.budget = name, budget
        self._hidden: HiddenCells = {}
        self._formats: dict[GridPlace, str] = {}
        self._filled: set[GridPlace] = set()

    def fill(self, places: Sequence[GridPlace]) -> None:
        """Note cells that hold something; refused if one is filled twice."""
        before = len(self._filled)
        self._filled.update(places)
        if len(self._filled) < before + len(places):
            raise inconsistent("одна и та же ячейка записана дважды", self.name, _twice(places))

    def mark(self, row: int, column: int, cell: HiddenCell) -> None:
        """Note what a cell hides."""
        place = row, column
        self._hidden[place] = (*self._hidden.get(place, ()), cell)

    def note(self, places: Sequence[GridPlace], hidden_cells: tuple[HiddenCell, ...]) -> None:
        """Note all that cells hide, before any of them is merged with others."""
        self._hidden.update(dict.fromkeys(places, hidden_cells))

    def style(self, place: GridPlace, style: CellStyle) -> None:
        """Note what the style of a cell tells."""
        for hidden in style.hidden_cells:
            self.mark(*place, hidden)
        if style.number_format:
            self._formats[place] = style.number_format

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged range by its corners, both inside."""
        if (bottom, right) == (top, left):
            return
        cells = (bottom - top + 1) * (right - left + 1)
        self.budget.add_merge(self.name, bottom, right, cells)
        own = (_known_range if cells <= _SMALL else _range_cells)(top, left, bottom, right)
        hidden_cells = self._hidden
        if hidden_cells.keys().isdisjoint(own):
            hidden_cells.update(own)
        else:
            hidden_cells.update(
                {place: (*hidden_cells.get(place, ()), *more) for place, more in own.items()}
            )

    def done(
        self, *, hidden: bool, conditional: tuple[ConditionalFormat, ...] = ()
    ) -> ScannedSheet:
        """Return the sheet looked through; refused if its grid is too large."""
        self.budget.add_sheet(self.name, self._filled)
        return ScannedSheet(
            name=self.name,
            hidden=hidden,
            hidden_cells=self._hidden,
            formats=self._formats,
            conditional=conditional,
        )


def _range_cells(
    top: int, left: int, bottom: int, right: int
) -> Mapping[GridPlace, tuple[HiddenCell]]:
    """Return the marks of a merged range: of its first cell, and of the others."""
    text = f"{address_of(top, left)}:{address_of(bottom, right)}"
    merged, covered = (
        (HiddenCell(kind="merged", text=text),),
        (HiddenCell(kind="covered", text=text),),
    )
    places = product(range(top, bottom + 1), range(left, right + 1))
    return dict.fromkeys(places, covered) | {(top, left): merged}


# Thousands of forms come with the same ranges.
_known_range = lru_cache(maxsize=1024)(_range_cells)


def _twice(places: Sequence[GridPlace]) -> str:
    """Return the address of the first cell that is there twice, or of the only one."""
    counts = Counter(places)
    return address_of(*max(places, key=counts.__getitem__))
