"""Where everything stands on a drawn form: rows and columns from 0, one place for each answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.spec.specification import Block, Field, FormSpec, Row, SheetSpec
from kuzbass_batch.methodology.totals import Group

TOP_ROWS = 3
TOTAL_ROWS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnRow:
    """A drawn row: kind is title, paragraph, head, group, answer, result or space.

    Around the criteria of a group of the methodology also part, its heading, and subtotal; `part`
    is that group.
    """

    kind: str
    row: int
    block: Block
    text: str = ""
    answer: Row | None = None
    group: int = -1
    part: Group | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnAnswer:
    """An answer cell of the drawn form."""

    field: Field
    sheet: str
    row: int
    column: int

    @property
    def ref(self) -> CellRef:
        """Return its address."""
        return CellRef(sheet=self.sheet, cell=cell_address(self.row, self.column))


SHEETS_KEPT = 64
"""Sheets whose lines are remembered: those of a year's forms, some with rows added."""
_laid_out: dict[int, tuple[SheetSpec, tuple[DrawnRow, ...]]] = {}


def cell_address(row: int, column: int) -> str:
    """Return the A1 address of a cell counted from 0."""
    return f"{column_letters(column)}{row + 1}"


@lru_cache(maxsize=8192)
def place_of(cell: str) -> tuple[int, int]:
    """Return the row and column from 0 of an address such as `D9`."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


@lru_cache(maxsize=1024)  # Of a long table every cell asks, and its column has few letters.
def column_letters(column: int) -> str:
    """Return `A` for column 0, `AA` for column 26."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def lay_out(spec: FormSpec) -> dict[str, DrawnAnswer]:
    """Return the cell of every field of the form, keyed by field id."""
    return {drawn.field.field_id: drawn for sheet in spec.sheets for drawn in sheet_cells(sheet)}


def sheet_cells(sheet: SheetSpec) -> Iterator[DrawnAnswer]:
    """Yield the answer cells of a sheet."""
    for line in sheet_lines(sheet):
        if line.answer:
            first = 1 + line.block.text_columns
            for at, field in enumerate(line.answer.fields):
                yield DrawnAnswer(field=field, sheet=sheet.name, row=line.row, column=first + at)


def sheet_lines(sheet: SheetSpec) -> tuple[DrawnRow, ...]:
    """Return the lines of a sheet from top to bottom, below the code and the title.

    Drawing a form asks seven times for each sheet, and for the same sheet in each form. To compare
    two specifications would take longer than to lay one out: the object itself is remembered.
    """
    known = _laid_out.get(id(sheet))
    if known is None or known[0] is not sheet:
        if len(_laid_out) >= SHEETS_KEPT:
            _laid_out.clear()
        known = _laid_out[id(sheet)] = sheet, _lines_of(sheet)
    return known[1]


def _lines_of(sheet: SheetSpec) -> tuple[DrawnRow, ...]:
    lines: list[DrawnRow] = []
    row = TOP_ROWS + (TOTAL_ROWS if any(b.kind == "criteria" for b in sheet.blocks) else 0)
    row += sheet.ready_rows
    for block in sheet.blocks:
        for line in _block_lines(block):
            lines.append(replace(line, row=row))
            row += 1
    return tuple(lines)


def named_row(lines: Sequence[DrawnRow]) -> int:
    """Return the row of a sheet's participant: the blank one above the first line."""
    return lines[0].row - 1


def _block_lines(block: Block) -> Iterator[DrawnRow]:
    """Yield the lines of a block, their rows to be counted yet."""

    def line(kind: str, text: str = "", answer: Row | None = None, group: int = -1) -> DrawnRow:
        return DrawnRow(kind=kind, row=0, block=block, text=text, answer=answer, group=group)

    if block.title:
        yield line("title", block.title)
    for text in block.paragraphs:
        yield line("paragraph", text)
    if block.heads:
        yield line("head")
    for row in block.rows:
        yield line("answer", answer=row)
    for number, group in enumerate(block.groups):
        for part in group.opens:
            yield replace(line("part", part.title, group=number), part=part)
        yield line("group", f"{group.criterion.label}. {group.criterion.title}", group=number)
        for row in group.rows:
            yield line("answer", answer=row, group=number)
        yield line("result", group=number)
        for part in group.closes:
            yield replace(line("subtotal", part.title, group=number), part=part)
    yield line("space")
