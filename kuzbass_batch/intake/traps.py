"""What all kinds of workbooks share: traps by cell, and the workbook made ready for a reader."""

from dataclasses import dataclass

from kuzbass_batch.intake.bounds import Box, address_of, inconsistent
from kuzbass_batch.model.records import Trap

Traps = dict[tuple[int, int], tuple[Trap, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A sheet that was looked through: what its values will not show."""

    name: str
    hidden: bool
    traps: Traps


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A workbook ready to be read: `data` holds only what was looked at, sheets in this order."""

    container: str
    data: bytes
    sheets: tuple[Looked, ...]


class SheetScan:
    """Collects the traps of one sheet and counts what its grid will hold (all from 0)."""

    def __init__(self, name: str, box: Box) -> None:
        """Begin an empty sheet."""
        self.name, self.box = name, box
        self._traps: dict[tuple[int, int], list[Trap]] = {}
        self._seen: set[tuple[int, int]] = set()
        self._last_row = self._last_column = -1

    def fill(self, row: int, column: int, tall: int = 1, wide: int = 1) -> None:
        """Note cells that hold something; refused if one was filled before."""
        if (row, column) in self._seen:
            cell = address_of(row, column)
            raise inconsistent("одна и та же ячейка записана дважды", self.name, cell)
        self._seen.add((row, column))
        self._last_row = max(self._last_row, row + tall - 1)
        self._last_column = max(self._last_column, column + wide - 1)

    def fill_all(self, places: list[tuple[int, int]]) -> None:
        """Note many cells of a sheet that hold something."""
        if len(set(places)) < len(places):
            for place in places:
                self.fill(*place)
        self._last_row = max((row for row, _ in places), default=-1)
        self._last_column = max((column for _, column in places), default=-1)

    def mark(self, row: int, column: int, trap: Trap) -> None:
        """Note a trap of a cell."""
        self._traps.setdefault((row, column), []).append(trap)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged range by its corners, both inside."""
        if (bottom, right) == (top, left):
            return
        self.box.add_merge(self.name, bottom, right, (bottom - top + 1) * (right - left + 1))
        text = f"{address_of(top, left)}:{address_of(bottom, right)}"
        covered = Trap(kind="covered", text=text)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._traps.setdefault((row, column), []).append(covered)
        self._traps[top, left][-1] = Trap(kind="merged", text=text)

    def done(self, *, hidden: bool) -> Looked:
        """Return the sheet looked through; refused if its grid is too large."""
        last = (max(self._last_row, 0), max(self._last_column, 0))
        self.box.add_sheet(self.name, self._last_row + 1, self._last_column + 1, last)
        traps = {place: tuple(traps) for place, traps in self._traps.items()}
        return Looked(name=self.name, hidden=hidden, traps=traps)
