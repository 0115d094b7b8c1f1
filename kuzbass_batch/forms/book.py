"""The workbooks of forms: xlsxwriter's own, quicker where thousands of forms are drawn."""

from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


class FormSheet(Worksheet):  # type: ignore[misc]
    """A sheet that remembers formulas looked through once.

    xlsxwriter searches each formula for some hundred functions of newer Excels; the formulas of
    forms are the same in every form of a kind, and hold nothing of a participant's.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return _prepared(formula, expand_future_functions)


@lru_cache(maxsize=8192)
def _prepared(formula: str, expand: bool) -> str:
    plain: Any = Worksheet()
    return str(plain._prepare_formula(formula, expand))


class FormBook(Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    worksheet_class = FormSheet
