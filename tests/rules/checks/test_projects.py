"""Projects as their passports say (p. 3.2, app. 2): what is taken from which field."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import Goal, ProjectStage
from kuzbass_batch.rules.checks.projects import months_of, project_of, shown_months
from tests.filled import examined, submission_of


def project(text="", **options):
    return project_of(submission_of(examined(Kind.PASSPORT, text, **options)))


def test_a_project_is_what_the_passport_says():
    found = project()
    assert (found.name, found.leader) == ("Быстрый ответ", "Вторая Ольга Ильинична")
    assert (found.process, found.participant, found.path) == ("Ответ на обращение", "", "")
    assert found.goals == (
        Goal(name="Сокращение срока ответа, дней", current=Decimal(10), target=Decimal(5)),
    )
    assert found.stages == tuple(
        ProjectStage(
            number=n,
            start=dt.date(2025, n, 1),
            end=dt.date(2025, n, 25 if 2 <= n <= 8 else 1),
        )
        for n in range(1, 11)
    )
    assert (found.start, found.end) == (dt.date(2025, 1, 1), dt.date(2025, 10, 1))


@pytest.mark.parametrize("field", ["project", "leader", "process"])
def test_what_is_not_filled_in_is_empty(field):
    found = project(without=(field,))
    names = {"project": found.name, "leader": found.leader, "process": found.process}
    assert [name for name, value in names.items() if not value] == [field]


@pytest.mark.parametrize(
    "text", ["goals/1/name |", "goals/1/current |", "goals/1/target |", "goals/1/target | мало"]
)
def test_a_goal_without_a_name_or_a_number_is_none(text):
    assert project(text).goals == ()


def test_a_stage_that_ends_before_it_starts_ends_where_it_starts():
    found = project("stages/3/end | 01.02.2025").stages
    assert (found[2].start, found[2].end) == (dt.date(2025, 3, 1), dt.date(2025, 3, 1))
    assert len(found) == 10


@pytest.mark.parametrize("text", ["stages/3/start |", "stages/3/start | весной"])
def test_a_stage_without_a_start_is_left_out(text):
    assert [stage.number for stage in project(text).stages] == [1, 2, *range(4, 11)]


def lasting(first, last):
    return SimpleNamespace(start=first, end=last)


def test_the_months_go_from_the_first_stage_of_any_project_to_the_last():
    some = (lasting(dt.date(2025, 11, 30), dt.date(2025, 12, 1)), lasting(None, None),
            lasting(dt.date(2025, 12, 5), dt.date(2026, 2, 1)))  # fmt: skip
    assert months_of(some) == ((2025, 11), (2025, 12), (2026, 1), (2026, 2))
    assert months_of((lasting(None, None),)) == months_of(()) == ()


@pytest.mark.parametrize(
    ("last", "shown"),
    [
        ((2026, 12), ((2024, 1), (2026, 12), 36)),
        ((2027, 1), ((2024, 1), (2026, 12), 36)),
        ((2099, 1), ((2024, 1), (2026, 12), 36)),
    ],
)
def test_a_slip_in_a_year_draws_no_hundred_years(last, shown):
    months = months_of((lasting(dt.date(2024, 1, 5), dt.date(*last, 28)),))
    found = shown_months(months, 2025)
    assert (found[0], found[-1], len(found)) == shown


def test_three_years_are_drawn_whatever_the_reporting_year():
    months = months_of((lasting(dt.date(2020, 1, 5), dt.date(2022, 12, 28)),))
    assert shown_months(months, 2025) == months and len(months) == 36
