"""The winners of a contest on the public page: by the minutes alone, the same as everywhere."""

import json
from dataclasses import replace

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.outputs.publication.public_documents import AWARD, AWARDS, established_awards
from kuzbass_batch.outputs.publication.public_fields import document
from tests.outputs.jury.test_jury_papers import FIRST, TIE, outcome_of
from tests.rules.programme.test_jury import minutes

SITE = "К 1 апреля/Сайт"


def test_before_the_minutes_nothing_is_public():
    assert established_awards(outcome_of(*FIRST)) == ()
    assert "не утверждены" in AWARDS.about


def test_a_tie_that_waits_is_not_public():
    found = established_awards(outcome_of(*TIE, said=(minutes(),)))
    assert {each.marks.entry.nomination for each in found} == {"1"}


def test_only_the_award_is_public_and_nothing_of_the_jury():
    outcome = outcome_of(*FIRST, said=(minutes(),))
    first = document(AWARD, established_awards(outcome)[0])
    assert first == {
        "contest": "Образцовая практика", "nomination": "Услуги", "result": "победитель",
        "place": 1, "holder": "Министерство примеров", "practice": "Единое окно",
    }  # fmt: skip
    bare = replace(outcome.jury.awards[0], place=0)
    assert document(AWARD, bare)["place"] is None


@pytest.mark.whole
def test_page_data_register_and_results_name_the_same_winners(samples_of_2026):
    folder = samples_of_2026.folder
    data = json.loads((folder / SITE / "rating-2026.json").read_text("utf-8"))
    schema = json.loads((folder / SITE / "rating.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    told = {each["practice"]: (each["result"], each["place"]) for each in data["awards"]}
    assert len(told) == 5 and ("победитель", 1) in told.values()
    results = json.loads((folder / "results.json").read_text("utf-8"))["jury"]["entries"]
    assert told == {
        each["practice"]: (each["award"]["result"], each["award"]["place"]) for each in results
    }
    book = openpyxl.load_workbook(folder / "Реестры программы.xlsx", read_only=True)
    rows = [list(row) for row in book["Конкурс"].iter_rows(min_row=3, values_only=True)]
    at = {name: rows[0].index(name) for name in ("Практика", "Результат", "Место", "Документ")}
    registered = {row[at["Практика"]]: (row[at["Результат"]], row[at["Место"]]) for row in rows
                  if str(row[at["Документ"]]).startswith("протокол")}  # fmt: skip
    assert registered == told
    page = (folder / SITE / "index.html").read_text("utf-8")
    section = page.partition('<h2 id="awards">')[2].partition("</section>")[0]
    assert all(practice in section for practice in told)
    names = [each["name"] for each in json.loads((folder / "results.json").read_text("utf-8"))
             ["jury"]["jurors"]]  # fmt: skip
    assert not any(name in page for name in names)
