"""Who has to do what by when: each task from the stages of the participants alone."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.records.committee.decisions import Decisions
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.year import DueDays, Progress, Stage
from kuzbass_batch.rules.year.tasks import (
    BEYOND_TOTALS,
    PARTICIPANTS,
    SUBMIT,
    TOTALS_TOPIC,
    tasks_of,
    working_days_between,
)
from tests.outcomes import METHODOLOGY, outcome
from tests.rules.decisions.bare_forms import form

COMMITTEE = METHODOLOGY.words.rater.nominative
CROWD = outcome("И1 | 33333234 |\nИ2 | 12222222 |\nМ1 | |\nП1 | |")
DECEMBER, JANUARY, MARCH = dt.date(2025, 12, 10), dt.date(2026, 1, 20), dt.date(2026, 3, 12)
SENT = SimpleNamespace(received=None)
WINDOW = dt.date(2026, 3, 17)

SUM_UP = (
    "Подвести итоги: доклад заместителю председателя и публикация в разделе «Эффективный регион»"
)


def stands(stage, **known):
    given = {"unverified": (), "again": (), "delivery": None, "deadline": None, "open": (),
             "unanswered": False} | known  # fmt: skip
    return Progress(participant="", stage=stage, **given)


DONE = stands(Stage.EXCLUDED)


def tasks(as_of, *, people=None, first="15.12.2025", **found):
    """Return `день кто: что – кого (дней)` of each task, without the readings and the totals.

    found: the progress of И1, И2, М1 and П1 (as `i1` and so on); people: changes of standings.
    """
    standings = tuple(
        replace(each, **(people or {}).get(each.participant.id, {})) for each in CROWD.standings
    )
    year = replace(CROWD, as_of=as_of, standings=standings)
    ways = {s.participant.id: found.get(key, DONE)
            for s, key in zip(standings, ("i1", "i2", "m1", "p1"), strict=True)}  # fmt: skip
    due = DueDays(first=day(first), mended=dt.date(2026, 1, 29), answer=dt.date(2026, 1, 30))
    return [
        f"{each.due:%d.%m} {each.who[:2]}: {each.what} – {', '.join(each.names)} ({each.days})"
        for each in tasks_of(year, ways, due)
        if each.what != SUM_UP and "прочтения" not in each.what
    ]


def day(text):
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


AWAITED = stands(Stage.AWAITED)
HELD = {"П1": {"possible": ("битый.xlsx",)}}
REMINDED = f"{SUBMIT} (в напоминании – до 29.01.2026 включительно)"
U, K = PARTICIPANTS[:2], COMMITTEE[:2]


def test_there_are_two_who_have_something_to_do():
    """Letters, the board and the calendar name them so."""
    assert (PARTICIPANTS, COMMITTEE) == ("участники", "комитет")


def test_what_is_awaited_is_due_on_the_act_s_day_and_nobody_is_reminded_before():
    assert tasks(DECEMBER, m1=AWAITED, p1=AWAITED) == [f"15.12 {U}: {SUBMIT} – М1, П1 (3)"]
    last = dt.date(2025, 12, 15)
    assert tasks(last, m1=AWAITED, p1=AWAITED) == [f"15.12 {U}: {SUBMIT} – М1, П1 (0)"]


def test_after_that_day_the_reminder_names_another_but_for_whose_form_may_lie_unread():
    assert tasks(JANUARY, people=HELD, first="29.01.2026", m1=AWAITED, p1=AWAITED) == [
        f"15.12 {U}: {SUBMIT} – П1 (-18)",
        f"15.12 {U}: {REMINDED} – М1 (-18)",
        f"21.01 {K}: Напомнить о самооценке – М1 (1)",
        f"21.01 {K}: Разобрать файлы без участника: в них может быть самооценка – П1 (1)",
    ]


def test_forms_that_went_back_are_due_on_the_day_of_the_letter():
    sent_back = FileResult(
        read=form("п.xlsx", Kind.PASSPORT), status=FileStatus.RETURNED, reason=""
    )
    found = tasks(
        JANUARY,
        people={"И1": {"returned": (sent_back,)}},
        m1=stands(Stage.RETURNED),
        i2=stands(Stage.OBJECTION_RETURNED, returned=True),
    )
    assert found == [
        f"29.01 {U}: Исправить и направить повторно паспорт проекта – И1 (7)",
        f"29.01 {U}: Исправить и направить повторно самооценку – М1 (7)",
        f"29.01 {U}: Исправить и направить повторно форму несогласия – И2 (7)",
    ]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (stands(Stage.RECEIVED), ["30.01 К: Проверить самооценки и определить рейтинг",
                                  "20.02 К: Направить результаты"]),
        (stands(Stage.VERIFYING), ["30.01 К: Проверить самооценки и определить рейтинг",
                                   "20.02 К: Направить результаты"]),
        (stands(Stage.VERIFYING, delivery=SENT),
         ["30.01 К: Проверить самооценки и определить рейтинг"]),
        (stands(Stage.RATED), ["20.02 К: Направить результаты"]),
        (stands(Stage.RATED, delivery=SENT),
         ["10.03 К: Добиться вручения и внести дату получения"]),
        (stands(Stage.RATED, delivery=SENT, again=("3",)),
         ["21.01 К: Проверить снова: ответ изменился после проверки",
          "10.03 К: Добиться вручения и внести дату получения"]),
        (stands(Stage.CLOSED), []),
    ],
)  # fmt: skip
def test_until_the_results_are_received(stage, expected):
    found = [each.replace(f"{K}:", "К:") for each in tasks(JANUARY, i1=stage)]
    assert [each.rpartition(" – И1 ")[0] for each in found] == expected


@pytest.mark.parametrize(
    "stage", [Stage.DELIVERED, Stage.CONTESTED, Stage.OBJECTION_RETURNED, Stage.SETTLED]
)
def test_the_last_day_to_object_is_told_while_the_window_is_open(stage):
    line = f"17.03 {U}: Последний день для несогласия – И1"
    for as_of, told in ((WINDOW, True), (WINDOW + dt.timedelta(days=1), False)):
        found = tasks(as_of, i1=stands(stage, deadline=WINDOW))
        assert any(each.startswith(line) for each in found) == told
    assert not any("несогласия –" in each and each.startswith("17.03")
                   for each in tasks(WINDOW, i1=stands(stage)))  # fmt: skip


def test_who_may_object_until_the_same_day_is_told_of_together():
    open_to = stands(Stage.DELIVERED, deadline=WINDOW)
    other = stands(Stage.DELIVERED, deadline=WINDOW + dt.timedelta(days=1))
    assert tasks(MARCH, i1=open_to, i2=other, m1=open_to) == [
        f"17.03 {U}: Последний день для несогласия – И1, М1 (3)",
        f"18.03 {U}: Последний день для несогласия – И2 (4)",
    ]


@pytest.mark.parametrize(
    ("stage", "what"),
    [
        (stands(Stage.CONTESTED), "Рассмотреть несогласия"),
        (stands(Stage.SETTLED, unanswered=True), "Направить ответ на несогласие"),
        (stands(Stage.RATED, delivery=SENT, deadline=dt.date(2026, 4, 1)), BEYOND_TOTALS),
    ],
)
def test_what_is_to_be_done_on_the_last_working_day_before_the_totals(stage, what):
    found = tasks(MARCH, i2=stage)
    assert [each for each in found if what in each] == [f"31.03 {K}: {what} – И2 (13)"]


def test_a_window_that_closes_before_the_totals_is_not_beyond_them():
    found = tasks(MARCH, i2=stands(Stage.DELIVERED, deadline=dt.date(2026, 3, 31)))
    assert not any(BEYOND_TOTALS in each for each in found)
    later = stands(Stage.DELIVERED, deadline=dt.date(2026, 4, 7))
    for as_of, told in ((dt.date(2026, 4, 7), True), (dt.date(2026, 4, 8), False)):
        assert any(BEYOND_TOTALS in each for each in tasks(as_of, i2=later)) == told


@pytest.mark.parametrize(
    ("as_of", "minutes", "told"),
    [
        (dt.date(2026, 4, 1), TOTALS_TOPIC, True),
        (dt.date(2026, 4, 2), TOTALS_TOPIC, False),
        (dt.date(2026, 4, 2), "прочтение R1", True),
        (dt.date(2026, 4, 2), "", True),
    ],
)
def test_the_totals_are_open_until_their_minutes_are_entered(as_of, minutes, told):
    protocols = (SimpleNamespace(topic=minutes),) if minutes else ()
    year = replace(CROWD, as_of=as_of, decisions=Decisions(protocols=protocols))
    ways = {s.participant.id: DONE for s in CROWD.standings}
    due = DueDays(first=as_of, mended=as_of, answer=as_of)
    found = [each for each in tasks_of(year, ways, due) if each.what == SUM_UP]
    assert [(each.due, each.names) for each in found] == (
        [(dt.date(2026, 4, 1), ("И1", "И2"))] if told else []
    )


def test_readings_without_minutes_are_a_task():
    first, *rest = METHODOLOGY.readings
    settled = replace(METHODOLOGY, readings=(replace(first, protocol_number="№ 1"), *rest))
    year = replace(CROWD, as_of=JANUARY, methodology=settled)
    due = DueDays(first=JANUARY, mended=JANUARY, answer=JANUARY)
    ways = {s.participant.id: DONE for s in CROWD.standings}
    (found,) = (each for each in tasks_of(year, ways, due) if "прочтения" in each.what)
    assert found.names == tuple(reading.id for reading in rest if not reading.protocol_number)
    assert found.due == dt.date(2026, 1, 30) and found.who == COMMITTEE


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (dt.date(2026, 2, 20), dt.date(2026, 2, 20), 0),
        (dt.date(2026, 2, 20), dt.date(2026, 2, 24), 1),
        (dt.date(2026, 2, 20), dt.date(2026, 3, 17), 15),
        (dt.date(2026, 3, 17), dt.date(2026, 2, 20), -15),
        (dt.date(2026, 2, 20), dt.date(2026, 2, 22), 0),
    ],
)
def test_working_days_between_two_days(start, end, days):
    assert working_days_between(start, end, STATE_CALENDAR) == days


def test_a_day_off_just_past_is_late_all_the_same():
    monday = replace(CROWD, as_of=dt.date(2026, 3, 15))
    ways = {s.participant.id: DONE for s in CROWD.standings}
    saturday = dt.date(2026, 3, 14)
    due = DueDays(first=saturday, mended=saturday, answer=saturday)
    found = tasks_of(monday, ways | {"М1": stands(Stage.RETURNED)}, due)
    assert [each.days for each in found if "повторно самооценку" in each.what] == [-1]
