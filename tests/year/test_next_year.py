"""The next year goes on from the last: leaders to confirm, certificates, projects, registers."""

import datetime as dt
import json
import shutil

import openpyxl
import pytest

from input_samples.year import NEXT_STEPS, NEXT_TEMPLATES, lay_next
from kuzbass_batch.methodology.calendar.year_plan import PlanMeasure
from kuzbass_batch.methodology.records import QuestionKind
from kuzbass_batch.records.committee.contest import EntryAdmission
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.outgoing import OF_CENTRE
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.jury import WhyOut
from kuzbass_batch.records.year.year import Leadership
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from kuzbass_batch.rules.programme.projects.reports import programme_projects
from kuzbass_batch.rules.year.last_year import since_last_year
from kuzbass_batch.rules.year.letters.letters import letters_on_projects
from kuzbass_batch.rules.year.letters.monitorings import plan_of_year
from tests.paths import ROOT
from tests.runs import look_at, run_at_once

SAMPLES = ROOT / "input_samples/2026"
BOOK = "Реестры программы.xlsx"
AS_OF = dt.date(2027, 1, 20)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    out = tmp_path_factory.mktemp("next") / "out"
    return look_at(SAMPLES, out, as_of=AS_OF, year=2026, templates=NEXT_TEMPLATES)


def codes_of(outcome, who):
    standing = next(s for s in outcome.standings if s.participant.id == who)
    return {finding.code for finding in standing.findings}


def test_last_year_s_leaders_are_to_be_confirmed(outcome):
    past = json.loads((SAMPLES / "Рейтинг за 2025 год/results.json").read_text("utf-8"))
    then = {p["id"] for p in past["participants"] if p["level"] == "Лидер"}
    states = {c.standing.participant.id: c.leader for c in since_last_year(outcome)}
    assert then and {who for who in then if states[who] is None} == set()
    assert Leadership.CONFIRMED in states.values() and Leadership.NO_RETURN in states.values()


def test_the_registers_of_2025_count_again_and_hold_what_2026_brought(outcome):
    rows = outcome.registers.rows
    years = {row.day("date").year for row in rows if row.day("date")}
    assert years == {2025, 2026} and {row.table for row in rows} == set(ProgrammeTable)
    projects = {row.text("number"): row for row in outcome.registers.of(ProgrammeTable.PROJECTS)}
    own = projects["2025/ИО-01-1"]
    assert (own.day("opened").year, own.day("closed").year) == (2025, 2026)


def test_projects_of_2025_go_on_without_their_passports_and_are_reported(outcome):
    projects = {each.name: each for each in programme_projects(outcome.registers)}
    closed = projects["План закупок за неделю"]
    assert closed.opened.year == 2025 and not closed.row.made
    assert [str(report.quarter) for report in closed.reports] == ["2026-I", "2026-II"]
    assert (closed.status.value, closed.hours, closed.fact_of(closed.goals[0].name).fact) == (
        "закрыт", 4500, 7,
    )  # fmt: skip
    slip = next(f for f in outcome.files if f.source.path.startswith("2026-07-08"))
    assert slip.status.value == "returned"
    assert {finding.code for finding in slip.findings} == {"J007", "J014"}
    assert projects["Ремонт двора по заявке"].stage == 7, "the report of the quarter before"


def test_the_samples_bring_about_every_letter_on_reports(outcome):
    """The first year has none of them (`test_year`): its reports begin in the second."""
    found = letters_on_projects(outcome, outcome.projects)
    assert {kind for kinds in found.values() for kind in kinds} == set(OF_CENTRE)


def test_a_certificate_of_2025_answers_in_2026_and_a_contest_of_2025_does_not(outcome):
    assert "S045" not in codes_of(outcome, "МО-11"), "certified in June 2025"
    answers = RegisterAnswers(outcome.registers, outcome.registry, outcome.methodology)
    (contest,) = outcome.methodology.questions_of(QuestionKind.CONTEST)
    assert answers.answer(contest, "ПО-01").count("строка") == 1, "of two years, that of 2026"
    assert not answers.answer(contest, "МО-12"), "its application was not admitted"
    assert answers.answer(contest, "ИО-02").endswith("победитель")
    assert "S048" not in codes_of(outcome, "ИО-02") and answers.trained("ИО-01") == 5


def test_the_contest_of_2026_is_judged_by_five_and_its_minutes_fill_the_register(outcome):
    states = {each.juror.key: each.state.value for each in outcome.jury.jurors}
    assert states == {"1": "учтён", "2": "учтён", "3": "учтён не полностью", "4": "учтён",
                      "5": "после срока"}  # fmt: skip
    why = {(v.juror, m.entry.practice): v.why for m in outcome.jury.entries() for v in m.votes}
    assert why["1", "Ответ за пять дней"] is WhyOut.OWN_BODY
    assert why["4", "Ремонт двора по заявке"] is WhyOut.OWN_INTEREST
    assert why["3", "Запись в кружок без очереди"] is WhyOut.BLANK
    rows = {row.text("practice"): row for row in outcome.registers.of(ProgrammeTable.CONTEST)}
    told = {
        name: (row.text("result"), row.number("place"), row.text("document"))
        for name, row in rows.items()
        if row.text("document").startswith("протокол")
    }
    assert told["Ответ за пять дней"] == ("победитель", 1, "протокол № 14 от 08.10.2026")
    assert sorted(result for result, *_ in told.values()) == ["победитель"] * 2 + ["призёр"] * 3


def test_the_contest_of_2026_has_seven_applications_one_late_and_two_not_admitted(outcome):
    entries = outcome.contest.entries
    assert len(entries) == 7 and {each.nomination for each in entries} == {"1", "2"}
    assert [each.practice for each in entries if each.late] == ["Справка за один день"]
    refused = [each for each in entries if each.admitted is EntryAdmission.NO]
    assert len(refused) == 2 and all(each.reason for each in refused)
    assert sum(each.competes for each in entries) == 5 and all(each.file for each in entries)
    (outside,) = (each for each in entries if each.participant == "ОРГ-01")
    assert outside.competes and outside.name == "АО «Завод вымышленных машин»"
    paths = {each.file for each in entries}
    files = [file for file in outcome.files if file.source.path in paths]
    assert {file.status.value for file in files} == {"used"}
    told = [each.code for file in files for each in file.findings if each.code[0] == "B"]
    assert told == ["B003"]


def test_with_a_key_of_its_own_the_new_folder_is_asked_once(tmp_path):
    folder, output = tmp_path / "in", tmp_path / "out"
    shutil.copytree(SAMPLES, folder)
    shutil.rmtree(folder / "Служебное")
    first = run_at_once(folder, output, as_of=AS_OF, year=2026)
    (told,) = (f.code for file in first.files if file.kind == "registers" for f in file.findings)
    assert told == "D029" and first.registers.rows == ()
    taken = run_at_once(folder, output, as_of=AS_OF, year=2026, accept=(folder / BOOK,))
    assert len(taken.registers.rows) > 10
    shutil.copyfile(output / BOOK, folder / BOOK)
    again = run_at_once(folder, output, as_of=AS_OF, year=2026)
    assert len(again.registers.rows) == len(taken.registers.rows)
    assert openpyxl.load_workbook(output / BOOK).properties.title.endswith("2025–2027 годы")


def test_the_plan_of_2026_falls_behind_with_a_cause_and_catches_up(outcome):
    plan = plan_of_year(outcome, ())
    states = [
        next(line for line in quarter.lines if line.target.measure is PlanMeasure.EVENTS
             and line.target.by_quantity)
        for quarter in plan.quarters[:3]
    ]  # fmt: skip
    assert [line.behind for line in states] == [False, True, False]
    assert [line.running for line in states] == [18, 24, 57]
    assert states[1].steps.cause and states[1].steps.measure and states[1].steps.due


def test_the_second_year_lays_a_growing_folder(tmp_path):
    names = []
    for step in NEXT_STEPS:
        lay_next(step, tmp_path / step.folder)
        names.append({p.name for p in (tmp_path / step.folder).iterdir()})
    assert names[0] < names[1] < names[2] and BOOK in names[0]
    assert "Решения-2026.xlsx" in names[1] - names[0]
    books = [(tmp_path / step.folder / BOOK).read_bytes() for step in NEXT_STEPS]
    assert books[0] != books[1] == books[2]


def test_partner_checks_of_2026_one_of_another_body_and_one_mended(outcome):
    checks = {each.number: each for each in outcome.partner_checks.applications}
    assert {number: each.check and each.check.decision for number, each in checks.items()} == {
        "1": "выдать сертификат", "2": "отказано", "3": "выдать сертификат", "4": None, "5": None,
    }  # fmt: skip
    assert checks["2"].applicant.outside and checks["1"].check.number == "ППКО-2026/1"
    assert "наблюдатель Ясная Вера Петровна" in checks["3"].check.commission
    sheets = [file for file in outcome.files if file.kind is Kind.CHECK_SHEET]
    codes = [{finding.code for finding in file.findings} for file in sheets]
    assert codes == [set(), set(), {"Q025"}, set()]
