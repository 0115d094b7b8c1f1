"""The plan by quarter: what the registers say, what was typed, what is behind, the year ahead."""

import datetime as dt
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.year.plan import NO_PLAN, ForecastBy, SentMonitoring
from kuzbass_batch.rules.plan.quarters import monitoring_day, plan_frame, programme_plan
from tests.programme_rows import Book, chosen

ACT = load_methodology(2026)
EXECUTIVE = ACT.categories[0]
WHO = ("ИО-01", "ИО-02", "ИО-03", "ИО-04")
REGISTRY = Registry(
    path="Реестр.xlsx",
    participants=tuple(Participant(id=who, name=who, short_name=who, category=EXECUTIVE)
                       for who in WHO),
)  # fmt: skip
JULY, JANUARY = dt.date(2026, 7, 12), dt.date(2027, 1, 12)
TRIED = frozenset(
    {("R13", "lead_time"), ("R13", "bodies"), ("R14", "fifteenth"), ("R16", "higher_yearly")}
)
"""The options of readings tried here beside those that are chosen."""


def plan(book, as_of=JULY, sent=(), figures=None, approved=None, **readings):
    act = chosen(ACT, **readings)
    registers = book.in_force(REGISTRY, as_of, act)
    assert not [f for f in registers.findings if f.severity == "error"]
    return programme_plan(plan_frame(registers, REGISTRY, act, as_of, approved), sent, figures)


def line(found, indicator, quarter=-1):
    index = quarter - 1 if quarter > 0 else quarter
    return next(each for each in found.quarters[index].lines if each.target.id == indicator)


def own(found, indicator, who):
    return next(each for each in found.last.people
                if (each.target.id, each.participant) == (indicator, who))  # fmt: skip


def event(book, day, kind="консультация", **columns):
    book.enter("events", date=day, kind=kind, **columns)


def process(book, who, name, redesigned=None, before=10, after=None):
    columns = {"participant": who, "process": name, "days_before": before}
    if redesigned:
        columns |= {"redesigned": redesigned, "days_after": after or before}
    book.enter("processes", **columns)


def sample(book, who, name, day, level="местный"):
    book.enter("samples", participant=who, sample=name, decision="сертификат выдан", level=level,
               number=day, date=day)  # fmt: skip


def typed(book, quarter, indicator, who="", **columns):
    named = {"participant": who} if who else {}
    book.enter("plan", year=2026, quarter=quarter, indicator=indicator, **named, **columns)


@pytest.fixture
def book():
    return Book()


def test_who_uses_no_register_has_no_plan(book):
    assert plan(book) is NO_PLAN
    event(book, "14.05.2026")
    assert [each.id for each in plan(book).quarters] == ["2026-I", "2026-II"]


@pytest.mark.parametrize(
    ("option", "days"), [("tenth", [10, 10, 10, 10]), ("fifteenth", [15, 15, 15, 15])]
)
def test_a_quarter_comes_on_its_day(book, option, days):
    """R14; the last one of a year comes in the next."""
    act = chosen(ACT, R14=option)
    found = [monitoring_day(2026, quarter, act) for quarter in (1, 2, 3, 4)]
    assert found == [dt.date(2026 + n // 4, (3 * n + 1) % 12, days[n - 1]) for n in (1, 2, 3, 4)]
    event(book, "14.05.2026")
    assert len(plan(book, JULY, R14=option).quarters) == (2 if option == "tenth" else 1)


def test_events_are_counted_by_kind_by_rows_or_by_their_number(book):
    event(book, "14.02.2026", quantity=12)
    event(book, "15.05.2026")
    event(book, "16.05.2026", kind="семинар", quantity=40)
    event(book, "17.11.2025", kind="семинар")
    found = plan(book)
    consultations, tables = line(found, "2.3"), line(found, "2.2")
    assert [each.fact for each in consultations.facts] == [12, 1]
    assert (consultations.running, consultations.goal) == (13, 70)
    assert (tables.running, tables.goal, tables.behind) == (1, 2, False)


def test_trained_people_count_for_each_participant(book):
    """Plan 2.1 asks three of each (R12): who has none counts nothing, nobody counts double."""
    for n in range(1, 6):
        book.enter("training", date=f"0{n}.02.2026", participant="ИО-01", person=f"Человек {n}")
    book.enter("training", date="10.05.2026", participant="ИО-01", person="человек 1")
    book.enter("training", date="10.05.2026", participant="ИО-02", quantity=2)
    found = plan(book)
    region = line(found, "2.1")
    assert [each.fact for each in region.facts] == [5, 2] and region.running == 7
    assert (region.reached, region.listed) == (1, 4)
    assert region.done == Decimal("0.4167")  # (3/3 + 2/3) of four
    assert own(found, "2.1", "ИО-01").running == 5 and not own(found, "2.1", "ИО-01").behind
    assert own(found, "2.1", "ИО-02").running == 2


@pytest.mark.parametrize(
    ("option", "region", "first"),
    [("own_register", "40.0", "50.0"), ("lead_time", "13.3", "25.0"), ("bodies", "25.0", "100.0")],
)
def test_reengineering_in_per_cent_of_what_the_reading_says(book, option, region, first):
    """R13."""
    process(book, "ИО-01", "а", "10.02.2026", before=10, after=5)
    process(book, "ИО-01", "б", "10.05.2026", before=10, after=7)
    process(book, "ИО-01", "в", before=6)
    process(book, "ИО-01", "г", before=6)
    process(book, "ИО-02", "д", before=28)
    found = plan(book, R13=option)
    assert line(found, "1.1").running == Decimal(region)
    assert own(found, "1.1", "ИО-01").running == Decimal(first)
    assert line(found, "1.1").reached == 1


@pytest.mark.parametrize(("option", "running"), [("running", 3), ("higher_yearly", 1)])
def test_samples_run_on_or_begin_anew(book, option, running):
    """R16; a sample that is certified again is no second one."""
    sample(book, "ИО-01", "окно", "11.06.2025", "региональный")
    sample(book, "ИО-02", "офис", "11.02.2026")
    sample(book, "ИО-02", "Офис", "11.05.2026", "федеральный")
    sample(book, "ИО-03", "фабрика", "12.05.2026")
    assert line(plan(book, R16=option), "3.1").running == running


def test_a_contest_is_one_whoever_took_part(book):
    for who in WHO:
        book.enter("contest", contest="Лучшие практики", scope="региональный", date="08.06.2026",
                   participant=who, result="участник")  # fmt: skip
    book.enter("contest", contest="Другой", scope="муниципальный", date="08.06.2026",
               participant="ИО-01", result="участник")  # fmt: skip
    assert line(plan(book), "3.3").running == 1


def test_the_rating_counts_once_it_is_approved_and_is_behind_after_its_day(book):
    event(book, "14.05.2026")
    assert line(plan(book, JANUARY), "1.2").running == 0
    assert not line(plan(book, JANUARY), "1.2").behind
    assert line(plan(book, dt.date(2027, 2, 1)), "1.2").behind
    approved = line(plan(book, dt.date(2027, 2, 1), approved=dt.date(2027, 1, 29)), "1.2")
    assert approved.running == 1 and not approved.behind


def test_monitorings_are_those_that_went_out_and_the_one_at_hand(book):
    event(book, "14.05.2026")
    sent = SentMonitoring(quarter=1, number="ЭР-М-1", day=dt.date(2026, 4, 9), sha256="")
    assert line(plan(book), "3.2").running == 1 and line(plan(book), "3.2").behind
    with_first = plan(book, sent=(sent,))
    assert line(with_first, "3.2").running == 2 and not line(with_first, "3.2").behind
    assert line(with_first, "3.2", quarter=1).running == 1


def test_a_monitoring_that_is_not_marked_as_sent_is_the_cause_until_another_is_entered(book):
    event(book, "14.05.2026")
    cause = line(plan(book), "3.2").steps.cause
    assert cause == "в реестре исходящих не отмечена отправка мониторинга за I квартал"
    assert not line(plan(book), "3.2", quarter=1).steps.cause, "none was due before it"
    typed(book, 2, "3.2", cause="мониторинг отложен поручением")
    assert line(plan(book), "3.2").steps.cause == "мониторинг отложен поручением"


def test_what_no_register_has_may_be_typed_and_a_register_counts_first(book):
    event(book, "14.05.2026", quantity=20)
    typed(book, 1, "2.3", fact=15, source="отчёт АНО")
    typed(book, 2, "2.3", fact=30, source="отчёт АНО")
    found = line(plan(book), "2.3")
    assert [(each.fact, each.entered) for each in found.facts] == [(15, True), (20, False)]


def test_a_running_fact_is_taken_apart_and_of_participants_it_adds_up(book):
    typed(book, 1, "2.1", "ИО-01", running=2, source="письмо")
    typed(book, 2, "2.1", "ИО-01", running=5, source="письмо")
    found = plan(book)
    assert [each.fact for each in own(found, "2.1", "ИО-01").facts] == [2, 3]
    assert line(found, "2.1").running == 5 and line(found, "2.1").reached == 1


def test_behind_is_told_against_the_quarters_that_are_over(book):
    event(book, "14.02.2026", quantity=17)
    event(book, "14.05.2026", quantity=17)
    found = plan(book)
    first, second = line(found, "2.3", 1), line(found, "2.3", 2)
    assert (first.expected, first.behind) == (17, False)
    assert (second.expected, second.behind) == (35, True)


def test_a_plan_of_its_own_is_what_a_quarter_is_held_against(book):
    event(book, "14.05.2026", quantity=20)
    typed(book, 2, "2.3", planned=20)
    assert line(plan(book), "2.3").expected == 20 and not line(plan(book), "2.3").behind


def test_causes_and_measures_stand_beside_the_indicator(book):
    typed(book, 2, "2,3", cause="не было заявок", measure="обзвон", due="01.09.2026",
          responsible="Центр")  # fmt: skip
    found = line(plan(book), "2.3")
    assert (found.steps.cause, found.steps.measure) == ("не было заявок", "обзвон")
    assert (found.steps.due, found.steps.responsible) == (dt.date(2026, 9, 1), "Центр")


def test_the_year_is_forecast_straight_or_by_last_year_s_seasons(book):
    event(book, "14.02.2026", quantity=10)
    event(book, "14.05.2026", quantity=10)
    straight = line(plan(book), "2.3")
    assert (straight.forecast, straight.forecast_by) == (40, ForecastBy.STRAIGHT)
    event(book, "14.02.2025", quantity=20)
    event(book, "14.11.2025", quantity=60)
    seasonal = line(plan(book), "2.3")
    assert (seasonal.forecast, seasonal.forecast_by) == (70, ForecastBy.SEASONAL)
    assert (seasonal.expected, seasonal.behind) == (17, False)
    over = line(plan(book, JANUARY), "2.3")
    assert (over.forecast, over.forecast_by) == (20, ForecastBy.OVER)


def test_nothing_is_forecast_where_last_year_had_nothing_by_then(book):
    event(book, "14.05.2026", kind="семинар")
    event(book, "14.11.2025", kind="семинар")
    found = line(plan(book), "2.2")
    assert (found.forecast, found.forecast_by) == (None, ForecastBy.NONE)


def test_the_running_fact_never_falls_and_is_the_sum_of_the_quarters(book):
    for n in range(3):
        process(book, "ИО-01", f"процесс {n}", f"1{n}.0{n + 1}.2026")
    for n in range(3, 7):
        process(book, "ИО-01", f"процесс {n}", "10.05.2026" if n == 3 else None)
    found = line(plan(book), "1.1")
    assert sum(each.fact for each in found.facts) == found.running == Decimal("57.1")


def test_every_number_leads_to_its_rows(book):
    event(book, "14.02.2026", quantity=12, topic="паспорт")
    typed(book, 2, "2.3", fact=3, source="отчёт АНО")
    origins = [each for each in plan(book).last.origins if each.indicator == "2.3"]
    assert [(o.quarter, o.amount, o.words, str(o.ref), o.entered) for o in origins] == [
        (1, 12, "консультация, паспорт", "Мероприятия!H4", False),
        (2, 3, "отчёт АНО", "План!I4", True),
    ]
    assert sum(o.amount for o in origins) == line(plan(book), "2.3").running


def test_what_was_sent_is_compared_with_what_stands_now(book):
    event(book, "14.02.2026", quantity=12)
    sent = SentMonitoring(quarter=1, number="1", day=dt.date(2026, 4, 9), sha256="")
    found = plan(book, sent=(sent,), figures={"2026-I": {"2.3": "10", "2.2": "0"}})
    (changed,) = found.quarters[0].changed
    assert (changed.indicator, changed.sent, changed.now) == ("2.3", "10", "12")
    assert not found.quarters[1].changed
