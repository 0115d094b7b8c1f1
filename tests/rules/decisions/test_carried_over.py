"""Nothing entered is ever lost: any entries, drawn and read three times, stay as they were."""

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.drawing import long_tables
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.reading.examine import examine
from kuzbass_batch.reading.guard.sanitize import clean
from kuzbass_batch.records.committee.decisions import (
    DecisionBook,
    DecisionEntry,
    Decisions,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.rules.decisions.in_force import understand
from tests.filled import FORMS, METHODOLOGY
from tests.office import AS_OF, NAMES, TOPICS, Office

pytestmark = pytest.mark.whole

YEAR = year_of(METHODOLOGY)
SPEC = FORMS[Kind.DECISIONS]
COLUMNS = {
    DecisionTable(block.key): [field.column for field in block.rows[0].fields if not field.locked]
    for sheet, block in SPEC.blocks()
    if block.kind == "table" and not sheet.former
}
PLAIN = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n"),
    min_size=1,
    max_size=40,
).filter(lambda text: fold(text) != "" and clean(text) == (text, ""))
TRAPS = st.sampled_from(
    [
        "=1+1",
        "+7 384",
        "-",
        "@SUM(A1)",
        "'12",
        "01.02",
        "1/2",
        "#REF!",
        "{{ x }}",
        "_x0041_",
        "  x ",
    ]
)
DATES = st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31))
NUMBERS = st.decimals(-10_000, 10_000, places=2).map(lambda n: Decimal(repr(float(n))))
VALUES = st.one_of(PLAIN, TRAPS, DATES, NUMBERS, st.integers(0, 9).map(Decimal), st.booleans())
WHO = st.sampled_from([*NAMES, "ИО-99", "ио-01", "Кто-то"])


class Base:
    """The outcome of a run without decisions, to go on from."""

    def __init__(self, folder):
        self.outcome = Office(folder).look()

    def draw(self, decisions):
        """Return the workbook that a run with these decisions would draw."""
        return draw_decisions(YEAR, sheet_content_of(replace(self.outcome, decisions=decisions)))

    def typed(self, *rows):
        """Return the workbook in which a clerk has entered these rows."""
        return read(self.draw(Decisions(path="Решения.xlsx", entries=rows)))

    def next(self, book):
        """Return the workbook that a run with this one among its files would draw."""
        decisions, _ = understand(book, self.outcome.registry, METHODOLOGY, AS_OF)
        return self.draw(decisions)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return Base(tmp_path_factory.mktemp("office"))


@st.composite
def entries(draw):
    """A row of any table with any of its cells filled in, sensible or not."""
    table = draw(st.sampled_from(sorted(COLUMNS)))
    columns = draw(st.sets(st.sampled_from(COLUMNS[table]), min_size=1))
    cells = {column: draw(VALUES) for column in COLUMNS[table] if column in columns}
    if "participant" in cells:
        cells["participant"] = draw(WHO)
    if "topic" in cells:
        cells["topic"] = draw(st.sampled_from(sorted(TOPICS)) | PLAIN)
    printed = {}
    if table is DecisionTable.EXPERTISE:
        printed = {"participant": draw(WHO), "criterion": draw(st.sampled_from("1258") | PLAIN)}
    return DecisionEntry(table=table, entered=made(cells), printed=made(printed))


def made(cells):
    return tuple(
        EnteredCell(
            column=column, raw=value, value=value if isinstance(value, str) else None, ref=CellRef()
        )
        for column, value in cells.items()
    )


def read(data):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "книга.xlsx").write_bytes(data)
        source = Source(path="книга.xlsx", size=len(data), sha256="")
        return examine(Path(folder), source, METHODOLOGY, FORMS).file.book


def entered(book):
    """Return how often each row was entered, what the program prints itself left out."""
    rows = Counter()
    for entry in book.entries:
        cells = tuple((cell.column, known(cell.raw)) for cell in entry.entered)
        if not (
            len(cells) == 1 and entry.table is DecisionTable.PROTOCOL and cells[0][1] in TOPICS
        ):
            rows[entry.table, cells] += 1
    return rows


def known(value):
    """A day is a day whether the reader calls it a date or a moment."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return f"bool {value}" if isinstance(value, bool) else value


def joins(rows):
    """Tell whether a pasted day finds its letter: it moves into that row (`test_many_hands`)."""
    numbers = {table: {fold(show(cell.raw)) for row in rows if row.table is table
                       for cell in row.entered if cell.column == "number"}
               for table in (DecisionTable.DELIVERY, DecisionTable.RECEIPT)}  # fmt: skip
    return bool(numbers[DecisionTable.DELIVERY] & numbers[DecisionTable.RECEIPT])


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(entries(), max_size=12))
def test_any_entries_stay_as_they_were_for_three_rounds(base, rows):
    assume(not joins(rows))
    before = entered(DecisionBook(path="", entries=tuple(rows)))
    book, drawn = base.typed(*rows), []
    for _ in range(3):
        assert entered(book) == before
        drawn.append(base.next(book))
        book = read(drawn[-1])
    assert entered(book) == before
    assert drawn[1] == drawn[2]


def test_an_approval_with_a_slip_adds_no_row_run_by_run(base):
    """A row to approve again is drawn beside it; it is not an entry of its own the next day."""
    slip = {"topic": "утверждение рейтинга", "number": "0", "date": "0", "who": "0"}
    book, drawn = (
        base.typed(DecisionEntry(table=DecisionTable.PROTOCOL, entered=made(slip), printed=())),
        [],
    )
    for _ in range(3):
        drawn.append(base.next(book))
        book = read(drawn[-1])
    assert drawn[0] == drawn[1] == drawn[2]


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(PLAIN, min_size=2, max_size=12))
def test_the_order_of_entries_in_a_free_table_stays(base, texts):
    rows = (
        DecisionEntry(table=DecisionTable.NOTES, entered=made({"text": text})) for text in texts
    )
    book = read(base.next(base.typed(*rows)))
    assert [entry.cell("text").raw for entry in book.entries if "text" in columns(entry)] == texts


def columns(entry):
    return {cell.column for cell in entry.entered}


def in_expertise(who, criterion, **cells):
    printed = made({"participant": who, "criterion": criterion})
    return DecisionEntry(table=DecisionTable.EXPERTISE, entered=made(cells), printed=printed)


def expertise(book):
    return [entry for entry in book.entries if entry.table is DecisionTable.EXPERTISE]


@pytest.mark.parametrize(
    "value",
    [
        "x" * 32_767,
        "строка\nвторая",
        dt.time(10, 30),
        dt.datetime(2026, 1, 15, 10, 30),
        dt.date(2026, 1, 15),
        Decimal("45000"),
        Decimal("0.1"),
        True,
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("column", ["reason", "date", "points"])
def test_a_value_is_kept_as_what_it_is_in_any_column(base, column, value):
    book = base.typed(in_expertise("ИО-01", "3", **{column: value}))
    for _ in range(2):
        raw = expertise(book)[0].cell(column).raw
        assert known(raw) == known(value) and isinstance(raw, type(value))
        book = read(base.next(book))


def test_a_day_before_the_spreadsheets_calendar_is_kept_as_text(base):
    book = base.typed(in_expertise("ИО-01", "3", date=dt.date(1861, 3, 3)))
    assert expertise(book)[0].cell("date").raw == "03.03.1861"


def test_a_table_too_long_for_one_sheet_goes_on_on_another(base, monkeypatch):
    monkeypatch.setattr(long_tables, "ROWS_PER_SHEET", 20)
    book = base.typed(in_expertise("МО-01", "8", reason="на втором листе"))
    for _ in range(2):
        (entry,) = expertise(book)
        assert entry.text("reason") == "на втором листе"
        assert entry.ref().sheet == "Экспертиза 2"
        book = read(base.next(book))
