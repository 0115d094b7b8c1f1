"""The memo tells how much of the rating the committee has verified by documents (p. 3.4)."""

import pytest
from openpyxl import load_workbook

from kuzbass_batch.outputs.publication.memo import memo_context
from tests.april_package import conclusions_of
from tests.office import EXAMPLE, Office, assessment, verified
from tests.outcomes import outcome

pytestmark = pytest.mark.whole

WHOLE = "\n".join(verified(f"ИО-01.{n}", points) for n, points in enumerate(EXAMPLE, start=1))


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ("", "0 из 32 критериев, все критерии – у 0 из 4 участников."),
        (verified("ИО-02.3", 2), "1 из 32 критериев, все критерии – у 0 из 4 участников."),
        (WHOLE, "8 из 32 критериев, все критерии – у 1 из 4 участников."),
    ],
)
def test_the_memo_counts_what_was_verified(tmp_path, entered, words):
    office = Office(tmp_path)
    if entered:
        office.decide(entered)
    context = memo_context(conclusions_of(office.look()))
    assert context["verified"] == f"Комитет проверил по документам {words}"


def test_an_answer_changed_after_its_verification_counts_as_not_verified(tmp_path):
    office = Office(tmp_path)
    office.decide(WHOLE)
    office.put("новая.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:])))
    office.remove("ИО-01.xlsx")
    context = memo_context(conclusions_of(office.look()))
    assert "7 из 32 критериев, все критерии – у 0 из 4" in context["verified"]


@pytest.mark.parametrize(
    ("leaders", "diplomas", "counted"),
    [
        (1, "1 диплом", "1 участнику"),
        (2, "2 диплома", "2 участникам"),
        (6, "6 дипломов", "6 участникам"),
        (21, "21 диплом", "21 участнику"),
    ],
)
def test_diplomas_and_leaders_agree_with_their_number(leaders, diplomas, counted):
    found = outcome("\n".join(f"И{number} | 33333234 |" for number in range(1, leaders + 1)))
    context = memo_context(conclusions_of(found))
    assert (context["diplomas"], context["leaders_counted"]) == (diplomas, counted)


ALIKE = (0, 2, 2, 0, 2, 1, 0, 0)


def test_the_memo_and_the_summary_name_the_same_best_and_weakest_criteria(tmp_path):
    """Three criteria share the best result, and both outputs name them all."""
    office = Office(tmp_path)
    for who in ("ИО-01", "ИО-02", "МО-01", "ПО-01"):
        office.put(f"{who}.xlsx", assessment(who, ALIKE))
    found = conclusions_of(office.look())
    assert memo_context(found)["extremes"] == (
        "Лучше всего выполняются критерии 2 «Визуализация показателей деятельности», "
        "3 «Создание центров компетенций» и 5 «Обучение сотрудников», слабее всего – критерии "
        "1 «Участие в реализации программы», 4 «Создание образца лучших практик», "
        "7 «Организация взаимодействия» и "
        "8 «Активизация людей через соревновательную активность»."
    )
    office.run()
    sheet = load_workbook(office.output / "Рейтинг-2025.xlsx")["Сводка"]
    shown = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Лучшие: 2*, 3 и 5*", "Слабейшие: 1*, 4, 7 и 8"} <= shown
