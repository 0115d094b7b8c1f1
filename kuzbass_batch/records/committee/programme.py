"""The registers of the programme: what lasts longer than a year (p. 2.2, 2.7, 3.2, 3.5, app. 1).

A row is kept exactly as it was entered (`DecisionEntry`); a `RegisterRow` is one that fits.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.committee.book_marks import NOT_DRAWN, DrawnBook
from kuzbass_batch.records.committee.decisions import DecisionBook, DecisionEntry, ProgrammeTable

REGISTERS_FORM = "Реестры программы"
"""What the workbook is called in messages."""


MONTH_WORDS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
    "ноябрь", "декабрь",
)  # fmt: skip
"""The months of the topic plan of training, as the list of the register has them."""


class ProjectStatus(StrEnum):
    """Where a project stands (p. 3.2); the value is the word of the list."""

    OPENED = "открыт"
    IMPLEMENTED = "внедрение"
    CLOSED = "закрыт"
    STABLE = "стабилен"
    STOPPED = "остановлен"


class CheckDecision(StrEnum):
    """What a quality check came to (p. 3.5).

    AWARDED: the commission decided so, and the certificate is issued as soon as its number and day
    are entered.
    """

    CERTIFIED = "сертификат выдан"
    AWARDED = "выдать сертификат"
    REFUSED = "отказано"
    TO_MEND = "на доработку"
    PENDING = "рассматривается"


class ApplicationKind(StrEnum):
    """What a row of «Заявки на проверку» is (p. 3.5); a blank one is an application."""

    APPLICATION = "заявка"
    ORDER = "запрос порядка"


class ApplicationState(StrEnum):
    """What the committee decided on an application for a quality check."""

    ACCEPTED = "принята к проверке"
    TO_MEND = "замечания"
    REFUSED = "отказано"


class CheckLevel(StrEnum):
    """The level of a certificate (p. 3.5), the lowest first."""

    LOCAL = "местный"
    REGIONAL = "региональный"
    FEDERAL = "федеральный"


LEVELS_OF_CHECKS = tuple(CheckLevel)


class ContestResult(StrEnum):
    """What somebody reached in a contest (p. 2.7), the least first; the organiser apart."""

    TOOK_PART = "участник"
    LAUREATE = "лауреат"
    PRIZE = "призёр"
    WINNER = "победитель"
    ORGANISER = "организатор"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterRow:
    """A row of a register in force.

    participant: the id of a participant of the registry, or of a body of «Прочие организации»;
    empty where the row is of nobody in particular. made: forms of this folder made it, and no book
    holds it yet.
    """

    table: ProgrammeTable
    participant: str
    entry: DecisionEntry
    made: bool = False

    def text(self, column: str) -> str:
        """Return the text of a column, empty if it is blank."""
        return self.entry.text(column)

    def day(self, column: str) -> dt.date | None:
        """Return the date of a column, None if it is blank."""
        return self.entry.day(column)

    def number(self, column: str) -> Decimal | None:
        """Return the number of a column, None if it is blank."""
        return self.entry.number(column)

    @property
    def place(self) -> str:
        """Return sheet and row as a reader finds it: «Образцы», строка 3."""
        ref = self.entry.ref()
        if self.made:
            return f"«{ref.sheet}», {ref.cell}"
        return f"«{ref.sheet}», строка {ref.cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"

    @property
    def by_example(self) -> bool:
        """Tell whether a check was made by the program's own example of criteria (p. 3.5)."""
        return self.text("criteria_edition").startswith(BY_EXAMPLE)


BY_EXAMPLE = "ПРИМЕР: "
"""How the edition of criteria begins on a sheet that was drawn by the program's own example."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherBody:
    """A body outside of the registry that takes part in quality checks (p. 3.5)."""

    id: str
    name: str
    inn: str
    contact: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate of a sample of best practice (сертификат соответствия качества, p. 3.5).

    participant: the id of its holder, name, short_name: what the holder is called. level: the word
    of the register. checked: the day of the quality check, None if it was not entered. place: the
    row of the register. printed: it is a paper of this run; earlier ones were printed with the
    results of their own period, and stay what they were. by_example: the check was made by the
    invented criteria that the program comes with, and nobody may sign it.
    """

    participant: str
    name: str
    short_name: str
    sample: str
    level: str
    number: str
    day: dt.date
    checked: dt.date | None
    place: str
    printed: bool
    by_example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeSituation:
    """A life situation (жизненная ситуация) with the processes that serve it (p. 2.2, 2.7(5)).

    priority: the committee chose it, on the day `decided` by `document`. segments: of clients.
    processes, services, contacts: how many of each. redesigned: processes with a day of
    reengineering. days_before, days_after: the sums, in days, of the `measured` processes that
    state both. satisfied: per cent of the `asked`, None where nobody was asked. due: the last day
    by which a target state is due. leads: of how many measures it is among the first three.
    places: the rows.
    """

    name: str
    priority: bool
    decided: dt.date | None
    document: str
    participants: tuple[str, ...]
    processes: int
    services: int
    contacts: Decimal
    redesigned: int
    days_before: Decimal | None
    days_after: Decimal | None
    measured: int
    segments: tuple[str, ...] = ()
    satisfied: Decimal | None = None
    asked: int = 0
    due: dt.date | None = None
    leads: int = 0
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedProcess:
    """A process, or a service, that several participants keep under the same words.

    near: the words differ in their endings or order: a question, where equal ones are a fact.
    """

    name: str
    service: bool
    near: bool = False
    participants: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessOverview:
    """Processes by life situation and across bodies; unplaced: those that name no situation.

    measures: by which the situations stand side by side.
    """

    situations: tuple[LifeSituation, ...] = ()
    shared: tuple[SharedProcess, ...] = ()
    unplaced: int = 0
    measures: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.situations or self.shared or self.unplaced)


NO_PROCESSES = ProcessOverview()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeRegisters:
    """The registers of the programme as far as they are in force, and all that was entered.

    path: of the workbook in the input folder, empty if there is none. moved: how many entries came
    over from a decisions workbook. standing: how many of the last result stay in force without a
    book. certificates: of samples, the earliest first. processes: by life situation. findings: on
    the rows. drawn: the workbook to go on with.
    """

    path: str = ""
    entries: tuple[DecisionEntry, ...] = ()
    rows: tuple[RegisterRow, ...] = ()
    bodies: tuple[OtherBody, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    processes: ProcessOverview = NO_PROCESSES
    moved: int = 0
    standing: int = 0
    findings: tuple[Finding, ...] = ()
    drawn: DrawnBook = field(default=NOT_DRAWN)

    def of(self, table: ProgrammeTable) -> Iterator[RegisterRow]:
        """Yield the rows of one register that are in force."""
        return (row for row in self.rows if row.table is table)


NO_REGISTERS = ProgrammeRegisters()


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundRegisters:
    """What the folder holds of the registers before anything of it is judged.

    book: what counts as entered, None if nothing is known. drawn: the workbook to be drawn.
    moved: the entries that came over from decisions workbooks, which `book` holds, too. standing:
    how many entries of the last result stay in force because there is no book to read.
    """

    book: DecisionBook | None = None
    drawn: DrawnBook = NOT_DRAWN
    moved: tuple[DecisionEntry, ...] = ()
    standing: int = 0


NONE_FOUND = FoundRegisters()
