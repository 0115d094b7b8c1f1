"""Which reports are due on a day, what their blanks show, and projects side by side."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.findings.finding import NOWHERE
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    Decisions,
    DecisionTable,
    EnteredCell,
    ProgrammeTable,
    Protocol,
)
from kuzbass_batch.records.committee.programme import ProgrammeRegisters, ProjectStatus, RegisterRow
from kuzbass_batch.records.returns.read_files import Goal, ProjectStage
from kuzbass_batch.records.year.projects import GoalFact, ProgrammeProject, ProjectReport
from kuzbass_batch.rules.programme.projects.due import due_reports, report_issued
from kuzbass_batch.rules.programme.projects.reports import programme_projects
from kuzbass_batch.rules.programme.projects.significant import measured_projects, unknown_choices
from kuzbass_batch.wording import number_order

ACT = load_methodology(2026)
TRIED = {("R17", "one_sum"), ("R20", "opening_year")}
GOAL = Goal(name="Срок, дней", current=Decimal(10), target=Decimal(5))
PROTOCOL = DecisionEntry(table=DecisionTable.PROTOCOL, entered=())


def report(quarter="I", fact=7, **more):
    facts = (GoalFact(goal=GOAL.name, fact=Decimal(fact), day=dt.date(2026, 3, 31)),)
    known = {"status": ProjectStatus.IMPLEMENTED, "stage": 7, "facts": facts, "done": {}}
    return ProjectReport(quarter=Period(2026, quarter), **known | more)


def project(number="П1", reports=(), **more):
    entry = DecisionEntry(table=ProgrammeTable.PROJECTS, entered=())
    known = {
        "number": number, "participant": "ИО-01", "name": "Быстрый ответ", "leader": "",
        "sphere": "", "status": ProjectStatus.IMPLEMENTED, "stage": 7,
        "opened": dt.date(2025, 11, 3), "closed": None, "stable": None, "goals": (GOAL,),
        "stages": (stage(9, dt.date(2026, 9, 1)),), "hours": None, "roubles": None,
        "residents": None, "replicated": "",
    }  # fmt: skip
    row = RegisterRow(table=ProgrammeTable.PROJECTS, participant="ИО-01", entry=entry)
    return ProgrammeProject(**known | more, reports=tuple(reports), row=row)


def stage(number, day):
    return ProjectStage(number=number, start=day, end=day)


def asked(of, day, act=ACT):
    return [(str(d.quarter), d.due, d.closing) for d in due_reports([of], act, day)]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (dt.date(2026, 3, 31), []),
        (dt.date(2026, 4, 1), [("2026-I", dt.date(2026, 4, 10), False)]),
        (dt.date(2026, 7, 20), [("2026-II", dt.date(2026, 7, 10), False)]),
        (dt.date(2026, 8, 31), [("2026-II", dt.date(2026, 7, 10), False)]),
        (dt.date(2026, 9, 1), [("2026-III", dt.date(2026, 9, 11), True)]),
        (dt.date(2027, 1, 20), [("2026-IV", dt.date(2026, 9, 11), True)]),
    ],
)
def test_a_report_is_due_after_its_quarter_and_at_the_planned_closing(day, due):
    assert asked(project(), day) == due


def test_nothing_is_asked_of_what_is_reported_ended_or_of_an_act_without_days():
    july = dt.date(2026, 7, 20)
    assert asked(project(reports=[report("II")]), july) == []
    for status in (ProjectStatus.STABLE, ProjectStatus.STOPPED):
        assert asked(project(status=status), july) == []
    assert asked(project(opened=dt.date(2026, 7, 1)), july) == []
    without = replace(ACT, words=replace(ACT.words, reports=None))
    assert asked(project(), july, without) == []
    assert asked(project(), dt.date(2026, 1, 20), load_methodology(2025)) == []


def test_a_closed_project_is_reported_until_it_is_stable():
    closed = project(status=ProjectStatus.CLOSED, stage=9, reports=[report("I")])
    assert asked(closed, dt.date(2026, 10, 2)) == [("2026-III", dt.date(2026, 10, 10), False)]


def test_under_the_other_reading_of_r20_a_project_belongs_to_the_year_of_its_opening():
    other = ACT.with_reading("R20", "opening_year")
    assert asked(project(), dt.date(2026, 7, 20), other) == []
    assert asked(project(opened=dt.date(2026, 2, 2)), dt.date(2026, 7, 20), other)


def test_a_blank_shows_what_the_passport_planned_and_what_was_reported():
    issued = report_issued(project(reports=[report()]), Period(2026, "II"))
    assert (issued["year"], issued["quarter"], issued["number"]) == (2026, "II", "П1")
    assert issued["reported"] == "I квартал 2026 года: внедрение, этап 7"
    assert issued["results/1/reported"] == "7 на 31.03.2026" and issued["results/1/target"] == 5
    assert issued["plan/9/end"] == dt.date(2026, 9, 1)


def minutes(content):
    return Decisions(protocols=(Protocol(
        topic="Значимые проекты", reading="", number="4", day=dt.date(2026, 12, 1),
        content=content, who="", entry=PROTOCOL),))  # fmt: skip


SOME = (
    project("ИО-01-П1", [report(fact=5)], hours=Decimal(10), residents=Decimal(9)),
    project("ИО-01-П2", [report(fact=9)], hours=Decimal(900), residents=Decimal(90),
            replicated="а; б"),
    project("ИО-01-П3", [], hours=Decimal(99999)),
)  # fmt: skip


def test_projects_with_reports_stand_side_by_side_and_the_committee_chooses():
    found = measured_projects(SOME, minutes("ИО-01-П2"), ACT)
    assert [each.project.number for each in found] == ["ИО-01-П1", "ИО-01-П2"]
    assert [(e.reached, e.goals, e.places) for e in found] == [(1, 1, 0), (0, 1, 2)]
    assert [e.chosen.number if e.chosen else "" for e in found] == ["", "4"]
    assert {each.share_sum for each in found} == {None}


def test_under_the_other_reading_of_r17_they_stand_by_one_sum():
    found = measured_projects(SOME, minutes(""), ACT.with_reading("R17", "one_sum"))
    assert [(e.project.number, e.share_sum) for e in found] == [
        ("ИО-01-П2", Decimal("3.00")), ("ИО-01-П1", Decimal("1.11")),
    ]  # fmt: skip


def entered(number):
    cells = (("number", number), ("status", ProjectStatus.OPENED.value))
    return DecisionEntry(
        table=ProgrammeTable.PROJECTS,
        entered=tuple(
            EnteredCell(column=column, raw=value, value=value, ref=NOWHERE)
            for column, value in cells
        ),
    )


def test_numbers_stand_as_numbers_and_not_as_text():
    """Ten after two, in the list of measures as in that of all projects and applications."""
    numbers = ["ИО-01-П2", "ИО-01-П10", "ИО-02-П1", "ИО-10-П1", "К-26-9", "К-26-11", "К-26-11/2"]
    assert sorted(numbers, key=number_order) == numbers
    many = [project(f"ИО-01-П{at}", [report()]) for at in (10, 2, 1)]
    for act in (ACT, ACT.with_reading("R17", "one_sum")):
        found = measured_projects(many, minutes(""), act)
        assert [each.project.number for each in found] == ["ИО-01-П1", "ИО-01-П2", "ИО-01-П10"]
    rows = [
        RegisterRow(table=ProgrammeTable.PROJECTS, participant=who, entry=entered(number))
        for who, number in (("ИО-10", "ИО-10-П1"), *(("ИО-9", f"ИО-01-П{at}") for at in (10, 2, 1)))
    ]
    listed = programme_projects(ProgrammeRegisters(rows=tuple(rows)))
    assert [each.number for each in listed] == ["ИО-01-П1", "ИО-01-П2", "ИО-01-П10", "ИО-10-П1"]


def test_minutes_that_name_no_project_of_the_register_are_asked_about():
    assert not list(unknown_choices(SOME, minutes("ИО-01-П1; ио-01-п2")))
    (told,) = unknown_choices(SOME, minutes("ИО-01-П9"))
    assert told.code == "J022" and "ИО-01-П9" in told.message
