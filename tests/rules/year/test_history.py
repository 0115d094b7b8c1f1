"""The way of each result from claimed to final, with reasons, who and when, wherever shown."""

import datetime as dt
import json
import pickle
from decimal import Decimal

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.records.year.year import StepKind
from kuzbass_batch.rules.year import history
from kuzbass_batch.rules.year.history import histories_of
from kuzbass_batch.workers.packed import pickled
from tests.office import EXAMPLE, Office, assessment, lines, ruled, verified
from tests.outputs.results.test_document import SCHEMA
from tests.test_batch import letter_text

pytestmark = pytest.mark.whole

MARCH = dt.date(2026, 3, 20)
OBJECTION = lines(
    "Несогласия", 1, Участник="ИО-01", Поступило="10.03.2026", Критерий="'3'", Просит_баллов=3,
    Решение="удовлетворить", Решено_баллов=3, Обоснование="Представлен приказ",
    Протокол="№ 5", Дата_решения="16.03.2026", Кто_внёс="Секретарёва",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """ИО-01 claims 3 for the first criterion without its second row; everything is decided."""
    office = Office(tmp_path_factory.mktemp("office"))
    broken = {"1.1/done": True, "1.2/done": False, "1.3/done": True}
    office.put("ИО-01.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:]), answers=broken))
    office.remove("МО-01.xlsx")
    office.decide("\n".join((
        verified("ИО-01.1", 2, "Отчёт об оптимизации принят"),
        verified("ИО-01.3", 1, "Приказ не представлен"),
        verified("ИО-01.2", 2, ""),
        OBJECTION,
        ruled(1, "ИО-02", "исключить самооценку"),
    )))  # fmt: skip
    office.run(MARCH)
    return office


@pytest.fixture(scope="module")
def results(office):
    return json.loads((office.output / "results.json").read_text("utf-8"))


def person(results, who):
    return next(each for each in results["participants"] if each["id"] == who)


def test_every_step_says_how_far_the_total_moved_and_why(office):
    steps = histories_of(office.look(MARCH))["ИО-01"]
    told = [
        (s.kind.value, s.criterion, s.before, s.after, str(s.change), str(s.total)) for s in steps
    ]
    assert told == [
        ("claimed", "", None, None, "0.0", "11.0"),
        ("counted", "1", 3, 1, "-2", "9.0"),
        ("counted", "", None, None, "-2.0", "9.0"),
        ("verified", "1", 1, 2, "1", "10.0"),
        ("verified", "2", 2, 2, "0.0", "10.0"),
        ("verified", "3", 2, 1, "-0.8", "9.2"),
        ("verified", "", None, None, "0.2", "9.2"),
        ("objected", "3", None, None, "None", "None"),
        ("settled", "3", 1, 3, "1.6", "10.8"),
        ("final", "", None, None, "1.6", "10.8"),
    ]
    assert {s.level for s in steps if s.total is not None} == {"progressive"}


def test_decided_steps_name_who_when_and_why(office):
    steps = histories_of(office.look(MARCH))["ИО-01"]
    decided = [s for s in steps if s.criterion and s.kind in (StepKind.VERIFIED, StepKind.SETTLED)]
    assert [(s.who, s.day, s.reason) for s in decided] == [
        ("Проверова П. П.", dt.date(2026, 1, 15), "Отчёт об оптимизации принят"),
        ("Проверова П. П.", dt.date(2026, 1, 15), ""),
        ("Проверова П. П.", dt.date(2026, 1, 15), "Приказ не представлен"),
        ("Секретарёва", dt.date(2026, 3, 16), "удовлетворено; Представлен приказ"),
    ]


def test_a_participant_without_a_score_has_his_rulings_and_nothing_else(office):
    steps = histories_of(office.look(MARCH))
    assert [(s.kind, s.who) for s in steps["ИО-02"]] == [(StepKind.ADMITTED, "Председатель")]
    assert steps["МО-01"] == ()


def test_results_json_carries_verified_settled_stage_and_history(results):
    assert list(Draft202012Validator(SCHEMA).iter_errors(results)) == []
    first, third = person(results, "ИО-01")["criteria"][0], person(results, "ИО-01")["criteria"][2]
    assert (first["claimed"], first["counted"], first["verified"], first["points"]) == (3, 1, 2, 2)
    assert (third["verified"], third["settled"], third["points"]) == (1, 3, 3)
    assert person(results, "ИО-01")["stage"] == "settled"
    assert person(results, "ИО-02")["stage"] == "excluded"
    assert person(results, "ИО-01")["history"][-1]["total"] == "10.8"
    assert results["decisions"] == "Решения.xlsx"


def test_the_sum_of_all_steps_is_the_way_from_claimed_to_final(results):
    assert any(each["status"] == "rated" and len(each["history"]) > 2
               for each in results["participants"])  # fmt: skip
    for each in results["participants"]:
        steps = each["history"]
        if each["status"] == "rated":
            moved = sum((Decimal(s["change"]) for s in steps if s["criterion"] and s["change"]),
                        Decimal())  # fmt: skip
            assert Decimal(steps[-1]["total"]) == Decimal(steps[0]["total"]) + moved
            assert steps[-1]["total"] == each["total"]


def test_the_sheet_shows_the_same_numbers(office, results):
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    rows = [row for row in book["История"].iter_rows(min_row=4, values_only=True) if row[0]]
    shown = [(row[0], row[2], row[7]) for row in rows if not row[3] and row[7] is not None]
    assert ("ИО-01", "итог", 10.8) in shown and ("ИО-01", "заявлено", 11.0) in shown
    assert len(rows) == sum(len(each["history"]) for each in results["participants"])
    bases = {
        row[0:3]: row[5] for row in book["Как посчитано"].iter_rows(min_row=4, values_only=True)
    }
    assert bases["ИО-01", "примеров", "3"] == 3


def test_the_letter_says_why_the_result_differs_from_the_claim(office):
    (path,) = (office.output / "Письма" / "Результаты").glob("ИО-01*.docx")
    text = letter_text(path)
    assert "оценка – 10,8" in text
    assert "Что решил комитет и чем итог отличается от заявленного:" in text
    assert "критерий\u00a01 – заявлено 3, засчитано 1: не отмечена строка\u00a01.2" in text
    assert "Комитет подтвердил 2 балла (п.\u00a03.4). Отчёт об оптимизации принят" in text
    assert "Несогласие удовлетворено, засчитано 3 балла (п.\u00a03.4). Представлен приказ" in text
    assert "(протокол №\u00a05)" in text
    assert "Проверова" not in text and "критерий\u00a02 – отмечен" not in text


def test_an_excluded_return_is_explained_where_the_absent_are_listed(office):
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    rows = book["Не вошли и возвращены"].iter_rows(min_row=4, values_only=True)
    assert {row[0]: row[5] for row in rows}["ИО-02"].startswith("Самооценка исключена решением")


@pytest.mark.parametrize("kept", [2_000, 1])
def test_what_a_worker_gets_is_worked_out_if_it_is_kept(office, monkeypatch, kept):
    outcome = office.look(MARCH)
    expected = dict(histories_of(outcome))
    monkeypatch.setattr(history, "KEPT", kept)
    packed, asked = pickled(histories_of(outcome)), []
    monkeypatch.setattr(history, "history", lambda *given: asked.append(given) or given)
    there = pickle.loads(packed)
    assert len(there) == len(expected)
    if kept > len(expected):
        assert dict(there) == expected and not asked
    else:
        assert len(dict(there)) == len(asked) == len(expected)
