"""Readings by which the registers answer and count: every option decides something."""

import pytest

from kuzbass_batch.methodology.records import QuestionKind
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from tests.filled import METHODOLOGY
from tests.office import AS_OF
from tests.programme_rows import Book, chosen

TRIED = frozenset({("R15", "two"), ("R18", "year"), ("R19", "no")})
"""The options tried here beside those that are chosen."""
EXECUTIVE = METHODOLOGY.categories[0]
REGISTRY = Registry(
    path="Реестр.xlsx",
    participants=(
        Participant(id="ИО-01", name="Министерство", short_name="Министерство", category=EXECUTIVE),
        Participant(id="ПО-01", name="Центр", short_name="Центр", category=EXECUTIVE,
                    parent="ИО-01"),
    ),
)  # fmt: skip


def answers(book, **readings):
    return RegisterAnswers(book.rows(), REGISTRY, chosen(METHODOLOGY, **readings))


def asked(kind):
    (question,) = METHODOLOGY.questions_of(kind)
    return question


@pytest.mark.parametrize(("option", "people"), [("one", 4), ("two", 5)])
def test_a_person_with_two_documents_is_one_or_two(option, people):
    """R15; groups without names count as many as they are under both."""
    book = Book()
    book.enter("training", date="14.05.2025", participant="ИО-01", person="Иванова Анна")
    book.enter("training", date="10.10.2025", participant="ИО-01", person="иванова  анна")
    book.enter("training", date="10.10.2025", participant="ИО-01", quantity=3)
    assert answers(book, R15=option).trained("ИО-01") == people


@pytest.mark.parametrize(
    ("option", "day", "holds"),
    [("lasting", "11.06.2023", True), ("year", "11.06.2023", False), ("year", "11.06.2024", True)],
)
def test_a_certificate_lapses_or_not(option, day, holds):
    """R18, for whoever is asked and for the public list of those in force."""
    book = Book()
    book.enter("samples", participant="ИО-01", sample="Окно", decision="сертификат выдан",
               level="региональный", number="5", date=day)  # fmt: skip
    found = answers(book, R18=option).answer(asked(QuestionKind.QUALITY_CHECK), "ИО-01")
    assert bool(found) == holds
    act = chosen(METHODOLOGY, R18=option)
    assert bool(book.in_force(REGISTRY, AS_OF, act).certificates) == holds


@pytest.mark.parametrize("option", ["yes", "no"])
def test_a_subordinate_s_prize_counts_for_its_parent_or_not(option):
    """R19; the subordinate itself is answered for in any case."""
    book, question = Book(), asked(QuestionKind.CONTEST)
    book.enter("contest", contest="Лучшие практики", scope="межрегиональный", date="20.10.2025",
               participant="ПО-01", result="победитель")  # fmt: skip
    found = answers(book, R19=option)
    assert found.answer(question, "ПО-01")
    assert bool(found.answer(question, "ИО-01")) == (option == "yes")
    asked_of_parent = found.against(question, 4, "ИО-01", 0, asked=False)
    assert bool(asked_of_parent) == (option == "no")
    assert not found.against(question, 4, "ПО-01", 0, asked=False)
