"""The workbooks of forms: xlsxwriter's own, quicker where thousands of forms are drawn."""

import re
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

_NUMBERS = re.compile("[0-9]+")


class FormSheet(Worksheet):  # type: ignore[misc]
    """A sheet that remembers formulas looked through once.

    xlsxwriter searches each formula for some hundred functions of newer Excels; the formulas of
    forms differ by their row numbers only, and hold nothing of a participant's.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if _is_left_alone(_NUMBERS.sub("2", formula), expand_future_functions):
            return formula.removeprefix("=")
        return _prepared(formula, expand_future_functions)


@lru_cache(maxsize=1024)
def _is_left_alone(shape: str, expand: bool) -> bool:
    """Tell whether formulas of this shape are written as they stand, but for the first `=`."""
    return _prepared(shape, expand) == shape.removeprefix("=")


@lru_cache(maxsize=1024)
def _prepared(formula: str, expand: bool) -> str:
    plain: Any = Worksheet()
    return str(plain._prepare_formula(formula, expand))


class FormBook(Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    worksheet_class = FormSheet
