"""The sample of another rating goes its whole way: 90 criteria in groups, some inapplicable."""

import datetime as dt
import json
from fractions import Fraction

import jsonschema
import openpyxl
import pytest
from docx import Document

from input_samples import make_maturity as sample
from input_samples.results import KEPT
from kuzbass_batch.methodology.files.loader import load_methodology
from tests.methodology.test_totals import plainly, rounded_plainly
from tests.paths import ROOT
from tests.runs import run_at_once

AS_OF = dt.date(2026, 1, 20)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Run the batch on the sample; return its methodology and the folder of the result."""
    out = tmp_path_factory.mktemp("maturity") / "out"
    folder = sample.FOLDER / "methodology"
    run_at_once(sample.FOLDER / "in", out, as_of=AS_OF, methodologies=folder)
    return load_methodology(sample.YEAR, folder), out


@pytest.fixture(scope="module")
def results(year):
    return json.loads((year[1] / "results.json").read_text("utf-8"))


def test_the_script_makes_the_sample_byte_for_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "keep_results", lambda *_: None)
    sample.make(tmp_path / "again")
    made = {
        path.relative_to(tmp_path / "again"): path for path in (tmp_path / "again").rglob("*.*")
    }
    kept = {
        path.relative_to(sample.FOLDER): path
        for path in sample.FOLDER.rglob("*.*")
        if path.parent.name != KEPT
    }
    assert made.keys() == kept.keys() and len(kept) == 8
    assert all(made[name].read_bytes() == path.read_bytes() for name, path in kept.items())


def test_totals_and_levels_are_those_of_a_plain_computation(year, results):
    methodology, _ = year
    found = {each["id"]: each for each in results["participants"]}
    for key, *_, about in sample.BODIES:
        if key == sample.FAULTY:
            assert found[key]["status"] == "returned"
            assert [each["code"] for each in found[key]["findings"]] == ["S120"]
            continue
        points = sample.points_of(methodology, key, about)
        absent = {name for name, value in points.items() if value is None}
        exact = plainly(
            methodology.criteria, methodology.groups, methodology.total_rule, points, absent
        )
        total = rounded_plainly(Fraction(exact), methodology.total_rule)
        assert found[key]["total"] == str(total)
        declined = {e["id"] for e in found[key]["criteria"] if e.get("applicable") is False}
        assert declined == absent
    assert found["ИО-01"]["level"] == "Управляемый" and found["ИО-01"]["place"]["from"] == 1


def test_results_keep_to_the_schema_and_say_how_coefficients_were_studied(results):
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(results)
    assert results["robustness"]["method"] == "bounds"
    rated = [each for each in results["participants"] if each["status"] == "rated"]
    assert all(len(each["groups"]) == 20 for each in rated)


def test_the_workbook_the_letter_and_the_page_show_groups_and_what_does_not_apply(year):
    methodology, out = year
    book = openpyxl.load_workbook(out / f"Рейтинг-{sample.YEAR}.xlsx")
    words = {
        name: " ".join(str(cell.value) for row in book[name] for cell in row if cell.value)
        for name in book.sheetnames
    }
    for group in methodology.groups:
        assert any(group.title in text for text in words.values())
    assert (
        "процент" in words["Уровни и сроки"]
        and "по группе «Процессы» не менее 1,5" in (words["Уровни и сроки"])
    )
    assert "сами пределы могут быть шире" in words["Устойчивость"]
    (letter,) = (out / "Письма" / "Результаты").glob("ПО-01*.docx")
    cells = [cell.text for row in Document(letter).tables[-1].rows for cell in row.cells]
    assert "не применимо" in cells and "Процессы (среднее)" in cells
    assert any(cell.startswith("Итог: доля") for cell in cells)
    (public,) = (out / "К 1 апреля").rglob(f"*{sample.YEAR}.json")
    data = json.loads(public.read_text("utf-8"))
    (schema,) = public.parent.glob("*schema.json")
    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(data)
    library = next(each for each in data["participants"] if each["id"] == "ПО-01")
    assert None in [each["points"] for each in library["criteria"]]


def test_the_page_shows_ninety_points_in_lines_and_the_leaders_bound_in_per_cent(year):
    _, out = year
    (page,) = out.rglob("index.html")
    text = page.read_text("utf-8")
    assert text.count('<ol class="marks many">') == 4 and '<ol class="marks">' not in text
    assert "Уровень «Управляемый» (от 75 процентов) присваивается" in text
