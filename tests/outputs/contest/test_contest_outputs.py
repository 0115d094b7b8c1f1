"""The list of applications: in the ranking workbook, in results.json, and what is open of it."""

import json
from dataclasses import replace

import openpyxl
from jsonschema import Draft202012Validator

from kuzbass_batch.outputs.contest.sheet_contest import draw_applications
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.results.projects import plain_contest
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter
from kuzbass_batch.records.committee.contest import NO_CONTEST, Juror
from kuzbass_batch.records.year.projects import NO_PROJECTS
from kuzbass_batch.rules.programme.contest.entries import contest_to_do
from tests.outputs.letters.test_contest_letters import decided, outcome
from tests.paths import ROOT

SCHEMA = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
PART = SCHEMA["properties"]["contest"]


class Found:
    """As much of the conclusions as the sheet asks for."""

    projects = NO_PROJECTS

    def __init__(self, outcome):
        self.outcome = outcome


def sheets_of(outcome, folder):
    path = folder / "книга.xlsx"
    with ranking_book(path) as book:
        book.add_worksheet("первый")
        draw_applications(TableWriter(book), Found(outcome))
    return openpyxl.load_workbook(path)


def test_every_application_stands_on_the_sheet_with_what_was_decided(tmp_path):
    sheet = sheets_of(decided(outcome()), tmp_path)[SHEETS["applications"]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    texts = [" ".join(map(str, row)) for row in rows]
    assert "заявок – 2, допущено – 1, не допущено – 1, не решено – 0" in texts[0]
    late = next(row for row in rows if "Единое окно" in row)
    assert {"поздно", "не допущена", "поступила после срока."} <= set(late)
    first = next(row for row in rows if "Быстрый ответ" in row)
    assert {"в срок", "допущена", "Лучший бережливый проект", "заявка.xlsx"} <= set(first)


def test_without_a_contest_or_an_application_there_is_no_sheet(tmp_path):
    found = outcome()
    bare = replace(found.contest, entries=())
    assert sheets_of(replace(found, contest=NO_CONTEST), tmp_path).sheetnames == ["первый"]
    assert sheets_of(replace(found, contest=bare), tmp_path).sheetnames == ["первый"]


def test_every_key_of_the_schema_is_written_and_valid():
    written = plain_contest(decided(outcome()).contest)
    assert not list(Draft202012Validator({"$defs": SCHEMA["$defs"], **PART}).iter_errors(written))
    assert set(written) == set(PART["properties"])
    keys = PART["properties"]["applications"]["items"]["properties"]
    assert all(set(each) == set(keys) for each in written["applications"])
    assert [each["late"] for each in written["applications"]] == [False, True]


def test_the_committee_is_told_what_is_open():
    found = outcome()
    juror = Juror(key="2", name="Гостев П. П.", body="ИО-99")
    contest = replace(found.contest.contest, jurors=(*found.contest.contest.jurors, juror))
    lines = list(contest_to_do(replace(found, contest=replace(found.contest, contest=contest))))
    assert [line.count for line in lines] == [2, 0, 1]
    assert "ИО-99 (Гостев П. П.)" in lines[-1].names
    assert [line.count for line in contest_to_do(decided(found))] == [0, 0, 0]
    (waiting,) = contest_to_do(replace(found, contest=NO_CONTEST))
    assert waiting.count == 3 and "не объявлен" in waiting.text
    assert list(contest_to_do(replace(found, contest=NO_CONTEST, files=()))) == []
