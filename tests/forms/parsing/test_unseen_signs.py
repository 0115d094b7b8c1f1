"""Which signs of a mark nobody sees, each by its number: the tables, and their neighbours."""

import pytest

from kuzbass_batch.forms.parsing.values import clean_text, understand_mark

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
