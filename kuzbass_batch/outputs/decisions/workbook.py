"""The decisions workbook `Решения-2025.xlsx`: everything entered before, and the rows to fill in.

An entry is written back cell for cell. One that belongs nowhere any more stands beneath the rows
of its table; the column «Отметка программы» says what became of each.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.drawing.long_tables import Lists, draw_long_tables
from kuzbass_batch.forms.drawing.table_rows import FileLink, LongTableRow
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.outputs.decisions.queue_rows import queue_rows, ticked_rows
from kuzbass_batch.outputs.decisions.short_rows import (
    Picked,
    confirmation_rows,
    default_rows,
    entered,
    is_short,
    known_of,
    link_to,
    one_for_all,
    printed,
    rated,
    words_of_evidence,
)
from kuzbass_batch.records.committee.decisions import (
    APPROVAL_TOPIC,
    READING_TOPIC,
    TOTALS_TOPIC,
    BookTable,
    DecisionEntry,
    DecisionTable,
    Objection,
    ProgrammeTable,
    plain,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.rating.rating import ChecksFirst
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.jury import CONTEST_TOPIC
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.projects import SIGNIFICANT_TOPIC
from kuzbass_batch.records.year.year import QueueItem
from kuzbass_batch.rules.decisions.admissions import overruled
from kuzbass_batch.rules.decisions.verification import answers_stamp, next_stamp
from kuzbass_batch.rules.year.approval import (
    QUESTION,
    approval_of,
    approved_words,
    draft_results,
)
from kuzbass_batch.workers.crew import Crew, begun_by
from kuzbass_batch.workers.limits import seconds_for
from kuzbass_batch.workers.packed import PackedRows, Parts, packed

IN_FORCE, PENDING = "действует", "рассматривается"
SPARE = {
    DecisionTable.ADMISSION: 30,
    DecisionTable.DELIVERY: 20,
    DecisionTable.RECEIPT: 20,
    DecisionTable.OBJECTION: 40,
    DecisionTable.PROTOCOL: 20,
    DecisionTable.REGISTER: 60,
    DecisionTable.NOTES: 20,
}
MOST_SPARE = 2_000
"""Blank rows of «Вручение»: letters that went out by the register stand there by themselves."""
OF_OBJECTIONS = "несогласия"
TOPICS = ("экспертиза", "допуск", APPROVAL_TOPIC, OF_OBJECTIONS, TOTALS_TOPIC, "другое")
WAYS = ("система электронного документооборота", "электронная почта", "почта", "нарочно")
SCOPES = ("местный", "региональный", "федеральный")
CHECK_FIRST = "проверить прежде всего"
EntryKey = tuple[str, str]
Checks = Mapping[str, ChecksFirst | None]
SentRow = Mapping[str, Scalar]
SheetContent = tuple[Mapping[str, Parts], Lists, str]
"""Rows by table, packed; the words that are offered; the mark of the folder."""


def begin_decisions(
    outcome: Outcome,
    year: ReportingYear,
    crew: Crew,
    sent: Iterable[SentRow] = (),
    queue: Iterable[QueueItem] = (),
    checks: Checks = MappingProxyType({}),
) -> Callable[[], bytes]:
    """Let the crew draw the workbook; what is returned waits for its bytes.

    sent, queue, checks: as in `sheet_content_of`.

    WorkerLost if it is lost twice. It takes a worker more than this process may have.
    """
    participants, criteria = len(outcome.standings), len(outcome.methodology.criteria)
    return begun_by(
        crew,
        draw_decisions,
        sheet_content_of(outcome, sent, queue, checks),
        what=f"книга «{year.file_name(Kind.DECISIONS)}»",
        seconds=seconds_for(participants * criteria),
    )


def sheet_content_of(
    outcome: Outcome,
    sent: Iterable[SentRow] = (),
    queue: Iterable[QueueItem] = (),
    checks: Checks = MappingProxyType({}),
) -> SheetContent:
    """Return what the workbook holds: rows by table, packed, the words it offers, its mark.

    sent: the letters that went out and that no entry speaks of, as rows of «Вручение». queue: what
    came in and is not ticked off. checks: what to check first, by participant's id.
    """
    tables = Rows(outcome, sent, queue, checks).tables()
    rows = {key: packed(each) for key, each in tables.items()}
    return rows, lists_of(outcome), outcome.drawn.mark


def draw_decisions(year: ReportingYear, content: SheetContent) -> bytes:
    """Return the workbook to go on with (in a worker); the same content gives the same bytes."""
    spec, (rows, lists, mark) = year.forms[Kind.DECISIONS], content
    tables: dict[str, PackedRows[LongTableRow]] = {
        key: PackedRows(each) for key, each in rows.items()
    }
    # A participant is picked in the last rows of the sheet where most have one row only.
    if any(row.lookup for row in tables.get(DecisionTable.EXPERTISE.value, ())[-1:]):
        known = known_of(lists["participants"], tables[DecisionTable.CONFIRMATION.value])
        lists = {**lists, "participants": known}
    return draw_long_tables(spec, spec.identity(), tables, lists, mark)


def _of_programme(outcome: Outcome) -> tuple[str, ...]:
    """Return the topics of minutes on projects, where some are reported, and on a contest."""
    projects = (SIGNIFICANT_TOPIC,) if any(outcome.registers.of(ProgrammeTable.REPORTS)) else ()
    return (*projects, CONTEST_TOPIC) if outcome.jury else projects


def lists_of(outcome: Outcome) -> Lists:
    """Return the words the workbook offers, participants first."""
    methodology = outcome.methodology
    readings = (f"{READING_TOPIC}{reading.id}" for reading in methodology.readings)
    return {
        "participants": [(p.id, p.short_name) for p in outcome.registry.participants],
        "criteria": [(criterion.id,) for criterion in methodology.criteria],
        "topics": [
            (topic,)
            for topic in (*readings, *TOPICS, *_of_programme(outcome))
            if methodology.has_objections or topic != OF_OBJECTIONS
        ],
        "ways": [(way,) for way in WAYS],
        "registers": [(register,) for register in methodology.words.registers],
        "scopes": [(scope,) for scope in SCOPES],
    }


class Rows:
    """The rows of one outcome's workbook."""

    def __init__(
        self,
        outcome: Outcome,
        sent: Iterable[SentRow] = (),
        queue: Iterable[QueueItem] = (),
        checks: Checks = MappingProxyType({}),
        *,
        whole: Container[str] = (),
    ) -> None:
        """Take the outcome, and what stands beside it as in `sheet_content_of`.

        whole: participants, by folded id, who have a row for each criterion in any case.
        """
        self.outcome, self.sent, self.queue, self.checks = outcome, sent, queue, checks
        self.whole, self.short = whole, is_short(outcome)
        self.names = {fold(p.id): p.short_name for p in outcome.registry.participants}
        self.entries: dict[BookTable, list[DecisionEntry]] = defaultdict(list)
        for entry in outcome.decisions.entries:
            self.entries[entry.table].append(entry)
        self.findings = findings_by_cell(outcome)
        self.overruled = overruled(outcome.decisions, outcome.files)
        self.in_force = {
            record.entry.ref(): record
            for records in (
                outcome.decisions.verifications,
                outcome.decisions.admissions,
                outcome.decisions.deliveries,
                outcome.decisions.objections,
                outcome.decisions.protocols,
                outcome.decisions.registers,
                outcome.decisions.ticks,
            )
            for record in records
        }

    def tables(self) -> dict[str, Iterable[LongTableRow]]:
        """Return the rows of every table by its key, as they are asked for."""
        free = {
            table.value: self._free(table)
            for table in (
                DecisionTable.ADMISSION,
                DecisionTable.DELIVERY,
                DecisionTable.RECEIPT,
                DecisionTable.OBJECTION,
                DecisionTable.REGISTER,
            )
        }
        return {
            DecisionTable.QUEUE.value: queue_rows(self, self.queue, self.names),
            DecisionTable.TICKED.value: ticked_rows(self, self.names),
            DecisionTable.EXPERTISE.value: self._expertise(),
            DecisionTable.CONFIRMATION.value: confirmation_rows(self),
            DecisionTable.PROTOCOL.value: self._protocols(),
            DecisionTable.DEFAULTS.value: default_rows(self),
            DecisionTable.NOTES.value: [
                *(
                    LongTableRow(values=entered(entry))
                    for entry in self.entries[DecisionTable.NOTES]
                ),
                *(LongTableRow(values={}) for _ in range(SPARE[DecisionTable.NOTES])),
            ],
            **free,
        }

    def _expertise(self) -> Iterator[LongTableRow]:
        """Yield participants × criteria, then the entries that fit no participant or criterion.

        In a large year participants in whom nothing is entered have one row each, in which the
        criterion is picked. The first row of each participant has the link.
        """
        waiting: dict[EntryKey, list[DecisionEntry]] = defaultdict(list)
        for entry in self.entries[DecisionTable.EXPERTISE]:
            waiting[_key(entry.text("participant"), entry.text("criterion"))].append(entry)
        placed: set[int] = set()
        picked = Picked(self.outcome.decisions.picked)
        for standing, source in rated(self.outcome):
            assert standing.scorecard is not None
            scores, who = standing.scorecard.scores, standing.participant.id
            found = [waiting.get(_key(who, score.criterion), (None,))[0] for score in scores]
            if self.short and not any(found) and fold(who) not in self.whole:
                yield one_for_all(standing, source, self.outcome, picked)
                continue
            for at, (score, own) in enumerate(zip(scores, found, strict=True)):
                placed.add(id(own))
                link = link_to(source.source, linked=not self.short or at == 0)
                yield self._score_row(standing, source, score, own, link)
        yield from self._unplaced(placed)
        if self.short:
            yield from picked.spare(self.names)

    def _unplaced(self, placed: set[int]) -> Iterator[LongTableRow]:
        """Yield the entries of «Экспертиза» that no row was drawn for."""
        ids = {criterion.id for criterion in self.outcome.methodology.criteria}
        for entry in self.entries[DecisionTable.EXPERTISE]:
            if id(entry) not in placed:
                values = printed(entry) | entered(entry) | {"remark": self.remark(entry)}
                picked = entry.text("criterion").rstrip("*. ") in ids
                opened = frozenset(() if picked else ("criterion",))
                yield LongTableRow(values=values, opened=opened)

    def _score_row(
        self,
        standing: Standing,
        source: FileResult,
        score: CriterionScore,
        entry: DecisionEntry | None,
        link: Scalar | FileLink,
    ) -> LongTableRow:
        criterion = self.outcome.methodology.criterion(score.criterion)
        now = answers_stamp(source.assessment, score.criterion, self.outcome.methodology)
        values: dict[str, Scalar | FileLink] = {
            "participant": standing.participant.id,
            "name": standing.participant.short_name,
            "criterion": score.criterion,
            "title": f"{criterion.label}. {criterion.short_title}"
            f"{' (по ответу участника не применимо)' if score.declined else ''}",
            "claimed": NOT_APPLICABLE if score.declined else Decimal(score.claimed),
            "counted": NOT_APPLICABLE if score.declined else Decimal(score.counted),
            "evidence": words_of_evidence(source.assessment, [row.code for row in criterion.rows]),
            "source": link,
            "stamp": next_stamp(now, entry),
        }
        first = self.checks.get(standing.participant.id)
        if first and score.criterion in first.criteria:
            values["remark"] = CHECK_FIRST
        if entry:
            values |= entered(entry) | {"remark": self.remark(entry)}
        absent = (NOT_APPLICABLE,) if criterion.not_applicable else ()
        offered = (*criterion.points_offered, *absent)
        return LongTableRow(values=values, choices={"points": offered})

    def _free(self, table: DecisionTable) -> Iterator[LongTableRow]:
        """Yield the entries in their order, then blank rows to go on with."""
        spare = SPARE[table]
        if table is DecisionTable.RECEIPT:  # Days of all of them may be pasted at once.
            spare += len(self.outcome.standings)
        elif table is DecisionTable.DELIVERY:
            spare += min(len(self.outcome.standings), MOST_SPARE)
        yield from (self._free_row(entry) for entry in self.entries[table])
        if table is DecisionTable.DELIVERY:
            for row in self.sent:
                name = self.names.get(fold(str(row["participant"])), "")
                yield LongTableRow(values={**row, "name": name}, lookup=True)
        lookup = table is not DecisionTable.RECEIPT  # It has nobody whose name could be shown.
        yield from (LongTableRow(values={}, lookup=lookup) for _ in range(spare))

    def _free_row(self, entry: DecisionEntry) -> LongTableRow:
        name = self.names.get(fold(entry.text("participant")), "")
        values = entered(entry) | {"name": name, "remark": self.remark(entry)}
        return LongTableRow(values=values, lookup=True)

    def _protocols(self) -> Iterator[LongTableRow]:
        """Yield a row for each reading, filled in or not, then the other minutes."""
        placed: set[int] = set()
        for reading in self.outcome.methodology.readings:
            topic = f"{READING_TOPIC}{reading.id}"
            entry = next(
                (
                    e
                    for e in self.entries[DecisionTable.PROTOCOL]
                    if fold(e.text("topic")) == fold(topic)
                ),
                None,
            )
            placed.add(id(entry))
            values: dict[str, Scalar | FileLink] = {
                "topic": topic,
                "question": f"{reading.question} Принято: {reading.choice.text} ({reading.point}).",
            }
            if entry:
                values |= entered(entry) | {"remark": self.remark(entry)}
            yield LongTableRow(values=values, closed=frozenset({"topic"}))
        yield from self._approvals(placed)
        for entry in self.entries[DecisionTable.PROTOCOL]:
            if id(entry) not in placed:
                yield LongTableRow(values=entered(entry) | {"remark": self.remark(entry)})
        yield from (LongTableRow(values={}) for _ in range(SPARE[DecisionTable.PROTOCOL]))

    def _approvals(self, placed: set[int]) -> Iterator[LongTableRow]:
        """Yield the rows that approve the rating, the one in force with what it covers."""
        topic, in_force = frozenset({"topic"}), approval_of(self.outcome.decisions)
        own = [
            entry
            for entry in self.entries[DecisionTable.PROTOCOL]
            if plain(entry.text("topic")) == APPROVAL_TOPIC
        ]
        placed.update(map(id, own))
        for entry in own:
            covers = in_force is not None and in_force.entry is entry
            words = approved_words(self.outcome, in_force) if covers and in_force else QUESTION
            values: dict[str, Scalar | FileLink] = {"question": words}
            values |= entered(entry) | {"remark": self.remark(entry)}
            yield LongTableRow(values=values, closed=topic)
        if not own or draft_results(self.outcome):
            values = {"topic": APPROVAL_TOPIC, "question": QUESTION}
            yield LongTableRow(values=values, closed=topic)

    def remark(self, entry: DecisionEntry) -> str:
        """Return what became of an entry: in force or not, and its findings."""
        said = dict.fromkeys(
            finding.message
            for cell in (*entry.printed, *entry.entered)
            for finding in self.findings.get((cell.ref.sheet, cell.ref.cell), ())
        )
        record = self.in_force.get(entry.ref())
        open_case = isinstance(record, Objection) and record.verdict is None
        state = PENDING if open_case else IN_FORCE if record else ""
        later = self.overruled.get(entry.ref())
        if later:
            state = f"больше не действует: {wording.day(later.day)} принято «{later.kind.value}»"
        return " ".join((f"{state}." if state and said else state, *said)).strip()


def findings_by_cell(outcome: Outcome) -> Mapping[tuple[str, str], list[Finding]]:
    """Return the findings by the cell each speaks of: of the decisions workbook by its sheet.

    Those of a form of objection stand by its path, as the rows that it fills name their cells.
    """
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for file in outcome.files:
        if file.kind in (Kind.DECISIONS, Kind.OBJECTION):
            by_form = file.kind is Kind.OBJECTION
            for finding in file.findings:
                for cell in finding.cells:
                    place = finding.file if by_form else finding.sheet
                    found[place, cell].append(finding)
    return found


def _key(participant: str, criterion: str) -> EntryKey:
    return fold(participant), criterion.rstrip("*. ")
