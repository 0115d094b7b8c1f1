"""The letter on form and days of reports on projects: to everybody, once a year (p. 3.2)."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.enclosed_forms import plan_announced, plan_enclosed
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS, LetterKind, Outgoing
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.rules.programme.projects.significant import projects_of_year
from kuzbass_batch.rules.year.letters.announcing import announced_days, report_days, to_announce
from tests.outcomes import outcome
from tests.programme_rows import Book

ACT = load_methodology(2026)
FEBRUARY, NEXT = dt.date(2026, 2, 16), dt.date(2027, 1, 10)
EVERYBODY = frozenset({"ИО-01", "МО-01"})
DAYS = "I – 10.04.2026; II – 10.07.2026; III – 10.10.2026; IV – 10.01.2027"


def year(as_of=FEBRUARY, act=ACT, project=True):
    """A year of two participants; the committee keeps a project of one of them."""
    found = outcome("ИО-01|12222222|\nМО-01|11222222|", act)
    registry = Registry(path="р.xlsx", participants=tuple(s.participant for s in found.standings))
    book = Book()
    if project:
        book.enter("projects", number="2026/ИО-01-1", participant="ИО-01", project="Окно",
                   status="открыт", opened="20.01.2026")  # fmt: skip
    registers = book.in_force(registry, as_of, act)
    projects = projects_of_year(registers, found.decisions, act, as_of)
    return replace(found, registry=registry, registers=registers, projects=projects, as_of=as_of)


def sent(who, content=DAYS, day=dt.date(2026, 2, 17)):
    what = LETTER_WORDS[LetterKind.REPORT_ANNOUNCEMENT]
    return Outgoing(participant=who, what=what, content=content, sent=day)


def test_everybody_is_told_of_the_days_of_the_four_quarters():
    assert announced_days(ACT) == DAYS
    assert to_announce(year(), ()) == EVERYBODY


def test_who_was_sent_the_letter_is_not_told_again():
    assert to_announce(year(), (sent("ио-01"),)) == {"МО-01"}
    assert to_announce(year(), (sent("ИО-01", day=""),)) == EVERYBODY, "drawn, and not sent"
    # Other days are another announcement; what was sent without a copy is taken for this one.
    assert to_announce(year(), (sent("ИО-01", content="I – 15.04.2026"),)) == EVERYBODY
    assert to_announce(year(), (sent("ИО-01", content=""),)) == {"МО-01"}


@pytest.mark.parametrize(
    ("day", "told"), [(NEXT, EVERYBODY), (NEXT + dt.timedelta(1), frozenset())]
)
def test_it_is_announced_until_the_last_report_is_due(day, told):
    assert to_announce(year(day), ()) == told


def test_who_keeps_no_projects_announces_nothing():
    assert to_announce(year(project=False), ()) == frozenset()


def test_before_the_first_quarter_that_is_reported_there_is_nothing_to_announce():
    act = load_methodology(2025)
    assert report_days(act) == () and to_announce(year(act=act), ()) == frozenset()


def test_the_blank_of_a_report_goes_along_with_the_participant_s_code():
    forms = load_forms(ACT)
    planned = plan_announced(year(), forms, EVERYBODY)
    assert [(each.kind, each.participant.id) for each in planned] == [
        (Kind.PROJECT_REPORT, "ИО-01"), (Kind.PROJECT_REPORT, "МО-01"),
    ]  # fmt: skip
    assert {each.path.rpartition("/")[0] for each in planned} == {"Письма/Форма и сроки отчётов"}
    later = plan_enclosed(year(), forms, (sent("ИО-01"), sent("МО-01")))
    assert not [each for each in later if "Форма и сроки" in each.path]
