"""Rows of the programme's registers as records, without a workbook."""

import datetime as dt
from collections import Counter
from decimal import Decimal

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.records.committee.decisions import (
    DecisionBook,
    DecisionEntry,
    EnteredCell,
    ProgrammeTable,
)
from kuzbass_batch.records.committee.programme import (
    FoundRegisters,
    ProgrammeRegisters,
    RegisterRow,
)
from kuzbass_batch.rules.programme.in_force import required_columns, understand_registers
from tests.filled import METHODOLOGY

BOOK = "Реестры программы.xlsx"
SPEC = next(form for kind, form in year_of(METHODOLOGY).forms.items() if kind == "registers")
SHEETS = {block.key: (sheet.name, block.rows[0].fields) for sheet, block in SPEC.blocks()
          if block.kind == "table"}  # fmt: skip


class Book:
    """Rows by register, each in the next row of its sheet."""

    def __init__(self):
        self.entries, self.counts = [], Counter()

    def enter(self, table, **columns):
        """Enter a row; days as texts, numbers as numbers. Return its sheet's row number."""
        table = ProgrammeTable(table)
        number = 4 + self.counts[table]
        self.counts[table] += 1
        sheet, fields = SHEETS[table.value]
        places = {field.column: at for at, field in enumerate(fields)}
        cells = []
        for column, given in {"who": "Секретарёва", **columns}.items():
            value = _value(given)
            ref = CellRef(sheet=sheet, cell=f"{chr(ord('B') + places[column])}{number}")
            cells.append(EnteredCell(column=column, raw=value, value=value, ref=ref))
        self.entries.append(DecisionEntry(table=table, entered=tuple(cells)))
        return number

    def rows(self):
        """Return the rows as they are when nothing is held against them."""
        rows = (RegisterRow(table=e.table, participant=e.text("participant"), entry=e)
                for e in self.entries)  # fmt: skip
        return ProgrammeRegisters(path=BOOK, entries=tuple(self.entries), rows=tuple(rows))

    def in_force(self, registry, as_of, methodology=METHODOLOGY):
        """Return the registers as the rules understand them."""
        found = FoundRegisters(book=DecisionBook(path=BOOK, entries=tuple(self.entries)))
        required = required_columns(SPEC)
        return understand_registers(found, registry, methodology, as_of, required)


def _value(given):
    if isinstance(given, int):
        return Decimal(given)
    if isinstance(given, str) and len(given) == 10 and given[2] == given[5] == ".":
        return dt.datetime.strptime(given, "%d.%m.%Y").date()
    return given


def chosen(methodology, **options):
    """Return the methodology with readings chosen otherwise."""
    for reading, option in options.items():
        methodology = methodology.with_reading(reading, option)
    return methodology
