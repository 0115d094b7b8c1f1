"""Registers answer first: what is registered is not asked; what contradicts is, at no cost."""

import datetime as dt

import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.rules.checks.evidence import evidence_of
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from tests.filled import METHODOLOGY
from tests.office import Office, assessment, standing
from tests.registers import certificate, keep, prize, project, trained

pytestmark = pytest.mark.whole

CLAIMS = (2, 2, 2, 3, 2, 2, 2, 4)
"""К1 with a project, К4 with a sample, К5 with training, К8 with the highest place."""
NOTHING = {f"{row.code}/evidence": "" for c in METHODOLOGY.criteria for row in c.rows}
COLUMNS = ("name", "post", "date", "topic", "document")
EMPTY_LIST = {f"training/{n}/{key}": "" for n in range(1, 4) for key in COLUMNS}


@pytest.fixture
def office(tmp_path):
    """A folder in which ИО-01 claims much and names nothing."""
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01", CLAIMS, answers=NOTHING | EMPTY_LIST))
    return office


def asked(outcome, who="ИО-01"):
    return {finding.code for finding in standing(outcome, who).findings}


def people(count):
    """The list of trained people of a form, with so many of them."""
    return {
        f"training/{n}/{key}": dt.date(2025, 5, n) if key == "date" else f"{key} {n}"
        for n in range(1, count + 1)
        for key in COLUMNS
    }


def ledger(outcome, who="ИО-01"):
    """Return criterion, what is given and whether it is missing, of the questions of the act."""
    answers = RegisterAnswers(outcome.registers, outcome.registry, outcome.methodology).answer
    proofs = evidence_of(standing(outcome, who), outcome.methodology, answers)
    return [(proof.criterion, proof.given, proof.missing) for proof in proofs]


def test_without_registers_everything_is_asked(office):
    outcome = office.look()
    assert asked(outcome) >= {"S040", "S041", "S045", "S046", "S048"}
    assert ("4", "", True) in ledger(outcome) and ("8", "", True) in ledger(outcome)


@pytest.mark.parametrize(
    ("text", "code", "criterion", "words"),
    [
        (
            certificate(),
            "S045",
            "4",
            "«Образцы», строка 4: сертификат № 5 (региональный) от 11.06.2025",
        ),
        (prize(), "S048", "8", "«Конкурс», строка 4: Лучшие практики (региональный), победитель"),
        (
            trained() + "\n" + trained(2, person="Петров Иван"),
            "S041",
            "5",
            "по реестру «Обучение»: человек – 2",
        ),
        (project(), "S046", "1", "«Проекты», строка 4: проект 2025/ИО-01-1, открыт"),
    ],
)  # fmt: skip
def test_what_is_registered_is_not_asked_for(office, text, code, criterion, words):
    before = office.look()
    keep(office, text)
    outcome = office.look()
    assert code in asked(before) and code not in asked(outcome)
    assert asked(before) - asked(outcome) <= {code, "S040"}
    found = [given for each, given, missing in ledger(outcome) if each == criterion and not missing]
    assert words in found
    assert standing(outcome, "ИО-01").scorecard.total == standing(before, "ИО-01").scorecard.total


def test_a_certificate_of_a_subordinate_answers_for_its_parent(office):
    keep(office, certificate(who="ПО-01"))
    assert "S045" not in asked(office.look())


def test_another_s_rows_answer_nobody(office):
    keep(office, "\n".join((certificate(who="ИО-02"), prize(who="ИО-02"), trained(who="ИО-02"))))
    assert asked(office.look()) >= {"S041", "S045", "S048"}


@pytest.mark.parametrize("text", [prize(Дата_итогов="20.10.2024"), trained(Дата="14.05.2024")])
def test_a_contest_and_training_of_another_year_answer_nothing(office, text):
    keep(office, text)
    assert asked(office.look()) >= {"S041", "S048"}


def test_a_certificate_of_an_earlier_year_holds(office):
    keep(office, certificate(Сертификат_от="11.06.2024"))
    assert "S045" not in asked(office.look())


def test_a_stopped_project_is_no_passport_and_is_asked_about(office):
    keep(office, project(Состояние="остановлен"))
    outcome = office.look()
    (found,) = _against(outcome)
    assert (
        "S046" in asked(outcome)
        and "в реестре «Проекты», строка 4, стоит «остановлен»" in found.message
    )


def _against(outcome, who="ИО-01"):
    return [f for f in standing(outcome, who).findings if f.code == "G012"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (certificate(Решение="отказано"), "По критерию 4 заявлено 3 балла, а в реестре «Образцы», "
                                          "строка 4, стоит «отказано»."),
        (prize(Результат="участник"), "По критерию 8 заявлено 4 балла, а в реестре «Конкурс», "
                                      "строка 4, стоит «участник»."),
    ],
)  # fmt: skip
def test_a_claim_that_a_register_contradicts_is_a_question_and_no_deduction(office, text, words):
    total = standing(office.look(), "ИО-01").scorecard.total
    keep(office, text)
    outcome = office.look()
    (found,) = _against(outcome)
    assert found.message == words and found.cell
    assert standing(outcome, "ИО-01").scorecard.total == total


def test_more_people_in_the_form_s_list_than_in_a_register_of_groups_is_asked(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01", answers=people(2)))
    keep(office, trained(person="''", Человек=1))
    outcome = office.look()
    (found,) = _against(outcome)
    assert "человек – 2, а в реестре за 2025 год – 1 («Обучение», строка 4)" in found.message
    assert not _against(outcome, "ИО-02")


def test_rows_of_the_list_that_a_register_of_names_does_not_hold_are_asked_about(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01", answers=people(3)))
    before = standing(office.look(), "ИО-01").scorecard.total
    keep(office, trained(person="name 1") + "\n" + trained(2, person="name 33"))
    outcome = office.look()
    found = [f for f in standing(outcome, "ИО-01").findings if f.code == "G060"]
    assert [(f.sheet, f.cell) for f in found] == [("Обучение", "B7"), ("Обучение", "B8")]
    assert ["name 33" in f.message for f in found] == [False, True]
    assert not _against(outcome) and standing(outcome, "ИО-01").scorecard.total == before


def test_a_claim_with_documents_that_a_kept_register_does_not_know_is_asked(tmp_path):
    office = Office(tmp_path)
    named = {"4.2/evidence": "сертификат ППКО от 11.06.2025"}
    office.put("ИО-01.xlsx", assessment("ИО-01", answers=named))
    assert not _against(office.look())
    keep(office, certificate(who="МО-01"))
    outcome = office.look()
    (found,) = _against(outcome)
    assert "в реестре «Образцы» такого сертификата нет" in found.message
    # The row claimed is about subordinates, and the certificate is the body's own.
    (own,) = _against(outcome, "МО-01")
    assert "сертификат есть только у самого участника" in own.message


def test_one_person_with_two_certificates_is_one(office):
    keep(office, trained() + "\n" + trained(2, Тема="углублённый курс"))
    outcome = office.look()
    answers = RegisterAnswers(outcome.registers, outcome.registry, outcome.methodology)
    assert answers.trained("ИО-01") == 1


def test_the_plan_s_number_of_people_is_answered_by_the_register(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01", answers=people(1)))
    assert "S042" in asked(office.look())
    keep(office, trained() + "\n" + trained(2, person="Петров Иван"))
    assert "S042" not in asked(office.look())


def test_who_keeps_no_registers_sees_what_he_saw_before():
    assert "registers" in {each.value for each in year_of(METHODOLOGY).forms}
