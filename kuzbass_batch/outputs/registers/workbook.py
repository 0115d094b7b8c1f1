"""The workbook «Реестры программы.xlsx»: everything entered before, and room for more.

The column «Отметка программы» says what became of each row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from kuzbass_batch.forms.drawing.long_tables import Lists, draw_long_tables
from kuzbass_batch.forms.drawing.table_rows import FileLink, LongTableRow
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.reporting_year import ReportingYear, registers_identity
from kuzbass_batch.outputs.drawn_files import DrawnFiles, begun_drawn
from kuzbass_batch.outputs.plan_words import shown_line
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.written_cells import STAMPS, written_cells, written_stamps
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import NO_PLAN, ProgrammePlan
from kuzbass_batch.rules.plan.entered import indicator_of, is_of_plan
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.limits import seconds_for
from kuzbass_batch.workers.packed import PackedRows, Parts, packed

IN_FORCE = "действует"
SPARE = 15
"""Blank rows beneath each register: the next run draws as many again."""
RegisterContent = tuple[Mapping[str, Parts], Lists, str]
"""Rows by table, packed; the words that are offered; the mark of the folder."""


def begin_registers(
    outcome: Outcome,
    year: ReportingYear,
    crew: Crew,
    plan: ProgrammePlan,
    drawn: DrawnFiles,
) -> Callable[[], bytes] | None:
    """Let the crew draw the workbook; what is returned waits for its bytes.

    plan: its rows are told what the registers say. drawn: where nothing has changed, the last
    result's workbook is taken from there.

    None where the act keeps no registers. WorkerLost if it is lost twice.
    """
    if Kind.REGISTERS not in year.forms:
        return None
    name = year.file_name(Kind.REGISTERS)
    return begun_drawn(
        crew,
        draw_registers,
        name,
        register_content_of(outcome, plan),
        drawn,
        what=f"книга «{name}»",
        seconds=seconds_for(len(outcome.registers.entries)),
    )


def register_content_of(outcome: Outcome, plan: ProgrammePlan = NO_PLAN) -> RegisterContent:
    """Return what the workbook holds: rows by table, packed, the words it offers, its mark."""
    rows = {table.value: packed(each) for table, each in _tables(outcome, plan).items()}
    return rows, register_lists(outcome), outcome.registers.drawn.mark


def draw_registers(year: ReportingYear, content: RegisterContent) -> bytes:
    """Return the workbook to go on with (in a worker); the same content gives the same bytes."""
    spec, (rows, lists, mark) = year.forms[Kind.REGISTERS], content
    tables: dict[str, PackedRows[LongTableRow]] = {
        key: PackedRows(each) for key, each in rows.items()
    }
    return draw_long_tables(spec, registers_identity(spec, year.methodology), tables, lists, mark)


def register_lists(outcome: Outcome) -> Lists:
    """Return the words that the workbook offers: participants with other bodies, indicators."""
    participants = [(p.id, p.short_name) for p in outcome.registry.participants]
    bodies = [(body.id, body.name) for body in outcome.registers.bodies]
    return {
        "participants": [*participants, *bodies],
        "indicators": [(target.id,) for target in outcome.methodology.plan],
    }


def _tables(
    outcome: Outcome, plan: ProgrammePlan
) -> Mapping[ProgrammeTable, Iterable[LongTableRow]]:
    by_table: dict[ProgrammeTable, list[DecisionEntry]] = defaultdict(list)
    for entry in outcome.registers.entries:
        if isinstance(entry.table, ProgrammeTable):
            by_table[entry.table].append(entry)
    rows = RegisterRows(outcome, plan)
    return {table: rows.of(table, by_table[table]) for table in ProgrammeTable}


class RegisterRows:
    """Makes the rows of one outcome's workbook."""

    def __init__(self, outcome: Outcome, plan: ProgrammePlan = NO_PLAN) -> None:
        """Look up what is said of each entry."""
        self.plan = {
            (line.target.id, line.participant, quarter.quarter): line
            for quarter in plan.quarters
            for line in (*quarter.lines, *quarter.people)
        }
        self.year = outcome.year
        self.names = {fold(p.id): p.short_name for p in outcome.registry.participants}
        self.names |= {fold(body.id): body.name for body in outcome.registers.bodies}
        self.in_force = {row.entry.ref() for row in outcome.registers.rows}
        self.said: dict[tuple[str, str], list[str]] = defaultdict(list)
        for file in outcome.files:
            if file.kind is Kind.REGISTERS:
                for finding in file.findings:
                    for cell in finding.cells:
                        self.said[finding.sheet, cell].append(finding.message)
        if not outcome.registers.path:  # There is no file that bears them.
            for finding in outcome.registers.findings:
                for cell in finding.cells:
                    self.said[finding.sheet, cell].append(finding.message)

    def of(self, table: ProgrammeTable, entries: Iterable[DecisionEntry]) -> Iterator[LongTableRow]:
        """Yield the entries of a table in their order, then blank rows to go on with."""
        lookup = table is not ProgrammeTable.BODIES
        for entry in entries:
            yield LongTableRow(values=self._values(entry), lookup=lookup)
        yield from (LongTableRow(values={}, lookup=lookup) for _ in range(SPARE))

    def _values(self, entry: DecisionEntry) -> dict[str, Scalar | FileLink]:
        written = written_cells(entry)
        values: dict[str, Scalar | FileLink] = {
            cell.column: cell.raw for cell in (*written, *entry.entered)
        }
        name = self.names.get(fold(entry.text("participant")), "")
        values |= {"name": name, "remark": self._remark(entry)}
        if written:
            values |= {STAMPS: written_stamps(written), "origin": entry.text("origin")}
        return values

    def _remark(self, entry: DecisionEntry) -> str:
        """Return what became of an entry: in force or not, and what is said of it."""
        cells = ((cell.ref.sheet, cell.ref.cell) for cell in entry.entered)
        said = dict.fromkeys(words for place in cells for words in self.said.get(place, ()))
        state = IN_FORCE if entry.ref() in self.in_force else ""
        told = (*said, *self._of_plan(entry)) if state else said
        return " ".join((f"{state}." if state and told else state, *told)).strip()

    def _of_plan(self, entry: DecisionEntry) -> Iterator[str]:
        """Yield what counts for the indicator of a row of the plan."""
        if not is_of_plan(entry) or entry.number("year") != self.year:
            return
        quarter = int(entry.number("quarter") or 0)
        line = self.plan.get((indicator_of(entry), entry.text("participant"), quarter))
        if line:
            shown = shown_line(line)
            yield f"Учтено с начала года: {shown.running}, план {shown.target}: {shown.state}."
