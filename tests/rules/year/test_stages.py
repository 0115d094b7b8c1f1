"""Stages of the year and the board «Что дальше», computed back from 1 April."""

import datetime as dt

import openpyxl
import pytest

from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.rules.deadlines import due_days
from kuzbass_batch.rules.objections.received import windows
from kuzbass_batch.rules.year.stages import progress
from kuzbass_batch.rules.year.tasks import last_receipt, tasks_of, working_days_between
from tests.filled import METHODOLOGY
from tests.office import AS_OF, EXAMPLE, Office, assessment, lines, ruled, said, verified

pytestmark = pytest.mark.whole

TOTALS = METHODOLOGY.calendar.totals


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def stage(office, as_of, who="ИО-01"):
    return progress(office.look(as_of))[who].stage.value


def delivered(row=1, who="ИО-01", sent="18.02.2026", received="20.02.2026"):
    columns = {"Участник": who, "Что_вручено": "результаты", "Кто_внёс": "С.", "Отправлено": sent}
    return lines("Вручение", row, **columns, **({"Получено": received} if received else {}))


def objection(day="10.03.2026", **columns):
    given = {"Участник": "ИО-01", "Поступило": day, "Кто_внёс": "С."} | columns
    return lines("Несогласия", 1, **given)


REFUSED = {"Решение": "отказать", "Обоснование": "доводы не подтверждены", "Протокол": "№ 5",
           "Дата_решения": "13.03.2026"}  # fmt: skip
REPLIED = lines("Вручение", 2, Участник="ИО-01", Что_вручено="ответ на несогласие",
                Кто_внёс="С.", Отправлено="16.03.2026")  # fmt: skip
SECOND = (
    REPLIED
    + "\n"
    + lines(
        "Несогласия",
        2,
        Участник="ИО-01",
        Поступило="17.03.2026",
        Критерий="'4'",
        Кто_внёс="С.",
        Решение="отказать",
        Обоснование="документов нет",
        Протокол="№ 6",
        Дата_решения="18.03.2026",
    )
)
"""An objection that was decided after the reply to the first."""
AGAIN = "\n" + lines("Вручение", 3, Участник="ИО-01", Что_вручено="результаты", Кто_внёс="С.",
                     Отправлено="17.03.2026", Получено="17.03.2026")  # fmt: skip
"""Results sent again after the reply: they open no window anew."""
ALL_VERIFIED = "\n".join(verified(f"ИО-01.{n}", p) for n, p in enumerate(EXAMPLE, start=1))


@pytest.mark.parametrize(
    ("entered", "as_of", "expected"),
    [
        ("", "2026-01-20", "received"),
        (verified("ИО-01.1", 2), "2026-01-20", "verifying"),
        (ALL_VERIFIED, "2026-01-20", "rated"),
        (delivered(received=""), "2026-02-20", "rated"),
        (delivered(), "2026-02-20", "delivered"),
        (delivered(), "2026-02-19", "rated"),
        (delivered(), "2026-03-17", "delivered"),
        (delivered(), "2026-03-18", "delivered"),
        (ALL_VERIFIED + "\n" + delivered(), "2026-03-18", "closed"),
        (delivered() + "\n" + objection(), "2026-03-12", "contested"),
        (delivered() + "\n" + objection(**REFUSED), "2026-03-12", "contested"),
        (delivered() + "\n" + objection(**REFUSED), "2026-03-16", "settled"),
        (delivered() + "\n" + objection(**REFUSED), "2026-03-18", "settled"),
        (delivered() + "\n" + objection(**REFUSED) + "\n" + REPLIED, "2026-03-18", "settled"),
        (
            "\n".join((ALL_VERIFIED, delivered(), objection(**REFUSED), REPLIED)),
            "2026-03-18",
            "closed",
        ),
        (delivered() + "\n" + objection(**REFUSED) + "\n" + SECOND, "2026-03-19", "settled"),
        (
            delivered() + "\n" + objection(**REFUSED) + "\n" + REPLIED + AGAIN,
            "2026-03-18",
            "settled",
        ),
        (
            "\n".join((ALL_VERIFIED, delivered(), objection(**REFUSED), REPLIED)) + AGAIN,
            "2026-03-18",
            "closed",
        ),
        (ruled(1, "ИО-01", "исключить самооценку"), "2026-01-20", "excluded"),
    ],
)
def test_the_stage_is_the_latest_that_holds_on_the_day(office, entered, as_of, expected):
    if entered:
        office.decide(entered, as_of=dt.date(2026, 3, 31))
    assert stage(office, dt.date.fromisoformat(as_of)) == expected


def test_results_sent_again_after_a_reply_are_no_second_entry_and_no_new_window(office):
    office.decide(delivered() + "\n" + objection(**REFUSED) + "\n" + REPLIED + AGAIN)
    outcome = office.look(dt.date(2026, 3, 18))
    assert said(outcome) == []
    assert progress(outcome)["ИО-01"].deadline == dt.date(2026, 3, 17)


@pytest.mark.parametrize(
    "reply",
    ["", REPLIED, REPLIED.replace("16.03.2026", "17.03.2026")],
    ids=["the reply is not entered", "the day before", "with the reply"],
)
@pytest.mark.parametrize("swapped", [False, True], ids=["in order", "the later row first"])
def test_a_second_letter_with_results_never_restarts_the_window(office, reply, swapped):
    again = AGAIN.strip()
    if swapped:
        again = again.replace("| 3 |", "| 1 |")
    first = delivered(row=3 if swapped else 1)
    office.decide("\n".join(filter(None, (first, objection(**REFUSED), reply, again))))
    outcome = office.look(dt.date(2026, 3, 18))
    assert said(outcome) == []
    assert progress(outcome)["ИО-01"].deadline == dt.date(2026, 3, 17)
    assert windows(outcome.decisions, METHODOLOGY, outcome.workdays) == {
        "ИО-01": dt.date(2026, 3, 17)
    }


def test_results_entered_twice_before_any_reply_are_still_two_of_one_thing(office):
    office.decide(delivered() + "\n" + delivered(row=2, sent="25.02.2026", received="26.02.2026"))
    assert {each[:4] for each in said(office.look(dt.date(2026, 3, 18)))} == {"D001"}


def test_without_a_usable_return_the_stage_says_so(office):
    office.remove("ИО-01.xlsx")
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    assert stage(office, dt.date(2026, 1, 20)) == "awaited"
    assert stage(office, dt.date(2026, 3, 31), "ИО-02") == "returned"
    assert {stage(office, TOTALS, who) for who in ("ИО-01", "ИО-02")} == {"closed"}


def test_a_changed_answer_brings_a_rated_participant_back_to_verification(office):
    office.decide(ALL_VERIFIED)
    office.put("новая.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:]), dt.date(2025, 12, 14)))
    assert stage(office, dt.date(2026, 1, 20)) == "verifying"


def test_results_received_after_10_march_2026_cannot_close_before_1_april():
    assert last_receipt(METHODOLOGY, STATE_CALENDAR) == dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-02-20", "2026-03-17", 15),
        ("2026-03-17", "2026-02-20", -15),
        ("2026-03-06", "2026-03-09", 0),
        ("2026-03-06", "2026-03-10", 1),
    ],
)
def test_days_left_are_working_days(start, end, days):
    assert working_days_between(*map(dt.date.fromisoformat, (start, end)), STATE_CALENDAR) == days


def open_tasks(office, as_of=AS_OF):
    """Return the tasks on the board of that day."""
    outcome = office.look(as_of)
    due = due_days(as_of, 5, METHODOLOGY, outcome.workdays)
    return tasks_of(outcome, progress(outcome), due)


def tasks(office, as_of):
    """Return `31.03.2026 комитет: Рассмотреть несогласия – ИО-01` for every task."""
    return [
        f"{t.due:%d.%m.%Y} {t.who}: {t.what} – {', '.join(t.names)}"
        for t in open_tasks(office, as_of)
        if not t.names[0].startswith("R")
    ]


def test_in_december_the_board_waits_for_participants(office):
    office.remove("ИО-01.xlsx")
    everybody = "ИО-02, ПО-01, МО-01"
    assert tasks(office, dt.date(2025, 12, 11)) == [
        "15.12.2025 участники: Представить самооценку – ИО-01",
        f"30.01.2026 комитет: Проверить самооценки и определить рейтинг – {everybody}",
        f"20.02.2026 комитет: Направить результаты – {everybody}",
        "01.04.2026 комитет: Подвести итоги: доклад заместителю председателя и публикация в "
        f"разделе «Эффективный регион» – {everybody}",
    ]
    assert "16.12.2025" not in str(tasks(office, dt.date(2025, 12, 15)))
    assert "17.12.2025 комитет: Напомнить о самооценке – ИО-01" in tasks(
        office, dt.date(2025, 12, 16)
    )


def test_in_march_the_board_counts_back_from_1_april(office):
    office.decide("\n".join((
        delivered(1, "ИО-01"),
        delivered(2, "ИО-02", received=""),
        delivered(3, "МО-01", received="11.03.2026"),
        objection(),
    )), as_of=dt.date(2026, 3, 12))  # fmt: skip
    found = tasks(office, dt.date(2026, 3, 12))
    assert "10.03.2026 комитет: Добиться вручения и внести дату получения – ИО-02" in found
    assert "31.03.2026 комитет: Рассмотреть несогласия – ИО-01" in found
    assert (
        "31.03.2026 комитет: Срок несогласия не истечёт до подведения итогов: решить, как "
        "подводить итоги – МО-01"
    ) in found
    assert "01.04.2026 участники: Последний день для несогласия – МО-01" in found
    assert "17.03.2026 участники: Последний день для несогласия – ИО-01" in found, "other scores"
    assert found == sorted(found, key=lambda line: line[6:10] + line[3:5] + line[:2])


def test_from_the_day_of_the_totals_nothing_more_is_asked_for(office):
    office.remove("ИО-01.xlsx")
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    office.decide("\n".join((
        delivered(1, "МО-01", received="26.03.2026"),
        objection(Участник="ПО-01"), delivered(2, "ПО-01"),
        lines("Протоколы", 13, О_чём="итоги рейтингования", Номер_протокола=9, Дата="01.04.2026",
              Кто_внёс="С."),
    )), as_of=TOTALS)  # fmt: skip
    before, then, after = (tasks(office, TOTALS + dt.timedelta(days=n)) for n in (-1, 0, 1))
    asked = ("Представить самооценку", "Напомнить о самооценке", "Исправить и направить повторно")
    assert [sum(word in line for line in before) for word in asked] == [1, 1, 1]
    assert not [line for line in then + after for word in asked if word in line]
    assert any("Подвести итоги" in line for line in then)
    assert after == [
        "31.03.2026 комитет: Рассмотреть несогласия – ПО-01",
        "31.03.2026 комитет: Срок несогласия не истечёт до подведения итогов: решить, как "
        "подводить итоги – МО-01",
        "16.04.2026 участники: Последний день для несогласия – МО-01",
    ]


def test_totals_without_minutes_stay_due(office):
    assert any("Подвести итоги" in line for line in tasks(office, TOTALS + dt.timedelta(days=1)))


def test_readings_without_minutes_are_to_be_settled_by_the_rating(office):
    office.decide(lines("Протоколы", 4, Номер_протокола=7, Дата="12.01.2026", Кто_внёс="С."))
    (task,) = (t for t in open_tasks(office) if "прочтения" in t.what)
    assert task.due == dt.date(2026, 1, 30) and "R4" not in task.names and "R5" in task.names
    assert (task.days, task.overdue) == (8, False)


def test_a_day_that_has_passed_is_overdue_and_shown_so(office):
    office.remove("ИО-01.xlsx")
    office.run()
    overdue = [task for task in open_tasks(office) if task.overdue]
    reminded = "Представить самооценку (в напоминании – до 27.01.2026 включительно)"
    assert [task.what for task in overdue] == [reminded]
    sheet = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")["Что дальше"]
    first = next(sheet.iter_rows(min_row=4, values_only=True))
    assert first[0] == dt.datetime(2025, 12, 15) and first[1] < 0 and first[5] == "ИО-01"
    stages = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert (stages["ИО-01"], stages["ИО-02"]) == ("ожидается", "получена")
