"""The workbooks that the program writes: xlsxwriter's own, in which every text is only text."""

import re
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import Worksheet

_NUMBERS = re.compile("[0-9]+")


class _PlainStrings(SharedStrings):  # type: ignore[misc]  # xlsxwriter tells no types
    """Shared strings of which none is rich.

    xlsxwriter takes any text from `<r>` to `</r>` for its own rich one and writes it as markup.
    """

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string)


class _PlainPackager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        strings = _PlainStrings()
        strings.string_table = self.workbook.str_table
        if strings.string_table.count:
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class TextSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose texts are only text where it streams them, too."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, False, attributes)


class TextBook(Workbook):  # type: ignore[misc]
    """A workbook of such sheets: every workbook of the program is one."""

    worksheet_class = TextSheet

    def _get_packager(self) -> Packager:
        return _PlainPackager()


class FormSheet(TextSheet):
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


class FormBook(TextBook):
    """A workbook of such sheets, quicker where thousands of forms are drawn."""

    worksheet_class = FormSheet
