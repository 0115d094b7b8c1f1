"""The topic plan against what was held; lists of forms against the register (p. 2.8(6), К5)."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.outputs.results.plan import plain_training
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter
from kuzbass_batch.outputs.training.sheet_training import draw_training
from kuzbass_batch.records.files.submissions import AssessmentDigest, PackedTexts
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.year.training import PersonAtSeveral, TopicState
from kuzbass_batch.rules.checks.people import NearPeople, is_near, person_key
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from kuzbass_batch.rules.plan.quarters import plan_frame, programme_plan
from kuzbass_batch.rules.programme.training.lists import list_questions, trained_of
from kuzbass_batch.rules.programme.training.overview import training_of_year, training_questions
from kuzbass_batch.rules.programme.training.topics import topics_of
from tests.categories import EXECUTIVE, SUBORDINATE
from tests.filled import METHODOLOGY
from tests.outcomes import outcome
from tests.paths import ROOT
from tests.programme_rows import Book, chosen

JULY = dt.date(2025, 7, 10)
PEOPLE = {"ИО-01": "", "ИО-02": "", "ПО-01": "ИО-01"}
REGISTRY = Registry(
    path="Реестр.xlsx",
    participants=tuple(
        Participant(id=who, name=who, short_name=who, parent=parent,
                    category=SUBORDINATE if parent else EXECUTIVE)
        for who, parent in PEOPLE.items()
    ),
)  # fmt: skip
IVANOV, PETROVA = "Иванов Иван Иванович", "Петрова Анна Львовна"


@pytest.fixture
def book():
    return Book()


def planned(book, month, topic, **columns):
    return book.enter("training_plan", year=2025, month=month, topic=topic, **columns)


def held(book, day, who, person="", topic="Карта потока", **columns):
    named = {"person": person} if person else {}
    return book.enter("training", date=day, participant=who, topic=topic, **named, **columns)


def topics(book, as_of=JULY, act=METHODOLOGY):
    registers = book.in_force(REGISTRY, as_of, act)
    assert not [f.message for f in registers.findings if f.severity == "error"]
    return topics_of(registers, act, as_of)


def digest(*names, joint=False):
    rows = {
        f"training/{n}/name\nОбучение\nB{3 + n}": f"{name}\n14.05.2025\nКарта потока"
        for n, name in enumerate(names, start=1)
    }
    return AssessmentDigest(trained=len(names), people=PackedTexts.of(rows), joint=joint)


def matched(book, who, *names):
    registers = book.in_force(REGISTRY, JULY)
    answers = RegisterAnswers(registers, REGISTRY, METHODOLOGY)
    return trained_of(who, digest(*names) if names else None, answers)


def test_a_topic_is_held_moved_missed_or_ahead(book):
    for month, topic in (("март", "Карта потока"), ("апрель", "5С"), ("май", "Опрос клиента"),
                         ("сентябрь", "Реинжиниринг")):  # fmt: skip
        planned(book, month, topic, seats=4, hours=16)
    held(book, "20.03.2025", "ИО-01", IVANOV)
    held(book, "05.06.2025", "ИО-02", PETROVA, topic="5с")
    found = {each.topic: each.state for each in topics(book)}
    assert found == {
        "Карта потока": TopicState.HELD,
        "5С": TopicState.MOVED,
        "Опрос клиента": TopicState.MISSED,
        "Реинжиниринг": TopicState.AHEAD,
    }
    assert topics(book, dt.date(2025, 5, 31) + dt.timedelta(days=5))[2].state is TopicState.MISSED


def test_a_month_that_runs_is_not_missed_yet(book):
    planned(book, "июль", "5С")
    assert topics(book)[0].state is TopicState.AHEAD
    assert topics(book, dt.date(2025, 8, 1))[0].state is TopicState.MISSED


def test_seats_are_filled_by_people_each_once_and_by_groups(book):
    planned(book, "март", "Карта потока", seats=10)
    held(book, "20.03.2025", "ИО-01", IVANOV)
    held(book, "21.03.2025", "ИО-01", "иванов  иван иванович")
    held(book, "21.03.2025", "ИО-02", quantity=5)
    (topic,) = topics(book)
    assert (topic.people, topic.seats, len(topic.days)) == (6, 10, 2)
    assert topic.participants == ("ИО-01", "ИО-02")
    (twice,) = topics(book, act=chosen(METHODOLOGY, R15="two"))
    assert twice.people == 7


def test_one_topic_twice_a_year_is_shared_out_by_month(book):
    planned(book, "октябрь", "Карта потока")
    planned(book, "март", "Карта потока")
    held(book, "20.03.2025", "ИО-01", IVANOV)
    held(book, "20.06.2025", "ИО-02", PETROVA)
    first, second = topics(book)
    assert (first.month, first.state, first.people) == (3, TopicState.HELD, 1)
    assert (second.month, second.state, second.people) == (10, TopicState.MOVED, 1)


def test_what_is_held_beside_the_plan_is_shown_and_asked_about(book):
    planned(book, "март", "Карта потока")
    row = held(book, "20.03.2025", "ИО-01", IVANOV, topic="Карты потока")
    registers = book.in_force(REGISTRY, JULY)
    (asked,) = registers.findings
    assert asked.code == "G061" and asked.cell == f"H{row}"
    assert "Возможно, это «Карта потока»" in asked.message
    states = [each.state for each in topics(book)]
    assert states == [TopicState.MISSED, TopicState.UNPLANNED]


def test_without_a_plan_no_topic_is_asked_about(book):
    held(book, "20.03.2025", "ИО-01", IVANOV)
    assert book.in_force(REGISTRY, JULY).findings == ()


def test_equal_names_match_and_near_ones_are_only_suggested(book):
    held(book, "14.05.2025", "ИО-01", IVANOV)
    held(book, "14.05.2025", "ИО-01", PETROVA)
    found = matched(book, "ИО-01", "Иванов И.И.", "ПЕТРОВА  АННА ЛЬВОВНА")
    assert (found.registered, found.listed, found.both) == (2, 2, 1)
    assert [(each.name, each.near) for each in found.only_listed] == [("Иванов И.И.", (IVANOV,))]
    assert [(each.name, each.near) for each in found.only_registered] == [
        (IVANOV, ("Иванов И.И.",))
    ]


def test_each_row_that_the_register_does_not_bear_out_is_a_question(book):
    held(book, "14.05.2025", "ИО-01", IVANOV)
    asked = list(list_questions(matched(book, "ИО-01", IVANOV, "Зимина Н. Л."), METHODOLOGY))
    assert [(each.code, str(CellRef(sheet=each.sheet, cell=each.cell))) for each in asked] == [
        ("G060", "Обучение!B5")
    ]
    assert "Зимина" not in asked[0].message, "equal questions are told once, with their cells"


def test_who_is_not_in_the_register_at_all_is_left_to_the_committee(book):
    held(book, "14.05.2025", "ИО-02", IVANOV)
    found = matched(book, "ИО-01", PETROVA)
    assert found.only_listed and not list(list_questions(found, METHODOLOGY))


def test_a_group_without_names_may_hold_the_others(book):
    held(book, "14.05.2025", "ИО-01", IVANOV)
    held(book, "15.05.2025", "ИО-01", quantity=2)
    assert not matched(book, "ИО-01", IVANOV, "А Б", "В Г").uncovered
    assert len(matched(book, "ИО-01", IVANOV, "А Б", "В Г", "Д Е").uncovered) == 3


def test_a_parent_s_list_may_name_people_of_those_under_it(book):
    held(book, "14.05.2025", "ПО-01", IVANOV)
    found = matched(book, "ИО-01", IVANOV)
    assert (found.both, found.only_listed, found.registered) == (1, (), 0)


def test_without_a_list_nobody_is_only_in_the_register(book):
    held(book, "14.05.2025", "ИО-01", IVANOV)
    assert matched(book, "ИО-01").only_registered == ()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Иванов И.И.", IVANOV, True),
        ("И. И. Иванов", IVANOV, True),
        ("Иван Иванович Иванов", IVANOV, True),
        ("Иванов Иван", IVANOV, True),
        ("Иваков Иван Иванович", IVANOV, True),
        ("Иванов П. И.", IVANOV, False),
        ("Петров И. И.", IVANOV, False),
        ("Зимина Нина Львовна", PETROVA, False),
    ],
)
def test_near_names(one, other, near):
    assert is_near(person_key(one), person_key(other)) is near
    assert (person_key(other) in NearPeople([person_key(other)]).of(person_key(one))) is near


def test_a_name_is_one_however_it_is_spaced():
    assert person_key("Иванов И.И.") == person_key("ИВАНОВ  И. И.") == "иванов и и"
    assert person_key("№") == "№"


def test_one_person_at_two_participants_is_told_to_the_committee(book):
    first = held(book, "14.05.2025", "ИО-01", IVANOV)
    second = held(book, "20.05.2025", "ИО-02", IVANOV, topic="5С")
    held(book, "21.05.2025", "ИО-02", "Иванов И. И.", topic="5С")
    (asked,) = training_questions(book.in_force(REGISTRY, JULY))
    assert (asked.code, asked.cell) == ("G062", f"E{second}")
    assert f"ИО-01 («Обучение», строка {first})" in asked.message


# --- what the outputs show ---


def year(book, as_of=JULY, listed=()):
    """The conclusions of a year in which ИО-01 has a list of trained people."""
    found = outcome("ИО-01|12222222|\nИО-02|11222222|\nПО-01|11222222|")
    read = SimpleNamespace(digest=digest(*listed))
    source = SimpleNamespace(assessment=read, participant="ИО-01")
    first, *rest = found.standings
    registers = book.in_force(REGISTRY, as_of)
    found = replace(
        found,
        standings=(replace(first, assessment=source), *rest),
        registers=registers,
        registry=REGISTRY,
        as_of=as_of,
    )
    answers = RegisterAnswers(registers, REGISTRY, METHODOLOGY)
    return SimpleNamespace(outcome=found, training=training_of_year(found, answers))


def filled_year(book):
    planned(book, "март", "Карта потока", seats=2, hours=16, form="очно")
    planned(book, "май", "5С")
    held(book, "20.03.2025", "ИО-01", IVANOV)
    held(book, "20.03.2025", "ИО-01", PETROVA)
    held(book, "20.03.2025", "ИО-02", quantity=3)
    held(book, "20.03.2025", "ПО-01", "Зимина Нина Львовна", topic="Вне плана")
    return year(book, listed=(IVANOV, "Петрова А. Л.", "Зимина Нина Львовна"))


def test_the_sheets_show_plan_people_and_lists(book, tmp_path):
    with ranking_book(tmp_path / "к.xlsx") as workbook:
        draw_training(TableWriter(workbook), filled_year(book))
    sheets = openpyxl.load_workbook(tmp_path / "к.xlsx")
    rows = {
        sheet.title: [tuple(c for c in row if c is not None)
                      for row in sheet.iter_rows(min_row=4, values_only=True)]
        for sheet in sheets
    }  # fmt: skip
    assert list(rows) == ["План обучения", "Обучение", "Сверка обучения"]
    assert [row[1] for row in rows["План обучения"]] == ["Карта потока", "5С", "Вне плана"]
    assert rows["План обучения"][0][2:] == ("очно", 16, 2, "20.03.2025", 5, 2.5, 2, "проведено")
    assert rows["Обучение"][0] == ("ИО-01", "ИО-01", 2, 2, 0, 3, 2, 1, 1, "выполнен")
    assert rows["Обучение"][1][3:5] == (3, 3)
    assert rows["Обучение"][-1][1:4] == ("Всего", "", 6)
    assert [row[2:6] for row in rows["Сверка обучения"]] == [
        ("Петрова А. Л.", "только в списке", "самооценка, Обучение!B5", dt.datetime(2025, 5, 14)),
        (PETROVA, "только в реестре", "«Обучение», строка 5", dt.datetime(2025, 3, 20)),
    ]


def test_a_name_at_very_many_fills_no_row_with_all_of_them(book, tmp_path):
    found = filled_year(book)
    for count, told in ((10, "; ".join(f"строка {n}" for n in range(10))), (11, "строка 0")):
        ids = tuple(f"У-{n}" for n in range(count))
        several = PersonAtSeveral(
            name=IVANOV, participants=ids, places=tuple(f"строка {n}" for n in range(count))
        )
        found.training = replace(found.training, several=(several,))
        with ranking_book(tmp_path / "к.xlsx") as workbook:
            draw_training(TableWriter(workbook), found)
        rows = list(openpyxl.load_workbook(tmp_path / "к.xlsx")["Сверка обучения"].values)
        own = [row for row in rows if row[3] == "у нескольких участников"]
        assert [row[0] for row in own] == list(ids), "each of them has a row"
        assert own[0][4] == told
        assert own[0][7] == ", ".join(ids[:10]) + (" и ещё 1" if count == 11 else "")
    assert own[-1][4] == "строка 10"


def test_the_region_is_the_sum_of_its_participants_as_the_plan_counts_it(book):
    found = filled_year(book)
    assert found.training.registered == 6


def test_results_hold_counts_and_nobody_s_name(book):
    plain = plain_training(filled_year(book).training)
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    part = {**schema["properties"]["training"]}
    assert not list(Draft202012Validator(part).iter_errors(plain))
    for key in ("topics", "participants"):
        assert set(plain[key][0]) == set(part["properties"][key]["items"]["properties"])
    text = json.dumps(plain, ensure_ascii=False)
    assert not [name for name in ("Иванов", "Петрова", "Зимина") if name in text]
    assert plain["topics"][0]["hours"] == "16" and plain["topics"][2]["month"] is None


def test_who_trains_nobody_sees_nothing(book, tmp_path):
    found = year(book, listed=(IVANOV,))
    assert not found.training
    with ranking_book(tmp_path / "к.xlsx") as workbook:
        workbook.add_worksheet("Сводка")
        draw_training(TableWriter(workbook), found)
    assert openpyxl.load_workbook(tmp_path / "к.xlsx").sheetnames == ["Сводка"]


def test_bodies_outside_of_the_registry_stand_last(book):
    book.enter("bodies", id="ОРГ-01", body="Завод")
    held(book, "20.03.2025", "ОРГ-01", quantity=3)
    held(book, "20.03.2025", "ПО-01", quantity=Decimal(2))
    assert list(year(book).training.people) == ["ПО-01", "ОРГ-01"]


def test_events_are_counted_by_quarter_and_participant_as_the_plan_counts_them(book, tmp_path):
    for day, kind, columns in (
        ("14.02.2025", "консультация", {"quantity": 5}),
        ("15.02.2025", "консультация", {"participant": "ИО-01"}),
        ("16.05.2025", "консультация", {"participant": "ИО-01", "quantity": 2}),
        ("17.05.2025", "круглый стол", {"quantity": 40}),
        ("18.06.2025", "семинар", {"participant": "ИО-02"}),
    ):
        book.enter("events", date=day, kind=kind, topic=day, **columns)
    found = year(book)
    assert [(e.participant, e.kind, e.quarters) for e in found.training.events] == [
        ("", "консультация", (5, 0, 0, 0)),
        ("", "круглый стол", (0, 1, 0, 0)),
        ("ИО-01", "консультация", (1, 2, 0, 0)),
        ("ИО-02", "семинар", (0, 1, 0, 0)),
    ]
    frame = plan_frame(found.outcome.registers, REGISTRY, METHODOLOGY, dt.date(2026, 1, 20))
    lines = {each.target.id: each for each in programme_plan(frame).last.lines}
    assert [each.fact for each in lines["2.3"].facts] == [6, 2, 0, 0]
    assert [each.fact for each in lines["2.2"].facts] == [0, 2, 0, 0]
    with ranking_book(tmp_path / "к.xlsx") as workbook:
        draw_training(TableWriter(workbook), found)
    rows = list(openpyxl.load_workbook(tmp_path / "к.xlsx")["Мероприятия"].values)[3:]
    assert rows[0][1:] == ("Всего", "консультация", 6, 2, 0, 0, 8)
    assert rows[3] == ("ИО-01", "ИО-01", "консультация", 1, 2, 0, 0, 3)
    (plain, *_) = plain_training(found.training)["events"]
    assert plain == {"participant": None, "kind": "консультация", "quarters": [5, 0, 0, 0]}
