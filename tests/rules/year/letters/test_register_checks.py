"""The register of letters: an entry in another letter's row is noticed, however it got there."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.records.committee.outgoing import Doubt, Outgoing, OutgoingLetter, State
from kuzbass_batch.rules.year.letters.register_checks import (
    doubts_about,
    first_moved,
    recorded_in,
    recorded_of,
)
from kuzbass_batch.rules.year.to_do import register_to_check
from tests.rules.year.letters.test_outgoing import entered, filled, letter

DAY = dt.date(2026, 2, 20)
WHO = ("ИО-01", "ИО-02", "МО-01")


def drawn(lines):
    """What the next run reads of a register that was drawn with these lines."""
    return tuple(
        replace(line.letter, recorded=str(recorded_of(at, line)))
        for at, line in enumerate(lines, start=1)
    )


REGISTER = drawn(entered([letter(who) for who in WHO]))
SENT = drawn(entered([letter(who) for who in WHO], filled(entered([letter(who) for who in WHO]),
                                                         "Р-001", sent=DAY)))  # fmt: skip


def doubts(rows, *handed):
    return [doubts_about(rows, handed).get(at) for at in range(len(rows))]


def with_numbers(*numbers, rows=REGISTER):
    return [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]


def test_what_is_entered_where_it_belongs_is_in_no_doubt():
    assert [row.number for row in REGISTER] == ["Р-001", "Р-002", "Р-003"]
    assert doubts(REGISTER) == doubts(SENT) == [None] * 3
    own = with_numbers("01-12/345", "01-12/346", "01-12/347")
    assert doubts([replace(row, sent=DAY, sender="С.") for row in own]) == [None] * 3
    assert first_moved(REGISTER) == ""


def test_numbers_pasted_a_row_too_low_are_told():
    assert doubts(with_numbers("Р-001", "Р-001", "Р-002")) == [
        Doubt.SAME_NUMBER, Doubt.OTHERS_NUMBER, Doubt.OTHERS_NUMBER
    ]  # fmt: skip


def test_a_column_of_numbers_sorted_alone_is_told():
    assert doubts(with_numbers("Р-003", "Р-002", "Р-001")) == [
        Doubt.OTHERS_NUMBER, None, Doubt.OTHERS_NUMBER
    ]  # fmt: skip


def test_own_numbers_of_two_addressees_that_are_the_same_are_told():
    rows = with_numbers("345", "345", "346")
    assert doubts(rows) == [Doubt.SAME_NUMBER, Doubt.SAME_NUMBER, None]
    # One letter may go with another to the same addressee.
    both = [rows[0], replace(rows[1], participant="ио-01", what="ответ на несогласие")]
    assert doubts(both) == [None, None]


def test_a_number_that_delivery_knows_for_another_is_told():
    rows = with_numbers("345", "346", "347")
    handed = Outgoing(participant="МО-01", what="результаты", number="346")
    assert doubts(rows, handed) == [None, Doubt.HANDED_TO_ANOTHER, None]
    both = Outgoing(participant="ИО-02", what="результаты", number="346")
    assert doubts(rows, handed, both) == [None] * 3


def test_a_sending_that_left_its_row_is_told():
    """The column «Отправлено» alone was sorted, or cut and pasted a row lower."""
    moved = [replace(SENT[0], sent=""), replace(SENT[1], sent=DAY), SENT[2]]
    assert doubts(moved) == [Doubt.NO_LONGER_SENT, None, None]
    corrected = [replace(SENT[0], sent=DAY + dt.timedelta(days=1)), *SENT[1:]]
    assert doubts(corrected) == [None] * 3


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.DRAFT, Doubt.DRAFT_SENT), (State.GONE, Doubt.GONE_SENT), (State.NEW, None),
     (State.REPEAT, None), (State.OWN, None)],
)  # fmt: skip
def test_a_day_in_the_row_of_a_letter_that_was_not_to_be_sent_is_told(state, expected):
    line = OutgoingLetter(letter=letter("ИО-01"), state=state)
    (row,) = drawn([line])
    assert doubts([replace(row, sent=DAY)]) == [expected] and doubts([row]) == [None]


@pytest.mark.parametrize("note", ["Верно", "номер общий, проверено", "верно."])
def test_a_note_settles_a_doubt(note):
    rows = [replace(row, note=note) for row in with_numbers("345", "345", "346")]
    assert doubts(rows) == [None] * 3
    assert doubts([replace(rows[0], note="почтой"), *rows[1:]])[0] is Doubt.SAME_NUMBER


def test_a_doubt_stays_from_run_to_run_until_it_is_mended():
    rows = with_numbers("Р-002", "Р-001", "Р-003")
    for _ in range(3):
        lines = entered([letter(who) for who in WHO], rows)
        found = [line.doubt for line in lines]
        assert found == [Doubt.OTHERS_NUMBER, Doubt.OTHERS_NUMBER, None]
        rows = drawn(lines)
    mended = entered(
        [letter(who) for who in WHO], with_numbers("Р-001", "Р-002", "Р-003", rows=rows)
    )
    assert [line.doubt for line in mended] == [None] * 3
    assert doubts(drawn(mended)) == [None] * 3


def test_the_summary_names_whose_rows_are_to_be_checked():
    assert register_to_check(REGISTER, ()) == ()
    (said,) = register_to_check(tuple(with_numbers("345", "345", "346")), ())
    assert (said.count, said.names) == (2, "ИО-01 (результаты), ИО-02 (результаты)")


def test_participants_sorted_apart_are_told_and_a_corrected_one_is_not():
    turned = [replace(row, participant=who) for row, who in zip(REGISTER, WHO[::-1], strict=True)]
    assert first_moved(turned) == "1"
    assert first_moved([replace(REGISTER[0], participant="ИО-09"), *REGISTER[1:]]) == ""


def test_what_was_recorded_is_read_again_whatever_stands_in_it():
    odd = letter("ИО-01", number="01|12 | 3", sent="до | востребования")
    (row,) = drawn([OutgoingLetter(letter=odd, state=State.SENT)])
    known = recorded_in(row.recorded)
    assert (known.number, known.sent, known.state) == (
        "01/12 / 3",
        "до / востребования",
        "отправлено",
    )
    assert doubts([row]) == [None]
    assert recorded_in("что угодно") is None and recorded_in("") is None
