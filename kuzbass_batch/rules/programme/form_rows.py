"""What forms bring into the registers of the programme: rows made, and rows gone on with.

A form is known again by the key columns of its row; what the committee entered there counts instead
of what the form says, and is said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.values import alike, show
from kuzbass_batch.forms.spec.specification import Columns, RegisterUse
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    EnteredCell,
    ProgrammeTable,
    table_of,
)
from kuzbass_batch.records.committee.written_cells import written_cells
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm

WHO = "из формы участника"
"""Who entered a row that nobody did."""
BETWEEN = ", "
PARTICIPANT = "participant"
Values = Mapping[str, Scalar]


@dataclass(frozen=True, kw_only=True, slots=True)
class FormRow:
    """What one form, or one row of it, says of a row of a register.

    keys: the columns by which the row is known again; cells: what is said in the others. owned: the
    columns that the form fills or leaves blank: what an earlier one said there is over. assumed:
    columns in which nothing is said that somebody else might contradict. origin: the
    words for the form: «отчёт за II квартал 2026 года». opens: where the register has no such
    row, one is made. path: of the file, empty if the row comes of another register. sheet: what the
    register's sheet is called.
    """

    table: ProgrammeTable
    participant: str
    keys: tuple[tuple[str, Scalar], ...]
    cells: tuple[tuple[str, Scalar], ...]
    owned: frozenset[str]
    origin: str
    assumed: frozenset[str] = frozenset()
    opens: bool = True
    path: str = ""
    sheet: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """Return by what the row is known, comparable."""
        return (self.table.value, *(alike(show(value)) for _, value in self.keys))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the key columns."""
        return tuple(column for column, _ in self.keys)


def rows_of_form(
    form: ProgrammeForm,
    participant: str,
    use: RegisterUse,
    origin: str,
    composed: Values | None = None,
    path: str = "",
) -> Iterator[FormRow]:
    """Yield what a form brings into its register: a row for each row of its table, or one in all.

    composed: further columns of a form that makes one row.
    """
    table = table_of(use.table)
    assert isinstance(table, ProgrammeTable)
    whole = {answer.field_id: answer for answer in form.answers}
    # Whose it is was found out: the code may be left blank, or typed in another way.
    own = {PARTICIPANT: participant} if PARTICIPANT in dict(use.keys) else {}
    for row in form.rows(use.rows) if use.rows else (whole,):
        answers = {**whole, **row}
        cells = {**_values(use.columns, answers), **(composed or {})}
        yield FormRow(
            table=table,
            participant=participant,
            keys=tuple({**_values(use.keys, answers), **own}.items()),
            cells=tuple((column, value) for column, value in cells.items() if value is not None),
            owned=frozenset((*dict(use.columns), *(composed or {}))),
            origin=origin,
            path=path,
        )


def _values(columns: Columns, answers: Mapping[str, Answer]) -> dict[str, Scalar]:
    return {
        column: answers[field].value
        for column, field in columns
        if field in answers and answers[field].readable
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class MergedRows:
    """The rows of the registers with what forms say; made: the ids of those that forms made."""

    entries: tuple[DecisionEntry, ...]
    made: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()


def with_form_rows(entries: Iterable[DecisionEntry], rows: Iterable[FormRow]) -> MergedRows:
    """Return the entered rows gone on with, and those that forms make; a later row wins.

    A row that the program wrote once stays where its form is no longer in the folder.
    """
    said: dict[tuple[str, ...], list[FormRow]] = {}
    for row in rows:
        said.setdefault(row.place, []).append(row)
    shapes = {(row.table, row.columns) for each in said.values() for row in each}
    known: set[tuple[str, ...]] = set()
    merged: list[DecisionEntry] = []
    findings: list[Finding] = []
    for entry in entries:
        found = [place for place in _places(entry, shapes) if place in said]
        known.update(found)
        more = [row for place in found for row in said[place]]
        findings += _overruled(entry, more) if more else ()
        merged.append(_gone_on(entry, more) if more else entry)
    opened = [
        _opened(each)
        for place, each in said.items()
        if place not in known and any(row.opens for row in each)
    ]
    return MergedRows(
        entries=(*merged, *opened),
        made=frozenset(map(id, opened)),
        findings=tuple(findings),
    )


def _places(
    entry: DecisionEntry, shapes: Iterable[tuple[ProgrammeTable, tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    """Yield by what an entered row may be known."""
    for table, columns in shapes:
        if entry.table is table and all(entry.cell(column) for column in columns):
            yield (table.value, *(alike(show(entry.value(column))) for column in columns))


def _gone_on(entry: DecisionEntry, rows: Iterable[FormRow]) -> DecisionEntry:
    """Return a row with what forms say in the columns that nobody filled in."""
    entered = {cell.column for cell in entry.entered}
    said: dict[str, Scalar] = {}
    origins = entry.text("origin").split(BETWEEN) if entry.text("origin") else []
    owned: set[str] = set()
    for row in rows:
        said.update(row.cells)
        owned |= row.owned
        origins.append(row.origin)
    written = {cell.column: cell for cell in written_cells(entry) if cell.column not in owned}
    written |= {column: _cell(entry.ref(), column, value) for column, value in said.items()}
    own = tuple(cell for cell in entry.printed if cell.column in ("name", "remark"))
    origin = _cell(entry.ref(), "origin", _origin_words(origins))
    kept = tuple(cell for column, cell in written.items() if column not in entered)
    return replace(entry, printed=(*own, origin, *kept))


def _origin_words(origins: Iterable[str]) -> str:
    """Return where a row comes from: what made it, and what it went on with last."""
    known = list(dict.fromkeys(origins))
    return BETWEEN.join(known if len(known) < 3 else (known[0], known[-1]))


def _opened(rows: list[FormRow]) -> DecisionEntry:
    """Return the row that forms make: its keys stand there as if entered, the rest is printed."""
    first = rows[0]
    words = " ".join(show(value) for _, value in first.keys)
    ref = CellRef(sheet=first.sheet, cell=words)
    keys = {"participant": first.participant, **dict(first.keys), "who": WHO}
    entry = DecisionEntry(
        table=first.table,
        entered=tuple(_cell(ref, column, value) for column, value in keys.items() if value),
    )
    return _gone_on(entry, rows)


def _cell(ref: CellRef, column: str, value: Scalar) -> EnteredCell:
    return EnteredCell(column=column, raw=value, value=value, ref=ref)


def _overruled(entry: DecisionEntry, rows: Iterable[FormRow]) -> Iterator[Finding]:
    """Yield that what the committee entered counts instead of what a form says."""
    said = {
        column: (value, row.origin)
        for row in rows
        for column, value in row.cells
        if column not in row.assumed
    }
    for cell in entry.entered:
        if cell.column not in said or cell.column == "who":
            continue
        value, origin = said[cell.column]
        if cell.value is not None and alike(show(cell.value)) != alike(show(value)):
            yield rules.COMMITTEE_SAYS_OTHERWISE.at(
                cell.ref, form=origin, said=show(value), entered=show(cell.value)
            )
