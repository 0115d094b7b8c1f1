"""The steps of a result, from decisions made by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.records.committee.decisions import (
    Admission,
    AdmissionKind,
    Decisions,
    DecisionTable,
    Delivery,
    Subject,
)
from kuzbass_batch.records.year.year import StepKind
from kuzbass_batch.rules.year.history import histories_of
from tests.outcomes import outcome
from tests.rules.decisions.test_verification import objected, row, verified


def settled(*lines):
    """Return what each decided objection moves: criterion, before, after."""
    decisions = Decisions(objections=tuple(objected(line, who="И1") for line in lines))
    crowd = replace(outcome("И1 | 12222222 |"), decisions=decisions)
    steps = histories_of(crowd)["И1"]
    return [(s.criterion, s.before, s.after) for s in steps if s.kind is StepKind.SETTLED]


@pytest.mark.parametrize(
    ("lines", "moves"),
    [
        (["3 3 10.03"], [("3", 2, 3)]),
        (["3 открыто -"], []),
        (["3 отказ 10.03"], [("3", 2, 2)]),
        (["3 3 10.03", "3 1 11.03 частично"], [("3", 2, 2), ("3", 2, 1)]),
        (["3 3 10.03", "4 3 10.03"], [("3", 2, 3), ("4", 2, 3)]),
        (["- отказ 10.03"], [("", None, None)]),
    ],
)
def test_of_several_on_one_criterion_only_the_last_moves_points_and_each_is_told(lines, moves):
    assert settled(*lines) == moves


IN_JANUARY, SENT, RECEIVED = dt.date(2026, 1, 14), dt.date(2026, 2, 18), dt.date(2026, 2, 20)


def ruled(file="", reason=""):
    return Admission(
        participant="И1", kind=AdmissionKind.LATE, file=file, reason=reason, document="пр. 1",
        who="П.", day=IN_JANUARY, entry=row(DecisionTable.ADMISSION),
    )  # fmt: skip


def delivered(subject=Subject.RESULT, number="", sent=None, received=None, way="", note=""):
    return Delivery(
        participant="И1", subject=subject, number=number, sent=sent, received=received, way=way,
        who="С.", note=note, entry=row(DecisionTable.DELIVERY),
    )  # fmt: skip


DAYS = "отправлено 18.02.2026; получено 20.02.2026"
STEPS = {
    # What was entered; kind, reason, document, who, day of its step.
    "a ruling": (ruled(), "admitted | принять после срока | пр. 1 | П. | 14.01.2026"),
    "a ruling on a file, with a reason": (
        ruled("а.xlsx", "болезнь"),
        "admitted | принять после срока; «а.xlsx»; болезнь | пр. 1 | П. | 14.01.2026",
    ),
    "a letter on its way": (
        delivered(sent=SENT), "delivered | результаты; отправлено 18.02.2026 | | С. | 18.02.2026",
    ),
    "a letter received": (
        delivered(received=RECEIVED),
        "delivered | результаты; получено 20.02.2026 | | С. | 20.02.2026",
    ),
    "a letter with all that is known of it": (
        delivered(number="Р-001", sent=SENT, received=RECEIVED, way="почта", note="заказное"),
        f"delivered | результаты; {DAYS}; почта; заказное | № Р-001 | С. | 20.02.2026",
    ),
    "an open objection": (
        replace(objected("3 открыто -", who="И1"), documents="приказ № 1"),
        "objected | просит баллов: 3; почта | приказ № 1 | С. | 05.03.2026",
    ),
    "an objection that asks for no points": (
        replace(objected("3 открыто -", who="И1"), asked=None),
        "objected | почта | | С. | 05.03.2026",
    ),
}  # fmt: skip


def steps_of(*entered, crowd="И1 | 12222222 |"):
    by_kind = {Admission: [], Delivery: [], "Objection": [], "Verification": []}
    for each in entered:
        by_kind.get(type(each), by_kind.get(type(each).__name__)).append(each)
    admissions, deliveries, objections, verifications = map(tuple, by_kind.values())
    decisions = Decisions(admissions=admissions, deliveries=deliveries, objections=objections,
                          verifications=verifications)  # fmt: skip
    return histories_of(replace(outcome(crowd), decisions=decisions))["И1"]


def told(step):
    day = f"{step.day:%d.%m.%Y}" if step.day else ""
    return " | ".join((step.kind.value, step.reason, step.document, step.who, day))


@pytest.mark.parametrize(("entered", "expected"), STEPS.values(), ids=STEPS)
def test_what_was_entered_is_told_in_whole_and_nothing_that_was_left_blank(entered, expected):
    steps = {step.kind.value: told(step) for step in steps_of(entered)}
    assert steps[expected.split(" | ")[0]] == expected.replace("| |", "|  |")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("3 3 10.03", "удовлетворено; приказ"),
        ("3 1 10.03 частично", "удовлетворено частично; приказ"),
        ("3 отказ 10.03", "отказано; приказ"),
    ],
)
def test_a_decided_objection_is_told_with_its_verdict_and_minutes(line, reason):
    (step,) = (s for s in steps_of(objected(line, who="И1")) if s.kind is StepKind.SETTLED)
    assert told(step) == f"settled | {reason} | протокол № 5 | С. | 10.03.2026"


@pytest.mark.parametrize("crowd", ["И1 | 12222222 |", "И1 | |"])
def test_steps_stand_in_the_order_of_the_act_answers_behind_the_objections(crowd):
    """Who is not rated has only what was ruled, sent and objected."""
    kinds = [
        (step.kind.value, step.criterion, step.reason.split(";")[0])
        for step in steps_of(
            delivered(Subject.REPLY), objected("3 3 10.03", who="И1"), verified("4", 3, who="И1"),
            delivered(), ruled(), crowd=crowd,
        )
    ]  # fmt: skip
    rated = [
        ("admitted", "", "принять после срока"),
        ("claimed", "", ""),
        ("counted", "", ""),
        ("verified", "4", "по документам"),
        ("verified", "", ""),
        ("delivered", "", "результаты"),
        ("objected", "3", "просит баллов: 3"),
        ("settled", "3", "удовлетворено"),
        ("delivered", "", "ответ на несогласие"),
        ("final", "", ""),
    ]
    without = [step for step in rated if step[0] in ("admitted", "delivered", "objected")]
    assert kinds == (rated if "1" in crowd[3:] else without)


def test_nothing_verified_is_no_step():
    assert [step.kind.value for step in steps_of()] == ["claimed", "counted", "final"]


def test_each_step_says_where_the_total_stands_and_how_far_it_moved():
    steps = steps_of(
        verified("4", 3, who="И1"), verified("3", 1, who="И1"), objected("3 3 10.03", who="И1"),
        delivered(),
    )  # fmt: skip
    assert [f"{s.kind.value} {s.criterion} {s.total} {s.level} {s.change}" for s in steps] == [
        "claimed  9.0 progressive 0.0",
        "counted  9.0 progressive 0.0",
        "verified 3 8.2 progressive -0.8",
        "verified 4 8.7 progressive 0.5",
        "verified  8.7 progressive -0.3",
        "delivered  None  None",
        "objected 3 None  None",
        "settled 3 10.3 progressive 1.6",
        "final  10.3 progressive 1.6",
    ]


@pytest.mark.parametrize(
    ("entered", "named"),
    [
        ("5", "протокол № 5"),
        ("12-п", "протокол № 12-п"),
        ("№ 5", "протокол № 5"),
        ("Протокол от 06.03.2026 № 3", "Протокол от 06.03.2026 № 3"),
        ("от 06.03.2026 № 3", "протокол от 06.03.2026 № 3"),
        ("", ""),
    ],
)
def test_minutes_are_named_whether_the_clerk_wrote_a_number_or_the_whole(entered, named):
    objection = objected("3 3 10.03", who="И1")
    assert replace(objection, protocol=entered).minutes == named
