"""Earlier editions of a letter, as a line of the register remembers them."""

import datetime as dt

import pytest

from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.rules.year.letters.editions import MOST, as_sent, editions_of, redrawn

DAY = dt.date(2026, 2, 18)


def row(**known):
    return Outgoing(participant="ИО-01", what="результаты", **known)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("18.02.2026 абв 9,0; Базовый", ("2026-02-18", "абв", "9,0; Базовый")),
        ("  18.02.2026 абв  ", ("2026-02-18", "абв", "")),
        ("31.02.2026 абв 9,0", None),
        ("18.02.26 абв", None),
        ("18.02.2026", None),
        ("слова", None),
        ("", None),
    ],
)
def test_an_edition_is_a_day_a_hash_and_the_result_that_it_told(line, read):
    good = "17.02.2026 где 8,0"
    found = [
        (f"{e.day}", e.sha256, e.content) for e in editions_of(row(editions=f"{line}\n{good}"))
    ]
    assert found == [*([read] if read else []), ("2026-02-17", "где", "8,0")]


def test_a_letter_drawn_anew_is_remembered_as_it_was_and_the_latest_are_kept():
    was = row(day=DAY, sha256="1", content="9,0")
    assert redrawn(was, row(sha256="2")) == "18.02.2026 1 9,0"
    assert redrawn(was, row(sha256="1")) == ""
    assert redrawn(row(day="", sha256="1"), row(sha256="2")) == ""
    assert redrawn(row(day=DAY), row(sha256="2")) == ""
    known = "\n".join(f"{day:02}.01.2026 {day}" for day in range(1, MOST + 1))
    lines = redrawn(row(day=DAY, sha256="1", editions=known), row(sha256="2")).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (MOST, "02.01.2026 2", "18.02.2026 1")


@pytest.mark.parametrize(
    ("sent", "went"),
    [(16, "1"), (17, "2"), (18, "3"), (19, "3"), (15, "3")],
)
def test_what_went_is_the_last_edition_of_before_the_sending(sent, went):
    """Sent before any edition that is known: the line stays as it is, and is doubted."""
    known = "16.02.2026 1 а\n17.02.2026 2 б"
    line = row(day=DAY, sha256="3", content="в", sent=dt.date(2026, 2, sent), editions=known)
    found = as_sent(line)
    assert (found.sha256, found.content) == (went, {"1": "а", "2": "б", "3": "в"}[went])
