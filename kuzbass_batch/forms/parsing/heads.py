"""The head rows of a returned form: each has a cell «Код», and the words of its columns.

A word may stand above two columns: a copy beside a hidden first one, or an inserted one.
"""

import re
from dataclasses import dataclass

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.answer_cells import cell_value, is_blank_value
from kuzbass_batch.forms.parsing.texts import texts_in
from kuzbass_batch.forms.parsing.values import fold, fold_code
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import CODE_HEAD, Block, Field
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet, Scalar

MOST_CRITERIA = 20
"""So many criteria a juror's sheet has at most: more columns no page shows."""
_CRITERION = re.compile(r"к\s?([0-9]{1,2})")
REMARK = "remark"
"""The column in which the program says what became of an entry, each time."""
ROW_KEYS = ("row", "row2")
"""The columns in which a row's number stands again, between those that the clerk fills in."""
Columns = tuple[tuple[Field, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A head row: its number, the column of «Код», and the column of every other word.

    twice: the columns of each word that stands there several times.
    """

    row: int
    code_column: int
    columns: dict[str, int]
    twice: dict[str, tuple[int, ...]]


def find_heads(sheet: RawSheet) -> tuple[Head, ...]:
    """Return every row with a cell «Код»."""
    wanted = fold(CODE_HEAD)
    return tuple(
        _head(row, column, sheet.rows[row])
        for row, column, value in texts_in(sheet)
        if len(value) < 12 and fold(value) == wanted
    )


def _head(row_number: int, code_column: int, row: tuple[Scalar, ...]) -> Head:
    cells = [
        (head_key(value), column)
        for column, value in enumerate(row)
        if isinstance(value, str) and column != code_column
    ]
    words = dict(reversed(cells))
    twice: dict[str, tuple[int, ...]] = {}
    if len(words) < len(cells):
        every = {word: tuple(at for key, at in cells if key == word) for word in words if word}
        twice = {word: columns for word, columns in every.items() if len(columns) > 1}
    return Head(row=row_number, code_column=code_column, columns=words, twice=twice)


def criteria_heads(raw: RawForm) -> int:
    """Return the highest number of a head «К1», «К2» of a juror's sheet, 1 if there is none."""
    words = (word for sheet in raw.sheets for head in find_heads(sheet) for word in head.columns)
    found = (_CRITERION.fullmatch(word) for word in words)
    numbers = (int(match[1]) for match in found if match)
    return max((number for number in numbers if 1 <= number <= MOST_CRITERIA), default=1)


def head_key(word: str) -> str:
    """Return a head's words made comparable, without the explanation in brackets."""
    folded = fold(word)
    return folded.split(" (", 1)[0] or folded


def choose_columns(
    sheet: RawSheet, block: Block, head: Head, columns: list[int | None]
) -> tuple[list[int | None], tuple[Finding, ...]]:
    """Return the filled one of the columns under one word; none where two differ, hidden or not."""
    codes = {fold_code(row.code) for row in block.all_rows()}
    rows = [
        number
        for number in range(head.row + 1, len(sheet.rows))
        if fold_code(cell_value(sheet, number, head.code_column)) in codes
    ]
    chosen: list[int | None] = []
    findings: list[Finding] = []
    for word, column in zip(block.answer_heads, columns, strict=True):
        several = head.twice.get(head_key(word), ())
        if not several:
            chosen.append(column)
            continue
        filled = {at: cells for at in several if any(cells := _under(sheet, rows, at))}
        differ = len(set(filled.values())) > 1
        counted = next(iter(filled), several[0])
        rule = rules.COLUMN_TWICE if differ else rules.COLUMN_COPIED
        finding = rule.at(
            CellRef(sheet=sheet.name, cell=cell_address(head.row, several[0])),
            name=word,
            columns=", ".join(cell_address(head.row, at) for at in several),
            counted=cell_address(head.row, counted),
        )
        findings.append(finding)
        chosen.append(None if differ else counted)
    return chosen, tuple(findings)


def _under(sheet: RawSheet, rows: list[int], column: int) -> tuple[str, ...]:
    values = (cell_value(sheet, number, column) for number in rows)
    return tuple("" if is_blank_value(value) else fold(str(value)) for value in values)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTable:
    """A table found: its sheet, its head row, and the column of every field.

    open: those that the clerk fills in. printed: those of the program of which a row keeps what
    stood there. keys: where the number of a row stands again, each with its head.
    utc_hours: how far the local time is ahead of UTC, as its form says.
    """

    block: Block
    sheet: RawSheet
    head: Head
    columns: Columns
    open: Columns
    printed: Columns
    keys: tuple[tuple[str, int], ...]
    utc_hours: int


def found_table(
    block: Block, sheet: RawSheet, head: Head, columns: Columns, utc_hours: int
) -> FoundTable:
    """Return the table, its columns sorted by what they are for: thousands of rows ask for them."""
    keys, words = {at: each.column in ROW_KEYS for each, at in columns}, _words(block)
    locked = ((each, at) for each, at in columns if each.locked and not keys[at])
    return FoundTable(
        block=block, sheet=sheet, head=head, columns=columns, utc_hours=utc_hours,
        open=tuple((each, at) for each, at in columns if not each.locked),
        printed=tuple((each, at) for each, at in locked if each.column != REMARK),
        keys=tuple((words[each.column], at) for each, at in columns if keys[at]),
    )  # fmt: skip


def _words(block: Block) -> dict[str, str]:
    return {e.column: word for e, word in zip(block.rows[0].fields, block.heads, strict=True)}
