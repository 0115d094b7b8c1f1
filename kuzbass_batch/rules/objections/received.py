"""Objections that came as forms land in «Несогласия»; each is held against its window (p. 3.4).

An objection is late if it came in after fifteen working days from the day on which the results were
received («Вручение»). A late one is marked and stands with the others: the committee decides.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.calendar.work_calendar import WorkCalendar
from kuzbass_batch.methodology.criteria import NoPoints, Worth
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    Decisions,
    DecisionTable,
    Delivery,
    EnteredCell,
    Objection,
    Subject,
    plain,
)
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.read_files import Asked, ReadObjection, came_on
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.year import ObjectedCriterion
from kuzbass_batch.rules.deadlines import is_after, objection_deadline
from kuzbass_batch.rules.returns.objection_forms import begun_in, flawless_in

BY_FORM = "по форме участника"
FILLED_ON = "filled_on"
STANDING = (FileStatus.USED, FileStatus.RETURNED, FileStatus.SUPERSEDED, FileStatus.DUPLICATE)
Windows = Mapping[str, dt.date]
Case = tuple[str, str]
"""A participant's id and a criterion's."""
_Words = tuple[Worth, str, str]


def objected_criteria(
    files: Iterable[FileResult], entered: Iterable[Objection], as_of: dt.date
) -> tuple[ObjectedCriterion, ...]:
    """Return what the forms ask for each criterion, once for each turn, sorted.

    entered: the objections with what was decided on them: a form that came after the day of a
    decision begins a new turn, unless it only says again what was decided. as_of: the day of the
    run, which stands for a day that is not there yet.
    """
    decided = _decision_days(entered)
    sheets: dict[Case, list[_Sheet]] = defaultdict(list)
    for file in files:
        if isinstance(file.read, ReadObjection) and file.participant and file.status in STANDING:
            for criterion in begun_in(file):
                sheets[file.participant, criterion].append(_sheet(file, criterion, as_of))
    found: list[ObjectedCriterion] = []
    for case in sorted(sheets):
        found += _turns(case, sorted(sheets[case], key=_Sheet.order), decided[case])
    return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """One row of one form: the day it came, None if unknown; what it asks, None if it has a fault.

    repeats: the form only says again what another does.
    """

    form: ReadObjection
    day: dt.date | None
    asked: Asked | None
    repeats: bool

    def order(self) -> tuple[dt.date, bool, str]:
        """Return what sorts rows by the day they came."""
        return self.day or dt.date.min, self.form.mended, self.form.source.path


def _sheet(file: FileResult, criterion: str, as_of: dt.date) -> _Sheet:
    assert isinstance(file.read, ReadObjection)
    good = criterion in flawless_in(file) and file.status is not FileStatus.DUPLICATE
    asked = (each for each in file.read.contest.asked if each.criterion == criterion)
    day = came_on(file.read)
    return _Sheet(
        form=file.read,
        day=as_of if day and day > as_of and not file.source.received else day,
        asked=next(asked, None) if good else None,
        repeats=file.status is FileStatus.DUPLICATE,
    )


def _decision_days(entered: Iterable[Objection]) -> dict[Case, list[dt.date]]:
    """Return the days of the decisions on each criterion of each participant, in order."""
    days: dict[Case, set[dt.date]] = defaultdict(set)
    for each in entered:
        if each.verdict is not None and each.day is not None:
            days[each.participant, each.criterion].add(each.day)
    return defaultdict(list, {case: sorted(found) for case, found in days.items()})


def _turns(
    case: Case, sheets: Iterable[_Sheet], decided: list[dt.date]
) -> Iterator[ObjectedCriterion]:
    """Yield what one participant asks for one criterion, turn by turn."""
    turns: dict[int, list[_Sheet]] = defaultdict(list)
    said: dict[_Words, int] = {}
    for sheet in sheets:
        turn = bisect_left(decided, sheet.day or dt.date.min)
        again = sheet.repeats or (sheet.asked and said.get(request_words(sheet.asked), turn) < turn)
        if not again:
            turns[turn].append(sheet)
        if sheet.asked:
            said.setdefault(request_words(sheet.asked), turn)
    for turn, own in sorted(turns.items()):
        asking = [(sheet, sheet.asked) for sheet in own if sheet.asked and sheet.day]
        if asking:
            (latest, asked), known = asking[-1], [sheet.day for sheet in own if sheet.day]
            yield ObjectedCriterion(
                participant=case[0],
                form=latest.form,
                asked=asked,
                received=min(known),
                came=latest.day or min(known),
                turn=turn,
                before=tuple(before for _, before in asking[:-1]),
            )


def request_words(asked: Asked) -> _Words:
    """Return what a request says, made comparable: what for, why, by which documents."""
    return asked.worth, plain(asked.reason), plain(asked.documents)


def is_entered_as(
    each: ObjectedCriterion, objection: Objection, decided: Sequence[dt.date] = ()
) -> bool:
    """Tell whether an objection is this request: its day or its points may be mended.

    decided: the days of the decisions on the criterion, in order.
    """
    if (each.participant, each.asked.criterion) != (objection.participant, objection.criterion):
        return False
    same_points = objection.asked == each.asked.worth
    if same_points and objection.received == each.came:
        return True  # A row of its own, whenever it was decided.
    day = objection.received if objection.day is None else objection.day
    if bisect_left(decided, day) != each.turn or _was_overtaken(objection, each):
        return False
    # Where nobody asked for those points, the clerk mended them.
    return same_points or objection.received in (each.received, each.came)


def _was_overtaken(row: Objection, each: ObjectedCriterion) -> bool:
    """Tell whether the decision of a row was on an earlier form, not on the latest one.

    It was if the row asks for the points of the earlier form. With the same points, a form of the
    very day of the decision was not before the committee if the row names other documents.
    """
    if row.verdict is None:
        return False
    if row.asked != each.asked.worth:
        return row.asked in {before.worth for before in each.before}
    shown = {(before.worth, before.documents) for before in each.before}
    other = row.documents != each.asked.documents
    return other and row.day == each.came and (row.asked, row.documents) in shown


def form_of(
    objection: Objection, asked: Iterable[ObjectedCriterion], entered: Iterable[Objection]
) -> ObjectedCriterion | None:
    """Return the request by form that an objection is, None if it came otherwise.

    entered: all objections of the participant.
    """
    days = _decision_days(entered)[objection.participant, objection.criterion]
    return next((each for each in asked if is_entered_as(each, objection, days)), None)


def with_received_objections(
    files: Iterable[FileResult], decisions: Decisions, as_of: dt.date
) -> Decisions:
    """Return the decisions with an open objection for every request that is not entered yet.

    An undecided row that the program entered from a form is brought up to the form that superseded
    it.
    """
    asked = objected_criteria(files, decisions.objections, as_of)
    days = _decision_days(decisions.objections)
    fresh: list[Objection] = []
    followed: dict[int, Objection] = {}
    for each in (each for each in asked if each.came <= as_of):
        own = days[each.participant, each.asked.criterion]
        rows = [o for o in decisions.objections if is_entered_as(each, o, own)]
        if not rows:
            fresh.append(_objection(each, _free_day(each, decisions.objections)))
        followed |= {id(row.entry): _following(row, each) for row in rows if _is_behind(row, each)}
    entries = tuple(
        followed[id(entry)].entry if id(entry) in followed else entry for entry in decisions.entries
    )
    kept = tuple(followed.get(id(each.entry), each) for each in decisions.objections)
    return replace(
        decisions,
        entries=(*entries, *(each.entry for each in fresh)),
        objections=(*kept, *fresh),
    )


def _free_day(each: ObjectedCriterion, entered: Iterable[Objection]) -> dt.date:
    """Return the day for a new row: that of the latest form where the first's row is decided."""
    taken = any(
        (o.participant, o.criterion, o.received)
        == (each.participant, each.asked.criterion, each.received)
        for o in entered
    )
    return each.came if taken else each.received


def _is_behind(row: Objection, each: ObjectedCriterion) -> bool:
    """Tell whether an open row still shows what an earlier form of the participant asked."""
    now = (each.asked.worth, each.asked.documents)
    shown = (row.asked, row.documents)
    earlier = {(before.worth, before.documents) for before in each.before}
    return row.verdict is None and row.who == BY_FORM and shown != now and shown in earlier


def _following(row: Objection, each: ObjectedCriterion) -> Objection:
    """Return an open row with what the latest form asks."""
    asked, place = each.asked, row.entry.ref()
    values: dict[str, Scalar] = {"asked": _entered(asked.worth), "documents": asked.documents}
    kept = (cell for cell in row.entry.entered if cell.column not in values)
    fresh = (
        EnteredCell(column=column, raw=value, value=value, ref=place)
        for column, value in values.items()
        if value != ""
    )
    entry = replace(row.entry, entered=(*kept, *fresh))
    return replace(row, asked=asked.worth, documents=asked.documents, entry=entry)


def _entered(worth: Worth) -> Scalar:
    """Return what is asked as a cell of the workbook holds it."""
    return worth.value if isinstance(worth, NoPoints) else Decimal(worth)


def _objection(each: ObjectedCriterion, received: dt.date) -> Objection:
    asked, way = each.asked, each.form.contest.way
    return Objection(
        participant=each.participant,
        received=received,
        way=way,
        criterion=asked.criterion,
        asked=asked.worth,
        documents=asked.documents,
        verdict=None,
        given=None,
        reason="",
        protocol="",
        day=None,
        who=BY_FORM,
        entry=DecisionEntry(
            table=DecisionTable.OBJECTION, entered=tuple(_cells(each, received, way))
        ),
    )


def _cells(each: ObjectedCriterion, received: dt.date, way: str) -> Iterator[EnteredCell]:
    """Yield the row as it will stand in the workbook; its cells are those of the form."""
    path, asked = each.form.source.path, each.asked
    filled = each.form.typed.ref(FILLED_ON)
    row = CellRef(sheet=path, cell=asked.ref.cell)
    values: dict[str, Scalar] = {
        "participant": each.participant,
        "received": received,
        "way": way,
        "criterion": asked.criterion,
        "asked": _entered(asked.worth),
        "documents": asked.documents,
        "who": BY_FORM,
    }
    for column, value in values.items():
        if value != "":
            ref = CellRef(sheet=path, cell=filled.cell) if column == "received" else row
            yield EnteredCell(column=column, raw=value, value=value, ref=ref)


def windows(decisions: Decisions, methodology: Methodology, workdays: WorkCalendar) -> Windows:
    """Return the last day to object of everybody whose receipt of the results is entered.

    Nobody has one where the act knows no objections.
    """
    if not methodology.has_objections:
        return {}
    found = {
        who: counting_delivery(own) for who, own in by_participant(decisions.deliveries).items()
    }
    return {
        who: objection_deadline(each.received, methodology, workdays)
        for who, each in found.items()
        if each and each.received
    }


def counting_delivery(deliveries: Iterable[Delivery]) -> Delivery | None:
    """Return the delivery of the result from which the window runs, None if there is none.

    deliveries: of one participant. The first one counts: results are sent again only after a
    decision on an objection, and what was decided opens no window anew.
    """
    results = (each for each in deliveries if each.subject is Subject.RESULT)
    return min(results, key=_day_of, default=None)


def _day_of(delivery: Delivery) -> dt.date:
    return delivery.sent or delivery.received or dt.date.max


def objection_is_late(objection: Objection, last: Windows, methodology: Methodology) -> bool | None:
    """Tell whether an objection came after its window; None if the receipt is not entered."""
    day = last.get(objection.participant)
    return None if day is None else is_after(objection.received, day, methodology)
