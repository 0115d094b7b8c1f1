"""What a cell holds, and how that stands in the XML of a sheet whose rows are put down whole."""

import re
from functools import lru_cache
from typing import NamedTuple

_UNUSUAL = re.compile(r"[\x00-\x08\x0b-\x1f&<>\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\s|\s$")
_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Formula(NamedTuple):
    """A formula of the program's own, of functions that Excel has had since 2007.

    value: the text that it comes to when it is drawn.
    """

    formula: str
    value: str


Shown = str | float | bool | Formula | None
"""What a cell holds: a text, a number, yes or no, a formula, or nothing."""


def content_xml(value: Shown) -> str:
    """Return what follows the format in a cell's XML, as xlsxwriter writes it."""
    if value is None:  # As most cells are, and numbers next.
        return "/>"
    if type(value) is float:
        return f"><v>{value:.16G}</v></c>"
    match value:
        case str():
            return text_cell(value)
        case bool():
            return f' t="b"><v>{value:d}</v></c>'
        case Formula(formula, shown):
            kind = ' t="str"' if shown else ""
            return f"{kind}><f>{_as_data(formula)}</f><v>{_as_data(shown)}</v></c>"
    return f"><v>{value:.16G}</v></c>"


@lru_cache(maxsize=1024)  # The words of a participant come again in every row.
def text_cell(text: str) -> str:
    """Return what follows the format of a cell that holds a text."""
    space = ""
    if _UNUSUAL.search(text):
        # What XML cannot hold is written as `_x0007_`, and what only looks so is marked.
        text = _ESCAPED.sub(r"_x005F\1", text)
        text = _as_data(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text))
        space = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _as_data(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
