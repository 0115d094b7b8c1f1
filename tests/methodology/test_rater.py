"""The body that rates in the texts: its word declined, and verbs that agree with it."""

from dataclasses import replace

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.rater import COMMITTEE, Gender
from tests.paths import DATA

OFFICE = load_methodology(2026, DATA / "other_act").words.rater


@pytest.mark.parametrize(
    ("gender", "forms"),
    [
        ("masculine", ("подвёл", "рассмотрел", "сам", "он", "согласен", "самого")),
        ("feminine", ("подвела", "рассмотрела", "сама", "она", "согласна", "самой")),
        ("neuter", ("подвело", "рассмотрело", "само", "оно", "согласно", "самого")),
    ],
)
def test_words_agree_with_the_gender(gender, forms):
    found = replace(COMMITTEE, gender=Gender(gender))
    assert forms == (
        found.past("подвёл"),
        found.past("рассмотрел"),
        found.itself,
        found.pronoun,
        found.agrees.split()[-1],
        found.of_itself.split()[0],
    )


@pytest.mark.parametrize(
    ("accusative", "into"),
    [
        ("комитет", "в комитет"),
        ("внешнюю дирекцию", "во внешнюю дирекцию"),
        ("ведомство", "в ведомство"),
        ("Фонд развития", "в Фонд развития"),
        ("Всероссийский центр", "во Всероссийский центр"),
    ],
)
def test_forms_are_sent_into_the_body(accusative, into):
    assert replace(COMMITTEE, accusative=accusative).into == into


def test_a_file_without_the_word_says_committee():
    assert load_methodology(Period(2026, "II"), DATA / "quarterly_act").words.rater == COMMITTEE


def test_a_file_names_its_own():
    assert OFFICE.did("определил") == "инспекция определила"
    assert (OFFICE.heading, OFFICE.chair) == ("Инспекция", "Начальник инспекции")
