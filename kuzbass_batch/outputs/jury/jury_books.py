"""The jury's sheets to fill in, a workbook for each juror that owes points (p. 2.7).

A fresh one goes to who sent nothing; who left rows blank, or sent a faulty sheet, gets his own
answers again with remarks. Nobody is drawn a sheet once the results are established, or whose sheet
is whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.forms.spec.jury_form import ENTRIES, INTEREST, MARKS, POINTS, YES, jury_form
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.records.committee.contest import ContestEntry, Juror, JuryCriterion
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.read_files import ReadJurySheet
from kuzbass_batch.records.year.jury import JurorMarks, JuryMarks, SheetState, WhyOut
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.workers.crew import Crew

FOLDER = "Конкурс/Листы жюри"
TO_MEND = "исправить"
TO_FINISH = "дополнить"
OWN_PRACTICE = "практика своей организации"
GIVEN = (INTEREST, "interest_in", "comment")
"""The columns besides points that a juror fills in."""
GROUP = 4
"""Sheets that a worker draws at a time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JuryBook:
    """A sheet to draw: its path, whose it is, what stands in it, what is remarked."""

    path: str
    juror: str
    criteria: tuple[JuryCriterion, ...]
    answers: Mapping[str, Scalar]
    remarks: tuple[Finding, ...] = ()


def plan_jury_books(outcome: Outcome) -> Iterator[JuryBook]:
    """Yield the sheets of the jurors that owe points, in the order of the jury."""
    marks, taken = outcome.jury, set[str]()
    if not marks or marks.minutes or marks.contest is None:
        return
    read = {file.source.path: file for file in outcome.files}
    for each in marks.jurors:
        if each.state in (SheetState.COUNTED, SheetState.LATE):
            continue
        file = read.get(each.file)
        sheet = file.read if file and isinstance(file.read, ReadJurySheet) else None
        filling = _Filling(marks, each, sheet)
        remarks = tuple(filling.remarks(file.findings)) if file else ()
        stem = safe_name(f"Лист жюри {each.juror.key} {each.juror.name}")
        end = {SheetState.INCOMPLETE: f" ({TO_FINISH})", SheetState.FAULTY: f" ({TO_MEND})"}
        yield JuryBook(
            path=free_path(f"{FOLDER}/{stem}{end.get(each.state, '')}", ".xlsx", taken),
            juror=each.juror.key,
            criteria=marks.contest.criteria,
            answers=filling.answers(),
            remarks=remarks,
        )


def write_jury_books(
    books: Iterable[JuryBook], crew: Crew, drawn: DrawnFiles, write: Write
) -> None:
    """Give every sheet to `write`, drawn by the crew."""
    tasks = ((each.path, each) for each in books)
    write_drawn(crew, draw_jury_book, tasks, drawn, write, group=GROUP, what="лист жюри")


def draw_jury_book(year: ReportingYear, book: JuryBook) -> bytes:
    """Return the bytes of a sheet (in a worker)."""
    spec = jury_form(year.forms[Kind.JURY_SHEET], book.criteria)
    return draw_form(
        spec,
        year.methodology,
        identity=spec.identity(book.juror),
        answers=book.answers,
        remarks=book.remarks,
    )


class _Filling:
    """What a sheet is drawn with: the entries as they are now, and what its juror gave before."""

    def __init__(self, marks: JuryMarks, juror: JurorMarks, read: ReadJurySheet | None) -> None:
        assert marks.contest is not None
        self.contest, self.juror, self.read = marks.contest, juror.juror, read
        listed = [(n.nomination.title, each) for n in marks.nominations for each in n.entries]
        order = {each.key: at for at, each in enumerate(self.contest.nominations)}
        self.entries = sorted(
            listed,
            key=lambda e: (order[e[1].entry.nomination], wording.number_order(e[1].entry.number)),
        )
        self.own = {number for number, why in juror.out if why is WhyOut.OWN_BODY}
        self.before = _rows_before(read)
        self.moved = {
            old: str(new)
            for new, (_, each) in enumerate(self.entries, start=1)
            for old in (self._old_row(each.entry),)
            if old
        }

    def _old_row(self, entry: ContestEntry) -> str:
        """Return the number of the row that the juror gave an entry in, empty if none fits it."""
        old, row = self.before.get(alike(entry.number), ("", {}))
        practice = row["practice"].given if "practice" in row else ""
        return old if not practice or fold(practice) == fold(entry.practice) else ""

    def answers(self) -> dict[str, Scalar]:
        """Return what stands in the sheet."""
        filled = _head(self.contest.name, self.juror, wording.day(self.contest.sheets_due))
        if self.read and self.read.filled_on:
            filled["filled_on"] = self.read.filled_on
        for at, (nomination, marks) in enumerate(self.entries, start=1):
            filled |= _entry(at, nomination, marks.entry)
            own = {f"{MARKS}/{at}/{column}": value for column, value in self._given(marks.entry)}
            filled |= own
        return filled

    def _given(self, entry: ContestEntry) -> Iterator[tuple[str, Scalar]]:
        if entry.number in self.own:
            yield from ((INTEREST, YES), ("interest_in", OWN_PRACTICE))
            return
        if not self._old_row(entry):
            return
        _, row = self.before[alike(entry.number)]
        for column, answer in row.items():
            if column in GIVEN or column.startswith(POINTS):
                yield column, answer.value if answer.readable else answer.given

    def remarks(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield what the juror is told, with the fields as they stand in the new sheet."""
        for finding in findings:
            if not finding.internal:
                fields = (self._moved(field) for field in finding.fields)
                yield replace(finding, field=", ".join(filter(None, fields)))

    def _moved(self, field: str) -> str:
        key, _, rest = field.partition("/")
        if key != MARKS:
            return field
        old, _, column = rest.partition("/")
        return f"{MARKS}/{self.moved[old]}/{column}" if old in self.moved else ""


def _rows_before(read: ReadJurySheet | None) -> dict[str, tuple[str, Mapping[str, Answer]]]:
    """Return the rows of a sheet by the comparable number of the entry: row number and answers."""
    found: dict[str, tuple[str, Mapping[str, Answer]]] = {}
    for row in read.form.rows(MARKS) if read else ():
        number = row["number"].given if "number" in row else ""
        at = next(iter(row.values())).field_id.split("/")[1]
        found.setdefault(alike(number), (at, row))
    return found


def _head(contest: str, juror: Juror, due: str) -> dict[str, Scalar]:
    return {"contest": contest, "juror": juror.key, "juror_name": juror.name, "sheets_due": due}


def _entry(at: int, nomination: str, entry: ContestEntry) -> dict[str, Scalar]:
    body = entry.short_name or entry.name
    told = {
        "number": entry.number,
        "nomination": nomination,
        "body": body,
        "practice": entry.practice,
        "before": entry.before,
        "after": entry.after,
        "proof": entry.proof,
        "replication": entry.replication,
    }
    given = {"number": entry.number, "body": body, "practice": entry.practice}
    return {
        **{f"{ENTRIES}/{at}/{column}": text for column, text in told.items() if text},
        **{f"{MARKS}/{at}/{column}": text for column, text in given.items() if text},
    }
