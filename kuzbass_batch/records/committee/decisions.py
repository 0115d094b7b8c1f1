"""The committee's decisions: what the clerk entered, and what of it is understood.

A `DecisionEntry` is a row of the workbook exactly as it stood, so that it can be carried over;
the other records are entries that fit: a participant of the registry, points the act allows, who
and when.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import NOWHERE, CellRef
from kuzbass_batch.methodology.criteria import NoPoints, Points, Worth
from kuzbass_batch.records.files.workbooks import Scalar

DECISIONS_FORM = "Книга решений"
"""What the decisions workbook is called in messages."""


BOOK_NAME = "решения"
"""How the name of the workbook begins, folded; it counts only where its code cannot be read."""


class DecisionTable(StrEnum):
    """A table of the decisions workbook; the value is its key in the form's specification."""

    QUEUE = "queue"
    EXPERTISE = "expertise"
    CONFIRMATION = "confirmation"
    ADMISSION = "admission"
    DELIVERY = "delivery"
    RECEIPT = "receipts"
    OBJECTION = "objection"
    PROTOCOL = "protocol"
    REGISTER = "register"
    DEFAULTS = "defaults"
    TICKED = "ticked"
    NOTES = "notes"


DEFAULT_SHEETS = {
    DecisionTable.QUEUE: "Очередь",
    DecisionTable.EXPERTISE: "Экспертиза",
    DecisionTable.CONFIRMATION: "Экспертиза целиком",
    DecisionTable.ADMISSION: "Допуск",
    DecisionTable.DELIVERY: "Вручение",
    DecisionTable.OBJECTION: "Несогласия",
    DecisionTable.PROTOCOL: "Протоколы",
    DecisionTable.REGISTER: "Реестры",
}
"""The sheets for which who and when may be entered once, by their table."""
DATED = (
    DecisionTable.QUEUE,
    DecisionTable.EXPERTISE,
    DecisionTable.CONFIRMATION,
    DecisionTable.ADMISSION,
)
"""Tables whose day is the day of the decision; others have days of their own."""
CHECKER = "checker"
"""The column that says who is to check a participant: by itself it decides nothing."""
ABSENT = "~"
"""Stands in a row's stamp for the points of a criterion that did not apply."""


class ProgrammeTable(StrEnum):
    """A table of the registers of the programme; the value is its key in the form."""

    PROJECTS = "projects"
    REPORTS = "reports"
    CHECK_APPLICATIONS = "check_applications"
    SAMPLES = "samples"
    CONTEST = "contest"
    TRAINING_PLAN = "training_plan"
    TRAINING = "training"
    EVENTS = "events"
    PROCESSES = "processes"
    SITUATIONS = "situations"
    PLAN = "plan"
    BODIES = "bodies"
    OTHER = "other"


BookTable = DecisionTable | ProgrammeTable
"""A table of one of the committee's books."""


_TABLES: Mapping[str, BookTable] = {each.value: each for each in (*DecisionTable, *ProgrammeTable)}


def table_of(key: str) -> BookTable:
    """Return the table with this key, whichever book it is of; KeyError if there is none."""
    return _TABLES[key]


class AdmissionKind(StrEnum):
    """What the committee may rule on a return («Допуск»); the value is the word of the list."""

    LATE = "принять после срока"
    EXCLUDED = "исключить самооценку"
    RESTORED = "вернуть самооценку"
    WAIVED = "принять без доработки"
    PARENT = "засчитать самооценку вышестоящего"
    SORTED_OUT = "файл разобран"


class Subject(StrEnum):
    """What was handed over («Вручение»)."""

    RESULT = "результаты"
    REPLY = "ответ на несогласие"
    CORRECTION = "возврат на доработку"
    REMINDER = "напоминание"
    NOTICE = "уведомление"
    REQUEST = "запрос документов"
    REPORT_RECEIPT = "приём отчётов о проектах"
    REPORT_REMINDER = "напоминание об отчётах"
    CLOSING_REQUEST = "отчёт при закрытии"
    REPORT_ANNOUNCEMENT = "форма и сроки отчётов"
    CONTEST_ANNOUNCEMENT = "объявление конкурса"
    APPLICATION_RECEIPT = "приём заявок на конкурс"
    CONTEST_ADMISSION = "допуск к конкурсу"
    CONTEST_RESULT = "результаты конкурса"
    PARTNER_CHECK = "проверка качества"


class Verdict(StrEnum):
    """How an objection was decided (p. 3.4)."""

    SATISFIED = "удовлетворить"
    PARTLY = "удовлетворить частично"
    REFUSED = "отказать"


READING_TOPIC = "прочтение "
"""What stands before a reading's id where minutes say what they are about."""
APPROVAL_TOPIC = "утверждение рейтинга"
"""The topic of the minutes that approve everybody's points, total and level (p. 3.4)."""
TOTALS_TOPIC = "итоги рейтингования"
"""The topic of the minutes that settle the totals (p. 3.4)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnteredCell:
    """A cell that is not blank: the column's key, the value as it stood, and as understood.

    value is None where the cell is not what its column asks for; the finding says why.
    """

    column: str
    raw: Scalar
    value: Scalar
    ref: CellRef


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionEntry:
    """A row in which the clerk entered something, and what the program had printed there."""

    table: BookTable
    entered: tuple[EnteredCell, ...]
    printed: tuple[EnteredCell, ...] = ()

    def cell(self, column: str) -> EnteredCell | None:
        """Return the cell of a column, or None if it is blank."""
        for cells in (self.entered, self.printed):
            for cell in cells:
                if cell.column == column:
                    return cell
        return None

    def value(self, column: str) -> Scalar:
        """Return what is understood in a column."""
        # As `cell` does, without the call: asked a hundred times of each row of a year.
        for cells in (self.entered, self.printed):
            for cell in cells:
                if cell.column == column:
                    return cell.value
        return None

    def values(self) -> dict[str, Scalar]:
        """Return what is understood in each column that is not blank."""
        return {cell.column: cell.value for cell in (*self.printed, *self.entered)}

    def text(self, column: str) -> str:
        """Return the text of a column, empty if it is blank."""
        value = self.value(column)
        return value if isinstance(value, str) else ""

    def day(self, column: str) -> dt.date | None:
        """Return the date of a column, None if it is blank or no date."""
        value = self.value(column)
        return value if isinstance(value, dt.date) else None

    def number(self, column: str) -> Decimal | None:
        """Return the number of a column, None if it is blank or no number."""
        value = self.value(column)
        return value if isinstance(value, Decimal) else None

    def ref(self, column: str = "") -> CellRef:
        """Return the address of a column, of the first cell entered if that column is blank."""
        cell = self.cell(column)
        return cell.ref if cell else self.entered[0].ref if self.entered else NOWHERE

    @property
    def assigns_only(self) -> bool:
        """Tell whether a row of «Экспертиза целиком» only says who is to check."""
        return {cell.column for cell in self.entered} <= {CHECKER}

    @property
    def readable(self) -> bool:
        """Tell whether every cell is what its column asks for."""
        return all(cell.value is not None for cell in self.entered)


def plain(text: str) -> str:
    """Return a word made comparable: case and spaces; codes are compared by `alike`."""
    return " ".join(text.casefold().replace("ё", "е").split())


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionBook:
    """The decisions workbook as entered: its path in the input folder and its entries in order.

    entries: of a large book packed, as long as it is in the worker that has read it. shown: rows of
    a list in which nothing is entered, while it is read. picked: rows of «Экспертиза» in which it
    was picked what they are about, and nothing is entered yet.
    """

    path: str
    entries: Sequence[DecisionEntry]
    shown: tuple[DecisionEntry, ...] = ()
    picked: tuple[DecisionEntry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """Points that the committee found proved for one criterion («Экспертиза», p. 3.4).

    applies: False where it found that the criterion does not apply, and then there are no points.
    stamp: the mark of the answers looked at. in_bulk: it was confirmed in one row (`entry`)
    with the participant's other criteria.
    """

    participant: str
    criterion: str
    points: Points
    reason: str
    document: str
    who: str
    day: dt.date
    stamp: str
    entry: DecisionEntry
    applies: bool = True
    in_bulk: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """A ruling on a return («Допуск»); `file` is its path or name, empty: the one that counts.

    That a file is sorted out may be nobody's: then `participant` is empty.
    """

    participant: str
    kind: AdmissionKind
    file: str
    reason: str
    document: str
    who: str
    day: dt.date
    entry: DecisionEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A letter on its way («Вручение»): the objection window runs from `received` (p. 3.4)."""

    participant: str
    subject: Subject
    number: str
    sent: dt.date | None
    received: dt.date | None
    way: str
    who: str
    note: str
    entry: DecisionEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection:
    """A written objection (p. 3.4); verdict and day are None until the committee has decided.

    criterion: empty if it speaks of the result as a whole. asked, given: points, or that the
    criterion does not apply; given: by the decision, None if it changes nothing.
    """

    participant: str
    received: dt.date
    way: str
    criterion: str
    asked: Worth | None
    documents: str
    verdict: Verdict | None
    given: Worth | None
    reason: str
    protocol: str
    day: dt.date | None
    who: str
    entry: DecisionEntry

    def reopened(self) -> "Objection":
        """Return the objection without its decision: one that is not in force decides nothing."""
        return replace(self, verdict=None, given=None, day=None)

    @property
    def points(self) -> Points | None:
        """Return the points that the decision gives: 0 where it takes the criterion off."""
        return 0 if isinstance(self.given, NoPoints) else self.given

    @property
    def applies(self) -> bool:
        """Tell whether the criterion applies by the decision, or if that decides nothing of it."""
        return not isinstance(self.given, NoPoints)

    @property
    def minutes(self) -> str:
        """Return the minutes with what they are."""
        return wording.minutes(self.protocol)


@dataclass(frozen=True, kw_only=True, slots=True)
class Protocol:
    """Number and date of the committee's minutes; `reading` is a reading's id or empty."""

    topic: str
    reading: str
    number: str
    day: dt.date
    content: str
    who: str
    entry: DecisionEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterEntry:
    """A line of a register kept through the year («Реестры»): certificates, contests, training."""

    register: str
    participant: str
    day: dt.date | None
    number: str
    content: str
    level: str
    quantity: Decimal | None
    who: str
    note: str
    entry: DecisionEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """What the clerk has ticked off in the queue: `file` is where it lay, `stamp` what it held."""

    file: str
    stamp: str
    entry: DecisionEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Decisions:
    """What of the workbook is in force, and all that was entered.

    path: empty if there is no workbook. again: the (participant, criterion) pairs whose answers
    changed after they were verified. picked: as in the book.
    """

    path: str = ""
    entries: tuple[DecisionEntry, ...] = ()
    picked: tuple[DecisionEntry, ...] = ()
    verifications: tuple[Verification, ...] = ()
    admissions: tuple[Admission, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    objections: tuple[Objection, ...] = ()
    protocols: tuple[Protocol, ...] = ()
    registers: tuple[RegisterEntry, ...] = ()
    ticks: tuple[Tick, ...] = ()
    again: frozenset[tuple[str, str]] = frozenset()

    def protocol_of(self, reading_id: str) -> Protocol | None:
        """Return the minutes that settled a reading, or None."""
        return next((each for each in self.protocols if each.reading == reading_id), None)


NO_DECISIONS = Decisions()
