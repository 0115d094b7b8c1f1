"""The hidden columns beside a self-assessment in which its answers are read.

Beside each row: the letters of its mark, or of its number, the same cleaned, what they mean, and
what the criterion's note speaks of so far. Beside each line of results: the fault, and the steps in
which the letters are cleaned.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kuzbass_batch.forms.drawing.live import formulas
from kuzbass_batch.forms.parsing.values import bare_letters, mark_letters, show
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.methodology.criteria import Criterion
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.workbooks import Scalar

DECLINED = formulas.CLEANING_STEPS + 1
"""Columns in which numbers are looked through for «не применимо»."""


class AnswerColumns:
    """The columns of one sheet being drawn, its answers, and where each of them stands."""

    def __init__(self, sheet: Any, first: int, answers: Mapping[str, Scalar]) -> None:
        """Take the columns from the first that is free."""
        self.sheet, self.answers = sheet, answers
        self.letters, self.part, self.state, self.listed, self.clean = range(first, first + 5)
        self.beyond = self.clean + formulas.CLEANING_STEPS
        """The first column that is free."""
        self.declined = self.best = self.beyond
        self.places: dict[str, tuple[int, int]] = {}

    def widen(self, methodology: Methodology) -> None:
        """Take the columns that only some criteria need, from the first that is free now.

        declined: those in which numbers are looked through for «не применимо»; best: that of the
        best row so far, in criteria of many rows.
        """
        self.declined = self.beyond
        if any(not each.is_marked and each.not_applicable for each in methodology.criteria):
            self.beyond += DECLINED
        self.best = self.beyond
        self.beyond += any(map(formulas.has_many_steps, methodology.criteria))

    def state_cell(self, field_id: str) -> str:
        """Return the cell that says what an answer means."""
        return cell_address(self.places[field_id][0], self.state)

    def absent(self, criterion: Criterion, row: int) -> str:
        """Return the cell that counts the answers «не применимо», empty where none may stand."""
        column = self.part if criterion.is_marked else self.declined + DECLINED - 1
        return cell_address(row, column) if criterion.not_applicable else ""

    def draw_letters(self, row: int, names: Sequence[str], columns: tuple[int, int, int]) -> None:
        """Write the letters of some answers, cleaned together in a row and parted again.

        columns: of the letters, of the first step of cleaning in `row`, and of what comes of it.
        """
        letters_column, clean, part = columns
        write, places = self.sheet.write_formula, [self.places[name] for name in names]
        given = [show(self.answers.get(name)) for name in names]
        bare = [bare_letters(text).replace("|", "?") for text in given]
        for (mark_row, column), letters in zip(places, bare, strict=True):
            formula = formulas.letters_formula(cell_address(mark_row, column))
            write(mark_row, letters_column, formula, None, letters)
        steps = [cell_address(row, clean + at) for at in range(formulas.CLEANING_STEPS)]
        cells = [cell_address(mark_row, letters_column) for mark_row, _ in places]
        cleaning = formulas.cleaning_formulas(cells, steps)
        shown = formulas.cleaned("|".join(bare))
        for at, (formula, value) in enumerate(zip(cleaning, shown, strict=True)):
            write(row, clean + at, formula, None, value)
        for at, (mark_row, _) in enumerate(places):
            formula = formulas.part_formula(steps[-1], at, len(places))
            write(mark_row, part, formula, None, mark_letters(given[at]))


def stored_value(value: object) -> Any:
    """Return a value as xlsxwriter stores it beside a formula."""
    return float(value) if isinstance(value, Decimal) else value
