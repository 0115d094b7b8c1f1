"""What forms of objection ask, held against the rows of the workbook: both made by hand."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.findings.objections import NO_REASON
from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.records.committee.decisions import (
    Decisions,
    DecisionTable,
    Delivery,
    Subject,
    Verdict,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import FieldCells, TypedFields
from kuzbass_batch.records.returns.read_files import Asked, Contest
from kuzbass_batch.records.returns.returns import CountedReturn, FileResult, FileStatus
from kuzbass_batch.rules.objections.form import objection_field
from kuzbass_batch.rules.objections.objection_checks import findings_on
from kuzbass_batch.rules.objections.received import (
    BY_FORM,
    windows,
    with_received_objections,
)
from kuzbass_batch.rules.returns.objection_forms import begun_in
from tests.filled import METHODOLOGY
from tests.rules.decisions.bare_forms import form
from tests.rules.decisions.test_verification import card, objected, row

MARCH = dt.date(2026, 3, 20)
DAY_CELL = CellRef(sheet="Несогласие", cell="C9")
STATUS = {"замена": FileStatus.SUPERSEDED, "повтор": FileStatus.DUPLICATE,
          "назад": FileStatus.RETURNED, "мимо": FileStatus.IGNORED}  # fmt: skip


def day_of(text):
    return dt.datetime.strptime(f"{text}.2026", "%d.%m.%Y").date() if text else None


def sheet(line, who="ИО-01"):
    """Return a form `day filled in/day of arrival asked [status]`.

    asked: `3=3`, with a fault `3=3?`, with a document of its own `3=3№7`, with its reason `3=3!`.
    """
    days, *words = line.split()
    filled, _, arrived = days.partition("/")
    findings = []
    asked = []
    for word in (word for word in words if "=" in word):
        criterion, points = word.rstrip("?!").partition("№")[0].split("=")
        ref = CellRef(sheet="Несогласие", cell=f"E{criterion}")
        if word.endswith("?"):
            field = objection_field(criterion, "reason")
            findings.append(NO_REASON.at(ref, field=field, criterion=criterion))
        asked.append(
            Asked(
                criterion=criterion,
                worth=int(points),
                claimed=None,
                counted=2,
                reason="новые доводы" if word.endswith("!") else "доводы",
                documents=order(word.partition("№")[2]),
                ref=ref,
            )
        )
    begun = tuple(each.criterion for each in asked)
    read = form(
        f"{line}.xlsx",
        Kind.OBJECTION,
        filled_on=day_of(filled.strip("-")),
        typed=TypedFields(values=("день",), cells=FieldCells(("filled_on",), (DAY_CELL,))),
    )
    read = replace(
        read,
        contest=Contest(signer="П.", way="почта", asked=tuple(asked), begun=begun),
        source=replace(read.source, received=day_of(arrived)),
    )
    status = next((STATUS[word] for word in words if word in STATUS), FileStatus.USED)
    return FileResult(
        read=read, status=status, reason="", participant=who, findings=tuple(findings)
    )


def order(number):
    """Return the document behind what is asked."""
    return f"приказ № {number}" if number else "приказ"


def entered(line, who=BY_FORM, participant="ИО-01"):
    """Return a row `criterion asked day received [day decided] [№document]`."""
    criterion, points, received, *rest = line.split()
    decided = next((word for word in rest if "." in word), "")
    documents = order(next((word[1:] for word in rest if word.startswith("№")), ""))
    words = f"{criterion} 3 {decided}" if decided else f"{criterion} открыто -"
    entry = row(
        DecisionTable.OBJECTION,
        number=int(points) + 10 * int(criterion),
        participant=participant,
        criterion=criterion,
        received=day_of(received),
        asked=Decimal(points),
        documents=documents,
        who=who,
    )
    return replace(
        objected(words, who=participant),
        received=day_of(received),
        asked=int(points),
        documents=documents,
        who=who,
        entry=entry,
    )


def told(decisions):
    return [
        f"{o.criterion}={o.asked} {o.received:%d.%m}{o.documents.removeprefix('приказ')}"
        + (f" решено {o.day:%d.%m}" if o.verdict else "")
        + ("" if o.who == BY_FORM else " внёс С.")
        for o in decisions.objections
    ]


def registered(forms, rows=(), who="С."):
    files = [sheet(line) for line in forms]
    objections = tuple(entered(line.rstrip("*"), BY_FORM if line.endswith("*") else who)
                       for line in rows)  # fmt: skip
    decisions = Decisions(objections=objections, entries=tuple(o.entry for o in objections))
    found = with_received_objections(files, decisions, MARCH)
    # Each objection has its row, in the same order.
    assert [id(o.entry) for o in found.objections] == [id(e) for e in found.entries]
    return found


CASES = {
    # forms; rows of the workbook, `*` by a form; what is registered
    "a form alone": (["10.03 3=3"], [], ["3=3 10.03"]),
    "nothing": ([], ["3 3 10.03"], ["3=3 10.03 внёс С."]),
    "two criteria of one form, in order": (["10.03 7=3 4=3"], [], ["4=3 10.03", "7=3 10.03"]),
    "its day is that of arrival": (["10.03/12.03 3=3"], [], ["3=3 12.03"]),
    "a date beyond the run's day is that day": (["25.03 3=3"], [], ["3=3 20.03"]),
    "what came beyond the run's day is not there yet": (["10.03/25.03 3=3"], [], []),
    "without a day nothing is registered": (["- 3=3"], [], []),
    "a row with a fault waits": (["10.03 3=3?"], [], []),
    "the other row of its form does not": (["10.03 3=3? 4=3"], [], ["4=3 10.03"]),
    "mended it keeps the first day": (["10.03 3=3? замена", "16.03 3=3"], [], ["3=3 10.03"]),
    "a repetition has no day": (["10.03 3=3", "09.03 3=3 повтор"], [], ["3=3 10.03"]),
    "what was passed over says nothing": (["10.03 3=3 мимо"], [], []),
    "what was sent back for another row stands": (["10.03 3=3 назад"], [], ["3=3 10.03"]),
    "the later form's points, the first one's day": (
        ["10.03 3=2", "12.03 3=3№7"], [], ["3=3 10.03 № 7"],
    ),
    "of one day the later path": (["10.03 3=2", "10.03 3=3"], [], ["3=3 10.03"]),
    "beside a row of the same day on another criterion": (
        ["10.03 7=3"], ["4 3 10.03"], ["4=3 10.03 внёс С.", "7=3 10.03"],
    ),
    "beside another's row nothing changes": (["10.03 3=3"], ["3 3 10.03*"], ["3=3 10.03"]),
    "entered with another day": (["10.03 3=3"], ["3 3 09.03"], ["3=3 09.03 внёс С."]),
    "entered with other points": (["10.03 3=3"], ["3 2 10.03"], ["3=2 10.03 внёс С."]),
    "neither its day nor its points: another one": (
        ["10.03 3=3"], ["3 2 09.03"], ["3=2 09.03 внёс С.", "3=3 10.03"],
    ),
    "decided since": (["10.03 3=3"], ["3 3 10.03 16.03"], ["3=3 10.03 решено 16.03 внёс С."]),
    "a form of a later day is new": (
        ["10.03 3=3", "18.03 3=2"], ["3 3 10.03 16.03"],
        ["3=3 10.03 решено 16.03 внёс С.", "3=2 18.03"],
    ),
    "one that says the same again is not": (
        ["10.03 3=3", "18.03 3=3"], ["3 3 10.03 16.03"], ["3=3 10.03 решено 16.03 внёс С."],
    ),
    "with other reasons it is": (
        ["10.03 3=3", "18.03 3=3!"], ["3 3 10.03 16.03"],
        ["3=3 10.03 решено 16.03 внёс С.", "3=3 18.03"],
    ),
    "with other documents it is": (
        ["10.03 3=3", "18.03 3=3№7"], ["3 3 10.03 16.03"],
        ["3=3 10.03 решено 16.03 внёс С.", "3=3 18.03 № 7"],
    ),
    "a form of the very day of the decision belongs to it": (
        ["10.03 3=3", "16.03 3=3№7"], ["3 3 10.03 16.03 №7"],
        ["3=3 10.03 № 7 решено 16.03 внёс С."],
    ),
    "unless the row speaks of the earlier one": (
        ["10.03 3=3", "16.03 3=3№7"], ["3 3 10.03 16.03"],
        ["3=3 10.03 решено 16.03 внёс С.", "3=3 16.03 № 7"],
    ),
    "or asks for the earlier one's points": (
        ["10.03 3=2", "16.03 3=3"], ["3 2 10.03 16.03"],
        ["3=2 10.03 решено 16.03 внёс С.", "3=3 16.03"],
    ),
    "a row of its own, decided later": (
        ["10.03 3=2", "12.03 3=3"], ["3 2 10.03 16.03", "3 3 12.03 18.03"],
        ["3=2 10.03 решено 16.03 внёс С.", "3=3 12.03 решено 18.03 внёс С."],
    ),
    "a row is of the turn in which it was decided": (
        ["10.03 3=2", "15.03 3=3"], ["3 2 10.03 12.03", "3 3 11.03 18.03"],
        ["3=2 10.03 решено 12.03 внёс С.", "3=3 11.03 решено 18.03 внёс С."],
    ),
    "an open one of that in which it came": (
        ["10.03 3=2", "15.03 3=3"], ["3 2 10.03 12.03", "3 3 14.03"],
        ["3=2 10.03 решено 12.03 внёс С.", "3=3 14.03 внёс С."],
    ),
    "one that came before the decision is of another": (
        ["10.03 3=2", "15.03 3=3"], ["3 2 10.03 12.03", "3 3 11.03"],
        ["3=2 10.03 решено 12.03 внёс С.", "3=3 11.03 внёс С.", "3=3 15.03"],
    ),
    "an open row of a form follows the form that took its place": (
        ["10.03 3=2", "12.03 3=3№7"], ["3 2 10.03*"], ["3=3 10.03 № 7"],
    ),
    "with the same points its document does": (
        ["10.03 3=3", "12.03 3=3№7"], ["3 3 10.03*"], ["3=3 10.03 № 7"],
    ),
    "what the clerk entered does not": (
        ["10.03 3=2", "12.03 3=3№7"], ["3 2 10.03"], ["3=2 10.03 внёс С."],
    ),
    "nor what the clerk mended": (
        ["10.03 3=2", "12.03 3=3№7"], ["3 1 10.03*"], ["3=1 10.03"],
    ),
    "nor what is decided": (
        ["10.03 3=2", "12.03 3=3№7"], ["3 2 10.03 16.03*"],
        ["3=2 10.03 решено 16.03", "3=3 12.03 № 7"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("forms", "rows", "expected"), CASES.values(), ids=CASES)
def test_what_is_registered(forms, rows, expected):
    assert told(registered(forms, rows)) == expected
    # In whatever order the forms lie in the folder.
    assert told(registered(forms[::-1], rows)) == expected


def test_a_form_of_nobody_and_a_row_of_another_change_nothing():
    nobodys = sheet("10.03 3=3", who="")
    others = entered("3 3 10.03", participant="ИО-02")
    known = Decisions(objections=(others,), entries=(others.entry,))
    assert with_received_objections([nobodys], known, MARCH) == known
    found = with_received_objections([sheet("10.03 3=3")], known, MARCH)
    assert [o.participant for o in found.objections] == ["ИО-02", "ИО-01"]


def test_the_new_row_stands_as_it_would_in_the_workbook_each_cell_with_its_place_in_the_form():
    (made,) = registered(["10.03/12.03 3=3№7"]).objections
    path = "10.03/12.03 3=3№7.xlsx"
    cells = {c.column: (c.raw, c.value, str(c.ref)) for c in made.entry.entered}
    row_ref, day_ref = f"{path}!E3", f"{path}!C9"
    day = dt.date(2026, 3, 12)
    assert cells == {
        "participant": ("ИО-01", "ИО-01", row_ref),
        "received": (day, day, day_ref),
        "way": ("почта", "почта", row_ref),
        "criterion": ("3", "3", row_ref),
        "asked": (Decimal(3), Decimal(3), row_ref),
        "documents": ("приказ № 7", "приказ № 7", row_ref),
        "who": (BY_FORM, BY_FORM, row_ref),
    }
    assert (made.way, made.verdict, made.points, made.day) == ("почта", None, None, None)
    assert (made.reason, made.protocol, made.entry.table) == ("", "", DecisionTable.OBJECTION)


def test_what_is_blank_in_a_form_is_no_cell_of_its_row():
    blank = sheet("10.03 3=3")
    contest = blank.read.contest
    asked = (replace(contest.asked[0], documents=""),)
    blank = replace(blank, read=replace(blank.read, contest=replace(contest, way="", asked=asked)))
    (made,) = with_received_objections([blank], Decisions(), MARCH).objections
    assert {"way", "documents"}.isdisjoint(c.column for c in made.entry.entered)
    assert len(made.entry.entered) == 5


def test_a_row_that_follows_keeps_its_other_cells():
    (made,) = registered(["10.03 3=2", "12.03 3=3№7"], ["3 2 10.03*"]).objections
    cells = {c.column: c.value for c in made.entry.entered}
    assert cells == {
        "participant": "ИО-01", "criterion": "3", "received": dt.date(2026, 3, 10),
        "asked": Decimal(3), "documents": "приказ № 7", "who": BY_FORM,
    }  # fmt: skip
    assert {c.ref.cell for c in made.entry.entered if c.column in ("asked", "documents")} == {
        made.entry.ref().cell
    }


# --- the window, and what is said ----------------------------------------------------------------


def letter(sent, received, subject=Subject.RESULT, who="ИО-01"):
    return Delivery(
        participant=who, subject=subject, number="", sent=day_of(sent), received=day_of(received),
        way="", who="С.", note="", entry=row(DecisionTable.DELIVERY),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "last"),
    [
        ([letter("18.02", "20.02")], "17.03"),
        ([letter("", "20.02")], "17.03"),
        ([letter("18.02", "")], None),
        ([], None),
        ([letter("18.02", "20.02", Subject.REMINDER)], None),
        # sent again after a decision: no window is opened anew
        ([letter("10.03", "11.03"), letter("18.02", "20.02")], "17.03"),
        ([letter("18.02", ""), letter("10.03", "11.03")], None),
        ([letter("", "20.02"), letter("19.02", "25.02")], "19.03"),
        ([letter("", "20.02"), letter("", "25.02")], "17.03"),
    ],
)
def test_the_window_runs_from_the_first_results(letters, last):
    decisions = Decisions(deliveries=tuple(letters))
    found = windows(decisions, METHODOLOGY, STATE_CALENDAR)
    assert found == ({"ИО-01": day_of(last)} if last else {})


WINDOW = {"ИО-01": dt.date(2026, 3, 17)}
TWO_EACH = card()


def said(forms, rows=(), last=WINDOW, points=TWO_EACH):
    """Return the codes with the cells of what is found: of the forms, and of the rows by hand."""
    files = [sheet(line) for line in forms]
    if points:
        files.append(CountedReturn(
            read=form("с.xlsx", card=points), status=FileStatus.USED, reason="",
            participant="ИО-01", scorecard=points,
        ))  # fmt: skip
    decisions = registered(forms, rows)
    decisions = replace(decisions, path="Решения.xlsx")
    return [
        f"{finding.code} {'форма' if path != 'Решения.xlsx' else path} {finding.cell}".strip()
        for path, finding in findings_on(files, decisions, last, METHODOLOGY, MARCH)
    ]


FOUND = {
    "in time": (["10.03 3=3"], [], {}, []),
    "on the last day": (["17.03 3=3"], [], {}, []),
    "a day later": (["18.03 3=3"], [], {}, ["O007 форма C9"]),
    "the receipt is not entered": (["10.03 3=3"], [], {"last": {}}, ["O008 форма C9"]),
    "who is not rated": (["10.03 3=3"], [], {"points": None}, ["O009 форма"]),
    "of another result": (["10.03 3=3"], [], {"points": card(к3=3)}, []),
    "a row by hand in time": ([], ["3 3 17.03"], {}, []),
    "a row by hand that is late": ([], ["3 3 18.03"], {}, ["O007 Решения.xlsx received33"]),
    "a row by hand of which nothing is known": ([], ["3 3 18.03"], {"last": {}}, []),
    "a form that gave way is told of no more": (["18.03 3=3 замена"], [], {}, []),
    "new reasons on the day of the decision": (
        ["10.03 3=3", "16.03 3=3№7"], ["3 3 10.03 16.03 №7"], {}, ["O011 форма E3"],
    ),
    "the same ones on that day": (
        ["10.03 3=3", "16.03 3=3"], ["3 3 10.03 16.03"], {}, [],
    ),
    "new reasons before the decision": (
        ["10.03 3=3", "15.03 3=3№7"], ["3 3 10.03 16.03 №7"], {}, [],
    ),
    "new reasons on the day of the decision, with a row of their own": (
        ["10.03 3=3", "16.03 3=3№7"], ["3 3 10.03 16.03", "3 3 16.03 №7"], {}, [],
    ),
    "new reasons on that day of a decision on another criterion": (
        ["10.03 3=3", "16.03 3=3№7"], ["4 3 10.03 16.03"], {}, [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("forms", "rows", "options", "expected"), FOUND.values(), ids=FOUND)
def test_what_is_said_of_an_objection(forms, rows, options, expected):
    assert said(forms, rows, **options) == expected


def test_a_form_printed_from_other_points_is_pointed_out():
    def with_third(**changes):
        scores = (replace(s, **changes) if s.criterion == "3" else s for s in TWO_EACH.scores)
        return replace(TWO_EACH, scores=tuple(scores))

    assert said(["10.03 3=3"], points=with_third(counted=1)) == ["O010 форма E3"]
    # What the decision on the objection gave is no other result.
    assert said(["10.03 3=3"], points=with_third(settled=3, points=3)) == []


def test_what_a_form_begins_counts_even_where_nothing_can_be_read():
    assert begun_in(sheet("10.03 3=3? 4=3")) == {"3", "4"}
    assert Verdict.SATISFIED is entered("3 3 10.03 16.03").verdict


def test_a_day_without_a_verdict_is_no_decision():
    undecided = replace(entered("3 3 09.03"), day=day_of("09.03"))
    known = Decisions(objections=(undecided,), entries=(undecided.entry,))
    assert with_received_objections([sheet("10.03 3=3")], known, MARCH).objections == (undecided,)
