"""The line that says whether a blank is ready to be sent, with links to what is still open.

It asks for each thing that the batch would return the form for, as far as formulas see it; what
they cannot see stands in the guide.
"""

from collections.abc import Mapping
from typing import Any

from kuzbass_batch.forms.drawing.live import ready_formulas
from kuzbass_batch.forms.drawing.live.live_score import LiveScore
from kuzbass_batch.forms.drawing.live.ready_cells import (
    ADDRESS,
    COUNT,
    FIRST,
    FIRST_ROW,
    ReadyCells,
    ReadyPlace,
)
from kuzbass_batch.forms.drawing.live.ready_places import SheetPlaces
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.spec.layout import (
    cell_address,
    column_letters,
)
from kuzbass_batch.forms.spec.specification import (
    FormSpec,
    SheetSpec,
)
from kuzbass_batch.records.files.workbooks import Scalar


class Readiness:
    """The places of one form that is being drawn."""

    def __init__(
        self,
        code: Any,
        code_sheet: str,
        spec: FormSpec,
        answers: Mapping[str, Scalar],
        scores: Mapping[str, LiveScore],
        *,
        named: bool,
    ) -> None:
        """Take the hidden sheet and what is drawn; named: the blank's code names whose it is."""
        self.code, self.head, self.spec = code, f"'{code_sheet}'!", spec
        self.answers, self.scores, self.named = answers, scores, named
        self.places: list[ReadyPlace] = []

    def draw(self) -> None:
        """Write every place and, beside each, the first that is open from there on."""
        cells, assessed = ReadyCells(self.code), bool(self.scores)
        for sheet in self.spec.sheets:
            if not sheet.answered:
                continue
            score = self.scores.get(sheet.name)
            SheetPlaces(
                cells, sheet, self.answers, score, assessed=assessed, named=self.named
            ).write()
        self.places = cells.places
        for place, after in zip(self.places, [*self.places[1:], None], strict=True):
            following = after and after.sheet == place.sheet and self._cell(after.row, FIRST)
            own = self._cell(place.row, ADDRESS)
            formula = ready_formulas.first_formula(
                self._cell(place.row, COUNT), own, following or ""
            )
            self.code.write_formula(place.row, FIRST, formula, None, self._first_from(place))

    def draw_lines(self, sheet: Any, spec: SheetSpec, styles: Styles, row: int) -> None:
        """Write the line that says it, and beneath it one for each sheet with answers."""
        total = sum(place.left for place in self.places)
        counts = f"{self.head}${column_letters(COUNT)}"
        first, last = self.places[0].row + 1, self.places[-1].row + 1
        whole = f"{counts}${first}:${column_letters(COUNT)}${last}"
        self.code.write_formula(FIRST_ROW - 1, COUNT, f"=SUM({whole})", None, total)
        self._write_first(total)
        summed = self._absolute(FIRST_ROW - 1, COUNT)
        if spec.official:
            formula = ready_formulas.status_link_formula(
                self._absolute(FIRST_ROW - 1, FIRST), summed
            )
            sheet.write_formula(0, 2, formula, styles.ready_link, status(total))
            return
        words = spec.ready_words or ready_formulas.READY
        formula = ready_formulas.status_formula(summed, words)
        sheet.write_formula(row, 1, formula, styles.ready, status(total, words))
        asking = [name for name in spec.ready if self._own(name)]
        for at, name in enumerate(asking, start=1):
            self._write_link(sheet, row + at, name, styles)

    def _write_first(self, total: int) -> None:
        """Write the first open place of the form, and that of each sheet."""
        sheets = list(dict.fromkeys(place.sheet for place in self.places))
        cells = [self._own(name) for name in sheets]
        formula, found = self._cell(cells[-1][0].row, FIRST), self._first_from(cells[-1][0])
        for own in reversed(cells[:-1]):
            left = f"SUM({self._cell(own[0].row, COUNT)}:{self._cell(own[-1].row, COUNT)})"
            formula = f"IF({left}>0,{self._cell(own[0].row, FIRST)},{formula})"
            if any(place.left for place in own):
                found = self._first_from(own[0])
        self.code.write_formula(FIRST_ROW - 1, FIRST, f"={formula}", None, found)

    def _write_link(self, sheet: Any, row: int, name: str, styles: Styles) -> None:
        own = self._own(name)
        left = sum(place.left for place in own)
        column = column_letters(COUNT)
        count = f"SUM({self._absolute(own[0].row, COUNT)}:${column}${own[-1].row + 1})"
        formula = ready_formulas.link_formula(self._absolute(own[0].row, FIRST), count, name)
        words = ready_formulas.SHEET_LEFT + str(left) if left else ready_formulas.SHEET_READY
        sheet.write_formula(row, 1, formula, styles.ready_link, f"{name}{words}")

    def _own(self, name: str) -> list[ReadyPlace]:
        return [place for place in self.places if place.sheet == name]

    def _first_from(self, place: ReadyPlace) -> str:
        own = [each for each in self._own(place.sheet) if each.row >= place.row]
        chosen = next((each for each in own if each.left), own[-1])
        return chosen.target

    def _cell(self, row: int, column: int) -> str:
        return cell_address(row, column)

    def _absolute(self, row: int, column: int) -> str:
        return f"{self.head}${column_letters(column)}${row + 1}"


def status(total: int, ready: str = ready_formulas.READY) -> str:
    """Return what the line says while so much is open; ready: what it says once nothing is."""
    return f"{ready_formulas.LEFT}{total}" if total else ready
