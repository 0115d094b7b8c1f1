"""Letters on projects: each proof-read as a whole, on the stationery of who writes it."""

import datetime as dt
import email
import io
from dataclasses import replace
from decimal import Decimal
from email import policy

import pytest

from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.letters.letters import LetterTask, render_letter
from kuzbass_batch.outputs.letters.planning import Letter, LetterFacts, report_days_of
from kuzbass_batch.outputs.letters.programme.report_letters import (
    NO_WORDS,
    ReportWords,
    announcing_words,
    words_on_reports,
)
from kuzbass_batch.outputs.letters.redrawn import announced_blank, report_source
from kuzbass_batch.outputs.mail.drafts import Mail, draw_mail
from kuzbass_batch.records.committee.decisions import Subject
from kuzbass_batch.records.committee.outgoing import (
    LETTER_WORDS,
    OF_CENTRE,
    ON_PROJECTS,
    LetterKind,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.records.year.projects import DueReport, ProgrammeProjects
from kuzbass_batch.rules.year.letters.letters import letters_on_projects
from tests.office_files import faults, letter_text, property_of
from tests.outputs.letters.test_letters import ABSENT, HEAD
from tests.paths import DATA
from tests.project_reports import report as form
from tests.rules.programme.test_project_reports import outcome_of
from tests.rules.programme.test_projects_due import project, report

ACT = load_methodology(2026)
"""The texts of this year's letters."""
JULY = dt.date(2026, 7, 20)
GOLDEN = DATA / "golden_reports"
"""A text for each of the letters below."""
QUARTER = DueReport(
    project=project("ИО-01-П45681", [report()]), quarter=report("II").quarter,
    due=dt.date(2026, 7, 10),
)  # fmt: skip
CLOSING = replace(QUARTER, closing=True, due=dt.date(2026, 9, 11))
"""What is asked for: after a quarter, and at the planned closing, which is yet to come."""


class Found:
    """As much of the conclusions as a letter on projects asks for."""

    def __init__(self, outcome=None, due=()):
        self.outcome, self.projects = outcome, ProgrammeProjects(due=due)


class Office:
    """As much of what all letters of a run share."""

    as_of = JULY

    class due:
        answer = dt.date(2026, 7, 27)


def letter_of(kind, attached=()):
    return Letter(participant=HEAD.id, kind=kind, path="", standing=ABSENT, attached=attached)


def drawn(kind, words, attached=(), act=ACT):
    task = LetterTask(
        letter=letter_of(kind, attached), addressee=addressee_of(HEAD), facts=LetterFacts(),
        reports=words,
    )  # fmt: skip
    return render_letter(None, year_of(act), task)


def rendered(kind, words, attached=(), act=ACT):
    return letter_text(io.BytesIO(drawn(kind, words, attached, act)))


def received():
    """Two reports of one project: taken, and sent back."""
    later = {"quarter": "IV", "filled_on": dt.date(2025, 12, 19), "stage": Decimal(6)}
    return outcome_of({"а.xlsx": form(), "б.xlsx": form(**later)})


def words_of(kind):
    if kind is LetterKind.REPORT_RECEIPT:
        return words_on_reports(letter_of(kind), Found(received()), Office)
    if kind is LetterKind.REPORT_ANNOUNCEMENT:
        return announcing_words(HEAD.id, ACT)
    return words_on_reports(letter_of(kind), Found(due=(QUARTER, CLOSING)), Office)


ATTACHED = (
    ("б.xlsx", "Письма/Приём отчётов/Отчёт (исправить).xlsx"),
    (announced_blank(HEAD.id), "Письма/Форма и сроки отчётов/Отчёт о проекте ИО-02.xlsx"),
    (report_source(QUARTER), "Письма/Отчёты о проектах/Отчёт о проекте.xlsx"),
)


@pytest.mark.parametrize("kind", ON_PROJECTS)
def test_a_letter_on_projects_reads_word_for_word_as_proof_read(kind):
    text = rendered(kind, words_of(kind), ATTACHED)
    assert text == (GOLDEN / f"{kind}.txt").read_text("utf-8")
    bodies = ACT.words.bodies
    assert text.startswith(bodies.centre if kind in OF_CENTRE else bodies.committee)


@pytest.mark.parametrize("kind", ON_PROJECTS)
def test_a_letter_on_projects_is_valid_and_tells_its_title_and_author(tmp_path, kind):
    path = tmp_path / f"{kind}.docx"
    path.write_bytes(drawn(kind, words_of(kind), ATTACHED))
    assert faults(path) == []
    assert HEAD.name in property_of(path, "title") and property_of(path, "creator")


def test_where_the_act_names_no_such_body_the_committee_writes():
    bodies = replace(ACT.words.bodies, centre="")
    act = replace(ACT, words=replace(ACT.words, bodies=bodies))
    text = rendered(LetterKind.REPORT_REMINDER, ReportWords(), act=act)
    assert text.startswith(ACT.words.bodies.committee)


def test_who_gets_which_letter():
    outcome = received()
    assert [f.status for f in outcome.files if f.source.path in ("а.xlsx", "б.xlsx")] == [
        FileStatus.USED, FileStatus.RETURNED,
    ]  # fmt: skip
    found = letters_on_projects(outcome, ProgrammeProjects(due=(QUARTER,)))
    assert found == {"ИО-01": (LetterKind.REPORT_RECEIPT, LetterKind.REPORT_REMINDER)}
    assert letters_on_projects(outcome_of({}), ProgrammeProjects()) == {}
    assert NO_WORDS.reports == ()


def test_what_was_handed_over_may_be_each_of_them_where_projects_are_reported():
    def offered(act):
        fields = load_form(Kind.DECISIONS, act).fields()
        return set(fields["delivery/1/subject"].choices)

    words = {LETTER_WORDS[kind] for kind in ON_PROJECTS}
    assert offered(ACT) == set(Subject) and words <= offered(ACT)
    without = replace(ACT, words=replace(ACT.words, reports=None))
    assert offered(without) == set(Subject) - words


def test_a_mail_names_the_day_that_its_letter_names():
    outcome = received()
    days = report_days_of(outcome, Office.due)
    owner = next(f.participant for f in outcome.files if f.source.path == "б.xlsx")
    assert days[owner, LetterKind.REPORT_RECEIPT] == Office.due.answer
    assert len({kind for _, kind in days}) == len(days)


@pytest.mark.parametrize(
    ("kind", "late", "words"),
    [
        (LetterKind.REPORT_REMINDER, False, "до 10.07.2026 включительно"),
        (LetterKind.REPORT_REMINDER, True, "истёк 10.07.2026"),
        (LetterKind.CLOSING_REQUEST, False, "до 10.07.2026 включительно"),
        (LetterKind.REPORT_RECEIPT, False, "исправленные отчёты просим направить ответом на это "
         "письмо до 10.07.2026"),
    ],
)  # fmt: skip
def test_a_mail_on_reports_says_by_when(kind, late, words):
    mail = Mail(
        path="", kind=kind, to=("a@example.ru",), salutation="Здравствуйте!", name=HEAD.name,
        short_name="Минпримеров", deadline=QUARTER.due, excluded=False, misplaced=False,
        sent_back=False, over=False, late=late, files=(("Письмо.docx", b"x"),),
    )  # fmt: skip
    data = draw_mail(None, year_of(ACT), mail)
    text = email.message_from_bytes(data, policy=policy.default).get_body().get_content()
    assert words in " ".join(text.split()).lower() and "\n\n\n" not in text.replace("\r", "")
