"""Reports on projects in «Что дальше»: who owes one, what came too late, which letters wait."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.letters.details import before_signing, to_enter
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS, LetterKind, Outgoing
from kuzbass_batch.records.year.projects import DueReport, ProgrammeProjects
from kuzbass_batch.rules.year.letters.reports_awaited import SENT_LETTERS, with_reports
from tests.outcomes import outcome
from tests.rules.programme.test_projects_due import project, report

ACT = load_methodology(2026)
CROWD = replace(outcome("И1 | |\nИ2 | |", ACT), as_of=dt.date(2026, 7, 8))
QUARTER = DueReport(project=project("П1", [report()], participant="И1"),
                    quarter=report("II").quarter, due=dt.date(2026, 7, 10))  # fmt: skip
CLOSING = DueReport(project=project("П2", participant="И2"), quarter=report("III").quarter,
                    due=dt.date(2026, 9, 11), closing=True)  # fmt: skip
LETTERS = {"И1": (LetterKind.REPORT_REMINDER,), "И2": (LetterKind.CLOSING_REQUEST,)}


@dataclass(frozen=True, kw_only=True)
class Found:
    """As much of the conclusions as is asked for."""

    outcome: object
    projects: ProgrammeProjects
    letters: dict
    tasks: tuple = ()
    to_do: tuple = ()


def looked(day, register=(), due=(QUARTER, CLOSING), letters=LETTERS):
    projects = ProgrammeProjects(every=tuple(each.project for each in due), due=tuple(due))
    year = replace(CROWD, as_of=day)
    return with_reports(Found(outcome=year, projects=projects, letters=letters), register)


def tasks(found):
    return [(f"{each.due:%d.%m}", each.what, each.names, each.days < 0) for each in found.tasks]


def texts(found):
    return [(each.text.partition(":")[0], each.count, each.names) for each in found.to_do]


def sent(who, kind, day):
    return Outgoing(participant=who, what=LETTER_WORDS[kind], sent=day)


LATE = "Отчёты о проектах не представлены в срок"
CLOSED = "Срок закрытия проекта по паспорту прошёл, отчёта нет"
WAITS = "Письма о проектах составлены и не отправлены"


def test_a_report_is_a_task_of_its_owner_until_its_day_and_late_after_it():
    before, after = looked(dt.date(2026, 7, 8)), looked(dt.date(2026, 9, 14))
    own = ("10.07", "Представить отчёт о проекте за II квартал 2026 года", ("И1",))
    closing = ("11.09", "Представить отчёт о проекте при закрытии", ("И2",))
    assert (*own, False) in tasks(before) and (*own, True) in tasks(after)
    assert (*closing, False) in tasks(before) and (*closing, True) in tasks(after)
    assert texts(before) == [(WAITS, 2, "И1, И2")]
    assert texts(after) == [(LATE, 1, "П1"), (CLOSED, 1, "П2"), (WAITS, 2, "И1, И2")]


@pytest.mark.parametrize(
    ("day", "waiting"),
    [(dt.date(2026, 7, 3), ["И2"]), (dt.date(2026, 6, 2), ["И1", "И2"]), ("", ["И1", "И2"])],
)
def test_a_letter_waits_until_one_is_sent_for_the_same_report(day, waiting):
    """A reminder of the quarter before is no reminder of this one."""
    found = looked(dt.date(2026, 7, 20), [sent("и1", LetterKind.REPORT_REMINDER, day)])
    (own,) = (each for each in found.tasks if each.what == SENT_LETTERS)
    assert list(own.names) == waiting and "Центр компетенций" in own.who


def test_where_no_report_is_asked_for_nothing_is_said():
    found = looked(dt.date(2026, 7, 20), due=(), letters={"И1": (LetterKind.RESULT,), "И2": ()})
    assert found.tasks == () and found.to_do == ()


def test_details_of_the_house_that_takes_reports_are_asked_for_once_a_letter_of_it_goes_out():
    asked = [each.text for each in to_enter(None, ACT, {LetterKind.REPORT_REMINDER})]
    quiet = [each.text for each in to_enter(None, ACT, {LetterKind.RESULT})]
    assert len(asked) == len(quiet) + 1 and "centre.toml" in " ".join(asked)
    assert "centre.toml" in before_signing(None, ACT.words)
    assert "centre.toml" not in before_signing(None) + " ".join(quiet)
