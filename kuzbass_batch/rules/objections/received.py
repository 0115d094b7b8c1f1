"""Objections that came as forms land in «Несогласия»; each is held against its window (p. 3.4).

An objection is late if it came in after fifteen working days from the day on which the results were
received («Вручение»). A late one is marked and stands with the others: the committee decides.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import objections as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.work_calendar import WorkCalendar
from kuzbass_batch.records.decisions import (
    DecisionEntry,
    Decisions,
    DecisionTable,
    EnteredCell,
    Objection,
    Subject,
    plain,
)
from kuzbass_batch.records.read_files import ReadObjection
from kuzbass_batch.records.returns import CountedReturn, FileResult, FileStatus
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.records.workbooks import Scalar
from kuzbass_batch.records.year import ObjectedCriterion
from kuzbass_batch.rules.deadlines import is_after, objection_deadline

BY_FORM = "по форме участника"
FILLED_ON = "filled_on"
Windows = Mapping[str, dt.date]
RowFinding = tuple[str, Finding]


def objected_criteria(files: Iterable[FileResult]) -> tuple[ObjectedCriterion, ...]:
    """Return what is asked for, for each participant and criterion by the latest form."""
    found = [
        ObjectedCriterion(participant=file.participant, form=file.read, asked=asked)
        for file in files
        if isinstance(file.read, ReadObjection) and file.status is FileStatus.USED
        for asked in file.read.contest.asked
    ]
    found.sort(key=lambda each: (each.received, each.form.source.path))
    latest = {(each.participant, each.asked.criterion): each for each in found}
    return tuple(latest[key] for key in sorted(latest))


def is_entered_as(each: ObjectedCriterion, row: DecisionEntry) -> bool:
    """Tell whether a row of «Несогласия» is this request: its day or its points may be mended."""
    same_case = plain(row.text("participant")) == plain(each.participant)
    same_case = same_case and row.text("criterion").rstrip("*. ") == each.asked.criterion
    same_points = row.number("asked") == each.asked.points
    return same_case and (row.day("received") == each.received or same_points)


def landed(files: Iterable[FileResult], decisions: Decisions, as_of: dt.date) -> Decisions:
    """Return the decisions with an open objection for every request that nobody has entered yet."""
    rows = [entry for entry in decisions.entries if entry.table is DecisionTable.OBJECTION]
    fresh = [
        _objection(each)
        for each in objected_criteria(files)
        if each.received <= as_of and not any(is_entered_as(each, row) for row in rows)
    ]
    return replace(
        decisions,
        entries=(*decisions.entries, *(each.entry for each in fresh)),
        objections=(*decisions.objections, *fresh),
    )


def _objection(each: ObjectedCriterion) -> Objection:
    asked, way = each.asked, each.form.contest.way
    return Objection(
        participant=each.participant,
        received=each.received,
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
        entry=DecisionEntry(table=DecisionTable.OBJECTION, entered=tuple(_cells(each, way))),
    )


def _cells(each: ObjectedCriterion, way: str) -> Iterator[EnteredCell]:
    """Yield the row as it will stand in the workbook; its cells are those of the form."""
    path, asked = each.form.source.path, each.asked
    filled = each.form.typed.ref(FILLED_ON)
    row = CellRef(sheet=path, cell=asked.ref.cell)
    values: dict[str, Scalar] = {
        "participant": each.participant,
        "received": each.received,
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
    """Yield the findings on every objection, each with the path of its file."""
    files = tuple(files)
    cards = {file.participant: file.scorecard for file in files if isinstance(file, CountedReturn)}
    found = objected_criteria(files)
    for each in found:
        yield from ((each.form.source.path, f) for f in _on_form(each, cards, last, methodology))
    for objection in decisions.objections:
        by_form = any(objection.entry.ref().sheet == each.form.source.path for each in found)
        if not by_form and is_late(objection, last, methodology):
            ref = objection.entry.ref("received")
            yield decisions.path, _late(ref, objection.received, last[objection.participant])


def _late(ref: CellRef, day: dt.date, last: dt.date) -> Finding:
    return rules.LATE_OBJECTION.at(ref, day=wording.day(day), last=wording.day(last))


def _on_form(
    each: ObjectedCriterion,
    cards: Mapping[str, Scorecard],
    last: Windows,
    methodology: Methodology,
) -> Iterator[Finding]:
    who, filled = each.participant, each.form.typed.ref(FILLED_ON)
    if who not in last:
        yield rules.RECEIPT_UNKNOWN.at(filled)
    elif is_after(each.received, last[who], methodology):
        yield _late(filled, each.received, last[who])
    card = cards.get(who)
    if card is None:
        yield rules.NOT_RATED.at()
        return
    score = next(s for s in card.scores if s.criterion == each.asked.criterion)
    # The decision on the objection itself changes the points; the form was made before it.
    now = score.delivered
    if each.asked.counted is not None and each.asked.counted != now:
        yield rules.OTHER_RESULT.at(
            each.asked.ref,
            criterion=each.asked.criterion,
            found=each.asked.counted,
            now=now,
        )
