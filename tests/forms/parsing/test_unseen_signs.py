"""Which signs of a mark nobody sees, each by its number: the tables, and their neighbours."""

import datetime as dt

import pytest

from kuzbass_batch.forms.parsing.values import (
    clean_text,
    date_despite_letters,
    is_not_applicable,
    understand_mark,
)

SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
UNSEEN = (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
          *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFE0E, 0xFE0F, 0xFEFF)  # fmt: skip
QUOTES = tuple(map(ord, "«»„“”‟\"'`‘’‹›"))
BESIDE = {at + step for at in (*SPACES, *UNSEEN, *QUOTES) for step in (-1, 1)}
SEEN = sorted(
    BESIDE - {*SPACES, *UNSEEN, *QUOTES, *range(0x21), *range(0x7F, 0xA1), *map(ord, "!")}
)
"""Those beside a sign of the tables; control characters, spaces and stops are told elsewhere."""


@pytest.mark.parametrize("number", [*SPACES, *UNSEEN, *QUOTES], ids=hex)
def test_a_mark_is_the_same_with_a_sign_that_nobody_sees(number):
    assert understand_mark(f"д{chr(number)}а") is True


@pytest.mark.parametrize("number", SEEN, ids=hex)
def test_any_other_sign_makes_another_word(number):
    assert understand_mark(f"д{chr(number)}а") is None


CLEANED = (0xAD, 0x180E, *range(0x200B, 0x2010), 0x2060, 0xFE0E, 0xFE0F, 0xFEFF)


@pytest.mark.parametrize("number", CLEANED, ids=hex)
def test_a_text_keeps_no_sign_without_a_width(number):
    assert clean_text(f"до{chr(number)}м") == "дом"


@pytest.mark.parametrize("sign", "¬®‐!", ids=ascii)
def test_a_text_keeps_every_sign_that_is_to_be_seen(sign):
    assert clean_text(f"до{sign}м") == f"до{sign}м"


@pytest.mark.parametrize("letter", "xvz5", ids=ascii)
def test_a_letter_beside_a_word_is_no_sign(letter):
    assert understand_mark(f"да{letter}") is None and understand_mark(f"{letter}да") is None


INAPPLICABLE = ("не применимо", "неприменимо", "не применяется", "не применим", "не применима",
                "не применимы", "н/п", "Н/П", "n/a", "не применимо.")  # fmt: skip


@pytest.mark.parametrize("word", INAPPLICABLE)
def test_a_criterion_does_not_apply_in_these_words(word):
    assert is_not_applicable(word) and understand_mark(word) is None


@pytest.mark.parametrize("word", ["не", "применимо", "нет", "не применялось", "", None, 0])
def test_in_others_it_may(word):
    assert not is_not_applicable(word)


@pytest.mark.parametrize("letter", "lIiіІ|", ids=ascii)
def test_a_letter_for_a_one_is_read_as_one_and_told(letter):
    assert date_despite_letters(f"{letter}4.03.2025") == (dt.date(2025, 3, 14), letter)


@pytest.mark.parametrize(("letter", "figure"), [("O", 0), ("о", 0), ("З", 3), ("з", 3)])
def test_a_letter_for_another_figure_is_too(letter, figure):
    assert date_despite_letters(f"1{letter}.12.2025") == (dt.date(2025, 12, 10 + figure), letter)
