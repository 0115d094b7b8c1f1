"""What an entry of the decisions workbook must say to be in force (p. 3.4): who, when, why."""

import datetime as dt
from decimal import Decimal
from itertools import chain, combinations, product

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.records.committee.decisions import (
    AdmissionKind,
    DecisionBook,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.rules.decisions.entries import EntryFrame, fit_entry
from kuzbass_batch.rules.decisions.in_force import understand
from kuzbass_batch.rules.decisions.verification import entry_stamp
from tests.categories import EXECUTIVE
from tests.filled import METHODOLOGY

TODAY = dt.date(2026, 3, 20)
PAST, NOW, FUTURE = "19.03.2026", "20.03.2026", "21.03.2026"
BODIES = ("ИО-01", "ИО-02")
FRAME = EntryFrame(ids={alike(each): each for each in BODIES}, methodology=METHODOLOGY, as_of=TODAY)
SOUND = {
    DecisionTable.EXPERTISE: {
        "participant": "ИО-01", "criterion": "3", "counted": 2, "points": 1,
        "reason": "нет приказа", "document": "акт", "who": "Проверова", "date": PAST,
        "stamp": "abc",
    },
    DecisionTable.ADMISSION: {
        "participant": "ИО-01", "decision": "исключить самооценку", "file": "а.xlsx",
        "reason": "подана ошибочно", "document": "письмо", "who": "Председатель", "date": PAST,
    },
    DecisionTable.DELIVERY: {
        "participant": "ИО-01", "subject": "результаты", "number": "5-к", "sent": "18.03.2026",
        "received": PAST, "way": "почта", "who": "Секретарёва", "note": "лично",
    },
    DecisionTable.OBJECTION: {
        "participant": "ИО-01", "received": "05.03.2026", "way": "почта", "criterion": "3",
        "asked": 3, "documents": "приказ", "decision": "удовлетворить", "points": 3,
        "reason": "представлен приказ", "protocol": "№ 5", "date": PAST, "who": "Секретарёва",
    },
    DecisionTable.PROTOCOL: {
        "topic": "прочтение R4", "number": "7", "date": PAST, "content": "оставить",
        "who": "Секретарёва",
    },
    DecisionTable.REGISTER: {
        "register": "конкурсы", "participant": "ИО-01", "date": PAST, "number": "3",
        "content": "лауреат", "level": "региональный", "quantity": 2, "who": "Секретарёва",
        "note": "диплом",
    },
}  # fmt: skip
PRINTED = ("counted", "stamp")


def entry(table, changes=(), row=4):
    """Return a sound row of the table with some columns changed; an empty one is blank."""
    columns = SOUND[table] | dict(changes)
    cells = {
        column: EnteredCell(column=column, raw=value, value=understood(value),
                     ref=CellRef(sheet=table.value, cell=f"{column}{row}"))
        for column, value in columns.items() if value != ""
    }  # fmt: skip
    return DecisionEntry(
        table=table,
        entered=tuple(cell for column, cell in cells.items() if column not in PRINTED),
        printed=tuple(cell for column, cell in cells.items() if column in PRINTED),
    )


def understood(value):
    """Return a date, a number or a text as the reader of cells understands it; «?» is neither."""
    if value == "?":
        return None
    if isinstance(value, (int, float)):
        return Decimal(str(value))
    try:
        return dt.datetime.strptime(value, "%d.%m.%Y").date()
    except ValueError:
        return value


def judged(table, **changes):
    """Return the decision in force, if there is one, and `D005 points` for each finding."""
    record, findings = fit_entry(entry(table, changes), FRAME)
    return record, [f"{f.code} {f.cell.rstrip('0123456789')}" for f in findings]


def record_of(table, **changes):
    """Return the decision that an entry makes; it makes one, and nothing is to be said of it."""
    record, findings = judged(table, **changes)
    assert record is not None and findings == []
    return record


# --- what a sound entry says --------------------------------------------------------------------

DAY = dt.date(2026, 3, 19)
SAYS = {
    DecisionTable.EXPERTISE: {
        "participant": "ИО-01",
        "criterion": "3",
        "points": 1,
        "reason": "нет приказа",
        "document": "акт",
        "who": "Проверова",
        "day": DAY,
        "stamp": "abc",
    },
    DecisionTable.ADMISSION: {
        "participant": "ИО-01",
        "kind": "исключить самооценку",
        "file": "а.xlsx",
        "reason": "подана ошибочно",
        "document": "письмо",
        "who": "Председатель",
        "day": DAY,
    },
    DecisionTable.DELIVERY: {
        "participant": "ИО-01",
        "subject": "результаты",
        "number": "5-к",
        "sent": dt.date(2026, 3, 18),
        "received": DAY,
        "way": "почта",
        "who": "Секретарёва",
        "note": "лично",
    },
    DecisionTable.OBJECTION: {
        "participant": "ИО-01",
        "received": dt.date(2026, 3, 5),
        "way": "почта",
        "criterion": "3",
        "asked": 3,
        "documents": "приказ",
        "verdict": "удовлетворить",
        "points": 3,
        "reason": "представлен приказ",
        "protocol": "№ 5",
        "day": DAY,
        "who": "Секретарёва",
    },
    DecisionTable.PROTOCOL: {
        "topic": "прочтение R4",
        "reading": "R4",
        "number": "7",
        "day": DAY,
        "content": "оставить",
        "who": "Секретарёва",
    },
    DecisionTable.REGISTER: {
        "register": "конкурсы",
        "participant": "ИО-01",
        "day": DAY,
        "number": "3",
        "content": "лауреат",
        "level": "региональный",
        "quantity": 2,
        "who": "Секретарёва",
        "note": "диплом",
    },
}


@pytest.mark.parametrize("table", SOUND)
def test_a_sound_entry_is_in_force_as_it_stands(table):
    record = record_of(table)
    assert {name: getattr(record, name) for name in SAYS[table]} == SAYS[table]
    assert record.entry == entry(table)


def assert_open(record, **kept):
    """An objection stands there with what was asked, and no decision on it is in force (p. 3.4)."""
    sound = SAYS[DecisionTable.OBJECTION] | {"verdict": None, "points": None, "day": None} | kept
    wanted = ("participant", "received", "criterion", "asked", "verdict", "points", "day")
    assert {name: getattr(record, name) for name in wanted} == {n: sound[n] for n in wanted}


@pytest.mark.parametrize(
    "table", [table for table in SOUND if table is not DecisionTable.OBJECTION]
)
def test_an_entry_with_a_cell_that_is_not_understood_waits(table):
    """The reader of cells has said so; nothing is said twice."""
    columns = [column for column in SOUND[table] if column not in PRINTED]
    assert columns
    for column in columns:
        assert judged(table, **{column: "?"}) == (None, [])


@pytest.mark.parametrize("column", SOUND[DecisionTable.OBJECTION])
def test_an_objection_with_a_cell_that_is_not_understood_is_open(column):
    """Nothing is said twice; nobody's objection, or one of no day, cannot be told of at all."""
    record, findings = judged(DecisionTable.OBJECTION, **{column: "?"})
    assert findings == []
    if column in ("participant", "received"):
        assert record is None
    else:
        lost = {"criterion": {"criterion": ""}, "asked": {"asked": None}}
        assert_open(record, **lost.get(column, {}))


def test_points_of_a_whole_result_that_are_not_understood_are_not_named_as_others():
    record, findings = judged(DecisionTable.OBJECTION, criterion="", points="?")
    assert findings == []
    assert_open(record, criterion="")


def test_notes_decide_nothing():
    note = DecisionEntry(table=DecisionTable.NOTES, entered=entry(DecisionTable.PROTOCOL).entered)
    assert fit_entry(note, FRAME) == (None, ())


# --- what must be filled in ---------------------------------------------------------------------

NEEDED = {
    DecisionTable.EXPERTISE: {
        "participant": "участник",
        "criterion": "критерий",
        "points": "балл",
        "reason": "обоснование",
        "who": "кто",
        "date": "дата",
    },
    DecisionTable.ADMISSION: {
        "participant": "участник",
        "decision": "решение",
        "reason": "обоснование",
        "who": "кто",
        "date": "дата",
    },
    DecisionTable.DELIVERY: {"participant": "участник", "subject": "что вручено", "who": "кто"},
    DecisionTable.OBJECTION: {
        "participant": "участник",
        "received": "поступило",
        "who": "кто",
    },
    DecisionTable.PROTOCOL: {"topic": "о чём", "number": "номер", "date": "дата", "who": "кто"},
    DecisionTable.REGISTER: {"register": "реестр", "date": "дата", "who": "кто"},
}
DECIDED = {"reason": "обоснование", "protocol": "протокол", "date": "дата"}
"""What a decision on an objection must say besides."""


def some_of(columns):
    """Return every set of these columns but the empty one."""
    return chain.from_iterable(combinations(columns, n) for n in range(1, len(columns) + 1))


BLANKS = [
    (table, blank)
    for table, needed in NEEDED.items()
    for blank in some_of(needed)
    if table is not DecisionTable.OBJECTION
]


@pytest.mark.parametrize(("table", "blank"), BLANKS, ids=lambda each: str(each))
def test_whatever_is_blank_is_named_once_and_the_entry_waits(table, blank):
    """Every set of the columns that must be filled in."""
    record, findings = fit_entry(entry(table, dict.fromkeys(blank, "")), FRAME)
    assert record is None
    names = ", ".join(NEEDED[table][column] for column in NEEDED[table] if column in blank)
    said = [f.message for f in findings if f.code == "D005"]
    assert said == [f"Запись не действует: не заполнено – {names}."]
    assert {f.code for f in findings} == {"D005"}


OBJECTION_BLANKS = list(some_of((*NEEDED[DecisionTable.OBJECTION], *DECIDED)))


@pytest.mark.parametrize("blank", OBJECTION_BLANKS, ids=str)
def test_whatever_an_objection_lacks_is_named_and_it_is_open(blank):
    """What the row lacks, and what the decision lacks; without owner or day it is not there yet."""
    record, findings = fit_entry(entry(DecisionTable.OBJECTION, dict.fromkeys(blank, "")), FRAME)
    expected = [
        (code, f"{head}: не заполнено – {', '.join(names)}.")
        for code, head, columns in (
            ("D005", "Запись не действует", NEEDED[DecisionTable.OBJECTION]),
            ("D025", "Решение не действует, несогласие остаётся открытым", DECIDED),
        )
        if (names := [name for column, name in columns.items() if column in blank])
    ]
    assert [(f.code, f.message) for f in findings] == expected
    if {"participant", "received"} & set(blank):
        assert record is None
    else:
        assert_open(record)


@pytest.mark.parametrize("table", SOUND)
def test_what_need_not_be_filled_in_may_be_blank(table):
    also = {
        DecisionTable.DELIVERY: {"sent", "received"},
        DecisionTable.OBJECTION: {"decision", "criterion", *DECIDED},
    }
    columns = set(SOUND[table]) - set(NEEDED[table]) - also.get(table, set())
    assert columns
    for column in columns:
        record_of(table, **{column: ""})


@pytest.mark.parametrize("kind", AdmissionKind)
def test_only_a_return_taken_back_and_a_file_sorted_out_must_be_named(kind):
    named = kind in ("вернуть самооценку", "файл разобран")
    expected = ["D005 participant"] if named else []
    record, findings = judged(DecisionTable.ADMISSION, decision=kind.value, file="")
    assert findings == expected and (record is None) == bool(expected)
    assert record_of(DecisionTable.ADMISSION, decision=kind.value).kind is kind


# --- whom and what it speaks of -----------------------------------------------------------------

OWNED = (
    DecisionTable.EXPERTISE,
    DecisionTable.ADMISSION,
    DecisionTable.DELIVERY,
    DecisionTable.OBJECTION,
    DecisionTable.REGISTER,
)


@pytest.mark.parametrize("table", OWNED)
@pytest.mark.parametrize("spelt", ["ИО-01", " ио-01 ", "Ио-01"])
def test_the_participant_is_found_however_it_is_spelt(table, spelt):
    assert record_of(table, participant=spelt).participant == "ИО-01"


@pytest.mark.parametrize("table", OWNED)
def test_a_participant_who_is_not_in_the_registry_has_no_decision(table):
    assert judged(table, participant="ИО-99") == (None, ["D002 participant"])
    (finding,) = fit_entry(entry(table, {"participant": "ИО-99"}), FRAME)[1]
    assert "«ИО-99»" in finding.message


@pytest.mark.parametrize("spelt", ["3", "3.", "3*", "3* "])
@pytest.mark.parametrize("table", [DecisionTable.EXPERTISE, DecisionTable.OBJECTION])
def test_a_criterion_is_its_number(table, spelt):
    assert record_of(table, criterion=spelt).criterion == "3"


@pytest.mark.parametrize("criterion", ["0", "9", "К3", "три"])
def test_a_criterion_that_the_act_does_not_have(criterion):
    assert judged(DecisionTable.EXPERTISE, criterion=criterion) == (None, ["D003 criterion"])
    record, findings = judged(DecisionTable.OBJECTION, criterion=criterion)
    assert findings == ["D003 criterion"]
    assert_open(record, criterion="")


ROWS = {"1": "0123", "2": "0123", "3": "0123", "4": "023", "5": "0123", "6": "012", "7": "0123",
        "8": "01234"}  # fmt: skip
"""The points of each criterion as the act has its rows (app. 3 p. 6)."""


@pytest.mark.parametrize(
    ("criterion", "points"), list(product(ROWS, (-1, 0, 0.5, 1, 2, 2.5, 3, 4, 5)))
)
def test_points_are_those_of_the_criterion_s_rows(criterion, points):
    fits = str(points) in ROWS[criterion]
    record, findings = judged(DecisionTable.EXPERTISE, criterion=criterion, points=points)
    assert findings == ([] if fits else ["D004 points"])
    assert (record.points if record else None) == (points if fits else None)
    for column, verdict in (("asked", ""), ("points", "удовлетворить")):
        # An objection asks for such points, and is given such points.
        changes = {"asked": points, "decision": verdict, "points": points if verdict else ""}
        record, findings = judged(DecisionTable.OBJECTION, criterion=criterion, **changes)
        wrong = ["D004 asked", *(["D004 points"] if column == "points" else [])]
        assert findings == ([] if fits else wrong)
        assert (getattr(record, column) if record else None) == (points if fits else None)


def test_the_points_that_are_allowed_are_listed():
    _, (finding,) = fit_entry(
        entry(DecisionTable.EXPERTISE, {"criterion": "4", "points": 2.5}), FRAME
    )
    assert "Балл 2,5 по критерию 4" in finding.message and "0, 2, 3" in finding.remedy


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        DecisionTable.EXPERTISE,
        DecisionTable.ADMISSION,
        DecisionTable.PROTOCOL,
        DecisionTable.REGISTER,
    ],
)
def test_a_decision_of_a_day_to_come_is_not_in_force_yet(table):
    assert judged(table, date=FUTURE) == (None, ["D006 date"])
    assert record_of(table, date=NOW).day == TODAY


DELIVERED = {
    # sent, received: in force as sent and received, and what is said
    ("", ""): (None, ["D005 participant"]),
    ("", PAST): (("", PAST), []),
    ("", NOW): (("", NOW), []),
    ("", FUTURE): (None, ["D006 received"]),
    (PAST, ""): ((PAST, ""), []),
    (PAST, PAST): ((PAST, PAST), []),
    (PAST, NOW): ((PAST, NOW), []),
    (PAST, FUTURE): ((PAST, ""), ["D006 received"]),
    (NOW, ""): ((NOW, ""), []),
    (NOW, PAST): (None, ["D014 received"]),
    (NOW, NOW): ((NOW, NOW), []),
    (NOW, FUTURE): ((NOW, ""), ["D006 received"]),
    (FUTURE, ""): (None, ["D006 sent"]),
    (FUTURE, PAST): (None, ["D006 sent", "D014 received"]),
    (FUTURE, NOW): (None, ["D006 sent", "D014 received"]),
    (FUTURE, FUTURE): (None, ["D006 sent", "D006 received"]),
}


@pytest.mark.parametrize(("days", "expected"), DELIVERED.items(), ids=str)
def test_what_was_sent_counts_and_its_receipt_once_it_has_come(days, expected):
    """The fifteen working days run from the receipt (p. 3.4): it must have happened."""
    record, findings = judged(DecisionTable.DELIVERY, sent=days[0], received=days[1])
    found = record and tuple(
        f"{day:%d.%m.%Y}" if day else "" for day in (record.sent, record.received)
    )
    assert (found, findings) == expected


@pytest.mark.parametrize(
    ("table", "changes", "words"),
    [
        (
            DecisionTable.DELIVERY, {"sent": NOW, "received": PAST},
            "Дата «получено» (19.03.2026) раньше даты «отправлено» (20.03.2026)",
        ),
        (
            DecisionTable.OBJECTION, {"received": NOW, "date": PAST},
            "Дата «дата решения» (19.03.2026) раньше даты «поступило» (20.03.2026)",
        ),
    ],
)  # fmt: skip
def test_days_out_of_order_are_named_with_what_they_are(table, changes, words):
    _, (finding,) = fit_entry(entry(table, changes), FRAME)
    assert finding.message.startswith(words)


# --- verified points and their reason -----------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "counted", "missing"),
    [
        (2, 2, ""),
        (1, 2, "обоснование"),
        (3, 2, "обоснование"),
        (1, "", "обоснование"),
        ("", 2, "балл, обоснование"),
        ("", "", "балл, обоснование"),
    ],
)
def test_points_other_than_those_that_counted_need_a_reason(points, counted, missing):
    changes = {"points": points, "counted": counted, "reason": "", "stamp": ""}
    record, findings = fit_entry(entry(DecisionTable.EXPERTISE, changes), FRAME)
    names = [f.message.partition(" – ")[2].rstrip(".") for f in findings]
    assert names == ([missing] if missing else []) and (record is None) == bool(missing)


@pytest.mark.parametrize(("points", "needs"), [(1, False), (2, False), (3, True)])
def test_the_points_that_counted_then_need_none_either(points, needs):
    """1 counted when it was verified, 2 counts today: a later return came in between."""
    changes = {"points": points, "counted": 2, "reason": "", "stamp": ""}
    own = entry_stamp(entry(DecisionTable.EXPERTISE, changes))
    kept = entry(DecisionTable.EXPERTISE, changes | {"stamp": f"сейчас тогда {own} 1"})
    assert [f.code for f in fit_entry(kept, FRAME)[1]] == (["D005"] if needs else [])


# --- objections ---------------------------------------------------------------------------------

YES, PARTLY, NO = "удовлетворить", "удовлетворить частично", "отказать"
WHOLE, BEGUN = "open D033 points", "open D025 points"
VERDICTS = {
    # decision, criterion, asked: what comes of no points given, of 0, of 1 and of 3
    (YES, "3", ""): ("open D025 decision", "0", "1", "3"),
    (YES, "3", 3): ("3", "0 D016 points", "1 D016 points", "3"),
    (PARTLY, "3", ""): ("open D025 decision", "0", "1", "3"),
    (PARTLY, "3", 3): ("open D025 decision", "0", "1", "3 D016 points"),
    # what a refusal may repeat is seen beside the score: test_in_force has it
    (NO, "3", ""): ("-", "0", "1", "3"),
    (NO, "3", 3): ("-", "0", "1", "3"),
    # of the result as a whole: no points can be given
    (YES, "", ""): ("-", WHOLE, WHOLE, WHOLE),
    (PARTLY, "", ""): ("-", WHOLE, WHOLE, WHOLE),
    # points are asked for, and nothing says by which criterion: granting would change nothing
    (YES, "", 3): ("open D025 decision", WHOLE, WHOLE, WHOLE),
    (PARTLY, "", 3): ("open D025 decision", WHOLE, WHOLE, WHOLE),
    # a refusal of the whole may repeat what stands, which is seen beside the score
    (NO, "", 3): ("-", "0", "1", "3"),
    (NO, "", ""): ("-", "0", "1", "3"),
    # not decided yet: points alone decide nothing, and are asked about
    ("", "3", ""): ("open", BEGUN, BEGUN, BEGUN),
    ("", "3", 3): ("open", BEGUN, BEGUN, BEGUN),
    ("", "", ""): ("open", BEGUN, BEGUN, BEGUN),
}


@pytest.mark.parametrize(
    ("said", "points", "expected"),
    [(said, points, each) for said, row in VERDICTS.items()
     for points, each in zip(("", 0, 1, 3), row, strict=True)],
)  # fmt: skip
def test_a_verdict_and_its_points_agree(said, points, expected):
    """`3 D016 points`: three points are in force, with a question; `-`: in force without points.

    `open D025 decision`: the decision is not in force, the objection stays open.
    """
    decision, criterion, asked = said
    record, findings = judged(
        DecisionTable.OBJECTION, decision=decision, criterion=criterion, asked=asked, points=points
    )
    head, _, tail = expected.partition(" ")
    assert findings == ([tail] if tail else [])
    if head == "open":
        assert_open(record, criterion=criterion, asked=asked or None)
    else:
        assert record.points == (None if head == "-" else int(head))
        assert (record.verdict, record.day) == (decision, DAY)


def test_points_that_a_decision_cannot_give_are_named_as_they_stand():
    for points, shown in ((3, "3"), (0, "0")):
        whole = {"decision": YES, "points": points, "criterion": ""}
        _, (finding,) = fit_entry(entry(DecisionTable.OBJECTION, whole), FRAME)
        assert finding.message.startswith(f"Внесён балл {shown}, а критерий не указан")
    _, (finding,) = fit_entry(entry(DecisionTable.OBJECTION, {"points": 1}), FRAME)
    assert finding.message.startswith(
        "Решено «удовлетворить», но участник просил баллов 3, а дано 1"
    )


@pytest.mark.parametrize("blank", [("reason",), ("date",), ("reason", "date")])
def test_an_objection_that_is_open_needs_neither_reason_nor_day(blank):
    changes = dict.fromkeys(blank, "") | {"decision": "", "points": ""}
    record = record_of(DecisionTable.OBJECTION, **changes)
    assert (record.verdict, record.points, record.day) == (None, None, None)


def test_a_verdict_of_a_day_to_come_leaves_the_objection_open():
    record, findings = judged(DecisionTable.OBJECTION, date=FUTURE)
    assert findings == ["D006 date"]
    assert (record.verdict, record.points, record.day, record.asked) == (None, None, None, 3)


@pytest.mark.parametrize(
    ("received", "decided", "expected"),
    [
        (PAST, NOW, []),
        (PAST, PAST, []),
        (NOW, PAST, ["D014 date"]),
        (FUTURE, PAST, ["D006 received", "D014 date"]),
        (FUTURE, FUTURE, ["D006 received", "D006 date"]),
    ],
)
def test_an_objection_is_decided_once_it_has_come(received, decided, expected):
    record, findings = judged(DecisionTable.OBJECTION, received=received, date=decided)
    assert findings == expected
    if received == FUTURE:
        assert record is None
    elif expected:
        assert_open(record, received=TODAY)
    else:
        assert (record.verdict, record.points, f"{record.day:%d.%m.%Y}") == (YES, 3, decided)


# --- minutes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "reading"),
    [
        ("прочтение R4", "R4"),
        ("Прочтение  r4", "R4"),
        ("прочтение R10", "R10"),
        ("прочтение R1", "R1"),
        ("прочтение R99", ""),
        ("R4", "R4"),
        ("экспертиза", ""),
    ],
)
def test_minutes_settle_the_reading_that_they_name(topic, reading):
    assert record_of(DecisionTable.PROTOCOL, topic=topic).reading == reading


def test_a_register_may_speak_of_nobody():
    assert record_of(DecisionTable.REGISTER, participant="").participant == ""


# --- one entry for one thing --------------------------------------------------------------------

REGISTRY = Registry(
    path="",
    participants=tuple(
        Participant(id=each, name=each, short_name=each, category=EXECUTIVE) for each in BODIES
    ),
)
RESTORE, LATE, SORTED = "вернуть самооценку", "принять после срока", "файл разобран"
PAIRS = [
    # a table, how its second entry differs from the first, and whether it is of the same thing
    (DecisionTable.EXPERTISE, {"points": 0}, True),
    (DecisionTable.EXPERTISE, {"criterion": "3*"}, True),
    (DecisionTable.EXPERTISE, {"participant": "ио-01"}, True),
    (DecisionTable.EXPERTISE, {"criterion": "4", "points": 2}, False),
    (DecisionTable.EXPERTISE, {"participant": "ИО-02"}, False),
    (DecisionTable.ADMISSION, {"reason": "другое"}, True),
    (DecisionTable.ADMISSION, {"file": "А.XLSX"}, True),
    (DecisionTable.ADMISSION, {"decision": RESTORE}, True),
    (DecisionTable.ADMISSION, {"file": "б.xlsx"}, False),
    (DecisionTable.ADMISSION, {"file": ""}, False),
    (DecisionTable.ADMISSION, {"date": NOW}, False),
    (DecisionTable.ADMISSION, {"decision": RESTORE, "date": NOW}, False),
    (DecisionTable.ADMISSION, {"decision": LATE}, False),
    (DecisionTable.ADMISSION, {"decision": SORTED}, False),
    (DecisionTable.ADMISSION, {"participant": "ИО-02"}, False),
    (DecisionTable.DELIVERY, {"number": "6-к"}, True),
    (DecisionTable.DELIVERY, {"subject": "напоминание"}, False),
    (DecisionTable.DELIVERY, {"participant": "ИО-02"}, False),
    (DecisionTable.OBJECTION, {"reason": "другое"}, True),
    (DecisionTable.OBJECTION, {"decision": "отказать", "points": ""}, True),
    (DecisionTable.OBJECTION, {"asked": 2, "points": 2}, False),
    (DecisionTable.OBJECTION, {"criterion": "7"}, False),
    (DecisionTable.OBJECTION, {"criterion": "", "asked": "", "points": ""}, False),
    (DecisionTable.OBJECTION, {"received": "06.03.2026"}, False),
    (DecisionTable.OBJECTION, {"participant": "ИО-02"}, False),
    (DecisionTable.PROTOCOL, {"number": "8"}, True),
    (DecisionTable.PROTOCOL, {"topic": "прочтение R5"}, False),
    (DecisionTable.REGISTER, {"note": "копия"}, True),
    (DecisionTable.REGISTER, {"content": "участник"}, False),
    (DecisionTable.REGISTER, {"date": NOW}, False),
    (DecisionTable.REGISTER, {"number": "4"}, False),
    (DecisionTable.REGISTER, {"register": "обучение"}, False),
]


def understood_of(*entries):
    """Return how many decisions are in force, and the findings."""
    book = DecisionBook(path="Решения.xlsx", entries=entries)
    found, findings = understand(book, REGISTRY, METHODOLOGY, TODAY)
    every = (found.verifications, found.admissions, found.deliveries, found.objections,
             found.protocols, found.registers)  # fmt: skip
    return sum(map(len, every)), [f"{f.code} {f.cell}" for f in findings]


@pytest.mark.parametrize(("table", "changes", "same"), PAIRS, ids=str)
def test_two_entries_of_one_thing_are_none(table, changes, same):
    """Of an objection entered twice neither decision holds, but it is there once, and open."""
    first = next(iter(SOUND[table]))
    entries = entry(table), entry(table, changes, row=5)
    count, findings = understood_of(*entries)
    if same and table is DecisionTable.OBJECTION:
        book = DecisionBook(path="", entries=entries)
        (record,) = understand(book, REGISTRY, METHODOLOGY, TODAY)[0].objections
        assert_open(record)
        assert count == 1
    else:
        assert count == (0 if same else 2)
    assert findings == ([f"D001 {first}4", f"D001 {first}5"] if same else [])


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (DecisionTable.EXPERTISE, "ИО-01, 3"),
        (DecisionTable.ADMISSION, "ИО-01"),
        (DecisionTable.OBJECTION, "ИО-01, 3"),
        (DecisionTable.PROTOCOL, "прочтение R4"),
        (DecisionTable.REGISTER, "ИО-01, конкурсы"),
    ],
)
def test_what_is_entered_twice_is_named_as_the_first_has_it_with_both_places(table, what):
    again = {"participant": "ио-01"} if table in OWNED else {"topic": "Прочтение r4"}
    entries = entry(table), entry(table, again, row=5)
    book = DecisionBook(path="", entries=entries)
    first = next(iter(SOUND[table]))
    places = f"{table.value}!{first}4, {table.value}!{first}5"
    message = (
        f"Об одном и том же ({what}) несколько записей: {places}. Ни одна из них не действует."
    )
    findings = understand(book, REGISTRY, METHODOLOGY, TODAY)[1]
    assert [finding.message for finding in findings] == [message, message]


@pytest.mark.parametrize(
    ("table", "blank"),
    [
        *((table, "participant") for table in OWNED if table is not DecisionTable.REGISTER),
        (DecisionTable.ADMISSION, "decision"),
        (DecisionTable.DELIVERY, "subject"),
        (DecisionTable.PROTOCOL, "topic"),
    ],
)
def test_entries_that_do_not_say_yet_what_they_are_of_are_not_the_same(table, blank):
    """Rows begun in advance: each lacks something, none is held against another."""
    _, findings = understood_of(entry(table, {blank: ""}), entry(table, {blank: ""}, row=5))
    assert [finding[:4] for finding in findings] == ["D005", "D005"]


def test_a_register_s_line_of_nobody_stands_there_once():
    line = {"participant": "", "register": "круглые столы"}
    twice = entry(DecisionTable.REGISTER, line), entry(DecisionTable.REGISTER, line, row=5)
    assert understood_of(*twice) == (0, ["D001 register4", "D001 register5"])
    bare = {"participant": "", "register": ""}
    book = DecisionBook(
        path="",
        entries=(entry(DecisionTable.REGISTER, bare), entry(DecisionTable.REGISTER, bare, row=5)),
    )
    said = [f.message for f in understand(book, REGISTRY, METHODOLOGY, TODAY)[1]]
    assert sum("(участник не указан)" in message for message in said) == 2


@pytest.mark.parametrize(
    ("subject", "same"),
    [("результаты", True), ("ответ на несогласие", False), ("запрос документов", False)],
)
def test_results_are_handed_over_once_and_other_letters_by_their_number(subject, same):
    first = entry(DecisionTable.DELIVERY, {"subject": subject})
    again = entry(DecisionTable.DELIVERY, {"subject": subject, "number": "6-к"}, row=5)
    assert understood_of(first, again)[0] == (0 if same else 2)


@pytest.mark.parametrize(
    ("changes", "same"),
    [({}, True), ({"participant": "ИО-02"}, True), ({"date": NOW}, True),
     ({"file": "А.xlsx"}, True), ({"file": "б.xlsx"}, False)],
)  # fmt: skip
def test_a_file_is_sorted_out_once_whoever_s_it_may_be(changes, same):
    first = entry(DecisionTable.ADMISSION, {"decision": SORTED})
    again = entry(DecisionTable.ADMISSION, {"decision": SORTED} | changes, row=5)
    found = ["D001 participant4", "D001 participant5"] if same else []
    assert understood_of(first, again) == (0 if same else 2, found)


def handed(subject="результаты", sent="", received="", row=4, **known):
    changes = {"subject": subject, "sent": sent, "received": received, "number": ""} | known
    return entry(DecisionTable.DELIVERY, changes, row=row)


def replied(sent="", received="", **known):
    return handed("ответ на несогласие", sent, received, 6, **known)


def decided(day="10.03.2026", verdict="отказать", **known):
    changes = {"decision": verdict, "date": day, "points": ""} | known
    return entry(DecisionTable.OBJECTION, changes, row=7)


# What was entered between the results of 1 March and those of 12 March; whether these may go out.
BETWEEN = {
    "nothing": ((), False),
    "a reply": ((replied("10.03.2026"),), True),
    "a reply of the day": ((replied("12.03.2026"),), True),
    "a reply that was received": ((replied("", "10.03.2026"),), True),
    "a reply after them": ((replied("13.03.2026"),), False),
    "a reply before both": ((replied("28.02.2026"),), False),
    "a reply to another": ((replied("10.03.2026", participant="ИО-02"),), False),
    "another letter": ((handed("запрос документов", "10.03.2026", row=6),), False),
    "a decision on an objection": ((decided(),), True),
    "a decision of the day": ((decided("12.03.2026"),), True),
    "a later decision": ((decided("13.03.2026"),), False),
    "a decision without a day": ((decided(""),), False),
    "an open objection": ((decided("", ""),), False),
    "a day without a decision": ((decided("10.03.2026", ""),), False),
    "a decision on another's objection": ((decided(participant="ИО-02"),), False),
}  # fmt: skip


@pytest.mark.parametrize(("between", "may"), BETWEEN.values(), ids=BETWEEN)
@pytest.mark.parametrize("how", ["sent", "received"])
def test_results_go_out_again_after_an_answer(between, may, how):
    letters = [handed(row=4, **{how: "01.03.2026"}), handed(row=5, **{how: "12.03.2026"})]
    for entries in (letters, letters[::-1]):
        _, findings = understood_of(*entries, *between)
        assert ("D001 participant4" in findings) is ("D001 participant5" in findings) is (not may)


def test_results_of_no_day_are_those_that_come_last():
    letters = handed(row=4, sent="01.03.2026"), handed(row=5, note="без дней")
    assert "D001 participant4" in understood_of(*letters)[1]
    assert "D001 participant4" not in understood_of(*letters, replied("13.03.2026"))[1]


def test_a_body_may_be_taken_late_once_for_all_its_files():
    late = {"decision": LATE}
    first, again = (
        entry(DecisionTable.ADMISSION, late),
        entry(DecisionTable.ADMISSION, late | {"file": ""}, row=5),
    )
    assert understood_of(first, again) == (0, ["D001 participant4", "D001 participant5"])


def test_minutes_of_no_reading_may_be_several_of_one_topic():
    first = entry(DecisionTable.PROTOCOL, {"topic": "экспертиза"})
    for changes, same in (({"number": "8"}, False), ({"date": NOW}, False), ({}, True)):
        again = entry(DecisionTable.PROTOCOL, {"topic": "экспертиза"} | changes, row=5)
        assert understood_of(first, again)[0] == (0 if same else 2)


def test_a_third_entry_beside_two_of_one_thing_holds():
    twice = entry(DecisionTable.EXPERTISE), entry(DecisionTable.EXPERTISE, row=5)
    other = entry(DecisionTable.EXPERTISE, {"criterion": "7", "points": 2}, row=6)
    assert understood_of(*twice, other) == (1, ["D001 participant4", "D001 participant5"])


def test_a_reading_s_topic_alone_is_what_the_program_printed():
    """The first row of a reading stands there for whoever has minutes; a second one was typed."""
    bare = dict.fromkeys(("number", "date", "content", "who"), "")
    assert understood_of(entry(DecisionTable.PROTOCOL, bare)) == (0, [])
    count, findings = understood_of(
        entry(DecisionTable.PROTOCOL, bare), entry(DecisionTable.PROTOCOL, {}, row=5)
    )
    assert (count, findings) == (1, [])
    twice = entry(DecisionTable.PROTOCOL, bare), entry(DecisionTable.PROTOCOL, bare, row=5)
    assert understood_of(*twice) == (0, ["D005 topic5"])
    typed = entry(DecisionTable.PROTOCOL, bare | {"topic": "экспертиза"})
    assert understood_of(typed) == (0, ["D005 topic4"])


def test_without_a_workbook_nothing_is_decided():
    found, findings = understand(None, REGISTRY, METHODOLOGY, TODAY)
    assert (found.path, found.entries, findings) == ("", (), ())
