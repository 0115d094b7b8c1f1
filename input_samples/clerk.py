"""What the clerk does with the workbooks the program drew: fill them in, with fixed bytes."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell

from input_samples.edits import edited, without_clock
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.specification import Block, FormSpec
from kuzbass_batch.records.committee.decisions import BookTable, table_of
from kuzbass_batch.records.committee.outgoing import REGISTER_HEADS
from kuzbass_batch.rules.objections.form import objection_field

HEAD_ROW = 3
Value = str | int | dt.date | None


class Clerk:
    """A book of the committee's open before the clerk; rows are found by what stands in them."""

    def __init__(self, data: bytes, spec: FormSpec) -> None:
        """Open the workbook as the run drew it."""
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        tables = [
            (sheet, block)
            for sheet, block in spec.blocks()
            if block.kind == "table" and sheet.name in self.book.sheetnames
        ]
        # A sheet that would be empty is not drawn.
        there = ((s, b) for s, b in tables if s.name in self.book.sheetnames)
        self.sheets = {table_of(block.key): self.book[sheet.name] for sheet, block in there}
        self.columns = {table_of(block.key): dict(_columns(block)) for _, block in tables}
        self.open = {table_of(block.key): set(_open(block)) for _, block in tables}

    def enter(self, table: BookTable, **cells: Value) -> None:
        """Fill in the first row of a table in which nothing stands."""
        empty = (row for row in self._rows(table) if self._is_empty(table, row))
        self._write(table, next(empty), cells)

    def amend(self, table: BookTable, where: Mapping[str, Value], **cells: Value) -> None:
        """Change the one row in which these words stand."""
        (row,) = (row for row in self._rows(table) if self._holds(table, row, where))
        self._write(table, row, cells)

    def printed(self, table: BookTable, *columns: str) -> Iterator[tuple[Value, ...]]:
        """Yield what stands in these columns of every row."""
        for row in self._rows(table):
            yield tuple(self._cell(table, row, column).value for column in columns)

    def saved(self) -> bytes:
        """Return the workbook's bytes, free of the clock."""
        stream = io.BytesIO()
        self.book.save(stream)
        return without_clock(stream.getvalue())

    def _rows(self, table: BookTable) -> range:
        return range(HEAD_ROW + 1, self.sheets[table].max_row + 1)

    def _cell(self, table: BookTable, row: int, column: str) -> Cell:
        cell = self.sheets[table].cell(row, self.columns[table][column])
        assert isinstance(cell, Cell)
        return cell

    def _is_empty(self, table: BookTable, row: int) -> bool:
        return all(self._cell(table, row, each).value is None for each in self.open[table])

    def _holds(self, table: BookTable, row: int, where: Mapping[str, Value]) -> bool:
        return all(_same(self._cell(table, row, key).value, value) for key, value in where.items())

    def _write(self, table: BookTable, row: int, cells: Mapping[str, Value]) -> None:
        for column, value in cells.items():
            self._cell(table, row, column).value = value


def _columns(block: Block) -> Iterator[tuple[str, int]]:
    for number, each in enumerate(block.rows[0].fields, start=2):
        yield each.column, number


def _open(block: Block) -> Iterator[str]:
    return (each.column for each in block.rows[0].fields if not each.locked)


def _same(found: object, wanted: Value) -> bool:
    if isinstance(found, dt.datetime):
        found = found.date()
    return found == wanted or str(found) == str(wanted)


def objecting(
    form: bytes,
    spec: FormSpec,
    signer: str,
    day: dt.date,
    asked: Iterable[tuple[str, int, str, str]],
) -> bytes:
    """Return the form of objection as its participant fills it in.

    asked: criterion, points, reason, documents.
    """
    places = lay_out(spec)
    answers: dict[str, Value] = {
        "signer_name": signer,
        "filled_on": day,
        "way": "система электронного документооборота",
    }
    for criterion, points, reason, documents in asked:
        answers[objection_field(criterion, "asked")] = str(points)
        answers[objection_field(criterion, "reason")] = reason
        answers[objection_field(criterion, "documents")] = documents

    def fill(book: openpyxl.Workbook) -> None:
        for field, value in answers.items():
            book[places[field].sheet][places[field].ref.cell].value = value

    return edited(form, fill)


def outgoing_numbers(path: Path) -> dict[tuple[str, str], str]:
    """Return the numbers that a register of outgoing letters proposes, by id and letter."""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if REGISTER_HEADS["number"] in row)
    at = {key: head.index(words) for key, words in REGISTER_HEADS.items() if words in head}
    return {
        (row[at["participant"]], row[at["what"]]): row[at["number"]]
        for row in rows[rows.index(head) + 1 :]
        if row[at["participant"]]
    }
