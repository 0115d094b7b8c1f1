"""Objections that came as forms land in «Несогласия»; each is held against its window (p. 3.4).

An objection is late if it came in after fifteen working days from the day on which the results were
received («Вручение»). A late one is marked and stands with the others: the committee decides.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kuzbass_batch.findings import objections as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.work_calendar import WorkCalendar
from kuzbass_batch.records.decisions import (
    DecisionEntry,
    Decisions,
    DecisionTable,
    EnteredCell,
    Objection,
    Subject,
)
from kuzbass_batch.records.objections import Asked
from kuzbass_batch.records.returns import FileResult, FileStatus, Return
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.workbooks import Scalar
from kuzbass_batch.rules.decisions.entries import plain
from kuzbass_batch.rules.year.deadlines import is_after, objection_deadline

BY_FORM = "по форме участника"
FILLED_ON = "filled_on"
Windows = Mapping[str, dt.date]
RowFinding = tuple[str, Finding]


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectedCriterion:
    """What one form of objection that counts asks for one criterion."""

    entry: Return
    asked: Asked

    @property
    def received(self) -> dt.date:
        """Return the day it came in: of the folder it lies in, else the date in the form."""
        return self.entry.source.received or self.entry.filled_on or dt.date.min

    def is_entered_as(self, entry: DecisionEntry) -> bool:
        """Tell whether a row of «Несогласия» is this plea: its day or its points may be mended."""
        same_case = plain(entry.text("participant")) == plain(self.entry.participant)
        same_case = same_case and entry.text("criterion").rstrip("*. ") == self.asked.criterion
        same_points = entry.number("asked") == self.asked.points
        return same_case and (entry.day("received") == self.received or same_points)


def pleas(files: Iterable[FileResult]) -> tuple[ObjectedCriterion, ...]:
    """Return what is asked for, for each participant and criterion by the latest form."""
    found = [
        ObjectedCriterion(entry=file.entry, asked=asked)
        for file in files
        if file.entry.kind is Kind.OBJECTION and file.status is FileStatus.USED
        for asked in _asked_in(file.entry)
    ]
    found.sort(key=lambda plea: (plea.received, plea.entry.source.path))
    latest = {(plea.entry.participant, plea.asked.criterion): plea for plea in found}
    return tuple(latest[key] for key in sorted(latest))


def _asked_in(entry: Return) -> tuple[Asked, ...]:
    contest = entry.digest.contest if entry.digest else None
    return contest.asked if contest else ()


def landed(files: Iterable[FileResult], decisions: Decisions, as_of: dt.date) -> Decisions:
    """Return the decisions with an open objection for every plea that nobody has entered yet."""
    rows = [entry for entry in decisions.entries if entry.table is DecisionTable.OBJECTION]
    fresh = [
        _objection(plea)
        for plea in pleas(files)
        if plea.received <= as_of and not any(plea.is_entered_as(row) for row in rows)
    ]
    return replace(
        decisions,
        entries=(*decisions.entries, *(each.entry for each in fresh)),
        objections=(*decisions.objections, *fresh),
    )


def _objection(plea: ObjectedCriterion) -> Objection:
    entry, asked = plea.entry, plea.asked
    way = entry.digest.contest.way if entry.digest and entry.digest.contest else ""
    return Objection(
        participant=entry.participant,
        received=plea.received,
        way=way,
        criterion=asked.criterion,
        asked=asked.points,
        documents=asked.documents,
        verdict=None,
        points=None,
        reason="",
        protocol="",
        day=None,
        who=BY_FORM,
        entry=DecisionEntry(table=DecisionTable.OBJECTION, entered=tuple(_cells(plea, way))),
    )


def _cells(plea: ObjectedCriterion, way: str) -> Iterator[EnteredCell]:
    """Yield the row as it will stand in the workbook; its cells are those of the form."""
    path, asked = plea.entry.source.path, plea.asked
    filled = plea.entry.digest.ref(FILLED_ON) if plea.entry.digest else NOWHERE
    row = CellRef(sheet=path, cell=asked.ref.cell)
    values: dict[str, Scalar] = {
        "participant": plea.entry.participant,
        "received": plea.received,
        "way": way,
        "criterion": asked.criterion,
        "asked": Decimal(asked.points),
        "documents": asked.documents,
        "who": BY_FORM,
    }
    for column, value in values.items():
        if value != "":
            ref = CellRef(sheet=path, cell=filled.cell) if column == "received" else row
            yield EnteredCell(column=column, raw=value, value=value, ref=ref)


def windows(decisions: Decisions, methodology: Methodology, workdays: WorkCalendar) -> Windows:
    """Return the last day to object of everybody whose receipt of the results is entered."""
    received = {
        each.participant: each.received
        for each in decisions.deliveries
        if each.subject is Subject.RESULT
    }
    return {
        who: objection_deadline(day, methodology, workdays) for who, day in received.items() if day
    }


def is_late(objection: Objection, last: Windows, methodology: Methodology) -> bool | None:
    """Tell whether an objection came after its window; None if the receipt is not entered."""
    day = last.get(objection.participant)
    return None if day is None else is_after(objection.received, day, methodology)


def findings_on(
    files: Iterable[FileResult], decisions: Decisions, last: Windows, methodology: Methodology
) -> Iterator[RowFinding]:
    """Yield what is to be said of every objection, with the path of the file to say it of."""
    files = tuple(files)
    cards = {file.entry.participant: file.entry.scorecard for file in files if _rates(file)}
    found = pleas(files)
    for plea in found:
        yield from ((plea.entry.source.path, f) for f in _on_form(plea, cards, last, methodology))
    for objection in decisions.objections:
        by_form = any(objection.entry.ref().sheet == plea.entry.source.path for plea in found)
        if not by_form and is_late(objection, last, methodology):
            ref = objection.entry.ref("received")
            yield decisions.path, _late(ref, objection.received, last[objection.participant])


def _rates(file: FileResult) -> bool:
    return file.entry.kind is Kind.SELF_ASSESSMENT and file.status is FileStatus.USED


def _late(ref: CellRef, day: dt.date, last: dt.date) -> Finding:
    return rules.LATE_OBJECTION.at(ref, day=f"{day:%d.%m.%Y}", last=f"{last:%d.%m.%Y}")


def _on_form(
    plea: ObjectedCriterion,
    cards: Mapping[str, Scorecard | None],
    last: Windows,
    methodology: Methodology,
) -> Iterator[Finding]:
    who, digest = plea.entry.participant, plea.entry.digest
    filled = digest.ref(FILLED_ON) if digest else NOWHERE
    if who not in last:
        yield rules.RECEIPT_UNKNOWN.at(filled)
    elif is_after(plea.received, last[who], methodology):
        yield _late(filled, plea.received, last[who])
    card = cards.get(who)
    if card is None:
        yield rules.NOT_RATED.at()
        return
    score = next(s for s in card.scores if s.criterion == plea.asked.criterion)
    # The decision on the objection itself changes the points; the form was made before it.
    now = score.counted if score.verified is None else score.verified
    if plea.asked.counted is not None and plea.asked.counted != now:
        yield rules.OTHER_RESULT.at(
            plea.asked.ref, criterion=plea.asked.criterion, found=plea.asked.counted, now=now
        )
