"""From entered rows to registers in force: one row for one thing, by whom, of a known body.

A row with a slip is kept among the entries, with the finding that says why it is not in force.
"""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    DecisionBook,
    DecisionEntry,
    ProgrammeTable,
)
from kuzbass_batch.records.committee.programme import (
    NO_REGISTERS,
    Certificate,
    FoundRegisters,
    OtherBody,
    ProgrammeRegisters,
    RegisterRow,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.year.outcome import SortedFolder
from kuzbass_batch.rules.checks.exchanges import names_of
from kuzbass_batch.rules.checks.registered import is_valid_certificate
from kuzbass_batch.rules.decisions.in_force import entered_twice
from kuzbass_batch.rules.plan.entered import across_rows
from kuzbass_batch.rules.programme.form_rows import (
    FormRow,
    MergedRows,
    with_form_rows,
)
from kuzbass_batch.rules.programme.other_bodies import BodyNames
from kuzbass_batch.rules.programme.partner_checks.applications import across_applications
from kuzbass_batch.rules.programme.partner_checks.commission import (
    commission_in,
    of_checked_body,
)
from kuzbass_batch.rules.programme.partner_checks.overview import bare_number
from kuzbass_batch.rules.programme.processes import process_overview
from kuzbass_batch.rules.programme.projects.passports import rows_of_reports
from kuzbass_batch.rules.programme.row_checks import RowFrame, row_faults
from kuzbass_batch.rules.programme.training.overview import training_questions

Required = Mapping[str, tuple[tuple[str, str], ...]]
"""By a table's key: the columns without which a row is not in force, each with its name."""
NEAR = 0.7
"""How alike a code or name must be to be suggested."""


@dataclass(frozen=True, kw_only=True)
class RegisterFrame:
    """What rows are held against: who is known, the act, the day, what must be filled in."""

    registry: Registry
    bodies: tuple[OtherBody, ...]
    methodology: Methodology
    as_of: dt.date
    required: Required
    projects: frozenset[str] = field(default=frozenset())

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """Return every known id by its comparable spelling."""
        ids = [*(p.id for p in self.registry.participants), *(body.id for body in self.bodies)]
        return {alike(each): each for each in ids}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the id of each body by its names, folded."""
        found = {
            fold(name): person.id
            for person in self.registry.participants
            for name in person.all_names
            if name
        }
        return found | {fold(body.name): body.id for body in self.bodies}

    def suggestion(self, text: str) -> str:
        """Return the sentence that names who may be meant, empty if nobody is near: never a guess.

        A name that is written exactly so is near, too; a row is only taken by its code.
        """
        meant = self.names.get(fold(text), "")
        if not meant:
            near = difflib.get_close_matches(fold(text), self.names, 1, NEAR)
            codes = difflib.get_close_matches(alike(text), self.ids, 1, NEAR)
            meant = self.ids[codes[0]] if codes else self.names[near[0]] if near else ""
        return f" Возможно, это {meant}." if meant else ""

    @cached_property
    def named(self) -> BodyNames:
        """Return what finds a body's name or code in a text."""
        others = ((body.id, body.name) for body in self.bodies)
        return BodyNames((*names_of(self.registry.participants), *others))

    @cached_property
    def row_frame(self) -> RowFrame:
        """Return what a row's own cells are held against."""
        return RowFrame(methodology=self.methodology, as_of=self.as_of, projects=self.projects)


def required_columns(spec: FormSpec) -> Required:
    """Return the columns of each table without which a row is not in force, each with its name."""
    return {
        block.key: tuple((each.column, each.name) for each in block.rows[0].fields if each.required)
        for _, block in spec.blocks()
        if block.kind == "table"
    }


def registers_in_force(
    folder: SortedFolder, methodology: Methodology, as_of: dt.date, said: Iterable[FormRow] = ()
) -> ProgrammeRegisters:
    """Return the registers of the programme as they are in force; none where the act keeps none.

    said: what the forms that count say of their rows.
    """
    if methodology.programme_registers is None:
        return NO_REGISTERS
    required = required_columns(load_form(Kind.REGISTERS, methodology))
    return understand_registers(
        folder.registers, folder.registry, methodology, as_of, required, tuple(said)
    )


def understand_registers(
    found: FoundRegisters,
    registry: Registry,
    methodology: Methodology,
    as_of: dt.date,
    required: Required,
    said: tuple[FormRow, ...] = (),
) -> ProgrammeRegisters:
    """Return the rows in force on the day `as_of`, and why the others are not.

    said: what forms say of their rows.
    """
    if found.book is None and not said:
        return ProgrammeRegisters(drawn=found.drawn) if found.drawn.mark else NO_REGISTERS
    book = found.book or DecisionBook(path="", entries=())
    merged = with_form_rows(book.entries, said)
    frame = RegisterFrame(
        registry=registry, bodies=(), methodology=methodology, as_of=as_of, required=required
    )
    judged = JudgedRows(merged, frame)
    rows = tuple(judged.rows())
    registers = ProgrammeRegisters(
        path=book.path,
        entries=judged.entries,
        rows=rows,
        bodies=judged.bodies,
        certificates=_certificates_in(rows, registry, judged.bodies, methodology),
        processes=process_overview(rows),
        moved=len(found.moved),
        standing=found.standing,
        findings=(*judged.on_entries, *merged.findings, *judged.findings()),
        drawn=found.drawn,
    )
    asked = tuple(training_questions(registers))
    return replace(registers, findings=(*registers.findings, *asked)) if asked else registers


class JudgedRows:
    """The rows of the registers, judged: bodies first, projects after their reports."""

    def __init__(self, merged: MergedRows, frame: RegisterFrame) -> None:
        """Take what was entered and what forms say; frame: without the bodies that it lists."""
        self.twice, self.on_entries = entered_twice(merged.entries)
        self.made = set(merged.made)
        self._listed = [(e, *_fit(e, frame)) for e in _of(ProgrammeTable.BODIES, merged.entries)]
        self.bodies = tuple(
            _body_of(entry) for entry, row, _ in self._listed if row and id(entry) not in self.twice
        )
        numbers = (alike(e.text("number")) for e in _of(ProgrammeTable.PROJECTS, merged.entries))
        whole = replace(frame, bodies=self.bodies, projects=frozenset(numbers) - {""})
        apart = (ProgrammeTable.BODIES, ProgrammeTable.PROJECTS)
        self._listed += [(e, *_fit(e, whole)) for e in merged.entries if e.table not in apart]
        self.entries = self._with_reports(merged.entries, whole)
        fitting = tuple(self.rows())
        across = (
            *across_rows(fitting), *_same_numbers(fitting), *across_applications(fitting),
        )  # fmt: skip
        self.twice |= {id(entry) for entry, told in across if told.severity is rules.ERROR}
        self.on_entries = (*self.on_entries, *(finding for _, finding in across))

    def _with_reports(
        self, entries: tuple[DecisionEntry, ...], frame: RegisterFrame
    ) -> tuple[DecisionEntry, ...]:
        """Return the entries, projects gone on with by their reports in force, and judge those."""
        projects = tuple(_of(ProgrammeTable.PROJECTS, entries))
        reports = (row for row in self.rows() if row.table is ProgrammeTable.REPORTS)
        going_on = with_form_rows(projects, rows_of_reports(reports, frame.as_of))
        now = {id(before): after for before, after in zip(projects, going_on.entries, strict=True)}
        # A row gone on with is another object: what is known of the one is known of the other.
        self.twice |= {id(after) for before, after in now.items() if before in self.twice}
        self.made |= {id(after) for before, after in now.items() if before in self.made}
        self.on_entries = (*self.on_entries, *going_on.findings)
        self._listed += [(entry, *_fit(entry, frame)) for entry in now.values()]
        return tuple(now.get(id(entry), entry) for entry in entries)

    def rows(self) -> Iterator[RegisterRow]:
        """Yield the rows in force."""
        for entry, row, _ in self._listed:
            if row and id(entry) not in self.twice:
                yield replace(row, made=True) if id(entry) in self.made else row

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with what was entered; of a form's row its own file is told."""
        for entry, _, faults in self._listed:
            if id(entry) not in self.made:
                yield from faults


def _of(table: ProgrammeTable, entries: Iterable[DecisionEntry]) -> Iterator[DecisionEntry]:
    return (entry for entry in entries if entry.table is table)


def _fit(
    entry: DecisionEntry, frame: RegisterFrame
) -> tuple[RegisterRow | None, tuple[Finding, ...]]:
    """Return the row, or None with what it lacks; what is only asked about keeps it in force."""
    table = entry.table
    if not isinstance(table, ProgrammeTable):
        return None, ()
    found = tuple(_faults(entry, table, frame))
    asked = tuple(each for each in found if each.severity is not rules.ERROR)
    # What cannot be read has a finding of its own.
    if not entry.readable or len(asked) < len(found):
        return None, found
    who = entry.text("participant")
    return RegisterRow(table=table, participant=frame.ids.get(alike(who), ""), entry=entry), asked


def _faults(entry: DecisionEntry, table: ProgrammeTable, frame: RegisterFrame) -> Iterator[Finding]:
    required = frame.required.get(table.value, ())
    blank = [name for column, name in required if entry.cell(column) is None]
    if blank:
        yield decision_rules.INCOMPLETE.at(entry.ref(), names=", ".join(blank))
    yield from _stranger(entry, frame)
    if table is ProgrammeTable.BODIES and alike(entry.text("id")) in {
        alike(person.id) for person in frame.registry.participants
    }:
        yield rules.BODY_IS_PARTICIPANT.at(entry.ref("id"), found=entry.text("id"))
    yield from _own_commission(entry, frame)
    yield from row_faults(entry, table, frame.row_frame)


def _own_commission(entry: DecisionEntry, frame: RegisterFrame) -> Iterator[Finding]:
    """Yield that somebody from the body under check sits in the commission (p. 3.5)."""
    commission = entry.text("commission")
    who = frame.ids.get(alike(entry.text("participant")), "") if commission else ""
    people = commission_in(commission) if who else ()
    if any(of_checked_body(people, lambda words: who in frame.named.named_in(words))):
        yield rules.OWN_COMMISSION.at(entry.ref("commission"), found=who)


def _same_numbers(rows: Iterable[RegisterRow]) -> Iterator[tuple[DecisionEntry, Finding]]:
    """Yield each certificate whose number an earlier row has already."""
    seen: dict[str, RegisterRow] = {}
    for row in rows:
        number = row.text("number") if row.table is ProgrammeTable.SAMPLES else ""
        first = seen.setdefault(bare_number(number), row)
        if number and first is not row:
            found = rules.SAME_NUMBER.at(row.entry.ref("number"), number=number, place=first.place)
            yield row.entry, found


def _stranger(entry: DecisionEntry, frame: RegisterFrame) -> Iterator[Finding]:
    """Yield that nobody has the code which a row names."""
    who = entry.text("participant")
    if who and alike(who) not in frame.ids:
        yield rules.UNKNOWN_BODY.at(
            entry.ref("participant"), found=who, suggestion=frame.suggestion(who)
        )


def _body_of(entry: DecisionEntry) -> OtherBody:
    return OtherBody(
        id=entry.text("id"),
        name=entry.text("body"),
        inn=entry.text("inn"),
        contact=entry.text("contact"),
    )


def _certificates_in(
    rows: Iterable[RegisterRow], registry: Registry, bodies: Iterable[OtherBody], act: Methodology
) -> tuple[Certificate, ...]:
    """Return every valid certificate of the rows in force, the earliest first.

    Those issued since the period under rating began are printed.
    """
    found = _certificates(rows, registry, bodies, act)
    return tuple(sorted(found, key=lambda each: (each.day, wording.number_order(each.number))))


def _certificates(
    rows: Iterable[RegisterRow], registry: Registry, bodies: Iterable[OtherBody], act: Methodology
) -> Iterator[Certificate]:
    people = {each.id: each for each in registry.participants}
    others = {each.id: each.name for each in bodies}
    for row in rows:
        day = row.day("date")
        of_samples = row.table is ProgrammeTable.SAMPLES
        if day is None or not (of_samples and is_valid_certificate(row, act)):
            continue
        person = people.get(row.participant)
        name = person.name if person else others.get(row.participant, row.participant)
        yield Certificate(
            participant=row.participant,
            name=name,
            short_name=person.short_name if person else name,
            sample=row.text("sample"),
            level=row.text("level"),
            number=row.text("number"),
            day=day,
            checked=row.day("checked"),
            place=row.place,
            printed=day >= act.period.first_day,
            by_example=row.by_example,
        )
