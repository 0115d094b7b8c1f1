"""Reminders by a schedule: each of its days once, who sent nothing and who has a form to mend."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.records.committee.outgoing import LetterKind, Outgoing, State
from kuzbass_batch.records.files.sources import NO_SOURCE
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.rules.deadlines import days_before, due_days
from kuzbass_batch.rules.year.letters.letters import letters_for
from kuzbass_batch.rules.year.letters.outgoing import Numbering, enter
from tests.outputs.letters.test_letters import ABSENT, METHODOLOGY
from tests.rules.year.letters.test_letters import FORM, returned

NUMBERING = Numbering(prefixes={"напоминание": "Н-"}, digits=1)
SCHEDULE = (14, 3, 1)


def day(text):
    return dt.datetime.strptime(f"{text}.2025", "%d.%m.%Y").date()


def due(as_of, reminders=SCHEDULE):
    return due_days(day(as_of), 5, METHODOLOGY, STATE_CALENDAR, reminders)


@pytest.mark.parametrize(
    ("as_of", "step", "step_day"),
    [
        # 15 December 2025 is a Monday
        ("24.11", 0, None), ("25.11", 14, "25.11"), ("09.12", 14, "25.11"), ("10.12", 3, "10.12"),
        ("11.12", 3, "10.12"), ("12.12", 1, "12.12"), ("13.12", 1, "12.12"), ("15.12", 1, "12.12"),
        ("16.12", 0, None),
    ],
)  # fmt: skip
def test_a_reminder_is_due_from_its_working_day_on(as_of, step, step_day):
    found = due(as_of)
    assert (found.step, found.step_day) == (step, step_day and day(step_day))
    assert found.quiet is (as_of == "24.11")


def test_without_days_nobody_is_reminded_before_the_act_s_day():
    assert due("12.12", ()).quiet and not due("16.12", ()).quiet
    assert not due("24.11", None).quiet, "who asks for no schedule is given none"


def test_working_days_are_counted_back_over_days_off():
    assert days_before(dt.date(2026, 1, 13), 2, STATE_CALENDAR) == dt.date(2025, 12, 30)


def kinds(standing, as_of):
    found = letters_for(standing, (), (), over=False, closed=False, due=due(as_of))
    return list(found)


def test_who_sent_nothing_hears_so_on_the_days_of_the_schedule_and_after_the_act_s_day():
    assert kinds(ABSENT, "24.11") == []
    for as_of in ("25.11", "10.12", "15.12", "16.12"):
        assert kinds(ABSENT, as_of) == [LetterKind.REMINDER]
    ruled_out = replace(ABSENT, status=ParticipantStatus.EXCLUDED)
    assert kinds(ruled_out, "24.11") == [LetterKind.NOTICE]


def test_who_has_a_form_to_mend_since_before_that_day_is_reminded_of_it():
    (form,), came = returned(FORM), day("08.12")
    form = replace(form, read=replace(form.read, source=replace(NO_SOURCE, received=came)))
    back = replace(ABSENT, status=ParticipantStatus.RETURNED, returned=(form,))
    before, after = came - dt.timedelta(days=1), came + dt.timedelta(days=1)
    for step_day, expected in ((after, True), (came, False), (before, False)):
        asked = replace(due("10.12"), step_day=step_day)
        found = list(letters_for(back, (), (), over=False, closed=False, due=asked))
        assert (LetterKind.REMINDER in found) is expected and found[0] is LetterKind.RETURN
    assert LetterKind.REMINDER not in kinds(back, "16.12"), "the letter that returns it repeats"


def letter(step, since, text):
    return Outgoing(participant="ИО-01", what="напоминание", content=f"за {step}",
                    day=day(since), sha256=text * 64, since=day(since))  # fmt: skip


def entered(known, found, **changes):
    """Return the register after a run with this letter; changes: of its last line, by the clerk."""
    lines = enter({"Письма/Напоминания/а.docx": found}, known, (), NUMBERING)
    rows = [line.letter for line in lines]
    return [*rows[:-1], replace(rows[-1], **changes)], [line.state for line in lines]


def test_each_day_of_the_schedule_once_known_from_the_register():
    first = letter(14, "25.11", "a")
    rows, states = entered((), first)
    assert states == [State.NEW]
    rows, states = entered(tuple(rows), first, sent=day("26.11"))
    rows, states = entered(tuple(rows), replace(first, sha256="b" * 64))
    assert states == [State.SENT], "another salutation is no other reminder"
    rows, states = entered(tuple(rows), letter(3, "10.12", "c"))
    assert states == [State.SENT, State.NEW] and rows[-1].number == "Н-2", "no repeat of the first"
    rows, states = entered(tuple(rows), letter(3, "10.12", "c"), sent=day("10.12"))
    rows, states = entered(tuple(rows), letter(3, "10.12", "c"))
    assert states == [State.SENT, State.SENT]


def test_one_that_waits_gives_way_to_the_next_and_one_sent_late_counts_for_it():
    rows, _ = entered((), letter(14, "25.11", "a"))
    rows, states = entered(tuple(rows), letter(3, "10.12", "c"))
    assert states == [State.NEW] and rows[0].number == "Н-1"
    late, _ = entered((), letter(14, "25.11", "a"), sent=day("11.12"))
    rows, states = entered(tuple(late), letter(3, "10.12", "c"))
    assert states == [State.SENT]


def test_a_sending_entered_without_a_copy_counts_for_its_day_alone():
    known = Outgoing(participant="ИО-01", what="напоминание", number="Н-1", sent=day("26.11"))
    _, states = entered((known,), letter(14, "25.11", "a"))
    assert states == [State.SENT]
    _, states = entered((known,), letter(3, "10.12", "c"))
    assert states == [State.SENT, State.NEW]
