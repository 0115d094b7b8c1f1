"""How far a participant has come, and what an approval covers: decisions made by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.records.committee.decisions import (
    APPROVAL_TOPIC,
    Admission,
    AdmissionKind,
    Decisions,
    DecisionTable,
    Protocol,
    Subject,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, ParticipantStatus
from kuzbass_batch.rules.decisions.verification import final_card
from kuzbass_batch.rules.year.approval import (
    LETTING_IN,
    MARK_LETTERS,
    approval_of,
    approved_words,
    draft_results,
    is_closed,
    printed_marks,
    result_mark,
)
from kuzbass_batch.rules.year.stages import progress
from tests.filled import METHODOLOGY
from tests.outcomes import outcome
from tests.rules.decisions.bare_forms import form
from tests.rules.decisions.test_verification import objected, row, verified
from tests.rules.objections.test_requests import day_of, letter

FEBRUARY, TOTALS = dt.date(2026, 2, 10), METHODOLOGY.calendar.totals
SENT, RECEIVED = "18.02", "20.02"
"""The window of results received on 20 February ends on 17 March."""
ALL = [verified(c.id, 2, who="И1") for c in METHODOLOGY.criteria]
LETTER = letter(SENT, RECEIVED, who="И1")


def reply(sent, received=""):
    return letter(sent, received, Subject.REPLY, who="И1")


def decisions(*entered, **known):
    """Return decisions with these records, each in its place."""
    names = {"Verification": "verifications", "Admission": "admissions", "Delivery": "deliveries",
             "Objection": "objections", "Protocol": "protocols"}  # fmt: skip
    groups = dict.fromkeys(names.values(), ())
    for each in entered:
        groups[names[type(each).__name__]] += (each,)
    return Decisions(**groups, **known)


def sent_back(kind):
    return FileResult(read=form("а.xlsx", kind), status=FileStatus.RETURNED, reason="")


def stage(*entered, as_of="10.03", standing=None, crowd="И1 | 12222222 |", **known):
    found = replace(
        outcome(crowd), as_of=day_of(as_of), decisions=decisions(*entered, **known),
        workdays=STATE_CALENDAR,
    )  # fmt: skip
    (one,) = found.standings
    found = replace(found, standings=(replace(one, **(standing or {})),))
    return progress(found)["И1"]


OPEN, REFUSED = objected("3 открыто -", who="И1"), objected("3 отказ 13.03", who="И1")
APPROVED = Protocol(
    topic="Утверждение  рейтинга", reading="", number="7", day=dt.date(2026, 1, 30), content="",
    who="С.", entry=row(DecisionTable.PROTOCOL, topic=APPROVAL_TOPIC),
)  # fmt: skip
AGAIN = {"again": frozenset({("И1", "3"), ("И2", "4")})}
RATED = [
    # what was entered, the day, whatever else is known; the stage
    ([], "20.01", {}, "received"),
    ([verified("3", 2, who="И1")], "20.01", {}, "verifying"),
    (ALL[:7], "20.01", {}, "verifying"),
    (ALL, "20.01", {}, "rated"),
    (ALL, "20.01", AGAIN, "verifying"),
    ([letter(SENT, "", who="И1")], "20.02", {}, "rated"),
    ([LETTER], "20.02", {}, "delivered"),
    ([LETTER], "18.03", {}, "delivered"),
    ([*ALL, LETTER], "17.03", {}, "delivered"),
    ([*ALL, LETTER], "18.03", {}, "closed"),
    ([*ALL, LETTER], "18.03", AGAIN, "delivered"),
    ([*ALL, LETTER, OPEN], "18.03", {}, "contested"),
    ([*ALL, LETTER, REFUSED], "18.03", {}, "settled"),
    ([*ALL, LETTER, REFUSED, OPEN], "18.03", {}, "contested"),
    ([*ALL, LETTER, REFUSED, reply("12.03")], "18.03", {}, "settled"),
    ([*ALL, LETTER, REFUSED, reply("13.03")], "18.03", {}, "closed"),
    ([*ALL, LETTER, REFUSED, reply("", "13.03")], "18.03", {}, "closed"),
    ([*ALL, LETTER, REFUSED, reply("", "")], "18.03", {}, "settled"),
    ([*ALL, LETTER, REFUSED, letter("16.03", "", who="И1")], "18.03", {}, "settled"),
    ([*ALL, LETTER, REFUSED, reply("12.03"), reply("16.03")], "18.03", {}, "closed"),
    ([*ALL, LETTER, REFUSED, reply("16.03")], "17.03", {}, "settled"),
    ([LETTER, REFUSED, reply("16.03")], "18.03", {}, "settled"),
]


@pytest.mark.parametrize(("entered", "as_of", "known", "expected"), RATED)
def test_the_stage_of_who_is_rated_is_the_latest_that_holds(entered, as_of, known, expected):
    assert stage(*entered, as_of=as_of, **known).stage.value == expected


def test_a_form_of_objection_that_went_back_is_waited_for():
    back = {"standing": {"returned": (sent_back(Kind.OBJECTION),)}}
    assert stage(*ALL, LETTER, as_of="18.03", **back).stage.value == "objection_returned"
    other = {"standing": {"returned": (sent_back(Kind.PASSPORT),)}}
    assert stage(*ALL, LETTER, as_of="18.03", **other).stage.value == "closed"


def test_what_is_known_beside_the_stage():
    found = stage(verified("3", 2, who="И1"), LETTER, OPEN, REFUSED, as_of="12.03", **AGAIN)
    assert found.unverified == ("1", "2", "4", "5", "6", "7", "8") and found.again == ("3",)
    assert (found.delivery, found.deadline, found.open) == (LETTER, dt.date(2026, 3, 17), (OPEN,))
    assert found.unanswered and not found.returned
    assert stage(LETTER).unanswered is False
    assert stage(letter(SENT, "", who="И1")).deadline is None


MISSING, RETURNED = "И1 | |", "И1 | ! |"
WITHOUT = [
    # who has no score, what was entered, the day, whatever else is known; the stage
    (MISSING, [], "20.01", {}, "awaited"),
    (MISSING, [APPROVED], "31.01", {}, "closed"),
    (MISSING, [APPROVED], "31.01", {"possible": ("а.csv",)}, "awaited"),
    (MISSING, [], "31.03", {}, "awaited"),
    (MISSING, [], "01.04", {}, "closed"),
    (MISSING, [], "01.04", {"possible": ("а.csv",)}, "closed"),
    (RETURNED, [], "20.01", {}, "returned"),
    (RETURNED, [APPROVED], "31.01", {}, "returned"),
    (RETURNED, [], "01.04", {}, "closed"),
    (MISSING, [], "20.01", {"status": ParticipantStatus.EXCLUDED}, "excluded"),
    (MISSING, [], "01.04", {"status": ParticipantStatus.EXCLUDED}, "excluded"),
]


@pytest.mark.parametrize(("crowd", "entered", "as_of", "known", "expected"), WITHOUT)
def test_the_stage_of_who_has_no_score(crowd, entered, as_of, known, expected):
    found = stage(*entered, as_of=as_of, standing=known, crowd=crowd)
    assert found.stage.value == expected and found.unverified == ()


# --- the approval ---------------------------------------------------------------------------------

CROWD = "И1 | 12222222 |\nИ2 | 33333234 |\nМ1 | |"


def approval(day="30.01", topic=APPROVAL_TOPIC, question=""):
    entry = row(DecisionTable.PROTOCOL, topic=topic, question=question)
    return replace(APPROVED, topic=topic, day=day_of(day), entry=entry)


def rated(*entered, as_of="10.02"):
    """Return the outcome of the crowd: verified and settled points are on the cards."""
    made = decisions(*entered)
    found = replace(outcome(CROWD), as_of=day_of(as_of), decisions=made)

    def own(each):
        if each.scorecard is None:
            return each
        of = [[e for e in group if e.participant == each.participant.id]
              for group in (made.verifications, made.objections)]  # fmt: skip
        return replace(each, scorecard=final_card(each.scorecard, *of, METHODOLOGY))

    return replace(found, standings=tuple(map(own, found.standings)))


def later(criterion, points, day, who="И1"):
    return replace(verified(criterion, points, who=who), day=day_of(day))


def let_in(kind, day, who="И1"):
    return Admission(
        participant=who, kind=kind, file="", reason="", document="", who="С.", day=day_of(day),
        entry=row(DecisionTable.ADMISSION),
    )  # fmt: skip


BOTH = ("И1", "И2")
DRAFTS = [
    # what was entered; whose result is a draft
    ([], BOTH),
    ([approval(topic="О другом")], BOTH),
    ([approval()], ()),
    ([approval(), later("3", 1, "30.01")], ()),
    ([approval(), later("3", 1, "31.01")], ("И1",)),
    ([approval(), later("3", 2, "31.01")], ()),
    ([approval(), approval("31.01"), later("3", 1, "31.01")], ()),
    ([approval("31.01"), approval(), later("3", 1, "31.01")], ()),
    ([approval(), later("3", 1, "31.01"), later("3", 1, "31.01", "И2")], BOTH),
    ([approval(), objected("3 3 13.03", who="И1")], ()),
    *(([approval(), let_in(kind, "31.01")], ("И1",)) for kind in LETTING_IN),
    *(([approval(), let_in(kind, "30.01")], ()) for kind in LETTING_IN),
    ([approval(), let_in(LETTING_IN[0], "30.01"), let_in(LETTING_IN[1], "31.01")], ("И1",)),
    ([approval(), let_in(AdmissionKind.EXCLUDED, "31.01")], ()),
    ([approval(), let_in(LETTING_IN[0], "31.01", "М1")], ()),
]


@pytest.mark.parametrize(("entered", "drafts"), DRAFTS)
def test_an_approval_covers_what_stood_on_its_day(entered, drafts):
    found = rated(*entered)
    assert draft_results(found) == drafts
    approved = approval_of(found.decisions)
    assert is_closed(found) == (approved is not None)
    if approved is None:
        return
    # What its row prints is known by the next run, which needs no days then.
    words = approved_words(found, approved)
    let_in_later = any(isinstance(each, Admission) for each in entered) and drafts
    assert len(printed_marks(words)) == (1 if let_in_later else 2)
    known = approval(f"{approved.day:%d.%m}", question=words)
    others = [each for each in entered if not isinstance(each, Protocol)]
    again = rated(known, *others, as_of="20.03")
    assert draft_results(again) == drafts
    assert approved_words(again, known) == words


def test_the_row_of_an_approval_says_what_it_covers():
    found = rated(approval())
    one, two = (result_mark(s, METHODOLOGY) for s in found.standings[:2])
    assert {len(one), len(two)} == {MARK_LETTERS} and one != two
    assert approved_words(found, approval()) == (
        "Утверждены 30.01.2026 баллы, оценка и уровень 2 участников – как в расчёте на "
        f"10.02.2026. Метки: {'/'.join(sorted((one, two)))}"
    )
    nobody = replace(found, standings=found.standings[2:])
    assert approved_words(nobody, approval()).endswith("Метки: /")


@pytest.mark.parametrize(
    ("question", "drafts"),
    [
        # the marks of another day are none of this approval; those without a day are of old
        ("Утверждены 29.01.2026 баллы. Метки: abcde", ()),
        ("Утверждены 30.01.2026 баллы. Метки: abcde", BOTH),
        ("Метки: abcde", BOTH),
        ("Утверждены 30.01.2026 баллы. Метки: /", BOTH),
        ("Утверждены 30.01.2026 баллы.", ()),
    ],
)
def test_the_marks_printed_for_an_approval_say_what_it_covered(question, drafts):
    assert draft_results(rated(approval(question=question))) == drafts


def test_a_mark_is_of_whom_and_of_the_points():
    first = outcome(CROWD).standings[0]
    mark = result_mark(first, METHODOLOGY)
    same = replace(first, place=None, participant=replace(first.participant, name="другое имя"))
    assert result_mark(same, METHODOLOGY) == mark
    card = first.scorecard
    others = [
        replace(first, participant=replace(first.participant, id="И9")),
        replace(first, scorecard=final_card(card, [verified("1", 2, who="И1")], [], METHODOLOGY)),
    ]
    assert len({mark, *(result_mark(each, METHODOLOGY) for each in others)}) == 3
    assert result_mark(first, METHODOLOGY, 3) == mark[:3]
    # Marks are printed into books that outlive a release.
    assert mark == "u3rxd"
