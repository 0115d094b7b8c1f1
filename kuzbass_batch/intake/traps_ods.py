"""What the values of an .ods do not show: formulas, error cells, merged and covered cells."""

import io
import re
from collections.abc import Iterator

from lxml import etree

from kuzbass_batch.model.records import Trap

Traps = dict[tuple[int, int], tuple[Trap, ...]]
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ERROR = re.compile(r"#[A-ZА-Я/0-9]+[!?]?|(?:Err|Ошибка|Ош):\s?\d{3}|#N/A|#Н/Д")
ROWS, COLUMNS = 20_000, 256


def find_traps(content: bytes) -> dict[str, Traps]:
    """Return the traps of every sheet in content.xml, keyed by the sheet's name."""
    found = {}
    source = io.BytesIO(content)
    for _, table in etree.iterparse(source, tag=f"{_TABLE}table", resolve_entities=False):
        found[table.get(f"{_TABLE}name", "")] = _table_traps(table)
        table.clear()
    return found


def _table_traps(table: etree._Element) -> Traps:
    found: dict[tuple[int, int], list[Trap]] = {}
    number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in row:
            if not isinstance(cell.tag, str):
                continue
            for place, trap in _cell_traps(cell, number, column):
                found.setdefault(place, []).append(trap)
            column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        number += int(row.get(f"{_TABLE}number-rows-repeated", 1))
        if number > ROWS:
            break
    return {place: tuple(traps) for place, traps in found.items()}


def _cell_traps(
    cell: etree._Element, row: int, column: int
) -> Iterator[tuple[tuple[int, int], Trap]]:
    formula = cell.get(f"{_TABLE}formula")
    if formula is not None:
        yield (row, column), Trap(kind="formula", text=formula)
        shown = "".join(cell.itertext()).strip()
        if _ERROR.fullmatch(shown):
            yield (row, column), Trap(kind="error", text=shown)
    wide = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
    tall = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
    if wide > 1 or tall > 1:
        last = address_of(row + tall - 1, column + wide - 1)
        text = f"{address_of(row, column)}:{last}"
        for at_row in range(row, row + min(tall, 200)):
            for at_column in range(column, min(column + wide, COLUMNS)):
                kind = "merged" if (at_row, at_column) == (row, column) else "covered"
                yield (at_row, at_column), Trap(kind=kind, text=text)


def address_of(row: int, column: int) -> str:
    """Return the A1 address of a row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
