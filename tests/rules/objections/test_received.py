"""Objections in the committee's year: they land in «Несогласия», have a window, get a reply."""

import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.records.committee.decisions import DecisionTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.objections.form import objection_field, printed_points
from tests.april_package import conclusions_of
from tests.filled import FORMS, METHODOLOGY
from tests.office import (
    NAMES,
    Office,
    assessment,
    cell_at,
    filled,
    lines,
    said,
    score,
    standing,
    verified,
)
from tests.paths import DATA, ROOT
from tests.test_batch import letter_text

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

GOLDEN = DATA / "golden_replies"
SPEC = FORMS[Kind.OBJECTION]
MARCH = dt.date(2026, 3, 20)
WHO = "ИО-01"
RECEIVED = lines("Вручение", 1, Участник=WHO, Что_вручено="результаты", Отправлено="18.02.2026",
                 Получено="20.02.2026", Кто_внёс="С.")  # fmt: skip


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def objection(*asked, card, day=dt.date(2026, 3, 16), reason="есть приказ", way="почта"):
    """A form of objection: asks `criterion, points` of the result on the card."""
    answers = {
        "participant_id": WHO,
        "participant_name": NAMES[WHO],
        "signer_name": "Примеров П. П.",
        "filled_on": day,
        "way": way,
        **{field: Decimal(n) for field, n in printed_points(card).items()},
    }
    for criterion, points in asked:
        answers |= {
            objection_field(criterion, "asked"): str(points),
            objection_field(criterion, "reason"): reason,
            objection_field(criterion, "documents"): "приказ № 3",
        }
    return draw_form(SPEC, METHODOLOGY, identity=SPEC.identity(WHO), answers=answers)


def objects(office, *asked, name="несогласие.xlsx", **options):
    """Lay a form of objection into the folder, printed from the result as it is."""
    card = standing(office.look(MARCH), WHO).scorecard
    office.put(name, objection(*asked, card=card, **options))


def row(data, number, sheet="Несогласия"):
    """A row of the workbook by the words of its heads, what is blank left out."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    heads = ("Участник", "Поступило", "Как", "Критерий", "Просит баллов", "Кто внёс",
             "Приложенные документы", "Решение", "Отметка программы")  # fmt: skip
    found = {head: cell_at(book, sheet, str(number), head).value for head in heads}
    return {head: value for head, value in found.items() if value is not None}


def contested(outcome):
    """What is open or decided, as criterion, points asked, day."""
    return [(o.criterion, o.asked, o.received) for o in outcome.decisions.objections]


def rows_entered(outcome):
    return [e for e in outcome.decisions.entries if e.table is DecisionTable.OBJECTION]


def decide(number, verdict, points=""):
    """The lines that decide an objection."""
    reason = "представленный приказ " + ("подтверждает показатель" if points else "отменён")
    columns = {"Решение": verdict, "Решено_баллов": points, "Обоснование": reason,
               "Протокол": "протокол от 18.03.2026 № 4", "Дата_решения": "18.03.2026"}  # fmt: skip
    return lines("Несогласия", number, **{key: value for key, value in columns.items() if value})


def test_a_form_lands_in_the_workbook_by_itself(office):
    office.decide(RECEIVED, as_of=MARCH)
    objects(office, ("4", 3))
    assert row(office.draw(MARCH), 1) == {
        "Участник": WHO,
        "Поступило": dt.datetime(2026, 3, 16),
        "Как": "почта",
        "Критерий": "4",
        "Просит баллов": 3,
        "Приложенные документы": "приказ № 3",
        "Кто внёс": "по форме участника",
        "Отметка программы": row(office.draw(MARCH), 1)["Отметка программы"],
    }
    assert row(office.draw(MARCH), 1)["Отметка программы"].startswith("рассматривается")


def test_a_contested_score_counts_as_before_until_it_is_decided(office):
    objects(office, ("4", 3))
    outcome = office.look(MARCH)
    assert contested(outcome) == [("4", 3, dt.date(2026, 3, 16))]
    assert score(outcome, "ИО-01.4").points == 2


def test_what_has_landed_is_not_entered_a_second_time(office):
    objects(office, ("4", 3))
    office.put("Решения.xlsx", office.draw(MARCH))
    assert len(rows_entered(office.look(MARCH))) == 1
    office.put("Решения.xlsx", office.draw(MARCH))
    assert len(rows_entered(office.look(MARCH))) == 1


def test_the_clerk_may_mend_the_day_of_what_has_landed(office):
    objects(office, ("4", 3))
    mended = filled(office.draw(MARCH), "Несогласия | 1 | Поступило | 13.03.2026")
    office.put("Решения.xlsx", mended)
    assert contested(office.look(MARCH)) == [("4", 3, dt.date(2026, 3, 13))]


def test_what_the_clerk_entered_from_paper_is_not_doubled_by_the_form(office):
    entered = lines("Несогласия", 1, Участник=WHO, Поступило="10.03.2026", Критерий="4",
                    Просит_баллов="3", Кто_внёс="С.")  # fmt: skip
    office.decide(entered, as_of=MARCH)
    objects(office, ("4", 3))
    assert contested(office.look(MARCH)) == [("4", 3, dt.date(2026, 3, 10))]


def test_an_objection_stands_beside_one_of_the_same_day_on_another_criterion(office):
    """К4 is entered from paper, the form of that day asks for К7 as well, as many points."""
    entered = lines("Несогласия", 1, Участник=WHO, Поступило="16.03.2026", Критерий="4",
                    Просит_баллов="3", Кто_внёс="С.")  # fmt: skip
    office.decide(entered, as_of=MARCH)
    objects(office, ("4", 3), ("7", 3))
    for _ in range(2):
        asked = contested(office.look(MARCH))
        assert asked == [(each, 3, dt.date(2026, 3, 16)) for each in ("4", "7")]
        office.put("Решения.xlsx", office.draw(MARCH))
    decided = f"{decide(1, 'удовлетворить', 3)}\n{decide(2, 'удовлетворить', 3)}"
    office.put("Решения.xlsx", filled(office.draw(MARCH), decided))
    outcome = office.look(MARCH)
    assert (score(outcome, "ИО-01.4").points, score(outcome, "ИО-01.7").points) == (3, 3)
    assert [code[:4] for code in said(outcome)] == []


def test_a_row_of_another_criterion_takes_no_day_away(office):
    """К4 is entered from paper on the day of the first form on К7, and a second form follows."""
    entered = lines("Несогласия", 1, Участник=WHO, Поступило="10.03.2026", Критерий="4",
                    Просит_баллов="3", Кто_внёс="С.")  # fmt: skip
    office.decide(entered, as_of=MARCH)
    objects(office, ("7", 1), name="2026-03-10/первое.xlsx")
    objects(office, ("7", 3), name="2026-03-12/второе.xlsx")
    first = dt.date(2026, 3, 10)
    assert contested(office.look(MARCH)) == [("4", 3, first), ("7", 3, first)]


def test_the_form_is_held_against_the_return_that_counts(office):
    """Not against one that gave way to it, wherever that lies and whatever it claims."""
    for name in ("ИО-00 прежняя.xlsx", "ИО-99 прежняя.xlsx"):
        office.put(name, assessment(WHO, (0,) * 8, dt.date(2025, 12, 1)))
    objects(office, ("4", 3))
    outcome = office.look(MARCH)
    status = {f.source.path: f.status.value for f in outcome.files}
    assert status["ИО-01.xlsx"] == "used" and status["ИО-99 прежняя.xlsx"] != "used"
    file = next(f for f in outcome.files if f.kind is Kind.OBJECTION)
    assert [f.code for f in file.findings if f.code in ("O009", "O010")] == []


def test_a_decision_on_what_has_landed_settles_the_score(office):
    objects(office, ("4", 3), ("7", 3))
    decided = f"{decide(1, 'удовлетворить', 3)}\n{decide(2, 'отказать')}"
    office.put("Решения.xlsx", filled(office.draw(MARCH), decided))
    outcome = office.look(MARCH)
    assert (score(outcome, "ИО-01.4").points, score(outcome, "ИО-01.7").points) == (3, 2)


@pytest.mark.parametrize(
    ("folder", "late"),
    [("2026-03-17", False), ("2026-03-18", True), ("", False)],
    ids=["last day", "day after", "by the day in the form"],
)
def test_late_is_marked_and_stands_with_the_others(office, folder, late):
    office.decide(RECEIVED, as_of=MARCH)
    objects(office, ("4", 3), name=f"{folder}/несогласие.xlsx".lstrip("/"))
    outcome = office.look(MARCH)
    (effect,) = conclusions_of(outcome).objections
    assert (effect.late, effect.last) == (late, dt.date(2026, 3, 17))
    file = next(f for f in outcome.files if f.kind is Kind.OBJECTION)
    assert file.status.value == "used"
    assert ("O007" in [finding.code for finding in file.findings]) is late
    assert ("после срока" in row(office.draw(MARCH), 1)["Отметка программы"]) is late


def test_an_objection_entered_by_hand_is_held_against_the_window_too(office):
    entered = lines("Несогласия", 1, Участник=WHO, Поступило="19.03.2026", Критерий="4",
                    Просит_баллов="3", Кто_внёс="С.")  # fmt: skip
    office.decide(f"{RECEIVED}\n{entered}", as_of=MARCH)
    outcome = office.look(MARCH)
    assert [code for code in said(outcome) if code.startswith("O007")] == ["O007 Несогласия!D4"]
    assert contested(outcome) == [("4", 3, dt.date(2026, 3, 19))]


def test_without_the_day_of_receipt_nothing_is_said_of_the_window(office):
    objects(office, ("4", 3))
    (effect,) = conclusions_of(office.look(MARCH)).objections
    assert (effect.late, effect.last) == (None, None)
    assert "День получения результатов не внесён" in row(office.draw(MARCH), 1)["Отметка программы"]


def test_the_window_follows_the_committee_s_calendar(office):
    office.decide(RECEIVED, as_of=MARCH)
    office.put("календарь.csv", "24.02.2026;выходной".encode())
    objects(office, ("4", 3), name="2026-03-18/несогласие.xlsx")
    (effect,) = conclusions_of(office.look(MARCH)).objections
    assert (effect.late, effect.last) == (False, dt.date(2026, 3, 18))


def test_a_form_printed_from_another_result_is_pointed_out(office):
    objects(office, ("4", 3))
    office.decide(verified("ИО-01.4", 0, day="10.03.2026"), as_of=MARCH)
    file = next(f for f in office.look(MARCH).files if f.kind is Kind.OBJECTION)
    (finding,) = (f for f in file.findings if f.code == "O010")
    assert "засчитано 2, сейчас – 0" in finding.message and finding.internal


def test_results_json_says_what_is_contested_and_what_it_would_change(office):
    office.decide(RECEIVED, as_of=MARCH)
    objects(office, ("4", 3))
    office.run(MARCH, remember=False)
    results = json.loads((office.output / "results.json").read_text("utf-8"))
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(results))
    assert results["contested"] == [
        {
            "participant": WHO,
            "criterion": "4",
            "received": "2026-03-16",
            "last_day": "2026-03-17",
            "late": False,
            "counted": 2,
            "asked": 3,
            "decision": None,
            "granted": None,
            "total": "9.0",
            "total_if_granted": "9.5",
            "level_if_granted": "Прогрессивный",
            "total_together": "9.5",
            "level_together": "Прогрессивный",
            "source": "несогласие.xlsx",
        }
    ]


def replies(office):
    """Run the batch; return the reply letters by name."""
    office.run(MARCH, remember=False)
    folder = office.output / "Письма" / "Ответы на несогласие"
    return {path.stem: letter_text(path) for path in folder.glob("*.docx")}


def test_no_reply_while_something_is_undecided(office):
    objects(office, ("4", 3), ("7", 3))
    office.put("Решения.xlsx", filled(office.draw(MARCH), decide(1, "удовлетворить", 3)))
    assert replies(office) == {}


def test_of_several_objections_a_reply_names_the_late_one_alone(office):
    office.decide(RECEIVED, as_of=MARCH)
    for criterion, day in (("4", 16), ("7", 19)):
        objects(office, (criterion, 3), day=dt.date(2026, 3, day), name=f"несогласие {day}.xlsx")
    decided = "\n".join(decide(n, "отказать").replace("18.03", "20.03") for n in (1, 2))
    office.put("Решения.xlsx", filled(office.draw(MARCH), decided))
    text = next(iter(replies(office).values())).replace("\u00a0", " ")
    assert "поступившее 16.03.2026 и 19.03.2026" in text
    assert (
        " Несогласие, поступившее 19.03.2026, представлено после срока, который установлен пунктом "
        "3.4 программы и истёк 17.03.2026."
    ) in text


@pytest.mark.parametrize(
    ("name", "asked", "decisions"),
    [
        ("удовлетворено", [("1", 3)], [("удовлетворить", 3)]),
        ("частично", [("1", 3), ("8", 4)], [("удовлетворить частично", 2), ("отказать", "")]),
        ("отказано", [("4", 3)], [("отказать", "")]),
    ],
)
def test_the_replies_read_word_for_word_as_proof_read(office, name, asked, decisions):
    office.decide(RECEIVED, as_of=MARCH)
    day = dt.date(2026, 3, 19) if name == "отказано" else dt.date(2026, 3, 16)
    objects(office, *asked, day=day)
    decided = "\n".join(decide(n, *each) for n, each in enumerate(decisions, start=1))
    day = "20.03.2026" if name == "отказано" else "18.03.2026"
    office.put("Решения.xlsx", filled(office.draw(MARCH), decided.replace("18.03.2026", day)))
    (text,) = replies(office).values()
    assert text == (GOLDEN / f"{name}.txt").read_text("utf-8")
